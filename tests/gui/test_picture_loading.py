"""Loading pictures: each photo is answered, what is urgent comes first, and nothing is loaded in vain."""

import threading
from pathlib import Path

import pytest
from fake_engine import FakeEngine

from effnet_desktop.engine.errors import EngineError
from effnet_desktop.engine.records.classifying import PhotoFailed, Thumbnail
from effnet_desktop.gui.picture_loading import PictureLoader, load_pictures
from effnet_desktop.tasks import Lane

SMALL, LARGE, MANY = 16, 64, 100
PATHS = [Path(f"/photos/{number}.jpg") for number in range(6)]


class Page:
    """Wants large pictures of `chosen`, then small ones of `visible`, two at a time."""

    def __init__(self) -> None:
        self.chosen: list[Path] = []
        self.visible: list[Path] = []
        self.shown: list[tuple[Path, int]] = []
        self.lost: list[tuple[Path, str]] = []

    def wanted(self) -> tuple[list[Path], int]:
        known = {*self.shown, *((path, SMALL) for path, _ in self.lost)}
        large = [path for path in self.chosen if (path, LARGE) not in known]
        small = [path for path in self.visible if (path, SMALL) not in known]
        return (large[:1], LARGE) if large else (small[:2], SMALL)

    def put(self, picture: Thumbnail | PhotoFailed, side: int) -> None:
        if isinstance(picture, PhotoFailed):
            self.lost.append((picture.path, str(picture.error)))
        else:
            self.shown.append((picture.path, side))


@pytest.fixture
def page() -> Page:
    return Page()


@pytest.fixture
def permits(engine):
    """Of these, each picture takes one before it is loaded."""
    permits, original = threading.Semaphore(0), engine.thumbnails

    def thumbnails(paths, side):
        for picture in original(paths, side):
            permits.acquire()
            yield picture

    engine.thumbnails = thumbnails
    yield permits
    permits.release(MANY)


@pytest.fixture
def lane(qapp):
    lane = Lane()
    yield lane
    lane.shutdown(2000)


def failing(engine: FakeEngine) -> None:
    """Makes the second picture of each task fail for an unforeseen reason."""
    original = engine.thumbnails

    def thumbnails(paths, side):
        yield from original(paths[:1], side)
        raise EngineError("The disk is gone.")

    engine.thumbnails = thumbnails


def test_each_picture_is_given_with_its_side(qtbot, engine, lane, page):
    task = load_pictures(engine, lane, [PATHS[0], Path("/photos/bad.jpg"), PATHS[1]], SMALL, page.put)
    with qtbot.waitSignal(task.finished):
        pass
    assert page.shown == [(PATHS[0], SMALL), (PATHS[1], SMALL)]
    assert page.lost == [(Path("/photos/bad.jpg"), "The file is empty.")]


def test_what_an_error_has_lost_is_given_as_failed_and_what_came_before_stays(qtbot, engine, lane, page):
    failing(engine)
    task = load_pictures(engine, lane, PATHS[:3], SMALL, page.put)
    with qtbot.waitSignal(task.finished):
        pass
    assert page.shown == [(PATHS[0], SMALL)]
    assert page.lost == [(PATHS[1], "The disk is gone."), (PATHS[2], "The disk is gone.")]


def test_of_a_cancelled_task_nothing_more_comes(qtbot, engine, lane, permits, page):
    permits.release(1)
    task = load_pictures(engine, lane, PATHS, SMALL, page.put)
    qtbot.waitUntil(lambda: page.shown == [(PATHS[0], SMALL)])
    task.cancel()
    with qtbot.waitSignal(task.finished):
        permits.release(MANY)
    assert (page.shown, page.lost) == ([(PATHS[0], SMALL)], [])


def test_it_goes_on_until_nothing_is_wanted(qtbot, engine, lane, page):
    page.visible = PATHS
    loader = PictureLoader(engine, lane, page.wanted, page.put, LARGE)
    loader.load()
    loader.load()  # it does already
    qtbot.waitUntil(lambda: not lane.is_busy)
    assert page.shown == [(path, SMALL) for path in PATHS]
    assert [paths for paths, _ in engine.asked_thumbnails] == [PATHS[:2], PATHS[2:4], PATHS[4:]]


def test_what_is_no_longer_wanted_is_not_loaded(qtbot, engine, lane, permits, page):
    page.visible = PATHS
    loader = PictureLoader(engine, lane, page.wanted, page.put, LARGE)
    loader.load()
    page.visible = PATHS[5:]  # scrolled
    permits.release(MANY)
    qtbot.waitUntil(lambda: not lane.is_busy)
    assert [paths for paths, _ in engine.asked_thumbnails] == [PATHS[:2], PATHS[5:]]


def test_an_urgent_picture_interrupts_others_and_they_come_after_it(qtbot, engine, lane, permits, page):
    page.visible = PATHS[:3]
    loader = PictureLoader(engine, lane, page.wanted, page.put, LARGE)
    permits.release(1)
    loader.load()
    qtbot.waitUntil(lambda: page.shown == [(PATHS[0], SMALL)])
    page.chosen = PATHS[3:4]
    loader.load()  # what is not urgent interrupts nothing
    loader.load(is_urgent=True)
    permits.release(MANY)
    qtbot.waitUntil(lambda: not lane.is_busy)
    assert page.shown == [(PATHS[0], SMALL), (PATHS[3], LARGE), (PATHS[1], SMALL), (PATHS[2], SMALL)]
    assert page.lost == []


def test_an_urgent_picture_does_not_interrupt_another(qtbot, engine, lane, permits, page):
    page.chosen = PATHS[3:4]
    loader = PictureLoader(engine, lane, page.wanted, page.put, LARGE)
    loader.load(is_urgent=True)
    page.chosen = PATHS[4:5]
    loader.load(is_urgent=True)
    permits.release(MANY)
    qtbot.waitUntil(lambda: not lane.is_busy)
    assert page.shown == [(PATHS[3], LARGE), (PATHS[4], LARGE)]


def test_lost_pictures_are_not_asked_for_for_ever(qtbot, engine, lane, page):
    failing(engine)
    page.visible = PATHS
    loader = PictureLoader(engine, lane, page.wanted, page.put, LARGE)
    loader.load()
    qtbot.waitUntil(lambda: not lane.is_busy)
    assert page.shown == [(path, SMALL) for path in PATHS[::2]]
    assert page.lost == [(path, "The disk is gone.") for path in PATHS[1::2]]
