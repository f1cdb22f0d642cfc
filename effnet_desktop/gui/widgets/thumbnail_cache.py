"""Decoded pictures of bounded size in memory: the least recently shown goes first."""

from collections import OrderedDict
from pathlib import Path

from PySide6.QtGui import QImage, QPixmap

from effnet_desktop.engine.records.classifying import Thumbnail


def to_pixmap(thumbnail: Thumbnail) -> QPixmap:
    """The engine's picture as one that Qt paints."""
    row = 3 * thumbnail.width
    return QPixmap.fromImage(QImage(thumbnail.rgb, thumbnail.width, thumbnail.height, row, QImage.Format.Format_RGB888))


class ThumbnailCache:
    """Pictures by path. An unreadable photo has a null picture, so that nobody asks for it again.

    Args:
        max_bytes: How much memory the pictures may take together.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._pictures: OrderedDict[Path, QPixmap] = OrderedDict()
        self._outdated: set[Path] = set()

    def __contains__(self, path: Path) -> bool:
        return path in self._pictures and path not in self._outdated

    def outdate(self) -> None:
        """Lets all pictures be asked for again, larger; they stay until then. What is unreadable is so at any size."""
        self._outdated = {path for path, picture in self._pictures.items() if not picture.isNull()}

    def get(self, path: Path) -> QPixmap | None:
        """The picture, now the most recently shown; None if it is not here."""
        picture = self._pictures.get(path)
        if picture is not None:
            self._pictures.move_to_end(path)
        return picture

    def put(self, path: Path, picture: QPixmap) -> None:
        """Keeps a picture and lets go of old ones until all fit."""
        self._bytes += _size(picture) - _size(self._pictures.get(path))
        self._pictures[path] = picture
        self._outdated.discard(path)
        self._pictures.move_to_end(path)
        while self._bytes > self._max_bytes and len(self._pictures) > 1:
            oldest, gone = self._pictures.popitem(last=False)
            self._outdated.discard(oldest)
            self._bytes -= _size(gone)

    def clear(self) -> None:
        """Lets go of all pictures."""
        self._pictures.clear()
        self._outdated.clear()
        self._bytes = 0


def _size(picture: QPixmap | None) -> int:
    return 0 if picture is None else 4 * picture.width() * picture.height() + 200
