"""Connects the Models page to the engine: the main window's part for getting and removing models, one at a time."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import ModelInfo
from effnet_desktop.engine.variants import DEFAULT_VARIANT, VARIANTS
from effnet_desktop.gui.models.download_chip import DownloadChip
from effnet_desktop.gui.models.models_page import ModelsPage
from effnet_desktop.gui.settings import Settings
from effnet_desktop.gui.show_in_folder import show_in_folder
from effnet_desktop.tasks import Lane, Task, Verb, one_step


class ModelsMediator(QObject):
    """Downloads, imports and removes models, and shows how far that is.

    Attributes:
        models_changed: Signal: there is another model, or one fewer.
        removed: Signal with the name of a model that was removed.
        brought_back: Signal with the `ModelInfo` of a model whose earlier version is in its place again.
        installed: Signal with the `ModelInfo` of a model that was downloaded or imported.
        download_failed: Signal with an `EngineError` and the name of the model.
        failed: Signal with an `EngineError` of an import or a removal.

    Args:
        engine: What does the work.
        page: What shows it.
        chip: What shows it while another page is seen.
        settings: Say where weights come from and which model is in use.
        parent: Qt's owner.
    """

    models_changed = Signal()
    removed = Signal(str)
    brought_back = Signal(object)
    installed = Signal(object)
    download_failed = Signal(object, str)
    failed = Signal(object)

    def __init__(
        self, engine: Engine, page: ModelsPage, chip: DownloadChip, settings: Settings, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._page = page
        self._chip = chip
        self._settings = settings
        self._downloads = Lane(self)
        self.lanes = (self._downloads,)
        self._shown = ""  # name of the model, or of the file, whose progress is shown

        page.download_wanted.connect(self.download)
        page.cancel_wanted.connect(self.stop)
        page.remove_wanted.connect(self.remove)
        page.bring_back_wanted.connect(self.bring_back)
        page.forget_wanted.connect(self._forget_earlier)
        page.import_wanted.connect(self._import)
        page.show_wanted.connect(lambda file: show_in_folder(file, self.failed.emit))
        settings.changed.connect(self._take_setting)

    @property
    def is_working(self) -> bool:
        """Whether a model is being got or removed."""
        return self._downloads.is_busy

    def download(self, name: str) -> None:
        """Downloads a model."""
        task = self._fetch(VARIANTS[name].title, name, partial(self._engine.download_model, name))
        task.failed.connect(lambda error: self.download_failed.emit(error, name))

    def _import(self, file: Path) -> None:
        self._fetch(file.name, file.name, partial(self._engine.import_model, file)).failed.connect(self.failed)

    def _fetch(self, title: str, name: str, verb: Verb) -> Task:
        """Gets a model, after those that are being got."""
        if not self._downloads.is_busy:
            self._show(title, name, None)
        task = self._downloads.submit(verb)
        task.progressed.connect(lambda progress: self._show(title, name, progress))
        task.succeeded.connect(self._take_installed)
        task.finished.connect(lambda: self._end(name))
        return task

    def _show(self, title: str, name: str, progress: Progress | None) -> None:
        if name != self._shown:
            self._shown = name
            self._page.start_download(name)
        if progress:
            self._page.show_progress(name, progress)
        self._chip.show_progress(title, progress)

    def _end(self, name: str) -> None:
        if name == self._shown:
            self._shown = ""
            self._page.end_download(name)
            self._chip.hide()

    def _take_installed(self, model: ModelInfo) -> None:
        self.models_changed.emit()
        self.installed.emit(model)

    def stop(self) -> None:
        """Cancels the download, and those that wait."""
        self._downloads.cancel_all()

    def remove(self, name: str) -> None:
        """Removes a model from this computer; if it is the one in use, the default takes its place."""
        task = self._downloads.submit(one_step(lambda: self._engine.remove_model(name)))
        task.failed.connect(self.failed)
        task.succeeded.connect(lambda _: self._forget(name))

    def _forget(self, name: str) -> None:
        if name == self._settings.model:
            self._settings.model = DEFAULT_VARIANT
        self.models_changed.emit()
        self.removed.emit(name)

    def bring_back(self, name: str) -> None:
        """Puts the earlier version of a model in its place; what stands there can be brought back then."""
        task = self._downloads.submit(one_step(lambda: self._engine.bring_back(name)))
        task.failed.connect(self.failed)
        task.succeeded.connect(self.brought_back)

    def _forget_earlier(self, name: str) -> None:
        task = self._downloads.submit(one_step(lambda: self._engine.forget_earlier(name)))
        task.failed.connect(self.failed)
        task.succeeded.connect(lambda _: self.models_changed.emit())

    def _take_setting(self, key: str) -> None:
        if key == "weights_url":
            self._engine.weights_url = self._settings.weights_url or None
