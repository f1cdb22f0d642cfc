"""Asks which category a photo shows: the likely ones first, any other by typing a part of its name."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
NOT_FOUND = (3, -1)


class CategoryChooser(QDialog):
    """A field with a list below it.

    Attributes:
        chosen: Signal with the category; never, where the user closes the window.

    Args:
        categories: All that there are.
        likely: Those to show first.
        name_of: A category in the user's language.
        parent: Qt's owner.
    """

    chosen = Signal(str)

    def __init__(
        self,
        categories: Sequence[str],
        likely: Sequence[str] = (),
        name_of: Callable[[str], str] = str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("What is it?"))
        rest = sorted(set(categories) - set(likely), key=lambda category: name_of(category).casefold())
        self._field = QLineEdit()
        self._field.setPlaceholderText(self.tr("Type a part of the name"))
        self._field.setAccessibleName(self.tr("Category"))
        self._field.textChanged.connect(self._filter)
        self._field.installEventFilter(self)
        self._list = QListWidget()
        self._list.setUniformItemSizes(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setAccessibleName(self.tr("Categories"))
        for category in dict.fromkeys((*likely, *rest)):
            item = QListWidgetItem(name_of(category))
            item.setData(Qt.ItemDataRole.UserRole, category)
            item.setToolTip(category)
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        self._list.itemClicked.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.addWidget(self._field)
        layout.addWidget(self._list)
        self.resize(320, 420)

    def type(self, text: str) -> None:
        """Begins with what the user typed before this window was there."""
        self._field.setText(text)
        self._field.setFocus()

    def _filter(self, text: str) -> None:
        """Shows what has the text in it, what begins with it first."""
        typed = text.strip().casefold()
        best = NOT_FOUND
        for row in range(self._list.count()):
            item = self._list.item(row)
            names = item.text().casefold(), str(item.toolTip()).casefold()
            is_found = any(typed in name for name in names)
            item.setHidden(not is_found)
            if is_found:
                rank = 0 if typed in names else 1 if any(name.startswith(typed) for name in names) else 2
                best = min(best, (rank, row))
        self._list.setCurrentRow(best[1])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows move in the list, Enter chooses."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in KEYS:
                self._list.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self._list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None and not item.isHidden():
            self.accept()
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))
