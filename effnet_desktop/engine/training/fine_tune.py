"""A folder of photos -> a classifier: features, then a head, then the deeper layers.

What a training has reached stands in its run folder (``training/NAME/``): the photos, the head, and the last and the
best epoch of the deeper layers. So a crash loses at most the current epoch, a stopped training can be finished with the
best so far, and the end of a training is always the same function, `finish`, on that folder.
"""

import contextlib
import dataclasses
import functools
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from itertools import compress
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
from effnet_desktop.engine.folders.dataset import inspect_for
from effnet_desktop.engine.folders.feature_cache import FeatureCache
from effnet_desktop.engine.folders.label_list import LabelList
from effnet_desktop.engine.folders.listing import evenly
from effnet_desktop.engine.folders.small_pictures import SmallPictures, kept_pictures
from effnet_desktop.engine.models import trained_model
from effnet_desktop.engine.models.store import ModelStore
from effnet_desktop.engine.models.work_folders import work_folder
from effnet_desktop.engine.networks import devices
from effnet_desktop.engine.networks.answers import softmax
from effnet_desktop.engine.networks.convert import WEIGHTS, add_beside, convert, read_converted, replace_head
from effnet_desktop.engine.photos.inputs import look_at_photos
from effnet_desktop.engine.photos.prefetch import Future, in_background
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.records.devices import Device
from effnet_desktop.engine.records.folders import Dataset, LabelledPhoto
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.models import FineTuneConfig, Inheritance, ModelInfo, TrainedModel
from effnet_desktop.engine.records.training import (
    SAVING,
    FeaturesExtracted,
    FineTuned,
    HeadFitted,
    KnownSites,
    Mistake,
    RightAnswer,
    TrainingEvent,
    TrainingReport,
)
from effnet_desktop.engine.scaling import scaled_variant
from effnet_desktop.engine.training import gpu_features, run_folder, workers
from effnet_desktop.engine.training.cpu_models import CpuModels, compile_meanwhile, compile_models
from effnet_desktop.engine.training.features import backbone_of, extract_features, photos_to_look_at
from effnet_desktop.engine.training.head import fit_head_cv
from effnet_desktop.engine.training.job import Answers, Job, make_job
from effnet_desktop.engine.training.learning_curve import measure
from effnet_desktop.engine.training.novelty import (
    MOST_LOOKED_AT,
    FittedNovelty,
    Seen,
    fit_on_frozen,
    fit_on_trained,
)
from effnet_desktop.engine.training.recipes import check_epochs
from effnet_desktop.engine.training.run_folder import BASE, Head, Run, RunPhotos
from effnet_desktop.engine.training.suspects import name_suspects
from effnet_desktop.engine.variants import Preprocessing
from effnet_desktop.engine.whole_files import sha256_of

Floats = NDArray[np.float32]
WAY_OUT = "Choose another name, or let the new model take its place."
NAME_OR_REPLACE = "--name or --replace"
TARGET_ACCURACY = 0.95  # of the photos that are not called unsure


