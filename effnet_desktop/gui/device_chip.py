"""What computes, as a chip in the window's corner, and a dialog that says why and lets the user choose."""

from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QGroupBox,
    QLabel,
    QRadioButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.records.devices import Device, DeviceChoice, DeviceReport, Precision
from effnet_desktop.gui.widgets.progress_bar import ProgressBar
from effnet_desktop.gui.wording import say

T = TypeVar("T")


class DeviceChip(QToolButton):
    """Names the device that computes; a click asks for more.

    Attributes:
        device: What computes; None while that is not known.
        why: Why it computes, where there is a choice; None where there is none, or nothing was computed yet.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.device: Device | None = None
        self.why: Text | None = None
        self.set_device(None)

    def set_device(self, device: Device | None, why: Text | None = None) -> None:
        """Shows a device, and why it computes; None while it is still being found out."""
        if device is None:
            self.setText("…")
            self.setToolTip(self.tr("Finding out what this computer can compute on"))
            self.setAccessibleName(self.tr("Device: not known yet"))
        else:
            self.setText(device.label)
            tip = self.tr("{name} computes. Click to see why, and to choose.").format(name=device.name)
            self.setToolTip("\n".join([tip, *([say(why)] if why else [])]))
            self.setAccessibleName(self.tr("Device: {device}").format(device=device.label))
        self.device, self.why = device, why


class _Choices(QGroupBox, Generic[T]):
    """Radio buttons, each for one value."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self._buttons = QButtonGroup(self)
        self._values: list[T] = []
        self._layout = QVBoxLayout(self)

    def add(self, value: T, text: str) -> None:
        button = QRadioButton(text)
        self._buttons.addButton(button, len(self._values))
        self._values.append(value)
        self._layout.addWidget(button)

    @property
    def value(self) -> T | None:
        """The selected value; None without buttons."""
        return self._values[self._buttons.checkedId()] if self._values else None

    def select(self, value: T) -> None:
        """Selects a value, or the first one if it is not offered."""
        row = self._values.index(value) if value in self._values else 0
        self._buttons.button(row).setChecked(True)


class DeviceDialog(QDialog):
    """Says what computes, why, and what else was found; lets the user choose device and precision.

    Args:
        report: What was found; None while it is being looked for, see `set_report`.
        choice: The device that the settings name.
        precision: The precision that the settings name.
        in_use: What computes; None while nothing does.
        why: Why it does; None where there is no choice.
        parent: Qt's owner.
    """

    def __init__(
        self,
        report: DeviceReport | None,
        choice: DeviceChoice,
        precision: Precision,
        in_use: Device | None = None,
        why: Text | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._choice = choice
        self._in_use, self._why = in_use, why
        self.setWindowTitle(self.tr("Device"))

        self._headline = QLabel(self.tr("Finding out what this computer can compute on…"))
        self._headline.setTextFormat(Qt.TextFormat.PlainText)
        self._busy = ProgressBar()
        self._busy.setRange(0, 0)
        self._reasons = QLabel()
        self._reasons.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self._headline, self._reasons):
            label.setWordWrap(True)
        self._devices: _Choices[DeviceChoice] = _Choices(self.tr("Compute on"))
        self._precision: _Choices[Precision] = _Choices(self.tr("Precision"))
        self._precision.add("auto", self.tr("Automatic: 32 bits on the CPU, 16 on a GPU"))
        self._precision.add("f32", self.tr("Exact: 32-bit floating point everywhere"))
        self._precision.add("fast", self.tr("The processor's own: bf16 where it has it, some answers change"))
        self._precision.select(precision)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(16)
        self.setMinimumWidth(480)
        for widget in (self._headline, self._busy, self._reasons, self._devices, self._precision):
            layout.addWidget(widget)
        layout.addStretch()
        layout.addWidget(buttons)

        for widget in (self._reasons, self._devices):
            widget.hide()
        if report is not None:
            self.set_report(report)

    def set_report(self, report: DeviceReport) -> None:
        """Shows what was found. To be called once."""
        import html  # Slow to import, and rarely needed.

        devices: dict[str, Device] = {}
        for device in report.usable:
            devices.setdefault(device.kind, device)  # The first of a kind stands for it.
        current = self._in_use or devices.get(self._choice, report.usable[-1])  # automatic: the CPU begins
        self._headline.setText(self.tr("In use: {device} ({name})").format(device=current.label, name=current.name))
        self._busy.hide()
        reasons = (*([self._why] if self._why else []), *report.reasons)
        items = "".join(f"<li>{html.escape(say(reason))}</li>" for reason in reasons)
        self._reasons.setText(f'<ul style="margin: 0 0 0 -24px">{items}</ul>')
        self._reasons.setVisible(bool(reasons))
        if report.chosen.kind == "cpu":
            automatic = self.tr("Automatic ({device})")
        else:
            automatic = self.tr("Automatic: the CPU at once, {device} where it is faster")
        self._devices.add("auto", automatic.format(device=report.chosen.label))
        for device in devices.values():
            self._devices.add(device.kind, self.tr("{device}: {name}").format(device=device.label, name=device.name))
        self._devices.select(self._choice)
        self._devices.show()

    @property
    def choice(self) -> DeviceChoice:
        """The chosen device; that of the settings as long as nothing else could be chosen."""
        return self._devices.value or self._choice

    @property
    def precision(self) -> Precision:
        """The chosen precision."""
        return self._precision.value or "auto"
