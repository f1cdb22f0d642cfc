import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import binomtest

from effnet_desktop.engine.chance import wilson_interval
from effnet_desktop.engine.classifying.metrics import (
    choose_threshold,
    evaluate,
    find_suspects,
    fit_temperature,
    mcnemar_p,
)
from effnet_desktop.engine.networks.answers import softmax

Answers = tuple[NDArray[np.float64], NDArray[np.intp]]

counts = st.integers(1, 2000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@st.composite
def logits_and_truth(draw: st.DrawFn, min_photos: int = 0) -> Answers:
    categories = draw(st.integers(2, 6))
    photos = draw(st.integers(min_photos, 40))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    logits = random.normal(size=(photos, categories)) * draw(st.sampled_from([0, 0.1, 1, 5, 50]))
    if draw(st.booleans()):
        logits = np.round(logits)  # ties
    truth = np.where(random.random(photos) < draw(st.floats(0, 1)), logits.argmax(1), logits.argmin(1))
    return logits, truth


def names(count: int) -> list[str]:
    return [f"category {i}" for i in range(count)]


def log_loss(logits: NDArray[np.float64], truth: NDArray[np.intp], temperature: float) -> float:
    probabilities = softmax(logits / temperature)[np.arange(len(truth)), truth]
    return float(-np.log(np.maximum(probabilities, 1e-300)).mean())


# Wilson's interval


@given(counts)
def test_the_interval_lies_within_0_and_1_and_holds_the_share(count) -> None:
    right, total = count
    low, high = wilson_interval(right, total)
    assert 0 <= low <= right / total <= high <= 1
    assert low < high


@given(counts, st.integers(2, 50))
def test_the_interval_shrinks_with_more_photos(count, times) -> None:
    low, high = wilson_interval(*count)
    low_of_more, high_of_more = wilson_interval(*(times * number for number in count))
    assert high_of_more - low_of_more < high - low


@given(counts)
def test_the_interval_treats_right_and_wrong_alike(count) -> None:
    right, total = count
    low, high = wilson_interval(right, total)
    assert wilson_interval(total - right, total) == pytest.approx((1 - high, 1 - low))


@given(st.integers(0, 300), st.integers(0, 300))
def test_mcnemars_test_is_a_binomial_one(only_first, only_second) -> None:
    expected = binomtest(only_first, only_first + only_second).pvalue if only_first + only_second else 1.0
    assert mcnemar_p(only_first, only_second) == pytest.approx(expected, rel=1e-9)
    assert mcnemar_p(only_first, only_second) == mcnemar_p(only_second, only_first)


def test_mcnemars_test_of_very_many_photos() -> None:
    assert mcnemar_p(25_000, 25_000) == 1.0
    assert mcnemar_p(24_700, 25_300) == pytest.approx(0.00740, abs=5e-5)


def test_the_interval_agrees_with_published_values() -> None:
    # Newcombe (1998), table I, method 3.
    assert wilson_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson_interval(15, 148) == pytest.approx((0.0624, 0.1605), abs=1e-4)
    assert wilson_interval(0, 20) == pytest.approx((0, 0.1611), abs=1e-4)
    assert wilson_interval(1, 29) == pytest.approx((0.0061, 0.1718), abs=1e-4)


def test_of_nothing_nothing_is_known() -> None:
    assert wilson_interval(0, 0) == (0, 1)


# evaluate


@given(logits_and_truth())
def test_metrics_agree_with_counting_one_by_one(answers) -> None:
    logits, truth = answers
    probabilities = softmax(logits)
    categories = names(logits.shape[1])
    result = evaluate(probabilities, truth, categories)
    pairs = [(int(t), int(np.argmax(row))) for t, row in zip(truth, probabilities, strict=True)]

    right = sum(t == p for t, p in pairs)
    assert result.photos == len(pairs)
    assert result.acc1 == (right / len(pairs) if pairs else 0)
    assert result.acc1_ci95 == wilson_interval(right, len(pairs))
    for t, row in enumerate(result.confusion):
        assert row == tuple(pairs.count((t, p)) for p in range(len(categories)))
    for i, metrics in enumerate(result.categories):
        hits = pairs.count((i, i))
        filed = sum(t == i for t, _ in pairs)
        predicted = sum(p == i for _, p in pairs)
        assert metrics.category == categories[i]
        assert metrics.photos == filed
        assert metrics.recall == (hits / filed if filed else 0)
        assert metrics.precision == (hits / predicted if predicted else 0)
        both = metrics.precision + metrics.recall
        assert metrics.f1 == pytest.approx(2 * metrics.precision * metrics.recall / both if both else 0)


@given(logits_and_truth(min_photos=1))
def test_calibration_error_agrees_with_counting_bin_by_bin(answers) -> None:
    logits, truth = answers
    probabilities = softmax(logits)
    confidence, right = probabilities.max(1), probabilities.argmax(1) == truth
    expected = 0.0
    for k in range(15):
        inside = [i for i, c in enumerate(confidence) if math.ceil(c * 15) - 1 == k]
        if inside:
            gap = abs(sum(right[i] for i in inside) / len(inside) - sum(confidence[i] for i in inside) / len(inside))
            expected += gap * len(inside) / len(truth)
    assert evaluate(probabilities, truth, names(logits.shape[1])).ece == pytest.approx(expected)


def test_calibration_error_of_a_model_that_is_as_sure_as_it_is_right_is_0() -> None:
    probabilities = np.array([[0.75, 0.25]] * 4)
    assert evaluate(probabilities, np.array([0, 0, 0, 1]), names(2)).ece == pytest.approx(0)
    assert evaluate(probabilities, np.array([1, 1, 1, 1]), names(2)).ece == pytest.approx(0.75)


@given(logits_and_truth())
def test_thresholds_agree_with_counting_at_each_confidence(answers) -> None:
    logits, truth = answers
    probabilities = softmax(logits)
    confidence, right = probabilities.max(1), probabilities.argmax(1) == truth
    curve = evaluate(probabilities, truth, names(logits.shape[1])).thresholds
    assert [point.confidence for point in curve] == sorted(set(confidence.tolist()))
    for point in curve:
        kept = confidence >= point.confidence
        assert point.coverage == pytest.approx(kept.mean())
        assert point.accuracy == pytest.approx(right[kept].mean())


def test_a_long_curve_is_thinned_but_keeps_its_ends() -> None:
    random = np.random.default_rng(0)
    first = random.uniform(0.5, 1, 5000)
    confidence = np.stack([first, 1 - first], axis=1)
    curve = evaluate(confidence, random.integers(0, 2, 5000), names(2)).thresholds
    assert len(curve) == 201
    assert (curve[0].confidence, curve[0].coverage) == (first.min(), 1)
    assert (curve[-1].confidence, curve[-1].coverage) == (first.max(), 1 / 5000)
    coverages = [point.coverage for point in curve]
    assert all(0 < a - b < 0.01 for a, b in pairwise(coverages))


# Temperature


@given(logits_and_truth())
def test_the_temperature_is_bounded_and_never_raises_the_loss(answers) -> None:
    logits, truth = answers
    temperature = fit_temperature(logits, truth)
    assert 0.04 < temperature < 25
    if len(truth):
        assert log_loss(logits, truth, temperature) <= log_loss(logits, truth, 1) + 1e-9
        assert (softmax(logits / temperature).argmax(1) == softmax(logits).argmax(1)).all()


@pytest.mark.parametrize("true_temperature", [0.3, 1, 4])
def test_the_temperature_of_overstated_logits_is_found(true_temperature) -> None:
    random = np.random.default_rng(1)
    logits = random.normal(size=(20000, 5)) * 2
    truth = (logits + random.gumbel(size=logits.shape)).argmax(1)  # drawn with probability softmax(logits)
    assert fit_temperature(logits * true_temperature, truth) == pytest.approx(true_temperature, rel=0.05)


def test_the_temperature_is_the_best_of_a_fine_grid() -> None:
    random = np.random.default_rng(2)
    logits = random.normal(size=(500, 4)).astype(np.float32) * 3
    truth = np.where(random.random(500) < 0.7, logits.argmax(1), random.integers(0, 4, 500))
    grid = np.geomspace(0.1, 10, 400)
    best = grid[np.argmin([log_loss(logits, truth, t) for t in grid])]
    assert fit_temperature(logits, truth) == pytest.approx(best, rel=0.02)


@pytest.mark.parametrize("photos", [1, 4, 1000])
def test_all_right_sharpens_and_all_wrong_softens_but_few_photos_only_a_little(photos) -> None:
    logits = np.tile([3.0, 0.0], (photos, 1))
    all_right = fit_temperature(logits, np.zeros(photos, np.intp))
    all_wrong = fit_temperature(logits, np.ones(photos, np.intp))
    assert all_right < 1 < all_wrong
    if photos == 1:
        assert all_right > 0.85
    if photos == 1000:
        assert all_right < 0.5
        assert all_wrong > 15


# The "unsure" threshold


def answers_of(*groups: tuple[int, int, float]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Probabilities of two categories, and the truth: of each group (photos, right ones, confidence)."""
    confidence = np.concatenate([np.full(photos, sure) for photos, _, sure in groups])
    is_right = np.concatenate([np.arange(photos) < right for photos, right, _ in groups])
    return np.column_stack([confidence, 1 - confidence]), np.where(is_right, 0, 1)


@given(logits_and_truth(), st.integers(0, 60), st.sampled_from([0.5, 0.9, 0.95, 1]))
def test_a_threshold_is_what_the_target_needs_and_no_more(answers, surely_right, target) -> None:
    logits, truth = answers
    sure = np.full((surely_right, logits.shape[1]), -30.0)
    sure[:, 0] = 0
    probabilities = softmax(np.vstack([logits, sure]))
    truth = np.concatenate([truth, np.zeros(surely_right, np.intp)])
    confidence, is_right = probabilities.max(axis=1, initial=0), probabilities.argmax(axis=1) == truth

    def is_reached(threshold: float) -> bool:
        kept = is_right[confidence >= threshold]
        return len(kept) >= 20 and bool(kept.mean() >= target)

    chosen = choose_threshold(probabilities, truth, target)
    if chosen is None:
        lowest = next((point for point in sorted(confidence) if is_reached(point)), None)
        below = [] if lowest is None else is_right[confidence < lowest]
        assert lowest is None or wilson_interval(int(np.sum(below)), len(below))[1] >= target
    else:
        assert is_reached(chosen)
        assert chosen == 0 or not any(is_reached(point) for point in confidence[confidence < chosen])


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([], None),
        ([(4, 4, 0.99)], None),  # all right, but four photos tell nothing
        ([(19, 19, 0.99)], None),
        ([(20, 20, 0.99)], 0.0),
        ([(100, 95, 0.7)], 0.0),
        ([(80, 80, 0.9), (20, 2, 0.6)], 0.9),
        ([(80, 80, 0.9), (10, 9, 0.8), (20, 2, 0.6)], 0.8),
        ([(21, 20, 0.995), (4, 3, 0.99)], None),  # the four may be as right as the others
        ([(100, 60, 0.9)], None),  # no confidence reaches the target
        ([(10, 10, 0.99), (40, 20, 0.9)], None),  # too few are kept where it is reached
    ],
)
def test_a_threshold_needs_evidence(groups, expected) -> None:
    probabilities, truth = answers_of(*groups) if groups else (np.empty((0, 2)), np.empty(0, np.intp))
    assert choose_threshold(probabilities, truth) == expected


# Misfiled photos


@given(logits_and_truth())
def test_no_suspects_where_the_model_agrees_with_every_label(answers) -> None:
    logits, _ = answers
    assert len(find_suspects(softmax(logits), logits.argmax(1))) == 0


@given(logits_and_truth())
def test_every_suspect_is_much_more_probable_elsewhere(answers) -> None:
    logits, labels = answers
    probabilities = softmax(logits)
    suspects = find_suspects(probabilities, labels)
    assert len(set(suspects.tolist())) == len(suspects)
    odds = [probabilities[i].max() / max(probabilities[i, labels[i]], 1e-30) for i in suspects]
    assert all(value >= 10 for value in odds)
    assert (probabilities.argmax(1) != labels)[suspects].all()


def confident(truth: NDArray[np.intp], categories: int, confidence: float = 0.95) -> NDArray[np.float64]:
    probabilities = np.full((len(truth), categories), (1 - confidence) / (categories - 1))
    probabilities[np.arange(len(truth)), truth] = confidence
    return probabilities


def test_misfiled_photos_are_found_and_the_most_striking_comes_first() -> None:
    truth = np.repeat([0, 1, 2], 40)
    labels = truth.copy()
    labels[[3, 50, 100]] = [2, 0, 1]
    probabilities = confident(truth, 3)
    probabilities[50] = [0.001, 0.998, 0.001]
    assert find_suspects(probabilities, labels).tolist()[0] == 50
    assert set(find_suspects(probabilities, labels).tolist()) == {3, 50, 100}


def test_a_photo_that_the_model_only_doubts_is_no_suspect() -> None:
    truth = np.repeat([0, 1], 40)
    labels = truth.copy()
    probabilities = confident(truth, 2)
    probabilities[0] = [0.45, 0.55]
    assert len(find_suspects(probabilities, labels)) == 0


def test_a_category_that_the_model_does_not_recognise_is_left_alone() -> None:
    truth = np.repeat([0, 1], 40)
    labels = np.append(truth, 2)  # the only photo of its category: nobody else could have learnt it
    probabilities = np.vstack([confident(truth, 3), [0.99, 0.01, 0]])
    assert len(find_suspects(probabilities, labels)) == 0
