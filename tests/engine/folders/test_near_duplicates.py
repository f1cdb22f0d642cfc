"""The parts of near-duplicates; what they do for a folder is in test_dataset.py."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from effnet_desktop.engine.folders import near_duplicates


def test_each_byte_of_a_hash_knows_all_rows_and_columns() -> None:
    whole = np.tile(np.arange(9, dtype=np.uint8) * 20, (8, 1))
    assert near_duplicates._dhash(Image.fromarray(whole)) == b"\xff" * 8
    for row in range(8):
        for column in range(8):
            one = np.zeros((8, 9), dtype=np.uint8)
            one[row, column + 1 :] = 200
            expected = bytearray(8)
            expected[(column - row) % 8] = 128 >> row
            assert near_duplicates._dhash(Image.fromarray(one)) == expected


def test_many_hashes_are_compared_by_their_bytes() -> None:
    chance = np.random.default_rng(0)
    hashes = chance.integers(0, 2**64, 5000, dtype=np.uint64)
    for place in range(300):  # a neighbour with up to 7 other bits
        bits = chance.choice(64, chance.integers(0, 8), replace=False)
        hashes[4000 + place] = hashes[place] ^ np.bitwise_or.reduce(np.uint64(1) << bits.astype(np.uint64), initial=0)
    found = {
        (int(a), int(b))
        for one, other in near_duplicates._close_hashes(hashes, 12)
        for a, b in zip(one, other, strict=True)
    }
    distances = np.bitwise_count(hashes[:, None] ^ hashes)
    near = {(int(a), int(b)) for a, b in np.argwhere(distances <= 7) if a < b}
    assert len(near) >= 300
    assert near <= found
    assert all(a < b and distances[a, b] <= 12 for a, b in found)


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
        assert first.tolist() == expected
