"""The arguments of every verb."""

import argparse
import functools
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import get_args

from effnet_desktop.cli import filing, verbs
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.records.classifying import Framing, Language
from effnet_desktop.engine.records.cluster import is_address
from effnet_desktop.engine.records.devices import DeviceChoice, Precision
from effnet_desktop.engine.records.filing import FilingBy, Sidecar
from effnet_desktop.engine.records.models import Preset, SplitBy
from effnet_desktop.engine.scaling import ALPHA, BETA, GAMMA, MAX_PHI, MIN_PHI, Dimension
from effnet_desktop.engine.variants import Family

Run = Callable[[Engine, argparse.Namespace, Path], int]


class _Parser(argparse.ArgumentParser):
    """A parser whose help names the user's own models, where there are any and the verb takes them."""

    own_models: Callable[[], Sequence[str]] = tuple

    def format_help(self) -> str:
        """The whole help."""
        if names := self.own_models():
            self.epilog = f"Models of your own: {', '.join(names)}."
        return super().format_help()


def make_parser(own_models: Callable[[], Sequence[str]] = tuple) -> argparse.ArgumentParser:
    """The parser of a verb and its arguments; ``run`` and ``status_of_wrong_usage`` are among what it finds.

    Args:
        own_models: Gives the names of the models that were made here; called where a help names them.
    """
    parser, commands = _make_parser()
    for verb in ("classify", "evaluate", "compare"):
        commands[verb].own_models = own_models
    return parser


@functools.cache
def purposes() -> dict[str, str]:
    """Every verb and what it is for, in the order of the help."""
    return {name: str(command.description) for name, command in _make_parser()[1].items()}


