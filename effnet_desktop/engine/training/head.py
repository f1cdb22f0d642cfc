"""The classifier head on frozen features: a multinomial logistic regression, fitted to convergence.

The objective is the mean cross-entropy plus ``l2 / 2`` times the squares of the weights of the standardised features
and of the biases. That makes it strictly convex: one optimum, finite even for a category that a fold has no photo of.

Cross-validation fits the heads of all folds as one problem: the sum of their objectives is smallest where each of
them is, and one pass over the features serves them all. Its `l2` goes from strong to weak, each step starting from
the last one's weights, until the held-out loss rises.

scikit-learn's logistic regression would do as well, but fits one fold at a time, on features
copied for it. Nor does it say how far it has come or stop before it is done, and a training stops within a second.
"""

from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.errors import ModelError, Text
from effnet_desktop.engine.networks.answers import softmax
from effnet_desktop.engine.records.messages import Progress

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]
Objective = Callable[[Floats], tuple[float, Floats]]

_L2_LADDER = tuple(10 ** (1 - step / 2) for step in range(11))  # 10 to 0.0001
_WORTHWHILE_GAIN = 0.002
"""By how much (nats) a weaker `l2` must lower the held-out loss to be taken; of near equals the stronger is safer."""

_FOLDS = 5
_FOLDS_OF_MANY = 3
_MANY = 500_000
"""Photos times categories from which fewer folds bound time and memory."""

_CV_TOLERANCE = 3e-3
_TOLERANCE = 1e-6
_MAX_ITERATIONS = 1000
_MEMORY = 10  # pairs of steps that L-BFGS remembers


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """Features -> logits.

    Attributes:
        weight: (C, D) float32.
        bias: (C,) float32.
    """

    weight: Floats
    bias: Floats

    def logits(self, features: Floats) -> Floats:
        """(N, D) -> (N, C)."""
        return features @ self.weight.T + self.bias


@dataclass(frozen=True, slots=True, eq=False)
class CvHead:
    """A head with what cross-validation says about it.

    Attributes:
        head: Fitted to all photos.
        l2: The regularisation that did best on held-out photos.
        out_of_fold: Probabilities (N, C) of each photo from a head that never saw it nor its group.
        cv_acc1: Share of photos that these get right.
    """

    head: Head
    l2: float
    out_of_fold: NDArray[np.float64]
    cv_acc1: float


def fit_head(
    features: Floats,
    labels: Indices,
    categories: int,
    *,
    l2: float,
    balanced: bool = True,
    start: Head | None = None,
) -> Head:
    """Fits a head to convergence.

    Args:
        features: (N, D) as the network gives them; standardised inside.
        labels: Index of each photo's category, (N,).
        categories: C; a category without photos gets a low bias.
        l2: Strength of the regularisation, relative to the mean loss.
        balanced: Whether each category counts the same, however many photos it has.
        start: A head for the same features and categories to start from; the result does not depend on it.

    Raises:
        ModelError: The features are not finite.
    """
    problem = _Problem(features, labels, categories, np.ones((len(labels), 1), np.bool_), balanced)
    parameters = problem.parameters(start) if start else problem.zeros()
    fitting = _minimise(problem.objective(l2), parameters, l2, _TOLERANCE, Progress(Text("Fitting the head")))
    while True:
        try:
            next(fitting)
        except StopIteration as stop:
            return problem.head(stop.value)


