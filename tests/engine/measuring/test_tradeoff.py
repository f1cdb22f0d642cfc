"""The Pareto front, picking for a budget, what a bigger model buys, and cascades."""

import dataclasses
from itertools import pairwise

import pytest
from comparisons import compared, measured
from hypothesis import given
from hypothesis import strategies as st

from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.measuring.tradeoff import cascade, difference, mark_pareto, pick
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


def test_a_cascade_by_hand() -> None:
    comparison = compared(
        {"lite0": [("a", 0.9, 5), ("b", 0.4, 5), ("b", 0.6, 5), ("a", 0.3, 5)], "lite2": [("a", 0.9, 9)] * 4},
        truth=["a", "a", "a", "b"],
    )
    half = cascade(comparison, "lite0", "lite2")[50]
    assert half.threshold == pytest.approx(0.5)
    assert half.escalated == 0.5  # the second and the fourth photo
    assert half.acc1 == 0.5  # the second is fixed, the third stays wrong, the fourth was never right
    assert half.mean_ms == pytest.approx((5 + 14 + 5 + 14) / 4)
    assert half.latency.p50 == pytest.approx(9.5)


@given(answers)
def test_invariants_of_cascades(rows) -> None:
    comparison = compared(
        {"lite0": [(a, p, ms) for a, p, ms, _, _ in rows], "lite2": [(b, 0.9, ms) for *_, b, ms in rows]},
        truth=["a"] * len(rows),
    )
    curve = cascade(comparison, "lite0", "lite2")
    small, big = comparison.models
    assert curve[0].escalated == 0
    assert curve[0].acc1 == pytest.approx(small.acc1)
    assert curve[0].mean_ms == pytest.approx(sum(ms for _, _, ms, _, _ in rows) / len(rows))
    if all(p < 1 for _, p, _, _, _ in rows):
        assert curve[-1].escalated == 1
        assert curve[-1].acc1 == pytest.approx(big.acc1)
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
    point = cascade(comparison, "lite0", "lite2")[50]
    assert (point.escalated, point.acc1, point.mean_ms) == (0.5, 1.0, 3.5)


def test_without_truth_a_cascade_is_judged_by_the_reference() -> None:
    comparison = compared(
        {"lite0": [("a", 0.9, 5), ("b", 0.4, 5)], "lite2": [("a", 0.9, 9), ("a", 0.9, 9)]}, truth=None
    )
    curve = cascade(comparison, "lite0", "lite2")
    assert (curve[0].acc1, curve[50].acc1) == (0.5, 1.0)
