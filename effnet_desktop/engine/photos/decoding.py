"""The bytes of a file -> an upright RGB photo, for each format.

The first bytes tell the format, never the file's name. What a decoder cannot read without saying so is found by
`damage`; `colour` and `strips` bring every kind of pixel to sRGB; `prefetch` bounds what all threads take together.
"""

import ctypes
import functools
import io
import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

from PIL import (
    ExifTags,
    Image,
    ImageFile,
    _imaging,
)

from effnet_desktop.engine.errors import PhotoError, Text
from effnet_desktop.engine.photos import bmp, boxes, colour, damage, jpeg_xl, png, raw, strips, tiff
from effnet_desktop.engine.photos.capture import NOT_SAID, Taken, taken_of
from effnet_desktop.engine.photos.jpeg import JpegFile
from effnet_desktop.engine.photos.prefetch import MEMORY, share_of_memory

MAX_PIXELS = 300_000_000
"""Photos with more pixels are refused; today's largest phone photos have 200 megapixels.

Kinds that take much memory while they are decoded have a lower limit, which follows from `MEMORY`.
"""

logger = logging.getLogger(__name__)

# Pillow raises an error at twice this, and warns before. What it warns and logs about damaged files is told by
# PhotoError here; catching warnings one by one would not be thread-safe.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2
warnings.filterwarnings("ignore", module=r"PIL\.")
logging.getLogger("PIL").setLevel(logging.CRITICAL)

# Blocks of 32 MB and more go back to the system as soon as they are free; smaller ones stay with the thread, for each.
_imaging.set_block_size(64 << 20)

_MAGIC = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
    b"BM": "BMP",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"II+\0": "TIFF",  # BigTIFF
    b"MM\0+": "TIFF",
    b"\0\0\0\x0cjP  \r\n\x87\n": "JPEG2000",
    b"\xff\x4f\xff\x51": "JPEG2000",
    b"\0\0\0\x0cJXL \r\n\x87\n": "JXL",
    b"\xff\x0a": "JXL",
}

_UPRIGHT = {  # EXIF orientation -> what makes the photo upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Bytes a pixel that decoders take at the most, measured; for the others it is what Pillow's image takes.
_BYTES = {"WEBP": 17, "AVIF": 15, "HEIF": 11, "JXL": 11}
_BYTES_OF_MODES = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2, "I;16L": 2}

_BITS, _SAMPLES, _ROWS_PER_STRIP = 258, 277, 278  # TIFF's


@dataclass(frozen=True, slots=True)
class ReadPhoto:
    """What is read of a file.

    Attributes:
        photo: Upright and in sRGB.
        size: The upright photo's width and height before it was made smaller.
        warning: What could not be read of it; None where nothing is missing.
        taken: What the file says of how it was taken.
    """

    photo: Image.Image
    size: tuple[int, int]
    warning: Text | None = None
    taken: Taken = NOT_SAID


def decode(file: BinaryIO, min_side: int | None) -> ReadPhoto:
    """Decodes a photo; what Pillow and other decoders raise of a damaged one is passed on.

    Args:
        file: At its beginning.
        min_side: See `read_photo`.

    Raises:
        PhotoError: It is of no kind that is read, too large, or too much of it is missing.
    """
    match format_of(file.read(64)):
        case None:
            raise PhotoError(
                "This is not a photo, or its format is not supported.",
                "Supported formats are JPEG, PNG, WebP, AVIF, HEIC, JPEG XL, JPEG 2000, TIFF, BMP, GIF and raw files.",
            )
        case "JPEG":
            return _decode_jpeg(file, min_side)
        case "PNG":
            pieces, cicp = png.picture_chunks(file)
            return _convert(_open(pieces, "PNG"), min_side, code_points=(cicp[0], cicp[1]) if len(cicp) > 1 else None)
        case "HEIF" | "AVIF" as name:
            return _decode_items(_all_of(file), name, min_side)
        case "JXL":
            return _decode_jpeg_xl(_all_of(file), min_side)
        case "JPEG2000":
            image = _open(file, "JPEG2000")
            if profile := boxes.jpeg_2000_profile(_all_of(file)):
                image.info["icc_profile"] = profile
            return _convert(image, min_side)
        case "TIFF":
            return _decode_tiff(file, min_side)
        case "RAW":
            return _decode_raw(file, min_side)
        case name:
            bmp.register_run_length_decoder()
            return _convert(_open(file, name), min_side)


def format_of(head: bytes) -> str | None:
    """The format that a file's first 64 bytes tell; None if it is none that is read."""
    if raw.is_raw(head):
        return "RAW"
    for magic, file_format in _MAGIC.items():
        if head.startswith(magic):
            return file_format
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        brands = head[8 : int.from_bytes(head[:4])]
        if b"avif" in brands or b"avis" in brands:
            return "AVIF"
        if brands[:3] in (b"hei", b"hev") or brands[:4] in (b"mif1", b"msf1"):
            return "HEIF"
    return None


