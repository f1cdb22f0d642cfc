"""The page of photos: what they show, how sure that is, and how fast it was found."""

from collections.abc import Callable
from functools import partial
from itertools import zip_longest
from pathlib import Path

from PySide6.QtCore import QLocale, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QGuiApplication, QKeySequence, QPainter, QPaintEvent, QPalette, QPen, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QMessageBox,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop.engine.records.classifying import Classification, PhotoFailed, Thumbnail
from effnet_desktop.engine.records.models import ModelInfo
from effnet_desktop.gui.classify.latency_strip import LatencyStrip
from effnet_desktop.gui.classify.photo_grid import PICTURE, PhotoGrid
from effnet_desktop.gui.classify.photo_model import Photo, PhotoModel
from effnet_desktop.gui.classify.prediction_bars import PredictionBars
from effnet_desktop.gui.widgets.empty_state import EmptyState
from effnet_desktop.gui.widgets.file_to_save import ask_for_file
from effnet_desktop.gui.widgets.fonts import bold
from effnet_desktop.gui.widgets.phi_selector import PhiSelector
from effnet_desktop.gui.widgets.photo_view import PhotoView
from effnet_desktop.gui.widgets.thumbnail_cache import ThumbnailCache, to_pixmap
from effnet_desktop.gui.wording import english_names, explain, language, percent_text

THUMBNAILS_MB = 128
LARGE_SIDE = 1600
LARGE_MB = 64
KEYS = "123456789abcdefghijklmnopqrstuvwxyz"  # that choose a category
AT_A_TIME = 8  # thumbnails to ask for: the next ones are those that are visible by then


