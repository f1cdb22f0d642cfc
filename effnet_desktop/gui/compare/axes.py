"""Axes of a chart with a figure across and a share upwards: scales, grid and captions."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPalette, QPen

from effnet_desktop.ticks import logarithmic_ticks, multiples, nice_step

WIDE_RANGE = 6  # from this ratio on, the small values would crowd on a linear axis
GAP = 6


@dataclass(frozen=True, slots=True)
class Scale:
    """What one axis spans, and where it is marked; by logarithm where `is_log`."""

    low: float
    high: float
    ticks: tuple[float, ...]
    is_log: bool = False

    def share(self, value: float) -> float:
        """How far along the axis a value is, 0..1; values beyond it are at its ends."""
        value = min(max(value, self.low), self.high)
        if self.is_log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


def share_scale(values: Sequence[float]) -> Scale:
    """An axis for shares (0..1) that shows these with some room, and nothing beyond 0 and 1."""
    return span_scale(values or (0.0, 1.0), 0.0, 1.0, 5)


def span_scale(values: Sequence[float], least: float, most: float, steps: int) -> Scale:
    """An axis that shows these values with some room, and nothing beyond `least` and `most`; marked so many times."""
    room = 0.08 * (max(values) - min(values)) or 0.02
    low, high = max(least, min(values) - room), min(most, max(values) + room)
    return Scale(low, high, multiples(low, high, nice_step(high - low, steps)))


def figure_scale(values: Sequence[float]) -> Scale:
    """An axis for positive figures: from 0, or by logarithm where they are far apart."""
    least, most = (min(values), max(values)) if values else (0.0, 1.0)
    if least > 0 and most / least > WIDE_RANGE:
        low, high = least / 1.25, most * 1.25
        return Scale(low, high, logarithmic_ticks(low, high), is_log=True)
    high = 1.08 * most or 1.0
    return Scale(0.0, high, multiples(0.0, high, nice_step(high, 8)))


@dataclass(frozen=True, slots=True)
class Axes:
    """Two axes around a plot.

    Attributes:
        x: Across.
        y: Upwards.
        plot: Where the points are.
        format_x: A value of `x` as text.
        format_y: A value of `y` as text.
    """

    x: Scale
    y: Scale
    plot: QRectF
    format_x: Callable[[float], str]
    format_y: Callable[[float], str]

    def point(self, x: float, y: float) -> QPointF:
        """Where two values are."""
        return QPointF(
            self.plot.left() + self.x.share(x) * self.plot.width(),
            self.plot.bottom() - self.y.share(y) * self.plot.height(),
        )

    def paint(self, painter: QPainter, palette: QPalette, x_labels_at: float) -> None:
        """Paints grid and ticks.

        Args:
            painter: Where to.
            palette: The chart's colours.
            x_labels_at: Top of the labels of the `x` axis; the grid reaches down to them.
        """
        metrics = QFontMetricsF(painter.font())
        grid = QColor(palette.color(QPalette.ColorRole.WindowText))
        grid.setAlphaF(0.12)
        dim = palette.color(QPalette.ColorRole.PlaceholderText)
        for y in self.y.ticks:
            level = self.point(self.x.low, y).y()
            painter.setPen(QPen(grid, 1))
            painter.drawLine(QPointF(self.plot.left(), level), QPointF(self.plot.right(), level))
            painter.setPen(dim)
            label = QRectF(0, level - metrics.height() / 2, self.plot.left() - GAP, metrics.height())
            painter.drawText(label, Qt.AlignmentFlag.AlignRight, self.format_y(y))
        for x in self.x.ticks:
            place = self.point(x, self.y.low).x()
            painter.setPen(QPen(grid, 1))
            painter.drawLine(QPointF(place, self.plot.top()), QPointF(place, x_labels_at - 2))
            painter.setPen(dim)
            label = QRectF(place - 40, x_labels_at, 80, metrics.height())
            painter.drawText(label, Qt.AlignmentFlag.AlignHCenter, self.format_x(x))
