"""Weights and a backend -> classifications with timings."""

import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.backends import Backend, Batch
from effnet_desktop.engine.errors import DeviceError, OutOfMemory, PhotoError
from effnet_desktop.engine.photos import read_photo
from effnet_desktop.engine.prefetch import DECODERS, prefetch
from effnet_desktop.engine.preprocess import preprocess
from effnet_desktop.engine.results import (
    BackendReady,
    Classification,
    Fit,
    Notice,
    PhotoFailed,
    Prediction,
    Progress,
    Summary,
    Timings,
    TrainedModel,
)
from effnet_desktop.engine.variants import Preprocessing

CpuBackend = Callable[[], Generator[Progress, None, Backend]]


@dataclass(frozen=True, slots=True)
class LoadedPhoto:
    """A photo ready for the network: (3, R, R) float32 and the milliseconds it took."""

    path: Path
    pixels: Batch
    decode: float
    preprocess: float


class Classifier:
    """One loaded model.

    Args:
        model: Its name, repeated in each result.
        backend: What computes; replaced by `cpu_backend` when it fails.
        preprocessing: What the network expects.
        categories: Names in the order of the logits.
        trained: A trained model's temperature and threshold; None for ImageNet's, which have none.
        cpu_backend: Loads the backend to fall back to; None where `backend` is that already.
    """

    def __init__(
        self,
        model: str,
        backend: Backend,
        preprocessing: Preprocessing,
        categories: tuple[str, ...],
        *,
        trained: TrainedModel | None = None,
        cpu_backend: CpuBackend | None = None,
    ) -> None:
        self.model = model
        self.backend = backend
        self.preprocessing = preprocessing
        self.categories = categories
        self._cpu_backend = cpu_backend
        self._temperature = trained.temperature if trained else 1.0
        self._threshold = trained.threshold if trained else 0.0
        self._by_name = {plain_category(category): category for category in categories}

    def classify(
        self, paths: Iterable[Path], fit: Fit, top: int
    ) -> Generator[Progress | Notice | BackendReady | Classification | PhotoFailed, None, Summary]:
        """Classifies photos in order, decoding ahead while the backend computes; see `Engine.classify`."""
        latencies: list[float] = []
        photos = failed = right = with_truth = 0
        start = time.perf_counter()
        # Enough to fill the next batch while this one is computed, and no more: memory stays bounded.
        ahead = max(2 * self.backend.batch_size, 2 * DECODERS)
        loaded = prefetch(lambda path: load_photo(path, self.preprocessing, fit), paths, workers=DECODERS, ahead=ahead)
        try:
            while photos_in := list(islice(loaded, self.backend.batch_size)):
                photos += len(photos_in)
                results = yield from self._classify_batch(photos_in, top)
                for result in results:
                    if isinstance(result, PhotoFailed):
                        failed += 1
                    else:
                        latencies.append(result.timings.total)
                        with_truth += result.correct is not None
                        right += bool(result.correct)
                    yield result
        finally:
            loaded.close()
        p50, p95 = (float(p) for p in np.percentile(latencies, (50, 95))) if latencies else (None, None)
        return Summary(
            photos=photos,
            failed=failed,
            seconds=time.perf_counter() - start,
            latency_p50=p50,
            latency_p95=p95,
            accuracy=right / with_truth if with_truth else None,
            with_truth=with_truth,
        )

    def _classify_batch(
        self, photos: list[LoadedPhoto | PhotoFailed], top: int
    ) -> Generator[Progress | Notice | BackendReady, None, list[Classification | PhotoFailed]]:
        readable = [photo for photo in photos if isinstance(photo, LoadedPhoto)]
        if not readable:
            return [photo for photo in photos if isinstance(photo, PhotoFailed)]
        logits, milliseconds = yield from self._infer(np.stack([photo.pixels for photo in readable]))
        answers = zip(softmax(logits / self._temperature), readable, strict=True)
        return [
            photo if isinstance(photo, PhotoFailed) else self._answer(*next(answers), milliseconds, top)
            for photo in photos
        ]

    def _infer(self, batch: Batch) -> Generator[Progress | Notice | BackendReady, None, tuple[Batch, float]]:
        """Logits and milliseconds a photo; a GPU that fails gets half the batch, then the CPU takes over."""
        while True:
            try:
                start = time.perf_counter()
                logits = [self.backend.infer(part) for part in _parts(batch, self.backend.batch_size)]
                return np.concatenate(logits), 1e3 * (time.perf_counter() - start) / len(batch)
            except DeviceError as error:
                device = self.backend.device.name
                if isinstance(error, OutOfMemory) and self.backend.batch_size > 1:
                    self.backend.batch_size //= 2
                    yield Notice(
                        "{device} ran out of memory: going on with {size} photos at a time.",
                        (("device", device), ("size", self.backend.batch_size)),
                    )
                    continue
                if self._cpu_backend is None:
                    raise
                yield hand_over(device, error)
                cpu_backend, self._cpu_backend = self._cpu_backend, None
                self.backend = yield from cpu_backend()
                yield BackendReady(self.model, self.backend.device)

    def _answer(
        self, probabilities: NDArray[np.float64], photo: LoadedPhoto, milliseconds: float, top: int
    ) -> Classification:
        best = np.argsort(-probabilities, kind="stable")[:top]
        return Classification(
            path=photo.path,
            model=self.model,
            predictions=tuple(Prediction(self.categories[i], int(i), float(probabilities[i])) for i in best),
            timings=Timings(photo.decode, photo.preprocess, milliseconds),
            device=self.backend.device,
            truth=self._by_name.get(plain_category(Path(os.path.abspath(photo.path)).parent.name)),
            is_unsure=bool(probabilities[best[0]] < self._threshold),
        )


