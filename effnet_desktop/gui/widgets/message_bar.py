"""A line over the page that says what happened and what to do, without taking the focus or moving anything."""

from typing import Literal

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QStyle, QToolButton, QWidget

MessageKind = Literal["info", "warning", "error"]

_ICONS = {
    "info": QStyle.StandardPixmap.SP_MessageBoxInformation,
    "warning": QStyle.StandardPixmap.SP_MessageBoxWarning,
    "error": QStyle.StandardPixmap.SP_MessageBoxCritical,
}
# Hues on the colour circle. How light and how strong they show follows from the palette.
_HUES = {"info": 210, "warning": 40, "error": 0}
MARGIN = 12
WIDEST = 900


class MessageBar(QFrame):
    """One message that the user can dismiss; a new one replaces it.

    Attributes:
        action_triggered: Signal of the button that a message may offer.

    Args:
        parent: What it belongs to.
        floats: Whether it lies over the bottom of its parent, instead of in a layout, so that it moves nothing.
    """

    action_triggered = Signal()

    def __init__(self, parent: QWidget | None = None, *, floats: bool = False) -> None:
        super().__init__(parent)
        self._floats = floats
        self._kind: MessageKind = "info"
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)  # It may hold any file name.
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action = QPushButton()
        self._close = QToolButton()
        self._close.setAutoRaise(True)
        self._close.setText("×")
        self._close.setToolTip(self.tr("Dismiss"))
        self._close.setAccessibleName(self.tr("Dismiss the message"))
        for button in (self._action, self._close):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # A click leaves the focus where the user works.

        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, stretch=1)
        layout.addWidget(self._action)
        layout.addWidget(self._close, alignment=Qt.AlignmentFlag.AlignTop)

        self._action.clicked.connect(self.action_triggered)
        self._close.clicked.connect(self.hide_message)
        self.hide()
        if parent and floats:
            parent.installEventFilter(self)

    def show_message(self, text: str, hint: str = "", kind: MessageKind = "info", action: str = "") -> None:
        """Shows a message.

        Args:
            text: What happened.
            hint: What the user can do about it.
            kind: How bad it is.
            action: Label of a button that offers a way out; empty for none.
        """
        self._kind = kind
        side = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        self._icon.setPixmap(self.style().standardIcon(_ICONS[kind]).pixmap(QSize(side, side)))
        self._text.setText("\n".join(filter(None, (text, hint))))
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self.setAccessibleName(text)
        self.setAccessibleDescription(hint)
        self._place()
        self.show()
        self.raise_()
        self.update()

    def _place(self) -> None:
        """At the bottom of the parent, in the middle, as high as the text needs."""
        layout, parent = self.layout(), self.parentWidget()
        if layout and parent and self._floats:
            width = min(WIDEST, parent.width() - 2 * MARGIN)
            height = max(layout.totalHeightForWidth(width), self.minimumSizeHint().height())
            self.setGeometry((parent.width() - width) // 2, parent.height() - height - MARGIN, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keeps its place when the parent's size changes."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def hide_message(self) -> None:
        """Takes the message away."""
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tints the window's own colour, so that its text colour stays legible on it, light or dark."""
        tint = QColor.fromHsv(_HUES[self._kind], 200, 230)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().window())
        painter.drawRoundedRect(box, 4, 4)
        tint.setAlphaF(0.55)
        painter.setPen(tint)
        tint.setAlphaF(0.18)
        painter.setBrush(tint)
        painter.drawRoundedRect(box, 4, 4)
