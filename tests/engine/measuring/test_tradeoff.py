"""The Pareto front, picking for a budget, what a bigger model buys, and cascades."""

import dataclasses
from itertools import pairwise

import pytest
from comparisons import compared, measured
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.measuring.tradeoff import cascade, difference, mark_pareto, pairs_in_order, pick
from effnet_desktop.engine.records.comparing import Budget

SMALL, MIDDLE, BIG = measured("lite0", 0.90, 6.0), measured("lite1", 0.89, 8.0), measured("lite2", 0.93, 12.0)
UNTRAINED = measured("b7", None, 1.0)

points = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 20)), min_size=1, max_size=8)
answers = st.lists(
    st.tuples(st.sampled_from("ab"), st.floats(0, 1), st.floats(1, 50), st.sampled_from("ab"), st.floats(1, 50)),
    min_size=1,
    max_size=30,
)


def front(models) -> set[str]:
    return {model.model for model in mark_pareto(models) if model.is_pareto}


def test_a_slower_and_less_accurate_model_is_dominated() -> None:
    assert front([SMALL, MIDDLE, BIG, UNTRAINED]) == {"lite0", "lite2"}


def test_equals_do_not_dominate_each_other() -> None:
    assert front([measured("a", 0.9, 5), measured("b", 0.9, 5)]) == {"a", "b"}


def test_agreement_counts_where_no_truth_is_known_and_only_there() -> None:
    same = [
        measured("a", ms=5, agreement=0.8, agrees_with="b"),
        measured("b", ms=9, agreement=1.0, agrees_with="b"),
        measured("c", ms=7, agreement=0.7, agrees_with="b"),
    ]
    assert front(same) == {"a", "b"}
    with_truth = [dataclasses.replace(model, agrees_with="") for model in same]
    assert front([*with_truth, measured("d", 0.5, 100)]) == {"d"}


@given(points)
def test_the_front_is_what_brute_force_says(pairs) -> None:
    models = [measured(f"m{i}", right / 20, float(ms)) for i, (right, ms) in enumerate(pairs)]
    found = front(models)
    assert found  # the most accurate of the fastest cannot be dominated
    for i, (right, ms) in enumerate(pairs):
        beaten = any(r >= right and t <= ms and (r, t) != (right, ms) for r, t in pairs)
        assert (f"m{i}" in found) != beaten


@pytest.mark.parametrize(
    ("budget", "model", "why"),
    [
        (Budget(), "lite2", "most accurate"),
        (Budget(milliseconds=10), "lite0", "6.0 ms a photo, 4.0 ms under"),
        (Budget(milliseconds=12), "lite2", "12.0 ms a photo, 0.0 ms under"),
        (Budget(milliseconds=3), None, "the fastest, lite0, takes 6.0 ms"),
        (Budget(photos_per_minute=6000), "lite0", "10000 photos a minute, 4000 more"),
        (Budget(photos_per_minute=60000), None, "reaches 10000"),
        (Budget(accuracy=0.895), "lite0", "fastest that fits: 90.0 % right, 0.5 points above"),
        (Budget(accuracy=0.92), "lite2", "1.0 points above"),
        (Budget(accuracy=0.97), None, "the best, lite2, reaches 93.0 %"),
        (Budget(milliseconds=8, accuracy=0.89), "lite0", "fastest that fits"),
        (Budget(milliseconds=8, accuracy=0.92), None, ""),
    ],
)
def test_picking_for_a_budget(budget, model, why) -> None:
    picked = pick([SMALL, MIDDLE, BIG, UNTRAINED], budget)
    assert picked.model == model
    assert why in str(picked.why)


def test_memory_that_was_not_measured_fits_no_limit() -> None:
    light = measured("light", 0.5, peak_memory_mb=150.0)
    assert pick([SMALL, light], Budget(memory_mb=200)).model == "light"
    assert "?" not in str(pick([SMALL, light], Budget(memory_mb=100)).why)


