"""Large plain JPEGs -> what a network sees of them on a GPU, through nvJPEG where torchvision has it.

Everything else is for Pillow: small photos, several scans, other colour spaces, whatever looks damaged or cannot be
decoded here. The photo is made smaller as Pillow makes it: averaged by whole factors, then resized with antialiasing.
The first photos are decoded both ways, and nvJPEG is used no more if the network answers them differently.
"""

import functools
import io
import logging
import stat
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import JpegImagePlugin

from effnet_desktop.engine.photos import colour
from effnet_desktop.engine.photos.capture import taken_of
from effnet_desktop.engine.photos.decoding import exif_of, orientation_of
from effnet_desktop.engine.photos.inputs import LoadedPhoto
from effnet_desktop.engine.photos.jpeg import JpegFile
from effnet_desktop.engine.photos.preprocess import Size, fill, frame
from effnet_desktop.engine.records.classifying import Framing
from effnet_desktop.engine.variants import Preprocessing

FEWEST_BYTES = 200_000
"""Smaller files hold no large photo: they are not looked into."""
FEWEST_PIXELS = 2_000_000
"""Of smaller photos, decoding takes less than the way to the GPU and back."""
MOST_PIXELS = 100_000_000
"""Of the photos that are decoded together: 0.3 GB of the GPU's memory, and up to 1.2 GB while one is made smaller."""

CHECKED = 8
"""So many photos are decoded both ways before nvJPEG is relied on."""
TOLERANCE = 0.1
"""How far a probability may be from that of the photo as Pillow decodes it, and the best one from Pillow's best.

Decoders differ by a level or two of 255, which changed probabilities by 0.01 in the mean and by 0.05 at the most (17
photos of 3 and 12 megapixels, Lite0, libjpeg both ways).
"""

logger = logging.getLogger(__name__)

Decode = Callable[[list[Any]], list[Any]]
"""JPEGs as tensors of bytes -> photos (3, H, W) uint8 on the device."""


@dataclass(frozen=True, slots=True)
class LargeJpeg:
    """A JPEG that a GPU may decode.

    Attributes:
        path: Its file, which is read again when it is decoded: together they would take much memory.
        size: Width and height in the file.
        orientation: EXIF's.
        taken: When it was taken.
        milliseconds: What looking at it took.
    """

    path: Path
    size: Size
    orientation: int
    taken: datetime | None
    milliseconds: float


def look_at(path: Path) -> LargeJpeg | None:
    """A large plain JPEG that shows no sign of damage; None for all else. Safe to call from several threads."""
    start = time.perf_counter()
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size < FEWEST_BYTES:
            return None
        with path.open("rb") as file:
            if file.read(3) != b"\xff\xd8\xff":
                return None
            file.seek(0)
            image = JpegImagePlugin.JpegImageFile(file)
            if not FEWEST_PIXELS <= image.width * image.height <= MOST_PIXELS or not _is_plain(image):
                return None
            exif = exif_of(image)
            if not colour.is_srgb(colour.profile_of(image, None, exif), image.mode):
                return None
            if JpegFile(file).plain_data() is None:
                return None
        milliseconds = 1e3 * (time.perf_counter() - start)
        return LargeJpeg(path, image.size, orientation_of(exif), taken_of(exif).clock, milliseconds)
    except Exception:  # Pillow raises anything on damaged files, and will say what is wrong
        return None


def _is_plain(image: JpegImagePlugin.JpegImageFile) -> bool:
    """Whether it is grey or YCbCr."""
    if image.mode == "L":
        return True
    is_rgb = [component[0] for component in image.layer] == [*b"RGB"]
    return image.mode == "RGB" and not is_rgb and image.info.get("adobe_transform", 1) == 1


@functools.cache
def nvjpeg() -> "GpuJpegs | None":
    """The decoder of this process; None where torchvision has none. Takes the import of torchvision."""
    try:
        import torch
        from torchvision.io import ImageReadMode, decode_jpeg

        if not torch.cuda.is_available() or not hasattr(torch.ops.image, "decode_jpegs_cuda"):
            return None
    except Exception as error:  # an installation without it, or whose parts do not fit each other
        logger.info("No JPEG is decoded on the GPU: %r", error)
        return None
    return GpuJpegs(lambda jpegs: decode_jpeg(jpegs, ImageReadMode.RGB, device="cuda"))


