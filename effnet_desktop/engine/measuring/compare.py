"""Measures models side by side: accuracy against latency, on the same photos and the same machine.

Every photo goes through every model before the next one, and the models take turns in being first, so that a machine
that is busy for a while favours none of them. Each model is warm before the first photo, and its clock stops when the
answer is in the CPU's memory.
"""

import contextlib
import math
import statistics
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import cycle
from pathlib import Path

import numpy as np

from effnet_desktop.engine.chance import wilson_interval
from effnet_desktop.engine.child_process import run_in_child
from effnet_desktop.engine.classifying.categories import FolderTruth, imagenet_names, japanese_names
from effnet_desktop.engine.classifying.classifier import Classifier
from effnet_desktop.engine.classifying.novelty import Novelty
from effnet_desktop.engine.classifying.novelty import read as read_novelty
from effnet_desktop.engine.errors import ModelError, Text
from effnet_desktop.engine.folders.dataset import inspect_or_refuse
from effnet_desktop.engine.folders.feature_cache import FeatureCache
from effnet_desktop.engine.folders.label_list import LabelList
from effnet_desktop.engine.measuring import memory
from effnet_desktop.engine.measuring.tradeoff import mark_pareto, spread
from effnet_desktop.engine.models.loading import load, load_untrained
from effnet_desktop.engine.models.store import ModelStore
from effnet_desktop.engine.networks.answers import softmax
from effnet_desktop.engine.networks.backends import Backend, Batch, OpenVinoBackend, Pictures
from effnet_desktop.engine.photos.finding import Search
from effnet_desktop.engine.photos.inputs import LoadedPhoto, load_photo
from effnet_desktop.engine.records.classifying import Classification, PhotoFailed
from effnet_desktop.engine.records.comparing import Answer, CompareConfig, ComparingEvent, Comparison, ModelMeasured
from effnet_desktop.engine.records.devices import Device, Precision
from effnet_desktop.engine.records.folders import Dataset, LeftOut
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.models import ModelInfo
from effnet_desktop.engine.scaling import IMAGENET_CATEGORIES, cost
from effnet_desktop.engine.training.features import extract_features
from effnet_desktop.engine.training.head import Head, fit_head_cv
from effnet_desktop.engine.variants import Preprocessing

LATENCY_PHOTOS = 64
"""So many photos, evenly spread, are enough to time a model that has nothing to say about them."""

NEWS_SECONDS = 0.5
THROUGHPUT_ROUNDS = 3
THROUGHPUT_SECONDS = 0.5


@dataclass(slots=True)
class _Contestant:
    """A model that takes part, and what has been measured of it.

    Its backend answers each photo as soon as possible; on a CPU, `load_for_many` loads one for as many as possible.
    """

    info: ModelInfo
    backend: Backend
    load_for_many: Callable[[], Backend] | None
    categories: tuple[str, ...]
    temperature: float
    is_untrained: bool
    params: int
    madds: int
    peak_memory_mb: float | None
    truth: FolderTruth
    novelty: Novelty | None = None
    photos_per_second: float | None = None
    decode: list[float] = field(default_factory=list)
    preprocess: list[float] = field(default_factory=list)
    inference: list[float] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    def look(self, photo: LoadedPhoto, known: str | None) -> None:
        """Answers one photo, and keeps the answer and the times; its category may be known."""
        start = time.perf_counter()
        novelty = 0.0
        if self.novelty:
            logits, features = self.backend.infer_with_features(photo.picture[None])
            novelty = float(self.novelty.scores(features, logits)[0])
        else:
            logits = self.backend.infer(photo.picture[None])
        milliseconds = 1e3 * (time.perf_counter() - start)
        self.decode.append(photo.decode)
        self.preprocess.append(photo.preprocess)
        self.inference.append(milliseconds)
        if self.is_untrained:
            return
        probabilities = softmax(logits / self.temperature)[0]
        best = int(probabilities.argmax())
        category = self.categories[best]
        truth = known or self.truth.of(photo.path, category)
        self.answers.append(
            Answer(
                category=category,
                probability=float(probabilities.max()),
                is_correct=None if truth is None else category == truth,
                milliseconds=photo.decode + photo.preprocess + milliseconds,
                japanese=japanese_names()[best] if self.categories == imagenet_names() else "",
                truth=truth,
                is_novel=novelty > self.most_novel,
            )
        )

    @property
    def most_novel(self) -> float:
        """The novelty above which a photo belongs to no category."""
        scale = self.info.trained.novelty if self.info.trained else None
        return scale.threshold() if scale else math.inf

    def measured(self, reference: "_Contestant | None") -> ModelMeasured:
        """What is known so far."""
        judged = [answer.is_correct for answer in self.answers if answer.is_correct is not None]
        agreement = None
        if reference and self.answers:
            same = [own.category == other.category for own, other in zip(self.answers, reference.answers, strict=False)]
            agreement = sum(same) / len(same) if same else None
        steps = zip(self.decode, self.preprocess, self.inference, strict=True)
        return ModelMeasured(
            model=self.info.name,
            variant=self.info.variant,
            untrained=self.is_untrained,
            photos=len(self.inference),
            with_truth=len(judged),
            acc1=sum(judged) / len(judged) if judged else None,
            acc1_ci95=wilson_interval(sum(judged), len(judged)) if judged else None,
            agreement=agreement,
            latency=spread([sum(step) for step in steps]),
            decode=spread(self.decode),
            preprocess=spread(self.preprocess),
            inference=spread(self.inference),
            photos_per_second=self.photos_per_second,
            params=self.params,
            madds=self.madds,
            peak_memory_mb=self.peak_memory_mb,
            is_pareto=False,
        )