def test_untrained_models_are_never_picked() -> None:
    assert pick([UNTRAINED], Budget(milliseconds=1000)).model is None
    assert pick([UNTRAINED, SMALL], Budget(milliseconds=7)).model == "lite0"


@given(points, st.integers(1, 20), st.integers(0, 20))
def test_a_pick_fits_and_nothing_that_fits_is_better(pairs, most_ms, least_right) -> None:
    models = [measured(f"m{i}", right / 20, float(ms)) for i, (right, ms) in enumerate(pairs)]
    by_name = {model.model: model for model in models}
    fitting = [model for model in models if model.latency.p50 <= most_ms]
    chosen = by_name.get(pick(models, Budget(milliseconds=most_ms)).model)
    assert (chosen is None) == (not fitting)
    assert chosen is None or chosen.acc1 == max(model.acc1 for model in fitting)
    reaching = [model for model in models if 100 * model.acc1 >= 100 * (least_right / 20)]
    chosen = by_name.get(pick(models, Budget(accuracy=least_right / 20)).model)
    assert (chosen is None) == (not reaching)
    assert chosen is None or chosen.latency.p50 == min(model.latency.p50 for model in reaching)


def test_what_a_bigger_model_fixes_and_breaks() -> None:
    comparison = compared(
        {
            "lite0": [("a", 0.9, 5), ("b", 0.6, 5), ("a", 0.5, 5)],
            "lite2": [("a", 0.9, 9), ("a", 0.9, 9), ("b", 0.9, 9)],
        },
        truth=["a", "a", "a"],
    )
    found = difference(comparison, "lite0", "lite2")
    assert (found.fixed, found.broken, found.changed) == ((1,), (2,), ())
    unknown = compared({"lite0": [("a", 0.9, 5), ("b", 0.6, 5)], "lite2": [("a", 0.9, 9), ("a", 0.9, 9)]}, truth=None)
    assert difference(unknown, "lite0", "lite2").changed == (1,)


def test_a_model_without_answers_is_named() -> None:
    comparison = compared({"lite0": [("a", 0.9, 5)]}, truth=["a"])
    with pytest.raises(ModelError, match="b7 has no answers"):
        difference(comparison, "lite0", "b7")


def test_what_a_sentence_says_follows_from_the_photos_on_which_two_models_differ() -> None:
    right, wrong = "a", "b"
    rows = {"lite0": [right] * 190 + [wrong] * 10, "lite1": [wrong] * 5 + [right] * 194 + [wrong]}
    comparison = compared(
        {name: [(category, 0.9, 5.0 if name == "lite0" else 7.0) for category in row] for name, row in rows.items()},
        truth=[right] * 200,
    )
    (pair,) = pairs_in_order(comparison)
    assert (pair.smaller, pair.bigger, pair.photos, pair.fixed, pair.broken) == ("lite0", "lite1", 200, 9, 5)
    assert pair.p_value == pytest.approx(binomtest(5, 14).pvalue)
    assert pair.time_ratio == pytest.approx(1.4)
    assert str(pair.sentence) == (
        "lite1 is right on 4 more of 200 photos than lite0, which may be chance (McNemar p = 0.42); "
        "it takes 1.4 times as long."
    )
    assert difference(comparison, "lite0", "lite1").paired == pair
    assert difference(comparison, "lite0", "lite0").paired is None


