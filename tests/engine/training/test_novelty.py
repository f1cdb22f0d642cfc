"""What tells photos of no category is fitted to many photos, to few, and to photos that are all the same."""

import math

import numpy as np
import pytest

from effnet_desktop.engine.records.models import NoveltyScale
from effnet_desktop.engine.training.novelty import (
    DIRECTIONS,
    ENOUGH,
    PLENTY,
    FittedNovelty,
    Seen,
    _leading,
    fit_on_frozen,
    fit_on_trained,
    from_arrays,
)

SIZE = 200


def features_of(categories: list[int], count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Features of so many photos of each category: its own place, and a scatter that all categories share."""
    places = np.random.default_rng(7).standard_normal((10, SIZE))
    scatter = np.random.default_rng(8).standard_normal((12, SIZE)) / 3
    random = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(categories)), count)
    x = places[np.array(categories)[labels]] + random.standard_normal((len(labels), 12)) @ scatter
    return (x + 0.3 * random.standard_normal(x.shape)).astype(np.float32), labels


def seen(x: np.ndarray, categories: int = 3) -> Seen:
    """As a network whose head says the same of all."""
    return Seen(x, np.ones((len(x), categories), np.float32))


def fitted(count: int, val: int = 0) -> FittedNovelty:
    x, labels = features_of([0, 1, 2], count)
    more, _ = features_of([0, 1, 2], val, seed=1)
    others, _ = features_of([3, 4], 20, seed=2)
    return fit_on_frozen(seen(x), labels, np.arange(len(x)), seen(more), seen(others), seed=0)


@pytest.mark.parametrize("count", [200, 20, 4])
def test_other_categories_are_told_from_many_photos_and_from_few(count) -> None:
    found = fitted(count, val=20)
    told = found.evaluate(found.scale())
    assert told.auroc > 0.99
    assert told.own_kept >= 0.9
    assert told.others_accepted < 0.1
    unseen, _ = features_of([0, 1, 2], 100, seed=3)
    assert (found.novelty.scores(*seen(unseen)) <= found.scale().threshold()).mean() > 0.85
    assert np.median(found.own) == pytest.approx(1)


def test_photos_that_were_learnt_are_not_judged_by_what_learnt_them() -> None:
    x, labels = features_of([0, 1], 30)
    more, _ = features_of([0, 1], 15, seed=1)
    assert len(fit_on_trained(x, labels, seen(more), seen(more[:0])).own) == 30
    assert len(fit_on_frozen(seen(x), labels, np.arange(60), seen(more), seen(more[:0]), seed=0).own) == 90
    many, _ = features_of([0, 1], PLENTY // 2, seed=1)
    assert len(fit_on_frozen(seen(x), labels, np.arange(60), seen(many), seen(more[:0]), seed=0).own) == PLENTY


def test_a_logit_that_is_low_for_photos_of_something_else_helps() -> None:
    x, labels = features_of([0, 1, 2], 60)
    more, _ = features_of([0, 1, 2], 30, seed=1)
    random = np.random.default_rng(0)
    logits = random.standard_normal((90, 3)).astype(np.float32)
    alike = Seen(more[:30], logits[:30] - 3)  # photos of a category, but that the head does not know
    found = fit_on_trained(x, labels, Seen(more, logits), alike)
    assert found.evaluate(found.scale()).auroc > 0.95
    assert (
        found.novelty.logit_weight > fit_on_trained(x, labels, Seen(more, logits), seen(more[:0])).novelty.logit_weight
    )
    assert found.val == pytest.approx(found.novelty.scores(more, logits), rel=1e-5)


def test_too_few_photos_tell_nothing_and_break_nothing() -> None:
    one = np.ones((2, 8), np.float32)
    found = fit_on_frozen(seen(one), np.arange(2), np.arange(2), seen(one[:0]), seen(one[:0]), seed=0)
    assert (len(found.own), found.scale(), found.evaluate(None)) == (0, None, None)
    assert np.isfinite(found.novelty.scores(*seen(one))).all()
    assert fitted(ENOUGH // 3).scale() is None
    assert fitted(ENOUGH // 3 + 1).scale() is not None


def test_photos_that_are_all_the_same_keep_their_category() -> None:
    same = np.repeat(np.eye(2, 50, dtype=np.float32), 20, axis=0)
    labels = np.repeat([0, 1], 20)
    other = np.ones((1, 50), np.float32)
    found = fit_on_frozen(seen(same), labels, np.arange(40), seen(same), seen(other), seed=0)
    threshold = found.scale().threshold()
    assert (found.novelty.scores(*seen(same)) <= threshold).all()
    assert found.others[0] > threshold


def test_a_fit_can_be_kept_in_a_file() -> None:
    found = fitted(10, val=3)
    again = from_arrays(found.arrays())
    x, _ = features_of([5], 4)
    assert np.array_equal(again.novelty.scores(*seen(x)), found.novelty.scores(*seen(x)))
    assert all(np.array_equal(getattr(again, name), getattr(found, name)) for name in ("own", "val", "others"))
    assert from_arrays({"weight": np.zeros(2)}) is None


def test_the_leading_directions_are_those_of_the_whole_decomposition() -> None:
    random = np.random.default_rng(0)
    x = (random.standard_normal((500, 300)) * np.linspace(3, 0.5, 300)).astype(np.float32)
    matrix = x.T @ x / 500
    values, vectors = np.linalg.eigh(matrix.astype(np.float64))
    found, own = _leading(matrix, DIRECTIONS)
    assert own == pytest.approx(values[::-1][:DIRECTIONS], rel=0.02)
    assert np.abs(found.T @ found - np.eye(DIRECTIONS)).max() < 1e-3
    assert np.linalg.norm(vectors[:, ::-1][:, :10].T @ found, axis=1) == pytest.approx(1, abs=0.01)


def test_any_share_of_own_photos_can_be_kept() -> None:
    scale = NoveltyScale(tuple(float(score) for score in range(1, 100)), 99)
    assert scale.threshold() == 95
    assert scale.threshold(0.5) == 50
    assert scale.threshold(0.999) == 99
    assert scale.threshold(0) == 1
    assert scale.threshold(1) == math.inf
    assert NoveltyScale((2.0, 3.0), 2).threshold() == 3  # two promise no 95 %
    many = NoveltyScale(tuple(float(score) for score in range(1001)), 50_000)
    assert many.threshold() == pytest.approx(950, abs=1)
    assert NoveltyScale((4.0,), 1).threshold(0.3) == 4
