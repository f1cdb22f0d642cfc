"""What a training has reached, on disk: ``training/NAME/``.

It holds the run (``run.json``), its photos (``photos.json``), the fitted head, and the last and the best epoch of the
deeper layers. The run is written last and deleted first, so that a crash leaves a whole one or none.
"""

import contextlib
import dataclasses
import json
import shutil
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine import json_files
from effnet_desktop.engine.errors import ModelError, explain_storage
from effnet_desktop.engine.records.folders import LabelledPhoto
from effnet_desktop.engine.records.models import FineTuneConfig, Inheritance
from effnet_desktop.engine.records.training import InterruptedTraining, LearningCurve, Suspect
from effnet_desktop.engine.training.novelty import FittedNovelty, from_arrays
from effnet_desktop.engine.training.recipes import recipe_of
from effnet_desktop.engine.whole_files import whole_file

RUN = "run.json"
PHOTOS = "photos.json"
HEAD = "head.npz"
BASE = "base"
BEST = "best.safetensors"
CHECKPOINT = "checkpoint.safetensors"

T = TypeVar("T")
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Run:
    """What ``run.json`` says: everything but the photos and the numbers that are being trained."""

    config: FineTuneConfig
    name: str
    categories: tuple[str, ...]
    fingerprint: str
    val_acc1: float
    seconds: float
    is_whole: bool = False  # whether all layers are trained, or the upper ones
    inherited: Inheritance | None = None
    learning_curve: LearningCurve | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What ``head.npz`` holds.

    Attributes:
        weight: (categories, D).
        bias: (categories,).
        val_logits: Of the validation photos, (N, categories).
        novelty: Fitted to the same features; None in the runs of the first version.
    """

    weight: Floats
    bias: Floats
    val_logits: Floats
    novelty: FittedNovelty | None = None


@dataclass(frozen=True, slots=True)
class _Reached:
    """What a checkpoint says of the training so far, as far as it is needed here."""

    epoch: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class RunPhotos:
    """What ``photos.json`` says: much where there are many photos. In the first version, ``run.json`` said it, too."""

    photos: tuple[LabelledPhoto, ...]
    unreadable: tuple[Path, ...]
    suspects: tuple[Suspect, ...]
    others: tuple[LabelledPhoto, ...] = ()  # of no category

    @property
    def readable(self) -> tuple[LabelledPhoto, ...]:
        """The photos but those that went away while the deeper layers were trained."""
        unreadable = set(self.unreadable)
        return tuple(photo for photo in self.photos if photo.path not in unreadable)

    def split(self, name: str) -> tuple[tuple[Path, int], ...]:
        """Paths and categories of one split."""
        return tuple((photo.path, photo.category) for photo in self.photos if photo.split == name)


def interrupted(runs: Path, is_running: Callable[[str], bool] = lambda name: False) -> tuple[InterruptedTraining, ...]:
    """Trainings that can go on or be finished, newest first.

    Args:
        runs: The trainings' folder.
        is_running: Whether the training of a name runs just now, here or in another process.
    """
    found = []
    for file in sorted(runs.glob(f"*/{RUN}"), key=_time_of, reverse=True):
        try:
            run = read_run(file.parent)
        except ModelError:
            continue
        if is_running(run.name):
            continue
        config = dataclasses.replace(run.config, name=run.name, resume=True)
        found.append(InterruptedTraining(config, *epochs_done(file.parent, run.config, run.is_whole)))
    return tuple(found)


def _time_of(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:  # it was discarded just now
        return 0.0


def read_run(folder: Path) -> Run:
    """What a run folder holds, but for the photos.

    Raises:
        ModelError: There is no training to go on with.
    """
    return _read(folder, RUN, Run)


def read_photos(folder: Path) -> RunPhotos:
    """A run's photos.

    Raises:
        ModelError: There is no training to go on with.
    """
    return _read(folder, PHOTOS if (folder / PHOTOS).is_file() else RUN, RunPhotos)


def _read(folder: Path, file: str, kind: type[T]) -> T:
    try:
        return json_files.read(folder / file, kind)
    except (OSError, ValueError) as error:
        raise _nothing_left(folder) from error


def _nothing_left(folder: Path) -> ModelError:
    return ModelError(
        "There is no interrupted training of {name} that could go on.",
        "Train it from the start.",
        "leave out --resume",
        name=folder.name,
    )


def write_head(folder: Path, head: Head) -> None:
    """Keeps the fitted head.

    Raises:
        StorageError: It cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with whole_file(folder / HEAD) as part, part.open("wb") as file:
            arrays: dict[str, Any] = head.novelty.arrays() if head.novelty else {}
            np.savez(file, weight=head.weight, bias=head.bias, val_logits=head.val_logits, **arrays)
    except OSError as error:
        raise explain_storage(error, folder) from error