@pytest.mark.parametrize(
    ("small", "big", "truth", "says"),
    [
        ("b" * 30, "a" * 30, "a" * 30, "30 more of 30 photos than lite0, which is hardly chance (McNemar p < 0.001)"),
        ("aaaaaaaab", "b" * 8 + "a", "a" * 9, "7 fewer of 9 photos than lite0, which is hardly chance (McNemar p = 0."),
        ("ab", "ba", "aa", "right on 1 of 2 photos, as many as lite0, but not on the same ones (McNemar p = 1)"),
        ("ab", "ab", "aa", "right on 1 of 2 photos, the very same as lite0"),
        ("ab", "ab", "cc", "lite2, like lite0, is right on none of 2 photos"),
        ("b", "a", "a", "right on 1 more of 1 photo than lite0, which may be chance (McNemar p = 1)"),
        ("aab", "abb", None, "answers 2 of 3 photos like lite0, and it is not known which of the two is right"),
    ],
)  # fmt: skip
def test_each_kind_of_result_has_a_true_sentence(small, big, truth, says) -> None:
    rows = {"lite0": [(own, 0.9, 5.0) for own in small], "lite2": [(own, 0.9, 5.01) for own in big]}
    (pair,) = pairs_in_order(compared(rows, truth=truth))
    assert says in str(pair.sentence)
    assert str(pair.sentence).endswith("; it takes about as long.")
    assert (pair.p_value is None) == (truth is None)


def test_each_model_is_set_beside_the_next_smaller_one_that_has_answered() -> None:
    rows = {name: [("a", 0.9, 5.0)] for name in ("lite0", "lite1", "lite2")}
    comparison = compared(rows, truth=["a"])
    untrained = dataclasses.replace(
        comparison,
        models=(comparison.models[0], UNTRAINED, *comparison.models[1:]),
        answers=(comparison.answers[0], (), *comparison.answers[1:]),
    )
    assert [(pair.smaller, pair.bigger) for pair in pairs_in_order(untrained)] == [
        ("lite0", "lite1"),
        ("lite1", "lite2"),
    ]
    assert pairs_in_order(compared({"lite0": rows["lite0"]}, truth=["a"])) == ()


def test_a_cascade_by_hand() -> None:
    comparison = compared(
        {"lite0": [("a", 0.9, 5), ("b", 0.4, 5), ("b", 0.6, 5), ("a", 0.3, 5)], "lite2": [("a", 0.9, 9)] * 4},
        truth=["a", "a", "a", "b"],
    )
    half = cascade(comparison, "lite0", "lite2").points[50]
    assert half.threshold == pytest.approx(0.5)
    assert half.escalated == 0.5  # the second and the fourth photo
    assert half.acc1 == 0.5  # the second is fixed, the third stays wrong, the fourth was never right
    assert half.mean_ms == pytest.approx((5 + 14 + 5 + 14) / 4)
    assert half.latency.p50 == pytest.approx(9.5)


def test_a_threshold_is_chosen_on_one_half_and_measured_on_the_other() -> None:
    """Whichever half a photo falls into, what is chosen does not depend on the other one."""
    count = 40
    truth = ["a"] * 20 + ["c"] * 20
    small = [(truth[i] if i % 3 else "b", 0.3 + 0.015 * i, 5.0 + i) for i in range(count)]
    big = [(truth[i] if i % 4 else "b", 0.9, 9.0 + i) for i in range(count)]
    comparison = compared({"lite0": small, "lite2": big}, truth=truth)
    curve = cascade(comparison, "lite0", "lite2")
    assert (curve.chosen_on, curve.measured_on, curve.is_independent) == (20, 20, True)
    assert cascade(comparison, "lite0", "lite2") == curve  # the halves are always the same

    times = sorted(5.0 + i for i in range(count))
    measured_on = [i for i in range(count) if _changes_mean(comparison, i, curve)]
    assert len(measured_on) == 20
    assert sum(i < 20 for i in measured_on) == 10  # as many of each category
    assert curve.points[0].mean_ms == pytest.approx(sum(times[i] for i in measured_on) / 20)
    assert curve.alone[0] == (pytest.approx(curve.points[0].mean_ms), curve.points[0].acc1)
    assert curve.alone[1][1] == sum(i % 4 > 0 for i in measured_on) / 20

    chosen_on = [i for i in range(count) if i not in measured_on]

    def right(threshold: float) -> int:
        return sum(i % 4 > 0 if 0.3 + 0.015 * i < threshold else i % 3 > 0 for i in chosen_on)

    scores = [right(point.threshold) for point in curve.points]
    assert scores[curve.best] == max(scores)
    assert curve.best == scores.index(max(scores))


