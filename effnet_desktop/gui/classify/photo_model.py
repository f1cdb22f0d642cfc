"""The photos in the window and what is known about each, as a Qt model for the grid."""

import os
import re
import sys
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from itertools import islice, pairwise
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal

from effnet_desktop.engine.errors import EngineError
from effnet_desktop.engine.records.classifying import Category, Classification, Judgement, PhotoFailed
from effnet_desktop.gui.classify.entry import Entry, answering_entry, category_entry, of_category, of_group
from effnet_desktop.gui.classify.packing import Packing
from effnet_desktop.gui.classify.slices import Slices
from effnet_desktop.gui.wording import answer_line, english_names, explain, say

MANY_RANGES = 20  # to remove one by one; each renumbers the rows after it
AT_A_TIME = 250  # photos between two pauses of a long change: a millisecond or two
NEVER = 1e12  # seconds: later than any time

# Entries of the list of answers that a photo may stand under, besides that of its answer (see `Entry`).
ALL, LOOK, NONE, CHANGED, FAILED = "all", "look", "none", "changed", "failed"

PENDING_TALLY = (1, 0, 0, 0, 0, 0, 0)  # see `Photo.tally`
FAILED_TALLY = (1, 0, 1, 0, 0, 0, 0)

NOTHING_KEPT: Mapping[str, Classification] = MappingProxyType({})

AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(slots=True)
class Photo:
    """One photo and what is known about it.

    Attributes:
        path: The file.
        row: Its place in the list.
        classification: The last answer; None before the first.
        is_outdated: The answer is from another model or other settings.
        error: Why the photo cannot be read; None if it can.
        confirmed: Category that the user marked as right.
        rejected: Category that the user marked as wrong.
        is_judged: Whether the user said something of it, or took it back, since it was listed.
        previous: The answer of the model before; None where there was none.
        kept: Answers of other models, or with other settings, by what they were asked with.
        answers: Entries of the list of answers that it stands under.
        key: What makes its file one and the same on this system.
        path_text: Its path in lower case, for a search.
        name_key: What it is sorted by where names are: 2 comes before 10.
        folder: The folder that it lies in.
        category: What it shows: what the user said, or else the model's best category; None while there is none.
        entry: What it stands under: what the user said, or else the category or the group that answers.
        confidence: Probability of the model's answer (0..1); -1 while there is none.
        taken_at: When it was taken, as seconds from the beginning of the year 1; `NEVER` where the file does not say.
        tally: What it adds to each of the `Counts`, in their order.
        shown_row: Its place among the photos that are shown; -1 if it is not.
    """

    path: Path
    row: int
    classification: Classification | None = None
    is_outdated: bool = False
    error: EngineError | None = None
    confirmed: str | None = None
    rejected: str | None = None
    is_judged: bool = False
    previous: Classification | None = None
    kept: Mapping[str, Classification] = field(default_factory=lambda: NOTHING_KEPT)
    answers: tuple[str, ...] = (ALL,)
    key: str = ""
    path_text: str = ""
    name_key: str = ""
    folder: str = ""
    category: str | None = None
    entry: Entry | None = None
    confidence: float = -1.0
    taken_at: float = NEVER
    tally: tuple[int, ...] = PENDING_TALLY
    shown_row: int = -1

    def place(self, path: Path) -> None:
        """Notes where the file is, and what follows from that."""
        self.path = path
        self.key = _key(path)
        self.path_text = str(path).casefold()
        self.name_key = natural_key(path.name)
        self.folder = sys.intern(os.path.dirname(path))

    @property
    def is_changed(self) -> bool:
        """Whether the answer is another than the model before gave."""
        before, now = self.previous, self.classification
        if before is None or now is None or self.is_pending:
            return False
        if before.is_novel or now.is_novel:
            return before.is_novel != now.is_novel
        if before.predictions[0].category == self.answer:
            return False
        return before.group is None or now.group is None or before.group.group != now.group.group

    @property
    def wants_a_look(self) -> bool:
        """Whether somebody should look at the answer: it is unsure, a second model's, or marked as wrong."""
        answer = self.classification
        if answer is None or self.is_outdated or self.confirmed:
            return False
        return answer.is_unsure or answer.is_escalated or self.is_right is False

    @property
    def is_pending(self) -> bool:
        """Whether an answer is still to come."""
        return self.error is None and (self.classification is None or self.is_outdated)

    @property
    def answer(self) -> str | None:
        """The model's most probable category; None while there is no answer."""
        return self.classification.predictions[0].category if self.classification else None

    @property
    def warning(self) -> str:
        """What could not be read of it; empty where nothing is missing."""
        return say(self.classification.warning) if self.classification and self.classification.warning else ""

    @property
    def truth(self) -> str | None:
        """The true category, by the user's mark or else by the folder's name."""
        by_folder = self.classification.truth if self.classification else None
        return self.confirmed or (None if by_folder == self.rejected else by_folder)

    @property
    def is_right(self) -> bool | None:
        """Whether the answer is right; None while that is unknown. A mark outlives a change of the model."""
        if self.answer is None:
            return None
        if self.answer == self.rejected:
            return False
        return None if self.truth is None else self.answer == self.truth

    @property
    def judgement(self) -> Judgement | None:
        """What the user says of it; None for nothing."""
        return Judgement(self.confirmed, self.rejected) if self.confirmed or self.rejected else None

    def mark(self, is_right: bool) -> Judgement:
        """What the user says by marking the answer as right or wrong."""
        return Judgement(self.answer) if is_right else Judgement(None, self.answer)

    def is_marked(self, is_right: bool) -> bool:
        """Whether the user has marked the answer so."""
        said = (self.confirmed, self.rejected)
        return said == ((self.answer, None) if is_right else (None, self.answer))

    @property
    def result(self) -> Classification | PhotoFailed | None:
        """The answer, with what the user said of it by now, or why there is none; None while it is to come."""
        if self.error:
            return PhotoFailed(self.path, self.error)
        answer = None if self.is_pending else self.classification
        return replace(answer, judgement=self.judgement) if answer and answer.judgement != self.judgement else answer

    def note(self, entry: Entry | None) -> None:
        """Renews what follows from the rest, after each change.

        Args:
            entry: What it stands under now.
        """
        answer, is_right, is_changed = self.classification, self.is_right, self.is_changed
        self.entry = entry
        self.confidence = answer.predictions[0].probability if answer else -1.0
        self.category = self.confirmed or self.answer
        taken = answer.taken if answer else None  # by the camera's clock
        if taken and taken.tzinfo:  # an odd session's
            taken = taken.replace(tzinfo=None)
        self.taken_at = (taken - datetime.min).total_seconds() if taken else NEVER
        if self.error:
            self.tally = FAILED_TALLY
        elif answer is None or self.is_outdated:
            self.tally = PENDING_TALLY
        else:
            self.tally = _answered_tally(is_right, self.previous is not None, is_changed)
        self.answers = _answers(self.error is not None, self.wants_a_look, is_changed, entry.key if entry else "")


@cache
def _answered_tally(is_right: bool | None, is_compared: bool, is_changed: bool) -> tuple[int, ...]:
    """What a photo with an answer adds to the counts; one object for all that are alike."""
    return 1, 1, 0, is_right is not None, is_right is True, is_compared, is_compared and is_changed


@cache
def _answers(has_failed: bool, wants_a_look: bool, is_changed: bool, entry: str) -> tuple[str, ...]:
    """What a photo stands under in the list of answers; one object for all that are alike."""
    found = ((ALL, True), (FAILED, has_failed), (LOOK, wants_a_look), (CHANGED, is_changed), (entry, bool(entry)))
    return tuple(key for key, is_there in found if is_there)


