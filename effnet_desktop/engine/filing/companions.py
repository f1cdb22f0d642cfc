"""Files that belong to a photo and travel with it: sidecars, the raw beside its JPEG, a Live Photo's film."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from effnet_desktop.engine.photos.raw_suffixes import RAW_SUFFIXES

SIDECARS = frozenset({".xmp", ".aae", ".pp3", ".dop", ".json"})
"""Notes on a photo: XMP, Apple's edits, RawTherapee's, DxO's, Google Takeout's."""

_TAKEOUT = "supplemental-metadata"
"""Stands before ``.json`` in Google Takeout's newer notes, and is cut where their names would be too long."""

MOTION = ".mp"
"""The film of a Pixel's motion photo ``a.MP.jpg`` is called ``a.MP``."""

STEM_COMPANIONS = frozenset({*RAW_SUFFIXES, ".xmp", ".aae", ".pp3", ".thm", ".wav", ".mov", ".mp4", ".m4v"})
"""What shares a photo's stem: raws, notes, a thumbnail, a voice memo, the film of a Live or motion photo."""


class Companions:
    """Finds what travels with the photos of a run; a file travels with the first photo that it belongs to.

    Args:
        photos: The photos of the run, which are nobody's companions.
    """

    def __init__(self, photos: Iterable[Path]) -> None:
        self._taken = {os.fspath(photo) for photo in photos}
        self._folders: dict[str, Mapping[str, list[str]]] = {}

    def of(self, photo: Path) -> Iterator[Path]:
        """What travels with a photo, by name."""
        folder = os.fspath(photo.parent)
        if folder not in self._folders:
            self._folders[folder] = _by_beginning(folder)
        for name in self._folders[folder].get(photo.stem, ()):
            path = os.path.join(folder, name)
            if path not in self._taken and belongs(name, photo):
                self._taken.add(path)
                yield Path(path)


def leading(photos: Iterable[Path]) -> set[Path]:
    """The photos that travel on their own; a raw travels with the photo of its stem beside it."""
    paths = set(photos)
    stems = {path.with_suffix("") for path in paths if path.suffix.lower() not in STEM_COMPANIONS}
    return {path for path in paths if path.suffix.lower() not in STEM_COMPANIONS or path.with_suffix("") not in stems}


def belongs(name: str, photo: Path) -> bool:
    """Whether a file in a photo's folder is about this photo, by its name."""
    if name == photo.stem:
        return name.lower().endswith(MOTION)
    if name == photo.name or not name.startswith(f"{photo.stem}."):
        return False
    if name.startswith(f"{photo.name}."):  # photo.jpg.xmp, photo.jpg.supplemental-metadata.json
        rest = name[len(photo.name) :].lower()
        return rest in SIDECARS or (rest.endswith(".json") and f".{_TAKEOUT}".startswith(rest.removesuffix(".json")))
    rest = name[len(photo.stem) :].lower()
    inner, suffix = os.path.splitext(rest)
    return rest in STEM_COMPANIONS or (inner in STEM_COMPANIONS and suffix in SIDECARS)  # photo.mov, photo.cr2.xmp


def _by_beginning(folder: str) -> Mapping[str, list[str]]:
    """A folder's files by each beginning of their name that ends before a dot."""
    found: dict[str, list[str]] = {}
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.is_file(follow_symlinks=False))
    except OSError:  # the photo itself will tell
        return found
    for name in names:
        for place, letter in enumerate(name):
            if letter == "." and place:
                found.setdefault(name[:place], []).append(name)
        if name.lower().endswith(MOTION):
            found.setdefault(name, []).append(name)
    return found
