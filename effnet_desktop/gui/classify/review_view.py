"""Review: one photo after the other, judged with the keyboard alone."""

from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import QEvent, QLocale, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop.engine.chance import wilson_interval
from effnet_desktop.engine.records.classifying import Judgement
from effnet_desktop.gui.classify.large_photo import LargePhoto
from effnet_desktop.gui.classify.photo_model import Photo
from effnet_desktop.gui.classify.prediction_bars import PredictionBars
from effnet_desktop.gui.classify.review_queue import ReviewQueue
from effnet_desktop.gui.help.keys import Key
from effnet_desktop.gui.widgets.category_chooser import CategoryChooser
from effnet_desktop.gui.widgets.fonts import bold, larger
from effnet_desktop.gui.widgets.progress_bar import ProgressBar
from effnet_desktop.gui.wording import answer_line, english_names, language, percent_text

PANEL = 300


class ReviewView(QWidget):
    """Shows a `ReviewQueue`, and says what the user makes of each photo.

    Attributes:
        photo: The photo in question, in the whole height.
        actions_of_photo: What can be said of it, for its menu.
        judged: Signal with the photo and the user's `Judgement` of it.
        moved: Signal: another photo is in question, whose picture is wanted.
        left: Signal: the user has had enough, or there is nothing left.
    """

    judged = Signal(object, object)
    moved = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._queue = ReviewQueue((), ())
        self._categories: list[str] = []
        self._name_of: Callable[[str], str] = str
        self.photo = LargePhoto()
        self._progress = QLabel()
        self._bar = ProgressBar()
        self._bar.setMaximumHeight(6)
        self._accuracy = QLabel(wordWrap=True)
        self._question = QLabel(wordWrap=True)
        self._question.setFont(larger(bold(self._question.font()), 1.3))
        self._question.setTextFormat(Qt.TextFormat.PlainText)
        self._group = QLabel(wordWrap=True)
        self._group.setTextFormat(Qt.TextFormat.PlainText)
        self._said = QLabel(wordWrap=True)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._bars = PredictionBars()
        self._digits = QLabel(wordWrap=True)
        self._digits.setTextFormat(Qt.TextFormat.RichText)
        self._keys = QLabel(wordWrap=True)
        self._keys.setTextFormat(Qt.TextFormat.RichText)
        self._keys.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        leave = QPushButton(self.tr("Back to the list"))
        leave.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        leave.clicked.connect(self.left)

        panel = QWidget()
        layout = QVBoxLayout(panel)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.setSpacing(8)
        for widget in (self._progress, self._bar, self._accuracy, self._question, self._group, self._said, self._bars):
            layout.addWidget(widget)
        for widget in (self._digits, self._keys):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(leave)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(panel)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFixedWidth(PANEL)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.photo, stretch=1)
        row.addWidget(scroll)
        self.actions_of_photo = [
            self._action(text, slot)
            for text, slot in (
                (self.tr("It is right"), self._confirm),
                (self.tr("It is wrong"), self._reject),
                (self.tr("It is something else…"), self._ask_for_category),
                (self.tr("Skip"), lambda: self._go(1)),
                (self.tr("Back"), lambda: self._go(-1)),
            )
        ]
        self.photo.installEventFilter(self)
        self.photo.left.connect(self.left)

    def _action(self, text: str, slot: Callable[[], None]) -> QAction:
        action = QAction(text, self)  # without a shortcut: its key is `_take_key`'s
        action.triggered.connect(lambda: slot())
        return action

    @property
    def current(self) -> Photo | None:
        """The photo in question."""
        return self._queue.current

    @property
    def coming(self) -> Photo | None:
        """The photo after it."""
        return self._queue.coming

    def start(self, photos: Sequence[Photo], categories: Sequence[str], name_of: Callable[[str], str] = str) -> int:
        """Begins with photos.

        Args:
            photos: What to review.
            categories: What a photo may be put into.
            name_of: A category in the user's language.

        Returns:
            How many there are to judge.
        """
        self._queue = ReviewQueue(photos, categories)
        self._categories = list(categories)
        self._name_of = name_of
        rows = [f"<b>{key}</b>&nbsp; {escape(name_of(name))}" for key, name in self._queue.keys.items()]
        self._digits.setText("<br>".join(rows))
        english = [f"{key}: {name}" for key, name in self._queue.keys.items() if name_of(name) != name]
        self._digits.setToolTip("\n".join(english))
        self._keys.setText(
            self.tr(
                "<b>Enter</b> it is right<br><b>Digit</b> or <b>letters</b>: another category<br>"
                "<b>0</b> wrong, without saying what it is<br><b>S</b> skip &nbsp; <b>Backspace</b> back<br>"
                "<b>Ctrl+Z</b> undo &nbsp; <b>Esc</b> back to the list"
            )
        )
        self._show()
        self.photo.setFocus()
        return len(self._queue.photos)

    def refresh(self) -> None:
        """Shows what is said of the photos by now, after an undo for example."""
        self._show_numbers()
        self._show_said()

    def show_picture(self, picture: QPixmap, size: QSize | None, reason: str) -> None:
        """Shows the picture of the photo in question."""
        if picture.isNull():
            self.photo.set_text(reason)
        else:
            self.photo.set_picture(picture, size)

    def _show(self) -> None:
        photo = self._queue.current
        self._show_numbers()
        self._show_said()
        if photo is None or photo.classification is None:
            self.photo.set_photo("")
            self.photo.set_text(self.tr("That was the last one. Esc goes back to the list."))
            self._question.setText("")
            self._group.hide()
            self._bars.set_predictions((), None)
            return
        self.photo.set_photo(photo.path.name)
        best = photo.classification.predictions[0]
        name = best.name_in(language())
        self._question.setText(self.tr("Is it {category}?").format(category=name))
        self._question.setToolTip(best.category if best.category != name else "")
        answer = photo.classification
        self._group.setText(answer_line(answer) if answer.group or answer.is_novel else "")
        self._group.setVisible(bool(self._group.text()))
        self._bars.setToolTip(english_names(photo.classification))
        self._bars.set_predictions(photo.classification.predictions, None)
        self.moved.emit()

    def _show_numbers(self) -> None:
        total, done = len(self._queue.photos), min(self._queue.place + 1, len(self._queue.photos))
        number = QLocale().toString
        self._progress.setText(self.tr("{done} of {total}").format(done=number(done), total=number(total)))
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(self._queue.place)
        right, judged = self._queue.judged
        low, high = wilson_interval(right, judged)
        self._accuracy.setText(
            self.tr("Right so far: {share} ({low} to {high}) of %Ln photo(s) that you judged", "", judged).format(
                share=percent_text(100 * right / judged), low=percent_text(100 * low), high=percent_text(100 * high)
            )
            if judged
            else self.tr("The least certain come first, so they are right less often than all photos are.")
        )

    def _show_said(self) -> None:
        photo = self._queue.current
        said = photo.judgement if photo else None
        text = ""
        if said and said.category:
            text = self.tr("You said: {category}").format(category=self._name_of(said.category))
        elif said:
            text = self.tr("You said: not {category}").format(category=self._name_of(said.rejected or ""))
        self._said.setText(text)
        self._said.setVisible(bool(text))

    def _judge(self, judgement: Judgement) -> None:
        if photo := self._queue.current:
            self.judged.emit(photo, judgement)
            self._go(1)

    def _go(self, step: int) -> None:
        self._queue.go(step)
        self._show()
        self.photo.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes the keys of the photo."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_ours(event):
            event.accept()  # before 0 and 1 mark what is selected in the list
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._take_key(event)
        return super().eventFilter(watched, event)

    @staticmethod
    def _is_ours(event: QKeyEvent) -> bool:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        return plain and (event.text().isprintable() or event.key() == Qt.Key.Key_Escape)

    def keys(self) -> list[Key]:
        """What `_take_key` does, for the help."""
        return [
            Key(self.tr("Enter"), self.tr("The answer is right")),
            Key("0", self.tr("The answer is wrong")),
            Key("1–9", self.tr("It is the category with this digit")),
            Key(self.tr("A to Z"), self.tr("It is another category: type its name")),
            Key("S, →", self.tr("Skip the photo")),
            Key(self.tr("Backspace, ←"), self.tr("Back to the photo before")),
            Key(self.tr("Esc"), self.tr("End the review")),
        ]

    def _take_key(self, event: QKeyEvent) -> bool:
        keys, text = Qt.Key, event.text()
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        is_way = event.key() in (keys.Key_Backspace, keys.Key_Left, keys.Key_Up, keys.Key_Right, keys.Key_Down)
        if event.isAutoRepeat() and not is_way:
            return True  # a key held down judges one photo
        if event.key() in (keys.Key_Return, keys.Key_Enter, keys.Key_Space):
            self._confirm()
        elif event.key() in (keys.Key_Backspace, keys.Key_Left, keys.Key_Up):
            self._go(-1)
        elif event.key() in (keys.Key_Right, keys.Key_Down) or text in ("s", "S"):
            self._go(1)
        elif text == "0":
            self._reject()
        elif text in self._queue.keys and text:
            self._judge(Judgement(self._queue.keys[text]))
        elif text.isalpha() or text == "/":
            self._ask_for_category(text.removeprefix("/"))
        else:
            return False
        return True

    def _confirm(self) -> None:
        photo = self._queue.current
        if photo and photo.answer:
            self._judge(Judgement(photo.answer))

    def _reject(self) -> None:
        photo = self._queue.current
        if photo and photo.answer:
            self._judge(Judgement(None, photo.answer))

    def _ask_for_category(self, typed: str = "") -> None:
        photo = self._queue.current
        if photo is None or photo.classification is None:
            return
        likely = [prediction.category for prediction in photo.classification.predictions]
        chooser = CategoryChooser(self._categories, likely, self._name_of, self)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.chosen.connect(lambda category: self._judge(Judgement(category)))
        chooser.open()
        chooser.type(typed)
