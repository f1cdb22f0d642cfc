"""The live figures: what they say after which results."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QProgressBar

from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.gui.classify import latency_strip
from effnet_desktop.gui.classify.latency_strip import LatencyStrip, Sparkline, percentile
from effnet_desktop.gui.classify.photo_model import Counts

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    """A clock that stands still but for the test."""
    now = [100.0]
    monkeypatch.setattr(latency_strip.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def strip(qtbot):
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    strip = LatencyStrip()
    qtbot.addWidget(strip)
    strip.resize(900, 60)
    strip.show()
    yield strip
    QLocale.setDefault(before)


def refresh(strip: LatencyStrip, qtbot) -> None:
    qtbot.waitUntil(lambda: not strip._timer.isActive())


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 1))
def test_percentile_agrees_with_numpy(values, share):
    assert percentile(sorted(values), share) == pytest.approx(np.quantile(values, share), rel=1e-9, abs=1e-9)


def test_without_results_there_are_no_figures_and_a_hint(strip):
    assert [figure.text() for figure in (strip._p50, strip._p95, strip._speed)] == ["–"] * 3
    assert strip._accuracy.text() == "mark with 1 or 0"
    assert not strip._bar.isVisible()


def test_latency_is_that_of_the_last_photos(strip, qtbot):
    for milliseconds in [999.0] * 50 + [float(number) for number in range(1, 201)]:
        strip.record(milliseconds)
    refresh(strip, qtbot)
    assert strip._p50.text() == "101 ms"  # 100.5
    assert strip._p95.text() == "190 ms"
    strip.reset()
    refresh(strip, qtbot)
    assert strip._p50.text() == "–"


def test_speed_progress_and_time_left(strip, qtbot, clock):
    strip.set_running(True)
    strip.set_counts(Counts(photos=3000, answered=1230, failed=4))
    for _ in range(101):
        strip.record(10.0)
        clock[0] += 0.1
    refresh(strip, qtbot)
    assert strip._speed.text() == "10.0 photos/s"
    assert strip._progress.text() == "1,234 of 3,000 · 4 failed · 3 min left".replace("4 failed", _failed(strip, 4))
    assert strip._bar.isVisible()
    assert (strip._bar.value(), strip._bar.maximum()) == (1234, 3000)

    strip.set_running(False)
    strip.set_counts(Counts(photos=3000, answered=3000))
    refresh(strip, qtbot)
    assert strip._speed.text() == "10.0 photos/s"  # how fast it was
    assert "left" not in strip._progress.text()
    assert not strip._bar.isVisible()


def _failed(strip: LatencyStrip, count: int) -> str:
    return strip.tr("%Ln failed", "", count)


def test_a_pause_between_runs_is_no_part_of_the_speed(strip, qtbot, clock):
    for _ in range(2):
        strip.set_running(True)
        for _ in range(11):
            strip.record(10.0)
            clock[0] += 0.5
        strip.set_running(False)
        clock[0] += 3600
    refresh(strip, qtbot)
    assert strip._speed.text() == "2.0 photos/s"


def test_accuracy_shows_its_count(strip, qtbot):
    strip.set_counts(Counts(photos=600, answered=600, with_truth=500, right=482))
    refresh(strip, qtbot)
    assert strip._accuracy.text() == "96.4 % (482/500)"


def test_a_step_is_named_with_its_own_progress(strip, qtbot):
    strip.set_running(True)
    strip.set_step(Progress(Text("Preparing {model}", model="lite0")))
    refresh(strip, qtbot)
    assert strip._progress.text() == "Preparing EfficientNet-Lite0"
    assert strip.findChild(QProgressBar).maximum() == 0  # how long it takes is unknown
    strip.set_step(Progress(Text("Preparing {model}", model="lite0"), 3, 4))
    refresh(strip, qtbot)
    assert (strip._bar.value(), strip._bar.maximum()) == (3, 4)
    strip.set_counts(Counts(photos=7))
    strip.set_step(None)
    refresh(strip, qtbot)
    assert strip._progress.text() == "0 of 7"


def test_it_is_refreshed_ten_times_a_second_at_most(strip, qtbot, monkeypatch):
    refreshed = []
    monkeypatch.setattr(strip, "_refresh", lambda: refreshed.append(1))
    strip._timer.timeout.disconnect()
    strip._timer.timeout.connect(strip._refresh)
    refresh(strip, qtbot)
    refreshed.clear()
    for _ in range(1000):
        strip.record(1.0)
    qtbot.wait(250)
    assert len(refreshed) == 1


def test_stop_is_offered_while_running(strip, qtbot):
    assert not strip._stop.isVisible()
    strip.set_running(True)
    refresh(strip, qtbot)
    with qtbot.waitSignal(strip.stop_wanted):
        strip._stop.click()


def test_sparkline_draws_values_and_guides(qtbot):
    line = Sparkline()
    qtbot.addWidget(line)
    line.resize(200, 40)
    empty = line.grab().toImage()
    line.set_values((5.0, 5.0, 5.0), (5.0, 5.0))
    flat = line.grab().toImage()
    line.set_values((5.0, 50.0, 5.0), (5.0, 45.0))
    peak = line.grab().toImage()
    line.set_values((0.0, 0.0), (0.0, 0.0))  # no division by zero
    assert len({bytes(image.constBits()) for image in (empty, flat, peak, line.grab().toImage())}) == 4


def test_the_model_before_stays_beside_the_figures_and_comes_back_with_its_own(strip, qtbot):
    strip.switch("lite0", "Lite0")
    for milliseconds in (5.0, 6.0, 7.0):
        strip.record(milliseconds)
    strip.set_counts(Counts(photos=3, answered=3))
    refresh(strip, qtbot)
    assert not strip._against.isVisible()
    strip.switch("lite2", "Lite2")
    refresh(strip, qtbot)
    assert strip._p50.text() == "–"
    strip.record(11.0)
    strip.set_counts(Counts(photos=3, answered=3, compared=3, changed=1))
    refresh(strip, qtbot)
    assert strip._against.text().startswith("Lite0 6.0 ms, Lite2 11.0 ms · 1 of 3 answer")
    strip.switch("lite0", "Lite0")
    refresh(strip, qtbot)
    assert strip._p50.text() == "6.0 ms"
    assert strip._against.text().startswith("Lite2 11.0 ms, Lite0 6.0 ms")
    strip.switch("lite0", "Lite0", is_forgotten=True)
    refresh(strip, qtbot)
    assert strip._p50.text() == "–"
