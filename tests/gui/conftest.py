"""What several tests of the window need."""

import gc
import sys

import pytest
from fake_engine import FakeEngine

from effnet_desktop import app


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def short_pauses():
    """As `app.create_window` has it."""
    thresholds, seconds = gc.get_threshold(), sys.getswitchinterval()
    app.keep_pauses_short()
    yield
    gc.set_threshold(*thresholds)
    sys.setswitchinterval(seconds)
