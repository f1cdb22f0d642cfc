"""The command line: everything the window does, without Qt. ``--json`` prints one object a line."""

import argparse
import json
import platform
import sys
from collections.abc import Callable, Generator
from contextlib import closing, nullcontext
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from effnet_desktop import export
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import EngineError, ModelError
from effnet_desktop.engine.results import (
    BackendReady,
    Budget,
    Classification,
    CompareConfig,
    Comparison,
    Dataset,
    DeviceReport,
    EpochFinished,
    FineTuneConfig,
    FineTuned,
    FolderEvaluation,
    HeadFitted,
    Inheritance,
    ModelMeasured,
    Notice,
    PhotoFailed,
    Progress,
    Summary,
    Suspect,
)
from effnet_desktop.engine.scaling import ALPHA, BETA, GAMMA, WHY_BALANCED, Scaling, published_phis, scaled_variant
from effnet_desktop.engine.variants import DEFAULT_VARIANT, FAMILIES, find_variant
from effnet_desktop.machine_card import save_card

VERBS = frozenset({"classify", "train", "evaluate", "audit", "compare", "scaling", "models", "doctor", "benchmark"})
LIBRARIES = ("torch", "torchvision", "openvino", "pillow", "pi-heif", "numpy", "PySide6-Essentials")

DEVICES = ("auto", "cpu", "cuda", "rocm", "mps", "xpu")

ALL_CLASSIFIED, SOME_FAILED, WRONG_USAGE = 0, 1, 2

R = TypeVar("R")


def main(argv: list[str], data_dir: Path, weights_url: str | None = None) -> int:
    """Runs one verb.

    Args:
        argv: The verb and its arguments.
        data_dir: Folder that everything is written to.
        weights_url: Mirror to download weights from.

    Returns:
        The exit status: 0 all done, 1 some photos failed or the work failed, 2 wrong usage.
    """
    arguments = _parser().parse_args(argv)
    try:
        engine = Engine(data_dir, getattr(arguments, "weights_url", None) or weights_url)
        run: Callable[[Engine, argparse.Namespace, Path], int] = arguments.run
        return run(engine, arguments, data_dir)
    except EngineError as error:
        print(f"effnet-desktop: {error}", file=sys.stderr)
        status: int = arguments.status_of_error
        return status


