"""Kills filing, moving, going on and undoing at random moments; and times many photos into one folder.

``python tests/bench/filing.py [KILLS] [PHOTOS] [--bytes N] [--other-disk FOLDER]``

After each kill, `undo` has to bring the photos back to every hash and time, those of their folders included, and to
leave nothing at the target. The other disk is for moves between disks: an empty folder on one.
"""

import argparse
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from killed import make_tree, run_and_kill, tree

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.records.filing import AnsweredPhoto, FilingConfig


def kill(kills: int, other_disk: Path | None) -> None:
    """Prints how often all was as before."""
    chance = random.Random(0)
    ways: list[tuple[str, Path | None]] = [("copy", None), ("move", None), ("link", None)]
    ways += [("move", other_disk)] if other_disk else []
    for way, elsewhere in ways:
        right = killed = 0
        for _ in range(kills):
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                photos = make_tree(folder, 40)
                target = (elsewhere or folder) / "sorted"
                before = tree(photos)
                killed += run_and_kill(way, folder, chance.randrange(20, 450), target) is None
                for verb in chance.choice([[], ["undo"], ["resume"], ["resume", "undo"], ["undo", "undo"]]):
                    killed += run_and_kill(verb, folder, chance.randrange(5, 450), target) is None
                engine = Engine(folder / "data")
                for run in engine.filing_runs():  # taken back already or not: it may be done again
                    _end(engine.undo_filing(run.name))
                right += tree(photos) == before and not target.exists()
                shutil.rmtree(target, ignore_errors=True)
        print(f"{way}{' to another disk' if elsewhere else ''}: {right} of {kills} right after {killed} kills in all")


def many(count: int, size: int) -> None:
    """Prints how long it takes to file many photos into one folder, and to undo it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "photos").mkdir()
        data = os.urandom(size)
        photos = []
        for number in range(count):
            path = folder / "photos" / f"IMG_{number:06}.jpg"
            path.write_bytes(number.to_bytes(4, "big") + data)
            photos.append(AnsweredPhoto(path, "cat", 0.9))
        engine = Engine(folder / "data")
        for way in ("copy", "move", "link"):
            start = time.perf_counter()
            plan = _end(engine.plan_filing(photos, FilingConfig(folder / "sorted", way)))
            planned = time.perf_counter()
            _end(engine.file_photos(plan))
            filed = time.perf_counter()
            _end(engine.undo_filing())
            undone = time.perf_counter()
            print(
                f"{count} photos of {size} bytes into one folder, {way}: planned in {planned - start:.1f} s, "
                f"filed in {filed - planned:.1f} s, undone in {undone - filed:.1f} s, "
                f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB of memory at the most so far"
            )


def _end(verb):
    while True:
        try:
            next(verb)
        except StopIteration as stop:
            return stop.value


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", nargs="?", type=int, default=20)
    parser.add_argument("photos", nargs="?", type=int, default=50_000)
    parser.add_argument("--bytes", type=int, default=100_000, help="of each of these photos")
    parser.add_argument("--other-disk", type=Path)
    arguments = parser.parse_args()
    kill(arguments.kills, arguments.other_disk)
    many(arguments.photos, arguments.bytes)
