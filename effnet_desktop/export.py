"""Results as JSON and CSV, the same from the command line and from the window."""

import base64
import csv
import json
import math
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path, PurePath
from typing import Any

from effnet_desktop import saving
from effnet_desktop.engine.chance import measured
from effnet_desktop.engine.published import alternatives, beside_published, compute_ratio, long_levers
from effnet_desktop.engine.records.classifying import (
    Classification,
    ClassifySummary,
    GroupAnswer,
    Language,
    PhotoFailed,
)
from effnet_desktop.engine.records.cluster import ClusterSummary
from effnet_desktop.engine.records.comparing import Comparison, ModelMeasured, PairedComparison
from effnet_desktop.engine.records.evaluation import Evaluation, FolderEvaluation
from effnet_desktop.engine.records.folders import Dataset, LeftOut
from effnet_desktop.engine.records.models import Inheritance
from effnet_desktop.engine.records.piles import Pile, Piles, Question
from effnet_desktop.engine.records.training import EpochFinished, FineTuned, HeadFitted, Suspect
from effnet_desktop.engine.scaling import Dimension, Scaling, channels_of, cost, scaled_variant
from effnet_desktop.printing import ESCAPED_IN_JSON, as_unicode, printable

EXCEL = "utf-8-sig"  # it takes plain UTF-8 for the local code page and garbles Japanese names
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # how a cell begins that is computed


def photo_record(result: Classification | PhotoFailed, language: Language = "en") -> dict[str, Any]:
    """One photo as a JSON object; probabilities are 0..1, timings are milliseconds.

    In another language than English, each prediction has its ``name``, too.
    """
    if isinstance(result, PhotoFailed):
        return {**path_fields(result.path), "error": str(result.error)}
    return {
        **path_fields(result.path),
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
        **({} if result.novelty is None else {"novelty": round(result.novelty, 4), "is_novel": result.is_novel}),
        **({"escalated": True} if result.is_escalated else {}),
        **_said_record(result, language),
        **({"taken": result.taken.isoformat()} if result.taken else {}),
        **({"warning": str(result.warning)} if result.warning else {}),
    }


def _said_record(result: Classification, language: Language) -> dict[str, str]:
    """What is true of a photo, and what a person said of the model's answer."""
    said = result.judgement
    truth = result.truth
    if said:  # perhaps since the answer
        truth = said.category or (None if truth == said.rejected else truth)
    record = {} if truth is None else {"truth": result.name_of(truth, language)}
    if said is None:
        return record
    if said.category is None:
        return {**record, "mark": "wrong"} if said.rejected == result.predictions[0].category else record
    if said.category == result.predictions[0].category:
        return {**record, "mark": "right"}
    return {**record, "mark": "wrong", "correction": result.name_of(said.category, language)}


def _group_record(answer: GroupAnswer, language: Language) -> dict[str, Any]:
    return {"name": answer.group.name_in(language), "probability": round(answer.probability, 6)}


def summary_record(summary: ClassifySummary, left_out: LeftOut) -> dict[str, Any]:
    """A run as a JSON object, with what the search for photos passed over; what is unknown is null."""

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
            **({} if summary.novel is None else {"novel": summary.novel}),
            "closed_folders": [{"path": str(closed.path), "error": str(closed.error)} for closed in left_out.closed],
            "unsupported_files": dict(left_out.unsupported),
            "other_files": left_out.others,
        }
    }


def cluster_record(done: ClusterSummary) -> dict[str, Any]:
    """A run on a cluster as a JSON object, as `summary_record` has others."""
    summary = summary_record(done.all, done.left_out)["summary"]
    speed = round(done.photos_per_second, 2)
    return {"summary": {**summary, "photos_per_second": speed, "earlier": done.earlier, "parts": done.parts}}


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
                "not_categories": list(event.not_categories),
                "others": len(event.others),
                "unreadable": [photo_record(failed) for failed in event.unreadable],
                "problems": [str(problem.message) for problem in event.problems],
            }
        case Inheritance():
            return {"event": "inherited", "from": event.model, "share": round(event.share, 4), "same": event.is_same}
        case HeadFitted():
            return {
                "event": "head",
                "val_acc1": measured(event.val_acc1, event.val_acc1_ci95),
                "seconds": round(event.seconds, 2),
            }
        case EpochFinished():
            return {
                "event": "epoch",
                "epoch": event.epoch,
                "train_loss": round(event.train_loss, 5),
                "val_acc1": measured(event.val_acc1, event.val_acc1_ci95),
                "seconds": round(event.seconds, 2),
            }
        case FineTuned():
            accuracy = measured(event.model.acc1, event.model.acc1_ci95)
            return {
                "event": "done",
                "model": event.model.name,
                "val_acc1": accuracy,
                "val_acc1_ci95": None if accuracy is None else list(event.model.acc1_ci95),
                "seconds": round(event.report.seconds, 2),
                "photos": event.report.photos,
                "threshold": event.model.threshold if event.report.tells_unsure else None,
                "novelty": _novelty_record(event),
                "learning_curve": asdict(curve) if (curve := event.report.learning_curve) else None,
                **_known_sites(event),
            }
    return {}


