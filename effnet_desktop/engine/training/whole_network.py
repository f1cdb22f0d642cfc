"""Trains a whole network on photos that are decoded and augmented ahead: on a GPU, and for a custom scaling.

Runs in a process of its own, like `upper_layers`.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from effnet_desktop.engine.errors import PhotoError
from effnet_desktop.engine.networks import architecture
from effnet_desktop.engine.photos.prefetch import decoders, prefetch
from effnet_desktop.engine.photos.preprocess import augment, preprocess
from effnet_desktop.engine.photos.reading import read_photo
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.records.devices import DeviceKind
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.training import EpochFinished
from effnet_desktop.engine.training import training_loop
from effnet_desktop.engine.training.job import Job, MissingPhotos, StepTimes
from effnet_desktop.engine.training.recipes import BATCH
from effnet_desktop.engine.training.training_loop import TrainingDevice, fit, median_seconds
from effnet_desktop.engine.training.upper_layers import save_best, split
from effnet_desktop.engine.variants import Variant


def train(job: Job, started: float) -> Generator[Progress | Notice | PhotoFailed | EpochFinished, None, None]:
    """Trains; the best weights are in ``best.safetensors`` if any epoch was better than the head alone.

    Args:
        job: What to train.
        started: When the work for it did, on the monotonic clock.
    """
    none, whole = split(architecture.load(job.variant, job.weights))
    yield from fit(job, whole, _Photos(job), MissingPhotos(job), partial(save_best, job, none), started)


def time_step(variant: Variant, categories: int, photo: Path, kind: DeviceKind) -> StepTimes:
    """Seconds of one augmented view, and of one training step of `BATCH` photos; random weights take as long."""
    device = TrainingDevice(kind)
    whole = device.take(split(architecture.build(variant, categories))[1])
    # A large network takes seconds a photo on a CPU, where a part of a batch takes a part of the time.
    count = 4 if kind == "cpu" else BATCH
    side = variant.preprocessing.resolution
    x = torch.zeros(count, 3, side, side).contiguous(memory_format=torch.channels_last)
    random = np.random.default_rng(0)
    return StepTimes(
        view=median_seconds(
            lambda: augment(read_photo(photo, variant.preprocessing.resize), variant.preprocessing, random), 8
        ),
        step=BATCH / count * training_loop.time_step(device, whole, x, categories, 2),
    )


@dataclass(frozen=True, slots=True)
class _Photos:
    """The photos themselves; see `training_loop.Source`."""

    job: Job

    def batches(self, epoch: int) -> Iterator[tuple[Tensor, Tensor] | PhotoFailed]:
        """Every photo once, in random order, each time in a new view."""
        order = np.random.default_rng((self.job.seed, epoch)).permutation(len(self.job.train))
        return _ahead(partial(self._view, epoch), order.tolist(), self.job.train, decoders(self.job.device))

    def val_batches(self) -> Iterator[tuple[Tensor, Tensor] | PhotoFailed]:
        """The validation photos as classifying sees them."""
        return _ahead(self._as_classified, range(len(self.job.val)), self.job.val, decoders(self.job.device))

    def _view(self, epoch: int, index: int) -> NDArray[np.float32]:
        preprocessing = self.job.variant.preprocessing
        random = np.random.default_rng((self.job.seed, epoch, index))
        return augment(read_photo(self.job.train[index][0], preprocessing.resize), preprocessing, random)

    def _as_classified(self, index: int) -> NDArray[np.float32]:
        preprocessing = self.job.variant.preprocessing
        return preprocess(read_photo(self.job.val[index][0], preprocessing.resize), preprocessing)


def _ahead(
    read: Callable[[int], NDArray[np.float32]], order: Iterable[int], photos: Sequence[tuple[Path, int]], workers: int
) -> Iterator[tuple[Tensor, Tensor] | PhotoFailed]:
    """Batches of what `read` makes of photos, made ahead: two batches wait while the network is busy with one."""

    def read_or_say(index: int) -> tuple[NDArray[np.float32], int] | PhotoFailed:
        path, category = photos[index]
        try:
            return read(index), category
        except PhotoError as error:
            return PhotoFailed(path, error)

    inputs = prefetch(read_or_say, order, workers=workers, ahead=2 * BATCH)
    try:
        while some := list(islice(inputs, BATCH)):
            yield from (photo for photo in some if isinstance(photo, PhotoFailed))
            if batch := [photo for photo in some if not isinstance(photo, PhotoFailed)]:
                x = torch.from_numpy(np.stack([pixels for pixels, _ in batch]))
                yield x.contiguous(memory_format=torch.channels_last), torch.tensor([category for _, category in batch])
    finally:
        inputs.close()
