"""Two models in a row: the small one first, the bigger one for what that is not sure of."""

import math
from collections.abc import Container

from PySide6.QtCore import QLocale, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSlider,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop.engine.records.comparing import CascadeCurve, CascadePoint, Comparison
from effnet_desktop.engine.records.models import Cascade
from effnet_desktop.engine.variants import title_of
from effnet_desktop.gui.compare.axes import GAP, Axes, share_scale, span_scale
from effnet_desktop.gui.compare.comparison_wording import agrees_with, interval_range, score_title, trained_names
from effnet_desktop.gui.compare.label_placement import place_labels
from effnet_desktop.gui.widgets.number_tile import NumberTile
from effnet_desktop.gui.wording import milliseconds_text, percent_text


class CascadeView(QWidget):
    """Two models to choose, a threshold, what comes of it, and a name to save the pair under.

    Attributes:
        cascade_wanted: Signal with the names of the first and the second model; answered by `show_curve`.
        save_wanted: Signal with the `Cascade` to save.
    """

    cascade_wanted = Signal(str, str)
    save_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._comparison: Comparison | None = None
        self._curve: CascadeCurve | None = None
        self._known: Container[str] = ()
        self._suggested_name = ""
        self.first, self.second = QComboBox(), QComboBox()
        self.first.setAccessibleName(self.tr("First model"))
        self.second.setAccessibleName(self.tr("Second model"))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(self.tr("Threshold"))
        self.slider.setToolTip(self.tr("Photos that the first model is less sure of than this go to the second one"))
        caption = QLabel(self.tr("&Ask the second below"))
        caption.setBuddy(self.slider)
        self._threshold = QLabel()
        self._threshold.setMinimumWidth(self.fontMetrics().horizontalAdvance(percent_text(100.0)))
        self._threshold.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._accuracy = NumberTile(self.tr("blended accuracy"))
        self._agreement = NumberTile(self.tr("blended agreement"))
        self._latency = NumberTile(
            self.tr("mean latency"), self.tr("From file to answer, computed from the measured runs")
        )
        self._escalated = NumberTile(self.tr("asked twice"), self.tr("Share of photos that go to the second model"))
        self._chart = _CascadeChart()
        self.name = QLineEdit()
        self.name.setMaxLength(80)
        self.name.setAccessibleName(self.tr("Name of the pair"))
        self.save = QPushButton(self.tr("Save as model"))
        self._parts, self._note = QLabel(wordWrap=True), QLabel(wordWrap=True)
        for label in (self._parts, self._note):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._reason = QLabel(wordWrap=True)
        self._reason.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._reason.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._reason)
        self._stack.addWidget(self._content(caption))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

        for choice in (self.first, self.second):
            choice.activated.connect(self._ask)
        self.slider.valueChanged.connect(self._show_point)
        self.name.textChanged.connect(self._refresh_save)
        self.save.clicked.connect(self._save)

    @property
    def _tiles(self) -> tuple[NumberTile, ...]:
        return self._accuracy, self._agreement, self._latency, self._escalated

    def _content(self, caption: QLabel) -> QWidget:
        models = QHBoxLayout()
        models.setSpacing(8)
        models.addWidget(QLabel(self.tr("First")))
        models.addWidget(self.first)
        models.addWidget(QLabel(self.tr("Second")))
        models.addWidget(self.second)
        models.addStretch()
        threshold = QHBoxLayout()
        threshold.setSpacing(8)
        threshold.addWidget(caption)
        threshold.addWidget(self.slider, stretch=1)
        threshold.addWidget(self._threshold)
        tiles = QHBoxLayout()
        tiles.setSpacing(16)
        for tile in self._tiles:
            tiles.addWidget(tile, stretch=1)
        saving = QHBoxLayout()
        saving.setSpacing(8)
        saving.addWidget(self.name, stretch=1)
        saving.addWidget(self.save)
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addLayout(models)
        left.addLayout(threshold)
        left.addWidget(self._parts)
        left.addLayout(tiles)
        left.addLayout(saving)
        left.addWidget(self._note)
        left.addStretch()
        content = QWidget()
        layout = QGridLayout(content)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setHorizontalSpacing(16)
        layout.addLayout(left, 0, 0)
        layout.addWidget(self._chart, 0, 1)
        layout.setColumnStretch(0, 3)
        layout.setColumnStretch(1, 2)
        return content

    def set_comparison(self, comparison: Comparison | None) -> None:
        """Offers the models of a comparison: at first the smallest, then the largest; None while it runs."""
        self._comparison, self._curve = comparison, None
        self._accuracy.setVisible(comparison is None or comparison.has_truth)
        self._agreement.setHidden(comparison is None or comparison.has_truth)
        names = trained_names(comparison) if comparison else []
        for choice, place in ((self.first, 0), (self.second, len(names) - 1)):
            choice.clear()
            for name in names:
                choice.addItem(title_of(name), name)
            choice.setCurrentIndex(place)
        if comparison is None:
            self._reason.setText(self.tr("Two models in a row can be tried when the comparison is done."))
        else:
            self._reason.setText(self.tr("This needs two models whose weights are installed."))
        self._stack.setCurrentIndex(1 if len(names) > 1 else 0)
        if len(names) > 1:
            self._ask()

    def set_known(self, models: Container[str]) -> None:
        """Takes in the names of the models that there are now."""
        self._known = models
        self._refresh_save()

    def show_curve(self, first: str, second: str, curve: CascadeCurve | None) -> None:
        """Shows what each threshold gives, if the models are still the chosen ones; None where they do not fit."""
        if (first, second) != (self.first.currentData(), self.second.currentData()) or self._comparison is None:
            return
        self._curve = curve
        points = self._points
        alone = dict(zip((first, second), curve.alone, strict=True)) if curve else {}
        self._chart.set_points(points, alone, score_title(agrees_with(self._comparison.models)))
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(0, len(points) - 1))
        self.slider.setPageStep(10)
        self.slider.setValue(curve.best if curve else 0)
        self.slider.blockSignals(False)
        for widget in (self.slider, self.name):
            widget.setEnabled(bool(points))
        self._parts.setText(self._say_parts(curve) if curve else "")
        name = self.name.text()
        self.name.setText(f"{first}-{second}" if name in ("", self._suggested_name) else name)
        self._suggested_name = f"{first}-{second}"
        self._show_point()

    @property
    def _points(self) -> tuple[CascadePoint, ...]:
        return self._curve.points if self._curve else ()

    def _say_parts(self, curve: CascadeCurve) -> str:
        """On which photos the threshold was chosen, and on which it was measured."""
        if not curve.measured_on:
            return self.tr("No photo has a category that both models know: only the times are measured.")
        values = {
            "threshold": percent_text(100 * curve.points[curve.best].threshold),
            "chosen": QLocale().toString(curve.chosen_on),
            "measured": QLocale().toString(curve.measured_on),
        }
        if curve.is_independent:
            return self.tr(
                "Proposed: {threshold}, chosen on {chosen} photos, measured on the other {measured}."
            ).format(**values)
        return self.tr(
            "Proposed: {threshold}. So few photos ({measured}) are not divided: the threshold was chosen on those that "
            "it is measured on, so the figures are not independent and look too good."
        ).format(**values)

    def _ask(self) -> None:
        first, second = self.first.currentData(), self.second.currentData()
        if first == second:
            self.show_curve(first, second, None)
        else:
            self.cascade_wanted.emit(first, second)

    def _show_point(self) -> None:
        place = self.slider.value()
        if not self._points:
            for tile in self._tiles:
                tile.set_text("")
            self._threshold.clear()
            self._refresh_save()
            return
        point = self._points[place]
        self._chart.set_current(place)
        self._threshold.setText(percent_text(100 * point.threshold))
        is_measured = self._curve is not None and self._curve.measured_on > 0
        right = percent_text(100 * point.acc1) if is_measured else ""
        for score in (self._accuracy, self._agreement):
            score.set_text(right, interval_range(point.acc1_ci95) if is_measured else "")
        self._latency.set_text(
            milliseconds_text(point.mean_ms),
            self.tr("p50 {p50}, p95 {p95}").format(
                p50=milliseconds_text(point.latency.p50), p95=milliseconds_text(point.latency.p95)
            ),
        )
        self._escalated.set_text(percent_text(100 * point.escalated))
        self.slider.setAccessibleDescription(
            self.tr("{threshold}: {score} right, {latency} on average, {share} asked twice").format(
                threshold=self._threshold.text(),
                score=right or self.tr("–"),
                latency=milliseconds_text(point.mean_ms),
                share=percent_text(100 * point.escalated),
            )
        )
        self._refresh_save()

    def _reason_against_saving(self) -> str:
        if self._comparison is None:
            return ""
        if self._comparison.fit_head:
            return self.tr(
                "This comparison fitted quick heads, which are not kept. Train both models on the folder, then compare "
                "those without quick heads."
            )
        if not self._points:
            return self.tr("Choose two different models.")
        for choice in (self.first, self.second):
            if choice.currentData() not in self._known:
                return self.tr("{model} is not among your models any more.").format(model=choice.currentText())
        return "" if self.name.text().strip() else self.tr("Type a name for the pair.")

    def _refresh_save(self) -> None:
        reason = self._reason_against_saving()
        self.save.setEnabled(not reason)
        self.save.setAccessibleDescription(reason)
        self._note.setText(reason or self.tr("The pair then stands among your models and classifies like any other."))

    def _save(self) -> None:
        point = self._points[self.slider.value()]
        name = self.name.text().strip()
        self.save_wanted.emit(Cascade(name, self.first.currentData(), self.second.currentData(), point.threshold))


