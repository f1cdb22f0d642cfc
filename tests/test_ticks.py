"""Round numbers along an axis."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effnet_desktop.ticks import logarithmic_ticks, multiples, nice_step


@pytest.mark.parametrize(("span", "step"), [(1.0, 0.5), (0.07, 0.02), (12, 5), (3, 1), (100, 50)])
def test_steps_are_round(span, step):
    assert nice_step(span, 4) == pytest.approx(step)


def test_multiples_may_miss_the_ends_by_a_rounding():
    assert multiples(0.1 + 0.2, 0.7, 0.1) == pytest.approx((0.3, 0.4, 0.5, 0.6, 0.7))
    assert multiples(0.31, 0.69, 0.1) == pytest.approx((0.4, 0.5, 0.6))


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (4, 600, (5, 10, 20, 50, 100, 200, 500)),
        (4, 9.5, (4, 5, 6, 7, 8, 9)),
        (0.5, 60_000, (1, 10, 100, 1000, 10_000)),
    ],
    ids=["1, 2, 5", "too few", "too many"],
)
def test_powers_of_ten_are_divided_as_there_is_room(low, high, ticks):
    assert logarithmic_ticks(low, high) == pytest.approx(ticks)


@given(st.floats(1e-3, 1e5), st.floats(2, 1e6))
def test_every_wide_range_has_some_ticks_and_not_too_many(low, ratio):
    ticks = logarithmic_ticks(low, low * ratio)
    assert all(low <= tick <= low * ratio for tick in ticks)
    assert 1 <= len(ticks) <= 9
