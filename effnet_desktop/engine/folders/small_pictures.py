"""Small pictures of photos, kept from the check of their folder, so that a training need not decode them once more."""

import logging
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from effnet_desktop.engine.photos.preprocess import preprocess
from effnet_desktop.engine.records.folders import LabelledPhoto
from effnet_desktop.engine.variants import Preprocessing

MOST_BYTES = 2 << 30
"""On the disk: 14,000 photos as Lite0 sees them. Of what is free, no more than half is taken."""

logger = logging.getLogger(__name__)


class SmallPictures:
    """What a network sees of photos, by the digest of their content, on disk until the process ends, however it does.

    A convenience like the feature cache: whatever goes wrong costs time and never stops anything. For one thread at a
    time.

    Args:
        folder: Where the file is made.
        preprocessing: Of the network.
        most_bytes: How large the file may grow.
    """

    def __init__(self, folder: Path, preprocessing: Preprocessing, most_bytes: int = MOST_BYTES) -> None:
        self.preprocessing = preprocessing
        self._shape = preprocessing.resolution, preprocessing.resolution, 3
        self._places: dict[str, int] = {}
        self._room = 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
            # Without a name, or deleted by the system.
            self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 (open as long as this object)
            self._room = min(most_bytes, shutil.disk_usage(folder).free // 2)
        except OSError as error:
            logger.info("No small pictures are kept: %s", error)

    def picture_of(self, photo: Image.Image) -> bytes | None:
        """What is to be kept of a photo; None where there is no room. From any thread."""
        return preprocess(photo, self.preprocessing).tobytes() if self._room >= self._size else None

    def put(self, digest: str, picture: bytes) -> None:
        """Keeps what `picture_of` said."""
        if digest in self._places or self._room < self._size:
            return
        place = len(self._places) * self._size
        try:
            self._file.seek(place)
            is_whole = self._file.write(picture) == self._size
        except OSError as error:
            logger.info("No more small pictures are kept: %s", error)
            is_whole = False
        self._room = self._room - self._size if is_whole else 0
        if is_whole:
            self._places[digest] = place

    def get(self, digest: str) -> NDArray[np.uint8] | None:
        """The picture of a photo, (R, R, 3); None where it was not kept."""
        place = self._places.get(digest)
        if place is None:
            return None
        try:
            self._file.seek(place)
            data = self._file.read(self._size)
        except OSError as error:
            logger.info("A small picture cannot be read: %s", error)
            return None
        return np.frombuffer(data, np.uint8).reshape(self._shape) if len(data) == self._size else None

    @property
    def _size(self) -> int:
        side, _, channels = self._shape
        return side * side * channels


def kept_pictures(
    pictures: SmallPictures | None, preprocessing: Preprocessing, photos: Iterable[LabelledPhoto]
) -> Iterator[NDArray[np.uint8] | None]:
    """What is kept of each photo for a network; None where there is nothing."""
    for photo in photos:
        yield pictures.get(photo.digest) if pictures and pictures.preprocessing == preprocessing else None
