"""The photos of a pile, the most typical first; they can be dragged to another one."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from effnet_desktop.gui.widgets.picture_row import AnyIndex
from effnet_desktop.gui.widgets.pictures import Pictures, paint_picture
from effnet_desktop.gui.widgets.selected_rows import selected_rows

SIDE, GAP = 112, 8
MIME = "application/x-effnet-photos-of-a-pile"


class _Photos(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.photos: tuple[Path, ...] = ()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self.photos)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        photo = self.photos[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return photo.name
        return str(photo) if role == Qt.ItemDataRole.ToolTipRole else None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[AnyIndex]) -> QMimeData:
        # No file names: other programs might move the photos. Piles ask the source for what is selected.
        data = QMimeData()
        data.setData(MIME, b"")
        return data

    def set_photos(self, photos: tuple[Path, ...]) -> None:
        self.beginResetModel()
        self.photos = photos
        self.endResetModel()


class _Cell(QStyledItemDelegate):
    def __init__(self, pictures: Pictures, parent: QWidget) -> None:
        super().__init__(parent)
        self._pictures = pictures

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(SIDE + GAP, SIDE + GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        model = index.model()
        assert isinstance(model, _Photos)
        half = GAP // 2
        box: QRect = option.rect.adjusted(half, half, -half, -half)
        paint_picture(painter, box, self._pictures.get(model.photos[index.row()]), option.palette)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(option.palette.color(QPalette.ColorRole.Highlight), 3))
            painter.drawRoundedRect(box, 3, 3)
            painter.restore()
        elif option.state & QStyle.StateFlag.State_HasFocus:
            focus = QStyleOptionViewItem(option)
            focus.rect = box
            option.widget.style().drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, focus, painter)


class PilePhotos(QListView):
    """A grid of photos.

    Attributes:
        changed: Signal: others are selected.
        opened: Signal with a photo that was double-clicked.

    Args:
        pictures: Where their pictures come from.
    """

    changed = Signal()
    opened = Signal(Path)

    def __init__(self, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photos = _Photos()
        self.setModel(self._photos)
        self.setItemDelegate(_Cell(pictures, self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setUniformItemSizes(True)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(2000)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setAccessibleName(self.tr("Photos of the pile"))
        self.selectionModel().selectionChanged.connect(self.changed)
        self.activated.connect(lambda index: self.opened.emit(self._photos.photos[index.row()]))
        pictures.changed.connect(self.viewport().update)

    def show_photos(self, photos: tuple[Path, ...]) -> None:
        """Shows these."""
        if photos != self._photos.photos:
            self._photos.set_photos(photos)
            self.changed.emit()

    def selected(self) -> list[Path]:
        """The selected photos, in order."""
        return [self._photos.photos[row] for row in selected_rows(self)]
