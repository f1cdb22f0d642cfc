"""Files photos as planned, so that a stop or a crash at any moment loses nothing and can be gone on from.

Copies are written beside their place under a name of their own, read again, and then renamed. A move on one disk is a
rename; between disks it is a copy, after which the original goes. Each step is in the journal before it is done.
"""

import contextlib
import errno
import os
import stat
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from effnet_desktop.engine.errors import EngineError, PhotoError, StorageError, Text
from effnet_desktop.engine.filing import folder_times
from effnet_desktop.engine.filing import journal as journals
from effnet_desktop.engine.filing.copying import (
    KNOWS_NO_LINKS,
    REFUSES_NAME,
    RealFolder,
    as_photo_error,
    changed,
    copy_file,
    digest_in,
    is_as_planned,
    on_another_disk,
    verify,
)
from effnet_desktop.engine.filing.journal import Journal, Line
from effnet_desktop.engine.records.filing import Filed, FileFailed, FileFiled, FilingPlan
from effnet_desktop.engine.records.messages import Progress

BATCH_FILES = 64
BATCH_BYTES = 64 << 20
"""How much is copied before it is renamed: the disk is waited for once a batch."""

ONE_FILE_ERRORS = (*REFUSES_NAME, errno.EFBIG, errno.ENOTDIR, errno.ELOOP)
"""What a disk says when it refuses one name or file; the others go on."""

FilingEvent = Progress | FileFailed | FileFiled


@dataclass(slots=True)
class Item:
    """One file of a run, and what the journal says of it.

    Attributes:
        number: Its place in the plan.
        source: Where it is.
        parts: The folders below the target.
        name: Its name there.
        size: Bytes.
        mtime_ns: Its time.
        digest: BLAKE2b of its copy; empty where it was not copied.
        identity: Device and inode of the file that was given the place; None where none was yet.
        ctime_ns: When that was, as the disk has it; None where the journal does not say.
        steps: What was begun: ``place`` (a copy), ``rename``, ``link``, ``delete`` (the original).
        photo: The number of the photo that it travels with; its own where it travels on its own.
    """

    number: int
    source: Path
    parts: tuple[str, ...]
    name: str
    size: int
    mtime_ns: int
    digest: bytes = b""
    identity: tuple[int, int] | None = None
    ctime_ns: int | None = None
    steps: set[str] = field(default_factory=set)
    photo: int = -1

    @property
    def is_moved(self) -> bool:
        """Whether its original may be gone from where it was."""
        return not self.steps.isdisjoint(("rename", "delete"))


def read_items(journal: Journal) -> list[Item]:
    """The files of a run, with all that the journal says of them."""
    items: list[Item] = []
    for line in journal.lines[1:]:
        if "from" in line:
            *parts, name = line["to"]
            item = Item(len(items), Path(line["from"]), tuple(parts), name, line["size"], line["mtime_ns"])
            item.photo = line.get("with", item.number)
            items.append(item)
        elif "item" in line:
            item = items[line["item"]]
            if line["step"] == "placed":
                item.ctime_ns = line["ctime_ns"]
                continue
            item.steps.add(line["step"])
            if line["step"] != "delete":
                item.identity, item.digest = tuple(line["identity"]), bytes.fromhex(line.get("digest", ""))
    return items


def file_photos(folder: Path, plan: FilingPlan) -> Generator[FilingEvent, None, Filed]:
    """Files photos as planned; see `Engine.file_photos`."""
    if plan.problems:
        raise plan.problems[0]
    if not plan.to_do:
        return Filed("", 0, 0)
    with journals.one_at_a_time(folder):
        target = plan.config.target
        header: Line = {"way": plan.config.way, "target": str(target)}
        journal = Journal.begin(folder, "file", header, _lines(plan))
        journal.write(*folder_times.before(_folders(plan)))
        return (yield from _Filing(journal).run())


