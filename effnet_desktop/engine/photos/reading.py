"""A file -> an upright RGB photo, safely and fast.

`decoding` does it for each format; `_explain` turns whatever went wrong into one plain sentence. Files are only ever
opened for reading, and all of it is safe to call from several threads.
"""

import hashlib
import io
import logging
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

from PIL import Image, UnidentifiedImageError

from effnet_desktop.engine.errors import PhotoError
from effnet_desktop.engine.photos.decoding import MAX_PIXELS, ReadPhoto, decode, too_large
from effnet_desktop.engine.photos.prefetch import Stopped

_SUFFIXES = (
    ".jpg .jpeg .jpe .jfif .png .webp .avif .heic .heif .hif .tif .tiff .bmp .gif .jp2 .j2k .jpx .jxl"
    " .dng .nef .nrw .cr2 .cr3 .arw .sr2 .raf .orf .rw2 .pef .srw"
)
SUFFIXES = frozenset(_SUFFIXES.split())
"""Lower-case suffixes of the files that are taken from folders."""

R = TypeVar("R")
DIGEST_BYTES = 16
READ_AT_ONCE = 16 << 20
"""Bytes of files that are read at once: decoders read in small pieces, at each of which other threads take over."""

logger = logging.getLogger(__name__)


def read_photo(path: Path, min_side: int | None = None) -> Image.Image:
    """Reads a photo, upright and in sRGB.

    Args:
        path: Its file.
        min_side: The photo may be made smaller, by whole factors, as long as its shorter side has this many pixels:
            much faster for large photos. None keeps every pixel.

    Raises:
        PhotoError: It cannot be read.
    """
    return read_whole(path, min_side).photo


def read_whole(path: Path, min_side: int | None = None) -> ReadPhoto:
    """Like `read_photo`, together with the photo's own size and what could not be read of it."""
    return _read(path, lambda file: decode(file, min_side))


def read_with_digest(path: Path, min_side: int) -> tuple[ReadPhoto, str]:
    """Like `read_whole`, together with the BLAKE2b of the file's content."""

    def read(file: BinaryIO) -> tuple[ReadPhoto, str]:
        whole = decode(file, min_side)
        file.seek(0)
        return whole, digest_of(file)

    return _read(path, read)


def digest_of(file: BinaryIO) -> str:
    """The BLAKE2b of what is left of an open file."""
    return hashlib.file_digest(cast(Any, file), lambda: hashlib.blake2b(digest_size=DIGEST_BYTES)).hexdigest()


def _read(path: Path, function: Callable[[BinaryIO], R]) -> R:
    """What a function makes of a photo's file.

    Raises:
        PhotoError: It cannot be read, or the function failed.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for its other end
            raise PhotoError("This is a folder or a device, not a photo file.")
        if status.st_size == 0:
            raise PhotoError("The file is empty (0 bytes).", "Copy or download it again.")
        with path.open("rb") as file:
            return function(io.BytesIO(file.read()) if status.st_size <= READ_AT_ONCE else file)
    except Stopped:
        raise
    except Exception as error:
        logger.info("Cannot read %s: %r", path, error)
        explained = _explain(error)
    raise explained  # from here, so that the error, which may be kept, does not keep the half-decoded photo too


def _explain(error: Exception) -> PhotoError:
    """One plain sentence for whatever the file system or Pillow raised, and what to do about it."""
    match error:
        case PhotoError():
            return error
        case FileNotFoundError() | NotADirectoryError():
            return PhotoError("There is no such file.", "It may have been moved, renamed or deleted.")
        case PermissionError():
            return PhotoError("You are not allowed to read this file.", "Ask its owner, or change its permissions.")
        case Image.DecompressionBombError():
            return too_large(MAX_PIXELS)
        case MemoryError():
            return PhotoError("There is not enough memory for this photo.", "Close other apps and try again.")
        case UnidentifiedImageError():
            return PhotoError("The photo is damaged, or of a kind that is not supported.", "Save it as JPEG or PNG.")
        case OSError(errno=int(), strerror=reason):
            return PhotoError("The file cannot be read: {reason}.", "Check the disk that it is on.", reason=reason)
        case _:
            return PhotoError("The photo is damaged or incomplete.", "Copy or download it again.")
