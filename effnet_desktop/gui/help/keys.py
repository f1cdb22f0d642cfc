"""What keys do, for the help."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtGui import QAction, QKeySequence


class Key(NamedTuple):
    """What a key does.

    Attributes:
        keys: As the user types them.
        text: What happens then.
    """

    keys: str
    text: str


def keys_of(actions: Sequence[QAction]) -> list[Key]:
    """The shortcuts of menus' actions, under the names that the menus have for them, each once.

    An action whose name changes with what it is about has its usual one for *What's This*.
    """
    found = []
    for action in actions:
        native = QKeySequence.SequenceFormat.NativeText
        if keys := ", ".join(shortcut.toString(native) for shortcut in action.shortcuts()):
            found.append(Key(keys, _plain(action.whatsThis() or action.text())))
    return list(dict.fromkeys(found))


def _plain(text: str) -> str:
    """Without the letter for the keyboard, which Japanese has in brackets, and the dots that announce a dialog."""
    return re.sub(r"\(&\w\)", "", text).replace("&", "").rstrip("….")
