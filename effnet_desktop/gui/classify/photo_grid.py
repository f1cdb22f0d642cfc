"""The grid of photos: thumbnail, top category and confidence.

Qt lays a wrapped `QListView` out anew, item by item, whenever a row comes or the window is resized: 170 ms at 100,000
photos. All cells are of one size, so this view computes a cell's place from its row instead, and each event costs the
same however many photos there are. What remains of `QListView` is its face for screen readers.
"""

from collections.abc import Sequence

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionRubberBand,
    QStyleOptionViewItem,
    QWidget,
)

from effnet_desktop.gui.classify.photo_model import Photo, PhotoModel
from effnet_desktop.gui.widgets.right_wrong import draw_right_wrong
from effnet_desktop.gui.widgets.thumbnail_cache import ThumbnailCache
from effnet_desktop.gui.wording import answer_text, explain

PICTURE = QSize(160, 120)
MARGIN = 8
ASK_DELAY_MS = 30

AnyIndex = QModelIndex | QPersistentModelIndex
Move = QAbstractItemView.CursorAction


class PhotoDelegate(QStyledItemDelegate):
    """Paints a cell of the grid.

    Args:
        thumbnails: Where the pictures come from.
        parent: The grid.
    """

    def __init__(self, thumbnails: ThumbnailCache, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self.waiting_text = ""
        self._unsure = self.tr("Unsure")

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paints the photo with its answer, or with the reason why there is none."""
        model = index.model()
        assert isinstance(model, PhotoModel)
        photo = model.photo(index.row())
        rect: QRect = option.rect
        palette: QPalette = option.palette
        self._paint_background(painter, option)

        box = QRect(0, 0, PICTURE.width(), PICTURE.height())
        box.moveCenter(QPoint(rect.center().x(), rect.y() + MARGIN + PICTURE.height() // 2))
        self._paint_picture(painter, box, palette, photo, self._thumbnails.get(photo.path))

        metrics: QFontMetrics = option.fontMetrics
        line = QRect(box.x(), box.bottom() + MARGIN, box.width(), metrics.lineSpacing())
        text, dim = palette.color(QPalette.ColorRole.Text), palette.color(QPalette.ColorRole.PlaceholderText)
        if photo.error:
            title, detail = photo.path.name, explain(photo.error)[0]
        elif photo.classification is None:
            title, detail = photo.path.name, self.waiting_text
        else:
            title, detail = answer_text(photo.classification)
            if photo.classification.is_unsure and not photo.classification.group:
                title, detail = self._unsure, f"{title}? {detail}"
        right = Qt.TextElideMode.ElideRight
        painter.setPen(dim if photo.is_pending else text)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, metrics.elidedText(title, right, line.width()))
        line.translate(0, line.height())
        painter.setPen(dim)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, metrics.elidedText(detail, right, line.width()))
        if photo.is_right is not None:
            side = metrics.height() - 2
            mark = QRectF(line.right() - side, line.y() + 1, side, side)
            painter.setOpacity(0.4 if photo.is_outdated else 1)
            draw_right_wrong(painter, mark, photo.is_right)
            painter.setOpacity(1)

    def _paint_background(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        state: QStyle.StateFlag = option.state
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        has_focus = bool(state & QStyle.StateFlag.State_HasFocus)
        if not (is_selected or has_focus):
            return
        colour = QColor(option.palette.color(QPalette.ColorRole.Highlight))
        painter.setPen(QPen(colour, 2) if has_focus else Qt.PenStyle.NoPen)
        colour.setAlphaF(0.3 if is_selected else 0)
        painter.setBrush(colour)
        painter.drawRoundedRect(option.rect.adjusted(2, 2, -2, -2), 6, 6)

    def _paint_picture(
        self, painter: QPainter, box: QRect, palette: QPalette, photo: Photo, picture: QPixmap | None
    ) -> None:
        if picture is not None and not picture.isNull():
            size = picture.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
            target = QRect(QPoint(0, 0), size)
            target.moveCenter(box.center())
            painter.drawPixmap(target, picture)
            return
        grey = QColor(palette.color(QPalette.ColorRole.Text))
        grey.setAlphaF(0.06)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(grey)
        painter.drawRoundedRect(box, 4, 4)
        if photo.error or picture is not None:
            _draw_broken(painter, box, palette.color(QPalette.ColorRole.PlaceholderText))


def _draw_broken(painter: QPainter, box: QRect, colour: QColor) -> None:
    """Draws a picture frame with a crack through it."""
    frame = QRectF(0, 0, 44, 34)
    frame.moveCenter(QRectF(box).center())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 2.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawRoundedRect(frame, 4, 4)
    crack = ((0.62, 0), (0.42, 0.38), (0.6, 0.6), (0.4, 1))
    painter.drawPolyline([QPointF(frame.x() + x * frame.width(), frame.y() + y * frame.height()) for x, y in crack])


class PhotoGrid(QListView):
    """Shows a `PhotoModel` as a grid; asks for the thumbnails of what is visible.

    Attributes:
        photos: The model.
        thumbnails_wanted: Signal that visible photos have no thumbnail yet; see `wanted_thumbnails`.

    Args:
        photos: What to show.
        thumbnails: Where to take the pictures from.
    """

    thumbnails_wanted = Signal()

    def __init__(self, photos: PhotoModel, thumbnails: ThumbnailCache) -> None:
        super().__init__()
        self.photos = photos
        self._thumbnails = thumbnails
        self._delegate = PhotoDelegate(thumbnails, self)
        self._band: tuple[QPoint, QPoint] | None = None  # corners of the rectangle being dragged, scrolled along
        self._ask = QTimer(self, singleShot=True, interval=ASK_DELAY_MS)
        self._ask.timeout.connect(self.thumbnails_wanted)
        self.setItemDelegate(self._delegate)
        self.setModel(photos)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setAccessibleName(self.tr("Photos"))
        self.setMinimumSize(self._cell_size() + QSize(24, 0))

    def set_waiting_text(self, text: str) -> None:
        """Says what stands under a photo without an answer."""
        if text != self._delegate.waiting_text:
            self._delegate.waiting_text = text
            self.viewport().update()

    def current_photo(self) -> Photo | None:
        """The photo that the keys act from; None if there is none."""
        index = self.currentIndex()
        return self.photos.photo(index.row()) if index.isValid() else None

    def selected_rows(self) -> list[int]:
        """Rows of the selected photos, ascending."""
        ranges = self.selectionModel().selection().toList()
        return sorted(row for one in ranges for row in range(one.top(), one.bottom() + 1))

    def wanted_thumbnails(self, limit: int) -> list[Photo]:
        """The first visible photos without a thumbnail."""
        photos = map(self.photos.photo, self._rows_in(self.viewport().rect()))
        return [photo for photo in photos if photo.path not in self._thumbnails][:limit]

    # Geometry: a row's cell and the other way round.

    def _cell_size(self) -> QSize:
        text = 2 * self.fontMetrics().lineSpacing()
        return QSize(PICTURE.width() + 2 * MARGIN, PICTURE.height() + text + 3 * MARGIN)

    def _columns(self) -> int:
        return max(1, self.viewport().width() // self._cell_size().width())

    def _cell(self, row: int) -> QRect:
        """Place of a row's cell in the viewport; the cells of a line share its width evenly."""
        columns, width, height = self._columns(), self.viewport().width(), self._cell_size().height()
        line, column = divmod(row, columns)
        left, right = column * width // columns, (column + 1) * width // columns
        return QRect(left, line * height - self.verticalOffset(), right - left, height)

    def _rows_in(self, rect: QRect) -> range:
        """Rows of all lines that a rectangle of the viewport touches."""
        columns, height = self._columns(), self._cell_size().height()
        first_line = (rect.top() + self.verticalOffset()) // height
        last_line = (rect.bottom() + self.verticalOffset()) // height
        return range(max(0, first_line * columns), min(self.photos.rowCount(), (last_line + 1) * columns))

    def visualRect(self, index: AnyIndex) -> QRect:
        """Place of a photo in the viewport."""
        return self._cell(index.row()) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The photo at a point of the viewport; none between the photos."""
        for row in self._rows_in(QRect(point, QSize(1, 1))):
            if self._cell(row).adjusted(2, 2, -2, -2).contains(point):
                return self.photos.index(row)
        return QModelIndex()

    def isIndexHidden(self, index: AnyIndex) -> bool:
        """No photo is hidden."""
        return False

    def verticalOffset(self) -> int:
        """How far the grid is scrolled down."""
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        """The grid is never wider than the viewport."""
        return 0

    def doItemsLayout(self) -> None:
        """There is nothing to lay out but the scroll bar's range."""
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        """Fits the scroll bar to the number of photos."""
        QAbstractItemView.updateGeometries(self)
        height, page = self._cell_size().height(), self.viewport().height()
        lines = -(-self.photos.rowCount() // self._columns())
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, lines * height - page))
        bar.setPageStep(page)
        bar.setSingleStep(height // 3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the current photo in sight, or the first visible one where the current one was not."""
        cell, old = self._cell_size(), event.oldSize()
        old_columns = max(1, old.width() // cell.width())
        first = self.verticalOffset() // cell.height() * old_columns
        visible = range(first, first + (old.height() // cell.height() + 1) * old_columns)
        QAbstractItemView.resizeEvent(self, event)
        if self.currentIndex().row() in visible:
            self.scrollTo(self.currentIndex())
        else:
            self.scrollTo(self.photos.index(first), QAbstractItemView.ScrollHint.PositionAtTop)

    def scrollTo(
        self, index: AnyIndex, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Scrolls as little as shows the photo whole."""
        cell, page, bar = self.visualRect(index), self.viewport().height(), self.verticalScrollBar()
        if not cell.isValid():
            return
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(bar.value() + cell.center().y() - page // 2)
        elif cell.top() < 0 or hint == QAbstractItemView.ScrollHint.PositionAtTop:
            bar.setValue(bar.value() + cell.top())
        elif cell.bottom() >= page or hint == QAbstractItemView.ScrollHint.PositionAtBottom:
            bar.setValue(bar.value() + cell.bottom() + 1 - page)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Paints anew: that costs less than a frame and asks for the thumbnails that came into sight."""
        self.viewport().update()

    # Keys and selection.

    def moveCursor(self, action: Move, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Where a key leads to from the current photo."""
        count, columns = self.photos.rowCount(), self._columns()
        if not count:
            return QModelIndex()
        page = max(1, self.viewport().height() // self._cell_size().height()) * columns
        row = self.currentIndex().row()
        steps = {
            Move.MoveLeft: -1,
            Move.MovePrevious: -1,
            Move.MoveRight: 1,
            Move.MoveNext: 1,
            Move.MoveUp: -columns,
            Move.MoveDown: columns,
            Move.MovePageUp: -page,
            Move.MovePageDown: page,
            Move.MoveHome: -count,
            Move.MoveEnd: count,
        }
        target = row + steps[action]
        if action in (Move.MoveUp, Move.MoveDown) and not 0 <= target < count:
            # Up stays in the first line; Down goes on into a last line that is not full.
            last_line = (count - 1) // columns
            target = count - 1 if action == Move.MoveDown and row // columns < last_line else row
        return self.photos.index(min(max(target, 0), count - 1))

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Selects what a dragged rectangle touches, or with Shift all from one photo to another in reading order."""
        if self.state() == QAbstractItemView.State.DragSelectingState:
            area = rect.normalized()
            rows = [row for row in self._rows_in(area) if self._cell(row).adjusted(8, 8, -8, -8).intersects(area)]
            selection = QItemSelection()
            for row in rows:
                selection.select(self.photos.index(row), self.photos.index(row))
        else:
            ends = [self.indexAt(rect.topLeft()), self.indexAt(rect.bottomRight())]
            ends.sort(key=QModelIndex.row)
            selection = QItemSelection(*ends) if ends[0].isValid() else QItemSelection()
        self.selectionModel().select(selection, command)

    def selectAll(self) -> None:
        """Selects all photos as one range; Qt's own way goes through them one by one."""
        if count := self.photos.rowCount():
            everything = QItemSelection(self.photos.index(0), self.photos.index(count - 1))
            self.selectionModel().select(everything, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Everything visible: simpler than to find which of 100,000 photos are, and painted within a frame."""
        return QRegion(self.viewport().rect())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Notes where a rectangle may start."""
        corner = event.position().toPoint() + QPoint(0, self.verticalOffset())
        self._band = (corner, corner)
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draws the rectangle up to here."""
        super().mouseMoveEvent(event)
        if self._band:
            self._band = (self._band[0], event.position().toPoint() + QPoint(0, self.verticalOffset()))
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ends the rectangle."""
        super().mouseReleaseEvent(event)
        self._band = None
        self.viewport().update()

    # Painting.

    def dataChanged(self, top_left: AnyIndex, bottom_right: AnyIndex, roles: Sequence[int] = ()) -> None:
        """Paints anew what is visible of the changed rows."""
        visible = self._rows_in(self.viewport().rect())
        for row in range(max(top_left.row(), visible.start), min(bottom_right.row() + 1, visible.stop)):
            self.viewport().update(self._cell(row))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the visible cells."""
        painter = QPainter(self.viewport())
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain_state = option.state & ~QStyle.StateFlag.State_HasFocus
        selected, current = self.selectionModel(), self.currentIndex().row()
        for row in self._rows_in(event.rect()):
            index = self.photos.index(row)
            option.rect = self._cell(row)
            option.state = plain_state
            if selected.isSelected(index):
                option.state |= QStyle.StateFlag.State_Selected
            if row == current and self.hasFocus():
                option.state |= QStyle.StateFlag.State_HasFocus
            self._delegate.paint(painter, option, index)
        if self._band and self.state() == QAbstractItemView.State.DragSelectingState:
            band = QStyleOptionRubberBand()
            band.initFrom(self)
            band.rect = QRect(*self._band).normalized().translated(0, -self.verticalOffset())
            self.style().drawControl(QStyle.ControlElement.CE_RubberBand, band, painter, self)
        if not self._ask.isActive() and self.wanted_thumbnails(limit=1):
            self._ask.start()
