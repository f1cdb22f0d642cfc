"""Trains a whole network on photos that are decoded once: on a GPU, and for a custom scaling.

Runs in a process of its own, like `upper_layers`.
"""

from collections.abc import Generator
from functools import partial
from pathlib import Path

import numpy as np
import torch

from effnet_desktop.engine.networks import architecture
from effnet_desktop.engine.photos.preprocess import choose_view, squash
from effnet_desktop.engine.photos.reading import read_photo
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.records.devices import DeviceKind
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.training import EpochFinished
from effnet_desktop.engine.training import stored_photos, training_loop
from effnet_desktop.engine.training.job import Job, MissingPhotos, StepTimes
from effnet_desktop.engine.training.recipes import BATCH, GPU_BATCHES
from effnet_desktop.engine.training.training_loop import TrainingDevice, fit, median_seconds
from effnet_desktop.engine.training.upper_layers import save_best, split
from effnet_desktop.engine.variants import Variant


def train(job: Job, started: float) -> Generator[Progress | Notice | PhotoFailed | EpochFinished, None, None]:
    """Trains; the best weights are in ``best.safetensors`` if any epoch was better than the head alone.

    Args:
        job: What to train.
        started: When the work for it did, on the monotonic clock.
    """
    device = TrainingDevice(job.device)
    none, whole = split(architecture.load(job.variant, job.weights))
    whole = device.take(whole)  # a device that does not work is found out before photos are read
    missing = MissingPhotos(job)
    with device.explained():
        photos, job = yield from stored_photos.store(job, missing, device.torch_device)
        yield from fit(job, whole, photos, missing, partial(save_best, job, none), started)


def time_step(variant: Variant, categories: int, photo: Path, kind: DeviceKind) -> StepTimes:
    """Seconds of decoding one photo, and of one training step of `BATCH` photos; random weights take as long."""
    device = TrainingDevice(kind)
    whole = device.take(split(architecture.build(variant, categories))[1])
    preprocessing = variant.preprocessing
    side = round(stored_photos.LARGER * preprocessing.resolution)
    # A large network takes seconds a photo on a CPU, where a part of a batch takes a part of the time.
    count = 4 if kind == "cpu" else max(GPU_BATCHES)
    views = [choose_view(side, side, np.random.default_rng(number)) for number in range(count)]
    with device.explained():
        bytes_of_photos = torch.zeros(count, 3, side, side, dtype=torch.uint8, device=device.torch_device)
        x = stored_photos.see_views(bytes_of_photos, views, preprocessing)
        x = x.contiguous(memory_format=training_loop.memory_format(device.torch_device))
        step = training_loop.time_step(device, whole, x, categories, 2)
    return StepTimes(
        view=median_seconds(lambda: squash(read_photo(photo, side), side, preprocessing), 8),
        step=BATCH / count * step,
    )
