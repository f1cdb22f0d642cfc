"""The main window, the only mediator between pages, engine and lanes.

Pages say by signals what the user wants; this window submits the engine's verbs to lanes and hands what they yield to
the pages. There is one task of classification at a time: photos that come meanwhile are the next one's, and a changed
model or setting cancels it and makes all answers outdated.
"""

import logging
import os
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeySequence,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QMessageBox,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop import paths
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import DeviceError, EngineError, ModelNotInstalled, Text, explain_storage
from effnet_desktop.engine.records.classifying import BackendReady, Classification, PhotoFailed
from effnet_desktop.engine.records.devices import DeviceReport
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.models import ModelInfo, TrainedModel
from effnet_desktop.engine.scaling import Scaling
from effnet_desktop.engine.variants import DEFAULT_VARIANT, VARIANTS
from effnet_desktop.export import save_csv, save_json
from effnet_desktop.gui.about_dialog import AboutDialog
from effnet_desktop.gui.classify.classify_page import LARGE_SIDE, ClassifyPage
from effnet_desktop.gui.compare.compare_mediator import CompareMediator
from effnet_desktop.gui.compare.compare_page import ComparePage
from effnet_desktop.gui.device_chip import DeviceChip, DeviceDialog
from effnet_desktop.gui.mime import SUFFIXES, has_web_address, is_of_use, paths_in, picture_in
from effnet_desktop.gui.models.models_page import ModelsPage
from effnet_desktop.gui.picture_loading import PictureLoader
from effnet_desktop.gui.scaling.scaling_mediator import ScalingMediator
from effnet_desktop.gui.scaling.scaling_page import ScalingPage
from effnet_desktop.gui.settings import Settings
from effnet_desktop.gui.settings_dialog import SettingsDialog
from effnet_desktop.gui.show_in_folder import show_in_folder
from effnet_desktop.gui.train.train_mediator import TrainMediator
from effnet_desktop.gui.train.train_page import TrainPage
from effnet_desktop.gui.widgets.drop_overlay import DropOverlay
from effnet_desktop.gui.widgets.message_bar import MessageBar, MessageKind
from effnet_desktop.gui.wording import explain, percent_text, progress_text, say
from effnet_desktop.tasks import Lane, Task, Verb, one_step

SHUTDOWN_SECONDS = 2.0
WARM_UP_DELAY_MS = 300

log = logging.getLogger(__name__)