class GpuJpegs:
    """Decodes on a GPU.

    Args:
        decode: What does it; it may fail.

    Attributes:
        is_usable: Whether it has not failed its check.
    """

    def __init__(self, decode: Decode) -> None:
        self._decode = decode
        self._agreed = 0
        self.is_usable = True

    @property
    def to_check(self) -> int:
        """How many photos are still to be decoded both ways before it is relied on."""
        return max(0, CHECKED - self._agreed)

    def compare(self, own: NDArray[Any], others: NDArray[Any]) -> None:
        """Hears the probabilities (N, categories) of photos that were decoded here, and of the same through Pillow."""
        difference = float(np.abs(own - others).max(initial=0))
        lead = np.sort(others, axis=1)[:, -1:] - others  # of the best over each
        overtakes = np.take_along_axis(lead, own.argmax(axis=1)[:, None], axis=1)
        if difference > TOLERANCE or float(overtakes.max(initial=0)) > TOLERANCE:
            self.give_up(f"its photos are answered differently, by {difference:.2f}")
        self._agreed += len(own)

    def give_up(self, why: str) -> None:
        """Is used no more."""
        logger.warning("JPEGs are not decoded on the GPU any more: %s", why)
        self.is_usable = False

    def load(
        self, jpegs: Sequence[LargeJpeg], preprocessing: Preprocessing, framing: Framing
    ) -> list[LoadedPhoto | None]:
        """Decodes and preprocesses; None at the places of those that have to go through Pillow."""
        loaded: list[LoadedPhoto | None] = []
        part: list[LargeJpeg] = []
        for jpeg in jpegs:
            if part and sum(width * height for width, height in (other.size for other in [*part, jpeg])) > MOST_PIXELS:
                loaded += self._load_part(part, preprocessing, framing)
                part = []
            part.append(jpeg)
        return loaded + (self._load_part(part, preprocessing, framing) if part else [])

    def _load_part(
        self, jpegs: Sequence[LargeJpeg], preprocessing: Preprocessing, framing: Framing
    ) -> list[LoadedPhoto | None]:
        import torch

        start = time.perf_counter()
        try:
            with torch.no_grad():
                photos = self._decode([_bytes_of(jpeg) for jpeg in jpegs])
                _wait_for(photos)
                decode = 1e3 * (time.perf_counter() - start) / len(jpegs)
                loaded: list[LoadedPhoto | None] = []
                for jpeg in jpegs:
                    start = time.perf_counter()
                    # Taken out of the list, so that the memory of each is free for the next one.
                    seen = _make_small(photos.pop(0), jpeg, preprocessing, framing)
                    picture = fill(seen.permute(1, 2, 0).contiguous().cpu().numpy(), preprocessing)
                    preprocess = 1e3 * (time.perf_counter() - start)
                    times = jpeg.milliseconds + decode, preprocess
                    loaded.append(LoadedPhoto(jpeg.path, picture, *times, taken=jpeg.taken))
                return loaded
        except (RuntimeError, OSError, ValueError) as error:
            logger.info("Not decoded on the GPU: %r", error)
            if len(jpegs) == 1:
                return [None]
        return [self._load_part([jpeg], preprocessing, framing)[0] for jpeg in jpegs]


def _bytes_of(jpeg: LargeJpeg) -> Any:
    import torch

    with jpeg.path.open("rb") as file:
        data = JpegFile(io.BytesIO(file.read())).plain_data()
    if data is None:
        raise ValueError("The file has changed.")
    return torch.frombuffer(bytearray(data), dtype=torch.uint8)


def _wait_for(photos: Sequence[Any]) -> None:
    import torch

    if photos[0].is_cuda:
        torch.cuda.current_stream(photos[0].device).synchronize()


def _make_small(photo: Any, jpeg: LargeJpeg, preprocessing: Preprocessing, framing: Framing) -> Any:
    """(3, H, W) uint8 -> what the network is to see of it, upright, as uint8."""
    import torch

    if tuple(photo.shape) != (3, jpeg.size[1], jpeg.size[0]):
        raise ValueError("The decoder made something else of it.")
    values = photo
    for factor in _factors(jpeg.size, preprocessing.resize):
        averaged = torch.nn.functional.avg_pool2d(values.float(), factor, ceil_mode=True, count_include_pad=False)
        values = averaged.round_()
    values = _upright(values, jpeg.orientation)
    height, width = values.shape[1:]
    seen = frame((width, height), preprocessing, framing)
    left, top, right, bottom = seen.cut
    resized = torch.nn.functional.interpolate(
        values[None, :, top:bottom, left:right].float(),
        size=(seen.size[1], seen.size[0]),
        mode=preprocessing.interpolation,
        antialias=True,
        align_corners=False,
    )[0]
    left, top, right, bottom = seen.crop
    # Rounded as Pillow does it. Where the box reaches beyond the photo there is nothing: black, as of Pillow.
    inside = resized[:, max(0, top) : bottom, max(0, left) : right].round_().clamp_(0, 255).to(torch.uint8)
    beyond = (max(0, -left), max(0, right - seen.size[0]), max(0, -top), max(0, bottom - seen.size[1]))
    return torch.nn.functional.pad(inside, beyond)


def _factors(size: Size, min_side: int) -> list[int]:
    """By which whole factors Pillow makes a photo smaller while it decodes it, and afterwards."""
    shorter = min(size)
    while_decoding = next(factor for factor in (8, 4, 2, 1) if factor <= max(1, shorter // min_side))
    afterwards = max(1, -(-shorter // while_decoding) // min_side)
    return [factor for factor in (while_decoding, afterwards) if factor > 1]


def _upright(photo: Any, orientation: int) -> Any:
    """Turns (3, H, W) by EXIF's orientation."""
    turned = photo.transpose(1, 2) if orientation in (5, 6, 7, 8) else photo
    mirrored = [dim for dim, orientations in ((1, (3, 4, 7, 8)), (2, (2, 3, 6, 7))) if orientation in orientations]
    return turned.flip(mirrored) if mirrored else turned
