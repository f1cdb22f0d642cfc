"""Which photos are asked about."""

import numpy as np
from blobs import blobs

from effnet_desktop.engine.piles import clustering
from effnet_desktop.engine.piles.questions import UNKNOWN, choose_questions, guess


def test_the_first_questions_are_one_of_each_kind() -> None:
    features, kinds = blobs([80, 40, 20, 10])
    chosen = choose_questions(clustering.make_space(features), np.full(150, UNKNOWN), 4)
    assert kinds[chosen].tolist() == [0, 1, 2, 3]


def test_then_kinds_of_which_nothing_is_known() -> None:
    features, kinds = blobs([80, 40, 20, 10])
    labels = np.full(150, UNKNOWN)
    labels[np.flatnonzero(kinds == 0)[:1]] = 0
    chosen = choose_questions(clustering.make_space(features), labels, 3)
    assert set(kinds[chosen]) == {1, 2, 3}


def test_few_known_photos_tell_all_others() -> None:
    features, kinds = blobs([80, 40, 20, 10])
    space = clustering.make_space(features)
    labels = np.full(150, UNKNOWN)
    for kind in range(4):
        labels[np.flatnonzero(kinds == kind)[0]] = kind
    scores = guess(space, labels)
    assert np.array_equal(scores.argmax(axis=1), kinds)
    assert np.allclose(scores.sum(axis=1), 1)


def test_what_lies_between_two_kinds_is_asked_about() -> None:
    features, kinds = blobs([60, 60])
    middle = (features[kinds == 0].mean(axis=0) + features[kinds == 1].mean(axis=0)) / 2
    features = np.concatenate([features, middle[None]])
    labels = np.append(kinds, UNKNOWN)
    labels[np.flatnonzero(kinds == 0)[20:]] = labels[np.flatnonzero(kinds == 1)[20:]] = UNKNOWN
    assert choose_questions(clustering.make_space(features), labels, 1).tolist() == [120]


def test_no_photo_is_asked_about_that_is_known_and_none_twice() -> None:
    features, kinds = blobs([30, 30])
    space = clustering.make_space(features)
    labels = np.full(60, UNKNOWN)
    while (labels == UNKNOWN).any():
        chosen = choose_questions(space, labels, 17)
        assert len(chosen)
        assert len(set(chosen.tolist())) == len(chosen)
        assert (labels[chosen] == UNKNOWN).all()
        labels[chosen] = kinds[chosen]
    assert not len(choose_questions(space, labels, 5))


def test_one_category_alone_is_no_reason_to_fail() -> None:
    features, _ = blobs([30, 30])
    labels = np.full(60, UNKNOWN)
    labels[:25] = 0
    assert len(choose_questions(clustering.make_space(features), labels, 5)) == 5