class _WithHead:
    """A backend whose features go through a head that was fitted to the folder."""

    def __init__(self, backend: Backend, head: Head) -> None:
        self._backend = backend
        self._head = head
        self.device = backend.device
        self.requests = backend.requests

    @property
    def batch_size(self) -> int:
        return self._backend.batch_size

    @batch_size.setter
    def batch_size(self, photos: int) -> None:
        self._backend.batch_size = photos

    def infer(self, pictures: Pictures) -> Batch:
        return self._head.logits(self._backend.extract(pictures))

    def extract(self, pictures: Pictures) -> Batch:
        return self._backend.extract(pictures)

    def infer_with_features(self, pictures: Pictures) -> tuple[Batch, Batch]:
        features = self._backend.extract(pictures)
        return self._head.logits(features), features

    def warm_up(self) -> None:
        self._backend.warm_up()


def run(
    store: ModelStore,
    cache: FeatureCache,
    labels_of: Callable[[Path], LabelList],
    device: Device,
    config: CompareConfig,
) -> Generator[ComparingEvent, None, Comparison]:
    """See `Engine.compare`; everything is computed on `device`."""
    started = time.perf_counter()
    infos = _find(store, config)
    dataset: Dataset | None = None
    photos: list[tuple[Path, str | None]]
    left_out = LeftOut()
    if config.fit_head:
        if len(config.paths) != 1:
            raise ModelError("Heads are fitted to one folder at a time.", "Choose one folder of category folders.")
        dataset = yield from inspect_or_refuse(config.paths[0], labels_of(config.paths[0]), cache, config.seed)
        val = [photo for photo in dataset.photos if photo.split == "val"]
        photos = [(photo.path, dataset.categories[photo.category]) for photo in val]
        if not photos:
            raise ModelError(
                "No photo is left to compare on: every category has a single photo.",
                "Add photos, or compare without fitting heads.",
            )
    else:
        yield Progress(Text("Looking for photos"))
        search = Search(config.paths)
        photos = [(path, None) for path in search.photos()]
        left_out = search.left_out()
        if files := left_out.describe_files():
            yield files
        if not photos and left_out.closed:
            closed = left_out.closed[0].path
            raise ModelError("There are no photos to compare on: {folder} cannot be opened.", folder=closed)
        if not photos:
            raise ModelError("There are no photos to compare on.", "Choose a folder with photos in it.")

    with tempfile.TemporaryDirectory(prefix="effnet-compare-") as work:
        contestants = []
        for info in infos:
            contestant = yield from _prepare(store, cache, info, dataset, device, config, Path(work))
            contestants.append(contestant)
        trained = [contestant for contestant in contestants if not contestant.is_untrained]
        reference = trained[-1] if trained else None
        seen, unreadable = yield from _look_at_all(contestants, reference, photos)
        yield from _measure_throughput(contestants, seen)
    return Comparison(
        models=_standings(contestants, reference),
        photos=tuple(seen),
        answers=tuple(tuple(contestant.answers) for contestant in contestants),
        unreadable=(*unreadable, *left_out.closed),
        reference=reference.info.name if reference else "",
        fit_head=config.fit_head,
        device=contestants[0].backend.device,
        seconds=time.perf_counter() - started,
    )


