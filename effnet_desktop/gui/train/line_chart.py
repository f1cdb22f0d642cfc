"""Curves over epochs or photos, painted here: the charts that training needs are few and small.

(A plotting library would bring numpy and a third of a second of imports into the UI thread as the training starts.)
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QLocale, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from effnet_desktop.ticks import multiples, nice_step

TITLE_GAP = 8
LABEL_RISE = 16  # from the best point to the middle of its label
REACH = 0.03  # of the width: how near to a point the mouse means it
MANY_POINTS = 60  # from here on, dots would hide the line

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Curve:
    """A named line through points in order of x; a second one in a chart is dashed and grey."""

    name: str
    points: tuple[Point, ...]
    is_second: bool = False


class LineChart(QWidget):
    """One or two curves, a band around the first, its best point.

    Args:
        title: What the values are.
        format_value: A value as text.
        greatest: The greatest possible value; the least is 0.
        axis: What is counted from the left to the right; epochs unless given.
        format_place: A place on that axis as text.
    """

    def __init__(
        self,
        title: str,
        format_value: Callable[[float], str],
        greatest: float = math.inf,
        axis: str = "",
        format_place: Callable[[int], str] | None = None,
    ) -> None:
        super().__init__()
        self._title = title
        self._format = format_value
        self._greatest = greatest
        self._axis = axis or self.tr("epoch")
        self._format_place = format_place or self._format_epoch
        self._placeholder = ""
        self._curves: tuple[Curve, ...] = ()
        self._band: tuple[tuple[float, float, float], ...] = ()
        self._best: Point | None = None
        self._x_max = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setAccessibleName(title)

    def set_placeholder(self, text: str) -> None:
        """Says what stands in the place of curves as long as there are none."""
        self._placeholder = text
        self.update()

    def set_data(
        self,
        curves: Sequence[Curve],
        x_max: float,
        band: Sequence[tuple[float, float, float]] = (),
        best: Point | None = None,
    ) -> None:
        """Shows curves.

        Args:
            curves: One or two.
            x_max: Where the axis ends; it begins at 0. With 0, there is one point and no axis.
            band: x, low and high, in order of x.
            best: The point to mark.
        """
        self._curves = tuple(curve for curve in curves if curve.points)
        self._band, self._best, self._x_max = tuple(band), best, x_max
        last = [f"{curve.name}: {self._format(curve.points[-1][1])}" for curve in self._curves]
        self.setAccessibleDescription(", ".join(last))
        self.update()

    def sizeHint(self) -> QSize:
        """Half of a page's width."""
        return QSize(420, 260)

    def minimumSizeHint(self) -> QSize:
        """Room for axes and some curve."""
        return QSize(240, 140)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tells the values of the epoch that is next to the mouse."""
        if not self._curves:
            return
        plot = self._plot()
        at = (event.position().x() - plot.left()) / plot.width() * self._x_max
        places: list[float] = [place for curve in self._curves for place, _ in curve.points]
        x = min(places, key=lambda place: abs(place - at))
        if abs(x - at) > max(0.5, REACH * self._x_max):
            QToolTip.hideText()
            return
        lines = [
            f"{curve.name}: {self._format(y)}" for curve in self._curves for place, y in curve.points if place == x
        ]
        lines += [
            self.tr("95 % interval: {low} to {high}").format(low=self._format(low), high=self._format(high))
            for place, low, high in self._band
            if place == x
        ]
        text = "\n".join([self._format_place(round(x)), *lines])
        QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def _format_epoch(self, epoch: int) -> str:
        return self.tr("Epoch {epoch}").format(epoch=epoch) if epoch else self.tr("Before the first epoch")

    def leaveEvent(self, event: QEvent) -> None:
        """The values go with the mouse."""
        QToolTip.hideText()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints title, axes and curves."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_title(painter)
        if not self._curves:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self._plot(), flags, self._placeholder)
            return
        self._paint_axes(painter)
        self._paint_band(painter)
        for curve in reversed(self._curves):  # the first one lies on top
            self._paint_curve(painter, curve)
        if self._best:
            self._paint_best(painter, self._best)

    # Geometry.

    def _scale(self) -> tuple[float, float, float]:
        """Least value, greatest value and distance of the ticks of the y axis."""
        values = [y for curve in self._curves for _, y in curve.points]
        values += [edge for _, low, high in self._band for edge in (low, high)]
        low, high = (min(values), max(values)) if values else (0.0, 1.0)
        step = nice_step((high - low) or max(abs(high), 1e-3) / 2, 4)
        low = math.floor(low / step) * step
        high = min(self._greatest, math.ceil(high / step) * step)
        return low, max(high, low + step / 10), step

    def _plot(self) -> QRectF:
        """Where the curves are."""
        metrics = self.fontMetrics()
        low, high, step = self._scale()
        texts = [self._format(y) for y in (low, high, low + step)]
        labels = max(map(metrics.horizontalAdvance, [*texts, self._axis]))
        above = LABEL_RISE if self._best else TITLE_GAP  # the best point may be at the very top
        top = metrics.height() + above + metrics.height() / 2
        bottom = self.height() - metrics.height() - 6
        return QRectF(labels + 8, top, max(1.0, self.width() - labels - 24), max(1.0, bottom - top))

    def _point(self, plot: QRectF, scale: tuple[float, float, float], x: float, y: float) -> QPointF:
        low, high, _ = scale
        share = (min(max(y, low), high) - low) / (high - low)
        across = x / self._x_max if self._x_max else 0.5
        return QPointF(plot.left() + across * plot.width(), plot.bottom() - share * plot.height())

    # Painting.

    def _colour(self, is_second: bool = False, alpha: float = 1.0) -> QColor:
        role = QPalette.ColorRole.WindowText if is_second else QPalette.ColorRole.Highlight
        colour = QColor(self.palette().color(role))
        colour.setAlphaF(0.55 * alpha if is_second else alpha)
        return colour

    def _pen(self, is_second: bool) -> QPen:
        style = Qt.PenStyle.DashLine if is_second else Qt.PenStyle.SolidLine
        return QPen(
            self._colour(is_second), 1.5 if is_second else 2, style, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin
        )

    def _paint_title(self, painter: QPainter) -> None:
        metrics = self.fontMetrics()
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(QRectF(0, 0, self.width(), metrics.height()), Qt.AlignmentFlag.AlignLeft, self._title)
        if len(self._curves) < 2:
            return
        right = float(self.width())
        for curve in reversed(self._curves):
            width = metrics.horizontalAdvance(curve.name)
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(QRectF(right - width, 0, width, metrics.height()), Qt.AlignmentFlag.AlignLeft, curve.name)
            painter.setPen(self._pen(curve.is_second))
            middle = metrics.height() / 2
            painter.drawLine(QPointF(right - width - 26, middle), QPointF(right - width - 6, middle))
            right -= width + 42

    def _paint_axes(self, painter: QPainter) -> None:
        metrics, plot, scale = self.fontMetrics(), self._plot(), self._scale()
        low, high, step = scale
        grid = QColor(self.palette().color(QPalette.ColorRole.WindowText))
        grid.setAlphaF(0.15)
        dim = self.palette().color(QPalette.ColorRole.PlaceholderText)
        for value in multiples(low, high, step):
            y = self._point(plot, scale, 0, value).y()
            painter.setPen(QPen(grid, 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(dim)
            label = QRectF(0, y - metrics.height() / 2, plot.left() - 8, metrics.height())
            painter.drawText(label, Qt.AlignmentFlag.AlignRight, self._format(value))
        if not self._x_max:
            return
        caption = QRectF(0, plot.bottom() + 6, plot.left() - 8, metrics.height())
        painter.drawText(caption, Qt.AlignmentFlag.AlignRight, self._axis)
        step_x = max(1, round(nice_step(self._x_max, 8)))
        for x in range(0, int(self._x_max) + 1, step_x):
            place = self._point(plot, scale, x, low).x()
            label = QRectF(place - 40, plot.bottom() + 6, 80, metrics.height())
            painter.drawText(label, Qt.AlignmentFlag.AlignHCenter, QLocale().toString(x))

    def _paint_band(self, painter: QPainter) -> None:
        plot, scale = self._plot(), self._scale()
        colour = self._colour(alpha=0.2)
        if len(self._band) == 1:
            x, low, high = self._band[0]
            painter.setPen(QPen(colour, 6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.drawLine(self._point(plot, scale, x, low), self._point(plot, scale, x, high))
            return
        edge = [self._point(plot, scale, x, high) for x, _, high in self._band]
        edge += [self._point(plot, scale, x, low) for x, low, _ in reversed(self._band)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF(edge))

    def _paint_curve(self, painter: QPainter, curve: Curve) -> None:
        plot, scale = self._plot(), self._scale()
        line = [self._point(plot, scale, x, y) for x, y in curve.points]
        painter.setPen(self._pen(curve.is_second))
        painter.drawPolyline(QPolygonF(line))
        if len(line) <= MANY_POINTS:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colour(curve.is_second))
            for point in line:
                painter.drawEllipse(point, 3, 3)

    def _paint_best(self, painter: QPainter, best: Point) -> None:
        metrics, plot = self.fontMetrics(), self._plot()
        centre = self._point(plot, self._scale(), *best)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.WindowText), 2))
        painter.setBrush(self.palette().color(QPalette.ColorRole.Highlight))
        painter.drawEllipse(centre, 5, 5)
        text = self.tr("best {value}").format(value=self._format(best[1]))
        label = QRectF(0, 0, metrics.horizontalAdvance(text) + 8, metrics.height())
        label.moveCenter(centre - QPointF(0, LABEL_RISE))  # nothing of the curve is above its best point
        label.moveLeft(min(max(label.left(), plot.left()), plot.right() - label.width()))
        ground = QColor(self.palette().color(QPalette.ColorRole.Window))
        ground.setAlphaF(0.75)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(label, 3, 3)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)