def _changes_mean(comparison, photo: int, curve) -> bool:
    """Whether the figures tell that a photo took longer."""
    slower = list(comparison.answers[0])
    slower[photo] = dataclasses.replace(slower[photo], milliseconds=1000.0)
    other = dataclasses.replace(comparison, answers=(tuple(slower), comparison.answers[1]))
    return cascade(other, "lite0", "lite2").points[0].mean_ms != curve.points[0].mean_ms


def test_too_few_photos_are_not_divided() -> None:
    rows = {"lite0": [("a", 0.9, 5.0)] * 19, "lite2": [("a", 0.9, 9.0)] * 19}
    few = cascade(compared(rows, truth=["a"] * 19), "lite0", "lite2")
    assert (few.chosen_on, few.measured_on, few.is_independent) == (19, 19, False)


def test_photos_without_a_truth_count_for_times_in_both_halves() -> None:
    rows = {"lite0": [("a", 0.9, 5.0)] * 60, "lite2": [("a", 0.9, 9.0)] * 60}
    comparison = compared(rows, truth=["a"] * 60)
    unknown = [
        tuple(dataclasses.replace(own, is_correct=None, truth=None) if i < 39 else own for i, own in enumerate(row))
        for row in comparison.answers
    ]
    curve = cascade(dataclasses.replace(comparison, answers=tuple(unknown)), "lite0", "lite2")
    assert (curve.chosen_on, curve.measured_on, curve.is_independent) == (11, 10, True)


@given(answers)
def test_invariants_of_cascades(rows) -> None:
    comparison = compared(
        {"lite0": [(a, p, ms) for a, p, ms, _, _ in rows], "lite2": [(b, 0.9, ms) for *_, b, ms in rows]},
        truth=["a"] * len(rows),
    )
    result = cascade(comparison, "lite0", "lite2")
    curve = result.points
    small, big = comparison.models
    assert curve[0].escalated == 0
    assert (curve[0].mean_ms, curve[0].acc1) == pytest.approx(result.alone[0])
    assert result.chosen_on + result.measured_on == (len(rows) if result.is_independent else 2 * len(rows))
    if not result.is_independent:
        assert curve[0].acc1 == pytest.approx(small.acc1)
        assert curve[0].mean_ms == pytest.approx(sum(ms for _, _, ms, _, _ in rows) / len(rows))
    if all(p < 1 for _, p, _, _, _ in rows):
        assert curve[-1].escalated == 1
        assert curve[-1].acc1 == pytest.approx(result.alone[1][1])
        assert result.is_independent or curve[-1].acc1 == pytest.approx(big.acc1)
    for before, after in pairwise(curve):
        assert before.escalated <= after.escalated
        assert before.mean_ms <= after.mean_ms + 1e-9
        assert after.acc1_ci95[0] <= after.acc1 <= after.acc1_ci95[1]


def test_a_pair_passes_on_what_is_novel_however_sure_the_first_is() -> None:
    comparison = compared({"lite0": [("a", 0.9, 1.0), ("a", 0.8, 1.0)], "lite2": [("b", 0.9, 5.0)] * 2}, ["b", "a"])
    first, second = comparison.answers[0]
    comparison = dataclasses.replace(
        comparison, answers=((dataclasses.replace(first, is_novel=True), second), comparison.answers[1])
    )
    point = cascade(comparison, "lite0", "lite2").points[50]
    assert (point.escalated, point.acc1, point.mean_ms) == (0.5, 1.0, 3.5)


def test_without_truth_a_cascade_is_judged_by_the_reference() -> None:
    comparison = compared(
        {"lite0": [("a", 0.9, 5), ("b", 0.4, 5)], "lite2": [("a", 0.9, 9), ("a", 0.9, 9)]}, truth=None
    )
    curve = cascade(comparison, "lite0", "lite2").points
    assert (curve[0].acc1, curve[50].acc1) == (0.5, 1.0)
