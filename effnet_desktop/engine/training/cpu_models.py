"""A network on the CPU, ready for the photos of a training."""

import math
import time
from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from effnet_desktop.engine.models.store import ModelStore
from effnet_desktop.engine.networks.backends import ParallelModel
from effnet_desktop.engine.photos.prefetch import Future, in_background
from effnet_desktop.engine.records.devices import Device
from effnet_desktop.engine.records.folders import Dataset, FolderListed
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import ModelInfo
from effnet_desktop.engine.variants import Preprocessing

MANY = 200
"""Photos from which on it pays to find out which precision is faster."""
WORTHWHILE = 1.25  # times as fast
ROUNDS = 15
LONG_CHECK = 0.5
"""Seconds after which a check has new photos, which the network will have to look at."""


@dataclass(frozen=True, slots=True)
class CpuModels:
    """A network for many pictures at a time, (N, R, R, 3).

    Attributes:
        to_learn: For the photos to learn from: in the precision that OpenVINO prefers where that is much faster on this
            machine. Heads fitted to either are equally right (tests/bench/training.py).
        to_measure: For those to measure on: in float32, as the finished model will see them.
    """

    to_learn: ParallelModel
    to_measure: ParallelModel


def compile_models(model: Any, preprocessing: Preprocessing, to_learn: int) -> CpuModels:
    """Makes a network ready; takes most of a second.

    Args:
        model: See `ParallelModel`.
        preprocessing: The network's.
        to_learn: Photos to learn from.
    """
    exact = ParallelModel(model, preprocessing, "f32", for_many=True)
    if to_learn < MANY:
        return CpuModels(exact, exact)
    fast = ParallelModel(model, preprocessing, "fast", for_many=True)
    if fast.precision == exact.precision:
        return CpuModels(exact, exact)
    photo = np.zeros((1, preprocessing.resolution, preprocessing.resolution, 3), np.uint8)
    best = {fast: math.inf, exact: math.inf}
    for _ in range(ROUNDS):  # in turn, so that a busy machine favours neither
        for contestant in best:
            started = time.perf_counter()
            contestant.run(photo)
            best[contestant] = min(best[contestant], time.perf_counter() - started)
    return CpuModels(fast if best[exact] > WORTHWHILE * best[fast] else exact, exact)


def compile_meanwhile(
    inspecting: Generator[FolderListed | Progress, None, Dataset],
    store: ModelStore,
    info: ModelInfo,
    chosen: Future[Device],
) -> Generator[FolderListed | Progress, None, tuple[Dataset, Future[CpuModels | None] | None]]:
    """Checks a folder, and makes a network ready beside that, where the CPU is chosen and the check takes a while.

    Args:
        inspecting: The check.
        store: Has the model.
        info: The model.
        chosen: The device.

    Returns:
        The folder, and the network; None where it has to be made ready yet.
    """
    compiling: Future[CpuModels | None] | None = None
    started, photos = time.monotonic(), 0
    try:
        while True:
            event = next(inspecting)
            if isinstance(event, FolderListed):
                photos = sum(category.photos for category in event.categories)
            is_long = time.monotonic() - started > LONG_CHECK
            if is_long and compiling is None and _is_cpu(chosen):
                compiling = in_background(partial(_compile_converted, store, info, photos))
            yield event
    except StopIteration as end:
        return end.value, compiling
    finally:
        inspecting.close()


def _is_cpu(chosen: Future[Device]) -> bool:
    return chosen.done() and not chosen.exception() and chosen.result().kind == "cpu"


def _compile_converted(store: ModelStore, info: ModelInfo, to_learn: int) -> CpuModels | None:
    """The model, if it has its form for the CPU already: making that takes a process that shows progress."""
    converting = store.convert(info)
    try:
        next(converting)
    except StopIteration as end:
        return compile_models(end.value[0] / "model.xml", info.variant.preprocessing, to_learn)
    finally:
        converting.close()
    return None