def _make_parser() -> tuple[_Parser, dict[str, _Parser]]:
    parser = _Parser(prog="effnet-desktop")
    commands = parser.add_subparsers(required=True, metavar="VERB")

    # A name or folder that cannot be used ends some verbs with 1, like the photos and models that fail there.
    def add(name: str, purpose: str, run: Run, status_of_wrong_usage: int) -> _Parser:
        command = commands.add_parser(name, help=purpose, description=purpose)
        command.set_defaults(run=run, status_of_wrong_usage=status_of_wrong_usage)
        return command

    classify = add(
        "classify", "say what photos show, on the terminal, as JSON or as CSV", verbs.classify, verbs.WRONG_USAGE
    )
    classify.add_argument(
        "paths", nargs="+", type=_place, metavar="PATH", help="photos and folders (recursive); see --cluster, too"
    )
    _add_model(classify, takes_own=True)
    classify.add_argument("--top", type=_positive, default=5, metavar="K", help="categories a photo (5)")
    classify.add_argument("--device", choices=get_args(DeviceChoice), default="auto")
    classify.add_argument("--precision", choices=get_args(Precision), default="auto")
    classify.add_argument("--fit", choices=get_args(Framing), default="crop", help="letterbox: the whole photo")
    _add_language(classify)
    classify.add_argument(
        "--keep",
        type=_share,
        metavar="P",
        help="let P percent of photos of its categories keep one, as far as a model of your own tells (its own, 95)",
    )
    classify.add_argument("--json", action="store_true", help="one JSON object a photo, then a summary")
    classify.add_argument("--csv", type=_path, metavar="FILE", help="write a table, too")
    classify.add_argument("--format", choices=("camtrap-dp",), help="write a data package into --out, too")
    classify.add_argument("--out", type=_path, metavar="FOLDER", help="where that, or --cluster's answers, go")
    classify.add_argument(
        "--cluster",
        type=_given,
        metavar="RAY",
        help="let your own Ray cluster do it: auto, or ray://HOST:PORT; PATH may be an address, such as s3://BUCKET/X",
    )

    file = add("file", "put photos into folders by what they show", filing.file, verbs.WRONG_USAGE)
    file.add_argument("paths", nargs="*", type=_path, metavar="PATH", help="photos and folders (recursive)")
    _add_model(file, takes_own=True)
    file.add_argument("--to", type=_path, metavar="FOLDER", help="where the folders of the categories go")
    ways = file.add_mutually_exclusive_group()
    ways.add_argument("--copy", dest="way", action="store_const", const="copy", help="leave the originals (default)")
    ways.add_argument("--move", dest="way", action="store_const", const="move", help="take the originals there")
    ways.add_argument("--link", dest="way", action="store_const", const="link", help="a second name for each original")
    file.set_defaults(way="copy")
    file.add_argument("--by", choices=get_args(FilingBy), default="category", help="what gets a folder (category)")
    _add_language(file)
    file.add_argument("--min-confidence", type=_share, default=0.0, metavar="P", help="below it a photo is unsure")
    unsure = file.add_mutually_exclusive_group()
    unsure.add_argument("--unsure", default="unsure", metavar="NAME", help="folder for unsure photos (unsure)")
    unsure.add_argument("--skip-unsure", action="store_true", help="leave unsure photos where they are")
    none = file.add_mutually_exclusive_group()
    none.add_argument(
        "--none", default="none of these", metavar="NAME", help="folder for photos of none of these (none of these)"
    )
    none.add_argument("--skip-none", action="store_true", help="leave photos of none of these where they are")
    file.add_argument("--keep-structure", action="store_true", help="keep the folders that photos are in, inside")
    conflicts = file.add_mutually_exclusive_group()
    conflicts.add_argument("--rename-conflicts", action="store_true", help="number names that are taken (default)")
    conflicts.add_argument("--skip-conflicts", action="store_true", help="leave photos whose name is taken")
    file.add_argument("--resume", metavar="RUN", help="go on with a run that was stopped, instead of PATH")
    file.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    file.add_argument("--device", choices=get_args(DeviceChoice), default="auto")
    file.add_argument("--json", action="store_true", help="one JSON object a file, then a summary")

    tag = add("tag", "write what photos show as keywords into XMP sidecars", filing.tag, verbs.WRONG_USAGE)
    tag.add_argument("paths", nargs="+", type=_path, metavar="PATH", help="photos and folders (recursive)")
    _add_model(tag, takes_own=True)
    _add_language(tag)
    tag.add_argument("--sidecar", choices=get_args(Sidecar), default="ext", help="photo.jpg.xmp (ext) or photo.xmp")
    tag.add_argument("--top", type=_positive, default=1, metavar="K", help="categories a photo (1)")
    tag.add_argument("--min-confidence", type=_share, default=0.0, metavar="P", help="below it, no keyword")
    tag.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    tag.add_argument("--device", choices=get_args(DeviceChoice), default="auto")
    tag.add_argument("--json", action="store_true", help="one JSON object a photo, then a summary")

    undo = add("undo", "take back what file or tag has done", filing.undo, verbs.SOME_FAILED)
    undo.add_argument("name", nargs="?", metavar="RUN", help="the run's name (the newest)")
    undo.add_argument("--json", action="store_true")

    runs = add("runs", "list what file and tag have done", filing.list_runs, verbs.SOME_FAILED)
    runs.add_argument("--json", action="store_true", help="one JSON object a run")

    train = add(
        "train", "make a classifier of a folder of category folders, or of a list", verbs.train, verbs.SOME_FAILED
    )
    train.add_argument("folder", type=_path, metavar="FOLDER")
    _add_model(train, has_own_phi=True)
    _add_coefficients(train)
    train.add_argument("--preset", choices=get_args(Preset), default="balanced")
    train.add_argument("--epochs", type=_positive, metavar="N", help="epochs of the deeper layers")
    train.add_argument("--labels", type=_path, metavar="FILE.csv", help="photos and their categories, without folders")
    train.add_argument(
        "--split-by", choices=get_args(SplitBy), default="photo", help="measure on whole folders, cameras or days"
    )
    train.add_argument(
        "--burst-seconds", type=_amount, default=2.0, metavar="S", help="between the photos of a burst (2)"
    )
    train.add_argument("--seed", type=_whole, default=0, metavar="N")
    train.add_argument("--name", help="name of the new model (the folder's)")
    train.add_argument("--device", choices=get_args(DeviceChoice), default="auto", help="what trains the deeper layers")
    train.add_argument("--resume", action="store_true", help="go on where a stopped training of that name was")
    train.add_argument(
        "--cluster",
        type=_given,
        metavar="RAY",
        help="let your own Ray cluster look at the photos: auto, ray://HOST:PORT",
    )
    train.add_argument("--replace", action="store_true", help="let it replace what another folder's photos made")
    others = train.add_mutually_exclusive_group()
    others.add_argument(
        "--not-a-category",
        action="append",
        type=_given,
        metavar="NAME",
        help="a folder whose photos belong to no category (other, none, background and the like); may be repeated",
    )
    others.add_argument("--all-categories", action="store_true", help="every folder is a category, other and none too")
    train.add_argument("--json", action="store_true", help="one JSON object an event")

    pile = add("pile", "put photos that nobody has sorted into piles of alike ones", verbs.pile, verbs.SOME_FAILED)
    pile.add_argument("folder", type=_path, metavar="FOLDER", help="photos (recursive)")
    pile.add_argument("--piles", type=_positive, metavar="N", help="how many (20, or fewer of few photos)")
    _add_model(pile)
    pile.add_argument("--json", action="store_true", help="one JSON object a pile, then a summary")

    ask = add("ask", "name the photos whose categories would teach most", verbs.ask, verbs.SOME_FAILED)
    ask.add_argument("folder", type=_path, metavar="FOLDER", help="photos (recursive)")
    ask.add_argument(
        "--labels", type=_path, required=True, metavar="FILE.csv", help="photos and their categories, as far as known"
    )
    ask.add_argument("--count", type=_positive, default=20, metavar="K", help="how many photos (20)")
    _add_model(ask)
    ask.add_argument("--json", action="store_true", help="one JSON object a photo")

    evaluate = add("evaluate", "measure a model on such a folder", verbs.evaluate, verbs.SOME_FAILED)
    evaluate.add_argument("folder", type=_path, metavar="FOLDER")
    evaluate.add_argument("--model", required=True, metavar="NAME", help="a published model, or one of your own")
    evaluate.add_argument("--json", action="store_true")

    audit = add("audit", "name the photos there that are probably filed wrongly", verbs.audit, verbs.SOME_FAILED)
    audit.add_argument("folder", type=_path, metavar="FOLDER")
    _add_model(audit)
    audit.add_argument("--json", action="store_true")

    compare = add("compare", "measure models side by side on your own photos", verbs.compare, verbs.WRONG_USAGE)
    compare.add_argument("paths", nargs="+", type=_path, metavar="FOLDER", help="photos and folders (recursive)")
    compare.add_argument(
        "--models", type=_names, metavar="A,B,...", help="names of models, your own too (all installed ones)"
    )
    compare.add_argument(
        "--fit-head", action="store_true", help="give each network a quick head for the folder's categories"
    )
    compare.add_argument(
        "--seed", type=_whole, default=0, metavar="N", help="of the split that the heads are fitted on"
    )
    compare.add_argument("--budget-ms", type=_amount, metavar="N", help="pick the most accurate within N ms a photo")
    compare.add_argument(
        "--photos-per-minute", type=_amount, metavar="N", help="pick the most accurate as fast as that"
    )
    compare.add_argument("--memory-mb", type=_amount, metavar="N", help="pick the most accurate within that memory")
    compare.add_argument("--min-accuracy", type=_share, metavar="P", help="pick the fastest with P percent right")
    compare.add_argument("--device", choices=get_args(DeviceChoice), default="auto")
    compare.add_argument("--precision", choices=get_args(Precision), default="auto")
    compare.add_argument("--card", type=_path, metavar="FILE.html", help="write the machine card, and FILE.json")
    compare.add_argument("--csv", type=_path, metavar="FILE", help="write a table, too")
    compare.add_argument(
        "--json",
        action="store_true",
        help="one JSON object a model, one for each model beside the next smaller one, then the pick",
    )

    scaling = add("scaling", "what phi does to a network, on paper", verbs.scale, verbs.WRONG_USAGE)
    scaling.add_argument(
        "--phi", type=_number, default=0.0, metavar="X", help=f"compound coefficient, {MIN_PHI:g} to {MAX_PHI:g} (0)"
    )
    _add_coefficients(scaling)
    scaling.set_defaults(alpha=ALPHA, beta=BETA, gamma=GAMMA)  # training tells one's own from none
    scaling.add_argument("--only", choices=get_args(Dimension), help="scale this one alone")
    scaling.add_argument("--family", choices=get_args(Family), default="standard", help="B0 to B7, or Lite")
    scaling.add_argument("--json", action="store_true")

    models = add("models", "list, download, import, remove or restore models", verbs.list_models, verbs.SOME_FAILED)
    actions = models.add_subparsers(metavar="ACTION")
    listing = actions.add_parser("list", help="every model, installed or not")
    listing.set_defaults(run=verbs.list_models)
    download = actions.add_parser("download", help="fetch a model's weights; resumes what was cut")
    download.add_argument("name", metavar="NAME", help="such as b0")
    download.add_argument("--weights-url", metavar="BASE", help="a mirror of the weights' folder")
    download.set_defaults(run=verbs.download_model)
    importing = actions.add_parser("import", help="take weights from a .pth or .safetensors file")
    importing.add_argument("file", type=_path, metavar="FILE")
    importing.set_defaults(run=verbs.import_model)
    remove = actions.add_parser("remove", help="delete a downloaded or imported model")
    remove.add_argument("name", metavar="NAME")
    remove.set_defaults(run=verbs.remove_model)
    restore = actions.add_parser("restore", help="bring back what a training replaced, or what was removed")
    restore.add_argument("name", metavar="NAME")
    restore.set_defaults(run=verbs.restore_model)

    doctor = add("doctor", "devices, versions and folders of this installation", verbs.doctor, verbs.SOME_FAILED)
    doctor.add_argument("--json", action="store_true")

    benchmark = add("benchmark", "measure a model's speed on this machine", verbs.benchmark, verbs.WRONG_USAGE)
    _add_model(benchmark)
    benchmark.add_argument("--json", action="store_true")
    return parser, commands.choices


