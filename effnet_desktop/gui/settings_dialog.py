"""The settings, as a form. Nothing changes before OK."""

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from effnet_desktop.gui.settings import Settings, is_web_address


class SettingsDialog(QDialog):
    """Shows the settings and, on OK, writes those that changed.

    Args:
        settings: Where they are read from and written to.
        parent: Qt's owner.
    """

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setWindowTitle(self.tr("Settings"))
        self.setMinimumWidth(480)

        self._choices = {
            "framing": _dropdown(
                settings.framing,
                {"crop": self.tr("Centre of the photo, cropped"), "letterbox": self.tr("Whole photo, with borders")},
            ),
            "precision": _dropdown(
                settings.precision,
                {
                    "auto": self.tr("Automatic: 32 bits on the CPU, 16 on a GPU"),
                    "f32": self.tr("Exact: 32-bit floating point everywhere"),
                    "fast": self.tr("The processor's own: bf16 where it has it"),
                },
            ),
            "theme": _dropdown(
                settings.theme,
                {"system": self.tr("As the system"), "light": self.tr("Light"), "dark": self.tr("Dark")},
            ),
            "keeps_list": _dropdown(
                settings.keeps_list,
                {"yes": self.tr("With the photos and the comparisons of the last session"), "no": self.tr("Empty")},
            ),
            "language": _dropdown(
                settings.language,
                {"system": self.tr("As the system"), "en": "English", "ja": "日本語"},
            ),
        }
        self._weights_url = QLineEdit(settings.weights_url)
        self._weights_url.setPlaceholderText("https://download.pytorch.org/models")
        self._weights_url.setClearButtonEnabled(True)
        self._problem = QLabel(self.tr("This is no address of the form https://host/folder."))
        self._problem.hide()

        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.addRow(self.tr("Model &sees:"), self._choices["framing"])
        form.addRow(self.tr("&Precision:"), self._choices["precision"])
        form.addRow(self.tr("&Start:"), self._choices["keeps_list"])
        form.addRow(self.tr("&Theme:"), self._choices["theme"])
        form.addRow(self.tr("&Language:"), self._choices["language"])
        form.addRow("", QLabel(self.tr("A new language takes effect at the next start.")))
        form.addRow(self.tr("&Mirror for downloads:"), self._weights_url)
        form.addRow("", self._problem)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(16)
        layout.addLayout(form)
        layout.addStretch()
        layout.addWidget(buttons)

        self._weights_url.textChanged.connect(self._problem.hide)

    def accept(self) -> None:
        """Writes the settings, unless the mirror's address is none."""
        url = self._weights_url.text().strip().rstrip("/")
        if url and not is_web_address(url):
            self._problem.show()
            self._weights_url.setFocus()
            return
        self._settings.weights_url = url
        for name, dropdown in self._choices.items():
            setattr(self._settings, name, dropdown.currentData())
        super().accept()


def _dropdown(current: str, texts: dict[str, str]) -> QComboBox:
    dropdown = QComboBox()
    for value, text in texts.items():
        dropdown.addItem(text, value)
    dropdown.setCurrentIndex(dropdown.findData(current))
    return dropdown