def _novelty_record(event: FineTuned) -> dict[str, Any] | None:
    """When a new model calls photos novel, and how well; None where it does not."""
    scale, evaluation = event.model.novelty, event.report.novelty
    return {"threshold": scale.threshold(), "kept": scale.kept, **asdict(evaluation)} if scale and evaluation else None


def _known_sites(done: FineTuned) -> dict[str, Any]:
    """What ``--split-by`` adds: ``val_acc1`` is of new cameras (or folders, or days) then."""
    known = done.report.known_sites
    if known is None:
        return {}
    accuracy = measured(known.acc1, known.acc1_ci95)
    interval = None if accuracy is None else list(known.acc1_ci95)
    return {"split_by": done.model.split_by, "known_sites_acc1": accuracy, "known_sites_acc1_ci95": interval}


def evaluation_record(model: str, result: FolderEvaluation) -> dict[str, Any]:
    """A model measured on a folder, as a JSON object."""
    evaluation, threshold = result.evaluation, result.threshold
    return {
        "model": model,
        "folder": str(result.folder),
        "photos": evaluation.photos,
        "acc1": evaluation.acc1,
        "acc1_ci95": list(evaluation.acc1_ci95),
        "ece": evaluation.ece,
        "threshold": asdict(threshold) if threshold else None,
        "novelty": asdict(result.novelty) if result.novelty else None,
        "categories": [_metrics_record(evaluation, place) for place in range(len(evaluation.categories))],
        "confusion": [list(row) for row in evaluation.confusion],
        "unreadable": [str(path) for path in result.unreadable],
        "unknown_folders": list(result.unknown),
        "unsupported_files": dict(result.left_out.unsupported),
        "other_files": result.left_out.others,
    }


def _metrics_record(evaluation: Evaluation, place: int) -> dict[str, Any]:
    """One category's figures; null where it was never the truth, or never the answer."""
    record = asdict(evaluation.categories[place])
    if not record["photos"]:
        record |= {"recall": None, "f1": None}
    if not any(row[place] for row in evaluation.confusion):
        record["precision"] = None
    return record


def suspect_record(suspect: Suspect) -> dict[str, Any]:
    """A photo that is probably filed wrongly, as a JSON object."""
    return {**path_fields(suspect.path), **{name: own for name, own in asdict(suspect).items() if name != "path"}}


def pile_record(pile: Pile) -> dict[str, Any]:
    """A pile as a JSON object, its most typical photo first."""
    return {"pile": pile.number, "name": pile.name or None, "photos": [path_fields(path) for path in pile.photos]}


def piles_record(piles: Piles) -> dict[str, Any]:
    """All piles in a few numbers, as a JSON object."""
    return {
        "summary": {
            "folder": str(piles.folder),
            "piles": len(piles.piles),
            "photos": piles.photos,
            "named": piles.named,
            "thrown_out": [path_fields(path) for path in piles.thrown_out],
            "judged": piles.judged,
            "right": piles.right,
            "ci95": list(piles.ci95) if piles.judged else None,
        }
    }


def question_record(question: Question) -> dict[str, Any]:
    """A photo to be asked about, as a JSON object; null where nothing is known of it."""
    return {
        **path_fields(question.photo),
        "proposed": question.proposed or None,
        "probability": round(question.probability, 6) if question.proposed else None,
    }


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


