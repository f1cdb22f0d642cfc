"""Shows a file in the system's own file manager, selected if the system can do that."""

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QProcess, QUrl
from PySide6.QtGui import QDesktopServices


def show_in_folder(file: Path) -> None:
    """Opens the file's folder."""
    if sys.platform == "win32":
        explorer = QProcess()
        explorer.setProgram("explorer.exe")
        explorer.setNativeArguments(f'/select,"{file}"')  # Explorer has quoting rules of its own.
        explorer.startDetached()
    elif sys.platform == "darwin":
        QProcess.startDetached("open", ["-R", str(file)])
    else:
        _ask_file_manager(file)


def _ask_file_manager(file: Path) -> None:
    """Asks the file manager of a Linux desktop to select the file; opens the folder where none answers."""
    from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

    call = QDBusMessage.createMethodCall(
        "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1", "org.freedesktop.FileManager1", "ShowItems"
    )
    url = QUrl.fromLocalFile(file).toString(QUrl.ComponentFormattingOption.FullyEncoded)
    call.setArguments([[url], ""])
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        QDesktopServices.openUrl(QUrl.fromLocalFile(file.parent))
        return
    answer = QDBusPendingCallWatcher(bus.asyncCall(call), QCoreApplication.instance())

    def finish() -> None:
        if answer.isError():
            QDesktopServices.openUrl(QUrl.fromLocalFile(file.parent))
        answer.deleteLater()

    answer.finished.connect(finish)