def resume_filing(folder: Path, name: str | None) -> Generator[FilingEvent, None, Filed]:
    """Goes on with a run that was stopped; see `Engine.resume_filing`."""
    with journals.one_at_a_time(folder):
        if name is None:
            name = next(
                (run.name for run in journals.runs(folder) if run.state == "unfinished" and run.kind == "file"), None
            )
            if name is None:
                raise StorageError("No filing was stopped.")
        journal = Journal.open(folder, name)
        if journal.header["kind"] != "file" or any(line.get("step") == "undo" for line in journal.lines):
            raise StorageError("The run {name} cannot be gone on with.", "File the photos again.", name=name)
        return (yield from _Filing(journal).run())


def _lines(plan: FilingPlan) -> Iterator[Line]:
    numbers = {item.source: number for number, item in enumerate(plan.to_do)}
    for number, item in enumerate(plan.to_do):
        yield {
            "from": os.path.abspath(item.source),
            "to": list(item.parts),
            "size": item.size,
            "mtime_ns": item.mtime_ns,
            "with": numbers.get(item.companion_of or item.source, number),
        }


def _folders(plan: FilingPlan) -> Iterator[Path]:
    """The folders that filing changes."""
    target = plan.config.target
    yield next(outer for outer in (target, *target.parents) if outer.exists())
    for item in plan.to_do:
        yield from (target.joinpath(*item.parts[:place]) for place in range(len(item.parts)))
        if plan.config.way == "move":
            yield Path(os.path.abspath(item.source.parent))


