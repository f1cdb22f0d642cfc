"""How long each preset will take on this machine: a guess at once, then better and better, as it is measured.

First the speed of a usual machine is assumed, then some of the photos are looked at, and last a few training steps of
each preset are timed in a process of its own, for which PyTorch has to be loaded. Each estimate says what it assumes.
"""

import os
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial

from effnet_desktop.engine.child_process import run_in_child
from effnet_desktop.engine.errors import ModelError, Text
from effnet_desktop.engine.folders.feature_cache import FeatureCache
from effnet_desktop.engine.folders.small_pictures import SmallPictures, kept_pictures
from effnet_desktop.engine.models.store import ModelStore
from effnet_desktop.engine.photos.inputs import infer_photos
from effnet_desktop.engine.photos.prefetch import decoders
from effnet_desktop.engine.records.devices import DeviceKind
from effnet_desktop.engine.records.folders import Dataset
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import Preset
from effnet_desktop.engine.records.training import TrainingEstimate
from effnet_desktop.engine.scaling import Scaling, cost, scaled_variant
from effnet_desktop.engine.training.cpu_models import compile_models
from effnet_desktop.engine.training.features import find_known
from effnet_desktop.engine.training.job import StepTimes
from effnet_desktop.engine.training.novelty import MOST_LOOKED_AT
from effnet_desktop.engine.training.recipes import BATCH, Recipe, recipes_for
from effnet_desktop.engine.training.workers import time_steps

SAMPLES = 16
SAVING_SECONDS = 2.0  # fitting the head, and saving the model
USUAL_LOADING_SECONDS = 5.0  # PyTorch
USUAL_READING_SECONDS = 0.02  # a photo, on one core
USUAL_MADDS = 30e9  # a second and core
USUAL_GPU_MADDS = 3e12  # a second
PLAIN = 3  # times as long as through OpenVINO, in PyTorch
STEP = 3  # times as long as a forward pass


def run(
    store: ModelStore,
    cache: FeatureCache,
    dataset: Dataset,
    model: str,
    device: DeviceKind,
    scaling: Scaling | None,
    borrow: Callable[[], AbstractContextManager[SmallPictures | None]],
) -> Generator[Progress | TrainingEstimate, None, TrainingEstimate]:
    """See `Engine.estimate_training`; `borrow` lends small pictures of the photos, which a training may want soon."""
    info = store.find_installed(model)
    assert info.path is not None
    variant = scaled_variant(scaling) if scaling else info.variant
    madds = cost(variant).madds
    recipes = recipes_for(device, scaling is not None)
    train = sum(photo.split == "train" for photo in dataset.photos)
    cores = os.cpu_count() or 1
    usual = madds / USUAL_MADDS / cores + USUAL_READING_SECONDS / cores
    pace = _Pace(train, len(dataset.photos) - train, device, scaling is not None, photo=usual)
    steps = {preset: _usual_step(recipe, device, usual, madds) for preset, recipe in recipes.items()}
    yield TrainingEstimate(pace.seconds(recipes, steps), Text("This assumes a usual machine. Yours is being measured."))

    measuring = Progress(Text("Measuring this machine"))
    yield measuring
    folder, _ = yield from store.convert(info)
    if not scaling:
        pace.known = len(find_known(info, dataset.photos, cache))
    photos = dataset.photos[:: max(1, len(dataset.photos) // SAMPLES)][:SAMPLES]
    preprocessing = info.variant.preprocessing
    compiled = compile_models(folder / "model.xml", preprocessing, train).to_learn
    paths = [photo.path for photo in photos]
    look = partial(infer_photos, partial(compiled.run, output=1), paths, preprocessing, workers=compiled.requests)
    started = time.perf_counter()
    _, readable = yield from look()
    paths = [path for path, ok in zip(paths, readable, strict=True) if ok]
    if not paths:
        raise ModelError("None of the photos could be read.", "They may have been moved or deleted meanwhile.")
    read = time.perf_counter()
    with borrow() as pictures:
        yield from look(pictures=kept_pictures(pictures, preprocessing, photos))
    seconds = read - started, time.perf_counter() - read
    pace.photo, pace.again = (madds / cost(info.variant).madds * some / len(photos) for some in seconds)
    steps = {preset: _usual_step(recipe, device, pace.photo, madds) for preset, recipe in recipes.items()}
    sampled = Text(
        "This assumes that all photos take as long as {count} of them. Training is being measured.", count=len(paths)
    )
    yield TrainingEstimate(pace.seconds(recipes, steps), sampled)

    started = time.perf_counter()
    arguments = variant, info.path, len(dataset.categories), paths[0], device, scaling is not None
    times = run_in_child(measuring, time_steps, *arguments)
    try:
        for event in times:
            if isinstance(event, Progress):
                yield event
                continue
            steps |= event
            pace.loading = min(pace.loading, time.perf_counter() - started)
            yield TrainingEstimate(pace.seconds(recipes, steps), sampled)
    finally:
        times.close()
    assumed = Text(
        "This assumes that all photos take as long as {count} of them, and that this machine stays as busy as it is.",
        count=len(paths),
    )
    return TrainingEstimate(pace.seconds(recipes, steps), assumed)


@dataclass(slots=True)
class _Pace:
    """What is known of a training's speed.

    Attributes:
        train: How many photos there are to learn from.
        val: How many to measure on.
        device: What trains the deeper layers.
        is_scaled: Whether the network is of the user's own scaling.
        photo: Seconds that a photo takes to be read and seen.
        again: Seconds that it takes after the check, which may have kept a small picture.
        known: How many photos' features are known from before.
        loading: Seconds until PyTorch is loaded, about what saving the model takes, too.
    """

    train: int
    val: int
    device: DeviceKind
    is_scaled: bool
    photo: float
    again: float | None = None
    known: int = 0
    loading: float = USUAL_LOADING_SECONDS

    def seconds(self, recipes: Mapping[Preset, Recipe], steps: Mapping[Preset, StepTimes]) -> dict[Preset, float]:
        """How long each preset takes."""
        photos = self.train + self.val
        quick = (self.photo if self.again is None else self.again) * (photos - self.known)
        if self.is_scaled:
            quick += self.loading  # inheriting
        seconds: dict[Preset, float] = {"quick": quick + SAVING_SECONDS}
        for preset, recipe in recipes.items():
            own = steps[preset]
            step_seconds = self.train / BATCH * own.step + self.val / BATCH * own.step / STEP
            if recipe.stages:
                once = self.train * (self.photo + recipe.views * own.view) + self.val * self.photo
                epoch = step_seconds
            else:
                once, epoch = photos * own.view / min(os.cpu_count() or 1, decoders(self.device)), step_seconds
            measured = self.val + min(self.train, MOST_LOOKED_AT)
            seconds[preset] = quick + self.loading + once + recipe.epochs * epoch + measured * self.photo
        return seconds


def _usual_step(recipe: Recipe, device: DeviceKind, photo: float, madds: int) -> StepTimes:
    """What the steps of a recipe take where a photo takes so many seconds, before any was timed."""
    if device != "cpu":
        return StepTimes(view=USUAL_READING_SECONDS, step=BATCH * STEP * madds / USUAL_GPU_MADDS)
    if recipe.stages is None:
        return StepTimes(view=USUAL_READING_SECONDS, step=BATCH * STEP * PLAIN * photo)
    share = recipe.stages / 6  # of the network's time, which the last stages of nine take less of than the first
    return StepTimes(view=(1 - share) * photo, step=BATCH * STEP * PLAIN * share * photo)
