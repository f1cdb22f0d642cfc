"""The verbs: each asks the engine and prints what it says."""

import argparse
import platform
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from effnet_desktop import export, saving
from effnet_desktop.camtrap_dp import open_package
from effnet_desktop.cli.rows import (
    NOT_MEASURED,
    cluster_lines,
    comparison_row,
    cost_row,
    counted,
    novelty_lines,
    summary_line,
    table_row,
    training_lines,
    warning_line,
)
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import EngineError, ModelError
from effnet_desktop.engine.published import WHY_BALANCED
from effnet_desktop.engine.records.classifying import BackendReady, Classification, PhotoFailed
from effnet_desktop.engine.records.cluster import ClusterSummary
from effnet_desktop.engine.records.comparing import Budget, CompareConfig, Comparison, PairedComparison, Pick
from effnet_desktop.engine.records.devices import DeviceReport
from effnet_desktop.engine.records.evaluation import FolderEvaluation
from effnet_desktop.engine.records.folders import Dataset, FoundPhotos
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.models import FineTuneConfig
from effnet_desktop.engine.records.piles import Piles, Question
from effnet_desktop.engine.records.training import FineTuned, Suspect
from effnet_desktop.engine.scaling import ALPHA, BETA, GAMMA, Scaling, published_phis, scaled_variant
from effnet_desktop.engine.variants import DEFAULT_VARIANT, FAMILIES, find_variant
from effnet_desktop.engine.versions import APP, version_of
from effnet_desktop.machine_card import card_files, check_card, save_card
from effnet_desktop.printing import Ended, output_failure, printable, say

LIBRARIES = ("torch", "torchvision", "openvino", "pillow", "pi-heif", "numpy", "PySide6-Essentials")

ALL_DONE, SOME_FAILED, WRONG_USAGE = 0, 1, 2

R = TypeVar("R")


