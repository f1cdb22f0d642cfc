"""Results as JSON and CSV, the same from the command line and from the window."""

import csv
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from effnet_desktop.engine.errors import explain_storage
from effnet_desktop.engine.results import Classification, PhotoFailed, Summary


def photo_record(result: Classification | PhotoFailed) -> dict[str, Any]:
    """One photo as a JSON object; probabilities are 0..1, timings are milliseconds."""
    if isinstance(result, PhotoFailed):
        return {"path": str(result.path), "error": str(result.error)}
    return {
        "path": str(result.path),
        "model": result.model,
        "predictions": [
            {"category": p.category, "index": p.index, "probability": round(p.probability, 6)}
            for p in result.predictions
        ],
        "timings_ms": {
            "decode": round(result.timings.decode, 3),
            "preprocess": round(result.timings.preprocess, 3),
            "inference": round(result.timings.inference, 3),
        },
        "device": result.device.label,
    }


def summary_record(summary: Summary) -> dict[str, Any]:
    """A run as a JSON object; what is unknown is null."""

    def rounded(number: float | None) -> float | None:
        return None if number is None else round(number, 4)

    return {
        "summary": {
            "photos": summary.photos,
            "failed": summary.failed,
            "seconds": round(summary.seconds, 3),
            "photos_per_second": round(summary.photos_per_second, 2),
            "latency_ms": {"p50": rounded(summary.latency_p50), "p95": rounded(summary.latency_p95)},
            "accuracy": rounded(summary.accuracy),
        }
    }


def save_csv(file: Path, results: Iterable[Classification | PhotoFailed], top: int = 5) -> None:
    """Writes one row a photo; the file appears whole or not at all.

    Raises:
        StorageError: It cannot be written.
    """
    columns = ["path", "model"]
    for rank in range(1, top + 1):
        columns += [f"category_{rank}", f"probability_{rank}"]
    columns += ["decode_ms", "preprocess_ms", "inference_ms", "device", "error"]

    def write(out: TextIO) -> None:
        writer = csv.DictWriter(out, columns, restval="")
        writer.writeheader()
        for result in results:
            record = photo_record(result)
            row: dict[str, Any] = {key: record[key] for key in ("path", "model", "device", "error") if key in record}
            row |= {f"{step}_ms": ms for step, ms in record.get("timings_ms", {}).items()}
            for rank, prediction in enumerate(record.get("predictions", ())[:top], start=1):
                row |= {f"category_{rank}": prediction["category"], f"probability_{rank}": prediction["probability"]}
            writer.writerow(row)

    _write(file, write)


def save_json(file: Path, results: Iterable[Classification | PhotoFailed]) -> None:
    """Writes a list of `photo_record`; the file appears whole or not at all.

    Raises:
        StorageError: It cannot be written.
    """
    _write(file, lambda out: json.dump([photo_record(result) for result in results], out, ensure_ascii=False, indent=1))


def _write(file: Path, write: Any) -> None:
    part = file.with_name(f".{file.name}.part")
    try:
        # utf-8-sig: Excel takes plain UTF-8 for the local code page and garbles Japanese names.
        encoding = "utf-8-sig" if file.suffix.lower() == ".csv" else "utf-8"
        with part.open("w", encoding=encoding, newline="", errors="surrogateescape") as out:
            write(out)
        os.replace(part, file)
    except OSError as error:
        raise explain_storage(error, file) from error
    finally:
        part.unlink(missing_ok=True)