def fit_head_cv(
    features: Floats, labels: Indices, groups: Indices, categories: int, *, seed: int
) -> Generator[Progress, None, CvHead]:
    """Fits a balanced head with the regularisation that does best on held-out photos.

    Args:
        features: (N, D) as the network gives them.
        labels: Index of each photo's category, (N,).
        groups: Number of each photo's group of near-duplicates, (N,); a group is never divided between folds.
        categories: C.
        seed: Decides the folds.

    Yields:
        Progress before each pass over the features, so that it can be stopped soon.

    Raises:
        ModelError: The features are not finite.
    """
    steps = len(_L2_LADDER) + 1
    yield Progress(Text("Fitting the head"), 0, steps)
    photos = np.arange(len(labels))
    fold = make_folds(labels, groups, _FOLDS if len(labels) * categories < _MANY else _FOLDS_OF_MANY, seed)
    in_training = fold[:, None] != np.arange(fold.max(initial=0) + 1)
    # A head knows only the categories that it was trained on: to the others it gives no probability, and photos of
    # them say nothing about l2.
    is_known = np.stack([np.bincount(labels[part], minlength=categories) > 0 for part in in_training.T])[fold]
    can_be_told = is_known[photos, labels]

    problem = _Problem(features, labels, categories, in_training, balanced=True)
    parameters = problem.zeros()
    best = _Rung(np.inf, 0.0, parameters, np.empty(0))
    for step, l2 in enumerate(_L2_LADDER):
        progress = Progress(Text("Fitting the head"), step, steps)
        parameters = yield from _minimise(problem.objective(l2), parameters, l2, _CV_TOLERANCE, progress)
        yield progress
        probabilities = softmax(np.where(is_known, problem.logits(parameters)[photos, fold], np.float32(-1e30)))
        of_truth = np.maximum(probabilities[photos, labels], np.finfo(np.float32).tiny)
        loss = -np.log(of_truth[can_be_told]).sum() / max(1, can_be_told.sum())
        if loss > best.loss:
            break
        if loss <= best.loss - _WORTHWHILE_GAIN:
            best = _Rung(loss, l2, parameters, probabilities)

    whole = _Problem(features, labels, categories, np.ones((len(labels), 1), np.bool_), balanced=True)
    progress = Progress(Text("Fitting the head"), steps - 1, steps)
    parameters = best.parameters.mean(axis=1, keepdims=True)
    parameters = yield from _minimise(whole.objective(best.l2), parameters, best.l2, _TOLERANCE, progress)
    yield Progress(Text("Fitting the head"), steps, steps)
    right = best.probabilities.argmax(axis=1) == labels
    return CvHead(whole.head(parameters), best.l2, best.probabilities, float(right.mean()))


def make_folds(labels: Indices, groups: Indices, folds: int, seed: int) -> Indices:
    """Number of each photo's fold, (N,): each fold gets its share of every category, and no group is divided.

    There are at most `folds` of them, and no more than groups.
    """
    order = np.argsort(groups, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(groups[order])) + 1)
    folds = max(1, min(folds, len(members)))
    random = np.random.default_rng(seed)
    fold = np.zeros(len(labels), np.intp)
    held = np.zeros((folds, labels.max(initial=0) + 1), np.intp)
    # Large groups first, while there is room to balance them.
    for group in sorted((members[i] for i in random.permutation(len(members))), key=len, reverse=True):
        same_category = held[:, labels[group]].sum(axis=1)
        chosen = np.lexsort((held.sum(axis=1), same_category))[0]
        fold[group] = chosen
        np.add.at(held[chosen], labels[group], 1)
    return fold


class _Rung(NamedTuple):
    loss: float
    l2: float
    parameters: Floats
    probabilities: NDArray[np.float64]


