"""The photos in the window and what is known about each, as a Qt model for the grid."""

import os
import re
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal

from effnet_desktop.engine.errors import EngineError
from effnet_desktop.engine.records.classifying import Category, Classification, Judgement, PhotoFailed
from effnet_desktop.gui.classify.entry import Entry, answering_entry, category_entry, of_category, of_group
from effnet_desktop.gui.wording import answer_line, english_names, explain, say

MANY_RANGES = 20  # to remove one by one; each renumbers the rows after it
SLICE_SECONDS = 0.008  # of work on very many photos, between two events of the window

# Entries of the list of answers that a photo may stand under, besides that of its answer (see `Entry`).
ALL, LOOK, NONE, CHANGED, FAILED = "all", "look", "none", "changed", "failed"

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
        search_text: What a search looks through: path and category, in lower case.
        name_key: What it is sorted by where names are: 2 comes before 10.
        folder: The folder that it lies in.
        category: What it shows: what the user said, or else the model's best category; None while there is none.
        entry: What it stands under: what the user said, or else the category or the group that answers.
        confidence: Probability of the model's answer (0..1); -1 while there is none.
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
    kept: dict[str, Classification] = field(default_factory=dict)
    answers: tuple[str, ...] = (ALL,)
    search_text: str = ""
    name_key: str = ""
    folder: str = ""
    category: str | None = None
    entry: Entry | None = None
    confidence: float = -1.0
    shown_row: int = -1

    @property
    def taken(self) -> datetime | None:
        """When it was taken, by the camera's clock; None where the file does not say."""
        return self.classification.taken if self.classification else None

    @property
    def is_changed(self) -> bool:
        """Whether the answer is another than the model before gave."""
        before, now = self.previous, self.classification
        if before is None or now is None or self.is_pending or before.predictions[0].category == self.answer:
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
    def is_novel(self) -> bool:
        """Whether it belongs to no category, as far as the model can tell and the user has not said otherwise."""
        return self.classification is not None and self.classification.is_novel and self.confirmed is None

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
        self.entry = entry
        self.confidence = self.classification.predictions[0].probability if self.classification else -1.0
        self.category = self.confirmed or self.answer
        self.search_text = str(self.path).casefold()
        if entry:
            self.search_text += "\n" + entry.words
        found = [ALL]
        if self.error:
            found.append(FAILED)
        if self.wants_a_look:
            found.append(LOOK)
        if self.is_novel:
            found.append(NONE)
        if self.is_changed:
            found.append(CHANGED)
        if entry:
            found.append(entry.key)
        self.answers = tuple(found)


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

    @property
    def pending(self) -> int:
        """Photos that wait for an answer."""
        return self.photos - self.answered - self.failed


