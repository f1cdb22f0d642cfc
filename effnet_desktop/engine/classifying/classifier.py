"""Weights and a backend -> classifications with timings."""

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence, Sized
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.classifying.categories import FolderTruth, imagenet_names, japanese_names
from effnet_desktop.engine.classifying.decoding import Decoding, may_use_processes
from effnet_desktop.engine.classifying.groups import answering_group, groups_of
from effnet_desktop.engine.classifying.novelty import Novelty
from effnet_desktop.engine.classifying.relay import Relay
from effnet_desktop.engine.classifying.speeds import SpeedFile
from effnet_desktop.engine.errors import DeviceError, OutOfMemory
from effnet_desktop.engine.networks.answers import softmax
from effnet_desktop.engine.networks.backends import Backend, Pictures
from effnet_desktop.engine.photos.gpu_jpeg import GpuJpegs, LargeJpeg, look_at, nvjpeg
from effnet_desktop.engine.photos.inputs import LoadedPhoto, in_batches, load_photo
from effnet_desktop.engine.photos.preprocess import Picture
from effnet_desktop.engine.records.classifying import (
    BackendReady,
    Classification,
    ClassifyingEvent,
    ClassifySummary,
    Framing,
    Judgement,
    PhotoFailed,
    Prediction,
    Timings,
)
from effnet_desktop.engine.records.devices import Device
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.models import Cascade, ModelInfo
from effnet_desktop.engine.variants import Preprocessing

