"""A folder's piles while a person names and corrects them; each change is on the disk before its call returns."""

import csv
import os
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.chance import wilson_interval
from effnet_desktop.engine.errors import EngineError, Text, explain_storage
from effnet_desktop.engine.folders.feature_cache import FeatureCache
from effnet_desktop.engine.folders.names import plain_name
from effnet_desktop.engine.models.store import ModelStore
from effnet_desktop.engine.photos.finding import Search
from effnet_desktop.engine.piles import clustering, pile_files, state
from effnet_desktop.engine.piles.clustering import Indices, make_space
from effnet_desktop.engine.piles.looking import Looked, look_at_folder
from effnet_desktop.engine.piles.pile_files import History, KnownPhoto
from effnet_desktop.engine.piles.questions import UNKNOWN, choose_questions, guess
from effnet_desktop.engine.piles.state import NEW, OUT, Judged, State
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.models import FineTuneConfig
from effnet_desktop.engine.records.piles import Pile, Piles, Question
from effnet_desktop.engine.whole_files import whole_file

PILES = 20  # at first, where there are enough photos
LABELS = "labels.csv"
_UNDONE = 50  # states that are kept
_TELLING = 30  # photos of a category


def open_piles(
    store: ModelStore, cache: FeatureCache, place: Path, folder: Path, model: str, others: Sequence[Path]
) -> Generator[Progress | Notice, None, "PileSession"]:
    """See `Engine.open_piles`; `place` is where the piles are kept."""
    known, history = pile_files.read(place)  # before the work
    folder = Path(os.path.abspath(folder))
    from_elsewhere = [photo.path for photo in known if not photo.path.is_relative_to(folder) and photo.path.exists()]
    looked = yield from look_at_folder(store, cache, folder, model, [*from_elsewhere, *Search(others).photos()])
    yield Progress(Text("Making piles"))
    return PileSession(place, folder, looked, known, history)


