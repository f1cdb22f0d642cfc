"""The settings as a form, and what the about box says."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QLabel, QLineEdit

from effnet_desktop.gui.about_dialog import AboutDialog
from effnet_desktop.gui.settings import Settings
from effnet_desktop.gui.settings_dialog import SettingsDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


@pytest.fixture
def settings(qapp, tmp_path):
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def make_dialog(qtbot, settings):
    def make():
        dialog = SettingsDialog(settings)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


def choose(qtbot, dialog, text):
    """Chooses an entry with the keyboard, in the dropdown that has it."""
    dropdown = next(box for box in dialog.findChildren(QComboBox) if box.findText(text) >= 0)
    qtbot.keyClick(dropdown, Qt.Key.Key_Home)
    for _ in range(dropdown.findText(text)):
        qtbot.keyClick(dropdown, Qt.Key.Key_Down)
    assert dropdown.currentText() == text


def press(qtbot, dialog, name):
    button = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton[name])
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def change_everything(qtbot, dialog):
    for text in ("Whole photo, with borders", "Exact: 32-bit floating point everywhere", "Dark", "日本語"):
        choose(qtbot, dialog, text)
    field = dialog.findChild(QLineEdit)
    field.clear()
    qtbot.keyClicks(field, " https://mirror.example/models/ ")


def test_ok_applies(qtbot, settings, make_dialog):
    dialog = make_dialog()
    change_everything(qtbot, dialog)
    press(qtbot, dialog, "Ok")
    assert not dialog.isVisible()
    assert (settings.framing, settings.precision, settings.theme, settings.language, settings.weights_url) == (
        "letterbox",
        "f32",
        "dark",
        "ja",
        "https://mirror.example/models",
    )


def test_cancel_does_not(qtbot, settings, make_dialog):
    dialog = make_dialog()
    change_everything(qtbot, dialog)
    with qtbot.assertNotEmitted(settings.changed):
        press(qtbot, dialog, "Cancel")
    assert settings.theme == "system"


def test_it_shows_the_settings_and_ok_alone_changes_nothing(qtbot, settings, make_dialog):
    settings.theme, settings.framing, settings.weights_url = "dark", "letterbox", "http://h/m"
    dialog = make_dialog()
    assert {box.currentText() for box in dialog.findChildren(QComboBox)} >= {"Dark", "Whole photo, with borders"}
    assert dialog.findChild(QLineEdit).text() == "http://h/m"
    with qtbot.assertNotEmitted(settings.changed):
        press(qtbot, dialog, "Ok")


def test_a_mirror_that_is_no_address_is_refused(qtbot, settings, make_dialog):
    dialog = make_dialog()
    choose(qtbot, dialog, "Dark")
    field = dialog.findChild(QLineEdit)
    qtbot.keyClicks(field, "mirror.example")
    press(qtbot, dialog, "Ok")
    problem = next(label for label in dialog.findChildren(QLabel) if "https://" in label.text())
    assert dialog.isVisible()
    assert problem.isVisible()
    assert settings.theme == "system"
    field.setCursorPosition(0)
    qtbot.keyClicks(field, "http://")
    assert not problem.isVisible()
    press(qtbot, dialog, "Ok")
    assert settings.weights_url == "http://mirror.example"


def test_it_says_when_a_language_takes_effect(make_dialog):
    dialog = make_dialog()
    assert any("next start" in label.text() for label in dialog.findChildren(QLabel))


@pytest.mark.parametrize(
    "text", ["EffNet Desktop", "Apache License 2.0", "Mingxing Tan", "1905.11946", "LGPL", "OpenVINO"]
)
def test_about_names(qtbot, text):
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    assert any(text in label.text() for label in dialog.findChildren(QLabel))
