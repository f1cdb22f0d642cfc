"""A table of figures that its headings sort."""

from functools import partial

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

SORT = Qt.ItemDataRole.UserRole
MARGIN = "\u2003"  # an em space to the right of figures; in a heading, the arrow that tells the order stands there

AnyIndex = QModelIndex | QPersistentModelIndex


class FigureModel(QAbstractTableModel):
    """A name and figures in each row; a subclass says how many rows, and what is in them.

    Attributes:
        titles: Of the columns.
        tips: What the columns mean.
    """

    titles: tuple[str, ...] = ()
    tips: tuple[str, ...] = ()

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The title or the tip of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(section)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tips[section]
        return self.titles[section] + (MARGIN if section else "") if role == Qt.ItemDataRole.DisplayRole else None


class SortableTable(QTableView):
    """One row a thing, its name first; a click on a heading or the context menu sorts by that column.

    Args:
        figures: What is shown; its role `SORT` says what a column is sorted by.
    """

    def __init__(self, figures: FigureModel) -> None:
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
        for column, title in enumerate(figures.titles):
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
