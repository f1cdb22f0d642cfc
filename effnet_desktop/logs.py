"""The log: everything noteworthy in a file that rotates, warnings on the console too.

It holds names of files and reasons of failures, never what a photo shows.
"""

import logging
import os
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from effnet_desktop.printing import printable

QT = "qt"

log = logging.getLogger(__name__)


def start(file: Path) -> None:
    """Begins to log. Without a writable file the console has to do.

    Args:
        file: The log; older parts lie beside it as ``.1`` and ``.2``.
    """
    logging.raiseExceptions = False  # A full disk must not print a traceback for each line.
    root = logging.getLogger()
    root.setLevel(logging.WARNING)
    logging.getLogger("effnet_desktop").setLevel(logging.INFO)
    if sys.stderr is not None:  # Windows gives a program without a console none.
        console = logging.StreamHandler()
        console.setLevel(logging.WARNING)
        console.addFilter(lambda record: record.name != QT)  # What Qt complains of helps nobody at a terminal.
        console.setFormatter(_Formatter("effnet-desktop: %(message)s"))
        root.addHandler(console)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(file, maxBytes=1_000_000, backupCount=2, encoding="utf-8")
    except OSError as error:
        log.warning("There is no log file: %s", error)
        return
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)


def leave_at_once(status: int) -> None:
    """Ends the process although a thread is in the midst of a long step, for which Python would wait."""
    logging.shutdown()
    os._exit(status)


class _Formatter(logging.Formatter):
    """One line a record, whatever is in the names that it holds; only tracebacks have more, and these are indented."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        return printable(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:
        return "\n".join(f"  {printable(line)}" for line in super().formatException(ei).splitlines())


def catch_qt_messages() -> None:
    """Sends what Qt prints to the log."""
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    levels = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
        QtMsgType.QtCriticalMsg: logging.ERROR,
        QtMsgType.QtFatalMsg: logging.CRITICAL,
    }
    qt_log = logging.getLogger(QT)

    def write(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        qt_log.log(levels[kind], "%s: %s", context.category or "default", message)

    qInstallMessageHandler(write)
