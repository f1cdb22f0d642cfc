"""One photo in the whole window: zoomed, moved, left."""

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QNativeGestureEvent, QPainter, QPixmap, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from effnet_desktop.gui.classify.large_photo import LargePhoto

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


@pytest.fixture
def view(qtbot) -> LargePhoto:
    """A photo of 2,000 x 1,000 pixels, its left half red, its right half blue."""
    view = LargePhoto()
    qtbot.addWidget(view)
    view.resize(500, 500)
    view.show()
    picture = QPixmap(2000, 1000)
    picture.fill(QColor("red"))
    painter = QPainter(picture)
    painter.fillRect(1000, 0, 1000, 1000, QColor("blue"))
    painter.end()
    view.set_photo("two halves")
    view.set_picture(picture, QSize(2000, 1000))
    return view


def colours(view: LargePhoto) -> tuple[str, str]:
    image = view.grab().toImage()
    y = round(view._room().center().y())
    return image.pixelColor(20, y).name(), image.pixelColor(480, y).name()


def wheel(view: LargePhoto, x: int, notches: int) -> None:
    at = QPointF(x, view._room().center().y())
    none = Qt.KeyboardModifier.NoModifier
    phase = Qt.ScrollPhase.NoScrollPhase
    view.wheelEvent(
        QWheelEvent(at, at, QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton, none, phase, False)
    )


def test_at_first_all_of_it_is_seen(view):
    assert colours(view) == ("#ff0000", "#0000ff")
    assert view._scale() == 0.25


def test_the_wheel_zooms_towards_the_pointer_and_back(view):
    wheel(view, 490, 6)
    assert colours(view) == ("#0000ff", "#0000ff")
    wheel(view, 490, -20)
    assert colours(view) == ("#ff0000", "#0000ff")
    wheel(view, 5, 6)
    assert colours(view) == ("#ff0000", "#ff0000")


def test_a_drag_moves_it_but_not_out_of_sight(qtbot, view):
    view.zoom_to_pixels()
    assert view._scale() == 1.0
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(400, 200))
    qtbot.mouseMove(view, QPoint(100, 200))
    assert colours(view) == ("#0000ff", "#0000ff")
    qtbot.mouseMove(view, QPoint(-5000, -5000))
    assert colours(view) == ("#0000ff", "#0000ff")
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton)


def test_keys(qtbot, view):
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view._scale() == 0.25 * 1.25
    qtbot.keyClick(view, Qt.Key.Key_Asterisk)
    assert view._scale() == 1.0
    qtbot.keyClick(view, Qt.Key.Key_Slash)
    assert view._scale() == 0.25
    with qtbot.waitSignal(view.step_wanted, check_params_cb=lambda step: step == -1):
        qtbot.keyClick(view, Qt.Key.Key_Left)
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(view.left):
            qtbot.keyClick(view, key)


def test_a_picture_with_less_than_all_pixels_asks_for_them(qtbot, view):
    view.set_photo("small")
    view.set_picture(QPixmap(200, 100), QSize(2000, 1000))
    assert view.wants_more_pixels
    view.set_photo("tiny")
    view.set_picture(QPixmap(20, 10), QSize(20, 10))
    with qtbot.assertNotEmitted(view.more_pixels_wanted):
        view.zoom(8)


def test_pinching_zooms(view):
    device = QPointingDevice.primaryPointingDevice()
    at = QPointF(250, 240)
    kind = Qt.NativeGestureType.ZoomNativeGesture
    for _ in range(2):
        QApplication.sendEvent(view, QNativeGestureEvent(kind, device, 2, at, at, at, 1.0, QPointF()))
    assert view._scale() == 1.0
    QApplication.sendEvent(view, QNativeGestureEvent(kind, device, 2, at, at, at, -0.5, QPointF()))
    assert view._scale() == 0.5


def test_two_fingers_on_a_screen_zoom(qtbot, view):
    screen = QTest.createTouchDevice()
    middle = QPoint(250, 240)

    def points(distance: int) -> tuple[QPoint, QPoint]:
        return middle - QPoint(distance, 0), middle + QPoint(distance, 0)

    first, second = points(40)
    QTest.touchEvent(view, screen).press(0, first, view).press(1, second, view).commit()
    for distance in range(44, 121, 4):
        first, second = points(distance)
        QTest.touchEvent(view, screen).move(0, first, view).move(1, second, view).commit()
    QTest.touchEvent(view, screen).release(0, first, view).release(1, second, view).commit()
    assert view._scale() > 0.4
