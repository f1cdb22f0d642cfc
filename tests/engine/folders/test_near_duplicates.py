"""The parts of near-duplicates; what they do for a folder is in test_dataset.py."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from verbs import run

from effnet_desktop.engine.folders import near_duplicates
from effnet_desktop.engine.folders.near_duplicates import Look, group_near_duplicates


def test_each_byte_of_a_hash_knows_all_rows_and_columns() -> None:
    assert _dhash(np.tile(np.arange(32) * 8, (32, 1))) == b"\xff" * 8
    assert _dhash(np.tile(248 - np.arange(32) * 8, (32, 1))) == bytes(8)
    for row in range(8):
        brighter_in_a_row = np.zeros((32, 32))
        brighter_in_a_row[4 * row + 1 : 4 * row + 3] = np.arange(32) * 8
        assert all(byte >> (7 - row) & 1 for byte in _dhash(brighter_in_a_row))
    for column in range(8):
        edge = np.zeros((32, 32))
        edge[:, round(32 / 9 * (column + 1)) :] = 200
        bits = np.unpackbits(np.frombuffer(_dhash(edge), np.uint8)).reshape(8, 8)
        assert all(bits[(column - row) % 8, row] for row in range(8))


def _dhash(grey) -> bytes:
    (look,) = near_duplicates.looks_of(np.repeat(grey.astype(np.uint8)[None, :, :, None], 3, axis=3))
    return look.dhash


def test_looks_are_what_pillow_would_make_of_the_thumbnails() -> None:
    random = np.random.default_rng(0)
    pictures = random.integers(0, 256, (5, 4, 4, 3), dtype=np.uint8)
    photos = [Image.fromarray(picture).resize((32, 32), Image.Resampling.BICUBIC) for picture in pictures]
    looks = near_duplicates.looks_of(np.array([np.asarray(photo) for photo in photos]))
    for photo, look in zip(photos, looks, strict=True):
        small = np.asarray(photo.resize((16, 16), Image.Resampling.BILINEAR), np.float32).reshape(-1, 3)
        rest = small - near_duplicates._SMOOTH @ (near_duplicates._SMOOTH.T @ small)
        expected = (rest * (24 / rest.std())).round().clip(-127, 127)
        detail = np.frombuffer(look.detail, np.int8).reshape(-1, 3)
        assert np.abs(detail - expected).max() <= 2
        grey = np.asarray(photo.convert("L").resize((9, 8), Image.Resampling.BILINEAR), int)
        brighter = (grey[:, 1:] > grey[:, :-1])[near_duplicates._DIAGONALS]
        bits = np.unpackbits(np.frombuffer(look.dhash, np.uint8)).reshape(8, 8)
        is_sure = (np.abs(np.diff(grey)) > 2)[near_duplicates._DIAGONALS]
        assert (bits[is_sure] == brighter[is_sure]).all()


def test_many_hashes_are_compared_by_their_bytes() -> None:
    chance = np.random.default_rng(0)
    hashes = chance.integers(0, 2**64, 5000, dtype=np.uint64)
    for place in range(300):  # a neighbour with up to 7 other bits
        bits = chance.choice(64, chance.integers(0, 8), replace=False)
        hashes[4000 + place] = hashes[place] ^ np.bitwise_or.reduce(np.uint64(1) << bits.astype(np.uint64), initial=0)
    found: set[tuple[int, int]] = set()
    for _, bucket in near_duplicates._buckets(hashes.view(np.uint8).reshape(-1, 8)):
        pairs = [
            (int(one), int(other))
            for some in near_duplicates._close_hashes(hashes[bucket], 12)
            for one, other in bucket[some].T
        ]
        assert len(pairs) == len(set(pairs))
        found.update(pairs)
    distances = np.bitwise_count(hashes[:, None] ^ hashes)
    near = {(int(a), int(b)) for a, b in np.argwhere(distances <= 7) if a < b}
    assert len(near) >= 300
    assert near <= found
    assert all(a < b and distances[a, b] <= 12 for a, b in found)


def grouped(looks: list[Look]) -> list[int]:
    return run(group_near_duplicates(looks, ["products"] * len(looks)))[1]


def products(count: int, *, hashes: int = 1, seed: int = 0) -> list[Look]:
    """Pictures that hardly differ in their hashes, and in all else do."""
    chance = np.random.default_rng(seed)
    details = chance.normal(0, 24, (count, 768)).clip(-127, 127).astype(np.int8)
    return [Look(bytes([place % hashes, *range(7)]), detail.tobytes()) for place, detail in enumerate(details)]


@pytest.fixture
def small_numbers(monkeypatch) -> None:
    """As if a few hundred photos were many."""
    monkeypatch.setattr(near_duplicates, "_ALL_PAIRS", 128)
    monkeypatch.setattr(near_duplicates, "_LEAF", 32)


@pytest.mark.parametrize("kind", ["one hash", "few hashes", "all the same", "any hash"])
def test_the_comparisons_grow_as_the_photos_do(kind, small_numbers, monkeypatch) -> None:
    compared = 0
    close_hashes, correlations = near_duplicates._close_hashes, near_duplicates._correlations

    def count_hashes(dhashes, most_bits):
        nonlocal compared
        compared += len(dhashes) ** 2 // 2
        return close_hashes(dhashes, most_bits)

    def count_details(details, one, other):
        nonlocal compared
        compared += len(one)
        return correlations(details, one, other)

    monkeypatch.setattr(near_duplicates, "_close_hashes", count_hashes)
    monkeypatch.setattr(near_duplicates, "_correlations", count_details)
    for count in (1000, 4000):
        looks = {
            "one hash": lambda count: products(count),
            "few hashes": lambda count: products(count, hashes=200),
            "all the same": lambda count: products(1) * count,
            "any hash": lambda count: [
                Look(np.random.default_rng(place).bytes(8), look.detail) for place, look in enumerate(products(count))
            ],
        }[kind](count)
        compared = 0
        grouped(looks)
        assert compared < 1000 * count  # each with each would be 2,000 times the larger count


def test_a_burst_among_products_on_white_is_found(small_numbers) -> None:
    looks = products(600)
    chance = np.random.default_rng(1)
    for place in range(0, 40):  # taken again, a little noisier
        detail = np.frombuffer(looks[place].detail, np.int8) + chance.normal(0, 3, 768)
        looks.append(Look(looks[place].dhash, detail.clip(-127, 127).round().astype(np.int8).tobytes()))
    groups = grouped(looks)
    assert sum(groups[600 + place] == place for place in range(40)) >= 38
    assert groups[:600] == list(range(600))


def test_details_are_looked_at_only_where_they_may_be_alike(monkeypatch) -> None:
    compared = 0
    correlations = near_duplicates._correlations

    def count(details, one, other):
        nonlocal compared
        compared += len(one)
        return correlations(details, one, other)

    monkeypatch.setattr(near_duplicates, "_correlations", count)
    looks = products(1000)  # half a million pairs with the same hash
    assert grouped(looks) == list(range(1000))
    assert compared < 10_000
    chance = np.random.default_rng(1)
    for place in range(1000):  # again, just alike enough
        one = np.frombuffer(looks[place].detail, np.int8).astype(float)
        detail = 0.82 * one + np.sqrt(1 - 0.82**2) * chance.normal(0, 24, 768)
        looks.append(Look(looks[place].dhash, detail.clip(-127, 127).round().astype(np.int8).tobytes()))
    alike = [np.corrcoef(*(np.frombuffer(looks[k].detail, np.int8) for k in (p, 1000 + p)))[0, 1] for p in range(1000)]
    groups = grouped(looks)
    assert all(groups[1000 + place] == place for place in range(1000) if alike[place] > 0.81)


@pytest.mark.parametrize("count", [100, 1000])
def test_equal_photos_are_one_group_however_many(count, small_numbers) -> None:
    assert grouped(products(1) * count) == [0] * count


@given(
    st.integers(1, 40).flatmap(
        lambda count: st.lists(
            st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=20), max_size=4
        ).map(lambda blocks: (count, blocks))
    )
)
def test_joining_finds_the_connected_photos(case: tuple[int, list[list[tuple[int, int]]]]) -> None:
    count, blocks = case
    first = np.arange(count)
    expected = list(range(count))
    for block in blocks:
        pairs = np.array(block, dtype=np.intp).reshape(-1, 2)
        near_duplicates._join(first, pairs[:, 0], pairs[:, 1])
        for a, b in block:
            low, high = sorted((expected[a], expected[b]))
            expected = [low if place == high else place for place in expected]
        assert near_duplicates._groups(first, np.arange(count)).tolist() == expected
