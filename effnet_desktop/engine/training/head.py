"""The classifier head on frozen features: a multinomial logistic regression, fitted to convergence.

The objective is the mean cross-entropy plus ``l2 / 2`` times the squares of the weights of the standardised features
and of the biases. That makes it strictly convex: one optimum, finite even for a category that a fold has no photo of.
In a balanced fit each category counts the same in the mean and spread that the features are standardised with, too,
so that the optimum stays where it is when photos of one category are there twice.

Cross-validation fits the heads of all folds as one problem: the sum of their objectives is smallest where each of
them is, and one pass over the features serves them all. Its `l2` goes from strong to weak, each step starting from
the last one's weights, until the held-out loss rises.

A head knows the photos that it was fitted to partly by heart, those of a rare category most: an unseen photo of such
a category falls short of them by more. So cross-validation also finds by how much, and the head is raised by that.

Most of the way is gone in float32. Where that stops depends on how the processor rounds, so that the last steps are
taken in float64.

scikit-learn's logistic regression would do as well, but fits one fold at a time, on features
copied for it. Nor does it say how far it has come or stop before it is done, and a training stops within a second.
"""

from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.errors import ModelError, Text
from effnet_desktop.engine.networks.answers import softmax
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.verbs import result_of

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]
Parameters = NDArray[np.floating[Any]]  # float32 or float64, and what is computed from them as well
Objective = Callable[[Parameters], tuple[float, Parameters]]

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
_ROWS = 4096  # photos at a time in a pass over the features, which bounds its memory

_USUAL_SHORTFALL = 5.0  # in logits, of the rarest category's unseen photos; what is found is drawn to less by a little
_MAX_SHORTFALL = 1000.0


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
        out_of_fold_logits: The logits (N, C) of these.
        cv_acc1: Share of photos that these get right.
    """

    head: Head
    l2: float
    out_of_fold: NDArray[np.float64]
    out_of_fold_logits: NDArray[np.float64]
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
    fitting = _converge(problem, parameters, l2, Progress(Text("Fitting the head")))
    return problem.head(result_of(fitting))


def fit_head_roughly(
    features: Floats, labels: Indices, categories: int, *, l2: float, progress: Progress
) -> Generator[Progress, None, Head]:
    """Fits a balanced head as closely as cross-validation does: enough to count its right answers.

    See `fit_head`; yields `progress` before each pass over the features.
    """
    problem = _Problem(features, labels, categories, np.ones((len(labels), 1), np.bool_), balanced=True)
    return problem.head((yield from _minimise(problem.objective(l2), problem.zeros(), l2, _CV_TOLERANCE, progress)))


def fit_head_cv(
    features: Floats, labels: Indices, groups: Indices, categories: int, *, seed: int
) -> Generator[Progress, None, CvHead]:
    """Fits a balanced head with the regularisation that does best on held-out photos, each category counting the same.

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
    # How many different photos of each category the head that a photo is held out from has seen, (N, C).
    _, different = np.unique(np.stack([groups, labels]), axis=1, return_index=True)
    seen = np.stack([_count(labels[different][part], categories) for part in in_training[different].T])[fold]
    # A head knows only the categories that it was trained on: to the others it gives no probability, and photos of
    # them say nothing about l2.
    can_be_told = seen[photos, labels] > 0
    # Of how much a head knows a category by heart that has fewer photos than any that can be told, nothing is known.
    fewest = seen[photos, labels].min(initial=len(labels), where=can_be_told)
    per_photo = 1 / np.maximum(seen, fewest)
    weights = _shares(can_be_told[:, None], labels, categories, balanced=True)[:, 0]

    problem = _Problem(features, labels, categories, in_training, balanced=True)
    parameters = problem.zeros()
    best = _Rung(np.inf, 0.0, parameters, 0.0, np.empty(0), np.empty(0))
    for step, l2 in enumerate(_L2_LADDER):
        progress = Progress(Text("Fitting the head"), step, steps)
        parameters = yield from _minimise(problem.objective(l2), parameters, l2, _CV_TOLERANCE, progress)
        yield progress
        logits = np.where(seen > 0, problem.logits(parameters)[photos, fold], -1e30)
        shortfall = _find_shortfall(logits, labels, per_photo, weights)
        logits = logits + shortfall * per_photo
        probabilities = softmax(logits)
        of_truth = np.maximum(probabilities[photos, labels], np.finfo(np.float32).tiny)
        loss = -float(weights @ np.log(of_truth))
        if loss > best.loss:
            break
        if loss <= best.loss - _WORTHWHILE_GAIN:
            best = _Rung(loss, l2, parameters, shortfall, logits, probabilities)

    whole = _Problem(features, labels, categories, np.ones((len(labels), 1), np.bool_), balanced=True)
    progress = Progress(Text("Fitting the head"), steps - 1, steps)
    parameters = best.parameters.mean(axis=1, keepdims=True)
    head = whole.head((yield from _converge(whole, parameters, best.l2, progress)))
    yield Progress(Text("Fitting the head"), steps, steps)
    count = _count(labels[different], categories)
    raised = np.where(count > 0, best.shortfall / np.maximum(count, fewest), 0)
    head = Head(head.weight, (head.bias + raised - raised.mean()).astype(np.float32))
    right = best.probabilities.argmax(axis=1) == labels
    return CvHead(head, best.l2, best.probabilities, best.logits, float(right.mean()))


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
    parameters: Parameters
    shortfall: float
    logits: NDArray[np.float64]
    probabilities: NDArray[np.float64]


