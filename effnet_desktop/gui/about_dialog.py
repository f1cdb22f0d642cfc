"""What this program is, and whose work it stands on."""

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from effnet_desktop.engine.versions import APP, version_of
from effnet_desktop.gui.licences_dialog import LicencesDialog, notices_file
from effnet_desktop.gui.widgets.fonts import larger


class AboutDialog(QDialog):
    """Name, version, licence, the paper behind the app, and the libraries in it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About EffNet Desktop"))

        icon = QLabel()
        icon.setPixmap(QGuiApplication.windowIcon().pixmap(64, 64))
        title = QLabel(self.tr("EffNet Desktop {version}").format(version=version_of(APP)))
        title.setFont(larger(title.font(), 1.5))
        paragraphs = (
            self.tr("Sees what photos show. Photos never leave this computer."),
            self.tr(
                "EfficientNet scales a network's depth, width and resolution together, by one number called phi: "
                "Mingxing Tan and Quoc V. Le, <i>EfficientNet: Rethinking Model Scaling for Convolutional Neural "
                "Networks</i>, 2019, {link}."
            ).format(link='<a href="https://arxiv.org/abs/1905.11946">arXiv:1905.11946</a>'),
            self.tr("Licence: Apache License 2.0."),
            self.tr(
                "Built on Qt {qt} and PySide6 (used under the LGPL version 3; source at {link}), OpenVINO, PyTorch, "
                "torchvision, Pillow, pi-heif, NumPy, HTTPX, truststore, safetensors, platformdirs and tqdm."
            ).format(qt=qVersion(), link='<a href="https://code.qt.io">code.qt.io</a>'),
        )

        texts = QVBoxLayout()
        texts.setSpacing(8)
        texts.addWidget(title)
        for paragraph in paragraphs:
            label = QLabel(paragraph)
            label.setWordWrap(True)
            label.setOpenExternalLinks(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
            texts.addWidget(label)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(icon, alignment=Qt.AlignmentFlag.AlignTop)
        top.addLayout(texts, stretch=1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        if notices_file().is_file():
            licences = buttons.addButton(self.tr("Licences…"), QDialogButtonBox.ButtonRole.ActionRole)
            licences.clicked.connect(lambda: LicencesDialog(self).open())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(16)
        layout.addLayout(top)
        layout.addWidget(buttons)
        self.resize(480, layout.totalHeightForWidth(480))
