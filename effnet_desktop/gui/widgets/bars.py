"""A share, painted as a bar in its groove."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette


def paint_bar(painter: QPainter, groove: QRectF, bar: QRectF, palette: QPalette) -> None:
    """Paints a bar in the colour of what is selected, in a groove of a faint one, both with round ends."""
    tint = QColor(palette.color(QPalette.ColorRole.WindowText))
    tint.setAlphaF(0.12)
    painter.setPen(Qt.PenStyle.NoPen)
    for shape, colour in ((groove, tint), (bar, palette.color(QPalette.ColorRole.Highlight))):
        painter.setBrush(colour)
        painter.drawRoundedRect(shape, min(shape.width(), shape.height()) / 2, shape.height() / 2)
