"""Features -> piles of alike photos, by k-means on principal components, in numpy.

A tree of small clusters is built once; any number of piles is a cut through it, refined in a moment, so that the number
can be changed without waiting.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]

COMPONENTS = 64
LEAVES = 300
"""Small clusters at the bottom of a tree: so many piles there can be."""

_SAMPLE = 20_000  # photos that principal components and small clusters are fitted on
_ROWS = 8192  # at a time, so that memory grows with the photos alone
_ITERATIONS = 10
_REFINEMENTS = 5
_CENTRAL = 200
_NEIGHBOURS = 20
_PILES_TO_EVEN = 50
_SHRINKAGE = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """Photos as points, and what is known of how they lie.

    Attributes:
        features: (N, D).
        points: Their principal components, (N, P).
        tree: Small clusters of these.
        evened: Points that tell categories apart; see `even_out`.
    """

    features: Floats
    points: Floats
    tree: "Tree"
    evened: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """Small clusters, and the order in which to join them.

    Attributes:
        leaf_of: The small cluster of each photo, (N,).
        centres: Of the small clusters, (L, P).
        sizes: Photos of each, (L,).
        joins: Pairs of clusters to join, nearest first, (L - 1, 2); the one with the lower number takes in the other.
    """

    leaf_of: Indices
    centres: Floats
    sizes: NDArray[np.float64]
    joins: Indices


def make_space(features: Floats, seed: int = 0) -> Space:
    """Where photos with these features (N, D) lie."""
    points = principal_components(features)
    tree = grow_tree(points, seed)
    return Space(features, points, tree, even_out(tree, points))


def principal_components(features: Floats) -> Floats:
    """(N, D) -> (N, up to 64), of features made equally long: what differs most between these photos."""
    if not len(features):
        return np.zeros((0, 1), np.float32)
    some = _unit(features[_sample(len(features), _SAMPLE)])
    mean = some.mean(axis=0)
    some -= mean
    basis = _directions(some, min(COMPONENTS, *some.shape))
    points = np.empty((len(features), basis.shape[1]), np.float32)
    for rows in _blocks(len(features)):
        points[rows] = (_unit(features[rows]) - mean) @ basis
    return points


def grow_tree(points: Floats, seed: int = 0) -> Tree:
    """Finds the small clusters by k-means, and joins them by Ward's criterion: what spreads the piles least."""
    chance = np.random.default_rng(seed)
    some = points[_sample(len(points), _SAMPLE)]
    centres = spread_out(some, LEAVES, chance)
    centres, _ = refine(some, centres, _ITERATIONS)
    leaf_of, _ = nearest(points, centres)
    _, leaf_of = np.unique(leaf_of, return_inverse=True)  # without empty clusters
    centres = _means(points, leaf_of, leaf_of.max(initial=-1) + 1)
    sizes = np.bincount(leaf_of, minlength=len(centres)).astype(np.float64)
    return Tree(leaf_of, centres, sizes, _join_nearest(centres, sizes))


def cut(tree: Tree, points: Floats, piles: int, among: Indices | None = None) -> Indices:
    """The number of each photo's pile: 0 is the biggest. There are fewer piles where there are too few photos.

    Args:
        tree: Of all photos.
        points: Of all photos, (N, P).
        piles: How many.
        among: The places of the photos to pile; None for all.
    """
    leaf_of, points = (tree.leaf_of, points) if among is None else (tree.leaf_of[among], points[among])
    if not len(points):
        return np.zeros(0, np.intp)
    pile_of_leaf = np.arange(len(tree.centres))
    is_filled = np.zeros(len(tree.centres), np.bool_)
    is_filled[leaf_of] = True
    excess = np.count_nonzero(is_filled) - max(1, piles)
    for low, high in tree.joins:
        if excess <= 0:
            break
        excess -= int(is_filled[low] and is_filled[high])
        is_filled[low] |= is_filled[high]
        pile_of_leaf[pile_of_leaf == high] = low
    _, pile_of = np.unique(pile_of_leaf[leaf_of], return_inverse=True)
    _, pile_of = refine(points, _means(points, pile_of, pile_of.max() + 1), _REFINEMENTS)
    return by_size(pile_of)


def cluster(points: Floats, piles: int, seed: int = 0) -> Indices:
    """`cut` of a tree of these photos alone."""
    return cut(grow_tree(points, seed), points, piles)


