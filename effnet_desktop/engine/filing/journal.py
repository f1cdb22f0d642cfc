"""Journals of runs: what will be done, on the disk before it is done, a JSON object a line.

First the whole plan, which appears at once; then each step, before it happens. Whoever reads it after a crash knows
every place that may have been touched, and looks there what has become of it.
"""

import contextlib
import errno
import json
import os
import secrets
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

from effnet_desktop.engine.errors import StorageError, explain_storage
from effnet_desktop.engine.models import locks
from effnet_desktop.engine.records.filing import FilingRun, FilingWay, RunKind, RunState
from effnet_desktop.engine.whole_files import whole_file

Line = dict[str, Any]

NOT_A_JOURNAL = (ValueError, LookupError, TypeError, AttributeError)
"""What reading a file raises that is no journal, or a damaged one."""

TAIL = 4096
"""Bytes at the end of a journal that hold its last line."""


class Journal:
    """One run's journal.

    Args:
        file: Where it is.
        lines: What it says so far.
    """

    def __init__(self, file: Path, lines: list[Line]) -> None:
        self.name = file.stem
        self.lines = lines
        self._file = file
        self._waiting: list[Line] = []

    @classmethod
    def begin(cls, folder: Path, kind: RunKind, header: Line, plan: Iterable[Line]) -> "Journal":
        """Writes the plan of a new run; the run exists from here on.

        Raises:
            StorageError: It cannot be written.
        """
        made = datetime.now().astimezone()
        items = list(plan)
        lines = [
            {
                "kind": kind,
                "made": made.isoformat(timespec="seconds"),
                "token": f"{secrets.token_hex(4)}-",
                "files": len(items),
                **header,
            },
            *items,
        ]
        stem = made.strftime("%Y-%m-%d-%H%M%S")
        number = 1
        while (file := folder / (f"{stem}.jsonl" if number == 1 else f"{stem}-{number}.jsonl")).exists():
            number += 1
        try:
            with whole_file(file) as part, part.open("wb") as out:
                out.writelines(map(_encoded, lines))
        except OSError as error:
            raise explain_storage(error, file) from error
        return cls(file, lines)

    @classmethod
    def open(cls, folder: Path, name: str) -> "Journal":
        """Reads a run's journal; a last line that a crash cut off was not followed by its step.

        Raises:
            StorageError: There is no such run, or its journal is damaged.
        """
        file = folder / f"{name}.jsonl"
        if Path(name).name != name or not file.is_file():
            raise StorageError("There is no run called {name}.", "", "effnet-desktop runs", name=name)
        try:
            data = file.read_bytes()
            whole = data.rpartition(b"\n")[0] + b"\n"
            lines = [json.loads(line) for line in whole.splitlines()]
            if not all(isinstance(line, dict) for line in lines):
                raise ValueError("a line is no step")
            _run(name, lines[0], {})
            if len(whole) < len(data):
                os.truncate(file, len(whole))
        except OSError as error:
            raise explain_storage(error, file) from error
        except NOT_A_JOURNAL as error:
            raise StorageError("The journal {path} is damaged.", path=file) from error
        return cls(file, lines)

    def part_name(self, number: int) -> str:
        """The name of a file of the plan while it is not whole; no other run's, wherever that has its journal."""
        return f".{self.name}-{self.header.get('token', '')}{number}.part"

    @property
    def header(self) -> Line:
        """What the run is."""
        return self.lines[0]

    def having(self, key: str) -> Iterator[Line]:
        """The lines behind the header that have a key."""
        return (line for line in self.lines[1:] if key in line)

    def to_undo(self) -> frozenset[int]:
        """Numbers of the files that are not taken back yet; what was may have been filed by another run since."""
        *_, left = [range(self.header["files"]), *(line["left"] for line in self.having("left"))]
        *_, gone = [(), *(line["gone"] for line in self.having("gone"))]
        return frozenset((*left, *gone))

    def write_when_there_is_room(self, *lines: Line) -> None:
        """Adds steps, on a full disk with the next ones: what is undone makes room.

        Raises:
            StorageError: They are not on the disk, and it is not full.
        """
        try:
            self.write(*lines)
        except StorageError as error:
            if getattr(error.__cause__, "errno", None) not in (errno.ENOSPC, errno.EDQUOT):
                raise
            self.lines += lines
            self._waiting += lines

    def write(self, *lines: Line) -> None:
        """Adds steps; they are on the disk when this returns.

        Raises:
            StorageError: They are not.
        """
        if not lines:
            return
        try:
            with self._file.open("ab", buffering=0) as out:
                size = out.tell()
                try:
                    _write_whole(out.fileno(), b"".join(map(_encoded, (*self._waiting, *lines))))
                    os.fsync(out.fileno())
                except OSError:
                    with contextlib.suppress(OSError):  # half a line would spoil the next one
                        out.truncate(size)
                    raise
        except OSError as error:
            raise explain_storage(error, self._file) from error
        self.lines += lines
        self._waiting.clear()


def runs(folder: Path) -> tuple[FilingRun, ...]:
    """Every run, newest first; reads the ends of small files."""
    found = []
    for file in folder.glob("*.jsonl"):
        try:
            with file.open("rb") as opened:
                header = json.loads(opened.readline())
                opened.seek(max(0, os.fstat(opened.fileno()).st_size - TAIL))
                last = opened.read().rpartition(b"\n")[0].rpartition(b"\n")[2]
            found.append(_run(file.stem, header, json.loads(last) if last.startswith(b'{"step"') else {}))
        except (OSError, *NOT_A_JOURNAL):
            continue  # damaged: `undo` by its name says so
    return tuple(sorted(found, key=lambda run: (run.made, len(run.name), run.name), reverse=True))


def _run(name: str, header: Line, last: Line) -> FilingRun:
    states: dict[str, RunState] = {"done": "done", "undone": "undone"}
    way = header.get("way")
    return FilingRun(
        name,
        "tag" if header["kind"] == "tag" else "file",
        way if way in get_args(FilingWay) else None,
        None if header["kind"] == "tag" else Path(header["target"]),
        datetime.fromisoformat(header["made"]).astimezone(),
        int(header["files"]),
        states.get(str(last.get("step")), "unfinished"),
    )


def newest(folder: Path) -> str:
    """The newest run that is not undone yet.

    Raises:
        StorageError: There is none.
    """
    name = next((run.name for run in runs(folder) if run.state != "undone"), None)
    if name is None:
        raise StorageError("There is nothing to undo.")
    return name


@contextmanager
def one_at_a_time(folder: Path) -> Generator[None, None, None]:
    """Keeps other runs waiting, in this process and in others.

    Raises:
        StorageError: Photos are being filed already, or nothing can be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = locks.take(folder / "filing.lock")
    except TimeoutError as error:
        raise StorageError("Photos are being filed already.", "Wait until that is done.") from error
    except OSError as error:
        raise explain_storage(error, folder) from error
    try:
        yield
    finally:
        locks.give_back(lock)


def _write_whole(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]


def _encoded(line: Line) -> bytes:
    # ASCII, so that names of bytes that are no text come back as they were.
    return json.dumps(line).encode("ascii") + b"\n"
