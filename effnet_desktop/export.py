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
from effnet_desktop.engine.published import alternatives, beside_published, compute_ratio, long_levers
from effnet_desktop.engine.records.classifying import (
    Classification,
    ClassifySummary,
    GroupAnswer,
    Language,
    PhotoFailed,
)
from effnet_desktop.engine.records.comparing import Comparison, ModelMeasured
from effnet_desktop.engine.records.evaluation import FolderEvaluation
from effnet_desktop.engine.records.folders import Dataset
from effnet_desktop.engine.records.models import Inheritance
from effnet_desktop.engine.records.training import EpochFinished, FineTuned, HeadFitted, Suspect
from effnet_desktop.engine.scaling import Dimension, Scaling, channels_of, cost, scaled_variant


def photo_record(result: Classification | PhotoFailed, language: Language = "en") -> dict[str, Any]:
    """One photo as a JSON object; probabilities are 0..1, timings are milliseconds.

    In another language than English, each prediction has its ``name``, too.
    """
    if isinstance(result, PhotoFailed):
        return {"path": str(result.path), "error": str(result.error)}
    return {
        "path": str(result.path),
        "model": result.model,
        "predictions": [
            {
                "category": p.category,
                **({"name": p.name_in(language)} if language != "en" else {}),
                "index": p.index,
                "probability": round(p.probability, 6),
            }
            for p in result.predictions
        ],
        "timings_ms": {
            "decode": round(result.timings.decode, 3),
            "preprocess": round(result.timings.preprocess, 3),
            "inference": round(result.timings.inference, 3),
        },
        "device": result.device.label,
        **({"groups": groups} if (groups := [g.name_in(language) for g in result.predictions[0].groups]) else {}),
        **({"group": _group_record(result.group, language)} if result.group else {}),
        **({"unsure": True} if result.is_unsure else {}),
        **({"escalated": True} if result.is_escalated else {}),
    }


def _group_record(answer: GroupAnswer, language: Language) -> dict[str, Any]:
    return {"name": answer.group.name_in(language), "probability": round(answer.probability, 6)}


def summary_record(summary: ClassifySummary) -> dict[str, Any]:
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
        case Inheritance():
            return {"event": "inherited", "from": event.model, "share": round(event.share, 4), "same": event.is_same}
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


def comparison_record(model: ModelMeasured) -> dict[str, Any]:
    """One model of a comparison as a JSON object: shares are 0..1, times milliseconds, memory MB (10^6 bytes)."""

    def rounded(number: float | None, digits: int) -> float | None:
        return None if number is None else round(number, digits)

    steps = {"decode": model.decode, "preprocess": model.preprocess, "inference": model.inference}
    return {
        "model": model.model,
        "phi": model.variant.phi,
        "resolution": model.variant.preprocessing.resolution,
        "untrained": model.untrained,
        "photos": model.photos,
        "with_truth": model.with_truth,
        "acc1": rounded(model.acc1, 6),
        "acc1_ci95": None if model.acc1_ci95 is None else [round(end, 6) for end in model.acc1_ci95],
        "agreement": rounded(model.agreement, 6),
        "latency_ms": {"p50": round(model.latency.p50, 3), "p95": round(model.latency.p95, 3)},
        **{f"{step}_ms": round(spread.p50, 3) for step, spread in steps.items()},
        **{f"{step}_p95_ms": round(spread.p95, 3) for step, spread in steps.items()},
        "photos_per_second": rounded(model.photos_per_second, 2),
        "params": model.params,
        "madds": model.madds,
        "peak_memory_mb": rounded(model.peak_memory_mb, 1),
        "pareto": model.is_pareto,
    }


def score_name(comparison: Comparison) -> str:
    """What the models of a comparison are judged by."""
    return "accuracy" if comparison.has_truth else f"agreement with {comparison.reference}"


