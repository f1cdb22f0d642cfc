"""Choosing what computes, in the window."""

import pytest

from effnet_desktop.gui.device_chip import DeviceDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


def test_the_chip_opens_a_dialog_that_chooses(qtbot, window, settings):
    window._device_chip.click()
    dialog = window.findChild(DeviceDialog)
    qtbot.waitUntil(lambda: "No GPU was found." in dialog._reasons.text())
    dialog._precision.select("f32")
    dialog.accept()
    assert settings.precision == "f32"
    window._device_chip.click()
    second = next(d for d in window.findChildren(DeviceDialog) if d.isVisible())
    assert "No GPU was found." in second._reasons.text()  # known by now
    second.reject()
