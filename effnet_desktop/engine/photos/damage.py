"""What a decoder could not read of a photo: decoders fill it with grey or green, and say nothing.

A HEIC and an AVIF tell where their data lie, which hold no long runs of zeros. Of JPEG, see `jpeg`.
"""

import re

from effnet_desktop.engine.photos.boxes import Items

TOO_MUCH = 0.25
"""Photos of which more is missing are refused."""

_SHORTEST = bytes(256)  # a card's smallest sector is 512 bytes
_ZEROS = re.compile(rb"\0{256,}")


def missing_of_items(data: bytes, items: Items) -> float:
    """The share (0..1) of a HEIC's or AVIF's picture data that lie beyond the file's end or are zeros."""
    total = missing = 0
    for item, extents in items.extents.items():
        is_picture = items.types.get(item) in (b"hvc1", b"av01")
        for begin, size in extents:
            total += size
            missing += min(size, max(0, begin + size - len(data)))
            if is_picture:
                missing += zeros_in(data, begin, begin + size)
    return missing / total if total else 0.0


def zeros_in(data: bytes, start: int, end: int) -> int:
    """Bytes in long runs of zeros, which what is compressed well does not have."""
    found = data.find(_SHORTEST, start, end)
    if found < 0:
        return 0
    return sum(run.end() - run.start() for run in _ZEROS.finditer(data, found, end))
