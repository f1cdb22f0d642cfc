"""A word that tells what it means when it is clicked."""

from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QLabel

from effnet_desktop.gui.help.glossary import Term

SCHEME = "effnet-glossary"
"""Of the addresses of words; the window shows them."""


class TermLabel(QLabel):
    """A caption with a dotted line below, which opens the glossary.

    Args:
        text: The caption.
        term: The word in the glossary.
    """

    def __init__(self, text: str, term: Term) -> None:
        super().__init__(text)
        self._term = term
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.setCursor(Qt.CursorShape.WhatsThisCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleDescription(self.tr("Enter shows what it means"))

    def _show_meaning(self) -> None:
        QDesktopServices.openUrl(QUrl(f"{SCHEME}:{self._term}"))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click shows what it means."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._show_meaning()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """So does Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._show_meaning()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the dotted line, a full one where the focus is."""
        super().paintEvent(event)
        painter = QPainter(self)
        line = Qt.PenStyle.SolidLine if self.hasFocus() else Qt.PenStyle.DotLine
        painter.setPen(QPen(self.palette().color(self.foregroundRole()), 1, line))
        y = self.height() - 1
        painter.drawLine(QPoint(0, y), QPoint(min(self.width(), self.fontMetrics().horizontalAdvance(self.text())), y))