def read_head(folder: Path) -> Head:
    """The fitted head.

    Raises:
        ModelError: It is absent or damaged.
    """
    try:
        with np.load(folder / HEAD) as found:
            arrays = {name: found[name] for name in found.files}
            return Head(arrays["weight"], arrays["bias"], arrays["val_logits"], from_arrays(arrays))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise _nothing_left(folder) from error


def write_run(folder: Path, run: Run, photos: RunPhotos) -> None:
    """Begins or changes a run folder's records.

    Raises:
        StorageError: They cannot be written.
    """
    try:
        json_files.write(folder / PHOTOS, photos)
        json_files.write(folder / RUN, run)
    except OSError as error:
        raise explain_storage(error, folder) from error


def add_unreadable(folder: Path, paths: Sequence[Path]) -> None:
    """Notes photos that a training could not read any more.

    Raises:
        StorageError: It cannot be written.
    """
    if not paths:
        return
    photos = read_photos(folder)
    unreadable = tuple(dict.fromkeys([*photos.unreadable, *paths]))
    try:
        json_files.write(folder / PHOTOS, dataclasses.replace(photos, unreadable=unreadable))
    except OSError as error:
        raise explain_storage(error, folder) from error


def delete_run(folder: Path) -> None:
    """Deletes a run folder, as far as that is possible."""
    with contextlib.suppress(OSError):
        (folder / RUN).unlink()
    shutil.rmtree(folder, ignore_errors=True)


def epochs_done(folder: Path, config: FineTuneConfig, is_whole: bool) -> tuple[int, int]:
    """How many epochs a run's checkpoint holds, and how many it will have at the most; (0, 0) for *Quick*."""
    if config.preset == "quick":
        return 0, 0
    return _checkpoint_state(folder).epoch, recipe_of(config, is_whole).epochs


def seconds_trained(folder: Path) -> float:
    """How long a run's checkpoint took, with all that had to be there before the first epoch."""
    return _checkpoint_state(folder).seconds


def drop_damaged(folder: Path) -> bool:
    """Deletes what cannot be read of a run's epochs, and then cannot be gone on with; says whether that was so."""
    best, checkpoint = folder / BEST, folder / CHECKPOINT
    damaged = [file for file in (best, checkpoint) if file.is_file() and _metadata_of(file) is None]
    for file in (best, checkpoint) if best in damaged else damaged:  # the last epoch does not make up for the best
        file.unlink(missing_ok=True)
    return bool(damaged)


def _checkpoint_state(folder: Path) -> _Reached:
    import msgspec

    metadata = _metadata_of(folder / CHECKPOINT) or {}
    try:
        return msgspec.convert(json.loads(metadata.get("state", "{}")), _Reached)
    except (ValueError, RecursionError):
        return _Reached()


def _metadata_of(file: Path) -> dict[str, str] | None:
    """What is said of the tensors in a file; None where it is absent or damaged."""
    import safetensors

    try:
        with safetensors.safe_open(file, "np") as opened:
            metadata: dict[str, str] = opened.metadata() or {}
            return metadata
    except (OSError, ValueError, safetensors.SafetensorError):
        return None
