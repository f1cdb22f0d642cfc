"""A bar that is busy looks like it."""

import pytest
from PySide6.QtGui import QColor, QImage

from effnet_desktop.gui.widgets.progress_bar import ProgressBar

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


@pytest.fixture
def bar(qtbot) -> ProgressBar:
    bar = ProgressBar()
    qtbot.addWidget(bar)
    bar.resize(300, 6)
    bar.show()
    return bar


def picture(bar: ProgressBar) -> QImage:
    return bar.grab().toImage()


def coloured(bar: ProgressBar) -> int:
    """How many columns have the colour of the moving piece in their middle."""
    highlight: QColor = bar.palette().highlight().color()
    image = picture(bar)
    return sum(image.pixelColor(x, image.height() // 2) == highlight for x in range(image.width()))


def test_a_piece_of_it_moves(qtbot, bar) -> None:
    bar.setRange(0, 0)
    first = picture(bar)
    assert 0.2 * 300 < coloured(bar) < 0.4 * 300
    qtbot.waitUntil(lambda: picture(bar) != first)


def test_it_rests_when_the_end_is_known_or_nobody_sees_it(qtbot, bar) -> None:
    bar.setRange(0, 0)
    picture(bar)
    assert bar._frames.isActive()
    bar.setRange(0, 10)
    qtbot.waitUntil(lambda: not bar._frames.isActive())
    bar.setRange(0, 0)
    picture(bar)
    bar.hide()
    assert not bar._frames.isActive()
