"""Writes what photos show as keywords into XMP sidecars, and takes just these out again."""

import contextlib
import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from effnet_desktop.engine.errors import EngineError, PhotoError, StorageError, Text
from effnet_desktop.engine.filing import folder_times, xmp
from effnet_desktop.engine.filing import journal as journals
from effnet_desktop.engine.filing.answers import each_once, keywords_of, why_left
from effnet_desktop.engine.filing.copying import as_photo_error, rename_without_replacing
from effnet_desktop.engine.filing.journal import Journal, Line
from effnet_desktop.engine.records.filing import (
    AnsweredPhoto,
    Filed,
    FileFailed,
    FileFiled,
    Sidecar,
    TagConfig,
    TagItem,
    TagPlan,
)
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.whole_files import flush, put_in_place

BATCH = 64
MAX_BYTES = 64 << 20
"""No sidecar is as large; such a file is something else."""

TagEvent = Progress | FileFailed | FileFiled


def plan_tags(photos: Sequence[AnsweredPhoto], config: TagConfig) -> Generator[Progress, None, TagPlan]:
    """Finds out which sidecars lack which keywords.

    Args:
        photos: The photos with what is known of them; what a person said wins over the model.
        config: How keywords are written.
    """
    about: dict[Path, list[Path]] = {}
    keywords: dict[Path, dict[tuple[str, ...], None]] = {}
    left: list[tuple[Path, Text]] = []
    failed: list[FileFailed] = []
    for photo in each_once(photos):
        paths = keywords_of(photo, config)
        if not paths:
            left.append((photo.path, why_left(photo)))
        elif not os.path.isfile(photo.path):
            failed.append(FileFailed(photo.path, as_photo_error(FileNotFoundError())))
        else:
            sidecar = sidecar_of(photo.path, config.sidecar)
            about.setdefault(sidecar, []).append(photo.path)
            keywords.setdefault(sidecar, {}).update(dict.fromkeys(paths))
    items = []
    for done, (sidecar, paths_of) in enumerate(keywords.items()):
        if done % 50 == 0:
            yield Progress(Text("Reading sidecars"), done, len(keywords))
        try:
            data = _read(sidecar)
            if data is None or xmp.missing(data, xmp.keywords_of(paths_of)):
                if data is not None:
                    _refuse_write_protected(sidecar)
                items.append(TagItem(sidecar, tuple(about[sidecar]), tuple(paths_of), data is None))
        except (EngineError, OSError) as error:
            failed.append(FileFailed(sidecar, _explained(error)))
    tagged = len(keywords) - len(items) - sum(each.path in keywords for each in failed)
    return TagPlan(tuple(items), tagged, tuple(left), tuple(failed))


def sidecar_of(photo: Path, kind: Sidecar) -> Path:
    """A photo's sidecar: the one that is there, whatever the case of its suffix, or the one that would be made."""
    name = photo.name if kind == "ext" else photo.stem
    upper = photo.with_name(f"{name}.XMP")
    lower = photo.with_name(f"{name}.xmp")
    return upper if not os.path.lexists(lower) and os.path.lexists(upper) else lower


def tag_photos(folder: Path, plan: TagPlan) -> Generator[TagEvent, None, Filed]:
    """Writes keywords as planned; see `Engine.tag_photos`."""
    if not plan.items:
        return Filed("", 0, 0)
    with journals.one_at_a_time(folder):
        journal = Journal.begin(folder, "tag", {}, map(_line, plan.items))
        journal.write(*folder_times.before(item.sidecar.absolute().parent for item in plan.items))
        files = failed = 0
        numbered = enumerate(plan.items)
        while batch := list(islice(numbered, BATCH)):
            for event in _tag(journal, batch):
                files += isinstance(event, FileFiled)
                failed += isinstance(event, FileFailed)
                yield event
            yield Progress(Text("Writing keywords"), batch[-1][0] + 1, len(plan.items))
        journal.write(*folder_times.after(journal), {"step": "done"})
        return Filed(journal.name, files, failed)


def undo_tags(journal: Journal) -> Generator[Progress | FileFailed, None, tuple[int, dict[int, FileFailed]]]:
    """Takes the keywords of a run out again.

    Returns:
        How many sidecars are as they were before, and which are left, by their number in the journal.
    """
    sidecars = [Path(line["sidecar"]) for line in journal.having("sidecar")]
    for number, sidecar in enumerate(sidecars):
        with contextlib.suppress(OSError):
            _part(journal, number, sidecar).unlink(missing_ok=True)
    files = 0
    left: dict[int, FileFailed] = {}
    to_undo = journal.to_undo()
    for done, line in enumerate([line for line in journal.having("after_digest") if line["item"] in to_undo]):
        if done % 50 == 0:
            yield Progress(Text("Taking it back"), done, len(sidecars))
        sidecar = sidecars[line["item"]]
        try:
            files += _untag(journal, line, sidecar)
        except (EngineError, OSError) as error:
            left[line["item"]] = FileFailed(sidecar, _explained(error))
            yield left[line["item"]]
    return files, left


@dataclass(frozen=True, slots=True)
class _Written:
    """A sidecar that lies beside its place.

    Attributes:
        item: What it is about.
        part: Where it lies.
        read: The old one when it was read; None where there was none.
        line: What the journal is told before it gets its place.
    """

    item: TagItem
    part: Path
    read: os.stat_result | None
    line: Line