def fine_tune(
    store: ModelStore,
    runs: Path,
    cache: FeatureCache,
    labels: LabelList,
    config: FineTuneConfig,
    choose_device: Callable[[], Device],
    pictures: SmallPictures | None = None,
) -> Generator[TrainingEvent, None, FineTuned]:
    """See `Engine.fine_tune`; the device trains the deeper layers, all of them if it is a GPU.

    `choose_device` is called on a thread of its own, since PyTorch may have to be loaded to find a GPU.
    """
    started = time.monotonic()
    name = trained_model.check_name(config.model_name)
    # Absolute, since the model keeps it and the next command may be given elsewhere.
    config = dataclasses.replace(
        config,
        folder=Path(os.path.abspath(config.folder)),
        labels=config.labels and Path(os.path.abspath(config.labels)),
    )
    folder = runs / name
    with _making(store, runs, name) as part:
        chosen = in_background(choose_device)
        if config.resume:
            run, photos = run_folder.read_run(folder), run_folder.read_photos(folder)
            if run_folder.drop_damaged(folder):
                yield Notice("What was trained of the deeper layers is damaged, so they begin anew.")
            started -= run.seconds + run_folder.seconds_trained(folder)
            config = dataclasses.replace(run.config, resume=True)
            total = len(photos.split("val"))
            info = _base_of(store, folder, run.config)
            yield HeadFitted(run.val_acc1, wilson_interval(round(run.val_acc1 * total), total), run.seconds)
        else:
            check_epochs(config.epochs)
            _check_replaces_nothing_else(store, folder, config)
            info = _base_of(store, folder, config)
            run, photos = yield from _fit_head(
                store, folder, cache, labels, config, info, name, chosen, started, pictures
            )
        answers: Answers = {}
        if config.preset != "quick":
            device = yield from gpu_features.wait_for(chosen)
            answers = yield from _train_deeper(config, info, run, photos, folder, device, part)
        return (yield from _finish(store, folder, part, started, answers, pictures))


@contextlib.contextmanager
def _making(store: ModelStore, runs: Path, name: str) -> Iterator[Path]:
    """Keeps every other training of a name away; hands out the folder that the model is made in.

    Raises:
        ModelError: A training of that name runs.
        StorageError: The folders cannot be written; that is better known before the work than after it.
    """
    with contextlib.ExitStack() as stack:
        try:
            part = stack.enter_context(work_folder(store.folder, name, "new"))
            runs.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=runs).close()
        except TimeoutError as error:
            raise _is_running(name) from error
        except OSError as error:
            raise explain_storage(error, store.folder.parent) from error
        yield part


def discard(store: ModelStore, runs: Path, name: str) -> None:
    """Deletes what an interrupted training has left.

    Raises:
        ModelError: It runs.
    """
    if store.is_being_made(name):
        raise _is_running(name)
    run_folder.delete_run(runs / name)


def _is_running(name: str) -> ModelError:
    return ModelError(
        "A training of {name} is running already.", "Wait for it to end, or choose another name.", name=name
    )


def _check_replaces_nothing_else(store: ModelStore, run: Path, config: FineTuneConfig) -> None:
    """Finds out before the work whether a model would be lost that was made from something else.

    Raises:
        ModelError: So it is.
    """
    if config.replace:
        return
    name = run.name
    old = store.find_made_here(name)
    if old and old.trained is None:
        raise ModelError("There is a pair or a broken model named {name} already.", WAY_OUT, NAME_OR_REPLACE, name=name)
    if old and old.trained and not _is_same(old.trained.folder, config.folder):
        raise ModelError(
            "There is a model named {name} already, which was made from {source}.",
            WAY_OUT,
            NAME_OR_REPLACE,
            name=name,
            source=old.trained.folder,
        )
    try:
        unfinished = run_folder.read_run(run).config.folder
    except ModelError:  # there is none
        return
    if not _is_same(unfinished, config.folder):
        raise ModelError(
            "There is an unfinished training of {name}, which was begun with {source}.",
            "Finish it, choose another name, or give it up.",
            "--resume, --name or --replace",
            name=name,
            source=unfinished,
        )


def _is_same(one: Path, other: Path) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:  # the older one is not there any more
        return os.path.abspath(one) == os.path.abspath(other)


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
    if info.trained and info.path:
        trained_model.check(info.path.parent)
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
    installed = [model for model in family if model.is_installed and not model.cascade]
    if not installed:
        raise ModelError(
            "No model of the family is installed whose weights {name} could inherit.",
            "Download {smallest} on the Models page, or choose the family lite.",
            name=info.variant.title,
            smallest=family[0].name,
        )
    return min(installed, key=lambda model: abs(model.variant.phi - info.variant.phi))


