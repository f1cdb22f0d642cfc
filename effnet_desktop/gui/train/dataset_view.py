"""A folder to train on: its categories with counts and a few photos each, and what is wrong with it."""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    QSizeF,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QListView,
    QScrollArea,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.records.folders import CategoryCount, Dataset, FolderListed, Problem
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import SplitBy
from effnet_desktop.gui.widgets.bars import paint_bar
from effnet_desktop.gui.widgets.fonts import larger
from effnet_desktop.gui.widgets.message_bar import MessageBar
from effnet_desktop.gui.widgets.paths_dialog import PathsDialog
from effnet_desktop.gui.widgets.pictures import Pictures, paint_picture
from effnet_desktop.gui.widgets.progress_bar import ProgressBar
from effnet_desktop.gui.wording import explain, progress_text, say

SAMPLE = 56  # pixels of a photo's side
GAP = 8
BAR_HEIGHT = 4
NAME_SHARE = 0.35  # of a row's width; the photos have the rest
MAX_PROBLEMS_HEIGHT = 176

AnyIndex = QModelIndex | QPersistentModelIndex


class DatasetView(QWidget):
    """Shows a folder as soon as its names are known, and more when its photos have been read.

    Attributes:
        open_photo_wanted: Signal with a photo or folder to show outside the app.
        checked_anew: Signal: the user chose otherwise, see `not_categories` and `split_by`.

    Args:
        pictures: Where the photos of the categories come from.
    """

    open_photo_wanted = Signal(Path)
    checked_anew = Signal()

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self._folder = Path()
        self._unreadable: dict[Path, PhotoFailed] = {}
        self._title = QLabel()
        self._title.setFont(larger(self._title.font()))
        self._summary = QLabel()
        self._summary.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        for label in (self._title, self._summary):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._progress = QLabel()
        self._bar = ProgressBar()
        self._bar.setMaximumHeight(6)
        self._none_text = QLabel()
        self._none_text.setTextFormat(Qt.TextFormat.PlainText)
        self._none = QComboBox()
        self._none.addItem(self.tr("No category: they show what the model does not know"), False)
        self._none.addItem(self.tr("A category like the others"), True)
        self._none_text.setBuddy(self._none)
        self._split_text = QLabel(self.tr("Measure on:"))
        self._split = QComboBox()
        self._split_text.setBuddy(self._split)
        self._split.setToolTip(
            self.tr("Whole folders, cameras or days that it never learnt from show how right it is in new places")
        )
        self._choices = ((self._none_text, self._none), (self._split_text, self._split))
        self.forget_choices()
        self._problems = _ProblemList()
        self.categories = _CategoryModel()
        self._list = QListView()
        self._list.setModel(self.categories)
        self._list.setItemDelegate(_CategoryDelegate(pictures, self._list))
        self._list.setUniformItemSizes(True)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._list.setResizeMode(QListView.ResizeMode.Adjust)
        self._list.setAccessibleName(self.tr("Categories"))

        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(self._title)
        head.addWidget(self._summary)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self._progress)
        layout.addWidget(self._bar)
        layout.addWidget(self._problems)
        choices = QGridLayout()
        choices.setSpacing(8)
        choices.setColumnStretch(2, 1)
        for row, (text, choice) in enumerate(self._choices):
            choices.addWidget(text, row, 0)
            choices.addWidget(choice, row, 1)
            choice.activated.connect(lambda: self.checked_anew.emit())
        layout.addLayout(choices)
        layout.addWidget(self._list, stretch=1)

        self._problems.paths_wanted.connect(self._show_paths)
        pictures.changed.connect(self._list.viewport().update)

    @property
    def takes_all_as_categories(self) -> bool:
        """Whether a folder that is called like none is a category all the same."""
        return bool(self._none.currentData())

    def set_takes_all_as_categories(self, takes_all: bool) -> None:
        """Shows what the user chose for this folder before."""
        self._none.setCurrentIndex(int(takes_all))

    @property
    def split_by(self) -> SplitBy:
        """What is kept to measure on."""
        by: SplitBy = self._split.currentData() or "photo"
        return by

    def forget_choices(self) -> None:
        """Goes back to what is usual: another folder is chosen, or the same one anew."""
        self._split.clear()
        self._none.setCurrentIndex(0)
        self._offer(none=False, split=False)

    def _show_choices(self, dataset: Dataset) -> None:
        names = ", ".join(dataset.called_none)
        self._none_text.setText(self.tr("The photos in “{names}” belong to:").format(names=names))
        chosen = self.split_by
        self._split.clear()
        for by, text in (
            ("photo", self.tr("single photos")),
            ("folder", self.tr("whole folders inside the categories")),
            ("camera", self.tr("whole cameras")),
            ("day", self.tr("whole days")),
        ):
            if by == "photo" or by in dataset.ways_to_split:
                self._split.addItem(text, by)
        self._split.setCurrentIndex(max(0, self._split.findData(chosen)))
        self._offer(none=bool(names), split=self._split.count() > 1)

    def _offer(self, none: bool, split: bool) -> None:
        for is_offered, widgets in zip((none, split), self._choices, strict=True):
            for widget in widgets:
                widget.setVisible(is_offered)

    def begin_checking(self, folder: Path) -> None:
        """Shows that a folder is being looked at; what was known of another one goes."""
        self._folder = folder
        self._unreadable = {}
        self._title.setText(folder.name or str(folder))
        self._title.setToolTip(str(folder))
        self._summary.setText(self.tr("Looking into the folder…"))
        self._problems.set_problems(())
        self.categories.set_categories((), {})
        self.show_progress(Progress(Text(self.tr("Listing photos"))))

    def show_listed(self, listed: FolderListed) -> None:
        """Shows what the names alone tell."""
        self.categories.set_categories(listed.categories, {})
        photos = sum(category.photos for category in listed.categories)
        self._summary.setText(
            self.tr("{photos} in {categories}").format(
                photos=self._photos(photos), categories=self._categories(len(listed.categories))
            )
        )

    def show_progress(self, progress: Progress) -> None:
        """Shows how far the check is."""
        self._progress.setText(progress_text(progress))
        self._bar.setRange(0, progress.total or 0)
        self._bar.setValue(progress.done)
        for widget in (self._progress, self._bar):
            widget.show()

    def end_checking(self) -> None:
        """The check is over, however it ended."""
        for widget in (self._progress, self._bar):
            widget.hide()

    def show_dataset(self, dataset: Dataset) -> None:
        """Shows what can be used, and what is wrong."""
        self.end_checking()
        self._show_choices(dataset)
        self._unreadable = {failed.path: failed for failed in dataset.unreadable}
        counts = Counter((photo.category, photo.split) for photo in dataset.photos)
        splits = {name: (counts[index, "train"], counts[index, "val"]) for index, name in enumerate(dataset.categories)}
        samples = {category.name: category.samples for category in self.categories.categories}
        self.categories.set_categories(
            tuple(CategoryCount(name, sum(split), samples.get(name, ())) for name, split in splits.items()), splits
        )
        learn = sum(train for train, _ in splits.values())
        text = (
            self.tr("{photos} in {categories}: {learn} to learn from, {measure} to measure on, as your folders say")
            if dataset.has_own_split
            else self.tr("{photos} in {categories}: {learn} to learn from, {measure} kept aside to measure on")
        )
        self._summary.setText(
            text.format(
                photos=self._photos(len(dataset.photos)),
                categories=self._categories(len(dataset.categories)),
                learn=QLocale().toString(learn),
                measure=QLocale().toString(len(dataset.photos) - learn),
            )
        )
        self._problems.set_problems(dataset.problems)

    def _photos(self, count: int) -> str:
        return self.tr("%Ln photo(s)", "", count)

    def _categories(self, count: int) -> str:
        return self.tr("%Ln category(ies)", "", count)

    def _show_paths(self, problem: Problem) -> None:
        lines = []
        for path in problem.paths:
            name = str(path.relative_to(self._folder)) if path.is_relative_to(self._folder) else str(path)
            failed = self._unreadable.get(path)
            lines.append(
                self.tr("{file}: {reason}").format(file=name, reason=explain(failed.error)[0]) if failed else name
            )
        dialog = PathsDialog(say(problem.message), problem.paths, lines, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open_photo_wanted.connect(self.open_photo_wanted)
        dialog.open()


class _ProblemList(QScrollArea):
    """The problems below each other, as high as they need up to a limit."""

    paths_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what it holds takes the keys
        self._bars: list[MessageBar] = []
        inner = QWidget()
        self._layout = QVBoxLayout(inner)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self.setWidget(inner)
        self.set_problems(())

    def set_problems(self, problems: Sequence[Problem]) -> None:
        for bar in self._bars:
            self._layout.removeWidget(bar)
            bar.hide()
            bar.deleteLater()
        self._bars = []
        for problem in problems:
            bar = MessageBar(self.widget())
            count = QLocale().toString(len(problem.paths))
            bar.show_message(
                say(problem.message),
                kind="error" if problem.is_fatal else "warning",
                action=self.tr("Show {count}…").format(count=count) if problem.paths else "",
            )
            bar.action_triggered.connect(partial(self.paths_wanted.emit, problem))
            self._layout.addWidget(bar)
            self._bars.append(bar)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = [bar for bar in self._bars if not bar.isHidden()]
        height = self._layout.totalHeightForWidth(self.viewport().width()) if shown else 0
        self.setFixedHeight(min(height, MAX_PROBLEMS_HEIGHT))
        self.setHidden(not shown)


class _CategoryModel(QAbstractListModel):
    """The categories in order, with how their photos are split where that is known."""

    def __init__(self) -> None:
        super().__init__()
        self.categories: tuple[CategoryCount, ...] = ()
        self._splits: dict[str, tuple[int, int]] = {}
        self.most = 1

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self.categories)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        category = self.categories[index.row()]
        return self.tr("{category}: {photos}").format(category=category.name, photos=self.text(category))

    def set_categories(self, categories: tuple[CategoryCount, ...], splits: dict[str, tuple[int, int]]) -> None:
        self.beginResetModel()
        self.categories, self._splits = categories, splits
        self.most = max((category.photos for category in categories), default=1) or 1
        self.endResetModel()

    def text(self, category: CategoryCount) -> str:
        """How many photos, and how many of them are measured on."""
        if split := self._splits.get(category.name):
            return self.tr("{train} to learn, {val} to measure").format(
                train=QLocale().toString(split[0]), val=QLocale().toString(split[1])
            )
        return self.tr("%Ln photo(s)", "", category.photos)


