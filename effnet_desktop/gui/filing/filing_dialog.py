"""The dialog that files photos and gives them keywords: what would be done stands there before it is done."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop.engine.records.filing import AnsweredPhoto, FilingPlan, TagPlan
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.gui.filing.folder_options import FolderOptions
from effnet_desktop.gui.filing.keyword_options import KeywordOptions
from effnet_desktop.gui.filing.plan_view import PlanView
from effnet_desktop.gui.widgets.progress_bar import ProgressBar
from effnet_desktop.gui.wording import progress_text

PAUSE_MS = 250  # after a change, so that no plan is made for each letter of a name


class FilingDialog(QDialog):
    """Photos, how to file them, what that would do, and how far it is.

    Attributes:
        plan_wanted: Signal with the photos and a `FilingConfig` or a `TagConfig`.
        begin_wanted: Signal with the `FilingPlan` or `TagPlan` that is shown.
        stop_wanted: Signal: what is being done is to end.

    Args:
        shown: What is known of the photos that the list shows.
        selected: What is known of those that are selected.
        roots: The folders that they were found in.
        target: The folder that is proposed.
        has_groups: Whether the model's categories have groups.
        parent: Qt's owner.
    """

    plan_wanted = Signal(object, object)
    begin_wanted = Signal(object)
    stop_wanted = Signal()

    def __init__(
        self,
        shown: Sequence[AnsweredPhoto],
        selected: Sequence[AnsweredPhoto],
        roots: tuple[Path, ...],
        target: str,
        has_groups: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("File photos"))
        self.resize(820, 520)
        self._roots = roots
        self._plan: FilingPlan | TagPlan | None = None
        self._is_running = False
        self._photos = QComboBox()
        self._photos.addItem(self.tr("All that the list shows: %Ln photo(s)", "", len(shown)), tuple(shown))
        if selected:
            self._photos.addItem(self.tr("The selected ones: %Ln photo(s)", "", len(selected)), tuple(selected))
            self._photos.setCurrentIndex(1 if len(selected) > 1 else 0)  # one is selected always
        self._folders = FolderOptions(target)
        self._folders.set_has_groups(has_groups)
        self._keywords = KeywordOptions()
        self._views = (
            PlanView((self.tr("Folder"), self.tr("Photos"), self.tr("With them"), self.tr("Size"))),
            PlanView((self.tr("File"), self.tr("Keywords"))),
        )
        self._tabs = QTabWidget()
        self._tabs.addTab(_beside(self._folders, self._views[0]), self.tr("&Folders"))
        self._tabs.addTab(_beside(self._keywords, self._views[1]), self.tr("&Keywords"))
        self._bar = ProgressBar()
        self._step = QLabel()
        self._step.setTextFormat(Qt.TextFormat.PlainText)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._begin = self._buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self._soon = QTimer(self, singleShot=True, interval=PAUSE_MS)

        photos = QFormLayout()
        photos.addRow(self.tr("&Photos:"), self._photos)
        bottom = QHBoxLayout()
        bottom.addWidget(self._step, stretch=1)
        bottom.addWidget(self._bar, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.addLayout(photos)
        layout.addWidget(self._tabs, stretch=1)
        layout.addLayout(bottom)
        layout.addWidget(self._buttons)

        self._photos.currentIndexChanged.connect(self._count_none)
        for signal in (self._photos.currentIndexChanged, self._folders.changed, self._keywords.changed):
            signal.connect(self._outdate)
        self._tabs.currentChanged.connect(self._outdate)
        self._soon.timeout.connect(self._ask_for_plan)
        self._begin.clicked.connect(self._begin_run)
        self._buttons.rejected.connect(self.reject)
        self._bar.hide()
        self._count_none()
        self._outdate()

    def _count_none(self) -> None:
        chosen: tuple[AnsweredPhoto, ...] = self._photos.currentData()
        self._folders.set_none(sum(photo.is_novel and photo.correction is None for photo in chosen))

    @property
    def target(self) -> str:
        """The folder that was chosen."""
        return self._folders.target.text().strip()

    def _outdate(self) -> None:
        self._plan = None
        self._refresh()
        self._soon.start()

    def _ask_for_plan(self) -> None:
        config = self._keywords.config if self._tabs.currentIndex() else self._folders.config(self._roots)
        if config is None:
            self._views[0].show_text(self.tr("Choose a folder for the photos."))
        else:
            self.plan_wanted.emit(self._photos.currentData(), config)

    def show_plan(self, plan: FilingPlan | TagPlan) -> None:
        """Shows what would be done, and lets the user begin if there is something to do."""
        self._plan = plan
        self._step.clear()
        if isinstance(plan, TagPlan):
            self._views[1].show_tags(plan)
        else:
            self._views[0].show_plan(plan)
        self._refresh()

    def show_progress(self, progress: Progress) -> None:
        """Shows how far the plan, or what is being done, has come."""
        self._step.setText(progress_text(progress))
        if self._is_running:
            self._bar.setMaximum(progress.total or 0)
            self._bar.setValue(progress.done)

    def show_failure(self, text: str) -> None:
        """Says why there is no plan."""
        self._step.clear()
        self._views[self._tabs.currentIndex()].show_text(text)

    def _begin_run(self) -> None:
        self._is_running = True
        self._refresh()
        self.begin_wanted.emit(self._plan)

    def end(self) -> None:
        """What was begun is over: done, stopped or failed."""
        self._is_running = False
        self.accept()

    def reject(self) -> None:
        """Stops what is being done, or else closes."""
        if self._is_running:
            self.stop_wanted.emit()
        else:
            super().reject()

    def _refresh(self) -> None:
        plan, is_idle = self._plan, not self._is_running
        count = 0
        if isinstance(plan, FilingPlan) and not plan.problems:
            count = plan.count("new", "renamed")
        elif isinstance(plan, TagPlan):
            count = len(plan.items)
        text = self.tr("Write keywords") if self._tabs.currentIndex() else self._verb(plan, count)
        self._begin.setText(text)
        self._begin.setEnabled(is_idle and count > 0)
        self._begin.setDefault(True)  # a button that was disabled has lost it
        close = self._buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(self.tr("Close") if is_idle else self.tr("Stop"))
        for widget in (self._photos, self._tabs):
            widget.setEnabled(is_idle)
        self._bar.setVisible(not is_idle)

    def _verb(self, plan: FilingPlan | TagPlan | None, count: int) -> str:
        if not isinstance(plan, FilingPlan) or not count:
            return self.tr("File photos")
        if plan.config.way == "move":
            return self.tr("Move %Ln photo(s)", "", count)
        return (
            self.tr("Link %Ln photo(s)", "", count)
            if plan.config.way == "link"
            else self.tr("Copy %Ln photo(s)", "", count)
        )


def _beside(options: QWidget, view: QWidget) -> QWidget:
    area = QScrollArea(widgetResizable=True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidget(options)
    for widget in (area.viewport(), options):
        widget.setAutoFillBackground(False)  # the page's own colour
    splitter = QSplitter(childrenCollapsible=False)
    splitter.addWidget(area)
    splitter.addWidget(view)
    splitter.setSizes([360, 420])
    return splitter
