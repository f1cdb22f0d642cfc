"""Where the program starts: a verb goes to the command line, photos or nothing open the window."""

import multiprocessing
import os
import signal
import sys
from pathlib import Path

from effnet_desktop import printing
from effnet_desktop.printing import Ended, say

USAGE = """\
Usage: effnet-desktop [--data-dir DIR] [--weights-url BASE] [PHOTO_OR_FOLDER...]
       effnet-desktop [--data-dir DIR] [--weights-url BASE] VERB ...

Says what photos show. Without a verb it opens a window, on these photos if there are any.

Verbs (each explains itself with --help):
{verbs}

Options, before the verb:
  --data-dir DIR      keep everything that the app writes in this folder
  --weights-url BASE  download weights from this mirror
  --smoke             prove this installation: show a window, classify, train, print the timings as JSON
  --version           show the version
  --help              show this text

A photo that is called like a verb is opened as ./NAME.
"""
WRONG_USAGE, CANNOT_SHOW_WINDOW, OUTPUT_LOST, INTERRUPTED, BROKEN_PIPE = 2, 1, 1, 130, 141


def main() -> int:
    """Runs the program with the arguments of its process.

    Returns:
        The exit status.
    """
    multiprocessing.freeze_support()  # In a packaged app, worker processes start here too.
    printing.prepare_streams()
    try:
        status = _run(sys.argv[1:])
    except SystemExit as wanted:
        status = wanted.code if isinstance(wanted.code, int) else 0
    except KeyboardInterrupt as interrupt:
        status = interrupt.status if isinstance(interrupt, Ended) else INTERRUPTED
    except BrokenPipeError:
        status = BROKEN_PIPE
    status = _flush(status)
    engine = sys.modules.get("effnet_desktop.engine.engine")
    if engine and engine.is_loading():
        from effnet_desktop import logs

        logs.leave_at_once(status)
    return status


def _flush(status: int) -> int:
    """Prints what is kept back, and says if something got lost."""
    try:
        sys.stdout.flush()
        failure = printing.output_failure()
    except BrokenPipeError as error:
        failure = error
    if isinstance(failure, BrokenPipeError):  # whoever read our output has read enough, such as head
        return status or BROKEN_PIPE
    if failure:
        say(f"effnet-desktop: What was to be printed cannot be written: {failure.strerror}.", file=sys.stderr)
        return status or OUTPUT_LOST
    return status


def _end_by_exception() -> None:
    """Lets a verb tidy up when the terminal is closed or the system shuts down, as it does on Ctrl+C."""

    def end(number: int, frame: object) -> None:
        raise Ended(number)

    for name in ("SIGTERM", "SIGHUP", "SIGBREAK"):  # SIGBREAK: Windows' for a console that is closed
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:  # nohup has it ignored
            signal.signal(number, end)


def _run(argv: list[str]) -> int:
    values = {"--data-dir": "", "--weights-url": ""}
    rest = list(argv)
    is_smoke_test = False
    while rest and rest[0].startswith("-"):
        option, has_value, value = rest.pop(0).partition("=")
        if option == "--":
            break
        if option in ("-h", "--help"):
            from effnet_desktop.cli.arguments import purposes

            print(
                USAGE.format(verbs="\n".join(f"  {verb:12}  {purpose}" for verb, purpose in purposes().items())), end=""
            )
            return 0
        if option == "--version":
            from effnet_desktop.engine.versions import APP, version_of

            print(APP, version_of(APP) or "(version unknown)")
            return 0
        if option == "--smoke":
            is_smoke_test = True
            continue
        if option not in values:
            return _wrong_usage(f"There is no option {option} here.")
        if not has_value and rest:
            value = rest.pop(0)
        if not value:
            return _wrong_usage(f"{option} needs a value.")
        values[option] = value

    if is_smoke_test:
        if rest:
            return _wrong_usage("--smoke takes no photos or verbs: it makes its own.")
        from effnet_desktop import smoke

        return smoke.run(Path(values["--data-dir"]).expanduser().absolute() if values["--data-dir"] else None)

    from effnet_desktop import logs, paths

    weights_url = values["--weights-url"] or None
    if weights_url and not weights_url.startswith(("http://", "https://")):
        return _wrong_usage("--weights-url needs an address that begins with http:// or https://.")
    data_dir = Path(values["--data-dir"] or paths.default_data_dir()).expanduser().absolute()

    if rest:
        from effnet_desktop.cli.arguments import purposes

        if rest[0] in purposes():
            from effnet_desktop.cli.main import main as run_verb

            _end_by_exception()
            logs.start(paths.log_file(data_dir))
            return run_verb(rest, data_dir, weights_url)
        for argument in rest:
            if not os.path.exists(argument):
                return _wrong_usage(_neither_verb_nor_photo(argument, sorted(purposes())))
    return _open_window([Path(argument).absolute() for argument in rest], data_dir, weights_url)


def _open_window(photos: list[Path], data_dir: Path, weights_url: str | None) -> int:
    from effnet_desktop import display, logs, paths

    platforms = display.usable_platforms()
    if not platforms:
        from effnet_desktop.cli.main import prove

        named = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
        where = f"at {named}" if named else "here"
        say(f"There is no display {where}, so no window can be shown. On a desktop, the same command opens it.")
        return prove(data_dir)
    problem = display.why_qt_fails(platforms)
    if problem:
        print(problem, file=sys.stderr)
        return CANNOT_SHOW_WINDOW

    from effnet_desktop import app

    logs.start(paths.log_file(data_dir))
    return app.run(photos, data_dir, weights_url)


def _neither_verb_nor_photo(argument: str, verbs: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(argument, verbs, n=1)
    guess = f" Did you mean {near[0]}?" if near else ""
    return f"{argument} is neither a verb nor a photo or folder that exists.{guess}"


def _wrong_usage(reason: str) -> int:
    say(f"effnet-desktop: {reason}", file=sys.stderr)
    say("Try: effnet-desktop --help", file=sys.stderr)
    return WRONG_USAGE


if __name__ == "__main__":
    sys.exit(main())
