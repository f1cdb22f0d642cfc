"""Features on disk, so that a photo goes through a backbone only once, and what the check of a folder saw.

A convenience and nothing more: whatever goes wrong here, from a full disk to a damaged file, costs time and never
stops the training. Each call opens the file anew, so that any thread or process can use it at the same time and the
user can delete it at any time.
"""

import logging
import math
import sqlite3
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float16] | NDArray[np.float32] | NDArray[np.uint8]

log = logging.getLogger(__name__)

_BUSY_SECONDS = 2.0
_PAGE_BYTES = 65536  # several features a page; smaller pages would stay half empty
_ROW_BYTES = 1024  # names, checksum and index entries of one row, generously
_INDEX_BYTES = 64 << 20  # of the file stay in memory while it is open, at the most: the index of a million rows fits
_EMPTY_BYTES = 6 * _PAGE_BYTES  # a file without rows

_VERSION = 1
_SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS features (
    backbone TEXT, digest TEXT, dtype TEXT, vector BLOB, checksum INTEGER, used INTEGER,
    PRIMARY KEY (backbone, digest)
);
CREATE INDEX IF NOT EXISTS least_recently_used ON features (used);
PRAGMA user_version = {_VERSION};
COMMIT;
"""

# Not a database, a damaged one, or one with other tables.
_DAMAGE = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR}


class FeatureCache:
    """Feature vectors by backbone and digest of the photo's content; the least recently used make room for new ones.

    Args:
        file: Where they are kept; made when first needed.
        limit_bytes: How large the file may grow.
    """

    def __init__(self, file: Path, limit_bytes: int) -> None:
        self._file = file
        self._limit = limit_bytes
        self._is_usable = True

    def get(self, backbone: str, digests: Sequence[str]) -> dict[str, Vector]:
        """The vectors that are known, by digest, exactly as they were put; they are read-only."""
        found: dict[str, Vector] = {}

        def read(database: sqlite3.Connection) -> None:
            rows = []
            for digest in digests:
                row = database.execute(
                    "SELECT rowid, dtype, vector, checksum FROM features WHERE backbone = ? AND digest = ?",
                    (backbone, digest),
                ).fetchone()
                if row and row[3] == _checksum(backbone, digest, row[1], row[2]):
                    found[digest] = np.frombuffer(row[2], row[1])
                    rows.append((time.time_ns(), row[0]))
            if rows:
                database.executemany("UPDATE features SET used = ? WHERE rowid = ?", rows)

        self._run(read)
        return found

    def put(self, backbone: str, vectors: Mapping[str, Vector]) -> None:
        """Keeps vectors, one-dimensional float16, float32 or uint8, as many of them as the limit allows."""
        rows = []
        needed = _EMPTY_BYTES
        for digest, vector in vectors.items():
            data, dtype = vector.tobytes(), vector.dtype.str
            if needed + len(data) + _ROW_BYTES > self._limit:
                break
            needed += len(data) + _ROW_BYTES
            rows.append((backbone, digest, dtype, data, _checksum(backbone, digest, dtype, data), time.time_ns()))

        def write(database: sqlite3.Connection) -> None:
            database.execute("BEGIN IMMEDIATE")
            self._make_room(database, needed)
            database.executemany("INSERT OR REPLACE INTO features VALUES (?, ?, ?, ?, ?, ?)", rows)
            database.commit()
            if _pragma(database, "page_count") * _PAGE_BYTES > self._limit:  # it was allowed to be larger once
                database.executescript("PRAGMA incremental_vacuum")

        self._run(write)

    def _make_room(self, database: sqlite3.Connection, needed: int) -> None:
        """Deletes the least recently used rows until `needed` bytes fit into the limit."""
        while (count := database.execute("SELECT count(*) FROM features").fetchone()[0]) > 0:
            size = (_pragma(database, "page_count") - _pragma(database, "freelist_count")) * _PAGE_BYTES
            excess = size + needed - self._limit
            if excess <= 0:
                break
            database.execute(
                "DELETE FROM features WHERE rowid IN (SELECT rowid FROM features ORDER BY used LIMIT ?)",
                (math.ceil(count * min(1, excess / size)),),
            )

    def _run(self, action: Callable[[sqlite3.Connection], None]) -> None:
        """Lets `action` work on the file in one transaction; a damaged file is deleted and begun anew once."""
        for may_begin_anew in (True, False):
            if not self._is_usable:
                return
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                with closing(sqlite3.connect(self._file, timeout=_BUSY_SECONDS)) as database:
                    if _pragma(database, "user_version") != _VERSION:
                        database.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
                        database.execute("PRAGMA auto_vacuum = INCREMENTAL")
                        database.executescript(_SCHEMA)
                    # Without waiting for the disk: what a power cut damages is found out and computed again.
                    database.execute("PRAGMA synchronous = OFF")
                    database.execute(f"PRAGMA cache_size = {-_INDEX_BYTES // 1024}")
                    with database:
                        action(database)
                return
            except (sqlite3.Error, OSError) as error:
                code = _primary_code(error)
                if code == sqlite3.SQLITE_BUSY:
                    log.info("The feature cache %s is busy: %s", self._file, error)
                    return
                if code in _DAMAGE and may_begin_anew:
                    log.info("The feature cache %s is damaged and begun anew: %s", self._file, error)
                    self._delete()
                else:
                    log.info("The feature cache %s is not used any more: %s", self._file, error)
                    self._is_usable = False

    def _delete(self) -> None:
        try:
            for suffix in ("", "-journal"):
                self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
        except OSError as error:
            log.info("The feature cache %s cannot be deleted: %s", self._file, error)
            self._is_usable = False


def _pragma(database: sqlite3.Connection, name: str) -> int:
    return int(database.execute(f"PRAGMA {name}").fetchone()[0])


def _primary_code(error: Exception) -> int | None:
    code: Any = getattr(error, "sqlite_errorcode", None)
    return None if code is None else int(code) & 0xFF


def _checksum(backbone: str, digest: str, dtype: object, data: object) -> int | None:
    """Of a row; None where a damaged one holds something else than it should."""
    if not isinstance(data, bytes):
        return None
    return zlib.crc32(data, zlib.crc32(f"{backbone} {digest} {dtype}".encode()))
