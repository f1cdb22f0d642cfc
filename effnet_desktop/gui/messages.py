"""What the window says when something has happened, and what it then offers to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from effnet_desktop.engine.errors import DeviceError, EngineError, ModelNotInstalled
from effnet_desktop.engine.records.messages import Notice
from effnet_desktop.engine.records.models import ModelInfo, TrainedModel
from effnet_desktop.engine.variants import VARIANTS
from effnet_desktop.gui.show_in_folder import show_in_folder
from effnet_desktop.gui.widgets.message_bar import MessageBar, MessageKind
from effnet_desktop.gui.wording import explain, measured_text, say

if TYPE_CHECKING:
    from effnet_desktop.engine.records.filing import Filed, FilingPlan, FilingRun, TagPlan
    from effnet_desktop.engine.records.folders import FoundPhotos

NAMED = 5  # files or folders in a message


class Messages(QObject):
    """Puts the news of all parts into words, in one bar; what the user chooses there comes back as a signal.

    Attributes:
        resume_wanted: Signal: photos without an answer are to be classified.
        device_wanted: Signal: the user wants to choose a device.
        download_wanted: Signal with the name of a model to download.
        use_wanted: Signal with the name of a model to classify with.
        keys_wanted: Signal: the user wants to see what the keys do.
        runs_wanted: Signal: the user wants to see what was filed, to take it back or to go on.
        old_wanted: Signal with the name of a model whose earlier version is to come back.
        learn_wanted: Signal with the name of a trained model that is to learn the user's corrections.

    Args:
        bar: What shows them.
        parent: Qt's owner.
    """

    resume_wanted = Signal()
    device_wanted = Signal()
    download_wanted = Signal(str)
    use_wanted = Signal(str)
    keys_wanted = Signal()
    runs_wanted = Signal()
    old_wanted = Signal(str)
    learn_wanted = Signal(str)

    def __init__(self, bar: MessageBar, parent: QObject) -> None:
        super().__init__(parent)
        self._bar = bar
        self._on_action: Callable[[], object] = lambda: None
        self._is_greeting = False
        bar.action_triggered.connect(self._do_action)

    def _show(
        self,
        text: str,
        hint: str = "",
        kind: MessageKind = "info",
        action: str = "",
        on_action: Callable[[], object] = lambda: None,
    ) -> None:
        self._on_action = on_action
        self._is_greeting = False
        self._bar.show_message(text, hint, kind, action)

    def _do_action(self) -> None:
        self.hide()
        self._on_action()

    def hide(self) -> None:
        """Takes back what was said last."""
        self._bar.hide_message()

    # Of every part.

    def show_error(self, error: EngineError, action: str = "", on_action: Callable[[], object] = lambda: None) -> None:
        """Something failed."""
        self._show(*explain(error), "error", action, on_action)

    def show_notice(self, notice: Notice) -> None:
        """The engine did something else than it was asked for."""
        self._show(say(notice), kind="warning")

    def greet(self) -> None:
        """The window is there for the first time."""
        self._show(
            self.tr("Drop photos or folders anywhere, then look through the answers with Review."),
            self.tr("F1 shows what the keys do; words with a dotted line below tell what they mean when clicked."),
            action=self.tr("Show the keys"),
            on_action=self.keys_wanted.emit,
        )
        self._is_greeting = True

    def end_greeting(self) -> None:
        """Another page is shown, of which it says nothing."""
        if self._is_greeting:
            self.hide()

    def warn_of_update(self) -> None:
        """The program's files were replaced while it runs."""
        self._show(
            self.tr("EffNet Desktop was updated or removed while it was open."),
            self.tr("Close this window and start the app again."),
            "warning",
        )

    def tell_exported(self, file: Path) -> None:
        """A file was written."""
        self._tell_written(file, self.tr("Saved to {file}."))

    def _tell_written(self, file: Path, text: str) -> None:
        self._show(
            text.format(file=file),
            action=self.tr("Show in folder"),
            on_action=partial(show_in_folder, file, self.show_error),
        )

    # Photos and their answers.

    def explain_web_page(self) -> None:
        """What was dropped or pasted is the address of a photo on the web."""
        self._show(
            self.tr("This photo is on a web page."), self.tr("Save it or copy the picture itself, then paste it.")
        )

    def explain_no_photo(self) -> None:
        """What was dropped or pasted is something else than photos."""
        self._show(self.tr("There is no photo in it."), self.tr("Copy or drag photos, folders or a picture itself."))

    def tell_searched(self, roots: list[Path], found: FoundPhotos) -> None:
        """Files and folders were searched: says where there are no photos, and what was passed over."""
        closed, files = found.left_out.closed, found.left_out.describe_files()
        said = []
        if not found.photos:
            said.append(self.tr("There are no photos in {folder}.").format(folder=_names(roots)))
        if closed:
            names = _names([failed.path for failed in closed])
            said.append(self.tr("%Ln folder(s) could not be opened: {folders}.", "", len(closed)).format(folders=names))
        if files:
            said.append(say(files))
        if said:
            self._show(said[0], "\n".join(said[1:]), "warning" if closed else "info")

    def tell_listed(self, count: int) -> None:
        """So many photos of what was opened were in the list before."""
        self._show(self.tr("%Ln photo(s) stood in the list already.", "", count))

    def offer_to_resume(self, pending: int) -> None:
        """The user stopped, with so many photos left."""
        self._show(
            self.tr("Stopped. %Ln photo(s) not classified yet.", "", pending),
            action=self.tr("Continue"),
            on_action=self.resume_wanted.emit,
        )

    def explain_failure(self, error: EngineError) -> None:
        """Classification failed."""
        if isinstance(error, ModelNotInstalled):
            missing = str(error.message.values["name"])  # of a cascade, one of the two
            self.show_error(error, self.tr("Download"), partial(self.download_wanted.emit, missing))
        elif isinstance(error, DeviceError):
            self.show_error(error, self.tr("Choose a device…"), self.device_wanted.emit)
        else:
            self.show_error(error, self.tr("Try again"), self.resume_wanted.emit)

    def tell_results_exported(self, file: Path, count: int) -> None:
        """So many results were written to a file."""
        self._tell_written(file, self.tr("%Ln result(s) saved to {file}.", "", count))

    # Filing.

    def tell_filed(self, done: Filed, plan: FilingPlan | TagPlan) -> None:
        """Photos were filed, or got keywords."""
        from effnet_desktop.engine.records.filing import FilingPlan

        if isinstance(plan, FilingPlan):
            text = self.tr("%Ln file(s) are in {folder} now.", "", done.files).format(folder=plan.config.target)
        else:
            text = self.tr("Keywords are written into %Ln file(s).", "", done.files)
        self._offer_runs(text, self.tr("It can be taken back at any time: File > Filed so far."))

    def tell_filing_stopped(self) -> None:
        """Filing was stopped on its way."""
        self._offer_runs(self.tr("Stopped."), self.tr("What is done can be taken back, or the rest be done."))

    def tell_unfinished(self, run: FilingRun) -> None:
        """An earlier start has left photos half filed."""
        text = self.tr("Filing photos into {folder} was not finished.").format(folder=run.target)
        self._offer_runs(text, self.tr("It can go on, or be taken back."), "warning")

    def _offer_runs(self, text: str, hint: str, kind: MessageKind = "info") -> None:
        self._show(text, hint, kind, self.tr("Filed so far…"), self.runs_wanted.emit)

    # Models.

    def offer_download(self, name: str) -> None:
        """The user chose a model that is not installed."""
        self._show(
            self.tr("{model} is not installed.").format(model=VARIANTS[name].title),
            self.tr("It can be downloaded once, and then works without a network."),
            action=self.tr("Download"),
            on_action=partial(self.download_wanted.emit, name),
        )

    def offer_download_again(self, error: EngineError, name: str) -> None:
        """A download failed."""
        self.show_error(error, self.tr("Try again"), partial(self.download_wanted.emit, name))

    def offer_installed(self, model: ModelInfo) -> None:
        """A model was downloaded or imported."""
        self._offer_model(model, self.tr("{model} is installed.").format(model=model.variant.title))

    def offer_cascade(self, model: ModelInfo) -> None:
        """A pair of models was saved as one."""
        self._offer_model(model, self.tr("{model} is saved: it stands among your models.").format(model=model.name))

    def offer_to_bring_back(self, bring_back: Callable[[], object]) -> None:
        """An earlier comparison was removed."""
        self._show(self.tr("The comparison was removed."), action=self.tr("Undo"), on_action=bring_back)

    def _offer_model(self, model: ModelInfo, text: str) -> None:
        self._show(text, action=self.tr("Use it"), on_action=partial(self.use_wanted.emit, model.name))

    # Training and corrections.

    def tell_trained(self, model: TrainedModel, has_earlier: bool) -> None:
        """A training has ended, and may have replaced another model."""
        text = self.tr("{model} has learnt: accuracy {accuracy}.").format(
            model=model.name, accuracy=measured_text(model.acc1, model.acc1_ci95)
        )
        self._offer_earlier(text, self.tr("Bring the old one back") if has_earlier else "", model.name)

    def tell_removed(self, name: str) -> None:
        """A model that was made here was removed."""
        self._offer_earlier(self.tr("{model} is removed.").format(model=name), self.tr("Bring it back"), name)

    def tell_brought_back(self, model: ModelInfo, has_earlier: bool) -> None:
        """The earlier version of a model is in its place again."""
        text = self.tr("{model} is as it was before.").format(model=model.name)
        self._offer_earlier(text, self.tr("Use the newer one") if has_earlier else "", model.name)

    def _offer_earlier(self, text: str, action: str, model: str) -> None:
        self._show(text, action=action, on_action=partial(self.old_wanted.emit, model))

    def refuse_training(self) -> None:
        """A training does not begin."""
        self._show(
            self.tr("Models are being compared, and a training would spoil their times."),
            self.tr("Train when the comparison is done, or stop it on the Compare page."),
            kind="warning",
        )

    def offer_to_learn(self, model: str, photos: int, category: str) -> None:
        """So many photos were put into a category of a trained model's folder."""
        self._show(
            self.tr("%Ln photo(s) joined the training set as {category}.", "", photos).format(category=category),
            action=self.tr("Learn from corrections"),
            on_action=partial(self.learn_wanted.emit, model),
        )


def _names(paths: Sequence[Path]) -> str:
    """Names for a sentence; the first few stand for many."""
    return ", ".join(path.name or str(path) for path in paths[:NAMED]) + (", …" if len(paths) > NAMED else "")