class _Filing:
    """One run, from wherever its journal stands to its end."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._target = Path(journal.header["target"])
        self._way = journal.header["way"]
        self._items = read_items(journal)
        self._files = 0
        self._failed = 0
        self._left: set[int] = set()  # numbers of photos that are left, so that what travels with them is

    def run(self) -> Generator[FilingEvent, None, Filed]:
        try:
            self._make_target()
            for parts, items in groupby(self._items, key=lambda item: item.parts):
                group = list(items)
                try:
                    self._make_folders(parts)
                    folder = RealFolder(self._target, parts)
                except OSError as error:
                    if error.errno not in (*ONE_FILE_ERRORS, errno.EEXIST):
                        raise
                    yield from self._fail(
                        group,
                        StorageError("{path} is a link or a file, not a folder.", path=self._target.joinpath(*parts)),
                    )
                    continue
                with folder:
                    for batch in _batches(group):
                        yield from self._file(folder, batch)
        except OSError as error:
            raise self._stopped(error) from error
        self._journal.write(*folder_times.after(self._journal), {"step": "done"})
        return Filed(self._journal.name, self._files, self._failed)

    def _stopped(self, error: OSError) -> StorageError:
        return StorageError(
            "{path}: {reason}. {files} of {all} files are filed.",
            "Take it back or go on: both are safe.",
            "effnet-desktop undo {run} or effnet-desktop file --resume {run}",
            path=self._target,
            reason=error.strerror or str(error),
            files=self._files,
            all=len(self._items),
            run=self._journal.name,
        )

    def _make_target(self) -> None:
        missing = [folder for folder in (self._target, *self._target.parents) if not folder.exists()]
        self._journal.write(*({"step": "make", "path": str(folder)} for folder in reversed(missing)))
        for folder in reversed(missing):
            with contextlib.suppress(FileExistsError):  # somebody else files there, too
                os.mkdir(folder)

    def _make_folders(self, parts: tuple[str, ...]) -> None:
        for place, part in enumerate(parts):
            with RealFolder(self._target, parts[:place]) as outer:
                if outer.status(part) is None:
                    self._journal.write({"step": "make", "path": str(outer.path / part)})
                    with contextlib.suppress(FileExistsError):
                        outer.make_folder(part)
                    outer.sync()

    def _file(self, folder: RealFolder, batch: list[Item]) -> Generator[FilingEvent, None, None]:
        """Files some photos into one folder."""
        todo: list[Item] = []
        for item in batch:
            if (yield from self._was_filed(folder, item)):
                self._files += 1
            else:
                todo.append(item)
        todo = yield from self._unchanged(todo)
        if self._way == "copy":
            filed = yield from self._copy(folder, todo)
        elif self._way == "link":
            filed = yield from self._link(folder, todo)
        else:
            filed = yield from self._rename(folder, todo)
        folder.sync()
        self._journal.write(*_placed(folder, filed))
        if self._way == "move":
            copied = [item for item in filed if "place" in item.steps]
            filed = [item for item in filed if item not in copied] + (yield from self._delete(folder, copied))
        for item in filed:
            self._files += 1
            yield FileFiled(item.source, folder.path / item.name)
        yield Progress(Text("Filing photos"), self._files, len(self._items), "photos")

    def _unchanged(self, items: Sequence[Item]) -> Generator[FilingEvent, None, list[Item]]:
        """Leaves what has gone or changed since the plan, and with a photo all that travels with it."""
        errors: dict[int, EngineError] = {}
        for item in items:
            try:
                status = os.lstat(item.source) if self._way == "move" else os.stat(item.source)
                if not is_as_planned(status, item.size, item.mtime_ns):
                    errors[item.number] = changed()
            except OSError as error:
                errors[item.number] = as_photo_error(error)
            else:
                item.identity = status.st_dev, status.st_ino
        self._left |= {item.photo for item in items if item.number in errors}
        for item in items:
            if item.photo in self._left:
                yield from self._fail([item], errors.get(item.number, _parted()))
        return [item for item in items if item.photo not in self._left]

    def _was_filed(self, folder: RealFolder, item: Item) -> Generator[FilingEvent, None, bool]:
        """Whether an earlier start got this far with a file; tidies up what it left halfway."""
        if not item.steps:
            return False
        there = folder.status(item.name)
        folder.remove(self._journal.part_name(item.number))
        if there is None or not (yield from is_ours(folder, item, there)):
            return False
        if "rename" in item.steps:
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.lstat(item.source), there):  # it had both names
                    os.unlink(item.source)
            return True
        if self._way == "move":
            return len((yield from self._delete(folder, [item]))) == 1
        return True

    def _copy(self, folder: RealFolder, items: Sequence[Item]) -> Generator[FilingEvent, None, list[Item]]:
        waiting: list[Item] = []
        copied: list[Item] = []
        try:
            for item in items:
                if item.photo in self._left:
                    yield from self._fail([item], _parted())
                    continue
                part = self._journal.part_name(item.number)
                folder.remove(part)
                waiting.append(item)
                try:
                    item.digest = yield from copy_file(item.source, folder, part, item.size, item.mtime_ns)
                except (PhotoError, OSError) as error:
                    yield from self._fail([item], _of_one_file(error))
                    continue
                copied.append(item)
            for item in copied:
                status = yield from verify(folder, self._journal.part_name(item.number), item.size, item.digest)
                item.identity = status.st_dev, status.st_ino
            self._journal.write(*(_step("place", item) for item in copied))
            placed = []
            for item in copied:
                if item.photo in self._left:
                    yield from self._fail([item], _parted())
                    continue
                try:
                    folder.place(self._journal.part_name(item.number), item.name)
                except OSError as error:
                    yield from self._fail([item], _of_one_file(error))
                else:
                    item.steps.add("place")
                    placed.append(item)
            return placed
        finally:
            for item in waiting:
                with contextlib.suppress(OSError):
                    folder.remove(self._journal.part_name(item.number))

    def _rename(self, folder: RealFolder, items: Sequence[Item]) -> Generator[FilingEvent, None, list[Item]]:
        """Moves files on their own disk, and copies those of another."""
        ready: list[Item] = []
        other_disk: list[Item] = []
        done = []
        device = os.stat(folder.path).st_dev
        for item in items:
            (ready if item.identity and item.identity[0] == device else other_disk).append(item)
        self._journal.write(*(_step("rename", item) for item in ready))
        for item in ready:
            if item.photo in self._left:
                yield from self._fail([item], _parted())
                continue
            try:
                folder.place(item.source, item.name)
            except OSError as error:
                if error.errno == errno.EXDEV:  # one device, and yet two disks: volumes, mounts
                    other_disk.append(item)
                else:
                    yield from self._fail([item], _of_one_file(error, source=item.source))
                continue
            item.steps.add("rename")
            done.append(item)
        return done + (yield from self._copy(folder, other_disk))

    def _link(self, folder: RealFolder, items: Sequence[Item]) -> Generator[FilingEvent, None, list[Item]]:
        done = []
        self._journal.write(*(_step("link", item) for item in items))
        for item in items:
            if item.photo in self._left:
                yield from self._fail([item], _parted())
                continue
            try:
                folder.link(item.source, item.name)
            except OSError as error:
                if error.errno == errno.EXDEV:
                    reason: EngineError = on_another_disk()
                elif error.errno in KNOWS_NO_LINKS:
                    reason = PhotoError("This disk knows no links to files.", "Copy it.")
                else:
                    reason = _of_one_file(error)
                yield from self._fail([item], reason)
            else:
                item.steps.add("link")
                done.append(item)
        return done

    def _delete(self, folder: RealFolder, items: Sequence[Item]) -> Generator[FilingEvent, None, list[Item]]:
        """Takes away the originals of copies that were verified."""
        folder.sync()
        ready, done, is_changed = [], [], set()
        for item in items:
            try:
                status = os.lstat(item.source)
            except FileNotFoundError:
                done.append(item)
                continue
            notes = {"mode": stat.S_IMODE(status.st_mode), "uid": status.st_uid, "gid": status.st_gid}
            ready.append((item, notes))
            if not is_as_planned(status, item.size, item.mtime_ns):
                is_changed.add(item.number)
                self._left.add(item.photo)
        kept = [item for item, _ in ready if item.photo in self._left]
        ready = [(item, notes) for item, notes in ready if item.photo not in self._left]
        for item in kept:
            folder.remove(item.name)
            yield from self._fail([item], changed() if item.number in is_changed else _parted())
        self._journal.write(*({"step": "delete", "item": item.number, **notes} for item, notes in ready))
        for item, _ in ready:
            try:
                if item.photo in self._left:
                    raise _parted()
                os.unlink(item.source)
            except (OSError, PhotoError) as error:  # the original may not be removed: it stays, and its copy goes
                folder.remove(item.name)
                yield from self._fail([item], error if isinstance(error, PhotoError) else as_photo_error(error))
            else:
                done.append(item)
        return done

    def _fail(self, items: Iterable[Item], error: EngineError) -> Generator[FilingEvent, None, None]:
        for item in items:
            self._failed += 1
            self._left.add(item.photo)
            yield FileFailed(item.source, error)


def is_ours(folder: RealFolder, item: Item, there: os.stat_result) -> Generator[Progress, None, bool]:
    """Whether what is at an item's place is what the journal put there, by its identity or its content."""
    if (there.st_dev, there.st_ino) == item.identity and there.st_size == item.size:
        return True
    if not item.digest:
        return is_as_planned(there, item.size, item.mtime_ns)
    if there.st_size != item.size:
        return False
    return (yield from digest_in(folder, item.name, Text("Verifying"))) == item.digest


