"""Photos of one burst: one camera took them within moments, so that none of them is learnt and measured on at once."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from effnet_desktop.engine.folders.facts import Facts

BURST_SECONDS = 2.0
_MOST_IN_A_SECOND = 60
"""Of one camera; more photos of one time have it from a program, or from a clock that stands still."""


def join_bursts(
    groups: Sequence[int], facts: Sequence[Facts], categories: Sequence[str], seconds: float = BURST_SECONDS
) -> list[int]:
    """Joins groups of photos that belong to one burst, within a category.

    Args:
        groups: For each photo the number of its group, such as near-duplicates.
        facts: Of each photo; one without a time or a camera belongs to no burst.
        categories: Of each photo.
        seconds: At most so much lies between a photo of a burst and the next.

    Returns:
        For each photo the number of its group.
    """
    joined = {group: group for group in groups}

    def find(group: int) -> int:
        while joined[group] != group:
            joined[group] = group = joined[joined[group]]
        return group

    at_once = Counter((fact.camera, fact.time) for fact in facts)
    dated = [
        (category, fact.camera, fact.time, place)
        for place, (fact, category) in enumerate(zip(facts, categories, strict=True))
        if fact.camera and fact.time is not None and at_once[fact.camera, fact.time] <= _MOST_IN_A_SECOND
    ]
    dated.sort()
    for one, other in pairwise(dated):
        if one[:2] == other[:2] and other[2] - one[2] <= seconds:
            low, high = sorted((find(groups[one[3]]), find(groups[other[3]])))
            joined[high] = low
    return [find(group) for group in groups]
