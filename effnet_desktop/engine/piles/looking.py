"""A folder of unsorted photos -> their features; each content is looked at once, and only photos new to the app."""

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from effnet_desktop.engine.errors import ModelError, PhotoError, Text
from effnet_desktop.engine.folders.dataset import PROGRESS_SECONDS
from effnet_desktop.engine.folders.feature_cache import FeatureCache
from effnet_desktop.engine.models.store import ModelStore
from effnet_desktop.engine.photos.finding import Search
from effnet_desktop.engine.photos.reading import digest_of
from effnet_desktop.engine.piles.clustering import Floats
from effnet_desktop.engine.piles.pile_files import KnownPhoto
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.records.folders import LabelledPhoto
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.training.features import extract_features


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """What a folder shows.

    Attributes:
        photos: The readable photos, in order; exact copies but one are left out.
        features: Of these, (N, D).
        copies: The photo in `photos` that each copy equals, by the copy's path.
    """

    photos: list[KnownPhoto]
    features: Floats
    copies: dict[Path, Path]


def look_at_folder(
    store: ModelStore, cache: FeatureCache, folder: Path, model: str, others: Sequence[Path] = ()
) -> Generator[Progress | Notice, None, Looked]:
    """Finds the photos in a folder and computes what the backbone makes of them.

    Args:
        store: Has the model.
        cache: Knows the features of photos that were seen before.
        folder: Searched with all that is in it.
        model: An installed one.
        others: Further photos, from anywhere.

    Raises:
        ModelError: There are no photos that can be read, or the model cannot be used.
    """
    info = store.find_installed(model)
    if info.cascade:
        raise ModelError("{model} is a pair of models.", "Choose one of its two models.", model=model)
    search = Search([folder])
    paths = list(dict.fromkeys([*search.photos(), *others])) if folder.is_dir() else list(others)
    if not paths and not folder.is_dir():
        raise ModelError("There is no folder {folder}.", "Check its name.", folder=folder)
    left_out = search.left_out()
    for closed in left_out.closed:
        yield Notice("{path}: {reason}", path=closed.path, reason=closed.error.message)
    if not paths:
        raise ModelError("There are no photos in {folder}.", "Choose a folder of photos.", folder=folder)
    photos: dict[str, KnownPhoto] = {}
    copies: dict[Path, Path] = {}
    last = 0.0
    for done, path in enumerate(paths):
        if done == 0 or time.monotonic() - last >= PROGRESS_SECONDS:
            last = time.monotonic()
            yield Progress(Text("Reading photos"), done, len(paths), "photos")
        digest = _digest_of(path)
        if isinstance(digest, PhotoFailed):
            yield Notice("{path} is left out: {reason}", path=path, reason=digest.error.message)
        elif digest in photos:
            copies[path] = photos[digest].path
        else:
            photos[digest] = KnownPhoto(path, digest)
    known = list(photos.values())
    if not known:
        raise ModelError("None of the photos in {folder} can be read.", "Choose another folder.", folder=folder)
    to_look_at = [LabelledPhoto(photo.path, 0, "train", place, photo.digest) for place, photo in enumerate(known)]
    features, mask, _ = yield from extract_features(store, info, to_look_at, cache)
    for photo, is_readable in zip(known, mask, strict=True):
        if not is_readable:
            yield Notice("{path} cannot be read and is left out.", path=photo.path)
    return Looked([photo for photo, ok in zip(known, mask, strict=True) if ok], features, copies)


def _digest_of(path: Path) -> str | PhotoFailed:
    """As the check of a training folder has it, so that features are known from either."""
    try:
        if not path.is_file():
            return PhotoFailed(path, PhotoError("This is no file."))
        with path.open("rb") as file:
            return digest_of(file)
    except OSError as error:
        return PhotoFailed(path, PhotoError("The file cannot be read: {reason}.", "", reason=error.strerror or error))
