"""A running training, with a clock of our own."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale, Qt
from training_records import CONFIG, HEAD, epoch

from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import FineTuneConfig
from effnet_desktop.engine.records.training import FeaturesExtracted
from effnet_desktop.gui.train import training_progress
from effnet_desktop.gui.train.training_progress import TrainingProgress
from effnet_desktop.gui.widgets import pace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


class Clock:
    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    for module in (training_progress, pace):
        monkeypatch.setattr(module, "time", clock)
    return clock


@pytest.fixture
def view(qtbot, clock):
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    view = TrainingProgress()
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.begin(CONFIG, 118.0)
    view.show()
    yield view
    QLocale.setDefault(before)


def epochs(view, clock, count: int) -> None:
    """A head after 12 s, then some epochs of 9 s each; the second one is the best."""
    clock.now += 12
    view.show_event(HEAD)
    for number in range(1, count + 1):
        clock.now += 9
        view.show_event(epoch(number, 0.9 if number == 2 else 0.85, is_best=number <= 2))


def test_it_says_what_is_trained(view):
    assert view._title.text() == "Training pets"
    assert view._about.text() == "Balanced · from EfficientNet-Lite0 · /photos/pets"


def test_before_the_first_result_the_measured_estimate_counts_down(view, clock):
    assert view._left.text() == "about 2 min\nrunning for 1 s"
    clock.now += 100
    view._refresh_time()
    assert view._left.text() == "about 18 s\nrunning for 2 min"
    clock.now += 18
    view._refresh_time()
    assert view._left.text().startswith("a moment")
    clock.now += 10
    view._refresh_time()
    assert view._left.text().startswith("longer than expected")


def test_in_the_first_epoch_its_pace_tells_the_time_left_and_nothing_else_does(view, clock):
    values = (("epoch", 1), ("epochs", 4))
    view.show_event(Progress(Text("Training, epoch {epoch} of {epochs}", **dict(values)), 0, 8000, "photos"))
    clock.now += 10
    view.show_event(Progress(Text("Training, epoch {epoch} of {epochs}", **dict(values)), 1000, 8000, "photos"))
    view._refresh_time()
    assert view._left.text().startswith("about 1 min")
    assert view._progress.text() == "Training, epoch 1 of 4: 1,000 of 8,000"


def test_without_an_estimate_no_time_is_promised(view):
    view.begin(CONFIG, None)
    assert view._left.text().startswith("–")


@pytest.mark.parametrize("expected", [None, 12.0])
def test_the_time_left_is_no_less_than_what_the_bar_says(view, clock, expected):
    view.begin(CONFIG, expected)
    for done in (0, 100):
        view.show_event(Progress(Text("Looking at the photos"), done, 400, "photos"))
        clock.now += 10
    assert view._progress.text().endswith("30 s left")
    view._refresh_time()
    assert view._left.text().startswith("at least 20 s")
    view.show_event(Progress(Text("Fitting the head")))
    assert not view._left.text().startswith("at least")


def test_progress_has_a_speed_and_a_time_once_they_are_known(view, clock):
    view.show_event(Progress(Text("Looking at the photos"), 0, 3000, "photos"))
    assert view._progress.text() == "Looking at the photos: 0 of 3,000"
    assert view._speed.text() == "–"
    clock.now += 2
    view.show_event(Progress(Text("Looking at the photos"), 400, 3000, "photos"))
    assert view._progress.text() == "Looking at the photos: 400 of 3,000 · 13 s left"
    assert view._speed.text() == "200 photos/s"
    assert (view._bar.value(), view._bar.maximum()) == (400, 3000)


def test_each_step_has_its_own_speed(view, clock):
    view.show_event(Progress(Text("One"), 0, 100, "photos"))
    clock.now += 1
    view.show_event(Progress(Text("One"), 100, 100, "photos"))
    clock.now += 60  # a long pause between the steps
    view.show_event(Progress(Text("Two"), 0, 100, "photos"))
    clock.now += 1
    view.show_event(Progress(Text("Two"), 50, 100, "photos"))
    assert view._speed.text() == "50.0 photos/s"


def test_features_known_from_before_are_told(view):
    view.show_event(FeaturesExtracted(3000, 2900, 2.0))
    assert view._speed.text() == "1,500 photos/s\n2,900 photo(s) known from before"


def test_the_best_accuracy_stands_with_its_interval(view, clock):
    epochs(view, clock, 3)
    assert view._accuracy.text() == "90.0 %\n95 % interval 85.0 % to 93.0 %"
    assert view._epoch_tile.text().startswith("3 of 12")
    assert view._speed.text() == "212 photos/s"


def test_the_time_left_follows_the_epochs(view, clock):
    epochs(view, clock, 3)
    assert view._left.text().startswith("about 1 min")  # nine epochs of 9 s
    clock.now += 60
    view._refresh_time()
    assert view._left.text().startswith("about 21 s")


def test_saving_takes_a_moment_however_many_epochs_there_might_have_been(view, clock):
    epochs(view, clock, 3)  # and then it stopped early
    view.show_event(Progress(Text("Saving {name}", name="pets")))
    clock.now += 10
    view.show_event(Progress(Text("Measuring the model"), 10, 100, "photos"))
    view._refresh_time()
    assert view._left.text().startswith("a moment")


def test_finishing_a_stopped_one_takes_a_moment_and_the_clock_goes_on(view, clock):
    epochs(view, clock, 3)
    view.show_stopped(can_go_on=True)
    view.begin_finishing()
    assert view._tick.isActive()
    assert view._left.text().startswith("a moment\nrunning for ")


def test_the_charts_hold_all_values(view, clock):
    epochs(view, clock, 3)
    share, loss = view._accuracy_chart, view._loss_chart
    assert share._curves[0].points == ((0.0, 0.8), (1.0, 0.85), (2.0, 0.9), (3.0, 0.85))
    assert share._band[2] == (2.0, pytest.approx(0.85), pytest.approx(0.93))
    assert share._best == (2.0, 0.9)
    assert share._x_max == 12
    assert [curve.name for curve in loss._curves] == ["training", "validation"]
    assert loss._curves[0].points[1] == (2, 0.5)


def test_where_nothing_is_measured_no_accuracy_is_shown(view):
    view.show_event(replace(HEAD, val_acc1=0.0, val_acc1_ci95=(0.0, 1.0)))
    assert view._accuracy.text().strip() == "not measured"
    assert view._accuracy_chart._curves == ()
    assert view._accuracy_chart._best is None


def test_the_head_can_stay_the_best(view):
    view.show_event(HEAD)
    view.show_event(epoch(1, 0.7, is_best=False))
    assert view._accuracy_chart._best == (0.0, 0.8)
    assert view._accuracy.text().startswith("80.0 %")


def test_a_quick_training_has_no_epochs_to_show(view):
    view.begin(FineTuneConfig(CONFIG.folder, preset="quick"), 16.0)
    view.show_event(HEAD)
    assert view._title.text() == "Training pets"  # the folder's name
    assert not view._loss_chart.isVisible()
    assert not view._epoch_tile.isVisible()
    assert view._accuracy_chart._x_max == 0


def test_stop_says_at_once_that_it_was_heard(qtbot, view):
    with qtbot.waitSignal(view.stop_wanted):
        qtbot.mouseClick(view.stop, Qt.MouseButton.LeftButton)
    assert not view.stop.isEnabled()
    assert view.stop.text() == "Stopping…"


def test_a_stopped_one_can_go_on_or_be_used(qtbot, view, clock):
    epochs(view, clock, 3)
    view.show_stopped(can_go_on=True)
    assert view._outcome.text() == "Stopped after epoch 3 of 12. The best so far is kept."
    assert view._title.text() == "pets: stopped"
    assert view._left.text() == "–\nran for 39 s"
    assert not view.stop.isVisible()
    assert not view._progress.isVisible()
    for button, signal in (
        (view.resume, view.resume_wanted),
        (view.finish, view.finish_wanted),
        (view.back, view.back_wanted),
    ):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_one_that_was_stopped_early_has_nothing_to_offer(view):
    view.show_stopped(can_go_on=False)
    assert view._outcome.text() == "Stopped before anything was learnt."
    assert not view.resume.isVisible()
    assert not view.finish.isVisible()
    assert view.back.isVisible()


def test_finishing_shows_progress_and_cannot_be_stopped(view):
    view.show_stopped(can_go_on=True)
    view.begin_finishing()
    view.show_event(Progress(Text("Saving {name}", name="pets")))
    assert view._progress.text() == "Saving pets"
    assert view._progress.isVisible()
    assert not view.stop.isVisible()
    assert not view.finish.isVisible()


def test_the_clock_ticks_only_while_somebody_can_see_it(view):
    assert view._tick.isActive()
    view.hide()
    assert not view._tick.isActive()
    view.show()
    assert view._tick.isActive()
    view.show_stopped(can_go_on=False)
    assert not view._tick.isActive()
    view.hide()
    view.show()
    assert not view._tick.isActive()


def test_a_second_training_begins_afresh(view, clock):
    epochs(view, clock, 3)
    view.show_stopped(can_go_on=True)
    view.begin(CONFIG, 118.0)
    assert view._accuracy.text() == "–"
    assert view._accuracy_chart._curves == ()
    assert view.stop.isVisible()
    assert view.stop.isEnabled()
    assert not view._outcome.isVisible()