class ClassifyPage(QWidget):
    """Model, photos, the selected photo, live figures.

    Attributes:
        photos: The photos and what is known about them.
        strip: The live figures.
        phi_selector: The dropdown of models.
        photo_actions: What can be done with the selected photos, for menus.
        open_wanted: Signal: the user wants to choose photos.
        open_folder_wanted: Signal: the user wants to choose a folder.
        clear_wanted: Signal: the user wants an empty list, and has confirmed it where marks would go.
        export_wanted: Signal with the file that the results are to be written to: JSON or a table, as its suffix says.
        pictures_wanted: Signal that `wanted_pictures` has something; True if that should come before all else.
        show_wanted: Signal with a photo to show outside the app.
        corrected: Signal with photos and the category of the current, trained model that they really show.
    """

    open_wanted = Signal()
    open_folder_wanted = Signal()
    clear_wanted = Signal()
    export_wanted = Signal(Path)
    pictures_wanted = Signal(bool)
    show_wanted = Signal(Path)
    corrected = Signal(list, str)

    def __init__(self) -> None:
        super().__init__()
        self._models: dict[str, ModelInfo] = {}
        self._categories: tuple[str, ...] = ()  # that photos can be put into; none of a published model
        self.photos = PhotoModel()
        self.strip = LatencyStrip()
        self.phi_selector = PhiSelector()
        self._thumbnails = ThumbnailCache(THUMBNAILS_MB * 2**20)
        self._large = ThumbnailCache(LARGE_MB * 2**20)
        self._sizes: dict[Path, QSize] = {}  # pixels of the photos themselves, where known
        self._grid = PhotoGrid(self.photos, self._thumbnails)
        self._details = _Details()

        self._empty = _EmptyState()
        splitter = QSplitter(childrenCollapsible=False)
        splitter.addWidget(self._grid)
        splitter.addWidget(self._details)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setSizes([600, 400])
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(splitter)
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
        clear_button.clicked.connect(self.ask_to_clear)
        self._grid.thumbnails_wanted.connect(lambda: self.pictures_wanted.emit(False))
        self._grid.selectionModel().currentChanged.connect(self._show_current)
        self._grid.selectionModel().selectionChanged.connect(self._refresh_actions)
        self.photos.counts_changed.connect(self._take_counts)
        self.photos.rowsInserted.connect(self._select_something)
        self.photos.rowsRemoved.connect(self._select_something)
        self.photos.modelReset.connect(self._select_something)
        self.set_running(False)
        self._take_counts()
        self._select_something()

    def set_models(self, models: tuple[ModelInfo, ...], current: str) -> None:
        """Shows which models there are, and which is in use."""
        self._models = {model.name: model for model in models}
        self.phi_selector.set_models(models)
        self.set_model(current)

    def set_model(self, name: str) -> None:
        """Shows which model is in use."""
        self.phi_selector.set_model(name)
        trained = self._models[name].trained if name in self._models else None
        self._categories = trained.categories if trained else ()
        self._refresh_actions()

    def set_running(self, is_running: bool) -> None:
        """Shows whether photos without an answer will get one by themselves."""
        self.strip.set_running(is_running)
        self._grid.set_waiting_text(self.tr("waiting") if is_running else self.tr("not classified"))

    def show_result(self, result: Classification | PhotoFailed) -> None:
        """Shows what a photo is, or why nobody knows."""
        self.photos.set_result(result)
        if isinstance(result, Classification):
            self.strip.record(result.timings.total)
        if self.photos.find(result.path) is self._grid.current_photo():
            self._show_current()

    def outdate(self) -> None:
        """Greys all answers: another model or other settings will give new ones."""
        self.photos.outdate()
        self.strip.reset()
        self._show_current()

    def select_row(self, row: int) -> None:
        """Selects a photo and scrolls to it."""
        self._grid.setCurrentIndex(self.photos.index(row))

    def clear(self) -> None:
        """Empties the list."""
        self.photos.clear()
        self.strip.reset()
        for cache in (self._thumbnails, self._large):
            cache.clear()
        self._sizes.clear()

    def ask_for_export(self) -> None:
        """Lets the user choose a file for the results."""
        kinds = {self.tr("Table (*.csv)"): ".csv", self.tr("JSON (*.json)"): ".json"}
        if file := ask_for_file(self, self.tr("Export results"), "results.csv", kinds):
            self.export_wanted.emit(file)

    def wanted_pictures(self) -> tuple[list[Path], int]:
        """Which pictures to load next, and their side in pixels: first the selected photo, then what is visible."""
        photo = self._grid.current_photo()
        if photo and photo.path not in self._large:
            return [photo.path], LARGE_SIDE
        paths = [photo.path for photo in self._grid.wanted_thumbnails(AT_A_TIME)]
        return paths, round(PICTURE.width() * self.devicePixelRatioF())

    def show_picture(self, picture: Thumbnail | PhotoFailed, side: int) -> None:
        """Takes in a picture that was loaded."""
        is_large = side == LARGE_SIDE
        cache = self._large if is_large else self._thumbnails
        photo = self.photos.find(picture.path)
        if isinstance(picture, Thumbnail):
            self._sizes[picture.path] = QSize(picture.photo_width, picture.photo_height)
            cache.put(picture.path, to_pixmap(picture))
        else:
            cache.put(picture.path, QPixmap())
            if photo and photo.is_pending:
                self.photos.set_result(picture)
        if photo and photo is self._grid.current_photo():
            self._show_picture(photo)
        if not is_large:
            self._grid.viewport().update()

    def _make_actions(self) -> None:
        self.photo_actions: list[QAction] = []
        self._action(self.tr("Mark as right"), lambda: self._mark(True), Qt.Key.Key_1)
        self._action(self.tr("Mark as wrong"), lambda: self._mark(False), Qt.Key.Key_0)
        self._correct_action = self._action(self.tr("It is something else…"), self._ask_for_category, Qt.Key.Key_C)
        self._action(self.tr("Copy path"), self._copy_paths, QKeySequence.StandardKey.Copy)
        self._action(self.tr("Copy result"), self._copy_results, "Ctrl+Shift+C")
        self._action(self.tr("Show in folder"), self._show_in_folder)
        self._action(self.tr("Remove from list"), self._remove, QKeySequence.StandardKey.Delete)
        self._grid.addActions(self.photo_actions)

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
        action.triggered.connect(slot)
        self.photo_actions.append(action)
        return action

    def _selected(self) -> list[Photo]:
        return [self.photos.photo(row) for row in self._grid.selected_rows()]

    def _mark(self, is_right: bool) -> None:
        self.photos.mark(self._grid.selected_rows(), is_right)
        self._show_current()

    def _ask_for_category(self) -> None:
        """Offers the categories of the trained model, the likely ones first, each under a digit or a letter."""
        photo = self._grid.current_photo()
        answer = photo.classification if photo else None
        likely = [prediction.category for prediction in answer.predictions] if answer else []
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key, category in zip_longest(KEYS, dict.fromkeys([*likely, *self._categories])):
            if category is None:
                break
            name = category.replace("&", "&&")
            text = self.tr("&{key} {category}").format(key=key, category=name) if key else name
            menu.addAction(text, partial(self._correct, category))
        cell = self._grid.visualRect(self._grid.currentIndex())
        menu.popup(self._grid.viewport().mapToGlobal(cell.center()))

    def _correct(self, category: str) -> None:
        rows = self._grid.selected_rows()
        self.photos.correct(rows, category)
        self._show_current()
        self.corrected.emit([self.photos.photo(row).path for row in rows], category)

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
        self.show_wanted.emit(self._selected()[0].path)

    def _remove(self) -> None:
        rows = self._grid.selected_rows()
        marks = sum(self.photos.photo(row).is_marked for row in rows)
        if not marks or self._may_lose(marks, self.tr("Remove from the list")):
            self.photos.remove(rows)

    def ask_to_clear(self) -> None:
        """Has the list emptied, once the user has confirmed that marks may go."""
        if not self.photos.marks or self._may_lose(self.photos.marks, self.tr("Clear the list")):
            self.clear_wanted.emit()

    def _may_lose(self, marks: int, action: str) -> bool:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(self.tr("%Ln photo(s) carry your marks of right and wrong.", "", marks))
        box.setInformativeText(self.tr("The marks go with them. The files stay where they are."))
        go_on = box.addButton(action, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(self.tr("Keep them"), QMessageBox.ButtonRole.RejectRole))
        box.exec()
        box.deleteLater()
        return box.clickedButton() is go_on

    def _select_something(self) -> None:
        """Keeps a photo selected as long as there is one."""
        is_empty = not self.photos.rowCount()
        self._stack.setCurrentIndex(0 if is_empty else 1)
        for widget in (*self._buttons, self.strip):  # the empty state has buttons of its own
            widget.setHidden(is_empty)
        if not is_empty and not self._grid.currentIndex().isValid():
            self._grid.setCurrentIndex(self.photos.index(0))
            self._grid.setFocus()
        if not self._grid.selectionModel().hasSelection():
            self._grid.setCurrentIndex(self._grid.currentIndex())
        self._refresh_actions()
        self._show_current()

    def _refresh_actions(self) -> None:
        for action in self.photo_actions:
            action.setEnabled(self._grid.selectionModel().hasSelection())
        self._correct_action.setVisible(bool(self._categories))
        self._correct_action.setEnabled(bool(self._categories) and self._grid.selectionModel().hasSelection())

    def _take_counts(self) -> None:
        self.strip.set_counts(self.photos.counts)

    def _show_current(self) -> None:
        photo = self._grid.current_photo()
        self._details.show_photo(photo)
        if photo:
            self._show_picture(photo)
            if photo.path not in self._large:
                self.pictures_wanted.emit(True)

    def _show_picture(self, photo: Photo) -> None:
        picture = self._large.get(photo.path) or self._thumbnails.get(photo.path) or QPixmap()
        self._details.show_picture(picture, self._sizes.get(photo.path))