@dataclass(slots=True)
class Counts:
    """How many photos there are of each sort; outdated answers count as still to come."""

    photos: int = 0
    answered: int = 0
    failed: int = 0
    with_truth: int = 0
    right: int = 0
    compared: int = 0  # with an answer of the model before, too
    changed: int = 0

    def add(self, tally: Sequence[int], times: int) -> None:
        """Counts photos with such a `Photo.tally`; negative times for photos that go."""
        photos, answered, failed, with_truth, right, compared, changed = tally
        self.photos += times * photos
        self.answered += times * answered
        self.failed += times * failed
        self.with_truth += times * with_truth
        self.right += times * right
        self.compared += times * compared
        self.changed += times * changed

    def add_all(self, photos: Iterable[Photo], times: int) -> None:
        """Counts photos; negative times for those that go."""
        for tally, count in Counter(map(attrgetter("tally"), photos)).items():
            self.add(tally, times * count)

    @property
    def pending(self) -> int:
        """Photos that wait for an answer."""
        return self.photos - self.answered - self.failed


def natural_key(name: str) -> str:
    """Sorts names as people do: 2 before 10, in any case."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(12), name.casefold())


class PhotoModel(QAbstractListModel):
    """The photos in the order in which they came, each file once.

    What changes very many photos at once is done in slices; the next change ends it first. Of answers that come
    together, the views are told together: each telling costs more than an answer.

    Attributes:
        counts: How many there are of each sort.
        counts_changed: Signal that comes after each change of them, in a moment after answers.
        judged: Signal with what the user says of photos, as pairs of a path and a `Judgement`, or None.
        restored: Signal: photos are back in the list, perhaps without an answer.
        settled: Signal: a change is over that may have taken a while; see `is_changing`.
        generation: Grows with each change of the model or the settings.
        entries: Everything that a photo stood under so far, by key.
    """

    counts_changed = Signal()
    judged = Signal(object)  # a list, handed on as it is: Qt would convert it item by item
    restored = Signal()
    settled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.counts = Counts()
        self._change_of_many = Slices(self)
        self._change_of_many.ended.connect(lambda _: self.settled.emit())
        self.generation = 0
        none = self.tr("None of these")
        self._none = Entry(NONE, none, none, words=none.casefold())
        self.entries: dict[str, Entry] = {}
        self._known: dict[str, Category] = {}
        self._photos: list[Photo] = []
        self._by_key: dict[str, Photo] = {}
        self._packing = Packing()
        self._untold: list[Photo] = []  # whose answers have come, but no view knows it
        self._tell_soon = QTimer(self, singleShot=True, interval=0)
        self._tell_soon.timeout.connect(self._tell_of_answers)

    def set_categories(self, categories: Iterable[Category]) -> None:
        """Takes in what the model knows; what a model before knew keeps its names, too."""
        for category in categories:
            self._known[category.name] = category
            entry = category_entry(category)
            if entry.key in self.entries:  # the model before may have had it in other groups
                self.entries[entry.key] = entry

    def entry_of(self, category: str) -> Entry:
        """The entry of a category, with its name in the user's language where one is known."""
        if entry := self.entries.get(of_category(category)):
            return entry
        return category_entry(self._known.get(category) or Category(category))

    def name_of(self, category: str) -> str:
        """A category in the user's language."""
        return self.entry_of(category).name

    def _note(self, photo: Photo) -> None:
        """Renews what follows from what is known of a photo."""
        entry = None
        if photo.confirmed:
            entry = self.entry_of(photo.confirmed)
        elif photo.classification:
            entry = self._answering_entry(photo.classification)
        if entry:
            entry = self.entries.setdefault(entry.key, entry)
        photo.note(entry)

    def _answering_entry(self, answer: Classification) -> Entry:
        if answer.is_novel:
            return self._none
        if answer.group:
            return self.entries.get(of_group(answer.group.group.name)) or answering_entry(answer)
        category = answer.predictions[0].category
        if category in self._known:  # an answer of an earlier model stands where the model in use has it
            return self.entry_of(category)
        return self.entries.get(of_category(category)) or answering_entry(answer)

    def listed(self, photos: Iterable[Photo]) -> list[Photo]:
        """Those photos that are in the list, and not only others of the same files."""
        listed, count = self._photos, len(self._photos)
        return [photo for photo in photos if photo.row < count and listed[photo.row] is photo]

    @property
    def is_changing(self) -> bool:
        """Whether a change of many photos is under way."""
        return self._change_of_many.is_running

    def finish_change(self) -> None:
        """Ends the change that is under way, now."""
        self._change_of_many.finish()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        """How many photos there are."""
        return 0 if parent.isValid() else len(self._photos)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What screen readers and tooltips say; the grid's delegate takes the `Photo` itself."""
        photo = self._photos[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.say(photo)
        if role == Qt.ItemDataRole.ToolTipRole:
            reasons = explain(photo.error) if photo.error else (photo.warning,)
            english = english_names(photo.classification) if photo.classification else ""
            return "\n".join(filter(None, (str(photo.path), *reasons, english)))
        return None

    def say(self, photo: Photo) -> str:
        """A photo's name and answer in one line, whether it is unsure, right or wrong, and another than before."""
        if photo.error:
            return f"{photo.path.name}: {explain(photo.error)[0]}"
        if photo.classification is None:
            return photo.path.name
        facts = [f"{photo.path.name}: {answer_line(photo.classification)}"]
        if photo.classification.is_unsure and not photo.classification.is_novel:
            facts.append(self.tr("unsure"))
        if photo.is_right is not None:
            facts.append(self.tr("right") if photo.is_right else self.tr("wrong"))
        return " · ".join(filter(None, (*facts, self.say_change(photo))))

    def say_change(self, photo: Photo) -> str:
        """What the model before said, where the answer is another now; else empty."""
        if photo.previous is None or not photo.is_changed:
            return ""
        return self.tr("Changed: was {answer}").format(answer=self._answering_entry(photo.previous).name)

    def photo(self, row: int) -> Photo:
        """The photo in a row."""
        return self._photos[row]

    @property
    def all(self) -> Sequence[Photo]:
        """All photos, in the order in which they came."""
        return self._photos

    def find(self, path: Path) -> Photo | None:
        """The photo of a file; None if it is not here (any more)."""
        return self._by_key.get(_key(path))

    def pending(self) -> tuple[Path, ...]:
        """Files that wait for an answer, in order."""
        if not self.counts.pending:
            return ()
        return tuple(photo.path for photo in self._photos if photo.tally is PENDING_TALLY)

    def add(self, paths: Iterable[Path]) -> int:
        """Adds the files that are not here yet.

        Returns:
            How many that were.
        """
        new = {key: path for path in paths if (key := _key(path)) not in self._by_key}
        first = len(self._photos)
        if new:
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            for row, path in enumerate(new.values(), start=first):
                photo = Photo(path, row)
                photo.place(path)
                self._photos.append(photo)
            self._by_key.update(zip(new, self._photos[first:], strict=True))
            self.counts.photos += len(new)
            self.endInsertRows()
            self.counts_changed.emit()
        return len(new)

    def add_known(self, known: Iterable[tuple[Path, Classification | None]], is_outdated: bool) -> None:
        """Adds photos with the answers of an earlier session.

        Args:
            known: The photos; those that are here already are left out.
            is_outdated: Whether the answers are another model's, or another setting's.
        """
        self.finish_change()
        answers = {key: (path, answer) for path, answer in known if (key := _key(path)) not in self._by_key}
        self.add(path for path, _ in answers.values())
        for key, (_, answer) in answers.items():
            if answer:
                photo = self._by_key[key]
                self.counts.add(photo.tally, -1)
                photo.classification, photo.is_outdated = self._packing.pack(answer), is_outdated
                if answer.judgement:
                    photo.confirmed, photo.rejected = answer.judgement.category, answer.judgement.rejected
                self._note(photo)
                self.counts.add(photo.tally, 1)
        if answers:
            first = self._by_key[next(iter(answers))].row
            self.dataChanged.emit(self.index(first), self.index(len(self._photos) - 1))
            self.counts_changed.emit()

    def remove(self, rows: Iterable[int]) -> None:
        """Takes photos off the list; the files stay where they are."""
        self.finish_change()
        gone = sorted(set(rows))
        if len(gone) == len(self._photos):
            self.clear()
            return
        ranges = ranges_of(gone)
        if len(ranges) > MANY_RANGES:
            self.beginResetModel()
            self._forget(gone)
            self.endResetModel()
        else:
            for first, last in reversed(ranges):
                self.beginRemoveRows(QModelIndex(), first, last)
                self._forget(range(first, last + 1))
                self.endRemoveRows()
        self.counts_changed.emit()

    def _forget(self, rows: Sequence[int]) -> None:
        for row in rows:
            del self._by_key[self._photos[row].key]
        self.counts.add_all(map(self._photos.__getitem__, rows), -1)
        gone = set(rows)
        kept = [photo for photo in self._photos[rows[0] :] if photo.row not in gone]
        for row, photo in enumerate(kept, start=rows[0]):
            photo.row = row
        self._photos[rows[0] :] = kept

    def clear(self) -> None:
        """Takes all photos off the list."""
        self.finish_change()
        self.beginResetModel()
        self._photos.clear()
        self._by_key.clear()
        self.counts = Counts()
        self.endResetModel()
        self.counts_changed.emit()

    def restore(self, photos: Sequence[Photo], is_outdated: bool) -> None:
        """Puts photos back that were removed, in their old places.

        Args:
            photos: They; one whose file was listed again meanwhile is left out.
            is_outdated: Whether their answers are another model's by now.
        """
        self.finish_change()
        self.beginResetModel()
        back = [photo for photo in photos if photo.key not in self._by_key]
        back.sort(key=attrgetter("row"))
        if is_outdated:
            for photo in back:
                photo.is_outdated = photo.classification is not None
                self._note(photo)
        self._by_key.update(zip(map(attrgetter("key"), back), back, strict=True))
        self.counts.add_all(back, 1)
        listed: list[Photo] = []
        start = 0  # of those that were here and are not listed yet
        for photo in back:
            if (between := photo.row - len(listed)) > 0:
                listed += self._photos[start : start + between]
                start += between
            listed.append(photo)
        self._photos[:] = listed + self._photos[start:]
        for row, photo in enumerate(self._photos):
            photo.row = row
        self.endResetModel()
        self.counts_changed.emit()
        self.restored.emit()

    def set_result(self, result: Classification | PhotoFailed) -> None:
        """Notes the answer, or why there is none; one for a photo that was removed meanwhile is dropped."""
        if isinstance(result, PhotoFailed):
            self._change(result.path, classification=None, is_outdated=False, error=result.error)
            return
        values: dict[str, object] = {"classification": self._packing.pack(result), "is_outdated": False, "error": None}
        photo = self.find(result.path)
        if result.judgement and photo and not photo.is_judged:  # it was said in an earlier session
            values |= {"confirmed": result.judgement.category, "rejected": result.judgement.rejected}
        self._change(result.path, **values)

    def judge(self, judgements: Iterable[tuple[Path, Judgement | None]]) -> None:
        """Notes what the user says of photos, whatever the model says; None is nothing.

        Args:
            judgements: They; taken as they are noted.
        """
        self.finish_change()
        self._change_of_many.start(self._judge(iter(judgements)))

    def _judge(self, judgements: Iterator[tuple[Path, Judgement | None]]) -> Generator[None, None, None]:
        judged: list[tuple[Path, Judgement | None]] = []
        while some := list(islice(judgements, AT_A_TIME)):
            judged += some
            said = [(photo, judgement) for path, judgement in some if (photo := self.find(path))]
            photos = [photo for photo, _ in said]
            self.counts.add_all(photos, -1)
            for photo, judgement in said:
                photo.confirmed = judgement.category if judgement else None
                photo.rejected = judgement.rejected if judgement else None
                photo.is_judged = True
                self._note(photo)
            self.counts.add_all(photos, 1)
            self._tell(photos)
            yield
        self.judged.emit(judged)

    def relocate(self, places: Iterable[tuple[Path, Path]]) -> None:
        """Notes that files were moved, as pairs of the old and the new path; what is known of them stays."""
        self.finish_change()
        rows = []
        for before, after in places:
            photo = self.find(before)
            if photo is None or self.find(after):
                continue
            del self._by_key[photo.key]
            photo.place(after)
            self._by_key[photo.key] = photo
            if photo.classification:
                photo.classification = replace(photo.classification, path=after)
            if photo.kept:
                photo.kept = {key: replace(answer, path=after) for key, answer in photo.kept.items()}
            self._note(photo)
            rows.append(photo.row)
        if rows:
            self.dataChanged.emit(self.index(min(rows)), self.index(max(rows)))

    def outdate(self, asked_with: str = "", asks_with: str | None = None, is_forgotten: bool = False) -> None:
        """Makes photos wait for new answers; the old ones stay, marked as outdated.

        Args:
            asked_with: What the answers so far were asked with: they are kept under it.
            asks_with: What will be asked with; answers that were kept under it are the current ones
                again. None where nothing kept is of use.
            is_forgotten: Whether the kept answers are of no use any more.
        """
        self.finish_change()
        self.generation += 1
        if self._photos:
            self._change_of_many.start(self._outdate(asked_with, asks_with, is_forgotten))

    def _outdate(self, asked_with: str, asks_with: str | None, is_forgotten: bool) -> Generator[None, None, None]:
        photos = list(self._photos)  # others may come meanwhile
        for start in range(0, len(photos), AT_A_TIME):
            some = photos[start : start + AT_A_TIME]
            self.counts.add_all(some, -1)
            for photo in some:
                answer = photo.classification
                if answer and not photo.is_outdated:
                    photo.previous = answer
                    photo.kept = {**photo.kept, asked_with: answer}
                if is_forgotten:
                    photo.kept = NOTHING_KEPT
                kept = photo.kept.get(asks_with) if asks_with is not None else None
                photo.classification = kept or answer
                photo.is_outdated = kept is None and answer is not None
                photo.error = None
                self._note(photo)
            self.counts.add_all(some, 1)
            self._tell(some)
            yield

    def _change(self, path: Path, **values: object) -> None:
        photo = self.find(path)
        if photo is None:
            return
        self.counts.add(photo.tally, -1)
        for name, value in values.items():
            setattr(photo, name, value)
        self._note(photo)
        self.counts.add(photo.tally, 1)
        self._untold.append(photo)
        self._tell_soon.start()

    def _tell_of_answers(self) -> None:
        photos, self._untold = self.listed(self._untold), []
        self._tell(photos)

    def _tell(self, photos: Sequence[Photo]) -> None:
        """Tells the views of photos that have changed."""
        if photos:
            rows = [photo.row for photo in photos]
            self.dataChanged.emit(self.index(min(rows)), self.index(max(rows)))
            self.counts_changed.emit()


def _key(path: Path) -> str:
    """What makes a file one and the same on this system; a string, since paths are slow keys."""
    return os.path.normcase(path)


def ranges_of(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of neighbours in ascending rows, as (first, last)."""
    if not rows:
        return []
    breaks = [place for place, (row, after) in enumerate(pairwise(rows), start=1) if after != row + 1]
    return [(rows[start], rows[stop - 1]) for start, stop in pairwise([0, *breaks, len(rows)])]
