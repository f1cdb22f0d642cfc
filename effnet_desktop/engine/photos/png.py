"""PNG files without what does not belong to the picture.

Pillow refuses a file for a wrong checksum in any chunk, or for texts of more than a megabyte; the picture is fine.
"""

import struct
import zlib
from contextlib import suppress
from typing import BinaryIO

from PIL import PngImagePlugin

from effnet_desktop.engine.photos.pieces import Piece, file_of_pieces

_PICTURE = (b"IHDR", b"PLTE", b"IDAT", b"IEND")
_COLOUR = (b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"cICP")
_ORIENTATION = (b"eXIf", b"iTXt\0XML:com.adobe.xmp\0", b"tEXt\0Raw profile type", b"zTXt\0Raw profile type")
# Pillow refuses a file whose profile unpacks to more than a text may; those of some printers and scanners do.
PngImagePlugin.MAX_TEXT_CHUNK = 16_000_000
_MOST_CHUNKS = 1_000_000
_LONGEST = {b"iCCP": 8_000_000, b"eXIf": 8_000_000}  # bytes; a text's are 60,000, of which the unpacked may be 60 MB


def picture_chunks(file: BinaryIO) -> tuple[BinaryIO, bytes]:
    """Leaves out the chunks that say nothing of the picture, and side chunks that are damaged.

    Returns:
        The file that remains, and the data of the chunk ``cICP``, which Pillow does not read; empty without one.
    """
    file.seek(0)
    signature = file.read(8)
    pieces: list[Piece] = [signature]
    place = kept_from = len(signature)
    cicp = b""
    for _ in range(_MOST_CHUNKS):
        head = file.read(8)
        if len(head) < 8:
            break
        length, name = struct.unpack(">I4s", head)
        end = place + 12 + length
        if name in _PICTURE:
            file.seek(end)
        else:
            body = _side_chunk(file, name, length)
            if body is None:
                pieces.append((kept_from, place - kept_from))
                kept_from = end
                file.seek(end)
            elif name == b"cICP":
                cicp = body
        place = end
        if name == b"IEND":
            break
    pieces.append((kept_from, place - kept_from))
    return file_of_pieces(file, pieces), cicp


def _side_chunk(file: BinaryIO, name: bytes, length: int) -> bytes | None:
    """A side chunk's data; None where it is damaged or of no use here. The file is then anywhere."""
    if length > _LONGEST.get(name, 60_000):
        return None
    body = file.read(length)
    is_known = name in _COLOUR or (name + b"\0" + body).startswith(_ORIENTATION) or name in _ORIENTATION
    checksum = file.read(4)
    if not is_known or checksum != zlib.crc32(name + body).to_bytes(4):
        return None
    return None if name == b"iCCP" and _unpacks_too_large(body) else body


def _unpacks_too_large(body: bytes) -> bool:
    """Whether Pillow would refuse the file for the size of its colour profile."""
    with suppress(zlib.error):
        unpacking = zlib.decompressobj()
        unpacking.decompress(body[body.find(b"\0") + 2 :], PngImagePlugin.MAX_TEXT_CHUNK)
        return bool(unpacking.unconsumed_tail)
    return False
