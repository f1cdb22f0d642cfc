"""A model trained here, as a folder: ``model.safetensors``, ``model.json``, ``report.json`` and ``openvino/``.

It is written to a temporary folder and put in its place by two renames: the old model goes aside (``.NAME.old``), and
the new one takes its place; then the old one is kept, to be brought back (see `earlier`). So under its name stands
either the old model or the new one, whole: who reads looks in the place first, and aside if nothing is there
(`places`). Who changes models holds a lock meanwhile (`changing`).
No pickle anywhere; both files are checked when the model is loaded.
"""

import contextlib
import dataclasses
import fnmatch
import logging
import math
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from effnet_desktop.engine import json_files
from effnet_desktop.engine.errors import ModelError, StorageError, explain_storage
from effnet_desktop.engine.models import earlier, locks
from effnet_desktop.engine.records.models import NOT_IN_NAMES, NoveltyScale, TrainedModel
from effnet_desktop.engine.scaling import scaled_variant
from effnet_desktop.engine.variants import VARIANTS, Preprocessing, Variant
from effnet_desktop.engine.versions import APP, version_of
from effnet_desktop.engine.whole_files import put_in_place, sha256_of

if TYPE_CHECKING:
    from effnet_desktop.engine.records.training import TrainingReport

FORMAT = 1
WEIGHTS = "model.safetensors"
RECORD = "model.json"
REPORT = "report.json"
OLD = ".*.old"
MAX_CATEGORIES = 1_000_000
MAX_THRESHOLD = 2.0  # above 1, every photo is unsure
LOCK = ".lock"
LETTERS = 60
PATIENCE_SECONDS = 30.0  # for others, who rename a folder or two

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Format:
    """How ``model.json`` is to be read."""

    format: int


@dataclass(frozen=True, slots=True)
class _OnDisk:
    """What ``model.json`` says besides the `TrainedModel`.

    Attributes:
        variant: Name of the network.
        preprocessing: How a photo becomes its input.
        sha256: Of the weights.
        backbone: Names everything but the head: it stays when the head alone is fitted anew.
    """

    variant: str
    preprocessing: Preprocessing
    sha256: str
    backbone: str = ""


def check_name(name: str) -> str:
    """A model's name that every file system and every list takes, without spaces around it.

    Raises:
        ModelError: It cannot be used.
    """
    name = name.strip()
    if not name or name.startswith(".") or name.endswith(".") or _is_too_long(name) or NOT_IN_NAMES & set(name):
        raise ModelError(
            "{name} cannot be a model's name.",
            'Use up to {limit} letters on one line, without / \\ : * ? " < > | or a dot at either end.',
            name=name,
            limit=LETTERS,
        )
    if name.lower() in {*VARIANTS, "lite", "b", "standard"}:
        raise ModelError("{name} is the name of a published model.", "Choose another name.", name=name)
    return name


def _is_too_long(name: str) -> bool:
    """Sixty letters fit in any file system, whatever they are; the first version took a hundred Latin ones."""
    return len(name) > LETTERS and len(name.encode(errors="replace")) > 100


def finish(
    part: Path, model: TrainedModel, variant: Variant, backbone: str, fingerprint: str, report: "TrainingReport"
) -> None:
    """Completes a temporary folder that holds the weights, and puts it in the place of the model of that name.

    Args:
        part: ``.NAME.new`` beside the place; holds ``model.safetensors`` and ``openvino/``.
        model: What is known of it.
        variant: Its network.
        backbone: Names everything but the head.
        fingerprint: Of the data that it was trained on.
        report: What it learnt.

    Raises:
        StorageError: The disk is full or cannot be written; a model of that name is left as it was.
    """
    record = {
        "format": FORMAT,
        **json_files.plain(_OnDisk(variant.name, variant.preprocessing, sha256_of(part / WEIGHTS), backbone)),
        **json_files.plain(model),
        "dataset_fingerprint": fingerprint,
        "libraries": {name: version_of(name) for name in (APP, "torch", "torchvision", "openvino", "pillow")},
        "created": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
    }
    place = part.with_name(model.name)
    try:
        json_files.write(part / REPORT, report)
        json_files.write(part / RECORD, record)
        with changing(part.parent):
            try:
                if place.exists():
                    os.replace(place, _aside(place))
                put_in_place(part, place)
            finally:
                _tidy(part.parent)  # the old model is kept, or goes back to its place
    except OSError as error:
        raise explain_storage(error, place) from error


def bring_back(models: Path, name: str) -> None:
    """Puts the earlier version of a model in its place; the present one is kept in its stead.

    Raises:
        ModelError: There is none.
        StorageError: It cannot be moved.
    """
    place = models / name
    with changing(models):
        if name not in earlier.names(models):
            raise ModelError("There is no earlier version of {name}.", name=name)
        try:
            if place.exists():
                os.replace(place, _aside(place))
            os.replace(earlier.place_of(models, name), place)
        except OSError as error:
            raise explain_storage(error, place) from error
        finally:
            _tidy(models)


@contextlib.contextmanager
def changing(models: Path, *, waits: bool = True) -> Iterator[None]:
    """Keeps every other thread and process from changing models meanwhile, and first ends what a crash left.

    Args:
        models: The folder that holds one folder a model.
        waits: Whether to wait for others, or to give up at once.

    Raises:
        StorageError: Another one does not come to an end, or what a crash left cannot be moved.
    """
    lock = None
    try:
        lock = locks.take(models / LOCK, PATIENCE_SECONDS if waits else 0.0)
    except TimeoutError as error:
        raise explain_storage(error, models) from error
    except OSError as error:  # on a file system without locks, a model can be saved all the same
        log.info("Models are changed without a lock: %s", error)
    try:
        _tidy(models)
        yield
    finally:
        if lock:
            locks.give_back(lock)


