"""The photos that the grid shows: those of the list that the user asked for, in the order that the user asked for."""

import operator
import time
from collections.abc import Generator, Iterable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from effnet_desktop.gui.classify.arrangement import Arrangement, Query, Section, arrange
from effnet_desktop.gui.classify.photo_model import SLICE_SECONDS, Photo, PhotoModel

LEAST_PAUSE_MS = 200  # between two arrangements while answers come in
SHARE = 6  # of the time, at the most, goes into arranging: one part in so many

AnyIndex = QModelIndex | QPersistentModelIndex


class ShownPhotos(QAbstractListModel):
    """A part of a `PhotoModel`, in an order of its own. Photos under a folded heading have no row.

    A new query is answered in slices of a few milliseconds. While answers come in, what is shown follows a few times a
    second, so that photos do not jump about under the pointer.

    Attributes:
        photos: The list.
        query: What is shown of it.
        arrangement: The photos with their headings.
        arranged: Signal: what is shown follows the list and the query again.

    Args:
        photos: The list.
        parent: Qt's owner.
    """

    arranged = Signal()

    def __init__(self, photos: PhotoModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.photos = photos
        self.query = Query()
        self.arrangement = Arrangement((Section("", ()),))
        self._shown: Sequence[Photo] = photos.all
        self._has_headings = False
        self._steps: Generator[None, None, Arrangement] | None = None
        self._is_outdated = False
        self._cost = 0.0  # seconds of the last arrangement
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._begin)
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self._go_on)
        photos.rowsAboutToBeInserted.connect(self._before_rows_come)
        photos.rowsInserted.connect(self._after_rows_came)
        photos.rowsAboutToBeRemoved.connect(self._before_rows_go)
        photos.rowsRemoved.connect(self._after_rows_went)
        photos.modelAboutToBeReset.connect(self._before_reset)
        photos.modelReset.connect(self._after_reset)
        photos.dataChanged.connect(self._take_change)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        """How many photos are shown, but for those under folded headings."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What the list says of the photo."""
        return self.photos.data(self.photos.index(self._shown[index.row()].row), role)

    def photo(self, row: int) -> Photo:
        """The photo in a row."""
        return self._shown[row]

    def row_of(self, photo: Photo) -> int:
        """The row of a photo; -1 if it is not shown."""
        row = photo.row if self._is_whole_list else photo.shown_row
        return row if 0 <= row < len(self._shown) and self._shown[row] is photo else -1

    @property
    def _is_whole_list(self) -> bool:
        return self._shown is self.photos.all

    @property
    def sections(self) -> tuple[Section, ...]:
        """The photos by headings."""
        return (Section("", self._shown),) if self._is_whole_list else self.arrangement.sections

    @property
    def has_headings(self) -> bool:
        """Whether the sections stand under headings."""
        return self._has_headings and not self._is_whole_list

    @property
    def count(self) -> int:
        """How many photos the query finds, those under folded headings as well."""
        return sum(len(section.photos) for section in self.sections)

    def show(self, query: Query) -> None:
        """Shows what a query finds."""
        if query != self.query:
            self.query = query
            self._stop()
            self._begin()

    # The list changes.

    def _before_rows_come(self, _: QModelIndex, first: int, last: int) -> None:
        if self._is_whole_list:
            self.beginInsertRows(QModelIndex(), first, last)

    def _after_rows_came(self) -> None:
        if self._is_whole_list:
            self.endInsertRows()
        self._arrange_soon()

    def _before_rows_go(self, _: QModelIndex, first: int, last: int) -> None:
        if self._is_whole_list:
            self.beginRemoveRows(QModelIndex(), first, last)
        else:
            self._before_reset()

    def _after_rows_went(self) -> None:
        if self._is_whole_list:
            self.endRemoveRows()
            self._arrange_soon()
        else:
            self._after_reset()

    def _before_reset(self) -> None:
        self.beginResetModel()

    def _after_reset(self) -> None:
        """Lets go at once of photos that are no longer in the list."""
        self._stop()
        if not self._is_whole_list:
            sections = tuple(
                Section(section.key, [photo for photo in section.photos if self.photos.holds(photo)], section.is_folded)
                for section in self.arrangement.sections
            )
            self._take(Arrangement(sections, self.arrangement.counts), self._has_headings)
        self.endResetModel()
        self._arrange_soon()

    def _take_change(self, top_left: QModelIndex, bottom_right: QModelIndex) -> None:
        if bottom_right.row() - top_left.row() + 1 >= len(self._shown):
            first, last = 0, len(self._shown) - 1
        else:
            rows = [self.row_of(self.photos.photo(row)) for row in range(top_left.row(), bottom_right.row() + 1)]
            rows = [row for row in rows if row >= 0]
            first, last = (min(rows), max(rows)) if rows else (0, -1)
        if last >= first:
            self.dataChanged.emit(self.index(first), self.index(last))
        self._arrange_soon()

    # Arranging.

    def _arrange_soon(self) -> None:
        self._is_outdated = True
        if not self._soon.isActive() and self._steps is None:
            self._soon.start(max(LEAST_PAUSE_MS, round(1000 * SHARE * self._cost)))

    def _stop(self) -> None:
        self._soon.stop()
        self._slices.stop()
        self._steps = None

    def _begin(self) -> None:
        self._is_outdated = False
        self._cost = 0.0
        self._steps = arrange(self.photos.all, self.query)
        self._slices.start()
        self._go_on()

    def _go_on(self) -> None:
        steps, start = self._steps, time.monotonic()
        if steps is None:
            return
        try:
            next(steps)
            while time.monotonic() < start + SLICE_SECONDS:
                next(steps)
        except StopIteration as end:
            self._stop()
            self._finish(end.value)
        self._cost += time.monotonic() - start

    def _finish(self, arrangement: Arrangement) -> None:
        has_headings = self.query.group != "nothing"
        if self.query.is_plain and self._is_whole_list:
            self.arrangement = arrangement
        elif has_headings != self._has_headings or not self._is_same(arrangement):
            self.beginResetModel()
            self._take(arrangement, has_headings)
            self.endResetModel()
        self.arrangement = arrangement
        self.arranged.emit()
        if self._is_outdated:
            self._arrange_soon()

    def _take(self, arrangement: Arrangement, has_headings: bool) -> None:
        self.arrangement = arrangement
        self._has_headings = has_headings
        if not self._is_whole_list:
            for photo in self._shown:
                photo.shown_row = -1
        if self.query.is_plain:
            self._shown = self.photos.all
            return
        self._shown = [photo for section in _unfolded(arrangement) for photo in section.photos]
        for row, photo in enumerate(self._shown):
            photo.shown_row = row

    def _is_same(self, arrangement: Arrangement) -> bool:
        """Whether nothing would change on the screen, as mostly while answers come in."""
        if self.query.is_plain or self._is_whole_list or _outline(arrangement) != _outline(self.arrangement):
            return False
        new = [photo for section in _unfolded(arrangement) for photo in section.photos]
        return len(new) == len(self._shown) and all(map(operator.is_, new, self._shown))


def _outline(arrangement: Arrangement) -> list[tuple[str, bool, int]]:
    return [(section.key, section.is_folded, len(section.photos)) for section in arrangement.sections]


def _unfolded(arrangement: Arrangement) -> Iterable[Section]:
    return (section for section in arrangement.sections if not section.is_folded)
