"""Long work in the window's thread, a few milliseconds at a time, so that events are taken in between."""

import time
from collections.abc import Generator

from PySide6.QtCore import QObject, QTimer, Signal

SLICE_SECONDS = 0.008


class Slices(QObject):
    """Runs one generator at a time.

    Attributes:
        ended: Signal with what the generator returned.
        cost: Seconds that the last one took so far, pauses not counted.

    Args:
        parent: Qt's owner.
    """

    ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cost = 0.0
        self._steps: Generator[None, None, object] | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_running(self) -> bool:
        """Whether there is something left to do."""
        return self._steps is not None

    def start(self, steps: Generator[None, None, object]) -> None:
        """Drops what was running and begins another one, whose first slice is done at once."""
        self.stop()
        self._steps = steps
        self.cost = 0.0
        self._timer.start()
        self._go_on()

    def stop(self) -> None:
        """Drops what is left to do."""
        self._timer.stop()
        self._steps = None

    def finish(self) -> None:
        """Does what is left, now."""
        while self._steps is not None:
            self._go_on()

    def _go_on(self) -> None:
        steps, start = self._steps, time.monotonic()
        if steps is None:
            return
        try:
            next(steps)
            while time.monotonic() < start + SLICE_SECONDS:
                next(steps)
        except StopIteration as end:
            self.cost += time.monotonic() - start
            self.stop()
            self.ended.emit(end.value)
        except BaseException:
            self.stop()  # rather than to fail again and again
            raise
        else:
            self.cost += time.monotonic() - start
