"""What few answers teach, and how long piles take: ``python tests/bench/piles.py FOLDER``.

FOLDER holds ``train`` and ``val`` folders of category folders, such as imagenette's. Of half of the photos in ``train``
some are asked about: chosen at random, as centres of k-means clusters, or as the app does. A head of these (and what
the app guesses from them) is measured on ``val``, for five seeds.
"""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from running import run

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.folders.dataset import inspect
from effnet_desktop.engine.photos.finding import Search
from effnet_desktop.engine.piles import clustering, questions
from effnet_desktop.engine.records.folders import LabelledPhoto
from effnet_desktop.engine.training.features import extract_features
from effnet_desktop.engine.training.head import fit_head

SEEDS = 5
BUDGETS = (20, 50, 100, 200)
BATCH = 10


def read(folder: Path, data: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, categories and whether each photo is to be measured on."""
    engine = Engine(data)
    _, dataset = run(inspect(folder, None, engine._feature_cache))
    info = engine._store.find_installed("lite0")
    start = time.monotonic()
    extracting = extract_features(engine._store, info, dataset.photos, engine._feature_cache)
    _, (features, mask, known) = run(extracting)
    print(f"features: {len(features)} photos, {known} known before, {time.monotonic() - start:.1f} s")
    photos = [photo for photo, ok in zip(dataset.photos, mask, strict=True) if ok]
    labels = np.array([photo.category for photo in photos])
    return features, labels, np.array([photo.split == "val" for photo in photos])


def centres(space: clustering.Space, count: int) -> np.ndarray:
    """The photo nearest to the centre of each cluster."""
    pile_of = clustering.cut(space.tree, space.points, count)
    piles = [np.flatnonzero(pile_of == pile) for pile in range(count)]
    return np.array([places[clustering.centre_first(space.points[places])[0]] for places in piles])


def ask(space: clustering.Space, truth: np.ndarray, count: int) -> np.ndarray:
    """The photos that the app asks about, some at a time."""
    labels = np.full(len(truth), questions.UNKNOWN)
    while (left := count - np.count_nonzero(labels != questions.UNKNOWN)) > 0:
        known = np.count_nonzero(labels != questions.UNKNOWN)
        chosen = questions.choose_questions(space, labels, min(left, BATCH if known else BUDGETS[0]))
        labels[chosen] = truth[chosen]
    return np.flatnonzero(labels != questions.UNKNOWN)


def main(folder: Path, data: Path) -> None:
    """Prints what is right of the photos in ``val``, the purity of 20 piles, and times."""
    features, truth, is_val = read(folder, data)
    rows: dict[tuple[int, str], list[float]] = {}
    purity = []
    for seed in range(SEEDS):
        chance = np.random.default_rng(seed)
        train = np.flatnonzero(~is_val)
        pool = np.sort(chance.choice(train, len(train) // 2, replace=False))
        space = clustering.make_space(features[pool], seed)
        # Those to measure on lie in the same space, but nobody is asked about them, nor does it know them.
        y = truth[pool]
        pile_of = clustering.cut(space.tree, space.points, 20)
        purity.append(sum(np.bincount(y[pile_of == pile]).max() for pile in range(20)) / len(y))
        for count in BUDGETS:
            for name, asked in (
                ("random", chance.choice(len(pool), count, replace=False)),
                ("centres", centres(space, count)),
                ("ours", ask(space, y, count)),
            ):
                head = fit_head(features[pool][asked], y[asked], int(truth.max()) + 1, l2=0.01)
                right = head.logits(features[is_val]).argmax(axis=1) == truth[is_val]
                rows.setdefault((count, f"{name}, head"), []).append(right.mean())
                labels = np.full(len(pool), questions.UNKNOWN)
                labels[asked] = y[asked]
                right = questions.guess(space, labels).argmax(axis=1)[labels == questions.UNKNOWN]
                others = y[labels == questions.UNKNOWN]
                rows.setdefault((count, f"{name}, guess of the rest"), []).append((right == others).mean())
    for (count, name), shares in rows.items():
        print(f"{count:4} {name:28} {np.mean(shares):.1%} (from {min(shares):.1%} to {max(shares):.1%})")
    print(f"purity of 20 piles: {np.mean(purity):.1%}")
    measure_drop(folder)
    measure_speed()


def measure_drop(folder: Path) -> None:
    """From the drop of a folder to its piles, beside the pass through the network alone, in turn; nothing is known."""
    paths = tuple(Search([folder]).photos())
    photos = [LabelledPhoto(path, 0, "train", place, path.name) for place, path in enumerate(paths)]
    for _ in range(3):
        seconds = []
        for is_drop in (False, True):
            with TemporaryDirectory() as data:
                engine = Engine(Path(data))
                info = engine._store.find_installed("lite0")
                run(engine._store.convert(info))
                start = time.monotonic()
                if is_drop:
                    run(engine.open_piles(folder))
                else:
                    run(extract_features(engine._store, info, photos, engine._feature_cache))
                seconds.append(time.monotonic() - start)
        print(f"{len(paths):,} photos: features {seconds[0]:.1f} s, drop to piles {seconds[1]:.1f} s", end="")
        print(f", {seconds[1] / seconds[0]:.2f} times")


def measure_speed() -> None:
    """Times of made-up features in 200 clusters."""
    for count in (5_000, 100_000):
        chance = np.random.default_rng(0)
        middles = chance.random((200, 1280), np.float32)
        features = middles[chance.integers(200, size=count)] + chance.random((count, 1280), np.float32)
        start = time.perf_counter()
        space = clustering.make_space(features)
        made = time.perf_counter()
        clustering.cut(space.tree, space.points, 20)
        cut = time.perf_counter()
        clustering.cut(space.tree, space.points, 100)
        print(
            f"{count:,} photos: {made - start:.2f} s to piles of any number, then {cut - made:.3f} s to 20 and "
            f"{time.perf_counter() - cut:.3f} s to 100"
        )


if __name__ == "__main__":
    with TemporaryDirectory() as made:
        main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else Path(made))
