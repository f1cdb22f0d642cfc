"""Tasks and lanes: the only threading code of the app.

A long verb of the engine is a generator. A `Task` runs one in the background and turns what it yields, returns or
raises into signals in the UI thread. A `Lane` runs its tasks one after the other; there is one for each resource that
tasks would fight over, so that order replaces locks.

Results reach the UI thread in slices: the worker puts them in the task's outbox, and the UI thread empties that for at
most `SLICE_SECONDS` every `PAUSE_MS`, so that a burst of results leaves time for painting and input. A full outbox
makes the worker wait: memory stays bounded however slow the window is. (A queued signal per result would do neither.)
"""

import logging
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, Qt, QThreadPool, QTimer, Signal, Slot

from effnet_desktop.engine.errors import EngineError

PAUSE_MS = 15
SLICE_SECONDS = 0.01
OUTBOX_SIZE = 500
NICE = 5
"""By how much less urgent the background is: a third as much of a core where both want it."""

Verb = Callable[[], Generator[object, None, object]]

log = logging.getLogger(__name__)


class Task(QObject):
    """One run of a long verb. Made by `Lane.submit`; all signals come in the UI thread.

    Signals:
        progressed: Something that the verb yielded.
        succeeded: What it returned.
        failed: The `EngineError` that it raised.
        cancelled: It was cancelled, even if it came to its end meanwhile.
        finished: It is over, after one of the three above; nothing comes after this.
    """

    progressed = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()

    _wake = Signal()

    def __init__(self, verb: Verb, outbox_size: int = OUTBOX_SIZE) -> None:
        super().__init__()
        self._verb = verb
        self._outbox_size = outbox_size
        self._changed = threading.Condition()  # guards the three below
        self._outbox: deque[object] = deque()
        self._outcome: Callable[[], None] | None = None
        self._is_cancelled = False

        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self.deliver)
        self._wake.connect(self._start_timer, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Closes the verb at its next yield; call it in the UI thread. `progressed` never comes after this."""
        with self._changed:
            self._is_cancelled = True
            self._outbox.clear()
            self._changed.notify()

    def run(self) -> None:
        """Runs the verb to its end in the calling thread, which is the lane's worker."""
        _give_way()
        try:
            outcome = self._iterate()
        except EngineError as error:
            outcome = _later(self.failed, error)
        except Exception as error:
            log.exception("A task failed")
            message = "Something unexpected went wrong: {reason}"
            reason = str(error) or type(error).__name__
            outcome = _later(self.failed, EngineError(message, "The log has the details.", reason=reason))
        with self._changed:
            self._outcome = outcome
            self._wake.emit()  # while it is locked: a delivered outcome is the end of this object

    def _iterate(self) -> Callable[[], None]:
        if self._is_cancelled:
            return self.cancelled.emit
        generator = self._verb()
        try:
            while True:
                item = next(generator)
                if not self._post(item):
                    return self.cancelled.emit
        except StopIteration as end:
            return _later(self.succeeded, end.value)
        finally:
            generator.close()  # so that the verb cleans up now and in this thread

    def _post(self, item: object) -> bool:
        """Puts `item` in the outbox once it has room; False if the task is cancelled."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._outbox) < self._outbox_size or self._is_cancelled)
            if self._is_cancelled:
                return False
            self._outbox.append(item)
            is_first = len(self._outbox) == 1
        if is_first:  # otherwise the UI thread is on its way already
            self._wake.emit()
        return True

    @Slot()
    def _start_timer(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def deliver(self) -> None:
        """Emits what has come; the timer calls this."""
        self._timer.stop()
        until = time.monotonic() + SLICE_SECONDS
        while self._outbox:
            if time.monotonic() > until:
                self._start_timer()
                return
            with self._changed:
                item = self._outbox.popleft()
                self._changed.notify()
            self.progressed.emit(item)  # may call cancel(), which empties the outbox
        with self._changed:
            outcome, self._outcome = self._outcome, None
        if outcome is not None:
            self.cancelled.emit() if self._is_cancelled else outcome()
            self.finished.emit()


def _give_way() -> None:
    """Lets the window's thread go before this one and all that it will start, the libraries' threads, too.

    Only Linux gives each thread a priority of its own that others inherit. A batch thread that wakes does not interrupt
    the window's: with 6,000 photos on two cores, its 20 longest turns took 35 to 37 ms on average instead of 43.
    """
    if sys.platform == "linux":
        thread = threading.get_native_id()
        with suppress(OSError):  # somebody gave it less already, or forbids this
            nice = os.getpriority(os.PRIO_PROCESS, os.getpid()) + NICE  # a process is known by its first thread
            os.setpriority(os.PRIO_PROCESS, thread, min(nice, 19))
            if os.sched_getscheduler(thread) == os.SCHED_OTHER:
                os.sched_setscheduler(thread, os.SCHED_BATCH, os.sched_param(0))


def _later(signal: Any, value: object) -> Callable[[], None]:
    return lambda: signal.emit(value)


class Lane(QObject):
    """Runs tasks one after the other in one background thread.

    Args:
        parent: Owner; call `shutdown` before it is deleted.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self, maxThreadCount=1)
        self._tasks: list[Task] = []  # held here until they are finished: their signals need them alive
        self._is_shut_down = False

    @property
    def is_busy(self) -> bool:
        """Whether a task runs or waits."""
        return bool(self._tasks)

    def submit(self, verb: Verb, outbox_size: int = OUTBOX_SIZE) -> Task:
        """Queues a verb; connect to the task's signals at once, they come later.

        Args:
            verb: Returns the generator; called in the background, or never after `shutdown`.
            outbox_size: How far it may run ahead of the window, in things that it yields.
        """
        task = Task(verb, outbox_size)
        if self._is_shut_down:
            return task
        self._tasks.append(task)
        task.finished.connect(lambda: self._forget(task))
        self._pool.start(task.run)
        return task

    def _forget(self, task: Task) -> None:
        self._tasks.remove(task)
        task.deleteLater()  # Qt then drops the connections, and with them what the slots hold: this task, for one

    def cancel_all(self) -> None:
        """Cancels the running task and those that wait."""
        for task in self._tasks:
            task.cancel()

    def shutdown(self, ms: int) -> bool:
        """Cancels everything and waits for the thread to end.

        Args:
            ms: How long to wait at most.

        Returns:
            Whether it ended; a verb in the midst of a long step may not.
        """
        self._is_shut_down = True
        self.cancel_all()
        has_ended = self._pool.waitForDone(ms)
        if has_ended:
            for task in list(self._tasks):
                task.deliver()  # the event loop may not come round again
        return has_ended


def one_step(call: Callable[[], object]) -> Verb:
    """A verb without a progress of its own, from a plain call."""

    def verb() -> Generator[object, None, object]:
        yield from ()
        return call()

    return verb
