"""Photos that look almost alike, such as a burst: found, so that none of them is learnt and measured on at once.

A photo's look is two small things: a hash that compares 64 bits at a time, and a thumbnail to make sure.
"""

import functools
import math
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.records.messages import Progress

LOOK_SIDE = 32
"""Pixels of a side that are enough to see a photo's look: JPEGs come at 1/8 of their size then."""

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
_PLANES = 128
_PAIRS_AT_ONCE = 1 << 17
_ROWS_AT_ONCE = 64  # few, as only a block's first columns hold pairs twice
_IS_LATER = np.triu(np.ones((_ROWS_AT_ONCE, _ROWS_AT_ONCE), np.bool_), 1)
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


def thumbnail_of(photo: Image.Image) -> NDArray[np.uint8]:
    """The whole of an RGB photo as a square of `LOOK_SIDE` pixels, (32, 32, 3)."""
    return np.asarray(photo.resize((LOOK_SIDE, LOOK_SIDE), Image.Resampling.BILINEAR, reducing_gap=2.0))


def looks_of(thumbnails: NDArray[np.uint8]) -> list[Look]:
    """The looks of photos by their thumbnails, (N, 32, 32, 3); many at a time take a fraction of the time."""
    details = _details(thumbnails)
    return [Look(dhash.tobytes(), detail) for dhash, detail in zip(_dhashes(thumbnails), details, strict=True)]


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
    signs, most_planes = _signs(details), _most_planes_between(least_correlation)
    is_crowded = np.zeros(len(dhashes), np.bool_)
    hash_bytes = dhashes.view(np.uint8).reshape(-1, DHASH_BYTES)
    is_compared = np.zeros((DHASH_BYTES, 256), np.bool_)  # the buckets of a byte and its value

    def join(bucket: NDArray[np.intp], byte: int = 0, most_looks: float = np.inf) -> Generator[Progress, None, bool]:
        """Compares the photos of a bucket each with each; False where the hashes leave too many to look at.

        Args:
            bucket: Their places.
            byte: Photos that have one before this one in common, too, may have been compared already.
            most_looks: How many are too many.
        """
        looks = 0
        yield progress
        for pairs in _close_hashes(dhashes[bucket], most_bits):
            yield progress
            one, other = (bucket[places] for places in pairs)
            is_new = _groups(first, one) != _groups(first, other)  # others need not be looked at
            one, other = one[is_new], other[is_new]
            if byte:
                mine, yours = hash_bytes[one, :byte], hash_bytes[other, :byte]
                is_new = ~((mine == yours) & is_compared[np.arange(byte), mine]).any(axis=1)
                one, other = one[is_new], other[is_new]
            looks += len(one)
            if looks > most_looks:
                return False
            is_likely = np.bitwise_count(signs[one] ^ signs[other]).sum(axis=1) <= most_planes
            one, other = one[is_likely], other[is_likely]
            is_alike = _correlations(details, one, other) >= least_correlation
            _join(first, one[is_alike], other[is_alike])
        return True

    if len(dhashes) <= _ALL_PAIRS:
        yield from join(np.arange(len(dhashes)))
        return _groups(first, np.arange(len(dhashes)))
    for byte, bucket in _buckets(hash_bytes):
        if len(bucket) <= _ALL_PAIRS and (yield from join(bucket, byte, _LOOKS * len(bucket))):
            is_compared[byte, hash_bytes[bucket[0], byte]] = True
        else:
            is_crowded[bucket] = True
    for half in _halves(details, np.flatnonzero(is_crowded)):
        yield from join(half)
    return _groups(first, np.arange(len(dhashes)))


