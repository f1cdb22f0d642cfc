"""Which photos to ask about: those whose categories would teach most, and what they are taken for until then.

First the most typical photos of piles in which nothing is known yet; then those that the known ones leave in doubt, of
different kinds each. (Hacohen et al., "Active learning on a budget: opposite strategies suit high and low budgets",
2022; Zhdanov, "Diverse mini-batch active learning", 2019)
"""

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.networks.answers import softmax
from effnet_desktop.engine.piles import clustering
from effnet_desktop.engine.piles.clustering import Floats, Indices, Space
from effnet_desktop.engine.training.head import fit_head

UNKNOWN = -1
_FIRST = 20  # typical photos
_IN_DOUBT = 30  # times as many as are chosen of them
_BATCH = 10
_L2 = 0.01
_SHARPNESS = 10.0


def choose_questions(space: Space, labels: Indices, count: int, seed: int = 0) -> Indices:
    """Places of the photos to ask about, the first first; fewer where fewer are unknown or differ.

    Args:
        space: Of N photos.
        labels: Index of each photo's category, (N,), `UNKNOWN` where it is not known.
        count: How many.
        seed: Decides between equals.
    """
    known = np.flatnonzero(labels != UNKNOWN)
    count = min(count, len(labels) - len(known))
    typical = count if not len(known) else min(count, max(0, _FIRST - len(known)))
    asked = choose_typical(space, known, typical) if typical else np.zeros(0, np.intp)
    if len(asked) == count or not len(known):
        return asked
    scores = guess(space, labels)
    taken = np.concatenate([known, asked])
    return np.concatenate([asked, _choose_doubtful(scores, space.points, taken, count - len(asked), seed)])


def choose_typical(space: Space, known: Indices, count: int) -> Indices:
    """The most typical photos of the biggest piles in which none is known, biggest first."""
    pile_of = clustering.cut(space.tree, space.points, len(known) + count)
    is_covered = np.zeros(pile_of.max(initial=-1) + 1, np.bool_)
    is_covered[pile_of[known]] = True
    piles = [np.flatnonzero(pile_of == pile) for pile in np.flatnonzero(~is_covered)[:count]]
    return np.array([places[clustering.most_typical(space.points[places])] for places in piles], np.intp)


def _choose_doubtful(scores: NDArray[np.float64], points: Floats, known: Indices, count: int, seed: int) -> Indices:
    """Photos whose two best categories are close, one of each kind of them."""
    best = np.sort(scores, axis=1)
    doubt = 1 - (best[:, -1] - best[:, -2]) if scores.shape[1] > 1 else np.ones(len(scores))
    doubt[known] = -1
    most = np.argsort(-doubt, kind="stable")[: min(_IN_DOUBT * count, len(doubt) - len(known))]
    chance = np.random.default_rng(seed)
    centres, kind_of = clustering.refine(points[most], clustering.spread_out(points[most], count, chance), _BATCH)
    _, apart = clustering.nearest(points[most], centres)
    order = np.lexsort((apart, kind_of))
    _, first = np.unique(kind_of[order], return_index=True)
    chosen = most[order[first]]
    return chosen[np.argsort(-doubt[chosen], kind="stable")]


def guess(space: Space, labels: Indices) -> NDArray[np.float64]:
    """What the known photos say of all: probabilities, (N, C); a category without known photos has next to none.

    Half of it is the nearest category's centre, which is right from the first photo on; half is a head, which is right
    where much is known.
    """
    known = np.flatnonzero(labels != UNKNOWN)
    categories = int(labels.max(initial=0)) + 1
    centres = np.zeros((categories, space.evened.shape[1]), np.float32)
    np.add.at(centres, labels[known], space.evened[known])
    lengths = np.linalg.norm(centres, axis=1)
    near = _SHARPNESS * (space.evened @ (centres / np.maximum(lengths, 1e-12)[:, None]).T)
    near[:, lengths == 0] = -1e3
    head = fit_head(space.features[known], labels[known], categories, l2=_L2)
    return np.asarray((softmax(near) + softmax(head.logits(space.features))) / 2)
