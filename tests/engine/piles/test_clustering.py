"""Piles of made-up features."""

import numpy as np
import pytest
from blobs import blobs

from effnet_desktop.engine.piles import clustering


def test_each_kind_becomes_a_pile_the_biggest_first() -> None:
    features, kinds = blobs([30, 90, 60])
    space = clustering.make_space(features)
    pile_of = clustering.cut(space.tree, space.points, 3)
    for pile, kind in enumerate([1, 2, 0]):
        assert np.array_equal(pile_of == pile, kinds == kind)


def test_any_number_of_piles_is_a_cut_of_one_tree() -> None:
    features, _ = blobs([200] * 5)
    space = clustering.make_space(features)
    for piles in (1, 2, 7, 40, 300):
        sizes = np.bincount(clustering.cut(space.tree, space.points, piles))
        assert len(sizes) == piles
        assert sizes.sum() == 1000
        assert sorted(sizes, reverse=True) == sizes.tolist()


def test_only_some_of_the_photos_can_be_piled() -> None:
    features, kinds = blobs([50, 50, 50, 50])
    space = clustering.make_space(features)
    among = np.flatnonzero(kinds >= 2)
    pile_of = clustering.cut(space.tree, space.points, 2, among)
    assert len({*zip(pile_of.tolist(), kinds[among].tolist(), strict=True)}) == 2


@pytest.mark.parametrize("photos", [0, 1, 2, 3])
def test_there_are_no_more_piles_than_photos(photos) -> None:
    features, _ = blobs([photos])
    space = clustering.make_space(features)
    assert sorted(clustering.cut(space.tree, space.points, 20)) == list(range(photos))
    assert np.isfinite(space.evened).all()


def test_photos_that_are_all_alike_are_one_pile() -> None:
    space = clustering.make_space(np.ones((50, 200), np.float32))
    assert not clustering.cut(space.tree, space.points, 20).any()
    assert np.isfinite(space.evened).all()


def test_features_without_anything_in_them_are_no_reason_to_fail() -> None:
    space = clustering.make_space(np.zeros((5, 200), np.float32))
    assert len(clustering.cut(space.tree, space.points, 3)) == 5


def test_the_most_typical_photo_is_one_of_the_crowd() -> None:
    # The centre of these lies near the lone one.
    points = np.array([[0, 0], [0.1, 0], [0, 0.1], [0.1, 0.1], [1, 1], [2.6, 2.6], [2.5, 2.6]], np.float32)
    assert clustering.centre_first(points)[0] == 4
    many = np.concatenate([points, np.random.default_rng(0).normal(0, 0.05, (60, 2)).astype(np.float32)])
    assert np.square(many[clustering.most_typical(many)]).sum() < 0.1


def test_the_same_photos_give_the_same_piles() -> None:
    features, _ = blobs([40] * 6)
    one, other = (clustering.make_space(features) for _ in range(2))
    assert np.array_equal(clustering.cut(one.tree, one.points, 9), clustering.cut(other.tree, other.points, 9))
