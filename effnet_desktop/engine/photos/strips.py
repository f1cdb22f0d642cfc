"""Every kind of pixel -> RGB in sRGB, smaller where a smaller photo will do.

Large photos are converted in strips, each made smaller at once, so that the wide forms (4 bytes a pixel for a palette's
one, and more for 16 bits) never exist of the whole photo.
"""

from PIL import Image

from effnet_desktop.engine.photos.colour import to_srgb
from effnet_desktop.engine.photos.prefetch import Stopped, is_stopping

STRIP = 2_000_000
"""Pixels of a strip, about."""


def to_rgb(image: Image.Image, profile: bytes | None, min_side: int | None) -> Image.Image:
    """Brings a photo to sRGB, on white where it is transparent.

    Args:
        image: Decoded, in any of Pillow's modes.
        profile: Its ICC profile.
        min_side: It is made smaller by the whole factor that leaves its shorter side this many pixels at least.
    """
    factor = max(1, min(image.size) // min_side) if min_side else 1
    white = _white_of(image) if image.mode.startswith(("I", "F")) else None
    rows = max(1, STRIP // (factor * image.width)) * factor
    if rows >= image.height:
        return _strip_to_rgb(image, profile, factor, white)
    size = -(-image.width // factor), -(-image.height // factor)
    whole = Image.new("RGB", size)
    for top in range(0, image.height, rows):
        if is_stopping():
            raise Stopped
        strip = image.crop((0, top, image.width, min(image.height, top + rows)))
        strip.info = image.info
        whole.paste(_strip_to_rgb(strip, profile, factor, white), (0, top // factor))
    return whole


def _strip_to_rgb(image: Image.Image, profile: bytes | None, factor: int, white: float | None) -> Image.Image:
    if white is not None:
        image = _to_8_bit(image, white)
    if image.has_transparency_data and image.mode not in ("LA", "RGBA"):
        image = image.convert("RGBA")
    elif image.mode not in ("L", "LA", "RGB", "RGBA", "CMYK"):
        image = image.convert("RGB")
    if factor > 1:
        image = image.reduce(factor)
    if image.mode not in ("LA", "RGBA"):
        return to_srgb(image, profile)
    paper = Image.new("RGB", image.size, "white")
    paper.paste(to_srgb(image.convert(image.mode.removesuffix("A")), profile), mask=image.getchannel("A"))
    return paper


def _white_of(image: Image.Image) -> float:
    """The value of white in a grey photo of 16 or 32 bits."""
    import numpy as np

    if image.mode.startswith("I;16"):
        return 65535.0
    # Integers of 32 bits and floats do not tell what white is: the smallest usual value that none exceeds.
    brightest = 0.0
    rows = max(1, STRIP // image.width)
    for top in range(0, image.height, rows):
        values = np.asarray(image.crop((0, top, image.width, min(image.height, top + rows))), dtype=np.float32)
        brightest = max(brightest, float(values.max(where=np.isfinite(values), initial=0)))
    return next((value for value in (1.0, 255.0, 65535.0) if brightest <= value), brightest)


def _to_8_bit(image: Image.Image, white: float) -> Image.Image:
    """Scales grey values; Pillow's own conversion would cut off all that is above 255."""
    import numpy as np

    values = np.nan_to_num(np.asarray(image, dtype=np.float32), posinf=0, neginf=0)
    values *= 255 / white
    return Image.fromarray(values.round(out=values).clip(0, 255, out=values).astype(np.uint8))
