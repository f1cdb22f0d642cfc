"""The chart of accuracy against latency, by what it paints and says."""

from itertools import combinations

import pytest
from comparison_records import measured
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QToolTip

from effnet_desktop.gui.compare.tradeoff_chart import TradeoffChart
from effnet_desktop.gui.contrast import LEAST, contrast, readable_palette

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop

LITE = ("lite0", "lite1", "lite2")


@pytest.fixture
def chart(qtbot):
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    chart = TradeoffChart()
    qtbot.addWidget(chart)
    palette = QPalette(QColor("white"))
    palette.setColor(QPalette.ColorRole.Highlight, QColor("#ff0000"))
    palette.setColor(QPalette.ColorRole.WindowText, QColor("#000000"))
    chart.setPalette(readable_palette(palette))
    chart.resize(720, 320)
    chart.show()
    yield chart
    QLocale.setDefault(before)


def show(chart, *names: str, **changes) -> None:
    chart.set_models([measured(name, **changes) for name in names])


def place(chart, name: str) -> QPointF:
    model = next(model for model in chart._models if model.model == name)
    return chart._point_of(chart._axes(), model)


def colour(chart, where: QPointF) -> QColor:
    return chart.grab().toImage().pixelColor(where.toPoint())


def is_red(colour: QColor) -> bool:
    return colour.red() > colour.blue() + 60


@pytest.fixture
def told(monkeypatch):
    told = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, text, *_: told.append(text))
    return told


def test_without_models_it_says_what_it_waits_for(chart):
    empty = chart.grab().toImage()
    chart.set_placeholder("Soon")
    assert chart.grab().toImage() != empty


def test_models_on_the_front_are_coloured_and_dominated_ones_grey(chart):
    show(chart, *LITE)
    assert is_red(colour(chart, place(chart, "lite0")))
    assert is_red(colour(chart, place(chart, "lite2")))
    grey = colour(chart, place(chart, "lite1"))
    assert not is_red(grey)
    assert grey.red() < 200


def test_names_of_dominated_models_can_be_read(chart):
    show(chart, *LITE)
    image, label = chart.grab().toImage(), chart._labels["lite1"].toRect()
    seen = [
        image.pixelColor(x, y) for x in range(label.left(), label.right()) for y in range(label.top(), label.bottom())
    ]
    assert max(contrast(pixel, QColor("white")) for pixel in seen) >= LEAST


def test_faster_is_left_and_more_accurate_is_higher(chart):
    show(chart, *LITE)
    places = {name: place(chart, name) for name in LITE}
    assert places["lite0"].x() < places["lite1"].x() < places["lite2"].x()
    assert places["lite2"].y() < places["lite0"].y() < places["lite1"].y()


def test_the_front_goes_up_in_steps(chart):
    show(chart, *LITE)
    corner = QPointF(place(chart, "lite2").x(), place(chart, "lite0").y())
    assert is_red(colour(chart, corner - QPointF(6, 0)))
    assert is_red(colour(chart, QPointF(chart._axes().plot.right() - 3, place(chart, "lite2").y())))


def test_bars_span_the_interval_and_p50_to_p95(chart):
    show(chart, "lite0")
    axes = chart._axes()
    assert is_red(colour(chart, axes.point(6.1, 0.85)))
    assert not is_red(colour(chart, axes.point(6.1, 0.845) + QPointF(0, 16)))
    model = measured("lite0")
    right, up = chart._bars(axes, model)
    assert (right.p1(), right.x2()) == (axes.point(6.1, 0.9), axes.point(model.latency.p95, 0.9).x())
    assert {up.y1(), up.y2()} == {axes.point(6.1, edge).y() for edge in model.acc1_ci95}


def test_untrained_models_stand_hollow_in_a_margin_below_the_plot(chart):
    show(chart, "lite0", "b0", "b3")
    axes = chart._axes()
    assert place(chart, "b0").y() > axes.plot.bottom()
    ground = chart.palette().color(QPalette.ColorRole.Window)
    assert colour(chart, place(chart, "b0")) == ground
    assert chart._margin_text() == "untrained: latency only"
    show(chart, "lite0")
    assert not chart._has_margin


