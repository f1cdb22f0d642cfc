"""A file -> what a network sees of it, and whole folders through a network."""

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, repeat
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.errors import PhotoError, Text
from effnet_desktop.engine.networks.backends import Batch, Pictures
from effnet_desktop.engine.photos.prefetch import MOST_DECODERS, prefetch
from effnet_desktop.engine.photos.preprocess import Picture, preprocess
from effnet_desktop.engine.photos.reading import read_whole
from effnet_desktop.engine.records.classifying import Framing, PhotoFailed
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.variants import Preprocessing

P = TypeVar("P")
R = TypeVar("R")
T = TypeVar("T")

TOGETHER_SECONDS = 0.02
MOST_TOGETHER = 8
"""Pictures that a network is given in a call of about so many seconds: each call costs the others a moment."""

MOST_REQUESTS = 64
"""Batches that are ever seen at the same time; there are as many threads as are needed."""


@dataclass(frozen=True, slots=True)
class LoadedPhoto:
    """A photo ready for the network: (R, R, 3) uint8, the milliseconds it took, what is missing of it, and when it was
    taken."""

    path: Path
    picture: Picture
    decode: float
    preprocess: float
    warning: Text | None = None
    taken: datetime | None = None


def load_photo(path: Path, preprocessing: Preprocessing, framing: Framing = "crop") -> LoadedPhoto | PhotoFailed:
    """Reads and preprocesses one photo; safe to call from several threads."""
    start = time.perf_counter()
    try:
        # A letterbox scales the longer side down, so the shorter one may be smaller still.
        whole = read_whole(path, preprocessing.resize)
    except PhotoError as error:
        return PhotoFailed(path, error)
    decoded = time.perf_counter()
    picture = preprocess(whole.photo, preprocessing, framing)
    milliseconds = 1e3 * (decoded - start), 1e3 * (time.perf_counter() - decoded)
    return LoadedPhoto(path, picture, *milliseconds, whole.warning, whole.taken.clock)


def in_batches(
    photos: Iterable[T],
    load: Callable[[T], P],
    see: Callable[[Sequence[P]], R],
    batch_size: Callable[[], int],
    requests: Callable[[], int],
) -> Generator[R, None, None]:
    """Loads photos ahead on threads, has them seen in batches, and yields what was seen in order.

    Where several batches are seen at a time, an answer may wait for the photos of the next ones; else it comes at once.

    Args:
        photos: Taken one by one, on the caller's thread.
        load: Called from several threads.
        see: Called from as many threads as there are requests.
        batch_size: Photos that are seen together; it may change meanwhile.
        requests: Batches that are seen at the same time; it may change meanwhile.
    """
    # Enough to fill the next batches while these are seen, and no more: memory stays bounded.
    loaded = prefetch(
        load, photos, workers=MOST_DECODERS, ahead=lambda: 2 * max(requests() * batch_size(), MOST_DECODERS)
    )
    batches: Iterator[list[P]] = iter(lambda: list(islice(loaded, batch_size())), [])
    seen = prefetch(see, batches, workers=MOST_REQUESTS, ahead=lambda: requests() if requests() > 1 else 0)
    try:
        yield from seen
    finally:
        seen.close()
        loaded.close()


def infer_photos(
    function: Callable[[Pictures], Batch],
    paths: Sequence[Path],
    preprocessing: Preprocessing,
    step: str = "Looking at photos",
    *,
    workers: int = 1,
    pictures: Iterable[Picture | None] = repeat(None),
) -> Generator[Progress, None, tuple[Batch, NDArray[np.bool_]]]:
    """What `infer` or `extract` of a backend on the CPU says of photos.

    Args:
        function: Called from several threads at once, each time with some pictures (N, R, R, 3), so few that it does
            not take long.
        paths: The photos.
        preprocessing: What the network expects.
        step: What the progress says.
        workers: How many calls the backend computes at a time.
        pictures: What `preprocess` made of each photo before; None where it is to be read.

    Returns:
        Rows (N, ...) float32 of the readable photos, and a mask of these over `paths`.
    """

    def load(item: tuple[Path, Picture | None]) -> Picture | None:
        path, picture = item
        if picture is not None:
            return picture
        photo = load_photo(path, preprocessing)
        return photo.picture if isinstance(photo, LoadedPhoto) else None

    together = 1

    def look(loaded: Sequence[Picture | None]) -> tuple[Batch, list[bool]]:
        nonlocal together
        seen = [picture for picture in loaded if picture is not None]
        if not seen:
            return np.zeros((0, 0), np.float32), [False] * len(loaded)
        start = time.perf_counter()
        rows = function(np.stack(seen))
        fit = TOGETHER_SECONDS * len(seen) / max(1e-6, time.perf_counter() - start)
        together = max(1, min(MOST_TOGETHER, int(fit)))
        return rows, [picture is not None for picture in loaded]

    answers = in_batches(zip(paths, pictures, strict=False), load, look, lambda: together, lambda: workers)
    rows: list[Batch] = []
    readable: list[bool] = []
    try:
        for own_rows, are_readable in answers:
            yield Progress(Text(step), len(readable), len(paths), "photos")
            rows += list(own_rows)
            readable += are_readable
    finally:
        answers.close()
    return np.array(rows, np.float32), np.array(readable, bool)


def look_at_photos(
    infer_with_features: Callable[[Pictures], tuple[Batch, Batch]],
    paths: Sequence[Path],
    preprocessing: Preprocessing,
    shape: tuple[int, ...],
    step: str = "Looking at photos",
    *,
    workers: int = 1,
    pictures: Iterable[Picture | None] = repeat(None),
) -> Generator[Progress, None, tuple[Batch, Batch, NDArray[np.bool_]]]:
    """What `infer_with_features` of a backend on the CPU says of photos; see `infer_photos`.

    Args:
        infer_with_features: As `infer_photos` has its function.
        paths: The photos.
        preprocessing: What the network expects.
        shape: Of its head's weight, (C, D).
        step: What the progress says.
        workers: How many calls the backend computes at a time.
        pictures: As `infer_photos` has them.

    Returns:
        Logits (N, C) and features (N, D) of the readable photos, and a mask of these over `paths`.
    """
    rows, readable = yield from infer_photos(
        lambda some: np.hstack(infer_with_features(some)),
        paths,
        preprocessing,
        step,
        workers=workers,
        pictures=pictures,
    )
    logits, features = np.hsplit(rows.reshape(len(rows), sum(shape)), [shape[0]])
    return logits, features, readable
