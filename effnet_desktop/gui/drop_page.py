"""What the pages share that files and folders can be dropped on."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from effnet_desktop.gui.mime import paths_in
from effnet_desktop.gui.widgets.drop_overlay import DropOverlay


class DropPage(QWidget):
    """Takes dropped files and folders, unless it is busy; then, and if it is neither, the window is asked instead.

    A page calls `_accept_drops` once its other widgets are there.
    """

    _drop_frame: DropOverlay

    def _accept_drops(self, text: str) -> None:
        """Begins to take drops; `text` says what one will do."""
        self._drop_frame = DropOverlay(text, self)
        self.setAcceptDrops(True)

    def _is_busy(self) -> bool:
        raise NotImplementedError

    def _take(self, paths: list[Path]) -> None:
        """Begins with what was dropped."""
        raise NotImplementedError

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Shows that the page takes what is being dragged."""
        if self._is_busy() or not paths_in(event.mimeData()):
            event.ignore()
            return
        event.acceptProposedAction()
        self._drop_frame.cover()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It went elsewhere."""
        self._drop_frame.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Begins with what was dropped."""
        self._drop_frame.hide()
        event.setDropAction(Qt.DropAction.CopyAction)  # a file manager that moves files would delete them
        event.accept()
        self.activateWindow()  # the next keys are meant for this, not for the file manager
        self._take(paths_in(event.mimeData()))

    def _focus(self, widget: QWidget) -> None:
        """Moves the focus with the view that the user works in, and never takes it from elsewhere."""
        current = QApplication.focusWidget()
        if self.isVisible() and (current is None or current is self or self.isAncestorOf(current)):
            widget.setFocus()