CpuBackend = Callable[[], Generator[Progress, None, Backend]]
Rows = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a backend says of the readable ones of some photos.

    Attributes:
        photos: All of them.
        device: What computed.
        logits: Of the readable ones, (N, C).
        novelty: N times.
        milliseconds: Of computing, a photo.
    """

    photos: Sequence[LoadedPhoto | PhotoFailed]
    device: Device
    logits: Rows
    novelty: Sequence[float | None]
    milliseconds: float


@dataclass(frozen=True, slots=True)
class _Failed:
    """Photos that a backend failed with, and how many it was to compute at once."""

    photos: Sequence[LoadedPhoto | PhotoFailed]
    backend: Backend
    batch_size: int
    error: DeviceError


class Classifier:
    """One loaded model.

    Args:
        model: Its name, repeated in each result.
        backend: What computes, or what may take turns; replaced by `cpu_backend` when it fails.
        preprocessing: What the network expects.
        categories: Names in the order of the logits.
        info: The model's temperature and thresholds; None where they do not matter.
        cascade: The pair whose first model this is: its answers say which photos are to be escalated.
        novelty: Tells how far a photo is from all categories; None for a model that does not say it.
        cpu_backend: Loads the backend to fall back to; None where `backend` is that already.
        speeds: Remembers whether photos are better decoded in processes; None leaves them on threads.
        judgement_of: What people said of a photo.
    """

    def __init__(
        self,
        model: str,
        backend: Backend | Relay[Backend],
        preprocessing: Preprocessing,
        categories: tuple[str, ...],
        *,
        info: ModelInfo | None = None,
        cascade: Cascade | None = None,
        novelty: Novelty | None = None,
        cpu_backend: CpuBackend | None = None,
        speeds: SpeedFile | None = None,
        judgement_of: Callable[[Path], Judgement | None] = lambda _: None,
    ) -> None:
        self.model = model
        self._relay = backend if isinstance(backend, Relay) else Relay(backend)
        self.preprocessing = preprocessing
        self.categories = categories
        self._cpu_backend = cpu_backend
        self._speeds = speeds
        self._judgement_of = judgement_of
        self._temperature = info.temperature if info else 1.0
        self._threshold = info.threshold if info else 0.0
        self._novelty = novelty
        self._scale = info.trained.novelty if info and info.trained else None
        # What a user has trained has the user's own names, even if they are some of ImageNet's.
        self._is_imagenet = not (info and info.trained) and categories == imagenet_names()
        self._japanese = dict(zip(categories, japanese_names(), strict=True)) if self._is_imagenet else {}
        self._escalate_below = cascade.threshold if cascade else 0.0
        self._escalate_temperature = (
            self._temperature if not cascade or (info and info.trained) else cascade.temperature
        )

    def classify(
        self,
        paths: Iterable[Path],
        framing: Framing,
        top: int,
        chosen: Sequence[Path] = (),
        kept: float | None = None,
    ) -> Generator[ClassifyingEvent, None, ClassifySummary]:
        """Classifies photos in order, decoding ahead while the backend computes; see `Engine.classify`."""
        return (yield from _summed_up(self.answer(paths, framing, top, chosen, kept)))

    def answer(
        self,
        paths: Iterable[Path],
        framing: Framing,
        top: int,
        chosen: Sequence[Path] = (),
        kept: float | None = None,
    ) -> Generator[ClassifyingEvent, None, None]:
        """What `classify` yields."""
        truth = FolderTruth(self.categories, chosen)
        most_novel = self._scale.threshold(kept) if self._scale else np.inf
        self._relay.begin(len(paths) if isinstance(paths, Sized) else 0)
        if self._relay.why:
            yield self._ready()
        decoding = self._find_decoding(framing)
        load = decoding.load if decoding else partial(self._load_on_thread, framing)
        seen = in_batches(
            paths,
            lambda path: self._load(path, load),
            lambda photos: self._see(photos, framing),
            lambda: self.backend.batch_size,
            lambda: self.backend.requests,
        )
        try:
            for batch in seen:
                while isinstance(batch, _Failed):
                    yield from self._recover(batch)
                    batch = self._see(batch.photos, framing)
                yield from self._answers(batch, top, truth, most_novel)
                yield from self._note(len(batch.photos))
                if decoding and self._relay.is_settled:
                    decoding.note(len(batch.photos), self._relay.left)
        finally:
            seen.close()
            if decoding:
                decoding.close()

    @property
    def backend(self) -> Backend:
        """What computes now."""
        return self._relay.backend

    def _ready(self) -> BackendReady:
        return BackendReady(self.model, self.backend.device, why=self._relay.why)

    def _note(self, photos: int) -> Generator[Notice | BackendReady, None, None]:
        """Counts answered photos; another backend may take over."""
        device, why = self.backend.device, self._relay.why
        try:
            self._relay.note(photos)
        except DeviceError as error:
            yield Notice("The GPU cannot be used, so the CPU goes on. ({reason})", reason=str(error))
        if (self.backend.device, self._relay.why) != (device, why):
            yield self._ready()

    def _answers(
        self, seen: _Seen, top: int, truth: FolderTruth, most_novel: float
    ) -> Iterator[Classification | PhotoFailed]:
        sureness = softmax(seen.logits / self._escalate_temperature).max(axis=1)
        probabilities = softmax(seen.logits / self._temperature)
        rows = iter(zip(probabilities, sureness, seen.novelty, strict=True))
        for photo in seen.photos:
            if isinstance(photo, PhotoFailed):
                yield photo
            else:
                yield self._answer(*next(rows), photo, seen, top, truth, most_novel)

    def _find_decoding(self, framing: Framing) -> Decoding | None:
        """How the photos of a list are decoded, where there is a choice."""
        if self._speeds is None or not may_use_processes():
            return None
        on_thread = partial(self._load_on_thread, framing)
        return Decoding(self.model, self.preprocessing, framing, on_thread, self._speeds)

    def _load_on_thread(self, framing: Framing, path: Path) -> LoadedPhoto | PhotoFailed:
        return load_photo(path, self.preprocessing, framing)

    def _load(
        self, path: Path, load: Callable[[Path], LoadedPhoto | PhotoFailed]
    ) -> LoadedPhoto | PhotoFailed | LargeJpeg:
        """Loads a photo, unless the GPU is to decode it with others."""
        return (self._gpu_jpegs() and look_at(path)) or load(path)

    def _gpu_jpegs(self) -> GpuJpegs | None:
        decoder = nvjpeg() if self.backend.device.kind == "cuda" else None
        return decoder if decoder and decoder.is_usable else None

    def _see(self, photos: Sequence[LoadedPhoto | PhotoFailed | LargeJpeg], framing: Framing) -> _Seen | _Failed:
        """Computes; from several threads, as many as the backend has requests."""
        backend = self.backend
        size = backend.batch_size
        try:
            loaded = self._load_large(backend, photos, framing)
        except DeviceError as error:
            loaded = [self._through_pillow(photo, framing) for photo in photos]
            return _Failed(loaded, backend, size, error)
        readable = [photo.picture for photo in loaded if isinstance(photo, LoadedPhoto)]
        if not readable:
            return _Seen(loaded, backend.device, np.empty((0, len(self.categories))), (), 0.0)
        start = time.perf_counter()
        try:
            parts = [self._look_at(backend, np.stack(part)) for part in _parts(readable, size)]
        except DeviceError as error:
            return _Failed(loaded, backend, size, error)
        milliseconds = 1e3 * (time.perf_counter() - start) / len(readable)
        logits, novelty = np.concatenate([part[0] for part in parts]), [n for part in parts for n in part[1]]
        return _Seen(loaded, backend.device, logits, novelty, milliseconds)

    def _load_large(
        self, backend: Backend, photos: Sequence[LoadedPhoto | PhotoFailed | LargeJpeg], framing: Framing
    ) -> list[LoadedPhoto | PhotoFailed]:
        """Has the GPU decode what it may; what it cannot, and what checks it, goes through Pillow."""
        large = [photo for photo in photos if isinstance(photo, LargeJpeg)]
        loaded: dict[Path, LoadedPhoto | PhotoFailed] = {}
        decoder = self._gpu_jpegs() if large else None
        if decoder and (checked := large[: decoder.to_check]):
            loaded |= self._check(decoder, backend, checked, framing)
        if decoder and decoder.is_usable:
            left = [photo for photo in large if photo.path not in loaded]
            loaded |= {photo.path: photo for photo in decoder.load(left, self.preprocessing, framing) if photo}
        return [loaded.get(photo.path) or self._through_pillow(photo, framing) for photo in photos]

    def _check(
        self, decoder: GpuJpegs, backend: Backend, photos: Sequence[LargeJpeg], framing: Framing
    ) -> dict[Path, LoadedPhoto | PhotoFailed]:
        """Loads photos both ways, and lets the decoder know how the network answers; gives them as of Pillow."""
        loaded = {photo.path: load_photo(photo.path, self.preprocessing, framing) for photo in photos}
        own = [photo for photo in decoder.load(photos, self.preprocessing, framing) if photo]
        if not own:
            decoder.give_up("it decodes none of the first photos")
        pairs = [
            (photo.picture, other.picture)
            for photo in own
            if isinstance(other := loaded[photo.path], LoadedPhoto) and not other.warning
        ]
        if not pairs:
            return loaded
        ways = ([picture for picture, _ in pairs], [picture for _, picture in pairs])
        rows = [[backend.infer(np.stack(part)) for part in _parts(way, backend.batch_size)] for way in ways]
        decoder.compare(*(softmax(np.concatenate(way) / self._temperature) for way in rows))
        return loaded

    def _through_pillow(
        self, photo: LoadedPhoto | PhotoFailed | LargeJpeg, framing: Framing
    ) -> LoadedPhoto | PhotoFailed:
        return load_photo(photo.path, self.preprocessing, framing) if isinstance(photo, LargeJpeg) else photo

    def _recover(self, failed: _Failed) -> Generator[Progress | Notice | BackendReady, None, None]:
        """A GPU that fails gets half the batch, then the CPU takes over."""
        backend, error = failed.backend, failed.error
        if backend is not self.backend or failed.batch_size > backend.batch_size:
            return  # another batch failed before
        if isinstance(error, OutOfMemory) and backend.batch_size > 1:
            backend.batch_size //= 2
            yield Notice(
                "{device} ran out of memory: going on with {size} photos at a time.",
                device=backend.device.name,
                size=backend.batch_size,
            )
            return
        has_fallen_back = self._relay.fall_back()
        if not has_fallen_back and self._cpu_backend is None:
            raise error
        yield hand_over(backend.device.name, error)
        if not has_fallen_back and self._cpu_backend:
            cpu_backend, self._cpu_backend = self._cpu_backend, None
            self._relay.replace((yield from cpu_backend()))
        yield self._ready()

    def _look_at(self, backend: Backend, pictures: Pictures) -> tuple[Rows, Sequence[float | None]]:
        """Logits and novelty of photos, both from one pass."""
        if self._novelty is None:
            return backend.infer(pictures), [None] * len(pictures)
        logits, features = backend.infer_with_features(pictures)
        return logits, self._novelty.scores(features, logits).tolist()

    def _answer(
        self,
        probabilities: NDArray[np.float64],
        sureness: float,
        novelty: float | None,
        photo: LoadedPhoto,
        seen: _Seen,
        top: int,
        folder_truth: FolderTruth,
        most_novel: float,
    ) -> Classification:
        best = np.argsort(-probabilities, kind="stable")[:top]
        predictions = tuple(self._predict(int(i), float(probabilities[i])) for i in best)
        said = self._judgement_of(photo.path)
        truth = _truth(said, folder_truth.of(photo.path, predictions[0].category))
        return Classification(
            path=photo.path,
            model=self.model,
            predictions=predictions,
            timings=Timings(photo.decode, photo.preprocess, seen.milliseconds),
            device=seen.device,
            truth=truth,
            is_unsure=predictions[0].probability < self._threshold,
            is_escalated=bool(sureness < self._escalate_below),
            warning=photo.warning,
            group=answering_group(probabilities, predictions) if self._is_imagenet else None,
            truth_japanese=self._japanese.get(truth or "", ""),
            judgement=said,
            taken=photo.taken,
            novelty=novelty,
            is_novel=novelty is not None and novelty > most_novel,
        )

    def _predict(self, index: int, probability: float) -> Prediction:
        category = self.categories[index]
        if not self._is_imagenet:
            return Prediction(category, index, probability)
        return Prediction(category, index, probability, self._japanese[category], groups_of(index))


class CascadeClassifier:
    """Two models in a row: the second answers what the first is not sure of, or what belongs to no category to it.

    Args:
        cascade: The pair and its threshold.
        first: The model that sees every photo, and says which ones it is not sure of.
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

    def classify(
        self,
        paths: Iterable[Path],
        framing: Framing,
        top: int,
        chosen: Sequence[Path] = (),
        kept: float | None = None,
    ) -> Generator[ClassifyingEvent, None, ClassifySummary]:
        """See `Classifier.classify`; a photo that is passed on took what both models took."""
        return (yield from _summed_up(self._answer(paths, framing, top, chosen, kept)))

    def _answer(
        self, paths: Iterable[Path], framing: Framing, top: int, chosen: Sequence[Path], kept: float | None
    ) -> Generator[ClassifyingEvent, None, None]:
        waiting: list[Classification | PhotoFailed] = []

        def second(passed_on: Sequence[Path]) -> Generator[ClassifyingEvent, None, None]:
            return self._second.answer(passed_on, framing, top, chosen, kept)

        with closing(self._first.answer(paths, framing, top, chosen, kept)) as answers:
            for event in answers:
                if not isinstance(event, Classification | PhotoFailed):
                    yield event
                    continue
                waiting.append(event)
                if len(waiting) >= self._second.backend.batch_size:
                    yield from self._escalate(waiting, second)
                    waiting.clear()
        yield from self._escalate(waiting, second)

    def _escalate(
        self,
        answers: Sequence[Classification | PhotoFailed],
        second: Callable[[Sequence[Path]], Generator[ClassifyingEvent, None, None]],
    ) -> Generator[ClassifyingEvent, None, None]:
        """Asks the second model where the first is not sure, and yields the answers in order."""
        is_unsure = [
            isinstance(answer, Classification) and (answer.is_escalated or answer.is_novel) for answer in answers
        ]
        seconds: list[Classification | PhotoFailed] = []
        passed_on = [answer.path for answer, unsure in zip(answers, is_unsure, strict=True) if unsure]
        if passed_on:
            for event in second(passed_on):
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
                if final.novelty is None:  # the second does not say it
                    final = replace(final, novelty=answer.novelty, is_novel=answer.is_novel)
            yield final


