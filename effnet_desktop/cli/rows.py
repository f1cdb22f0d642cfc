"""What is printed: lines and rows of tables."""

import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from effnet_desktop.engine.chance import measured
from effnet_desktop.engine.records.classifying import Classification, ClassifySummary, Language, PhotoFailed
from effnet_desktop.engine.records.cluster import ClusterSummary
from effnet_desktop.engine.records.comparing import ModelMeasured
from effnet_desktop.engine.records.evaluation import NoveltyEvaluation
from effnet_desktop.engine.records.folders import Dataset
from effnet_desktop.engine.records.models import Inheritance
from effnet_desktop.engine.records.training import EpochFinished, FineTuned, HeadFitted, LearningCurve
from effnet_desktop.printing import printable

NOT_MEASURED = "not measured"


def table_row(result: Classification | PhotoFailed, width: int, language: Language = "en") -> str:
    """One photo of `classify`."""
    name = printable(result.path)
    name = name if len(name) <= width else "…" + name[1 - width :]
    if isinstance(result, PhotoFailed):
        return f"{name:{width}}  failed: {result.error}"
    answers = ", ".join(f"{p.name_in(language)} {100 * p.probability:.1f} %" for p in result.predictions)
    if result.is_novel:
        answers = f"none of these: {answers}"
    elif result.group:
        answers = f"{result.group.group.name_in(language)} {100 * result.group.probability:.1f} % ({answers})"
    elif result.is_unsure:
        answers = f"unsure: {answers}"
    return f"{name:{width}}  {result.timings.total:6.1f} ms  {answers}"


def warning_line(result: Classification | PhotoFailed) -> str:
    """What could not be read of a photo that was answered; empty where nothing is missing."""
    warning = result.warning if isinstance(result, Classification) else None
    return f"{printable(result.path)}: {warning}" if warning else ""


def summary_line(summary: ClassifySummary) -> str:
    """The last line of `classify`."""
    counts, *figures = _parts(summary)
    return ", ".join([counts, f"{summary.photos_per_second:.1f} photos/s", *figures])


def _parts(summary: ClassifySummary) -> Iterator[str]:
    """What a summary says, but for the speed: how many photos, and figures about them."""
    yield f"{counted(summary.photos)}, {summary.failed} failed"
    if summary.latency_p50 is not None:
        yield f"latency p50 {summary.latency_p50:.1f} ms, p95 {summary.latency_p95:.1f} ms"
    if summary.accuracy is not None:
        yield f"accuracy {100 * summary.accuracy:.1f} % of {summary.with_truth}"
    if summary.novel is not None:
        yield f"{summary.novel} of no category"


def cluster_lines(done: ClusterSummary, out: Path) -> list[str]:
    """The end of `classify --cluster`."""
    lines = [", ".join(_parts(done.all))]
    if done.earlier < done.all.photos:
        lines[0] += f", {done.photos_per_second:.1f} photos/s"
    if done.earlier:
        lines.append(f"{counted(done.earlier)} were there already.")
    lines.append(f"The answers are in {printable(out / 'answers')}, {done.parts} Parquet files.")
    return lines


def counted(photos: int) -> str:
    """A number of photos."""
    return "1 photo" if photos == 1 else f"{photos} photos"


def accuracy_text(accuracy: float, ci95: tuple[float, float]) -> str:
    """An accuracy (0..1) with its interval."""
    low, high = ci95
    return NOT_MEASURED if measured(accuracy, ci95) is None else f"{accuracy:.1%} ({low:.1%} to {high:.1%})"


