"""Times what a user does with a long list on the Classify page: until it is painted, and the longest stall.

Run on an idle machine, offscreen: ``python tests/bench/window.py [PHOTOS]`` (100,000 unless given)
The photos are made up: a camera trap's names, folders and times, with answers of Lite0's 1,000 categories. Each row is
the median of three times, in milliseconds: from the click until what it asks for is on the screen, and the longest
time in which the window took no other event.
"""

import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import PhotoError
from effnet_desktop.engine.records.classifying import (
    Category,
    Classification,
    PhotoFailed,
    Prediction,
    Timings,
)
from effnet_desktop.engine.records.devices import Device
from effnet_desktop.gui.classify import session
from effnet_desktop.gui.classify.arrangement import Query
from effnet_desktop.gui.classify.classify_page import ClassifyPage
from effnet_desktop.gui.classify.photo_model import FAILED, LOOK

ROUNDS = 3
CPU = Device("cpu", "CPU", "OpenVINO", "f32")
EVERYTHING = Query()


class Painted(QObject):
    """Notes that a widget was painted."""

    def __init__(self, widget: QObject) -> None:
        super().__init__(widget)
        self.is_done = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.is_done = True
        return False


def made_up(count: int, categories: tuple[Category, ...], model: str, seed: int) -> Iterator[Classification]:
    """Answers of a camera trap: a folder for each of 60 places, 2,000 photos each, a few minutes apart."""
    chance = random.Random(seed)
    time_taken = datetime(2026, 1, 1)
    for number in range(count):
        place = number // 2000 % 60
        path = Path("/traps", f"place {place}", f"IMG_{number:06d}.JPG")
        best = min(int(chance.expovariate(1 / 60)), len(categories) - 1)
        confidence = chance.uniform(0.2, 1)
        predictions = tuple(
            Prediction(each.name, index, share, each.japanese, each.groups)
            for index, share in ((best, confidence), ((best + 1) % len(categories), (1 - confidence) / 2))
            for each in (categories[index],)
        )
        time_taken += timedelta(minutes=chance.expovariate(1 / 7))
        yield Classification(
            path, model, predictions, Timings(1.0, 1.0, 1.0), CPU, is_unsure=confidence < 0.45, taken=time_taken
        )


class Bench:
    """The page, and the clock."""

    def __init__(self, application: QApplication, page: ClassifyPage) -> None:
        self._application = application
        self._page = page
        self._painted = Painted(page._grid.viewport())

    def _is_settled(self) -> bool:
        shown = self._page.shown
        return shown._steps is None and not shown._soon.isActive() and not self._page._find_bar._typing.isActive()

    def settle(self) -> float:
        """Lets the page come to rest.

        Returns:
            Milliseconds of the longest stall.
        """
        longest = 0.0
        is_first = True
        viewport = self._page._grid.viewport()
        while is_first or not (self._is_settled() and (self._painted.is_done or not viewport.isVisible())):
            start = time.perf_counter()
            self._application.processEvents()
            longest = max(longest, 1000 * (time.perf_counter() - start))
            if not is_first and self._is_settled() and not self._painted.is_done:
                viewport.update()
            is_first = False
        return longest

    def time(self, act: Callable[[], object], before: Callable[[], object] = lambda: None) -> tuple[float, float]:
        """Milliseconds until it is painted, and of the longest stall."""
        times, stalls = [], []
        for _ in range(ROUNDS):
            before()
            self.settle()
            self._painted.is_done = False
            start = time.perf_counter()
            act()
            first = 1000 * (time.perf_counter() - start)
            stall = max(first, self.settle())
            times.append(1000 * (time.perf_counter() - start))
            stalls.append(stall)
        return statistics.median(times), statistics.median(stalls)