class _CategoryDelegate(QStyledItemDelegate):
    """Name, count and a bar on the left, photos on the right."""

    def __init__(self, pictures: Pictures, parent: QWidget) -> None:
        super().__init__(parent)
        self._pictures = pictures

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        text = 2 * option.fontMetrics.lineSpacing() + 2 * BAR_HEIGHT
        return QSize(240, max(SAMPLE, text) + 2 * GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        model = index.model()
        assert isinstance(model, _CategoryModel)
        category, palette, metrics = model.categories[index.row()], option.palette, option.fontMetrics
        rect: QRect = option.rect.adjusted(GAP, GAP, -GAP, -GAP)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = QRect(rect.left(), rect.top(), int(NAME_SHARE * rect.width()), rect.height())
        line = QRect(left.left(), 0, left.width(), metrics.lineSpacing())
        line.moveTop(left.center().y() - metrics.lineSpacing() - BAR_HEIGHT)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, self._elide(option, category.name, line))
        line.translate(0, line.height())
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, self._elide(option, model.text(category), line))

        groove = QRectF(line.left(), line.bottom() + BAR_HEIGHT, line.width(), BAR_HEIGHT)
        length = max(BAR_HEIGHT, groove.width() * category.photos / model.most) if category.photos else 0
        paint_bar(painter, groove, QRectF(groove.topLeft(), QSizeF(length, BAR_HEIGHT)), palette)

        box = QRect(left.right() + 2 * GAP, rect.center().y() - SAMPLE // 2, SAMPLE, SAMPLE)
        for path in category.samples:
            if box.right() > rect.right():
                break
            paint_picture(painter, box, self._pictures.get(path), palette)
            box.translate(SAMPLE + GAP // 2, 0)
        painter.restore()

    def _elide(self, option: QStyleOptionViewItem, text: str, line: QRect) -> str:
        return option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, line.width())
