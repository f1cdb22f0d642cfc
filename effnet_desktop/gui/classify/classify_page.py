"""The page of photos: what they show, how sure that is, and how fast it was found."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QDate, QLocale, QPointF, QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QUndoStack,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop.engine.records.classifying import Category, Classification, Judgement, PhotoFailed, Thumbnail
from effnet_desktop.engine.records.models import ModelInfo
from effnet_desktop.engine.variants import title_of
from effnet_desktop.gui.classify.answer_list import AnswerList
from effnet_desktop.gui.classify.arrangement import Query
from effnet_desktop.gui.classify.find_bar import FindBar
from effnet_desktop.gui.classify.large_photo import LargePhoto
from effnet_desktop.gui.classify.latency_strip import LatencyStrip
from effnet_desktop.gui.classify.photo_grid import WIDTH, PhotoGrid
from effnet_desktop.gui.classify.photo_model import ALL, Photo, PhotoModel
from effnet_desktop.gui.classify.prediction_bars import PredictionBars
from effnet_desktop.gui.classify.review_view import ReviewView
from effnet_desktop.gui.classify.shown_photos import ShownPhotos
from effnet_desktop.gui.classify.undo import Judge, Remove
from effnet_desktop.gui.help.keys import Key, keys_of
from effnet_desktop.gui.widgets.category_chooser import CategoryChooser
from effnet_desktop.gui.widgets.empty_state import EmptyState
from effnet_desktop.gui.widgets.file_to_save import ask_for_file
from effnet_desktop.gui.widgets.fonts import bold
from effnet_desktop.gui.widgets.phi_selector import PhiSelector
from effnet_desktop.gui.widgets.photo_view import PhotoView
from effnet_desktop.gui.widgets.thumbnail_cache import ThumbnailCache, to_pixmap
from effnet_desktop.gui.wording import answer_line, english_names, explain, language, percent_text

THUMBNAILS_MB = 128
LARGE_SIDE = 1600
LARGE_MB = 64
UNDO_STEPS = 100
FULL_PIXELS = 64_000_000  # at the most, of the photo that is looked at closely: 0.2 GB
AT_A_TIME = 8  # thumbnails to ask for: the next ones are those that are visible by then


class ClassifyPage(QWidget):
    """Model, photos, the selected photo, live figures.

    Attributes:
        photos: The photos and what is known about them.
        shown: Those of them that the user asked for.
        strip: The live figures.
        phi_selector: The dropdown of models.
        photo_actions: What can be done with the selected photos, for menus.
        open_wanted: Signal: the user wants to choose photos.
        open_folder_wanted: Signal: the user wants to choose a folder.
        clear_wanted: Signal: the user wants an empty list.
        export_wanted: Signal with a file (JSON or a table, as its suffix says) and the photos whose results it gets.
        package_wanted: Signal with a folder that gets a Camtrap DP data package, and the photos that it tells of.
        file_wanted: Signal: the photos are to be filed; see `chosen`.
        pictures_wanted: Signal that `wanted_pictures` has something; True if that should come before all else.
        show_wanted: Signal with a photo to show outside the app.
        corrected: Signal with photos and the category of the current, trained model that they really show.
        uncorrected: Signal with photos of which that is taken back.
        undo_stack: What was done here and can be undone.
    """

    open_wanted = Signal()
    open_folder_wanted = Signal()
    clear_wanted = Signal()
    export_wanted = Signal(Path, list)
    package_wanted = Signal(Path, list)
    file_wanted = Signal()
    pictures_wanted = Signal(bool)
    show_wanted = Signal(Path)
    corrected = Signal(list, str)
    uncorrected = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self._models: dict[str, ModelInfo] = {}
        self._categories: tuple[str, ...] = ()  # that the model knows
        self._trained: tuple[str, ...] = ()  # that a model trained here can learn
        self.photos = PhotoModel()
        self.shown = ShownPhotos(self.photos, self)
        self._folded: frozenset[str] = frozenset()
        self._is_cold = False
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_STEPS)
        self._corrected: set[Path] = set()
        self.strip = LatencyStrip()
        self.phi_selector = PhiSelector()
        self._thumbnails = ThumbnailCache(THUMBNAILS_MB * 2**20)
        self._large = ThumbnailCache(LARGE_MB * 2**20)
        self._sizes: dict[Path, QSize] = {}  # pixels of the photos themselves, where known
        self._grid = PhotoGrid(self.shown, self._thumbnails, self._heading_text)
        self._details = _Details(self.photos)
        self._large_photo = LargePhoto()
        self._review = ReviewView()
        self._answers = AnswerList()
        self._find_bar = FindBar()
        self._found = QLabel()
        self._found.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._show_all = QPushButton(self.tr("Show all"))
        self._show_all.clicked.connect(self.show_all)

        self._empty = _EmptyState()
        found = QHBoxLayout()
        found.addWidget(self._found, stretch=1)
        found.addWidget(self._show_all)
        self._review_button = QPushButton(self.tr("Review"))
        self._review_button.setToolTip(self.tr("Judge the answers one by one, the least certain first (R)"))
        self._review_button.clicked.connect(self.review)
        self._file_button = QPushButton(self.tr("File photos…"))
        self._file_button.setToolTip(self.tr("Put photos into folders, or keywords beside them (Ctrl+Shift+S)"))
        self._file_button.clicked.connect(self.file_wanted)
        for button in (self._review_button, self._file_button):
            found.addWidget(button)
        middle = QWidget()
        middle_layout = QVBoxLayout(middle)
        middle_layout.setContentsMargins(0, 0, 0, 0)
        middle_layout.setSpacing(6)
        middle_layout.addWidget(self._find_bar)
        middle_layout.addWidget(self._grid, stretch=1)
        middle_layout.addLayout(found)
        splitter = QSplitter(childrenCollapsible=False)
        splitter.addWidget(self._answers)
        splitter.addWidget(middle)
        splitter.addWidget(self._details)
        for place, share in enumerate((0, 3, 2)):
            splitter.setStretchFactor(place, share)
        splitter.setSizes([210, 540, 350])
        self._stack = QStackedWidget()
        for widget in (self._empty, splitter, self._large_photo, self._review):
            self._stack.addWidget(widget)
        open_button, open_folder_button = QPushButton(self.tr("Open…")), QPushButton(self.tr("Open folder…"))
        clear_button = QPushButton(self.tr("Clear"))
        self._buttons = (open_button, open_folder_button, clear_button)

        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.phi_selector, stretch=1)
        for button in self._buttons:
            top.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(16)
        layout.addLayout(top)
        layout.addWidget(self._stack, stretch=1)
        layout.addWidget(self.strip)

        self._make_actions()
        for button in (open_button, self._empty.open_button):
            button.clicked.connect(self.open_wanted)
        for button in (open_folder_button, self._empty.open_folder_button):
            button.clicked.connect(self.open_folder_wanted)
        clear_button.clicked.connect(self.clear_wanted)
        self._grid.thumbnails_wanted.connect(lambda: self.pictures_wanted.emit(False))
        self._grid.fold_wanted.connect(self._fold)
        self._grid.zoom_wanted.connect(
            lambda steps: self._find_bar.set_size(self._find_bar.size_of_pictures + 20 * steps)
        )
        self._grid.doubleClicked.connect(self.look)
        self._grid.selectionModel().currentChanged.connect(self._show_current)
        self._grid.selectionModel().selectionChanged.connect(self._refresh_actions)
        self._answers.chosen.connect(self._find)
        self._find_bar.changed.connect(self._find)
        self._find_bar.size_changed.connect(self._set_picture_width)
        self._large_photo.left.connect(self.leave)
        self._large_photo.step_wanted.connect(self._go_on)
        self._review.left.connect(self.leave)
        self._review.moved.connect(self._show_reviewed)
        self._review.judged.connect(self._judge_reviewed)
        for large in (self._large_photo, self._review.photo):
            large.more_pixels_wanted.connect(lambda: self.pictures_wanted.emit(True))
        self.photos.counts_changed.connect(self._take_counts)
        self.photos.judged.connect(self._take_judgements)
        self.photos.settled.connect(self._show_current)
        self.shown.rowsInserted.connect(self._take_new_rows)
        for signal in (self.shown.rowsRemoved, self.shown.modelReset):
            signal.connect(self._select_something)
        self.shown.arranged.connect(self._take_arrangement)
        self.set_running(False)
        self._take_counts()
        self._select_something()

    def set_models(self, models: tuple[ModelInfo, ...], current: str) -> None:
        """Shows which models there are, and which is in use."""
        self._models = {model.name: model for model in models}
        self.phi_selector.set_models(models)
        self.set_model(current)
        self.strip.set_title(self._model_title)

    def set_model(self, name: str) -> None:
        """Shows which model is in use."""
        self.phi_selector.set_model(name)
        trained = self._models[name].trained if name in self._models else None
        self._trained = self._categories = trained.categories if trained else ()
        self._corrected.clear()
        self._refresh_actions()

    def take_cold_start(self) -> None:
        """The model was loaded just now: the first photo's time says nothing of the next ones."""
        self._is_cold = True

    @property
    def _model_title(self) -> str:
        return title_of(self.phi_selector.model_name)

    def set_categories(self, categories: Sequence[Category]) -> None:
        """Takes in what the model knows."""
        self._categories = tuple(category.name for category in categories)
        self.photos.set_categories(categories)
        self._refresh_actions()

    def set_running(self, is_running: bool) -> None:
        """Shows whether photos without an answer will get one by themselves."""
        self.strip.set_running(is_running)
        self._grid.set_waiting_text(self.tr("waiting") if is_running else self.tr("not classified"))

    def show_result(self, result: Classification | PhotoFailed) -> None:
        """Shows what a photo is, or why nobody knows."""
        self.photos.set_result(result)
        if isinstance(result, Classification):
            if not self._is_cold:  # the first photo after loading also waits for what it needs for the first time
                self.strip.record(result.timings.total)
            self._is_cold = False
        if self.photos.find(result.path) is self._grid.current_photo():
            self._show_current()

    def outdate(self, asked_with: str = "", asks_with: str | None = None, is_forgotten: bool = False) -> None:
        """Greys all answers: another model or other settings will give new ones; see `PhotoModel.outdate`."""
        self.photos.outdate(asked_with, asks_with, is_forgotten)
        self.strip.switch(asks_with or "", self._model_title, is_forgotten or asks_with is None)
        self._show_current()

    def select_row(self, row: int) -> None:
        """Selects a photo of the list and scrolls to it, if it is shown."""
        shown = self.shown.row_of(self.photos.photo(row))
        if shown >= 0:
            self._grid.select_row(shown)

    def clear(self) -> None:
        """Empties the list; that can be undone."""
        self._remove_rows(range(self.photos.rowCount()), self.tr("Clear the list"))
        self.strip.reset()
        for cache in (self._thumbnails, self._large):
            cache.clear()
        self._sizes.clear()

    def key_sections(self) -> list[tuple[str, list[Key]]]:
        """What the keys do on this page, for the help."""
        in_list = [
            *keys_of([*self.photo_actions, *self.view_actions]),
            Key(self.tr("Ctrl+wheel"), self.tr("Larger or smaller pictures")),
        ]
        return [
            (self.tr("Photos in the list"), in_list),
            (self.tr("A photo in full size"), self._large_photo.keys()),
            (self.tr("Review"), self._review.keys()),
        ]

    def chosen(self) -> tuple[list[Photo], list[Photo]]:
        """The photos that the list shows, under folded headings too, and those of them that are selected."""
        self.photos.finish_change()
        return [photo for section in self.shown.sections for photo in section.photos], self._selected()

    def ask_for_export(self, photos: Sequence[Photo]) -> None:
        """Lets the user choose a file for the results of photos."""
        kinds = {self.tr("Table (*.csv)"): ".csv", self.tr("JSON (*.json)"): ".json"}
        if file := ask_for_file(self, self.tr("Export results"), "results.csv", kinds):
            self.export_wanted.emit(file, list(photos))

    def ask_for_package(self, photos: Sequence[Photo]) -> None:
        """Lets the user choose a folder for a data package of photos."""
        from effnet_desktop.camtrap_dp import PACKAGE

        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder for the Camtrap DP data package"))
        if folder and (not Path(folder, PACKAGE).exists() or self._agrees_to_replace(folder)):
            self.package_wanted.emit(Path(folder), list(photos))

    def _agrees_to_replace(self, folder: str) -> bool:
        question = self.tr("There is a data package in {folder}. Replace it?").format(folder=folder)
        answer = QMessageBox.question(
            self, self.tr("Camtrap DP"), question, defaultButton=QMessageBox.StandardButton.No
        )
        return answer == QMessageBox.StandardButton.Yes

    def wanted_pictures(self) -> tuple[list[Path], int]:
        """Which pictures to load next, and their side in pixels: first the selected photo, then what is visible."""
        coming = self._review.coming if self._is_reviewing else None
        for photo in (self._current, coming):
            if photo and photo.path not in self._large:
                return [photo.path], LARGE_SIDE
        large = self._review.photo if self._is_reviewing else self._large_photo
        if self._current and large.isVisible() and large.wants_more_pixels:
            return [self._current.path], self._full_side(self._current)
        paths = [photo.path for photo in self._grid.wanted_thumbnails(AT_A_TIME)]
        return paths, self._thumbnail_side()

    def _thumbnail_side(self) -> int:
        width = self._find_bar.size_of_pictures
        side: int = round(WIDTH * -(-width // WIDTH) * self.devicePixelRatioF())
        return side

    def _full_side(self, photo: Photo) -> int:
        """The longer side of the photo, or of what is loaded of one with very many pixels."""
        size = self._sizes[photo.path]
        share = min(1.0, (FULL_PIXELS / (size.width() * size.height())) ** 0.5)
        side: int = round(share * max(size.width(), size.height()))
        return max(LARGE_SIDE + 1, side)

    def show_picture(self, picture: Thumbnail | PhotoFailed, side: int) -> None:
        """Takes in a picture that was loaded."""
        photo = self.photos.find(picture.path)
        is_current = photo is not None and photo is self._current
        if side > LARGE_SIDE:
            if is_current and isinstance(picture, Thumbnail):
                (self._review.photo if self._is_reviewing else self._large_photo).set_full(picture)
            return
        is_large = side == LARGE_SIDE
        cache = self._large if is_large else self._thumbnails
        if isinstance(picture, Thumbnail):
            self._sizes[picture.path] = QSize(picture.photo_width, picture.photo_height)
            cache.put(picture.path, to_pixmap(picture))
        else:
            cache.put(picture.path, QPixmap())
            if photo and photo.is_pending:
                self.photos.set_result(picture)
        if photo and is_current:
            self._show_picture(photo)
        if photo and not is_large:
            self._grid.update(self.shown.index(self.shown.row_of(photo)))

    # Finding.

    @property
    def picture_width(self) -> int:
        """How wide the pictures are."""
        return self._grid.picture_width

    def show_query(self, query: Query, picture_width: int) -> None:
        """Shows the list as a query wants it, for example as at the end of the last session."""
        self._folded = query.folded
        self._find_bar.set_size(picture_width)
        self._find_bar.set_choice(query.text, query.sort, query.is_descending, query.group)
        with QSignalBlocker(self._answers):
            self._answers.set_choice(query.answers, (query.lowest, query.highest))
        self.shown.show(query)

    def begin_search(self) -> None:
        """Puts the cursor into the search field."""
        if not self.photos.rowCount():
            return
        self.leave()
        self._find_bar.begin_search()

    def show_all(self) -> None:
        """Drops every filter; order and headings stay."""
        self._find_bar.set_choice("", self._find_bar.sort, self._find_bar.is_descending, self._find_bar.group)
        self._answers.set_choice(frozenset((ALL,)), (0, 100))
        self._grid.setFocus()

    def _find(self) -> None:
        bar = self._find_bar
        query = Query(
            self._answers.answers,
            bar.text,
            *self._answers.confidence,
            bar.sort,
            bar.is_descending,
            bar.group,
            self._folded if bar.group == self.shown.query.group else frozenset(),
        )
        self._folded = query.folded
        self.shown.show(query)

    def _fold(self, key: str) -> None:
        self._folded ^= {key}
        self._find()

    def _fold_section(self) -> None:
        place = self._grid.current_section()
        if place >= 0:
            self._fold(self.shown.sections[place].key)

    def _unfold_all(self) -> None:
        self._folded = frozenset()
        self._find()

    def _select_section(self) -> None:
        place = self._grid.current_section()
        if place >= 0:
            self._grid.select_section(place)

    def _heading_text(self, key: str) -> str:
        group = self.shown.query.group
        if group == "day":
            day = QDate.fromString(key, Qt.DateFormat.ISODate)
            return QLocale().toString(day, QLocale.FormatType.LongFormat) if key else self.tr("Day unknown")
        if group == "category":
            entry = self.photos.entries.get(key)
            return entry.name if entry else self.tr("No answer")
        return key

    def _set_picture_width(self, width: int) -> None:
        before = self._grid.picture_width
        if -(-width // WIDTH) > -(-before // WIDTH):
            self._thumbnails.outdate()
        self._grid.set_picture_width(width)

    def _take_arrangement(self) -> None:
        self._answers.set_counts(self.shown.arrangement.counts, self.photos.entries)
        self._show_found()

    def _show_found(self) -> None:
        number = QLocale().toString
        shown, everything = self.shown.count, self.photos.rowCount()
        facts = []
        if shown != everything:
            facts.append(self.tr("{shown} of {total} shown").format(shown=number(shown), total=number(everything)))
        selected = self._grid.selected_count()
        if selected > 1:
            facts.append(self.tr("%Ln selected", "", selected))
        self._found.setText(" · ".join(facts))
        self._show_all.setVisible(self.shown.query.is_filter)
        self._grid.set_empty_text(self.tr("No photo is like that.") if self.shown.query.is_filter else "")

    # Looking.

    @property
    def _is_inviting(self) -> bool:
        return self._stack.currentWidget() is self._empty

    @property
    def _is_looking(self) -> bool:
        return self._stack.currentWidget() is self._large_photo

    @property
    def _is_reviewing(self) -> bool:
        return self._stack.currentWidget() is self._review

    @property
    def _current(self) -> Photo | None:
        """The photo that is seen large."""
        return self._review.current if self._is_reviewing else self._grid.current_photo()

    def review(self) -> None:
        """Goes through the selected photos, or through all that are shown, one by one."""
        if not self._review_action.isEnabled():
            return
        chosen = self._selected()
        if len(chosen) < 2:
            chosen, _ = self.chosen()
        self._stack.setCurrentWidget(self._review)
        if self._review.start(chosen, self._categories, self.photos.name_of):
            self._show_reviewed()

    def _show_reviewed(self) -> None:
        if photo := self._review.current:
            self._show_picture(photo)
            self.pictures_wanted.emit(True)

    def _judge_reviewed(self, photo: Photo, said: Judgement) -> None:
        self._judge([photo], lambda _: said, self.tr("Review of {name}").format(name=photo.path.name))

    def look(self) -> None:
        """Shows the current photo in the whole window, or the list again."""
        if self._is_looking:
            self.leave()
        elif self._grid.current_photo():
            self._stack.setCurrentWidget(self._large_photo)
            self._show_current()
            self._large_photo.setFocus()

    def leave(self) -> None:
        """Goes from the large photo back to the list."""
        if self._is_looking or self._is_reviewing:
            self._stack.setCurrentIndex(1)
            self._show_current()
            self._grid.scrollTo(self._grid.currentIndex())
            self._grid.setFocus()

    def _go_on(self, step: int) -> None:
        row = self._grid.currentIndex().row() + step
        if 0 <= row < self.shown.rowCount():
            self._grid.select_row(row)

    def _make_actions(self) -> None:
        self.photo_actions: list[QAction] = []
        look = self._action(self.tr("Look at it closely"), self.look)
        look.setShortcuts([QKeySequence(key) for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)])
        look.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._action(self.tr("Mark as right"), lambda: self._mark(True), Qt.Key.Key_1)
        self._action(self.tr("Mark as wrong"), lambda: self._mark(False), Qt.Key.Key_0)
        self._correct_action = self._action(self.tr("It is something else…"), self._ask_for_category, Qt.Key.Key_C)
        copy_path = self._action(self.tr("Copy path"), self._copy_paths, QKeySequence.StandardKey.Copy)
        copy_result = self._action(self.tr("Copy result"), self._copy_results, "Ctrl+Shift+C")
        show = self._action(self.tr("Show in folder"), self._show_in_folder)
        self._action(self.tr("Remove from list"), self._remove, QKeySequence.StandardKey.Delete)
        for widget in (self._grid, self._large_photo):
            widget.addActions(self.photo_actions)
        self._review.photo.addActions([*self._review.actions_of_photo, copy_path, copy_result, show])
        self._review_action = QAction(self.tr("&Review…"), self)
        self._review_action.setShortcut(QKeySequence(Qt.Key.Key_R))
        self._review_action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._review_action.triggered.connect(self.review)
        self._grid.addAction(self._review_action)
        self.view_actions: list[QAction] = [self._review_action]
        for text, slot, keys in (
            (self.tr("Choose the &model…"), self.phi_selector.showPopup, "Ctrl+M"),
            (self.tr("&Find…"), self.begin_search, "Ctrl+F"),
            (self.tr("Show &all"), self.show_all, "Ctrl+Shift+F"),
            (self.tr("&Select all under this heading"), self._select_section, "Ctrl+G"),
            (self.tr("F&old this heading"), self._fold_section, "Ctrl+."),
            (self.tr("&Unfold all headings"), self._unfold_all, "Ctrl+Shift+."),
        ):
            action = QAction(text, self)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(slot)
            self.view_actions.append(action)

    def _action(
        self,
        text: str,
        slot: Callable[[], None],
        shortcut: QKeySequence.StandardKey | Qt.Key | str | None = None,
    ) -> QAction:
        action = QAction(text, self)
        if shortcut is not None:
            action.setShortcut(QKeySequence(shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setAutoRepeat(False)  # a key held down would mark and unmark
        action.triggered.connect(slot)
        self.photo_actions.append(action)
        return action

    def _selected(self) -> list[Photo]:
        """What an action is about: the photo that is seen large, or else those selected in the list."""
        if self._is_looking or self._is_reviewing:
            return [photo] if (photo := self._current) else []
        return self._grid.selected_photos()

    def _selected_rows(self) -> list[int]:
        return [photo.row for photo in self._selected()]

    def _mark(self, is_right: bool) -> None:
        self.photos.finish_change()
        chosen = [photo for photo in self._selected() if photo.answer is not None]
        text = self.tr("Mark as right") if is_right else self.tr("Mark as wrong")
        if all(photo.is_marked(is_right) for photo in chosen):
            self._judge(chosen, lambda _: None, text)
        else:
            self._judge(chosen, lambda photo: photo.mark(is_right), text)

    def _ask_for_category(self) -> None:
        """Offers the categories of the model, the likely ones first."""
        photo = self._current
        answer = photo.classification if photo else None
        likely = [prediction.category for prediction in answer.predictions] if answer else []
        chooser = CategoryChooser(self._categories, likely, self.photos.name_of, self)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.chosen.connect(self._correct)
        chooser.open()

    def _correct(self, category: str) -> None:
        said = Judgement(category)
        text = self.tr("It is {category}").format(category=self.photos.name_of(category))
        self._judge(self._selected(), lambda _: said, text)

    def _judge(self, chosen: Sequence[Photo], say: Callable[[Photo], Judgement | None], text: str) -> None:
        if chosen:
            self.undo_stack.push(Judge(self.photos, chosen, say, text))

    def _take_judgements(self, judgements: list[tuple[Path, Judgement | None]]) -> None:
        """Tells what a trained model can learn from, and what it cannot any more."""
        if self._is_reviewing:
            self._review.refresh()
        self._show_current()
        if not self._trained and not self._corrected:
            return
        corrected: dict[str, list[Path]] = {}
        for path, said in judgements:
            photo = self.photos.find(path)
            if said and said.category in self._trained and photo and photo.answer != said.category:
                corrected.setdefault(said.category, []).append(path)
        right = {path for paths in corrected.values() for path in paths}
        before = self._corrected - right
        if before and (gone := [path for path, _ in judgements if path in before]):
            self._corrected -= set(gone)
            self.uncorrected.emit(gone)
        self._corrected |= right
        for category, paths in corrected.items():
            self.corrected.emit(paths, category)

    def _copy_paths(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(str(photo.path) for photo in self._selected()))

    def _copy_results(self) -> None:
        lines = []
        for photo in self._selected():
            cells = [photo.path.name]
            if photo.error:
                cells.append(explain(photo.error)[0])
            elif photo.classification:
                for prediction in photo.classification.predictions:
                    cells += [prediction.name_in(language()), percent_text(100 * prediction.probability)]
            lines.append("\t".join(cells))
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _show_in_folder(self) -> None:
        if selected := self._selected():
            self.show_wanted.emit(selected[0].path)

    def _remove(self) -> None:
        rows = self._selected_rows()
        self._remove_rows(rows, self.tr("Remove %Ln photo(s) from the list", "", len(rows)))

    def _remove_rows(self, rows: Sequence[int], text: str) -> None:
        if rows:
            self.undo_stack.push(Remove(self.photos, rows, text))

    def _take_new_rows(self) -> None:
        if not self._grid.selectionModel().hasSelection():  # else all is there, and an arrangement will count them
            self._select_something()

    def _select_something(self) -> None:
        """Keeps a photo selected as long as there is one."""
        is_empty = not self.photos.rowCount()
        reviewed = self._review.current if self._is_reviewing else None
        is_gone = reviewed is not None and self.photos.find(reviewed.path) is not reviewed
        if is_empty or is_gone or self._is_inviting:
            self._stack.setCurrentIndex(0 if is_empty else 1)
        for widget in (*self._buttons, self.strip):  # the empty state has buttons of its own
            widget.setHidden(is_empty)
        if self.shown.rowCount() and not self._grid.currentIndex().isValid():
            self._grid.select_row(0)
            self._grid.setFocus()
        if self._grid.currentIndex().isValid() and not self._grid.selectionModel().hasSelection():
            self._grid.select_row(self._grid.currentIndex().row())
        self._refresh_actions()
        self._show_current()

    def _refresh_actions(self) -> None:
        for action in self.photo_actions:
            action.setEnabled(self._grid.selectionModel().hasSelection())
        self._show_found()
        is_answered = self.photos.counts.answered > 0
        self._review_action.setEnabled(is_answered)
        self._review_button.setEnabled(is_answered)
        self._file_button.setEnabled(is_answered)
        self._correct_action.setVisible(bool(self._categories))
        self._correct_action.setEnabled(bool(self._categories) and self._grid.selectionModel().hasSelection())

    def _take_counts(self) -> None:
        self.strip.set_counts(self.photos.counts)
        if self._is_inviting and self.photos.rowCount():  # photos came, of which none may be shown
            self._select_something()
        if (self.photos.counts.answered > 0) != self._review_action.isEnabled():
            self._refresh_actions()

    def _show_current(self) -> None:
        photo = self._grid.current_photo()
        self._details.show_photo(photo)
        if self._is_looking:
            self._large_photo.set_photo(self.photos.say(photo) if photo else "")
        if photo is None:
            self._details.show_picture(QPixmap(), None)
            return
        self._show_picture(photo)
        if photo.path not in self._large:
            self.pictures_wanted.emit(True)

    def _show_picture(self, photo: Photo) -> None:
        picture = self._large.get(photo.path) or self._thumbnails.get(photo.path) or QPixmap()
        size = self._sizes.get(photo.path)
        if self._is_reviewing and photo is self._review.current:
            self._review.show_picture(picture, size, "\n".join(explain(photo.error)) if photo.error else "")
        if photo is not self._grid.current_photo():
            return
        self._details.show_picture(picture, size)
        if self._is_looking:
            if picture.isNull():
                self._large_photo.set_text(self._details.reason)
            else:
                self._large_photo.set_picture(picture, size)


class _Details(QWidget):
    """The selected photo: picture, name, answer, timings."""

    def __init__(self, photos: PhotoModel) -> None:
        super().__init__()
        self._photos = photos
        self._view = PhotoView()
        self._name = _ElidedLabel()
        self._name.setFont(bold(self._name.font()))
        self._size = QLabel()
        self._size.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._bars = PredictionBars()
        self._group = _ElidedLabel()
        self._truth = _ElidedLabel()
        self._change = QLabel(wordWrap=True)
        self._change.setTextFormat(Qt.TextFormat.PlainText)
        self._warning = QLabel(wordWrap=True)
        self.reason = ""
        self._timings = QLabel(wordWrap=True)
        self._timings.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._timings.setToolTip(self.tr("Milliseconds for this photo; inference is its share of a batch"))

        title = QHBoxLayout()
        title.setSpacing(8)
        title.addWidget(self._name, stretch=1)
        title.addWidget(self._size)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._view, stretch=1)
        layout.addLayout(title)
        layout.addWidget(self._bars)
        layout.addWidget(self._group)
        layout.addWidget(self._truth)
        layout.addWidget(self._change)
        layout.addWidget(self._warning)
        layout.addWidget(self._timings)

    def show_photo(self, photo: Photo | None) -> None:
        answer = photo.classification if photo else None
        self._name.setText(photo.path.name if photo else "")
        self._name.setToolTip(str(photo.path) if photo else "")
        self._show_truth(photo, answer)
        self._change.setText(self._photos.say_change(photo) if photo else "")
        self._change.setVisible(bool(self._change.text()))
        self._show_group(answer)
        self._bars.setToolTip(english_names(answer) if answer else "")
        self._bars.set_predictions(
            answer.predictions if answer else (),
            photo.truth if photo else None,
            is_outdated=bool(photo and photo.is_outdated),
        )
        self._warning.setText(photo.warning if photo else "")
        self._warning.setVisible(bool(self._warning.text()))
        self._timings.setText("")
        if answer:
            number = QLocale()
            self._timings.setText(
                self.tr("decode {decode} · preprocess {preprocess} · inference {inference} ms").format(
                    decode=number.toString(answer.timings.decode, "f", 1),
                    preprocess=number.toString(answer.timings.preprocess, "f", 1),
                    inference=number.toString(answer.timings.inference, "f", 1),
                )
            )
        reasons = explain(photo.error) if photo and photo.error else ()
        self.reason = "\n".join(filter(None, reasons))

    def _show_truth(self, photo: Photo | None, answer: Classification | None) -> None:
        """Says what the user said of it, or else what its folder says."""
        rejected = photo.rejected if photo else None
        known = (photo.truth if photo else None) or rejected
        self._truth.setVisible(known is not None)
        if photo is None or known is None:
            return
        name = answer.name_of(known, language()) if answer else known
        if name == known:  # what the user said may be no likely answer
            name = self._photos.name_of(known)
        if photo.confirmed:
            text = self.tr("You said: {category}")
        elif photo.truth:
            text = self.tr("Truth: {category}")
        else:
            text = self.tr("You said: not {category}")
        self._truth.setText(text.format(category=name))
        self._truth.setToolTip(known if known != name else "")

    def _show_group(self, answer: Classification | None) -> None:
        """Says what the best categories have in common, or that it is none of them, where that is the answer."""
        group = answer.group if answer else None
        is_novel = answer is not None and answer.is_novel
        self._group.setVisible(group is not None or is_novel)
        if answer and (group or is_novel):
            self._group.setText(answer_line(answer))
            self._group.setToolTip(group.group.name if group and language() != "en" else "")

    def show_picture(self, picture: QPixmap, full_size: QSize | None) -> None:
        if picture.isNull():
            self._view.set_text(self.reason)
        else:
            self._view.set_picture(picture, full_size)
        number = QLocale()
        self._size.setText(
            self.tr("{width} × {height}").format(
                width=number.toString(full_size.width()), height=number.toString(full_size.height())
            )
            if full_size
            else ""
        )


class _ElidedLabel(QLabel):
    """A line of plain text that shortens in the middle instead of making its surroundings wider."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


class _EmptyState(EmptyState):
    """What stands in the place of the photos before there are any."""

    def __init__(self) -> None:
        super().__init__()
        self.open_button = QPushButton(self.tr("Open photos…"))
        self.open_folder_button = QPushButton(self.tr("Open a folder…"))
        self._invite(
            self.tr("Drop photos or folders anywhere"),
            self.tr("You can also paste them, or open them here. Photos never leave this computer."),
            self.open_button,
            self.open_folder_button,
            room_above=88,
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints a photo on another above the words."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dim = QColor(self.palette().color(QPalette.ColorRole.WindowText))
        photo = QRect(0, 0, 88, 64)
        photo.moveCenter(self._title.geometry().center())
        photo.moveBottom(self._title.geometry().top() - 24)
        dim.setAlphaF(0.45)
        painter.setPen(QPen(dim, 2.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(self.palette().window())
        painter.drawRoundedRect(photo.translated(10, -10), 6, 6)
        painter.drawRoundedRect(photo, 6, 6)
        painter.drawEllipse(QPointF(photo.x() + 26, photo.y() + 22), 7, 7)
        hills = ((0, 0.85), (0.3, 0.55), (0.48, 0.75), (0.7, 0.4), (1, 0.75))
        painter.drawPolyline([QPointF(photo.x() + x * photo.width(), photo.y() + y * photo.height()) for x, y in hills])
