"""Cameras' raw files, read by the preview that the camera put into each: a JPEG of full or nearly full size."""

from typing import BinaryIO

from effnet_desktop.engine.errors import PhotoError

_OTHER_MAGIC = (b"FUJIFILMCCD-RAW", b"IIRO\x08\0\0\0", b"IIRS\x08\0\0\0", b"MMOR\0\0\0\x08", b"IIU\0")
_FLIPS = {3: 3, 5: 8, 6: 6}  # LibRaw's flip -> EXIF orientation


def is_raw(head: bytes) -> bool:
    """Whether the first 64 bytes are those of a raw file that is not a plain TIFF."""
    is_canons = head[:4] in (b"II*\0", b"MM\0*") and head[8:10] == b"CR"
    return is_canons or head.startswith(_OTHER_MAGIC) or head[4:12] == b"ftypcrx "


def preview_of(file: BinaryIO) -> tuple[bytes, int]:
    """The largest preview in a raw file, as a JPEG, and the EXIF orientation that the raw file tells.

    Raises:
        PhotoError: There is none.
    """
    import rawpy

    file.seek(0)
    try:
        with rawpy.imread(file) as raw:
            preview = raw.extract_thumb()
            orientation = _FLIPS.get(raw.sizes.flip, 1)
    except (rawpy.LibRawNoThumbnailError, rawpy.LibRawUnsupportedThumbnailError):
        preview = None
    if preview is None or preview.format != rawpy.ThumbFormat.JPEG:
        raise PhotoError("This raw file holds no preview that can be read.", "Save the photo as JPEG.")
    return bytes(preview.data), orientation