class MainWindow(QMainWindow):
    """Everything that the user sees.

    Args:
        engine: What does the work.
        settings: What the user chose.
        data_dir: Folder that everything is written to.
    """

    def __init__(self, engine: Engine, settings: Settings, data_dir: Path) -> None:
        super().__init__()
        self._engine = engine
        self._settings = settings
        self._data_dir = data_dir
        # Each lane is a queue for something that two tasks should not use at the same time.
        self._files, self._inference, self._pictures = Lane(self), Lane(self), Lane(self)
        self._downloads, self._devices = Lane(self), Lane(self)
        self._scans: dict[Task, list[Path]] = {}
        self._classification: Task | None = None
        self._is_stopped = False  # by the user or by an error: what is pending then waits for the user
        self._unscanned: list[Path] = []
        self._shows_next = False  # whether the next photo found is to be selected: the first of a drop
        self._was_shown = False
        self._warm_up = QTimer(self, singleShot=True, interval=WARM_UP_DELAY_MS)
        self._warm_up.timeout.connect(partial(self._classify_pending, warm_up=True))
        self._shown_download = ""
        self._device_report: DeviceReport | None = None
        self._message_action: Callable[[], object] = lambda: None

        self._message_bar = MessageBar()
        self._classify_page = ClassifyPage()
        self._loader = PictureLoader(
            engine,
            self._pictures,
            self._classify_page.wanted_pictures,
            self._classify_page.show_picture,
            LARGE_SIDE,
        )
        self._train_page = TrainPage()
        self._compare_page = ComparePage()
        self._scaling_page = ScalingPage(self._compare_page)
        self._models_page = ModelsPage()
        self._device_chip = DeviceChip()
        self._download_chip = QToolButton()
        self._download_chip.hide()
        corner = QWidget()
        corner_layout = QHBoxLayout(corner)
        corner_layout.setContentsMargins(0, 2, 8, 4)
        corner_layout.setSpacing(8)
        for chip in (self._download_chip, self._device_chip):
            corner_layout.addWidget(chip)
        self._tabs = QTabWidget(documentMode=True)
        self._tabs.addTab(self._classify_page, self.tr("Classify"))
        self._tabs.addTab(self._train_page, self.tr("Train"))
        self._tabs.addTab(self._scaling_page, self.tr("Scaling"))
        self._tabs.addTab(self._models_page, self.tr("Models"))
        self._tabs.setCornerWidget(corner)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._message_bar)
        layout.addWidget(self._tabs)
        self.setCentralWidget(centre)
        self._drop_overlay = DropOverlay(self.tr("Drop to classify"), self)
        self.setAcceptDrops(True)
        self.setWindowTitle(self.tr("EffNet Desktop"))
        self.resize(1100, 760)
        self.restoreGeometry(settings.geometry)

        self._scaling = ScalingMediator(engine, self._scaling_page, self)
        self._train = TrainMediator(engine, self._train_page, self._pictures, lambda: self._compare.is_comparing, self)
        lanes = (self._inference, self._pictures)
        self._compare = CompareMediator(
            engine, self._compare_page, settings, lanes, lambda: self._train.is_training, self
        )
        self._make_menus()
        self._connect()
        self._refresh_models()
        self._files.submit(one_step(self._empty_pasted))

    def _make_menus(self) -> None:
        keys = QKeySequence.StandardKey
        file = self.menuBar().addMenu(self.tr("&File"))
        self._add_action(file, self.tr("&Open photos…"), self._ask_for_photos, keys.Open)
        self._add_action(file, self.tr("Open &folder…"), self._ask_for_folder, "Ctrl+Shift+O")
        self._add_action(file, self.tr("&Paste"), self._paste, keys.Paste)
        file.addSeparator()
        self._export_action = self._add_action(file, self.tr("&Export results…"), self._ask_for_export, "Ctrl+E")
        file.addSeparator()
        settings = self._add_action(file, self.tr("&Settings…"), self._show_settings, "Ctrl+,")
        settings.setMenuRole(QAction.MenuRole.PreferencesRole)
        leave = self._add_action(file, self.tr("&Quit"), self.close, keys.Quit)
        leave.setMenuRole(QAction.MenuRole.QuitRole)

        edit = self.menuBar().addMenu(self.tr("&Edit"))
        self._add_action(edit, self.tr("&Stop"), self._stop, Qt.Key.Key_Escape)
        self._continue_action = self._add_action(edit, self.tr("C&ontinue"), self._continue)
        edit.addSeparator()
        edit.addActions(self._classify_page.photo_actions)
        edit.addSeparator()
        self._clear_action = self._add_action(edit, self.tr("&Clear the list"), self._clear)

        view = self.menuBar().addMenu(self.tr("&View"))
        self._add_action(view, self.tr("&Full screen"), self._toggle_full_screen, Qt.Key.Key_F11)

        help_menu = self.menuBar().addMenu(self.tr("&Help"))
        self._add_action(help_menu, self.tr("Show &logs"), self._show_logs)
        about = self._add_action(help_menu, self.tr("&About EffNet Desktop"), lambda: _open(AboutDialog(self)))
        about.setMenuRole(QAction.MenuRole.AboutRole)

    def _add_action(
        self,
        menu: QMenu,
        text: str,
        slot: Callable[[], object],
        shortcut: QKeySequence.StandardKey | Qt.Key | str | None = None,
    ) -> QAction:
        action = QAction(text, self)
        if shortcut is not None:
            action.setShortcut(QKeySequence(shortcut))
        action.triggered.connect(lambda: slot())
        menu.addAction(action)
        return action

    def _connect(self) -> None:
        page, models, settings = self._classify_page, self._models_page, self._settings
        page.open_wanted.connect(self._ask_for_photos)
        page.open_folder_wanted.connect(self._ask_for_folder)
        page.clear_wanted.connect(self._clear)
        page.pictures_wanted.connect(self._loader.load)
        page.strip.stop_wanted.connect(self._stop)
        page.photos.counts_changed.connect(self._take_counts)
        page.phi_selector.model_chosen.connect(partial(setattr, settings, "model"))
        page.phi_selector.download_wanted.connect(self._offer_download)
        models.download_wanted.connect(self._download)
        models.cancel_wanted.connect(self._downloads.cancel_all)
        models.remove_wanted.connect(self._remove_model)
        models.import_wanted.connect(self._import_model)
        train = self._train_page
        train.use_model_wanted.connect(self._use_model)
        train.forget_model_wanted.connect(self._remove_model)
        train.download_wanted.connect(self._offer_download)
        self._train.models_changed.connect(self._take_changed_models)
        self._train.trained.connect(self._take_trained)
        self._train.failed.connect(self._show_error)
        self._train.refused.connect(self._refuse_training)
        compare = self._compare_page
        compare.use_model_wanted.connect(self._use_model)
        compare.train_model_wanted.connect(self._prepare_training)
        self._scaling_page.train_requested.connect(self._prepare_scaling)
        compare.download_wanted.connect(self._offer_download)
        self._compare.models_changed.connect(self._refresh_models)
        self._compare.cascade_saved.connect(self._offer_cascade)
        self._compare.exported.connect(self._tell_exported)
        self._compare.failed.connect(self._show_error)
        page.corrected.connect(self._correct)
        settings.changed.connect(self._take_setting)
        self._device_chip.clicked.connect(self._show_devices)
        self._download_chip.clicked.connect(lambda: self._tabs.setCurrentWidget(models))
        self._message_bar.action_triggered.connect(self._do_message_action)
        application = QCoreApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self._shut_down)
        self._take_counts()

    # Messages.

    def _show_message(
        self,
        text: str,
        hint: str = "",
        kind: MessageKind = "info",
        action: str = "",
        on_action: Callable[[], object] = lambda: None,
    ) -> None:
        self._message_action = on_action
        self._message_bar.show_message(text, hint, kind, action)

    def _show_error(self, error: EngineError, action: str = "", on_action: Callable[[], object] = lambda: None) -> None:
        self._show_message(*explain(error), "error", action, on_action)

    def _do_message_action(self) -> None:
        self._message_bar.hide_message()
        self._message_action()

    def warn_of_update(self) -> None:
        """Says that the program's files were replaced while it runs."""
        self._show_message(
            self.tr("EffNet Desktop was updated or removed while it was open."),
            self.tr("Close this window and start the app again."),
            "warning",
        )

    # Photos in: dropped, pasted, opened.

    def add_paths(self, photos_and_folders: Sequence[Path]) -> None:
        """Classifies photos and the photos in folders."""
        self._tabs.setCurrentWidget(self._classify_page)
        self._message_bar.hide_message()
        self._is_stopped = False
        self._shows_next = True
        self._scan([Path(os.path.abspath(path)) for path in photos_and_folders])

    def _scan(self, roots: list[Path]) -> None:
        task = self._files.submit(lambda: self._engine.find_photos(roots))
        self._scans[task] = roots
        task.progressed.connect(self._add_photos)
        task.succeeded.connect(lambda count: None if count else self._say_none(roots))
        task.failed.connect(self._show_error)
        task.finished.connect(lambda: self._scans.pop(task, None))

    def _add_photos(self, found: tuple[Path, ...]) -> None:
        added = self._classify_page.photos.add(found)
        if added and self._shows_next:
            self._shows_next = False
            self._classify_page.select_row(self._classify_page.photos.rowCount() - added)
        self._classify_pending()

    def _say_none(self, roots: list[Path]) -> None:
        names = ", ".join(root.name or str(root) for root in roots)
        self._show_message(self.tr("There are no photos in {folder}.").format(folder=names))

    def _take(self, mime: QMimeData) -> None:
        """Classifies what was dropped or pasted."""
        if found := paths_in(mime):
            self.add_paths(found)
        elif picture := picture_in(mime):
            self._add_picture(picture)
        elif has_web_address(mime):
            self._show_message(
                self.tr("This photo is on a web page."), self.tr("Save it or copy the picture itself, then paste it.")
            )
        else:
            self._show_message(
                self.tr("There is no photo in it."), self.tr("Copy or drag photos, folders or a picture itself.")
            )

    def _add_picture(self, picture: bytes | QImage) -> None:
        file = paths.pasted_dir(self._data_dir) / f"{datetime.now():pasted-%H.%M.%S-%f}.png"
        task = self._files.submit(one_step(lambda: _save_picture(picture, file)))
        task.succeeded.connect(lambda _: self.add_paths([file]))
        task.failed.connect(self._show_error)

    def _empty_pasted(self) -> None:
        yesterday = time.time() - 24 * 3600  # newer ones may be another window's
        for file in paths.pasted_dir(self._data_dir).glob("pasted-*.png"):
            if file.stat().st_mtime < yesterday:
                file.unlink(missing_ok=True)

    def _paste(self) -> None:
        self._take(QGuiApplication.clipboard().mimeData())

    def _ask_for_photos(self) -> None:
        filters = (self.tr("Photos ({suffixes})").format(suffixes=SUFFIXES), self.tr("All files (*)"))
        files, _ = QFileDialog.getOpenFileNames(self, self.tr("Open photos"), "", ";;".join(filters))
        if files:
            self.add_paths([Path(file) for file in files])

    def _ask_for_folder(self) -> None:
        if self._tabs.currentWidget() is self._train_page and not self._train.is_training:
            self._train_page.ask_for_folder()
        elif folder := QFileDialog.getExistingDirectory(self, self.tr("Open a folder of photos")):
            self.add_paths([Path(folder)])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Shows that the whole window takes what is being dragged."""
        if is_of_use(event.mimeData()):
            event.acceptProposedAction()
            self._drop_overlay.cover()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It went elsewhere."""
        self._drop_overlay.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Classifies what was dropped."""
        self._drop_overlay.hide()
        event.setDropAction(Qt.DropAction.CopyAction)  # a file manager that moves files would delete them
        event.accept()
        self.activateWindow()  # the next keys are meant for these photos, not for the file manager
        self._take(event.mimeData())

    # Classification.

    def _classify_pending(self, warm_up: bool = False) -> None:
        """Classifies what has no answer yet, unless that is being done; each task starts the next when it ends.

        Args:
            warm_up: Load the model even if there is no photo.
        """
        if self._is_stopped or self._classification:
            return
        pending = self._classify_page.photos.pending()
        if not pending and not warm_up:
            return
        self._warm_up.stop()
        settings = self._settings
        verb = partial(
            self._engine.classify,
            pending,
            settings.model,
            device=settings.device,
            precision=settings.precision,
            framing=settings.framing,
        )
        task = self._classification = self._inference.submit(verb)
        task.progressed.connect(self._take_result)
        task.failed.connect(self._explain_failure)
        task.finished.connect(lambda: self._go_on_after(task))
        self._classify_page.set_running(True)
        if self._compare.is_comparing:
            self._classify_page.strip.set_step(Progress(Text(self.tr("Waiting for the comparison of models"))))

    def _take_result(self, result: object) -> None:
        if isinstance(result, Classification | PhotoFailed):
            self._classify_page.show_result(result)
        elif isinstance(result, BackendReady):
            self._device_chip.set_device(result.device)
            self._classify_page.strip.set_step(None)
        elif isinstance(result, Progress):
            self._classify_page.strip.set_step(result)
        elif isinstance(result, Notice):
            self._show_message(say(result), kind="warning")

    def _explain_failure(self, error: EngineError) -> None:
        self._is_stopped = True
        if isinstance(error, ModelNotInstalled):
            missing = str(error.message.values["name"])  # of a cascade, one of the two
            self._show_error(error, self.tr("Download"), partial(self._download, missing))
        elif isinstance(error, DeviceError):
            self._show_error(error, self.tr("Choose a device…"), self._show_devices)
        else:
            self._show_error(error, self.tr("Try again"), self._continue)

    def _go_on_after(self, task: Task) -> None:
        if task is self._classification:  # otherwise another one has superseded it
            self._classification = None
            self._classify_pending()
            self._classify_page.set_running(self._classification is not None)

    def _start_over(self) -> None:
        """Classifies everything anew; nothing of what was running arrives any more."""
        self._abandon_classification()
        self._classify_page.outdate()
        if self._is_stopped:
            self._message_bar.hide_message()  # it offers to continue
        self._continue()

    def _abandon_classification(self) -> None:
        if self._classification:
            self._classification.cancel()
        self._classification = None
        self._classify_page.set_running(False)

    def _stop(self) -> None:
        """Cancels everything that runs; what is left can be continued. On another page, what that page shows."""
        if self._tabs.currentWidget() is self._train_page:
            self._train.stop()
            return
        if self._tabs.currentWidget() is self._scaling_page:
            (self._compare if self._compare_page.isVisible() else self._scaling).stop()
            return
        if self._tabs.currentWidget() is self._models_page:
            self._downloads.cancel_all()
            return
        self._unscanned += [path for roots in self._scans.values() for path in roots]
        self._scans.clear()
        self._files.cancel_all()
        self._abandon_classification()
        self._is_stopped = True
        pending = self._classify_page.photos.counts.pending
        if pending or self._unscanned:
            self._show_message(
                self.tr("Stopped. %n photo(s) not classified yet.", "", pending),
                action=self.tr("Continue"),
                on_action=self._continue,
            )

    def _continue(self) -> None:
        self._is_stopped = False
        roots, self._unscanned = self._unscanned, []
        if roots:
            self._scan(roots)
        self._classify_pending(warm_up=True)

    def _clear(self) -> None:
        for task in self._scans:
            task.cancel()
        self._unscanned = []
        self._classify_page.clear()
        self._message_bar.hide_message()

    def _take_counts(self) -> None:
        counts = self._classify_page.photos.counts
        self._export_action.setEnabled(counts.photos > counts.pending)
        self._clear_action.setEnabled(counts.photos > 0)
        self._continue_action.setEnabled(counts.pending > 0)
        if not counts.photos:
            self._abandon_classification()

    # Models.

    def _refresh_models(self) -> None:
        models = self._engine.models()
        if self._settings.model not in {model.name for model in models}:
            self._settings.model = DEFAULT_VARIANT  # it was removed, or the settings are another machine's
        self._classify_page.set_models(models, self._settings.model)
        self._train_page.set_models(models)
        self._compare_page.set_models(models)
        self._models_page.set_models(models)

    def _offer_download(self, name: str) -> None:
        self._show_message(
            self.tr("{model} is not installed.").format(model=VARIANTS[name].title),
            self.tr("It can be downloaded once, and then works without a network."),
            action=self.tr("Download"),
            on_action=partial(self._download, name),
        )

    def _download(self, name: str) -> None:
        task = self._fetch(VARIANTS[name].title, name, partial(self._engine.download_model, name))
        task.failed.connect(lambda error: self._show_error(error, self.tr("Try again"), partial(self._download, name)))

    def _import_model(self, file: Path) -> None:
        self._fetch(file.name, file.name, partial(self._engine.import_model, file)).failed.connect(self._show_error)

    def _fetch(self, title: str, name: str, verb: Verb) -> Task:
        """Gets a model, after those that are being got; shows how far it is on the page and on a chip."""
        if not self._downloads.is_busy:
            self._show_download(title, name, None)
        task = self._downloads.submit(verb)
        task.progressed.connect(lambda progress: self._show_download(title, name, progress))
        task.succeeded.connect(self._offer_model)
        task.finished.connect(lambda: self._end_download(name))
        return task

    def _show_download(self, title: str, name: str, progress: Progress | None) -> None:
        if name != self._shown_download:
            self._shown_download = name
            self._models_page.start_download(name)
        if progress:
            self._models_page.show_progress(name, progress)
        if progress and progress.total:
            share = 100 * progress.done // progress.total
            self._download_chip.setText(self.tr("{model}: {percent} %").format(model=title, percent=share))
        else:
            self._download_chip.setText(self.tr("{model}…").format(model=title))
        self._download_chip.setToolTip(progress_text(progress) if progress else "")
        self._download_chip.show()

    def _end_download(self, name: str) -> None:
        if name == self._shown_download:
            self._shown_download = ""
            self._models_page.end_download(name)
            self._download_chip.hide()

    def _offer_model(self, model: ModelInfo) -> None:
        self._refresh_models()
        self._show_message(
            self.tr("{model} is installed.").format(model=model.variant.title),
            action=self.tr("Use it"),
            on_action=partial(self._use_model, model.name),
        )

    def _use_model(self, name: str) -> None:
        if name == self._settings.model:
            self._start_over()  # it was missing so far
        self._settings.model = name
        self._tabs.setCurrentWidget(self._classify_page)

    def _remove_model(self, name: str) -> None:
        task = self._downloads.submit(one_step(lambda: self._engine.remove_model(name)))
        task.failed.connect(self._show_error)
        task.succeeded.connect(lambda _: self._forget_model(name))

    def _forget_model(self, name: str) -> None:
        if name == self._settings.model:
            self._settings.model = DEFAULT_VARIANT
        self._refresh_models()

    # Training and corrections.

    def _take_changed_models(self) -> None:
        self._refresh_models()
        if self._current_trained():
            self._start_over()  # it may be the one that changed

    def _take_trained(self, model: TrainedModel) -> None:
        if model.name == self._settings.model or self._tabs.currentWidget() is not self._train_page:
            self._show_message(
                self.tr("{model} has learnt: accuracy {accuracy}.").format(
                    model=model.name, accuracy=percent_text(100 * model.acc1)
                )
            )

    def _current_trained(self) -> ModelInfo | None:
        """The model of the dropdown, if it was trained here."""
        found = (model for model in self._engine.models() if model.name == self._settings.model and model.trained)
        return next(found, None)

    def _correct(self, photos: list[Path], category: str) -> None:
        """Puts photos into the training set of the current model, and offers to learn from them."""
        info = self._current_trained()
        if info is None or info.trained is None:
            return
        self._train.correct(info.trained, photos, category).succeeded.connect(
            lambda _: self._show_message(
                self.tr("%n photo(s) joined the training set as {category}.", "", len(photos)).format(
                    category=category
                ),
                action=self.tr("Learn from corrections"),
                on_action=partial(self._train.learn_from_corrections, info.name),
            )
        )

    # Comparing.

    def _refuse_training(self) -> None:
        self._show_message(
            self.tr("Models are being compared, and a training would spoil their times."),
            self.tr("Train when the comparison is done, or stop it on the Scaling page."),
            kind="warning",
        )

    def _prepare_training(self, folder: Path, model: str) -> None:
        """Shows a folder on the Train page, with a model to start from."""
        self._tabs.setCurrentWidget(self._train_page)
        if self._train.is_training:
            return
        self._train_page.use_scaling(None)
        self._train_page.phi_selector.set_model(model)
        self._train_page.choose_folder(folder)

    def _prepare_scaling(self, scaling: Scaling) -> None:
        """Shows the Train page with a network of the user's own scaling."""
        self._tabs.setCurrentWidget(self._train_page)
        if not self._train.is_training:
            self._train_page.use_scaling(scaling)

    def _offer_cascade(self, model: ModelInfo) -> None:
        self._show_message(
            self.tr("{model} is saved: it stands among your models.").format(model=model.name),
            action=self.tr("Use it"),
            on_action=partial(self._use_model, model.name),
        )

    def _tell_exported(self, file: Path) -> None:
        self._show_message(
            self.tr("Saved to {file}.").format(file=file),
            action=self.tr("Show in folder"),
            on_action=partial(show_in_folder, file),
        )

    # Settings and device.

    def _take_setting(self, key: str) -> None:
        if key == "model":
            self._classify_page.set_model(self._settings.model)
        if key == "weights_url":
            self._engine.weights_url = self._settings.weights_url or None
        if key in ("model", "device", "precision", "framing"):
            self._start_over()

    def _show_settings(self) -> None:
        _open(SettingsDialog(self._settings, self))

    def _show_devices(self) -> None:
        dialog = DeviceDialog(self._device_report, self._settings.device, self._settings.precision, self)
        if self._device_report is None:
            task = self._devices.submit(self._engine.devices)
            task.succeeded.connect(self._keep_device_report)
            task.succeeded.connect(dialog.set_report)
            task.failed.connect(self._show_error)
            task.failed.connect(dialog.reject)
            dialog.finished.connect(task.cancel)
        dialog.accepted.connect(lambda: self._choose_device(dialog))
        _open(dialog)

    def _keep_device_report(self, report: DeviceReport) -> None:
        self._device_report = report

    def _choose_device(self, dialog: DeviceDialog) -> None:
        self._settings.device = dialog.choice
        self._settings.precision = dialog.precision

    # The rest of the menus.

    def _ask_for_export(self) -> None:
        csv, json = self.tr("Table (*.csv)"), self.tr("JSON (*.json)")
        name, chosen = QFileDialog.getSaveFileName(self, self.tr("Export results"), "results.csv", f"{csv};;{json}")
        if not name:
            return
        file = Path(name)
        if not file.suffix:
            file = file.with_suffix(".json" if chosen == json else ".csv")
        save = save_json if file.suffix.lower() == ".json" else save_csv
        results = self._classify_page.photos.results()
        task = self._files.submit(one_step(lambda: save(file, results)))
        task.failed.connect(self._show_error)
        task.succeeded.connect(
            lambda _: self._show_message(
                self.tr("%n result(s) saved to {file}.", "", len(results)).format(file=file),
                action=self.tr("Show in folder"),
                on_action=partial(show_in_folder, file),
            )
        )

    def _toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _show_logs(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(paths.log_file(self._data_dir).parent))

    # Start and end.

    def showEvent(self, event: QShowEvent) -> None:
        """Loads the model once the window is there, so that the first photo is answered at once."""
        super().showEvent(event)
        if not self._was_shown:
            self._was_shown = True
            self._warm_up.start()
            self._train.look_for_interrupted()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Asks if something is running, then cancels it and waits a moment for it to end."""
        if self._is_working() and not self._may_quit():
            event.ignore()
            return
        self._settings.geometry = self.saveGeometry()
        self._shut_down()
        event.accept()

    def _is_working(self) -> bool:
        is_classifying = self._classification and self._classify_page.photos.counts.pending
        is_busy = self._train.is_training or self._compare.is_comparing or self._downloads.is_busy
        return bool(is_classifying or is_busy or self._scans)

    def _may_quit(self) -> bool:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(self.tr("Work is still going on."))
        box.setInformativeText(
            self.tr(
                "Photos without an answer will stay without, and a comparison ends here. "
                "A download or a training goes on next time."
            )
        )
        leave = box.addButton(self.tr("Stop and quit"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(self.tr("Keep working"), QMessageBox.ButtonRole.RejectRole))
        box.exec()
        box.deleteLater()
        return box.clickedButton() is leave

    def _shut_down(self) -> None:
        self._is_stopped = True
        self._warm_up.stop()
        lanes = (
            *(self._files, self._inference, self._pictures, self._downloads, self._devices),
            *(*self._train.lanes, *self._scaling.lanes, *self._compare.lanes),
        )
        for lane in lanes:
            lane.cancel_all()
        until = time.monotonic() + SHUTDOWN_SECONDS
        if not all([lane.shutdown(max(0, round(1000 * (until - time.monotonic())))) for lane in lanes]):
            log.warning("A step did not end in time; the process ends without it")
            self._settings.file.sync()
            _leave_at_once()


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def _save_picture(picture: bytes | QImage, file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(picture, bytes):
            file.write_bytes(picture)
        elif not picture.save(str(file)):
            raise OSError("the picture cannot be saved")
    except OSError as error:
        raise explain_storage(error, file) from error


def _leave_at_once() -> None:
    """Ends the process although a thread is in the midst of a long step, for which Python would wait."""
    logging.shutdown()
    os._exit(0)