def _add_language(parser: argparse.ArgumentParser) -> None:
    help_text = "language of the names of ImageNet's categories (en)"
    parser.add_argument("--lang", choices=get_args(Language), default="en", help=help_text)


def _add_model(parser: argparse.ArgumentParser, *, has_own_phi: bool = False, takes_own: bool = False) -> None:
    own = ", or one of your own" if takes_own else ""
    names = f"lite0 to lite2, b0 to b7, or a family: lite, b (lite0){own}"
    parser.add_argument("--model", type=_given, metavar="NAME", help=names)
    if has_own_phi:
        between = f"any from {MIN_PHI:g} to {MAX_PHI:g}; one in between trains all layers"
        parser.add_argument("--phi", type=_number, metavar="X", help=between)
    else:
        parser.add_argument("--phi", type=_whole, metavar="N", help="compound coefficient within the family")


def _add_coefficients(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--alpha", type=_number, metavar="A", help=f"base of the depth ({ALPHA})")
    parser.add_argument("--beta", type=_number, metavar="B", help=f"base of the width ({BETA})")
    parser.add_argument("--gamma", type=_number, metavar="G", help=f"base of the resolution ({GAMMA})")


def _given(text: str) -> str:
    """A text that is not empty, as an unset variable of the shell would be."""
    if not text:
        raise argparse.ArgumentTypeError("it is empty")
    return text


def _path(text: str) -> Path:
    """A path that is not empty: Python takes that for the current folder."""
    return Path(_given(text))


def _place(text: str) -> Path | str:
    """A path, or an address that a cluster reads, which is kept as it is."""
    return text if is_address(text) else _path(text)


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no whole number") from None


def _positive(text: str) -> int:
    number = _whole(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


def _amount(text: str) -> float:
    number = _number(text)
    if number <= 0:
        raise argparse.ArgumentTypeError(f"{text} is not more than 0")
    return number


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise argparse.ArgumentTypeError(f"{text} is no number")
    return number


def _share(text: str) -> float:
    """Percent, such as 97, as a share; a share, such as 0.97, as it is."""
    number = _number(text)
    share = number / 100 if number > 1 else number
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 100 percent")
    return share