def training_lines(event: object) -> list[str]:
    """One event of a training; empty for what is no milestone."""
    if isinstance(event, Dataset):
        counts = f"{len(event.photos)} photos in {len(event.categories)} categories"
        return [counts, *(f"  {problem.message}" for problem in event.problems)]
    if isinstance(event, Inheritance):
        at_first = ", and it computes the same at first" if event.is_same else ""
        return [f"{event.share:.0%} of the weights are inherited from {event.model}{at_first}"]
    if isinstance(event, HeadFitted):
        return [f"head: accuracy {accuracy_text(event.val_acc1, event.val_acc1_ci95)} after {event.seconds:.0f} s"]
    if isinstance(event, EpochFinished):
        share = measured(event.val_acc1, event.val_acc1_ci95)
        accuracy = NOT_MEASURED if share is None else f"{share:.1%}"
        best = ", the best so far" if event.is_best else ""
        return [
            f"epoch {event.epoch} of {event.epochs}: loss {event.train_loss:.3f}, accuracy {accuracy}"
            f"{best}, {event.photos_per_second:.0f} photos/s, {event.seconds:.0f} s"
        ]
    if isinstance(event, FineTuned):
        model, report = event.model, event.report
        lines = [
            f"{model.name} is ready: accuracy {accuracy_text(model.acc1, model.acc1_ci95)} on "
            f"{report.evaluation.photos} photos, {report.seconds:.0f} s in all, "
            f"{len(report.suspects)} photos are probably filed wrongly."
        ]
        if known := report.known_sites:
            lines.append(
                f"On new photos of known {model.split_by}s {accuracy_text(known.acc1, known.acc1_ci95)}, "
                f"of new {model.split_by}s {accuracy_text(model.acc1, model.acc1_ci95)}."
            )
        if not report.tells_unsure:
            lines.append("The measured photos do not tell when to be unsure: no photo will be.")
        lines += [*novelty_lines(report.novelty, model.novelty is not None), *curve_lines(report.learning_curve)]
        return [*lines, f"Use it: effnet-desktop classify --model={quoted(model.name)} PHOTO..."]
    return []


def novelty_lines(novelty: NoveltyEvaluation | None, tells: bool) -> list[str]:
    """How well photos of no category are told; `tells` is whether the model says it of photos."""
    if not tells or novelty is None:
        return ["There are too few photos to tell which photos belong to no category: none will be said to."]
    line = f"{novelty.own_kept:.1%} of {novelty.own_photos} photos of its categories keep one"
    if novelty.others_accepted is not None and novelty.others_accepted_ci95:
        low, high = novelty.others_accepted_ci95
        line += (
            f"; of {novelty.others} photos of no category, {novelty.others_accepted:.1%} ({low:.1%} to {high:.1%}) are "
            f"given one (AUROC {novelty.auroc:.3f})"
        )
    return [f"{line}. Photos nearly like the categories are told apart less surely."]


def curve_lines(curve: LearningCurve | None) -> list[str]:
    """How many more photos would help, and where."""
    if curve is None:
        return []
    lines = ["the quick head by photos: " + ", ".join(f"{p.photos}: {p.acc1:.1%}" for p in curve.measured)]
    lines += [f"  probably with {p.photos}: {accuracy_text(p.acc1, p.ci95)}" for p in curve.expected]
    if best := curve.most_helpful:
        low, high = best.ci95
        lines.append(
            f"{best.more} more of {best.category} would help most: {100 * best.gain:.1f} points of accuracy "
            f"({100 * low:.1f} to {100 * high:.1f})."
        )
    elif curve.categories:
        lines.append(f"{curve.categories[0].more} more photos of any one category would hardly help.")
    return lines


def quoted(text: str) -> str:
    """A text as one word of the shell that it will be pasted into."""
    return subprocess.list2cmdline([text]) if sys.platform == "win32" else shlex.quote(text)


def comparison_row(model: ModelMeasured, width: int) -> str:
    """One model of `compare`."""
    interval = "" if model.score_ci95 is None else f"{model.score_ci95[0]:.1%} to {model.score_ci95[1]:.1%}"
    unscored = "untrained: latency only" if model.untrained else "knows none of these"
    scored = f"{model.score:9.1%} {interval:>16}" if model.score is not None else f"{unscored:>26}"
    return (
        f"{'*' if model.is_pareto else ' '} {model.model:{width}} {model.variant.preprocessing.resolution:6} "
        f"{model.params / 1e6:5.1f} M {model.madds / 1e9:5.2f} G {scored} {model.latency.p50:5.1f} ms "
        f"{model.latency.p95:5.1f} ms {model.decode.p50:7.1f} {model.preprocess.p50:6.1f} {model.inference.p50:7.1f} "
        f"{model.photos_per_second or 0:8.1f} {model.peak_memory_mb or 0:5.0f} MB"
    )


def cost_row(params: int, madds: int) -> str:
    """What a network costs."""
    return f"{params / 1e6:8.2f} M parameters {madds / 1e9:8.3f} G multiply-adds"
