"""Takes a run back: every original where and as it was, and gone what was made; what a person changed since is left."""

import contextlib
import os
from collections.abc import Generator, Sequence
from itertools import groupby
from pathlib import Path

from effnet_desktop.engine.errors import EngineError, PhotoError, StorageError, Text
from effnet_desktop.engine.filing import folder_times
from effnet_desktop.engine.filing import journal as journals
from effnet_desktop.engine.filing.copying import (
    RealFolder,
    as_photo_error,
    copy_file,
    digest_in,
    is_as_planned,
    verify,
)
from effnet_desktop.engine.filing.filing import Item, read_items
from effnet_desktop.engine.filing.journal import Journal
from effnet_desktop.engine.filing.tagging import undo_tags
from effnet_desktop.engine.records.filing import FileFailed, FileFiled, Undone
from effnet_desktop.engine.records.messages import Progress

UndoEvent = Progress | FileFailed | FileFiled


def undo_filing(folder: Path, name: str | None) -> Generator[UndoEvent, None, Undone]:
    """Takes a run back, whatever a stop or a crash has left of it; see `Engine.undo_filing`."""
    with journals.one_at_a_time(folder):
        journal = Journal.open(folder, name or journals.newest(folder))
        _refuse_without_target(journal)
        folder_times.begin_undo(journal)
        undo = undo_tags(journal) if journal.header["kind"] == "tag" else _Undo(journal).run()
        files, left = yield from undo
        if journal.to_undo():
            folder_times.restore(journal)
        journal.write({"left": [*left]}, {"step": "undone"})
        return Undone(journal.name, files, tuple(left.values()))


def _refuse_without_target(journal: Journal) -> None:
    """A disk that is not there may come back, with the photos that were moved to it; the run is still to be undone."""
    target = journal.header.get("target")
    if target is None or os.path.lexists(target):
        return
    if any(item.is_moved and not os.path.lexists(item.source) for item in read_items(journal)):
        raise StorageError(
            "{path} is not there, and photos were moved there.", "Bring it back, then try again.", path=target
        )


