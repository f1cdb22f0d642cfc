"""Runs a verb of the command line. ``--json`` prints one object a line."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from effnet_desktop.cli import verbs
from effnet_desktop.cli.arguments import make_parser
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import (
    ClusterError,
    DeviceAbsent,
    DeviceError,
    DownloadError,
    EngineError,
    StorageError,
)
from effnet_desktop.engine.records.classifying import Classification, PhotoFailed
from effnet_desktop.printing import say, speak_utf8


def main(argv: list[str], data_dir: Path, weights_url: str | None = None) -> int:
    """Runs one verb.

    Args:
        argv: The verb and its arguments.
        data_dir: Folder that everything is written to.
        weights_url: Mirror to download weights from.

    Returns:
        The exit status: 0 all done, 1 some photos failed or the work failed, 2 wrong usage.
    """
    arguments = make_parser(lambda: verbs.own_models(Engine(data_dir))).parse_args(argv)
    if getattr(arguments, "json", False):
        speak_utf8()
    try:
        engine = Engine(data_dir, getattr(arguments, "weights_url", None) or weights_url)
        run: Callable[[Engine, argparse.Namespace, Path], int] = arguments.run
        return run(engine, arguments, data_dir)
    except EngineError as error:
        say(f"effnet-desktop: {error}", file=sys.stderr)
        return _status_of(error, arguments.status_of_wrong_usage)


def _status_of(error: EngineError, of_wrong_usage: int) -> int:
    """A disk, a connection or a device that fails is no wrong usage; a device that is not here is, as a wrong name."""
    failures = StorageError | DownloadError | DeviceError | ClusterError
    is_failure = isinstance(error, failures) and not isinstance(error, DeviceAbsent)
    return verbs.SOME_FAILED if is_failure else of_wrong_usage


def prove(data_dir: Path) -> int:
    """Classifies a built-in picture on the terminal, to prove that the installation works without a window."""
    from tempfile import TemporaryDirectory

    from effnet_desktop import sample_picture

    engine = Engine(data_dir)
    with TemporaryDirectory(prefix="effnet-") as folder:
        picture = sample_picture.save_sample_picture(Path(folder))
        results: list[Classification | PhotoFailed] = []
        try:
            verbs.watch(engine.classify([picture], "lite0"), results.append)
        except EngineError as error:
            say(f"effnet-desktop: {error}", file=sys.stderr)
            return verbs.SOME_FAILED
    result = results[0]
    if not isinstance(result, Classification) or result.predictions[0].category != sample_picture.CATEGORY:
        say(f"The built-in picture of a {sample_picture.CATEGORY} was not recognised.", file=sys.stderr)
        return verbs.SOME_FAILED
    best = result.predictions[0]
    say(f"The installation works: the built-in picture is a {best.category} ({100 * best.probability:.0f} %),")
    say(f"said in {result.timings.total:.0f} ms by EfficientNet-Lite0 on {result.device.label}.")
    say("For your own photos: effnet-desktop classify PHOTO_OR_FOLDER...")
    return verbs.ALL_DONE
