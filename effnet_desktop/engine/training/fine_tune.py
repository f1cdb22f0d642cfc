"""A folder of photos -> a classifier: features, then a head, then the deeper layers.

What a training has reached stands in its run folder (``training/NAME/``): the photos, the head, and the last and the
best epoch of the deeper layers. So a crash loses at most the current epoch, a stopped training can be finished with the
best so far, and the end of a training is always the same function, `finish`, on that folder.
"""

import dataclasses
import shutil
import time
from collections.abc import Generator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.chance import wilson_interval
from effnet_desktop.engine.child_process import run_in_child
from effnet_desktop.engine.classifying.classifier import hand_over
from effnet_desktop.engine.classifying.metrics import (
    choose_threshold,
    evaluate,
    fit_temperature,
)
from effnet_desktop.engine.errors import DeviceError, ModelError, Text, explain_storage
from effnet_desktop.engine.folders.dataset import inspect_or_refuse
from effnet_desktop.engine.folders.feature_cache import FeatureCache
from effnet_desktop.engine.folders.label_list import LabelList
from effnet_desktop.engine.models import trained_model
from effnet_desktop.engine.models.store import ModelStore
from effnet_desktop.engine.networks.answers import softmax
from effnet_desktop.engine.networks.backends import OpenVinoBackend
from effnet_desktop.engine.networks.convert import WEIGHTS, convert, replace_head
from effnet_desktop.engine.photos.inputs import infer_photos
from effnet_desktop.engine.records.devices import Device
from effnet_desktop.engine.records.folders import Dataset
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import FineTuneConfig, Inheritance, ModelInfo, TrainedModel
from effnet_desktop.engine.records.training import (
    SAVING,
    FeaturesExtracted,
    FineTuned,
    HeadFitted,
    Mistake,
    TrainingEvent,
    TrainingReport,
)
from effnet_desktop.engine.scaling import scaled_variant
from effnet_desktop.engine.training import run_folder, workers
from effnet_desktop.engine.training.features import backbone_of, extract_features
from effnet_desktop.engine.training.head import fit_head_cv
from effnet_desktop.engine.training.job import make_job
from effnet_desktop.engine.training.run_folder import BASE, HEAD, Run, RunPhotos
from effnet_desktop.engine.training.suspects import name_suspects

Floats = NDArray[np.float32]
TARGET_ACCURACY = 0.95  # of the photos that are not called unsure


def fine_tune(
    store: ModelStore,
    runs: Path,
    cache: FeatureCache,
    labels: LabelList,
    config: FineTuneConfig,
    device: Device,
) -> Generator[TrainingEvent, None, FineTuned]:
    """See `Engine.fine_tune`; `device` trains the deeper layers, all of them if it is a GPU."""
    started = time.monotonic()
    name = trained_model.check_name(config.model_name)
    folder = runs / name
    if config.resume:
        run, photos = run_folder.read_run(folder), run_folder.read_photos(folder)
        started -= run.seconds + run_folder.seconds_trained(folder)
        config = dataclasses.replace(run.config, resume=True)
        total = len(photos.split("val"))
        info = _base_of(store, folder, run.config)
        yield HeadFitted(run.val_acc1, wilson_interval(round(run.val_acc1 * total), total), run.seconds)
    else:
        info = _base_of(store, folder, config)
        is_whole = device.kind != "cpu" or config.scaling is not None
        run, photos = yield from _fit_head(store, folder, cache, labels, config, info, name, is_whole, started)
    if config.preset != "quick":
        yield from _train_deeper(config, info, run, photos, folder, device)
    return (yield from finish(store, runs, name, started))


def _base_of(store: ModelStore, run: Path, config: FineTuneConfig) -> ModelInfo:
    """The model whose backbone is used, or trained on.

    A model that was trained here can have its head fitted anew. A network of the user's own scaling has its first
    weights in the run folder, once they are made.

    Raises:
        ModelError: It cannot be trained, or is not installed.
    """
    if config.scaling:
        variant = scaled_variant(config.scaling)
        return ModelInfo(variant.name, variant, "installed", run / BASE / WEIGHTS)
    info = store.find_installed(config.model)
    if info.cascade or (info.trained and config.preset != "quick"):
        raise ModelError("{model} was made here.", "Start from a published model, such as lite0.", model=info.name)
    return info