class _Undo:
    """One run's files, taken back one by one; each can be taken back again."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._target = Path(journal.header["target"])
        self._items = read_items(journal)
        self._deletes = {line["item"]: line for line in journal.having("mode")}
        self._left: dict[int, FileFailed] = {}
        self._files = 0
        self._was_gone = {number for line in journal.having("gone") for number in line["gone"]}
        self._gone: list[int] = []

    def run(self) -> Generator[UndoEvent, None, tuple[int, dict[int, FileFailed]]]:
        done = 0
        to_undo = self._journal.to_undo()
        todo = [item for item in self._items if item.number in to_undo]
        for parts, items in groupby(todo, key=lambda item: item.parts):
            group = list(items)
            try:
                folder = RealFolder(self._target, parts)
            except OSError as error:
                yield from self._folder_is_gone(group, error)
                continue
            with folder:
                for item in group:
                    done += 1
                    if done % 50 == 0:
                        yield Progress(Text("Taking it back"), done, len(todo), "photos")
                    try:
                        if (yield from self._take_back(folder, item)):
                            self._files += 1
                            yield FileFiled(folder.path / item.name, item.source)
                    except EngineError as error:
                        yield self._leave(item, error)
                    except OSError as error:
                        yield self._leave(item, _explained(error, item))
                folder.sync()
        self._remove_folders()
        self._journal.write_when_there_is_room({"gone": self._gone})
        return self._files, self._left

    def _leave(self, item: Item, error: EngineError) -> FileFailed:
        failed = FileFailed(self._target.joinpath(*item.parts, item.name), error)
        self._left[item.number] = failed
        return failed

    def _folder_is_gone(self, items: Sequence[Item], error: OSError) -> Generator[UndoEvent, None, None]:
        for item in items:
            is_away = item.is_moved and not os.path.lexists(item.source)
            if is_away or (item.steps and not isinstance(error, FileNotFoundError)):
                yield self._leave(item, as_photo_error(error))

    def _take_back(self, folder: RealFolder, item: Item) -> Generator[UndoEvent, None, int]:
        """Takes one file back; 1 where there was something to do."""
        part = self._journal.part_name(item.number)
        folder.remove(part)
        half = item.source.with_name(part)
        if "delete" in item.steps and os.path.lexists(half):  # an undo was killed while it brought the original back
            half.unlink()
        if not item.steps:
            return 0
        there = folder.status(item.name)
        if there is None:
            if item.is_moved and not os.path.lexists(item.source):
                raise PhotoError("It is not there any more.", "Somebody has moved, renamed or deleted it.")
            self._gone.append(item.number)
            return 0
        if item.number in self._was_gone and (there.st_dev, there.st_ino) != item.identity:
            return 0  # it has not come back: another run has made this one
        if "rename" in item.steps and "place" not in item.steps:
            return self._rename_back(folder, item, there)
        if "link" in item.steps:
            return self._unlink(folder, item, there)
        if not (yield from _is_unchanged(folder, item, there)):
            if item.ctime_ns is None and (there.st_dev, there.st_ino) != item.identity:
                return 0  # the copy never got its name: another file has it
            raise _changed(item)
        return (yield from self._remove_copy(folder, item, there))

    def _rename_back(self, folder: RealFolder, item: Item, there: os.stat_result) -> int:
        source = _status(item.source)
        if source is not None and not os.path.samestat(source, there):
            if (source.st_dev, source.st_ino) == item.identity:
                return 0  # it was never moved: the name was taken
            raise _taken(item)
        if not is_as_planned(there, item.size, item.mtime_ns):
            raise _changed(item)
        if source is not None:  # it had both names when it was stopped
            folder.remove(item.name)
            return 1
        item.source.parent.mkdir(parents=True, exist_ok=True)
        folder.take_out(item.name, item.source)
        return 1

    def _unlink(self, folder: RealFolder, item: Item, there: os.stat_result) -> int:
        if (there.st_dev, there.st_ino) != item.identity:
            raise _changed(item)
        if there.st_nlink < 2:
            raise PhotoError("Its original is gone: this is the last of its names.", "Delete it yourself.")
        folder.remove(item.name)
        return 1

    def _remove_copy(self, folder: RealFolder, item: Item, there: os.stat_result) -> Generator[UndoEvent, None, int]:
        source = _status(item.source)
        if source is None and "delete" in item.steps:
            yield from self._copy_back(folder, item)
        elif source is None:
            raise PhotoError("Its original is gone: this is the only copy.", "Delete it yourself.")
        elif os.path.islink(item.source) and os.path.samestat(os.stat(item.source), there):
            raise PhotoError("Its original has become a link to it: this is the only copy.", "Delete it yourself.")
        elif not is_as_planned(os.stat(item.source), item.size, item.mtime_ns):
            raise PhotoError("Its original has changed: this is the only copy of what it was.", "Delete it yourself.")
        folder.remove(item.name)
        return 1

    def _copy_back(self, folder: RealFolder, item: Item) -> Generator[UndoEvent, None, None]:
        """Brings an original back to the disk that it came from."""
        item.source.parent.mkdir(parents=True, exist_ok=True)
        part = self._journal.part_name(item.number)
        there = folder.status(item.name)
        assert there is not None
        with RealFolder(Path(os.path.realpath(item.source.parent)), ()) as home:
            home.remove(part)
            try:
                digest = yield from copy_file(folder.path / item.name, home, part, item.size, there.st_mtime_ns)
                yield from verify(home, part, item.size, digest)
                self._restore_notes(home.path / part, item, there)
                home.place(part, item.source.name)
                home.sync()
            finally:
                home.remove(part)

    def _restore_notes(self, path: Path, item: Item, there: os.stat_result) -> None:
        """Mode, owner and time as they were: the disk that it was moved to may not have kept them."""
        line = self._deletes[item.number]
        with contextlib.suppress(OSError, AttributeError):
            os.chown(path, line["uid"], line["gid"])
        with contextlib.suppress(OSError):
            os.chmod(path, line["mode"])
        os.utime(path, ns=(there.st_atime_ns, item.mtime_ns))

    def _remove_folders(self) -> None:
        """Removes the folders that the run has made, where nothing is left in them."""
        made = [line["path"] for line in self._journal.having("path") if line["step"] == "make"]
        for path in reversed(made):
            if not os.path.islink(path):
                with contextlib.suppress(OSError):
                    os.rmdir(path)


def _is_unchanged(folder: RealFolder, item: Item, there: os.stat_result) -> Generator[Progress, None, bool]:
    """Whether a copy is what was written; it is read again where the disk cannot tell."""
    known = (there.st_dev, there.st_ino, there.st_ctime_ns, there.st_size)
    if os.name != "nt" and known == (*(item.identity or ()), item.ctime_ns, item.size):
        return True
    if there.st_size != item.size:
        return False
    return (yield from digest_in(folder, item.name, Text("Verifying"))) == item.digest


def _changed(item: Item) -> StorageError:
    hint = "Move it back yourself." if item.is_moved else "Delete it yourself."
    return StorageError("It has changed since, and is left as it is.", hint)


def _taken(item: Item) -> PhotoError:
    return PhotoError("Something else is at its old place, {path}.", "Move that away.", path=item.source)


def _explained(error: OSError, item: Item) -> EngineError:
    match error:
        case FileExistsError() | NotADirectoryError():
            return _taken(item)
        case FileNotFoundError() | PermissionError():
            return as_photo_error(error)
        case _:
            return PhotoError("It cannot be taken back: {reason}.", reason=error.strerror or str(error))


def _status(path: Path) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
