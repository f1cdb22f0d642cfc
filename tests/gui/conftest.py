"""The main window on an engine for tests."""

import gc
import sys

import pytest
from fake_engine import FakeEngine
from PySide6.QtCore import QLocale

from effnet_desktop import app
from effnet_desktop.gui.main_window import MainWindow
from effnet_desktop.gui.settings import Settings


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def settings(qapp, data_dir) -> Settings:
    settings = Settings(data_dir / "settings.ini")
    settings.has_started = "yes"  # what greets newcomers would be in the way
    return settings


@pytest.fixture
def make_window(qtbot, settings, data_dir):
    """Opens a window on an engine; closes it at the end whatever it is doing."""
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))

    def make(engine) -> MainWindow:
        window = MainWindow(engine, settings, data_dir)
        qtbot.addWidget(window, before_close_func=close)
        window.show()
        return window

    def close(window: MainWindow) -> None:
        if hasattr(window._engine, "gate"):
            window._engine.gate.set()
        window._may_quit = lambda: True

    yield make
    QLocale.setDefault(before)


@pytest.fixture
def window(make_window, engine) -> MainWindow:
    return make_window(engine)


@pytest.fixture
def japanese(qapp):
    """The names of categories as in a Japanese window, whose texts stay English."""
    qapp.setProperty("language", "ja")
    yield
    qapp.setProperty("language", None)


@pytest.fixture
def short_pauses():
    """As `app.create_window` has it."""
    thresholds, seconds = gc.get_threshold(), sys.getswitchinterval()
    app.keep_pauses_short()
    yield
    gc.set_threshold(*thresholds)
    sys.setswitchinterval(seconds)
