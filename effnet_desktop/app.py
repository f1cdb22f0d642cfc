"""Starts the window. In order:

1. `__main__` has seen that a window can be shown, and has begun the log.
2. `create_application`: Qt's application; what Qt prints goes to the log, what nobody catches to the user.
   If a window on the same data folder is open, it gets the photos, and this process ends (`single_instance`).
3. `create_window`: Python is told to interrupt the window less (`keep_pauses_short`); then the settings, then theme and
   language from them, then the engine (which loads no heavy library before it is used), then the main window, which is
   shown.
4. `run`: what the user must know about the data folder, and the photos that were given, once the window is there.
5. The event loop, until the window is closed or the terminal says Ctrl+C.
"""

import gc
import logging
import signal
import socket
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QFileSystemWatcher,
    QLibraryInfo,
    QLocale,
    QObject,
    QSocketNotifier,
    Qt,
    QTimer,
    QTranslator,
    qVersion,
)
from PySide6.QtGui import QColor, QFileOpenEvent, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from effnet_desktop import logs, paths
from effnet_desktop.engine.engine import Engine
from effnet_desktop.gui.contrast import readable_palette
from effnet_desktop.gui.main_window import MainWindow
from effnet_desktop.gui.settings import Language, Settings, Theme

if TYPE_CHECKING:
    from effnet_desktop.single_instance import SingleInstance

INTERRUPTED = 130
# How long a thread may keep Python's lock once another wants it. The window gives the lock away with each call of Qt,
# and several busy threads make it wait as many times. At Python's own 5 ms its longest pauses were twice as long as at
# 1 ms; with 100,000 photos to find, the longest was 85 to 117 ms at 1 ms, 57 and 70 at 0.3 ms. No work was slower.
# Windows waits for whole milliseconds: with less than one, threads that wait would spin.
SWITCH_SECONDS = 0.001 if sys.platform == "win32" else 0.0003

log = logging.getLogger(__name__)


def run(photos: list[Path], data_dir: Path, weights_url: str | None = None) -> int:
    """Shows the window and returns the exit status when it is closed.

    Args:
        photos: Photos and folders to open.
        data_dir: Folder that everything is written to.
        weights_url: Mirror to download weights from; None for that of the settings.
    """
    application = create_application()
    instance = _make_instance(data_dir, application)
    if instance and instance.hand_over_or_listen(photos):
        print("The window that is open already has taken over.")
        return 0
    window = create_window(application, data_dir, weights_url)
    if instance:
        instance.photos_handed_over.connect(lambda found: _bring_forward(window, found))
        application.aboutToQuit.connect(instance.close)
    opener = _FileOpener(window)
    application.installEventFilter(opener)
    _watch_for_update(window)

    def after_showing() -> None:
        log.info("Started on %s with Python %s and Qt %s", sys.platform, sys.version.split()[0], qVersion())
        if reason := paths.unwritable_reason(data_dir):
            _warn_of_unwritable(data_dir, reason, window)
        if photos:
            window.add_paths(photos)

    QTimer.singleShot(0, after_showing)
    with _Interrupts(application):
        return application.exec()


def create_application() -> QApplication:
    """Qt's application, with its name, icon, log and a hook for unexpected errors."""
    logs.catch_qt_messages()
    application = QApplication(sys.argv[:1])
    application.setApplicationName("effnet-desktop")
    application.setApplicationDisplayName("EffNet Desktop")
    application.setDesktopFileName("effnet-desktop")
    application.setWindowIcon(QIcon(str(paths.resource_path("icon.svg"))))
    sys.excepthook = report_unexpected
    return application


def create_window(application: QApplication, data_dir: Path, weights_url: str | None = None) -> MainWindow:
    """The main window, shown, in the theme and language of the settings."""
    keep_pauses_short()
    settings = Settings(paths.settings_file(data_dir), application)
    apply_theme(application, settings.theme)
    settings.changed.connect(lambda key: apply_theme(application, settings.theme) if key == "theme" else None)
    application.styleHints().colorSchemeChanged.connect(lambda: apply_theme(application, settings.theme))
    install_translators(application, settings.language)
    engine = Engine(data_dir, weights_url or settings.weights_url or None)
    window = MainWindow(engine, settings, data_dir)
    window.show()
    return window


def keep_pauses_short() -> None:
    """Keeps Python from stopping the window for long, in the whole process.

    A full garbage collection stops every thread for as long as it looks at all objects: 0.2 s at 100,000 photos. What
    lives long is left to reference counting; the frequent small collections go on, and find the cycles that tasks and
    errors leave.
    """
    gc.set_threshold(*gc.get_threshold()[:2], 1_000_000)
    sys.setswitchinterval(SWITCH_SECONDS)


