"""What a page shows before there is anything on it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from effnet_desktop.gui.widgets.dashed_frame import DashedFrame
from effnet_desktop.gui.widgets.fonts import larger

HINT_WIDTH = 520  # longer lines are hard to read


class EmptyState(DashedFrame):
    """Says in its middle what can be dropped, and offers buttons. A page calls `_invite` with its own words."""

    _title: QLabel

    def _invite(
        self, title: str, hint: str, *buttons: QPushButton, room_above: int = 0, example: QWidget | None = None
    ) -> None:
        """Lays all of it out.

        Args:
            title: What can be dropped, in large letters.
            hint: What else there is to know.
            buttons: For those who rather choose.
            room_above: Pixels above the title that the page paints on.
            example: What is dropped, shown below the title.
        """
        self._title = QLabel(title)
        self._title.setFont(larger(self._title.font(), 1.5))
        words = QLabel(hint)
        words.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        words.setMaximumWidth(HINT_WIDTH)
        for label in (self._title, words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
        hint_row = QHBoxLayout()
        hint_row.addStretch()
        hint_row.addWidget(words, stretch=4)
        hint_row.addStretch()
        button_row = QHBoxLayout()
        button_row.setSpacing(8)
        button_row.addStretch()
        for button in buttons:
            button_row.addWidget(button)
        button_row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(32, 32, 32, 32)
        layout.setSpacing(16)
        layout.addStretch()
        layout.addSpacing(room_above)
        layout.addWidget(self._title)
        if example is not None:
            layout.addWidget(example, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(hint_row)
        layout.addLayout(button_row)
        layout.addStretch()
