"""A number with its name, as a screen reader says it."""

import pytest
from PySide6.QtGui import QAccessible

from effnet_desktop.gui.widgets.number_tile import NumberTile

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


def test_a_screen_reader_says_the_number_with_its_name(qtbot):
    tile = NumberTile("latency")
    qtbot.addWidget(tile)
    tile.set_text("8.2 ms", "p95 11 ms")
    heard = QAccessible.queryAccessibleInterface(tile._value)
    assert heard.text(QAccessible.Text.Name) == "latency: 8.2 ms"
    assert heard.text(QAccessible.Text.Description) == "p95 11 ms"
