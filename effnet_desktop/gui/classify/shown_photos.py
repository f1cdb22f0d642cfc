"""The photos that the grid shows: those of the list that the user asked for, in the order that the user asked for."""

import operator
import time
from collections.abc import Iterable, Sequence
from operator import attrgetter

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from effnet_desktop.gui.classify.arrangement import Arrangement, Query, Section, arrange
from effnet_desktop.gui.classify.photo_model import Photo, PhotoModel
from effnet_desktop.gui.classify.slices import Slices

LEAST_PAUSE_MS = 400  # between two arrangements while answers come in
SHARE = 10  # of the time, at the most, goes into arranging: one part in so many
MANY_ROWS = 1000  # changed at once: then it is not worth finding out which of them are shown

AnyIndex = QModelIndex | QPersistentModelIndex


class ShownPhotos(QAbstractListModel):
    """A part of a `PhotoModel`, in an order of its own. Photos under a folded heading have no row.

    A new query is answered in slices of a few milliseconds. What the user changes is followed at once. While answers
    come in, what is shown follows a few times a second, so that photos do not jump about under the pointer.

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
        self._is_outdated = False
        self._last_end = 0.0  # of an arrangement, by the monotonic clock
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._begin)
        self._slices = Slices(self)
        self._slices.ended.connect(self._finish)
        photos.rowsAboutToBeInserted.connect(self._before_rows_come)
        photos.rowsInserted.connect(self._after_rows_came)
        photos.rowsAboutToBeRemoved.connect(self._before_rows_go)
        photos.rowsRemoved.connect(self._after_rows_went)
        photos.modelAboutToBeReset.connect(self._before_reset)
        photos.modelReset.connect(self._after_reset)
        photos.dataChanged.connect(self._take_change)
        photos.settled.connect(self._take_end_of_change)

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

    def photos_between(self, first: int, last: int) -> Sequence[Photo]:
        """The photos from one row to another."""
        return self._shown[first : last + 1]

    def ranges_of(self, photos: Sequence[Photo]) -> list[tuple[int, int]]:
        """Where those photos stand that are shown, as (first, last) rows."""
        shown, places = self._shown, map(attrgetter("row" if self._is_whole_list else "shown_row"), photos)
        wanted = bytearray(len(shown))
        for photo, row in zip(photos, places, strict=True):
            if 0 <= row < len(shown) and shown[row] is photo:
                wanted[row] = 1
        ranges = []
        first = wanted.find(1)
        while first >= 0:
            end = wanted.find(0, first)
            end = len(shown) if end < 0 else end
            ranges.append((first, end - 1))
            first = wanted.find(1, end)
        return ranges

    @property
    def is_settled(self) -> bool:
        """Whether what is shown follows the list and the query, and is not about to change."""
        return not (self._slices.is_running or self._soon.isActive() or self.photos.is_changing)

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
            self._arrange_now()
        else:
            self._after_reset()

    def _before_reset(self) -> None:
        self.beginResetModel()

    def _after_reset(self) -> None:
        """Lets go at once of photos that are no longer in the list."""
        self._stop()
        if not self._is_whole_list:
            sections = tuple(
                Section(section.key, self.photos.listed(section.photos), section.is_folded)
                for section in self.arrangement.sections
            )
            if list(map(_size, sections)) != list(map(_size, self.arrangement.sections)):
                self._take(Arrangement(sections, self.arrangement.counts), self._has_headings)
        self.endResetModel()
        self._arrange_now()

    def _take_change(self, top_left: QModelIndex, bottom_right: QModelIndex) -> None:
        first, last = top_left.row(), bottom_right.row()
        if last - first >= MANY_ROWS:
            first, last = 0, -1 if self.photos.is_changing else len(self._shown) - 1
        elif not self._is_whole_list:
            rows = [row for photo in self.photos.all[first : last + 1] if (row := self.row_of(photo)) >= 0]
            first, last = (min(rows), max(rows)) if rows else (0, -1)
        if last >= first:
            self.dataChanged.emit(self.index(first), self.index(last))
        self._arrange_soon()

    def _take_end_of_change(self) -> None:
        """Shows what many photos are by now: during the change, that would cost more than the change itself."""
        if self._shown:
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))
        self._arrange_now()

    # Arranging.

    def _arrange_soon(self) -> None:
        self._is_outdated = True
        if not (self._soon.isActive() or self._slices.is_running or self.photos.is_changing):
            pause = max(LEAST_PAUSE_MS / 1000, SHARE * self._slices.cost)
            self._soon.start(max(0, round(1000 * (self._last_end + pause - time.monotonic()))))

    def _arrange_now(self) -> None:
        self._stop()
        self._soon.start(0)

    def _stop(self) -> None:
        self._soon.stop()
        self._slices.stop()

    def _begin(self) -> None:
        self._is_outdated = False
        self._slices.start(arrange(self.photos.all, self.query))

    def _finish(self, arrangement: Arrangement) -> None:
        has_headings = self.query.group != "nothing"
        if self.query.is_plain and self._is_whole_list:
            self.arrangement = arrangement
        elif has_headings != self._has_headings or not self._is_same(arrangement):
            self.beginResetModel()
            self._take(arrangement, has_headings)
            self.endResetModel()
        self.arrangement = arrangement
        self._last_end = time.monotonic()
        self.arranged.emit()
        if self._is_outdated:
            self._arrange_soon()

    def _take(self, arrangement: Arrangement, has_headings: bool) -> None:
        self.arrangement = arrangement
        self._has_headings = has_headings
        before = () if self._is_whole_list else self._shown
        if self.query.is_plain:
            self._shown = self.photos.all
        else:
            self._shown = [photo for section in _unfolded(arrangement) for photo in section.photos]
        if self._is_whole_list or len(self._shown) < len(self.photos.all):  # otherwise all get another row
            for photo in before:
                photo.shown_row = -1
        if not self._is_whole_list:
            for row, photo in enumerate(self._shown):
                photo.shown_row = row

    def _is_same(self, arrangement: Arrangement) -> bool:
        """Whether nothing would change on the screen, as mostly while answers come in."""
        if self.query.is_plain or self._is_whole_list or _outline(arrangement) != _outline(self.arrangement):
            return False
        new = [photo for section in _unfolded(arrangement) for photo in section.photos]
        return len(new) == len(self._shown) and all(map(operator.is_, new, self._shown))


def _size(section: Section) -> int:
    return len(section.photos)


def _outline(arrangement: Arrangement) -> list[tuple[str, bool, int]]:
    return [(section.key, section.is_folded, len(section.photos)) for section in arrangement.sections]


def _unfolded(arrangement: Arrangement) -> Iterable[Section]:
    return (section for section in arrangement.sections if not section.is_folded)