def hand_over(device: str, error: DeviceError) -> Notice:
    """Says that a device failed and that the CPU takes its work."""
    return Notice("{device} failed, so the CPU goes on. ({reason})", (("device", device), ("reason", str(error))))


def load_photo(path: Path, preprocessing: Preprocessing, fit: Fit = "crop") -> LoadedPhoto | PhotoFailed:
    """Reads and preprocesses one photo; safe to call from several threads."""
    start = time.perf_counter()
    try:
        # A letterbox scales the longer side down, so the shorter one may be smaller still.
        photo = read_photo(path, preprocessing.resize)
    except PhotoError as error:
        return PhotoFailed(path, error)
    decoded = time.perf_counter()
    pixels = preprocess(photo, preprocessing, fit)
    return LoadedPhoto(path, pixels, 1e3 * (decoded - start), 1e3 * (time.perf_counter() - decoded))


def infer_photos(
    function: Callable[[Batch], Batch],
    paths: Sequence[Path],
    preprocessing: Preprocessing,
    step: str = "Looking at photos",
    *,
    workers: int = 1,
) -> Generator[Progress, None, tuple[Batch, NDArray[np.bool_]]]:
    """What a backend's `infer` or `extract` says of photos.

    Args:
        function: Called from several threads at once, with one photo each time.
        paths: The photos.
        preprocessing: What the network expects.
        step: What the progress says.
        workers: How many photos the backend computes at a time.

    Returns:
        Rows (N, ...) float32 of the readable photos, and a mask of these over `paths`.
    """

    def look(path: Path) -> Batch | PhotoFailed:
        # From the file to the answer on one thread, so that the processor never waits for either.
        photo = load_photo(path, preprocessing)
        return photo if isinstance(photo, PhotoFailed) else function(photo.pixels[None])[0]

    workers = max(workers, DECODERS)
    answers = prefetch(look, paths, workers=workers, ahead=4 * workers)
    rows = []
    readable = np.zeros(len(paths), bool)
    try:
        for i, answer in enumerate(answers):
            yield Progress(step, i, len(paths), "photos")
            if not isinstance(answer, PhotoFailed):
                readable[i] = True
                rows.append(answer)
    finally:
        answers.close()
    return np.array(rows, np.float32), readable


def softmax(logits: Batch) -> NDArray[np.float64]:
    """Probabilities (N, categories) that add up to 1, from logits of the same shape."""
    powers = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def plain_category(name: str) -> str:
    """A category's or folder's name without what people spell differently."""
    return name.replace("_", " ").replace("-", " ").strip().casefold()


def _parts(batch: Batch, size: int) -> Iterator[Batch]:
    for start in range(0, len(batch), size):
        yield batch[start : start + size]
