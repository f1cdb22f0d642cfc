"""Fits what tells photos of no category, and the scale that says how much of it is too much.

The covariance is shrunk towards a sphere as far as the number of photos asks for (Ledoit & Wolf 2004): few photos give
nearly a sphere, one photo a category gives one. The scale comes from photos that the fit never saw: those to measure
on, and, where these are few and the network was not trained on the others, those, too, each held out in its turn.
"""

import dataclasses
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.classifying.metrics import Scores
from effnet_desktop.engine.classifying.novelty import Novelty, around, auroc, evaluate_novelty, from_tensors, normalise
from effnet_desktop.engine.folders.listing import evenly
from effnet_desktop.engine.records.evaluation import NoveltyEvaluation
from effnet_desktop.engine.records.models import NoveltyScale
from effnet_desktop.engine.training.head import make_folds

Floats = NDArray[np.float32]
Rows = NDArray[np.floating[Any]]
Indices = NDArray[np.intp]

DIRECTIONS = 64  # more tell no better, fewer tell a little worse (tests/bench/novelty.py)
LOGIT_WEIGHT = 0.25  # in spreads of own photos' distances and logits (tests/bench/novelty.py)
OTHER_WEIGHTS = (0.0, 0.5, 1.0)
MOST_PHOTOS = 5000  # evenly chosen of more; the covariance of so many is sure
MOST_LOOKED_AT = 2000  # where photos have to be looked at once more for this, evenly chosen, too
ENOUGH = 20  # photos of its own, for the share of 95 % to mean something
PLENTY = 500  # photos to measure on, which tell a share of 95 % to within 2
QUANTILES = 1001

_FOLDS = 5
_WORTHWHILE = 0.002  # of AUROC
_LEAST_VARIANCE = 1e-3  # of features of length 1, all directions together: photos that are all the same
_SPARE = 16  # directions beyond those that are wanted, which makes these exact
_ROUNDS = 8


