"""What does bigger buy me? The photos that a bigger model fixes, and those that it breaks, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QStackedWidget,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop.engine.records.comparing import Answer, Comparison, Difference
from effnet_desktop.engine.variants import title_of
from effnet_desktop.gui.compare.comparison_wording import trained_names
from effnet_desktop.gui.widgets.picture_row import AnyIndex, PictureRow
from effnet_desktop.gui.widgets.pictures import Pictures
from effnet_desktop.gui.widgets.right_wrong import draw_right_wrong
from effnet_desktop.gui.wording import language, percent_text, say

PICTURE = QSize(96, 72)
MARK = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """One photo and what two models say of it; each answer with its model's name."""

    path: Path
    answers: tuple[tuple[str, Answer], tuple[str, Answer]]


class DifferenceView(QWidget):
    """Two models to choose, what it means that they differ, and the photos on which they do.

    Attributes:
        difference_wanted: Signal with the names of the smaller and the bigger model; answered by `show_difference`.
        open_photo_wanted: Signal with a photo to show outside the app.

    Args:
        pictures: Where the photos' pictures come from.
    """

    difference_wanted = Signal(str, str)
    open_photo_wanted = Signal(Path)

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self._comparison: Comparison | None = None
        self.smaller, self.bigger = QComboBox(), QComboBox()
        self.smaller.setAccessibleName(self.tr("Smaller model"))
        self.bigger.setAccessibleName(self.tr("Bigger model"))
        self._meaning = QLabel(wordWrap=True)
        self._meaning.setTextFormat(Qt.TextFormat.PlainText)
        self.fixed, self.broken, self.changed = (PairList(pictures) for _ in range(3))
        for photos in self._lists:
            photos.open_photo_wanted.connect(self.open_photo_wanted)
        self._reason = QLabel(wordWrap=True)
        self._reason.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._reason.setForegroundRole(QPalette.ColorRole.PlaceholderText)

        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(QLabel(self.tr("Smaller")))
        top.addWidget(self.smaller)
        top.addWidget(QLabel(self.tr("Bigger")))
        top.addWidget(self.bigger)
        top.addStretch()
        lists = QHBoxLayout()
        lists.setSpacing(8)
        for photos in self._lists:
            lists.addWidget(photos, stretch=1)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self._meaning)
        layout.addLayout(lists, stretch=1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._reason)
        self._stack.addWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        for choice in (self.smaller, self.bigger):
            choice.activated.connect(self._ask)

    @property
    def _lists(self) -> "tuple[PairList, ...]":
        return self.fixed, self.broken, self.changed

    def set_comparison(self, comparison: Comparison | None) -> None:
        """Offers the models of a comparison: at first from the smallest to the largest; None while it runs."""
        self._comparison = comparison
        names = trained_names(comparison) if comparison else []
        for choice, place in ((self.smaller, 0), (self.bigger, len(names) - 1)):
            choice.clear()
            for name in names:
                choice.addItem(title_of(name), name)
            choice.setCurrentIndex(place)
        for photos in self._lists:
            photos.show_pairs((), "")
        if comparison is None:
            self._reason.setText(self.tr("The photos show when the comparison is done."))
        else:
            self._reason.setText(self.tr("This needs two models whose weights are installed."))
        self._stack.setCurrentIndex(1 if len(names) > 1 else 0)
        if len(names) > 1:
            self._ask()

    def show_difference(self, smaller: str, bigger: str, difference: Difference) -> None:
        """Shows on which photos two models differ, if they are still the chosen ones."""
        if (smaller, bigger) != (self.smaller.currentData(), self.bigger.currentData()):
            return
        fixed, broken, changed = (
            self._pairs(smaller, bigger, places) for places in (difference.fixed, difference.broken, difference.changed)
        )
        assert self._comparison is not None
        paired = difference.paired
        judged = self._comparison.has_truth if paired is None else paired.p_value is not None
        self._meaning.setText(say(paired.sentence) if paired else self.tr("Choose two different models."))
        self.fixed.show_pairs(fixed, self.tr("Fixed: right only with {model}").format(model=title_of(bigger)))
        self.broken.show_pairs(broken, self.tr("Broken: right only with {model}").format(model=title_of(smaller)))
        self.changed.show_pairs(changed, self.tr("They differ on"))
        for photos in (self.fixed, self.broken):
            photos.setVisible(judged)
        self.changed.setVisible(not judged or bool(changed))

    def _pairs(self, smaller: str, bigger: str, places: Sequence[int]) -> list[Pair]:
        assert self._comparison is not None
        names = [model.model for model in self._comparison.models]
        one, other = (self._comparison.answers[names.index(name)] for name in (smaller, bigger))
        photos = self._comparison.photos
        return [Pair(photos[place], ((smaller, one[place]), (bigger, other[place]))) for place in places]

    def _ask(self) -> None:
        self.difference_wanted.emit(self.smaller.currentData(), self.bigger.currentData())


