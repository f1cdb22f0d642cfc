"""A button for an action that has a key, too."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPushButton


class ActionButton(QPushButton):
    """Does what the action does, and looks as it is; a click leaves the focus where it was.

    Args:
        action: The action.
        shows_key: Whether its key stands on the button, and not only in its tooltip.
    """

    def __init__(self, action: QAction, shows_key: bool = False) -> None:
        super().__init__()
        self._action = action
        self._shows_key = shows_key
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        text, tip = self._action.text(), self._action.toolTip()
        keys = self._action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.setEnabled(self._action.isEnabled())
        if keys and self._shows_key:
            text = self.tr("{text} ({keys})").format(text=text, keys=keys)
        elif keys:
            tip = self.tr("{tip} ({keys})").format(tip=tip, keys=keys)
        self.setText(text)
        self.setToolTip(tip)
