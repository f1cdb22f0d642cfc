"""Photos that look almost alike, such as a burst: found, so that none of them is learnt and measured on at once.

A photo's look is two small things: a hash that compares 64 bits at a time, and a thumbnail to make sure.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.records.messages import Progress

LOOK_SIDE = 32
"""Shorter side that is enough to see a photo's look: JPEGs come at 1/8 of their size then."""

SIDE = 16
DHASH_BYTES = 8
FLAT = 1.5  # grey levels

# bits[k, r] of a hash is row r's difference at column (r + k) % 8, so that each of its bytes knows all of the photo:
# margins of one colour would make whole rows equal.
_DIAGONALS = np.arange(8), (np.arange(8) + np.arange(8)[:, None]) % 8


def _smooth_surfaces() -> NDArray[np.float32]:
    """An orthonormal basis (256, 6) of what is constant, linear or quadratic in x and y."""
    y, x = np.mgrid[-1 : 1 : SIDE * 1j, -1 : 1 : SIDE * 1j].reshape(2, -1)
    basis, _ = np.linalg.qr(np.stack([np.ones_like(x), x, y, x * x, y * y, x * y], axis=1))
    return basis.astype(np.float32)


_SMOOTH = _smooth_surfaces()

# Two photos are alike if their hashes differ in at most so many bits and their details correlate at least so much.
# If a large part of a category is alike by that, it is the look of the category (digits, products on white, one
# camera's view) and no burst: then a stricter level decides.
_LEVELS = ((12, 0.8), (6, 0.95), (2, 0.99))
_CROWD = 30
_CROWD_SHARE = 0.1

_ALL_PAIRS = 4096  # so many photos are compared each with each
_LOOKS = 64  # as many pairs a photo as the hashes may leave to look at
_TREES = 6
_LEAF = 512
_DENSE = 32  # times slower are pairs one by one than all pairs of a block
_PAIRS_AT_ONCE = 1 << 17
_DETAILS_AT_ONCE = 1 << 12


@dataclass(frozen=True, slots=True)
class Look:
    """What a photo looks like.

    Attributes:
        dhash: 64 bits that stay much the same however the photo is scaled, brightened or compressed.
        detail: What 16 x 16 pixels of it show, to make sure; empty if that is next to nothing.
    """

    dhash: bytes
    detail: bytes


def look_of(picture: Image.Image) -> Look:
    """The look of an RGB photo, `LOOK_SIDE` pixels or larger."""
    return Look(_dhash(picture), _detail(picture))


def group_near_duplicates(looks: Sequence[Look], categories: Sequence[str]) -> Generator[Progress, None, list[int]]:
    """For each photo the place of the first photo of its group; groups are within one category."""
    groups = np.arange(len(looks))
    by_category: dict[str, list[int]] = {}
    for place, category in enumerate(categories):
        by_category.setdefault(category, []).append(place)
    done = 0
    for in_category in by_category.values():
        progress = Progress(Text("Comparing photos"), done, len(looks), "photos")
        yield progress
        done += len(in_category)
        places = np.array([place for place in in_category if looks[place].detail], dtype=np.intp)
        if not len(places):
            continue
        dhashes = np.frombuffer(b"".join(looks[place].dhash for place in places), dtype=np.uint64)
        details = np.frombuffer(b"".join(looks[place].detail for place in places), dtype=np.int8)
        details = details.reshape(len(places), 3 * SIDE * SIDE)
        crowd = max(_CROWD, int(_CROWD_SHARE * len(places)))
        waiting = [(np.arange(len(places)), 0)]
        while waiting:
            members, level = waiting.pop()
            first = yield from _join_alike(dhashes[members], details[members], *_LEVELS[level], progress)
            groups[places[members]] = places[members[first]]
            if level + 1 < len(_LEVELS):
                crowds = np.flatnonzero(np.bincount(first) > crowd)
                waiting += [(members[first == one], level + 1) for one in crowds]
    yield Progress(Text("Comparing photos"), done, len(looks), "photos")
    return groups.tolist()


def _join_alike(
    dhashes: NDArray[np.uint64], details: NDArray[np.int8], most_bits: int, least_correlation: float, progress: Progress
) -> Generator[Progress, None, NDArray[np.intp]]:
    """Union-find over all pairs that are alike: for each photo the first one of its group.

    However alike the photos are, the number of comparisons grows as their number: see `_buckets` and `_halves`.
    """
    first = np.arange(len(dhashes))
    is_crowded = np.zeros(len(dhashes), np.bool_)

    def join(bucket: NDArray[np.intp], most_looks: float = np.inf) -> Generator[Progress, None, bool]:
        """Compares the photos of a bucket each with each; False where the hashes leave too many to look at."""
        looks = 0
        vectors = _Vectors(details, bucket)
        for start, close in _close_hashes(dhashes[bucket], most_bits):
            yield progress
            end = start + len(close)
            close &= first[bucket[start:end], None] != first[bucket[start:]]  # others need not be looked at
            looks += (count := int(np.count_nonzero(close)))
            if looks > most_looks:
                return False
            if count:
                row, column = vectors.correlating(start, close, least_correlation)
                _join(first, bucket[row], bucket[column])
        return True

    for bucket in _buckets(dhashes):
        most_looks = np.inf if len(bucket) == len(dhashes) else _LOOKS * len(bucket)
        is_small = len(bucket) <= _ALL_PAIRS
        if not is_small or not (yield from join(bucket, most_looks)):
            is_crowded[bucket] = True
    for half in _halves(details, np.flatnonzero(is_crowded)):
        yield from join(half)
    return first


