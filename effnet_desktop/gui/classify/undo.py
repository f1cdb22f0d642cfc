"""What can be undone on the Classify page, and done again."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from PySide6.QtGui import QUndoCommand

from effnet_desktop.engine.records.classifying import Judgement
from effnet_desktop.gui.classify.photo_model import Photo, PhotoModel


class Judge(QUndoCommand):
    """The user says something of photos.

    Args:
        photos: The list.
        chosen: The photos.
        say: What is said of each.
        text: What it is called in the menu.
    """

    def __init__(
        self, photos: PhotoModel, chosen: Sequence[Photo], say: Callable[[Photo], Judgement | None], text: str
    ) -> None:
        super().__init__(text)
        self._photos = photos
        self._chosen = chosen
        self._say = say
        self._before: list[Judgement | None] = []
        self._after: list[Judgement | None] = []

    def redo(self) -> None:
        """Says it."""
        self._photos.judge(self._saying())

    def _saying(self) -> Iterator[tuple[Path, Judgement | None]]:
        is_first = not self._after
        for place, photo in enumerate(self._chosen):
            if is_first:  # what was said then is said again, even if another model answers by now
                self._before.append(photo.judgement)
                self._after.append(self._say(photo))
            yield photo.path, self._after[place]

    def undo(self) -> None:
        """Takes it back."""
        self._photos.judge((photo.path, said) for photo, said in zip(self._chosen, self._before, strict=True))


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
        self._removed = list(map(photos.photo, sorted(set(rows))))
        self._rows = [photo.row for photo in self._removed]
        self._generation = photos.generation

    def redo(self) -> None:
        """Takes them off the list."""
        self._generation = self._photos.generation
        if rows := [photo.row for photo in self._photos.listed(self._removed)]:
            self._photos.remove(rows)

    def undo(self) -> None:
        """Puts them back where they were."""
        for photo, row in zip(self._removed, self._rows, strict=True):
            photo.row = row
        self._photos.restore(self._removed, is_outdated=self._generation != self._photos.generation)