def _inherit(
    store: ModelStore, info: ModelInfo, config: FineTuneConfig, dataset: Dataset, folder: Path
) -> Generator[Progress | Inheritance, None, Inheritance]:
    """Makes the first weights of a network of the user's own scaling, in the run folder."""
    source = _nearest_installed(store, info)
    photos = tuple(photo.path for photo in dataset.photos if photo.split == "train")
    step = Progress(Text("Inheriting the weights of {model}", model=source.name))
    yield step
    try:
        (folder / BASE).mkdir(parents=True)
    except OSError as error:
        raise explain_storage(error, folder) from error
    assert source.path is not None
    inherited: Inheritance = yield from run_in_child(
        step, workers.inherit, info.variant, source.variant, source.path, photos, folder / BASE
    )
    yield inherited
    return inherited


def _nearest_installed(store: ModelStore, info: ModelInfo) -> ModelInfo:
    """The installed published model of the same family whose phi is nearest; of two, the smaller.

    Raises:
        ModelError: None is installed.
    """
    family = [model for model in store.models() if model.variant.family == info.variant.family and not model.trained]
    installed = [model for model in family if model.path and not model.cascade]
    if not installed:
        raise ModelError(
            "No model of the family is installed whose weights {name} could inherit.",
            "Download {smallest} on the Models page, or choose the family lite.",
            name=info.variant.title,
            smallest=family[0].name,
        )
    return min(installed, key=lambda model: abs(model.variant.phi - info.variant.phi))


def _train_deeper(
    config: FineTuneConfig, info: ModelInfo, run: Run, photos: RunPhotos, folder: Path, device: Device
) -> Generator[TrainingEvent, None, None]:
    """Trains the deeper layers; a GPU that fails hands over to the CPU, which begins anew with what suits it."""
    with np.load(folder / HEAD) as head:
        job = make_job(config, info, run, photos, head["weight"], head["bias"], folder, device.kind)
        on_cpu = dataclasses.replace(run, is_whole=config.scaling is not None)
        cpu_job = make_job(config, info, on_cpu, photos, head["weight"], head["bias"], folder, "cpu")
    loading = Progress(Text("Loading PyTorch"))
    try:
        yield from run_in_child(loading, workers.train, job)
    except DeviceError as error:
        if device.kind == "cpu":
            raise
        yield hand_over(device.name, error)
        for file in (run_folder.CHECKPOINT, run_folder.BEST):
            (folder / file).unlink(missing_ok=True)
        run_folder.write_run(folder, on_cpu, photos)
        yield from run_in_child(loading, workers.train, cpu_job)


def finish(
    store: ModelStore, runs: Path, name: str, started: float | None = None
) -> Generator[Progress, None, FineTuned]:
    """Makes a model of the best that a training has reached, calibrates and measures it, and ends the run.

    Args:
        store: Takes the model.
        runs: The trainings' folder.
        name: Whose training it is.
        started: When it started, on the monotonic clock; None for one that was interrupted.
    """
    folder = runs / name
    run, photos = run_folder.read_run(folder), run_folder.read_photos(folder)
    if started is None:
        started = time.monotonic() - run.seconds - run_folder.seconds_trained(folder)
    info = _base_of(store, folder, run.config)
    assert info.path is not None
    part = store.folder / f".{name}.new"
    saving = Progress(Text(SAVING, name=name))
    best = folder / run_folder.BEST
    with np.load(folder / HEAD) as head:
        weight, bias, val_logits = head["weight"], head["bias"], head["val_logits"]
    try:
        shutil.rmtree(part, ignore_errors=True)
        (part / "openvino").mkdir(parents=True)
        val = photos.split("val")
        weights, converted = part / trained_model.WEIGHTS, part / "openvino"
        if not best.is_file():
            base, _ = yield from store.convert(info)
            yield saving
            has_plain = info.trained or info.path.suffix == ".xml"
            plain_weights = info.path if has_plain else base / WEIGHTS
            replace_head(base, plain_weights, info.variant.name, weight, bias, run.categories, weights, converted)
        else:
            shutil.copyfile(best, weights)
            yield from run_in_child(saving, convert, info.variant, weights, converted, run.categories)
            backend = OpenVinoBackend(part / "openvino" / "model.xml", for_many=True)
            paths = [path for path, _ in val]
            val_logits, readable = yield from infer_photos(
                backend.infer, paths, info.variant.preprocessing, "Measuring the model", workers=backend.requests
            )
            val = tuple(photo for photo, ok in zip(val, readable, strict=True) if ok)
        backbone = f"{info.variant.name} {trained_model.digest(best)}" if best.is_file() else backbone_of(info)
        model, report = _calibrate(run, photos, info, val_logits, val, name, time.monotonic() - started)
        trained_model.finish(part, model, info.variant, backbone, run.fingerprint, report)
    except OSError as error:
        raise explain_storage(error, part) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    run_folder.delete_run(folder)
    return FineTuned(model, report)


