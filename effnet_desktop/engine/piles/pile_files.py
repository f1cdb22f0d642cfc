"""The piles of a folder on disk: its photos, and the states that can be undone.

Both are JSON files that appear whole or not at all. Photos are only ever added, so that states written before still
mean the same ones, and a crash between the two files loses nothing.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from effnet_desktop.engine import json_files
from effnet_desktop.engine.errors import StorageError, explain_storage
from effnet_desktop.engine.piles.state import NEW, Judged, State

FORMAT = 1
PHOTOS, STATES = "photos.json", "piles.json"


@dataclass(frozen=True, slots=True)
class KnownPhoto:
    """A photo by path and by the digest of its content, which finds it again under another name."""

    path: Path
    digest: str


@dataclass(frozen=True, slots=True)
class History:
    """States, the oldest first, and the place of the one that counts."""

    states: tuple[State, ...]
    now: int


@dataclass(frozen=True, slots=True)
class _Photos:
    format: int
    folder: Path
    photos: tuple[KnownPhoto, ...]


@dataclass(frozen=True, slots=True)
class _State:
    pile_of: bytes  # little-endian int32, by zlib
    names: Mapping[int, str]
    judged: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class _States:
    format: int
    now: int
    states: tuple[_State, ...]


def write_photos(place: Path, folder: Path, photos: Sequence[KnownPhoto]) -> None:
    """Keeps which photos there are.

    Raises:
        StorageError: They cannot be written.
    """
    _write(place, PHOTOS, _Photos(FORMAT, folder, tuple(photos)))


def write_history(place: Path, history: History) -> None:
    """Keeps the states.

    Raises:
        StorageError: They cannot be written.
    """
    states = tuple(
        _State(zlib.compress(state.pile_of.astype("<i4").tobytes(), 1), dict(state.names), state.judged)
        for state in history.states
    )
    _write(place, STATES, _States(FORMAT, history.now, states))


def read(place: Path) -> tuple[list[KnownPhoto], History | None]:
    """The photos and the states; none where nothing was kept.

    Raises:
        StorageError: They cannot be read or understood.
    """
    try:
        photos = json_files.read(place / PHOTOS, _Photos)
        found = json_files.read(place / STATES, _States)
        if max(photos.format, found.format) > FORMAT:
            raise StorageError(
                "The piles in {folder} were written by a newer version of this app.",
                "Install that version, or rename the folder to begin anew.",
                folder=place,
            )
        states = tuple(_unpack(state, len(photos.photos)) for state in found.states)
        if not 0 <= found.now < len(states):
            raise ValueError(f"There is no state {found.now}")
        return list(photos.photos), History(states, found.now)
    except FileNotFoundError:
        return [], None
    except OSError as error:
        raise StorageError(
            "The piles in {folder} cannot be read: {reason}.",
            "Check the disk that they are on, and that you are allowed to read them.",
            folder=place,
            reason=error.strerror or str(error),
        ) from error
    except (ValueError, zlib.error) as error:
        raise StorageError(
            "The piles in {folder} are damaged.",
            "Rename or delete that folder to begin anew; your photos are as they were.",
            folder=place,
        ) from error


def _unpack(state: _State, photos: int) -> State:
    pile_of = np.full(photos, NEW)
    known = np.frombuffer(zlib.decompress(state.pile_of), "<i4")
    if len(known) > photos or any(judged.photo not in range(len(known)) for judged in state.judged):
        raise ValueError("There are more photos in piles than photos")
    pile_of[: len(known)] = known
    return State(pile_of, state.names, state.judged)


def _write(place: Path, name: str, record: object) -> None:
    try:
        place.mkdir(parents=True, exist_ok=True)
        json_files.write(place / name, record)
    except OSError as error:
        raise explain_storage(error, place / name) from error