def run(count: int) -> None:
    application = QApplication.instance() or QApplication([])
    application.setStyle("Fusion")
    categories = Engine(Path(tempfile.mkdtemp())).categories_of("lite0")
    page = ClassifyPage()
    page.resize(1366, 768)
    page.set_categories(categories)
    page.show()
    bench = Bench(application, page)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def say(name: str, figures: tuple[float, float]) -> None:
        print(f"{name:44} {figures[0]:8.0f} {figures[1]:8.0f}", flush=True)

    print(f"{count:,} photos{'':31} {'painted':>8} {'stall':>8}  ms")
    answers = list(made_up(count, categories, "lite0", 0))
    start, stall = time.perf_counter(), 0.0
    for first in range(0, count, session.AT_A_TIME):
        began = time.perf_counter()
        part = answers[first : first + session.AT_A_TIME]
        page.photos.add_known([(answer.path, answer) for answer in part], is_outdated=False)
        application.processEvents()
        stall = max(stall, 1000 * (time.perf_counter() - began))
    bench.settle()
    say("the list of the last session comes back", (1000 * (time.perf_counter() - start), stall))
    for answer in answers[:: max(1, count // 50)]:
        page.show_result(PhotoFailed(answer.path, PhotoError("It is damaged.")))

    def show(query: Query) -> Callable[[], None]:
        return lambda: page.show_query(query, page.picture_width)

    name = page.shown.photos.photo(1).entry
    assert name is not None
    for title, query in (
        ("a category", Query(answers=frozenset((name.key,)))),
        ("needs a look", Query(answers=frozenset((LOOK,)))),
        ("failed", Query(answers=frozenset((FAILED,)))),
        ("text: one letter", Query(text="m")),
        ("text: 'place 7 img_01'", Query(text="place 7 img_01")),
        ("confidence from 30 to 60 %", Query(lowest=30, highest=60)),
        ("all of these at once", Query(frozenset((LOOK,)), "place", 30, 60, "confidence", True, "folder")),
        ("order: confidence", Query(sort="confidence")),
        ("order: name", Query(sort="name")),
        ("order: category", Query(sort="category")),
        ("order: folder", Query(sort="folder")),
        ("order: time taken", Query(sort="taken")),
        ("headings: category", Query(group="category")),
        ("headings: folder", Query(group="folder")),
        ("headings: day", Query(group="day")),
    ):
        say(title, bench.time(show(query), show(EVERYTHING)))
    by_folder = Query(group="folder")
    say("all again", bench.time(show(EVERYTHING), show(by_folder)))
    show(by_folder)()
    bench.settle()
    grid = page._grid
    say("fold a heading", bench.time(page._fold_section, lambda: grid.select_row(0)))
    page._unfold_all()
    say("select all under a heading", bench.time(page._select_section, lambda: grid.select_row(0)))
    say("select all", bench.time(grid.selectAll, lambda: grid.select_row(0)))
    grid.select_row(0)
    widths = iter([200, 160] * 10)
    say("size of the pictures", bench.time(lambda: page._find_bar.set_size(next(widths))))
    say("to the end", bench.time(lambda: grid.scrollToBottom(), lambda: grid.scrollToTop()))
    key = Qt.Key.Key_PageDown
    say("a page further", bench.time(lambda: QTest.keyClick(grid, key)))
    show(EVERYTHING)()
    bench.settle()

    def select(number: int) -> None:
        grid.select_row(0)
        for row in range(1, number):
            grid.selectionModel().select(page.shown.index(row), grid.selectionModel().SelectionFlag.Select)

    def undo() -> None:
        page.undo_stack.undo()

    def redo() -> None:
        page.undo_stack.redo()

    select(100)
    say("mark 100 as wrong", bench.time(lambda: page._mark(False)))
    grid.selectAll()
    say("correct all", bench.time(lambda: page._correct("tabby"), bench.settle))
    say("undo that", bench.time(undo, redo))
    select(100)
    say("remove 100", bench.time(page._remove, lambda: select(100)))
    say("bring them back", bench.time(undo, redo))
    say("clear", bench.time(page.clear, lambda: page.photos.rowCount() or undo()))
    say("bring all back", bench.time(undo, lambda: page.photos.rowCount() and page.clear()))
    others = [*made_up(count, categories, "lite1", 1)]
    page.outdate("lite0", "lite1")
    show(Query(frozenset((LOOK,)), sort="confidence", group="category"))()
    bench.settle()

    def answer_some() -> None:
        for _ in range(100):
            page.show_result(others.pop())

    say("100 answers of another model, filtered", bench.time(answer_some))
    show(EVERYTHING)()
    say("back to the model before", bench.time(lambda: page.outdate("lite1", "lite0")))

    file = Path(tempfile.mkdtemp(), "session.jsonl")
    entries = [session.Entry(photo.path, photo.classification) for photo in page.photos.all]
    start, stall = time.perf_counter(), 0.0
    steps = session.save(file, session.Header("lite0"), entries)
    while True:
        began = time.perf_counter()
        if next(steps, steps) is steps:
            break
        stall = max(stall, 1000 * (time.perf_counter() - began))
    say("save the list (in a worker)", (1000 * (time.perf_counter() - start), stall))
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"{file.stat().st_size / 1e6:.0f} MB on disk, at most {used / 1e3:.0f} MB of memory, for two models' answers")
    page.close()


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
