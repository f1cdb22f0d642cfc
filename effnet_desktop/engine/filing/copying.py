"""Files at the target: copied, verified and put under their name, never over another and never across a link."""

import contextlib
import errno
import hashlib
import os
import shutil
import stat
import time
from collections.abc import Generator, Iterator
from pathlib import Path

from effnet_desktop.engine.errors import EngineError, PhotoError, StorageError, Text
from effnet_desktop.engine.records.messages import Progress

CHUNK = 4 << 20
PACE_SECONDS = 0.1
"""Between two looks at whether the user has cancelled."""

KNOWS_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)
"""What disks without hard links say to one."""

NO_LINKS = (*KNOWS_NO_LINKS, errno.EXDEV, errno.EACCES)
"""What keeps one file from getting a hard link, be it on such a disk or not."""

CAN_SYNC_READERS = os.name != "nt"
"""Whether `fsync` takes a file that is open for reading: many are synced at once, which costs little more than one."""

REFUSES_NAME = (errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ)
"""What a disk says of a name that it cannot hold: too long, or of letters that it does not know."""

HAS_DIR_FD = os.open in os.supports_dir_fd and os.link in os.supports_dir_fd
_FOLDER_FLAGS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)


class RealFolder:
    """A folder below the target that is reached through no link; held open where the system can.

    Args:
        root: The target, as a real path.
        parts: The folders below it.

    Raises:
        OSError: It is not there, or a link or file is in its way.
    """

    def __init__(self, root: Path, parts: tuple[str, ...]) -> None:
        self.path = root.joinpath(*parts)
        self._fd: int | None = None
        if HAS_DIR_FD:
            self._fd = os.open(root, _FOLDER_FLAGS)
            for part in parts:
                outer = self._fd
                try:
                    self._fd = os.open(part, _FOLDER_FLAGS, dir_fd=outer)
                finally:
                    os.close(outer)
        elif Path(os.path.realpath(self.path)) != self.path:
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(self.path))

    def __enter__(self) -> "RealFolder":
        return self

    def __exit__(self, *_: object) -> None:
        if self._fd is not None:
            os.close(self._fd)

    def create(self, name: str) -> int:
        """Makes a file that is not there yet, to be written and read again."""
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        return os.open(self._at(name), flags, 0o600, dir_fd=self._fd)

    def open(self, name: str) -> int:
        """Opens a file for reading, no link."""
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        return os.open(self._at(name), flags, dir_fd=self._fd)

    def status(self, name: str) -> os.stat_result | None:
        """What is there, itself and not what it links to; None where there is nothing, or can be nothing."""
        try:
            return os.stat(self._at(name), dir_fd=self._fd, follow_symlinks=False)
        except OSError as error:
            if error.errno not in (errno.ENOENT, *REFUSES_NAME):
                raise
            return None

    def make_folder(self, name: str) -> None:
        """Makes a folder."""
        os.mkdir(self._at(name), dir_fd=self._fd)

    def remove(self, name: str) -> None:
        """Removes a file, if it is there."""
        if self.status(name) is not None:  # a disk that cannot be written to refuses even to remove nothing
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._at(name), dir_fd=self._fd)

    def place(self, source: Path | str, name: str) -> None:
        """Gives a file of the same disk its place here. Never replaces what is there.

        Args:
            source: A path, or the name of a file in this folder.
            name: Its new name here.

        Raises:
            FileExistsError: The name is taken.
            OSError: It cannot be done.
        """
        rename_without_replacing(
            self._at(source) if isinstance(source, str) else source,
            self._at(name),
            self._fd if isinstance(source, str) else None,
            self._fd,
        )

    def link(self, source: Path, name: str) -> None:
        """Makes a hard link to a file, or to what a link leads to. Never replaces what is there."""
        os.link(os.path.realpath(source), self._at(name), dst_dir_fd=self._fd)

    def take_out(self, name: str, target: Path) -> None:
        """Moves a file from here to another place of the same disk. Never replaces what is there."""
        rename_without_replacing(self._at(name), target, self._fd, None)

    def sync(self) -> None:
        """Sees to it that the names in it survive a loss of power."""
        if self._fd is not None:
            with contextlib.suppress(OSError):  # some file systems do not know how
                os.fsync(self._fd)

    def _at(self, name: str) -> str:
        return name if self._fd is not None else os.path.join(self.path, name)


