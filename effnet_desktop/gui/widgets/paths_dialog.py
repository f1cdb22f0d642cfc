"""A list of files, each of which can be shown in its folder."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import (
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListView,
    QVBoxLayout,
    QWidget,
)


class PathsDialog(QDialog):
    """Photos or folders that a sentence is about.

    Attributes:
        open_photo_wanted: Signal with one of them to show outside the app.

    Args:
        text: The sentence.
        paths: The photos or folders.
        lines: What to show for each.
        parent: Qt's owner.
    """

    open_photo_wanted = Signal(Path)

    def __init__(self, text: str, paths: Sequence[Path], lines: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Files"))
        self.resize(560, 400)
        self._paths = tuple(paths)
        head = QLabel(text, wordWrap=True)
        head.setTextFormat(Qt.TextFormat.PlainText)
        self.list = QListView()
        self.list.setModel(QStringListModel(list(lines), self))
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setAccessibleName(text)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        show = buttons.addButton(self.tr("Show in folder"), QDialogButtonBox.ButtonRole.ActionRole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(head)
        layout.addWidget(self.list, stretch=1)
        layout.addWidget(buttons)

        buttons.rejected.connect(self.reject)
        show.clicked.connect(self._open_current)
        self.list.activated.connect(self._open_current)
        self.list.setCurrentIndex(self.list.model().index(0, 0))

    def _open_current(self) -> None:
        self.open_photo_wanted.emit(self._paths[self.list.currentIndex().row()])
