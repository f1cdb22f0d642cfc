"""Locks between threads and processes, by filelock: one that dies leaves its lock free, and no file stays behind."""

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock


def take(path: Path, patience: float = 0.0) -> "BaseFileLock":
    """Takes a lock, to be given back with `give_back`.

    Args:
        path: The lock's file; it is there only while the lock is held.
        patience: How many seconds to wait for whoever holds it.

    Raises:
        TimeoutError: Another one holds it.
        OSError: The file cannot be made, or its file system has no locks.
    """
    from filelock import FileLock

    lock = FileLock(path, thread_local=False)
    lock.acquire(timeout=patience, poll_interval=0.01)
    return lock


def give_back(lock: "BaseFileLock") -> None:
    """Frees a lock and removes its file."""
    from filelock import UnixFileLock

    if isinstance(lock, UnixFileLock):  # the others remove their file themselves
        with contextlib.suppress(OSError):  # while it is held, lest the next one's is removed
            os.unlink(lock.lock_file)
    lock.release()
