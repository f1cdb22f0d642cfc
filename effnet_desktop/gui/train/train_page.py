"""The page that turns a folder of photos into a model.

It shows one of six views: what a folder should look like; the folder with the options (while it is checked, and when
it is ready); the piles of a folder without categories; a training's progress (while it runs, and after a stop); a
model's report; an error. What the user wants goes out as signals, what came of it comes in by the methods; the page
itself does nothing to photos, folders or models.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette, QUndoStack
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QMessageBox,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QStyle,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop.engine.errors import EngineError, ModelNotInstalled
from effnet_desktop.engine.records.classifying import PhotoFailed, Thumbnail
from effnet_desktop.engine.records.folders import Dataset, FolderListed
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.models import FineTuneConfig, Inheritance, ModelInfo, Preset, SplitBy
from effnet_desktop.engine.records.training import (
    EpochFinished,
    FeaturesExtracted,
    FineTuned,
    HeadFitted,
    InterruptedTraining,
    TrainingEstimate,
)
from effnet_desktop.engine.scaling import Scaling
from effnet_desktop.engine.variants import DEFAULT_VARIANT, VARIANTS
from effnet_desktop.gui.drop_page import DropPage
from effnet_desktop.gui.piles.piles_view import PilesView
from effnet_desktop.gui.train.dataset_view import DatasetView
from effnet_desktop.gui.train.findings import NO_CORRECTIONS, Corrections
from effnet_desktop.gui.train.report_view import ReportView
from effnet_desktop.gui.train.scaling_bar import ScalingBar
from effnet_desktop.gui.train.training_options import Options, TrainingOptions
from effnet_desktop.gui.train.training_progress import TrainingProgress
from effnet_desktop.gui.widgets.empty_state import EmptyState
from effnet_desktop.gui.widgets.fonts import larger
from effnet_desktop.gui.widgets.message_bar import MessageBar
from effnet_desktop.gui.widgets.paths_dialog import PathsDialog
from effnet_desktop.gui.widgets.phi_selector import PhiSelector
from effnet_desktop.gui.widgets.pictures import Pictures
from effnet_desktop.gui.wording import explain, measured_text, say

SMALL_SIDE, SMALL_MB = 192, 64
LARGE_SIDE, LARGE_MB = 1600, 64
AT_A_TIME = 8
UNDO_STEPS = 100


class TrainPage(DropPage):
    """A folder, its training, the report.

    Attributes:
        phi_selector: The dropdown of the models to start from.
        folder_chosen: Signal with a folder to inspect; answered by `show_listed`, `show_progress`, `show_dataset`
            or `failed`. Another folder may be chosen meanwhile, and then only that one counts.
        choice_changed: Signal with a folder to inspect again: the user chose otherwise what is a category, or what is
            measured on; answered as `folder_chosen`.
        piles: The view of photos without categories.
        piles_wanted: Signal with a folder whose photos are to be put into piles, the name of the model that says what
            is alike, and photos from elsewhere that belong to them.
        view_changed: Signal: another view is shown, with what can be undone in it.
        estimates_wanted: Signal with a `Dataset`, the name of a model, and a `Scaling` to train instead or None;
            answered by `show_estimate`, again and again.
        train_wanted: Signal with a `FineTuneConfig`; answered by `begin_training`.
        learn_wanted: Signal with the name of a model that shall learn the corrections; answered by `begin_training`.
        stop_wanted: Signal: the training is to stop; answered by `stopped`.
        resume_wanted: Signal with an `InterruptedTraining` that is to go on; answered by `begin_training`.
        finish_wanted: Signal with an `InterruptedTraining` whose best is to become a model; answered by
            `begin_finishing`, `show_event` with progress, then `end_training`.
        discard_wanted: Signal with an `InterruptedTraining` to delete; the user has confirmed.
        decided: Signal with what the user wants of photos of the shown model's folder, as `Decisions`; answered by
            `show_corrections`.
        open_photo_wanted: Signal with a photo or folder to show outside the app.
        pictures_wanted: Signal with photos and a side in pixels; each photo is answered by `set_picture`.
        threshold_changed: Signal with a model's name and the confidence below which it is unsure.
        kept_changed: Signal with a model's name and the share of its own photos that are to keep a category.
        use_model_wanted: Signal with the name of a model to classify with.
        forget_model_wanted: Signal with the name of a trained model to delete; the user has confirmed.
        report_wanted: Signal with a `TrainedModel` whose report is to be shown; answered by `show_report`.
        download_wanted: Signal with the name of an absent model that the user chose.
    """

    folder_chosen = Signal(Path)
    choice_changed = Signal(Path)
    piles_wanted = Signal(Path, str, list)
    view_changed = Signal()
    estimates_wanted = Signal(object, str, object)
    train_wanted = Signal(object)
    learn_wanted = Signal(str)
    stop_wanted = Signal()
    resume_wanted = Signal(object)
    finish_wanted = Signal(object)
    discard_wanted = Signal(object)
    decided = Signal(list)
    open_photo_wanted = Signal(Path)
    pictures_wanted = Signal(list, int)
    threshold_changed = Signal(str, float)
    kept_changed = Signal(str, float)
    use_model_wanted = Signal(str)
    forget_model_wanted = Signal(str)
    report_wanted = Signal(object)
    download_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._models: tuple[ModelInfo, ...] = ()
        self._folder: Path | None = None
        self._scaling: Scaling | None = None
        self._dataset: Dataset | None = None
        self._seconds: dict[Preset, float] = {}
        self._interrupted: InterruptedTraining | None = None
        self._config: FineTuneConfig | None = None  # of the last training
        self._is_training = False
        self._is_stopping = False
        self._report: FineTuned | None = None
        self._replaced: set[str] = set()  # names that the user has agreed to train over
        self._chosen: str | None = None  # the model to start from, while the dropdown names what is shown below
        self._decisions = QUndoStack(self)
        self._decisions.setUndoLimit(UNDO_STEPS)
        self._corrections = NO_CORRECTIONS
        self._learnt = NO_CORRECTIONS  # what the shown model knows of them
        self._begun_with = NO_CORRECTIONS

        self.phi_selector = PhiSelector()
        self.phi_selector.set_model(DEFAULT_VARIANT)
        self._scaling_bar = ScalingBar()
        self._scaling_bar.hide()
        self._choose = QPushButton(self.tr("Choose a folder…"))
        self._sort = QPushButton(self.tr("Sort into piles"))
        self._sort.setToolTip(self.tr("For photos that are not sorted by category: alike ones come together"))
        self._trained_menu = QMenu(self)
        self._trained_button = QToolButton()
        self._trained_button.setText(self.tr("Your models"))
        self._trained_button.setToolTip(self.tr("Shows what a model that you trained has learnt"))
        self._trained_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._trained_button.setMenu(self._trained_menu)
        self._small = Pictures(SMALL_SIDE, SMALL_MB, AT_A_TIME, self)
        self._large = Pictures(LARGE_SIDE, LARGE_MB, 1, self)
        self._message = MessageBar(self, floats=True)
        self._interrupted_bar = _InterruptedBar()
        self._empty = _EmptyState()
        self._folder_view = DatasetView(self._small)
        self._options = TrainingOptions()
        self._progress = TrainingProgress()
        self._report_view = ReportView(self._small, self._large)
        self._error = _ErrorView()
        self.piles = PilesView(self._small, self._large)
        self._setup = QSplitter(childrenCollapsible=False)
        self._setup.addWidget(self._folder_view)
        self._setup.addWidget(self._options)
        self._setup.setStretchFactor(0, 3)
        self._setup.setStretchFactor(1, 1)
        self._setup.setSizes([600, 340])
        self._stack = QStackedWidget()
        self._home: QWidget = self._empty  # what the user comes back to: the folder, in its categories or its piles
        for view in (self._empty, self._setup, self.piles, self._progress, self._report_view, self._error):
            self._stack.addWidget(view)

        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.phi_selector, stretch=1)
        top.addWidget(self._scaling_bar, stretch=1)
        top.addWidget(self._trained_button)
        top.addWidget(self._sort)
        top.addWidget(self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(16)
        layout.addLayout(top)
        layout.addWidget(self._interrupted_bar)
        layout.addWidget(self._stack, stretch=1)
        self._accept_drops(self.tr("Drop to train"))
        self._connect()
        self._show(self._empty)

    def _connect(self) -> None:
        self._choose.clicked.connect(self.ask_for_folder)
        self._empty.choose.clicked.connect(self.ask_for_folder)
        self._sort.clicked.connect(lambda: self.open_piles())
        self.piles.open_photo_wanted.connect(self.open_photo_wanted)
        self._folder_view.checked_anew.connect(self._check_anew)
        self.phi_selector.model_chosen.connect(self._take_model)
        self._scaling_bar.dismissed.connect(lambda: self.use_scaling(None))
        self.phi_selector.download_wanted.connect(self.download_wanted)
        self._options.name_changed.connect(self._refresh_options)
        self._options.train_wanted.connect(self._train)
        for bar in (self._interrupted_bar, self._progress):
            bar.resume_wanted.connect(lambda: self.resume_wanted.emit(self._interrupted))
            bar.finish_wanted.connect(lambda: self.finish_wanted.emit(self._interrupted))
        self._interrupted_bar.discard_wanted.connect(self._ask_to_discard)
        self._progress.stop_wanted.connect(self._stop)
        self._progress.back_wanted.connect(self._go_back)
        self._error.again.clicked.connect(self._try_again)
        self._error.back.clicked.connect(self._go_back)
        report = self._report_view
        report.back_wanted.connect(self._go_back)
        report.retrain_wanted.connect(self._retrain)
        report.unreadable_wanted.connect(self._show_unreadable)
        report.threshold_changed.connect(self.threshold_changed)
        report.kept_changed.connect(self.kept_changed)
        report.use_model_wanted.connect(self.use_model_wanted)
        report.forget_model_wanted.connect(self.forget_model_wanted)
        report.decided.connect(self.decided)
        for source in (report, self._folder_view):
            source.open_photo_wanted.connect(self.open_photo_wanted)
        for pictures in (self._small, self._large):
            pictures.wanted.connect(self.pictures_wanted)

    # The folder.

    def choose_folder(self, folder: Path) -> None:
        """Begins with a folder, as if the user had dropped it."""
        self._message.hide_message()
        self._folder, self._dataset, self._seconds = folder, None, {}
        for pictures in (self._small, self._large):
            pictures.clear()
        self._folder_view.forget_choices()
        self._folder_view.begin_checking(folder)
        self._options.name.setText(FineTuneConfig(folder).model_name)
        self._refresh_options()
        self._home = self._setup
        self._show(self._setup)
        self.folder_chosen.emit(folder)

    def remember_choice(self, takes_all_as_categories: bool) -> None:
        """The user has chosen before whether a folder that is called like none is a category."""
        self._folder_view.set_takes_all_as_categories(takes_all_as_categories)

    @property
    def not_categories(self) -> tuple[str, ...] | None:
        """As `FineTuneConfig` has it."""
        return () if self._folder_view.takes_all_as_categories else None

    @property
    def split_by(self) -> SplitBy:
        """What is kept to measure on."""
        return self._folder_view.split_by

    @property
    def scaling(self) -> Scaling | None:
        """The user's own scaling, if it is chosen instead."""
        return self._scaling

    def _check_anew(self) -> None:
        assert self._folder is not None
        self._dataset, self._seconds = None, {}
        self._folder_view.begin_checking(self._folder)
        self._refresh_options()
        self.choice_changed.emit(self._folder)

    def open_piles(self, others: Sequence[Path] = ()) -> None:
        """Shows the photos of the chosen folder in piles, and others with them."""
        assert self._folder is not None
        self._message.hide_message()
        self._home = self.piles
        self._show(self.piles)
        self.piles_wanted.emit(self._folder, self.model, list(others))

    def close_piles(self) -> None:
        """Shows what a folder should look like: there are no piles."""
        self._folder = None
        self._home = self._empty
        self._show(self._empty)

    @property
    def undo_stack(self) -> QUndoStack:
        """What was done in the shown view and can be undone."""
        return self.piles.undo_stack if self._stack.currentWidget() is self.piles else self._decisions

    @property
    def undo_stacks(self) -> tuple[QUndoStack, ...]:
        """Those of all views."""
        return self._decisions, self.piles.undo_stack

    def ask_for_folder(self) -> None:
        """Lets the user choose a folder to train on."""
        start = str(self._folder.parent) if self._folder else ""
        if folder := QFileDialog.getExistingDirectory(self, self.tr("Choose a folder of category folders"), start):
            self.choose_folder(Path(folder))

    def use_scaling(self, scaling: Scaling | None) -> None:
        """Trains a network of the user's own scaling from now on; None goes back to the published ones."""
        self._scaling = scaling
        self._ask_for_estimates()
        if not self._is_training:
            self._go_back()

    def show_listed(self, listed: FolderListed) -> None:
        """Shows the categories, before any photo has been read."""
        self._folder_view.show_listed(listed)

    def show_progress(self, progress: Progress) -> None:
        """Shows how far the check of the folder is."""
        self._folder_view.show_progress(progress)

    def show_dataset(self, dataset: Dataset) -> None:
        """Shows what can be used of the folder and what is wrong, and lets the user train."""
        self._dataset = dataset
        self._folder_view.show_dataset(dataset)
        self._ask_for_estimates()

    def show_estimate(self, estimate: TrainingEstimate | None) -> None:
        """Shows how long each preset will take; None says that nobody could find out."""
        self._seconds = estimate.seconds if estimate else {}
        self._options.set_seconds(self._seconds, "", say(estimate.assumption) if estimate else "")

    def set_models(self, models: tuple[ModelInfo, ...]) -> None:
        """Shows which models there are to start from, and which were trained."""
        self._models = models
        published = tuple(model for model in models if model.state in ("packaged", "installed", "absent"))
        if self.model not in {model.name for model in published if model.is_installed}:
            self._start_from(DEFAULT_VARIANT)
            self._ask_for_estimates()
        self.phi_selector.set_models(published)
        self._trained_menu.clear()
        for trained in [model.trained for model in models if model.trained]:
            text = self.tr("{name} ({accuracy})").format(
                name=trained.name.replace("&", "&&"), accuracy=measured_text(trained.acc1, trained.acc1_ci95)
            )
            self._trained_menu.addAction(text, partial(self.report_wanted.emit, trained))
        self._refresh_options()
        self._refresh_top()

    @property
    def model(self) -> str:
        """Name of the published model to start from."""
        return self.phi_selector.model_name if self._chosen is None else self._chosen

    def _start_from(self, model: str) -> None:
        if self._chosen is None:
            self.phi_selector.set_model(model)
        else:
            self._chosen = model

    def _take_model(self, model: str) -> None:
        """The user chose a model to start from; a report or a training of another one is no longer of interest."""
        if self._chosen is not None:
            self._chosen = model
            self._go_back()
        if self._home is self.piles:
            self.open_piles()
        self._ask_for_estimates()

    def _ask_for_estimates(self) -> None:
        self._seconds = {}
        self._refresh_options()
        if self._dataset and self._dataset.can_train:
            self._options.set_seconds({}, self.tr("measuring…"))
            self.estimates_wanted.emit(self._dataset, self.model, self._scaling)
        else:
            self._options.set_seconds({}, "")

    def _refresh_options(self) -> None:
        """Says why training cannot start, or what it would do that may not be expected."""
        reason = self._reason_against()
        name = self._options.options.name
        note = self.tr("The model {name} will be replaced.").format(name=name) if self._model_of(name) else ""
        self._options.train.setEnabled(not reason)
        self._options.set_note(reason or note)

    def _model_of(self, name: str) -> ModelInfo | None:
        """The model that a training under that name would replace."""
        return next((model for model in self._models if model.name == name), None)

    def _reason_against(self) -> str:
        if self._dataset is None:
            return self.tr("The photos are being checked.")
        fatal = next((problem for problem in self._dataset.problems if problem.is_fatal), None)
        if fatal:
            return say(fatal.message)
        name = self._options.options.name
        if not name:
            return self.tr("Type a name for the model.")
        if name.lower() in VARIANTS:
            return self.tr("{name} is the name of a published model. Choose another one.").format(name=name)
        if any(model.cascade and model.name == name for model in self._models):
            return self.tr("{name} is the name of a pair of models. Choose another one.").format(name=name)
        return ""

    # The training.

    def show_interrupted(self, interrupted: InterruptedTraining | None) -> None:
        """Offers to go on with a training that was left unfinished; None if there is none."""
        self._interrupted = interrupted
        if interrupted:
            self._interrupted_bar.show_training(interrupted)
        self._refresh_top()

    def begin_training(self, config: FineTuneConfig) -> None:
        """Shows that a training begins or goes on."""
        self._message.hide_message()
        known = self._dataset is not None and self._dataset.folder == config.folder and not config.resume
        self._config, self._is_training, self._is_stopping = config, True, False
        self._begun_with = self._corrections
        self._interrupted = None
        self._progress.begin(config, self._seconds.get(config.preset) if known else None)
        self._show(self._progress)
        self._focus(self._progress.stop)

    def show_event(self, event: object) -> None:
        """Shows something that the training yielded."""
        if isinstance(event, FeaturesExtracted | HeadFitted | EpochFinished | Inheritance | Progress):
            self._progress.show_event(event)
        elif isinstance(event, Dataset) and event.folder == self._folder:
            self._dataset = event  # corrections may have changed it
            self._folder_view.show_dataset(event)
        elif isinstance(event, Notice):
            self._message.show_message(say(event), kind="warning")

    def begin_finishing(self, interrupted: InterruptedTraining) -> None:
        """Shows that the best of an interrupted training becomes a model."""
        if self._stack.currentWidget() is not self._progress:
            self.begin_training(interrupted.config)
            self._interrupted = interrupted
        self._is_training = self._is_stopping = True
        self._progress.begin_finishing()
        self._refresh_top()

    def end_training(self, fine_tuned: FineTuned) -> None:
        """Shows the report of the model that was trained now."""
        self._is_training = False
        self._interrupted = None
        self._learnt = self._begun_with
        self._show_report(fine_tuned, was_stopped=self._is_stopping)

    def stopped(self, interrupted: InterruptedTraining | None = None) -> None:
        """Shows that the training was stopped.

        Args:
            interrupted: What is left of it to go on with; None if it had not come far enough.
        """
        self._is_training = False
        self._interrupted = interrupted
        if interrupted:
            self._interrupted_bar.show_training(interrupted)
        self._progress.show_stopped(can_go_on=interrupted is not None)
        self._refresh_top()
        self._focus(self._progress.finish if interrupted else self._progress.back)

    def failed(self, error: EngineError) -> None:
        """Shows that the check of the folder or the training has failed, and what to do.

        If something is left of the training to go on with, `show_interrupted` comes first.
        """
        was_training, self._is_training = self._is_training, False
        self._folder_view.end_checking()
        self._error.show_error(error, can_go_back=self._dataset is not None, was_training=was_training)
        self._show(self._error)
        self._focus(self._error.again)

    def _train(self, options: Options) -> None:
        assert self._folder is not None
        self.train(
            FineTuneConfig(
                folder=self._folder,
                model=self.model,
                preset=options.preset,
                epochs=options.epochs,
                seed=options.seed,
                name=options.name,
                scaling=self._scaling,
                not_categories=self.not_categories,
                split_by=self.split_by,
            )
        )

    def train(self, config: FineTuneConfig) -> None:
        """Trains, if the user agrees to what that replaces."""
        name = config.model_name
        lost = self._lost_by(name, config.folder)
        question = lost or self._replaced_by(name)
        if question and not self._may_replace(question):
            return
        self._replaced.add(name)
        self.train_wanted.emit(replace(config, replace=bool(lost)))

    def _lost_by(self, name: str, folder: Path) -> str:
        """What a training would take the place of although it was made from something else; empty if nothing."""
        old = self._model_of(name)
        if old and old.trained is None:
            return self.tr("There is a broken model named {name}.").format(name=name)
        if old and old.trained and old.trained.folder != folder:
            return self.tr("There is a model named {name}, made from {folder}.").format(
                name=name, folder=old.trained.folder
            )
        unfinished = self._interrupted.config if self._interrupted else None
        if unfinished and unfinished.model_name == name and unfinished.folder != folder:
            return self.tr("There is an unfinished training of {name}, begun with {folder}.").format(
                name=name, folder=unfinished.folder
            )
        return ""

    def _replaced_by(self, name: str) -> str:
        """The model that a training makes anew from its own folder; empty once the user has said that it may."""
        old = self._model_of(name)
        if old is None or name in self._replaced:
            return ""
        return self.tr("There is a model named {name}.").format(name=name)

    def _may_replace(self, what: str) -> bool:
        question = self.tr("{what} Replace it? To keep both, give the new model another name.").format(what=what)
        answer = QMessageBox.question(
            self, self.tr("Replace a model"), question, defaultButton=QMessageBox.StandardButton.No
        )
        return answer == QMessageBox.StandardButton.Yes

    def _stop(self) -> None:
        self._is_stopping = True
        self.stop_wanted.emit()

    def _ask_to_discard(self) -> None:
        assert self._interrupted is not None
        answer = QMessageBox.question(
            self,
            self.tr("Discard a training"),
            self.tr("Discard the unfinished training of {name}? What it has learnt so far is lost.").format(
                name=self._interrupted.config.model_name
            ),
            defaultButton=QMessageBox.StandardButton.No,
        )
        if answer == QMessageBox.StandardButton.Yes:
            interrupted = self._interrupted
            self.show_interrupted(None)
            self.discard_wanted.emit(interrupted)

    def _try_again(self) -> None:
        error = self._error.error
        if isinstance(error, ModelNotInstalled) and self._config:
            self.download_wanted.emit(self._config.model)
        elif self._error.was_training and self._interrupted:
            self.resume_wanted.emit(self._interrupted)
        elif self._error.was_training:
            self.train_wanted.emit(self._config)
        elif self._folder:
            self.choose_folder(self._folder)

    def _go_back(self) -> None:
        """Shows the folder again, or the start if there is none."""
        self._message.hide_message()
        self._show(self._home)
        self._refresh_options()

    # The report.

    def show_report(self, fine_tuned: FineTuned) -> None:
        """Shows the report of a model that was trained earlier; its folder's corrections come first."""
        report = fine_tuned.report
        doubted = {mistake.path for mistake in report.mistakes} | {suspect.path for suspect in report.suspects}
        self._learnt = Corrections(
            {path: label for path, label in self._corrections.labels.items() if path not in doubted},
            self._corrections.left_out - doubted,
        )
        self._show_report(fine_tuned, was_stopped=False)

    @property
    def corrections(self) -> Corrections:
        """Those of the folder that the shown model was trained on, or is being trained on."""
        return self._corrections

    def show_corrections(self, corrections: Corrections) -> None:
        """Shows the corrections of the folder that the shown model was trained on, or is being trained on."""
        self._corrections = corrections
        self._refresh_corrections()

    def set_picture(self, picture: Thumbnail | PhotoFailed, side: int) -> None:
        """Takes in a picture that was asked for."""
        (self._large if side == LARGE_SIDE else self._small).put(picture)

    def _show_report(self, fine_tuned: FineTuned, was_stopped: bool) -> None:
        self._message.hide_message()
        self._report = fine_tuned
        self._report_view.show_report(fine_tuned, was_stopped)
        self._refresh_corrections()
        self._show(self._report_view)
        self._focus(self._report_view.use)

    def _refresh_corrections(self) -> None:
        now, learnt = self._corrections, self._learnt
        given = self._given()
        moved = {path for path, label in now.labels.items() if learnt.labels.get(path, given.get(path)) != label}
        gone = learnt.labels.keys() - now.labels.keys() - now.left_out
        taken_back = {path for path in gone if learnt.labels[path] != given.get(path)}
        pending = moved | taken_back | (now.left_out ^ learnt.left_out)
        self._report_view.set_corrections(now, len(pending))

    def _given(self) -> dict[Path, str]:
        """What photos in doubt are filed in: that they are right there teaches the model nothing new."""
        if self._report is None:
            return {}
        report = self._report.report
        mistaken = {mistake.path: mistake.truth for mistake in report.mistakes}
        return mistaken | {suspect.path: suspect.given for suspect in report.suspects}

    def _retrain(self) -> None:
        assert self._report is not None
        self.learn_wanted.emit(self._report.model.name)

    def _show_unreadable(self) -> None:
        assert self._report is not None
        paths: Sequence[Path] = self._report.report.unreadable
        dialog = PathsDialog(self.tr("These photos could not be read."), paths, [str(path) for path in paths], self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open_photo_wanted.connect(self.open_photo_wanted)
        dialog.open()

    # The page itself.

    def _show(self, view: QWidget) -> None:
        self._stack.setCurrentWidget(view)
        self._refresh_top()
        self.view_changed.emit()

    def _refresh_top(self) -> None:
        """Shows above the view what is of use with it."""
        view = self._stack.currentWidget()
        self._name_network()
        self._choose.setVisible(view is not self._empty)  # which has a button of its own
        self._sort.setVisible(self._folder is not None and view in (self._setup, self._error))
        for widget in (self._choose, self._sort, self.phi_selector, self._scaling_bar.back, self._trained_button):
            widget.setEnabled(not self._is_training)
        self._trained_button.setVisible(not self._trained_menu.isEmpty())
        is_offered = self._interrupted is not None and view is not self._progress
        self._interrupted_bar.setVisible(is_offered)

    def _name_network(self) -> None:
        """Names the network that the shown training or report is about, or else the one to start from."""
        if shown := self._network_of_view():
            self._chosen = self.model
            name, scaling = shown
        else:
            name, self._chosen, scaling = self.model, None, self._scaling
        self.phi_selector.set_model(name)
        if scaling:
            self._scaling_bar.show_scaling(scaling)
        self._scaling_bar.setVisible(scaling is not None)
        self.phi_selector.setVisible(scaling is None)

    def _network_of_view(self) -> tuple[str, Scaling | None] | None:
        """The published variant or the scaling that what is shown is about; None where the user chooses one."""
        view = self._stack.currentWidget()
        if view is self._progress and self._config:
            name, scaling = self._config.model, self._config.scaling
        elif view is self._report_view and self._report:
            name, scaling = self._report.model.name, self._report.model.scaling
        else:
            return None
        found = next((model for model in self._models if model.name == name), None)
        if found is None:
            return (self.model, scaling) if scaling else None
        return found.variant.name, scaling or (found.trained.scaling if found.trained else None)

    # Drops.

    def _is_busy(self) -> bool:
        return self._is_training

    def _take(self, paths: list[Path]) -> None:
        if len(paths) == 1 and paths[0].is_dir():
            self.choose_folder(paths[0])
        elif self._stack.currentWidget() is self.piles:
            self.open_piles(paths)
        elif any(path.is_dir() for path in paths):
            self._message.show_message(
                self.tr("That is more than one folder."),
                self.tr("Drop the one folder that all category folders are in."),
                kind="warning",
            )
        else:
            self._message.show_message(
                self.tr("That is a photo, not a folder."),
                self.tr("Drop the folder that holds the category folders with the photos."),
                kind="warning",
            )


class _InterruptedBar(QFrame):
    """Offers what can be done with a training that was left unfinished."""

    resume_wanted = Signal()
    finish_wanted = Signal()
    discard_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._text = QLabel(wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.discard = QPushButton(self.tr("Discard…"))
        self.finish = QPushButton(self.tr("Use the best so far"))
        self.resume = QPushButton(self.tr("Resume"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._text, stretch=1)
        for button in (self.discard, self.finish, self.resume):
            layout.addWidget(button)
        self.discard.clicked.connect(self.discard_wanted)
        self.finish.clicked.connect(self.finish_wanted)
        self.resume.clicked.connect(self.resume_wanted)
        self.hide()

    def show_training(self, interrupted: InterruptedTraining) -> None:
        name = interrupted.config.model_name
        if interrupted.epoch:
            text = self.tr("The training of {name} was interrupted after epoch {epoch} of {epochs}.").format(
                name=name, epoch=interrupted.epoch, epochs=interrupted.epochs
            )
        else:
            text = self.tr("The training of {name} was interrupted before the first epoch ended.").format(name=name)
        self._text.setText(text)
        self.setToolTip(str(interrupted.config.folder))


class _EmptyState(EmptyState):
    """Says what a folder should look like."""

    def __init__(self) -> None:
        super().__init__()
        self.choose = QPushButton(self.tr("Choose a folder…"))
        self._invite(
            self.tr("Drop a folder of photos here"),
            self.tr(
                "It holds a folder for each category, named like it. Some 20 photos of each are a good start, more are "
                "better. Photos that are not sorted yet come into piles of alike ones. They never leave this computer."
            ),
            self.choose,
            example=self._example(),
        )

    def _example(self) -> QWidget:
        """A folder with three category folders, drawn as a tree."""
        rows = (
            (self.tr("pets"), "", 0),
            (self.tr("cats"), self.tr("mia.jpg, on the sofa.png, …"), 1),
            (self.tr("dogs"), self.tr("rex.jpg, at the lake.heic, …"), 1),
            (self.tr("rabbits"), self.tr("IMG_0123.jpg, …"), 1),
        )
        tree = QWidget()
        grid = QGridLayout(tree)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, 16)
        side = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        for row, (name, files, depth) in enumerate(rows):
            icon, label, content = QLabel(), QLabel(name), QLabel(files)
            icon.setPixmap(self.style().standardIcon(QStyle.StandardPixmap.SP_DirIcon).pixmap(side))
            content.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            grid.addWidget(icon, row, depth)
            grid.addWidget(label, row, depth + 1, 1, 2 - depth)
            grid.addWidget(content, row, 3)
        return tree


class _ErrorView(QWidget):
    """Says what went wrong, what to do, and offers a way on."""

    def __init__(self) -> None:
        super().__init__()
        self.error: EngineError | None = None
        self.was_training = False
        self._icon, self._text, self._hint = QLabel(), QLabel(), QLabel()
        side = self.style().pixelMetric(QStyle.PixelMetric.PM_MessageBoxIconSize)
        self._icon.setPixmap(self.style().standardIcon(QStyle.StandardPixmap.SP_MessageBoxWarning).pixmap(side))
        self._text.setFont(larger(self._text.font(), 1.2))
        self._hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        for label in (self._text, self._hint):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self._icon, self._text, self._hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.again, self.back = QPushButton(), QPushButton(self.tr("Back to the folder"))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        buttons.addWidget(self.back)
        buttons.addWidget(self.again)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(32, 32, 32, 32)
        layout.setSpacing(16)
        layout.addStretch()
        for label in (self._icon, self._text, self._hint):
            layout.addWidget(label)
        layout.addLayout(buttons)
        layout.addStretch()

    def show_error(self, error: EngineError, can_go_back: bool, was_training: bool) -> None:
        self.error, self.was_training = error, was_training
        text, hint = explain(error)
        self._text.setText(text)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.back.setVisible(can_go_back)
        self.again.setText(
            self.tr("Download the model") if isinstance(error, ModelNotInstalled) else self.tr("Try again")
        )
