"""What filing would do: the folders with their counts, and in sentences what a user should know before it is done."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QListWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop.engine.records.filing import FilingPlan, TagPlan
from effnet_desktop.gui.wording import explain, say, size_text

SHOWN = 200
"""Sentences and sidecars at most: more than anybody reads."""


class PlanView(QWidget):
    """A tree, the sum of it, and remarks.

    Args:
        headings: Of the tree's columns.
    """

    def __init__(self, headings: Sequence[str]) -> None:
        super().__init__()
        self._tree = QTreeWidget()
        self._tree.setRootIsDecorated(False)
        self._tree.setUniformRowHeights(True)
        self._tree.setHeaderLabels(list(headings))
        self._tree.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._tree.setAccessibleName(self.tr("What would be done"))
        header = self._tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(1, len(headings)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
            self._tree.headerItem().setTextAlignment(column, Qt.AlignmentFlag.AlignRight)
        self._sum = QLabel(wordWrap=True)
        self._remarks = QListWidget()
        self._remarks.setWordWrap(True)
        self._remarks.setMaximumHeight(120)
        self._remarks.setAccessibleName(self.tr("Remarks"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self._tree, stretch=1)
        layout.addWidget(self._sum)
        layout.addWidget(self._remarks)
        self.show_text("")

    def show_text(self, text: str) -> None:
        """Shows a sentence while there is no plan."""
        self._tree.clear()
        self._remarks.hide()
        self._sum.setText(text)
        self._sum.setForegroundRole(QPalette.ColorRole.PlaceholderText)

    def show_plan(self, plan: FilingPlan) -> None:
        """Shows where photos would go."""
        number = QLocale().toString
        rows = [
            (folder.name, number(folder.photos), number(folder.companions), size_text(folder.size))
            for folder in plan.folders
        ]
        photos, companions = plan.count("new", "renamed"), plan.count("new", "renamed", companions=True)
        text = self.tr("%Ln photo(s)", "", photos)
        if companions:
            text = self.tr("{photos} and {files}").format(
                photos=text, files=self.tr("%Ln file(s) that belong to them", "", companions)
            )
        if plan.free is None:
            text = self.tr("{photos}: {size}.").format(photos=text, size=size_text(plan.size))
        else:
            text = self.tr("{photos}: {size}. {free} are free there.").format(
                photos=text, size=size_text(plan.size), free=size_text(plan.free)
            )
        self._show(rows, text, self._remarks_about(plan))

    def _remarks_about(self, plan: FilingPlan) -> list[str]:
        remarks = ["\n".join(filter(None, explain(problem))) for problem in plan.problems]
        remarks += [say(note) for note in plan.notes]
        for count, text in (
            (plan.count("renamed"), self.tr("%Ln photo(s) get another name.", "", plan.count("renamed"))),
            (plan.count("there"), self.tr("%Ln photo(s) are there already.", "", plan.count("there"))),
            (plan.count("in place"), self.tr("%Ln photo(s) lie in their folder already.", "", plan.count("in place"))),
            (
                plan.count("conflict"),
                self.tr("%Ln photo(s) stay: their names are taken.", "", plan.count("conflict")),
            ),
            (len(plan.left), self.tr("%Ln photo(s) stay where they are.", "", len(plan.left))),
        ):
            if count:
                remarks.append(text)
        remarks += [f"{failed.path.name}: {explain(failed.error)[0]}" for failed in plan.failed]
        return remarks

    def show_tags(self, plan: TagPlan) -> None:
        """Shows which keywords would be written."""
        rows = [(item.sidecar.name, ", ".join("/".join(path) for path in item.keywords)) for item in plan.items[:SHOWN]]
        text = self.tr("%Ln file(s) lack keywords.", "", len(plan.items))
        remarks = []
        if plan.tagged:
            remarks.append(self.tr("%Ln file(s) have their keywords already.", "", plan.tagged))
        if plan.left:
            remarks.append(self.tr("%Ln photo(s) get none: the model is not sure enough.", "", len(plan.left)))
        remarks += [f"{failed.path.name}: {' '.join(filter(None, explain(failed.error)))}" for failed in plan.failed]
        self._show(rows, text, remarks)

    def _show(self, rows: Sequence[tuple[str, ...]], text: str, remarks: Sequence[str]) -> None:
        self._tree.clear()
        items = [QTreeWidgetItem(row) for row in rows]
        for item in items:
            for column in range(1, item.columnCount()):
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight)
        self._tree.addTopLevelItems(items)
        self._sum.setText(text)
        self._sum.setForegroundRole(QPalette.ColorRole.WindowText)
        self._remarks.clear()
        self._remarks.addItems(remarks[:SHOWN])
        self._remarks.setVisible(bool(remarks))
