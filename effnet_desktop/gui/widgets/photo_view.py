"""One photo, as large as there is room."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget


class PhotoView(QWidget):
    """Paints a picture, scaled smoothly to fit; a small one stands in, scaled up, until the large one is there."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QPixmap()
        self._full_size = QSize()
        self._scaled = QPixmap()
        self._text = ""
        self.setMinimumSize(160, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Selected photo"))

    def set_picture(self, picture: QPixmap, full_size: QSize | None = None) -> None:
        """Shows a picture.

        Args:
            picture: What to show; a null one for nothing.
            full_size: Pixels of the photo itself, beyond which it is not scaled up; None while that is unknown.
        """
        self._picture, self._full_size, self._text = picture, full_size or QSize(), ""
        self._scaled = QPixmap()
        self.update()

    def set_text(self, text: str) -> None:
        """Says why there is no picture."""
        self.set_picture(QPixmap())
        self._text = text

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the picture centred; it is scaled once for each size of the widget."""
        painter = QPainter(self)
        if self._picture.isNull():
            painter.setPen(self.palette().placeholderText().color())
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(16, 16, -16, -16), flags, self._text)
            return
        ratio = self.devicePixelRatioF()
        room = self.size() * ratio
        if self._full_size.isValid():
            room = room.boundedTo(self._full_size.expandedTo(self._picture.size()))
        size = self._picture.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
        if self._scaled.size() != size:
            keep, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            self._scaled = self._picture.scaled(size, keep, smooth)
            self._scaled.setDevicePixelRatio(ratio)
        target = QRect(QPoint(0, 0), self._scaled.deviceIndependentSize().toSize())
        target.moveCenter(self.rect().center())
        painter.drawPixmap(target.topLeft(), self._scaled)
