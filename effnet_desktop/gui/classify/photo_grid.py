"""The grid of photos: thumbnail, top category and confidence, perhaps under headings that fold.

Qt lays a wrapped `QListView` out anew, item by item, whenever a row comes or the window is resized: 170 ms at 100,000
photos. All cells are of one size, so this view computes a cell's place from its row instead (`GridLayout`), and each
event costs the same however many photos there are. What remains of `QListView` is its face for screen readers.
"""

from collections.abc import Callable, Sequence
from itertools import islice

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QLocale,
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
    QWheelEvent,
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

from effnet_desktop.gui.classify.grid_layout import GridLayout
from effnet_desktop.gui.classify.photo_model import Photo
from effnet_desktop.gui.classify.shown_photos import ShownPhotos
from effnet_desktop.gui.widgets.fonts import bold
from effnet_desktop.gui.widgets.right_wrong import draw_right_wrong
from effnet_desktop.gui.widgets.selected_rows import selected_ranges, selected_rows
from effnet_desktop.gui.widgets.thumbnail_cache import ThumbnailCache
from effnet_desktop.gui.wording import answer_text, explain

WIDTHS = range(80, 481)  # that a picture may have
WIDTH = 160
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
        self.picture = QSize(WIDTH, WIDTH * 3 // 4)
        self.waiting_text = ""
        self._unsure = self.tr("Unsure")
        self._changed = self.tr("changed")

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paints the photo with its answer, or with the reason why there is none."""
        model = index.model()
        assert isinstance(model, ShownPhotos)
        photo = model.photo(index.row())
        rect: QRect = option.rect
        palette: QPalette = option.palette
        self._paint_background(painter, option)

        box = QRect(QPoint(0, 0), self.picture)
        box.moveCenter(QPoint(rect.center().x(), rect.y() + MARGIN + self.picture.height() // 2))
        self._paint_picture(painter, box, palette, photo, self._thumbnails.get(photo.path))

        metrics: QFontMetrics = option.fontMetrics
        if photo.is_changed:
            self._paint_badge(painter, box, palette, metrics)
        line = QRect(box.x(), box.bottom() + MARGIN, box.width(), metrics.lineSpacing())
        text, dim = palette.color(QPalette.ColorRole.Text), palette.color(QPalette.ColorRole.PlaceholderText)
        if photo.error:
            title, detail = photo.path.name, explain(photo.error)[0]
        elif photo.classification is None:
            title, detail = photo.path.name, self.waiting_text
        else:
            title, detail = answer_text(photo.classification)
            answer = photo.classification
            if answer.is_unsure and not answer.group and not answer.is_novel:
                title, detail = self._unsure, f"{title}? {detail}"
        right = Qt.TextElideMode.ElideRight
        painter.setPen(dim if photo.is_pending else text)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, metrics.elidedText(title, right, line.width()))
        line.translate(0, line.height())
        painter.setPen(dim)
        side = metrics.height() - 2 if photo.is_right is not None else 0
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, metrics.elidedText(detail, right, line.width() - side - 4))
        if photo.is_right is not None:
            mark = QRectF(line.right() - side, line.y() + 1, side, side)
            painter.setOpacity(0.4 if photo.is_outdated else 1)
            draw_right_wrong(painter, mark, photo.is_right)
            painter.setOpacity(1)

    def _paint_badge(self, painter: QPainter, box: QRect, palette: QPalette, metrics: QFontMetrics) -> None:
        """Says in a corner of the picture that the model before said something else."""
        badge = metrics.boundingRect(self._changed).adjusted(-6, -1, 6, 1)
        badge.moveTopRight(box.topRight() + QPoint(-4, 4))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Text))
        painter.drawRoundedRect(badge, badge.height() / 2, badge.height() / 2)
        painter.setPen(palette.color(QPalette.ColorRole.Base))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, self._changed)

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
    """Shows `ShownPhotos` as a grid; asks for the thumbnails of what is visible.

    Attributes:
        shown: What is shown.
        thumbnails_wanted: Signal that visible photos have no thumbnail yet; see `wanted_thumbnails`.
        fold_wanted: Signal with the key of a heading that the user wants folded, or unfolded.
        zoom_wanted: Signal with the steps by which the user wants the pictures larger; negative for smaller.

    Args:
        shown: What to show.
        thumbnails: Where to take the pictures from.
        heading_text: What a heading says, given the key of its section.
    """

    thumbnails_wanted = Signal()
    fold_wanted = Signal(str)
    zoom_wanted = Signal(int)

    def __init__(
        self, shown: ShownPhotos, thumbnails: ThumbnailCache, heading_text: Callable[[str], str] = str
    ) -> None:
        super().__init__()
        self.shown = shown
        self._thumbnails = thumbnails
        self._heading_text = heading_text
        self._delegate = PhotoDelegate(thumbnails, self)
        self._layout: GridLayout | None = None  # made anew when it is asked for
        self._kept: tuple[list[Photo], Photo | None, int] = ([], None, -1)  # selection over a change of what is shown
        self._select_all = self.tr("select all")
        self._empty_text = ""
        self._band: tuple[QPoint, QPoint] | None = None  # corners of the rectangle being dragged, scrolled along
        self._ask = QTimer(self, singleShot=True, interval=ASK_DELAY_MS)
        self._ask.timeout.connect(self.thumbnails_wanted)
        shown.modelAboutToBeReset.connect(self._keep_selection)
        self.setItemDelegate(self._delegate)
        self.setModel(shown)
        shown.modelReset.connect(self._restore_selection)  # after the view has taken in the reset
        shown.rowsRemoved.connect(self._lay_out)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setAccessibleName(self.tr("Photos"))
        self.setMinimumSize(self._cell_size() + QSize(24, 0))

    @property
    def picture_width(self) -> int:
        """How wide the pictures are."""
        return self._delegate.picture.width()

    def set_empty_text(self, text: str) -> None:
        """Says what stands in the middle while no photo is shown."""
        if text != self._empty_text:
            self._empty_text = text
            self.viewport().update()

    def set_picture_width(self, width: int) -> None:
        """Makes the pictures larger or smaller, and keeps the current photo in sight."""
        self._delegate.picture = QSize(width, width * 3 // 4)
        self._lay_out()
        self.scrollTo(self.currentIndex())

    def set_waiting_text(self, text: str) -> None:
        """Says what stands under a photo without an answer."""
        if text != self._delegate.waiting_text:
            self._delegate.waiting_text = text
            self.viewport().update()

    def current_photo(self) -> Photo | None:
        """The photo that the keys act from; None if there is none."""
        index = self.currentIndex()
        return self.shown.photo(index.row()) if index.isValid() else None

    def select_row(self, row: int) -> None:
        """Makes a photo the current one, and selects it alone, whatever keys are held down just now."""
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self.shown.index(row), flag)

    def selected_rows(self) -> list[int]:
        """Rows of the selected photos, ascending."""
        return list(selected_rows(self))

    def selected_count(self) -> int:
        """How many photos are selected."""
        return sum(last + 1 - first for first, last in selected_ranges(self))

    def selected_photos(self) -> list[Photo]:
        """The selected photos, in the order in which they are shown."""
        ranges = selected_ranges(self)
        return [photo for first, last in ranges for photo in self.shown.photos_between(first, last)]

    def wanted_thumbnails(self, limit: int) -> list[Photo]:
        """The first visible photos without a thumbnail."""
        photos = map(self.shown.photo, self._rows_in(self.viewport().rect()))
        return list(islice((photo for photo in photos if photo.path not in self._thumbnails), limit))

    # What is shown changes.

    def _keep_selection(self) -> None:
        current = self.currentIndex().row()
        photo = self.current_photo() if current < self.shown.rowCount() else None
        self._kept = (self.selected_photos(), photo, current)

    def _restore_selection(self) -> None:
        """Selects what was selected, as far as it is shown; in the place of the current photo stands the next one."""
        photos, current, place = self._kept
        self._kept = ([], None, -1)
        self._lay_out()
        count = self.shown.rowCount()
        if not count:
            return
        row = self.shown.row_of(current) if current else -1
        if row < 0:
            row = max(0, min(place, count - 1))
        selection = QItemSelection()
        for first, last in self.shown.ranges_of(photos):
            selection.select(self.shown.index(first), self.shown.index(last))
        if selection.isEmpty():
            selection.select(self.shown.index(row), self.shown.index(row))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(self.shown.index(row), flags.NoUpdate)
        self.selectionModel().select(selection, flags.ClearAndSelect)

    # Geometry: a row's cell and the other way round.

    def _cell_size(self) -> QSize:
        text = 2 * self.fontMetrics().lineSpacing()
        picture = self._delegate.picture
        return QSize(picture.width() + 2 * MARGIN, picture.height() + text + 3 * MARGIN)

    def _heading_height(self) -> int:
        return self.fontMetrics().height() + 2 * MARGIN if self.shown.has_headings else 0

    def _lay_out(self) -> None:
        self._layout = None
        self.updateGeometries()  # at once, so that it can be scrolled to what comes into another place
        self.viewport().update()

    @property
    def layout_of_photos(self) -> GridLayout:
        """Where everything stands."""
        if self._layout is None:
            counts = [0 if section.is_folded else len(section.photos) for section in self.shown.sections]
            cell = self._cell_size()
            width = self.viewport().width()
            self._layout = GridLayout(counts, width, cell.width(), cell.height(), self._heading_height())
        return self._layout

    def _cell(self, row: int) -> QRect:
        """Place of a row's cell in the viewport."""
        return self.layout_of_photos.cell(row).translated(0, -self.verticalOffset())

    def _rows_in(self, rect: QRect) -> range:
        """Rows of all lines that a rectangle of the viewport touches."""
        offset = self.verticalOffset()
        return self.layout_of_photos.rows_between(rect.top() + offset, rect.bottom() + offset)

    def visualRect(self, index: AnyIndex) -> QRect:
        """Place of a photo in the viewport."""
        return self._cell(index.row()) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The photo at a point of the viewport; none between the photos."""
        for row in self._rows_in(QRect(point, QSize(1, 1))):
            if self._cell(row).adjusted(2, 2, -2, -2).contains(point):
                return self.shown.index(row)
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
        self._layout = None
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        """Fits the scroll bar to the number of photos."""
        QAbstractItemView.updateGeometries(self)
        height, page = self._cell_size().height(), self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, self.layout_of_photos.height - page))
        bar.setPageStep(page)
        bar.setSingleStep(height // 3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the current photo in sight, or the first visible one where the current one was not."""
        visible = self._rows_in(QRect(QPoint(0, 0), event.oldSize()))
        self._layout = None
        QAbstractItemView.resizeEvent(self, event)
        if self.currentIndex().row() in visible:
            self.scrollTo(self.currentIndex())
        elif visible:
            self.scrollTo(self.shown.index(visible.start), QAbstractItemView.ScrollHint.PositionAtTop)

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
        count, layout = self.shown.rowCount(), self.layout_of_photos
        if not count:
            return QModelIndex()
        row = max(0, self.currentIndex().row())
        page = max(1, self.viewport().height() // self._cell_size().height()) * layout.columns
        if action == Move.MoveUp:
            return self.shown.index(layout.line_above(row))
        if action == Move.MoveDown:
            return self.shown.index(layout.line_below(row))
        steps = {
            Move.MoveLeft: -1,
            Move.MovePrevious: -1,
            Move.MoveRight: 1,
            Move.MoveNext: 1,
            Move.MovePageUp: -page,
            Move.MovePageDown: page,
            Move.MoveHome: -count,
            Move.MoveEnd: count,
        }
        return self.shown.index(min(max(row + steps[action], 0), count - 1))

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Selects what a dragged rectangle touches, or with Shift all from one photo to another in reading order."""
        if self.state() == QAbstractItemView.State.DragSelectingState:
            area = rect.normalized()
            rows = [row for row in self._rows_in(area) if self._cell(row).adjusted(8, 8, -8, -8).intersects(area)]
            selection = QItemSelection()
            for row in rows:
                selection.select(self.shown.index(row), self.shown.index(row))
        else:
            ends = [self.indexAt(rect.topLeft()), self.indexAt(rect.bottomRight())]
            ends.sort(key=QModelIndex.row)
            selection = QItemSelection(*ends) if ends[0].isValid() else QItemSelection()
        self.selectionModel().select(selection, command)

    def selectAll(self) -> None:
        """Selects all photos as one range; Qt's own way goes through them one by one."""
        if count := self.shown.rowCount():
            everything = QItemSelection(self.shown.index(0), self.shown.index(count - 1))
            self.selectionModel().select(everything, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Everything visible: simpler than to find which of 100,000 photos are, and painted within a frame."""
        return QRegion(self.viewport().rect())

    def select_section(self, place: int) -> None:
        """Selects all photos under a heading."""
        block = self.layout_of_photos.blocks[place]
        if block.count:
            first, last = self.shown.index(block.first), self.shown.index(block.first + block.count - 1)
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.selectionModel().select(QItemSelection(first, last), QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def current_section(self) -> int:
        """The place of the heading that the current photo stands under; -1 where there is none."""
        row = self.currentIndex().row()
        return self.layout_of_photos.block_of(row) if row >= 0 and self.shown.has_headings else -1

    def _heading_at(self, point: QPoint) -> int:
        y = point.y() + self.verticalOffset()
        for place in self.layout_of_photos.blocks_between(y, y) if self.shown.has_headings else ():
            if self.layout_of_photos.heading(place).contains(point.x(), y):
                return place
        return -1

    def _select_all_box(self, heading: QRect) -> QRect:
        width = self.fontMetrics().horizontalAdvance(self._select_all) + 2 * MARGIN
        return QRect(heading.right() - width, heading.top(), width, heading.height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolls; with Ctrl, makes the pictures larger or smaller."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if steps := event.angleDelta().y() // 120:
                self.zoom_wanted.emit(steps)
            event.accept()
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Folds a heading, or selects what is under it; otherwise notes where a rectangle may start."""
        place = self._heading_at(event.position().toPoint())
        if place >= 0:
            if event.button() == Qt.MouseButton.LeftButton:
                self._press_heading(place, event.position().toPoint())
            return
        corner = event.position().toPoint() + QPoint(0, self.verticalOffset())
        self._band = (corner, corner)
        super().mousePressEvent(event)

    def _press_heading(self, place: int, point: QPoint) -> None:
        section = self.shown.sections[place]
        heading = self.layout_of_photos.heading(place).translated(0, -self.verticalOffset())
        if self._select_all_box(heading).contains(point) and not section.is_folded:
            self.select_section(place)
        else:
            self.fold_wanted.emit(section.key)

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

    def rowsInserted(self, parent: AnyIndex, first: int, last: int) -> None:
        """Paints anew where any of the new photos are in sight or above; most come below."""
        self._layout = None
        QAbstractItemView.rowsInserted(self, parent, first, last)
        self.updateGeometries()
        if first < self._rows_in(self.viewport().rect()).stop:
            self.viewport().update()

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
        if not self.shown.rowCount() and not self.shown.has_headings:
            painter.setPen(self.palette().placeholderText().color())
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self._empty_text)
        for place in self._headings_in(event.rect()):
            self._paint_heading(painter, place)
        for row in self._rows_in(event.rect()):
            index = self.shown.index(row)
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

    def _headings_in(self, rect: QRect) -> range:
        if not self.shown.has_headings:
            return range(0)
        offset = self.verticalOffset()
        return self.layout_of_photos.blocks_between(rect.top() + offset, rect.bottom() + offset)

    def _paint_heading(self, painter: QPainter, place: int) -> None:
        section, palette = self.shown.sections[place], self.palette()
        box = self.layout_of_photos.heading(place).translated(0, -self.verticalOffset())
        text, dim = palette.color(QPalette.ColorRole.Text), palette.color(QPalette.ColorRole.PlaceholderText)
        middle = QPointF(MARGIN + 5, box.center().y() + 0.5)
        arrow = [QPointF(-3, -4.5), QPointF(3.5, 0), QPointF(-3, 4.5)]
        if not section.is_folded:
            arrow = [QPointF(-point.y(), point.x()) for point in arrow]
        painter.setPen(QPen(text, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.drawPolyline([middle + point for point in arrow])

        link = self._select_all_box(box)
        left = MARGIN + 18
        metrics, flags = self.fontMetrics(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        count = QLocale().toString(len(section.photos))
        room = QRect(left, box.top(), link.left() - left - metrics.horizontalAdvance(count) - 2 * MARGIN, box.height())
        painter.setFont(bold(self.font()))
        name = painter.fontMetrics().elidedText(
            self._heading_text(section.key), Qt.TextElideMode.ElideMiddle, room.width()
        )
        painter.drawText(room, flags, name)
        room.moveLeft(left + painter.fontMetrics().horizontalAdvance(name) + MARGIN)
        painter.setFont(self.font())
        painter.setPen(dim)
        painter.drawText(room, flags, count)
        if not section.is_folded:
            painter.setPen(palette.color(QPalette.ColorRole.Link))
            painter.drawText(link, Qt.AlignmentFlag.AlignCenter, self._select_all)