def _train_deeper(
    config: FineTuneConfig, info: ModelInfo, run: Run, photos: RunPhotos, folder: Path, device: Device, part: Path
) -> Generator[TrainingEvent, None, Answers]:
    """Trains the deeper layers; a GPU that fails hands over to the CPU, which begins anew with what suits it.

    Photos that cannot be read any more are left out, and noted in the run folder. What the model is made of is in
    `part` then, as far as it is from the deeper layers.

    Returns:
        What they say of some photos.
    """
    if device.kind != "cpu":
        gpu_features.free_memory()
    head = run_folder.read_head(folder)
    job = make_job(config, info, run, photos, head.weight, head.bias, folder, device.kind)
    on_cpu = dataclasses.replace(run, is_whole=config.scaling is not None)
    cpu_job = make_job(config, info, on_cpu, photos, head.weight, head.bias, folder, "cpu")
    val = (photo for photo in photos.photos if photo.split == "val")
    paths = [photo.path for photo in (*val, *_to_look_at(photos), *photos.others)]

    def train(job: Job, device: Device) -> Generator[TrainingEvent, None, Answers]:
        arguments = job, run.categories, device, paths, part
        return (
            yield from _leave_out(
                run_in_child(Progress(Text("Loading PyTorch")), workers.train_and_convert, *arguments), folder
            )
        )

    try:
        return (yield from train(job, device))
    except DeviceError as error:
        if device.kind == "cpu":
            raise
        yield hand_over(device.name, error)
        for file in (run_folder.CHECKPOINT, run_folder.BEST):
            (folder / file).unlink(missing_ok=True)
        run_folder.write_run(folder, on_cpu, run_folder.read_photos(folder))
        return (yield from train(cpu_job, devices.cpu()))


def _leave_out(
    training: Generator[TrainingEvent | PhotoFailed, None, Answers], folder: Path
) -> Generator[TrainingEvent, None, Answers]:
    """Notes the photos that a training could not read any more, and passes on the rest."""
    missing: list[Path] = []
    try:
        while True:
            event = next(training)
            if isinstance(event, PhotoFailed):
                missing.append(event.path)
                yield _explain_left_out(event.path)
            else:
                yield event
    except StopIteration as end:
        answers: Answers = end.value
        return answers
    finally:
        training.close()
        run_folder.add_unreadable(folder, missing)


def _to_look_at(photos: RunPhotos) -> Sequence[LabelledPhoto]:
    """The photos to learn from that tell what the trained network makes of known categories."""
    return evenly([photo for photo in photos.photos if photo.split == "train"], MOST_LOOKED_AT)


def _explain_left_out(path: Path) -> Notice:
    return Notice("{path} cannot be read any more and is left out.", path=path)


def finish(store: ModelStore, runs: Path, name: str) -> Generator[Progress | Notice, None, FineTuned]:
    """Makes a model of the best that an interrupted training has reached, and ends the run.

    Args:
        store: Takes the model.
        runs: The trainings' folder.
        name: Whose training it is.
    """
    folder = runs / name
    with _making(store, runs, name) as part:
        run = run_folder.read_run(folder)
        started = time.monotonic() - run.seconds - run_folder.seconds_trained(folder)
        run_folder.drop_damaged(folder)
        return (yield from _finish(store, folder, part, started, {}))