def prove(data_dir: Path) -> int:
    """Classifies a built-in picture on the terminal, to prove that the installation works without a window."""
    from tempfile import TemporaryDirectory

    from effnet_desktop.engine import sample_picture

    engine = Engine(data_dir)
    with TemporaryDirectory(prefix="effnet-") as folder:
        picture = sample_picture.save_sample_picture(Path(folder))
        results: list[Classification | PhotoFailed] = []
        try:
            _watch(engine.classify([picture], "lite0"), results.append)
        except EngineError as error:
            print(f"effnet-desktop: {error}", file=sys.stderr)
            return SOME_FAILED
    result = results[0]
    if not isinstance(result, Classification) or result.predictions[0].category != sample_picture.CATEGORY:
        print(f"The built-in picture of a {sample_picture.CATEGORY} was not recognised.", file=sys.stderr)
        return SOME_FAILED
    best = result.predictions[0]
    print(f"The installation works: the built-in picture is a {best.category} ({100 * best.probability:.0f} %),")
    print(f"said in {result.timings.total:.0f} ms by EfficientNet-Lite0 on {result.device.label}.")
    print("For your own photos: effnet-desktop classify PHOTO_OR_FOLDER...")
    return ALL_CLASSIFIED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="effnet-desktop")
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    classify = verbs.add_parser("classify", help="say what photos show")
    classify.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="photos and folders (recursive)")
    _add_model(classify)
    classify.add_argument("--top", type=_positive, default=5, metavar="K", help="categories a photo (5)")
    classify.add_argument("--device", choices=DEVICES, default="auto")
    classify.add_argument("--precision", choices=("auto", "f32", "fast"), default="auto")
    classify.add_argument("--fit", choices=("crop", "letterbox"), default="crop", help="letterbox: the whole photo")
    classify.add_argument("--json", action="store_true", help="one JSON object a photo, then a summary")
    classify.add_argument("--csv", type=Path, metavar="FILE", help="write a table, too")
    classify.set_defaults(run=_classify, status_of_error=WRONG_USAGE)

    train = verbs.add_parser("train", help="make a classifier of a folder of category folders")
    train.add_argument("folder", type=Path, metavar="FOLDER")
    train.add_argument("--model", metavar="NAME", help="lite0 to lite2, b0 to b7, or a family: lite, b (lite0)")
    train.add_argument("--phi", type=float, metavar="X", help="any from -2 to 8; one in between trains all layers")
    train.add_argument("--alpha", type=float, metavar="A", help=f"base of the depth ({ALPHA})")
    train.add_argument("--beta", type=float, metavar="B", help=f"base of the width ({BETA})")
    train.add_argument("--gamma", type=float, metavar="G", help=f"base of the resolution ({GAMMA})")
    train.add_argument("--preset", choices=("quick", "balanced", "best"), default="balanced")
    train.add_argument("--epochs", type=_positive, metavar="N", help="epochs of the deeper layers")
    train.add_argument("--seed", type=int, default=0, metavar="N")
    train.add_argument("--name", help="name of the new model (the folder's)")
    train.add_argument("--device", choices=DEVICES, default="auto", help="what trains the deeper layers")
    train.add_argument("--resume", action="store_true", help="go on where a stopped training of that name was")
    train.add_argument("--json", action="store_true", help="one JSON object an event")
    train.set_defaults(run=_train, status_of_error=SOME_FAILED)

    evaluate = verbs.add_parser("evaluate", help="measure a model on a folder of category folders")
    evaluate.add_argument("folder", type=Path, metavar="FOLDER")
    evaluate.add_argument("--model", required=True, metavar="NAME")
    evaluate.add_argument("--json", action="store_true")
    evaluate.set_defaults(run=_evaluate, status_of_error=SOME_FAILED)

    audit = verbs.add_parser("audit", help="name the photos that are probably filed in the wrong folder")
    audit.add_argument("folder", type=Path, metavar="FOLDER")
    _add_model(audit)
    audit.add_argument("--json", action="store_true")
    audit.set_defaults(run=_audit, status_of_error=SOME_FAILED)

    compare = verbs.add_parser("compare", help="measure models side by side on your own photos")
    compare.add_argument("paths", nargs="+", type=Path, metavar="FOLDER", help="photos and folders (recursive)")
    compare.add_argument("--models", type=_names, metavar="A,B,...", help="names of models (all installed ones)")
    compare.add_argument(
        "--fit-head", action="store_true", help="give each network a quick head for the folder's categories"
    )
    compare.add_argument("--seed", type=int, default=0, metavar="N", help="of the split that the heads are fitted on")
    compare.add_argument("--budget-ms", type=float, metavar="N", help="pick the most accurate within N ms a photo")
    compare.add_argument("--photos-per-minute", type=float, metavar="N", help="pick the most accurate as fast as that")
    compare.add_argument("--memory-mb", type=float, metavar="N", help="pick the most accurate within that memory")
    compare.add_argument("--min-accuracy", type=_share, metavar="P", help="pick the fastest with P percent right")
    compare.add_argument("--device", choices=("auto", "cpu", "cuda", "rocm", "mps", "xpu"), default="auto")
    compare.add_argument("--precision", choices=("auto", "f32", "fast"), default="auto")
    compare.add_argument("--card", type=Path, metavar="FILE.html", help="write the machine card, and FILE.json")
    compare.add_argument("--csv", type=Path, metavar="FILE", help="write a table, too")
    compare.add_argument("--json", action="store_true", help="one JSON object a model, then the pick")
    compare.set_defaults(run=_compare, status_of_error=WRONG_USAGE)

    scaling = verbs.add_parser("scaling", help="what phi does to a network, on paper")
    scaling.add_argument("--phi", type=float, default=0.0, metavar="X", help="compound coefficient, -2 to 8 (0)")
    scaling.add_argument("--alpha", type=float, default=ALPHA, metavar="A", help=f"base of the depth ({ALPHA})")
    scaling.add_argument("--beta", type=float, default=BETA, metavar="B", help=f"base of the width ({BETA})")
    scaling.add_argument("--gamma", type=float, default=GAMMA, metavar="G", help=f"base of the resolution ({GAMMA})")
    scaling.add_argument("--only", choices=("depth", "width", "resolution"), help="scale this one alone")
    scaling.add_argument("--family", choices=("standard", "lite"), default="standard", help="B0 to B7, or Lite")
    scaling.add_argument("--json", action="store_true")
    scaling.set_defaults(run=_scale, status_of_error=WRONG_USAGE)

    models = verbs.add_parser("models", help="list, download, import or remove models")
    models.set_defaults(run=_list_models, status_of_error=SOME_FAILED)
    actions = models.add_subparsers(metavar="ACTION")
    listing = actions.add_parser("list", help="every model, installed or not")
    listing.set_defaults(run=_list_models)
    download = actions.add_parser("download", help="fetch a model's weights; resumes what was cut")
    download.add_argument("name", metavar="NAME", help="such as b0")
    download.add_argument("--weights-url", metavar="BASE", help="a mirror of the weights' folder")
    download.set_defaults(run=_download_model)
    importing = actions.add_parser("import", help="take weights from a .pth or .safetensors file")
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.set_defaults(run=_import_model)
    remove = actions.add_parser("remove", help="delete a downloaded or imported model")
    remove.add_argument("name", metavar="NAME")
    remove.set_defaults(run=_remove_model)

    doctor = verbs.add_parser("doctor", help="devices, versions and folders")
    doctor.add_argument("--json", action="store_true")
    doctor.set_defaults(run=_doctor, status_of_error=SOME_FAILED)

    benchmark = verbs.add_parser("benchmark", help="measure a model's speed on this machine")
    _add_model(benchmark)
    benchmark.add_argument("--json", action="store_true")
    benchmark.set_defaults(run=_benchmark, status_of_error=WRONG_USAGE)
    return parser


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="NAME", help="lite0 to lite2, b0 to b7, or a family: lite, b (lite0)")
    parser.add_argument("--phi", type=int, metavar="N", help="compound coefficient within the family")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _share(text: str) -> float:
    """Percent, such as 97, as a share; a share, such as 0.97, as it is."""
    number = float(text)
    share = number / 100 if number > 1 else number
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 100 percent")
    return share


