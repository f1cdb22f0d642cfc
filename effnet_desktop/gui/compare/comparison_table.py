"""Every figure of the compared models, sortable; models that another one dominates are grey."""

import operator
from collections.abc import Sequence

from PySide6.QtCore import (
    QItemSelectionModel,
    QLocale,
    QModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from effnet_desktop.engine.records.comparing import ModelMeasured
from effnet_desktop.engine.variants import title_of
from effnet_desktop.gui.compare.comparison_wording import (
    agrees_with,
    describe,
    interval_range,
    score_title,
    spread_text,
)
from effnet_desktop.gui.widgets.sortable_table import MARGIN, SORT, AnyIndex, FigureModel, SortableTable, alignment
from effnet_desktop.gui.wording import percent_text, translate

NAME, IS_GREY = SORT + 1, SORT + 2
SCORE_COLUMN, LATENCY_COLUMN = 2, 3


class ComparisonTable(SortableTable):
    """One row a model, the fastest first; a click on a heading or the context menu sorts by another column.

    Attributes:
        model_chosen: Signal with the name of the model whose row became the current one; empty for none.
        model_activated: Signal with the name of the model that was double-clicked, or chosen with Return.
    """

    model_chosen = Signal(str)
    model_activated = Signal(str)

    def __init__(self) -> None:
        self._model = _ComparisonModel()
        self._widths: tuple[int, ...] = ()  # of the texts that the columns fit
        super().__init__(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(self.tr("Figures of each model"))
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.sortByColumn(LATENCY_COLUMN, Qt.SortOrder.AscendingOrder)
        self.selectionModel().currentRowChanged.connect(lambda *_: self.model_chosen.emit(self.current))
        self.activated.connect(lambda index: self.model_activated.emit(index.data(NAME)))

    @property
    def current(self) -> str:
        """Name of the model in the current row; empty if there is none."""
        return self.currentIndex().data(NAME) or ""

    def set_models(self, models: Sequence[ModelMeasured]) -> None:
        """Shows these models, and keeps order and current row; columns grow with their headings and figures."""
        current = self.current
        was_blocked = self.blockSignals(True)
        self._model.set_models(models)
        if not self._widths or any(map(operator.gt, self._measure(), self._widths)):
            self.fit_columns()
        self.set_current(current)
        if models and not self.current:
            self._select_first()
        self.blockSignals(was_blocked)
        if self.current != current:
            self.model_chosen.emit(self.current)

    def set_current(self, name: str) -> None:
        """Makes a model's row the current one."""
        for row in range(self._sorted.rowCount()):
            index = self._sorted.index(row, max(0, self.currentIndex().column()))
            if index.data(NAME) == name and index.row() != self.currentIndex().row():
                flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
                self.selectionModel().setCurrentIndex(index, flags)

    def _select_first(self) -> None:
        """Selects the first row of a trained model, or the first one of all."""
        untrained = {model.model for model in self._model.models if model.untrained}
        names = [self._sorted.index(row, 0).data(NAME) for row in range(self._sorted.rowCount())]
        self.selectRow(next((row for row, name in enumerate(names) if name not in untrained), 0))

    def fit_columns(self) -> None:
        """Gives each column the width that it needs; too slow to be done for each new figure."""
        self._widths = self._measure()
        self.resizeColumnsToContents()
        for column in range(1, self._model.columnCount()):
            self.setColumnWidth(column, self.columnWidth(column) + 4)

    def _measure(self) -> tuple[int, ...]:
        """Pixels of each heading, and of the widest text below each."""
        columns = range(self._model.columnCount())
        heading, cell = self.horizontalHeader().fontMetrics(), self.fontMetrics()
        headings = (
            heading.horizontalAdvance(str(self._model.headerData(c, Qt.Orientation.Horizontal))) for c in columns
        )
        texts = ([str(self._model.index(row, c).data()) for row in range(self._model.rowCount())] for c in columns)
        return (*headings, *(max(map(cell.horizontalAdvance, column), default=0) for column in texts))


class _Delegate(QStyledItemDelegate):
    """Greys what a better model dominates, and what has no accuracy."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        super().initStyleOption(option, index)
        if index.data(IS_GREY):
            option.palette.setColor(QPalette.ColorRole.Text, option.palette.placeholderText().color())


class _ComparisonModel(FigureModel):
    def __init__(self) -> None:
        super().__init__()
        self.models: tuple[ModelMeasured, ...] = ()
        self._agrees_with = ""
        self.titles = (
            self.tr("Model"),
            self.tr("phi"),
            self.tr("Accuracy"),
            self.tr("Latency, ms"),
            self.tr("Photos/s"),
            self.tr("Memory, MB"),
            self.tr("Decode, ms"),
            self.tr("Preprocess, ms"),
            self.tr("Inference, ms"),
            self.tr("Resolution"),
            self.tr("Parameters"),
            self.tr("Multiply-adds"),
        )
        self.tips = (
            "",
            self.tr("The step of compound scaling"),
            "",
            self.tr("From file to answer, one photo at a time: p50 / p95"),
            self.tr("Throughput where photos are decoded ahead, as in Classify"),
            self.tr("The most memory that a process of its own took to load it and answer one photo (10^6 bytes)"),
            self.tr("Reading the file: p50 / p95"),
            self.tr("Resizing to what the network sees: p50 / p95"),
            self.tr("The network: p50 / p95"),
            self.tr("Side of the picture that the network sees"),
            self.tr("Numbers that the network has learnt"),
            self.tr("What the network computes for one photo"),
        )

    def set_models(self, models: Sequence[ModelMeasured]) -> None:
        """Shows these; while the same models go on being measured, selection and scroll bars stay."""
        is_same = [model.model for model in models] == [model.model for model in self.models]
        if not is_same:
            self.beginResetModel()
        self.models = tuple(models)
        self._agrees_with = agrees_with(models)
        if is_same and models:
            self.dataChanged.emit(self.index(0, 0), self.index(len(models) - 1, self.columnCount() - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
        elif not is_same:
            self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self.models)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and section == SCORE_COLUMN:
            if role == Qt.ItemDataRole.ToolTipRole:
                return self._score_tip()
            if role == Qt.ItemDataRole.DisplayRole:
                return score_title(self._agrees_with) + MARGIN
        return super().headerData(section, orientation, role)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        model = self.models[index.row()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(model, index.column()) + (MARGIN if index.column() else "")
        if role == Qt.ItemDataRole.ToolTipRole:
            return describe(model)
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0:
            return describe(model).replace("\n", ", ")
        if role == SORT:
            return self._value(model, index.column())
        if role == NAME:
            return model.model
        return not model.is_pareto if role == IS_GREY else None

    def _score_tip(self) -> str:
        if not self._agrees_with:
            return self.tr("Share of right answers, with its 95 % interval")
        return self.tr("Share of photos that it answers like {model}").format(model=title_of(self._agrees_with))

    def _value(self, model: ModelMeasured, column: int) -> str | float:
        """What a column is sorted by; what is unknown comes before all else."""
        score = model.score
        values: tuple[str | float | None, ...] = (
            title_of(model.model),
            float(model.variant.phi),
            score,
            model.latency.p50,
            model.photos_per_second,
            model.peak_memory_mb,
            model.decode.p50,
            model.preprocess.p50,
            model.inference.p50,
            float(model.variant.preprocessing.resolution),
            float(model.params),
            float(model.madds),
        )
        value = values[column]
        return -1.0 if value is None else value

    def _text(self, model: ModelMeasured, column: int) -> str:
        number = QLocale()
        unknown = self.tr("–")
        speed, memory = model.photos_per_second, model.peak_memory_mb
        match column:
            case 0:
                return title_of(model.model)
            case 1:
                return number.toString(float(model.variant.phi), "g", 4)
            case 2:
                return self._score(model)
            case 3:
                return spread_text(model.latency)
            case 4:
                return unknown if speed is None else number.toString(speed, "f", 1 if speed < 100 else 0)
            case 5:
                return unknown if memory is None else number.toString(memory, "f", 0)
            case 6:
                return spread_text(model.decode)
            case 7:
                return spread_text(model.preprocess)
            case 8:
                return spread_text(model.inference)
            case 9:
                return self.tr("{pixels} px").format(pixels=model.variant.preprocessing.resolution)
            case 10:
                return translate("Wording", "{millions} M").format(millions=number.toString(model.params / 1e6, "f", 1))
        return self.tr("{billions} G").format(billions=number.toString(model.madds / 1e9, "f", 2))

    def _score(self, model: ModelMeasured) -> str:
        score = model.score
        if model.untrained:
            return self.tr("untrained")
        if score is None:
            return self.tr("–")
        if model.score_ci95:
            return self.tr("{accuracy} ({range})").format(
                accuracy=percent_text(100 * score), range=interval_range(model.score_ci95)
            )
        return percent_text(100 * score)
