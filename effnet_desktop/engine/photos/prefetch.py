"""Work ahead of a consumer on a few threads, in order and within bounds."""

import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future as Future
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar
from weakref import WeakSet

from effnet_desktop.engine.records.devices import DeviceKind

T = TypeVar("T")
R = TypeVar("R")

CORES = os.cpu_count() or 2
DECODERS = max(2, min(4, CORES))
"""Threads that decode photos ahead: more gain nothing, as the backend wants the processor, too."""
MOST_DECODERS = max(2, min(16, CORES))
"""Where something else computes, or no more is decoded than is computed: a few threads would starve many cores."""


def decoders(device: DeviceKind) -> int:
    """How many threads decode photos for a device."""
    return DECODERS if device == "cpu" else MOST_DECODERS


MEMORY = 1_200_000_000
"""Bytes that all photos together may take while they are decoded; with all else, the app stays below 1.5 GB."""

_stopping: ContextVar[threading.Event] = ContextVar("_stopping")

_in_background: WeakSet[Future[Any]] = WeakSet()

_changed = threading.Condition()
_waiting: deque[object] = deque()
_taken = 0
_limit: int | None = None


class Stopped(Exception):
    """Work was given up because nobody waits for it any more."""


class NeedsMore(BaseException):
    """A photo needs more memory than this process may take; no error, which would be told of the photo as damage."""


def limit_memory(size: int) -> None:
    """Lets this process take so many bytes for photos: the others belong to other processes."""
    global _limit
    _limit = size


def is_stopping() -> bool:
    """Whether nobody waits any more for what this thread computes: long work then raises `Stopped`."""
    event = _stopping.get(None)
    return event is not None and event.is_set()


def prefetch(
    function: Callable[[T], R], items: Iterable[T], *, workers: int, ahead: int | Callable[[], int]
) -> Generator[R, None, None]:
    """Yields ``function(item)`` of each item in order, computed on threads while the consumer is busy.

    However many items there are, no more than `ahead` of them are taken or kept beyond the one that the consumer is
    at. What `function` raises is raised at its place and ends the generator. When the generator ends or is closed,
    the threads finish the call that they are in, or give it up (see `is_stopping`), and are gone.

    Args:
        function: Safe to call from several threads.
        items: Taken one by one, on the consumer's thread.
        workers: Number of threads.
        ahead: Number of items to work ahead; at least `workers` keeps all of them busy. It may change meanwhile.
    """
    most = ahead if callable(ahead) else lambda: ahead
    stopping = threading.Event()
    pool = ThreadPoolExecutor(workers, thread_name_prefix="prefetch", initializer=_stopping.set, initargs=(stopping,))
    pending: deque[Future[R]] = deque()
    try:
        for item in items:
            pending.append(pool.submit(function, item))
            while len(pending) > most():
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        stopping.set()
        pool.shutdown(cancel_futures=True)


def in_background(call: Callable[[], R]) -> Future[R]:
    """Does a call on a thread of its own, for what is needed a little later; the process does not wait for its end."""
    future: Future[R] = Future()

    def work() -> None:
        try:
            result = call()
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(result)

    _in_background.add(future)
    threading.Thread(target=work, name="background", daemon=True).start()
    return future


def is_busy_in_background() -> bool:
    """Whether a call of `in_background` has not ended yet."""
    return any(not call.done() for call in tuple(_in_background))


@contextmanager
def share_of_memory(size: int) -> Iterator[None]:
    """Waits, in order of arrival, until so many bytes are free, and holds them meanwhile.

    Args:
        size: Bytes, `MEMORY` at the most; more would wait for ever.

    Raises:
        Stopped: The caller's threads are to end.
        NeedsMore: This process may never take so many, see `limit_memory`.
    """
    global _taken
    if _limit is not None and size > _limit:
        raise NeedsMore
    turn = object()
    with _changed:
        _waiting.append(turn)
        try:
            while _waiting[0] is not turn or _taken + size > MEMORY:
                if is_stopping():
                    raise Stopped
                _changed.wait(0.2)
            _taken += size
        finally:
            _waiting.remove(turn)
            _changed.notify_all()
    try:
        yield
    finally:
        with _changed:
            _taken -= size
            _changed.notify_all()
