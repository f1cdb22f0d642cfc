"""Shows a file in the system's own file manager, selected if the system can do that."""

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QProcess, QUrl
from PySide6.QtGui import QDesktopServices

from effnet_desktop.engine.errors import EngineError
from effnet_desktop.gui.wording import translate

PATIENCE_MS = 2000

Fail = Callable[[EngineError], object]


def show_in_folder(file: Path, fail: Fail) -> None:
    """Opens the file's folder.

    Args:
        file: A file or a folder.
        fail: Called with what is wrong where that cannot be done, maybe later.
    """
    if not file.parent.is_dir():
        fail(_gone(file.parent))
    elif not file.exists():
        _open_folder(file.parent, fail)
        fail(_gone(file))
    elif sys.platform == "win32":
        explorer = QProcess()
        explorer.setProgram("explorer.exe")
        explorer.setNativeArguments(f'/select,"{file}"')  # Explorer has quoting rules of its own.
        if not explorer.startDetached():
            fail(_no_file_manager(file.parent))
    elif sys.platform == "darwin":
        if not QProcess.startDetached("open", ["-R", str(file)])[0]:
            fail(_no_file_manager(file.parent))
    else:
        _ask_file_manager(file, fail)


def _ask_file_manager(file: Path, fail: Fail) -> None:
    """Asks the file manager of a Linux desktop to select the file; opens the folder where none answers."""
    from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

    call = QDBusMessage.createMethodCall(
        "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1", "org.freedesktop.FileManager1", "ShowItems"
    )
    url = QUrl.fromLocalFile(file).toString(QUrl.ComponentFormattingOption.FullyEncoded)
    call.setArguments([[url], ""])
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        _open_folder(file.parent, fail)
        return
    answer = QDBusPendingCallWatcher(bus.asyncCall(call), QCoreApplication.instance())

    def finish() -> None:
        if answer.isError():
            _open_folder(file.parent, fail)
        answer.deleteLater()

    answer.finished.connect(finish)


def _open_folder(folder: Path, fail: Fail) -> None:
    is_open = QDesktopServices.openUrl(QUrl.fromLocalFile(folder))
    if not is_open or not _knows_a_file_manager():
        fail(_no_file_manager(folder))


def _knows_a_file_manager() -> bool:
    """Whether a Linux desktop has a program for folders. Qt does not learn it: it only starts xdg-open."""
    if not sys.platform.startswith("linux"):
        return True
    query = QProcess()
    query.start("xdg-mime", ["query", "default", "inode/directory"])
    is_known = query.waitForFinished(PATIENCE_MS) and query.exitCode() == 0
    return not is_known or bool(query.readAllStandardOutput().trimmed())


def _gone(file: Path) -> EngineError:
    return EngineError(
        translate("ShowInFolder", "{file} is not there any more."),
        translate("ShowInFolder", "It may have been moved, renamed or deleted."),
        file=file,
    )


def _no_file_manager(folder: Path) -> EngineError:
    return EngineError(
        translate("ShowInFolder", "{folder} cannot be shown: this desktop has no file manager that answers."),
        translate("ShowInFolder", "Look there with a program of your own."),
        folder=folder,
    )