def by_size(pile_of: Indices) -> Indices:
    """The piles numbered anew, without empty ones: the biggest is 0, of equal ones that with the first photo."""
    _, first, pile_of, sizes = np.unique(pile_of, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(sizes), np.intp)
    rank[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    return rank[pile_of]


def centre_first(points: Floats) -> Indices:
    """The places of photos of one pile, (N,), those nearest to its centre first."""
    if not len(points):
        return np.zeros(0, np.intp)
    distances = np.square(points - points.mean(axis=0)).sum(axis=1)
    return np.argsort(distances, kind="stable")


def most_typical(points: Floats) -> int:
    """The place of the photo among these that has the nearest neighbours, of those near the centre.

    A pile's centre may lie between two kinds of photos; where many are alike, it is one of them.
    """
    near = centre_first(points)[:_CENTRAL]
    some = points[near]
    apart = np.sort(np.square(some[:, None] - some).sum(axis=2), axis=1)
    return int(near[apart[:, :_NEIGHBOURS].mean(axis=1).argmin()])


def even_out(tree: Tree, points: Floats) -> Floats:
    """Points (N, P) in which photos of one pile spread as far in each direction, of length 1.

    So categories are told apart by what differs between piles: with few known photos, the nearest category's centre is
    right far more often than a head.
    """
    if not len(points):
        return points
    pile_of = cut(tree, points, _PILES_TO_EVEN)
    rest = points - _means(points, pile_of, pile_of.max() + 1)[pile_of]
    spread = (rest.T @ rest / len(rest)).astype(np.float64)
    mean = max(float(np.trace(spread)) / len(spread), 1e-12)
    strength, directions = np.linalg.eigh((1 - _SHRINKAGE) * spread + _SHRINKAGE * mean * np.eye(len(spread)))
    return _unit(points @ (directions / np.sqrt(strength)).astype(np.float32))


def refine(points: Floats, centres: Floats, iterations: int) -> tuple[Floats, Indices]:
    """Lloyd's k-means from given centres (K, P): the moved centres, and the nearest one of each point.

    Few centres of many points settle soon, so a fixed number of iterations does.
    """
    nearest_of, _ = nearest(points, centres)
    for _ in range(iterations):
        centres = _means(points, nearest_of, len(centres), empty=centres)
        before, (nearest_of, _) = nearest_of, nearest(points, centres)
        if np.array_equal(before, nearest_of):
            break
    return centres, nearest_of


def nearest(points: Floats, centres: Floats) -> tuple[Indices, Floats]:
    """The nearest centre of each point, and its squared distance, both (N,)."""
    found = np.empty(len(points), np.intp)
    distances = np.empty(len(points), np.float32)
    lengths = np.square(centres).sum(axis=1)
    for rows in _blocks(len(points)):
        some = points[rows]
        apart = lengths - 2 * (some @ centres.T)
        found[rows] = apart.argmin(axis=1)
        distances[rows] = apart.min(axis=1) + np.square(some).sum(axis=1)
    return found, np.maximum(distances, 0)


def _means(points: Floats, cluster_of: Indices, count: int, empty: Floats | None = None) -> Floats:
    """The mean of each cluster, (count, P); `empty` tells those of clusters without points."""
    order = np.argsort(cluster_of, kind="stable")
    sizes = np.bincount(cluster_of, minlength=count)
    filled = np.flatnonzero(sizes)
    starts = (np.cumsum(sizes) - sizes)[filled]
    means = np.zeros((count, points.shape[1]), np.float32) if empty is None else empty.copy()
    if len(filled):
        means[filled] = np.add.reduceat(points[order], starts, axis=0) / sizes[filled, None]
    return means


def spread_out(points: Floats, count: int, chance: np.random.Generator) -> Floats:
    """Up to `count` different points, far from each other (k-means++; Arthur and Vassilvitskii, 2007)."""
    if not len(points):
        return np.zeros((0, points.shape[1]), np.float32)
    chosen = [int(np.square(points - points.mean(axis=0)).sum(axis=1).argmin())]
    lengths = np.square(points).sum(axis=1)
    distances = np.full(len(points), np.inf, np.float32)
    while True:
        last = points[chosen[-1]]
        apart = np.maximum(lengths - 2 * (points @ last) + last @ last, 0)
        apart[chosen[-1]] = 0
        distances = np.minimum(distances, apart)
        total = float(distances.sum(dtype=np.float64))
        if len(chosen) == min(count, len(points)) or total <= 1e-6 * max(1e-12, float(lengths.max())):
            return points[chosen]
        place = np.searchsorted(np.cumsum(distances, dtype=np.float64), chance.random() * total, side="right")
        chosen.append(min(int(place), len(points) - 1))


def _join_nearest(centres: Floats, sizes: NDArray[np.float64]) -> Indices:
    """Ward's joins, nearest first."""
    count = len(centres)
    points, weights = centres.astype(np.float64), sizes.copy()
    apart = np.square(points[:, None] - points).sum(axis=2) * _reduced(weights[:, None], weights)
    np.fill_diagonal(apart, np.inf)
    joins = np.zeros((max(0, count - 1), 2), np.intp)
    for step in range(len(joins)):
        low, high = sorted(divmod(int(apart.argmin()), count))
        joins[step] = low, high
        points[low] = (weights[low] * points[low] + weights[high] * points[high]) / (weights[low] + weights[high])
        weights[low] += weights[high]
        apart[high] = apart[:, high] = np.inf
        there = np.isfinite(apart[low])
        there[low] = False
        row = np.square(points[there] - points[low]).sum(axis=1) * _reduced(weights[there], weights[low])
        apart[low, there] = apart[there, low] = row
    return joins


def _reduced(one: NDArray[np.float64], other: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    return np.asarray(one * other / (one + other))


def _directions(centred: Floats, count: int) -> Floats:
    """The directions in which rows (N, D) vary most, (D, count), by a randomised method that is fast for few of many.

    (Halko, Martinsson and Tropp, "Finding structure with randomness", 2011)
    """
    wide = min(count + 16, *centred.shape)
    basis = np.random.default_rng(0).standard_normal((centred.shape[1], wide), np.float32)
    for _ in range(4):
        basis, _ = np.linalg.qr(centred.T @ (centred @ basis))
    _, _, turns = np.linalg.svd(centred @ basis, full_matrices=False)
    return np.asarray(basis @ turns[:count].T, np.float32)


def _unit(features: Floats) -> Floats:
    lengths = np.linalg.norm(features, axis=1, keepdims=True)
    return np.asarray(features / np.maximum(lengths, 1e-12), np.float32)


def _sample(count: int, most: int) -> slice | Indices:
    """Places of up to `most` of so many photos, evenly spaced."""
    return slice(None) if count <= most else np.linspace(0, count - 1, most).astype(np.intp)


def _blocks(count: int) -> list[slice]:
    return [slice(start, start + _ROWS) for start in range(0, count, _ROWS)]
