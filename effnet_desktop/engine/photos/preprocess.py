"""Photo -> the network's input, the same for every backend, for training and for export.

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


def preprocess(photo: Image.Image, preprocessing: Preprocessing, framing: Framing = "crop") -> NDArray[np.float32]:
    """Makes a network's input of an RGB photo.

    Args:
        photo: Upright, in RGB, of any size.
        preprocessing: What the network was trained with.
        framing: ``crop`` takes the centre, as the published accuracy was measured; ``letterbox`` fits the whole photo
            in and leaves the rest at the mean colour.

    Returns:
        An array of shape (3, resolution, resolution).
    """
    seen = frame(photo.size, preprocessing, framing)
    if seen.cut != (0, 0, *photo.size):
        photo = photo.crop(seen.cut)
    pixels = photo.resize(seen.size, _FILTERS[preprocessing.interpolation]).crop(seen.crop)
    return normalise(np.asarray(pixels), preprocessing)


def augment(photo: Image.Image, preprocessing: Preprocessing, random: np.random.Generator) -> NDArray[np.float32]:
    """Makes a network's input of a random part of an RGB photo, perhaps mirrored, a little lighter or darker.

    The part has 35 to 100 % of the area that `preprocess` sees the photo as, and an aspect ratio of 3/4 to 4/3.

    Returns:
        An array of shape (3, resolution, resolution).
    """
    side = preprocessing.resolution
    area = random.uniform(*AREAS) * photo.width * photo.height
    aspect = np.exp(random.uniform(*np.log(ASPECTS)))
    width, height = min(photo.width, np.sqrt(area * aspect)), min(photo.height, np.sqrt(area / aspect))
    left, top = random.uniform(0, photo.width - width), random.uniform(0, photo.height - height)
    # A single resampling of the random box; Pillow takes it in fractions of a pixel.
    pixels = photo.resize(
        (side, side), _FILTERS[preprocessing.interpolation], box=(left, top, left + width, top + height)
    )
    if random.random() < 0.5:
        pixels = pixels.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    brightness = random.uniform(*BRIGHTNESSES)
    return normalise(np.asarray(pixels.point(lambda value: int(value * brightness))), preprocessing)


def normalise(pixels: NDArray[np.uint8], preprocessing: Preprocessing) -> NDArray[np.float32]:
    """Centres a picture (height, width, 3) on the mean colour, as (3, resolution, resolution)."""
    side = preprocessing.resolution
    height, width, _ = pixels.shape
    mean = np.array(preprocessing.mean, dtype=np.float32)[:, None, None]
    std = np.array(preprocessing.std, dtype=np.float32)[:, None, None]
    tensor = np.zeros((3, side, side), dtype=np.float32)  # 0 is the mean colour
    left, top = (side - width) // 2, (side - height) // 2
    inside = tensor[:, top : top + height, left : left + width]
    # Floats first: bytes that are not in order take twice as long.
    inside[:] = pixels.astype(np.float32).transpose(2, 0, 1)
    inside *= 1 / (255 * std)
    inside -= mean / std
    return tensor
