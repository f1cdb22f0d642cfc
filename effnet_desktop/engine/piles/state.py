"""Which photo lies in which pile, and what the piles are called; each change makes a new state of an old one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from effnet_desktop.engine.errors import EngineError
from effnet_desktop.engine.folders.names import plain_name
from effnet_desktop.engine.piles import clustering
from effnet_desktop.engine.piles.clustering import Floats, Indices, Space
from effnet_desktop.engine.piles.questions import UNKNOWN

OUT = -1
"""Number of the pile of what was thrown out."""

NEW = -2
"""Of photos that came later, until they are put into piles."""

_PHOTOS = 5  # of a new pile at least, on the average
_SPREAD = 0.95  # share of a named pile's photos that lie as near to its centre as what is put into it


@dataclass(frozen=True, slots=True)
class Judged:
    """A photo that the user was asked about.

    Attributes:
        photo: Its place.
        proposed: What it was taken for before; empty where nothing was known.
        answer: What it is; empty for none of the categories.
        is_by_chance: Whether it was drawn from all photos; only such answers are counted.
    """

    photo: int
    proposed: str
    answer: str
    is_by_chance: bool


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """Piles of N photos.

    Attributes:
        pile_of: The number of each photo's pile, (N,), or `OUT` or `NEW`.
        names: Of the piles that have one, by number.
        judged: The answers, the last last.
        free: Numbers from this one on are no pile's, nor of photos that are gone.
    """

    pile_of: Indices
    names: Mapping[int, str] = field(default_factory=dict)
    judged: tuple[Judged, ...] = ()
    free: int = 0

    def says_the_same_as(self, other: "State") -> bool:
        """Whether piles, names and answers are the same."""
        return np.array_equal(self.pile_of, other.pile_of) and self.names == other.names and self.judged == other.judged

    def numbers(self) -> list[int]:
        """Of all piles."""
        return [number for number in np.unique(self.pile_of).tolist() if number >= 0]

    def members(self, pile: int) -> Indices:
        """Places of the photos in a pile; there is none in one that is gone."""
        return np.flatnonzero(self.pile_of == pile)

    def categories(self) -> tuple[str, ...]:
        """The names that piles with photos have, each once."""
        return tuple(dict.fromkeys(self.names[number] for number in self.numbers() if number in self.names))

    def labels(self) -> Indices:
        """The index of each photo's category among `categories`, (N,); `UNKNOWN` in piles without a name."""
        index = {name: place for place, name in enumerate(self.categories())}
        labels = np.full(len(self.pile_of), UNKNOWN)
        for number in self.numbers():
            if number in self.names:
                labels[self.pile_of == number] = index[self.names[number]]
        return labels


def repile(state: State, space: Space, piles: int) -> State:
    """So many piles in all; those that have a name stay, with what is in them, and what was thrown out stays out."""
    is_named = np.isin(state.pile_of, list(state.names))
    free = np.flatnonzero(~is_named & (state.pile_of != OUT))
    first = _next_number(state)
    pile_of = state.pile_of.copy()
    there = len(np.unique(state.pile_of[is_named]))
    pile_of[free] = first + clustering.cut(space.tree, space.points, max(1, piles - there), free)
    return replace(state, pile_of=pile_of)


