"""What may be chance: how far a counted share can be from the truth."""

import math

_Z95 = 1.959964
"""Standard deviations of a normal distribution to either side that hold 95 % of it."""


def wilson_interval(right: int, total: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927), honest for few photos and for shares of 0 and 1 too.

    Args:
        right: How many were right.
        total: Out of how many; of none at all, nothing is known and the interval is all of 0..1.
    """
    if not total:
        return 0.0, 1.0
    share, spread = right / total, _Z95**2 / total
    centre = (share + spread / 2) / (1 + spread)
    half = math.sqrt(spread * (share * (1 - share) + spread / 4)) / (1 + spread)
    # The interval holds its share; rounding must not say otherwise at 0 and 1.
    return max(0.0, min(centre - half, share)), min(1.0, max(centre + half, share))


def measured(accuracy: float, ci95: tuple[float, float]) -> float | None:
    """An accuracy; None where nothing was measured: only then its interval is all of 0..1."""
    return None if ci95 == (0.0, 1.0) else accuracy