def recover(models: Path) -> None:
    """Ends what a crash left between two renames, unless models are being changed just now."""
    if any(models.glob(OLD)):
        try:
            with changing(models, waits=False):
                pass
        except StorageError as error:
            log.info("What a crash may have left stays: %s", error)


def _tidy(models: Path) -> None:
    """The new model stands if it is in its place, and the old one is kept; else the old one stands."""
    for old in models.glob(OLD):
        place = models / _name_of(old.name)
        try:
            if place.exists():
                earlier.keep(models, place.name, old)
            else:
                os.replace(old, place)
        except OSError as error:
            raise explain_storage(error, place) from error


def names(models: Path) -> list[str]:
    """Names under which there may be a model."""
    try:
        found = os.listdir(models)
    except OSError:  # it is made by the first change
        return []
    return sorted({name for name in map(_name_of, found) if not name.startswith(".")})


def places(models: Path, name: str) -> list[Path]:
    """The folders that a model is to be looked for in, one after the other.

    Since a saving may be between its two renames, and another one may be when the place is looked at again, there are
    some more than two.
    """
    return [models / name, _aside(models / name)] * 8


def _aside(place: Path) -> Path:
    return place.with_name(f".{place.name}.old")


def _name_of(entry: str) -> str:
    """The model's name that a folder in its place or aside stands for."""
    return entry[1:-4] if fnmatch.fnmatchcase(entry, OLD) else entry


def read(folder: Path) -> tuple[TrainedModel, Variant]:
    """What ``model.json`` says; fast, the weights are not read.

    Raises:
        FileNotFoundError: There is no model.
        ModelError: It is damaged, or of a newer format.
    """
    try:
        data = (folder / RECORD).read_bytes()
        found = json_files.decode(data, _Format).format
        if found != FORMAT:
            raise ModelError(
                "The model {name} has format {format}, which this version does not know.",
                "Update the app, or train the model again.",
                name=folder.name,
                format=found,
            )
        model, on_disk = json_files.decode(data, TrainedModel), json_files.decode(data, _OnDisk)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FileNotFoundError(folder / RECORD) from error
    except (OSError, ValueError) as error:
        raise damaged(folder) from error
    variant = scaled_variant(model.scaling) if model.scaling else VARIANTS.get(on_disk.variant)
    if variant is None or variant.preprocessing != on_disk.preprocessing or not _is_sensible(model):
        raise damaged(folder)
    return dataclasses.replace(model, name=folder.name), variant


def _is_sensible(model: TrainedModel) -> bool:
    """Whether what a record says can be true, so that nothing is computed with what cannot."""
    return (
        1 <= len(model.categories) <= MAX_CATEGORIES
        and 0 < model.temperature < math.inf
        and 0 <= model.threshold <= MAX_THRESHOLD
        and all(0 <= share <= 1 for share in (model.acc1, *model.acc1_ci95))
        and model.photos >= 0
        and model.seed >= 0
        and (model.novelty is None or _is_sensible_scale(model.novelty))
    )


def _is_sensible_scale(scale: NoveltyScale) -> bool:
    scores = scale.own_scores
    return (
        0 < len(scores) <= scale.photos
        and scores[0] >= 0
        and scores[-1] < math.inf
        and list(scores) == sorted(scores)
        and 0 <= scale.kept <= 1
    )


def check(folder: Path) -> None:
    """Checks that the weights are those that the record was written for.

    Raises:
        ModelError: They are not.
    """
    expected = _read(folder, RECORD, _OnDisk).sha256
    try:
        fits = expected == sha256_of(folder / WEIGHTS)
    except OSError as error:
        raise damaged(folder) from error
    if not fits:
        raise damaged(folder)


def read_backbone(folder: Path) -> str:
    """Names everything but the head, for the features that are kept of photos; empty for a model that does not say.

    Raises:
        ModelError: The model is damaged.
    """
    return _read(folder, RECORD, _OnDisk).backbone


def read_report(folder: Path) -> "TrainingReport":
    """What the model learnt.

    Raises:
        ModelError: The file is absent or damaged.
    """
    from effnet_desktop.engine.records.training import TrainingReport

    return _read(folder, REPORT, TrainingReport)


def set_threshold(folder: Path, confidence: float) -> None:
    """Changes the confidence below which photos are unsure.

    Raises:
        ModelError: The model is damaged.
        StorageError: It cannot be written.
    """
    _change(folder, threshold=confidence)


def set_novelty(folder: Path, scale: NoveltyScale) -> None:
    """Changes when a photo belongs to none of a model's categories.

    Raises:
        ModelError: The model is damaged.
        StorageError: It cannot be written.
    """
    _change(folder, novelty=json_files.plain(scale))


def _change(folder: Path, **fields: object) -> None:
    record = _read(folder, RECORD, dict[str, Any])
    try:
        json_files.write(folder / RECORD, record | fields)
    except OSError as error:
        raise explain_storage(error, folder) from error


def _read(folder: Path, file: str, kind: type[T]) -> T:
    try:
        return json_files.read(folder / file, kind)
    except (OSError, ValueError) as error:
        raise damaged(folder) from error


def damaged(folder: Path) -> ModelError:
    """Says that a model's files are not those that were saved."""
    return ModelError(
        "The files of the model {name} are damaged or do not belong together.",
        "Remove it on the Models page and train it again.",
        name=folder.name,
    )