def _make_instance(data_dir: Path, application: QApplication) -> "SingleInstance | None":
    try:
        from effnet_desktop.single_instance import SingleInstance
    except ImportError as error:  # Qt's network module needs a library (libgssapi_krb5) that the window does not
        log.info("Each start opens a window of its own: %s", error)
        return None
    return SingleInstance(data_dir, application)


def _bring_forward(window: MainWindow, photos: list[Path]) -> None:
    """Shows the window above others, with these photos if there are any."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.raise_()
    window.activateWindow()
    if photos:
        window.add_paths(photos)


class _FileOpener(QObject):
    """Takes the photos that macOS' Finder opens with the app: they come as events, not as arguments."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes `QFileOpenEvent` and nothing else."""
        if isinstance(event, QFileOpenEvent) and event.file():
            _bring_forward(self._window, [Path(event.file())])
            return True
        return False


def _watch_for_update(window: MainWindow) -> None:
    """Says when an installer replaces the program that is running: what it has not loaded yet would not fit."""
    if hasattr(sys, "_MEIPASS"):  # in a bundle
        watcher = QFileSystemWatcher([sys.executable], window)
        watcher.fileChanged.connect(lambda _: window.messages.warn_of_update())


def apply_theme(application: QApplication, theme: Theme) -> None:
    """Follows the system, or overrides it."""
    schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    application.styleHints().setColorScheme(schemes.get(theme, Qt.ColorScheme.Unknown))
    # A plain X11 window manager knows nothing of themes; then the colours have to be ours.
    ignored = theme != "system" and application.styleHints().colorScheme() == Qt.ColorScheme.Unknown
    application.setPalette(_own_palette(theme) if ignored else QPalette())
    application.setPalette(readable_palette(application.palette()))


def _own_palette(theme: Theme) -> QPalette:
    if theme == "light":
        return QPalette(QColor("#efefef"))
    palette = QPalette(QColor("#323232"))
    palette.setColor(QPalette.ColorRole.Base, QColor("#242424"))
    palette.setColor(QPalette.ColorRole.AlternateBase, QColor("#2b2b2b"))
    palette.setColor(QPalette.ColorRole.Link, QColor("#6cb4f5"))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor("#808080"))
    return palette


def install_translators(application: QApplication, language: Language) -> None:
    """Loads the texts of Qt and ours in the user's language, which is English unless it is Japanese."""
    if language == "system":
        name = "ja" if QLocale.system().uiLanguages()[0].startswith("ja") else "en"
        if QLocale.system().language() == QLocale.Language.C:  # no language: 15198728 would be written like this
            QLocale.setDefault(QLocale(name))
    else:
        name = language
        QLocale.setDefault(QLocale(language))  # Numbers, too, are then written as in that language.
    if not paths.resource_path(f"translations/effnet_desktop_{name}.qm").is_file():
        name = "en"
    application.setProperty("language", name)  # see gui/wording.py
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for file in (Path(qt_folder, f"qtbase_{name}.qm"), paths.resource_path(f"translations/effnet_desktop_{name}.qm")):
        translator = QTranslator(application)
        if translator.load(str(file)):
            application.installTranslator(translator)


def report_unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Logs an error that nothing caught, and shows it; never more than one box at a time."""
    log.critical("An unexpected error", exc_info=(kind, error, trace))
    if any(isinstance(widget, _UnexpectedBox) and widget.isVisible() for widget in QApplication.topLevelWidgets()):
        return
    box = _UnexpectedBox(QApplication.activeWindow())
    box.setText(box.tr("Something unexpected went wrong: {reason}").format(reason=str(error) or kind.__name__))
    box.setDetailedText("".join(traceback.format_exception(kind, error, trace)))
    box.open()


class _UnexpectedBox(QMessageBox):
    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setIcon(QMessageBox.Icon.Critical)
        self.setInformativeText(self.tr("The app goes on. The details are in the log, too."))


def _warn_of_unwritable(data_dir: Path, reason: str, window: QWidget) -> None:
    box = QMessageBox(window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setText(
        QCoreApplication.translate("App", "Nothing can be written to {folder}: {reason}.").format(
            folder=data_dir, reason=reason
        )
    )
    box.setInformativeText(
        QCoreApplication.translate(
            "App",
            "Settings and models cannot be kept. Start the app with another folder: effnet-desktop --data-dir DIR",
        )
    )
    box.open()


class _Interrupts:
    """Ends the event loop on Ctrl+C. Python alone would notice it only when the next event calls Python code.

    The signal writes a byte into a pair of sockets, and Qt wakes up for it. A second Ctrl+C ends the process at once.
    """

    def __init__(self, application: QApplication) -> None:
        self._application = application

    def __enter__(self) -> None:
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(lambda: self._application.exit(INTERRUPTED))
        self._handler = signal.signal(signal.SIGINT, lambda *_: signal.signal(signal.SIGINT, signal.SIG_DFL))
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)

    def __exit__(self, *_: object) -> None:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGINT, self._handler)
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()
