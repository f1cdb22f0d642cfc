"""Photo -> the picture that a network sees, the same for every backend, for training and for export.

Resize and crop agree with torchvision's ``ImageClassification`` transforms to the bit: the same rounding, the same
resampling by Pillow. Pillow could resample the crop's box alone, 40 % faster, but it takes the box in single precision
and one value in ten thousand would differ by one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from effnet_desktop.engine.records.classifying import Framing
from effnet_desktop.engine.variants import Preprocessing

_FILTERS = {"bicubic": Image.Resampling.BICUBIC, "bilinear": Image.Resampling.BILINEAR}

# What `augment` chooses from: the share of the area, width to height, and how much lighter or darker.
AREAS = (0.35, 1.0)
ASPECTS = (3 / 4, 4 / 3)
BRIGHTNESSES = (0.8, 1.2)

_MAX_ASPECT = 16
"""Photos longer than this times their shorter side lose their ends before the resize; the crop needs only the middle.

A photo of 1 x 5,000 pixels would take 1.3 GB otherwise.
"""


Picture = NDArray[np.uint8]
Size = tuple[int, int]
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """What of a photo is seen, and how large.

    Attributes:
        cut: The box of the photo that is resized; all of it, unless the photo is very long.
        size: Its width and height then.
        crop: The box of that which is seen; it may reach beyond, into nothing.
    """

    cut: Box
    size: Size
    crop: Box


def frame(size: Size, preprocessing: Preprocessing, framing: Framing) -> Frame:
    """What is seen of a photo of a width and height; see `preprocess`."""
    side = preprocessing.resolution
    shorter, longer = sorted(size)
    if framing == "letterbox":
        width, height = (max(1, round(length * side / longer)) for length in size)
        return Frame((0, 0, *size), (width, height), (0, 0, width, height))
    cut = max(0, (longer - _MAX_ASPECT * shorter) // 2)
    left, top = (cut, 0) if size[0] == longer else (0, cut)
    width, height = size[0] - 2 * left, size[1] - 2 * top
    long_side = int(preprocessing.resize * (longer - 2 * cut) / shorter)
    resized = (preprocessing.resize, long_side) if width == shorter else (long_side, preprocessing.resize)
    x, y = (round((length - side) / 2) for length in resized)
    return Frame((left, top, left + width, top + height), resized, (x, y, x + side, y + side))


def preprocess(photo: Image.Image, preprocessing: Preprocessing, framing: Framing = "crop") -> Picture:
    """Makes what a network sees of an RGB photo.

    Args:
        photo: Upright, in RGB, of any size.
        preprocessing: What the network was trained with.
        framing: ``crop`` takes the centre, as the published accuracy was measured; ``letterbox`` fits the whole photo
            in and leaves the rest at the mean colour.

    Returns:
        An array of shape (resolution, resolution, 3); the network centres it on the mean colour.
    """
    return fill(np.asarray(_framed(photo, preprocessing, framing)), preprocessing)


def fill(picture: Picture, preprocessing: Preprocessing) -> Picture:
    """Puts a picture (H, W, 3) into the middle of the mean colour where it is smaller than a network's input."""
    side = preprocessing.resolution
    height, width, _ = picture.shape
    if height == width == side:
        return picture
    filled = np.empty((side, side, 3), np.uint8)
    filled[:] = np.rint(255 * np.array(preprocessing.mean))
    left, top = (side - width) // 2, (side - height) // 2
    filled[top : top + height, left : left + width] = picture
    return filled


def _framed(photo: Image.Image, preprocessing: Preprocessing, framing: Framing) -> Image.Image:
    seen = frame(photo.size, preprocessing, framing)
    if seen.cut != (0, 0, *photo.size):
        photo = photo.crop(seen.cut)
    return photo.resize(seen.size, _FILTERS[preprocessing.interpolation]).crop(seen.crop)


@dataclass(frozen=True, slots=True)
class View:
    """A part of a photo, seen anew.

    Attributes:
        box: Left, top, right and bottom, in the photo's pixels and fractions of them.
        is_mirrored: Whether left and right are exchanged.
        brightness: What each value is multiplied by.
    """

    box: tuple[float, float, float, float]
    is_mirrored: bool
    brightness: float


def choose_view(width: int, height: int, random: np.random.Generator) -> View:
    """A random part of a photo of that size, perhaps mirrored, a little lighter or darker.

    The part has 35 to 100 % of the photo's area, and an aspect ratio of 3/4 to 4/3 where the photo has room for it.
    """
    area = random.uniform(*AREAS) * width * height
    aspect = np.exp(random.uniform(*np.log(ASPECTS)))
    across, down = min(width, np.sqrt(area * aspect)), min(height, np.sqrt(area / aspect))
    left, top = random.uniform(0, width - across), random.uniform(0, height - down)
    return View(
        box=(left, top, left + across, top + down),
        is_mirrored=random.random() < 0.5,
        brightness=random.uniform(*BRIGHTNESSES),
    )


def augment(photo: Image.Image, preprocessing: Preprocessing, random: np.random.Generator) -> Picture:
    """Makes a picture of a random view of an RGB photo; see `choose_view`.

    Returns:
        An array of shape (resolution, resolution, 3), like `preprocess`.
    """
    side = preprocessing.resolution
    view = choose_view(photo.width, photo.height, random)
    # A single resampling of the random box; Pillow takes it in fractions of a pixel.
    pixels = photo.resize((side, side), _FILTERS[preprocessing.interpolation], box=view.box)
    if view.is_mirrored:
        pixels = pixels.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return np.asarray(pixels.point(lambda value: int(value * view.brightness)))


def squash(photo: Image.Image, side: int, preprocessing: Preprocessing) -> Image.Image:
    """The whole photo as a square of that side, whatever its shape."""
    return photo.resize((side, side), _FILTERS[preprocessing.interpolation])