def _parted() -> PhotoError:
    return PhotoError("It is left with the photo that it belongs to, or with what belongs to it.", "File it again.")


def _of_one_file(error: OSError | EngineError, source: Path | None = None) -> EngineError:
    """What is wrong with one file; what is wrong with the whole disk is raised."""
    if isinstance(error, EngineError):
        return error
    is_one = error.errno in ONE_FILE_ERRORS or isinstance(error, FileExistsError)
    if is_one or (source and (isinstance(error, PermissionError) or not os.path.lexists(source))):
        return as_photo_error(error)
    raise error


def _step(step: str, item: Item) -> Line:
    line: Line = {"step": step, "item": item.number, "identity": item.identity}
    return {**line, "digest": item.digest.hex()} if step == "place" else line


def _placed(folder: RealFolder, items: Iterable[Item]) -> Iterator[Line]:
    for item in items:
        if (status := folder.status(item.name)) is not None:
            yield {"step": "placed", "item": item.number, "ctime_ns": status.st_ctime_ns}


def _batches(items: Sequence[Item]) -> Iterator[list[Item]]:
    """What is filed together; what travels with a photo is in the same batch."""
    batch: list[Item] = []
    for item in items:
        is_full = len(batch) >= BATCH_FILES or sum(each.size for each in batch) >= BATCH_BYTES
        if batch and is_full and item.photo == item.number:
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch
