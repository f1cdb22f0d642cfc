"""What 100,000 photos cost, in one folder and in 1,000: ``python tests/bench/scale.py FOLDER [--photos N]``.

It cuts N small photos out of those in FOLDER, in a temporary folder (8 KB of disk each), and measures, each in a
process of its own, on real photos with the real model unless it says otherwise:

- `classify`: the command line. Seconds to the first answer, photos/s of the first and the last tenth, peak memory, and
  how much it grows with each photo once 5,000 have an answer, but for thumbnails, of which few are kept.
- `window`: the same of the real window, offscreen, and its longest time without an event while answers come in, while
  the user scrolls then, and while the user filters then; by the clock and of the window's thread alone.
- `quick`: the same of the window on answers that cost nothing, so that they come as fast as it takes them in.
- `check`: seconds until a folder is checked for training, the first time and again, and what of the second time is the
  search for near-duplicates; how much the last doubling of the photos costs.
- `alike`: that search alone, on photos of all kinds and on photos of which many look alike.
"""

import argparse
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from near_duplicates import make_looks
from PIL import Image

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.folders.near_duplicates import group_near_duplicates
from effnet_desktop.engine.photos.finding import find_photos
from effnet_desktop.engine.records.folders import FolderListed

PHOTOS = 100_000
FOLDERS = 1_000
SIDE = 200  # pixels of the longer side that photos are cut out of
WARM = 5_000  # photos after which memory is to stay as it is
SAMPLED = 50  # photos between two looks at the memory
SIZES = (0.05, 0.1, 0.2, 0.5, 1.0)  # of all photos
MODEL = "lite0"
REACH_BYTES, REACH_DOUBLING, REACH_STALL_MS = 1_000, 2.2, 50


@dataclass
class Run:
    """How photos were answered.

    Attributes:
        samples: Seconds since the start, photos with an answer, bytes of memory, and bytes of the cache in it.
    """

    start: float = field(default_factory=time.perf_counter)
    samples: list[tuple[float, int, int, int]] = field(default_factory=list)

    def note(self, answered: int, process: int | str = "self", cached: int = 0, is_last: bool = False) -> None:
        """Looks at the memory of a process where it is time to."""
        if is_last or (answered and (not self.samples or answered >= self.samples[-1][1] + SAMPLED)):
            self.samples.append((time.perf_counter() - self.start, answered, resident(process), cached))

    def print(self, name: str) -> None:
        """Prints a line."""
        seconds, answered, memory, cached = np.array(self.samples, float).T
        tenth = answered[-1] / 10
        ends = np.diff(np.interp([1, tenth, 9 * tenth, np.inf], answered, seconds))
        first, last = tenth / ends[0], tenth / ends[2]
        warm = answered >= WARM
        slope = np.polyfit(answered[warm], (memory - cached)[warm], 1)[0] if warm.sum() > 2 else np.nan
        beside = f" beside {cached.max() / 2**20:.0f} MB of thumbnails, which have a bound" * bool(cached.max())
        print(
            f"{name}: {answered[-1]:.0f} photos, the first answer after {seconds[0]:.1f} s, then {first:.0f} and in "
            f"the end {last:.0f} photos/s; {memory.max() / 2**20:.0f} MB at the most, {slope:.0f} bytes more "
            f"a photo{beside} (reach {REACH_BYTES})",
            flush=True,
        )


def resident(process: int | str = "self") -> int:
    """Bytes of memory that a process holds."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def make_photos(source: Path, folder: Path, count: int) -> dict[str, Path]:
    """Cuts photos out of others, each another part of one, and puts them into one folder and into 1,000.

    Neighbours come from one photo, so that half of the folder has half as many kinds, not half as many of each.
    """
    chance = random.Random(0)
    originals = list(find_photos([source]))
    chance.shuffle(originals)
    parts = [range(first, last) for first, last in pairwise(np.linspace(0, count, len(originals) + 1).astype(int))]
    in_one, in_many = folder / "one" / "photos", folder / "many"
    in_one.mkdir(parents=True)
    for number in range(FOLDERS):
        (in_many / f"site-{number:03}").mkdir(parents=True)
    for original, part in zip(originals, parts, strict=True):
        if not part:
            continue
        with Image.open(original) as opened:
            opened.draft("RGB", (SIDE, SIDE))
            photo = opened.convert("RGB")
        photo.thumbnail((SIDE, SIDE))
        for number in part:
            share = chance.uniform(0.6, 0.95)
            width, height = round(share * photo.width), round(share * photo.height)
            left, top = chance.randrange(photo.width - width + 1), chance.randrange(photo.height - height + 1)
            file = in_one / f"IMG_{number:06}.jpg"
            photo.crop((left, top, left + width, top + height)).save(file, quality=75)
            os.link(file, in_many / f"site-{number % FOLDERS:03}" / file.name)
    return {"one folder": in_one.parent, "1,000 folders": in_many}


def alone(function: Callable[..., Any], *arguments: object) -> Any:
    """What a function returns in a process of its own, so that its memory is its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(function, *arguments).result()


def classify(name: str, folder: Path, data_dir: Path) -> None:
    """Reads what the command line prints."""
    command = [sys.executable, "-m", "effnet_desktop", "--data-dir", str(data_dir), "classify", str(folder)]
    command += ["--model", MODEL, "--device", "cpu", "--json"]
    run = Run()
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}  # as on a terminal
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as process:
        for answered, line in enumerate(process.stdout or (), 1):
            if not line.startswith(b'{"summary"'):
                run.note(answered, process.pid)
    run.print(f"classify, {name}")


def window(name: str, folder: Path, data_dir: Path, is_quick: bool) -> None:
    """Opens a folder in the window; scrolls and filters while answers come in."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication
    from window import AnsweringEngine, Stall

    from effnet_desktop import app
    from effnet_desktop.engine.classifying.groups import imagenet_categories
    from effnet_desktop.gui.classify.photo_model import ALL, LOOK
    from effnet_desktop.gui.main_window import MainWindow
    from effnet_desktop.gui.settings import Settings

    class QuickEngine(AnsweringEngine):
        find_photos = Engine.find_photos
        thumbnails = Engine.thumbnails

    count = sum(1 for _ in find_photos([folder]))
    application = QApplication([])
    app.keep_pauses_short()
    settings = Settings(data_dir / "settings.ini")
    settings.has_started, settings.model, settings.device, settings.keeps_list = "yes", MODEL, "cpu", "no"
    shown = MainWindow(QuickEngine(imagenet_categories()) if is_quick else Engine(data_dir), settings, data_dir)
    shown.resize(1600, 1000)
    shown.show()
    page = shown._classify_page
    counts, search, tree = page.photos.counts, page._find_bar._search, page._answers._tree

    def scroll() -> Iterator[None]:
        while True:
            for key in [Qt.Key.Key_PageDown] * 20 + [Qt.Key.Key_End, Qt.Key.Key_Home]:
                QTest.keyClick(page._grid, key)
                yield

    def choose(key: str) -> None:
        if key in tree._items:
            tree.setCurrentItem(tree._items[key])

    def find() -> Iterator[None]:
        sort, lowest = page._find_bar._sort, page._answers._lowest
        while True:
            for letter in "img_0":
                QTest.keyClick(search, letter)
                yield
            for step in (
                search.clear,
                lambda: choose(LOOK),
                lambda: lowest.setValue(50),
                lambda: lowest.setValue(0),
                lambda: choose(ALL),
                lambda: sort.setCurrentIndex(sort.findData("confidence")),
                lambda: sort.setCurrentIndex(sort.findData("added")),
            ):
                step()
                yield

    run = Run()
    shown.add_paths([folder])
    # What the user does until so many of the photos have an answer, and seconds between two steps.
    parts: Sequence[tuple[str, float, Iterator[None], float]] = (
        ("nothing", 0.3, iter(lambda: None, 0), 1),
        ("scrolling", 0.6, scroll(), 0.05),
        ("filtering", 0.9, find(), 0.25),
        ("nothing again", 1.0, iter(lambda: None, 0), 1),
    )
    stalls = []
    for user, share, steps, pause in parts:
        if user == "nothing again":
            page.show_query(type(page.shown.query)(), 160)
        stall, due = Stall(), time.perf_counter()
        while counts.answered + counts.failed < max(1, share * count):
            is_due = time.perf_counter() >= due
            due += pause * is_due
            stall.turn((lambda steps=steps: next(steps)) if is_due else lambda: None)
            run.note(counts.answered, cached=page._thumbnails._bytes)
        stalls.append(f"{user} {stall.clock:.0f} ({stall.cpu:.0f})")
    run.note(counts.answered, cached=page._thumbnails._bytes, is_last=True)
    run.print(f"window, {name}{', answers that cost nothing' * is_quick}")
    print(f"  longest stall (of the window's thread alone) in ms, the user doing: {', '.join(stalls)}", flush=True)
    shown.close()
    application.quit()


def check(name: str, folder: Path, count: int, data_dir: Path) -> tuple[float, float, float]:
    """Seconds of the processor for a folder's first check, its second one, and the search for near-duplicates."""
    engine = Engine(data_dir)
    clock, seconds, peak = [], [], 0
    for _ in range(2):
        start, start_cpu = time.perf_counter(), time.process_time()
        began = ended = 0.0
        for event in engine.inspect_folder(folder):
            now = time.process_time()
            peak = max(peak, resident())
            if not isinstance(event, FolderListed) and event.step.template == "Comparing photos":
                began, ended = began or now, now
        clock.append(time.perf_counter() - start)
        seconds.append(time.process_time() - start_cpu)
    print(
        f"check, {count} photos in {name}: {clock[0]:.1f} s ({seconds[0]:.1f} of the processor), again "
        f"{clock[1]:.1f} ({seconds[1]:.1f}), near-duplicates ({ended - began:.1f}); {peak / 2**20:.0f} MB at the most",
        flush=True,
    )
    return seconds[0], seconds[1], ended - began


