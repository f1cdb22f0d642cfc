"""Connects the Classify page to the engine: the main window's part for photos and their answers.

There is one task of classification at a time: photos that come meanwhile are the next one's, and a changed model or
setting cancels it and makes all answers outdated.
"""

import logging
import os
import time
from collections.abc import Callable, Generator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from effnet_desktop import paths
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import EngineError, Text, explain_storage
from effnet_desktop.engine.records.classifying import BackendReady, Classification, Judgement, PhotoFailed
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.models import ModelInfo
from effnet_desktop.gui.classify import session
from effnet_desktop.gui.classify.classify_page import LARGE_SIDE, ClassifyPage
from effnet_desktop.gui.classify.photo_model import Photo
from effnet_desktop.gui.picture_loading import PictureLoader
from effnet_desktop.gui.settings import Settings
from effnet_desktop.gui.show_in_folder import show_in_folder
from effnet_desktop.gui.wording import language
from effnet_desktop.tasks import Lane, Task, one_step

if TYPE_CHECKING:
    from effnet_desktop.engine.records.folders import FoundPhotos

WARM_UP_DELAY_MS = 300
JUDGING_SECONDS = 1.0  # at the most, before the window closes
READ_AT_A_TIME = 100  # photos whose EXIF data are read between two signs of life
PARTS_AHEAD = 6  # hundreds of photos each: what runs far ahead only takes Python's lock from the window
SAVE_PAUSE_MS = 60_000  # between two savings of the list, while it changes

log = logging.getLogger(__name__)


