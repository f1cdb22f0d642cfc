"""House rules for every test: nothing is left behind, nothing unexpected is logged.

A test that leaves a thread, a running timer or a top-level widget behind fails, and so does one in which a warning is
logged that ``@pytest.mark.expect_log("regular expression")`` does not announce. Qt is looked at only where the test
has loaded it, so that the engine's tests need no window system.
"""

import gc
import logging
import multiprocessing
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from PIL import Image

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

PATIENCE_SECONDS = 2.0  # what ends on its own may end
FEW_OBJECTS = 20_000  # that are looked at in no time

# Threads of our tools: tqdm watches its bars from one that lives as long as the process; Python shows a thread of
# QThreadPool as a dummy, even after it has ended (the pools themselves are looked at below).
TOOL_THREADS = ("TMonitor", "_DummyThread")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "expect_log(pattern): a warning or error matching `pattern` may be logged")


def pytest_collection_finish() -> None:
    gc.collect()
    _keep()


def _keep() -> None:
    """Takes what imports have made out of the collections and searches around each test: half a second, with torch."""
    if len(gc.get_objects()) > FEW_OBJECTS:
        gc.freeze()


def pytest_sessionfinish() -> None:
    gc.unfreeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Makes text of names that are not UTF-8 in what a test has logged: pytest's processes cannot send it otherwise."""
    report = yield
    report.sections = [(title, text.encode(errors="backslashreplace").decode()) for title, text in report.sections]
    return report


class _Recorder(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def no_unexpected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails the test in which a warning was logged that it did not announce."""
    recorder = _Recorder()
    logging.getLogger().addHandler(recorder)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(recorder)
    expected = [marker.args[0] for marker in request.node.iter_markers("expect_log")]
    unexpected = [text for text in recorder.messages if not any(re.search(pattern, text) for pattern in expected)]
    if unexpected:
        pytest.fail("Unexpected log messages:\n" + "\n".join(unexpected), pytrace=False)


def _threads() -> set[object]:
    return {t for t in threading.enumerate() if type(t).__name__ not in TOOL_THREADS}


def _has_application() -> bool:
    widgets = sys.modules.get("PySide6.QtWidgets")
    return widgets is not None and widgets.QApplication.instance() is not None


def _qt_activity() -> set[object]:
    """Running timers, busy thread pools and top-level widgets."""
    if not _has_application():
        return set()
    from PySide6.QtCore import QThreadPool, QTimer
    from PySide6.QtWidgets import QApplication
    from shiboken6 import isValid

    found: set[object] = {widget for widget in QApplication.topLevelWidgets() if isValid(widget)}
    for thing in gc.get_objects():
        # By type(): isinstance() asks the object itself, and some lazy proxies answer by importing half a library.
        if (issubclass(type(thing), QTimer) and isValid(thing) and thing.isActive()) or (
            issubclass(type(thing), QThreadPool) and isValid(thing) and thing.activeThreadCount()
        ):
            found.add(thing)
    return found


def _settle() -> None:
    """Lets Python and Qt delete what nobody holds any more."""
    gc.collect()
    if _has_application():
        from PySide6.QtCore import QCoreApplication, QEvent

        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Fails the test that leaves a thread, a running timer or a top-level widget behind."""
    threads_before, qt_before = _threads(), _qt_activity()
    yield
    _settle()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (left := (_threads() - threads_before) | (_qt_activity() - qt_before)) and time.monotonic() < deadline:
        time.sleep(0.02)
        _settle()
    if left:
        names = "\n".join(sorted(map(repr, left)))
        for thing in left:  # so that only this test fails, not the next ones too
            if hasattr(thing, "deleteLater"):
                thing.deleteLater()
        _settle()
        pytest.fail(f"Left behind:\n{names}", pytrace=False)
    _keep()


@pytest.fixture(autouse=True)
def workers_have_pytorch(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forks worker processes from one that has imported PyTorch, which saves 3 seconds each, some minutes in all.

    The real way is tested by tests/engine/test_child_process.py, and by all that start the app as a process of its own.
    """
    if sys.platform == "linux" and request.module.__name__.rpartition(".")[2] != "test_child_process":
        from effnet_desktop.engine import child_process

        multiprocessing.set_forkserver_preload(["effnet_desktop.engine.networks.architecture"])
        monkeypatch.setattr(child_process, "START_METHOD", "forkserver")


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """An empty folder for everything that the app writes."""
    return tmp_path / "data"


@pytest.fixture
def make_photos(tmp_path: Path) -> Callable[..., list[Path]]:
    """Makes `count` JPEG photos, each of its own colour, in `folder` (below the test's own folder)."""

    def make(count: int, folder: str = "photos", size: tuple[int, int] = (64, 48)) -> list[Path]:
        target = tmp_path / folder
        target.mkdir(parents=True, exist_ok=True)
        paths = [target / f"photo{number:04}.jpg" for number in range(count)]
        for number, path in enumerate(paths):
            Image.new("RGB", size, (number * 53 % 256, number * 97 % 256, number * 29 % 256)).save(path)
        return paths

    return make


@pytest.fixture(scope="session")
def ready_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder, shared by tests that write nothing of their own there, in which lite0 is converted."""
    from effnet_desktop.engine.engine import Engine

    folder = tmp_path_factory.mktemp("ready")
    for _ in Engine(folder).classify([], "lite0", device="cpu"):
        pass
    return folder
