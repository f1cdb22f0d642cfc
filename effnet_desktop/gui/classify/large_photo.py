"""One photo in the whole window: zoomed to the pixel, moved about, with the next one a key away."""

from PySide6.QtCore import QEvent, QLocale, QPoint, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from effnet_desktop.engine.records.classifying import Thumbnail
from effnet_desktop.gui.help.keys import Key

STEP = 1.25  # of the zoom, for a notch of the wheel or a key
MOST = 8.0  # pixels of the screen for one of the photo
CAPTION = 8


class LargePhoto(QWidget):
    """Shows a photo, at first as large as it fits.

    Attributes:
        left: Signal: the user wants to go back.
        step_wanted: Signal with 1 for the next photo, -1 for the one before.
        more_pixels_wanted: Signal: the picture is shown larger than it is; see `wants_more_pixels`.
    """

    left = Signal()
    step_wanted = Signal(int)
    more_pixels_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._picture = QPixmap()
        self._full: tuple[Thumbnail, QImage] | None = None  # the image borrows the other's bytes
        self._size = QSize()  # of the photo itself
        self._text = ""
        self._caption = ""
        self._zoom: float | None = None  # pixels of the screen for one of the photo; None: fits
        self._centre = QPointF()  # the point of the photo that is in the middle, in its pixels
        self._grip: QPoint | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setAccessibleName(self.tr("Photo"))
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.setMinimumSize(160, 120)

    def set_photo(self, caption: str) -> None:
        """Begins with another photo, of which the picture is still to come."""
        self._picture, self._full, self._size, self._text = QPixmap(), None, QSize(), ""
        self.set_caption(caption)
        self.fit()

    def set_caption(self, caption: str) -> None:
        """Says what stands below the photo."""
        self._caption = caption
        self.setAccessibleDescription(caption)
        self.update()

    def set_text(self, text: str) -> None:
        """Says why there is no picture."""
        self._text = text
        self.update()

    def set_picture(self, picture: QPixmap, size: QSize | None) -> None:
        """Shows a picture, perhaps smaller than the photo itself, whose size in pixels is given where it is known."""
        self._picture = picture
        self._size = size or picture.size()
        self._ask_for_pixels()
        self.update()

    def set_full(self, picture: Thumbnail) -> None:
        """Shows the picture with all of the photo's pixels."""
        row = 3 * picture.width
        image = QImage(picture.rgb, picture.width, picture.height, row, QImage.Format.Format_RGB888)
        self._full = (picture, image)
        self._size = QSize(picture.photo_width, picture.photo_height)
        self.update()

    @property
    def wants_more_pixels(self) -> bool:
        """Whether the picture is shown larger than it is, although the photo has more pixels."""
        if self._picture.isNull() or self._full or self._size.width() <= self._picture.width():
            return False
        return self._scale() * self.devicePixelRatioF() * self._size.width() > 1.05 * self._picture.width()

    def _ask_for_pixels(self) -> None:
        if self.wants_more_pixels:
            self.more_pixels_wanted.emit()

    # Zoom.

    def _room(self) -> QRectF:
        return QRectF(self.rect()).adjusted(0, 0, 0, -self.fontMetrics().height() - 2 * CAPTION)

    def _fitting(self) -> float:
        """The scale at which the whole photo fits; none is scaled up."""
        if self._size.isEmpty():
            return 1.0
        room = self._room()
        return min(room.width() / self._size.width(), room.height() / self._size.height(), 1 / self.devicePixelRatioF())

    def _scale(self) -> float:
        return self._fitting() if self._zoom is None else self._zoom

    def fit(self) -> None:
        """Shows the whole photo."""
        self._zoom = None
        self._grip = None
        self.update()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Makes the photo larger or smaller; the point under `at`, or the middle, stays where it is."""
        before = self._scale()
        scale = min(max(before * factor, self._fitting()), MOST / self.devicePixelRatioF())
        if self._zoom is None:
            self._centre = QPointF(self._size.width() / 2, self._size.height() / 2)
        if scale <= self._fitting():
            self.fit()
            return
        off = (at or self._room().center()) - self._room().center()
        self._centre += off / before - off / scale
        self._zoom = scale
        self._keep_inside()
        self._ask_for_pixels()
        self.update()

    def zoom_to_pixels(self) -> None:
        """Shows each pixel of the photo as one of the screen."""
        self.zoom(1 / self.devicePixelRatioF() / self._scale())

    def _keep_inside(self) -> None:
        half = self._room().size() / (2 * self._scale())
        self._centre = QPointF(
            _within(self._centre.x(), half.width(), self._size.width()),
            _within(self._centre.y(), half.height(), self._size.height()),
        )

    # Events.

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zooms towards the pointer."""
        self.zoom(STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Zooms by pinching, on a touchpad or a screen; keeps Escape, which otherwise stops what runs."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom(1 + event.value(), event.position())
            return True
        if isinstance(event, QGestureEvent) and (pinch := event.gesture(Qt.GestureType.PinchGesture)):
            assert isinstance(pinch, QPinchGesture)
            self.zoom(pinch.scaleFactor(), QPointF(self.mapFromGlobal(pinch.hotSpot().toPoint())))
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes hold of the photo."""
        if event.button() == Qt.MouseButton.LeftButton and self._zoom is not None:
            self._grip = event.position().toPoint()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Moves the photo."""
        if self._grip is not None:
            moved = event.position().toPoint() - self._grip
            self._grip = event.position().toPoint()
            self._centre -= QPointF(moved) / self._scale()
            self._keep_inside()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lets go of the photo."""
        self._grip = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Goes back."""
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go on, + and - zoom, Escape, Enter and Space go back."""
        keys = Qt.Key
        match event.key():
            case keys.Key_Right | keys.Key_Down | keys.Key_PageDown:
                self.step_wanted.emit(1)
            case keys.Key_Left | keys.Key_Up | keys.Key_PageUp:
                self.step_wanted.emit(-1)
            case keys.Key_Plus | keys.Key_Equal:
                self.zoom(STEP)
            case keys.Key_Minus:
                self.zoom(1 / STEP)
            case keys.Key_Asterisk:
                self.zoom_to_pixels()
            case keys.Key_Slash:
                self.fit()
            case keys.Key_Escape | keys.Key_Return | keys.Key_Enter | keys.Key_Space:
                self.left.emit()
            case _:
                super().keyPressEvent(event)

    def keys(self) -> list[Key]:
        """What `keyPressEvent` and the mouse do, for the help."""
        return [
            Key("→ ←", self.tr("The next photo, the one before")),
            Key(self.tr("+ −, wheel"), self.tr("Zoom in and out")),
            Key("*", self.tr("One pixel of the photo on one of the screen")),
            Key("/", self.tr("The whole photo")),
            Key(self.tr("Drag"), self.tr("Move the photo")),
            Key(self.tr("Esc, double click"), self.tr("Back to the list")),
        ]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the photo in the window."""
        super().resizeEvent(event)
        if self._zoom is not None:
            self._zoom = max(self._zoom, self._fitting())
            self._keep_inside()
        self._ask_for_pixels()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the visible part, and the caption."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._scale() * self.devicePixelRatioF() < 2)
        room = self._room()
        if self._picture.isNull():
            painter.setPen(self.palette().placeholderText().color())
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room.adjusted(16, 16, -16, -16), flags, self._text)
        else:
            self._paint_photo(painter, room)
        caption = QRectF(0, room.bottom(), self.width(), self.height() - room.bottom())
        painter.setPen(self.palette().windowText().color())
        text = self.fontMetrics().elidedText(
            self._caption_text(), Qt.TextElideMode.ElideMiddle, self.width() - 2 * CAPTION
        )
        painter.drawText(caption, Qt.AlignmentFlag.AlignCenter, text)

    def _caption_text(self) -> str:
        if self._size.isEmpty():
            return self._caption
        percent = QLocale().toString(round(100 * self._scale() * self.devicePixelRatioF()))
        return self.tr("{caption} · shown at {percent} %").format(caption=self._caption, percent=percent)

    def _paint_photo(self, painter: QPainter, room: QRectF) -> None:
        scale = self._scale()
        size = QSizeF(self._size) * scale
        if self._zoom is None:
            target = QRectF(QPointF(0, 0), size)
            target.moveCenter(room.center())
        else:
            target = QRectF(room.center() - self._centre * scale, size)
        visible = target.intersected(room)
        picture = self._full[1] if self._full and self._zoom is not None else self._picture
        ratio_x, ratio_y = picture.width() / target.width(), picture.height() / target.height()
        source = QRectF(
            (visible.x() - target.x()) * ratio_x,
            (visible.y() - target.y()) * ratio_y,
            visible.width() * ratio_x,
            visible.height() * ratio_y,
        )
        if isinstance(picture, QImage):
            painter.drawImage(visible, picture, source)
        else:
            painter.drawPixmap(visible, picture, source)


def _within(place: float, half: float, length: float) -> float:
    """The place nearest to `place` at which nothing beyond the photo is shown, or the middle where all of it is."""
    return length / 2 if 2 * half >= length else min(max(place, half), length - half)
