"""Every change of piles makes a new state and leaves the old one as it was."""

import numpy as np
import pytest
from blobs import blobs

from effnet_desktop.engine.errors import EngineError
from effnet_desktop.engine.piles import clustering, state
from effnet_desktop.engine.piles.state import NEW, OUT, Judged, State


@pytest.fixture(scope="module")
def space():
    return clustering.make_space(blobs([40, 30, 20])[0])


@pytest.fixture
def piled(space) -> State:
    return state.add_new(State(np.full(90, NEW)), space, 3)


def sizes(of: State) -> list[int]:
    return [len(of.members(number)) for number in of.numbers()]


def test_new_photos_are_put_into_piles(piled) -> None:
    assert sizes(piled) == [40, 30, 20]
    assert piled.categories() == ()


def test_a_name_labels_the_photos_of_a_pile(piled) -> None:
    named = state.name(piled, 1, "  cat ")
    assert named.categories() == ("cat",)
    assert np.array_equal(named.labels() == 0, piled.pile_of == 1)
    assert piled.names == {}
    assert state.name(named, 1, " ").names == {}


def test_named_piles_stay_when_the_others_are_made_anew(piled, space) -> None:
    named = state.throw_out(state.name(piled, 1, "cat"), piled.members(0)[:3])
    again = state.repile(named, space, 6)
    assert np.array_equal(again.members(1), piled.members(1))
    assert len(again.numbers()) == 6
    assert np.array_equal(again.members(OUT), named.members(OUT))
    assert len(state.repile(named, space, 1).numbers()) == 2  # what has no name has to be somewhere


def test_merge_and_split(piled, space) -> None:
    merged = state.merge(state.name(piled, 2, "dog"), [0, 2])
    assert sizes(merged) == [60, 30]
    assert merged.names == {0: "dog"}
    split = state.split(merged, 0, space.points)
    assert sorted(sizes(split)) == [20, 30, 40]
    assert len(split.members(0)) == 40
    assert split.names == {0: "dog"}


def test_what_is_alike_cannot_be_split() -> None:
    alike = State(np.zeros(5, np.intp))
    with pytest.raises(EngineError, match="all alike"):
        state.split(alike, 0, np.zeros((5, 3), np.float32))
    with pytest.raises(EngineError, match="all alike"):
        state.split(State(np.zeros(1, np.intp)), 0, np.zeros((1, 3), np.float32))


def test_a_pile_that_is_gone_is_said(piled, space) -> None:
    for change in (
        lambda: state.name(piled, 7, "cat"),
        lambda: state.merge(piled, [0, 7]),
        lambda: state.split(piled, 7, space.points),
        lambda: state.move(piled, np.array([0]), 7),
    ):
        with pytest.raises(EngineError, match="no photos any more"):
            change()


def test_moved_photos_are_in_one_pile_only(piled) -> None:
    photos = piled.members(0)[:5]
    assert sizes(state.move(piled, photos, 2)) == [35, 30, 25]
    assert sizes(state.move(piled, photos, None)) == [35, 30, 20, 5]
    assert sizes(piled) == [40, 30, 20]


def test_what_does_not_belong_goes_to_a_pile_without_a_name(piled, space) -> None:
    named = state.name(state.name(piled, 0, "cat"), 1, "dog")
    stray = state.move(named, piled.members(2)[:4], 0)
    back = state.take_out(stray, piled.members(2)[:4], space.points)
    assert np.array_equal(back.pile_of, piled.pile_of)
    all_named = state.name(named, 2, "bird")
    own = state.take_out(all_named, piled.members(0)[:2], space.points)
    assert sizes(own) == [38, 30, 20, 2]
    assert len(own.names) == 3


def test_photos_that_come_later_go_where_they_fit() -> None:
    features, kinds = blobs([40, 40, 40, 40])
    space = clustering.make_space(features)
    first = kinds < 3
    first[np.flatnonzero(kinds == 0)[:5]] = False  # five of a known kind come later, and all of an unknown one
    pile_of = np.where(first, kinds, NEW)
    known = State(pile_of, {0: "cat", 1: "dog", 2: "bird"})
    added = state.add_new(known, space, 4)
    late = np.flatnonzero((kinds == 0) & ~first)
    assert (added.pile_of[late] == 0).mean() > 0.5
    assert not np.isin(added.pile_of[kinds == 3], [0, 1, 2]).any()
    assert np.array_equal(added.pile_of[first], kinds[first])


def test_answers_move_photos_and_are_kept(piled) -> None:
    named = state.name(state.name(piled, 0, "cat"), 1, "dog")
    photo = int(piled.members(0)[0])
    assert state.answer(named, Judged(photo, "cat", "dog", True)).pile_of[photo] == 1
    new = state.answer(named, Judged(photo, "cat", "bird", True))
    assert new.names[int(new.pile_of[photo])] == "bird"
    none = state.answer(new, Judged(photo, "cat", "", True))
    assert none.pile_of[photo] == OUT
    assert [judged.answer for judged in none.judged] == [""]