class PileSession:
    """The piles of one folder.

    Its methods belong on one lane; each takes a moment. A change that cannot be written
    raises `StorageError` and is not made.

    Args:
        place: Where the piles are kept.
        folder: The photos' folder.
        looked: What is in it now.
        known: The photos of the last time. They keep their places; those that are gone are shown no more.
        history: The states of the last time, if there was one.
    """

    def __init__(
        self, place: Path, folder: Path, looked: Looked, known: Sequence[KnownPhoto], history: History | None
    ) -> None:
        self._place = place
        self._folder = folder
        self._photos, places, self._copies = _match(known, looked)
        self._there = places  # of each photo that is there, among all that ever were
        self._index = np.full(len(self._photos), UNKNOWN)
        self._index[places] = np.arange(len(places))
        self._space = make_space(looked.features)
        self._place_of = {self._photos[place].path: place for place in places.tolist()}
        states = history.states if history else (State(np.full(len(self._photos), NEW)),)
        states = tuple(_lengthened(one, len(self._photos)) for one in states)
        self._history = History(states, history.now if history else 0)
        self._skipped: set[int] = set()
        self._is_repiled = False  # by the last change
        if self._photos != list(known):
            pile_files.write_photos(place, folder, self._photos)
        if (self._state.pile_of[places] == NEW).any():
            # Photos that are new are in no state that could be gone back to: they are sorted in each.
            sorted_in = tuple(
                self._in_all(one, state.add_new(self._of_there(one), self._space, PILES)) for one in states
            )
            self._save(History(sorted_in, self._history.now))

    @property
    def folder(self) -> Path:
        """The photos' folder."""
        return self._folder

    def piles(self) -> Piles:
        """The piles as they are now."""
        now = self._of_there(self._state)
        piles = []
        for number in now.numbers():
            members = now.members(number)
            order = members[clustering.centre_first(self._space.points[members])]
            piles.append(Pile(number, now.names.get(number, ""), self._paths(order)))
        piles.sort(key=lambda pile: (not pile.name, -len(pile.photos), pile.number))
        counted = [judged for judged in now.judged if judged.is_by_chance]
        right, asked = sum(judged.proposed == judged.answer for judged in counted), len(counted)
        return Piles(
            folder=self._folder,
            piles=tuple(piles),
            thrown_out=self._paths(now.members(OUT)),
            photos=sum(len(pile.photos) for pile in piles),
            named=sum(len(pile.photos) for pile in piles if pile.name),
            judged=asked,
            right=right,
            ci95=wilson_interval(right, asked),
            undo_steps=self._history.now,
            redo_steps=len(self._history.states) - 1 - self._history.now,
        )

    def repile(self, piles: int) -> Piles:
        """Makes so many piles in all; named ones stay. Fast enough for a slider: several in a row are one change.

        Raises:
            EngineError: So many cannot be.
        """
        if not 1 <= piles <= clustering.LEAVES:
            raise EngineError(
                "{piles} piles cannot be made.", "Choose 1 to {most}.", piles=piles, most=clustering.LEAVES
            )
        changed = self._change(lambda now: state.repile(now, self._space, piles), replaces=self._is_repiled)
        self._is_repiled = True
        return changed

    def name(self, pile: int, name: str) -> Piles:
        """Gives a pile the name of a category; an empty one takes the name away."""
        return self._change(lambda now: state.name(now, pile, name))

    def merge(self, piles: Sequence[int]) -> Piles:
        """Puts piles together, under the first name among them."""
        return self._change(lambda now: state.merge(now, piles), is_merged=piles)

    def split(self, pile: int) -> Piles:
        """Makes two piles of one; the bigger keeps the name."""
        return self._change(lambda now: state.split(now, pile, self._space.points))

    def move(self, photos: Sequence[Path], pile: int | None) -> Piles:
        """Puts photos into another pile; None makes a new one of them."""
        return self._change(lambda now: state.move(now, self._find(photos), pile))

    def throw_out(self, photos: Sequence[Path]) -> Piles:
        """Photos of nothing that counts: they are in no pile, learnt or filed, until they are moved to one."""
        return self._change(lambda now: state.throw_out(now, self._find(photos)))

    def do_not_belong(self, photos: Sequence[Path]) -> Piles:
        """Photos that do not belong to their pile go to the pile without a name that they are most like."""
        return self._change(lambda now: state.take_out(now, self._find(photos), self._space.points))

    def undo(self) -> Piles:
        """Takes the last change back; without one, nothing happens."""
        return self._go(-1)

    def redo(self) -> Piles:
        """Makes the change again that was taken back last; without one, nothing happens."""
        return self._go(1)

    def next_question(self) -> Question | None:
        """The next photo to ask about; None where all have been asked about.

        In turn the photo whose category would teach most, and one drawn by chance: of what teaches most, far more is
        wrong than of all photos, so only the others tell how right the piles are. The question stays the same until it
        is answered or skipped, or the piles change.
        """
        now = self._of_there(self._state)
        labels = now.labels()
        asked = {judged.photo for judged in now.judged} | set(self._index[list(self._skipped)].tolist())
        is_out = now.pile_of == OUT
        # What a pile's name says of a photo counts less than an answer: such photos are asked about, too.
        judged = np.zeros(len(labels), np.bool_)
        judged[[place for place in asked if place != UNKNOWN]] = True
        open_to_ask = np.flatnonzero(~judged & ~is_out)
        if not len(open_to_ask):
            return None
        categories = now.categories()
        if not categories:
            chosen = choose_questions(self._space, np.where(judged | is_out, 0, UNKNOWN), 1)
            place = int(chosen[0]) if len(chosen) else int(open_to_ask[0])
            return Question(self._path(place), "", 0.0)
        scores = guess(self._space, self._most_telling(labels, judged))
        is_by_chance = len(asked) % 2 == 0
        if is_by_chance:
            place = min(open_to_ask.tolist(), key=lambda place: self._photos[int(self._there[place])].digest)
        else:
            place = _most_doubtful(scores, labels, open_to_ask)
        best = labels[place] if labels[place] != UNKNOWN else int(scores[place].argmax())
        return Question(self._path(place), categories[best], float(scores[place, best]), is_by_chance)

    def answer(self, question: Question, category: str) -> Piles:
        """Says what a photo is: it goes to the pile of that name; an empty name throws it out.

        What it was taken for when it was asked about is what counts in `Piles.right`.
        """
        (place,) = self._find([question.photo]).tolist()
        judged = Judged(place, question.proposed, plain_name(category), question.is_by_chance)
        return self._change(lambda now: state.answer(now, judged))

    def skip(self, question: Question) -> None:
        """Asks about another photo; this one comes again after a restart."""
        (place,) = self._find([question.photo]).tolist()
        self._skipped.add(int(self._there[place]))

    def training(self, name: str | None = None) -> FineTuneConfig:
        """The training of what the named piles say; no photo is touched.

        Args:
            name: Of the model; None for the folder's.

        Raises:
            EngineError: Fewer than two categories are named.
            StorageError: The list cannot be written.
        """
        return FineTuneConfig(self._folder, name=name, labels=self.write_labels(self._place / LABELS))

    def write_labels(self, file: Path) -> Path:
        """Writes a CSV file of the photos in named piles and their categories; it appears whole or not at all.

        Raises:
            EngineError: Fewer than two categories are named.
            StorageError: It cannot be written.
        """
        piles = self.piles().piles
        if len({pile.name for pile in piles if pile.name}) < 2:
            raise EngineError("A model needs at least two categories to tell apart.", "Name another pile.")
        try:
            with (
                whole_file(file) as part,
                part.open("w", encoding="utf-8", errors="surrogateescape", newline="") as out,
            ):
                writer = csv.writer(out)
                writer.writerow(["photo", "category"])
                writer.writerows([path, pile.name] for pile in piles if pile.name for path in pile.photos)
        except OSError as error:
            raise explain_storage(error, file) from error
        return file

    def labels(self) -> dict[Path, str]:
        """The category of each photo in a named pile, exact copies too: what filing uses."""
        found = {path: pile.name for pile in self.piles().piles if pile.name for path in pile.photos}
        return found | {copy: found[path] for copy, path in self._copies.items() if path in found}

    def _most_telling(self, labels: Indices, judged: NDArray[np.bool_]) -> Indices:
        """The labels of what was asked about and of each category's most typical photos: enough, and fast."""
        telling = np.where(judged, labels, UNKNOWN)
        for category in range(labels.max(initial=-1) + 1):
            places = np.flatnonzero(labels == category)
            typical = places[clustering.centre_first(self._space.points[places])[:_TELLING]]
            telling[typical] = category
        return telling

    @property
    def _state(self) -> State:
        return self._history.states[self._history.now]

    def _change(
        self, make: Callable[[State], State], *, replaces: bool = False, is_merged: Sequence[int] = ()
    ) -> Piles:
        """Makes a new state of the one that counts, or in place of it; what was taken back before is forgotten.

        Args:
            make: Changes the state of the photos that are there.
            replaces: Whether the state that counts is not to be gone back to.
            is_merged: Piles that become the first of them, for photos that are gone, too.
        """
        states = self._history.states[: self._history.now + (0 if replaces else 1)]
        new = self._in_all(self._state, make(self._of_there(self._state)), is_merged)
        if new.says_the_same_as(self._state):
            return self.piles()
        states = (*states, new)[-_UNDONE:]
        self._save(History(states, len(states) - 1))
        return self.piles()

    def _go(self, steps: int) -> Piles:
        now = self._history.now + steps
        if 0 <= now < len(self._history.states):
            self._save(History(self._history.states, now))
        return self.piles()

    def _save(self, history: History) -> None:
        pile_files.write_history(self._place, history)
        self._history = history
        self._is_repiled = False

    def _of_there(self, all_of: State) -> State:
        """The state of the photos that are there, by their places among these."""
        judged = tuple(
            replace(one, photo=int(self._index[one.photo]))
            for one in all_of.judged
            if self._index[one.photo] != UNKNOWN
        )
        return State(all_of.pile_of[self._there], all_of.names, judged, int(all_of.pile_of.max(initial=-1)) + 1)

    def _in_all(self, before: State, changed: State, is_merged: Sequence[int] = ()) -> State:
        """The other way: what is gone stays as it was, but for the piles that are merged."""
        pile_of = before.pile_of.copy()
        pile_of[np.isin(pile_of, is_merged)] = is_merged[0] if is_merged else OUT
        pile_of[self._there] = changed.pile_of
        gone = tuple(one for one in before.judged if self._index[one.photo] == UNKNOWN)
        judged = tuple(replace(one, photo=int(self._there[one.photo])) for one in changed.judged)
        return State(pile_of, changed.names, (*gone, *judged))

    def _find(self, paths: Sequence[Path]) -> Indices:
        """Places among the photos that are there.

        Raises:
            EngineError: A photo is not among them.
        """
        found = []
        for path in paths:
            path = self._copies.get(path, path)
            if path not in self._place_of:
                raise EngineError("{path} is in none of these piles.", "Open the folder again.", path=path)
            found.append(int(self._index[self._place_of[path]]))
        return np.array(found, np.intp)

    def _path(self, place: int) -> Path:
        return self._photos[int(self._there[place])].path

    def _paths(self, places: Indices) -> tuple[Path, ...]:
        return tuple(self._path(place) for place in places.tolist())


