"""How many more photos? Heads on nested parts of the photos, and how their accuracy will probably go on.

Errors fall with the number of photos about as a power of it (Hestness et al. 2017), so the logarithm of one is a line
over that of the other. Its slope is found from the largest parts. How far that can be trusted is counted on the
validation photos drawn anew many times (bootstrap), for two ways to go on: a line that stays one, and one that flattens
out at half of today's errors.

What a category would gain is told by its own errors, whose slope is drawn towards that of all: a single category has
few of them.
"""

from collections.abc import Generator

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.chance import wilson_interval
from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.training import CurvePoint, LearningCurve, MorePhotos
from effnet_desktop.engine.training.head import fit_head_roughly

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]

MORE = 50  # photos of a category
TIMES = (2, 4)  # as many photos, to which the curve is continued

_SHARES = (1 / 16, 1 / 8, 1 / 4, 1 / 2)
_FEWEST = 2  # photos of a category, on average, that are worth a head
_ROUNDS = 2  # different parts of each size
_STEEPEST = 1.0
_DRAWS = 400
_FLOOR = 0.5  # of today's errors
_USUAL_SPREAD = 0.2  # of slopes between categories


def measure(
    features: Floats,
    labels: Indices,
    groups: Indices,
    val: Floats,
    val_labels: Indices,
    val_logits: Floats,
    categories: tuple[str, ...],
    l2: float,
    seed: int,
) -> Generator[Progress, None, LearningCurve | None]:
    """Measures the curve; some seconds.

    Args:
        features: Of the photos to learn from, (N, D).
        labels: Index of each one's category, (N,).
        groups: Number of each one's group of near-duplicates, (N,): it is in a part as a whole.
        val: Features of the photos to measure on, (V, D).
        val_labels: (V,).
        val_logits: What the head of all photos says of them, (V, C).
        categories: C names.
        l2: The regularisation of that head.
        seed: Decides the parts.

    Returns:
        The curve; None where there is nothing to measure on.
    """
    if not len(val):
        return None
    shares = [share for share in _SHARES if share * len(labels) >= _FEWEST * len(categories)]
    steps = _ROUNDS * len(shares)
    sizes = np.zeros((len(shares) + 1, len(categories)))  # photos of each category
    wrong = np.zeros((len(shares) + 1, len(val)))  # share of the rounds
    for turn in range(_ROUNDS):
        order = _nested_order(labels, groups, seed + turn)
        for place, share in enumerate(shares):
            progress = Progress(Text("Measuring what more photos would bring"), turn * len(shares) + place, steps)
            part = order < share
            head = yield from fit_head_roughly(
                features[part], labels[part], len(categories), l2=l2 / share, progress=progress
            )
            sizes[place] += np.bincount(labels[part], minlength=len(categories)) / _ROUNDS
            wrong[place] += (head.logits(val).argmax(axis=1) != val_labels) / _ROUNDS
    sizes[-1] = np.bincount(labels, minlength=len(categories))
    wrong[-1] = val_logits.argmax(axis=1) != val_labels
    return LearningCurve(*_continue(sizes, wrong, val_labels, categories, seed))


def _nested_order(labels: Indices, groups: Indices, seed: int) -> NDArray[np.float64]:
    """Each photo's place (0..1) in its category: those below a share are that share of every category, at least one."""
    random = np.random.default_rng(seed)
    _, group = np.unique(groups, return_inverse=True)
    place_of_group = random.permutation(group.max(initial=0) + 1)
    order = np.lexsort((place_of_group[group], labels))
    places = np.zeros(len(labels))
    for category in np.unique(labels):
        own = order[labels[order] == category]
        places[own] = np.arange(len(own)) / len(own)
        _, first = np.unique(group[own], return_inverse=True)
        np.minimum.at(begin := np.ones(first.max() + 1), first, places[own])
        places[own] = begin[first]
    return places


