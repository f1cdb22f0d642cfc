"""Whole folders, cameras or days kept to measure on: what a model makes of those that it never saw."""

import hashlib
from collections import Counter
from collections.abc import Sequence

from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.records.models import SplitBy

_ANOTHER_WAY = "Split them another way."


def hold_out(sites: Sequence[str], categories: Sequence[str], by: SplitBy, seed: int, val_share: float) -> set[str]:
    """Chooses whole sites to measure on, about a share of the photos; each category keeps photos elsewhere.

    Args:
        sites: The site of each photo, such as its camera; empty where that is not known.
        categories: The category of each photo.
        by: What the sites are.
        seed: Another seed, another choice.
        val_share: Share of the photos, between 0 and 1.

    Raises:
        ModelError: There are fewer than two sites, or none can be held out.
    """
    sizes = Counter(site for site in sites if site)
    if len(sizes) < 2:
        raise _too_few(by)
    left = Counter(categories)
    inside: dict[str, Counter[str]] = {}
    for site, category in zip(sites, categories, strict=True):
        inside.setdefault(site, Counter())[category] += 1
    order = sorted(sizes, key=lambda site: hashlib.blake2b(f"{seed} {site}".encode(errors="replace")).digest())
    room = round(val_share * len(sites))
    chosen: set[str] = set()

    def take(site: str) -> bool:
        if any(count >= left[category] for category, count in inside[site].items()):
            return False  # nothing of this category could be learnt
        left.subtract(inside[site])
        chosen.add(site)
        return True

    for site in order:
        if sizes[site] <= room and take(site):
            room -= sizes[site]
    if not chosen:  # each is larger than the share
        any(take(site) for site in sorted(order, key=sizes.__getitem__))
    if not chosen:
        raise _inseparable(by)
    return chosen


def _too_few(by: SplitBy) -> ModelError:
    if by == "folder":
        return ModelError("The photos are not in two folders or more inside their categories.", _ANOTHER_WAY)
    if by == "camera":
        return ModelError("The photos are not known to be of two cameras or more.", _ANOTHER_WAY)
    return ModelError("The photos are not known to be of two days or more.", _ANOTHER_WAY)


def _inseparable(by: SplitBy) -> ModelError:
    if by == "folder":
        return ModelError("No folder can be held out: each has a category that is nowhere else.", _ANOTHER_WAY)
    if by == "camera":
        return ModelError("No camera can be held out: each has a category that no other has.", _ANOTHER_WAY)
    return ModelError("No day can be held out: each has a category that no other has.", _ANOTHER_WAY)