def _count(labels: Indices, categories: int) -> Indices:
    return np.bincount(labels, minlength=categories)


def _find_shortfall(
    logits: NDArray[np.float64], labels: Indices, per_photo: NDArray[np.float64], weights: NDArray[np.float64]
) -> float:
    """The s >= 0 for which ``logits + s * per_photo`` gives held-out photos the least loss.

    The noise in the mean of n photos falls with n, and so does that part of a logit that is known by heart. One number
    for all categories is found safely where each has but a few photos, and where all have as many it changes nothing.
    A penalty of one photo's weight draws it to 0.

    Args:
        logits: Of heads that never saw the photo, (N, C).
        labels: (N,).
        per_photo: 1 / how many photos of each category those heads saw, (N, C).
        weights: Of the photos, (N,), adding up to 1 or 0.
    """
    of_truth = per_photo[np.arange(len(labels)), labels]
    rarest = per_photo.max()
    low, high = 0.0, _MAX_SHORTFALL / rarest
    penalty = (rarest / _USUAL_SHORTFALL) ** 2 / len(labels)
    # The slope of a convex function changes its sign where the function is smallest.
    for _ in range(24):
        middle = (low + high) / 2
        mean = (softmax(logits + middle * per_photo) * per_photo).sum(axis=1)
        if weights @ (mean - of_truth) + penalty * middle > 0:
            high = middle
        else:
            low = middle
    return low


class _Problem:
    """Heads for K training sets, each some rows of the same features.

    Their parameters are one array (D + 1, K, C): weights of the features as each set standardises them, then biases.
    They are float32 or float64, and so is what is computed from them.
    """

    def __init__(
        self, features: Floats, labels: Indices, categories: int, in_training: NDArray[np.bool_], balanced: bool
    ) -> None:
        self._features = features
        self._labels = labels
        self._categories = categories
        # (N, K), each column adding up to 1.
        self._weights = _shares(in_training, labels, categories, balanced)

        # (D, K + 1), the last of all photos: where a feature hardly varies in one set, it gets no more weight for that.
        shares = np.hstack([self._weights, _shares(np.ones((len(labels), 1), np.bool_), labels, categories, balanced)])
        centre = features.mean(axis=0)
        first = second = np.zeros((features.shape[1], shares.shape[1]))
        with np.errstate(invalid="ignore"):
            for rows in self._blocks():
                x, share = features[rows] - centre, shares[rows].astype(np.float32)
                first = first + x.T @ share
                second = second + (x * x).T @ share
            std = np.sqrt(np.maximum(second - first * first, 0))
        if not np.isfinite(std).all():
            raise ModelError(
                "The network gave features that are not numbers.",
                "The device may compute too coarsely: choose another one, or the exact precision.",
            )
        self._mean = (centre[:, None] + first)[:, :-1]
        std = np.maximum(std[:, :-1], std[:, -1:])
        # Features that hardly vary are left as they are: float32 could not tell their variation from its rounding.
        self._std = np.where(std > 1e-3 * np.abs(self._mean), std, 1)

    def zeros(self) -> Parameters:
        return np.zeros((self._features.shape[1] + 1, self._weights.shape[1], self._categories), np.float32)

    def logits(self, parameters: Parameters) -> Parameters:
        """(N, K, C)."""
        weight, bias = self._unstandardise(parameters)
        return np.concatenate([self._logits(weight, bias, rows)[1] for rows in self._blocks()])

    def objective(self, l2: float) -> Objective:
        """A function from parameters to the sum of the objectives and its gradient."""

        def evaluate(parameters: Parameters) -> tuple[float, Parameters]:
            kind = parameters.dtype
            weight, bias = self._unstandardise(parameters)
            loss = l2 / 2 * _dot(parameters, parameters)
            gradient = np.zeros_like(parameters)
            for rows in self._blocks():
                x, residuals = self._logits(weight, bias, rows)  # in place: logits, then probabilities, then errors
                labels, weights = self._labels[rows], self._weights[rows].astype(kind)
                photos = np.arange(len(labels))
                residuals -= residuals.max(axis=2, keepdims=True)
                of_truth = residuals[photos, :, labels]
                np.exp(residuals, out=residuals)
                total = residuals.sum(axis=2)
                loss += float(((np.log(total) - of_truth) * weights).sum(dtype=np.float64))
                residuals *= (weights / total)[:, :, None]
                residuals[photos, :, labels] -= weights
                gradient[:-1] += (x.T @ residuals.reshape(len(photos), -1)).reshape(weight.shape)
                gradient[-1] += residuals.sum(axis=0)
            gradient[:-1] -= self._mean.astype(kind)[:, :, None] * gradient[-1]
            gradient[:-1] /= self._std.astype(kind)[:, :, None]
            gradient += l2 * parameters
            return loss, gradient

        return evaluate

    def head(self, parameters: Parameters) -> Head:
        """The only head of a problem with one training set."""
        weight, bias = self._unstandardise(parameters)
        return Head(np.ascontiguousarray(weight[:, 0].T, np.float32), bias[0].astype(np.float32))

    def parameters(self, head: Head) -> Parameters:
        """The reverse of `head`."""
        bias = head.bias + head.weight @ self._mean[:, 0]
        return np.vstack([head.weight.T * self._std, bias])[:, None].astype(np.float32)

    def _blocks(self) -> list[slice]:
        return [slice(i, i + _ROWS) for i in range(0, len(self._labels), _ROWS)]

    def _logits(self, weight: Parameters, bias: Parameters, rows: slice) -> tuple[Parameters, Parameters]:
        """Features of some rows (n, D), and their logits (n, K, C)."""
        x = self._features[rows].astype(weight.dtype, copy=False)
        return x, (x @ weight.reshape(len(weight), -1)).reshape(-1, *bias.shape) + bias

    def _unstandardise(self, parameters: Parameters) -> tuple[Parameters, Parameters]:
        """Weights (D, K, C) and biases (K, C) for the features as they are, so that those need no second copy."""
        kind = parameters.dtype
        weight: Parameters = parameters[:-1] / self._std.astype(kind)[:, :, None]
        return weight, parameters[-1] - np.einsum("dk,dkc->kc", self._mean.astype(kind), weight)


