"""A training while it runs, and after it was stopped: progress, figures, charts."""

import time

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPalette, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from effnet_desktop.engine.chance import measured
from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import FineTuneConfig, Inheritance
from effnet_desktop.engine.records.training import SAVING, EpochFinished, FeaturesExtracted, HeadFitted
from effnet_desktop.engine.scaling import scaled_variant
from effnet_desktop.engine.variants import VARIANTS
from effnet_desktop.gui.train.line_chart import Curve, LineChart
from effnet_desktop.gui.widgets.fonts import larger
from effnet_desktop.gui.widgets.number_tile import NumberTile
from effnet_desktop.gui.widgets.pace import Pace
from effnet_desktop.gui.widgets.progress_bar import ProgressBar
from effnet_desktop.gui.wording import (
    duration_text,
    inheritance_text,
    measured_text,
    percent_text,
    preset_text,
    progress_text,
    translate,
)

TICK_MS = 1000


def interval_text(interval: tuple[float, float]) -> str:
    """A 95 % interval of a share: ``95 % interval 96.0 % to 98.3 %``; empty where nothing was measured."""
    if measured(0.0, interval) is None:
        return ""
    low, high = (percent_text(100 * edge) for edge in interval)
    return translate("Training", "95 % interval {low} to {high}").format(low=low, high=high)