def _signs(details: NDArray[np.int8]) -> NDArray[np.uint64]:
    """On which side of so many planes at random each photo's detail lies, one bit each, (N, `_PLANES` / 64).

    The share of planes between two of them is their angle. (Charikar, "Similarity estimation techniques from rounding
    algorithms", 2002)
    """
    parts = np.array_split(details, 1 + len(details) // _DETAILS_AT_ONCE)
    return np.packbits(np.concatenate([part @ _planes() > 0 for part in parts]), axis=1).view(np.uint64)


@functools.cache
def _planes() -> NDArray[np.float32]:
    return np.random.default_rng(0).standard_normal((3 * SIDE * SIDE, _PLANES), np.float32)


def _most_planes_between(correlation: float) -> int:
    """How many of the planes lie between two details that correlate so much, but for one pair in a million."""
    share = math.acos(correlation) / math.pi
    return int(_PLANES * share + 5 * math.sqrt(_PLANES * share * (1 - share)))


def _correlations(details: NDArray[np.int8], one: NDArray[np.intp], other: NDArray[np.intp]) -> NDArray[np.float32]:
    """How much the details of pairs correlate."""
    found = np.empty(len(one), np.float32)
    for start in range(0, len(one), _DETAILS_AT_ONCE):
        part = slice(start, start + _DETAILS_AT_ONCE)
        mine, yours = (details[places[part]].astype(np.float32) for places in (one, other))
        squares = [np.einsum("ij,ij->i", *two) for two in ((mine, yours), (mine, mine), (yours, yours))]
        found[part] = squares[0] / np.sqrt(squares[1] * squares[2])
    return found


def _groups(first: NDArray[np.intp], places: NDArray[np.intp]) -> NDArray[np.intp]:
    """The first photo of each place's group, to which `first` points straight from there on."""
    groups = first[places]
    while not np.array_equal(groups, up := first[groups]):
        groups = up
    first[places] = groups
    return groups


def _join(first: NDArray[np.intp], one: NDArray[np.intp], other: NDArray[np.intp]) -> None:
    """Joins the groups of many pairs; it takes as long as there are pairs, however many photos there are."""
    while True:
        groups = _groups(first, one), _groups(first, other)
        low, high = np.minimum(*groups), np.maximum(*groups)
        if np.array_equal(low, high):
            return
        np.minimum.at(first, high, low)


def _buckets(hash_bytes: NDArray[np.uint8]) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Which photos of many to compare each with each: a byte's number, and the places of those that have it in common.

    That finds every pair with up to 7 different bits, nine of ten with 12, and takes a thirtieth of the comparisons.
    """
    for number, byte in enumerate(hash_bytes.T):
        for bucket in _equal_parts(byte):
            yield number, bucket


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


def _close_hashes(dhashes: NDArray[np.uint64], most_bits: int) -> Iterator[NDArray[np.intp]]:
    """Which places' hashes differ in at most `most_bits` bits: thousands of pairs at a time, (2, pairs), each once."""
    found: list[NDArray[np.intp]] = []
    rows = min(_ROWS_AT_ONCE, max(1, _PAIRS_AT_ONCE // max(1, len(dhashes))))
    for start in range(0, len(dhashes) - 1, rows):
        is_close = np.bitwise_count(dhashes[start : start + rows, None] ^ dhashes[start:]) <= most_bits
        is_close[:, : len(is_close)] &= _IS_LATER[: len(is_close), : len(is_close)]
        places = np.flatnonzero(is_close)
        if len(places):
            found.append(np.stack(divmod(places, is_close.shape[1])) + start)
        if sum(pairs.shape[1] for pairs in found) >= _DETAILS_AT_ONCE:
            yield np.concatenate(found, axis=1)
            found = []
    if found:
        yield np.concatenate(found, axis=1)


def _equal_parts(values: NDArray[np.uint8] | NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """The places of each value, ascending."""
    order = np.argsort(values, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(values[order])) + 1)


def _dhashes(thumbnails: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Where tiny grey pictures get brighter from left to right, (N, 8) (Krawetz, "Kind of Like That", 2013)."""
    grey = (_bilinear(8) @ greys_of(thumbnails) @ _bilinear(9).T).round()
    brighter = (grey[:, :, 1:] > grey[:, :, :-1])[:, *_DIAGONALS]
    return np.packbits(brighter, axis=2).reshape(-1, DHASH_BYTES)


def greys_of(thumbnails: NDArray[np.uint8]) -> NDArray[np.float32]:
    """How bright each pixel is, 0..255, (N, H, W) (ITU-R BT.601)."""
    greys: NDArray[np.float32] = thumbnails.astype(np.float32) @ np.array((0.299, 0.587, 0.114), np.float32)
    return greys


def _details(thumbnails: NDArray[np.uint8]) -> Iterator[bytes]:
    """Thumbnails without their smooth brightness and contrast, in which one sky or backdrop equals the other."""
    weights = _bilinear(SIDE)
    channels_first = thumbnails.transpose(0, 3, 1, 2).astype(np.float32)
    pixels = (weights @ channels_first @ weights.T).round().reshape(len(thumbnails), 3, SIDE * SIDE)
    rest = (pixels - pixels @ _SMOOTH @ _SMOOTH.T).transpose(0, 2, 1)
    for one, contrast in zip(rest, rest.std(axis=(1, 2)).tolist(), strict=True):
        is_flat = contrast < FLAT
        yield b"" if is_flat else (one * (24 / contrast)).round().clip(-127, 127).astype(np.int8).tobytes()


@functools.cache
def _bilinear(side: int) -> NDArray[np.float32]:
    """How much each pixel of a thumbnail's line counts in each of `side` pixels, as Pillow weighs them."""
    scale = LOOK_SIDE / side
    centres = (np.arange(side) + 0.5) * scale
    weights = np.maximum(0, 1 - np.abs(np.arange(LOOK_SIDE) + 0.5 - centres[:, None]) / scale)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)