def add_new(state: State, space: Space, most: int) -> State:
    """Puts photos that came later into the named piles that they are like, and the others into piles of their own.

    These are `most` at the most, and fewer of few photos.
    """
    new = np.flatnonzero(state.pile_of == NEW)
    pile_of = state.pile_of.copy()
    named = [number for number in state.numbers() if number in state.names]
    if len(new) and named:
        centres, reach = _centres(state, space.points, named)
        nearest, distances = clustering.nearest(space.points[new], centres)
        fits = distances <= reach[nearest]
        pile_of[new[fits]] = np.array(named, np.intp)[nearest[fits]]
        new = new[~fits]
    if len(new):
        piles = min(most, max(1, len(new) // _PHOTOS))
        pile_of[new] = _next_number(state) + clustering.cut(space.tree, space.points, piles, new)
    return replace(state, pile_of=pile_of)


def name(state: State, pile: int, name: str) -> State:
    """Gives a pile a name, or takes it away with an empty one.

    Raises:
        EngineError: The pile is gone.
    """
    _check(state, pile)
    names = {number: own for number, own in state.names.items() if number != pile}
    if plain := plain_name(name):
        names[pile] = plain
    return replace(state, names=names)


def merge(state: State, piles: Sequence[int]) -> State:
    """Puts piles together, under the number of the first and the first name among them.

    Raises:
        EngineError: One of them is gone.
    """
    for pile in piles:
        _check(state, pile)
    if not piles:
        return state
    pile_of = np.where(np.isin(state.pile_of, piles), piles[0], state.pile_of)
    names = {number: own for number, own in state.names.items() if number not in piles}
    if own := next((state.names[pile] for pile in piles if pile in state.names), ""):
        names[piles[0]] = own
    return replace(state, pile_of=pile_of, names=names)


def split(state: State, pile: int, points: Floats) -> State:
    """Makes two piles of one; the bigger keeps the name.

    Raises:
        EngineError: The pile is gone, or its photos are all alike.
    """
    _check(state, pile)
    places = state.members(pile)
    part = clustering.cluster(points[places], 2)
    if part.max(initial=0) == 0:
        raise EngineError("The photos of this pile are all alike.", "Drag out what does not belong.")
    pile_of = state.pile_of.copy()
    pile_of[places[part == 1]] = _next_number(state)
    return replace(state, pile_of=pile_of)


def move(state: State, photos: Indices, pile: int | None) -> State:
    """Puts photos into a pile; None makes one of them.

    Raises:
        EngineError: The pile is gone.
    """
    if pile is not None:
        _check(state, pile)
    pile_of = state.pile_of.copy()
    pile_of[photos] = _next_number(state) if pile is None else pile
    return replace(state, pile_of=pile_of)


def throw_out(state: State, photos: Indices) -> State:
    """Photos of nothing that counts."""
    pile_of = state.pile_of.copy()
    pile_of[photos] = OUT
    return replace(state, pile_of=pile_of)


def take_out(state: State, photos: Indices, points: Floats) -> State:
    """Photos that do not belong to their pile go to the nearest one without a name, or to one of their own."""
    own = np.unique(state.pile_of[photos])
    others = [number for number in state.numbers() if number not in state.names and number not in own]
    if not others:
        return move(state, photos, None)
    centres, _ = _centres(state, points, others)
    nearest, _ = clustering.nearest(points[photos], centres)
    pile_of = state.pile_of.copy()
    pile_of[photos] = np.array(others, np.intp)[nearest]
    return replace(state, pile_of=pile_of)


def answer(state: State, judged: Judged) -> State:
    """Puts a photo that was asked about where it belongs: to the biggest pile of that name, or a new one."""
    category, photo, places = judged.answer, judged.photo, np.array([judged.photo])
    state = replace(state, judged=(*(one for one in state.judged if one.photo != photo), judged))
    if not category:
        return throw_out(state, places)
    if state.names.get(int(state.pile_of[photo])) == category:
        return state
    piles = [number for number in state.numbers() if state.names.get(number) == category]
    pile = max(piles, key=lambda number: len(state.members(number)), default=None)
    moved = move(state, places, pile)
    if pile is None:
        moved = name(moved, int(moved.pile_of[photo]), category)
    return moved


def _centres(state: State, points: Floats, piles: Sequence[int]) -> tuple[Floats, Floats]:
    """The centre of each pile, and how far (squared) its photos reach."""
    centres = np.stack([points[state.members(pile)].mean(axis=0) for pile in piles])
    reach = [
        np.quantile(np.square(points[state.members(pile)] - centre).sum(axis=1), _SPREAD)
        for pile, centre in zip(piles, centres, strict=True)
    ]
    return centres, np.array(reach, np.float32)


def _next_number(state: State) -> int:
    return max([state.free - 1, *state.numbers(), *state.names]) + 1


def _check(state: State, pile: int) -> None:
    if not len(state.members(pile)):
        raise EngineError("This pile has no photos any more.", "Undo, or choose another one.")
