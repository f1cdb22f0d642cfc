"""Trains a whole network on photos that are decoded and augmented ahead: on a GPU, and for a custom scaling.

Runs in a process of its own, like `upper_layers`.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from effnet_desktop.engine.networks import architecture
from effnet_desktop.engine.photos.prefetch import decoders, prefetch
from effnet_desktop.engine.photos.preprocess import augment, preprocess
from effnet_desktop.engine.photos.reading import read_photo
from effnet_desktop.engine.records.devices import DeviceKind
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.training import EpochFinished
from effnet_desktop.engine.training import training_loop
from effnet_desktop.engine.training.job import Job, StepTimes
from effnet_desktop.engine.training.recipes import BATCH
from effnet_desktop.engine.training.training_loop import TrainingDevice, fit, median_seconds
from effnet_desktop.engine.training.upper_layers import save_best, split
from effnet_desktop.engine.variants import Variant

T = TypeVar("T")


def train(job: Job, started: float) -> Generator[Progress | Notice | EpochFinished, None, None]:
    """Trains; the best weights are in ``best.safetensors`` if any epoch was better than the head alone.

    Args:
        job: What to train.
        started: When the work for it did, on the monotonic clock.
    """
    none, whole = split(architecture.load(job.variant, job.weights))
    yield from fit(job, whole, _Photos(job), partial(save_best, job, none), started)


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

    def batches(self, epoch: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Every photo once, in random order, each time in a new view."""
        order = np.random.default_rng((self.job.seed, epoch)).permutation(len(self.job.train))
        labels = torch.tensor([self.job.train[i][1] for i in order])
        inputs = _ahead(partial(self._view, epoch), order.tolist(), decoders(self.job.device))
        for y in torch.split(labels, BATCH):
            yield next(inputs), y

    def val_batches(self) -> Iterator[Tensor]:
        """The validation photos as classifying sees them."""
        return _ahead(self._as_classified, [path for path, _ in self.job.val], decoders(self.job.device))

    def _view(self, epoch: int, index: int) -> NDArray[np.float32]:
        preprocessing = self.job.variant.preprocessing
        random = np.random.default_rng((self.job.seed, epoch, index))
        return augment(read_photo(self.job.train[index][0], preprocessing.resize), preprocessing, random)

    def _as_classified(self, path: Path) -> NDArray[np.float32]:
        preprocessing = self.job.variant.preprocessing
        return preprocess(read_photo(path, preprocessing.resize), preprocessing)


def _ahead(read: Callable[[T], NDArray[np.float32]], items: Iterable[T], workers: int) -> Iterator[Tensor]:
    """Batches of what `read` makes of items, made ahead: two batches wait while the network is busy with one."""
    inputs = prefetch(read, items, workers=workers, ahead=2 * BATCH)
    try:
        while some := list(islice(inputs, BATCH)):
            yield torch.from_numpy(np.stack(some)).contiguous(memory_format=torch.channels_last)
    finally:
        inputs.close()
