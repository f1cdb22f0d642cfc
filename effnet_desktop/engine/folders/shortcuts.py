"""Whether something plain, such as a photo's size, tells its category: the model may learn that instead."""

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.folders.facts import Facts

Indices = NDArray[np.intp]

_FEW = 20  # photos of a category
_FOLDS = 5
_BINS = 24
_WAY_FROM_CHANCE = 0.6
"""How far between chance and always right a shortcut has to be; brightness and shape tell a little of most things."""


def find_shortcuts(facts: Sequence[Facts], categories: Sequence[int], digests: Sequence[str]) -> Iterator[Text]:
    """Sentences on what alone tells the categories that have enough photos, far more often than chance.

    Args:
        facts: Of each photo.
        categories: Index of each photo's category.
        digests: Of each photo's content; they decide the folds.
    """
    truth = np.array(categories, np.intp)
    counts = np.bincount(truth) if len(truth) else np.zeros(0, np.intp)
    is_used = counts[truth] >= _FEW if len(truth) else np.zeros(0, bool)
    if np.count_nonzero(counts >= _FEW) < 2:
        return
    places = np.flatnonzero(is_used).tolist()
    _, truth = np.unique(truth[places], return_inverse=True)
    fold = np.array([_fold_of(digests[place]) for place in places])
    for what, values in _values([facts[place] for place in places]):
        share = _cross_validate(values, truth, fold)
        chance = 1 / (truth.max() + 1)
        if share >= chance + _WAY_FROM_CHANCE * (1 - chance):
            yield Text(
                "The category can be told from {what}: {share}. The model may learn that instead.",
                what=what,
                share=f"{100 * share:.0f} %",
            )


def _values(facts: Sequence[Facts]) -> Iterator[tuple[Text, Indices]]:
    """What could tell, as small numbers: equal ones count as the same."""
    yield Text("the photo's brightness"), _binned([fact.brightness for fact in facts])
    yield Text("the photo's blur"), _binned([fact.sharpness for fact in facts])
    yield Text("the photo's size"), _binned([float(fact.width * fact.height) for fact in facts])
    yield Text("the photo's shape"), _binned([fact.width / max(1, fact.height) for fact in facts])
    _, cameras = np.unique([fact.camera for fact in facts], return_inverse=True)
    yield Text("the photo's camera"), cameras


def _binned(values: Sequence[float]) -> Indices:
    """Bins of about as many values each; a value that many have gets a bin of its own."""
    edges = np.unique(np.quantile(values, np.arange(1, _BINS) / _BINS, method="lower"))
    return np.searchsorted(edges, values, side="right") + np.searchsorted(edges, values, side="left")


def _cross_validate(values: Indices, truth: Indices, fold: Indices) -> float:
    """Share of photos whose category the others of its bin tell, each category counting the same."""
    categories = truth.max() + 1
    weights = 1 / np.bincount(truth)[truth]
    shape = int(values.max()) + 1, int(categories)
    right = 0.0
    for number in range(_FOLDS):
        is_known = fold != number
        votes = np.zeros(shape)
        np.add.at(votes, (values[is_known], truth[is_known]), weights[is_known])
        answers = np.where(votes.any(axis=1), votes.argmax(axis=1), -1)[values[~is_known]]
        right += float(weights[~is_known][answers == truth[~is_known]].sum())
    return right / float(categories)


def _fold_of(digest: str) -> int:
    return hashlib.blake2b(digest.encode(), digest_size=2).digest()[0] % _FOLDS
