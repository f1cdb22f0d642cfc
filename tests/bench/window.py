"""How long the Classify page takes for what a user does in a long list, and for how long it stops meanwhile.

``python tests/bench/window.py [PHOTOS] [--trained] [--rounds N] [--only WORDS]``

The real main window, offscreen, on an engine that answers at once: camera-trap folders, answers of the published
model's 1,000 categories (or ten with ``--trained``), no files. For each step: milliseconds until the list has painted
the result, of the clock and of the window's thread alone; and the same for the longest time in which no event was
taken in. Medians of the rounds; where other work runs beside, the thread's own time tells more.
"""

import argparse
import gc
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from fake_engine import CPU, FakeEngine
from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from effnet_desktop import app
from effnet_desktop.engine.classifying.groups import imagenet_categories
from effnet_desktop.engine.errors import PhotoError
from effnet_desktop.engine.records.classifying import (
    BackendReady,
    Category,
    Classification,
    GroupAnswer,
    PhotoFailed,
    Prediction,
    Timings,
)
from effnet_desktop.gui.classify import session
from effnet_desktop.gui.classify.arrangement import Query
from effnet_desktop.gui.classify.photo_model import ALL, FAILED, LOOK, Photo
from effnet_desktop.gui.main_window import MainWindow
from effnet_desktop.gui.settings import Settings

PATIENCE_SECONDS = 120
IDLE_SECONDS = 0.0005
REACH_MS, REACH_STALL_MS = 100, 50
TRAINED = tuple(map(Category, ("badger", "boar", "deer", "fox", "hare", "marten", "nothing", "person", "roe", "wolf")))


class AnsweringEngine(FakeEngine):
    """Answers each photo at once, as two models do that seldom agree on the unsure ones."""

    def __init__(self, categories: Sequence[Category]) -> None:
        super().__init__()
        self._categories = categories

    def categories_of(self, name: str) -> Sequence[Category]:
        return self._categories

    def answer(self, path: Path, model: str) -> Classification:
        chance = random.Random(f"{path.name}{path.parent.name}")
        best = chance.betavariate(2, 1)
        if model == "lite1" and best < 0.3:
            chance.random()
        shares = [best, *sorted((chance.random() * (1 - best) / 3 for _ in range(4)), reverse=True)]
        number = len(self._categories)
        places = [min(int(chance.paretovariate(0.3)) - 1, chance.randrange(number)), *chance.sample(range(number), 4)]
        predictions = tuple(
            Prediction(category.name, place, share, category.japanese, category.groups)
            for place, share in zip(places, shares, strict=True)
            if (category := self._categories[place])
        )
        groups = predictions[0].groups
        group = GroupAnswer(groups[-1], 0.9, predictions[:1]) if groups and best < 0.4 else None
        taken = datetime(2026, 1, 1) + timedelta(minutes=chance.randrange(300 * 24 * 60))
        timings = Timings(12.0, 1.0, 3.0)
        return Classification(path, model, predictions, timings, CPU, is_unsure=best < 0.4, group=group, taken=taken)

    def classify(self, paths, model, **_) -> Iterator[object]:
        yield BackendReady(model, CPU)
        for path in paths:
            self.gate.wait()
            bad = path.name.startswith("BAD")
            yield PhotoFailed(path, PhotoError("The file is empty.")) if bad else self.answer(path, model)


def paths(count: int) -> list[Path]:
    """Of photos as camera traps store them; one of 500 cannot be read."""
    made = []
    for number in range(count):
        folder = f"/photos/2026/site-{number // 2000:03}/DCIM/{100 + number % 2000 // 500}RECNX"
        made.append(Path(folder, f"{'RCNX' if number % 500 else 'BAD_'}{number % 10_000:04}.JPG"))
    return made


@dataclass
class Cost:
    """What a step cost, in milliseconds: until it was painted, and the longest time without an event."""

    until_painted: float
    until_painted_cpu: float
    stall: float
    stall_cpu: float


class Stall:
    """The longest time without an event, in milliseconds.

    Attributes:
        clock: By the clock.
        cpu: Of the window's thread alone.
    """

    def __init__(self) -> None:
        self.clock = self.cpu = 0.0

    def turn(self, step: Callable[[], object] = lambda: None) -> None:
        """Does what a user does, takes in the events, and sleeps for a moment where there are none."""
        before, before_cpu = time.perf_counter(), time.thread_time()
        step()
        QApplication.processEvents()
        seconds, seconds_cpu = time.perf_counter() - before, time.thread_time() - before_cpu
        self.clock, self.cpu = max(self.clock, 1000 * seconds), max(self.cpu, 1000 * seconds_cpu)
        if seconds < IDLE_SECONDS:
            time.sleep(IDLE_SECONDS)  # nothing to do just now, which is to cost no processor time


