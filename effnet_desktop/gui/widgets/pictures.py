"""Pictures of photos for several views; each is asked for when it should first be painted."""

from pathlib import Path

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette, QPen, QPixmap

from effnet_desktop.engine.records.classifying import PhotoFailed, Thumbnail
from effnet_desktop.gui.widgets.thumbnail_cache import ThumbnailCache, to_pixmap

ASK_DELAY_MS = 30


class Pictures(QObject):
    """Pictures of one size.

    A view calls `get` whenever it paints; what is missing is asked for a moment later. The next pictures are asked for
    only when all of the last ones have come, so those are the ones that are visible by then.

    Attributes:
        wanted: Signal with the paths to load and the side in pixels; each path is to be answered by `put`.
        changed: Signal that a picture has come and that views should paint anew.

    Args:
        side: Pixels of the square that each picture fits into.
        max_mb: How much memory the pictures may take together, in MiB.
        at_a_time: How many to ask for together.
    """

    wanted = Signal(list, int)
    changed = Signal()

    def __init__(self, side: int, max_mb: int, at_a_time: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.side = side
        self._at_a_time = at_a_time
        self._cache = ThumbnailCache(max_mb * 2**20)
        self._missing: dict[Path, None] = {}
        self._asked: set[Path] = set()
        self._ask = QTimer(self, singleShot=True, interval=ASK_DELAY_MS)
        self._ask.timeout.connect(self._ask_for_missing)

    def get(self, path: Path) -> QPixmap | None:
        """The picture, a null one if the photo cannot be read; None if it is still to come."""
        picture = self._cache.get(path)
        if picture is None and not self._asked:
            self._missing[path] = None
            self._ask.start()
        return picture

    def put(self, picture: Thumbnail | PhotoFailed) -> None:
        """Takes in what was asked for."""
        self._asked.discard(picture.path)
        self._cache.put(picture.path, to_pixmap(picture) if isinstance(picture, Thumbnail) else QPixmap())
        self.changed.emit()

    def clear(self) -> None:
        """Lets go of all pictures, and waits for none."""
        self._ask.stop()
        self._missing.clear()
        self._asked.clear()
        self._cache.clear()

    def _ask_for_missing(self) -> None:
        paths = list(self._missing)[: self._at_a_time]
        self._missing.clear()
        self._asked.update(paths)
        self.wanted.emit(paths, self.side)


def paint_picture(painter: QPainter, box: QRect, picture: QPixmap | None, palette: QPalette) -> None:
    """Fills a box with the middle of a picture; a grey box stands for one to come, a crossed one for an unreadable one.

    Args:
        painter: Where to paint.
        box: Where the picture goes.
        picture: What `Pictures.get` said.
        palette: The view's colours.
    """
    painter.save()
    if picture is not None and not picture.isNull():
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(box), 3, 3)
        painter.setClipPath(shape)
        part = box.size().scaled(picture.size(), Qt.AspectRatioMode.KeepAspectRatio)
        source = QRect(0, 0, part.width(), part.height())
        source.moveCenter(picture.rect().center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(box, picture, source)
    else:
        grey = QColor(palette.color(QPalette.ColorRole.Text))
        grey.setAlphaF(0.07)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(grey)
        painter.drawRoundedRect(box, 3, 3)
        if picture is not None:
            painter.setPen(QPen(palette.color(QPalette.ColorRole.PlaceholderText), 2))
            centre, arm = QRectF(box).center(), 6
            painter.drawLine(centre + QPointF(-arm, -arm), centre + QPointF(arm, arm))
            painter.drawLine(centre + QPointF(-arm, arm), centre + QPointF(arm, -arm))
    painter.restore()
