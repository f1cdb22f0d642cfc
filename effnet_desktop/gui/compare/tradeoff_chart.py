"""Accuracy against latency: a point for each model, with error bars, and the Pareto front as steps.

(Painted here, as `line_chart` is, and for the same reason.)
"""

import math
from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QLineF, QLocale, QPoint, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from effnet_desktop.engine.records.comparing import ModelMeasured
from effnet_desktop.engine.variants import title_of
from effnet_desktop.gui.compare.axes import GAP, Axes, Scale, figure_scale, share_scale
from effnet_desktop.gui.compare.comparison_wording import agrees_with, describe, score_title
from effnet_desktop.gui.compare.label_placement import place_labels
from effnet_desktop.gui.widgets.fonts import bold
from effnet_desktop.gui.wording import percent_text

RADIUS = 5.0
REACH = 16.0  # pixels from a point within which the mouse means it
BAR_END = 3.0
LABEL_WIDTH = 160  # a trained model may have a long name
LABEL_SHARE = 6  # nor is it wider than this part of the chart, so that there is room for all
PICTURE_SIZE = QSize(1200, 720)
PICTURE_SCALE = 2.0
PICTURE_MARGIN = 24


class TradeoffChart(QWidget):
    """Models by their latency and their accuracy, or agreement where no truth is known.

    Models without a score stand as hollow points in a margin at the bottom: their latency is all that is known.

    Attributes:
        model_chosen: Signal with the name of the model that was clicked on, or come to with the arrow keys.
    """

    model_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._models: tuple[ModelMeasured, ...] = ()
        self._agrees_with = ""
        self._current = ""
        self._limit: tuple[float | None, float | None] = (None, None)
        self._placeholder = ""
        self._labels: dict[str, QRectF] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Chart of accuracy against latency"))

    def set_placeholder(self, text: str) -> None:
        """Says what stands in the place of points as long as there are none."""
        self._placeholder = text
        self.update()

    def set_models(self, models: Sequence[ModelMeasured]) -> None:
        """Shows these models."""
        self._models = tuple(sorted(models, key=lambda model: model.latency.p50))
        self._agrees_with = agrees_with(models)
        self._refresh()

    def set_current(self, name: str) -> None:
        """Marks a model, without a signal."""
        self._current = name
        self._describe_current()
        self.update()

    def set_limit(self, milliseconds: float | None = None, score: float | None = None) -> None:
        """Draws a line where a budget ends; None for no line."""
        self._limit = (milliseconds, score)
        self.update()

    @property
    def current(self) -> str:
        """Name of the marked model; empty if there is none."""
        return self._current

    def sizeHint(self) -> QSize:
        """The upper half of a page."""
        return QSize(720, 320)

    def minimumSizeHint(self) -> QSize:
        """Room for some points with their names."""
        return QSize(360, 200)

    def picture(self, caption: str) -> QImage:
        """The chart as a picture to share, in the colours of the window.

        Args:
            caption: What stands below it.
        """
        chart = TradeoffChart()
        chart.setPalette(self.palette())
        chart.setFont(self.font())
        below = self.fontMetrics().height() + 8
        chart.resize(PICTURE_SIZE - QSize(2 * PICTURE_MARGIN, 2 * PICTURE_MARGIN + below))
        chart.set_models(self._models)
        image = QImage(PICTURE_SIZE * PICTURE_SCALE, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(PICTURE_SCALE)
        image.fill(self.palette().color(QPalette.ColorRole.Window))
        chart.render(image, QPoint(PICTURE_MARGIN, PICTURE_MARGIN))
        chart.deleteLater()
        with QPainter(image) as painter:
            painter.setFont(self.font())
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(QPoint(PICTURE_MARGIN, PICTURE_SIZE.height() - PICTURE_MARGIN), caption)
        return image

    # Mouse and keys.

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tells the figures of the model under the mouse."""
        model = self._model_at(event.position())
        text = describe(model) if model else ""
        QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses the model under the mouse."""
        if model := self._model_at(event.position()):
            self._choose(model)

    def leaveEvent(self, event: QEvent) -> None:
        """The figures go with the mouse."""
        QToolTip.hideText()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Goes to the next faster or slower model and tells its figures."""
        names = [model.model for model in self._models]
        place = names.index(self._current) if self._current in names else -1
        step = {
            Qt.Key.Key_Right: place + 1,
            Qt.Key.Key_Left: place - 1 if place >= 0 else 0,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(names) - 1,
        }.get(Qt.Key(event.key()))
        if step is None or not names:
            super().keyPressEvent(event)
            return
        model = self._models[min(max(step, 0), len(names) - 1)]
        self._choose(model)
        point = self._point_of(self._axes(), model).toPoint()
        QToolTip.showText(self.mapToGlobal(point), describe(model), self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows that the keys are for the chart."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """They go elsewhere."""
        super().focusOutEvent(event)
        QToolTip.hideText()
        self.update()

    def _choose(self, model: ModelMeasured) -> None:
        self.set_current(model.model)
        self.model_chosen.emit(model.model)

    def _model_at(self, place: QPointF) -> ModelMeasured | None:
        axes = self._axes()
        for name, label in self._labels.items():
            if label.contains(place):
                return next(model for model in self._models if model.model == name)
        near = [(QLineF(place, self._point_of(axes, model)).length(), model) for model in self._models]
        distance, nearest = min(near, key=lambda pair: pair[0], default=(math.inf, None))
        return nearest if distance <= REACH else None

    def _describe_current(self) -> None:
        current = next((model for model in self._models if model.model == self._current), None)
        text = describe(current) if current else ""
        self.setAccessibleDescription(text.replace("\n", ", "))

    # Geometry.

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Finds new places for the names."""
        super().resizeEvent(event)
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Another font needs other places."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._refresh()

    def _refresh(self) -> None:
        self._place_labels()
        self._describe_current()
        self.update()

    @property
    def _judged(self) -> list[ModelMeasured]:
        return [model for model in self._models if model.score is not None]

    @property
    def _front(self) -> list[ModelMeasured]:
        return [model for model in self._judged if model.is_pareto]

    def _scales(self) -> tuple[Scale, Scale]:
        across = [edge for model in self._models for edge in (model.latency.p50, model.latency.p95)]
        upwards = [model.score for model in self._judged if model.score is not None]
        if not self._agrees_with:
            upwards += [edge for model in self._judged for edge in model.acc1_ci95 or ()]
        return figure_scale(across), share_scale(upwards)

    def _axes(self) -> Axes:
        x, y = self._scales()
        metrics = self.fontMetrics()
        left = max(map(metrics.horizontalAdvance, (percent_text(100 * tick) for tick in (*y.ticks, y.high)))) + GAP
        top = metrics.height() + 10
        bottom = self._margin().top() if self._has_margin else self._x_labels_at() - 4
        plot = QRectF(left, top, max(1.0, self.width() - left - 16.0), max(1.0, bottom - top))
        return Axes(x, y, plot, self._ms, lambda share: percent_text(100 * share))

    @property
    def _has_margin(self) -> bool:
        return len(self._judged) < len(self._models)

    def _x_labels_at(self) -> float:
        return self.height() - 2 * self.fontMetrics().height() - 4

    def _margin(self) -> QRectF:
        """The strip below the plot for models without a score."""
        height = 3 * self.fontMetrics().height() + 4
        return QRectF(0, self._x_labels_at() - 4 - height, self.width(), height)

    def _margin_text(self) -> str:
        if all(model.untrained for model in self._models if model not in self._judged):
            return self.tr("untrained: latency only")
        return self.tr("no accuracy: latency only")

    def _margin_caption(self, axes: Axes) -> QRectF:
        metrics, strip = self.fontMetrics(), self._margin()
        width = metrics.horizontalAdvance(self._margin_text()) + 1
        return QRectF(axes.plot.left() + GAP, strip.top() + 3, width, metrics.height())

    def _point_of(self, axes: Axes, model: ModelMeasured) -> QPointF:
        score = model.score
        point = axes.point(model.latency.p50, axes.y.low if score is None else score)
        if score is None:
            point.setY(self._margin().bottom() - RADIUS - 5)  # below its name
        return point

    def _place_labels(self) -> None:
        """Each model's name goes where it covers no other one, and as little else as possible."""
        self._labels = {}
        if not self._models:
            return
        axes = self._axes()
        metrics = QFontMetricsF(bold(self.font()))  # as the current one's name is
        plot_side = axes.plot.adjusted(0, -4, 12, 0)
        strip = self._margin().adjusted(axes.plot.left(), 0, 0, 0)
        for is_judged, area in ((True, plot_side), (False, strip)):
            models = [model for model in self._models if (model in self._judged) == is_judged]
            models.sort(key=lambda model: not model.is_pareto)  # those that matter most have the choice
            points = [self._point_of(axes, model) for model in models]
            sizes = [QSizeF(metrics.horizontalAdvance(self._name(model)) + 4, metrics.height()) for model in models]
            obstacles = [
                QRectF(point - QPointF(RADIUS + 1, RADIUS + 1), QSizeF(2 * RADIUS + 2, 2 * RADIUS + 2))
                for point in points
            ]
            obstacles += [_around(line) for model in models for line in self._bars(axes, model)]
            if is_judged:
                corners = self._steps(axes)
                obstacles += [_around(QLineF(a, b)) for a, b in pairwise(corners)]
            else:
                obstacles.append(self._margin_caption(axes))
            places = place_labels(points, sizes, obstacles, area)
            self._labels |= {model.model: place for model, place in zip(models, places, strict=True)}

    def _bars(self, axes: Axes, model: ModelMeasured) -> list[QLineF]:
        """From p50 to p95, and the 95 % interval."""
        point = self._point_of(axes, model)
        end = axes.point(model.latency.p95, axes.y.low).x()
        bars = [QLineF(point, QPointF(end, point.y()))]
        if model.score_ci95:
            low, high = (axes.point(model.latency.p50, edge).y() for edge in model.score_ci95)
            bars.append(QLineF(point.x(), low, point.x(), high))
        return bars

    def _steps(self, axes: Axes) -> list[QPointF]:
        """Corners of the front: what accuracy can be had at the most for a latency."""
        corners: list[QPointF] = []
        for model in self._front:
            point = self._point_of(axes, model)
            if corners:
                corners.append(QPointF(point.x(), corners[-1].y()))
            corners.append(point)
        if corners:
            corners.append(QPointF(axes.plot.right(), corners[-1].y()))
        return corners

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints axes, front and models; those that matter most come last."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_captions(painter)
        if not self._models:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(16, 16, -16, -16), flags, self._placeholder)
            return
        axes = self._axes()
        axes.paint(painter, self.palette(), self._x_labels_at())
        if self._has_margin:
            self._paint_margin(painter, axes)
        self._paint_limit(painter, axes)
        self._paint_front(painter, axes)
        for model in sorted(self._models, key=lambda model: (model.is_pareto, model.model == self._current)):
            self._paint_model(painter, axes, model)

    def _paint_captions(self, painter: QPainter) -> None:
        metrics, dim = self.fontMetrics(), self.palette().color(QPalette.ColorRole.PlaceholderText)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        name = score_title(self._agrees_with)
        title = QRectF(0, 0, self.width(), metrics.height())
        painter.drawText(title, Qt.AlignmentFlag.AlignLeft, name)
        if self._models:
            painter.setPen(dim)
            legend = (
                self.tr("bars: 95 % interval, p50 to p95 · band: Pareto front")
                if not self._agrees_with
                else self.tr("bars: p50 to p95 · band: Pareto front")
            )
            if metrics.horizontalAdvance(name) + metrics.horizontalAdvance(legend) + 24 < self.width():
                painter.drawText(title.adjusted(0, 0, -16, 0), Qt.AlignmentFlag.AlignRight, legend)
            caption = (
                self.tr("latency p50, ms a photo (logarithmic)")
                if self._scales()[0].is_log
                else self.tr("latency p50, ms a photo")
            )
            below = QRectF(0, self.height() - metrics.height() - 2, self.width() - 16, metrics.height())
            painter.drawText(below, Qt.AlignmentFlag.AlignRight, caption)
        if self.hasFocus():
            painter.setPen(QPen(dim, 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_margin(self, painter: QPainter, axes: Axes) -> None:
        strip = self._margin()
        tint = QColor(self.palette().color(QPalette.ColorRole.WindowText))
        tint.setAlphaF(0.06)
        painter.fillRect(strip.adjusted(axes.plot.left(), 2, -16, -2), tint)
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.drawText(self._margin_caption(axes), flags, self._margin_text())

    def _paint_limit(self, painter: QPainter, axes: Axes) -> None:
        milliseconds, score = self._limit
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.WindowText), 1.5, Qt.PenStyle.DashLine))
        if milliseconds is not None and axes.x.low <= milliseconds <= axes.x.high:
            x = axes.point(milliseconds, axes.y.low).x()
            painter.drawLine(QPointF(x, axes.plot.top()), QPointF(x, axes.plot.bottom()))
        if score is not None and axes.y.low <= score <= axes.y.high:
            y = axes.point(axes.x.low, score).y()
            painter.drawLine(QPointF(axes.plot.left(), y), QPointF(axes.plot.right(), y))

    def _paint_front(self, painter: QPainter, axes: Axes) -> None:
        """As a soft band, which is not taken for a bar."""
        colour = QColor(self.palette().color(QPalette.ColorRole.Highlight))
        colour.setAlphaF(0.3)
        painter.setPen(QPen(colour, 6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin))
        painter.drawPolyline(QPolygonF(self._steps(axes)))

    def _paint_model(self, painter: QPainter, axes: Axes, model: ModelMeasured) -> None:
        palette = self.palette()
        text = palette.color(QPalette.ColorRole.WindowText)
        grey = QColor(text)
        grey.setAlphaF(0.45)
        is_judged = model in self._judged
        colour = palette.color(QPalette.ColorRole.Highlight) if model.is_pareto and is_judged else grey
        point = self._point_of(axes, model)
        painter.setPen(QPen(colour, 1.5))
        for bar in self._bars(axes, model):
            painter.drawLine(bar)
            across = QPointF(BAR_END, 0) if bar.dx() == 0 and bar.dy() else QPointF(0, BAR_END)
            for end in (bar.p1(), bar.p2()):
                if end != point:
                    painter.drawLine(end - across, end + across)
        if model.model == self._current:
            painter.setPen(QPen(text, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(point, RADIUS + 4, RADIUS + 4)
        painter.setPen(QPen(colour if is_judged else text, 1.5))
        painter.setBrush(colour if is_judged else palette.color(QPalette.ColorRole.Window))
        painter.drawEllipse(point, RADIUS, RADIUS)
        dim = palette.color(QPalette.ColorRole.PlaceholderText)
        self._paint_label(painter, point, model, text if model.is_pareto or not is_judged else dim)

    def _paint_label(self, painter: QPainter, point: QPointF, model: ModelMeasured, colour: QColor) -> None:
        label = self._labels[model.model]
        nearest = QPointF(
            min(max(point.x(), label.left()), label.right()), min(max(point.y(), label.top()), label.bottom())
        )
        line = QLineF(point, nearest)
        if line.length() > 3 * RADIUS:  # too far away to tell whose it is
            line.setP1(line.pointAt((RADIUS + 1) / line.length()))
            faint = QColor(colour)
            faint.setAlphaF(0.4)
            painter.setPen(QPen(faint, 1))
            painter.drawLine(line)
        painter.setFont(bold(self.font()) if model.model == self._current else self.font())
        painter.setPen(colour)
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, self._name(model))

    def _ms(self, value: float) -> str:
        return QLocale().toString(value, "g", 6)

    def _name(self, model: ModelMeasured) -> str:
        return self.fontMetrics().elidedText(
            title_of(model.model), Qt.TextElideMode.ElideMiddle, min(LABEL_WIDTH, self.width() // LABEL_SHARE)
        )


def _around(line: QLineF) -> QRectF:
    """A line as an obstacle."""
    return QRectF(line.p1(), line.p2()).normalized().adjusted(-1.5, -1.5, 1.5, 1.5)
