"""How long it takes to find near-duplicates: ``python tests/bench/near_duplicates.py``.

Of 100,000 photos of all kinds, and of products on white, whose hashes tell little apart.
"""

import time

import numpy as np

from effnet_desktop.engine.folders.near_duplicates import DHASH_BYTES, SIDE, Look, group_near_duplicates


def make_looks(count: int, hashes: int) -> list[Look]:
    """Photos whose details have nothing in common, with so many different hashes."""
    chance = np.random.default_rng(0)
    different = [chance.bytes(DHASH_BYTES) for _ in range(hashes)]
    details = chance.normal(0, 24, (count, 3 * SIDE * SIDE)).clip(-127, 127).astype(np.int8)
    return [Look(different[place % hashes], detail.tobytes()) for place, detail in enumerate(details)]


def main() -> None:
    """Prints a line a folder."""
    for name, count, hashes in (
        ("100,000 photos of all kinds", 100_000, 100_000),
        ("8,000 products on white", 8_000, 1),
        ("50,000 products on white", 50_000, 1),
    ):
        looks = make_looks(count, hashes)
        start = time.process_time()
        for _ in group_near_duplicates(looks, ["category"] * count):
            pass
        print(f"{name}: {time.process_time() - start:.1f} s of CPU")


if __name__ == "__main__":
    main()
