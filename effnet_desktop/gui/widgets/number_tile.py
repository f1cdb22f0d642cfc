"""A value with its name above and, where there is more to say, a line below."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from effnet_desktop.gui.help.glossary import Term
from effnet_desktop.gui.help.term_label import TermLabel
from effnet_desktop.gui.widgets.fonts import larger
from effnet_desktop.gui.wording import spoken_figure


class NumberTile(QWidget):
    """One number among several in a row.

    Args:
        name: What it is.
        tooltip: What it means.
        term: The word of the glossary that tells more, if there is one.
    """

    def __init__(self, name: str, tooltip: str = "", term: Term | None = None) -> None:
        super().__init__()
        caption = TermLabel(name, term) if term else QLabel(name)
        self._value, self._detail = QLabel(), QLabel()
        self._value.setFont(larger(self._value.font()))
        self._name = name
        for label in (caption, self._detail):
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        for label in (self._value, self._detail):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._detail.setWordWrap(True)
        self._detail.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for label in (caption, self._value, self._detail):
            layout.addWidget(label)
        layout.addStretch()
        self.setToolTip(tooltip)
        self.set_text("")

    def set_text(self, value: str, detail: str = "") -> None:
        """Shows a value; an empty one as a dash."""
        self._value.setText(value or self.tr("–"))
        # Screen readers say the name of a label instead of its text.
        self._value.setAccessibleName(spoken_figure(self._name, self._value.text()))
        self._value.setAccessibleDescription(detail)
        self._detail.setText(detail)

    def text(self) -> str:
        """The value and the line below."""
        return "\n".join(filter(None, (self._value.text(), self._detail.text())))
