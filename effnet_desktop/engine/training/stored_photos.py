"""Photos that are decoded once, kept as bytes where the network is trained, and seen anew there in each epoch.

Each photo to learn from is kept as a square a little larger than the network's input, whatever its shape: so a batch
of random views is two matrix products, one across and one down, whose weights are Pillow's own for the box of each.
The boxes are those that `preprocess.augment` would choose in the photo itself, drawn from seed, epoch and photo alone.
Each photo to measure on is kept as `preprocess.preprocess` sees it. Runs in a process of its own, like `upper_layers`.
"""

import math
import os
import tempfile
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from effnet_desktop.engine.errors import PhotoError, Text, explain_storage
from effnet_desktop.engine.networks.backends import scale_and_shift
from effnet_desktop.engine.photos.prefetch import decoders, prefetch
from effnet_desktop.engine.photos.preprocess import Picture, View, choose_view, preprocess, squash
from effnet_desktop.engine.photos.reading import read_photo
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.training.job import Job, MissingPhotos
from effnet_desktop.engine.training.training_loop import memory_format
from effnet_desktop.engine.training.upper_layers import check_space
from effnet_desktop.engine.variants import Interpolation, Preprocessing

LARGER = 9 / 7
"""Side of a kept photo to that of the input: 288 to 224. The usual view, of two thirds of the area, then fills it."""
OF_GPU = 0.5
"""The share of a GPU's free memory that photos may take; the network is trained in the rest."""
OF_RAM = 1 << 30
"""Bytes of photos that are kept in RAM; more are in a file, which the system keeps in RAM as far as there is room."""
AT_A_TIME = 1 << 27
"""Bytes of photos, as numbers, that are seen in one go. A GPU waits for its orders with small parts."""


