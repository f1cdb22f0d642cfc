"""The message bar says something without getting in the way."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from effnet_desktop.gui.widgets.message_bar import MessageBar

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


@pytest.fixture
def window(qtbot):
    window = QWidget()
    window.bar, window.field = MessageBar(window, floats=True), QLineEdit()
    layout = QVBoxLayout(window)
    layout.addWidget(window.field)
    qtbot.addWidget(window)
    window.resize(420, 160)
    window.show()
    qtbot.waitExposed(window)
    window.field.setFocus()
    return window


def shown_text(bar):
    return [label.text() for label in bar.findChildren(QLabel) if label.text()]


def test_nothing_is_shown_before_a_message(window):
    assert not window.bar.isVisible()


def test_a_message_with_a_hint(window):
    window.bar.show_message("The disk is full.", "Free some space.", "error")
    assert window.bar.isVisible()
    assert shown_text(window.bar) == ["The disk is full.\nFree some space."]
    assert not window.bar.findChild(QPushButton).isVisible()


def test_a_new_message_replaces_the_old_one(window):
    window.bar.show_message("Old", "Old hint", "error", "Old action")
    window.bar.show_message("New")
    assert shown_text(window.bar) == ["New"]
    assert not window.bar.findChild(QPushButton).isVisible()


def test_a_message_leaves_the_focus_alone(qtbot, window):
    window.bar.show_message("The disk is full.", action="Show")
    assert window.focusWidget() is window.field
    qtbot.mouseClick(window.bar.findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert not window.bar.isVisible()
    assert window.focusWidget() is window.field


def test_the_action_is_announced(qtbot, window):
    window.bar.show_message("No network.", action="Try again")
    button = window.bar.findChild(QPushButton)
    assert button.text() == "Try again"
    with qtbot.waitSignal(window.bar.action_triggered):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_keyboard_reaches_the_buttons(window):
    window.bar.show_message("No network.", action="Try again")
    for button in (window.bar.findChild(QPushButton), window.bar.findChild(QToolButton)):
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert window.bar.findChild(QToolButton).accessibleName()


def test_a_file_name_is_not_taken_for_markup(window):
    window.bar.show_message("<b>x</b>.jpg cannot be read.")
    label = next(label for label in window.bar.findChildren(QLabel) if label.text())
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_a_long_message_wraps_instead_of_widening_the_window(window):
    window.bar.show_message("word " * 60, kind="warning", action="Try again")
    QApplication.processEvents()
    assert window.minimumSizeHint().width() < 420
    label = next(label for label in window.bar.findChildren(QLabel) if label.text())
    assert label.height() > 3 * label.fontMetrics().height()


def _luminance(colour):
    def linear(value):
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


@pytest.mark.parametrize("kind", ["info", "warning", "error"])
@pytest.mark.parametrize("window_colour", ["#efefef", "#323232"])
def test_the_text_is_legible_in_light_and_dark(window, kind, window_colour):
    palette = QPalette(QColor(window_colour))
    window.setPalette(palette)
    window.bar.show_message("Something", kind=kind)
    QApplication.processEvents()
    ground = window.grab().toImage().pixelColor(window.bar.mapTo(window, QPoint(window.bar.width() - 60, 5)))
    light, dark = sorted((_luminance(ground), _luminance(palette.windowText().color())), reverse=True)
    assert (light + 0.05) / (dark + 0.05) > 7  # WCAG's enhanced contrast
    assert ground != palette.window().color()


def test_a_message_moves_nothing_and_stays_in_the_window(window):
    before = window.field.geometry()
    window.bar.show_message("The disk is full. " * 12, "Free some space.", "error")
    assert window.field.geometry() == before
    for size in ((300, 400), (1600, 300)):
        window.resize(*size)
        QApplication.processEvents()
        assert window.rect().contains(window.bar.geometry())
