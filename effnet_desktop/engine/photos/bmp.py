"""Run-length encoded BMP files, decoded in time that follows their size.

Pillow takes a minute for 61 KB of the worst kind: it fills its rows byte by byte.
"""

import functools

from PIL import BmpImagePlugin, Image, ImageFile

_HEX_DIGITS = bytes.maketrans(b"0123456789abcdef", bytes(range(16)))


@functools.cache
def register_run_length_decoder() -> None:
    """Puts the decoder in the place of Pillow's."""
    assert BmpImagePlugin  # imported, so that it does not register its own later
    Image.register_decoder("bmp_rle", RunLengthDecoder)


class RunLengthDecoder(ImageFile.PyDecoder):
    """RLE4 and RLE8; see Pillow's `BmpRleDecoder`."""

    _pulls_fd = True

    def decode(self, buffer: object) -> tuple[int, int]:
        """Reads the rest of the file into the image's rows."""
        assert self.fd is not None
        width, height = self.state.xsize, self.state.ysize
        # Encoders that store single pixels as runs need twice the pixels; nothing sensible needs more.
        data = self.fd.read(2 * width * height + 4 * height + 1024)
        rows = decode_runs(data, width, height, four_bits=self.args[1])
        self.set_as_raw(bytes(rows), "L" if self.mode == "L" else "P", (0, self.args[-1]))
        return -1, 0


def decode_runs(data: bytes, width: int, height: int, *, four_bits: bool) -> bytearray:
    """The palette's indices, row by row as they are stored; what is skipped is 0.

    Raises:
        OSError: The data end before the picture does.
    """
    rows = bytearray(width * height)
    if four_bits:
        runs = [bytes([value >> 4, value & 15]) * 128 for value in range(256)]
    else:
        runs = [bytes([value]) * 255 for value in range(256)]
    place = x = row = 0  # in the data, in the row, and where the row begins
    last = len(data) - 1
    while place < last and row < len(rows):
        count, value = data[place], data[place + 1]
        place += 2
        if count == 1 and x < width and not four_bits:  # the most frequent by far where it takes longest
            rows[row + x] = value
            x += 1
            continue
        if count == 0 and value < 3:
            if value == 0:  # the row ends
                row += width
                x = 0
            elif value == 1:  # the picture ends
                return rows
            else:
                x += data[place] if place < len(data) else 0
                row += width * data[place + 1] if place + 1 < len(data) else 0
                place += 2
            continue
        if count:
            pixels = runs[value]
        elif four_bits:
            count, size = value, (value + 1) // 2
            pixels = data[place : place + size].hex().encode().translate(_HEX_DIGITS)
            place += size + size % 2
        else:
            count = value
            pixels = data[place : place + count]
            place += count + count % 2
        count = min(count, width - x)
        if count > 0:
            rows[row + x : row + x + count] = pixels[:count].ljust(count, b"\0")
            x += count
    # Many files lack the mark of the end; their last row is a whole one.
    if row < len(rows) - width or (row == len(rows) - width and x < width):
        raise OSError("The run-length encoded data end early.")
    return rows
