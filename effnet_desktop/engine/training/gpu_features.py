"""Features from a GPU, in batches: a folder's photos before a training, and what a trained network says of them after.

They are in float32, as the CPU has them, so that there is one kind of features. Those of a folder go into the cache,
where `features.extract_features` finds them; what a GPU has not done when it fails is left to the CPU.
"""

import gc
import logging
import sys
from collections.abc import Generator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from effnet_desktop.engine.classifying.classifier import hand_over
from effnet_desktop.engine.errors import DeviceError, EngineError, Text
from effnet_desktop.engine.folders.feature_cache import FeatureCache, Vector
from effnet_desktop.engine.models.loading import load
from effnet_desktop.engine.models.store import ModelStore
from effnet_desktop.engine.networks.backends import Backend, TorchBackend
from effnet_desktop.engine.photos.inputs import LoadedPhoto, in_batches, load_photo
from effnet_desktop.engine.photos.prefetch import Future, in_background
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.records.devices import Device
from effnet_desktop.engine.records.folders import LabelledPhoto
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.models import ModelInfo
from effnet_desktop.engine.training.features import backbone_of, find_known
from effnet_desktop.engine.training.job import Answers
from effnet_desktop.engine.variants import Preprocessing, Variant
from effnet_desktop.engine.verbs import result_of

FEW = 200
"""Photos that a CPU is done with before a GPU is ready: so few are not kept waiting for it."""
KEPT_AT_A_TIME = 500
"""Features that are written to the cache together."""
POLL_SECONDS = 0.1

R = TypeVar("R")
log = logging.getLogger(__name__)


def load_backend(store: ModelStore, info: ModelInfo, chosen: Future[Device]) -> Backend | None:
    """A model on the GPU that is chosen, in float32; takes seconds, most of them for PyTorch. None for the CPU.

    Raises:
        DeviceError: The device failed.
    """
    device = chosen.result()
    return None if device.kind == "cpu" else result_of(load(store, info, device, "f32"))[0]


def fill_cache(
    loading: Future[Backend | None],
    device: Device,
    info: ModelInfo,
    photos: Sequence[LabelledPhoto],
    cache: FeatureCache,
) -> Generator[Progress | Notice, None, int]:
    """Puts the features that are not known yet into the cache, unless they are few and the GPU is not ready.

    Args:
        loading: The GPU's backend, ready or soon so.
        device: The GPU.
        info: The model.
        photos: Those to look at.
        cache: Takes the features.

    Returns:
        How many photos were seen.
    """
    known = find_known(info, photos, cache)
    digests = {photo.path: photo.digest for photo in photos if photo.digest not in known}
    is_ready = loading.done() and loading.exception() is None
    if device.kind == "cpu" or not digests or (len(digests) <= FEW and not is_ready):
        return 0
    done = seen = 0
    fresh: dict[str, Vector] = {}
    try:
        backend = yield from _warm(loading, device)
        for batch, rows in look(backend, list(digests), info.variant.preprocessing):
            fresh |= {digests[path]: features for path, (_, features) in rows.items()}
            if len(fresh) >= KEPT_AT_A_TIME:
                cache.put(f"{backbone_of(info)} f32", fresh)
                fresh = {}
            done, seen = done + batch, seen + len(rows)
            yield Progress(Text("Looking at photos"), done, len(digests), "photos")
    except DeviceError as error:
        yield hand_over(device.name, error)
    finally:
        cache.put(f"{backbone_of(info)} f32", fresh)
    return seen


def _warm(loading: Future[Backend | None], device: Device) -> Generator[Progress, None, Backend]:
    """Waits for a backend, and until it is warm.

    Raises:
        DeviceError: It cannot be used.
    """
    try:
        backend = yield from wait_for(loading)
        assert backend is not None
        yield from wait_for(in_background(backend.warm_up))
    except EngineError:
        raise
    except Exception as error:
        raise DeviceError("{device} failed: {reason}", device=device.name, reason=str(error)) from error
    return backend


def wait_for(future: Future[R]) -> Generator[Progress, None, R]:
    """Waits for a GPU or what it does in the background, which goes on alone where nobody waits any more."""
    while not future.done():
        yield Progress(Text("Trying the GPU"))
        with suppress(TimeoutError):
            future.exception(POLL_SECONDS)
    return future.result()


def look(
    backend: Backend, paths: Sequence[Path], preprocessing: Preprocessing
) -> Generator[tuple[int, Answers], None, None]:
    """What a network says of photos, batch by batch.

    Args:
        backend: The network, warm.
        paths: The photos.
        preprocessing: What it expects.

    Yields:
        How many photos a batch had, and what is said of those that could be read.
    """

    def see(photos: Sequence[LoadedPhoto | PhotoFailed]) -> tuple[int, Answers]:
        readable = [photo for photo in photos if isinstance(photo, LoadedPhoto)]
        if not readable:
            return len(photos), {}
        logits, features = backend.infer_with_features(np.stack([photo.picture for photo in readable]))
        rows = zip(readable, logits, features, strict=True)
        return len(photos), {photo.path: (own_logits, own_features) for photo, own_logits, own_features in rows}

    load = partial(load_photo, preprocessing=preprocessing)
    yield from in_batches(paths, load, see, lambda: backend.batch_size, lambda: backend.requests)


def look_with(
    variant: Variant, weights: Path, categories: int, device: Device, paths: Sequence[Path]
) -> Generator[Progress, None, Answers]:
    """What a network that was trained just now says of photos; fewer of them where the GPU fails.

    Args:
        variant: The network.
        weights: Its weights.
        categories: How many it has.
        device: The GPU.
        paths: The photos.
    """
    from effnet_desktop.engine.networks import architecture

    answers: Answers = {}
    done = 0
    gc.collect()  # what the training has left
    free_memory()
    try:
        network = architecture.load(variant, weights, categories)
        backend = TorchBackend(network, device.kind, device.name, variant.preprocessing, "f32")
        backend.warm_up()
        for batch, rows in look(backend, paths, variant.preprocessing):
            answers |= rows
            done += batch
            yield Progress(Text("Measuring the model"), done, len(paths), "photos")
    except DeviceError as error:
        log.info("%s says nothing of the photos that are left: %s", device.name, error)
    return answers


def free_memory() -> None:
    """Gives back what PyTorch keeps of a GPU's memory for the next time: somebody else is about to use it."""
    torch = sys.modules.get("torch")
    if torch and torch.cuda.is_initialized():
        torch.cuda.empty_cache()