def _classify(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    model = _find_model(engine, arguments)
    paths = [path for found in engine.find_photos(arguments.paths) for path in found]
    if not paths:
        print("effnet-desktop: no photos were found there.", file=sys.stderr)
    width = min(max((len(str(path)) for path in paths), default=0), 60)
    table = export.open_csv(arguments.csv, arguments.top) if arguments.csv else nullcontext()
    with table as write_row:

        def show(result: Classification | PhotoFailed) -> None:
            if write_row:
                write_row(result)
            if arguments.json:
                _print_json(export.photo_record(result))
            else:
                print(_table_row(result, width))

        summary = _watch(
            engine.classify(
                paths,
                model,
                device=arguments.device,
                precision=arguments.precision,
                fit=arguments.fit,
                top=arguments.top,
            ),
            show,
            total=len(paths),
        )
    if arguments.json:
        _print_json(export.summary_record(summary))
    elif paths:
        print(_summary_line(summary))
    return SOME_FAILED if summary.failed or not paths else ALL_CLASSIFIED


def _find_model(engine: Engine, arguments: argparse.Namespace) -> str:
    """The model that ``--model`` and ``--phi`` name: one made here, or a published one."""
    own = {model.name for model in engine.models() if model.trained or model.cascade}
    if arguments.phi is None and arguments.model in own:
        name: str = arguments.model
        return name
    return find_variant(arguments.model, arguments.phi).name


def _table_row(result: Classification | PhotoFailed, width: int) -> str:
    # A line break in a name would split the row, and other control characters command the terminal.
    name = "".join(letter if letter.isprintable() else "?" for letter in str(result.path))
    name = name if len(name) <= width else "…" + name[1 - width :]
    if isinstance(result, PhotoFailed):
        return f"{name:{width}}  failed: {result.error}"
    answers = ", ".join(f"{p.category} {100 * p.probability:.1f} %" for p in result.predictions)
    answers = f"unsure: {answers}" if result.is_unsure else answers
    return f"{name:{width}}  {result.timings.total:6.1f} ms  {answers}"


def _summary_line(summary: Summary) -> str:
    photos = "1 photo" if summary.photos == 1 else f"{summary.photos} photos"
    line = f"{photos}, {summary.failed} failed, {summary.photos_per_second:.1f} photos/s"
    if summary.latency_p50 is not None:
        line += f", latency p50 {summary.latency_p50:.1f} ms, p95 {summary.latency_p95:.1f} ms"
    if summary.accuracy is not None:
        line += f", accuracy {100 * summary.accuracy:.1f} % of {summary.with_truth}"
    return line


def _train(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    scaling = _find_scaling(arguments)
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
    )

    def show(event: object) -> None:
        if arguments.json:
            if record := export.training_record(event):
                _print_json(record)
        elif line := _training_line(event):
            print(line)

    name = arguments.name or arguments.folder.resolve().name
    try:
        done: FineTuned = _watch(engine.fine_tune(config), show)
    except KeyboardInterrupt:
        if name not in {training.config.name for training in engine.interrupted_trainings()}:
            raise
        print("Stopped: saving the best so far.", file=sys.stderr)
        done = _watch(engine.finish_training(name), show)
    show(done)
    return ALL_CLASSIFIED


def _find_scaling(arguments: argparse.Namespace) -> Scaling | None:
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


def _training_line(event: object) -> str:
    if isinstance(event, Dataset):
        lines = [f"{len(event.photos)} photos in {len(event.categories)} categories"]
        return "\n".join([*lines, *(f"  {problem.message}" for problem in event.problems)])
    if isinstance(event, Inheritance):
        at_first = ", and it computes the same at first" if event.is_same else ""
        return f"{event.share:.0%} of the weights are inherited from {event.model}{at_first}"
    if isinstance(event, HeadFitted):
        low, high = event.val_acc1_ci95
        return f"head: accuracy {event.val_acc1:.1%} ({low:.1%} to {high:.1%}) after {event.seconds:.0f} s"
    if isinstance(event, EpochFinished):
        best = ", the best so far" if event.is_best else ""
        return (
            f"epoch {event.epoch} of {event.epochs}: loss {event.train_loss:.3f}, accuracy {event.val_acc1:.1%}"
            f"{best}, {event.photos_per_second:.0f} photos/s, {event.seconds:.0f} s"
        )
    if isinstance(event, FineTuned):
        model, report = event.model, event.report
        low, high = model.acc1_ci95
        return (
            f"{model.name} is ready: accuracy {model.acc1:.1%} ({low:.1%} to {high:.1%}) on "
            f"{report.evaluation.photos} photos, {report.seconds:.0f} s in all, "
            f"{len(report.suspects)} photos are probably filed wrongly.\n"
            f"Use it: effnet-desktop classify --model '{model.name}' PHOTO..."
        )
    return ""


def _evaluate(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    result: FolderEvaluation = _watch(engine.evaluate(arguments.folder, arguments.model))
    evaluation, threshold = result.evaluation, result.threshold
    if arguments.json:
        _print_json(export.evaluation_record(arguments.model, result))
        return SOME_FAILED if result.unreadable else ALL_CLASSIFIED
    low, high = evaluation.acc1_ci95
    print(f"accuracy {evaluation.acc1:.1%} ({low:.1%} to {high:.1%}) on {evaluation.photos} photos")
    print(f"expected calibration error {evaluation.ece:.3f}")
    if threshold:
        print(
            f"at the threshold {threshold.confidence:.2f}: {threshold.accuracy:.1%} right, "
            f"{1 - threshold.coverage:.1%} unsure"
        )
    print(f"{'category':30} {'precision':>9} {'recall':>7} {'F1':>6} {'photos':>7}")
    for metrics in evaluation.categories:
        if metrics.photos:
            print(
                f"{metrics.category:30} {metrics.precision:9.3f} {metrics.recall:7.3f} {metrics.f1:6.3f} "
                f"{metrics.photos:7}"
            )
    for name in result.unknown:
        print(f"not a category of the model: {name}", file=sys.stderr)
    return SOME_FAILED if result.unreadable else ALL_CLASSIFIED


def _audit(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    suspects: tuple[Suspect, ...] = _watch(
        engine.audit(arguments.folder, find_variant(arguments.model, arguments.phi).name)
    )
    for suspect in suspects:
        if arguments.json:
            _print_json(export.suspect_record(suspect))
        else:
            print(f"{suspect.path}  filed in {suspect.given}, probably {suspect.suggested} ({suspect.probability:.0%})")
    if not arguments.json:
        print(f"{len(suspects)} photos are probably filed wrongly.")
    return ALL_CLASSIFIED


def _compare(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    installed = tuple(model.name for model in engine.models() if model.is_installed and not model.cascade)
    config = CompareConfig(
        paths=tuple(arguments.paths),
        models=installed if arguments.models is None else arguments.models,
        fit_head=arguments.fit_head,
        seed=arguments.seed,
        device=arguments.device,
        precision=arguments.precision,
    )
    comparison: Comparison = _watch(engine.compare(config))  # what is known meanwhile is for the window
    budget = Budget(arguments.budget_ms, arguments.photos_per_minute, arguments.memory_mb, arguments.min_accuracy)
    pick = engine.pick(comparison, budget)
    if arguments.card:
        save_card(arguments.card, comparison)
    if arguments.csv:
        export.save_comparison_csv(arguments.csv, comparison)
    if arguments.json:
        for model in comparison.models:
            _print_json(export.comparison_record(model))
        _print_json({"pick": pick.model, "why": str(pick.why)})
        return SOME_FAILED if comparison.unreadable else ALL_CLASSIFIED
    score = "accuracy" if comparison.has_truth else f"agreement with {comparison.reference}"
    print(f"{len(comparison.photos)} photos on {comparison.device.label} ({comparison.device.name}), {score}:")
    width = max(len(model.model) for model in comparison.models)
    print(
        f"{'':2}{'model':{width}} {'pixels':>6} {'params':>7} {'madds':>7} {score.split()[0]:>9} {'95 % interval':>16} "
        f"{'p50':>8} {'p95':>8} {'decode':>7} {'prep':>6} {'infer':>7} {'photos/s':>8} {'memory':>8}"
    )
    for model in comparison.models:
        print(_comparison_row(model, comparison.has_truth, width))
    print("* no other model is at least as right and as fast")
    for failed in comparison.unreadable:
        print(f"effnet-desktop: {failed.path}: {failed.error}", file=sys.stderr)
    print(pick.why)
    return SOME_FAILED if comparison.unreadable else ALL_CLASSIFIED


def _comparison_row(model: ModelMeasured, has_truth: bool, width: int) -> str:
    share = model.acc1 if has_truth else model.agreement
    interval = "" if model.acc1_ci95 is None else f"{model.acc1_ci95[0]:.1%} to {model.acc1_ci95[1]:.1%}"
    scored = f"{share:9.1%} {interval:>16}" if share is not None else f"{'untrained: latency only':>26}"
    return (
        f"{'*' if model.is_pareto else ' '} {model.model:{width}} {model.variant.preprocessing.resolution:6} "
        f"{model.params / 1e6:5.1f} M {model.madds / 1e9:5.2f} G {scored} {model.latency.p50:5.1f} ms "
        f"{model.latency.p95:5.1f} ms {model.decode.p50:7.1f} {model.preprocess.p50:6.1f} {model.inference.p50:7.1f} "
        f"{model.photos_per_second or 0:8.1f} {model.peak_memory_mb or 0:5.0f} MB"
    )


def _scale(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    a = arguments
    scaling = Scaling(a.phi, a.alpha, a.beta, a.gamma, a.family, a.only)
    params, madds, memory = _watch(engine.count_network(scaled_variant(scaling)))
    record = export.scaling_record(scaling, params, madds, memory)
    if a.json:
        _print_json(record)
        return 0
    print(f"phi {scaling.phi:g}, {a.family} family" + (f", only the {a.only}" if a.only else ""))
    print(f"  depth {scaling.depth_mult:.3f} x, width {scaling.width_mult:.3f} x, resolution ", end="")
    print(f"{scaling.resolution_mult:.3f} x: {scaling.resolution:.1f} px, {scaling.side} in whole pixels")
    print(f"  alpha * beta^2 * gamma^2 = {scaling.constraint:.3f} (the paper keeps it close to 2)")
    print(f"  compute {record['compute_ratio']:.2f} times that of phi 0, where 2^phi is {2**scaling.phi:.2f}")
    print(f"  {_cost_row(params, madds)}, {record['memory_mb']:.0f} MB for one photo")
    print(f"  stages (layers x channels): stem {record['stem_channels']}, ", end="")
    print(", ".join(f"{stage['layers']} x {stage['channels']}" for stage in record["stages"]), end="")
    print(f", head {record['head_channels']}")
    print()
    published = record["published"]
    print(f"{'':12} {'depth':>7} {'width':>7} {'pixels':>7}   (* differs)")
    print(f"{'formula':12} {scaling.depth_mult:7.2f} {scaling.width_mult:7.2f} {scaling.resolution:7.1f}", end="  ")
    print(_cost_row(params, madds))
    marks = [
        f"{'*' if dimension in published['differs'] else ''}{number:g}"
        for dimension, number in (
            ("depth", published["depth_mult"]),
            ("width", published["width_mult"]),
            ("resolution", published["resolution"]),
        )
    ]
    print(f"{published['name']:12}", *(f"{mark:>7}" for mark in marks), end="  ")
    print(_cost_row(published["params"], published["madds"]))
    print(published["why"])
    print()
    print(f"The same phi {scaling.phi:g} for all three, and for one alone:")
    for name, own in record["alternatives"].items():
        print(f"  {name:22}", _cost_row(own["params"], own["madds"]))
    print("The same compute by one long lever:")
    for name, lever in record["one_lever"].items():
        print(f"  {name:10} x {lever['times']:<9.2f}", _cost_row(lever["params"], lever["madds"]))
    print(WHY_BALANCED)
    return 0


def _cost_row(params: int, madds: int) -> str:
    return f"{params / 1e6:8.2f} M parameters {madds / 1e9:8.3f} G multiply-adds"


def _list_models(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    models = engine.models()
    width = max(len(model.name) for model in models)
    print(f"{'name':{width}} {'phi':>3} {'pixels':>6} {'params':>8} {'top-1':>7} {'size':>7}  state")
    for model in models:
        v = model.variant
        if model.cascade:
            pair = f"{model.cascade.first}, then {model.cascade.second} below {model.cascade.threshold:.0%}"
            print(f"{model.name:{width}} {pair}")
            continue
        print(
            f"{model.name:{width}} {v.phi:3g} {v.preprocessing.resolution:6} {v.params / 1e6:6.1f} M "
            f"{model.acc1:5.1f} % {v.weights_mb:4.0f} MB  {model.state}"
        )
    return 0


def _download_model(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    info = _watch(engine.download_model(arguments.name))
    print(f"{info.name} is installed: {info.path}")
    return 0


def _import_model(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    info = _watch(engine.import_model(arguments.file))
    print(f"{arguments.file.name} holds {info.variant.title}; it is installed as {info.name}.")
    return 0


def _remove_model(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    engine.remove_model(arguments.name)
    print(f"{arguments.name} was removed.")
    return 0


def _doctor(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    report: DeviceReport = _watch(engine.devices())
    record: dict[str, Any] = {
        "devices": [{"kind": d.kind, "name": d.name, "backend": d.backend} for d in report.usable],
        "chosen": report.chosen.kind,
        "reasons": [str(reason) for reason in report.reasons],
        "versions": {
            "effnet-desktop": version("effnet-desktop"),
            "python": platform.python_version(),
            "system": platform.platform(),
            **{name.lower(): version(name) for name in LIBRARIES},
        },
        "folders": {"data": str(data_dir), "models": str(data_dir / "models"), "logs": str(data_dir / "logs")},
        "models": {model.name: model.state for model in engine.models()},
    }
    if arguments.json:
        _print_json(record)
        return 0
    print(f"Photos are classified on: {report.chosen.label} ({report.chosen.name})")
    for reason in report.reasons:
        print(f"  {reason}")
    for title in ("versions", "folders", "models"):
        print(f"{title.capitalize()}:")
        for name, text in record[title].items():
            print(f"  {name:20} {text}")
    return 0


def _benchmark(engine: Engine, arguments: argparse.Namespace, data_dir: Path) -> int:
    result = _watch(engine.benchmark(find_variant(arguments.model, arguments.phi).name))
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
        _print_json(record)
        return 0
    weights = " (random weights: speed only)" if result.untrained else ""
    print(f"{result.model}{weights} on {result.device.label}, {result.device.name}")
    print(f"  the model alone        {result.model_ms:8.2f} ms")
    print(f"  bare OpenVINO          {result.bare_ms:8.2f} ms  ({result.model_ms / result.bare_ms:.2f} of that)")
    print(f"  plain eager PyTorch    {result.eager_ms:8.2f} ms  ({result.eager_ms / result.model_ms:.1f} times slower)")
    print(f"  a 12-megapixel JPEG    {result.photo_ms:8.2f} ms from file to answer")
    print(
        f"  the plain way          {result.plain_photo_ms:8.2f} ms  "
        f"({result.plain_photo_ms / result.photo_ms:.1f} times slower)"
    )
    print(f"  a folder of them       {result.folder_photos_per_second:8.2f} photos/s")
    print(
        f"  the plain way          {result.plain_folder_photos_per_second:8.2f} photos/s  "
        f"({result.folder_photos_per_second / result.plain_folder_photos_per_second:.1f} times slower)"
    )
    return 0


def _watch(
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
                text = event.step.format(**dict(event.values))
                if is_quiet and text != step:
                    print(text, file=sys.stderr)
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
                print(f"effnet-desktop: {event}", file=sys.stderr)
            elif isinstance(event, BackendReady):
                bar.set_description(f"{event.model} on {event.device.label}")
            else:
                bar.clear()
                show(event)


def _print_json(record: dict[str, Any]) -> None:
    print(json.dumps(record, ensure_ascii=False), flush=True)
