"""Files that the user names for results: a table, a list, a card. None ever takes the place of a file of another kind.

A plain file appears whole, under another name first. What is not a plain file, such as a pipe or a device, is written
to, and so is what a link points to: none of them is replaced.
"""

import errno
import mimetypes
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from effnet_desktop.engine.errors import EngineError, StorageError

FIRST_BYTES = 4096
_NOT_IN_TEXT = frozenset(range(32)) - frozenset(b"\t\n\r\f")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that results are written to.

    Attributes:
        suffixes: By which any text is known as one of the kind; none where it must be one that we wrote.
        beginnings: How those that we wrote begin, after a byte order mark and blanks.
        refusal: What is said of any other file.
        advice: What to do then.
    """

    suffixes: frozenset[str]
    beginnings: tuple[bytes, ...]
    refusal: str
    advice: str

    def includes(self, name: str, first_bytes: bytes) -> bool:
        """Whether a file may be replaced by one of this kind."""
        text = first_bytes.removeprefix(b"\xef\xbb\xbf").lstrip()
        is_text = not _NOT_IN_TEXT & set(first_bytes)
        return not text or text.startswith(self.beginnings) or (is_text and Path(name).suffix.lower() in self.suffixes)


TABLE = Kind(
    frozenset({".csv", ".tsv"}),
    (b"path,model,category_1", b"model,phi,resolution"),
    "{path} is not a table, and stays as it is.",
    "Choose a new name for the table, such as results.csv.",
)
LIST = Kind(
    frozenset({".json"}),
    (b'[\n {\n  "path":', b"[]"),
    "{path} is not a list of results, and stays as it is.",
    "Choose a new name for the list, such as results.json.",
)
SUMMARY = Kind(
    frozenset(),
    (b'{"summary":',),
    "{path} is not a summary, and stays as it is.",
    "Choose a new folder for the answers.",
)
PACKAGE = Kind(
    frozenset(),
    (b'{\n  "resources":',),
    "{path} is not a data package, and stays as it is.",
    "Choose a new folder for the package.",
)
PICTURE = Kind(
    frozenset({".png"}),
    (b"\x89PNG\r\n\x1a\n",),
    "{path} is not a PNG picture, and stays as it is.",
    "Choose a new name for the picture, such as chart.png.",
)
CARD = Kind(
    frozenset(),
    (b'<!doctype html>\n<html lang="en">\n<meta charset="utf-8"><meta name="viewport" content="width=device-width">\n'
     b"<title>EffNet Desktop machine card</title>", b'{\n "machine": {\n  "device":'),
    "{path} is not a machine card, and stays as it is.",
    "Choose a new name for the card, such as card.html.",
)  # fmt: skip


def check(file: Path, kind: Kind, inputs: Iterable[Path] = ()) -> None:
    """Says before any work what would keep a file from being written.

    Args:
        file: Where results are to be written.
        kind: What they will be.
        inputs: Files and folders that are read for them.

    Raises:
        EngineError: There is another file of that name, or it is named like a photo.
        StorageError: It cannot be written.
    """
    try:
        found = _status(file)
        if found is None:
            medium = (mimetypes.guess_type(file.name)[0] or "").partition("/")[0]
            if medium in {"image", "video", "audio"} and file.suffix.lower() not in kind.suffixes:
                raise EngineError("{path} is named like a photo.", kind.advice, path=file)
            folder = os.path.dirname(os.path.realpath(file))
            if not os.access(folder, os.W_OK):
                reason = errno.EACCES if os.path.isdir(folder) else errno.ENOENT
                raise OSError(reason, os.strerror(reason))
            return
        if stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(found.st_mode):
            return
        for path in inputs:
            with suppress(OSError):
                if os.path.samestat(found, os.stat(path)):
                    raise EngineError("{path} is one of the files to read, and stays as it is.", kind.advice, path=file)
        with file.open("rb") as opened:
            first_bytes = opened.read(FIRST_BYTES)
    except (OSError, ValueError) as error:
        raise _unwritable(file, error) from error
    if not kind.includes(file.name, first_bytes):
        raise EngineError(kind.refusal, kind.advice, path=file)
    if not found.st_mode & 0o222 or not os.access(file, os.W_OK):  # root may write everything, and should not
        raise StorageError("{path} is write-protected.", "Choose another file.", path=file)


def save_bytes(file: Path, kind: Kind, data: bytes) -> None:
    """Writes a file that appears whole or not at all; raises as `open_file` does."""
    with open_file(file, kind, encoding=None) as out:
        out.write(data)


@contextmanager
def open_file(
    file: Path, kind: Kind, encoding: str | None = "utf-8", *, is_worth_keeping: Callable[[], bool] = lambda: False
) -> Iterator[IO[Any]]:
    """Opens a file that appears under its name at the end of the block, whole.

    Args:
        file: Its name.
        kind: What is written; see `check`.
        encoding: How letters are written; None for bytes.
        is_worth_keeping: Whether what was written appears all the same once the block has ended early.

    Raises:
        EngineError: There is a file of another kind.
        StorageError: It cannot be written.
    """
    check(file, kind)
    part = None
    try:
        if _is_plain(file):
            place = Path(os.path.realpath(file))
            part = place.with_name(f".effnet-{secrets.token_hex(4)}.part")
        with _open(file, part, encoding) as out:
            try:
                yield out
            except BaseException as error:
                is_own = isinstance(error, OSError) and not isinstance(error, BrokenPipeError)
                if part and not is_own and is_worth_keeping():
                    out.close()
                    _put_in_place(part, place)
                raise
            out.flush()
            if part:
                os.fsync(out.fileno())
        if part:
            _put_in_place(part, place)
    except BrokenPipeError:  # whoever read the output, or this file, has read enough
        raise
    except OSError as error:
        raise _unwritable(file, error) from error
    finally:
        if part:
            with suppress(OSError):
                part.unlink(missing_ok=True)


def _open(file: Path, part: Path | None, encoding: str | None) -> IO[Any]:
    source: Path | int = part or file
    if file == Path("/dev/stdout"):  # opened anew, a file behind it would be written from its beginning
        source = os.dup(1)
    mode = ("x" if part else "a") + ("" if encoding else "b")
    return open(source, mode, encoding=encoding, newline="" if encoding else None)


def _is_plain(file: Path) -> bool:
    """Whether it is a plain file, or none yet, or a link to one."""
    found = _status(file)
    is_open_already = os.path.abspath(file).startswith(("/dev/", "/proc/"))
    return not is_open_already and (found is None or stat.S_ISREG(found.st_mode))


def _put_in_place(part: Path, place: Path) -> None:
    found = _status(place)
    if found and found.st_nlink > 1:  # its other names stay names of the same file
        shutil.copyfile(part, place)
        return
    if found:
        shutil.copymode(place, part)
    os.replace(part, place)


def _status(file: Path) -> os.stat_result | None:
    try:
        return os.stat(file)
    except FileNotFoundError:
        return None


def _unwritable(file: Path, error: Exception) -> StorageError:
    return StorageError(
        "{path} cannot be written: {reason}.",
        "Choose another file.",
        path=file,
        reason=getattr(error, "strerror", None) or str(error),
    )
