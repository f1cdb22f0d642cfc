"""What a user does with a page and sees on it."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton


def buttons(page) -> set[str]:
    """What can be pressed now."""
    shown = [button for button in page.findChildren(QPushButton) if button.isVisible() and button.isEnabled()]
    return {button.text() for button in shown if button.text()}


def click(qtbot, page, text: str) -> None:
    (button,) = [button for button in page.findChildren(QPushButton) if button.isVisible() and button.text() == text]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def texts(page) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def drag(page, data: QMimeData) -> QDragEnterEvent:
    none, copy = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    event = QDragEnterEvent(QPoint(50, 50), copy, data, Qt.MouseButton.LeftButton, none)
    QApplication.sendEvent(page, event)
    return event


def mime(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drop(page, *paths: Path) -> None:
    data = mime(*paths)
    assert drag(page, data).isAccepted()
    assert page._drop_frame.isVisible()
    none, copy = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    QApplication.sendEvent(page, QDropEvent(QPointF(50, 50), copy, data, Qt.MouseButton.LeftButton, none))
    assert not page._drop_frame.isVisible()


def answer_question(label: str) -> list[str]:
    """Presses a button of the question that comes next; returns what it will have asked."""
    asked: list[str] = []

    def press() -> None:
        box = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QMessageBox))
        asked.append(box.text() + "\n" + box.informativeText())
        next(button for button in box.buttons() if button.text() == label).click()

    QTimer.singleShot(50, press)
    return asked
