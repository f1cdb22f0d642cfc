"""Which keywords photos get, and where: the left side of the filing dialog's second page."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QSpinBox, QWidget

from effnet_desktop.engine.records.filing import TagConfig
from effnet_desktop.gui.wording import language


class KeywordOptions(QWidget):
    """The kind of sidecar, how many categories a photo gets, and how sure the model has to be.

    Attributes:
        changed: Signal that comes after each change.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sidecar = QComboBox()
        self._sidecar.addItem(self.tr("photo.jpg.xmp (digiKam, darktable)"), "ext")
        self._sidecar.addItem(self.tr("photo.xmp (Lightroom, raw files)"), "stem")
        self._top = QSpinBox(minimum=1, maximum=5)
        self._confidence = QSpinBox(maximum=100, suffix=" %")
        self._confidence.setSpecialValueText(self.tr("only as the model says"))
        about = QLabel(
            self.tr("Keywords are written into files beside the photos. What is in such a file already stays."),
            wordWrap=True,
        )
        form = QFormLayout(self)
        form.setContentsMargins(0, 8, 0, 0)
        form.setVerticalSpacing(8)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(about)
        form.addRow(self.tr("&Into:"), self._sidecar)
        form.addRow(self.tr("&Categories a photo:"), self._top)
        form.addRow(self.tr("No keyword b&elow:"), self._confidence)
        self._sidecar.currentIndexChanged.connect(self.changed)
        self._top.valueChanged.connect(self.changed)
        self._confidence.valueChanged.connect(self.changed)

    @property
    def config(self) -> TagConfig:
        """What was chosen."""
        return TagConfig(self._sidecar.currentData(), self._top.value(), self._confidence.value() / 100, language())
