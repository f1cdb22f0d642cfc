"""The charts, by what they paint."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QToolTip

from effnet_desktop.gui.train.line_chart import Curve, LineChart

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop

RISING = Curve("accuracy", tuple((float(x), 0.8 + 0.01 * x) for x in range(6)))


@pytest.fixture
def chart(qtbot):
    chart = LineChart("Accuracy", lambda y: f"{100 * y:.1f} %", greatest=1.0)
    qtbot.addWidget(chart)
    palette = QPalette(QColor("white"))
    palette.setColor(QPalette.ColorRole.Highlight, QColor("#ff0000"))
    palette.setColor(QPalette.ColorRole.WindowText, QColor("#000000"))
    chart.setPalette(palette)
    chart.resize(420, 260)
    chart.show()
    return chart


def reddish(chart, place: QPointF) -> bool:
    colour = chart.grab().toImage().pixelColor(place.toPoint())
    return colour.red() > colour.blue() + 30


def place(chart, x: float, y: float) -> QPointF:
    return chart._point(chart._plot(), chart._scale(), x, y)


def test_without_data_it_says_what_it_waits_for(chart):
    empty = chart.grab().toImage()
    chart.set_placeholder("Begins with the first epoch")
    assert chart.grab().toImage() != empty


def test_the_line_goes_through_its_points(chart):
    chart.set_data([RISING], 10)
    for x, y in RISING.points:
        assert reddish(chart, place(chart, x, y))
    assert not reddish(chart, place(chart, 3, 0.845))
    assert not reddish(chart, place(chart, 8, 0.88))


def test_the_band_is_tinted(chart):
    chart.set_data([RISING], 10, [(x, y - 0.05, y + 0.05) for x, y in RISING.points])
    assert reddish(chart, place(chart, 2.5, 0.80))
    assert not reddish(chart, place(chart, 2.5, 0.76))


def test_a_single_point_has_its_interval_and_no_axis(chart):
    chart.set_data([Curve("accuracy", ((0.0, 0.9),))], 0, [(0.0, 0.8, 0.95)], (0.0, 0.9))
    assert place(chart, 0, 0.9).x() == pytest.approx(chart._plot().center().x())
    assert reddish(chart, place(chart, 0, 0.82))


def test_the_best_is_marked(chart):
    chart.set_data([RISING], 10)
    before = chart.grab().toImage()
    chart.set_data([RISING], 10, best=(5.0, 0.85))
    assert chart.grab().toImage() != before


def test_the_label_of_a_best_at_the_very_top_leaves_the_title_alone(chart):
    top = Curve("accuracy", ((0.0, 1.0), (1.0, 0.97)))
    title = chart.rect().adjusted(0, 0, 0, -chart.height() + chart.fontMetrics().height())
    chart.set_data([top], 2)
    before = chart.grab(title).toImage()
    chart.set_data([top], 2, best=(0.0, 1.0))
    assert chart.grab(title).toImage() == before


def test_values_stay_within_their_limits(chart):
    chart.set_data([Curve("accuracy", ((0.0, 1.0), (1.0, 1.0)))], 2, [(0.0, 0.98, 1.0), (1.0, 0.98, 1.0)])
    low, high, _ = chart._scale()
    assert high == 1.0
    assert low <= 0.98


@pytest.mark.parametrize("values", [(0.0, 0.0), (1e-9, 2e-9), (5.0, 5.0), (0.1, 1e6)])
def test_any_values_can_be_painted(qtbot, values):
    chart = LineChart("Loss", str)
    qtbot.addWidget(chart)
    chart.resize(240, 140)
    chart.set_data([Curve("loss", tuple(enumerate(values)))], 1)
    low, high, step = chart._scale()
    assert low <= min(values)
    assert high >= max(values)
    assert 0 < (high - low) / step < 12
    assert not chart.grab().isNull()


def test_the_mouse_tells_the_values_of_an_epoch(qtbot, chart, monkeypatch):
    told = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, text, *_: told.append(text))
    chart.set_data([RISING], 10, [(x, y - 0.05, y + 0.05) for x, y in RISING.points])
    for x in (2, 8, 0):
        qtbot.mouseMove(chart, place(chart, x, 0.8).toPoint() + QPoint(2, 0))
    assert told[0].split("\n") == ["Epoch 2", "accuracy: 82.0 %", "95 % interval: 77.0 % to 87.0 %"]
    assert told[1].startswith("Before the first epoch")


def test_screen_readers_hear_the_last_values(chart):
    chart.set_data([RISING, Curve("other", ((1.0, 0.5),), is_second=True), Curve("none", ())], 10)
    assert chart.accessibleName() == "Accuracy"
    assert chart.accessibleDescription() == "accuracy: 85.0 %, other: 50.0 %"


def test_it_follows_the_palette(chart):
    chart.set_data([RISING], 10)
    palette = chart.palette()
    palette.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.blue)
    chart.setPalette(palette)
    assert not reddish(chart, place(chart, 3, 0.83))
