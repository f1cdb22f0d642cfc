"""The piles in a list, each with its name, its size and its most typical photos; photos can be dropped on them."""

from collections.abc import Mapping

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from effnet_desktop.engine.records.piles import Pile, Piles
from effnet_desktop.gui.piles.pile_photos import PilePhotos
from effnet_desktop.gui.widgets.fonts import bold
from effnet_desktop.gui.widgets.picture_row import AnyIndex, row_colours
from effnet_desktop.gui.widgets.pictures import Pictures, paint_picture
from effnet_desktop.gui.widgets.selected_rows import selected_rows

OUT, NEW = -1, -2
"""Numbers of the last two rows: what was thrown out, and the place for a new pile."""

SIDE = 44
MARGIN, GAP = 8, 4


class PileModel(QAbstractListModel):
    """The piles in the engine's order, then what was thrown out, then a place for a new pile."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Pile, ...] = ()
        self._suggested: Mapping[int, str] = {}

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        """How many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What screen readers say."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        pile = self._rows[index.row()]
        return "\n".join(filter(None, (self.title(pile), self.count_text(pile))))

    def pile(self, row: int) -> Pile:
        """The pile in a row."""
        return self._rows[row]

    def row_of(self, number: int) -> int:
        """The row of a pile; -1 where it is gone."""
        return next((row for row, pile in enumerate(self._rows) if pile.number == number), -1)

    def set_piles(self, piles: Piles) -> None:
        """Shows these."""
        self.beginResetModel()
        self._rows = (*piles.piles, Pile(OUT, "", piles.thrown_out), Pile(NEW, "", ()))
        self.endResetModel()

    def set_suggested(self, names: Mapping[int, str]) -> None:
        """Shows what piles without a name might be, by their numbers."""
        self._suggested = names
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def title(self, pile: Pile) -> str:
        """What a row is called."""
        if pile.number == OUT:
            return self.tr("Thrown out")
        if pile.number == NEW:
            return self.tr("Drop photos here for a new pile")
        if pile.name:
            return pile.name
        suggested = self._suggested.get(pile.number, "")
        return self.tr("{name}?").format(name=suggested) if suggested else self.tr("No name yet")

    def count_text(self, pile: Pile) -> str:
        """How many photos there are in it."""
        return "" if pile.number == NEW else self.tr("%Ln photo(s)", "", len(pile.photos))


class _Row(QStyledItemDelegate):
    """Name and number above, some photos below."""

    def __init__(self, pictures: Pictures, parent: "PileList") -> None:
        super().__init__(parent)
        self._list = parent
        self._pictures = pictures

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """As high as its words and photos need."""
        height = 2 * MARGIN + option.fontMetrics.lineSpacing()
        if _pile(index)[1].photos:
            height += GAP + SIDE
        return QSize(200, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paints all of it."""
        model, pile = _pile(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style = option.widget.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget)
        text, dim = row_colours(option)
        rect: QRect = option.rect.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        line = QRect(rect.left(), rect.top(), rect.width(), option.fontMetrics.lineSpacing())
        count = model.count_text(pile)
        painter.setPen(dim)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, count)
        line.setRight(line.right() - option.fontMetrics.horizontalAdvance(count) - MARGIN)
        if pile.name:
            painter.setFont(bold(option.font))
            painter.setPen(text)
        elide = Qt.TextElideMode.ElideRight
        title = painter.fontMetrics().elidedText(model.title(pile), elide, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, title)
        box = QRect(rect.left(), line.bottom() + 1 + GAP, SIDE, SIDE)
        for photo in pile.photos[: (rect.width() + GAP) // (SIDE + GAP)]:
            paint_picture(painter, box, self._pictures.get(photo), option.palette)
            box.translate(SIDE + GAP, 0)
        if index.row() == self._list.drop_row:
            painter.setPen(QPen(option.palette.color(QPalette.ColorRole.Highlight), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(option.rect.adjusted(2, 2, -2, -2), 4, 4)
        painter.restore()


def _pile(index: AnyIndex) -> tuple[PileModel, Pile]:
    model = index.model()
    assert isinstance(model, PileModel)
    return model, model.pile(index.row())


class PileList(QListView):
    """The list itself.

    Attributes:
        dropped: Signal with photos that were dragged here and the number of the pile they were dropped on.
        drop_row: The row that photos are being dragged over; -1 for none.

    Args:
        pictures: Where the photos' pictures come from.
    """

    dropped = Signal(list, int)

    def __init__(self, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drop_row = -1
        self.piles = PileModel()
        self.setModel(self.piles)
        self.setItemDelegate(_Row(pictures, self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setAcceptDrops(True)
        self.setAccessibleName(self.tr("Piles"))
        pictures.changed.connect(self.viewport().update)

    def selected(self) -> list[Pile]:
        """The selected piles, in order; what was thrown out is none."""
        return [pile for pile in self.selected_entries() if pile.number >= 0]

    def selected_entries(self) -> list[Pile]:
        """The same, with what was thrown out and the place for a new pile."""
        return [self.piles.pile(row) for row in selected_rows(self)]

    def choose(self, number: int) -> None:
        """Selects a pile and shows it."""
        index = self.piles.index(max(0, self.piles.row_of(number)))
        # Not the view's own method: that one looks at the keys that are held, such as Ctrl of an undo.
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    # Drops.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes photos of a pile; files from elsewhere are the page's."""
        if isinstance(event.source(), PilePhotos):
            event.accept()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Shows where the photos would go."""
        super().dragMoveEvent(event)  # scrolls near the edges
        self._show_drop(event.position().toPoint())
        if self.drop_row >= 0:
            event.accept()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They went elsewhere."""
        super().dragLeaveEvent(event)
        self._show_drop(QPoint(-1, -1))

    def dropEvent(self, event: QDropEvent) -> None:
        """Says where the photos go."""
        row, source = self.indexAt(event.position().toPoint()).row(), event.source()
        self._show_drop(QPoint(-1, -1))
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if row >= 0 and isinstance(source, PilePhotos):
            self.dropped.emit(source.selected(), self.piles.pile(row).number)

    def _show_drop(self, place: QPoint) -> None:
        self.drop_row = self.indexAt(place).row()
        self.viewport().update()