def _match(known: Sequence[KnownPhoto], looked: Looked) -> tuple[list[KnownPhoto], Indices, dict[Path, Path]]:
    """All photos, the places of those that are there, and the copies.

    One with the same content is the same under another name; of copies, the one that was known stays the photo.
    """
    place_of = {photo.digest: place for place, photo in enumerate(known)}
    photos = list(known)
    places = []
    shown = {}
    for photo in looked.photos:
        place = place_of.get(photo.digest, len(photos))
        if place == len(photos):
            photos.append(photo)
        elif looked.copies.get(photos[place].path) != photo.path:
            photos[place] = photo
        shown[photo.path] = photos[place].path
        places.append(place)
    copies = shown | {copy: shown[path] for copy, path in looked.copies.items()}
    return photos, np.array(places, np.intp), {copy: path for copy, path in copies.items() if copy != path}


def _lengthened(one: State, photos: int) -> State:
    pile_of = np.full(photos, NEW)
    pile_of[: len(one.pile_of)] = one.pile_of
    return State(pile_of, one.names, one.judged)


def _most_doubtful(scores: NDArray[np.float64], labels: Indices, places: Indices) -> int:
    """The photo that the others speak against most, or that is between two categories, whichever is the greater."""
    own = np.where(labels == UNKNOWN, scores.max(axis=1), scores[np.arange(len(scores)), np.maximum(labels, 0)])
    return int(places[own[places].argmin()])
