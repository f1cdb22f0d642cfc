"""How long each preset will take on this machine: measured on a few of the photos and a few training steps."""

import time
from collections.abc import Generator

from effnet_desktop.engine.child_process import run_in_child
from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.folders.feature_cache import FeatureCache
from effnet_desktop.engine.models.store import ModelStore
from effnet_desktop.engine.networks.backends import OpenVinoBackend
from effnet_desktop.engine.photos.inputs import infer_photos
from effnet_desktop.engine.photos.prefetch import decoders
from effnet_desktop.engine.records.devices import DeviceKind
from effnet_desktop.engine.records.folders import Dataset
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import Preset
from effnet_desktop.engine.scaling import Scaling, cost, scaled_variant
from effnet_desktop.engine.training.features import choose_precision, find_known
from effnet_desktop.engine.training.job import StepTimes
from effnet_desktop.engine.training.recipes import BATCH, recipes_for
from effnet_desktop.engine.training.workers import time_steps

SAMPLES = 16
SAVING_SECONDS = 2.0  # fitting the head, and saving the model


def run(
    store: ModelStore, cache: FeatureCache, dataset: Dataset, model: str, device: DeviceKind, scaling: Scaling | None
) -> Generator[Progress, None, dict[Preset, float]]:
    """See `Engine.estimate_training`; seconds."""
    info = store.find_installed(model)
    assert info.path is not None
    measuring = Progress(Text("Measuring this machine"))
    yield measuring
    folder, _ = yield from store.convert(info)
    train = sum(photo.split == "train" for photo in dataset.photos)
    val = len(dataset.photos) - train
    xml = folder / "model.xml"
    backend = OpenVinoBackend(xml, choose_precision(xml, train), for_many=True)
    photos = dataset.photos[:: max(1, len(dataset.photos) // SAMPLES)][:SAMPLES]
    started = time.perf_counter()
    paths = [photo.path for photo in photos]
    yield from infer_photos(backend.extract, paths, info.variant.preprocessing, workers=backend.requests)
    photo_seconds = (time.perf_counter() - started) / len(photos)
    variant, known = info.variant, len(find_known(info, dataset.photos, cache))
    if scaling:
        variant, known = scaled_variant(scaling), 0
        photo_seconds *= cost(variant).madds / cost(info.variant).madds

    started = time.perf_counter()
    arguments = variant, info.path, len(dataset.categories), paths[0], device, scaling is not None
    steps: dict[Preset, StepTimes] = yield from run_in_child(measuring, time_steps, *arguments)
    loading_seconds = time.perf_counter() - started  # about what loading PyTorch and saving the model take, too

    quick = photo_seconds * (len(dataset.photos) - known)
    if scaling:
        quick += loading_seconds  # inheriting
    seconds: dict[Preset, float] = {"quick": quick + SAVING_SECONDS}
    for preset, recipe in recipes_for(device, scaling is not None).items():
        own = steps[preset]
        step_seconds = train / BATCH * own.step + val / BATCH * own.step / 3  # a forward pass is a third of a step
        if recipe.stages:
            once, epoch = train * (photo_seconds + recipe.views * own.view) + val * photo_seconds, step_seconds
        elif device == "cpu":
            once, epoch = 0.0, step_seconds + len(dataset.photos) * own.view
        else:  # photos are read while the GPU computes
            once, epoch = 0.0, max(step_seconds, len(dataset.photos) * own.view / decoders(device))
        seconds[preset] = quick + loading_seconds + once + recipe.epochs * epoch + val * photo_seconds
    return seconds
