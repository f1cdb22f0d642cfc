"""A field for the name of a category: those that there are come up while one types, any other may be typed."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCompleter, QLineEdit


class NameField(QLineEdit):
    """Takes a name with Enter; with nothing typed, the one that is suggested.

    Attributes:
        named: Signal with the name, without blanks around it; empty where there is none.
        left: Signal: the user pressed Escape.
    """

    named = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._known = QStringListModel(self)
        self._suggested = ""
        completer = QCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)
        self.setClearButtonEnabled(True)
        self.returnPressed.connect(self._take)

    def set_names(self, names: Sequence[str]) -> None:
        """Completes to these."""
        if self._known.stringList() != list(names):
            self._known.setStringList(names)

    def suggest(self, name: str) -> None:
        """Shows what Enter takes as long as nothing is typed; an empty name for nothing."""
        self._suggested = name
        self.setPlaceholderText(self.tr("{name} (Enter)").format(name=name) if name else self.tr("Type a name"))

    def event(self, event: QEvent) -> bool:
        """Leaves undo to the window where nothing was typed that could be undone; takes Escape for itself."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
            if event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable():
                event.ignore()
                return True
            if event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable():
                event.ignore()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the field."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _take(self) -> None:
        self.named.emit(self.text().strip() or self._suggested)
