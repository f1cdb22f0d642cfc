"""How many more photos: nested parts, a continuation that holds, and the category that needs them."""

import numpy as np
import pytest
from verbs import run

from effnet_desktop.engine.training.head import fit_head
from effnet_desktop.engine.training.learning_curve import _continue, _nested_order, measure

SIZE = 40


def photos(counts: list[int], noise: list[float], seed: int) -> tuple[np.ndarray, np.ndarray]:
    places = np.random.default_rng(5).standard_normal((len(counts), SIZE))
    random = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(counts)), counts)
    x = places[labels] + random.standard_normal((len(labels), SIZE)) * np.array(noise)[labels, None]
    return x.astype(np.float32), labels


def curve_of(counts: list[int], noise: list[float], val: int = 200):
    x, labels = photos(counts, noise, 0)
    y, truth = photos([val] * len(counts), noise, 1)
    names = tuple("abcdef"[: len(counts)])
    head = fit_head(x, labels, len(counts), l2=0.1)
    groups = np.arange(len(labels))
    _, curve = run(measure(x, labels, groups, y, truth, head.logits(y), names, 0.1, 0))
    return curve


def test_what_a_part_of_the_photos_says_of_all_holds() -> None:
    small, large = curve_of([60] * 4, [3.0] * 4), curve_of([240] * 4, [3.0] * 4)
    assert [point.photos for point in small.measured] == sorted(point.photos for point in small.measured)
    assert [point.photos for point in small.expected] == [480, 960]
    now, then = small.measured[-1].acc1, large.measured[-1].acc1
    assert now + 0.02 < then  # there was something to gain
    low, high = small.expected[1].ci95
    assert low - 0.02 <= then <= high + 0.02
    assert small.expected[0].acc1 <= small.expected[1].acc1


def test_the_category_with_few_photos_and_many_mistakes_is_named() -> None:
    curve = curve_of([200, 12, 200, 200], [3.0] * 4)
    assert curve.categories[0].category == "b"
    assert curve.categories[0].photos == 12
    gains = [more.gain for more in curve.categories]
    assert gains == sorted(gains, reverse=True)
    assert curve.categories[0].ci95[0] <= gains[0] <= curve.categories[0].ci95[1]


def test_little_to_measure_says_little_and_nothing_says_nothing() -> None:
    x, labels = photos([2, 2], [1.0, 1.0], 0)
    _, curve = run(measure(x, labels, np.arange(4), x[:1], labels[:1], np.array([[1.0, 0.0]]), ("a", "b"), 0.1, 0))
    assert [point.photos for point in curve.measured] == [4]
    assert (curve.expected, curve.categories) == ((), ())
    _, curve = run(measure(x, labels, np.arange(4), x[:0], labels[:0], np.zeros((0, 2)), ("a", "b"), 0.1, 0))
    assert curve is None


def test_where_nothing_is_wrong_nothing_is_promised() -> None:
    labels = np.repeat([0, 1], 20)
    sizes = np.array([[5, 5], [10, 10], [20, 20]])
    _, expected, categories = _continue(sizes, np.zeros((3, 40)), labels, ("a", "b"), 0)
    assert [point.acc1 for point in expected] == [1, 1]
    assert [more.gain for more in categories] == [0, 0]


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5])
def test_parts_are_nested_and_divide_no_group(share) -> None:
    labels = np.repeat([0, 1, 2], [40, 20, 3])
    groups = np.arange(63)
    groups[5:10] = 5
    order = _nested_order(labels, groups, 0)
    part = order < share
    assert set(np.flatnonzero(part)) <= set(np.flatnonzero(order < 2 * share))
    assert set(labels[part]) == {0, 1, 2}
    assert len(set(part[5:10])) == 1
    assert np.bincount(labels[part])[1] == pytest.approx(20 * share, abs=1)
