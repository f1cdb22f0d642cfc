"""What users do in the main window, and what it shows."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton

from effnet_desktop.gui.main_window import MainWindow


def urls(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def drop(window: MainWindow, mime: QMimeData, onto=None) -> QDropEvent:
    """Drags over the window and drops, through Qt's own dispatch."""
    action, button, none = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    actions = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(50, 50), actions, mime, button, none)
    QApplication.sendEvent(onto or window, enter)
    event = QDropEvent(QPointF(50, 50), actions, mime, button, none)
    event.setDropAction(action)
    if enter.isAccepted():
        QApplication.sendEvent(onto or window, event)
    else:
        event.ignore()
    return event


def message(window: MainWindow) -> str:
    bar = window._message_bar
    return bar._text.text() if bar.isVisible() else ""


def click_message(window: MainWindow, label: str) -> None:
    button = next(button for button in window._message_bar.findChildren(QPushButton) if button.isVisible())
    assert button.text() == label
    button.click()


def counts(window: MainWindow):
    return window._classify_page.photos.counts


def answers(window: MainWindow) -> list[str | None]:
    photos = window._classify_page.photos
    return [photos.photo(row).category for row in range(photos.rowCount())]


def wait_until_done(qtbot, window: MainWindow, photos: int) -> None:
    def is_done() -> bool:
        lanes = (*window._classify.lanes, window._inference, window._pictures)
        return (
            counts(window).photos == photos and not counts(window).pending and not any(lane.is_busy for lane in lanes)
        )

    qtbot.waitUntil(is_done, timeout=10_000)