class _Vectors:
    """The details of a bucket's photos, as vectors of length 1; made where they are needed."""

    def __init__(self, details: NDArray[np.int8], bucket: NDArray[np.intp]) -> None:
        self._details = details
        self._bucket = bucket
        self._all: NDArray[np.float32] | None = None

    def correlating(
        self, start: int, is_asked: NDArray[np.bool_], least_correlation: float
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Which of the pairs that are asked for correlate, as two places in the bucket each.

        Args:
            start: The first row.
            is_asked: Whether each row is to be compared with that row and each later one, (rows, N - start).
            least_correlation: So much at least.
        """
        row, column = is_asked.nonzero()
        if _DENSE * len(row) > is_asked.size:
            if self._all is None:
                self._all = _unit(self._details[self._bucket])
            products = self._all[start : start + len(is_asked)] @ self._all[start:].T
            row, column = ((products >= least_correlation) & is_asked).nonzero()
            return start + row, start + column
        row, column = start + row, start + column
        alike = np.zeros(len(row), np.bool_)
        for part in np.array_split(np.arange(len(row)), 1 + len(row) // _DETAILS_AT_ONCE):
            one, other = (_unit(self._details[self._bucket[places[part]]]) for places in (row, column))
            alike[part] = np.einsum("ij,ij->i", one, other) >= least_correlation
        return row[alike], column[alike]


def _join(first: NDArray[np.intp], one: NDArray[np.intp], other: NDArray[np.intp]) -> None:
    """Joins the groups of many pairs; `first` points straight to the first of each group before and after."""
    while True:
        low, high = np.minimum(first[one], first[other]), np.maximum(first[one], first[other])
        if np.array_equal(low, high):
            return
        np.minimum.at(first, high, low)
        while not np.array_equal(first, up := first[first]):
            first[:] = up


def _buckets(dhashes: NDArray[np.uint64]) -> Iterator[NDArray[np.intp]]:
    """Places to compare each with each: of few photos all, of many those that have a byte of the hash in common.

    That finds every pair with up to 7 different bits, nine of ten with 12, and takes a thirtieth of the comparisons.
    """
    if len(dhashes) <= _ALL_PAIRS:
        yield np.arange(len(dhashes))
        return
    for byte in dhashes.view(np.uint8).reshape(-1, 8).T:
        yield from _equal_parts(byte)


def _halves(details: NDArray[np.int8], places: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
    """Places to compare each with each where the hashes tell little apart, such as those of products on white.

    What is alike lies on the same side of most planes: the places are halved by planes at random until few are left,
    several times over. (Dasgupta and Freund, "Random projection trees and low dimensional manifolds", 2008)
    """
    chance = np.random.default_rng(0)
    for _ in range(_TREES if len(places) > _LEAF else 1):
        waiting = [chance.permutation(places)]  # so that what is equal is not divided in the same way each time
        while waiting:
            some = waiting.pop()
            if len(some) <= _LEAF:
                yield np.sort(some)
                continue
            plane = chance.standard_normal(details.shape[1], np.float32)
            side = np.concatenate([details[part] @ plane for part in np.array_split(some, len(some) // _LEAF)])
            some = some[np.argsort(side, kind="stable")]
            waiting += np.array_split(some, 2)


def _close_hashes(dhashes: NDArray[np.uint64], most_bits: int) -> Iterator[tuple[int, NDArray[np.bool_]]]:
    """Which hashes differ in at most `most_bits` bits, block by block.

    Yields:
        The block's first row, and whether each of its rows is close to that row and each later one, (rows, N - start);
        pairs are marked once.
    """
    rows = max(1, _PAIRS_AT_ONCE // max(1, len(dhashes)))
    for start in range(0, len(dhashes) - 1, rows):
        differences = np.bitwise_count(dhashes[start : start + rows, None] ^ dhashes[start:])
        close = differences <= most_bits
        close[:, : len(close)] &= np.triu(np.ones((len(close), len(close)), np.bool_), 1)
        yield start, close


def _unit(details: NDArray[np.int8]) -> NDArray[np.float32]:
    vectors: NDArray[np.float32] = details.astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def _equal_parts(values: NDArray[np.uint8] | NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """The places of each value, ascending."""
    order = np.argsort(values, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(values[order])) + 1)


def _dhash(picture: Image.Image) -> bytes:
    """Where a tiny grey picture gets brighter from left to right (Krawetz, "Kind of Like That", 2013)."""
    grey = np.asarray(picture.convert("L").resize((9, 8), Image.Resampling.BILINEAR))
    brighter: NDArray[np.bool_] = (grey[:, 1:] > grey[:, :-1])[_DIAGONALS]
    return np.packbits(brighter, axis=1).tobytes()


def _detail(picture: Image.Image) -> bytes:
    """A thumbnail without its smooth brightness and contrast, in which one sky or backdrop equals the other."""
    thumbnail = picture.resize((SIDE, SIDE), Image.Resampling.BILINEAR)
    pixels: NDArray[np.float32] = np.asarray(thumbnail, dtype=np.float32).reshape(-1, 3)
    rest: NDArray[np.float32] = pixels - _SMOOTH @ (_SMOOTH.T @ pixels)
    contrast = float(rest.std())
    if contrast < FLAT:
        return b""
    return (rest * (24 / contrast)).round().clip(-127, 127).astype(np.int8).tobytes()
