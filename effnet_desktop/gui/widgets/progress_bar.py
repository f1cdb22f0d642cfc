"""A progress bar that looks busy while nobody knows how long it will take."""

from PySide6.QtCore import QElapsedTimer, QRectF, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar

from effnet_desktop.gui.widgets.bars import paint_bar

FRAME_MS = 40
SWING_MS = 1800  # of the piece, to the other end and back
PIECE = 0.3  # of the width


class ProgressBar(QProgressBar):
    """A bar without text; while its maximum is 0, a piece of it swings to and fro.

    (Fusion, the window's style, paints such a bar as a full one with faint stripes.)
    """

    def __init__(self) -> None:
        super().__init__()
        self.setTextVisible(False)
        self._clock = QElapsedTimer()
        self._frames = QTimer(self, interval=FRAME_MS)
        self._frames.timeout.connect(self._go_on)

    @property
    def is_busy(self) -> bool:
        """Whether nobody knows where the end is."""
        return self.minimum() == self.maximum() == 0

    def _go_on(self) -> None:
        if not self.is_busy:
            self._frames.stop()
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rests."""
        self._frames.stop()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the moving piece, or else what the style paints."""
        if not self.is_busy:
            super().paintEvent(event)
            return
        if not self._frames.isActive():
            self._clock.start()
            self._frames.start()
        swing = self._clock.elapsed() % SWING_MS / SWING_MS
        place = 2 * min(swing, 1 - swing)  # from 0 to 1 and back
        groove = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        piece = QRectF(groove)
        piece.setWidth(PIECE * groove.width())
        piece.moveLeft(groove.left() + place * (groove.width() - piece.width()))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_bar(painter, groove, piece, self.palette())