def natural_key(name: str) -> str:
    """Sorts names as people do: 2 before 10, in any case."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(12), name.casefold())


class PhotoModel(QAbstractListModel):
    """The photos in the order in which they came, each file once.

    Attributes:
        counts: How many there are of each sort.
        counts_changed: Signal that comes after each change of them.
        judged: Signal with what the user says of photos, as pairs of a path and a `Judgement`, or None.
        restored: Signal: photos are back in the list, perhaps without an answer.
        generation: Grows with each change of the model or the settings.
        entries: Everything that a photo stood under so far, by key.
    """

    counts_changed = Signal()
    judged = Signal(list)
    restored = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.counts = Counts()
        self.generation = 0
        self.entries: dict[str, Entry] = {}
        self._known: dict[str, Category] = {}
        self._photos: list[Photo] = []
        self._by_key: dict[str, Photo] = {}
        self._judging: deque[Iterator[tuple[Path, Judgement | None]]] = deque()  # what is to be noted, in order
        self._judged: list[tuple[Path, Judgement | None]] = []  # what was noted of the first of these
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self._judge_some)

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
        elif photo.classification and not photo.is_novel:
            entry = self._answering_entry(photo.classification)
        if entry:
            entry = self.entries.setdefault(entry.key, entry)
        photo.note(entry)

    def _answering_entry(self, answer: Classification) -> Entry:
        if answer.group:
            return self.entries.get(of_group(answer.group.group.name)) or answering_entry(answer)
        category = answer.predictions[0].category
        if category in self._known:  # an answer of an earlier model stands where the model in use has it
            return self.entry_of(category)
        return self.entries.get(of_category(category)) or answering_entry(answer)

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

    def holds(self, photo: Photo) -> bool:
        """Whether it is in the list, and not another one of the same file."""
        return photo.row < len(self._photos) and self._photos[photo.row] is photo

    def find(self, path: Path) -> Photo | None:
        """The photo of a file; None if it is not here (any more)."""
        return self._by_key.get(_key(path))

    def pending(self) -> tuple[Path, ...]:
        """Files that wait for an answer, in order."""
        return tuple(photo.path for photo in self._photos if photo.is_pending)

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
                photo = Photo(path, row, name_key=natural_key(path.name), folder=os.path.dirname(path))
                self._note(photo)
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
        answers = {_key(path): (path, answer) for path, answer in known if _key(path) not in self._by_key}
        self.add(path for path, _ in answers.values())
        for key, (_, answer) in answers.items():
            if answer:
                photo = self._by_key[key]
                self._count_answer(photo, -1)
                photo.classification, photo.is_outdated = answer, is_outdated
                if answer.judgement:
                    photo.confirmed, photo.rejected = answer.judgement.category, answer.judgement.rejected
                self._note(photo)
                self._count_answer(photo, 1)
        if answers:
            first = self._by_key[next(iter(answers))].row
            self.dataChanged.emit(self.index(first), self.index(len(self._photos) - 1))
            self.counts_changed.emit()

    def remove(self, rows: Iterable[int]) -> None:
        """Takes photos off the list; the files stay where they are."""
        gone = sorted(set(rows))
        ranges = ranges_of(gone)
        if len(gone) == len(self._photos):
            self.clear()
            return
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
            photo = self._photos[row]
            self._count(photo, -1)
            del self._by_key[_key(photo.path)]
        gone = set(rows)
        kept = [photo for photo in self._photos[rows[0] :] if photo.row not in gone]
        for row, photo in enumerate(kept, start=rows[0]):
            photo.row = row
        self._photos[rows[0] :] = kept

    def clear(self) -> None:
        """Takes all photos off the list."""
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
        self.beginResetModel()
        for photo in sorted(photos, key=lambda photo: photo.row):
            if _key(photo.path) not in self._by_key:
                if is_outdated and photo.classification and not photo.is_outdated:
                    photo.is_outdated = True
                    self._note(photo)
                self._by_key[_key(photo.path)] = photo
                self._photos.insert(min(photo.row, len(self._photos)), photo)
                self._count(photo, 1)
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
        values: dict[str, object] = {"classification": result, "is_outdated": False, "error": None}
        photo = self.find(result.path)
        if result.judgement and photo and not photo.is_judged:  # it was said in an earlier session
            values |= {"confirmed": result.judgement.category, "rejected": result.judgement.rejected}
        self._change(result.path, **values)

    def judge(self, judgements: Iterable[tuple[Path, Judgement | None]]) -> None:
        """Notes what the user says of photos, whatever the model says; None is nothing.

        Of very many it notes some at once, and the others as soon as the window has time; what is said later is noted
        later.

        Args:
            judgements: They; taken as they are noted.
        """
        self._judging.append(iter(judgements))
        if not self._slices.isActive():
            self._judge_some()

    def judge_all(self) -> None:
        """Notes at once what is still to be noted."""
        while self._judging:
            self._judge_some()

    def _judge_some(self) -> None:
        end = time.monotonic() + SLICE_SECONDS
        rows: list[int] = []
        is_over = True
        for path, judgement in self._judging[0]:
            self._judged.append((path, judgement))
            if photo := self.find(path):
                said = judgement or Judgement()
                self._count(photo, -1)
                photo.confirmed, photo.rejected, photo.is_judged = said.category, said.rejected, True
                self._note(photo)
                self._count(photo, 1)
                rows.append(photo.row)
            if time.monotonic() > end:
                is_over = False
                break
        if rows:
            self.dataChanged.emit(self.index(min(rows)), self.index(max(rows)))
            self.counts_changed.emit()
        if is_over:
            self._judging.popleft()
            judged, self._judged = self._judged, []
            self.judged.emit(judged)
        if self._judging:
            self._slices.start()
        else:
            self._slices.stop()

    def relocate(self, places: Iterable[tuple[Path, Path]]) -> None:
        """Notes that files were moved, as pairs of the old and the new path; what is known of them stays."""
        rows = []
        for before, after in places:
            photo = self.find(before)
            if photo is None or self.find(after):
                continue
            del self._by_key[_key(before)]
            self._by_key[_key(after)] = photo
            photo.path, photo.name_key, photo.folder = after, natural_key(after.name), os.path.dirname(after)
            if photo.classification:
                photo.classification = replace(photo.classification, path=after)
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
        self.generation += 1
        if not self._photos:
            return
        self.counts = Counts(photos=len(self._photos))
        for photo in self._photos:
            answer = photo.classification
            if answer and not photo.is_outdated:
                photo.previous = answer
                photo.kept[asked_with] = answer
            if is_forgotten:
                photo.kept.clear()
            kept = photo.kept.get(asks_with) if asks_with is not None else None
            is_plain = kept is None and photo.error is None and len(photo.answers) <= 2
            photo.classification = kept or answer
            photo.is_outdated = kept is None and answer is not None
            photo.error = None
            if not is_plain:  # otherwise nothing follows, and there may be 100,000
                self._note(photo)
                self._count_answer(photo, 1)
        self.dataChanged.emit(self.index(0), self.index(len(self._photos) - 1))
        self.counts_changed.emit()

    def _change(self, path: Path, **values: object) -> None:
        photo = self.find(path)
        if photo is None:
            return
        self._count(photo, -1)
        for name, value in values.items():
            setattr(photo, name, value)
        self._note(photo)
        self._count(photo, 1)
        index = self.index(photo.row)
        self.dataChanged.emit(index, index)
        self.counts_changed.emit()

    def _count(self, photo: Photo, step: int) -> None:
        self.counts.photos += step
        self._count_answer(photo, step)

    def _count_answer(self, photo: Photo, step: int) -> None:
        if photo.error:
            self.counts.failed += step
        elif not photo.is_pending:
            self.counts.answered += step
            if photo.is_right is not None:
                self.counts.with_truth += step
                self.counts.right += step * photo.is_right
            if photo.previous is not None:
                self.counts.compared += step
                self.counts.changed += step * photo.is_changed


def _key(path: Path) -> str:
    """What makes a file one and the same on this system; a string, since paths are slow keys."""
    return os.path.normcase(path)


def ranges_of(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of neighbours in ascending rows, as (first, last)."""
    ranges: list[tuple[int, int]] = []
    for row in rows:
        if ranges and ranges[-1][1] == row - 1:
            ranges[-1] = (ranges[-1][0], row)
        else:
            ranges.append((row, row))
    return ranges
