"""One window a data folder: a second start hands its photos to the window that is open, and ends.

The first start listens on a local socket (a named pipe on Windows) that only this user may open. Where that cannot be
had, each start opens a window of its own, as if there were no other.
"""

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

# A window that is busy for longer than this does not answer, and a second one is opened.
PATIENCE_MS = 2000
LONGEST_SOCKET = 100  # bytes of its path: the kernels stop at 107 (Linux) and 103 (macOS)
TAKEN = b"taken\n"

log = logging.getLogger(__name__)


class SingleInstance(QObject):
    """The window's ear for later starts.

    Signals:
        photos_handed_over: Photos and folders of a later start, perhaps none: it only wants to see the window.

    Args:
        data_dir: The data folder; windows on others know nothing of this one.
        parent: Qt's owner.
    """

    photos_handed_over = Signal(list)

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = socket_name(data_dir)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._take)

    def hand_over_or_listen(self, photos: Sequence[Path]) -> bool:
        """Gives the photos to the window that is open already, or becomes the window that others find.

        Returns:
            Whether they were handed over, so that this process has nothing left to do.
        """
        lock = QLockFile(f"{_in_folder(self._name)}.lock")  # of two starts at once, one is the first
        is_locked = lock.tryLock(PATIENCE_MS)
        try:
            if self._hand_over(photos):
                return True
            if is_locked:
                QLocalServer.removeServer(self._name)  # what a crash has left
            if not self._server.listen(self._name):
                log.warning("Later starts will not find this window: %s", self._server.errorString())
            return False
        finally:
            lock.unlock()

    def close(self) -> None:
        """Stops listening; a later start opens a window of its own."""
        self._server.close()

    def _hand_over(self, photos: Sequence[Path]) -> bool:
        if not _is_ours(self._name):
            return False
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(PATIENCE_MS):
            return False
        # As JSON in ASCII, which has an escape for every name that a disk can hold.
        socket.write(json.dumps([str(photo) for photo in photos]).encode() + b"\n")
        socket.flush()
        while not socket.canReadLine():
            if not socket.waitForReadyRead(PATIENCE_MS):
                return False
        return bytes(socket.readLine().data()) == TAKEN

    def _take(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.disconnected.connect(socket.deleteLater)

        def read() -> None:
            if not socket.canReadLine():
                return
            try:
                photos = [Path(photo) for photo in json.loads(bytes(socket.readLine().data()))]
            except (ValueError, TypeError):
                log.warning("Another program has written to this window's socket")
                socket.abort()
                return
            socket.write(TAKEN)
            socket.flush()
            self.photos_handed_over.emit(photos)

        socket.readyRead.connect(read)
        read()  # it may have come already


def socket_name(data_dir: Path) -> str:
    """The name under which a window on that data folder listens: a path, but on Windows the name of a pipe."""
    digest = hashlib.blake2b(os.fsencode(os.path.realpath(data_dir)), digest_size=8).hexdigest()
    if os.name == "nt":
        return f"effnet-desktop-{digest}"
    return _in_folder(f"effnet-desktop-{os.getuid()}-{digest}")


def _in_folder(name: str) -> str:
    """In the user's own folder for sockets where there is one whose path is not too long (the data folder's may be)."""
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    path = os.path.join(folder, name)
    return path if os.path.isdir(folder) and _is_short(path) else os.path.join(tempfile.gettempdir(), name)


def _is_short(path: str) -> bool:
    return len(os.fsencode(path)) <= LONGEST_SOCKET


def _is_ours(name: str) -> bool:
    """Whether the socket, if any, was made by this user: in a folder for all, it may be somebody's trap."""
    if os.name == "nt":
        return True
    try:
        return os.lstat(name).st_uid == os.getuid()
    except OSError:
        return False
