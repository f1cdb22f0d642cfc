"""Asks what one photo is, and shows how right the piles are by the answers so far."""

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QPalette, QPixmap
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from effnet_desktop.engine.records.piles import Piles, Question
from effnet_desktop.gui.piles.name_field import NameField
from effnet_desktop.gui.widgets.action_button import ActionButton
from effnet_desktop.gui.widgets.fonts import bold, larger
from effnet_desktop.gui.widgets.photo_view import PhotoView
from effnet_desktop.gui.widgets.pictures import Pictures
from effnet_desktop.gui.wording import percent_text

WIDTH = 280


class QuestionPanel(QWidget):
    """A photo, what it is taken for, and keys for the answer.

    Attributes:
        answered: Signal with the `Question` and the category that the user gave; an empty one for none of them.
        skipped: Signal with the `Question`.
        keys: What answers; their keys are the view's.

    Args:
        small: Where a picture comes from that stands in.
        large: Where the photo's picture comes from.
    """

    answered = Signal(object, str)
    skipped = Signal(object)

    def __init__(self, small: Pictures, large: Pictures) -> None:
        super().__init__()
        self._small, self._large = small, large
        self._question: Question | None = None
        self._asks_for_name = False
        self._view = PhotoView()
        self._text = QLabel(wordWrap=True)
        self._text.setFont(larger(bold(self._text.font()), 1.2))
        self._why = QLabel(wordWrap=True)
        self._why.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._accuracy = QLabel(wordWrap=True)
        for label in (self._text, self._why, self._accuracy):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.field = NameField()
        self.field.setAccessibleName(self.tr("Category of the photo in question"))
        self.yes = self._action(self.tr("Yes"), "Y", self._confirm)
        self.no = self._action(self.tr("No…"), "N", self._ask_for_name)
        self.none = self._action(self.tr("None of these"), "0", lambda: self._answer(""))
        self.skip = self._action(self.tr("Skip"), "S", self._skip)
        self.keys = (self.yes, self.no, self.none, self.skip)
        self.none.setToolTip(self.tr("Throws the photo out: it is neither learnt nor filed"))
        buttons = QGridLayout()
        buttons.setSpacing(8)
        for place, action in enumerate(self.keys):
            buttons.addWidget(ActionButton(action, shows_key=True), place // 2, place % 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._view, stretch=1)
        for widget in (self._text, self._why, self.field):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        layout.addWidget(self._accuracy)
        self.setMinimumWidth(WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # from the field of a name to the keys
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.field.named.connect(lambda name: self._answer(name) if name else None)
        self.field.left.connect(self._leave_field)
        large.changed.connect(self._show_picture)
        small.changed.connect(self._show_picture)
        self.show_question(None)

    def _action(self, text: str, key: str, slot: object) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(slot)
        return action

    def show_question(self, question: Question | None) -> None:
        """Asks; None where there is nothing to ask (or not yet)."""
        self._question = question
        self._asks_for_name = question is not None and not question.proposed
        if question is None:
            self._text.setText("")
            self._why.setText("")
        elif question.proposed:
            self._text.setText(self.tr("Is this “{category}”?").format(category=question.proposed))
            self._why.setText(
                self.tr("Drawn by chance, to see how right the piles are")
                if question.is_by_chance
                else self.tr("In doubt ({probability}): its answer teaches most").format(
                    probability=percent_text(100 * question.probability)
                )
            )
        else:
            self._text.setText(self.tr("What is this?"))
            self._why.setText(self.tr("A typical photo of those without a name"))
        self.field.clear()
        self.field.suggest("")
        self._show_picture()
        self._refresh()

    def show_none_left(self) -> None:
        """Says that every photo was asked about."""
        self.show_question(None)
        self._text.setText(self.tr("You were asked about every photo."))

    def show_accuracy(self, piles: Piles) -> None:
        """Shows how right the piles are, by the photos that were drawn by chance."""
        if not piles.judged:
            text = self.tr("Answer some questions to see how right the piles are.") if piles.named else ""
        else:
            low, high = (QLocale().toString(100 * bound, "f", 1) for bound in piles.ci95)
            text = self.tr(
                "Right so far: {percent} ({low} to {high} %), counted on %Ln photo(s) that you judged", "", piles.judged
            ).format(percent=percent_text(100 * piles.right / piles.judged), low=low, high=high)
        self._accuracy.setText(text)

    def set_names(self, names: list[str]) -> None:
        """Completes to these."""
        self.field.set_names(names)

    def _refresh(self) -> None:
        is_asked = self._question is not None
        self.field.setVisible(self._asks_for_name)
        self.yes.setEnabled(is_asked and bool(self._question and self._question.proposed))
        self.no.setEnabled(self.yes.isEnabled())
        self.none.setEnabled(is_asked)
        self.skip.setEnabled(is_asked)

    def _show_picture(self) -> None:
        if self._question is None:
            self._view.set_picture(QPixmap())
            return
        picture = self._large.get(self._question.photo)
        if picture is None:
            self._view.set_picture(self._small.get(self._question.photo) or QPixmap())
        elif picture.isNull():
            self._view.set_text(self.tr("The photo cannot be read."))
        else:
            self._view.set_picture(picture, QSize())

    def _confirm(self) -> None:
        if self._question:
            self._answer(self._question.proposed)

    def _ask_for_name(self) -> None:
        self._asks_for_name = True
        self._refresh()
        self.field.setFocus()

    def _leave_field(self) -> None:
        """The keys answer again."""
        self.field.clear()
        self._asks_for_name = self._question is not None and not self._question.proposed
        self._refresh()
        self.setFocus()

    def _answer(self, category: str) -> None:
        if self._question:
            question = self._question
            if self.field.hasFocus():
                self.setFocus()  # the next answer is a key again
            self.show_question(None)
            self.answered.emit(question, category)

    def _skip(self) -> None:
        if self._question:
            question = self._question
            self.show_question(None)
            self.skipped.emit(question)
