"""A file -> an upright RGB photo, safely and fast.

The first bytes of a file tell its format, never its name. `_decode` lets Pillow decode it, small where a small photo
will do; `_to_rgb` brings every kind of pixel to sRGB; `_explain` turns whatever went wrong into one plain sentence.
Files are only ever opened for reading, and all of it is safe to call from several threads.
"""

import functools
import io
import logging
import re
import stat
import warnings
from pathlib import Path
from typing import BinaryIO

from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

from effnet_desktop.engine.errors import PhotoError

_SUFFIXES = ".jpg .jpeg .jpe .jfif .png .webp .avif .heic .heif .hif .tif .tiff .bmp .gif"
SUFFIXES = frozenset(_SUFFIXES.split())
"""Lower-case suffixes of the files that are taken from folders."""

MAX_PIXELS = 300_000_000
"""Photos with more pixels are refused: 1.2 GB in memory, where today's largest phone photos have 200 megapixels.

It holds for JPEGs too that would be decoded at reduced scale: a progressive one needs memory for all of its pixels.
"""

logger = logging.getLogger(__name__)

# Pillow raises an error at twice this, and warns before. What it warns and logs about damaged files is told by
# PhotoError here; catching warnings one by one would not be thread-safe.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2
warnings.filterwarnings("ignore", module=r"PIL\.")
logging.getLogger("PIL").setLevel(logging.CRITICAL)

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


def read_photo(path: Path, min_side: int | None = None) -> Image.Image:
    """Reads a photo, upright and in sRGB.

    Args:
        path: Its file.
        min_side: The photo may be made smaller, by whole factors, as long as its shorter side has this many pixels:
            much faster for large photos. None keeps every pixel.

    Raises:
        PhotoError: It cannot be read.
    """
    return read_photo_and_size(path, min_side)[0]


def read_photo_and_size(path: Path, min_side: int | None = None) -> tuple[Image.Image, tuple[int, int]]:
    """Like `read_photo`, together with the upright photo's width and height before it was made smaller."""
    try:
        return _decode(path, min_side)
    except Exception as error:
        logger.info("Cannot read %s: %r", path, error)
        explained = _explain(error)
    raise explained  # from here, so that the error, which may be kept, does not keep the half-decoded photo too


def _decode(path: Path, min_side: int | None) -> tuple[Image.Image, tuple[int, int]]:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for its other end
        raise PhotoError("This is a folder or a device, not a photo file.")
    if status.st_size == 0:
        raise PhotoError("The file is empty (0 bytes).", "Copy or download it again.")
    with path.open("rb") as file:
        file_format = _format_of(file.read(64))
        if file_format is None:
            raise PhotoError(
                "This is not a photo, or its format is not supported.",
                "Supported formats are JPEG, PNG, WebP, AVIF, HEIC, TIFF, BMP and GIF.",
            )
        if file_format == "HEIF":
            _register_heif()
            _check_heif(file)
        image: Image.Image = Image.open(file, formats=[file_format])
        size = image.size
        if min_side:
            image.draft(None, (min_side, min_side))  # JPEG at 1/2, 1/4 or 1/8
        image.load()
    orientation = _orientation(image)
    photo = _to_rgb(image, min_side)
    if orientation in _UPRIGHT:
        photo = photo.transpose(_UPRIGHT[orientation])
    if orientation >= 5:
        size = size[1], size[0]
    photo.info = {}  # its colour profile and orientation are no longer true
    return photo, size


def _format_of(head: bytes) -> str | None:
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


@functools.cache
def _register_heif() -> None:
    import pi_heif

    pi_heif.register_heif_opener()


def _check_heif(file: BinaryIO) -> None:
    """Raises an error where pi_heif 1.4 would end the process: at an item whose type is not text, in an `infe` box."""
    file.seek(0)
    data = file.read()
    for name in re.finditer(rb"infe([\0-\3])", data):
        box = name.start() - 4
        end = box + int.from_bytes(data[box : box + 4])
        item_type = box + (18 if name[1] == b"\3" else 16)
        data[item_type : max(end, item_type + 4)].decode()


def _orientation(image: Image.Image) -> int:
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # Pillow raises anything on damaged EXIF data; the photo itself may be fine
        return 1
    return orientation if orientation in _UPRIGHT else 1


def _to_rgb(image: Image.Image, min_side: int | None) -> Image.Image:
    profile = image.info.get("icc_profile")
    if image.mode.startswith(("I", "F")):
        image = _to_8_bit(image)
    if image.has_transparency_data and image.mode not in ("LA", "RGBA"):
        image = image.convert("RGBA")
    elif image.mode not in ("L", "LA", "RGB", "RGBA", "CMYK"):
        image = image.convert("RGB")

    if min_side and min(image.size) >= 2 * min_side:
        image = image.reduce(min(image.size) // min_side)

    if image.mode not in ("LA", "RGBA"):
        return _to_srgb(image, profile)
    white = Image.new("RGB", image.size, "white")
    white.paste(_to_srgb(image.convert(image.mode.removesuffix("A")), profile), mask=image.getchannel("A"))
    return white


def _to_8_bit(image: Image.Image) -> Image.Image:
    """Scales grey values of 16 or 32 bits; Pillow's own conversion would cut off all that is above 255."""
    import numpy as np

    values = np.nan_to_num(np.asarray(image, dtype=np.float32), posinf=0, neginf=0)
    # Integers of 32 bits and floats do not tell what white is: the smallest usual value that none exceeds.
    brightest = 65535.0 if image.mode.startswith("I;16") else float(values.max())
    white = next((value for value in (1.0, 255.0, 65535.0) if brightest <= value), brightest)
    return Image.fromarray((values * (255 / white)).round().clip(0, 255).astype(np.uint8))


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            transform = _srgb_transform(profile, image.mode)
            if transform is not None:
                return transform.apply(image)
        except (ImageCms.PyCMSError, OSError):
            logger.info("Ignored a colour profile that is damaged or does not fit.")
    return image if image.mode == "RGB" else image.convert("RGB")


@functools.lru_cache(maxsize=16)  # photos of one camera share their profile
def _srgb_transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """The way to sRGB; None where the profile is sRGB already."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    if ImageCms.getProfileDescription(source).startswith("sRGB"):
        return None
    return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")


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
            return PhotoError(
                "The photo is too large: it has more than {limit} megapixels.",
                "Save a smaller copy of it and open that.",
                limit=MAX_PIXELS // 1_000_000,
            )
        case MemoryError():
            return PhotoError("There is not enough memory for this photo.", "Close other apps and try again.")
        case UnidentifiedImageError():
            return PhotoError("The photo is damaged, or of a kind that is not supported.", "Save it as JPEG or PNG.")
        case OSError(errno=int(), strerror=reason):
            return PhotoError("The file cannot be read: {reason}.", "Check the disk that it is on.", reason=reason)
        case _:
            return PhotoError("The photo is damaged or incomplete.", "Copy or download it again.")
