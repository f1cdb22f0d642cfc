"""How fast and how right, live: latency with a sparkline, photos per second, accuracy, progress."""

import time
from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QLocale, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.gui.classify.photo_model import Counts
from effnet_desktop.gui.help.glossary import Term
from effnet_desktop.gui.help.term_label import TermLabel
from effnet_desktop.gui.widgets.fonts import larger
from effnet_desktop.gui.widgets.progress_bar import ProgressBar
from effnet_desktop.gui.wording import duration_text, percent_text, progress_text, spoken_figure

WINDOW = 200  # photos that the figures are about
REFRESH_MS = 250  # faster than this, nobody can read


def percentile(ascending: Sequence[float], share: float) -> float:
    """The value that `share` (0..1) of the values lie below, interpolated between neighbours."""
    place = share * (len(ascending) - 1)
    low = int(place)
    high = min(low + 1, len(ascending) - 1)
    return ascending[low] + (place - low) * (ascending[high] - ascending[low])


class Sparkline(QWidget):
    """A curve of the last latencies, the newest on the right, with dashed guides at p50 and p95."""

    def __init__(self) -> None:
        super().__init__()
        self._values: Sequence[float] = ()
        self._guides: tuple[float, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        """Wide if there is room."""
        return QSize(240, 40)

    def minimumSizeHint(self) -> QSize:
        """Gives way to the figures."""
        return QSize(48, 32)

    def set_values(self, values: Sequence[float], guides: tuple[float, ...]) -> None:
        """Shows these milliseconds, oldest first."""
        self._values, self._guides = values, guides
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the curve; what goes far beyond the guides is cut off, or one slow photo would flatten all."""
        if not self._values:
            return
        top = min(max(self._values), 1.5 * max(self._guides)) * 1.1 or 1.0
        step, height = self.width() / (WINDOW - 1), self.height() - 4

        def point(place: int, value: float) -> QPointF:
            return QPointF(self.width() - 1 - place * step, 2 + height * (1 - min(value / top, 1)))

        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dim = QColor(self.palette().color(QPalette.ColorRole.WindowText))
        dim.setAlphaF(0.35)
        painter.setPen(QPen(dim, 1, Qt.PenStyle.DashLine))
        for guide in self._guides:
            y = point(0, guide).y()
            painter.drawLine(QPointF(0, y), QPointF(self.width(), y))
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 1.5))
        curve = QPolygonF([point(place, value) for place, value in enumerate(reversed(self._values))])
        painter.drawPolyline(curve)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Highlight))
        painter.drawEllipse(curve.first(), 1.5, 1.5)


class _Tile(QWidget):
    """A value with its name above; wide enough for `widest`, so that nothing jumps."""

    def __init__(self, name: str, widest: str, term: Term | None = None) -> None:
        super().__init__()
        caption = TermLabel(name, term) if term else QLabel(name)
        caption.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._value = QLabel()
        self._value.setTextFormat(Qt.TextFormat.PlainText)
        self._value.setFont(larger(self._value.font(), 1.15))
        self._value.setMinimumWidth(self._value.fontMetrics().horizontalAdvance(widest))
        self._name = name
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(caption)
        layout.addWidget(self._value)

    def set_text(self, text: str, is_hint: bool = False) -> None:
        role = QPalette.ColorRole.PlaceholderText if is_hint else QPalette.ColorRole.WindowText
        self._value.setForegroundRole(role)
        self._value.setText(text)
        self._value.setAccessibleName(spoken_figure(self._name, text))

    def text(self) -> str:
        return self._value.text()


class LatencyStrip(QWidget):
    """The figures below the photos. It takes in each result at once and shows them four times a second.

    Attributes:
        stop_wanted: Signal: the user wants what is running to stop.
    """

    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._latencies: deque[float] = deque(maxlen=WINDOW)
        self._kept: dict[str, deque[float]] = {}  # latencies by what was asked
        self._asked_with = ""
        self._title = ""
        self._before = ("", 0.0)  # the model before, and its p50
        self._arrivals: deque[float] = deque(maxlen=WINDOW)
        self._counts = Counts()
        self._is_running = False
        self._step: Progress | None = None

        self._p50 = _Tile(self.tr("p50"), self._milliseconds(888.8), "latency")
        self._p95 = _Tile(self.tr("p95"), self._milliseconds(888.8), "latency")
        self._sparkline = Sparkline()
        self._speed = _Tile(self.tr("speed"), self._rate(888.8))
        self._accuracy = _Tile(self.tr("accuracy"), self._share(8888, 8888), "accuracy")
        self._progress = QLabel()
        self._progress.setTextFormat(Qt.TextFormat.PlainText)
        self._progress.setAccessibleName(self.tr("Progress"))
        self._progress.setMinimumWidth(120)  # the window may be narrow
        self._bar = ProgressBar()
        self._bar.setMaximumHeight(6)
        latency = self.tr("Milliseconds from file to answer, over the last %Ln photo(s)", "", WINDOW)
        for widget in (self._p50, self._p95, self._sparkline):
            widget.setToolTip(latency)
        self._accuracy.setToolTip(
            self.tr(
                "Share of right answers. It is known for photos in folders that are named like categories, and for "
                "photos that you mark: 1 is right, 0 is wrong."
            )
        )

        self._stop = QPushButton(self.tr("Stop"))
        self._stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus with the photos
        self._stop.setToolTip(self.tr("Stop (Esc)"))
        self._stop.clicked.connect(self.stop_wanted)

        progress = QVBoxLayout()
        progress.setSpacing(4)
        progress.addStretch()
        progress.addWidget(self._progress)
        progress.addWidget(self._bar)
        progress.addStretch()
        self._against = QLabel()
        self._against.setTextFormat(Qt.TextFormat.PlainText)
        self._against.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._against.setWordWrap(True)
        self._against.setAccessibleName(self.tr("Against the model before"))
        self._against.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        layout = QHBoxLayout()
        layout.setSpacing(16)
        column.addLayout(layout)
        column.addWidget(self._against)
        layout.addWidget(self._p50)
        layout.addWidget(self._p95)
        layout.addWidget(self._sparkline, stretch=1)
        layout.addWidget(self._speed)
        layout.addWidget(self._accuracy)
        layout.addLayout(progress)
        layout.addWidget(self._stop)

        self._timer = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._timer.timeout.connect(self._refresh)
        self._refresh()

    def set_title(self, title: str) -> None:
        """Takes in what the model in use is called."""
        self._title = title

    def switch(self, asked_with: str, title: str, is_forgotten: bool = False) -> None:
        """Another model or device comes: the figures so far are kept, and shown again when it comes back.

        Args:
            asked_with: What is asked from now on: a model with its settings.
            title: What the model is called.
            is_forgotten: Whether the figures so far are of no use.
        """
        if is_forgotten:
            self._kept.clear()
        elif self._latencies:
            self._kept[self._asked_with] = self._latencies
            self._before = (self._title, percentile(sorted(self._latencies), 0.5))
        self._asked_with, self._title = asked_with, title
        self._latencies = self._kept.get(asked_with, deque(maxlen=WINDOW))
        self._arrivals.clear()
        self._refresh_soon()

    def reset(self) -> None:
        """Forgets the latencies: the list is empty."""
        self._latencies = deque(maxlen=WINDOW)
        self._kept.clear()
        self._before = ("", 0.0)
        self._arrivals.clear()
        self._refresh_soon()

    def record(self, milliseconds: float) -> None:
        """Takes in the latency of a photo that was answered now."""
        self._latencies.append(milliseconds)
        self._arrivals.append(time.monotonic())
        self._refresh_soon()

    def set_counts(self, counts: Counts) -> None:
        """Takes in how many photos there are of each sort; `counts` may change later, with another call."""
        self._counts = counts
        self._refresh_soon()

    def set_running(self, is_running: bool) -> None:
        """Takes in whether photos are being classified."""
        if is_running and not self._is_running:
            self._arrivals.clear()  # the pause before is no part of the speed
        self._is_running = is_running
        self._step = None
        self._refresh_soon()

    def set_step(self, step: Progress | None) -> None:
        """Says what is being done before the first photo; None when that is over."""
        self._step = step
        self._refresh_soon()

    def _refresh_soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _refresh(self) -> None:
        ascending = sorted(self._latencies)
        unknown = self.tr("–")
        if ascending:
            p50, p95 = percentile(ascending, 0.5), percentile(ascending, 0.95)
            self._p50.set_text(self._milliseconds(p50))
            self._p95.set_text(self._milliseconds(p95))
            self._sparkline.set_values(tuple(self._latencies), (p50, p95))
        else:
            self._p50.set_text(unknown, is_hint=True)
            self._p95.set_text(unknown, is_hint=True)
            self._sparkline.set_values((), ())
        self._show_against(percentile(ascending, 0.5) if ascending else None)
        speed = self._photos_per_second()
        self._speed.set_text(self._rate(speed) if speed else unknown, is_hint=not speed)
        counts = self._counts
        if counts.with_truth:
            self._accuracy.set_text(self._share(counts.right, counts.with_truth))
        else:
            self._accuracy.set_text(self.tr("mark with 1 or 0"), is_hint=True)
        for widget in (self._bar, self._stop):
            widget.setVisible(self._is_running)
        if self._step:
            self._progress.setText(progress_text(self._step))
            done, total = self._step.done, self._step.total or 0  # 0: the bar shows that it is unknown
        else:
            self._progress.setText(self._progress_text(speed))
            done, total = counts.photos - counts.pending, max(1, counts.photos)
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _show_against(self, p50: float | None) -> None:
        """Says what the model before took, and how many answers are others now."""
        title, milliseconds = self._before
        is_known = bool(title) and title != self._title and p50 is not None and self._counts.compared > 0
        self._against.setVisible(is_known)
        if is_known:
            counts = self._counts
            text = self.tr(
                "{before} {before_ms}, {now} {now_ms} · {changed} of %Ln answer(s) changed", "", counts.compared
            )
            self._against.setText(
                text.format(
                    before=title,
                    before_ms=self._milliseconds(milliseconds),
                    now=self._title,
                    now_ms=self._milliseconds(p50 or 0.0),
                    changed=QLocale().toString(counts.changed),
                )
            )

    def _progress_text(self, speed: float) -> str:
        counts = self._counts
        if counts.pending:
            done = QLocale().toString(counts.photos - counts.pending)
            facts = [self.tr("{done} of {total}").format(done=done, total=QLocale().toString(counts.photos))]
        else:
            facts = [self.tr("%Ln photo(s)", "", counts.photos)]
        if counts.failed:
            facts.append(self.tr("%Ln failed", "", counts.failed))
        if self._is_running and speed:
            facts.append(self.tr("{time} left").format(time=duration_text(counts.pending / speed)))
        return " · ".join(facts)

    def _photos_per_second(self) -> float:
        seconds = self._arrivals[-1] - self._arrivals[0] if len(self._arrivals) > 1 else 0.0
        return (len(self._arrivals) - 1) / seconds if seconds else 0.0

    def _milliseconds(self, value: float) -> str:
        return self.tr("{number} ms").format(number=QLocale().toString(value, "f", 1 if value < 100 else 0))

    def _rate(self, value: float) -> str:
        return self.tr("{number} photos/s").format(number=QLocale().toString(value, "f", 1 if value < 100 else 0))

    def _share(self, right: int, total: int) -> str:
        return self.tr("{percent} ({right}/{total})").format(
            percent=percent_text(100 * right / total),
            right=QLocale().toString(right),
            total=QLocale().toString(total),
        )
