"""The broader groups over ImageNet's categories, such as animal > mammal > dog, and when one of them is the answer."""

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from effnet_desktop.engine.classifying.categories import imagenet_names, imagenet_wnids, japanese_names
from effnet_desktop.engine.records.classifying import Category, Group, GroupAnswer, Prediction

if TYPE_CHECKING:  # the window asks for the categories before anything heavy is loaded
    import numpy as np
    from numpy.typing import NDArray

SURE = 0.8
"""Probability (0..1) from which a group is the answer, as long as no category alone has it."""

NAMED = 0.01
"""Probability (0..1) below which a group's answer does not name a category."""

SAYS_NOTHING = Group("thing", "もの")
"""Stands above half of the categories, so that it is nobody's answer."""


def groups_of(category: int | str) -> tuple[Group, ...]:
    """The one to three groups that an ImageNet category belongs to, broadest first.

    Args:
        category: Its place among the 1,000, or its WordNet id.
    """
    return _paths()[category if isinstance(category, int) else imagenet_wnids().index(category)]


@functools.cache
def imagenet_categories() -> tuple[Category, ...]:
    """ImageNet's 1,000 categories with their names and groups, in their order."""
    return tuple(map(Category, imagenet_names(), japanese_names(), _paths()))


def answering_group(probabilities: "NDArray[np.floating[Any]]", best: Sequence[Prediction]) -> GroupAnswer | None:
    """The group that answers in the place of categories that disagree.

    Args:
        probabilities: Of the 1,000 categories, (1000,).
        best: The most probable categories, best first.

    Returns:
        The most specific group of the best category that reaches `SURE`; None where that category reaches it alone,
        or where no group does.
    """
    if best[0].probability >= SURE:
        return None
    for group in reversed(groups_of(best[0].index)):
        together = float(probabilities[_members()[group]].sum())
        if together >= SURE and group != SAYS_NOTHING:
            named = (one for one in best if one.probability >= NAMED and group in groups_of(one.index))
            return GroupAnswer(group, together, tuple(named) or tuple(best[:1]))
    return None


@functools.cache
def _members() -> dict[Group, list[int]]:
    """Places of the categories in each group."""
    members: dict[Group, list[int]] = {}
    for place, path in enumerate(_paths()):
        for group in path:
            members.setdefault(group, []).append(place)
    return members


@functools.cache
def _paths() -> tuple[tuple[Group, ...], ...]:
    """``wordnet_groups.tsv``, which scripts/make_groups.py makes, in the order of ImageNet's categories."""
    paths: dict[str, tuple[Group, ...]] = {"": ()}
    for line in Path(__file__).with_name("wordnet_groups.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):  # the notice
            wnid, above, *names = line.split("\t")
            paths[wnid] = paths[above] + ((Group(*names),) if names else ())
    return tuple(paths[wnid] for wnid in imagenet_wnids())
