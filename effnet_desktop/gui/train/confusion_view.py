"""The confusion matrix, painted in one widget; only the visible cells cost anything."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QLocale, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from effnet_desktop.gui.contrast import over, readable

MIN_CELL = 24
MAX_CELL = 64
MAX_LABEL = 140
GAP = 6
WRONG_HUE = 0  # red, as in the message bar
MANY_WRONG = 10  # mistakes in one cell; fewer are never painted at full strength


class ConfusionView(QAbstractScrollArea):
    """Rows are true categories, columns what the model said; the cells take clicks and the arrow keys.

    Attributes:
        cell_chosen: Signal with row and column of the cell that the user went to.
    """

    cell_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._categories: tuple[str, ...] = ()
        self._counts: tuple[tuple[int, ...], ...] = ()
        self._row, self._column = 0, 0
        self._most_wrong = 0
        self._left = self._top = 0
        self._side = MIN_CELL
        self._is_flat = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 200)
        self.setAccessibleName(self.tr("Confusion matrix"))
        self.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        self.viewport().setAutoFillBackground(True)

    @property
    def current(self) -> tuple[int, int]:
        """Row and column of the chosen cell."""
        return self._row, self._column

    def set_counts(self, categories: Sequence[str], counts: Sequence[Sequence[int]]) -> None:
        """Shows a matrix, and goes to the cell with the most mistakes, without a signal."""
        self._categories = tuple(categories)
        self._counts = tuple(tuple(row) for row in counts)
        wrong = [
            (count, -row, -column)
            for row, line in enumerate(self._counts)
            for column, count in enumerate(line)
            if row != column
        ]
        count, row, column = max(wrong, default=(0, 0, 0))
        self._most_wrong = count
        self._row, self._column = (-row, -column) if count else (0, 0)
        self._lay_out()

    def describe(self, row: int, column: int) -> str:
        """A cell as a sentence."""
        count, total = self._counts[row][column], sum(self._counts[row])
        if row == column:
            text = self.tr("{category}: {count} of {total} recognised")
        else:
            text = self.tr("{category} taken for {other}: {count} of {total}")
        number = QLocale().toString
        return text.format(
            category=self._categories[row],
            other=self._categories[column],
            count=number(count),
            total=number(total),
        )

    def go_to(self, row: int, column: int) -> None:
        """Chooses a cell, as a click does."""
        self._row, self._column = row, column
        self._show_cell()
        self.viewport().update()
        self.cell_chosen.emit(row, column)

    def sizeHint(self) -> QSize:
        """Room for large cells of a few categories."""
        return QSize(480, 360)

    # Geometry: the labels stand still, the cells scroll.

    def _lay_out(self) -> None:
        """Fits labels and cells to the room: as large as all categories allow, within limits."""
        metrics, room, count = self.fontMetrics(), self.viewport().size(), len(self._categories)
        widest = max(map(metrics.horizontalAdvance, self._categories), default=0)
        largest = max((count for row in self._counts for count in row), default=0)
        least = max(MIN_CELL, metrics.horizontalAdvance(QLocale().toString(largest)) + GAP)

        def side(top: int) -> int:
            fitting = min(room.width() - self._left, room.height() - top) // max(1, count)
            return min(max(fitting, least), MAX_CELL)

        self._left = min(widest, MAX_LABEL, room.width() // 3) + 2 * GAP
        flat_top = metrics.height() + 2 * GAP
        self._is_flat = widest + GAP <= side(flat_top)  # otherwise the columns' labels are written upwards
        self._top = flat_top if self._is_flat else min(widest, MAX_LABEL, room.height() // 3) + 2 * GAP
        self._side = side(self._top)
        for bar, space in (
            (self.horizontalScrollBar(), room.width() - self._left),
            (self.verticalScrollBar(), room.height() - self._top),
        ):
            bar.setRange(0, max(0, count * self._side - space))
            bar.setPageStep(max(1, space))
            bar.setSingleStep(self._side)
        self._show_cell()
        self.viewport().update()

    def _rect(self, row: int, column: int) -> QRect:
        left = self._left + column * self._side - self.horizontalScrollBar().value()
        top = self._top + row * self._side - self.verticalScrollBar().value()
        return QRect(left, top, self._side, self._side)

    def _cell_at(self, point: QPoint) -> tuple[int, int] | None:
        if point.x() < self._left or point.y() < self._top:
            return None
        row = (point.y() - self._top + self.verticalScrollBar().value()) // self._side
        column = (point.x() - self._left + self.horizontalScrollBar().value()) // self._side
        count = len(self._categories)
        return (row, column) if row < count and column < count else None

    def _show_cell(self) -> None:
        """Scrolls as little as shows the chosen cell, and tells screen readers what it says."""
        if not self._categories:
            return
        for bar, place in ((self.horizontalScrollBar(), self._column), (self.verticalScrollBar(), self._row)):
            bar.setValue(min(max(bar.value(), (place + 1) * self._side - bar.pageStep()), place * self._side))
        self.setAccessibleDescription(self.describe(*self.current))

    # Events.

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits the cells to the room."""
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Fits the cells to another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Paints anew; there are never many cells in sight."""
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Goes to the cell under the mouse."""
        if cell := self._cell_at(event.position().toPoint()):
            self.go_to(*cell)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click is not handed on to what is behind."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Goes to a neighbour."""
        row, column, last = self._row, self._column, len(self._categories) - 1
        targets: dict[int, tuple[int, int]] = {
            Qt.Key.Key_Left: (row, column - 1),
            Qt.Key.Key_Right: (row, column + 1),
            Qt.Key.Key_Up: (row - 1, column),
            Qt.Key.Key_Down: (row + 1, column),
            Qt.Key.Key_Home: (row, 0),
            Qt.Key.Key_End: (row, last),
            Qt.Key.Key_PageUp: (0, column),
            Qt.Key.Key_PageDown: (last, column),
        }
        target = targets.get(event.key())
        if target is None:
            event.ignore()
        elif last >= 0:
            self.go_to(*(min(max(place, 0), last) for place in target))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows where the keys go."""
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Shows that the keys go elsewhere."""
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """Explains the cell under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self._cell_at(event.pos())
            QToolTip.showText(event.globalPos(), self.describe(*cell) if cell else "", self)
            return True
        return super().viewportEvent(event)

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the visible cells and their labels."""
        if not self._categories:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, top, width, height = self._left, self._top, self.viewport().width(), self.viewport().height()
        rows = self._visible(self.verticalScrollBar().value(), height - top)
        columns = self._visible(self.horizontalScrollBar().value(), width - left)

        painter.setClipRect(QRect(left, top, width, height))
        for row in rows:
            total = sum(self._counts[row])
            for column in columns:
                self._paint_cell(painter, row, column, total)
        self._paint_cursor(painter)
        painter.setClipRect(QRect(0, top, left, height))
        for row in rows:
            self._paint_row_label(painter, row)
        painter.setClipRect(QRect(left, 0, width, top))
        for column in columns:
            self._paint_column_label(painter, column)

    def _visible(self, offset: int, room: int) -> range:
        return range(offset // self._side, min(len(self._categories), (offset + room) // self._side + 1))

    def _paint_cell(self, painter: QPainter, row: int, column: int, total: int) -> None:
        rect, count = self._rect(row, column).adjusted(1, 1, -1, -1), self._counts[row][column]
        palette = self.palette()
        text = palette.color(QPalette.ColorRole.Text)
        if row == column:
            ground = QColor(palette.color(QPalette.ColorRole.Highlight))
        else:
            ground = QColor.fromHsv(WRONG_HUE, 200, 230) if count else QColor(text)
        ground.setAlphaF(0.15 + 0.6 * self._strength(row, column, total) if count else 0.04)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(rect, 3, 3)
        if count:
            painter.setPen(readable(text, over(ground, palette.color(QPalette.ColorRole.Base))))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, QLocale().toString(count))

    def _strength(self, row: int, column: int, total: int) -> float:
        """How strongly a cell is painted, 0 to 1.

        Right answers by their share of the row. Mistakes, of which there are few beside the right answers, by their
        number, on a scale of logarithms, so that 1 and 14 look different however many photos a category has.
        """
        count = self._counts[row][column]
        if row == column:
            return count / total
        return math.log1p(count) / math.log1p(max(self._most_wrong, MANY_WRONG))

    def _paint_cursor(self, painter: QPainter) -> None:
        colour = self.palette().color(QPalette.ColorRole.Highlight if self.hasFocus() else QPalette.ColorRole.Text)
        painter.setPen(QPen(colour, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self._rect(*self.current).adjusted(1, 1, -1, -1), 3, 3)

    def _label_colour(self, is_current: bool) -> QColor:
        role = QPalette.ColorRole.Text if is_current else QPalette.ColorRole.PlaceholderText
        return self.palette().color(role)

    def _paint_row_label(self, painter: QPainter, row: int) -> None:
        cell, room = self._rect(row, 0), self._left - 2 * GAP
        name = self.fontMetrics().elidedText(self._categories[row], Qt.TextElideMode.ElideRight, room)
        painter.setPen(self._label_colour(row == self._row))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(GAP, cell.top(), room, cell.height()), flags, name)

    def _paint_column_label(self, painter: QPainter, column: int) -> None:
        cell, room = self._rect(0, column), self._top - 2 * GAP
        painter.setPen(self._label_colour(column == self._column))
        if self._is_flat:
            place = QRect(cell.left(), 0, cell.width(), self._top)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._categories[column])
            return
        name = self.fontMetrics().elidedText(self._categories[column], Qt.TextElideMode.ElideRight, room)
        painter.save()
        painter.translate(QPointF(cell.center().x(), self._top - GAP))
        painter.rotate(-90)
        line = QRect(0, -cell.width() // 2, self._top, cell.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        painter.restore()