class _Details(QWidget):
    """The selected photo: picture, name, answer, timings."""

    def __init__(self) -> None:
        super().__init__()
        self._view = PhotoView()
        self._name = _ElidedLabel()
        self._name.setFont(bold(self._name.font()))
        self._size = QLabel()
        self._size.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._bars = PredictionBars()
        self._group = _ElidedLabel()
        self._truth = _ElidedLabel()
        self._warning = QLabel(wordWrap=True)
        self._reason = ""
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
        layout.addWidget(self._warning)
        layout.addWidget(self._timings)

    def show_photo(self, photo: Photo | None) -> None:
        answer = photo.classification if photo else None
        self._name.setText(photo.path.name if photo else "")
        self._name.setToolTip(str(photo.path) if photo else "")
        truth = photo.truth if photo else None
        name = answer.name_of(truth, language()) if answer and truth else truth
        self._truth.setText(self.tr("Truth: {category}").format(category=name))
        self._truth.setVisible(truth is not None)
        self._show_group(answer)
        self._bars.setToolTip(english_names(answer) if answer else "")
        self._bars.set_predictions(
            answer.predictions if answer else (), truth, is_outdated=bool(photo and photo.is_outdated)
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
        self._reason = "\n".join(filter(None, reasons))

    def _show_group(self, answer: Classification | None) -> None:
        """Says what the best categories have in common, where that is the answer."""
        group = answer.group if answer else None
        self._group.setVisible(group is not None)
        if answer and group:
            self._group.setText(
                self.tr("{group}: {percent} together").format(
                    group=group.group.name_in(language()), percent=percent_text(100 * group.probability)
                )
            )
            self._group.setToolTip(group.group.name if language() != "en" else "")

    def show_picture(self, picture: QPixmap, full_size: QSize | None) -> None:
        if picture.isNull():
            self._view.set_text(self._reason)
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
