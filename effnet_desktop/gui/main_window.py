"""The main window: what there is in it, and what its parts say to each other.

Each page has a mediator that submits the engine's verbs to lanes and hands the page what they yield. This window holds
the pages and their mediators, takes what comes from outside (menus, drops, the clipboard), and tells one part what
another one has changed. The pages that are not shown at the start are made, and imported, when they are first needed.
"""

import logging
import os
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QCoreApplication, QMimeData, QSize, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QShowEvent,
    QUndoGroup,
)
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from effnet_desktop import logs, paths
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.records.models import ModelInfo, TrainedModel
from effnet_desktop.engine.variants import DEFAULT_VARIANT
from effnet_desktop.gui.classify.classify_mediator import ClassifyMediator
from effnet_desktop.gui.classify.classify_page import ClassifyPage
from effnet_desktop.gui.device_chip import DeviceChip
from effnet_desktop.gui.device_mediator import DeviceMediator
from effnet_desktop.gui.help.keys import Key, keys_of
from effnet_desktop.gui.help.term_label import SCHEME
from effnet_desktop.gui.messages import Messages
from effnet_desktop.gui.mime import SUFFIXES, has_web_address, is_of_use, paths_in, picture_in
from effnet_desktop.gui.models.download_chip import DownloadChip
from effnet_desktop.gui.models.models_mediator import ModelsMediator
from effnet_desktop.gui.models.models_page import ModelsPage
from effnet_desktop.gui.page_tabs import PageTabs
from effnet_desktop.gui.recent_folders import RecentFolders
from effnet_desktop.gui.settings import Settings
from effnet_desktop.gui.widgets.drop_overlay import DropOverlay
from effnet_desktop.gui.widgets.message_bar import MessageBar
from effnet_desktop.tasks import Lane

if TYPE_CHECKING:
    from effnet_desktop.engine.scaling import Scaling
    from effnet_desktop.gui.compare.compare_mediator import CompareMediator
    from effnet_desktop.gui.compare.compare_page import ComparePage
    from effnet_desktop.gui.filing.filing_mediator import FilingMediator
    from effnet_desktop.gui.help.help_dialog import HelpDialog
    from effnet_desktop.gui.scaling.scaling_mediator import ScalingMediator
    from effnet_desktop.gui.scaling.scaling_page import ScalingPage
    from effnet_desktop.gui.train.train_mediator import TrainMediator
    from effnet_desktop.gui.train.train_page import TrainPage

Page = TypeVar("Page", bound=QWidget)

SHUTDOWN_SECONDS = 2.0
TRAIN, COMPARE, SCALING = 1, 2, 3  # places of the pages that are made later
MADE_LATER = ("piles.piles_mediator", "train.train_mediator", "compare.compare_mediator", "scaling.scaling_mediator")
IMPORT_AHEAD_MS = 1000  # after the first photo may have been answered; and between two imports
TITLE_BAR = 40  # and a frame: what a window is taller than its contents

log = logging.getLogger(__name__)


