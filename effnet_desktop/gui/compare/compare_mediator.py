"""Connects the Compare page to the engine: the main window's part for comparing models.

The comparison runs on the lane of classification, so that the two never measure each other, and not while a model is
being trained. The short work around it has a lane of its own.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QObject, Signal
from PySide6.QtGui import QImage

from effnet_desktop import saving
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.records.comparing import Budget, CompareConfig, Comparison, KeptComparison
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import Cascade, ModelInfo
from effnet_desktop.export import save_comparison_csv
from effnet_desktop.gui.compare.compare_page import ComparePage
from effnet_desktop.gui.picture_loading import load_pictures
from effnet_desktop.gui.settings import Settings
from effnet_desktop.gui.show_in_folder import show_in_folder
from effnet_desktop.gui.wording import explain
from effnet_desktop.tasks import Lane, Task, one_step


class CompareMediator(QObject):
    """Submits what the Compare page wants, and hands it what the engine yields.

    Attributes:
        page: What shows it.
        models_changed: Signal: there is a new model.
        cascade_saved: Signal with the `ModelInfo` of a pair that was saved.
        exported: Signal with the file that was written.
        failed: Signal with an `EngineError` of a small step.
        removed: Signal with a `KeptComparison` that was removed, which `bring_back` brings back.
        finished: Signal: a comparison is over, however it ended.

    Args:
        engine: What does the work.
        page: What shows it.
        settings: Say what computes.
        lanes: That of classification, then that of pictures.
        is_training: Whether a model is being trained, which would spoil the times.
        parent: Qt's owner.
    """

    models_changed = Signal()
    cascade_saved = Signal(object)
    exported = Signal(Path)
    failed = Signal(object)
    removed = Signal(object)
    finished = Signal()

    def __init__(
        self,
        engine: Engine,
        page: ComparePage,
        settings: Settings,
        lanes: tuple[Lane, Lane],
        is_training: Callable[[], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self.page = page
        self._settings = settings
        self._inference, self._pictures = lanes
        self._is_training = is_training
        self._steps = Lane(self)
        self.lanes = (self._steps,)
        self._search: Task | None = None
        self._run: Task | None = None

        page.paths_chosen.connect(self._look_for_photos)
        page.compare_wanted.connect(self.compare)
        page.stop_wanted.connect(self.stop)
        page.difference_wanted.connect(self._find_difference)
        page.earlier_wanted.connect(self._list_earlier)
        page.open_earlier_wanted.connect(self._open_earlier)
        page.remove_earlier_wanted.connect(self._remove_earlier)
        page.meaning_wanted.connect(self._find_meaning)
        page.pick_wanted.connect(self._pick)
        page.cascade_wanted.connect(self._compute_cascade)
        page.save_cascade_wanted.connect(self._save_cascade)
        page.export_wanted.connect(self._export)
        page.open_photo_wanted.connect(lambda photo: show_in_folder(photo, self.failed.emit))
        page.pictures_wanted.connect(
            lambda paths, side: load_pictures(engine, self._pictures, paths, side, page.set_picture)
        )

    @property
    def is_comparing(self) -> bool:
        """Whether models are being compared, or wait for photos that are being classified."""
        return self._run is not None

    def compare(self, config: CompareConfig) -> None:
        """Compares models; one comparison at a time, and none while a model is being trained."""
        if self._run:
            return
        if self._is_training():
            self.page.show_message(
                self.tr("A model is being trained, which would spoil the times."),
                self.tr("Compare when the training is done, or stop it on the Train page."),
                kind="warning",
            )
            return
        config = replace(config, device=self._settings.device, precision=self._settings.precision)
        self.page.begin(config)
        if self._inference.is_busy:
            self.page.show_event(Progress(Text(self.tr("Waiting for the photos in Classify"))))
        self._run = task = self._inference.submit(lambda: self._engine.compare(config))
        task.progressed.connect(self.page.show_event)
        task.succeeded.connect(self.page.show_comparison)
        if self._settings.keeps_list == "yes":
            task.succeeded.connect(partial(self._keep, config))
        task.failed.connect(self.page.failed)
        task.cancelled.connect(self.page.stopped)
        task.finished.connect(self._forget_run)

    def stop(self) -> None:
        """Stops the comparison within a second; what was measured stays in sight."""
        if self._run:
            self._run.cancel()

    def _forget_run(self) -> None:
        self._run = None
        self.finished.emit()

    # Earlier comparisons.

    def bring_back(self, kept: KeptComparison) -> None:
        """Keeps a comparison again that was removed."""
        self._keep(kept.config, kept.comparison, kept.finished)

    def _keep(self, config: CompareConfig, comparison: Comparison, finished: float | None = None) -> None:
        task = self._small_step(lambda: self._engine.keep_comparison(config, comparison, finished))
        task.succeeded.connect(lambda _: self._list_earlier())

    def _list_earlier(self) -> None:
        self._small_step(self._engine.earlier_comparisons).succeeded.connect(self.page.set_earlier)

    def _open_earlier(self, name: str) -> None:
        def show(kept: KeptComparison | None) -> None:
            if kept:
                self.page.show_earlier(kept)
            else:
                self.page.show_message(self.tr("This comparison cannot be read any more."))
                self._list_earlier()

        self._small_step(lambda: self._engine.earlier_comparison(name)).succeeded.connect(show)

    def _remove_earlier(self, name: str) -> None:
        def remove() -> KeptComparison | None:
            kept = self._engine.earlier_comparison(name)
            self._engine.remove_comparison(name)
            return kept

        def tell(kept: KeptComparison | None) -> None:
            self._list_earlier()
            if kept:
                self.removed.emit(kept)

        self._small_step(remove).succeeded.connect(tell)

    def _look_for_photos(self, paths: list[Path]) -> None:
        if self._search:
            self._search.cancel()
        self._search = task = self._steps.submit(lambda: self._engine.find_photos(paths))
        count = 0

        def show(found: tuple[Path, ...]) -> None:
            nonlocal count
            count += len(found)
            self.page.show_found(count, is_all=False)

        def forget() -> None:
            if self._search is task:
                self._search = None

        task.progressed.connect(show)
        task.succeeded.connect(lambda found: self.page.show_found(found.photos, is_all=True))
        task.failed.connect(lambda error: self.page.show_message(*explain(error), kind="error"))
        task.finished.connect(forget)

    def _pick(self, comparison: Comparison, budget: Budget) -> None:
        self.page.show_pick(self._engine.pick(comparison, budget))  # instant

    def _find_meaning(self, comparison: Comparison) -> None:
        task = self._small_step(lambda: self._engine.pairs_in_order(comparison))
        task.succeeded.connect(partial(self.page.show_meaning, comparison))

    def _find_difference(self, comparison: Comparison, smaller: str, bigger: str) -> None:
        task = self._small_step(lambda: self._engine.difference(comparison, smaller, bigger))
        task.succeeded.connect(partial(self.page.show_difference, smaller, bigger))

    def _compute_cascade(self, comparison: Comparison, first: str, second: str) -> None:
        task = self._small_step(lambda: self._engine.cascade(comparison, first, second))
        task.succeeded.connect(partial(self.page.show_cascade, first, second))

    def _save_cascade(self, cascade: Cascade) -> None:
        task = self._small_step(lambda: self._engine.save_cascade(cascade))
        task.succeeded.connect(self._take_cascade)

    def _take_cascade(self, model: ModelInfo) -> None:
        self.models_changed.emit()
        self.cascade_saved.emit(model)

    def _export(self, what: str, file: Path, comparison: Comparison) -> None:
        if what == "picture":
            picture = self.page.view.picture()
            task = self._small_step(lambda: _save_picture(file, picture))
        else:
            save = _save_card if what == "card" else save_comparison_csv
            task = self._small_step(lambda: save(file, comparison))
        task.succeeded.connect(lambda _: self.exported.emit(file))

    def _small_step(self, call: Callable[[], object]) -> Task:
        task = self._steps.submit(one_step(call))
        task.failed.connect(self.failed)
        return task


def _save_card(file: Path, comparison: Comparison) -> None:
    from effnet_desktop.machine_card import save_card  # Slow to import, and rarely needed.

    save_card(file, comparison)


def _save_picture(file: Path, picture: QImage) -> None:
    """Writes a PNG file, whole or not at all; raises as `saving.open_file` does."""
    data = QBuffer()
    picture.save(data, "PNG")  # type: ignore[call-overload]
    saving.save_bytes(file, saving.PICTURE, bytes(data.data().data()))
