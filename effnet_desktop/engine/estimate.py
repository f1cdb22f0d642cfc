"""How long each preset will take on this machine: measured on a few of the photos and a few training steps."""

import time
from collections.abc import Generator
from pathlib import Path

from effnet_desktop.engine.backends import OpenVinoBackend
from effnet_desktop.engine.child_process import run_in_child
from effnet_desktop.engine.classifier import infer_photos
from effnet_desktop.engine.feature_cache import FeatureCache
from effnet_desktop.engine.features import find_known
from effnet_desktop.engine.model_store import ModelStore
from effnet_desktop.engine.photos import read_photo
from effnet_desktop.engine.prefetch import DECODERS
from effnet_desktop.engine.recipes import BATCH, RECIPES, StepTimes, time_steps
from effnet_desktop.engine.results import Dataset, Preset, Progress

SAMPLES = 16
CHECK_SIDE = 32  # about what the check of a folder reads photos at


def run(
    store: ModelStore, cache: FeatureCache, dataset: Dataset, model: str
) -> Generator[Progress, None, dict[Preset, float]]:
    """See `Engine.estimate_training`; seconds."""
    info = store.find_installed(model)
    assert info.path is not None
    measuring = Progress("Measuring this machine")
    yield measuring
    folder, _ = yield from store.convert(info)
    backend = OpenVinoBackend(folder / "model.xml", for_many=True)
    photos = dataset.photos[:: max(1, len(dataset.photos) // SAMPLES)][:SAMPLES]
    started = time.perf_counter()
    paths = [photo.path for photo in photos]
    yield from infer_photos(backend.extract, paths, info.variant.preprocessing, workers=backend.requests)
    photo_seconds = (time.perf_counter() - started) / len(photos)
    started = time.perf_counter()
    for photo in photos:
        read_photo(photo.path, CHECK_SIDE)
    check_seconds = (time.perf_counter() - started) / len(photos) / DECODERS

    sample: Path = photos[0].path
    started = time.perf_counter()
    steps: dict[Preset, StepTimes] = yield from run_in_child(
        measuring, time_steps, info.variant, info.path, len(dataset.categories), sample
    )
    loading_seconds = time.perf_counter() - started  # about what loading PyTorch and saving the model take, too

    known = find_known(info, dataset.photos, cache)
    train = sum(photo.split == "train" for photo in dataset.photos)
    val = len(dataset.photos) - train
    # The folder is checked once more, and photos seen before need no features.
    quick = check_seconds * len(dataset.photos) + photo_seconds * (len(dataset.photos) - len(known)) + loading_seconds
    seconds: dict[Preset, float] = {"quick": quick}
    for preset, recipe in RECIPES.items():
        own = steps[preset]
        views = train * (photo_seconds + recipe.views * own.view) + val * photo_seconds
        epoch = train / BATCH * own.step + val / BATCH * own.step / 3  # a forward pass is a third of a step
        seconds[preset] = quick + views + recipe.epochs * epoch + val * photo_seconds
    return seconds
