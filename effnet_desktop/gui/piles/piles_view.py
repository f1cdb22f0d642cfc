"""A folder without categories, in piles: to name, correct, ask about, and make a model of.

What the user wants goes out as signals; the engine makes the change, and what came of it comes in by the methods.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import get_args

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSlider,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import FineTuneConfig, Preset
from effnet_desktop.engine.records.piles import Piles, Question
from effnet_desktop.gui.piles.name_field import NameField
from effnet_desktop.gui.piles.pile_list import NEW, OUT, PileList
from effnet_desktop.gui.piles.pile_photos import PilePhotos
from effnet_desktop.gui.piles.question_panel import QuestionPanel
from effnet_desktop.gui.piles.undo import PilesUndoStack
from effnet_desktop.gui.widgets.action_button import ActionButton
from effnet_desktop.gui.widgets.fonts import larger
from effnet_desktop.gui.widgets.paths_dialog import PathsDialog
from effnet_desktop.gui.widgets.pictures import Pictures
from effnet_desktop.gui.widgets.progress_bar import ProgressBar
from effnet_desktop.gui.wording import preset_text, progress_text

MOST_PILES = 100
TYPICAL = 5  # photos of a pile that names are suggested by
SUGGESTED = 3


class PilesView(QWidget):
    """The piles, the photos of the chosen one, and the next question.

    Attributes:
        count_wanted: Signal with the number of piles that there shall be.
        named: Signal with a pile's number and its name, which may be empty.
        merged: Signal with the numbers of piles to put together.
        split: Signal with the number of a pile to make two of.
        moved: Signal with photos and the number of the pile that they go to, or None for a new one.
        thrown_out: Signal with photos that count no more.
        not_belonging: Signal with photos that do not belong to their pile.
        answered: Signal with a `Question` and the category that the user gave; empty for none.
        skipped: Signal with a `Question`.
        undo_wanted: Signal: the last change is to be taken back.
        redo_wanted: Signal: it is to be made again.
        suggestions_wanted: Signal with a pile's most typical photos; answered by `show_suggestions`.
        model_wanted: Signal with a `Preset` and a name: such a model is to be made of the named piles.
        file_wanted: Signal: the named piles are to be filed.
        stop_wanted: Signal: the user does not want to wait for the piles.
        open_photo_wanted: Signal with a photo to show outside the app.
        undo_stack: The changes that can be taken back.

    Args:
        small: Where small pictures come from.
        large: Where the picture of the photo in question comes from.
    """

    count_wanted = Signal(int)
    named = Signal(int, str)
    merged = Signal(list)
    split = Signal(int)
    moved = Signal(list, object)
    thrown_out = Signal(list)
    not_belonging = Signal(list)
    answered = Signal(object, str)
    skipped = Signal(object)
    undo_wanted = Signal()
    redo_wanted = Signal()
    suggestions_wanted = Signal(tuple)
    model_wanted = Signal(str, str)
    file_wanted = Signal()
    stop_wanted = Signal()
    open_photo_wanted = Signal(Path)

    def __init__(self, small: Pictures, large: Pictures) -> None:
        super().__init__()
        self.undo_stack = PilesUndoStack(self.undo_wanted.emit, self.redo_wanted.emit)
        self._piles: Piles | None = None
        self._known: list[str] = []  # names to complete to
        self._suggestions: dict[tuple[Path, ...], tuple[str, ...]] = {}
        self._asked: tuple[Path, ...] = ()
        self._goes_on = False  # to the next pile without a name
        self._left_out: list[tuple[Path, str]] = []

        self._title = QLabel()
        self._title.setFont(larger(self._title.font()))
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._left_out_button = QToolButton()
        self._slider_text = QLabel()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(self.tr("Number of piles"))
        self.slider.setToolTip(self.tr("More piles are purer, fewer are named sooner. Piles with a name stay."))
        self.slider.setFixedWidth(180)
        self.list = PileList(small)
        self.photos = PilePhotos(small)
        self.questions = QuestionPanel(small, large)
        self.field = NameField()
        self.field.setAccessibleName(self.tr("Name of the pile"))
        self._suggested_text = QLabel(self.tr("Suggested:"))
        self._chips = [self._chip() for _ in range(SUGGESTED)]
        self._split = self._button(self.tr("Split"), self.tr("Makes two piles of this one"))
        self._merge = self._button(self.tr("Merge"), self.tr("Makes one pile of those that are selected in the list"))
        self._move_menu = QMenu(self)
        self._move = QAction(self.tr("Move to"), self)
        self._move.setMenu(self._move_menu)
        self._move_button = QToolButton()
        self._move_button.setText(self.tr("Move to"))
        self._move_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._move_button.setMenu(self._move_menu)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        self._not_belonging = self._action(self.tr("These do not belong"), "B", self._take_out)
        self._throw_out = self._action(self.tr("Throw out"), "Delete", self._throw)
        self._show = self._action(self.tr("Show in folder"), "Ctrl+Return", self._show_in_folder, has_button=False)
        self._not_belonging.setToolTip(self.tr("The photos go to the pile without a name that they are most like"))
        self._throw_out.setToolTip(self.tr("Photos of nothing that counts: they are neither learnt nor filed"))
        self._status = QLabel()
        self._bar = ProgressBar()
        self._bar.setMaximumHeight(6)
        self.file = QPushButton(self.tr("File photos…"))
        self.model_name = QLineEdit()
        self.model_name.setAccessibleName(self.tr("Name of the model"))
        self.model_name.setToolTip(self.tr("Name of the model"))
        self.model_name.setFixedWidth(140)
        self.make = QToolButton()
        self.make.setText(self.tr("Make the model"))
        self.make.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        presets = QMenu(self)
        for preset in get_args(Preset):
            presets.addAction(preset_text(preset), partial(self._make_model, preset))
        self.make.setMenu(presets)
        self._progress = QLabel()
        self._progress_bar = ProgressBar()
        self._progress_bar.setMaximumHeight(6)
        self.stop = QPushButton(self.tr("Stop"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self._waiting())
        self._stack.addWidget(self._working())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._connect()

    # Building.

    def _chip(self) -> QToolButton:
        chip = QToolButton()
        chip.setAutoRaise(True)
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.clicked.connect(lambda: self._name(chip.text()))
        return chip

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _action(self, text: str, key: str, slot: Callable[[], None], has_button: bool = True) -> QAction:
        """An action on the selected photos, in their menu."""
        action = QAction(text, self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(slot)
        self.photos.addAction(action)
        self.addAction(action)  # the key works beside them, too
        if has_button:
            self._actions.addWidget(ActionButton(action, shows_key=True))
        return action

    def _waiting(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setSpacing(8)
        layout.addStretch()
        self._progress.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self._progress)
        layout.addWidget(self._progress_bar)
        layout.addWidget(self.stop, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch()
        return page

    def _working(self) -> QWidget:
        page = QWidget()
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._title, stretch=1)
        top.addWidget(self._left_out_button)
        top.addWidget(self._slider_text)
        top.addWidget(self.slider)
        name_row = QHBoxLayout()
        name_row.setSpacing(8)
        name_row.addWidget(self.field, stretch=1)
        name_row.addWidget(self._split)
        name_row.addWidget(self._merge)
        chip_row = QHBoxLayout()
        chip_row.setSpacing(8)
        self._suggested_text.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        chip_row.addWidget(self._suggested_text)
        for chip in self._chips:
            chip_row.addWidget(chip)
        chip_row.addStretch()
        self._actions.addWidget(self._move_button)
        self._actions.addStretch()
        middle = QWidget()
        inner = QVBoxLayout(middle)
        inner.setContentsMargins(8, 0, 8, 0)
        inner.setSpacing(8)
        inner.addLayout(name_row)
        inner.addLayout(chip_row)
        inner.addWidget(self.photos, stretch=1)
        inner.addLayout(self._actions)
        splitter = QSplitter(childrenCollapsible=False)
        for part in (self.list, middle, self.questions):
            splitter.addWidget(part)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([260, 560, 280])
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        shares = QVBoxLayout()
        shares.setSpacing(4)
        shares.addWidget(self._status)
        shares.addWidget(self._bar)
        bottom.addLayout(shares, stretch=1)
        bottom.addWidget(self.file)
        bottom.addWidget(self.model_name)
        bottom.addWidget(self.make)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(splitter, stretch=1)
        layout.addLayout(bottom)
        return page

    def _connect(self) -> None:
        self.slider.valueChanged.connect(self._take_count)
        self.list.selectionModel().selectionChanged.connect(self._show_selected)
        self.list.dropped.connect(self._drop)
        self.list.activated.connect(lambda: self.field.setFocus())
        self.field.named.connect(self._name)
        self.field.left.connect(self._leave_field)
        self.photos.changed.connect(self._refresh_actions)
        self.photos.opened.connect(self.open_photo_wanted)
        self.photos.addAction(self._move)
        self._move_menu.aboutToShow.connect(self._fill_move_menu)
        self._split.clicked.connect(lambda: self.split.emit(self.list.selected()[0].number))
        self._merge.clicked.connect(lambda: self.merged.emit([pile.number for pile in self.list.selected()]))
        self._left_out_button.clicked.connect(self._show_left_out)
        self.questions.answered.connect(self.answered)
        self.questions.skipped.connect(self.skipped)
        for action in self.questions.keys:
            self.addAction(action)  # the keys work beside the panel, too
        self.make.clicked.connect(lambda: self._make_model("quick"))
        self.file.clicked.connect(self.file_wanted)
        self.stop.clicked.connect(self.stop_wanted)

    # What comes in.

    def begin(self, folder: Path) -> None:
        """Shows that the photos of a folder are being looked at."""
        self._piles = None
        self._suggestions.clear()
        self._asked = ()
        self._left_out = []
        self.model_name.setText(FineTuneConfig(folder).model_name)
        self._progress.setText("")
        self._progress_bar.setRange(0, 0)
        self._stack.setCurrentIndex(0)
        self.questions.show_question(None)

    def show_progress(self, progress: Progress) -> None:
        """Shows how far that is."""
        self._progress.setText(progress_text(progress))
        self._progress_bar.setRange(0, progress.total or 0)
        self._progress_bar.setValue(progress.done if progress.total else 0)

    def note_left_out(self, photo: Path, why: str) -> None:
        """A photo cannot be used."""
        self._left_out.append((photo, why))

    def set_known(self, names: Sequence[str]) -> None:
        """Names of categories that the user may mean, beside those that were given already."""
        self._known = list(names)

    def show_piles(self, piles: Piles) -> None:
        """Shows the piles as they are now."""
        is_first = self._piles is None
        chosen = [pile.number for pile in self.list.selected()]
        self._piles = piles
        self._stack.setCurrentIndex(1)
        self.undo_stack.follow(piles)
        self.list.piles.set_piles(piles)
        names = sorted({pile.name for pile in piles.piles if pile.name}, key=str.casefold)
        for field in (self.field, self.questions.field):
            field.set_names(list(dict.fromkeys([*names, *self._known])))
        self._choose(chosen)
        self._show_numbers(piles, len(names))
        self.questions.show_accuracy(piles)
        if is_first:
            self.field.setFocus()
        self._ask_for_suggestions()

    def show_question(self, question: Question | None) -> None:
        """Asks about a photo; None where every one was asked about."""
        if question is None:
            self.questions.show_none_left()
        else:
            self.questions.show_question(question)

    def show_suggestions(self, photos: tuple[Path, ...], names: tuple[str, ...]) -> None:
        """Shows what a pile may be called."""
        self._asked = ()
        self._suggestions[photos] = names
        self._show_suggested()
        self._ask_for_suggestions()

    def explain_change(self) -> None:
        """Shows the piles again after a change that could not be made."""
        if self._piles:
            self.show_piles(self._piles)

    # Showing.

    def _show_numbers(self, piles: Piles, names: int) -> None:
        locale, count = QLocale(), len(piles.piles)
        named = sum(bool(pile.name) for pile in piles.piles)
        self._title.setText(
            self.tr("{folder}: %Ln photo(s)", "", piles.photos).format(folder=piles.folder.name or str(piles.folder))
        )
        self._slider_text.setText(self.tr("%Ln pile(s)", "", count))
        self.slider.blockSignals(True)
        self.slider.setRange(max(1, min(named + 1, count)), max(count, min(MOST_PILES, piles.photos)))
        if not self.slider.isSliderDown():
            self.slider.setValue(count)
        self.slider.setEnabled(named < count)
        self.slider.blockSignals(False)
        self._status.setText(
            self.tr("Named {named} of %Ln pile(s), {with_name} of {photos} photos", "", count).format(
                named=locale.toString(named),
                with_name=locale.toString(piles.named),
                photos=locale.toString(piles.photos),
            )
        )
        self._bar.setRange(0, max(1, piles.photos))
        self._bar.setValue(piles.named)
        self.make.setEnabled(names >= 2)
        self.make.setToolTip("" if names >= 2 else self.tr("Give at least two piles different names."))
        self.file.setEnabled(piles.named > 0)
        self._left_out_button.setVisible(bool(self._left_out))
        self._left_out_button.setText(self.tr("%Ln left out", "", len(self._left_out)))

    def _choose(self, numbers: Sequence[int]) -> None:
        """Selects the same piles again, or the first one that has no name."""
        assert self._piles is not None
        there = [number for number in numbers if self.list.piles.row_of(number) >= 0]
        unnamed = [pile.number for pile in self._piles.piles if not pile.name]
        if unnamed and (self._goes_on or not there):
            self.list.choose(unnamed[0])
        else:
            first, *others = there or [pile.number for pile in self._piles.piles[:1]] or [OUT]
            self.list.choose(first)
            for number in others:
                index = self.list.piles.index(self.list.piles.row_of(number))
                self.list.selectionModel().select(index, self.list.selectionModel().SelectionFlag.Select)
        if self._goes_on:
            (self.field if unnamed else self.questions).setFocus()
        self._goes_on = False
        self._show_selected()

    def _show_selected(self) -> None:
        piles = self.list.selected_entries()
        self.photos.show_photos(tuple(photo for pile in piles for photo in pile.photos))
        real = self.list.selected()
        one = real[0] if len(piles) == len(real) == 1 else None
        if not self.field.isModified() or not self.field.hasFocus() or one is None:
            self.field.setText(one.name if one else "")
        self.field.setEnabled(one is not None)
        self._split.setEnabled(one is not None and len(one.photos) > 1)
        self._merge.setEnabled(len(real) > 1)
        self._show_suggested()
        self._refresh_actions()

    def _show_suggested(self) -> None:
        assert self._piles is not None
        first = {
            pile.number: names[0]
            for pile in self._piles.piles
            if not pile.name and (names := self._suggestions.get(pile.photos[:TYPICAL]))
        }
        self.list.piles.set_suggested(first)
        real = self.list.selected()
        names = self._suggestions.get(real[0].photos[:TYPICAL], ()) if len(real) == 1 else ()
        for chip, name in zip(self._chips, [*names[:SUGGESTED], *[""] * SUGGESTED], strict=False):
            chip.setText(name)
            chip.setVisible(bool(name))
        self._suggested_text.setText(self.tr("Suggested:") if names else "")
        self.field.suggest(names[0] if names and not real[0].name else "")

    def _ask_for_suggestions(self) -> None:
        """For the chosen pile first, then for the others; one at a time."""
        if self._asked or self._piles is None:
            return
        for pile in (*self.list.selected()[:1], *self._piles.piles):
            typical = pile.photos[:TYPICAL]
            if not pile.name and typical not in self._suggestions:
                self._asked = typical
                self.suggestions_wanted.emit(typical)
                return

    def _refresh_actions(self) -> None:
        has_selected = self.photos.selectionModel().hasSelection()
        for action in (self._not_belonging, self._throw_out, self._move):
            action.setEnabled(has_selected)
        self._move_button.setEnabled(has_selected)
        self._show.setEnabled(has_selected)

    # What the user wants.

    def _take_count(self, count: int) -> None:
        self._slider_text.setText(self.tr("%Ln pile(s)", "", count))
        self.count_wanted.emit(count)

    def _name(self, name: str) -> None:
        real = self.list.selected()
        if len(real) == 1 and (name or real[0].name):
            self.field.setModified(False)
            self._goes_on = True
            self.named.emit(real[0].number, name)

    def _leave_field(self) -> None:
        """What was typed is forgotten; the arrows choose a pile again."""
        self.field.setModified(False)
        self._show_selected()
        self.list.setFocus()

    def _drop(self, photos: list[Path], number: int) -> None:
        if number == OUT:
            self.thrown_out.emit(photos)
        else:
            self.moved.emit(photos, None if number == NEW else number)

    def _fill_move_menu(self) -> None:
        self._move_menu.clear()
        named = [pile for pile in self._piles.piles if pile.name] if self._piles else []
        for pile in named:
            self._move_menu.addAction(pile.name.replace("&", "&&"), partial(self._move_selected, pile.number))
        self._move_menu.addSeparator()
        for pile in self._piles.piles[len(named) :] if self._piles else ():
            text = f"{self.list.piles.title(pile)} ({self.list.piles.count_text(pile)})".replace("&", "&&")
            self._move_menu.addAction(text, partial(self._move_selected, pile.number))
        self._move_menu.addSeparator()
        self._move_menu.addAction(self.tr("A new pile"), lambda: self.moved.emit(self.photos.selected(), None))

    def _move_selected(self, number: int) -> None:
        self.moved.emit(self.photos.selected(), number)

    def _make_model(self, preset: Preset) -> None:
        self.model_wanted.emit(preset, self.model_name.text().strip())

    def _take_out(self) -> None:
        self.not_belonging.emit(self.photos.selected())

    def _throw(self) -> None:
        self.thrown_out.emit(self.photos.selected())

    def _show_in_folder(self) -> None:
        self.open_photo_wanted.emit(self.photos.selected()[0])

    def _show_left_out(self) -> None:
        paths = [path for path, _ in self._left_out]
        text = self.tr("These photos are in no pile.")
        dialog = PathsDialog(text, paths, [why for _, why in self._left_out], self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open_photo_wanted.connect(self.open_photo_wanted)
        dialog.open()
