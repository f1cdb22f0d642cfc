"""What can be undone in the piles: the steps that the engine keeps, for the window's menu."""

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand, QUndoStack

from effnet_desktop.engine.records.piles import Piles


class PilesUndoStack(QUndoStack):
    """Has a step for each that the engine can take back or make again, those of an earlier session, too.

    Args:
        undo: Takes the last change back.
        redo: Makes it again.
    """

    def __init__(self, undo: Callable[[], None], redo: Callable[[], None]) -> None:
        super().__init__()
        self._undo, self._redo = undo, redo
        self.is_following = False

    def follow(self, piles: Piles) -> None:
        """Has as many steps as these piles have."""
        steps = piles.undo_steps + piles.redo_steps
        if (self.count(), self.index()) == (steps, piles.undo_steps):
            return
        self.is_following = True
        self.clear()
        for _ in range(steps):
            self.push(_Step(self, self.tr("Change of the piles")))
        self.setIndex(piles.undo_steps)
        self.is_following = False

    def change(self, is_back: bool) -> None:
        """The user wants a step."""
        if not self.is_following:
            (self._undo if is_back else self._redo)()


class _Step(QUndoCommand):
    """One change, whatever it was."""

    def __init__(self, stack: PilesUndoStack, text: str) -> None:
        super().__init__(text)
        self._stack = stack

    def undo(self) -> None:
        self._stack.change(is_back=True)

    def redo(self) -> None:
        self._stack.change(is_back=False)
