"""The list of photos at the end of a session, for the next start: paths, answers, filters; never a picture.

It is a file of JSON lines, one for the list and one for each photo, so that it is written and read in small steps.
"""

import logging
import os
import tempfile
from collections.abc import Generator, Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from effnet_desktop.engine.records.classifying import Classification
from effnet_desktop.gui.classify.arrangement import Query
from effnet_desktop.gui.classify.packing import Packing, Predictions

FORMAT = 1
AT_A_TIME = 250  # photos: a few milliseconds

log = logging.getLogger(__name__)


class Header(msgspec.Struct, frozen=True):
    """What holds for the whole list.

    Attributes:
        format: Of the file.
        asked_with: What the answers were asked with; other answers are wanted if something else is asked with now.
        query: What was shown of the list.
        picture_width: How wide the pictures were.
    """

    asked_with: str
    query: Query = Query()
    picture_width: int = 160
    format: int = FORMAT


class Entry(msgspec.Struct, frozen=True):
    """A photo, with its answer if there was one."""

    path: Path
    answer: Classification | None = None


def save(file: Path, header: Header, entries: Iterable[Entry]) -> Generator[None, None, None]:
    """Writes a session in the place of the last one, in small steps; a session cut short leaves the last one.

    Raises:
        OSError: It cannot be written.
    """
    encoder = msgspec.json.Encoder(enc_hook=_encode)
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(encoder.encode(header) + b"\n")
            for done, entry in enumerate(entries, start=1):
                try:
                    line = encoder.encode(entry)
                except UnicodeEncodeError:  # a category that is no valid text; the answer will be found again
                    line = encoder.encode(Entry(entry.path))
                out.write(line + b"\n")
                if done % AT_A_TIME == 0:
                    yield
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, file)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def load(file: Path) -> Generator[Header | list[Entry], None, None]:
    """Reads a session: its header, then its photos some at a time; of a damaged file, what comes before the damage."""
    header = msgspec.json.Decoder(Header, dec_hook=_decode)
    entry = msgspec.json.Decoder(Entry, dec_hook=_decode)
    packing = Packing()  # as read, each photo has names, groups and a device of its own, 3 KB of them
    entries: list[Entry] = []
    try:
        with file.open("rb") as lines:
            first = header.decode(next(lines, b""))
            if first.format != FORMAT:
                return
            yield first
            for line in lines:
                read = entry.decode(line)
                entries.append(Entry(read.path, read.answer and packing.pack(read.answer)))
                if len(entries) == AT_A_TIME:
                    yield entries
                    entries = []
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        log.warning("The list of the last session is damaged: %s: %s", file, error)
    yield entries


def _encode(value: object) -> object:
    if isinstance(value, Path):
        return os.fsencode(value)  # as base64: a name may be no valid text
    if isinstance(value, Predictions):
        return list(value)
    raise NotImplementedError(type(value))


def _decode(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str):
        import base64

        return Path(os.fsdecode(base64.b64decode(value)))
    raise NotImplementedError(kind)
