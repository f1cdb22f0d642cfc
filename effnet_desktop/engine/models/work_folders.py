"""Folders that a model is made in until it takes its place: ``models/.NAME.KIND``, hidden and one's own.

Beside it lies a lock, ``.NAME.KIND.lock``: what lies there without anyone holding it was left by a process that was
killed, and goes at the next start.
"""

import contextlib
import errno
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from effnet_desktop.engine.models import locks

if TYPE_CHECKING:
    from filelock import BaseFileLock

Kind = Literal["new", "converted", "imported", "removed"]
KINDS: tuple[Kind, ...] = ("new", "converted", "imported", "removed")
OF_FIRST_VERSION = ("*/.openvino-*", "*/.*.import")
LOCK = ".lock"
NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}  # such file systems take models all the same

log = logging.getLogger(__name__)


def place_of(models: Path, name: str, kind: Kind) -> Path:
    """Where such a folder lies."""
    return models / f".{name}.{kind}"


@contextlib.contextmanager
def work_folder(models: Path, name: str, kind: Kind) -> Iterator[Path]:
    """Makes an empty folder and holds it for oneself; deletes it at the end of the block, unless it was renamed.

    Raises:
        TimeoutError: Another thread or process has it.
        OSError: It cannot be made.
    """
    models.mkdir(parents=True, exist_ok=True)
    with _held(place_of(models, name, kind)) as folder:
        folder.mkdir()
        yield folder


def is_held(models: Path, name: str, kind: Kind) -> bool:
    """Whether another thread or process has such a folder."""
    folder = place_of(models, name, kind)
    if not folder.exists():
        return False
    try:
        locks.give_back(locks.take(_lock_of(folder)))
    except TimeoutError:
        return True
    except OSError:
        pass
    return False


def sweep(models: Path) -> None:
    """Deletes what processes left that were killed."""
    for kind in KINDS:
        for leftover in {path.name.removesuffix(LOCK) for path in models.glob(f".*.{kind}*")}:
            if leftover.endswith(f".{kind}"):
                with contextlib.suppress(OSError), _held(models / leftover):  # else somebody holds it
                    log.info("What was left in %s is deleted", leftover)
    for pattern in OF_FIRST_VERSION:
        for path in models.glob(pattern):
            delete(path)


def delete(path: Path) -> None:
    """Deletes a file, a link or a folder with all that it holds, as far as that is possible."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[Path]:
    """Holds a folder's lock; what lies there is deleted before and after."""
    lock: BaseFileLock | None = None
    try:
        lock = locks.take(_lock_of(folder))
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
        log.info("%s is used without a lock: %s", folder, error)
    try:
        delete(folder)
        yield folder
    finally:
        delete(folder)
        if lock:
            locks.give_back(lock)


def _lock_of(folder: Path) -> Path:
    return folder.with_name(folder.name + LOCK)
