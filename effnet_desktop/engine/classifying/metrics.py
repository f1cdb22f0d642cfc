"""How well a model does on photos of known category: accuracy, calibration, the "unsure" threshold, misfiled photos.

Everything here starts from the model's answers, so it is the same for every network, head and backend.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.chance import wilson_interval
from effnet_desktop.engine.records.evaluation import CategoryMetrics, Evaluation, Threshold

Scores = NDArray[np.floating[Any]]
Indices = NDArray[np.integer[Any]]

_ECE_BINS = 15
_MAX_THRESHOLDS = 201
_TEMPERATURES = (0.05, 20.0)
_MIN_ODDS = 10
_ENOUGH = 20  # photos above a threshold that are to be right


def mcnemar_p(only_first: int, only_second: int) -> float:
    """How probable a difference as large as this would be, were two models equally often right (0..1).

    The exact, two-sided form of McNemar's test (McNemar 1947, "Note on the sampling error of the difference between
    correlated proportions or percentages", Psychometrika 12): of the photos that only one of the two gets right, each
    goes to either with probability 1/2, and the tail of that binomial distribution counts twice.

    Args:
        only_first: How many photos only the first model gets right.
        only_second: How many only the second one does.
    """
    differing = only_first + only_second
    total = math.lgamma(differing + 1) - differing * math.log(2)
    tail = math.fsum(
        math.exp(total - math.lgamma(count + 1) - math.lgamma(differing - count + 1))
        for count in range(min(only_first, only_second) + 1)
    )
    return min(1.0, 2 * tail)


def evaluate(probabilities: Scores, truth: Indices, categories: Sequence[str]) -> Evaluation:
    """Measures a model's answers against the truth.

    Args:
        probabilities: One row a photo, one column a category, (N, C).
        truth: Index of each photo's true category, (N,).
        categories: Names, in the order of the columns.
    """
    predicted, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    is_right = predicted == truth
    photos, right = len(truth), int(is_right.sum())
    confusion = np.zeros((len(categories), len(categories)), np.int64)
    np.add.at(confusion, (truth, predicted), 1)
    return Evaluation(
        photos=photos,
        acc1=right / photos if photos else 0.0,
        acc1_ci95=wilson_interval(right, photos),
        categories=_category_metrics(confusion, categories),
        confusion=tuple(tuple(row) for row in confusion.tolist()),
        ece=_calibration_error(confidence, is_right),
        thresholds=_thresholds(confidence, is_right),
    )


def fit_temperature(logits: Scores, truth: Indices) -> float:
    """The temperature T for which softmax(logits / T) gives held-out photos the best likelihood (Guo et al. 2017).

    A penalty of one photo's weight draws T towards 1, so that a few photos, all of them right or all wrong, do not
    drive it to an extreme; among hundreds it is not felt. The likelihood is never worse than at T = 1.

    Args:
        logits: The head's answers, (N, C).
        truth: Index of each photo's true category, (N,).
    """
    logits = logits.astype(np.float64) - logits.max(axis=1, keepdims=True)
    of_truth = logits[np.arange(len(truth)), truth]

    # As a function of a = 1 / T the negative log-likelihood is convex, and so is the penalty a - log(a): Newton's
    # method finds the one minimum, with bisection wherever a step would leave the bracket.
    low, high = (1 / temperature for temperature in reversed(_TEMPERATURES))
    a = 1.0
    for _ in range(50):
        p = np.exp(a * logits)
        p /= p.sum(axis=1, keepdims=True)
        mean = (p * logits).sum(axis=1)
        slope = (mean - of_truth).sum() + 1 - 1 / a
        curvature = (p * logits**2).sum() - (mean**2).sum() + 1 / a**2
        low, high = (low, a) if slope > 0 else (a, high)
        step = slope / curvature
        if abs(step) < 1e-7 * a:
            break
        a = a - step if low < a - step < high else (low + high) / 2
    return float(1 / a)


def choose_threshold(probabilities: Scores, truth: Indices, target_accuracy: float = 0.95) -> float | None:
    """The lowest confidence at which the photos at or above it are right as often as asked for.

    0 where all photos together are. None where these photos cannot tell: fewer than 20 of them would be kept, at no
    confidence are enough of them right, or those below it may well be right as often (their interval says so).

    Args:
        probabilities: Of held-out photos, (N, C).
        truth: Index of each photo's true category, (N,).
        target_accuracy: 0..1.
    """
    confidence, is_right = probabilities.max(axis=1, initial=0), probabilities.argmax(axis=1) == truth
    distinct, below, kept, right = _keep_from_each_confidence(confidence, is_right)
    reaching = np.flatnonzero((right >= target_accuracy * kept) & (kept >= _ENOUGH))
    if not len(reaching):
        return None
    lowest = reaching[0]
    if not below[lowest]:
        return 0.0
    _, at_most = wilson_interval(int(right[0] - right[lowest]), int(below[lowest]))
    return float(distinct[lowest]) if at_most < target_accuracy else None


def find_suspects(probabilities: Scores, labels: Indices) -> NDArray[np.intp]:
    """The photos that are probably filed in the wrong category, most striking first.

    Confident learning (Northcutt et al. 2021): a photo counts as confidently of a category when its probability there
    is at least the mean of the photos filed there. The share of confident photos that contradict their label says how
    many of all photos are misfiled. Those are taken whose best category has the highest odds against the given one,
    as long as it is at least ten times as probable.

    Categories that the model recognises no better than by chance, such as one of a single photo, are left alone.

    Args:
        probabilities: (N, C), each row from a model that never saw the photo.
        labels: Index of the category that each photo is filed in, (N,).

    Returns:
        Indices of photos; the category that each belongs to is the one of its highest probability.
    """
    photos, categories = probabilities.shape
    given = probabilities[np.arange(photos), labels]
    filed = np.bincount(labels, minlength=categories)
    self_confidence = np.bincount(labels, given, minlength=categories) / np.maximum(filed, 1)
    is_recognised = self_confidence >= 1 / categories
    is_judged = is_recognised[labels] & is_recognised[probabilities.argmax(axis=1)]

    confidently = np.where((probabilities >= self_confidence) & is_recognised, probabilities, 0)
    is_confident = is_judged & confidently.any(axis=1)
    contradicted = is_confident & (confidently.argmax(axis=1) != labels)
    misfiled = round(photos * contradicted.sum() / max(1, is_confident.sum()))

    odds = np.where(is_judged, probabilities.max(axis=1) / np.maximum(given, np.finfo(np.float32).tiny), 1)
    ranked = np.argsort(-odds, kind="stable")[:misfiled]
    return ranked[odds[ranked] >= _MIN_ODDS]


def _category_metrics(confusion: NDArray[np.int64], categories: Sequence[str]) -> tuple[CategoryMetrics, ...]:
    right = confusion.diagonal()
    filed, predicted = confusion.sum(axis=1), confusion.sum(axis=0)
    precision = right / np.maximum(predicted, 1)
    recall = right / np.maximum(filed, 1)
    f1 = 2 * right / np.maximum(filed + predicted, 1)
    return tuple(
        CategoryMetrics(name, float(precision[i]), float(recall[i]), float(f1[i]), photos=int(filed[i]))
        for i, name in enumerate(categories)
    )


def _calibration_error(confidence: Scores, is_right: NDArray[np.bool_]) -> float:
    """How far confidence and accuracy are apart, averaged over bins of equal width (Guo et al. 2017)."""
    bins = np.clip(np.ceil(confidence * _ECE_BINS).astype(np.intp) - 1, 0, _ECE_BINS - 1)
    gaps = np.bincount(bins, is_right.astype(np.float64) - confidence)
    return float(np.abs(gaps).sum() / max(1, len(confidence)))


def _keep_from_each_confidence(
    confidence: Scores, is_right: NDArray[np.bool_]
) -> tuple[Scores, NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """The distinct confidences, ascending; for each, how many photos are below it, not below it, and right of these."""
    distinct, below = np.unique(np.sort(confidence), return_index=True)
    right = is_right[np.argsort(confidence, kind="stable")][::-1].cumsum()[::-1]
    return distinct, below, len(confidence) - below, right[below]


def _thresholds(confidence: Scores, is_right: NDArray[np.bool_]) -> tuple[Threshold, ...]:
    """The curve at each distinct confidence, or at evenly many photos between the first and the last of too many."""
    distinct, _, kept, right = _keep_from_each_confidence(confidence, is_right)
    shown = np.unique(np.linspace(0, len(distinct) - 1, min(len(distinct), _MAX_THRESHOLDS)).astype(np.intp))
    return tuple(
        Threshold(
            confidence=float(distinct[i]),
            accuracy=float(right[i] / kept[i]),
            coverage=float(kept[i] / len(confidence)),
        )
        for i in shown
    )
