"""About: the version, and the licences that an installer brings along."""

from importlib.metadata import version

import pytest
from packages import hide_metadata
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton

from effnet_desktop.gui import about_dialog, licences_dialog
from effnet_desktop.gui.about_dialog import AboutDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


def button(dialog, text) -> QPushButton | None:
    return next((b for b in dialog.findChildren(QPushButton) if b.text() == text), None)


@pytest.fixture
def notices(tmp_path, monkeypatch):
    file = tmp_path / "licences" / "NOTICES.txt"
    file.parent.mkdir()
    file.write_text("Qt, LGPL-3.0 ソース", encoding="utf-8")
    monkeypatch.setattr(about_dialog, "notices_file", lambda: file)
    monkeypatch.setattr(licences_dialog, "notices_file", lambda: file)
    return file


def test_the_version_is_shown(qtbot):
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    assert any(version("effnet-desktop") in label.text() for label in dialog.findChildren(QLabel))


def test_an_unknown_version_is_left_out(qtbot, monkeypatch):
    hide_metadata(monkeypatch, "effnet-desktop")
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    assert any(label.text().strip() == "EffNet Desktop" for label in dialog.findChildren(QLabel))


def test_from_source_there_is_no_button_for_licences_that_pip_has_installed(qtbot):
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    assert button(dialog, "Licences…") is None


def test_the_notices_and_the_way_to_the_full_texts(qtbot, notices, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    about = AboutDialog()
    qtbot.addWidget(about)
    button(about, "Licences…").click()
    shown = about.findChild(licences_dialog.LicencesDialog)
    assert shown.isVisible()
    assert shown.findChild(QPlainTextEdit).toPlainText() == "Qt, LGPL-3.0 ソース"
    button(shown, "Show the full texts").click()
    assert opened == [str(notices.parent)]
    shown.reject()
