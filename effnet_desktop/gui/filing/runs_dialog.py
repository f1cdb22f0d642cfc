"""What was filed and tagged so far, each of which can be taken back."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop.engine.records.filing import FilingRun
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.gui.widgets.progress_bar import ProgressBar
from effnet_desktop.gui.wording import progress_text


class RunsDialog(QDialog):
    """The runs, newest first.

    Attributes:
        undo_wanted: Signal with the `FilingRun` that is to be taken back.
        resume_wanted: Signal with the unfinished `FilingRun` that is to go on.
        show_wanted: Signal with the folder to show outside the app.
        stop_wanted: Signal: what is being done is to end.

    Args:
        runs: Every run, newest first.
        parent: Qt's owner.
    """

    undo_wanted = Signal(object)
    resume_wanted = Signal(object)
    show_wanted = Signal(Path)
    stop_wanted = Signal()

    def __init__(self, runs: Sequence[FilingRun], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Filed so far"))
        self.resize(640, 380)
        self._runs: tuple[FilingRun, ...] = ()
        self._is_running = False
        self._list = QTreeWidget()
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._list.setHeaderLabels([self.tr("When"), self.tr("What"), self.tr("Files"), self.tr("State")])
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._list.setAccessibleName(self.tr("Filed so far"))
        header = self._list.header()
        header.setStretchLastSection(False)
        for column in range(4):
            is_wide = column == 1
            mode = QHeaderView.ResizeMode.Stretch if is_wide else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(column, mode)
        self._empty = QLabel(self.tr("Nothing has been filed yet."))
        self._step = QLabel()
        self._step.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = ProgressBar()
        self._bar.hide()
        close = QDialogButtonBox.StandardButton.Close
        self._buttons = QDialogButtonBox(close)
        action = QDialogButtonBox.ButtonRole.ActionRole
        self._undo = self._buttons.addButton(self.tr("&Take back"), action)
        self._resume = self._buttons.addButton(self.tr("&Go on"), action)
        self._show = self._buttons.addButton(self.tr("&Show in folder"), action)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.addWidget(self._empty)
        layout.addWidget(self._list, stretch=1)
        layout.addWidget(self._step)
        layout.addWidget(self._bar)
        layout.addWidget(self._buttons)

        order = (self._list, self._undo, self._resume, self._show)
        for before, after in zip(order, (*order[1:], self._buttons.button(close)), strict=True):
            self.setTabOrder(before, after)
        self._list.currentItemChanged.connect(self._refresh)
        self._undo.clicked.connect(lambda: self._begin(self.undo_wanted))
        self._resume.clicked.connect(lambda: self._begin(self.resume_wanted))
        self._show.clicked.connect(self._show_target)
        self._buttons.rejected.connect(self.reject)
        self.set_runs(runs)

    def set_runs(self, runs: Sequence[FilingRun]) -> None:
        """Shows the runs as they are now."""
        self._runs = tuple(runs)
        row = max(0, self._list.currentIndex().row())
        locale = QLocale()
        self._list.clear()
        for run in runs:
            when = locale.toString(
                QDateTime.fromSecsSinceEpoch(round(run.made.timestamp())), QLocale.FormatType.ShortFormat
            )
            item = QTreeWidgetItem([when, self._what(run), locale.toString(run.files), self._state(run)])
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight)
            item.setToolTip(1, item.text(1))
            self._list.addTopLevelItem(item)
        self._list.setCurrentIndex(self._list.model().index(min(row, len(runs) - 1), 0))
        self._empty.setVisible(not runs)
        self._refresh()

    def _what(self, run: FilingRun) -> str:
        if run.kind == "tag":
            return self.tr("Keywords")
        template = {
            "copy": self.tr("Copied into {folder}"),
            "move": self.tr("Moved into {folder}"),
            "link": self.tr("Linked into {folder}"),
        }[run.way or "copy"]
        return template.format(folder=run.target)

    def _state(self, run: FilingRun) -> str:
        return {
            "done": self.tr("done"),
            "unfinished": self.tr("not finished"),
            "undone": self.tr("taken back"),
        }[run.state]

    @property
    def _current(self) -> FilingRun | None:
        row = self._list.currentIndex().row()
        return self._runs[row] if 0 <= row < len(self._runs) else None

    def _begin(self, signal: SignalInstance) -> None:
        self._is_running = True
        self._refresh()
        signal.emit(self._current)

    def show_progress(self, progress: Progress) -> None:
        """Shows how far it has come."""
        self._step.setText(progress_text(progress))
        self._bar.setMaximum(progress.total or 0)
        self._bar.setValue(progress.done)

    def end(self, text: str) -> None:
        """What was begun is over; says how it ended."""
        self._is_running = False
        self._step.setText(text)
        self._refresh()

    def reject(self) -> None:
        """Stops what is being done, or else closes."""
        if self._is_running:
            self.stop_wanted.emit()
        else:
            super().reject()

    def _show_target(self) -> None:
        if self._current and self._current.target:
            self.show_wanted.emit(self._current.target)

    def _refresh(self) -> None:
        run, is_idle = self._current, not self._is_running
        self._list.setEnabled(is_idle)
        self._bar.setVisible(not is_idle)
        self._undo.setEnabled(is_idle and run is not None and run.state != "undone")
        self._resume.setEnabled(is_idle and run is not None and run.kind == "file" and run.state == "unfinished")
        self._show.setEnabled(run is not None and run.target is not None)
        close = self._buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(self.tr("Close") if is_idle else self.tr("Stop"))