def _find(store: ModelStore, config: CompareConfig) -> list[ModelInfo]:
    """The models, smallest first."""
    infos = [store.find(name) for name in dict.fromkeys(config.models)]
    if not infos:
        raise ModelError("No model was chosen.", "Choose one at least; two or more can be compared.")
    for info in infos:
        if info.cascade:
            raise ModelError("{model} is a pair of models.", "Compare its two models instead.", model=info.name)
    return sorted(infos, key=lambda info: cost(info.variant).madds)


def _prepare(
    store: ModelStore,
    cache: FeatureCache,
    info: ModelInfo,
    dataset: Dataset | None,
    device: Device,
    config: CompareConfig,
    work: Path,
) -> Generator[Progress | Notice, None, _Contestant]:
    """Loads a model, fits its head if wanted, and measures the memory that it takes."""
    is_untrained = not info.is_installed
    precision = config.precision
    gpu = memory.GpuMeter(device.kind)
    if is_untrained:
        yield Notice(
            "{model} is not installed: it is measured untrained, for latency only. Download it on the Models page.",
            "effnet-desktop models download {model}",
            model=info.name,
        )
        backend = yield from load_untrained(info, device, precision, work)
        categories: tuple[str, ...] = ("",) * IMAGENET_CATEGORIES
        xml = work / f"{info.name}.xml"
    else:
        backend, categories = yield from load(store, info, device, precision)
        xml = (yield from store.convert(info))[0] / "model.xml" if device.kind == "cpu" else work
    peak = gpu.peak_mb()
    if device.kind == "cpu":
        progress = Progress(Text("Measuring the memory of {model}", model=info.name))
        peak = yield from run_in_child(progress, memory.peak_of_answering, xml, info.variant.preprocessing, precision)
    backend.warm_up()  # the first photos take as long as the others then
    temperature = info.temperature
    head: Head | None = None
    if dataset and not is_untrained:
        head = yield from _fit_head(store, cache, info, dataset)
        backend, categories, temperature = _WithHead(backend, head), dataset.categories, 1.0
    costs = cost(info.variant, len(categories))
    contestant = _Contestant(
        info=info,
        backend=backend,
        load_for_many=partial(_load_for_many, xml, info.variant.preprocessing, precision, head)
        if device.kind == "cpu"
        else None,
        categories=categories,
        temperature=temperature,
        is_untrained=is_untrained,
        params=costs.params,
        madds=costs.madds,
        peak_memory_mb=peak,
        truth=FolderTruth(categories, config.paths),
        novelty=read_novelty(info.path) if info.trained and info.path and not dataset else None,
    )
    side = info.variant.preprocessing.resolution
    contestant.backend.infer(np.zeros((1, side, side, 3), np.uint8))  # warm, whatever was loaded since
    return contestant


def _load_for_many(xml: Path, preprocessing: Preprocessing, precision: Precision, head: Head | None) -> Backend:
    backend = OpenVinoBackend(xml, preprocessing, precision, for_many=True)
    return _WithHead(backend, head) if head else backend


def _fit_head(
    store: ModelStore, cache: FeatureCache, info: ModelInfo, dataset: Dataset
) -> Generator[Progress, None, Head]:
    """A quick head on the training split, as *Quick* trains it."""
    photos = [photo for photo in dataset.photos if photo.split == "train"]
    features, is_readable, _ = yield from extract_features(store, info, photos, cache)
    photos = [photo for photo, ok in zip(photos, is_readable, strict=True) if ok]
    labels = np.array([photo.category for photo in photos])
    groups = np.array([photo.group for photo in photos])
    fitted = yield from fit_head_cv(features, labels, groups, len(dataset.categories), seed=0)
    return fitted.head


