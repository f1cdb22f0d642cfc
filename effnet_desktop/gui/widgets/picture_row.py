"""Rows of a list, each with a photo's picture and words beside it."""

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from effnet_desktop.gui.contrast import readable
from effnet_desktop.gui.widgets.pictures import Pictures, paint_picture

AnyIndex = QModelIndex | QPersistentModelIndex


def row_colours(option: QStyleOptionViewItem) -> tuple[QColor, QColor]:
    """Of a row's text, where it matters most and elsewhere."""
    is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
    role = QPalette.ColorRole.HighlightedText if is_selected else QPalette.ColorRole.Text
    text = option.palette.color(role)
    dim = QColor(text)
    dim.setAlphaF(0.7)
    ground = QPalette.ColorRole.Highlight if is_selected else QPalette.ColorRole.Base
    return text, readable(dim, option.palette.color(ground))


class PictureRow(QStyledItemDelegate):
    """Paints the row, the picture on its left, and has the subclass paint the words.

    Args:
        pictures: Where the pictures come from.
        parent: The list.
        size: Of a picture.
        lines: How many lines of words there are.
        margin: Pixels around it all.
        gap: Pixels between picture and words.
    """

    def __init__(self, pictures: Pictures, parent: QWidget, *, size: QSize, lines: int, margin: int, gap: int) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._size, self._lines, self._margin, self._gap = size, lines, margin, gap

    def _path(self, index: AnyIndex) -> Path:
        """The photo of a row."""
        raise NotImplementedError

    def _opacity(self, index: AnyIndex) -> float:
        """Of the picture."""
        return 1.0

    def _paint_words(
        self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex, line: QRect, text: QColor, dim: QColor
    ) -> None:
        """Paints the words.

        Args:
            painter: Where to.
            option: How the row looks.
            index: The row.
            line: Where the first line goes.
            text: Colour of what matters most.
            dim: Colour of the rest.
        """
        raise NotImplementedError

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """As high as picture and words need."""
        height = max(self._size.height(), self._lines * option.fontMetrics.lineSpacing())
        return QSize(240, height + 2 * self._margin)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paints all of it."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style = option.widget.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget)

        rect: QRect = option.rect.adjusted(self._margin, self._margin, -self._margin, -self._margin)
        box = QRect(rect.topLeft(), self._size)
        box.moveTop(rect.top() + (rect.height() - box.height()) // 2)
        painter.setOpacity(self._opacity(index))
        paint_picture(painter, box, self._pictures.get(self._path(index)), option.palette)
        painter.setOpacity(1)

        text, dim = row_colours(option)
        left, height = box.right() + 1 + self._gap, option.fontMetrics.lineSpacing()
        line = QRect(left, rect.top() + (rect.height() - self._lines * height) // 2, rect.right() - left, height)
        self._paint_words(painter, option, index, line, text, dim)
        painter.restore()