@dataclass(frozen=True, slots=True, eq=False)
class FittedNovelty:
    """What was fitted, and the novelty of photos that it never saw.

    Attributes:
        novelty: The fit.
        own: Of photos of the categories, those that can be judged, (n,).
        val: Of each photo to measure on, in their order, (V,).
        others: Of photos of no category, (M,).
    """

    novelty: Novelty
    own: NDArray[np.float64]
    val: NDArray[np.float64]
    others: NDArray[np.float64]

    def scale(self) -> NoveltyScale | None:
        """When a photo is novel; None where there are too few photos to tell."""
        own = np.sort(self.own)
        if len(own) < ENOUGH:
            return None
        if len(own) > QUANTILES:
            own = np.quantile(own, np.linspace(0, 1, QUANTILES))
        return NoveltyScale(tuple(float(f"{score:.5g}") for score in own), len(self.own))

    def evaluate(self, scale: NoveltyScale | None) -> NoveltyEvaluation | None:
        """How well photos of no category are told; None without any photo to judge."""
        return evaluate_novelty(self.own, self.others, scale.threshold() if scale else np.inf)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All of it by name, for a file."""
        return {**self.novelty.tensors(), "own_scores": self.own, "val_scores": self.val, "other_scores": self.others}


def from_arrays(arrays: dict[str, NDArray[Any]]) -> FittedNovelty | None:
    """What `FittedNovelty.arrays` gave; None where there is nothing of it."""
    novelty = from_tensors(arrays)
    if novelty is None:
        return None
    return FittedNovelty(novelty, arrays["own_scores"], arrays["val_scores"], arrays["other_scores"])


class Seen(NamedTuple):
    """What a network says of photos: features (N, D) and logits (N, C)."""

    features: Floats
    logits: Rows


def fit_on_frozen(train: Seen, labels: Indices, groups: Indices, val: Seen, others: Seen, seed: int) -> FittedNovelty:
    """Fits to features of a network that was not trained on these photos.

    Args:
        train: The photos to learn from, with the logits of heads that never saw the photo.
        labels: Index of each one's category, (N,).
        groups: Number of each one's group of near-duplicates, (N,).
        val: The photos to measure on.
        others: Photos of no category.
        seed: Decides the folds.
    """
    if len(val.features) >= PLENTY:
        return fit_on_trained(train.features, labels, val, others)
    fold = make_folds(labels, groups, _FOLDS, seed)
    distances, logits = [], []
    for number in range(fold.max(initial=0) + 1):
        is_out = fold == number
        if (judged := is_out & np.isin(labels, labels[~is_out])).any():
            distances.append(fit(train.features[~is_out], labels[~is_out]).distances(train.features[judged]))
            logits.append(train.logits[judged].max(axis=1))
    held_out = np.concatenate([*distances, np.empty(0)]), np.concatenate([*logits, np.empty(0)])
    return _scaled(fit(train.features, labels), *held_out, val, others)


def fit_on_trained(features: Floats, labels: Indices, val: Seen, others: Seen) -> FittedNovelty:
    """Fits to features of a network that was trained on these photos: those to measure on alone are judged.

    See `fit_on_frozen` for the arguments.
    """
    return _scaled(fit(features, labels), np.empty(0), np.empty(0), val, others)


def _scaled(fitted: Novelty, distances: Scores, logits: Scores, val: Seen, others: Seen) -> FittedNovelty:
    """The fit in units of what is usual for photos of the categories, and the scores of all that it never saw.

    Args:
        fitted: As `fit` gives it.
        distances: Of photos to learn from, that were held out, (n,).
        logits: The largest of each of these, (n,).
        val: The photos to measure on.
        others: Photos of no category.
    """
    distances = np.concatenate([distances, fitted.distances(val.features)])
    logits = np.concatenate([logits, val.logits.max(axis=1, initial=-np.inf)])
    usual = max(float(np.median(distances)), _LEAST_VARIANCE) if len(distances) else 1.0
    usual_logit, spread = (float(np.median(logits)), float(np.std(logits))) if len(logits) else (0.0, 0.0)
    per_logit = float(np.std(distances)) / usual / spread if spread > 0 else 0.0

    def weighted(share: float) -> FittedNovelty:
        own_fit = dataclasses.replace(fitted, scale=usual, logit_weight=share * per_logit, usual_logit=usual_logit)
        own = np.maximum(distances / usual - own_fit.logit_weight * (logits - usual_logit), 0)
        of_others = own_fit.scores(*others) if len(others.features) else np.empty(0)
        return FittedNovelty(own_fit, own, own[len(own) - len(val.features) :], of_others)

    best = weighted(LOGIT_WEIGHT)
    if min(len(best.own), len(best.others)) >= ENOUGH:  # what is known of photos of no category chooses the weight
        for share in OTHER_WEIGHTS:
            tuned = weighted(share)
            if auroc(tuned.own, tuned.others) > auroc(best.own, best.others) + _WORTHWHILE:
                best = tuned
    return best


def fit(features: Floats, labels: Indices) -> Novelty:
    """Fits means and one covariance; the scale is that of the squared distance itself.

    Args:
        features: (N, D), N > 0.
        labels: (N,).
    """
    present, place = np.unique(labels, return_inverse=True)
    # A category at a time, so that many photos need no second copy.
    means: Floats = np.stack([normalise(features[labels == category]).mean(axis=0) for category in present])
    chosen = evenly(range(len(labels)), MOST_PHOTOS)
    directions, variances, rest = _shrunk_covariance(normalise(features[chosen]) - means[place[chosen]])
    return around(means, directions, (rest / variances - 1).astype(np.float32))


def _shrunk_covariance(scatter: Floats) -> tuple[Floats, NDArray[np.float64], float]:
    """The directions of most variance (K, D), their variances (K,), and that of each other one."""
    photos, size = scatter.shape
    squares = (scatter.astype(np.float64) ** 2).sum(axis=1)
    total = max(squares.sum() / photos, _LEAST_VARIANCE)
    mean = total / size
    is_wide = photos < size
    gram = (scatter @ scatter.T if is_wide else scatter.T @ scatter) / photos
    norm = float((gram.astype(np.float64) ** 2).sum())  # of the covariance, whichever of the two it is
    noise = (squares**2).sum() / photos**2 - norm / photos
    from_sphere = norm - size * mean**2
    shrinkage = min(max(noise / from_sphere, 0.0), 1.0) if from_sphere > 0 and noise < from_sphere else 1.0

    vectors, found = _leading(gram, DIRECTIONS)
    if is_wide:
        vectors = scatter.T @ vectors
    length = np.linalg.norm(vectors, axis=0)
    is_real = (found > 1e-6 * total) & (length > 0)
    directions = (vectors[:, is_real] / length[is_real]).T.astype(np.float32)
    found = found[is_real]
    rest = (1 - shrinkage) * max(total - found.sum(), 0) / max(size - len(found), 1) + shrinkage * mean
    rest = max(rest, 1e-2 * mean)  # what float32 can tell
    return directions, np.maximum((1 - shrinkage) * found + shrinkage * mean, rest), rest


def _leading(matrix: Floats, count: int) -> tuple[Floats, NDArray[np.float64]]:
    """The eigenvectors (columns) of the largest eigenvalues of a symmetric matrix, and these; by subspace iteration."""
    size = len(matrix)
    if size <= 2 * (count + _SPARE):
        values, vectors = np.linalg.eigh(matrix.astype(np.float64))
        return vectors[:, ::-1][:, :count].astype(np.float32), values[::-1][:count]
    basis = _orthonormal(np.random.default_rng(0).standard_normal((size, count + _SPARE), np.float32))
    for _ in range(_ROUNDS):
        basis = _orthonormal(matrix @ basis)
    values, turned = np.linalg.eigh((basis.T @ matrix @ basis).astype(np.float64))
    return (basis @ turned.astype(np.float32))[:, ::-1][:, :count], values[::-1][:count]


def _orthonormal(basis: Floats) -> Floats:
    """Columns that span the same; by products of matrices, at which a busy processor is faster than at QR."""
    for _ in range(2):  # once more for what the first leaves
        values, vectors = np.linalg.eigh((basis.T @ basis).astype(np.float64))
        basis = basis @ (vectors / np.sqrt(np.maximum(values, 1e-10 * values[-1]))).astype(np.float32)
    return basis
