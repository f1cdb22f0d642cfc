"""What several tests of the window need."""

import gc
import sys

import pytest

from effnet_desktop import app


@pytest.fixture
def short_pauses():
    """As `app.create_window` has it."""
    thresholds, seconds = gc.get_threshold(), sys.getswitchinterval()
    app.keep_pauses_short()
    yield
    gc.set_threshold(*thresholds)
    sys.setswitchinterval(seconds)
