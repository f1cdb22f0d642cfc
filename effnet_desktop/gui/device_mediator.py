"""Connects the device chip and its dialog to the engine: the main window's part for what computes."""

from PySide6.QtCore import QObject, Qt, Signal

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.records.devices import DeviceReport
from effnet_desktop.gui.device_chip import DeviceChip, DeviceDialog
from effnet_desktop.gui.settings import Settings
from effnet_desktop.tasks import Lane


class DeviceMediator(QObject):
    """Lets the user choose what computes; finding out what there is may take seconds, and is done once.

    Attributes:
        failed: Signal with the `EngineError` that it ended with.

    Args:
        engine: What finds out.
        chip: What asks for the dialog.
        settings: Keep what was chosen.
        parent: Qt's owner.
    """

    failed = Signal(object)

    def __init__(self, engine: Engine, chip: DeviceChip, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self._chip = chip
        self._settings = settings
        self._devices = Lane(self)
        self.lanes = (self._devices,)
        self._report: DeviceReport | None = None
        chip.clicked.connect(self.show_dialog)

    def show_dialog(self) -> None:
        """Shows what computes and why, and lets the user choose."""
        settings, chip = self._settings, self._chip
        dialog = DeviceDialog(self._report, settings.device, settings.precision, chip.device, chip.why, chip.window())
        if self._report is None:
            task = self._devices.submit(self._engine.devices)
            task.succeeded.connect(self._keep_report)
            task.succeeded.connect(dialog.set_report)
            task.failed.connect(self.failed)
            task.failed.connect(dialog.reject)
            dialog.finished.connect(task.cancel)
        dialog.accepted.connect(lambda: self._choose(dialog))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _keep_report(self, report: DeviceReport) -> None:
        self._report = report

    def _choose(self, dialog: DeviceDialog) -> None:
        self._settings.device = dialog.choice
        self._settings.precision = dialog.precision