def _shares(in_training: NDArray[np.bool_], labels: Indices, categories: int, balanced: bool) -> NDArray[np.float64]:
    """How much each photo counts in each training set, (N, K), each column adding up to 1."""
    shares = in_training.astype(np.float64)
    if balanced:
        for column in shares.T:
            column /= np.maximum(np.bincount(labels, column, minlength=categories), 1)[labels]
    shares /= np.maximum(shares.sum(axis=0), 1e-30)
    return shares


def _converge(problem: _Problem, x: Parameters, l2: float, progress: Progress) -> Generator[Progress, None, Parameters]:
    """Minimises in float32, then in float64, which goes on where the processor's rounding has ended the first."""
    x = yield from _minimise(problem.objective(l2), x, l2, _TOLERANCE, progress)
    return (yield from _minimise(problem.objective(l2), x.astype(np.float64), l2, _TOLERANCE, progress))


def _minimise(
    objective: Objective, x: Parameters, l2: float, tolerance: float, progress: Progress
) -> Generator[Progress, None, Parameters]:
    """Returns where the objective is within `tolerance` times itself of its minimum (L-BFGS)."""
    yield progress
    loss, gradient = objective(x)
    steps: deque[tuple[Parameters, Parameters, float]] = deque(maxlen=_MEMORY)
    for _ in range(_MAX_ITERATIONS):
        # A function that curves at least like l2 / 2 * x^2 lies no further than this above its minimum.
        if _dot(gradient, gradient) / (2 * l2) <= tolerance * loss:
            break
        direction = _lbfgs_direction(gradient, steps)
        slope = _dot(gradient, direction)
        size = 1.0
        while True:
            yield progress
            moved = x + size * direction
            moved_loss, moved_gradient = objective(moved)
            if moved_loss <= loss + 1e-4 * size * slope:
                break
            size /= 2
            if size < 1e-4:  # rounding lets it tell no better
                return x
        step, change = moved - x, moved_gradient - gradient
        curvature = _dot(step, change)
        if curvature > 0:
            steps.append((step, change, curvature))
        x, loss, gradient = moved, moved_loss, moved_gradient
    return x


def _lbfgs_direction(gradient: Parameters, steps: deque[tuple[Parameters, Parameters, float]]) -> Parameters:
    """Nocedal & Wright, algorithm 7.4: minus the inverse Hessian, as the last steps show it, times the gradient."""
    if not steps:
        return -gradient / max(1.0, float(np.linalg.norm(gradient)))
    direction = -gradient
    shares = []
    for step, change, curvature in reversed(steps):
        share = _dot(step, direction) / curvature
        direction = direction - share * change
        shares.append(share)
    _, change, curvature = steps[-1]
    direction *= curvature / _dot(change, change)
    for (step, change, curvature), share in zip(steps, reversed(shares), strict=True):
        direction += (share - _dot(change, direction) / curvature) * step
    return direction


def _dot(a: Parameters, b: Parameters) -> float:
    return float(np.vdot(a, b))