class _CascadeChart(QWidget):
    """Accuracy against mean latency as the threshold rises, beside the two models alone."""

    def __init__(self) -> None:
        super().__init__()
        self._points: tuple[CascadePoint, ...] = ()
        self._alone: dict[str, tuple[float, float]] = {}
        self._score_title = ""
        self._current = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Chart of what each threshold gives"))

    def set_points(
        self, points: tuple[CascadePoint, ...], alone: dict[str, tuple[float, float]], score_title: str
    ) -> None:
        """Shows a curve.

        Args:
            points: In order of their thresholds.
            alone: Mean latency and score of each of the two models by itself, the first one first.
            score_title: What the score is.
        """
        self._points, self._alone, self._score_title = points, alone, score_title
        self.update()

    def set_current(self, place: int) -> None:
        """Marks a point."""
        self._current = place
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 160)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._points:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        axes, metrics, palette = self._axes(), self.fontMetrics(), self.palette()
        text, dim = palette.color(QPalette.ColorRole.WindowText), palette.color(QPalette.ColorRole.PlaceholderText)
        painter.setPen(text)
        painter.drawText(QRectF(0, 0, self.width(), metrics.height()), Qt.AlignmentFlag.AlignLeft, self._score_title)
        axes.paint(painter, palette, axes.plot.bottom() + 4)
        painter.setPen(dim)
        below = QRectF(0, self.height() - metrics.height() - 2, self.width() - 8, metrics.height())
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, self.tr("mean latency, ms a photo"))
        highlight = palette.color(QPalette.ColorRole.Highlight)
        painter.setPen(QPen(highlight, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin))
        painter.drawPolyline(QPolygonF([axes.point(point.mean_ms, point.acc1) for point in self._points]))
        self._paint_alone(painter, axes)
        current = self._points[min(self._current, len(self._points) - 1)]
        painter.setPen(QPen(text, 2))
        painter.setBrush(highlight)
        painter.drawEllipse(axes.point(current.mean_ms, current.acc1), 5, 5)

    def _paint_alone(self, painter: QPainter, axes: Axes) -> None:
        """The two models by themselves, with their names where the curve is not."""
        metrics, side = self.fontMetrics(), QSizeF(8, 8)
        places = [axes.point(latency, score) for latency, score in self._alone.values()]
        names = [metrics.elidedText(title_of(name), Qt.TextElideMode.ElideMiddle, 130) for name in self._alone]
        curve = [axes.point(point.mean_ms, point.acc1) for point in self._points]
        obstacles = [QRectF(point - QPointF(4, 4), side) for point in (*places, *curve)]
        sizes = [QSizeF(metrics.horizontalAdvance(name) + 4, metrics.height()) for name in names]
        area = axes.plot.adjusted(0, -4, 8, 0)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.WindowText), 1.5))
        painter.setBrush(self.palette().color(QPalette.ColorRole.Window))
        for name, place, label in zip(names, places, place_labels(places, sizes, obstacles, area), strict=True):
            painter.drawEllipse(place, 4, 4)
            painter.drawText(label, Qt.AlignmentFlag.AlignCenter, name)

    def _axes(self) -> Axes:
        latencies = [point.mean_ms for point in self._points] + [latency for latency, _ in self._alone.values()]
        scores = [point.acc1 for point in self._points] + [score for _, score in self._alone.values()]
        x, y = span_scale(latencies, 0.0, math.inf, 5), share_scale(scores)
        metrics = self.fontMetrics()
        left = max(map(metrics.horizontalAdvance, (percent_text(100 * tick) for tick in (*y.ticks, y.high)))) + GAP
        top = metrics.height() + 8
        bottom = self.height() - 2 * metrics.height() - 8
        plot = QRectF(left, top, max(1.0, self.width() - left - 8.0), max(1.0, bottom - top))
        return Axes(x, y, plot, lambda ms: QLocale().toString(ms, "g", 6), lambda share: percent_text(100 * share))
