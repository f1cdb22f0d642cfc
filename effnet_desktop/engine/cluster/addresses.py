"""Photos that are named by an address, such as ``s3://bucket/folder``: found from here, fetched by the workers.

Whatever fsspec reads will do; some kinds need one more package, such as s3fs. Keys and servers are told to fsspec by
its own settings, on each machine.
"""

import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from effnet_desktop.engine.errors import ClusterError, EngineError, PhotoError, StorageError
from effnet_desktop.engine.photos.finding import is_photo, is_searched

ATTEMPTS = 3
PAUSE_SECONDS = 2.0
LOCAL = "file://"

log = logging.getLogger(__name__)


def find(address: str) -> Iterator[str]:
    """The photos at an address, which is a photo or a folder; that of a photo is taken whatever its suffix.

    Raises:
        ClusterError: What reads such addresses is not installed, or nobody answers there.
    """
    try:
        files, place = _open(address)
        if not files.isdir(place):
            yield files.unstrip_protocol(place)
            return
        for folder, folders, names in files.walk(place, detail=False):
            folders[:] = sorted(filter(is_searched, folders))
            for name in sorted(names):
                if is_searched(name) and is_photo(name):
                    yield files.unstrip_protocol(f"{folder.rstrip('/')}/{name}")
    except EngineError:
        raise
    except Exception as error:
        raise _unreachable(address, error) from error


def fetch(address: str, file: Path) -> PhotoError | None:
    """Copies a photo into a file.

    Returns:
        Why it cannot be; None where all is well.

    Raises:
        ClusterError: Nobody answers there: that is no photo's fault.
        StorageError: The file cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError("{path} cannot be written: {reason}.", path=file, reason=error.strerror) from error
    for attempt in range(1, ATTEMPTS + 1):
        try:
            files, place = _open(address)
            files.get_file(place, os.fspath(file))
            return None
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return PhotoError("There is no such file.", "It may have been moved, renamed or deleted.")
        except PermissionError:
            return PhotoError("You are not allowed to read this file.", "Ask its owner, or change its permissions.")
        except EngineError:
            raise
        except Exception as error:
            if attempt == ATTEMPTS:
                raise _unreachable(address, error) from error
            log.info("Cannot fetch %s yet: %r", address, error)
            time.sleep(PAUSE_SECONDS)
    return None


def place_below(folder: Path, address: str) -> Path:
    """Where a copy lies: in folders that are named like those of the address, which may tell what a photo shows."""
    scheme, _, rest = address.partition("://")
    return folder.joinpath(scheme, *(part for part in PurePosixPath(rest).parts if part not in ("/", "..")))


def _open(address: str) -> tuple[Any, str]:
    import fsspec

    try:
        files, place = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:  # a package is missing, which it names, or there is no such kind
        raise ClusterError(
            "{address} cannot be read: {reason}",
            "Install what reads it, on every machine of the cluster.",
            address=address,
            reason=str(error),
        ) from error
    return files, str(place)


def _unreachable(address: str, error: Exception) -> ClusterError:
    return ClusterError(
        "{address} cannot be reached: {reason}.",
        "Check the network and the keys for it on every machine, then give the same command again.",
        address=address,
        reason=(str(error).splitlines() or [type(error).__name__])[0].rstrip("."),
    )