class Watch(QObject):
    """Takes the time of what happens in the window.

    Args:
        window: The main window.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.window = window
        self.page = window._classify_page
        self._paints = 0
        self.page._grid.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self._paints += event.type() == QEvent.Type.Paint
        return False

    def take(self, step: Callable[[], object], is_done: Callable[[], bool]) -> Cost:
        """Takes the time of a step until what it leads to is true and painted."""
        start, start_cpu = time.perf_counter(), time.thread_time()
        paints = self._paints
        cost = Cost(0, 0, 0, 0)
        stall = Stall()
        was_done = False
        stall.turn(step)
        while True:
            now, now_cpu = time.perf_counter(), time.thread_time()
            if not is_done():
                assert now < start + PATIENCE_SECONDS, "it has not come about"
            elif was_done and self._paints == paints:
                cost.stall, cost.stall_cpu = stall.clock, stall.cpu
                return cost  # nothing more was painted
            else:
                was_done, paints = True, self._paints
                cost.until_painted, cost.until_painted_cpu = 1000 * (now - start), 1000 * (now_cpu - start_cpu)
            stall.turn()

    def settle(self) -> None:
        """Waits until nothing moves."""
        quiet = 0
        while quiet < 20:
            QApplication.processEvents()
            time.sleep(0.002)
            lanes = (*self.window._classify.lanes, self.window._inference, self.window._pictures)
            quiet = quiet + 1 if self.is_arranged and not any(lane.is_busy for lane in lanes) else 0

    @property
    def is_arranged(self) -> bool:
        return self.page.shown.is_settled


class Table:
    """Collects the costs of steps over the rounds.

    Args:
        only: Words of which one must be in the name of a step that is timed.
    """

    def __init__(self, only: Sequence[str]) -> None:
        self._costs: dict[str, list[Cost]] = {}
        self._only = only

    def add(self, name: str, cost: Cost) -> None:
        self._costs.setdefault(name, []).append(cost)

    def print(self) -> None:
        """Prints a line a step."""
        print(f"{'':58} {'until painted':>15} {'longest stall':>15}")
        for name, costs in self._costs.items():
            if self._only and not any(word in name for word in self._only):
                continue
            whole, whole_cpu, stall, stall_cpu = (
                statistics.median(getattr(cost, field) for cost in costs) for field in Cost.__annotations__
            )
            over = " *" if whole_cpu > REACH_MS or stall_cpu > REACH_STALL_MS else ""
            print(f"{name:58} {whole:7.0f} ({whole_cpu:5.0f}) {stall:7.0f} ({stall_cpu:5.0f}){over}")


class Round:
    """Everything that is timed, once.

    Args:
        watch: Of the window.
        table: What the costs go to.
        engine: That answers.
    """

    def __init__(self, watch: Watch, table: Table, engine: AnsweringEngine) -> None:
        self._watch = watch
        self._table = table
        self._engine = engine
        self._page = watch.page
        self._photos = watch.page.photos

    def _time(self, name: str, step: Callable[[], object], is_done: Callable[[], bool] = lambda: True) -> None:
        """Times a step; it is done when the list follows, too."""
        watch = self._watch
        watch.settle()
        self._table.add(name, watch.take(step, lambda: watch.is_arranged and is_done()))

    def _show(self, query: Query) -> None:
        self._page.show_query(query, 160)
        self._watch.settle()

    def _shows(self, count: Callable[[], int]) -> Callable[[], bool]:
        return lambda: self._page.shown.count == count()

    def find(self) -> None:
        """Times the steps of finding."""
        page, photos, tree = self._page, self._photos, self._page._answers._tree
        self._show(Query())
        common = max(
            (key for key in page.shown.arrangement.counts if key.startswith("category: ")),
            key=page.shown.arrangement.counts.__getitem__,
        )
        for name, key in (("a category", common), ("Needs a look", LOOK), ("Failed", FAILED), ("All", ALL)):
            wanted = sum(key in photo.answers for photo in photos.all)
            self._time(f"choose {name}", lambda key=key: self._choose(key), self._shows(lambda wanted=wanted: wanted))
        search = page._find_bar._search
        typed = f"site-00 {'rcnx'}"
        for length in range(1, len(typed) + 1):
            words = typed[:length].split()
            wanted = sum(all(_has(photo, word) for word in words) for photo in photos.all)
            self._time(
                "type a letter of a search",
                lambda letter=typed[length - 1]: QTest.keyClick(search, letter),
                lambda wanted=wanted, text=typed[:length]: page.shown.query.text == text and page.shown.count == wanted,
            )
        self._time("empty the search", search.clear, self._shows(photos.rowCount))
        lowest = page._answers._lowest
        wanted_range = sum(photo.confidence >= 0.5 for photo in photos.all)
        self._time("confidence of 50 % and more", lambda: lowest.setValue(50), self._shows(lambda: wanted_range))
        self._time("of 0 % and more again", lambda: lowest.setValue(0), self._shows(photos.rowCount))

        sort, group = page._find_bar._sort, page._find_bar._group
        for key in ("confidence", "name", "category", "folder", "taken", "added"):
            self._time(
                f"sort by {key}",
                lambda key=key: sort.setCurrentIndex(sort.findData(key)),
                lambda key=key: page.shown.query.sort == key,
            )
        self._time("turn the order round", page._find_bar._direction.click)
        page._find_bar._direction.click()
        for key in ("category", "day", "folder"):
            self._time(
                f"group by {key}",
                lambda key=key: group.setCurrentIndex(group.findData(key)),
                lambda: page.shown.has_headings,
            )
        first = page.shown.sections[0]
        fewer = photos.rowCount() - len(first.photos)
        self._time("fold a heading", lambda: page._fold(first.key), lambda: page.shown.rowCount() == fewer)
        self._time("unfold it", lambda: page._fold(first.key), lambda: page.shown.rowCount() == photos.rowCount())
        self._time(
            "select all of a heading",
            lambda: page._grid.select_section(0),
            lambda: page._grid.selected_count() == len(first.photos),
        )
        group.setCurrentIndex(0)
        self._time("choose All without headings", lambda: tree.setCurrentItem(tree._items[ALL]))
        self._select_all("select all (and count)")
        self._time("sort with all selected", lambda: sort.setCurrentIndex(sort.findData("confidence")))
        self._time("choose Needs a look with all selected", lambda: self._choose(LOOK))
        self._time("choose All with these selected", lambda: self._choose(ALL))
        self._time("select one of them again", lambda: page._grid.select_row(0))
        sort.setCurrentIndex(0)
        for width in (80, 480, 160):
            self._time(f"pictures of {width} pixels", lambda width=width: page._find_bar.set_size(width))
        page._grid.select_row(0)
        pages = 0
        while pages < 30:
            self._time("page down", lambda: QTest.keyClick(page._grid, Qt.Key.Key_PageDown))
            pages += 1
        self._time("to the end", lambda: QTest.keyClick(page._grid, Qt.Key.Key_End))
        QTest.keyClick(page._grid, Qt.Key.Key_Home)

    def _choose(self, key: str) -> None:
        tree = self._page._answers._tree
        tree.setCurrentItem(tree._items[key])

    def _select_all(self, name: str) -> None:
        page = self._page
        count = page.shown.rowCount()
        self._time(name, page._grid.selectAll, lambda: page._grid.selected_count() == count)

    def change(self) -> None:
        """Times the steps of review and undo: in the plain list, then filtered, sorted and grouped."""
        page, photos = self._page, self._photos
        undo, redo = page.undo_stack.undo, page.undo_stack.redo
        category = self._engine.categories_of("")[7].name
        whole = photos.rowCount()
        for query, where in (
            (Query(), ""),
            (Query(frozenset((ALL,)), "site", 1, 100, "confidence", True, "category"), ", sorted, filtered, grouped"),
        ):
            self._show(query)
            count = page.shown.rowCount()
            self._select_rows(100)
            self._judge("mark 100 as right", where, lambda: page._mark(True))
            self._select_rows(count)
            self._judge("name all selected", where, lambda: page._correct(category))
            self._watch.settle()
            unsure = self._select_unsure()
            self._time("delete some" + where, page._remove, lambda unsure=unsure: photos.rowCount() == whole - unsure)
            self._time("undo the deletion" + where, undo, lambda: photos.rowCount() == whole)
            self._time("redo the deletion" + where, redo, lambda unsure=unsure: photos.rowCount() == whole - unsure)
            undo()
            self._watch.settle()
            self._select_rows(count)
            self._time("delete all" + where, page._remove, lambda count=count: photos.rowCount() == whole - count)
            self._time("undo the deletion of all" + where, undo, lambda: photos.rowCount() == whole)
            self._time("clear" + where, self._watch.window._classify.clear, lambda: photos.rowCount() == 0)
            self._time("undo clear" + where, undo, lambda: photos.rowCount() == whole)
            new = [Path("/photos/site-new", f"{number:04}.jpg") for number in range(100)]
            self._time(
                "100 new answers" + where,
                lambda new=new: self._watch.window._classify._add_photos(tuple(new)),
                lambda: photos.counts.photos == whole + 100 and not photos.counts.pending,
            )
            photos.remove(range(whole, whole + 100))
        self._show(Query())

    def _select_unsure(self) -> int:
        """Selects what needs a look, here and there in the list; returns how many photos that are."""
        self._choose(LOOK)
        self._watch.settle()
        self._page._grid.selectAll()
        self._choose(ALL)
        self._watch.settle()
        return self._page._grid.selected_count()

    def _judge(self, name: str, where: str, step: Callable[[], object]) -> None:
        """Times what is said of the selected photos, its undoing and its redoing."""
        undo, redo = self._page.undo_stack.undo, self._page.undo_stack.redo
        counts = self._photos.counts
        said = sum(photo.answer is not None for photo in self._page._grid.selected_photos())
        self._time(name + where, step, lambda: counts.with_truth == said)
        self._time(f"undo: {name}{where}", undo, lambda: counts.with_truth == 0)
        self._time(f"redo: {name}{where}", redo, lambda: counts.with_truth == said)
        undo()

    def _select_rows(self, count: int) -> None:
        grid = self._page._grid
        selection = QItemSelection(grid.shown.index(0), grid.shown.index(count - 1))
        grid.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._watch.settle()

    def switch(self, settings: Settings) -> None:
        """Times the change to another model, and the way back to answers that were kept."""
        photos = self._photos
        answered = photos.counts.answered
        self._engine.gate.clear()
        self._time("another model, nothing answered yet", lambda: setattr(settings, "model", "lite1"))
        self._table.add(
            "all answered by it at once",
            self._watch.take(self._engine.gate.set, lambda: not photos.counts.pending and self._watch.is_arranged),
        )
        for place, model in enumerate(("lite0", "lite1", "lite0")):
            self._time(
                f"switch back to kept answers{' (forth)' * (place == 1)}",
                lambda model=model: setattr(settings, "model", model),
                lambda: photos.counts.answered == answered,
            )


def main(count: int, rounds: int, categories: Sequence[Category], only: Sequence[str]) -> None:
    """Prints the table."""
    application = QApplication([])
    app.keep_pauses_short()
    engine = AnsweringEngine(categories)
    files = paths(count)
    table = Table(only)
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder)
        settings = Settings(data_dir / "settings.ini")
        settings.has_started = "yes"
        header = session.Header(" ".join((settings.model, settings.device, settings.precision, settings.framing)))
        entries = (
            session.Entry(file, None if file.name.startswith("BAD") else engine.answer(file, "lite0")) for file in files
        )
        for _ in session.save(data_dir / "session.jsonl", header, entries):
            pass
        gc.collect()
        for number in range(rounds):
            before = _rss()
            window = MainWindow(engine, settings, data_dir)
            watch = Watch(window)
            _go_through(watch, table, engine, count)
            if not number:
                print(f"{count} photos took {_rss() - before:.0f} MB more than none, everything done with them once")
            window._shut_down()
            window.deleteLater()
            del window, watch
            gc.collect()
        table.print()
        application.quit()
        sys.stdout.flush()
        os._exit(0)  # without taking all of these objects apart


def _go_through(watch: Watch, table: Table, engine: AnsweringEngine, count: int) -> None:
    """Everything from the start to the end of a session."""
    window, photos = watch.window, watch.page.photos
    window.resize(1600, 1000)
    before = _rss()
    start = watch.take(
        window.show, lambda: photos.rowCount() == count and watch.is_arranged and not photos.counts.pending
    )
    table.add("start with the list of the last session", start)
    watch.settle()
    print(f"{count} photos with their answers: {_rss() - before:.0f} MB")
    one = Round(watch, table, engine)
    one.find()
    one.change()
    one.switch(window._settings)
    watch.settle()
    table.add("save the list beside", watch.take(*_saving(window)))
    watch.settle()
    table.add("close (which saves the list)", watch.take(window.close, lambda: not window.isVisible()))


def _saving(window: MainWindow) -> tuple[Callable[[], object], Callable[[], bool]]:
    return lambda: window._classify._save_soon.timeout.emit(), lambda: not window._classify._files.is_busy


def _has(photo: Photo, word: str) -> bool:
    return word in photo.path_text or (photo.entry is not None and word in photo.entry.words)


def _rss() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", nargs="?", type=int, default=100_000)
    parser.add_argument("--trained", action="store_true", help="ten categories of a user's own")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=[], help="print only the steps that have one of these words")
    arguments = parser.parse_args()
    main(arguments.photos, arguments.rounds, TRAINED if arguments.trained else imagenet_categories(), arguments.only)
