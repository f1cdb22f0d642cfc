"""Whatever a photo tells of its colour space -> sRGB.

Every way of telling becomes an ICC profile, and LittleCMS does the rest. In order of precedence: a PNG's ``cICP``, an
ICC profile, HEIC's and AVIF's code points, a PNG's ``sRGB``, ``gAMA`` and ``cHRM``, EXIF.
"""

import functools
import io
import logging
from collections.abc import Mapping
from typing import Any

from PIL import ExifTags, Image, ImageCms

logger = logging.getLogger(__name__)

Primaries = tuple[float, float, float, float, float, float, float, float]
"""Chromaticities x, y of red, green, blue and white."""
Curve = float | str | tuple[int, ...]
"""From values to light: a gamma, a name that `icc_profile` knows, or a table of equal steps, 0 to 65535."""

_D65 = (0.3127, 0.3290)
_C = (0.310, 0.316)
SRGB: Primaries = (0.64, 0.33, 0.30, 0.60, 0.15, 0.06, *_D65)
ADOBE_RGB: Primaries = (0.64, 0.33, 0.21, 0.71, 0.15, 0.06, *_D65)
ADOBE_GAMMA = 563 / 256

# Code points of ITU-T H.273; 2 is "unspecified".
_PRIMARIES: dict[int, Primaries] = {
    1: SRGB,
    4: (0.67, 0.33, 0.21, 0.71, 0.14, 0.08, *_C),
    5: (0.64, 0.33, 0.29, 0.60, 0.15, 0.06, *_D65),
    6: (0.630, 0.340, 0.310, 0.595, 0.155, 0.070, *_D65),
    7: (0.630, 0.340, 0.310, 0.595, 0.155, 0.070, *_D65),
    8: (0.681, 0.319, 0.243, 0.692, 0.145, 0.049, *_C),
    9: (0.708, 0.292, 0.170, 0.797, 0.131, 0.046, *_D65),
    10: (1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1 / 3, 1 / 3),
    11: (0.680, 0.320, 0.265, 0.690, 0.150, 0.060, 0.314, 0.351),
    12: (0.680, 0.320, 0.265, 0.690, 0.150, 0.060, *_D65),
    22: (0.630, 0.340, 0.295, 0.605, 0.155, 0.077, *_D65),
}
_TRANSFERS: dict[int, Curve] = {
    **dict.fromkeys((1, 6, 11, 14, 15), "BT.709"),
    4: 2.2,
    5: 2.8,
    7: "SMPTE 240M",
    8: 1.0,
    13: "sRGB",
    16: "PQ",
    17: 2.6,
    18: "HLG",
}

_R03 = ("R03", b"R03", b"R03\0")


def profile_of(image: Image.Image, code_points: tuple[int, int] | None, exif: Image.Exif | None) -> bytes | None:
    """What a photo tells of its colour space, as an ICC profile.

    Args:
        image: As Pillow opened it.
        code_points: Primaries and transfer (ITU-T H.273) from a HEIC, AVIF or PNG file.
        exif: Its EXIF data.

    Returns:
        None where it tells nothing or is in sRGB.
    """
    info = image.info
    if image.mode == "LAB":  # Pillow itself brings it to sRGB; its profile is of no RGB
        return None
    if code_points and image.format == "PNG":
        return _from_code_points(*code_points)
    if info.get("icc_profile"):
        return bytes(info["icc_profile"])
    if image.mode == "CMYK":
        return None
    if code_points and code_points != (2, 2):
        return _from_code_points(*code_points)
    if image.format == "PNG":
        if "srgb" in info:
            return None
        if "gamma" in info or "chromaticity" in info:
            return _from_png(info)
    return _from_exif(exif) if exif else None


def _from_code_points(primaries: int, transfer: int) -> bytes | None:
    return _profile(_PRIMARIES.get(primaries, SRGB), _TRANSFERS.get(transfer, "sRGB"))


