"""A file made of pieces of another, without a copy of them."""

import io
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import BinaryIO, cast

from effnet_desktop.engine.photos.prefetch import Stopped, is_stopping

Piece = bytes | tuple[int, int]
"""Bytes themselves, or where some begin in the file, and their number."""


def file_of_pieces(file: BinaryIO, pieces: Sequence[Piece]) -> BinaryIO:
    """One piece after the other, as a file to read; `file` must stay open."""
    return cast(BinaryIO, io.BufferedReader(_Pieces(file, pieces), 65536))


class _Pieces(io.RawIOBase):
    def __init__(self, file: BinaryIO, pieces: Sequence[Piece]) -> None:
        self._file = file
        self._pieces = pieces
        sizes = [len(piece) if isinstance(piece, bytes) else piece[1] for piece in pieces]
        self._starts = [0, *accumulate(sizes)]
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._starts[-1]}[whence]
        self._place = max(0, base + offset)
        return self._place

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if is_stopping():  # a decoder that reads on can be ended here
            raise Stopped
        if self._place >= self._starts[-1]:
            return 0
        at = bisect_right(self._starts, self._place) - 1
        piece, inside = self._pieces[at], self._place - self._starts[at]
        wanted = min(len(buffer), self._starts[at + 1] - self._place)
        if isinstance(piece, bytes):
            data = piece[inside : inside + wanted]
        else:
            self._file.seek(piece[0] + inside)
            data = self._file.read(wanted)
        buffer[: len(data)] = data
        self._place += len(data)
        return len(data)