def rename_without_replacing(
    source: Path | str, target: Path | str, source_fd: int | None = None, target_fd: int | None = None
) -> None:
    """Renames a file on its disk, keeping all that it is; never over another file.

    A second name first, then the first one goes: at no moment is the file without a name. Disks without hard links
    (FAT, exFAT) rename by a call that refuses to replace.

    Raises:
        FileExistsError: The name is taken.
        OSError: It cannot be done.
    """
    if os.name == "nt":
        os.rename(source, target)  # refuses to replace, there
        return
    try:
        os.link(source, target, src_dir_fd=source_fd, dst_dir_fd=target_fd, follow_symlinks=False)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
    else:
        os.unlink(source, dir_fd=source_fd)
        return
    if not _rename_exclusively(source, target, source_fd, target_fd):
        # Neither is known here. Nobody else is writing to this folder, so that looking first is what is left.
        with contextlib.suppress(FileNotFoundError):
            os.stat(target, dir_fd=target_fd, follow_symlinks=False)
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(target))
        os.rename(source, target, src_dir_fd=source_fd, dst_dir_fd=target_fd)


def _rename_exclusively(source: Path | str, target: Path | str, source_fd: int | None, target_fd: int | None) -> bool:
    """Linux's ``renameat2(RENAME_NOREPLACE)``; False where system or disk have none."""
    import ctypes

    at_current, no_replace = -100, 1
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    places = (
        ctypes.c_int(at_current if source_fd is None else source_fd),
        ctypes.c_char_p(os.fsencode(source)),
        ctypes.c_int(at_current if target_fd is None else target_fd),
        ctypes.c_char_p(os.fsencode(target)),
    )
    if call(*places, ctypes.c_uint(no_replace)) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number), os.fspath(target))


def is_as_planned(status: os.stat_result, size: int, mtime_ns: int) -> bool:
    """Whether a file is what it was when the plan was made."""
    return stat.S_ISREG(status.st_mode) and (status.st_size, status.st_mtime_ns) == (size, mtime_ns)


def changed() -> PhotoError:
    """What is said of a photo that changed after it was looked at."""
    return PhotoError("It has changed since it was looked at, and is left as it is.", "File it again.")


def on_another_disk() -> PhotoError:
    """What is said of a photo that cannot be linked to where it is wanted."""
    return PhotoError("It is on another disk: there are no links between disks.", "Copy it.")


def copy_file(
    source: Path, folder: RealFolder, name: str, size: int, mtime_ns: int
) -> Generator[Progress, None, bytes]:
    """Copies a file to a new name, with its mode and times; not yet sure to be on the disk.

    Args:
        source: The file.
        folder: Where the copy goes.
        name: The copy's name; nothing may be there.
        size: Bytes that the file should have.
        mtime_ns: Its time as it should be.

    Returns:
        The digest of what was read.

    Raises:
        PhotoError: The file cannot be read, or has changed.
        OSError: The copy cannot be written.
    """
    with reading(source) as opened:
        out = folder.create(name)
        try:
            if not is_as_planned(os.fstat(opened), size, mtime_ns):
                raise changed()
            digest = hashlib.blake2b(digest_size=20)
            since = time.monotonic()
            copied = 0
            while chunk := _read(opened, source):
                digest.update(chunk)
                _write(out, chunk)
                copied += len(chunk)
                if time.monotonic() - since > PACE_SECONDS:
                    yield Progress(Text("Copying {name}", name=source.name), copied, size, "bytes")
                    since = time.monotonic()
            status = os.fstat(opened)
            if copied != size or not is_as_planned(status, size, mtime_ns):
                raise changed()
            _copy_notes(source, out, status)
            if not CAN_SYNC_READERS:
                os.fsync(out)
        finally:
            os.close(out)
    if os.utime not in os.supports_fd:
        shutil.copystat(source, folder.path / name)
    return digest.digest()


