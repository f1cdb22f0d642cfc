"""The times of folders, which change as files come and go in them: noted before, brought back by an undo."""

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from effnet_desktop.engine.filing.journal import Journal, Line


def before(folders: Iterable[Path]) -> Iterator[Line]:
    """Lines for the journal of a run that will change folders; those that are not there yet are left out."""
    for folder in sorted(set(folders)):
        if (mtime_ns := _time(str(folder))) is not None:
            yield {"folder": str(folder), "mtime_ns": mtime_ns}


def after(journal: Journal) -> Iterator[Line]:
    """Lines for the journal of a run that is done."""
    for line in journal.having("folder"):
        yield {"after": line["folder"], "mtime_ns": _time(line["folder"])}


def begin_undo(journal: Journal) -> None:
    """Notes once which folders somebody has changed since the run: they keep their time."""
    if any(line["step"] == "undo" for line in journal.having("step")):
        return
    changed = [line["after"] for line in journal.having("after") if _time(line["after"]) != line["mtime_ns"]]
    journal.write_when_there_is_room({"step": "undo", "changed": changed})


def restore(journal: Journal) -> None:
    """Gives the folders their times back."""
    changed = {folder for line in journal.having("changed") for folder in line["changed"]}
    for line in journal.having("folder"):
        if line["folder"] not in changed:
            with contextlib.suppress(OSError):  # it may be gone
                status = os.stat(line["folder"])
                os.utime(line["folder"], ns=(status.st_atime_ns, line["mtime_ns"]))


def _time(folder: str) -> int | None:
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return None