@dataclass(frozen=True, slots=True)
class StoredPhotos:
    """Photos as bytes, and views of them on a device; see `training_loop.Source`.

    Attributes:
        train: Those to learn from, (N, 3, S, S) uint8, on the device or not.
        sizes: Width and height of each before it became a square.
        val: Those to measure on, (M, 3, R, R) uint8.
        labels: Categories of the former, (N,).
        val_labels: Of the latter, (M,).
        preprocessing: What the network expects.
        seed: Decides, with the epoch and the photo, what is seen.
        device: Where views are made.
    """

    train: Tensor
    sizes: Sequence[tuple[int, int]]
    val: Tensor
    labels: Tensor
    val_labels: Tensor
    preprocessing: Preprocessing
    seed: int
    device: torch.device

    def batches(self, epoch: int, size: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Every photo once, in random order, each time in a new view."""
        order = np.random.default_rng((self.seed, epoch)).permutation(len(self.labels))
        for i in range(0, len(order), size):
            photos = order[i : i + size]
            yield self._collect(photos, partial(self._view, epoch)), self.labels[torch.from_numpy(photos)]

    def val_batches(self) -> Iterator[tuple[Tensor, Tensor]]:
        """The photos to measure on as classifying sees them."""
        size = _at_a_time(self.val.shape[-1])
        for i in range(0, len(self.val), size):
            photos = np.arange(i, min(i + size, len(self.val)))
            yield self._collect(photos, self._as_classified), self.val_labels[torch.from_numpy(photos)]

    def _collect(self, photos: NDArray[np.intp], see: Callable[[NDArray[np.intp]], Tensor]) -> Tensor:
        """What `see` makes of photos, a part of them at a time: (N, 3, R, R) float32 on the device."""
        side, size = self.preprocessing.resolution, _at_a_time(self.train.shape[-1])
        shape = len(photos), 3, side, side
        x = torch.empty(shape, device=self.device, memory_format=memory_format(self.device))
        for i in range(0, len(photos), size):
            x[i : i + size] = see(photos[i : i + size])
        return x

    def _view(self, epoch: int, photos: NDArray[np.intp]) -> Tensor:
        views = []
        for number in photos.tolist():
            width, height = self.sizes[number]
            view = choose_view(width, height, np.random.default_rng((self.seed, epoch, number)))
            views.append(_in_square(view, width, height, self.train.shape[-1]))
        return see_views(self._take(self.train, photos), views, self.preprocessing)

    def _as_classified(self, photos: NDArray[np.intp]) -> Tensor:
        return _normalise(self._take(self.val, photos).float(), self.preprocessing)

    def _take(self, photos: Tensor, numbers: NDArray[np.intp]) -> Tensor:
        """Some of the photos, on the device."""
        rows = torch.from_numpy(numbers)
        if photos.device.type == self.device.type:
            return photos[_send(rows, self.device)]
        # Pinned memory is copied while the GPU computes.
        shape = len(rows), *photos.shape[1:]
        some = torch.empty(shape, dtype=torch.uint8, pin_memory=self.device.type == "cuda")
        return _send(torch.index_select(photos, 0, rows, out=some), self.device)


def store(
    job: Job, missing: MissingPhotos, device: torch.device
) -> Generator[Progress | PhotoFailed, None, tuple[StoredPhotos, Job]]:
    """Decodes a job's photos, each once.

    Returns:
        The photos, and the job with those of them that could be read.

    Raises:
        ModelError: Too many photos cannot be read any more.
        StorageError: There is no room for them.
    """
    preprocessing = job.variant.preprocessing
    side = round(LARGER * preprocessing.resolution)
    parts: tuple[tuple[Sequence[tuple[Path, int]], Callable[[Path], _Decoded], int], ...] = (
        (job.train, partial(_decode_to_learn, preprocessing, side), side),
        (job.val, partial(_decode_to_measure, preprocessing), preprocessing.resolution),
    )
    done = 0
    kept: list[tuple[Tensor, list[tuple[int, int]], list[tuple[Path, int]]]] = []
    for photos, decode, own_side in parts:
        bytes_of_photos = _reserve((len(photos), 3, own_side, own_side), device, job.folder)
        sizes: list[tuple[int, int]] = []
        found: list[tuple[Path, int]] = []
        workers = decoders(job.device)
        decoded = prefetch(partial(_decode_or_say, decode), photos, workers=workers, ahead=4 * workers)
        try:
            for photo, read in zip(photos, decoded, strict=True):
                if isinstance(read, PhotoFailed):
                    yield from missing.tell(read)
                else:
                    pixels, size = read
                    bytes_of_photos[len(found)] = torch.from_numpy(pixels)
                    sizes.append(size)
                    found.append(photo)
                done += 1
                yield Progress(Text("Reading photos for training"), done, len(job.train) + len(job.val), "photos")
        finally:
            decoded.close()
        kept.append((bytes_of_photos[: len(found)], sizes, found))
    (train, sizes, found_train), (val, _, found_val) = kept
    labels, val_labels = (
        torch.tensor([category for _, category in found], dtype=torch.long) for found in (found_train, found_val)
    )
    stored = StoredPhotos(train, sizes, val, labels, val_labels, preprocessing, job.seed, device)
    return stored, replace(job, train=tuple(found_train), val=tuple(found_val))


_Decoded = tuple[NDArray[np.uint8], tuple[int, int]]
"""Pixels (3, S, S), and the photo's width and height."""


def _decode_to_learn(preprocessing: Preprocessing, side: int, path: Path) -> _Decoded:
    photo = read_photo(path, side)
    return _planes(np.asarray(squash(photo, side, preprocessing))), photo.size


def _decode_to_measure(preprocessing: Preprocessing, path: Path) -> _Decoded:
    photo = read_photo(path, preprocessing.resize)
    return _planes(preprocess(photo, preprocessing)), photo.size


def _planes(picture: Picture) -> NDArray[np.uint8]:
    return np.ascontiguousarray(picture.transpose(2, 0, 1))


def _decode_or_say(decode: Callable[[Path], _Decoded], photo: tuple[Path, int]) -> _Decoded | PhotoFailed:
    path, _ = photo
    try:
        return decode(path)
    except PhotoError as error:
        return PhotoFailed(path, error)


def _reserve(shape: tuple[int, ...], device: torch.device, folder: Path) -> Tensor:
    """Room for bytes: on the device, in RAM, or in a file without a name, which is gone with the process.

    Raises:
        StorageError: The disk is too full.
    """
    size = math.prod(shape)
    if size <= OF_GPU * _free_on(device):
        with suppress(torch.OutOfMemoryError):  # somebody else took it just now
            return torch.empty(shape, dtype=torch.uint8, device=device)
    if size <= OF_RAM:
        return torch.empty(shape, dtype=torch.uint8)
    check_space(folder, size)
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            if hasattr(os, "posix_fallocate"):  # else a disk that fills up meanwhile would end the process
                os.posix_fallocate(file.fileno(), 0, size)
            return torch.from_numpy(np.memmap(file, np.uint8, "w+", shape=shape))  # the memory outlives the handle
    except OSError as error:
        raise explain_storage(error, folder) from error


def _at_a_time(side: int) -> int:
    """How many square photos are seen in one go."""
    return max(1, AT_A_TIME // (4 * 3 * side * side))


def _free_on(device: torch.device) -> int:
    """Bytes of a GPU's own memory. Apple's GPUs have none."""
    if device.type not in ("cuda", "xpu"):
        return 0
    free: int = getattr(torch, device.type).mem_get_info()[0]
    return free


def _send(tensor: Tensor, device: torch.device) -> Tensor:
    """A tensor of the CPU on the device; CUDA need not have computed all that it was told before."""
    return tensor.to(device, non_blocking=device.type == "cuda")


def _in_square(view: View, width: int, height: int, side: int) -> View:
    """A view of a photo, in the pixels of the square that it became."""
    left, top, right, bottom = view.box
    across, down = side / width, side / height
    return replace(view, box=(left * across, top * down, right * across, bottom * down))


def see_views(photos: Tensor, views: Sequence[View], preprocessing: Preprocessing) -> Tensor:
    """A view of each photo, as `preprocess.augment` makes it with Pillow, but for rounding.

    Args:
        photos: (N, 3, S, S) uint8, on any device.
        views: One for each, in its pixels.
        preprocessing: What the network expects.

    Returns:
        (N, 3, R, R) float32 on the same device.
    """
    numbers = torch.tensor([(*view.box, view.brightness, view.is_mirrored) for view in views], dtype=torch.float32)
    left, top, right, bottom, brightness, is_mirrored = _send(numbers.T.contiguous(), photos.device)
    height, width = photos.shape[2:]
    across = _weights(left, right, width, preprocessing)
    across = torch.where(is_mirrored[:, None, None] > 0, across.flip(1), across)
    down = _weights(top, bottom, height, preprocessing)
    # Pillow rounds to bytes after each of its two passes.
    pixels = (photos.float() @ across.transpose(1, 2)[:, None]).add_(0.5).floor_().clamp_(0, 255)
    pixels = (down[:, None] @ pixels).add_(0.5).floor_().clamp_(0, 255)
    pixels = pixels.mul_(brightness[:, None, None, None]).floor_().clamp_(max=255)
    return _normalise(pixels, preprocessing)


def _weights(start: Tensor, end: Tensor, kept: int, preprocessing: Preprocessing) -> Tensor:
    """How much each pixel of a line counts in each pixel of a view, as Pillow weighs them.

    Args:
        start: Where the view's box begins on the line, (N,).
        end: Where it ends.
        kept: Pixels on the line.
        preprocessing: Which filter, and how many pixels the view has.

    Returns:
        (N, R, kept); the weights of each pixel of the view add up to 1.
    """
    start, end = start[:, None, None], end[:, None, None]
    side = preprocessing.resolution
    scale = (end - start) / side
    centres = start + (torch.arange(side, device=start.device)[:, None] + 0.5) * scale
    distances = (torch.arange(kept, device=start.device) + 0.5 - centres).abs()
    # A view that is smaller than its box is made of all the pixels there: the filter is as wide as they are many.
    weights = _FILTERS[preprocessing.interpolation](distances / scale.clamp(min=1))
    return weights / weights.sum(2, keepdim=True)


def _bicubic(x: Tensor) -> Tensor:
    near, far = (1.5 * x - 2.5) * x * x + 1, ((-0.5 * x + 2.5) * x - 4) * x + 2  # Keys' cubic with a = -0.5
    return torch.where(x < 1, near, torch.where(x < 2, far, 0.0))


def _bilinear(x: Tensor) -> Tensor:
    return (1 - x).clamp(min=0)


_FILTERS: dict[Interpolation, Callable[[Tensor], Tensor]] = {"bicubic": _bicubic, "bilinear": _bilinear}


def _normalise(pixels: Tensor, preprocessing: Preprocessing) -> Tensor:
    """Centres bytes (N, 3, R, R), given as float32, on the mean colour, as networks do themselves elsewhere."""
    scale, shift = (
        _send(torch.from_numpy(values), pixels.device)[:, None, None] for values in scale_and_shift(preprocessing)
    )
    return pixels.mul_(scale).sub_(shift)
