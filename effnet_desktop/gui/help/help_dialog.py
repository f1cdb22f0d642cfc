"""The help: what the keys do, and what the words mean."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTabWidget,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop.gui.help.glossary import entries
from effnet_desktop.gui.help.keys import Key
from effnet_desktop.gui.widgets.fonts import bold


class HelpDialog(QDialog):
    """Keys and words, side by side with the window, which stays usable.

    Args:
        parent: Qt's owner.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Help"))
        self.resize(520, 560)
        self._keys = QTreeWidget()
        self._keys.setColumnCount(2)
        self._keys.setHeaderLabels([self.tr("Keys"), self.tr("What they do")])
        self._keys.setRootIsDecorated(False)
        self._keys.setAccessibleName(self.tr("Keys"))
        header = self._keys.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self._words = QTextBrowser()
        self._words.setAccessibleName(self.tr("Words"))
        self._words.setHtml(
            "".join(
                f'<h3><a name="{entry.term}"></a>{escape(entry.title)}</h3><p>{escape(entry.text)}</p>'
                for entry in entries()
            )
        )
        self._tabs = QTabWidget()
        self._tabs.addTab(self._keys, self.tr("Keys"))
        self._tabs.addTab(self._words, self.tr("Words"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.addWidget(self._tabs)
        layout.addWidget(buttons)

    def set_keys(self, sections: Sequence[tuple[str, Sequence[Key]]]) -> None:
        """Lists keys.

        Args:
            sections: Titles with the keys under them.
        """
        self._keys.clear()
        for title, keys in sections:
            if keys:
                self._add_section(title, keys)

    def _add_section(self, title: str, keys: Sequence[Key]) -> None:
        head = QTreeWidgetItem([title])
        head.setFont(0, bold(self.font()))
        head.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self._keys.addTopLevelItem(head)
        head.setFirstColumnSpanned(True)
        for key in keys:
            head.addChild(QTreeWidgetItem([key.keys, key.text]))
        head.setExpanded(True)

    def show_keys(self) -> None:
        """Shows what the keys do."""
        self._tabs.setCurrentWidget(self._keys)

    def show_word(self, term: str) -> None:
        """Shows what a word means; see `Term`."""
        self._tabs.setCurrentWidget(self._words)
        self._words.scrollToAnchor(term)
