"""How right the model would be with fewer and with more photos, and of which categories more would help."""

from PySide6.QtCore import QLocale, QModelIndex, Qt
from PySide6.QtWidgets import QHeaderView, QLabel, QSplitter, QVBoxLayout, QWidget

from effnet_desktop.engine.records.training import LearningCurve, MorePhotos
from effnet_desktop.gui.train.line_chart import Curve, LineChart
from effnet_desktop.gui.widgets.sortable_table import MARGIN, SORT, AnyIndex, FigureModel, SortableTable, alignment
from effnet_desktop.gui.wording import percent_text

GAIN_COLUMN = 2


class MorePhotosView(QWidget):
    """The learning curve with its continuation, and what more photos of each category would bring."""

    def __init__(self) -> None:
        super().__init__()
        self._advice = QLabel(wordWrap=True)
        self._advice.setTextFormat(Qt.TextFormat.PlainText)
        self.chart = LineChart(
            self.tr("Accuracy by the number of photos"),
            lambda share: percent_text(100 * share),
            1.0,
            self.tr("photos"),
            lambda photos: self.tr("%Ln photo(s)", "", photos),
        )
        self.table = _Table()
        splitter = QSplitter(childrenCollapsible=False)
        splitter.addWidget(self.chart)
        splitter.addWidget(self.table)
        splitter.setSizes([500, 400])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._advice)
        layout.addWidget(splitter, stretch=1)

    def show_curve(self, curve: LearningCurve | None) -> None:
        """Shows what is known; None: the photos are too few to tell, or the report is an earlier version's."""
        self.table.setVisible(curve is not None)
        if curve is None or not curve.measured:
            self.chart.set_placeholder(self.tr("There are too few photos to tell, or an earlier version trained."))
            self.chart.set_data((), 1.0)
            self._advice.setText("")
            return
        measured = [(float(point.photos), point.acc1) for point in curve.measured]
        expected = [(float(point.photos), point.acc1) for point in curve.expected]
        points = (*curve.measured, *curve.expected)
        self.chart.set_data(
            (
                Curve(self.tr("measured"), tuple(measured)),
                Curve(self.tr("expected"), (measured[-1], *expected), is_second=True),
            ),
            max(point.photos for point in points),
            [(float(point.photos), *point.ci95) for point in points],
        )
        self._advice.setText(self._advise(curve))
        self.table.show_categories(curve.categories)

    def _advise(self, curve: LearningCurve) -> str:
        best = curve.most_helpful
        if best is None:
            return self.tr("More photos of any one category would hardly help.")
        return self.tr(
            "%Ln more photo(s) of {category} would help most: about {gain} more right answers ({low} to {high}).",
            "",
            best.more,
        ).format(
            category=best.category,
            gain=percent_text(100 * best.gain),
            low=percent_text(100 * best.ci95[0]),
            high=percent_text(100 * best.ci95[1]),
        )


class _Table(SortableTable):
    """One row a category, the one first of which more photos would help most."""

    def __init__(self) -> None:
        self._model = _Model()
        super().__init__(self._model)
        self.setAccessibleName(self.tr("What more photos of each category would bring"))
        header = self.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setDefaultSectionSize(120)

    def show_categories(self, categories: tuple[MorePhotos, ...]) -> None:
        self._model.show_categories(categories)
        self.sortByColumn(GAIN_COLUMN, Qt.SortOrder.DescendingOrder)


class _Model(FigureModel):
    def __init__(self) -> None:
        super().__init__()
        self._categories: tuple[MorePhotos, ...] = ()
        self.titles = (self.tr("Category"), self.tr("Photos"), self.tr("Gain"))
        self.tips = (
            "",
            self.tr("Photos of this category that were learnt from"),
            self.tr("How many more of all answers would probably be right with more photos of this category"),
        )

    def show_categories(self, categories: tuple[MorePhotos, ...]) -> None:
        self.beginResetModel()
        self._categories = categories
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self._categories)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(index.column())
        row = self._categories[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == GAIN_COLUMN:
            return self.tr("With %Ln more photo(s): {low} to {high}", "", row.more).format(
                low=percent_text(100 * row.ci95[0]), high=percent_text(100 * row.ci95[1])
            )
        if role not in (Qt.ItemDataRole.DisplayRole, SORT):
            return None
        value = (row.category, row.photos, row.gain)[index.column()]
        if role == SORT or isinstance(value, str):
            return value
        if isinstance(value, int):
            return QLocale().toString(value) + MARGIN
        return f"+{percent_text(100 * max(value, 0.0))}{MARGIN}"