@pytest.mark.parametrize("by_accuracy", [True, False])
def test_names_do_not_cover_each_other(chart, by_accuracy):
    names = (*LITE, "b0", "b1", "b2", "b3")
    for width, height in ((720, 320), (360, 240)):
        chart.resize(width, height)
        show(chart, *names, by_accuracy=by_accuracy)
        assert set(chart._labels) == set(names)
        assert not any(one.intersects(other) for one, other in combinations(chart._labels.values(), 2))


def test_without_truth_it_is_agreement(chart, told, qtbot):
    show(chart, *LITE, by_accuracy=False)
    qtbot.mouseMove(chart, place(chart, "lite0").toPoint() + QPoint(2, 0))
    assert told[-1].split("\n")[:2] == ["EfficientNet-Lite0", "agreement with EfficientNet-Lite2: 90.0 %"]
    assert len(chart._bars(chart._axes(), chart._models[0])) == 1


def test_the_mouse_tells_the_figures_of_a_model(chart, told, qtbot):
    show(chart, *LITE, "b0")
    qtbot.mouseMove(chart, place(chart, "lite1").toPoint() + QPoint(2, 1))
    assert told[-1].split("\n") == [
        "EfficientNet-Lite1",
        "accuracy: 89.5 %",
        "95 % interval: 83.5 to 93.5 %",
        "latency: p50 8.4 ms, p95 11.8 ms",
        "dominated: another model is at least as right and as fast",
    ]
    qtbot.mouseMove(chart, place(chart, "b0").toPoint())
    assert "untrained: latency only" in told[-1]
    qtbot.mouseMove(chart, QPoint(300, 40))
    assert told[-1] == ""


def test_a_click_and_the_arrow_keys_choose_a_model(chart, told, qtbot):
    show(chart, *LITE, "b0")
    chosen = []
    chart.model_chosen.connect(chosen.append)
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=place(chart, "lite1").toPoint())
    for key in (Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_Left):
        qtbot.keyClick(chart, key)
    assert chosen == ["lite1", "b0", "lite2", "lite2", "lite0", "lite0"]
    assert told[-1].startswith("EfficientNet-Lite0")
    assert "accuracy: 90.0 %" in chart.accessibleDescription()


def test_other_keys_are_left_to_the_page(chart, qtbot):
    chosen = []
    chart.model_chosen.connect(chosen.append)
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    show(chart, *LITE)
    qtbot.keyClick(chart, Qt.Key.Key_A)
    assert chosen == []


def test_the_current_model_and_the_budget_are_marked(chart):
    show(chart, *LITE)
    before = chart.grab().toImage()
    chart.set_current("lite1")
    marked = chart.grab().toImage()
    assert marked != before
    chart.set_limit(milliseconds=9.0)
    assert chart.grab().toImage() != marked
    chart.set_limit()
    assert chart.grab().toImage() == marked


def test_a_wide_range_is_shown_by_logarithm(chart):
    show(chart, "lite0", "b3", latency=measured("lite0").latency)
    assert not chart._axes().x.is_log
    slow = measured("b3").latency
    chart.set_models([measured("lite0"), measured("b3", latency=type(slow)(100.0, 140.0))])
    assert chart._axes().x.is_log


def test_any_figures_can_be_painted(chart):
    for score in (0.0, 1.0):
        chart.set_models([measured("lite0", acc1=score, acc1_ci95=(score, score))])
        assert not chart.grab().isNull()
    show(chart, "b0", "b1")  # none trained
    assert not chart.grab().isNull()
    assert chart._steps(chart._axes()) == []


def test_the_picture_to_share_is_larger_and_leaves_nothing_behind(chart):
    show(chart, *LITE)
    picture = chart.picture("CPU")
    assert picture != chart.picture("another caption")
    assert (picture.width(), picture.height()) == (2400, 1440)
    reds = sum(is_red(picture.pixelColor(x, y)) for x in range(0, 2400, 8) for y in range(0, 1440, 8))
    assert reds > 20
