"""A table of figures that its headings sort."""

from functools import partial

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

SORT = Qt.ItemDataRole.UserRole
MARGIN = "\u2003"  # an em space to the right of figures; in a heading, the arrow that tells the order stands there

AnyIndex = QModelIndex | QPersistentModelIndex


class SortableTable(QTableView):
    """One row a thing, its name first; a click on a heading or the context menu sorts by that column.

    Args:
        figures: What is shown; its role `SORT` says what a column is sorted by.
        titles: Of its columns.
    """

    def __init__(self, figures: QAbstractTableModel, titles: tuple[str, ...]) -> None:
        super().__init__()
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(figures)
        self._sorted.setSortRole(SORT)
        self.setModel(self._sorted)
        self.setSortingEnabled(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for column, title in enumerate(titles):
            action = QAction(self.tr("Sort by {column}").format(column=title), self)
            action.triggered.connect(partial(self._sort_by, column))
            self.addAction(action)

    def _sort_by(self, column: int) -> None:
        """Sorts, the other way round if it is sorted by that column already."""
        header = self.horizontalHeader()
        is_again = header.sortIndicatorSection() == column
        ascending, descending = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        self.sortByColumn(column, descending if is_again and header.sortIndicatorOrder() == ascending else ascending)


def alignment(column: int) -> Qt.AlignmentFlag:
    """Names begin on the left, figures end on the right."""
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