def verify(folder: RealFolder, name: str, size: int, digest: bytes) -> Generator[Progress, None, os.stat_result]:
    """Reads a copy from the disk again.

    Returns:
        What the copy is on the disk.

    Raises:
        StorageError: It is not what was written.
        OSError: It cannot be read.
    """
    opened = folder.open(name)
    try:
        if CAN_SYNC_READERS:
            os.fsync(opened)
        if hasattr(os, "posix_fadvise"):  # from the disk, not from memory
            os.posix_fadvise(opened, 0, 0, os.POSIX_FADV_DONTNEED)
        found = yield from _digest(opened, Text("Verifying"))
        status = os.fstat(opened)
        if status.st_size != size or found != digest:
            raise StorageError("{path} was not written as it should be.", "Check the disk.", path=folder.path / name)
        return status
    finally:
        os.close(opened)


def digest_of(path: str, step: Text) -> Generator[Progress, None, bytes]:
    """BLAKE2b of a file's content.

    Raises:
        OSError: It cannot be read.
    """
    opened = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        return (yield from _digest(opened, step))
    finally:
        os.close(opened)


def digest_in(folder: RealFolder, name: str, step: Text) -> Generator[Progress, None, bytes]:
    """The same of a file in a folder, which is no link."""
    opened = folder.open(name)
    try:
        return (yield from _digest(opened, step))
    finally:
        os.close(opened)


@contextlib.contextmanager
def reading(source: Path) -> Iterator[int]:
    """Opens a photo; what goes wrong is the photo's own fault.

    Raises:
        PhotoError: It cannot be opened.
    """
    try:
        opened = os.open(source, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise as_photo_error(error) from error
    try:
        yield opened
    finally:
        os.close(opened)


def as_photo_error(error: OSError) -> EngineError:
    """Why a photo cannot be filed."""
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return PhotoError("There is no such file.", "It may have been moved, renamed or deleted.")
        case FileExistsError():
            return PhotoError("Its name is taken meanwhile.", "File it again.")
        case PermissionError():
            return PhotoError("You are not allowed to read or move this file.", "Change its permissions.")
        case _:
            return PhotoError("It cannot be filed: {reason}.", reason=error.strerror or str(error))


def _digest(opened: int, step: Text) -> Generator[Progress, None, bytes]:
    digest = hashlib.blake2b(digest_size=20)
    since = time.monotonic()
    while chunk := os.read(opened, CHUNK):
        digest.update(chunk)
        if time.monotonic() - since > PACE_SECONDS:
            yield Progress(step)
            since = time.monotonic()
    return digest.digest()


def _read(opened: int, source: Path) -> bytes:
    try:
        return os.read(opened, CHUNK)
    except OSError as error:
        raise as_photo_error(error) from error


def _write(out: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        view = view[os.write(out, view) :]


def _copy_notes(source: Path, out: int, status: os.stat_result) -> None:
    """Gives a copy the mode, the times and, where both disks know them, the extended attributes of its original."""
    if os.utime in os.supports_fd:
        if hasattr(os, "listxattr"):
            with contextlib.suppress(OSError):
                for name in os.listxattr(source):
                    with contextlib.suppress(OSError):  # some belong to the system
                        os.setxattr(out, name, os.getxattr(source, name))
        with contextlib.suppress(OSError):  # FAT knows no modes
            os.fchmod(out, stat.S_IMODE(status.st_mode))
        os.utime(out, ns=(status.st_atime_ns, status.st_mtime_ns))
