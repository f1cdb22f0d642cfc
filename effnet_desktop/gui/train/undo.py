"""What can be undone on the Train page, and done again: labels that moved, photos left out."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtGui import QUndoCommand

Decisions = Sequence[tuple[Path, str | None]]
"""Photos with the category that the user gives each; empty to leave it out, None for what its folder says."""


class Decide(QUndoCommand):
    """The user decides about photos of a training folder, whichever one is shown later.

    Args:
        apply: Writes decisions into the list of a folder.
        folder: The training folder.
        before: What held so far.
        after: What the user decides.
        text: What it is called in the menu.
    """

    def __init__(
        self, apply: Callable[[Path, Decisions], None], folder: Path, before: Decisions, after: Decisions, text: str
    ) -> None:
        super().__init__(text)
        self._apply = apply
        self._folder = folder
        self._before, self._after = before, after

    def redo(self) -> None:
        """Decides."""
        self._apply(self._folder, self._after)

    def undo(self) -> None:
        """Takes it back."""
        self._apply(self._folder, self._before)