class MainWindow(QMainWindow):
    """Everything that the user sees.

    Attributes:
        messages: What it says to the user.

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
        self._was_shown = self._is_over = False

        centre = QWidget()
        self._message_bar = MessageBar(centre, floats=True)
        self.messages = Messages(self._message_bar, self)
        self._classify_page = ClassifyPage()
        self._models_page = ModelsPage()
        self._device_chip = DeviceChip()
        self._download_chip = DownloadChip()
        corner = QWidget()
        corner_layout = QHBoxLayout(corner)
        corner_layout.setContentsMargins(0, 2, 8, 4)
        corner_layout.setSpacing(8)
        for chip in (self._download_chip, self._device_chip):
            corner_layout.addWidget(chip)
        self._tabs = PageTabs()
        self._tabs.addTab(self._classify_page, self.tr("Classify"))
        self._tabs.add_later(lambda: self._train.page, self.tr("Train"))
        self._tabs.add_later(lambda: self._compare.page, self.tr("Compare"))
        self._tabs.add_later(lambda: self._scaling.page, self.tr("Scaling"))
        self._tabs.addTab(self._models_page, self.tr("Models"))
        self._tabs.setCornerWidget(corner)
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._tabs)
        self.setCentralWidget(centre)
        self._drop_overlay = DropOverlay(self.tr("Drop to classify"), self)
        self.setAcceptDrops(True)
        self.setWindowTitle(self.tr("EffNet Desktop"))
        screen = self.screen().availableSize()
        self.resize(QSize(1100, 760).boundedTo(screen - QSize(0, TITLE_BAR)))
        self.restoreGeometry(settings.geometry)

        # Each lane is a queue for something that two tasks should not use at the same time.
        self._inference, self._pictures = Lane(self), Lane(self)
        lanes = (self._inference, self._pictures)
        self._classify = ClassifyMediator(
            engine, self._classify_page, settings, data_dir, lanes, self._is_comparing, self
        )
        self._models = ModelsMediator(engine, self._models_page, self._download_chip, settings, self)
        self._device = DeviceMediator(engine, self._device_chip, settings, self)
        self._recent_folders = RecentFolders(settings, self)
        self._to_import = list(MADE_LATER)
        self._import_soon = QTimer(self, singleShot=True)
        self._import_soon.timeout.connect(self._import_ahead)
        self._undo_group = QUndoGroup(self)
        self._make_menus()
        self._connect()
        self._refresh_models()

    def _make_menus(self) -> None:
        keys = QKeySequence.StandardKey
        file = self.menuBar().addMenu(self.tr("&File"))
        self._add_action(file, self.tr("&Open photos…"), self._ask_for_photos, keys.Open)
        self._add_action(file, self.tr("Open &folder…"), self._ask_for_folder, "Ctrl+Shift+O")
        file.addMenu(self._recent_folders)
        self._add_action(file, self.tr("&Paste"), self._paste, keys.Paste)
        file.addSeparator()
        self._file_action = self._add_action(file, self.tr("&File photos…"), self._file_photos, "Ctrl+Shift+S")
        self._add_action(file, self.tr("File&d so far…"), self._show_runs)
        file.addSeparator()
        page = self._classify_page
        self._export_actions = [
            self._add_action(file, text, slot, shortcut)
            for text, slot, shortcut in (
                (self.tr("&Export all results…"), lambda: page.ask_for_export(page.photos.all), "Ctrl+E"),
                (self.tr("Export &what is shown…"), lambda: page.ask_for_export(page.chosen()[0]), "Ctrl+Shift+E"),
                (self.tr("Expo&rt the selected…"), lambda: page.ask_for_export(page.chosen()[1]), None),
                (self.tr("Export what is shown as Ca&mtrap DP…"), lambda: page.ask_for_package(page.chosen()[0]), None),
            )
        ]
        file.addSeparator()
        settings = self._add_action(file, self.tr("&Settings…"), self._show_settings, "Ctrl+,")
        settings.setMenuRole(QAction.MenuRole.PreferencesRole)
        leave = self._add_action(file, self.tr("&Quit"), self.close, keys.Quit)
        leave.setMenuRole(QAction.MenuRole.QuitRole)

        edit = self.menuBar().addMenu(self.tr("&Edit"))
        self._add_action(edit, self.tr("&Stop"), self._stop, Qt.Key.Key_Escape)
        self._continue_action = self._add_action(edit, self.tr("C&ontinue"), self._classify.resume)
        edit.addSeparator()
        self._undo_group.addStack(self._classify_page.undo_stack)
        self._follow_page()
        undo = self._undo_group.createUndoAction(self, self.tr("Undo"))
        redo = self._undo_group.createRedoAction(self, self.tr("Redo"))
        undo.setShortcut(keys.Undo)
        redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        edit.addActions([undo, redo])
        edit.addSeparator()
        edit.addActions(self._classify_page.photo_actions)
        edit.addSeparator()
        self._clear_action = self._add_action(edit, self.tr("&Clear the list"), self._classify.clear)

        view = self.menuBar().addMenu(self.tr("&View"))
        view.addActions(self._classify_page.view_actions)
        view.addSeparator()
        self._add_action(view, self.tr("&Full screen"), self._toggle_full_screen, Qt.Key.Key_F11)

        help_menu = self.menuBar().addMenu(self.tr("&Help"))
        keys_help = self._add_action(help_menu, self.tr("&Keys"), self.show_keys)
        keys_help.setShortcuts([QKeySequence(keys.HelpContents), QKeySequence("?")])
        self._add_action(help_menu, self.tr("&Words"), lambda: self.show_word(QUrl(f"{SCHEME}:accuracy")))
        help_menu.addSeparator()
        self._add_action(help_menu, self.tr("Show &logs"), self._show_logs)
        about = self._add_action(help_menu, self.tr("&About EffNet Desktop"), self._show_about)
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
        messages, page = self.messages, self._classify_page
        self._tabs.currentChanged.connect(self._follow_page)
        self._recent_folders.chosen.connect(self._open_again)
        messages.resume_wanted.connect(self._classify.resume)
        messages.device_wanted.connect(self._device.show_dialog)
        messages.download_wanted.connect(self._models.download)
        messages.use_wanted.connect(self._use_model)
        messages.learn_wanted.connect(lambda name: self._train.learn_from_corrections(name))
        page.open_wanted.connect(self._ask_for_photos)
        page.open_folder_wanted.connect(self._ask_for_folder)
        page.photos.counts_changed.connect(self._take_counts)
        page.phi_selector.download_wanted.connect(messages.offer_download)
        page.corrected.connect(self._correct)
        page.uncorrected.connect(self._uncorrect)
        self._classify.opened.connect(lambda: self._tabs.setCurrentWidget(page))
        self._classify.searched.connect(messages.tell_searched)
        self._classify.listed_already.connect(messages.tell_listed)
        self._classify.device_ready.connect(self._device_chip.set_device)
        self._classify.noticed.connect(messages.show_notice)
        self._classify.stopped.connect(messages.offer_to_resume)
        self._classify.classification_failed.connect(messages.explain_failure)
        self._classify.exported.connect(messages.tell_results_exported)
        self._classify.message_outdated.connect(messages.hide)
        self._models.models_changed.connect(self._refresh_models)
        self._models.removed.connect(self._take_removed)
        self._models.brought_back.connect(self._take_brought_back)
        messages.old_wanted.connect(self._models.bring_back)
        self._models.installed.connect(messages.offer_installed)
        self._models.download_failed.connect(messages.offer_download_again)
        page.file_wanted.connect(self._file_photos)
        messages.runs_wanted.connect(self._show_runs)
        for mediator in (self._classify, self._models, self._device):
            mediator.failed.connect(messages.show_error)
        self._download_chip.clicked.connect(lambda: self._tabs.setCurrentWidget(self._models_page))
        messages.keys_wanted.connect(self.show_keys)
        QDesktopServices.setUrlHandler(SCHEME, self, "show_word")  # type: ignore[arg-type]  # it takes no bytes
        application = QCoreApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self._shut_down)
        self._take_counts()

    # Parts that are made later.

    @cached_property
    def _filing(self) -> "FilingMediator":
        from effnet_desktop.gui.filing.filing_mediator import FilingMediator

        filing = FilingMediator(self._engine, self._settings, self)
        filing.filed.connect(self.messages.tell_filed)
        filing.stopped.connect(self.messages.tell_filing_stopped)
        filing.unfinished_found.connect(self.messages.tell_unfinished)
        filing.moved.connect(self._classify_page.photos.relocate)
        filing.failed.connect(self.messages.show_error)
        return filing

    @property
    def _train_page(self) -> "TrainPage":
        self._tabs.widget(TRAIN)
        return self._train.page

    @cached_property
    def _train(self) -> "TrainMediator":
        from effnet_desktop.gui.piles.piles_mediator import PilesMediator
        from effnet_desktop.gui.train.train_mediator import TrainMediator
        from effnet_desktop.gui.train.train_page import TrainPage

        page, messages = self._adopt(TrainPage()), self.messages
        train = TrainMediator(self._engine, page, self._settings, self._pictures, self._is_comparing, self)
        self._piles = piles = PilesMediator(self._engine, page.piles, self._inference, self)
        for stack in page.undo_stacks:
            self._undo_group.addStack(stack)
        page.folder_chosen.connect(self._recent_folders.note)
        page.use_model_wanted.connect(self._use_model)
        page.forget_model_wanted.connect(self._models.remove)
        page.download_wanted.connect(messages.offer_download)
        page.view_changed.connect(self._follow_page)
        page.piles_wanted.connect(piles.open)
        train.models_changed.connect(self._take_changed_models)
        train.trained.connect(self._take_trained)
        train.refused.connect(messages.refuse_training)
        piles.not_opened.connect(page.failed)
        piles.stopped.connect(page.close_piles)
        piles.train_wanted.connect(page.train)
        piles.file_wanted.connect(lambda photos: self._filing.show_dialog(photos, []))
        self._filing.moved.connect(lambda _: piles.reopen())
        for mediator in (train, piles):
            mediator.failed.connect(messages.show_error)
        page.set_models(self._engine.models())
        train.look_for_interrupted()
        return train

    @property
    def _compare_page(self) -> "ComparePage":
        self._tabs.widget(COMPARE)
        return self._compare.page

    @cached_property
    def _compare(self) -> "CompareMediator":
        from effnet_desktop.gui.compare.compare_mediator import CompareMediator
        from effnet_desktop.gui.compare.compare_page import ComparePage

        page, messages, lanes = self._adopt(ComparePage()), self.messages, (self._inference, self._pictures)
        compare = CompareMediator(self._engine, page, self._settings, lanes, self._is_training, self)
        page.use_model_wanted.connect(self._use_model)
        page.train_model_wanted.connect(self._prepare_training)
        page.download_wanted.connect(messages.offer_download)
        compare.models_changed.connect(self._refresh_models)
        compare.cascade_saved.connect(messages.offer_cascade)
        compare.exported.connect(messages.tell_exported)
        compare.removed.connect(lambda kept: messages.offer_to_bring_back(lambda: compare.bring_back(kept)))
        compare.failed.connect(messages.show_error)
        page.set_models(tuple(model for model in self._engine.models() if model.problem is None))
        return compare

    @property
    def _scaling_page(self) -> "ScalingPage":
        self._tabs.widget(SCALING)
        return self._scaling.page

    @cached_property
    def _scaling(self) -> "ScalingMediator":
        from effnet_desktop.gui.scaling.scaling_mediator import ScalingMediator
        from effnet_desktop.gui.scaling.scaling_page import ScalingPage

        page = self._adopt(ScalingPage())
        page.train_requested.connect(self._prepare_scaling)
        return ScalingMediator(self._engine, page, self)

    def _adopt(self, page: Page) -> Page:
        """Owns a page that is not shown until its tab is."""
        page.setParent(self)
        page.hide()
        return page

    def _is_made(self, part: str) -> bool:
        """Whether a part that is made later is there."""
        return part in vars(self)

    def _is_training(self) -> bool:
        return self._is_made("_train") and self._train.is_training

    def _is_comparing(self) -> bool:
        return self._is_made("_compare") and self._compare.is_comparing

    def _follow_page(self) -> None:
        """Undoes what was done on the page that is shown."""
        self.messages.end_greeting()
        page, stack = self._tabs.currentWidget(), None
        if page is self._classify_page:
            stack = self._classify_page.undo_stack
        elif self._tabs.currentIndex() == TRAIN:
            stack = self._train.page.undo_stack
        self._undo_group.setActiveStack(stack)  # type: ignore[arg-type]  # None: nothing can be undone there

    # Photos in.

    def add_paths(self, photos_and_folders: Sequence[Path]) -> None:
        """Classifies photos and the photos in folders."""
        for path in photos_and_folders:
            if path.is_dir():
                self._recent_folders.note(Path(os.path.abspath(path)))
        self._classify.add_paths(photos_and_folders)

    def _open_again(self, folder: Path) -> None:
        """Opens a folder on the page that is shown: to train on it, or else to classify what is in it."""
        if self._tabs.currentIndex() == TRAIN and not self._train.is_training:
            self._train_page.choose_folder(folder)
        else:
            self.add_paths([folder])

    def _take(self, mime: QMimeData) -> None:
        """Classifies what was dropped or pasted."""
        if found := paths_in(mime):
            self.add_paths(found)
        elif picture := picture_in(mime):
            self._classify.add_picture(picture)
        elif has_web_address(mime):
            self.messages.explain_web_page()
        else:
            self.messages.explain_no_photo()

    def _paste(self) -> None:
        self._take(QGuiApplication.clipboard().mimeData())

    def _ask_for_photos(self) -> None:
        filters = (self.tr("Photos ({suffixes})").format(suffixes=SUFFIXES), self.tr("All files (*)"))
        files, _ = QFileDialog.getOpenFileNames(self, self.tr("Open photos"), "", ";;".join(filters))
        if files:
            self.add_paths([Path(file) for file in files])

    def _ask_for_folder(self) -> None:
        if self._tabs.currentIndex() == TRAIN and not self._train.is_training:
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

    def _stop(self) -> None:
        """Takes a message away, or else cancels what runs; what is left can be continued. On another page, its work."""
        if self._message_bar.isVisible():
            self._message_bar.hide_message()
        elif self._tabs.currentIndex() == TRAIN:
            self._train.stop()
            self._piles.stop()
        elif self._tabs.currentIndex() == COMPARE:
            self._compare.stop()
        elif self._tabs.currentIndex() == SCALING:
            self._scaling.stop()
        elif self._tabs.currentWidget() is self._models_page:
            self._models.stop()
        else:
            self._classify.stop()

    def _take_counts(self) -> None:
        counts = self._classify_page.photos.counts
        for action in (*self._export_actions, self._file_action):
            action.setEnabled(counts.photos > counts.pending)
        self._clear_action.setEnabled(counts.photos > 0)
        self._continue_action.setEnabled(counts.pending > 0)

    # News of models, training and comparing.

    def _refresh_models(self) -> None:
        models = self._engine.models()
        whole = tuple(model for model in models if model.problem is None)
        if self._settings.model not in {model.name for model in whole}:
            self._settings.model = DEFAULT_VARIANT  # it was removed or broken, or the settings are another machine's
        self._classify.show_models(whole)
        if self._is_made("_train"):
            self._train.page.set_models(models)
        if self._is_made("_compare"):
            self._compare.page.set_models(whole)
        self._models_page.set_models(models)
        self._models_page.set_earlier(self._engine.earlier_models())

    def _use_model(self, name: str) -> None:
        if name == self._settings.model:
            self._classify.start_over(is_forgotten=True)  # it was missing so far
        self._settings.model = name
        self._tabs.setCurrentWidget(self._classify_page)

    def _take_changed_models(self) -> None:
        self._refresh_models()
        if self._current_trained():
            self._classify.start_over(is_forgotten=True)  # it may be the one that changed

    def _take_trained(self, model: TrainedModel) -> None:
        has_earlier = self._has_earlier(model.name)
        is_news = model.name == self._settings.model or self._tabs.currentIndex() != TRAIN
        if is_news or has_earlier:
            self.messages.tell_trained(model, has_earlier)

    def _take_removed(self, name: str) -> None:
        if self._has_earlier(name):
            self.messages.tell_removed(name)

    def _take_brought_back(self, model: ModelInfo) -> None:
        self._take_changed_models()
        self.messages.tell_brought_back(model, self._has_earlier(model.name))

    def _has_earlier(self, name: str) -> bool:
        return any(model.name == name for model in self._engine.earlier_models())

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
            lambda _: self.messages.offer_to_learn(info.name, len(photos), category)
        )

    def _uncorrect(self, photos: list[Path]) -> None:
        info = self._current_trained()
        if info and info.trained:
            self._train.uncorrect(info.trained, photos)

    def _prepare_training(self, folder: Path, model: str) -> None:
        """Shows a folder on the Train page, with a model to start from."""
        self._tabs.setCurrentWidget(self._train_page)
        if self._train.is_training:
            return
        self._train_page.use_scaling(None)
        self._train_page.phi_selector.set_model(model)
        self._train_page.choose_folder(folder)

    def _prepare_scaling(self, scaling: "Scaling") -> None:
        """Shows the Train page with a network of the user's own scaling."""
        self._tabs.setCurrentWidget(self._train_page)
        if not self._train.is_training:
            self._train_page.use_scaling(scaling)

    def _file_photos(self) -> None:
        """Lets the user put the photos of the list into folders."""
        if self._file_action.isEnabled():
            from effnet_desktop.gui.classify.answered import answered

            shown, selected = self._classify_page.chosen()
            self._filing.show_dialog(answered(shown), answered(selected))

    def _show_runs(self) -> None:
        """Shows what was filed, instead of what was said of it."""
        self.messages.hide()
        self._filing.show_runs()

    # The rest of the menus.

    def _show_settings(self) -> None:
        from effnet_desktop.gui.settings_dialog import SettingsDialog

        _open(SettingsDialog(self._settings, self))

    def _show_about(self) -> None:
        from effnet_desktop.gui.about_dialog import AboutDialog

        _open(AboutDialog(self))

    def _toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _show_logs(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(paths.log_file(self._data_dir).parent))

    # Help.

    def show_keys(self) -> None:
        """Shows what the keys do."""
        self._help().show_keys()

    @Slot(QUrl)
    def show_word(self, address: QUrl) -> None:
        """Shows what a word means; see `TermLabel`."""
        self._help().show_word(address.path())

    def _help(self) -> "HelpDialog":
        """The help, beside the window, which stays usable."""
        from effnet_desktop.gui.help.help_dialog import HelpDialog

        dialog = self.findChild(HelpDialog) or HelpDialog(self)
        dialog.set_keys(self._key_sections())
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        return dialog

    def _key_sections(self) -> list[tuple[str, list[Key]]]:
        page = self._classify_page
        of_photos = (*page.photo_actions, *page.view_actions)
        in_menus = [action for menu in self.menuBar().findChildren(QMenu) for action in menu.actions()]
        everywhere = keys_of([action for action in in_menus if action not in of_photos])
        in_training = keys_of(self._train_page.findChildren(QAction))
        return [(self.tr("Everywhere"), everywhere), *page.key_sections(), (self.tr("Train"), in_training)]

    # Start and end.

    def showEvent(self, event: QShowEvent) -> None:
        """Begins once the window is there."""
        super().showEvent(event)
        if not self._was_shown:
            self._was_shown = True
            QTimer.singleShot(0, self, self._begin)
            if self._settings.has_started == "no":
                self._settings.has_started = "yes"
                self.messages.greet()

    def _begin(self) -> None:
        if self._is_over:  # it was closed at once
            return
        self._classify.begin()
        self._import_soon.start(IMPORT_AHEAD_MS)
        QTimer.singleShot(0, self, self._look_for_unfinished)  # in a turn of its own: painting comes between

    def _look_for_unfinished(self) -> None:
        if not self._is_over:
            self._filing.look_for_unfinished()

    def _import_ahead(self) -> None:
        """Imports what the other pages need, one after the other, so that the first click on their tabs is short."""
        import_module(f"effnet_desktop.gui.{self._to_import.pop(0)}")
        if self._to_import:
            self._import_soon.start(IMPORT_AHEAD_MS)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Asks if work would be lost, then cancels what is running and waits a moment for it to end."""
        if self._is_working() and not self._may_quit():
            event.ignore()
            return
        self._settings.geometry = self.saveGeometry()
        self.hide()
        self._shut_down()
        event.accept()

    def _is_working(self) -> bool:
        return (
            self._classify.is_working
            or self._is_training()
            or self._is_comparing()
            or (self._is_made("_filing") and self._filing.is_working)
            or self._models.is_working
        )

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
        self._is_over = True
        self._import_soon.stop()
        QDesktopServices.unsetUrlHandler(SCHEME)
        self._classify.begin_nothing_more()
        later = ("_train", "_piles", "_compare", "_scaling", "_filing")
        made = [vars(self)[part] for part in later if self._is_made(part)]
        mediators = (self._classify, *made, self._models, self._device)
        lanes = [self._inference, self._pictures, *(lane for mediator in mediators for lane in mediator.lanes)]
        for lane in lanes:
            lane.cancel_all()
        until = time.monotonic() + SHUTDOWN_SECONDS
        if not all([lane.shutdown(max(0, round(1000 * (until - time.monotonic())))) for lane in lanes]):
            log.warning("A step did not end in time; the process ends without it")
            self._settings.file.sync()
            logs.leave_at_once(0)


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
