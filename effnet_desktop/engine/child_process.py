"""Runs a function in a process of its own, for steps that would freeze the window or cannot be interrupted.

A `Worker` is such a process for many short questions, where threads would wait for each other.

Importing PyTorch holds Python's lock for seconds, and neither it nor a conversion can be cancelled; a process can.
It ends with its parent, however that ends: nobody would hear of its work.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVarTuple

from effnet_desktop.engine.errors import EngineError
from effnet_desktop.engine.records.messages import Progress

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Ts = TypeVarTuple("Ts")

START_METHOD = "spawn"  # a fork would copy the window's locks, some of them taken
POLL_SECONDS = 0.1


def run_in_child(progress: Progress, function: Callable[[*Ts], object], *args: *Ts) -> Generator[Any, None, Any]:
    """Runs a module-level function in a fresh Python process; closing the generator ends the process.

    Args:
        progress: Yielded again and again while nothing is heard of the function.
        function: What to run, or a generator function, whose events are passed on. It, its arguments, events and
            result must be picklable.
        *args: Its arguments.

    Returns:
        What the function returned.

    Raises:
        EngineError: Whatever the function raised, or that the process died.
    """
    import multiprocessing  # most starts of the window need none of it

    context: Any = multiprocessing.get_context(START_METHOD)
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(theirs, function, args), daemon=True)
    process.start()
    theirs.close()
    try:
        while True:
            if not ours.poll(POLL_SECONDS):
                yield progress
                continue
            kind, value = ours.recv()
            if kind == "returned":
                return value
            if kind == "raised":
                raise value
            if isinstance(value, Progress):
                progress = value
            yield value
    except EOFError:
        process.join()
        raise EngineError(
            "A worker process ended unexpectedly (code {code}).",
            "The machine may be short of memory: close other programs and try again.",
            code=process.exitcode,
        ) from None
    finally:
        ours.close()
        process.terminate()
        process.join()


class Worker:
    """A fresh Python process that answers one question after the other, with arrays in memory that both share.

    Nothing of it outlives either process: the memory loses its name as soon as the worker has opened it.

    Args:
        answer: A module-level function of the memory and a question; what it raises ends the process.
        size: Bytes of that memory.

    Raises:
        OSError: There is no memory, or no process can be started.
    """

    def __init__(self, answer: Callable[[memoryview, Any], object], size: int) -> None:
        import multiprocessing
        from multiprocessing.shared_memory import SharedMemory

        context: Any = multiprocessing.get_context(START_METHOD)
        self._memory = SharedMemory(create=True, size=size)
        try:
            self._connection, theirs = context.Pipe()
            arguments = (theirs, self._memory.name, answer)
            self._process = context.Process(target=_answer_all, args=arguments, daemon=True)
            with _interrupts_held_back():
                self._process.start()
            theirs.close()
        except BaseException:
            self._memory.unlink()
            self._memory.close()
            raise

    def ask(self, question: object, is_wanted: Callable[[], bool]) -> Any:
        """What the worker says; None once nobody wants it any more, and then the worker is of no more use.

        Raises:
            EOFError: It has died, whatever the reason.
        """
        try:
            self._connection.send(question)
            while not self._connection.poll(POLL_SECONDS):
                if not is_wanted():
                    return None
            return self._connection.recv()
        except OSError as error:  # a broken pipe
            raise EOFError from error

    def wait_until_ready(self) -> None:
        """Waits until it can answer, and takes its memory's name away.

        Raises:
            EOFError: It has died.
        """
        try:
            self._connection.recv()
        except OSError as error:
            raise EOFError from error
        finally:
            self._forget_name()

    @property
    def memory(self) -> memoryview:
        """What both share."""
        assert self._memory.buf is not None
        return self._memory.buf

    @property
    def pid(self) -> int | None:
        """Of the process."""
        return self._process.pid  # type: ignore[no-any-return]

    @property
    def is_alive(self) -> bool:
        """Whether the process has not ended."""
        return bool(self._process.is_alive())

    def kill(self) -> None:
        """Ends the process at once, also while another thread waits for its answer; that one has an EOFError then."""
        self._process.terminate()
        self._process.join()

    def end(self) -> None:
        """Ends the process and frees the memory; more than once, too, but not while another thread waits."""
        self.kill()
        self._connection.close()
        self._forget_name()
        self._memory.close()

    def _forget_name(self) -> None:
        with suppress(FileNotFoundError):
            self._memory.unlink()


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Keeps Ctrl+C, which a terminal sends to all, from processes that are started meanwhile: the parent ends them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _answer_all(connection: Connection, memory: str, answer: Callable[[memoryview, Any], object]) -> None:
    from multiprocessing.shared_memory import SharedMemory

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):  # the parent has ended, or does not want us any more
        shared = SharedMemory(memory)
        assert shared.buf is not None
        connection.send("ready")
        while True:
            connection.send(answer(shared.buf, connection.recv()))


def _run(connection: Connection, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        result = function(*args)
        if isinstance(result, Generator):
            result = _pass_on(result, connection)
        answer = ("returned", result)
    except Exception as error:
        answer = ("raised", _explained(error))
    connection.send(answer)


def _explained(error: Exception) -> EngineError:
    if isinstance(error, EngineError):
        return error
    if isinstance(error, OSError) and error.filename:
        reason = error.strerror or str(error)
        return EngineError("{path} cannot be used: {reason}.", path=error.filename, reason=reason)
    return EngineError("Something unexpected went wrong: {reason}", reason=repr(error))


def _end_with_parent() -> None:
    import multiprocessing

    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _pass_on(events: Generator[Any, None, Any], connection: Connection) -> Any:
    while True:
        try:
            connection.send(("event", next(events)))
        except StopIteration as stop:
            return stop.value