def _finish(
    store: ModelStore,
    folder: Path,
    part: Path,
    started: float,
    answers: Answers,
    pictures: SmallPictures | None = None,
) -> Generator[Progress | Notice, None, FineTuned]:
    """Makes a model of the best that a training has reached, calibrates and measures it, and ends the run.

    Args:
        store: Takes the model.
        folder: Of the run.
        part: To make it in; may hold what is made of the deeper layers already.
        started: When the training did, on the monotonic clock.
        answers: What the deeper layers say of photos, as far as that is known.
        pictures: Small ones of the photos.
    """
    name = folder.name
    run, photos, head = run_folder.read_run(folder), run_folder.read_photos(folder), run_folder.read_head(folder)
    info = _base_of(store, folder, run.config)
    assert info.path is not None
    saving = Progress(Text(SAVING, name=name))
    best = folder / run_folder.BEST
    val_logits, fitted = head.val_logits, head.novelty
    try:
        (part / "openvino").mkdir(parents=True, exist_ok=True)
        val = photos.split("val")
        weights, converted = part / trained_model.WEIGHTS, part / "openvino"
        if not best.is_file():
            base, _ = yield from store.convert(info, for_pytorch=info.trained is None)
            yield saving
            has_plain = info.trained or info.path.suffix == ".xml"
            plain_weights = info.path if has_plain else base / WEIGHTS
            replace_head(
                base, plain_weights, info.variant.name, head.weight, head.bias, run.categories, weights, converted
            )
        else:
            if read_converted(converted, weights, run.categories) is None:
                shutil.copyfile(best, weights)
                yield from run_in_child(saving, convert, info.variant, weights, converted, run.categories)
            paths = [path for path, _ in val]
            to_learn = _to_look_at(photos)
            preprocessing = info.variant.preprocessing
            models = functools.cache(partial(compile_models, converted / "model.xml", preprocessing, len(to_learn)))
            look = partial(_look, models, answers, preprocessing, head.weight.shape, pictures)
            seen, readable = yield from look([photo for photo in photos.photos if photo.split == "val"])
            val_logits = seen.logits
            fitted = yield from _fit_novelty(look, to_learn, photos.others, seen)
            missing = [path for path, ok in zip(paths, readable, strict=True) if not ok]
            for path in missing:
                if path not in photos.unreadable:
                    yield _explain_left_out(path)
            photos = dataclasses.replace(photos, unreadable=tuple(dict.fromkeys([*photos.unreadable, *missing])))
            val = tuple(photo for photo, ok in zip(val, readable, strict=True) if ok)
        backbone = f"{info.variant.name} {sha256_of(best)}" if best.is_file() else backbone_of(info)
        if fitted:
            add_beside(weights, fitted.novelty.tensors(), converted)
        model, report = _calibrate(run, photos, info, val_logits, val, fitted, name, time.monotonic() - started)
        trained_model.finish(part, model, info.variant, backbone, run.fingerprint, report)
    except OSError as error:
        raise explain_storage(error, part) from error
    run_folder.delete_run(folder)
    return FineTuned(model, report)


def _fit_novelty(
    look: Callable[[Sequence[LabelledPhoto]], Generator[Progress, None, tuple[Seen, NDArray[np.bool_]]]],
    train: Sequence[LabelledPhoto],
    others: Sequence[LabelledPhoto],
    val: Seen,
) -> Generator[Progress, None, FittedNovelty | None]:
    """Looks at photos to learn from, and at those of no category, with the network that was trained on the former.

    Args:
        look: What it says of photos; see `_look`.
        train: Some to learn from.
        others: Those of no category.
        val: What it says of those to measure on.
    """
    seen, readable = yield from look(train)
    if not readable.any():
        return None
    seen_others, _ = yield from look(others)
    categories = np.array([photo.category for photo in train], np.intp)
    return fit_on_trained(seen.features, categories[readable], val, seen_others)


def _look(
    models: Callable[[], CpuModels],
    answers: Answers,
    preprocessing: Preprocessing,
    shape: tuple[int, ...],
    pictures: SmallPictures | None,
    photos: Sequence[LabelledPhoto],
) -> Generator[Progress, None, tuple[Seen, NDArray[np.bool_]]]:
    """What a network says of the readable ones of photos, and which these are.

    Args:
        models: The network.
        answers: What it said of photos before.
        preprocessing: What it expects.
        shape: Of its head's weight, (categories, D).
        pictures: Small ones of the photos.
        photos: To look at, all of them to learn from or none.
    """
    paths = [photo.path for photo in photos]
    left = [photo for photo in photos if photo.path not in answers]
    logits, features = (np.zeros((0, columns), np.float32) for columns in shape)
    readable = np.zeros(0, np.bool_)
    if left:
        model = models().to_learn if left[0].split == "train" else models().to_measure
        logits, features, readable = yield from look_at_photos(
            model.run_both,
            [photo.path for photo in left],
            preprocessing,
            shape,
            "Measuring the model",
            workers=model.requests,
            pictures=kept_pictures(pictures, preprocessing, left),
        )
    if len(left) == len(paths):
        return Seen(features, logits), readable
    new = (photo.path for photo in compress(left, readable))
    found = answers | dict(zip(new, zip(logits, features, strict=True), strict=True))
    said = [found[path] for path in paths if path in found]
    mask = np.array([path in found for path in paths])
    logits, features = np.stack([row[0] for row in said]), np.stack([row[1] for row in said])
    return Seen(features, logits), mask


