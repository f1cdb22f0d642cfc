"""The photos in the window and what is known about each, as a Qt model for the grid."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from effnet_desktop.engine.errors import EngineError
from effnet_desktop.engine.records.classifying import Classification, PhotoFailed
from effnet_desktop.gui.wording import answer_text, english_names, explain, say

MANY_RANGES = 20  # to remove one by one; each renumbers the rows after it

AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(slots=True)
class Photo:
    """One photo and what is known about it.

    Attributes:
        path: The file.
        row: Its place in the list.
        classification: The last answer; None before the first.
        is_outdated: The answer is from another model or other settings.
        error: Why the photo cannot be read; None if it can.
        confirmed: Category that the user marked as right.
        rejected: Category that the user marked as wrong.
    """

    path: Path
    row: int
    classification: Classification | None = None
    is_outdated: bool = False
    error: EngineError | None = None
    confirmed: str | None = None
    rejected: str | None = None

    @property
    def is_pending(self) -> bool:
        """Whether an answer is still to come."""
        return self.error is None and (self.classification is None or self.is_outdated)

    @property
    def is_marked(self) -> bool:
        """Whether the user has said what is right or wrong."""
        return self.confirmed is not None or self.rejected is not None

    @property
    def category(self) -> str | None:
        """The most probable category; None while there is no answer."""
        return self.classification.predictions[0].category if self.classification else None

    @property
    def warning(self) -> str:
        """What could not be read of it; empty where nothing is missing."""
        return say(self.classification.warning) if self.classification and self.classification.warning else ""

    @property
    def truth(self) -> str | None:
        """The true category, by the user's mark or else by the folder's name."""
        by_folder = self.classification.truth if self.classification else None
        return self.confirmed or (None if by_folder == self.rejected else by_folder)

    @property
    def is_right(self) -> bool | None:
        """Whether the answer is right; None while that is unknown. A mark outlives a change of the model."""
        if self.category is None:
            return None
        if self.category == self.rejected:
            return False
        return None if self.truth is None else self.category == self.truth


@dataclass(slots=True)
class Counts:
    """How many photos there are of each sort; outdated answers count as still to come."""

    photos: int = 0
    answered: int = 0
    failed: int = 0
    with_truth: int = 0
    right: int = 0

    @property
    def pending(self) -> int:
        """Photos that wait for an answer."""
        return self.photos - self.answered - self.failed


class PhotoModel(QAbstractListModel):
    """The photos in the order in which they came, each file once.

    Attributes:
        counts: How many there are of each sort.
        counts_changed: Signal that comes after each change of them.
    """

    counts_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.counts = Counts()
        self._photos: list[Photo] = []
        self._by_key: dict[str, Photo] = {}

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        """How many photos there are."""
        return 0 if parent.isValid() else len(self._photos)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What screen readers and tooltips say; the grid's delegate takes the `Photo` itself."""
        photo = self._photos[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            if photo.error:
                return f"{photo.path.name}: {explain(photo.error)[0]}"
            if photo.classification is None:
                return photo.path.name
            return f"{photo.path.name}: {', '.join(answer_text(photo.classification))}"
        if role == Qt.ItemDataRole.ToolTipRole:
            reasons = explain(photo.error) if photo.error else (photo.warning,)
            english = english_names(photo.classification) if photo.classification else ""
            return "\n".join(filter(None, (str(photo.path), *reasons, english)))
        return None

    @property
    def marks(self) -> int:
        """How many photos carry a mark of the user's."""
        return sum(photo.is_marked for photo in self._photos)

    def photo(self, row: int) -> Photo:
        """The photo in a row."""
        return self._photos[row]

    def find(self, path: Path) -> Photo | None:
        """The photo of a file; None if it is not here (any more)."""
        return self._by_key.get(_key(path))

    def pending(self) -> tuple[Path, ...]:
        """Files that wait for an answer, in order."""
        return tuple(photo.path for photo in self._photos if photo.is_pending)

    def results(self) -> list[Classification | PhotoFailed]:
        """What came out, in order; photos that wait for an answer are left out."""
        results: list[Classification | PhotoFailed] = []
        for photo in self._photos:
            if photo.error:
                results.append(PhotoFailed(photo.path, photo.error))
            elif photo.classification and not photo.is_outdated:
                results.append(photo.classification)
        return results

    def add(self, paths: Iterable[Path]) -> int:
        """Adds the files that are not here yet.

        Returns:
            How many that were.
        """
        new = {key: path for path in paths if (key := _key(path)) not in self._by_key}
        first = len(self._photos)
        if new:
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            self._photos.extend(Photo(path, row) for row, path in enumerate(new.values(), start=first))
            self._by_key.update(zip(new, self._photos[first:], strict=True))
            self.counts.photos += len(new)
            self.endInsertRows()
            self.counts_changed.emit()
        return len(new)

    def remove(self, rows: Iterable[int]) -> None:
        """Takes photos off the list; the files stay where they are."""
        gone = sorted(set(rows))
        ranges = _ranges(gone)
        if len(gone) == len(self._photos):
            self.clear()
            return
        if len(ranges) > MANY_RANGES:
            self.beginResetModel()
            self._forget(gone)
            self.endResetModel()
        else:
            for first, last in reversed(ranges):
                self.beginRemoveRows(QModelIndex(), first, last)
                self._forget(range(first, last + 1))
                self.endRemoveRows()
        self.counts_changed.emit()

    def _forget(self, rows: Sequence[int]) -> None:
        for row in rows:
            photo = self._photos[row]
            self._count(photo, -1)
            del self._by_key[_key(photo.path)]
        gone = set(rows)
        kept = [photo for photo in self._photos[rows[0] :] if photo.row not in gone]
        for row, photo in enumerate(kept, start=rows[0]):
            photo.row = row
        self._photos[rows[0] :] = kept

    def clear(self) -> None:
        """Takes all photos off the list."""
        self.beginResetModel()
        self._photos.clear()
        self._by_key.clear()
        self.counts = Counts()
        self.endResetModel()
        self.counts_changed.emit()

    def set_result(self, result: Classification | PhotoFailed) -> None:
        """Notes the answer, or why there is none; one for a photo that was removed meanwhile is dropped."""
        if isinstance(result, PhotoFailed):
            self._change(result.path, classification=None, is_outdated=False, error=result.error)
        else:
            self._change(result.path, classification=result, is_outdated=False, error=None)

    def mark(self, rows: Sequence[int], is_right: bool) -> None:
        """Marks the answers in these rows as right or wrong, or takes the mark back where all have it already."""
        name = "confirmed" if is_right else "rejected"
        photos = [photo for photo in map(self.photo, rows) if photo.category is not None]
        unmark = all(getattr(photo, name) == photo.category for photo in photos)
        for photo in photos:
            marks: dict[str, object] = {"confirmed": None, "rejected": None}
            self._change(photo.path, **marks | {name: None if unmark else photo.category})

    def correct(self, rows: Sequence[int], category: str) -> None:
        """Notes that the photos in these rows show a category, whatever the model says."""
        for photo in map(self.photo, rows):
            self._change(photo.path, confirmed=category, rejected=None)

    def outdate(self) -> None:
        """Makes every photo wait for a new answer; the old ones stay, marked as outdated."""
        if not self._photos:
            return
        for photo in self._photos:
            photo.is_outdated = photo.classification is not None
            photo.error = None
        self.counts = Counts(photos=len(self._photos))
        self.dataChanged.emit(self.index(0), self.index(len(self._photos) - 1))
        self.counts_changed.emit()

    def _change(self, path: Path, **values: object) -> None:
        photo = self.find(path)
        if photo is None:
            return
        self._count(photo, -1)
        for name, value in values.items():
            setattr(photo, name, value)
        self._count(photo, 1)
        index = self.index(photo.row)
        self.dataChanged.emit(index, index)
        self.counts_changed.emit()

    def _count(self, photo: Photo, step: int) -> None:
        self.counts.photos += step
        if photo.error:
            self.counts.failed += step
        elif not photo.is_pending:
            self.counts.answered += step
            if photo.is_right is not None:
                self.counts.with_truth += step
                self.counts.right += step * photo.is_right


def _key(path: Path) -> str:
    """What makes a file one and the same on this system; a string, since paths are slow keys."""
    return os.path.normcase(path)


def _ranges(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of neighbours in ascending rows, as (first, last)."""
    ranges: list[tuple[int, int]] = []
    for row in rows:
        if ranges and ranges[-1][1] == row - 1:
            ranges[-1] = (ranges[-1][0], row)
        else:
            ranges.append((row, row))
    return ranges