class ClassifyMediator(QObject):
    """Finds photos, has them classified, and hands the Classify page what the engine yields.

    Attributes:
        opened: Signal: photos were opened, so the page is to be shown.
        searched: Signal with files and folders that were searched, and the `FoundPhotos` there.
        listed_already: Signal with how many of the photos that were opened stood in the list before.
        device_ready: Signal with the `Device` that answers, and why (a `Text` or None).
        noticed: Signal with a `Notice` of something that fell back.
        stopped: Signal with the number of photos that are left without an answer; `resume` takes them up.
        classification_failed: Signal with the `EngineError` that stopped it; `resume` tries again.
        exported: Signal with the file that was written, and the number of results in it.
        failed: Signal with an `EngineError` of a small step.
        message_outdated: Signal: what was said last is no longer of use.

    Args:
        engine: What does the work.
        page: What shows it.
        settings: Say which model classifies, and how.
        data_dir: Folder that everything is written to.
        lanes: That of classification, then that of pictures.
        is_comparing: Whether models are being compared, which classification then waits for.
        parent: Qt's owner.
    """

    opened = Signal()
    searched = Signal(list, object)
    listed_already = Signal(int)
    device_ready = Signal(object, object)
    noticed = Signal(object)
    stopped = Signal(int)
    classification_failed = Signal(object)
    exported = Signal(Path, int)
    failed = Signal(object)
    message_outdated = Signal()

    def __init__(
        self,
        engine: Engine,
        page: ClassifyPage,
        settings: Settings,
        data_dir: Path,
        lanes: tuple[Lane, Lane],
        is_comparing: Callable[[], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._page = page
        self._settings = settings
        self._session = data_dir / "session.jsonl"
        self._pasted_dir = paths.pasted_dir(data_dir)
        self._is_comparing = is_comparing
        self._files = Lane(self)
        self._inference, pictures = lanes
        self._judging = Lane(self)  # its tasks are never cancelled before the window closes
        self.lanes = (self._files, self._judging)
        self._scans: dict[Task, list[Path]] = {}
        self._unscanned: list[Path] = []
        self._unwritten: dict[Task, list[tuple[Path, Judgement | None]]] = {}  # what the user said a moment ago
        self._chosen: dict[Path, None] = {}  # files and folders, in the order in which they came
        self._cleared: dict[Path, None] = {}  # those of lists that were cleared, which may come back
        self._shows_next = False  # whether the next photo found is to be selected: the first of a drop
        self._classification: Task | None = None
        self._is_stopped = False  # by the user or by an error: what is pending then waits for the user
        self._has_begun = False
        self._warm_up = QTimer(self, singleShot=True, interval=WARM_UP_DELAY_MS)
        self._warm_up.timeout.connect(partial(self._classify_pending, warm_up=True))
        self._is_session_outdated = False
        self._is_over = False  # the window closes
        self._save_soon = QTimer(self, singleShot=True, interval=SAVE_PAUSE_MS)
        self._save_soon.timeout.connect(self._save_beside)
        self._pictures = PictureLoader(engine, pictures, page.wanted_pictures, page.show_picture, LARGE_SIDE)

        page.clear_wanted.connect(self.clear)
        page.export_wanted.connect(self._export)
        page.package_wanted.connect(self._export_package)
        page.show_wanted.connect(lambda photo: show_in_folder(photo, self.failed.emit))
        page.pictures_wanted.connect(self._pictures.load)
        page.strip.stop_wanted.connect(self.stop)
        page.photos.counts_changed.connect(self._take_counts)
        page.photos.judged.connect(self._keep_judgements)
        page.photos.restored.connect(self._take_restored)
        page.photos.settled.connect(self._take_end_of_change)
        self._asked_with = self._asks_with()
        page.phi_selector.model_chosen.connect(partial(setattr, settings, "model"))
        settings.changed.connect(self._take_setting)
        self._files.submit(one_step(self._empty_pasted))

    @property
    def is_working(self) -> bool:
        """Whether photos are being looked for or classified."""
        return bool(self._scans or (self._classification and self._page.photos.counts.pending))

    # The list from one session to the next.

    def begin(self) -> None:
        """Lists the photos of the last session, with their answers, and loads the model for the next ones in a moment.

        The window is there by now: it did not have to wait for any of this.
        """
        self._has_begun = True
        self._show_categories()
        self._warm_up.start()
        if self._settings.keeps_list == "yes":
            loading = self._files.submit(lambda: session.load(self._session), PARTS_AHEAD)
            loading.progressed.connect(self._take_session)

    def _take_session(self, part: session.Header | list[session.Entry]) -> None:
        if isinstance(part, session.Header):
            self._is_session_outdated = part.asked_with != self._asked_with
            self._page.show_query(part.query, part.picture_width)
        else:
            known = [(entry.path, entry.answer) for entry in part]
            self._page.photos.add_known(known, self._is_session_outdated)
            self._classify_pending()

    def _save_beside(self) -> None:
        self._page.photos.finish_change()
        self._files.submit(self._save_in_steps)

    def _save_in_steps(self) -> Generator[None, None, None]:
        try:
            yield from self._saving()
        except OSError as error:
            log.warning("The list cannot be kept for the next start: %s", error)

    def _saving(self) -> Generator[None, None, None]:
        header = session.Header(self._asked_with, self._page.shown.query, self._page.picture_width)
        photos = list(self._page.photos.all)
        entries = (session.Entry(photo.path, _answer_of(photo)) for photo in photos)
        return session.save(self._session, header, entries)

    def _save_session(self) -> None:
        """Keeps the list for the next start, now; the window is closing."""
        self._files.cancel_all()  # it may be saving what was true a moment ago
        if self._settings.keeps_list == "yes":
            for _ in self._save_in_steps():
                pass
        else:
            self._session.unlink(missing_ok=True)

    # Photos in, results out.

    def add_paths(self, photos_and_folders: Sequence[Path]) -> None:
        """Classifies photos and the photos in folders."""
        self.opened.emit()
        self.message_outdated.emit()
        self._is_stopped = False
        self._shows_next = True
        self._scan([Path(os.path.abspath(path)) for path in photos_and_folders])

    def _scan(self, roots: list[Path], *, is_again: bool = False) -> None:
        """Adds the photos that are found; says which were there before, unless it is looked there again."""
        self._chosen |= dict.fromkeys(roots)
        task = self._files.submit(lambda: self._engine.find_photos(roots), PARTS_AHEAD)
        self._scans[task] = roots
        added = 0
        first: Path | None = None

        def add(found: tuple[Path, ...]) -> None:
            nonlocal added, first
            first = first or next(iter(found), None)
            added += self._add_photos(found)

        def tell(found: "FoundPhotos") -> None:
            if added < found.photos and not is_again:
                if not added and first and (photo := self._page.photos.find(first)):
                    self._page.select_row(photo.row)
                self.listed_already.emit(found.photos - added)
            self.searched.emit(roots, found)

        task.progressed.connect(add)
        task.succeeded.connect(tell)
        task.failed.connect(self.failed)
        task.finished.connect(lambda: self._scans.pop(task, None))

    def _add_photos(self, found: tuple[Path, ...]) -> int:
        added = self._page.photos.add(found)
        if added and self._shows_next:
            self._shows_next = False
            self._page.select_row(self._page.photos.rowCount() - added)
        self._classify_pending()
        return added

    def add_picture(self, picture: bytes | QImage) -> None:
        """Saves a picture that is no file, the bytes of a PNG file or a decoded one, and classifies it."""
        file = self._pasted_dir / f"{datetime.now():pasted-%H.%M.%S-%f}.png"
        task = self._files.submit(one_step(lambda: _save_picture(picture, file)))
        task.succeeded.connect(lambda _: self.add_paths([file]))
        task.failed.connect(self.failed)

    def _empty_pasted(self) -> None:
        yesterday = time.time() - 24 * 3600  # newer ones may be another window's
        for file in self._pasted_dir.glob("pasted-*.png"):
            if file.stat().st_mtime < yesterday:
                file.unlink(missing_ok=True)

    def _export(self, file: Path, photos: Sequence[Photo]) -> None:
        from effnet_desktop.export import save_csv, save_json

        save = save_json if file.suffix.lower() == ".json" else save_csv
        results = self._results(photos)
        task = self._files.submit(one_step(lambda: save(file, results, language())))
        task.succeeded.connect(lambda _: self.exported.emit(file, len(results)))
        task.failed.connect(self.failed)

    def _export_package(self, folder: Path, photos: Sequence[Photo]) -> None:
        from effnet_desktop.camtrap_dp import PACKAGE, open_package

        results = self._results(photos)
        step = Text(self.tr("Reading when photos were taken"))

        def save() -> Generator[Progress, None, None]:
            with open_package(folder, self._engine.capture) as put_in:
                for done, result in enumerate(results):
                    put_in(result)
                    if done % READ_AT_A_TIME == 0:
                        yield Progress(step, done, len(results), "photos")

        task = self._files.submit(save)
        task.progressed.connect(self._page.strip.set_step)
        task.succeeded.connect(lambda _: self.exported.emit(folder / PACKAGE, len(results)))
        task.failed.connect(self.failed)
        task.finished.connect(lambda: self._page.strip.set_step(None))

    def _results(self, photos: Sequence[Photo]) -> list[Classification | PhotoFailed]:
        """What is known of photos by now; those that wait are left out."""
        self._page.photos.finish_change()
        return [result for photo in photos if (result := photo.result)]

    # Classification.

    def show_models(self, models: tuple[ModelInfo, ...]) -> None:
        """Shows which models there are, and what the one in use knows."""
        self._page.set_models(models, self._settings.model)
        if self._has_begun:
            self._show_categories()

    def _show_categories(self) -> None:
        try:
            self._page.set_categories(self._engine.categories_of(self._settings.model))
        except EngineError as error:  # the model is gone, which its next use will say
            log.info("The categories of %s are unknown: %s", self._settings.model, error)

    def _classify_pending(self, warm_up: bool = False) -> None:
        """Classifies what has no answer yet, unless that is being done; each task starts the next when it ends.

        Args:
            warm_up: Load the model even if there is no photo.
        """
        if self._is_stopped or self._classification:
            return
        if self._page.photos.is_changing:  # at its end this is called again
            if warm_up:
                self._warm_up.start()
            return
        pending = self._page.photos.pending()
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
            chosen=tuple(self._chosen),
        )
        task = self._classification = self._inference.submit(verb)
        task.progressed.connect(self._take_result)
        task.failed.connect(self._take_failure)
        task.finished.connect(lambda: self._go_on_after(task))
        self._page.set_running(True)
        if self._is_comparing():
            self._page.strip.set_step(Progress(Text(self.tr("Waiting for the comparison of models"))))

    def _take_result(self, result: object) -> None:
        if isinstance(result, Classification | PhotoFailed):
            self._page.show_result(result)
        elif isinstance(result, BackendReady):
            self.device_ready.emit(result.device, result.why)
            if result.is_new:
                self._page.take_cold_start()
            self._page.strip.set_step(None)
        elif isinstance(result, Progress):
            self._page.strip.set_step(result)
        elif isinstance(result, Notice):
            self.noticed.emit(result)

    def _take_failure(self, error: EngineError) -> None:
        self._is_stopped = True
        self.classification_failed.emit(error)

    def _go_on_after(self, task: Task) -> None:
        if task is self._classification:  # otherwise another one has superseded it
            self._classification = None
            self._classify_pending()
            self._page.set_running(self._classification is not None)

    def _take_setting(self, key: str) -> None:
        if key == "model":
            self._page.set_model(self._settings.model)
            self._show_categories()
        if key in ("model", "device", "precision", "framing"):
            self.start_over()

    def _asks_with(self) -> str:
        """What decides an answer; under it, answers are kept for a while that something else decides."""
        settings = self._settings
        return " ".join((settings.model, settings.device, settings.precision, settings.framing))

    def _take_end_of_change(self) -> None:
        if self._asked_with == self._asks_with():  # otherwise everything is about to start over
            self._classify_pending()

    def start_over(self, is_forgotten: bool = False) -> None:
        """Classifies everything anew, but for what was answered under the same settings before.

        Args:
            is_forgotten: Whether a model has changed, so that its earlier answers are of no use.
        """
        self._page.photos.finish_change()
        self._abandon_classification()  # nothing of what was running arrives any more
        before, self._asked_with = self._asked_with, self._asks_with()
        self._page.outdate(before, self._asked_with, is_forgotten)
        if self._is_stopped:
            self.message_outdated.emit()  # it offers to continue
        self.resume()

    def _abandon_classification(self) -> None:
        if self._classification:
            self._classification.cancel()
        self._classification = None
        self._page.set_running(False)

    def stop(self) -> None:
        """Cancels everything that runs for the page; what is left can be continued."""
        self._unscanned += [path for roots in self._scans.values() for path in roots]
        self._scans.clear()
        self._files.cancel_all()
        self._abandon_classification()
        self._is_stopped = True
        pending = self._page.photos.counts.pending
        if pending or self._unscanned:
            self.stopped.emit(pending)

    def resume(self) -> None:
        """Goes on with what a stop or an error left."""
        self._is_stopped = False
        roots, self._unscanned = self._unscanned, []
        if roots:
            self._scan(roots, is_again=True)
        self._classify_pending(warm_up=True)

    def clear(self) -> None:
        """Empties the list, and looks for no more photos."""
        for task in self._scans:
            task.cancel()
        self._unscanned = []
        self._cleared |= self._chosen
        self._chosen = {}
        self._page.clear()
        self.message_outdated.emit()

    def _take_restored(self) -> None:
        """Photos are back in the list: what was chosen then tells the truth about them again."""
        self._chosen |= self._cleared
        self._cleared = {}
        self._classify_pending()

    def _keep_judgements(self, judgements: list[tuple[Path, Judgement | None]]) -> None:
        task = self._judging.submit(lambda: self._engine.judge(judgements))
        self._unwritten[task] = judgements
        task.failed.connect(self.failed)
        task.succeeded.connect(lambda _: self._unwritten.pop(task, None))
        task.failed.connect(lambda _: self._unwritten.pop(task, None))

    def _write_judgements(self) -> None:
        """Writes what the user said and no lane has come to yet, now; the window is closing."""
        until = time.monotonic() + JUDGING_SECONDS
        self._judging.shutdown(round(1000 * JUDGING_SECONDS))
        for judgements in self._unwritten.values():
            try:
                for _ in self._engine.judge(judgements):
                    if time.monotonic() > until:
                        log.warning("Not all that was said of photos could be written before the window closed")
                        return
            except EngineError as error:
                log.warning("What was said of a photo is lost: %s", error)

    def _take_counts(self) -> None:
        if not self._save_soon.isActive() and self._settings.keeps_list == "yes":
            self._save_soon.start()
        if not self._page.photos.counts.photos:
            self._abandon_classification()

    def begin_nothing_more(self) -> None:
        """Leaves what is pending without an answer, and keeps the list: the window closes."""
        if not self._is_over:
            self._is_over = True
            self._page.photos.finish_change()
            self._write_judgements()
            self._save_session()
        self._is_stopped = True
        self._warm_up.stop()
        self._save_soon.stop()


def _answer_of(photo: Photo) -> Classification | None:
    return result if isinstance(result := photo.result, Classification) else None


def _save_picture(picture: bytes | QImage, file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(picture, bytes):
            file.write_bytes(picture)
        elif not picture.save(str(file)):
            raise OSError("the picture cannot be saved")
    except OSError as error:
        raise explain_storage(error, file) from error