def _tag(journal: Journal, batch: Sequence[tuple[int, TagItem]]) -> Iterator[FileFailed | FileFiled]:
    written: list[_Written] = []
    try:
        for number, item in batch:
            try:
                if new := _write_beside(journal, number, item):
                    written.append(new)
            except PhotoError as error:
                yield FileFailed(item.sidecar, error)
            except OSError as error:
                if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
                    raise StorageError(
                        "{path} cannot be written: {reason}.",
                        "Free some space, or take it back.",
                        "effnet-desktop undo {run}",
                        path=item.sidecar,
                        reason=error.strerror,
                        run=journal.name,
                    ) from error
                yield FileFailed(item.sidecar, _explained(error))
        journal.write(*(each.line for each in written))
        for each in written:
            try:
                _put_in_place(each)
            except (PhotoError, OSError) as error:
                yield FileFailed(each.item.sidecar, _explained(error))
            else:
                for photo in each.item.photos:
                    yield FileFiled(photo, each.item.sidecar)
    finally:
        for number, item in batch:
            with contextlib.suppress(OSError):
                _part(journal, number, item.sidecar).unlink(missing_ok=True)


def _write_beside(journal: Journal, number: int, item: TagItem) -> _Written | None:
    keywords = xmp.keywords_of(item.keywords)
    old = _read(item.sidecar)
    status = None if old is None else os.lstat(item.sidecar)
    lacking = keywords if old is None else xmp.missing(old, keywords)
    if not lacking:
        return None
    if old is not None:
        _refuse_write_protected(item.sidecar)
    new, reversal = xmp.add(xmp.NEW_SIDECAR if old is None else old, keywords)
    part = _part(journal, number, item.sidecar)
    _write(part, new)
    if status is not None:
        _copy_notes(item.sidecar, part)
    line: Line = {
        "step": "tag",
        "item": number,
        "before_digest": None if old is None else _digest(old),
        "after_digest": _digest(new),
        "reversal": reversal,
        "mtime_ns": None if status is None else status.st_mtime_ns,
        "keywords": [[*name, words] for name, words in lacking.items()],
        "properties": [name for name in lacking if old is None or name not in xmp.properties_of(old)],
    }
    return _Written(item, part, status, line)


def _put_in_place(written: _Written) -> None:
    sidecar = written.item.sidecar
    if written.read is None:
        flush(written.part)
        rename_without_replacing(written.part, sidecar)
        flush(sidecar.parent)
        return
    now = os.lstat(sidecar)
    if (now.st_ino, now.st_size, now.st_mtime_ns) != (
        written.read.st_ino,
        written.read.st_size,
        written.read.st_mtime_ns,
    ):
        raise _changed()
    put_in_place(written.part, sidecar)


def _untag(journal: Journal, line: Line, sidecar: Path) -> int:
    """Takes one sidecar back; 1 where there was something to do."""
    data = _read(sidecar)
    if data is None:
        if line["before_digest"] is None:
            return 0
        raise PhotoError("The sidecar is not there any more.")
    digest = _digest(data)
    if digest == line["before_digest"]:
        return 0
    _refuse_write_protected(sidecar)
    if digest != line["after_digest"]:
        keywords = {(namespace, name): words for namespace, name, words in line["keywords"]}
        properties = [tuple(name) for name in line.get("properties", ())]
        _replace(journal, line["item"], sidecar, xmp.remove(data, keywords, properties))
        return 1
    if line["before_digest"] is None:
        sidecar.unlink()
        return 1
    old = xmp.revert(data, line["reversal"])
    if _digest(old) != line["before_digest"]:
        raise PhotoError("The journal does not fit the sidecar.")
    _replace(journal, line["item"], sidecar, old, line["mtime_ns"])
    return 1


def _replace(journal: Journal, number: int, sidecar: Path, data: bytes, mtime_ns: int | None = None) -> None:
    part = _part(journal, number, sidecar)
    try:
        _write(part, data)
        _copy_notes(sidecar, part)
        if mtime_ns is not None:
            os.utime(part, ns=(mtime_ns, mtime_ns))
        put_in_place(part, sidecar)
    finally:
        part.unlink(missing_ok=True)


def _line(item: TagItem) -> Line:
    return {"sidecar": os.path.abspath(item.sidecar)}


def _part(journal: Journal, number: int, sidecar: Path) -> Path:
    return sidecar.with_name(journal.part_name(number))


def _read(sidecar: Path) -> bytes | None:
    """A sidecar's content; None where there is none.

    Raises:
        PhotoError: It is a link, a folder or a device, or far too large.
    """
    try:
        status = os.lstat(sidecar)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
        raise PhotoError("The sidecar is a link, a folder or no sidecar at all.", "Move it away.")
    return sidecar.read_bytes()


def _refuse_write_protected(sidecar: Path) -> None:
    """It could be replaced all the same, and whoever protected it would not want that."""
    if not os.lstat(sidecar).st_mode & 0o222 or not os.access(sidecar, os.W_OK):  # root may write everything
        raise PhotoError("The sidecar is write-protected.", "Change its permissions.")


def _write(file: Path, data: bytes) -> None:
    file.unlink(missing_ok=True)
    with file.open("xb") as out:
        out.write(data)


def _copy_notes(old: Path, new: Path) -> None:
    """Whose it is, who may read and write it, and its extended attributes; not its times."""
    with contextlib.suppress(OSError, AttributeError):
        status = os.stat(old)
        os.chown(new, status.st_uid, status.st_gid)
    shutil.copystat(old, new)
    os.utime(new)


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=20).hexdigest()


def _explained(error: EngineError | OSError) -> EngineError:
    match error:
        case EngineError():
            return error
        case FileExistsError():
            return _changed()
        case _:
            return PhotoError("The sidecar cannot be written: {reason}.", reason=error.strerror or str(error))


def _changed() -> PhotoError:
    return PhotoError("The sidecar has changed meanwhile, and is left as it is.", "Tag the photo again.")