def classify(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    """Says what photos show."""
    if arguments.cluster:
        return _classify_on_cluster(engine, arguments)
    if addresses := [place for place in arguments.paths if isinstance(place, str)]:
        say(f"effnet-desktop: {addresses[0]} is an address, which --cluster alone reads.", file=sys.stderr)
        return WRONG_USAGE
    if bool(arguments.format) != bool(arguments.out):
        say("effnet-desktop: --format and --out FOLDER belong together.", file=sys.stderr)
        return WRONG_USAGE
    if arguments.csv:
        saving.check(arguments.csv, saving.TABLE, arguments.paths)
    model = find_model(engine, arguments)
    paths: list[Path] = []
    found: FoundPhotos = watch(engine.find_photos(arguments.paths), paths.extend)
    left_out = found.left_out
    if not paths:
        say("effnet-desktop: no photos were found there.", file=sys.stderr)
    for closed in left_out.closed:
        say(f"effnet-desktop: {closed.path}: {closed.error}", file=sys.stderr)
    width = min(max((len(str(path)) for path in paths), default=0), 60)
    table = export.open_csv(arguments.csv, arguments.top, arguments.lang) if arguments.csv else nullcontext()
    package = open_package(arguments.out, engine.capture) if arguments.out else nullcontext()
    with table as write_row, package as put_in:

        def show(result: Classification | PhotoFailed) -> None:
            if write_row:
                write_row(result)
            if put_in:
                put_in(result)
            if arguments.json:
                print_json(export.photo_record(result, arguments.lang))
            else:
                say(table_row(result, width, arguments.lang))
            if warning := warning_line(result):
                say(warning, file=sys.stderr)
            if output_failure() and not write_row:
                sys.exit(SOME_FAILED)  # the rest would be lost, too

        summary = watch(
            engine.classify(
                paths,
                model,
                device=arguments.device,
                precision=arguments.precision,
                framing=arguments.fit,
                top=arguments.top,
                chosen=arguments.paths,
                kept=arguments.keep,
            ),
            show,
            total=len(paths),
        )
    if arguments.json:
        print_json(export.summary_record(summary, left_out))
    elif paths:
        say(summary_line(summary))
    if not arguments.json and (files := left_out.describe_files()):
        say(files)
    return SOME_FAILED if summary.failed or left_out.closed or not paths else ALL_DONE


def _classify_on_cluster(engine: Engine, arguments: argparse.Namespace) -> int:
    """Says what photos show, in files."""
    if arguments.csv or arguments.format:
        say("effnet-desktop: --cluster writes Parquet files, no --csv or --format.", file=sys.stderr)
        return WRONG_USAGE
    if arguments.out is None:
        say("effnet-desktop: --cluster needs --out FOLDER for the answers.", file=sys.stderr)
        return WRONG_USAGE
    done: ClusterSummary = watch(
        engine.classify_on_cluster(
            arguments.paths,
            find_model(engine, arguments),
            arguments.cluster,
            arguments.out,
            partial(export.photo_record, language=arguments.lang),
            device=arguments.device,
            precision=arguments.precision,
            framing=arguments.fit,
            top=arguments.top,
            kept=arguments.keep,
        )
    )
    record = export.cluster_record(done)
    saving.save_bytes(arguments.out / "summary.json", saving.SUMMARY, export.to_json(record).encode())
    for closed in done.left_out.closed:
        say(f"effnet-desktop: {closed.path}: {closed.error}", file=sys.stderr)
    if arguments.json:
        print_json(record)
    else:
        for line in cluster_lines(done, arguments.out):
            say(line)
    return SOME_FAILED if done.all.failed or done.left_out.closed else ALL_DONE


def find_model(engine: Engine, arguments: argparse.Namespace) -> str:
    """The model that ``--model`` and ``--phi`` name: one made here, or a published one."""
    own = own_models(engine)
    if arguments.phi is None and arguments.model in own:
        name: str = arguments.model
        return name
    return find_variant(arguments.model, arguments.phi, own).name


def own_models(engine: Engine) -> list[str]:
    """Names of the models that were made here."""
    return [model.name for model in engine.models() if model.state in ("trained", "cascade", "broken")]


def train(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    """Trains a model; Ctrl+C saves the best so far."""
    scaling = find_scaling(arguments)
    chosen = () if arguments.all_categories else tuple(arguments.not_a_category or ()) or None
    config = FineTuneConfig(
        folder=arguments.folder,
        model=DEFAULT_VARIANT if scaling else find_variant(arguments.model, arguments.phi).name,
        preset=arguments.preset,
        epochs=arguments.epochs,
        seed=arguments.seed,
        name=arguments.name,
        resume=arguments.resume,
        device=arguments.device,
        scaling=scaling,
        replace=arguments.replace,
        not_categories=chosen,
        labels=arguments.labels,
        split_by=arguments.split_by,
        burst_seconds=arguments.burst_seconds,
    )

    def show(event: object) -> None:
        if isinstance(event, Dataset) and event.not_categories and chosen is None:
            say(f"To learn {', '.join(event.not_categories)} as a category: --all-categories", file=sys.stderr)
        if arguments.json:
            if record := export.training_record(event):
                print_json(record)
        else:
            for line in training_lines(event):
                say(line)

    if arguments.cluster and not arguments.resume:
        watch(engine.look_on_cluster(config, arguments.cluster))
    name = config.model_name
    try:
        done: FineTuned = watch(engine.fine_tune(config), show)
    except KeyboardInterrupt as interrupt:
        if name not in {training.config.name for training in engine.interrupted_trainings()}:
            raise
        if isinstance(interrupt, Ended):  # who ends a process does not wait for long
            say("Ended: the same command with --resume goes on where this was.", file=sys.stderr)
            raise
        say("Stopped: saving the best so far.", file=sys.stderr)
        done = watch(engine.finish_training(name), show)
    show(done)
    return ALL_DONE


def find_scaling(arguments: argparse.Namespace) -> Scaling | None:
    """The user's own scaling; None where the arguments name a published network."""
    family = FAMILIES.get((arguments.model or "lite").lower())
    coefficients = arguments.alpha, arguments.beta, arguments.gamma
    phi: float = arguments.phi or 0.0
    has_own = coefficients != (None, None, None)
    if family is None and has_own:
        raise ModelError(
            "{name} is a published network.", "Give a family (lite or b) with your own scaling.", name=arguments.model
        )
    if family is None or (not has_own and phi in published_phis(family)):
        return None
    alpha, beta, gamma = (own or default for own, default in zip(coefficients, (ALPHA, BETA, GAMMA), strict=True))
    return Scaling(phi, alpha, beta, gamma, family)


def pile(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    """Puts photos into piles of alike ones; those of the last time are kept."""
    model = find_variant(arguments.model, arguments.phi).name
    session = watch(engine.open_piles(arguments.folder, model))
    piles: Piles = session.piles() if arguments.piles is None else session.repile(arguments.piles)
    if arguments.json:
        for one in piles.piles:
            print_json(export.pile_record(one))
        print_json(export.piles_record(piles))
        return ALL_DONE
    for one in piles.piles:
        name = f" {one.name}" if one.name else ""
        say(f"pile {one.number}{name}: {counted(len(one.photos))}")
        for path in one.photos:
            say(f"  {path}")
    say(f"{counted(piles.photos)} in {len(piles.piles)} piles, {piles.named} of them in piles with a name.")
    return ALL_DONE


def ask(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    """Names the photos whose categories would teach most."""
    model = find_variant(arguments.model, arguments.phi).name
    questions: tuple[Question, ...] = watch(engine.ask(arguments.folder, arguments.labels, arguments.count, model))
    for question in questions:
        if arguments.json:
            print_json(export.question_record(question))
        elif question.proposed:
            say(f"{question.photo}  {question.proposed}? ({question.probability:.0%})")
        else:
            say(question.photo)
    if not questions:
        say("effnet-desktop: the list says it of all photos already.", file=sys.stderr)
    return ALL_DONE


def evaluate(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    """Measures a model on a folder."""
    result: FolderEvaluation = watch(engine.evaluate(arguments.folder, arguments.model))
    evaluation, threshold = result.evaluation, result.threshold
    if arguments.json:
        print_json(export.evaluation_record(arguments.model, result))
        return SOME_FAILED if result.unreadable else ALL_DONE
    if result.folder != arguments.folder:
        say(f"measured on {result.folder}, which is beside the photos to learn from")
    low, high = evaluation.acc1_ci95
    say(f"accuracy {evaluation.acc1:.1%} ({low:.1%} to {high:.1%}) on {evaluation.photos} photos")
    say(f"expected calibration error {evaluation.ece:.3f}")
    if threshold:
        right = "no photo is sure" if threshold.accuracy is None else f"{threshold.accuracy:.1%} right"
        say(f"at the threshold {threshold.confidence:.2f}: {right}, {1 - threshold.coverage:.1%} unsure")
    for line in novelty_lines(result.novelty, True) if result.novelty else ():
        say(line)
    say(f"{'category':30} {'precision':>9} {'recall':>7} {'F1':>6} {'photos':>7}")
    for metrics in evaluation.categories:
        if metrics.photos:
            say(
                f"{metrics.category:30} {metrics.precision:9.3f} {metrics.recall:7.3f} {metrics.f1:6.3f} "
                f"{metrics.photos:7}"
            )
    for name in result.unknown:
        say(f"not named like one category of the model: {name}", file=sys.stderr)
    for path in result.unreadable:
        say(f"could not be read: {path}", file=sys.stderr)
    if files := result.left_out.describe_files():
        say(files, file=sys.stderr)
    return SOME_FAILED if result.unreadable else ALL_DONE


def audit(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    """Names photos that are probably filed wrongly."""
    suspects: tuple[Suspect, ...] = watch(
        engine.audit(arguments.folder, find_variant(arguments.model, arguments.phi).name)
    )
    for suspect in suspects:
        if arguments.json:
            print_json(export.suspect_record(suspect))
        else:
            say(f"{suspect.path}  filed in {suspect.given}, probably {suspect.suggested} ({suspect.probability:.0%})")
    if not arguments.json:
        say(f"{len(suspects)} photos are probably filed wrongly.")
    return ALL_DONE


def compare(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    """Measures models side by side, and picks one for a budget."""
    if arguments.csv:
        saving.check(arguments.csv, saving.TABLE, arguments.paths)
    if arguments.card:
        check_card(arguments.card, arguments.paths)
        if arguments.csv in card_files(arguments.card):
            raise EngineError("{path} would be both card and table.", "Choose two names.", path=arguments.csv)
    installed = tuple(model.name for model in engine.models() if model.is_installed and not model.cascade)
    config = CompareConfig(
        paths=tuple(arguments.paths),
        models=installed if arguments.models is None else arguments.models,
        fit_head=arguments.fit_head,
        seed=arguments.seed,
        device=arguments.device,
        precision=arguments.precision,
    )
    comparison: Comparison = watch(engine.compare(config))  # what is known meanwhile is for the window
    budget = Budget(arguments.budget_ms, arguments.photos_per_minute, arguments.memory_mb, arguments.min_accuracy)
    pick = engine.pick(comparison, budget)
    pairs = engine.pairs_in_order(comparison)
    show_comparison(comparison, pick, pairs, as_json=arguments.json)  # before a file fails
    if arguments.card:
        save_card(arguments.card, comparison)
    if arguments.csv:
        export.save_comparison_csv(arguments.csv, comparison)
    return SOME_FAILED if comparison.unreadable else ALL_DONE


def show_comparison(comparison: Comparison, pick: Pick, pairs: Sequence[PairedComparison], *, as_json: bool) -> None:
    """Prints what was measured, and which model is picked."""
    if as_json:
        for model in comparison.models:
            print_json(export.comparison_record(model))
        for pair in pairs:
            print_json(export.paired_record(pair))
        print_json({"pick": pick.model, "why": str(pick.why)})
        return
    score = export.score_name(comparison)
    say(f"{len(comparison.photos)} photos on {comparison.device.label} ({comparison.device.name}), {score}:")
    width = max(len(model.model) for model in comparison.models)
    say(
        f"{'':2}{'model':{width}} {'pixels':>6} {'params':>7} {'madds':>7} {score.split()[0]:>9} {'95 % interval':>16} "
        f"{'p50':>8} {'p95':>8} {'decode':>7} {'prep':>6} {'infer':>7} {'photos/s':>8} {'memory':>8}"
    )
    for model in comparison.models:
        say(comparison_row(model, width))
    say("* no other model is at least as right and as fast")
    for pair in pairs:
        say(pair.sentence)
    for failed in comparison.unreadable:
        say(f"effnet-desktop: {failed.path}: {failed.error}", file=sys.stderr)
    say(pick.why)


def scale(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    """Says what phi does to a network."""
    a = arguments
    scaling = Scaling(a.phi, a.alpha, a.beta, a.gamma, a.family, a.only)
    params, madds, memory = watch(engine.count_network(scaled_variant(scaling)))
    record = export.scaling_record(scaling, params, madds, memory)
    if a.json:
        print_json(record)
        return ALL_DONE
    say(f"phi {scaling.phi:g}, {a.family} family" + (f", only the {a.only}" if a.only else ""))
    say(
        f"  depth {scaling.depth_mult:.3f} x, width {scaling.width_mult:.3f} x, resolution "
        f"{scaling.resolution_mult:.3f} x: {scaling.resolution:.1f} px, {scaling.side} in whole pixels"
    )
    say(f"  alpha * beta^2 * gamma^2 = {scaling.constraint:.3f} (the paper keeps it close to 2)")
    say(f"  compute {record['compute_ratio']:.2f} times that of phi 0, where 2^phi is {2**scaling.phi:.2f}")
    say(f"  {cost_row(params, madds)}, {record['memory_mb']:.0f} MB for one photo")
    stages = ", ".join(f"{stage['layers']} x {stage['channels']}" for stage in record["stages"])
    say(f"  stages (layers x channels): stem {record['stem_channels']}, {stages}, head {record['head_channels']}")
    say()
    published = record["published"]
    say(f"{'':12} {'depth':>7} {'width':>7} {'pixels':>7}   (* differs)")
    by_formula = f"{'formula':12} {scaling.depth_mult:7.2f} {scaling.width_mult:7.2f} {scaling.resolution:7.1f}"
    say(f"{by_formula}  {cost_row(params, madds)}")
    marks = [
        f"{'*' if dimension in published['differs'] else ''}{number:g}"
        for dimension, number in (
            ("depth", published["depth_mult"]),
            ("width", published["width_mult"]),
            ("resolution", published["resolution"]),
        )
    ]
    own_marks = " ".join(f"{mark:>7}" for mark in marks)
    say(f"{published['name']:12} {own_marks}  {cost_row(published['params'], published['madds'])}")
    say(published["why"])
    say()
    say(f"The same phi {scaling.phi:g} for all three, and for one alone:")
    for name, own in record["alternatives"].items():
        say(f"  {name:22} {cost_row(own['params'], own['madds'])}")
    say("The same compute by one long lever:")
    for name, lever in record["one_lever"].items():
        say(f"  {name:10} x {lever['times']:<9.2f} {cost_row(lever['params'], lever['madds'])}")
    say(WHY_BALANCED)
    return ALL_DONE


def list_models(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    """Lists every model."""
    models = engine.models()
    width = max(len(model.name) for model in models)
    say(f"{'name':{width}} {'phi':>3} {'pixels':>6} {'params':>8} {'top-1':>7} {'size':>7}  state")
    for model in models:
        v = model.variant
        if model.problem:
            say(f"{model.name:{width}} broken: {model.problem}")
            continue
        if model.cascade:
            pair = f"{model.cascade.first}, then {model.cascade.second} below {model.cascade.threshold:.0%}"
            say(f"{model.name:{width}} {pair}")
            continue
        accuracy = NOT_MEASURED if model.acc1 is None else f"{model.acc1:.1f} %"
        say(
            f"{model.name:{width}} {v.phi:3g} {v.preprocessing.resolution:6} {v.params / 1e6:6.1f} M "
            f"{accuracy:>7} {v.weights_mb:4.0f} MB  {model.state}"
        )
    return ALL_DONE


def download_model(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    """Fetches a model's weights."""
    info = watch(engine.download_model(arguments.name))
    say(f"{info.name} is installed: {info.path}")
    return ALL_DONE


def import_model(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    """Takes weights from a file."""
    info = watch(engine.import_model(arguments.file))
    say(f"{arguments.file.name} holds {info.variant.title}; it is installed as {info.name}.")
    return ALL_DONE


def remove_model(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    """Deletes a model."""
    broken = engine.remove_model(arguments.name)
    say(f"{arguments.name} was removed.")
    for pair in broken:
        say(f"The pair {pair} cannot be used without it.")
    return ALL_DONE


def restore_model(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    """Brings the earlier version of a model back."""
    engine.bring_back(arguments.name)
    say(f"{arguments.name} is as it was before.")
    return ALL_DONE


def doctor(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    """Says what there is to compute with, and where everything lies."""
    report: DeviceReport = watch(engine.devices())
    record: dict[str, Any] = {
        "devices": [{"kind": d.kind, "name": d.name, "backend": d.backend} for d in report.usable],
        "chosen": report.chosen.kind,
        "reasons": [str(reason) for reason in report.reasons],
        "versions": {
            APP: version_of(APP) or "unknown",
            "python": platform.python_version(),
            "system": platform.platform(),
            **{name.lower(): version_of(name) or "not installed" for name in LIBRARIES},
        },
        "folders": {"data": str(data_dir), "models": str(data_dir / "models"), "logs": str(data_dir / "logs")},
        "models": {model.name: model.state for model in engine.models()},
    }
    if arguments.json:
        print_json(record)
        return ALL_DONE
    say(f"Photos are classified on: {report.chosen.label} ({report.chosen.name})")
    for reason in report.reasons:
        say(f"  {reason}")
    for title in ("versions", "folders", "models"):
        say(f"{title.capitalize()}:")
        for name, text in record[title].items():
            say(f"  {name:20} {text}")
    for model in engine.models():
        if model.problem:
            say(f"effnet-desktop: {model.problem}", file=sys.stderr)
    return ALL_DONE


def benchmark(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    """Measures a model's speed here."""
    result = watch(engine.benchmark(find_variant(arguments.model, arguments.phi).name))
    record = {
        "model": result.model,
        "device": result.device.label,
        "untrained": result.untrained,
        "model_ms": round(result.model_ms, 3),
        "eager_ms": round(result.eager_ms, 3),
        "bare_ms": round(result.bare_ms, 3),
        "photo_ms": round(result.photo_ms, 2),
        "plain_photo_ms": round(result.plain_photo_ms, 2),
        "folder_photos_per_second": round(result.folder_photos_per_second, 2),
        "plain_folder_photos_per_second": round(result.plain_folder_photos_per_second, 2),
    }
    if arguments.json:
        print_json(record)
        return ALL_DONE
    weights = " (random weights: speed only)" if result.untrained else ""
    say(f"{result.model}{weights} on {result.device.label}, {result.device.name}")
    say(f"  the model alone        {result.model_ms:8.2f} ms")
    say(f"  bare OpenVINO          {result.bare_ms:8.2f} ms  ({result.model_ms / result.bare_ms:.2f} of that)")
    say(f"  plain eager PyTorch    {result.eager_ms:8.2f} ms  ({result.eager_ms / result.model_ms:.1f} times slower)")
    say(f"  a 12-megapixel JPEG    {result.photo_ms:8.2f} ms from file to answer")
    say(
        f"  the plain way          {result.plain_photo_ms:8.2f} ms  "
        f"({result.plain_photo_ms / result.photo_ms:.1f} times slower)"
    )
    say(f"  a folder of them       {result.folder_photos_per_second:8.2f} photos/s")
    say(
        f"  the plain way          {result.plain_folder_photos_per_second:8.2f} photos/s  "
        f"({result.folder_photos_per_second / result.plain_folder_photos_per_second:.1f} times slower)"
    )
    return ALL_DONE


def watch(
    verb: Generator[Any, None, R],
    show: Callable[[Any], None] = lambda result: None,
    total: int | None = None,
) -> R:
    """Runs a verb to its end: results go to `show`, progress to the terminal if there is one, as a bar.

    Args:
        verb: A verb of the engine.
        show: Takes each photo's result and each milestone.
        total: How many photos there are.
    """
    from tqdm import tqdm

    is_quiet = not sys.stderr.isatty()
    step = ""
    with (
        closing(verb),
        tqdm(disable=is_quiet, leave=False, unit="photo", total=total, dynamic_ncols=True) as bar,
    ):
        while True:
            try:
                event = next(verb)
            except StopIteration as stop:
                result: R = stop.value
                return result
            if isinstance(event, (Classification, PhotoFailed)):
                bar.clear()
                show(event)
                bar.update()
            elif isinstance(event, Progress):
                text = printable(event.step)
                if is_quiet and text != step:
                    say(text, file=sys.stderr)
                step = text
                bar.set_description(text, refresh=False)
                if event.unit == "bytes":
                    bar.unit, bar.unit_scale, bar.unit_divisor = "B", True, 1024
                if event.total is not None:
                    bar.total = event.total
                    bar.n = event.done
                bar.refresh()
            elif isinstance(event, Notice):
                bar.clear()
                say(f"effnet-desktop: {event}", file=sys.stderr)
            elif isinstance(event, BackendReady):
                if event.why:
                    bar.clear()
                    say(f"effnet-desktop: {event.device.label}: {event.why}", file=sys.stderr)
                bar.set_description(printable(f"{event.model} on {event.device.label}"))
            else:
                bar.clear()
                show(event)


def print_json(record: dict[str, Any]) -> None:
    """One object a line."""
    print(export.to_json(record), flush=True)
