"""Runs a function in a process of its own, for steps that would freeze the window or cannot be interrupted.

Importing PyTorch holds Python's lock for seconds, and neither it nor a conversion can be cancelled; a process can.
It ends with its parent, however that ends: nobody would hear of its work.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator
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