class TrainingProgress(QWidget):
    """Takes in what a training yields and shows it.

    Attributes:
        stop_wanted: Signal: the user wants it to stop.
        resume_wanted: Signal: the user wants a stopped one to go on.
        finish_wanted: Signal: the user wants a model of the best that a stopped one has reached.
        back_wanted: Signal: the user has seen that it stopped.
    """

    stop_wanted = Signal()
    resume_wanted = Signal()
    finish_wanted = Signal()
    back_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self._began = 0.0
        self._expected: float | None = None
        self._head: HeadFitted | None = None
        self._epochs: list[EpochFinished] = []
        self._epoch_ended = 0.0  # when the last one was told
        self._expected_end: float | None = None  # when all of them will be over, by the pace of the first
        self._step_end: float | None = None  # when the current step will be over, by its pace
        self._pace = Pace()
        self._is_running = False
        self._is_saving = False  # all is learnt; the rest is short
        self._is_quick = False

        self._title, self._about, self._inherited = QLabel(), QLabel(), QLabel()
        self._title.setFont(larger(self._title.font()))
        for label in (self._about, self._inherited):
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._accuracy = NumberTile(
            self.tr("best accuracy so far"),
            self.tr("Share of right answers on photos that it does not learn from"),
            "validation",
        )
        self._epoch_tile = NumberTile(self.tr("epoch"), self.tr("How often the deeper layers have seen every photo"))
        self._speed = NumberTile(self.tr("speed"))
        self._left = NumberTile(self.tr("time left"))
        tiles = QHBoxLayout()
        tiles.setSpacing(16)
        for tile in self._tiles:
            tiles.addWidget(tile, stretch=1)
        self._loss_chart = LineChart(self.tr("Loss"), self._number)
        self._accuracy_chart = LineChart(self.tr("Validation accuracy"), lambda y: percent_text(100 * y), 1.0)
        charts = QHBoxLayout()
        charts.setSpacing(24)
        for chart in (self._accuracy_chart, self._loss_chart):
            charts.addWidget(chart, stretch=1)
        self._progress = QLabel()
        self._bar = ProgressBar()
        self._bar.setMaximumHeight(6)
        self._outcome = QLabel(wordWrap=True)
        for label in (self._title, self._about, self._inherited, self._progress, self._outcome):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.stop = QPushButton(self.tr("Stop"))
        self.stop.setToolTip(self.tr("Ends the training; the best so far is kept"))
        self.resume = QPushButton(self.tr("Resume"))
        self.back = QPushButton(self.tr("Back to the folder"))
        self.finish = QPushButton(self.tr("Use the best so far"))
        self.finish.setToolTip(self.tr("Makes a model of the best that was reached"))
        self._progress_side = QWidget()
        progress = QVBoxLayout(self._progress_side)
        progress.setContentsMargins(0, 0, 0, 0)
        progress.setSpacing(4)
        progress.addWidget(self._progress)
        progress.addWidget(self._bar)
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        bottom.addWidget(self._progress_side, stretch=1)
        bottom.addWidget(self._outcome, stretch=1)
        for button in (self.stop, self.back, self.resume, self.finish):
            bottom.addWidget(button, alignment=Qt.AlignmentFlag.AlignBottom)
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(self._title)
        head.addWidget(self._about)
        head.addWidget(self._inherited)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addLayout(head)
        layout.addLayout(tiles)
        layout.addLayout(charts, stretch=1)
        layout.addLayout(bottom)

        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._refresh_time)
        self.stop.clicked.connect(self._stop)
        self.resume.clicked.connect(self.resume_wanted)
        self.back.clicked.connect(self.back_wanted)
        self.finish.clicked.connect(self.finish_wanted)

    @property
    def _tiles(self) -> tuple[NumberTile, ...]:
        return self._accuracy, self._epoch_tile, self._speed, self._left

    def begin(self, config: FineTuneConfig, expected_seconds: float | None) -> None:
        """Shows that a training begins.

        Args:
            config: What is trained.
            expected_seconds: How long it will take; None if nobody knows.
        """
        self._began = time.monotonic()
        self._expected = expected_seconds
        self._head, self._epochs, self._expected_end, self._step_end = None, [], None, None
        self._pace = Pace()
        self._is_running, self._is_saving = True, False
        self._name = config.model_name
        self._title.setText(self.tr("Training {name}").format(name=self._name))
        variant = scaled_variant(config.scaling) if config.scaling else VARIANTS.get(config.model)
        self._about.setText(
            self.tr("{preset} · from {model} · {folder}").format(
                preset=preset_text(config.preset),
                model=variant.title if variant else config.model,
                folder=config.folder,
            )
        )
        self._about.setToolTip(str(config.folder))
        self._inherited.hide()
        for tile in self._tiles:
            tile.set_text("")
        self._is_quick = config.preset == "quick"
        for widget in (self._loss_chart, self._epoch_tile):
            widget.setVisible(not self._is_quick)
        self._loss_chart.set_placeholder(self.tr("Begins with the first epoch"))
        self._accuracy_chart.set_placeholder(self.tr("Begins when the new classifier is fitted"))
        self.stop.setEnabled(True)
        self.stop.setText(self.tr("Stop"))
        self._show_charts()
        self.show_event(Progress(Text(self.tr("Starting"))))
        self._show_buttons()
        self._refresh_time()
        if self.isVisible():
            self._tick.start()

    def show_event(self, event: FeaturesExtracted | HeadFitted | EpochFinished | Inheritance | Progress) -> None:
        """Takes in something that the training yielded."""
        if isinstance(event, Progress):
            self._show_progress(event)
        elif isinstance(event, HeadFitted):
            self._head = event
            self._accuracy.set_text(
                measured_text(event.val_acc1, event.val_acc1_ci95), interval_text(event.val_acc1_ci95)
            )
            self._show_charts()
        elif isinstance(event, EpochFinished):
            self._take_epoch(event)
        elif isinstance(event, Inheritance):
            self._inherited.setText(inheritance_text(event))
            self._inherited.show()
        else:
            self._speed.set_text(self._rate(event.photos / max(event.seconds, 1e-3)), self._known_text(event))

    def begin_finishing(self) -> None:
        """Shows that a model is made of the best so far; that is too short to be stopped."""
        self._is_running = self._is_saving = True
        self._title.setText(self.tr("Finishing {name}").format(name=self._name))
        self.show_event(Progress(Text(self.tr("Starting"))))
        self._show_buttons(can_stop=False)
        self._refresh_time()
        if self.isVisible():
            self._tick.start()

    def show_stopped(self, can_go_on: bool) -> None:
        """Shows that it was stopped.

        Args:
            can_go_on: Whether something was learnt, which can be resumed or used.
        """
        self._is_running = False
        self._tick.stop()
        self._left.set_text("", self.tr("ran for {time}").format(time=self._elapsed()))
        self._title.setText(self.tr("{name}: stopped").format(name=self._name))
        if can_go_on and self._epochs:
            text = self.tr("Stopped after epoch {epoch} of {epochs}. The best so far is kept.").format(
                epoch=self._epochs[-1].epoch, epochs=self._epochs[-1].epochs
            )
        elif can_go_on:
            text = self.tr("Stopped. What was learnt so far is kept.")
        else:
            text = self.tr("Stopped before anything was learnt.")
        self._outcome.setText(text)
        self._show_buttons(can_go_on=can_go_on)

    def showEvent(self, event: QShowEvent) -> None:
        """The clock runs while somebody can see it."""
        super().showEvent(event)
        if self._is_running:
            self._refresh_time()
            self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """The clock rests."""
        super().hideEvent(event)
        self._tick.stop()

    def _show_buttons(self, can_stop: bool = True, can_go_on: bool = False) -> None:
        self._progress_side.setVisible(self._is_running)
        self.stop.setVisible(self._is_running and can_stop)
        for widget in (self._outcome, self.back):
            widget.setVisible(not self._is_running)
        for button in (self.resume, self.finish):
            button.setVisible(not self._is_running and can_go_on)

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.stop.setText(self.tr("Stopping…"))
        self.stop_wanted.emit()

    def _show_progress(self, progress: Progress) -> None:
        self._is_saving = self._is_saving or progress.step.template == SAVING
        speed = self._pace.per_second(progress)
        text = progress_text(progress)
        was_known, self._step_end = self._step_end is not None, None
        if speed and progress.total:
            seconds = (progress.total - progress.done) / speed
            if "epochs" in progress.step.values:  # of all epochs, which is what the time left is about
                self._expected_end = time.monotonic() + seconds
            else:
                text = self.tr("{progress} · {time} left").format(progress=text, time=duration_text(seconds))
                self._step_end = time.monotonic() + seconds
        if was_known != (self._step_end is not None):
            self._refresh_time()
        self._progress.setText(text)
        self._bar.setRange(0, progress.total or 0)  # 0: the bar shows that it is unknown
        self._bar.setValue(progress.done)
        if speed and progress.unit == "photos":
            self._speed.set_text(self._rate(speed))

    def _take_epoch(self, event: EpochFinished) -> None:
        self._epochs.append(event)
        self._epoch_ended = time.monotonic()
        if event.is_best:
            self._accuracy.set_text(
                measured_text(event.val_acc1, event.val_acc1_ci95), interval_text(event.val_acc1_ci95)
            )
        number = QLocale()
        self._epoch_tile.set_text(
            self.tr("{epoch} of {epochs}").format(
                epoch=number.toString(event.epoch), epochs=number.toString(event.epochs)
            ),
            self.tr("the best one is kept"),
        )
        self._speed.set_text(self._rate(event.photos_per_second))
        self._show_charts()
        self._refresh_time()

    def _show_charts(self) -> None:
        epochs = self._epochs
        x_max = epochs[-1].epochs if epochs else int(not self._is_quick)
        self._loss_chart.set_data(
            (
                Curve(self.tr("training"), tuple((epoch.epoch, epoch.train_loss) for epoch in epochs)),
                Curve(self.tr("validation"), tuple((epoch.epoch, epoch.val_loss) for epoch in epochs), is_second=True),
            ),
            x_max,
        )
        points = [(float(epoch.epoch), epoch.val_acc1, epoch.val_acc1_ci95) for epoch in epochs]
        best = [(float(epoch.epoch), epoch.val_acc1) for epoch in epochs if epoch.is_best]
        if self._head and measured(self._head.val_acc1, self._head.val_acc1_ci95) is None:
            points, best = [], []
        elif self._head:
            points.insert(0, (0.0, self._head.val_acc1, self._head.val_acc1_ci95))
            best.insert(0, (0.0, self._head.val_acc1))
        self._accuracy_chart.set_data(
            (Curve(self.tr("accuracy"), tuple((x, y) for x, y, _ in points)),),
            x_max,
            [(x, *interval) for x, _, interval in points],
            best[-1] if best else None,
        )

    def _refresh_time(self) -> None:
        left = self._seconds_left()
        step_left = 0.0 if self._step_end is None else self._step_end - time.monotonic()
        if left is None or step_left > max(left, 1):  # what is expected must not contradict what is seen
            text = self.tr("at least {time}").format(time=duration_text(step_left)) if step_left >= 1 else ""
        elif left < -1:
            text = self.tr("longer than expected")
        elif left < 1:
            text = self.tr("a moment")
        else:
            text = self.tr("about {time}").format(time=duration_text(left))
        self._left.set_text(text, self.tr("running for {time}").format(time=self._elapsed()))

    def _seconds_left(self) -> float | None:
        """From the epochs so far; before the first one, from its pace, or what was expected."""
        now = time.monotonic()
        if self._is_saving:
            return 0.0
        if self._epochs:
            last = self._epochs[-1]
            each = sum(epoch.epoch_seconds for epoch in self._epochs) / len(self._epochs)
            return each * (last.epochs - last.epoch) - (now - self._epoch_ended)
        if self._expected_end is not None:
            return self._expected_end - now
        return None if self._expected is None else self._expected - (now - self._began)

    def _elapsed(self) -> str:
        return duration_text(time.monotonic() - self._began)

    def _known_text(self, event: FeaturesExtracted) -> str:
        return self.tr("%Ln photo(s) known from before", "", event.from_cache) if event.from_cache else ""

    def _number(self, value: float) -> str:
        return QLocale().toString(value, "f", 2)

    def _rate(self, value: float) -> str:
        return self.tr("{number} photos/s").format(number=QLocale().toString(value, "f", 1 if value < 100 else 0))
