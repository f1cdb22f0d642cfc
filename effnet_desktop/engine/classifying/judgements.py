"""What people have said of photos. It is kept by the photos' content, so it survives new names and folders.

Few photos are judged and many are classified, so a photo is only read for it where one of its size was judged.
"""

import hashlib
import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from effnet_desktop.engine.errors import StorageError, explain_storage
from effnet_desktop.engine.records.classifying import Judgement

TABLE = "CREATE TABLE IF NOT EXISTS judgement (digest BLOB PRIMARY KEY, size INTEGER, category BLOB, rejected BLOB)"
PATIENCE_SECONDS = 10.0  # for another process that is writing

_Version = tuple[int, int]  # time and size

logger = logging.getLogger(__name__)


class Judgements:
    """The judgements in one file, which several processes may share. May be used from several threads.

    Args:
        file: An SQLite database; made by the first judgement.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._known = _Known()

    def of(self, photo: Path) -> Judgement | None:
        """What was said of a photo; None where nothing was, or where it cannot be read."""
        known = self._read()
        if not known.sizes:
            return None
        try:
            return known.judgements.get(_digest(photo)) if photo.stat().st_size in known.sizes else None
        except OSError:
            return None

    def note(self, photo: Path, judgement: Judgement | None) -> None:
        """Keeps what somebody says of a photo, or forgets it where that is None.

        Raises:
            StorageError: The photo cannot be read, or the file cannot be written.
        """
        try:
            digest, size = _digest(photo), photo.stat().st_size
        except OSError as error:
            raise StorageError(
                "{path} cannot be read, so nothing can be noted of it.",
                "It may have been moved, renamed or deleted.",
                path=photo,
            ) from error
        try:
            with self._open() as database:
                if judgement is None:
                    database.execute("DELETE FROM judgement WHERE digest = ?", (digest,))
                else:
                    values = digest, size, _encode(judgement.category), _encode(judgement.rejected)
                    database.execute("INSERT OR REPLACE INTO judgement VALUES (?, ?, ?, ?)", values)
        except (OSError, sqlite3.Error) as error:
            reason = error if isinstance(error, OSError) else OSError(str(error))
            raise explain_storage(reason, self.file) from error

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.file, timeout=PATIENCE_SECONDS)) as database, database:
            try:
                database.execute(TABLE)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):  # locked, or not to be written: it may be whole
                    raise
                raise sqlite3.DatabaseError("the file is damaged") from error
            yield database

    def _read(self) -> "_Known":
        """What the file says: read again only where it has changed. Two threads may do so at once, to no harm."""
        known = self._known
        version = _version(self.file)
        if version != known.version:
            known = self._known = self._read_anew(version)
        return known

    def _read_anew(self, version: _Version | None) -> "_Known":
        known = _Known(version)
        if version is None:
            return known
        try:
            with self._open() as database:
                for digest, size, category, rejected in database.execute("SELECT * FROM judgement"):
                    known.judgements[digest] = Judgement(_decode(category), _decode(rejected))
                    known.sizes.add(size)
        except (OSError, sqlite3.Error) as error:
            logger.warning("What was said of photos cannot be read: %s: %s", self.file, error)
        return known


@dataclass(slots=True)
class _Known:
    """What a version of the file says; None is the version of one that is not there."""

    version: _Version | None = None
    judgements: dict[bytes, Judgement] = field(default_factory=dict)
    sizes: set[int] = field(default_factory=set)


def _version(file: Path) -> _Version | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _digest(photo: Path) -> bytes:
    with photo.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).digest()


def _encode(name: str | None) -> bytes | None:
    """As bytes: a folder's name may be no valid text."""
    return None if name is None else os.fsencode(name)


def _decode(name: bytes | None) -> str | None:
    return None if name is None else os.fsdecode(name)
