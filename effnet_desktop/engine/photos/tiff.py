"""Which picture of a TIFF file is the photo, and whether the file is a camera's raw file.

The first page may be a reduced copy (TIFF 6.0, NewSubfileType), with the photo behind it or in a sub-directory.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from effnet_desktop.engine.photos.pieces import file_of_pieces

_NEW_SUBFILE_TYPE, _SUBFILE_TYPE, _WIDTH, _HEIGHT, _COMPRESSION, _PHOTOMETRIC = 254, 255, 256, 257, 259, 262
_ORIENTATION, _SUB_DIRECTORIES, _DNG_VERSION = 274, 330, 50706
_TAGS = (
    *(_NEW_SUBFILE_TYPE, _SUBFILE_TYPE, _WIDTH, _HEIGHT, _COMPRESSION, _PHOTOMETRIC, _ORIENTATION, _SUB_DIRECTORIES),
    _DNG_VERSION,
)
_CFA, _LINEAR_RAW = 32803, 34892
_RAW_COMPRESSIONS = (32767, 32769, 32770, 32772, 34713, 65000, 65535)  # of Sony, Epson, Samsung, Nikon, Kodak, Pentax
_KINDS = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
_MOST_DIRECTORIES = 64
_MOST_ENTRIES = 4096


@dataclass(frozen=True, slots=True)
class Page:
    """A picture of the file: where its directory is, and what that says."""

    place: int
    tags: dict[int, tuple[int, ...]]

    @property
    def is_reduced(self) -> bool:
        """Whether it is a smaller copy of another, or a mask."""
        kind, old_kind = self.tags.get(_NEW_SUBFILE_TYPE, (0,)), self.tags.get(_SUBFILE_TYPE, (0,))
        return bool(kind[0] & 5) or old_kind[0] == 2

    @property
    def is_raw(self) -> bool:
        """Whether it holds what a sensor saw."""
        return self.tags.get(_PHOTOMETRIC, (0,))[0] in (_CFA, _LINEAR_RAW) or (
            self.tags.get(_COMPRESSION, (0,))[0] in _RAW_COMPRESSIONS
        )

    @property
    def pixels(self) -> int:
        """Width times height."""
        return self.tags.get(_WIDTH, (0,))[0] * self.tags.get(_HEIGHT, (0,))[0]

    @property
    def orientation(self) -> int | None:
        """As EXIF has it; None where it is not told."""
        return self.tags.get(_ORIENTATION, (None,))[0]


def is_raw_file(pages: list[Page]) -> bool:
    """Whether a TIFF is a camera's raw file, which needs a decoder of its own."""
    return any(page.is_raw or _DNG_VERSION in page.tags for page in pages)


def choose_page(pages: list[Page]) -> Page | None:
    """The photo among a file's pictures: the first one unless it is a reduced copy, else the largest that is none."""
    if not pages or not pages[0].is_reduced:
        return None
    whole = [page for page in pages if not page.is_reduced and page.pixels]
    # A file may call all of its pictures reduced; the largest is the best there is.
    best = max(whole or pages, key=lambda page: page.pixels)
    return None if best is pages[0] else best


def starting_at(file: BinaryIO, page: Page) -> BinaryIO:
    """The same file as if this page were its first."""
    file.seek(0)
    head = file.read(16)
    order = "<" if head[:2] == b"II" else ">"
    if head[2:4] in (b"+\0", b"\0+"):
        start = head[:8] + struct.pack(order + "Q", page.place)
    else:
        start = head[:4] + struct.pack(order + "I", page.place)
    size = file.seek(0, 2)
    return file_of_pieces(file, [start, (len(start), size - len(start))])


def pages_of(file: BinaryIO) -> list[Page]:
    """The directories of a TIFF file, each followed by its sub-directories; damage ends the list."""
    pages: list[Page] = []
    try:
        file.seek(0)
        head = file.read(16)
        order = "<" if head[:2] == b"II" else ">"
        is_big = head[2:4] in (b"+\0", b"\0+")
        place = struct.unpack(order + "Q", head[8:16])[0] if is_big else struct.unpack(order + "I", head[4:8])[0]
        _read_chain(file, place, order, is_big, pages)
    except (struct.error, OverflowError, OSError):
        pass
    return pages


def _read_chain(file: BinaryIO, place: int, order: str, is_big: bool, pages: list[Page]) -> None:
    while place and len(pages) < _MOST_DIRECTORIES and place not in (page.place for page in pages):
        file.seek(place)
        wide = "Q" if is_big else "I"
        (count,) = struct.unpack(order + ("Q" if is_big else "H"), file.read(8 if is_big else 2))
        size = 20 if is_big else 12
        entries = file.read(size * min(count, _MOST_ENTRIES))
        following = file.read(8 if is_big else 4)
        page = Page(place, dict(_tags_in(file, entries, order, is_big)))
        pages.append(page)
        for inner in page.tags.get(_SUB_DIRECTORIES, ())[:_MOST_DIRECTORIES]:
            _read_chain(file, inner, order, is_big, pages)
        place = struct.unpack(order + wide, following)[0] if count <= _MOST_ENTRIES else 0


def _tags_in(file: BinaryIO, entries: bytes, order: str, is_big: bool) -> Iterator[tuple[int, tuple[int, ...]]]:
    entry = struct.Struct(order + ("HHQ8s" if is_big else "HHI4s"))
    for tag, kind, count, value in entry.iter_unpack(entries):
        if tag not in _TAGS or kind not in _KINDS or not 0 < count <= _MOST_DIRECTORIES:
            continue
        numbers = struct.Struct(f"{order}{count}{_KINDS[kind]}")
        if numbers.size > len(value):
            file.seek(struct.unpack(order + ("Q" if is_big else "I"), value)[0])
            value = file.read(numbers.size)
        yield tag, numbers.unpack(value[: numbers.size])