def paired_record(pair: PairedComparison) -> dict[str, Any]:
    """What the answers of two models mean, as a JSON object."""
    return {
        "smaller": pair.smaller,
        "bigger": pair.bigger,
        "photos": pair.photos,
        "fixed": pair.fixed,
        "broken": pair.broken,
        "mcnemar_p": None if pair.p_value is None else float(f"{pair.p_value:.4g}"),
        "time_ratio": round(pair.time_ratio, 3),
        "says": str(pair.sentence),
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
        EngineError: There is a file of another kind, or it cannot be written (`StorageError`).
    """
    rows = []
    for model in comparison.models:
        row = comparison_record(model)
        row["acc1_low"], row["acc1_high"] = row.pop("acc1_ci95") or ("", "")
        row |= {f"latency_{name}_ms": value for name, value in row.pop("latency_ms").items()}
        rows.append({name: "" if value is None else value for name, value in row.items()})
    with saving.open_file(file, saving.TABLE, EXCEL) as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows({name: cell(value) for name, value in row.items()} for row in rows)


@contextmanager
def open_csv(
    file: Path, top: int = 5, language: Language = "en"
) -> Iterator[Callable[[Classification | PhotoFailed], None]]:
    """Opens a table of one row a photo, for as long as the block lasts; then it appears under its name, whole.

    Ended early, whatever the reason, it appears with the rows so far, if there are any.

    Yields:
        What writes one photo's row.

    Raises:
        EngineError: There is a file of another kind, or it cannot be written (`StorageError`).
    """
    columns = ["path", "model"]
    for rank in range(1, top + 1):
        columns += [f"category_{rank}", f"probability_{rank}"]
    columns += ["group", "group_probability", "unsure", "escalated", "truth", "mark", "correction", "taken"]
    columns += ["decode_ms", "preprocess_ms", "inference_ms", "device", "error", "warning", "novelty", "is_novel"]
    rows = 0
    with saving.open_file(file, saving.TABLE, EXCEL, is_worth_keeping=lambda: rows > 0) as out:
        writer = csv.DictWriter(out, columns, restval="")
        writer.writeheader()

        def write(result: Classification | PhotoFailed) -> None:
            nonlocal rows
            record = photo_record(result, language)
            told = ("model", "truth", "mark", "correction", "taken", "device", "error", "warning", "novelty")
            row: dict[str, Any] = {key: record[key] for key in told if key in record}
            if "predictions" in record:
                row |= {key: "yes" if key in record else "no" for key in ("unsure", "escalated")}
            if "is_novel" in record:  # which not every model says
                row["is_novel"] = "yes" if record["is_novel"] else "no"
            row |= {f"{step}_ms": ms for step, ms in record.get("timings_ms", {}).items()}
            for rank, prediction in enumerate(record.get("predictions", ())[:top], start=1):
                row[f"category_{rank}"] = prediction.get("name", prediction["category"])
                row[f"probability_{rank}"] = prediction["probability"]
            if group := record.get("group"):
                row |= {"group": group["name"], "group_probability": group["probability"]}
            writer.writerow({"path": _path_cell(record["path"]), **{name: cell(own) for name, own in row.items()}})
            rows += 1

        yield write


def cell(value: object) -> object:
    """A text on one line that no spreadsheet computes, as OWASP advises; of numbers, what is none is empty."""
    if not isinstance(value, str):
        return "" if isinstance(value, float) and not math.isfinite(value) else value
    return f"'{printable(value)}" if value.startswith(FORMULAS) else printable(value)


def _path_cell(path: str) -> str:
    """A path that no spreadsheet computes, and that is still one."""
    return f".{os.sep}{path}" if path.startswith(FORMULAS) else path


def save_csv(file: Path, results: Iterable[Classification | PhotoFailed], language: Language = "en") -> None:
    """Writes `open_csv`'s table of known results.

    Raises:
        EngineError: There is a file of another kind, or it cannot be written (`StorageError`).
    """
    with open_csv(file, language=language) as write:
        for result in results:
            write(result)


def save_json(file: Path, results: Iterable[Classification | PhotoFailed], language: Language = "en") -> None:
    """Writes a list of `photo_record`; the file appears whole or not at all.

    Raises:
        EngineError: There is a file of another kind, or it cannot be written (`StorageError`).
    """
    with saving.open_file(file, saving.LIST) as out:
        out.write(to_json([photo_record(result, language) for result in results], indent=1))


def to_json(record: object, indent: int | None = None) -> str:
    """Strict JSON of plain values: what is no number is null, and what is no Unicode or commands a terminal is escaped.

    Args:
        record: Dictionaries, lists, texts and numbers.
        indent: Blanks of each level on lines of their own; None for one line.
    """
    text = json.dumps(_strict(record), ensure_ascii=False, allow_nan=False, indent=indent)
    return ESCAPED_IN_JSON.sub(lambda match: f"\\u{ord(match.group()):04x}" if match.group() != "\n" else "\n", text)


def _strict(value: object) -> object:
    if isinstance(value, str):
        return as_unicode(value)
    if isinstance(value, dict):
        return {as_unicode(str(name)): _strict(own) for name, own in value.items()}
    if isinstance(value, list | tuple):
        return [_strict(own) for own in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def path_fields(path: PurePath, name: str = "path") -> dict[str, str]:
    """``path``, and ``path_base64`` with the bytes on the disk where ``path`` in UTF-8 is something else."""
    text, data = as_unicode(str(path)), os.fsencode(path)
    exact = {} if text.encode() == data else {f"{name}_base64": _base64(data)}
    return {name: text, **exact}


def paths_fields(paths: Iterable[PurePath], name: str) -> dict[str, list[str]]:
    """The same of a list of paths; the bytes of all where one is something else in UTF-8."""
    texts, data = zip(*((as_unicode(str(path)), os.fsencode(path)) for path in paths), strict=True)
    is_exact = all(text.encode() == each for text, each in zip(texts, data, strict=True))
    return {name: [*texts], **({} if is_exact else {f"{name}_base64": [*map(_base64, data)]})}


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
