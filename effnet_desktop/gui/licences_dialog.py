"""The licences of what an installer brings along: the notices, and the way to the full texts."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from effnet_desktop.paths import resource_path


def notices_file() -> Path:
    """The notices that an installer brings; absent where pip has installed each library with its own."""
    return resource_path("licences/NOTICES.txt")


class LicencesDialog(QDialog):
    """Shows the notices, which must exist."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Licences"))
        text = QPlainTextEdit(notices_file().read_text(encoding="utf-8"), readOnly=True)
        text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        texts = buttons.addButton(self.tr("Show the full texts"), QDialogButtonBox.ButtonRole.ActionRole)
        texts.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(notices_file().parent)))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(text)
        layout.addWidget(buttons)
        self.resize(720, 520)
