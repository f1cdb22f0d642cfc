"""The symbols for right and wrong."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen


def draw_right_wrong(painter: QPainter, rect: QRectF, is_right: bool) -> None:
    """Draws a tick or a cross on a disc; the shape says it, the colour only helps."""

    def point(x: float, y: float) -> QPointF:
        return rect.topLeft() + QPointF(x * rect.width(), y * rect.height())

    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor.fromHsv(140 if is_right else 0, 200, 150 if is_right else 200))
    painter.drawEllipse(rect)
    painter.setPen(QPen(Qt.GlobalColor.white, rect.width() / 8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    if is_right:
        painter.drawPolyline([point(0.28, 0.52), point(0.44, 0.68), point(0.73, 0.34)])
    else:
        painter.drawLine(point(0.33, 0.33), point(0.67, 0.67))
        painter.drawLine(point(0.33, 0.67), point(0.67, 0.33))
    painter.restore()
