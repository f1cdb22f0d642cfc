"""Precision, recall and F1 of each category, sortable."""

from functools import partial

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from effnet_desktop.engine.results import CategoryMetrics
from effnet_desktop.gui.wording import percent_text

SORT = Qt.ItemDataRole.UserRole
FIGURE_WIDTH = 110
MARGIN = "\u2003"  # an em space to the right of figures; in a heading, the arrow that tells the order stands there
F1_COLUMN = 4

AnyIndex = QModelIndex | QPersistentModelIndex


class CategoryTable(QTableView):
    """One row a category, the weakest first; a click on a heading or the context menu sorts by another column."""

    def __init__(self) -> None:
        super().__init__()
        self._model = _Model()
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self._model)
        self._sorted.setSortRole(SORT)
        self._sorted.setSortCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setModel(self._sorted)
        self.setSortingEnabled(True)
        self.setAccessibleName(self.tr("Figures of each category"))
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
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setDefaultSectionSize(FIGURE_WIDTH)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for column, title in enumerate(self._model.titles):
            action = QAction(self.tr("Sort by {column}").format(column=title), self)
            action.triggered.connect(partial(self._sort_by, column))
            self.addAction(action)

    def set_metrics(self, metrics: tuple[CategoryMetrics, ...]) -> None:
        """Shows these figures."""
        self._model.set_metrics(metrics)
        self.sortByColumn(F1_COLUMN, Qt.SortOrder.AscendingOrder)
        if metrics:
            self.selectRow(0)

    def _sort_by(self, column: int) -> None:
        """Sorts, the other way round if it is sorted by that column already."""
        header = self.horizontalHeader()
        is_again = header.sortIndicatorSection() == column
        ascending, descending = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        self.sortByColumn(column, descending if is_again and header.sortIndicatorOrder() == ascending else ascending)


class _Model(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self._metrics: tuple[CategoryMetrics, ...] = ()
        self.titles = (
            self.tr("Category"),
            self.tr("Photos"),
            self.tr("Precision"),
            self.tr("Recall"),
            self.tr("F1"),
        )
        self._tips = (
            "",
            self.tr("Photos of this category that were measured on"),
            self.tr("How many of the photos that the model puts here belong here"),
            self.tr("How many of the photos that belong here the model puts here"),
            self.tr("The harmonic mean of precision and recall"),
        )

    def set_metrics(self, metrics: tuple[CategoryMetrics, ...]) -> None:
        self.beginResetModel()
        self._metrics = metrics
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self._metrics)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self.titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tips[section]
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.titles[section] + (MARGIN if section else "")

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        if role not in (Qt.ItemDataRole.DisplayRole, SORT):
            return None
        row = self._metrics[index.row()]
        value = (row.category, row.photos, row.precision, row.recall, row.f1)[index.column()]
        if role == SORT or isinstance(value, str):
            return value
        return (QLocale().toString(value) if isinstance(value, int) else percent_text(100 * value)) + MARGIN

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
