"""The window fits small screens and large letters, and its figures are heard."""

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QWidget

from effnet_desktop.gui.classify.latency_strip import LatencyStrip
from effnet_desktop.gui.page_tabs import PageTabs
from effnet_desktop.gui.widgets.number_tile import NumberTile

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


def spoken(widget: QWidget) -> list[str]:
    """What a screen reader says of the labels in a widget."""
    interfaces = [QAccessible.queryAccessibleInterface(label) for label in widget.findChildren(QLabel)]
    return [interface.text(QAccessible.Text.Name) for interface in interfaces]


@pytest.fixture
def large_letters(qapp):
    before = qapp.font()
    font = qapp.font()
    font.setPointSizeF(1.5 * before.pointSizeF())
    qapp.setFont(font)
    yield
    qapp.setFont(before)


def test_the_window_fits_640_by_480_with_letters_half_as_large_again(large_letters, window) -> None:
    smallest = window.minimumSizeHint()
    assert (smallest.width() <= 640, smallest.height() <= 480) == (True, True), smallest


def test_each_page_fits_1366_by_768_with_them(large_letters, window) -> None:
    window.resize(1366, 768)
    for place in range(window._tabs.count()):
        window._tabs.setCurrentIndex(place)
        assert window._tabs.currentWidget().minimumSizeHint().width() <= 1366 - 20


def test_tabs_answer_with_their_pages(qtbot) -> None:
    tabs, one, two = PageTabs(), QWidget(), QWidget()
    qtbot.addWidget(tabs)
    assert [tabs.addTab(one, "1"), tabs.addTab(two, "2")] == [0, 1]
    tabs.setCurrentWidget(two)
    assert (tabs.currentWidget(), tabs.currentIndex(), tabs.indexOf(one)) == (two, 1, 0)
    assert tabs.indexOf(QWidget()) == -1


def test_figures_are_heard_with_their_names(qtbot) -> None:
    tile, strip = NumberTile("accuracy", term="accuracy"), LatencyStrip()
    qtbot.addWidget(tile)
    qtbot.addWidget(strip)
    tile.set_text("98.5 %", "97.7 to 99.0 %")
    assert "accuracy: 98.5 %" in spoken(tile)
    for _ in range(3):
        strip.record(8.2)
    strip._refresh()
    assert {"p50: 8.2 ms", "p95: 8.2 ms"} <= set(spoken(strip))
