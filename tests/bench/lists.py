"""Prints how fast lists of photos are answered where a faster backend may take over, against the first one alone.

On many cores the others are also processes that decode; alone, threads do.

Run on an idle machine, both in turns: ``python tests/bench/lists.py FOLDER [PHOTOS...]``
"""

import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path
from unittest import mock

from running import run

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.photos.finding import find_photos

ROUNDS = 4


def main() -> None:
    """Measures lists of 1, 10, 400 and 4,000 photos, or of the lengths that are named, with Lite0."""
    found = list(find_photos([Path(sys.argv[1])]))
    lengths = [int(length) for length in sys.argv[2:]] or [1, 10, 400, 4000]
    with tempfile.TemporaryDirectory() as work:
        run(Engine(Path(work)).classify(found[:1], "lite0"))  # converts the model
        for length in lengths:
            photos = [*islice(cycle(found), length)]
            seconds: dict[str, list[float]] = {"alone": [], "with others": []}
            for number in range(ROUNDS):
                for name in sorted(seconds, reverse=number % 2 == 1):  # either goes first as often
                    seconds[name].append(answer(Path(work), photos, is_alone=name == "alone"))
            alone, others = (statistics.median(own) for own in seconds.values())
            print(
                f"{length:6} photos: {alone:7.2f} s alone, {others:7.2f} s where others may take over"
                f" ({others / alone:.2f} times; {length / alone:.0f} and {length / others:.0f} photos/s)",
                flush=True,
            )


def answer(work: Path, photos: list[Path], is_alone: bool) -> float:
    """Seconds from an engine that has nothing loaded to the last answer."""
    classifying = "effnet_desktop.engine.classifying"
    with ExitStack() as patches:
        if is_alone:
            patches.enter_context(mock.patch(f"{classifying}.candidates.find_candidates", return_value=[]))
            patches.enter_context(mock.patch(f"{classifying}.classifier.may_use_processes", return_value=False))
        started = time.perf_counter()
        run(Engine(work).classify(photos, "lite0"))
        return time.perf_counter() - started


if __name__ == "__main__":
    main()
