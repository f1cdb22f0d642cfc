"""The boxes of HEIC, AVIF and JPEG 2000 files: where a picture's data lie, and in which colour space it is.

See ISO/IEC 14496-12 (boxes), 23008-12 (items of pictures) and 15444-1 (JPEG 2000).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

ColourBox = bytes | tuple[int, int]
"""An ICC profile, or the code points of primaries and transfer (ITU-T H.273, "nclx")."""


@dataclass(slots=True)
class Items:
    """What the boxes of a HEIC or AVIF file say.

    Attributes:
        extents: Where the data of each item are: (begin, size) in the file.
        types: What each item is, such as ``hvc1``.
        primary: The picture's item.
        colours: The colour boxes of the primary item.
    """

    extents: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    types: dict[int, bytes] = field(default_factory=dict)
    primary: int = 0
    colours: list[ColourBox] = field(default_factory=list)


def boxes_in(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Names of the boxes in a part of a file, and where what they hold begins and ends; damaged ones end it."""
    while start + 8 <= end:
        size, head = int.from_bytes(data[start : start + 4]), 8
        if size == 1:
            size, head = int.from_bytes(data[start + 8 : start + 16]), 16
        stop = end if size == 0 else start + size
        if stop < start + head:
            return
        yield data[start + 4 : start + 8], start + head, min(stop, end)
        start = stop


def jpeg_2000_profile(data: bytes) -> bytes | None:
    """The ICC profile of a JPEG 2000 file."""
    for name, start, end in boxes_in(data, 0, len(data)):
        if name == b"jp2h":
            for inner, at, stop in boxes_in(data, start, end):
                if inner == b"colr" and data[at] in (2, 3):
                    return data[at + 3 : stop]
    return None


def items_of(data: bytes) -> Items:
    """Reads the items of a HEIC or AVIF file; what is damaged is left out.

    Raises:
        IndexError: A box ends early.
    """
    items = Items()
    for name, start, end in boxes_in(data, 0, len(data)):
        if name == b"meta":
            _read_meta(data, start + 4, end, items)
            break
    return items


def _read_meta(data: bytes, start: int, end: int, items: Items) -> None:
    found = {name: (at, stop) for name, at, stop in boxes_in(data, start, end)}
    if b"pitm" in found:
        at, _ = found[b"pitm"]
        items.primary = int.from_bytes(data[at + 4 : at + (6 if data[at] == 0 else 8)])
    if b"iinf" in found:
        at, stop = found[b"iinf"]
        for name, item, _ in boxes_in(data, at + (6 if data[at] == 0 else 8), stop):
            if name == b"infe" and data[item] >= 2:
                width = 2 if data[item] == 2 else 4
                number = int.from_bytes(data[item + 4 : item + 4 + width])
                items.types[number] = data[item + 6 + width : item + 10 + width]
    if b"iloc" in found:
        _read_places(data, *found[b"iloc"], items)
    if b"iprp" in found:
        _read_properties(data, *found[b"iprp"], items)


def _read_places(data: bytes, at: int, end: int, items: Items) -> None:
    version = data[at]
    offset_size, length_size = data[at + 4] >> 4, data[at + 4] & 15
    base_size, index_size = data[at + 5] >> 4, data[at + 5] & 15 if version else 0
    at += 6

    def number(size: int) -> int:
        nonlocal at
        at += size
        if at > end:
            raise IndexError
        return int.from_bytes(data[at - size : at])

    wide = 2 if version < 2 else 4
    for _ in range(number(wide)):
        item = number(wide)
        method = number(2) & 15 if version else 0
        number(2)  # the file that holds it: this one
        base = number(base_size)
        extents = []
        for _ in range(number(2)):
            number(index_size)
            offset = number(offset_size)
            extents.append((base + offset, number(length_size)))
        if method == 0:  # in the file itself
            items.extents[item] = extents


def _read_properties(data: bytes, start: int, end: int, items: Items) -> None:
    properties: list[ColourBox | None] = []
    for name, at, stop in boxes_in(data, start, end):
        if name == b"ipco":
            properties = [_colour(data, inner, *place) for inner, *place in boxes_in(data, at, stop)]
        elif name == b"ipma":
            for index in _associated(data, at, stop, items.primary):
                if 0 < index <= len(properties) and (colour := properties[index - 1]) is not None:
                    items.colours.append(colour)


def _colour(data: bytes, name: bytes, at: int, end: int) -> ColourBox | None:
    if name != b"colr":
        return None
    kind = data[at : at + 4]
    if kind in (b"prof", b"rICC"):
        return data[at + 4 : end]
    if kind == b"nclx":
        return int.from_bytes(data[at + 4 : at + 6]), int.from_bytes(data[at + 6 : at + 8])
    return None


def _associated(data: bytes, at: int, end: int, item: int) -> list[int]:
    """Numbers, from 1, of an item's properties."""
    version, wide_index = data[at], data[at + 3] & 1
    wide = 2 if version == 0 else 4
    count = int.from_bytes(data[at + 4 : at + 8])
    at += 8
    for _ in range(count):
        if at + wide >= end:
            break
        number, associations = int.from_bytes(data[at : at + wide]), data[at + wide]
        at += wide + 1
        size = 2 if wide_index else 1
        mask = 0x7FFF if wide_index else 0x7F
        if number == item:
            return [int.from_bytes(data[at + i * size : at + (i + 1) * size]) & mask for i in range(associations)]
        at += associations * size
    return []
