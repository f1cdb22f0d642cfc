"""What can be undone on the Classify page, and done again."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtGui import QUndoCommand

from effnet_desktop.engine.records.classifying import Judgement
from effnet_desktop.gui.classify.photo_model import PhotoModel


class Judge(QUndoCommand):
    """The user says something of photos.

    Args:
        photos: The list.
        judgements: What is said of each.
        text: What it is called in the menu.
    """

    def __init__(self, photos: PhotoModel, judgements: Sequence[tuple[Path, Judgement | None]], text: str) -> None:
        super().__init__(text)
        self._photos = photos
        self._after = judgements
        self._before = photos.judgements(path for path, _ in judgements)

    def redo(self) -> None:
        """Says it."""
        self._photos.judge(self._after)

    def undo(self) -> None:
        """Takes it back."""
        self._photos.judge(self._before)


class Remove(QUndoCommand):
    """Photos leave the list.

    Args:
        photos: The list.
        rows: Which.
        text: What it is called in the menu.
    """

    def __init__(self, photos: PhotoModel, rows: Iterable[int], text: str) -> None:
        super().__init__(text)
        self._photos = photos
        self._removed = [photos.photo(row) for row in sorted(set(rows))]
        self._rows = [photo.row for photo in self._removed]
        self._generation = photos.generation

    def redo(self) -> None:
        """Takes them off the list."""
        self._generation = self._photos.generation
        found = [photo for photo in self._removed if self._photos.find(photo.path) is photo]
        if found:
            self._photos.remove([photo.row for photo in found])

    def undo(self) -> None:
        """Puts them back where they were."""
        for photo, row in zip(self._removed, self._rows, strict=True):
            photo.row = row
        self._photos.restore(self._removed, is_outdated=self._generation != self._photos.generation)
