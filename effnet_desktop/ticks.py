"""Round numbers along an axis, for the window's charts and for the machine card's."""

import math
from collections.abc import Iterable

MOST_TICKS = 9


def nice_step(span: float, steps: int) -> float:
    """The 1, 2 or 5 times a power of ten that divides a span into at most about so many steps."""
    raw = span / steps
    power = 10.0 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * 0.999)


def multiples(low: float, high: float, step: float) -> tuple[float, ...]:
    """Those of a step that lie from `low` to `high`, which may miss them by a rounding."""
    numbers = range(math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6) + 1)
    return tuple(number * step for number in numbers)


def logarithmic_ticks(low: float, high: float) -> tuple[float, ...]:
    """1, 2 and 5 of each power of ten in between; all digits where those are too few, 1 alone where they are many."""
    ticks = _of_each_power((1, 2, 5), low, high)
    if len(ticks) > MOST_TICKS:
        return _of_each_power((1,), low, high)
    return ticks if len(ticks) > 2 else _of_each_power(range(1, 10), low, high)


def _of_each_power(digits: Iterable[int], low: float, high: float) -> tuple[float, ...]:
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    return tuple(tick for power in powers for digit in digits if low <= (tick := digit * 10.0**power) <= high)
