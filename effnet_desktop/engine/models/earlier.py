"""The version of a model before the present one, or before it was removed: ``models/.replaced/NAME``, one a name.

It is there to be brought back; the next replacement or removal under that name takes its place.
"""

import os
from pathlib import Path

from effnet_desktop.engine.models.work_folders import delete
from effnet_desktop.engine.records.models import EarlierModel

FOLDER = ".replaced"


def place_of(models: Path, name: str) -> Path:
    """Where the earlier version of a model lies, if there is one."""
    return models / FOLDER / name


def keep(models: Path, name: str, folder: Path) -> None:
    """Takes a model's folder, in the place of what was kept under its name.

    Raises:
        OSError: It cannot be moved.
    """
    place = place_of(models, name)
    place.parent.mkdir(parents=True, exist_ok=True)
    delete(place)
    os.replace(folder, place)


def names(models: Path) -> list[str]:
    """Names of what can be brought back, sorted."""
    try:
        return sorted(entry.name for entry in os.scandir(models / FOLDER) if entry.is_dir())
    except OSError:  # nothing was ever kept
        return []


def kept(models: Path) -> tuple[EarlierModel, ...]:
    """What can be brought back, by name."""
    return tuple(EarlierModel(name, _size(place_of(models, name))) for name in names(models))


def forget(models: Path, name: str) -> None:
    """Deletes the earlier version of a model, if there is one."""
    if name in names(models):
        delete(place_of(models, name))


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:  # it is being deleted
            continue
    return total