def _from_png(info: Mapping[str | tuple[int, int], Any]) -> bytes | None:
    primaries: tuple[float, ...] = SRGB
    if "chromaticity" in info:
        white_x, white_y, *rest = info["chromaticity"]
        primaries = (*rest, white_x, white_y)
    gamma = info.get("gamma", 1 / 2.2)
    if not 0.05 < gamma < 20:
        return None
    # What encoders write of sRGB is 1 / 2.2, which is near its curve.
    is_srgb = abs(gamma - 1 / 2.2) < 0.001 and _are_alike(primaries, SRGB)
    return _profile(primaries, "sRGB" if is_srgb else 1 / gamma)


def _from_exif(exif: Image.Exif) -> bytes | None:
    try:
        inner = exif.get_ifd(ExifTags.IFD.Exif)
        space = inner.get(ExifTags.Base.ColorSpace)
        if space == 2:  # not in the standard, but there are cameras
            return _profile(ADOBE_RGB, ADOBE_GAMMA)
        if space == 1:
            return None
        if exif.get_ifd(ExifTags.IFD.Interop).get(ExifTags.Interop.InteropIndex) in _R03:
            return _profile(ADOBE_RGB, ADOBE_GAMMA)
        white, rest = exif.get(ExifTags.Base.WhitePoint), exif.get(ExifTags.Base.PrimaryChromaticities)
        if white is None or rest is None:
            return None
        primaries = tuple(float(number) for number in (*rest, *white))
        if len(primaries) != 8:
            return None
        table = exif.get(ExifTags.Base.TransferFunction)
        if table:
            curve: Curve = tuple(int(value) for value in table[: len(table) // 3 if len(table) > 256 else len(table)])
        elif ExifTags.Base.Gamma in inner:
            curve = float(inner[ExifTags.Base.Gamma])
        else:
            curve = "sRGB" if _are_alike(primaries, SRGB) else 2.2
        return _profile(primaries, curve)
    except Exception:  # Pillow raises anything on damaged EXIF data; the photo itself may be fine
        return None


def _are_alike(some: tuple[float, ...], others: Primaries) -> bool:
    return all(abs(one - other) < 0.01 for one, other in zip(some, others, strict=True))


@functools.lru_cache(maxsize=64)
def _profile(primaries: tuple[float, ...], curve: Curve) -> bytes | None:
    """None of sRGB, and of what cannot be."""
    if primaries == SRGB and curve == "sRGB":
        return None
    from effnet_desktop.engine.photos.icc_profile import write_profile  # needs NumPy, few photos do

    return write_profile(primaries, curve)


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """An L, RGB or CMYK picture in sRGB; a profile that is damaged or does not fit is ignored."""
    if profile:
        try:
            space = _space_of(profile)
            if image.mode == "L" and space == "RGB ":
                image = image.convert("RGB")
            transform = _srgb_transform(profile, image.mode)
            if transform is not None:
                return transform.apply(image)
        except (ImageCms.PyCMSError, OSError):
            logger.info("Ignored a colour profile that is damaged or does not fit.")
    return image if image.mode == "RGB" else image.convert("RGB")


def is_srgb(profile: bytes | None, mode: str) -> bool:
    """Whether `to_srgb` would leave a picture of a mode as it is, but for its mode."""
    try:
        return profile is None or (mode == "RGB" and _srgb_transform(profile, mode) is None)
    except (ImageCms.PyCMSError, OSError):
        return False


@functools.lru_cache(maxsize=16)
def _space_of(profile: bytes) -> str:
    return str(ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile.xcolor_space)


@functools.lru_cache(maxsize=16)  # photos of one camera share their profile
def _srgb_transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """The way to sRGB; None where it changes nothing, as names of profiles may lie."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    if mode == "RGB":
        colours = _colours()
        changes = zip(colours.tobytes(), transform.apply(colours).tobytes(), strict=True)
        if all(abs(before - after) <= 2 for before, after in changes):
            return None
    return transform


@functools.cache
def _colours() -> Image.Image:
    """Colours from all over the cube, in steps of 17."""
    levels = range(0, 256, 17)
    colours = bytes(level for red in levels for green in levels for blue in levels for level in (red, green, blue))
    return Image.frombytes("RGB", (256, 16), colours)