def check_all(name: str, folder: Path, data_dir: Path) -> None:
    """Checks parts of a folder of several sizes."""
    photos = list(find_photos([folder]))
    known = {}
    for share in SIZES:
        with tempfile.TemporaryDirectory(dir=data_dir) as part:
            for photo in photos[: round(share * len(photos))]:
                place = Path(part) / "photos" / photo.relative_to(folder)
                place.parent.mkdir(parents=True, exist_ok=True)
                os.link(photo, place)
            count = round(share * len(photos))
            known[share] = alone(check, name, Path(part) / "photos", count, Path(part) / "data")
    first, again, search = (known[1.0][place] / known[0.5][place] for place in range(3))
    print(
        f"  the last doubling costs {first:.2f} times as much of the processor, again {again:.2f}, near-duplicates "
        f"{search:.2f} (reach {REACH_DOUBLING})",
        flush=True,
    )


def alike(count: int) -> None:
    """Searches made-up looks for near-duplicates."""
    for name, share in (("all kinds", 1.0), ("products on white, one hash a hundred photos", 0.01), ("one hash", 0.0)):
        seconds = {}
        for size in SIZES:
            some = round(size * count)
            looks = make_looks(some, max(1, round(share * some)))
            start = time.process_time()
            for _ in group_near_duplicates(looks, ["category"] * some):
                pass
            seconds[size] = time.process_time() - start
        shown = ", ".join(f"{round(size * count)} in {seconds[size]:.1f} s" for size in SIZES)
        print(
            f"alike, {name}: {shown} of CPU; the last doubling costs {seconds[1.0] / seconds[0.5]:.2f} times as much "
            f"(reach {REACH_DOUBLING})",
            flush=True,
        )


PARTS = ("classify", "window", "quick", "check", "alike")


def main(source: Path, count: int, parts: Sequence[str], layouts: Sequence[str]) -> None:
    """Prints the lines of each part."""
    with tempfile.TemporaryDirectory(prefix="effnet-scale-") as temporary:
        folder = Path(temporary)
        start = time.perf_counter()
        made = make_photos(source, folder / "photos", count)
        print(f"{count} photos made in {time.perf_counter() - start:.0f} s", flush=True)
        data_dir = folder / "data"
        for _ in Engine(data_dir).classify([next(find_photos([source]))], MODEL, device="cpu"):
            pass  # so that the model is converted
        for name, photos in made.items():
            if layouts and name.split()[0] not in layouts:
                continue
            if "classify" in parts:
                classify(name, photos, data_dir)
            for part in ("window", "quick"):
                if part in parts:
                    alone(window, name, photos, data_dir, part == "quick")
            if "check" in parts:
                check_all(name, photos, folder)
        if "alike" in parts:
            alone(alike, count)


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="of photos of any size")
    parser.add_argument("--photos", type=int, default=PHOTOS)
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS)
    parser.add_argument("--layouts", nargs="*", choices=("one", "1,000"), default=())
    arguments = parser.parse_args()
    main(arguments.folder, arguments.photos, arguments.only, arguments.layouts)