def _fit_head(
    store: ModelStore,
    folder: Path,
    cache: FeatureCache,
    labels: LabelList,
    config: FineTuneConfig,
    info: ModelInfo,
    name: str,
    is_whole: bool,
    started: float,
) -> Generator[TrainingEvent, None, tuple[Run, RunPhotos]]:
    """Reads the folder, fits the head on the backbone's features, and begins the run folder."""
    dataset = yield from inspect_or_refuse(config.folder, labels, cache, config.seed)
    yield dataset
    run_folder.delete_run(folder)  # an older training of that name
    inherited = None
    if config.scaling:
        inherited = yield from _inherit(store, info, config, dataset, folder)
    features, mask, from_cache = yield from extract_features(store, info, dataset.photos, cache)
    yield FeaturesExtracted(len(features), from_cache, time.monotonic() - started)
    photos = [photo for photo, ok in zip(dataset.photos, mask, strict=True) if ok]
    y = np.array([photo.category for photo in photos])
    groups = np.array([photo.group for photo in photos])
    is_train = np.array([photo.split == "train" for photo in photos])
    fitted = yield from fit_head_cv(
        features[is_train], y[is_train], groups[is_train], len(dataset.categories), seed=config.seed
    )
    val_logits = fitted.head.logits(features[~is_train])
    right, total = int((val_logits.argmax(1) == y[~is_train]).sum()), int((~is_train).sum())
    # The audit judges training photos by heads that never saw them; this head never saw the validation photos.
    judged = np.zeros((len(photos), len(dataset.categories)))
    judged[is_train], judged[~is_train] = fitted.out_of_fold, softmax(val_logits)
    run = Run(
        config=config,
        name=name,
        categories=dataset.categories,
        fingerprint=dataset.fingerprint,
        val_acc1=right / total if total else 0.0,
        seconds=time.monotonic() - started,
        is_whole=is_whole,
        inherited=inherited,
    )
    run_photos = RunPhotos(
        photos=tuple(photos),
        unreadable=tuple(failed.path for failed in dataset.unreadable),
        suspects=name_suspects(photos, judged, dataset.categories),
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / HEAD).open("wb") as file:
            np.savez(file, weight=fitted.head.weight, bias=fitted.head.bias, val_logits=val_logits)
    except OSError as error:
        raise explain_storage(error, folder) from error
    run_folder.write_run(folder, run, run_photos)
    yield HeadFitted(run.val_acc1, wilson_interval(right, total), run.seconds)
    return run, run_photos


def _calibrate(
    run: Run,
    photos: RunPhotos,
    info: ModelInfo,
    logits: Floats,
    val: Sequence[tuple[Path, int]],
    name: str,
    seconds: float,
) -> tuple[TrainedModel, TrainingReport]:
    """Calibrates on the validation photos, and says what the model learnt."""
    truth = np.array([category for _, category in val], np.intp)
    logits = logits.reshape(len(truth), len(run.categories))
    temperature = fit_temperature(logits, truth)
    probabilities = softmax(logits / temperature) if len(logits) else np.zeros((0, len(run.categories)))
    evaluation = evaluate(probabilities, truth, run.categories)
    predicted = probabilities.argmax(axis=1)
    wrong = np.flatnonzero(predicted != truth)
    mistakes = [
        Mistake(
            val[i][0],
            run.categories[truth[i]],
            run.categories[predicted[i]],
            float(probabilities[i, predicted[i]]),
        )
        for i in sorted(wrong.tolist(), key=lambda i: -probabilities[i, predicted[i]])
    ]
    model = TrainedModel(
        name=name,
        categories=run.categories,
        temperature=temperature,
        threshold=choose_threshold(evaluation.thresholds, TARGET_ACCURACY).confidence,
        folder=run.config.folder,
        preset=info.trained.preset if info.trained else run.config.preset,
        acc1=evaluation.acc1,
        acc1_ci95=evaluation.acc1_ci95,
        photos=len(photos.photos),
        scaling=info.trained.scaling if info.trained else run.config.scaling,
        inherited=info.trained.inherited if info.trained else run.inherited,
        seed=run.config.seed,
    )
    report = TrainingReport(
        evaluation, tuple(mistakes), photos.suspects, photos.unreadable, len(photos.photos), seconds
    )
    return model, report
