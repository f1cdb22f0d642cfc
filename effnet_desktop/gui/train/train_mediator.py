"""Connects the Train page to the engine: the main window's part for training.

There is a lane for the training and one for the short work around it (checking a folder, estimates, reports,
corrections), so that a folder can be looked at while a model is being trained.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import EngineError
from effnet_desktop.engine.records.folders import Dataset, FolderListed
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import FineTuneConfig, TrainedModel
from effnet_desktop.engine.records.training import FineTuned, InterruptedTraining, TrainingEstimate, TrainingReport
from effnet_desktop.engine.scaling import Scaling
from effnet_desktop.gui.picture_loading import load_pictures
from effnet_desktop.gui.settings import Settings, as_setting, folders_in
from effnet_desktop.gui.show_in_folder import show_in_folder
from effnet_desktop.gui.train.findings import Corrections
from effnet_desktop.gui.train.train_page import TrainPage
from effnet_desktop.gui.train.undo import Decide, Decisions
from effnet_desktop.tasks import Lane, Task, Verb, one_step

REMEMBERED = 50  # folders


class TrainMediator(QObject):
    """Submits what the Train page wants, and hands it what the engine yields.

    Attributes:
        page: What shows it.
        models_changed: Signal: there is a new model, or one changed.
        trained: Signal with the `TrainedModel` that a training ended with.
        failed: Signal with an `EngineError` of a small step.
        refused: Signal: no training begins, since models are being compared and it would spoil their times.

    Args:
        engine: What does the work.
        page: What shows it.
        settings: Remember which folders are categories.
        pictures: The lane of pictures.
        is_comparing: Whether models are being compared.
        parent: Qt's owner.
    """

    models_changed = Signal()
    trained = Signal(object)
    failed = Signal(object)
    refused = Signal()

    def __init__(
        self,
        engine: Engine,
        page: TrainPage,
        settings: Settings,
        pictures: Lane,
        is_comparing: Callable[[], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._is_comparing = is_comparing
        self._engine = engine
        self.page = page
        self._settings = settings
        self._training, self._checks, self._pictures = Lane(self), Lane(self), pictures
        self.lanes = (self._training, self._checks)
        self._inspection: Task | None = None
        self._estimate: Task | None = None
        self._run: Task | None = None
        self._looking: Task | None = None  # for what a training that has just ended left
        self._folder: Path | None = None  # whose corrections are shown

        page.folder_chosen.connect(self._begin_with)
        page.choice_changed.connect(self._choose_otherwise)
        page.estimates_wanted.connect(self._measure)
        page.train_wanted.connect(self.train)
        page.learn_wanted.connect(self.learn_from_corrections)
        page.stop_wanted.connect(self.stop)
        page.resume_wanted.connect(lambda training: self.train(training.config))
        page.finish_wanted.connect(self._finish)
        page.discard_wanted.connect(self._discard)
        page.decided.connect(self._decide)
        page.open_photo_wanted.connect(lambda photo: show_in_folder(photo, self.failed.emit))
        page.pictures_wanted.connect(
            lambda paths, side: load_pictures(engine, self._pictures, paths, side, page.set_picture)
        )
        page.threshold_changed.connect(self._set_threshold)
        page.kept_changed.connect(self._set_kept)
        page.report_wanted.connect(self._load_report)

    @property
    def is_training(self) -> bool:
        """Whether a model is being trained."""
        return self._run is not None or self._looking is not None

    def look_for_interrupted(self) -> None:
        """Offers to go on with a training that a crash or a stop left unfinished."""
        task = self._checks.submit(one_step(self._engine.interrupted_trainings))
        task.succeeded.connect(lambda found: self.page.show_interrupted(found[0]) if found else None)

    def train(self, config: FineTuneConfig) -> None:
        """Trains, or goes on with a training; one at a time, and none while models are being compared."""
        if not self._may_begin():
            return
        self._show_corrections(config.folder)
        self.page.begin_training(config)
        self._start(config, lambda: self._engine.fine_tune(config))

    def _may_begin(self) -> bool:
        if self.is_training:
            return False
        if self._is_comparing():
            self.refused.emit()
            return False
        if self._estimate:
            self._estimate.cancel()
        return True

    def stop(self) -> None:
        """Stops the training within a second; what it has reached can be made a model, or go on."""
        if self._run:
            self._run.cancel()

    def learn_from_corrections(self, name: str) -> None:
        """Trains a model anew on its folder with the user's corrections: the head alone, which takes seconds."""
        task = self._small_step(lambda: self._engine.learn_again(name))
        task.succeeded.connect(self.train)

    def correct(self, model: TrainedModel, photos: list[Path], category: str) -> Task:
        """Puts photos into a category of the list of a model's folder."""

        def write() -> None:
            for photo in photos:
                self._engine.move_label(model.folder, photo, category)

        return self._small_step(write)

    def uncorrect(self, model: TrainedModel, photos: list[Path]) -> None:
        """Takes back what `correct` did."""

        def write() -> None:
            for photo in photos:
                self._engine.forget_correction(model.folder, photo)

        self._small_step(write)

    def _begin_with(self, folder: Path) -> None:
        self.page.remember_choice(folder in folders_in(self._settings.all_categories))
        self._inspect(folder)

    def _choose_otherwise(self, folder: Path) -> None:
        """Remembers the choice for this folder, and checks it anew."""
        others = [other for other in folders_in(self._settings.all_categories) if other != folder]
        chosen = [folder] if self.page.not_categories == () else []
        self._settings.all_categories = as_setting([*chosen, *others][:REMEMBERED])
        self._inspect(folder)

    def _inspect(self, folder: Path) -> None:
        for task in (self._inspection, self._estimate):
            if task:
                task.cancel()
        page = self.page
        self._inspection = task = self._checks.submit(
            partial(
                self._engine.inspect_folder,
                folder,
                not_categories=page.not_categories,
                split_by=page.split_by,
                model=page.model,
                scaling=page.scaling,
            )
        )
        task.progressed.connect(self._show_inspection)
        task.succeeded.connect(self.page.show_dataset)
        task.failed.connect(self.page.failed)

    def _show_inspection(self, event: object) -> None:
        if isinstance(event, FolderListed) and event.is_unsorted:
            assert self._inspection is not None
            self._inspection.cancel()
            self.page.open_piles()
        elif isinstance(event, FolderListed):
            self.page.show_listed(event)
        elif isinstance(event, Progress):
            self.page.show_progress(event)

    def _measure(self, dataset: Dataset, model: str, scaling: Scaling | None) -> None:
        if self._estimate:
            self._estimate.cancel()
        if self._is_comparing():  # each would spoil the other's times
            self.page.show_estimate(None)
            return
        self._estimate = task = self._checks.submit(lambda: self._engine.estimate_training(dataset, model, scaling))
        task.progressed.connect(self._show_estimate)
        task.succeeded.connect(self.page.show_estimate)
        task.failed.connect(lambda _: self.page.show_estimate(None))

    def _show_estimate(self, event: object) -> None:
        if isinstance(event, TrainingEstimate):
            self.page.show_estimate(event)

    def _start(self, config: FineTuneConfig, verb: Verb) -> None:
        self._run = task = self._training.submit(verb)
        task.progressed.connect(self.page.show_event)
        task.succeeded.connect(self._end)
        task.failed.connect(partial(self._look_what_is_left, config))
        task.cancelled.connect(partial(self._look_what_is_left, config))
        task.finished.connect(self._forget_run)

    def _forget_run(self) -> None:
        self._run = None

    def _end(self, done: FineTuned) -> None:
        self.models_changed.emit()
        self.page.end_training(done)
        self.trained.emit(done.model)

    def _look_what_is_left(self, config: FineTuneConfig, error: EngineError | None = None) -> None:
        """Shows that a training was stopped, or has failed, once it is known what of it can go on."""
        self._looking = task = self._training.submit(one_step(self._engine.interrupted_trainings))
        task.succeeded.connect(lambda found: self._show_end(error, _left_of(config, found)))
        task.failed.connect(lambda _: self._show_end(error, None))
        task.finished.connect(self._forget_looking)

    def _forget_looking(self) -> None:
        self._looking = None

    def _show_end(self, error: EngineError | None, left: InterruptedTraining | None) -> None:
        if error is None:
            self.page.stopped(left)
        else:
            self.page.show_interrupted(left)
            self.page.failed(error)

    def _finish(self, training: InterruptedTraining) -> None:
        name = training.config.name
        assert name is not None
        if not self._may_begin():
            return
        self._show_corrections(training.config.folder)
        self.page.begin_finishing(training)
        self._start(training.config, lambda: self._engine.finish_training(name))

    def _discard(self, training: InterruptedTraining) -> None:
        name = training.config.name
        assert name is not None
        self._small_step(lambda: self._engine.discard_training(name))

    def _decide(self, decisions: Decisions) -> None:
        """Notes what the user wants of photos of the shown folder, which can be undone from then on."""
        assert self._folder is not None
        before = [(photo, self.page.corrections.decision(photo)) for photo, _ in decisions]
        label = decisions[0][1]
        if label:
            text = self.tr("Decide about %Ln photo(s)", "", len(decisions))
        elif label == "":
            text = self.tr("Leave out %Ln photo(s)", "", len(decisions))
        else:
            text = self.tr("Take back %Ln correction(s)", "", len(decisions))
        self.page.undo_stack.push(Decide(self._apply, self._folder, before, decisions, text))

    def _apply(self, folder: Path, decisions: Decisions) -> None:
        """Writes decisions into the list of a folder, and shows them at once if it is shown."""

        def write() -> None:
            for photo, label in decisions:
                if label is None:
                    self._engine.forget_correction(folder, photo)
                elif label:
                    self._engine.move_label(folder, photo, label)
                else:
                    self._engine.leave_out(folder, photo)

        if folder == self._folder:
            self.page.show_corrections(self.page.corrections.after(decisions))
        self._small_step(write).failed.connect(lambda _: self._reload_corrections(folder))

    def _reload_corrections(self, folder: Path) -> None:
        if folder == self._folder:
            self._show_corrections(folder)

    def _show_corrections(self, folder: Path) -> None:
        self._folder = folder
        task = self._small_step(lambda: self._engine.corrections(folder))
        task.succeeded.connect(lambda found: self.page.show_corrections(Corrections(*found)))

    def _set_threshold(self, model: str, confidence: float) -> None:
        task = self._small_step(lambda: self._engine.set_threshold(model, confidence))
        task.succeeded.connect(lambda _: self.models_changed.emit())

    def _set_kept(self, model: str, kept: float) -> None:
        task = self._small_step(lambda: self._engine.set_kept(model, kept))
        task.succeeded.connect(lambda _: self.models_changed.emit())

    def _load_report(self, model: TrainedModel) -> None:
        self._show_corrections(model.folder)
        task = self._small_step(lambda: self._engine.training_report(model.name))
        task.succeeded.connect(partial(self._show_report, model))

    def _show_report(self, model: TrainedModel, report: TrainingReport) -> None:
        self.page.show_report(FineTuned(model, report))

    def _small_step(self, call: Callable[[], object]) -> Task:
        task = self._checks.submit(one_step(call))
        task.failed.connect(self.failed)
        return task


def _left_of(config: FineTuneConfig, found: tuple[InterruptedTraining, ...]) -> InterruptedTraining | None:
    return next((training for training in found if training.config.name == config.model_name), None)