def _all_of(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read()


def _open(file: BinaryIO, file_format: str) -> ImageFile.ImageFile:
    file.seek(0)
    return Image.open(file, formats=[file_format])


def _convert(
    image: ImageFile.ImageFile,
    min_side: int | None,
    *,
    code_points: tuple[int, int] | None = None,
    orientation: int | None = None,
    warning: Text | None = None,
) -> ReadPhoto:
    """Decodes what Pillow opened and brings it to sRGB."""
    with _memory_for(image.size, int(_bytes_a_pixel(image) * image.width * image.height), min_side):
        image.load()
        return _finish(image, image.size, min_side, code_points, orientation, warning)


def _finish(
    image: Image.Image,
    size: tuple[int, int],
    min_side: int | None,
    code_points: tuple[int, int] | None = None,
    orientation: int | None = None,
    warning: Text | None = None,
) -> ReadPhoto:
    exif = exif_of(image)
    if orientation is None:
        orientation = orientation_of(exif)
    photo = strips.to_rgb(image, colour.profile_of(image, code_points, exif), min_side)
    if orientation in _UPRIGHT:
        photo = photo.transpose(_UPRIGHT[orientation])
    if orientation in (5, 6, 7, 8):
        size = size[1], size[0]
    photo.info = {}  # its colour profile and orientation are no longer true
    return ReadPhoto(photo, size, warning, taken_of(exif))


def exif_of(image: Image.Image) -> Image.Exif | None:
    """A photo's EXIF data; None where it is damaged."""
    try:
        return image.getexif()
    except Exception:  # Pillow raises anything on damaged EXIF data; the photo itself may be fine
        return None


def orientation_of(exif: Image.Exif | None) -> int:
    """EXIF's 1 to 8, of which 1 is upright and all that is unknown, too."""
    with suppress(Exception):
        orientation = exif.get(ExifTags.Base.Orientation) if exif else None
        if orientation in _UPRIGHT:
            return int(orientation)
    return 1


@contextmanager
def _memory_for(size: tuple[int, int], decoded: int, min_side: int | None) -> Iterator[None]:
    """Holds the memory that a photo takes meanwhile.

    Args:
        size: Its width and height as decoded.
        decoded: Bytes that its decoder takes.
        min_side: How small it may become.

    Raises:
        PhotoError: It would take more than all photos together may.
    """
    pixels = size[0] * size[1]
    factor = max(1, min(size) // min_side) if min_side else 1
    needed = decoded + 8 * (pixels // factor**2) + 16 * min(pixels, strips.STRIP)
    if needed > MEMORY:
        raise too_large(pixels * MEMORY / needed)
    with share_of_memory(needed):
        yield


def too_large(limit: float) -> PhotoError:
    """Says that a photo has more pixels than can be decoded."""
    return PhotoError(
        "The photo is too large: it has more than {limit} megapixels.",
        "Save a smaller copy of it and open that.",
        limit=int(limit / 1e6),
    )


def _bytes_a_pixel(image: ImageFile.ImageFile) -> float:
    of_mode = _BYTES_OF_MODES.get(image.mode, 4)
    match image.format:
        case "JPEG2000":
            return of_mode + 6 * len(image.getbands())
        case "TIFF" if image.tile and image.tile[0][0] == "libtiff":
            return of_mode + 0.5 + _strip_bytes(image) / (image.width * image.height)
        case "BMP" if image.tile and image.tile[0][0] == "bmp_rle":
            return of_mode + 2
        case file_format:
            return _BYTES.get(file_format or "", of_mode)


def _strip_bytes(image: Image.Image) -> float:
    """Bytes of a TIFF's strip once it is unpacked: many files have a single one."""
    tags = image.tag_v2  # type: ignore[attr-defined]  # of Pillow's TiffImageFile
    rows = min(image.height, tags.get(_ROWS_PER_STRIP) or image.height)
    return rows * image.width * float(tags.get(_SAMPLES, 1) * tags.get(_BITS, (8,))[0]) / 8


def _decode_jpeg(file: BinaryIO, min_side: int | None, orientation: int | None = None) -> ReadPhoto:
    """Decodes a JPEG; `orientation` holds where its EXIF data tell none."""
    watched = JpegFile(file)
    image, size = _open_jpeg(file, min_side)
    image.fp = cast(BinaryIO, watched)  # from now on: Pillow reads the header byte by byte
    needed = 4.1 * image.width * image.height + watched.coefficients * size[0] * size[1]
    with _memory_for(image.size, int(needed), min_side):
        try:
            image.load()
            if missing := watched.missing():
                image, size = _open_jpeg(file, min_side)
                image.fp = cast(BinaryIO, watched)
                watched.look_closer()
                image.load()
                missing = watched.missing()
        except OSError:
            if not watched.is_one_scan:
                raise
            missing = watched.missing(image)
        warning = _warn(missing)
        if image.tile:  # once more, with what the decoder makes of the end
            image, size = _open_jpeg(watched.whole(), min_side)
            image.load()
        if orientation is not None:
            told = exif_of(image)
            orientation = orientation_of(told) if told and ExifTags.Base.Orientation in told else orientation
        return _finish(image, size, min_side, orientation=orientation, warning=warning)


def _open_jpeg(file: BinaryIO, min_side: int | None) -> tuple[ImageFile.ImageFile, tuple[int, int]]:
    image = _open(file, "JPEG")
    size = image.size
    if min_side:
        image.draft(None, (min_side, min_side))  # at 1/2, 1/4 or 1/8
    return image, size


def _warn(missing: float) -> Text | None:
    """What to say of a photo of which a share (0..1) is missing.

    Raises:
        PhotoError: It is too much.
    """
    if missing > damage.TOO_MUCH:
        raise PhotoError("The photo is damaged or incomplete.", "Copy or download it again.")
    if not missing:
        return None
    percent = max(1, round(100 * missing))
    return Text("About {percent} % of this photo is damaged, so its answer may be wrong.", percent=percent)


def _decode_items(data: bytes, file_format: str, min_side: int | None) -> ReadPhoto:
    """Decodes a HEIC or AVIF."""
    if file_format == "HEIF":
        _register_heif()
        _check_heif(data)
    try:
        items = boxes.items_of(data)
    except IndexError:
        items = boxes.Items()
    warning = _warn(damage.missing_of_items(data, items))
    code_points = next((colour for colour in items.colours if isinstance(colour, tuple)), None)
    return _convert(_open(io.BytesIO(data), file_format), min_side, code_points=code_points, warning=warning)


@functools.cache
def _register_heif() -> None:
    import pi_heif

    pi_heif.register_heif_opener()


def _check_heif(data: bytes) -> None:
    """Raises an error where pi_heif 1.4 would end the process: at an item whose type is not text, in an `infe` box."""
    for name in re.finditer(rb"infe([\0-\3])", data):
        box = name.start() - 4
        end = box + int.from_bytes(data[box : box + 4])
        item_type = box + (18 if name[1] == b"\3" else 16)
        data[item_type : max(end, item_type + 4)].decode()


def _decode_jpeg_xl(data: bytes, min_side: int | None) -> ReadPhoto:
    width, height = size = jpeg_xl.size_of(data)
    if width * height > MAX_PIXELS:
        raise too_large(MAX_PIXELS)
    with _memory_for(size, _BYTES["JXL"] * width * height + len(data), min_side):
        return _finish(jpeg_xl.decode(data), size, min_side, orientation=1)


def _decode_tiff(file: BinaryIO, min_side: int | None) -> ReadPhoto:
    _silence_libtiff()
    pages = tiff.pages_of(file)
    if tiff.is_raw_file(pages):
        try:
            return _decode_raw(file, min_side)
        except Exception as error:
            logger.info("Not read as a raw file: %r", error)
    page = tiff.choose_page(pages)
    image = _open(tiff.starting_at(file, page) if page else file, "TIFF")
    with suppress(Exception):  # read now, as Pillow forgets the file; damaged ones are told by nobody
        for part in (ExifTags.IFD.Exif, ExifTags.IFD.Interop):
            image.getexif().get_ifd(part)
    orientation = (page.orientation or pages[0].orientation) if page else None
    return _convert(image, min_side, orientation=orientation)


@functools.cache
def _silence_libtiff() -> None:
    """Keeps libtiff from printing: Pillow raises what matters."""
    library = ctypes.CDLL(_imaging.__file__)  # finds what Pillow's module links to; in Windows, nothing
    for name in ("TIFFSetErrorHandler", "TIFFSetWarningHandler"):
        with suppress(AttributeError):
            handler = getattr(library, name)
            handler.argtypes, handler.restype = [ctypes.c_void_p], ctypes.c_void_p
            handler(None)


def _decode_raw(file: BinaryIO, min_side: int | None) -> ReadPhoto:
    with share_of_memory(min(MEMORY, 2 * file.seek(0, io.SEEK_END))):
        preview, orientation = raw.preview_of(file)
    read = _decode_jpeg(io.BytesIO(preview), min_side, orientation)
    return read if read.taken.clock else replace(read, taken=_taken_of_raw(file))


def _taken_of_raw(file: BinaryIO) -> Taken:
    with suppress(Exception):  # not every raw file is a TIFF
        return taken_of(_open(file, "TIFF").getexif())
    return NOT_SAID
