"""Weights and a backend -> classifications with timings."""

import functools
import importlib.util
import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
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
    Cascade,
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

IMAGENET_CATEGORIES = 1000
WNIDS = "data/_info/imagenet_synsets.txt"

Event = Progress | Notice | BackendReady | Classification | PhotoFailed
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
        self._by_name = categories_by_name(categories)

    def classify(self, paths: Iterable[Path], fit: Fit, top: int) -> Generator[Event, None, Summary]:
        """Classifies photos in order, decoding ahead while the backend computes; see `Engine.classify`."""
        return (yield from _summed_up(self.answer(paths, fit, top)))

    def answer(self, paths: Iterable[Path], fit: Fit, top: int) -> Generator[Event, None, None]:
        """What `classify` yields."""
        # Enough to fill the next batch while this one is computed, and no more: memory stays bounded.
        ahead = max(2 * self.backend.batch_size, 2 * DECODERS)
        loaded = prefetch(lambda path: load_photo(path, self.preprocessing, fit), paths, workers=DECODERS, ahead=ahead)
        try:
            while photos_in := list(islice(loaded, self.backend.batch_size)):
                yield from (yield from self._classify_batch(photos_in, top))
        finally:
            loaded.close()

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
            truth=self._by_name.get(plain_category(folder_name(photo.path))),
            is_unsure=bool(probabilities[best[0]] < self._threshold),
        )


class CascadeClassifier:
    """Two models in a row: the second answers what the first is not sure of.

    Args:
        cascade: The pair and its threshold.
        first: The model that sees every photo.
        second: The model that sees the unsure ones.
    """

    def __init__(self, cascade: Cascade, first: Classifier, second: Classifier) -> None:
        self._cascade = cascade
        self._first = first
        self._second = second

    @property
    def backend(self) -> Backend:
        """What computes the first answers."""
        return self._first.backend

    def classify(self, paths: Iterable[Path], fit: Fit, top: int) -> Generator[Event, None, Summary]:
        """See `Classifier.classify`; a photo that is passed on took what both models took."""
        return (yield from _summed_up(self._answer(paths, fit, top)))

    def _answer(self, paths: Iterable[Path], fit: Fit, top: int) -> Generator[Event, None, None]:
        waiting: list[Classification | PhotoFailed] = []
        with closing(self._first.answer(paths, fit, top)) as answers:
            for event in answers:
                if not isinstance(event, Classification | PhotoFailed):
                    yield event
                    continue
                waiting.append(event)
                if len(waiting) >= self._second.backend.batch_size:
                    yield from self._escalate(waiting, fit, top)
                    waiting.clear()
        yield from self._escalate(waiting, fit, top)

    def _escalate(
        self, answers: Sequence[Classification | PhotoFailed], fit: Fit, top: int
    ) -> Generator[Event, None, None]:
        """Asks the second model where the first is not sure, and yields the answers in order."""
        is_unsure = [
            isinstance(answer, Classification) and answer.predictions[0].probability < self._cascade.threshold
            for answer in answers
        ]
        seconds: list[Classification | PhotoFailed] = []
        passed_on = [answer.path for answer, unsure in zip(answers, is_unsure, strict=True) if unsure]
        if passed_on:
            for event in self._second.answer(passed_on, fit, top):
                if isinstance(event, Classification | PhotoFailed):
                    seconds.append(event)
                else:
                    yield event
        later = iter(seconds)
        for answer, unsure in zip(answers, is_unsure, strict=True):
            final = next(later) if unsure else answer
            if isinstance(answer, Classification) and isinstance(final, Classification):
                final = replace(final, model=self._cascade.name)
                if unsure:
                    final = replace(final, timings=answer.timings + final.timings, is_escalated=True)
            yield final


def _summed_up(events: Generator[Event, None, None]) -> Generator[Event, None, Summary]:
    """Passes on what a classifier yields, and sums it up."""
    latencies: list[float] = []
    photos = failed = right = with_truth = 0
    start = time.perf_counter()
    with closing(events):
        for event in events:
            if isinstance(event, PhotoFailed):
                photos += 1
                failed += 1
            elif isinstance(event, Classification):
                photos += 1
                latencies.append(event.timings.total)
                with_truth += event.correct is not None
                right += bool(event.correct)
            yield event
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

    workers += DECODERS  # some decode while others wait for the network
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


def categories_by_name(categories: Sequence[str]) -> dict[str, str]:
    """Categories by the plain names that folders may have; ImageNet's by their WordNet ids, too."""
    names = {plain_category(category): category for category in categories}
    if len(categories) == IMAGENET_CATEGORIES:
        names |= dict(zip(imagenet_wnids(), categories, strict=False))
    return names


@functools.cache
def imagenet_wnids() -> tuple[str, ...]:
    """WordNet ids such as ``n01440764`` in the order of ImageNet's categories, from timm's record.

    timm itself is not imported: that would load PyTorch. Without it, folders named by ids are not recognised.
    """
    spec = importlib.util.find_spec("timm")
    if spec is None or not spec.submodule_search_locations:
        return ()
    # In a packaged app the folder holds this file alone.
    return tuple((Path(spec.submodule_search_locations[0]) / WNIDS).read_text(encoding="utf-8").split())


def folder_name(photo: Path) -> str:
    """Name of the folder that a photo lies in."""
    return Path(os.path.abspath(photo)).parent.name


def plain_category(name: str) -> str:
    """A category's or folder's name without what people spell differently."""
    return name.replace("_", " ").replace("-", " ").strip().casefold()


def _parts(batch: Batch, size: int) -> Iterator[Batch]:
    for start in range(0, len(batch), size):
        yield batch[start : start + size]