def _fit_head(
    store: ModelStore,
    folder: Path,
    cache: FeatureCache,
    labels: LabelList,
    config: FineTuneConfig,
    info: ModelInfo,
    name: str,
    chosen: Future[Device],
    started: float,
    pictures: SmallPictures | None,
) -> Generator[TrainingEvent, None, tuple[Run, RunPhotos]]:
    """Reads the folder, fits the head on the backbone's features, and begins the run folder."""
    load = partial(gpu_features.load_backend, store, info, chosen)
    # While the folder is checked; a network of the user's own scaling has no weights yet.
    loading = None if config.scaling else in_background(load)
    inspecting = inspect_for(config, labels, cache, pictures)
    if config.scaling:
        dataset, compiling = (yield from inspecting), None
    else:
        dataset, compiling = yield from compile_meanwhile(inspecting, store, info, chosen)
    yield dataset
    run_folder.delete_run(folder)  # an older training of that name
    inherited = None
    if config.scaling:
        inherited = yield from _inherit(store, info, config, dataset, folder)
    wanted = photos_to_look_at(dataset)
    device = yield from gpu_features.wait_for(chosen)
    seen = yield from gpu_features.fill_cache(loading or in_background(load), device, info, wanted, cache)
    features, mask, known = yield from extract_features(store, info, wanted, cache, pictures, compiling)
    yield FeaturesExtracted(len(features), max(0, known - seen), time.monotonic() - started)
    found = [photo for photo, ok in zip(wanted, mask, strict=True) if ok]
    missing = [photo.path for photo, ok in zip(wanted, mask, strict=True) if not ok]
    for path in missing:
        yield _explain_left_out(path)
    photos = [photo for photo in found if photo.category >= 0]
    features, of_others = features[: len(photos)], features[len(photos) :]
    y = np.array([photo.category for photo in photos])
    groups = np.array([photo.group for photo in photos])
    is_train = np.array([photo.split == "train" for photo in photos])
    of_train, of_val = features[is_train], features[~is_train]
    y_train, y_val, train_groups = y[is_train], y[~is_train], groups[is_train]
    fitted = yield from fit_head_cv(of_train, y_train, train_groups, len(dataset.categories), seed=config.seed)
    val_logits = fitted.head.logits(of_val)
    right, total = int((val_logits.argmax(1) == y_val).sum()), len(y_val)
    val, others = Seen(of_val, val_logits), Seen(of_others, fitted.head.logits(of_others))
    curve = None
    if info.trained and (info.trained.preset != "quick" or info.trained.scaling):  # the network knows these photos
        novelty = fit_on_trained(of_train, y_train, val, others)
    else:
        train = Seen(of_train, fitted.out_of_fold_logits)
        novelty = fit_on_frozen(train, y_train, train_groups, val, others, config.seed)
        curve = yield from measure(
            of_train, y_train, train_groups, of_val, y_val, val_logits, dataset.categories, fitted.l2, config.seed
        )
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
        is_whole=device.kind != "cpu" or config.scaling is not None,
        inherited=inherited,
        learning_curve=curve,
    )
    run_photos = RunPhotos(
        photos=tuple(photos),
        unreadable=(*(failed.path for failed in dataset.unreadable), *missing),
        suspects=name_suspects(photos, judged, dataset.categories, labels.labels),
        others=tuple(photo for photo in found if photo.category < 0),
    )
    run_folder.write_head(folder, Head(fitted.head.weight, fitted.head.bias, val_logits, novelty))
    run_folder.write_run(folder, run, run_photos)
    yield HeadFitted(run.val_acc1, wilson_interval(right, total), run.seconds)
    return run, run_photos


