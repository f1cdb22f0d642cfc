"""Connects the dialogs of filing to the engine: photos into folders, keywords beside them, and both taken back."""

import os
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QWidget

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import EngineError
from effnet_desktop.engine.records.filing import (
    AnsweredPhoto,
    Filed,
    FileFailed,
    FileFiled,
    FilingConfig,
    FilingPlan,
    FilingRun,
    TagConfig,
    TagPlan,
    Undone,
)
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.gui.filing.filing_dialog import FilingDialog
from effnet_desktop.gui.filing.runs_dialog import RunsDialog
from effnet_desktop.gui.settings import Settings
from effnet_desktop.gui.show_in_folder import show_in_folder
from effnet_desktop.gui.widgets.paths_dialog import PathsDialog
from effnet_desktop.gui.wording import explain
from effnet_desktop.tasks import Lane, Task, Verb, one_step


class FilingMediator(QObject):
    """Plans, files and undoes; one thing at a time.

    Attributes:
        filed: Signal with a `Filed` and its `FilingPlan` or `TagPlan`: it was done.
        stopped: Signal: the user stopped it, or it failed on the way; a run that is not finished is left.
        unfinished_found: Signal with a `FilingRun` that an earlier start left.
        moved: Signal with pairs of paths: photos that have another place now.
        failed: Signal with an `EngineError`.

    Args:
        engine: What does the work.
        settings: Remember the target.
        window: The dialogs' parent.
    """

    filed = Signal(object, object)
    stopped = Signal()
    unfinished_found = Signal(object)
    moved = Signal(list)
    failed = Signal(object)

    def __init__(self, engine: Engine, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._engine = engine
        self._settings = settings
        self._window = window
        self._lane = Lane(self)
        self.lanes = (self._lane,)
        self._planning: Task | None = None
        self._running: Task | None = None
        self._left: list[FileFailed] = []
        self._moved: list[tuple[Path, Path]] = []

    @property
    def is_working(self) -> bool:
        """Whether photos are being filed, or a run is being taken back."""
        return self._running is not None

    def look_for_unfinished(self) -> None:
        """Tells of a run that a crash or a stop has left."""

        def tell(runs: Sequence[FilingRun]) -> None:
            if runs and runs[0].state == "unfinished" and runs[0].kind == "file":
                self.unfinished_found.emit(runs[0])

        self._lane.submit(one_step(self._engine.filing_runs)).succeeded.connect(tell)

    # Filing.

    def show_dialog(
        self,
        shown: Sequence[AnsweredPhoto],
        selected: Sequence[AnsweredPhoto],
    ) -> FilingDialog:
        """Lets the user file photos; see `FilingDialog`."""
        target = self._settings.filing_folder or str(Path(_pictures(), self.tr("Sorted photos")))
        roots = _common_folder([photo.path for photo in shown])
        has_groups = any(photo.is_imagenet for photo in shown)
        dialog = FilingDialog(shown, selected, roots, target, has_groups, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.plan_wanted.connect(lambda photos, config: self._make_plan(dialog, photos, config))
        dialog.begin_wanted.connect(lambda plan: self._begin(dialog, plan))
        dialog.stop_wanted.connect(self._stop)
        dialog.finished.connect(self._forget_plan)
        dialog.open()
        return dialog

    def _make_plan(
        self, dialog: FilingDialog, photos: Sequence[AnsweredPhoto], config: FilingConfig | TagConfig
    ) -> None:
        self._forget_plan()

        def plan() -> Generator[object, None, object]:
            if isinstance(config, TagConfig):
                return self._engine.plan_tags(photos, config)
            return self._engine.plan_filing(photos, config)

        self._planning = task = self._lane.submit(plan)
        task.progressed.connect(dialog.show_progress)
        task.succeeded.connect(dialog.show_plan)
        task.failed.connect(lambda error: dialog.show_failure("\n".join(filter(None, explain(error)))))

    def _forget_plan(self) -> None:
        if self._planning:
            self._planning.cancel()
            self._planning = None

    def _begin(self, dialog: FilingDialog, plan: FilingPlan | TagPlan) -> None:
        if isinstance(plan, TagPlan):
            task = self._run(lambda: self._engine.tag_photos(plan), dialog)
        else:
            self._settings.filing_folder = dialog.target
            task = self._run(lambda: self._engine.file_photos(plan), dialog)

        def end(done: Filed) -> None:
            dialog.end()
            is_moved = isinstance(plan, FilingPlan) and plan.config.way == "move"
            self._tell_places(is_moved)
            self.filed.emit(done, plan)
            self._show_left(self.tr("%Ln file(s) could not be filed.", "", done.failed))

        def stop(error: EngineError | None = None) -> None:
            dialog.end()
            self._tell_places(isinstance(plan, FilingPlan) and plan.config.way == "move")
            self.failed.emit(error) if error else self.stopped.emit()

        task.succeeded.connect(end)
        task.failed.connect(stop)
        task.cancelled.connect(stop)

    def _stop(self) -> None:
        if self._running:
            self._running.cancel()

    # Runs.

    def show_runs(self) -> None:
        """Shows what was filed so far, and lets the user take it back."""
        task = self._lane.submit(one_step(self._engine.filing_runs))
        task.succeeded.connect(self._show_runs)
        task.failed.connect(self.failed)

    def _show_runs(self, runs: Sequence[FilingRun]) -> None:
        dialog = RunsDialog(runs, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.undo_wanted.connect(lambda run: self._undo(dialog, run))
        dialog.resume_wanted.connect(lambda run: self._resume(dialog, run))
        dialog.stop_wanted.connect(self._stop)
        dialog.show_wanted.connect(self._show)
        dialog.open()

    def _undo(self, dialog: RunsDialog, run: FilingRun) -> None:
        def text_of(done: Undone) -> str:
            return self.tr("%Ln file(s) are as they were before.", "", done.files)

        self._change_run(dialog, lambda: self._engine.undo_filing(run.name), text_of, run.way == "move")

    def _resume(self, dialog: RunsDialog, run: FilingRun) -> None:
        def text_of(done: Filed) -> str:
            return self.tr("%Ln file(s) are filed.", "", done.files)

        self._change_run(dialog, lambda: self._engine.resume_filing(run.name), text_of, run.way == "move")

    def _change_run(self, dialog: RunsDialog, verb: Verb, text_of: Callable[[Any], str], is_moved: bool) -> None:
        task = self._run(verb, dialog)

        def end(text: str) -> None:
            self._tell_places(is_moved)
            dialog.end(text)
            again = self._lane.submit(one_step(self._engine.filing_runs))
            again.succeeded.connect(dialog.set_runs)
            self._show_left(self.tr("%Ln file(s) were left as they are.", "", len(self._left)))

        task.succeeded.connect(lambda done: end(text_of(done)))
        task.failed.connect(lambda error: end("\n".join(filter(None, explain(error)))))
        task.cancelled.connect(lambda: end(self.tr("Stopped.")))

    def _run(self, verb: Verb, dialog: FilingDialog | RunsDialog) -> Task:
        self._left, self._moved = [], []
        self._running = task = self._lane.submit(verb)

        def take(event: object) -> None:
            if isinstance(event, Progress):
                dialog.show_progress(event)
            elif isinstance(event, FileFailed):
                self._left.append(event)
            elif isinstance(event, FileFiled):
                self._moved.append((event.source, event.target))

        task.progressed.connect(take)
        task.finished.connect(self._forget_run)
        return task

    def _forget_run(self) -> None:
        self._running = None

    def _tell_places(self, is_moved: bool) -> None:
        if is_moved and self._moved:
            self.moved.emit(self._moved)

    def _show(self, path: Path) -> None:
        show_in_folder(path, self.failed.emit)

    def _show_left(self, text: str) -> None:
        if self._left:
            lines = [f"{left.path.name}: {explain(left.error)[0]}" for left in self._left]
            dialog = PathsDialog(text, [left.path for left in self._left], lines, self._window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open_photo_wanted.connect(self._show)
            dialog.open()


def _pictures() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)


def _common_folder(photos: Sequence[Path]) -> tuple[Path, ...]:
    """The folder that all photos are in, however deep; none where they are on several drives."""
    try:
        return (Path(os.path.commonpath([photo.parent for photo in photos])),)
    except ValueError:
        return ()