def _continue(
    sizes: NDArray[np.float64], wrong: NDArray[np.float64], labels: Indices, categories: tuple[str, ...], seed: int
) -> tuple[tuple[CurvePoint, ...], tuple[CurvePoint, ...], tuple[MorePhotos, ...]]:
    """What was measured, how it goes on, and what each category would gain.

    Args:
        sizes: Photos of each category in each part, (K, C), the last part being all.
        wrong: How often each validation photo was answered wrongly, (K, V).
        labels: Of these photos, (V,).
        categories: C names.
        seed: Of the draws.
    """
    photos = wrong.shape[1]
    totals = sizes.sum(axis=1)
    measured = tuple(
        CurvePoint(round(total), 1 - float(row.mean()), wilson_interval(round(photos - float(row.sum())), photos))
        for total, row in zip(totals, wrong, strict=True)
    )
    if len(sizes) < 3:
        return measured, (), ()
    draws = np.random.default_rng(seed).multinomial(photos, np.full(photos, 1 / photos), _DRAWS).astype(float)
    draws[0] = 1  # what was seen
    floors = np.where(np.arange(_DRAWS) % 2, _FLOOR, 0.0)
    floors[0] = _FLOOR / 2
    errors = draws @ wrong.T  # (draws, K) wrong answers
    logs = np.log(totals / totals[-1])
    slopes, last = _lines(logs, errors, photos, floors, 0.0, 0.0)
    expected = []
    for times in TIMES:
        left = last * (floors[:, None] + (1 - floors[:, None]) * times ** -slopes[:, None])[:, 0]
        low, high = np.percentile(1 - left, (2.5, 97.5))
        expected.append(_point(round(times * totals[-1]), 1 - left[0], low, high))

    gains = []
    for place, name in enumerate(categories):
        own = labels == place
        if not own.any() or not sizes[-1, place]:
            continue
        own_photos = np.maximum(draws[:, own].sum(axis=1), 1)
        misses = draws[:, own] @ wrong[:, own].T
        own_logs = np.log(np.maximum(sizes[:, place], 1) / sizes[-1, place])
        own_slopes, own_last = _lines(own_logs, misses, own_photos[:, None], floors, slopes, _USUAL_SPREAD)
        falls = (1 - floors) * (1 - (1 + MORE / sizes[-1, place]) ** -own_slopes)
        gain = own_last * falls * own_photos / photos
        low, high = np.percentile(gain, (2.5, 97.5))
        interval = (min(float(low), float(gain[0])), max(float(high), float(gain[0])))
        gains.append(MorePhotos(name, int(sizes[-1, place]), MORE, float(gain[0]), interval))
    return measured, tuple(expected), tuple(sorted(gains, key=lambda more: -more.gain))


def _lines(
    logs: NDArray[np.float64],
    wrong: NDArray[np.float64],
    photos: "NDArray[np.float64] | int",
    floors: NDArray[np.float64],
    usual: "NDArray[np.float64] | float",
    spread: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The slopes with which errors fall (not negative), and today's share of errors, for each draw.

    Args:
        logs: Of the parts' sizes relative to all, (K,).
        wrong: Wrong answers, (draws, K).
        photos: Out of how many.
        floors: Share of today's errors that stays.
        usual: The slopes that others have, where `spread` is given.
        spread: How far slopes lie from these; 0 for no such knowledge.
    """
    shares = (wrong + 0.5) / (photos + 1)
    today = wrong[:, -1] / np.broadcast_to(photos, wrong.shape)[:, -1]
    # A power of the part that can still go.
    above = np.log(np.maximum(shares - floors[:, None] * shares[:, -1:], 1e-9))
    weights = wrong + 0.5  # the variance of such a logarithm is about 1 / errors
    weights = weights / weights.sum(axis=1, keepdims=True) * np.minimum(weights.sum(axis=1, keepdims=True), 1e6)
    x = logs - (weights * logs).sum(axis=1, keepdims=True) / weights.sum(axis=1, keepdims=True)
    y = above - (weights * above).sum(axis=1, keepdims=True) / weights.sum(axis=1, keepdims=True)
    prior = 1 / spread**2 if spread else 0.0
    slopes = (-(weights * x * y).sum(axis=1) + prior * usual) / ((weights * x * x).sum(axis=1) + prior + 1e-9)
    return np.clip(slopes, 0, _STEEPEST), today


def _point(photos: int, acc1: float, low: float, high: float) -> CurvePoint:
    return CurvePoint(photos, float(acc1), (min(float(low), float(acc1)), min(1.0, max(float(high), float(acc1)))))
