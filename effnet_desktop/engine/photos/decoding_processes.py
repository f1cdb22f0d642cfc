"""Photos -> what a network sees of them, in processes, for machines of many cores.

Threads of one process wait for each other. A thread of ours asks a process of its own and waits, so that order, bounds
and cancelling are those of `prefetch`. The processes know nothing but `photos`.
"""

import logging
import math
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np

from effnet_desktop.engine.child_process import Worker
from effnet_desktop.engine.errors import PhotoError
from effnet_desktop.engine.photos.inputs import LoadedPhoto, load_photo
from effnet_desktop.engine.photos.prefetch import (
    MEMORY,
    NeedsMore,
    Stopped,
    is_stopping,
    limit_memory,
    share_of_memory,
)
from effnet_desktop.engine.records.classifying import Framing, PhotoFailed
from effnet_desktop.engine.variants import Preprocessing

Question = tuple[Path, Preprocessing, Framing, int]

logger = logging.getLogger(__name__)


class DecodingProcesses:
    """Processes that decode; none before `start`, none after `close`.

    All of them together take no more memory than threads would: each has its share, which is held here while it
    decodes, and photos that need more are decoded by the thread that asks.

    Args:
        count: How many.
        preprocessing: What the network expects.
        framing: What of a photo is seen.
    """

    def __init__(self, count: int, preprocessing: Preprocessing, framing: Framing) -> None:
        self._preprocessing = preprocessing
        self._framing = framing
        self._share = MEMORY // count
        self._count = count
        self._shape = (preprocessing.resolution, preprocessing.resolution, 3)
        self._workers: list[Worker] = []
        self._idle: SimpleQueue[Worker | None] = SimpleQueue()  # None: no process could be started instead of one
        self._tidied: SimpleQueue[None] = SimpleQueue()
        self._is_starting = self._is_closed = False

    def start(self) -> "DecodingProcesses":
        """Starts them and waits until they can decode, or until `close`.

        Raises:
            OSError: The system starts none, or has no memory for them.
        """
        self._is_starting = True
        try:
            for _ in range(self._count):
                if not self._is_closed:
                    self._workers.append(_start_one(self._shape))
            for worker in self._workers:
                with suppress(EOFError):  # the first photo will find out
                    worker.wait_until_ready()
                self._idle.put(worker)
        finally:
            self._is_starting = False
            if self._is_closed:
                self._end_all()
                self._tidied.put(None)
        return self

    def close(self) -> None:
        """Ends them all, whatever they do. Nobody may be in `load`; where `start` still works, it tidies up."""
        self._is_closed = True
        for worker in self._workers.copy():
            worker.kill()
        if self._is_starting:
            with suppress(Empty):
                self._tidied.get(timeout=1)
        else:
            self._end_all()

    def _end_all(self) -> None:
        for worker in self._workers:
            worker.end()

    def load(self, path: Path) -> LoadedPhoto | PhotoFailed:
        """See `load_photo`. From any number of threads, of which as many wait as there are too few processes.

        A process that dies takes no photo with it: another one decodes it. One that two have died of is damaged.

        Raises:
            Stopped: The caller's threads are to end.
        """
        question: Question = (path, self._preprocessing, self._framing, self._share)
        for _ in range(2):
            worker = self._idle.get()
            if is_stopping():
                self._idle.put(worker)
                raise Stopped
            if worker and not worker.is_alive:  # since when, and of what, nobody knows
                worker = self._replace(worker)
            if worker is None:
                self._idle.put(None)
                break
            try:
                with share_of_memory(self._share):
                    answer = worker.ask(question, lambda: not is_stopping())
                    if answer is None:
                        raise Stopped
            except EOFError:
                logger.info("A process died of %s.", path)
                self._idle.put(self._replace(worker))
                continue
            except BaseException:
                worker.kill()
                self._idle.put(None)
                raise
            if isinstance(answer, LoadedPhoto):
                # A copy, as the next photo comes to the same place.
                answer = replace(answer, picture=np.ndarray(self._shape, np.uint8, worker.memory).copy())
            self._idle.put(worker)
            if answer == "needs more":
                break
            return answer  # type: ignore[no-any-return]
        else:
            error = PhotoError("The photo is damaged, or of a kind that is not supported.", "Save it as JPEG or PNG.")
            return PhotoFailed(path, error)
        return load_photo(path, self._preprocessing, self._framing)

    def _replace(self, dead: Worker) -> Worker | None:
        dead.end()
        try:
            worker = _start_one(self._shape)
            self._workers.append(worker)
            worker.wait_until_ready()
        except (OSError, EOFError) as error:
            logger.info("No process takes its place: %r", error)
            return None
        return worker


def _start_one(shape: tuple[int, int, int]) -> Worker:
    return Worker(_answer, math.prod(shape))


def _answer(memory: memoryview, question: Question) -> Any:
    """In the process: the picture goes into the memory, the rest is told."""
    path, preprocessing, framing, share = question
    limit_memory(share)
    try:
        loaded = load_photo(path, preprocessing, framing)
    except NeedsMore:
        return "needs more"
    if isinstance(loaded, PhotoFailed):
        return loaded
    np.ndarray(loaded.picture.shape, np.uint8, memory)[:] = loaded.picture
    return replace(loaded, picture=np.empty(0, np.uint8))
