"""Connects the piles to the engine: the main window's part for photos without categories."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import EngineError
from effnet_desktop.engine.records.filing import AnsweredPhoto
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.models import Preset
from effnet_desktop.engine.records.piles import Piles, Question
from effnet_desktop.engine.variants import DEFAULT_VARIANT
from effnet_desktop.gui.piles.piles_view import PilesView
from effnet_desktop.gui.wording import language, say
from effnet_desktop.tasks import Lane, Task, one_step

if TYPE_CHECKING:
    from effnet_desktop.engine.engine import PileSession


class PilesMediator(QObject):
    """Has the engine make each change that the user wants, and shows what came of it.

    Attributes:
        failed: Signal with an `EngineError` of a change, which was not made.
        not_opened: Signal with an `EngineError`: there are no piles.
        stopped: Signal: the user did not want to wait for the piles.
        train_wanted: Signal with the `FineTuneConfig` of a model that is to be made.
        file_wanted: Signal with the photos of the named piles, as `AnsweredPhoto`.

    Args:
        engine: What does the work.
        view: What shows it.
        inference: The lane of classifying, which names are suggested on.
        parent: Qt's owner.
    """

    failed = Signal(object)
    not_opened = Signal(object)
    stopped = Signal()
    train_wanted = Signal(object)
    file_wanted = Signal(list)

    def __init__(self, engine: Engine, view: PilesView, inference: Lane, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self._view = view
        self._inference = inference
        self._lane = Lane(self)
        self.lanes = (self._lane,)
        self._session: PileSession | None = None
        self._model = DEFAULT_VARIANT
        self._names: dict[str, str] = {}  # of its categories, in the user's language
        self._opening: Task | None = None
        self._asking: Task | None = None
        self._suggesting: Task | None = None
        self._piling: Task | None = None
        self._count: int | None = None  # of piles, that is wanted next

        view.count_wanted.connect(self._repile)
        view.named.connect(lambda pile, name: self._change(lambda piles: piles.name(pile, name)))
        view.merged.connect(lambda numbers: self._change(lambda piles: piles.merge(numbers)))
        view.split.connect(lambda pile: self._change(lambda piles: piles.split(pile)))
        view.moved.connect(lambda photos, pile: self._change(lambda piles: piles.move(photos, pile)))
        view.thrown_out.connect(lambda photos: self._change(lambda piles: piles.throw_out(photos)))
        view.not_belonging.connect(lambda photos: self._change(lambda piles: piles.do_not_belong(photos)))
        view.answered.connect(lambda question, name: self._change(lambda piles: piles.answer(question, name)))
        view.undo_wanted.connect(lambda: self._change(lambda piles: piles.undo()))
        view.redo_wanted.connect(lambda: self._change(lambda piles: piles.redo()))
        view.skipped.connect(self._skip)
        view.suggestions_wanted.connect(self._suggest)
        view.model_wanted.connect(self._make_model)
        view.file_wanted.connect(self._file)
        view.stop_wanted.connect(self.stop)

    def open(self, folder: Path, model: str, others: Sequence[Path] = ()) -> None:
        """Shows the piles of a folder.

        Args:
            folder: The folder.
            model: Whose features tell what is alike.
            others: Photos from elsewhere that belong to them from now on.
        """
        self._forget()
        self._model = model
        self._view.begin(folder)
        self._names = {category.name: category.name_in(language()) for category in self._engine.categories_of(model)}
        self._view.set_known(tuple(self._names.values()))
        self._opening = task = self._lane.submit(lambda: self._engine.open_piles(folder, model, others))
        task.progressed.connect(self._show_progress)
        task.succeeded.connect(self._begin)
        task.failed.connect(self.not_opened)
        task.finished.connect(lambda: self._end_opening(task))

    def reopen(self) -> None:
        """Looks at the folder again, where its photos may have been moved."""
        if self._session:
            self.open(self._session.folder, self._model)

    def stop(self) -> None:
        """Stops looking at a folder."""
        if self._opening:
            self._opening.cancel()
            self.stopped.emit()

    def _end_opening(self, task: Task) -> None:
        if self._opening is task:
            self._opening = None

    def _forget(self) -> None:
        for task in (self._opening, self._asking, self._suggesting, self._piling):
            if task:
                task.cancel()
        self._session = self._opening = self._asking = self._suggesting = self._piling = self._count = None

    def _show_progress(self, event: object) -> None:
        if isinstance(event, Progress):
            self._view.show_progress(event)
        elif isinstance(event, Notice):
            path = event.values.get("path")
            self._view.note_left_out(path if isinstance(path, Path) else Path(), say(event))

    def _begin(self, session: "PileSession") -> None:
        self._session = session
        self._submit(session.piles)

    def _change(self, change: Callable[["PileSession"], Piles]) -> None:
        session = self._session
        if session:
            self._submit(lambda: change(session))

    def _submit(self, call: Callable[[], Piles]) -> Task:
        if self._asking:
            self._asking.cancel()
        task = self._lane.submit(one_step(call))
        task.succeeded.connect(self._show)
        task.failed.connect(self._explain)
        return task

    def _show(self, piles: Piles) -> None:
        if self._session and piles.folder == self._session.folder:
            self._view.show_piles(piles)
            self._ask()

    def _explain(self, error: EngineError) -> None:
        self._view.explain_change()
        self.failed.emit(error)
        self._ask()

    def _repile(self, count: int) -> None:
        """The last number that the slider had counts; those in between may be left out."""
        self._count = count
        session = self._session
        if self._piling is None and session:
            self._count = None
            self._piling = task = self._submit(lambda: session.repile(count))
            task.finished.connect(self._end_piling)

    def _end_piling(self) -> None:
        self._piling = None
        if self._count is not None:
            self._repile(self._count)

    # Questions and suggestions.

    def _ask(self) -> None:
        if self._asking:
            self._asking.cancel()
        session = self._session
        if session is None:
            return
        self._asking = task = self._lane.submit(one_step(session.next_question))
        task.succeeded.connect(self._view.show_question)
        task.failed.connect(self.failed)

    def _skip(self, question: Question) -> None:
        session = self._session
        if session:
            self._lane.submit(one_step(lambda: session.skip(question)))
            self._ask()

    def _suggest(self, photos: tuple[Path, ...]) -> None:
        self._suggesting = task = self._inference.submit(lambda: self._engine.suggest_names(photos, self._model))
        task.succeeded.connect(
            lambda found: self._view.show_suggestions(photos, tuple(dict.fromkeys(self._names[name] for name in found)))
        )
        task.failed.connect(lambda _: self._view.show_suggestions(photos, ()))  # they are only a help

    # What the piles are for.

    def _make_model(self, preset: Preset, name: str) -> None:
        session = self._session
        if session:
            task = self._lane.submit(one_step(lambda: session.training(name or None)))
            task.succeeded.connect(
                lambda config: self.train_wanted.emit(replace(config, model=self._model, preset=preset))
            )
            task.failed.connect(self.failed)

    def _file(self) -> None:
        session = self._session
        if session:
            task = self._lane.submit(one_step(lambda: self._corrected(session)))
            task.succeeded.connect(self._file_labelled)
            task.failed.connect(self.failed)

    def _corrected(self, session: "PileSession") -> dict[Path, str]:
        """What the piles say, but for what was corrected in the report of their model since."""
        labels, left_out = self._engine.corrections(session.folder)
        named = session.labels().items()
        return {photo: labels.get(photo, name) for photo, name in named if photo not in left_out}

    def _file_labelled(self, labels: dict[Path, str]) -> None:
        self.file_wanted.emit([AnsweredPhoto(path, name, 1.0, correction=name) for path, name in labels.items()])