def scaling_record(scaling: Scaling, params: int, madds: int, memory: int) -> dict[str, Any]:
    """A scaling as a JSON object; memory is MB (10^6 bytes).

    Args:
        scaling: The choice.
        params: Parameters of the real network.
        madds: Its multiply-adds.
        memory: Its bytes for one photo.
    """
    variant = scaled_variant(scaling)
    own = cost(variant)
    stem, *_, head = channels_of(variant)
    published = beside_published(scaling)
    dimensions: tuple[Dimension, ...] = ("depth", "width", "resolution")
    return {
        "phi": scaling.phi,
        "alpha": scaling.alpha,
        "beta": scaling.beta,
        "gamma": scaling.gamma,
        "family": scaling.family,
        "only": scaling.only,
        "depth_mult": scaling.depth_mult,
        "width_mult": scaling.width_mult,
        "resolution_mult": scaling.resolution_mult,
        "resolution": scaling.resolution,
        "pixels": scaling.side,
        "constraint": scaling.constraint,
        "two_to_the_phi": 2**scaling.phi,
        "compute_ratio": compute_ratio(scaling),
        "params": params,
        "madds": madds,
        "memory_mb": memory / 1e6,
        "stem_channels": stem,
        "stages": [asdict(stage) for stage in own.stages],
        "head_channels": head,
        "published": {
            "name": published.variant.name,
            "phi": published.variant.phi,
            "depth_mult": published.variant.depth_mult,
            "width_mult": published.variant.width_mult,
            "resolution": published.variant.preprocessing.resolution,
            "params": published.cost.params,
            "madds": published.cost.madds,
            "differs": [dimension for dimension in dimensions if dimension in published.differs],
            "why": str(published.why),
        },
        "alternatives": {
            only or "compound": {"params": other.params, "madds": other.madds}
            for only, other in alternatives(scaling).items()
        },
        "one_lever": {
            dimension: {"times": lever.times, "params": lever.cost.params, "madds": lever.cost.madds}
            for dimension, lever in long_levers(scaling).items()
        },
    }


def save_comparison_csv(file: Path, comparison: Comparison) -> None:
    """Writes `comparison_record` of each model as a table.

    Raises:
        StorageError: It cannot be written.
    """
    rows = []
    for model in comparison.models:
        row = comparison_record(model)
        row["acc1_low"], row["acc1_high"] = row.pop("acc1_ci95") or ("", "")
        row |= {f"latency_{name}_ms": value for name, value in row.pop("latency_ms").items()}
        rows.append({name: "" if value is None else value for name, value in row.items()})
    with whole_file(file, "utf-8-sig") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@contextmanager
def open_csv(
    file: Path, top: int = 5, language: Language = "en"
) -> Iterator[Callable[[Classification | PhotoFailed], None]]:
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
    columns += ["group", "group_probability", "decode_ms", "preprocess_ms", "inference_ms", "device", "error"]
    # utf-8-sig: Excel takes plain UTF-8 for the local code page and garbles Japanese names.
    with whole_file(file, "utf-8-sig") as out:
        writer = csv.DictWriter(out, columns, restval="")
        writer.writeheader()

        def write(result: Classification | PhotoFailed) -> None:
            record = photo_record(result, language)
            row: dict[str, Any] = {key: record[key] for key in ("path", "model", "device", "error") if key in record}
            row |= {f"{step}_ms": ms for step, ms in record.get("timings_ms", {}).items()}
            for rank, prediction in enumerate(record.get("predictions", ())[:top], start=1):
                row[f"category_{rank}"] = prediction.get("name", prediction["category"])
                row[f"probability_{rank}"] = prediction["probability"]
            if group := record.get("group"):
                row |= {"group": group["name"], "group_probability": group["probability"]}
            writer.writerow(row)

        yield write


def save_csv(file: Path, results: Iterable[Classification | PhotoFailed], language: Language = "en") -> None:
    """Writes `open_csv`'s table of known results.

    Raises:
        StorageError: It cannot be written.
    """
    with open_csv(file, language=language) as write:
        for result in results:
            write(result)


def save_json(file: Path, results: Iterable[Classification | PhotoFailed], language: Language = "en") -> None:
    """Writes a list of `photo_record`; the file appears whole or not at all.

    Raises:
        StorageError: It cannot be written.
    """
    with whole_file(file, "utf-8") as out:
        json.dump([photo_record(result, language) for result in results], out, ensure_ascii=False, indent=1)


@contextmanager
def whole_file(file: Path, encoding: str) -> Iterator[TextIO]:
    """Opens a text file that appears under its name at the end of the block, whole, or after an error not at all.

    Raises:
        StorageError: It cannot be written.
    """
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
