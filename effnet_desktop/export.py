"""Results as JSON and CSV, the same from the command line and from the window."""

import csv
import errno
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from effnet_desktop.engine.errors import StorageError
from effnet_desktop.engine.results import (
    Classification,
    Dataset,
    EpochFinished,
    FineTuned,
    FolderEvaluation,
    HeadFitted,
    PhotoFailed,
    Summary,
    Suspect,
)


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
        **({"unsure": True} if result.is_unsure else {}),
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


def training_record(event: object) -> dict[str, Any]:
    """One event of a training as a JSON object; empty for what is no milestone."""
    match event:
        case Dataset():
            train = sum(photo.split == "train" for photo in event.photos)
            return {
                "event": "dataset",
                "folder": str(event.folder),
                "photos": len(event.photos),
                "train": train,
                "val": len(event.photos) - train,
                "categories": list(event.categories),
                "unreadable": [photo_record(failed) for failed in event.unreadable],
                "problems": [str(problem.message) for problem in event.problems],
            }
        case HeadFitted():
            return {"event": "head", "val_acc1": event.val_acc1, "seconds": round(event.seconds, 2)}
        case EpochFinished():
            return {
                "event": "epoch",
                "epoch": event.epoch,
                "train_loss": round(event.train_loss, 5),
                "val_acc1": event.val_acc1,
                "seconds": round(event.seconds, 2),
            }
        case FineTuned():
            return {
                "event": "done",
                "model": event.model.name,
                "val_acc1": event.model.acc1,
                "val_acc1_ci95": list(event.model.acc1_ci95),
                "seconds": round(event.report.seconds, 2),
                "photos": event.report.photos,
            }
    return {}


def evaluation_record(model: str, result: FolderEvaluation) -> dict[str, Any]:
    """A model measured on a folder, as a JSON object."""
    evaluation, threshold = result.evaluation, result.threshold
    return {
        "model": model,
        "photos": evaluation.photos,
        "acc1": evaluation.acc1,
        "acc1_ci95": list(evaluation.acc1_ci95),
        "ece": evaluation.ece,
        "threshold": asdict(threshold) if threshold else None,
        "categories": [asdict(metrics) for metrics in evaluation.categories],
        "confusion": [list(row) for row in evaluation.confusion],
        "unreadable": [str(path) for path in result.unreadable],
        "unknown_folders": list(result.unknown),
    }


def suspect_record(suspect: Suspect) -> dict[str, Any]:
    """A photo that is probably filed wrongly, as a JSON object."""
    return {**asdict(suspect), "path": str(suspect.path)}


@contextmanager
def open_csv(file: Path, top: int = 5) -> Iterator[Callable[[Classification | PhotoFailed], None]]:
    """Opens a table of one row a photo, for as long as the block lasts; then it appears under its name, whole.

    Ended early by Ctrl+C, it appears with the rows so far; after an error it does not appear.

    Yields:
        What writes one photo's row.

    Raises:
        StorageError: It cannot be written.
    """
    columns = ["path", "model"]
    for rank in range(1, top + 1):
        columns += [f"category_{rank}", f"probability_{rank}"]
    columns += ["decode_ms", "preprocess_ms", "inference_ms", "device", "error"]
    # utf-8-sig: Excel takes plain UTF-8 for the local code page and garbles Japanese names.
    with _whole_file(file, "utf-8-sig") as out:
        writer = csv.DictWriter(out, columns, restval="")
        writer.writeheader()

        def write(result: Classification | PhotoFailed) -> None:
            record = photo_record(result)
            row: dict[str, Any] = {key: record[key] for key in ("path", "model", "device", "error") if key in record}
            row |= {f"{step}_ms": ms for step, ms in record.get("timings_ms", {}).items()}
            for rank, prediction in enumerate(record.get("predictions", ())[:top], start=1):
                row |= {f"category_{rank}": prediction["category"], f"probability_{rank}": prediction["probability"]}
            writer.writerow(row)

        yield write


def save_csv(file: Path, results: Iterable[Classification | PhotoFailed]) -> None:
    """Writes `open_csv`'s table of known results.

    Raises:
        StorageError: It cannot be written.
    """
    with open_csv(file) as write:
        for result in results:
            write(result)


def save_json(file: Path, results: Iterable[Classification | PhotoFailed]) -> None:
    """Writes a list of `photo_record`; the file appears whole or not at all.

    Raises:
        StorageError: It cannot be written.
    """
    with _whole_file(file, "utf-8") as out:
        json.dump([photo_record(result) for result in results], out, ensure_ascii=False, indent=1)


@contextmanager
def _whole_file(file: Path, encoding: str) -> Iterator[TextIO]:
    part = file.with_name(f".{file.name}.part")
    try:
        if file.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with part.open("w", encoding=encoding, newline="", errors="surrogateescape") as out:
            try:
                yield out
            except KeyboardInterrupt:
                out.close()
                os.replace(part, file)
                raise
        os.replace(part, file)
    except OSError as error:
        raise StorageError(
            "{path} cannot be written: {reason}.",
            "Choose another file.",
            path=file,
            reason=error.strerror or str(error),
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