class PairList(QWidget):
    """A strip of photos with a caption, each photo with two answers.

    Attributes:
        open_photo_wanted: Signal with a photo to show outside the app.

    Args:
        pictures: Where the photos' pictures come from.
    """

    open_photo_wanted = Signal(Path)

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self._caption = QLabel()
        self._caption.setTextFormat(Qt.TextFormat.PlainText)
        self.model = _PairModel()
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Row(pictures, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setMinimumWidth(200)
        self._caption.setBuddy(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._caption)
        layout.addWidget(self.list, stretch=1)
        pictures.changed.connect(self.list.viewport().update)
        self.list.activated.connect(lambda index: self.open_photo_wanted.emit(self.model.pair(index.row()).path))

    def show_pairs(self, pairs: Sequence[Pair], caption: str) -> None:
        """Shows these photos."""
        self.model.set_pairs(pairs)
        self._caption.setText(self.tr("{caption} ({count})").format(caption=caption, count=len(pairs)))
        self.list.setAccessibleName(self._caption.text())
        self.list.scrollToTop()


class _PairModel(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self._pairs: tuple[Pair, ...] = ()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self._pairs)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What screen readers and tooltips say; the delegate takes the `Pair` itself."""
        pair = self._pairs[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            lines = [f"{title_of(model)}: {self.text(answer)}" for model, answer in pair.answers]
            return "\n".join([pair.path.name, *lines])
        return str(pair.path) if role == Qt.ItemDataRole.ToolTipRole else None

    def pair(self, row: int) -> Pair:
        return self._pairs[row]

    def set_pairs(self, pairs: Sequence[Pair]) -> None:
        self.beginResetModel()
        self._pairs = tuple(pairs)
        self.endResetModel()

    def text(self, answer: Answer) -> str:
        """An answer in a few words."""
        return self.tr("{probability} {category}").format(
            category=answer.name_in(language()), probability=percent_text(100 * answer.probability)
        )


class _Row(PictureRow):
    """The two answers, each with its model and, where that is known, whether it is right."""

    def __init__(self, pictures: Pictures, parent: QWidget) -> None:
        super().__init__(pictures, parent, size=PICTURE, lines=4, margin=6, gap=9)

    def _path(self, index: AnyIndex) -> Path:
        return _pair(index)[1].path

    def _paint_words(
        self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex, line: QRect, text: QColor, dim: QColor
    ) -> None:
        model, pair = _pair(index)
        metrics, height = option.fontMetrics, line.height()
        for name, answer in pair.answers:
            words = line if answer.is_correct is None else line.adjusted(MARK + 6, 0, 0, 0)
            if answer.is_correct is not None:
                mark = QRectF(line.left(), line.center().y() - MARK / 2 + 1, MARK, MARK)
                draw_right_wrong(painter, mark, answer.is_correct)
            painter.setPen(dim)
            painter.drawText(words, 0, metrics.elidedText(title_of(name), Qt.TextElideMode.ElideRight, words.width()))
            words = words.translated(0, height)
            painter.setPen(text)
            answered = metrics.elidedText(model.text(answer), Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, 0, answered)
            line.translate(0, 2 * height)


def _pair(index: AnyIndex) -> tuple[_PairModel, Pair]:
    """The pair in a row, with what is known about it."""
    model = index.model()
    assert isinstance(model, _PairModel)
    return model, model.pair(index.row())
