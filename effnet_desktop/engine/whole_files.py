"""Files and folders that appear under their name whole or not at all, also where the power fails.

A rename alone does not do: the disk may know the new name before it holds what was written.
"""

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def whole_file(file: Path) -> Iterator[Path]:
    """Where to write a file: it takes its name at the end of the block, and is deleted after an error.

    Raises:
        OSError: It cannot take its name.
    """
    part = file.with_name(f".{file.name}.part")
    try:
        yield part
        put_in_place(part, file)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def put_in_place(part: Path, place: Path) -> None:
    """Renames a file, which may replace another, or a folder; all that it holds is on the disk before that.

    Raises:
        OSError: It cannot be read or renamed.
    """
    for path in [*part.rglob("*"), part]:
        flush(path)
    os.replace(part, place)
    flush(place.parent)


def sha256_of(file: Path) -> str:
    """SHA-256 of a file, to know again whether it is whole.

    Raises:
        OSError: It cannot be read.
    """
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def flush(path: Path) -> None:
    """Waits until the disk holds what was written to a file, or the names in a folder.

    Raises:
        OSError: It cannot be read.
    """
    if path.is_dir():
        if sys.platform != "win32":  # which cannot open folders
            with contextlib.suppress(OSError):  # nor can every file system flush them
                _flush_opened(os.open(path, os.O_RDONLY))
    else:
        # Windows flushes only what was opened for writing.
        _flush_opened(os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY))


def _flush_opened(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
