"""What a training has reached, on disk: ``training/NAME/``.

It holds the run (``run.json``), its photos (``photos.json``), the fitted head, and the last and the best epoch of the
deeper layers. The run is written last and deleted first, so that a crash leaves a whole one or none.
"""

import contextlib
import dataclasses
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from effnet_desktop.engine import json_files
from effnet_desktop.engine.errors import ModelError, explain_storage
from effnet_desktop.engine.records.folders import LabelledPhoto
from effnet_desktop.engine.records.models import FineTuneConfig, Inheritance
from effnet_desktop.engine.records.training import InterruptedTraining, Suspect
from effnet_desktop.engine.training.recipes import recipe_of

RUN = "run.json"
PHOTOS = "photos.json"
HEAD = "head.npz"
BASE = "base"
BEST = "best.safetensors"
CHECKPOINT = "checkpoint.safetensors"

T = TypeVar("T")


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


@dataclass(frozen=True, slots=True)
class RunPhotos:
    """What ``photos.json`` says: much where there are many photos. In the first version, ``run.json`` said it, too."""

    photos: tuple[LabelledPhoto, ...]
    unreadable: tuple[Path, ...]
    suspects: tuple[Suspect, ...]

    @property
    def readable(self) -> tuple[LabelledPhoto, ...]:
        """The photos but those that went away while the deeper layers were trained."""
        unreadable = set(self.unreadable)
        return tuple(photo for photo in self.photos if photo.path not in unreadable)

    def split(self, name: str) -> tuple[tuple[Path, int], ...]:
        """Paths and categories of one split."""
        return tuple((photo.path, photo.category) for photo in self.photos if photo.split == name)


def interrupted(runs: Path) -> tuple[InterruptedTraining, ...]:
    """Trainings that can go on or be finished, newest first."""
    found = []
    for file in sorted(runs.glob(f"*/{RUN}"), key=lambda file: -file.stat().st_mtime):
        try:
            run = read_run(file.parent)
        except ModelError:
            continue
        config = dataclasses.replace(run.config, name=run.name, resume=True)
        found.append(InterruptedTraining(config, *epochs_done(file.parent, run.config, run.is_whole)))
    return tuple(found)


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
        raise ModelError(
            "There is no interrupted training of {name}.",
            "Train it from the start, without --resume.",
            name=folder.name,
        ) from error


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
    return _checkpoint_state(folder).get("epoch", 0), recipe_of(config, is_whole).epochs


def seconds_trained(folder: Path) -> float:
    """How long a run's checkpoint took, with all that had to be there before the first epoch."""
    return float(_checkpoint_state(folder).get("seconds", 0.0))


def _checkpoint_state(folder: Path) -> dict[str, Any]:
    if not (folder / CHECKPOINT).is_file():
        return {}
    from safetensors import safe_open

    with safe_open(folder / CHECKPOINT, "np") as opened:
        state: dict[str, Any] = json.loads(opened.metadata()["state"])
        return state
