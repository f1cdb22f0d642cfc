"""A JPEG file, watched while its decoder reads it: libjpeg fills what it could not decode, and Pillow does not tell.

In a file of one scan the decoder must need all of the data and no more, there must be all restart markers, and no long
runs of zeros unless these are what even areas look like. A file of several scans must tell every bit, and hold no
zeros in the scans that tell values first.
"""

import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from PIL import Image

from effnet_desktop.engine.photos.damage import zeros_in

_END = b"\xff\xd9"
_PADDING = bytes(1024)
_STEP = 0.9  # A decoder that does not need the data from here on has found too little; each step takes time.
_CLOSER = tuple(share / 20 for share in range(1, 20))
_LITTLE = 0.04
_HEADER = 16384
_SIZE_FREE = {0xD8, 0x01, *range(0xD0, 0xD8)}  # markers without a length
_SEQUENTIAL = (0xC0, 0xC1)
_NEXT_MARKER = re.compile(rb"\xff[^\0\xd0-\xd7\xff]")
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


class JpegFile(io.BufferedIOBase):
    """The file for a decoder to read.

    In the end marker's place it has zeros: a decoder that lacks data reads them all, and asks for more.

    Args:
        file: To read from.

    Attributes:
        is_one_scan: Whether the first scan holds the whole picture; otherwise the file is given as it is.
        coefficients: Bytes a pixel that a decoder keeps until it has read several scans.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._place = 0
        self._size = file.seek(0, io.SEEK_END)
        self.is_one_scan = False
        self._components: dict[int, tuple[int, int]] = {}
        self._start = 0  # of the first scan's data
        self._restarts = 0  # that it should have
        self._zeros_mean_nothing = True
        self._found_restarts = self._found_zeros = 0
        self._last = b""
        has_pictures = self._read_header()
        self._end = self._find_end(is_last=not has_pictures)
        self._set_steps((_STEP,))

    @property
    def coefficients(self) -> float:
        """See above."""
        if self.is_one_scan:
            return 0.0
        factors = list(self._components.values()) or [(1, 1)]
        largest = max(across for across, _ in factors) * max(down for _, down in factors)
        return 2.1 * sum(across * down for across, down in factors) / max(1, largest)

    def readable(self) -> bool:
        """See `io.IOBase`."""
        return True

    def seekable(self) -> bool:
        """See `io.IOBase`."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """See `io.IOBase`."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def tell(self) -> int:
        """See `io.IOBase`."""
        return self._place

    def read(self, size: int | None = -1) -> bytes:
        """See `io.BufferedIOBase`; stops at the next step."""
        here = self._place
        wanted = size if size is not None and size >= 0 else self._size + len(_PADDING)
        if not self.is_one_scan:
            self._file.seek(here)
            data = self._file.read(wanted)
        elif here >= self._end:
            data = _PADDING[here - self._end :][:wanted]
        else:
            stop = next(step for step in self._steps if step > here)
            self._file.seek(here)
            data = self._file.read(min(wanted, stop - here))
            if here + len(data) > self._start:
                self._watch(data, max(0, self._start - here))
            if stop == self._end and wanted >= stop - here + len(_PADDING):
                data += _PADDING
        self._place += len(data)
        return data

    def look_closer(self) -> None:
        """Begins anew, with small steps, to tell how much is missing of a photo that is damaged."""
        self._place = self._found_restarts = self._found_zeros = 0
        self._last = b""
        self._set_steps(_CLOSER)

    def _set_steps(self, shares: tuple[float, ...]) -> None:
        self._steps = [self._start + int(share * (self._end - self._start)) for share in shares] + [self._end]

    def whole(self) -> BinaryIO:
        """The file as it is, with the end marker that it may lack."""
        self._file.seek(0)
        return io.BytesIO(self._file.read(self._end) + _END)

    def plain_data(self) -> bytes | None:
        """The file up to its end marker; None where there is none, or anything else tells of damage or several scans.

        Less is told than `missing` tells, as nothing is decoded.
        """
        if not self.is_one_scan or self._end >= self._size:
            return None
        self._file.seek(0)
        data = self._file.read(self._end) + _END
        import numpy as np

        scan = np.frombuffer(data, np.uint8)[self._start : self._end]
        follow = scan[np.flatnonzero(scan[:-1] == 0xFF) + 1]
        is_restart = (follow >= 0xD0) & (follow <= 0xD7)
        has_other_markers = bool(np.any((follow != 0) & ~is_restart))
        if has_other_markers or np.count_nonzero(is_restart) != self._restarts:
            return None
        return data if self._zeros_mean_nothing or not zeros_in(data, self._start, self._end) else None

    def missing(self, image: Image.Image | None = None) -> float:
        """The share (0..1) of the photo that its decoder did not find in the file, when it is done.

        Args:
            image: The half-decoded photo where the decoder asked for more than there is: what it did not come to is
                black.
        """
        if not self.is_one_scan:
            return self._missing_of_scans()
        share = 0.0
        if image is not None:
            box = image.im.getbbox()
            share = 1 - box[3] / image.height if box else 1.0
        elif self._place < self._end:
            # Another picture or more may follow this one.
            self._end = self._find_end(is_last=False)
            share = 1 - (self._place - self._start) / max(1, self._end - self._start)
            share = share if share >= _LITTLE else 0.0
        share = max(share, self._found_zeros / max(1, self._end - self._start))
        if self._restarts and image is None and not share:
            share = max(0.0, 1 - self._found_restarts / self._restarts)
        return share

    def _watch(self, data: bytes, skipped: int) -> None:
        if not self._zeros_mean_nothing:
            self._found_zeros += zeros_in(data, skipped, len(data))
        if self._restarts:
            import numpy as np

            scan = np.frombuffer(self._last + data[skipped:], np.uint8)
            follow = scan[np.flatnonzero(scan[:-1] == 0xFF) + 1]
            self._found_restarts += int(np.count_nonzero((follow >= 0xD0) & (follow <= 0xD7)))
            self._last = data[-1:]

    def _find_end(self, *, is_last: bool) -> int:
        """Where the end marker is, the file's end without one; looking for it takes 7 % of a photo's time."""
        self._file.seek(max(0, self._size - 2))
        if is_last and self._file.read(2) == _END:
            return self._size - 2
        self._file.seek(self._start)
        found = self._file.read().find(_END)
        return self._size if found < 0 else self._start + found

    def _read_header(self) -> bool:
        """Reads the markers up to the first scan; what is damaged is left to the decoder.

        Returns:
            Whether the file holds more than one picture.
        """
        self._file.seek(0)
        data = self._file.read(_HEADER)
        frame, interval, size, place, has_pictures = 0, 0, (0, 0), 2, False
        first_symbols: dict[int, int] = {}  # of each table, its shortest code's: zeros
        while place + 4 <= len(data):
            place = data.find(b"\xff", place)
            if place < 0 or place + 4 > len(data):
                break
            marker = data[place + 1]
            if marker == 0xFF:
                place += 1
                continue
            if marker in _SIZE_FREE:
                place += 2
                continue
            body, end = place + 4, place + 2 + int.from_bytes(data[place + 2 : place + 4])
            if end + 1024 > len(data) < self._size:
                data += self._file.read(end + 1024 - len(data))
            if marker in _FRAMES and end - body >= 6:
                frame = marker
                size = int.from_bytes(data[body + 3 : body + 5]), int.from_bytes(data[body + 1 : body + 3])
                for at in range(body + 6, min(end - 2, body + 6 + 3 * data[body + 5]), 3):
                    self._components[data[at]] = data[at + 1] >> 4, data[at + 1] & 15
            elif marker == 0xC4:
                _read_tables(data, body, end, first_symbols)
            elif marker == 0xE2 and data.startswith(b"MPF\0", body):
                has_pictures = True
            elif marker == 0xDD and end - body >= 2:
                interval = int.from_bytes(data[body : body + 2])
            elif marker == 0xDA and end <= len(data):
                self._start = end
                self.is_one_scan = frame in _SEQUENTIAL and data[body] == len(self._components)
                # Zeros in a row are even areas only where they are so for every component.
                self._zeros_mean_nothing = all(
                    first_symbols.get(table >> 4, 0) == 0 and first_symbols.get(16 | (table & 15), 0) == 0
                    for table in data[body + 2 : body + 1 + 2 * data[body] : 2]
                )
                self._restarts = self._count_restarts(size, interval)
                break
            place = end
        return has_pictures

    def _count_restarts(self, size: tuple[int, int], interval: int) -> int:
        if not interval or not all(size):
            return 0
        factors = list(self._components.values()) if len(self._components) > 1 else [(1, 1)]
        across, down = 8 * max(across for across, _ in factors), 8 * max(down for _, down in factors)
        if not across or not down:
            return 0
        return (-(-size[0] // across) * -(-size[1] // down) - 1) // interval

    def _missing_of_scans(self) -> float:
        """Zeros in a file whose scans end before some bit of some coefficient was told."""
        self._file.seek(0)
        data = self._file.read(self._end)
        missing_bits = {(component, place): 1 for component in self._components for place in range(64)}
        scan = data.rfind(b"\xff\xda", 0, self._start)
        while scan >= 0:
            body = scan + 4
            after = body + 1 + 2 * data[body] if body < len(data) else len(data)
            if after + 3 <= len(data):
                for component in data[body + 1 : after : 2]:
                    for place in range(data[after], min(63, data[after + 1]) + 1):
                        missing_bits[component, place] = data[after + 2] & 15
            scan = data.find(b"\xff\xda", scan + 2)
        if any(missing_bits.values()):
            zeros = zeros_in(data, self._start, self._end)
        else:
            zeros = sum(zeros_in(data, begin, end) for begin, end in _scans_without_zeros(data))
        return zeros / max(1, self._end - self._start)


def _scans_without_zeros(data: bytes) -> Iterator[tuple[int, int]]:
    """Where the data of those scans are in which a long run of zeros is no even area: that tell values first."""
    first_symbols: dict[int, int] = {}
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker, body = data[place + 1], place + 4
        place += 2 + int.from_bytes(data[place + 2 : body])
        if marker == 0xC4:
            _read_tables(data, body, place, first_symbols)
        elif marker == 0xDA and place <= len(data) and place - body >= 4 + 2 * data[body]:
            start, is_of_details, is_refinement = place, data[place - 3] > 0, data[place - 1] >> 4
            tables = (16 | (table & 15) if is_of_details else table >> 4 for table in data[body + 2 : place - 3 : 2])
            following = _NEXT_MARKER.search(data, start)
            place = following.start() if following else len(data)
            if not is_refinement and any(first_symbols.get(table, 0) for table in tables):
                yield start, place


def _read_tables(data: bytes, at: int, end: int, first_symbols: dict[int, int]) -> None:
    while at + 17 < end:
        first_symbols[data[at]] = data[at + 17]
        at += 17 + sum(data[at + 1 : at + 17])
