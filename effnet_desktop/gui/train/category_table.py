"""Precision, recall and F1 of each category, sortable."""

from PySide6.QtCore import QLocale, QModelIndex, Qt
from PySide6.QtWidgets import QHeaderView

from effnet_desktop.engine.records.evaluation import CategoryMetrics
from effnet_desktop.gui.widgets.sortable_table import MARGIN, SORT, AnyIndex, FigureModel, SortableTable, alignment
from effnet_desktop.gui.wording import percent_text

FIGURE_WIDTH = 110
PHOTOS_COLUMN = 1
F1_COLUMN = 4


class CategoryTable(SortableTable):
    """One row a category, the weakest first; a click on a heading or the context menu sorts by another column."""

    def __init__(self) -> None:
        self._model = _Model()
        super().__init__(self._model)
        self._sorted.setSortCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setAccessibleName(self.tr("Figures of each category"))
        header = self.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setDefaultSectionSize(FIGURE_WIDTH)

    def set_metrics(self, metrics: tuple[CategoryMetrics, ...]) -> None:
        """Shows these figures."""
        self._model.set_metrics(metrics)
        self.sortByColumn(F1_COLUMN, Qt.SortOrder.AscendingOrder)
        if metrics:
            self.selectRow(0)


class _Model(FigureModel):
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
        self.tips = (
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

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(index.column())
        if role not in (Qt.ItemDataRole.DisplayRole, SORT):
            return None
        row = self._metrics[index.row()]
        value = (row.category, row.photos, row.precision, row.recall, row.f1)[index.column()]
        if role == SORT or isinstance(value, str):
            return value
        if not row.photos and index.column() > PHOTOS_COLUMN:
            return self.tr("–") + MARGIN  # nothing was measured
        return (QLocale().toString(value) if isinstance(value, int) else percent_text(100 * value)) + MARGIN
