"""The device chip and its dialog."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QProgressBar, QRadioButton

from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.records.devices import Device, DeviceReport
from effnet_desktop.engine.records.messages import Notice
from effnet_desktop.gui.device_chip import DeviceChip, DeviceDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop

CPU = Device("cpu", "Some <CPU>", "OpenVINO", "bf16")
GPU = Device("cuda", "Some GPU", "PyTorch")
SECOND_GPU = Device("cuda", "Another GPU", "PyTorch")
REPORT = DeviceReport(GPU, (GPU, SECOND_GPU, CPU), (Notice("{what} <was> found.", what="A GPU"), Notice("Fine.")))


def test_the_chip_names_the_device(qtbot):
    chip = DeviceChip()
    qtbot.addWidget(chip)
    assert chip.text() == "…"
    chip.set_device(CPU)
    assert chip.text() == "CPU - OpenVINO bf16"
    assert "Some <CPU>" in chip.toolTip()
    assert "CPU - OpenVINO bf16" in chip.accessibleName()
    chip.set_device(CPU, Text("{photos} photos are done before a GPU is warm.", photos=12))
    assert chip.toolTip().endswith("12 photos are done before a GPU is warm.")
    chip.set_device(None)
    assert chip.text() == "…"
    assert "Finding out" in chip.toolTip()


@pytest.fixture
def make_dialog(qtbot):
    def make(report=REPORT, choice="auto", precision="auto", in_use=None, why=None):
        dialog = DeviceDialog(report, choice, precision, in_use, why)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


def shown(dialog):
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def button(dialog, text):
    return next(button for button in dialog.findChildren(QRadioButton) if button.text().startswith(text))


def accept(qtbot, dialog):
    box = dialog.findChild(QDialogButtonBox)
    qtbot.mouseClick(box.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)


def test_it_says_what_computes_and_why(make_dialog):
    dialog = make_dialog(in_use=GPU, why=Text("{times} times as fast as the CPU on these photos.", times=4.2))
    assert "CUDA - PyTorch (Some GPU)" in shown(dialog)
    assert (
        "<li>4.2 times as fast as the CPU on these photos.</li><li>A GPU &lt;was&gt; found.</li><li>Fine.</li>"
        in shown(dialog)
    )
    assert not dialog.findChild(QProgressBar).isVisible()


def test_it_names_the_device_of_the_settings_as_the_one_in_use(make_dialog):
    assert "CUDA - PyTorch (Some GPU)" in shown(make_dialog(choice="cuda"))
    assert "CPU - OpenVINO bf16 (Some <CPU>)" in shown(make_dialog())  # nothing was computed yet, and the CPU begins


def test_each_sort_of_device_is_offered_once(make_dialog):
    dialog = make_dialog()
    texts = [button.text() for button in dialog.findChildren(QRadioButton)]
    assert texts[:3] == [
        "Automatic: the CPU at once, CUDA - PyTorch where it is faster",
        "CUDA - PyTorch: Some GPU",
        "CPU - OpenVINO bf16: Some <CPU>",
    ]


def test_what_is_clicked_is_chosen(qtbot, make_dialog):
    dialog = make_dialog()
    for text in ("CPU", "Exact"):
        qtbot.mouseClick(button(dialog, text), Qt.MouseButton.LeftButton)
    accept(qtbot, dialog)
    assert (dialog.choice, dialog.precision) == ("cpu", "f32")


@pytest.mark.parametrize("choice", ["auto", "cpu", "cuda"])
@pytest.mark.parametrize("precision", ["auto", "f32"])
def test_ok_keeps_the_settings(qtbot, make_dialog, choice, precision):
    dialog = make_dialog(REPORT, choice, precision)
    accept(qtbot, dialog)
    assert (dialog.choice, dialog.precision) == (choice, precision)


def test_a_device_that_is_gone_becomes_automatic(qtbot, make_dialog):
    dialog = make_dialog(REPORT, "mps")
    accept(qtbot, dialog)
    assert dialog.choice == "auto"


def test_the_report_may_come_later(qtbot, make_dialog):
    dialog = make_dialog(None, "cuda", "f32")
    assert dialog.findChild(QProgressBar).isVisible()
    assert "Finding out" in shown(dialog)
    assert (dialog.choice, dialog.precision) == ("cuda", "f32")
    dialog.set_report(REPORT)
    assert "Some GPU" in shown(dialog)
    assert dialog.choice == "cuda"