def _truth(said: Judgement | None, by_folder: str | None) -> str | None:
    """What a person said wins over the folder's name."""
    if said is None:
        return by_folder
    return said.category or (None if by_folder == said.rejected else by_folder)


def _summed_up(events: Generator[ClassifyingEvent, None, None]) -> Generator[ClassifyingEvent, None, ClassifySummary]:
    """Passes on what a classifier yields, and sums it up."""
    latencies: list[float] = []
    photos = failed = right = with_truth = 0
    novel: int | None = None
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
                if event.novelty is not None:
                    novel = (novel or 0) + event.is_novel
            yield event
    p50, p95 = (float(p) for p in np.percentile(latencies, (50, 95))) if latencies else (None, None)
    return ClassifySummary(
        photos=photos,
        failed=failed,
        seconds=time.perf_counter() - start,
        latency_p50=p50,
        latency_p95=p95,
        accuracy=right / with_truth if with_truth else None,
        with_truth=with_truth,
        novel=novel,
    )


def hand_over(device: str, error: DeviceError) -> Notice:
    """Says that a device failed and that the CPU takes its work."""
    return Notice("{device} failed, so the CPU goes on. ({reason})", device=device, reason=str(error))


def _parts(photos: Sequence[Picture], size: int) -> Iterator[Sequence[Picture]]:
    for start in range(0, len(photos), size):
        yield photos[start : start + size]
