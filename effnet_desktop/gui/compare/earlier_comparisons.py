"""The comparisons that were kept: when they were, on which photos, of which models."""

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from effnet_desktop.engine.records.comparing import EarlierComparison
from effnet_desktop.engine.variants import title_of

NAME = Qt.ItemDataRole.UserRole
ROWS = 4  # so many are seen without scrolling


class EarlierComparisons(QWidget):
    """A list, the newest first; a click or Enter opens one, Delete or the context menu removes it.

    Attributes:
        open_wanted: Signal with the name of a comparison to show.
        remove_wanted: Signal with the name of one to forget.
    """

    open_wanted = Signal(str)
    remove_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.list = _List()
        self.list.setHeaderLabels([self.tr("Date"), self.tr("Photos"), self.tr("Models")])
        caption = QLabel(self.tr("&Earlier comparisons"))
        caption.setBuddy(self.list)
        self.list.setAccessibleName(self.tr("Earlier comparisons"))
        remove = QAction(self.tr("Remove"), self.list)
        remove.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        remove.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.list.addAction(remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(caption)
        layout.addWidget(self.list)
        self.list.open_wanted.connect(self.open_wanted)
        remove.triggered.connect(self._remove)
        self.set_comparisons(())

    def set_comparisons(self, comparisons: Sequence[EarlierComparison]) -> None:
        """Shows these; without any, there is no list."""
        row = max(0, self.list.currentIndex().row())
        self.list.clear()
        for comparison in comparisons:
            item = QTreeWidgetItem(self._texts(comparison))
            item.setData(0, NAME, comparison.name)
            item.setToolTip(1, "\n".join(map(str, comparison.paths[:20])))
            self.list.addTopLevelItem(item)
        for column in range(2):
            self.list.resizeColumnToContents(column)
            self.list.setColumnWidth(column, self.list.columnWidth(column) + 16)
        if comparisons:
            self.list.setCurrentIndex(self.list.model().index(min(row, len(comparisons) - 1), 0))
        self.setVisible(bool(comparisons))

    def _texts(self, comparison: EarlierComparison) -> list[str]:
        first = comparison.paths[0]
        photos = self.tr("%Ln photo(s)", "", comparison.photos)
        return [
            date_text(comparison.finished),
            self.tr("{photos} in {folder}").format(photos=photos, folder=first.name or str(first)),
            ", ".join(map(title_of, comparison.models)),
        ]

    def _remove(self) -> None:
        if item := self.list.currentItem():
            self.remove_wanted.emit(item.data(0, NAME))


class _List(QTreeWidget):
    open_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setFixedHeight((ROWS + 2) * (self.fontMetrics().height() + 4))
        self.itemClicked.connect(self._open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, whatever the desktop takes for an activation."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (item := self.currentItem()):
            self._open(item)
        else:
            super().keyPressEvent(event)

    def _open(self, item: QTreeWidgetItem) -> None:
        self.open_wanted.emit(item.data(0, NAME))


def date_text(finished: float) -> str:
    """A moment, given in seconds since 1970, as the user's language writes it."""
    moment = QDateTime.fromSecsSinceEpoch(round(finished))
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)
