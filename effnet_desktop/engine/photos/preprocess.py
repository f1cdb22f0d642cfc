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
    return normalise(np.asarray(_framed(photo, preprocessing, framing)), preprocessing)


def crop(photo: Image.Image, preprocessing: Preprocessing) -> Image.Image:
    """The centre that `preprocess` makes the network's input of, `resolution` pixels square."""
    return _framed(photo, preprocessing, "crop")


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


def augment(photo: Image.Image, preprocessing: Preprocessing, random: np.random.Generator) -> NDArray[np.uint8]:
    """Makes a picture of a random view of an RGB photo; see `choose_view`.

    Returns:
        An array of shape (resolution, resolution, 3), for `normalise` or a network that does the same.
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


def scale_and_shift(preprocessing: Preprocessing) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What each channel of bytes is multiplied by, and what is subtracted then, to centre it on the mean colour."""
    mean: NDArray[np.float32] = np.array(preprocessing.mean, dtype=np.float32)
    std: NDArray[np.float32] = np.array(preprocessing.std, dtype=np.float32)
    return np.reciprocal(255 * std), mean / std


def normalise(pixels: NDArray[np.uint8], preprocessing: Preprocessing) -> NDArray[np.float32]:
    """Centres a picture (H, W, 3), not larger than the input, on the mean colour: (3, resolution, resolution)."""
    side = preprocessing.resolution
    scale, shift = (values[:, None, None] for values in scale_and_shift(preprocessing))
    tensor = np.zeros((3, side, side), dtype=np.float32)  # 0 is the mean colour
    height, width, _ = pixels.shape
    left, top = (side - width) // 2, (side - height) // 2
    inside = tensor[:, top : top + height, left : left + width]
    # Floats first: bytes that are not in order take twice as long.
    inside[:] = pixels.astype(np.float32).transpose(2, 0, 1)
    inside *= scale
    inside -= shift
    return tensor