def _calibrate(
    run: Run,
    photos: RunPhotos,
    info: ModelInfo,
    logits: Floats,
    val: Sequence[tuple[Path, int]],
    fitted: FittedNovelty | None,
    name: str,
    seconds: float,
) -> tuple[TrainedModel, TrainingReport]:
    """Calibrates on the validation photos, and says what the model learnt."""
    truth = np.array([category for _, category in val], np.intp)
    logits = logits.reshape(len(truth), len(run.categories))
    novelty = fitted.val.tolist() if fitted else [None] * len(val)
    known_sites = None
    if run.config.split_by != "photo":
        at_new_site = {photo.path for photo in photos.photos if photo.at_new_site}
        is_new = np.array([path in at_new_site for path, _ in val], np.bool_)
        known_sites = _measure_known_sites(logits[~is_new], truth[~is_new])
        logits, truth = logits[is_new], truth[is_new]
        val, novelty = list(compress(val, is_new)), list(compress(novelty, is_new))
    temperature = fit_temperature(logits, truth)
    probabilities = softmax(logits / temperature) if len(logits) else np.zeros((0, len(run.categories)))
    evaluation = evaluate(probabilities, truth, run.categories)
    predicted = probabilities.argmax(axis=1)
    confidence = probabilities.max(axis=1)
    by_confidence = np.argsort(confidence, kind="stable").tolist()
    scale = fitted.scale() if fitted else None
    right = [
        RightAnswer(val[i][0], run.categories[truth[i]], float(confidence[i]), novelty[i])
        for i in by_confidence
        if predicted[i] == truth[i]
    ]
    mistakes = [
        Mistake(val[i][0], run.categories[truth[i]], run.categories[predicted[i]], float(confidence[i]), novelty[i])
        for i in reversed(by_confidence)
        if predicted[i] != truth[i]
    ]
    threshold = choose_threshold(probabilities, truth, TARGET_ACCURACY)
    model = TrainedModel(
        name=name,
        categories=run.categories,
        temperature=temperature,
        threshold=threshold or 0.0,
        folder=run.config.folder,
        preset=info.trained.preset if info.trained else run.config.preset,
        acc1=evaluation.acc1,
        acc1_ci95=evaluation.acc1_ci95,
        photos=len(photos.readable),
        scaling=info.trained.scaling if info.trained else run.config.scaling,
        inherited=info.trained.inherited if info.trained else run.inherited,
        seed=run.config.seed,
        novelty=scale,
        not_categories=run.config.not_categories,
        labels=run.config.labels,
        split_by=run.config.split_by,
        burst_seconds=run.config.burst_seconds,
    )
    report = TrainingReport(
        evaluation=evaluation,
        mistakes=tuple(mistakes),
        suspects=photos.suspects,
        unreadable=photos.unreadable,
        photos=len(photos.readable),
        seconds=seconds,
        right=tuple(right),
        tells_unsure=threshold is not None,
        novelty=fitted.evaluate(scale) if fitted else None,
        other_scores=tuple(float(score) for score in fitted.others) if fitted else (),
        learning_curve=run.learning_curve,
        known_sites=known_sites,
    )
    return model, report


def _measure_known_sites(logits: Floats, truth: NDArray[np.intp]) -> KnownSites:
    right, total = int((logits.argmax(axis=1) == truth).sum()), len(truth)
    return KnownSites(right / total if total else 0.0, wilson_interval(right, total), total)