def _look_at_all(
    contestants: Sequence[_Contestant], reference: _Contestant | None, photos: Sequence[tuple[Path, str | None]]
) -> Generator[Progress | ModelMeasured, None, tuple[list[Path], list[PhotoFailed]]]:
    """Every photo through every model; what one of them cannot read counts for none.

    Args:
        contestants: The models.
        reference: The one that others are to agree with.
        photos: With the category that is known by other means than their folders.

    Returns:
        The photos that were measured, and the others.
    """
    seen: list[Path] = []
    unreadable: list[PhotoFailed] = []
    step = max(1, len(photos) // LATENCY_PHOTOS)
    last_news = time.monotonic()
    for number, (path, known) in enumerate(photos):
        yield Progress(Text("Comparing on photos"), number, len(photos), "photos")
        with contextlib.suppress(OSError):  # then the models cannot read it either, and say why
            if path.is_file():
                path.read_bytes()  # from the disk once, so that the first model does not pay for all
        turns = [contestants[(number + turn) % len(contestants)] for turn in range(len(contestants))]
        if len(seen) % step and any(not contestant.is_untrained for contestant in contestants):
            turns = [contestant for contestant in turns if not contestant.is_untrained]
        loaded = [load_photo(path, contestant.info.variant.preprocessing) for contestant in turns]
        if failed := next((photo for photo in loaded if isinstance(photo, PhotoFailed)), None):
            unreadable.append(failed)
            continue
        for contestant, photo in zip(turns, loaded, strict=True):
            assert isinstance(photo, LoadedPhoto)
            contestant.look(photo, known)
            yield Progress(Text("Comparing on photos"), number, len(photos), "photos")
        seen.append(path)
        if time.monotonic() - last_news >= NEWS_SECONDS:
            last_news = time.monotonic()
            yield from _standings(contestants, reference)
    if not seen:
        raise ModelError(
            "None of the {count} photos can be read. ({reason})", count=len(photos), reason=str(unreadable[0].error)
        )
    yield Progress(Text("Comparing on photos"), len(photos), len(photos), "photos")
    return seen, unreadable


def _measure_throughput(contestants: Sequence[_Contestant], seen: Sequence[Path]) -> Generator[Progress, None, None]:
    """Photos a second as a long list in Classify has them, where the faster way of the two takes over.

    The models take turns, and the median of some rounds counts.
    """
    rates: list[tuple[list[float], list[float]]] = [([], []) for _ in contestants]
    for number in range(THROUGHPUT_ROUNDS):
        progress = Progress(Text("Timing many photos at a time"), number, THROUGHPUT_ROUNDS)
        for contestant, (soon, many) in zip(contestants, rates, strict=True):
            soon.append((yield from _measure_pace(contestant, contestant.backend, seen, progress)))
            if contestant.load_for_many:  # anew each time: those of all models together would take much memory
                many.append((yield from _measure_pace(contestant, contestant.load_for_many(), seen, progress)))
    for contestant, ways in zip(contestants, rates, strict=True):
        contestant.photos_per_second = max(statistics.median(way) for way in ways if way)


def _measure_pace(
    contestant: _Contestant, backend: Backend, seen: Sequence[Path], progress: Progress
) -> Generator[Progress, None, float]:
    """Photos a second from when a backend has all that it computes at a time, as in a list without an end."""
    classifier = Classifier(
        contestant.info.name,
        backend,
        contestant.info.variant.preprocessing,
        contestant.categories,
        novelty=contestant.novelty,
    )
    together = backend.requests * backend.batch_size
    counted, since, seconds = -together - backend.batch_size, 0.0, 0.0
    with contextlib.closing(classifier.answer(cycle(seen), "crop", 1)) as answers:
        for answer in answers:
            yield progress
            if not isinstance(answer, Classification | PhotoFailed):
                continue
            counted += 1
            if counted == 0:
                since = time.perf_counter()
            elif counted >= 2 * together and counted % backend.batch_size == 0:
                seconds = time.perf_counter() - since
                if seconds >= THROUGHPUT_SECONDS:
                    break
    return counted / seconds


def _standings(contestants: Sequence[_Contestant], reference: _Contestant | None) -> tuple[ModelMeasured, ...]:
    """What is known so far: by accuracy if that of one model is known, else by agreement with the reference."""
    known = [contestant.measured(reference) for contestant in contestants if contestant.inference]
    if reference and not any(model.with_truth for model in known):
        known = [replace(model, agrees_with=reference.info.name) for model in known]
    return mark_pareto(known)