class _Problem:
    """Heads for K training sets, each some rows of the same features.

    Their parameters are one array (D + 1, K, C): weights of the standardised features, then biases.
    """

    def __init__(
        self, features: Floats, labels: Indices, categories: int, in_training: NDArray[np.bool_], balanced: bool
    ) -> None:
        self._feature_cache = features
        self._labels = labels
        self._categories = categories
        self._mean: Floats = features.mean(axis=0)
        with np.errstate(invalid="ignore"):
            std: Floats = features.std(axis=0)
        if not np.isfinite(std).all():
            raise ModelError(
                "The network gave features that are not numbers.",
                "The device may compute too coarsely: choose another one, or the precision f32.",
            )
        # Features that hardly vary are left as they are: float32 could not tell their variation from its rounding.
        self._std: Floats = np.where(std > 1e-3 * np.abs(self._mean), std, 1).astype(np.float32)
        # (N, K), each column adding up to 1.
        weights = in_training.astype(np.float64)
        if balanced:
            for column in weights.T:
                column /= np.maximum(np.bincount(labels, column, minlength=categories), 1)[labels]
        self._weights = (weights / np.maximum(weights.sum(axis=0), 1e-30)).astype(np.float32)

    def zeros(self) -> Floats:
        return np.zeros((self._feature_cache.shape[1] + 1, self._weights.shape[1], self._categories), np.float32)

    def logits(self, parameters: Floats) -> Floats:
        """(N, K, C). The standardisation is applied to the weights, so that the features need no second copy."""
        weight, bias = self._unstandardise(parameters)
        flat = self._feature_cache @ weight.reshape(len(weight), -1)
        return flat.reshape(-1, *bias.shape) + bias

    def objective(self, l2: float) -> Objective:
        """A function from parameters to the sum of the objectives and its gradient."""
        rows = np.arange(len(self._labels))

        def evaluate(parameters: Floats) -> tuple[float, Floats]:
            residuals = self.logits(parameters)  # in place: logits, then probabilities, then their errors
            residuals -= residuals.max(axis=2, keepdims=True)
            of_truth = residuals[rows, :, self._labels]
            np.exp(residuals, out=residuals)
            total = residuals.sum(axis=2)
            losses = (np.log(total) - of_truth) * self._weights
            residuals *= (self._weights / total)[:, :, None]
            residuals[rows, :, self._labels] -= self._weights
            bias_gradient = residuals.sum(axis=0)
            gradient = np.empty_like(parameters)
            flat = self._feature_cache.T @ residuals.reshape(len(rows), -1)
            gradient[:-1] = flat.reshape(gradient[:-1].shape) - self._mean[:, None, None] * bias_gradient
            gradient[:-1] /= self._std[:, None, None]
            gradient[-1] = bias_gradient
            gradient += np.float32(l2) * parameters
            return float(losses.sum(dtype=np.float64)) + l2 / 2 * _dot(parameters, parameters), gradient

        return evaluate

    def head(self, parameters: Floats) -> Head:
        """The only head of a problem with one training set."""
        weight, bias = self._unstandardise(parameters)
        return Head(np.ascontiguousarray(weight[:, 0].T), bias[0])

    def parameters(self, head: Head) -> Floats:
        """The reverse of `head`."""
        bias = head.bias + head.weight @ self._mean
        return np.vstack([head.weight.T * self._std[:, None], bias])[:, None].astype(np.float32)

    def _unstandardise(self, parameters: Floats) -> tuple[Floats, Floats]:
        """Weights (D, K, C) and biases (K, C) for the features as they are."""
        weight: Floats = parameters[:-1] / self._std[:, None, None]
        return weight, parameters[-1] - np.tensordot(self._mean, weight, 1)


def _minimise(
    objective: Objective, x: Floats, l2: float, tolerance: float, progress: Progress
) -> Generator[Progress, None, Floats]:
    """Returns where the objective is within `tolerance` times itself of its minimum (L-BFGS)."""
    yield progress
    loss, gradient = objective(x)
    steps: deque[tuple[Floats, Floats, float]] = deque(maxlen=_MEMORY)
    for _ in range(_MAX_ITERATIONS):
        # A function that curves at least like l2 / 2 * x^2 lies no further than this above its minimum.
        if _dot(gradient, gradient) / (2 * l2) <= tolerance * loss:
            break
        direction = _lbfgs_direction(gradient, steps)
        slope = _dot(gradient, direction)
        size = 1.0
        while True:
            yield progress
            moved = x + np.float32(size) * direction
            moved_loss, moved_gradient = objective(moved)
            if moved_loss <= loss + 1e-4 * size * slope:
                break
            size /= 2
            if size < 1e-4:  # float32 can tell no better
                return x
        step, change = moved - x, moved_gradient - gradient
        curvature = _dot(step, change)
        if curvature > 0:
            steps.append((step, change, curvature))
        x, loss, gradient = moved, moved_loss, moved_gradient
    return x


def _lbfgs_direction(gradient: Floats, steps: deque[tuple[Floats, Floats, float]]) -> Floats:
    """Nocedal & Wright, algorithm 7.4: minus the inverse Hessian, as the last steps show it, times the gradient."""
    if not steps:
        return -gradient / max(1.0, float(np.linalg.norm(gradient)))
    direction = -gradient
    shares = []
    for step, change, curvature in reversed(steps):
        share = _dot(step, direction) / curvature
        direction = direction - np.float32(share) * change
        shares.append(share)
    _, change, curvature = steps[-1]
    direction *= np.float32(curvature / _dot(change, change))
    for (step, change, curvature), share in zip(steps, reversed(shares), strict=True):
        direction += np.float32(share - _dot(change, direction) / curvature) * step
    return direction


def _dot(a: Floats, b: Floats) -> float:
    return float(np.vdot(a, b))
