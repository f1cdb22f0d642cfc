"""Long work goes on between events, to its end."""

from collections.abc import Generator

import pytest

from effnet_desktop.gui.classify import slices
from effnet_desktop.gui.classify.slices import Slices

pytestmark = pytest.mark.usefixtures("qapp")


def steps(count: int, done: list[int]) -> Generator[None, None, str]:
    for number in range(count):
        done.append(number)
        yield
    return "end"


@pytest.fixture
def one_at_a_time(monkeypatch):
    monkeypatch.setattr(slices, "SLICE_SECONDS", 0.0)


def test_what_is_short_is_done_at_once(qtbot, monkeypatch):
    monkeypatch.setattr(slices, "SLICE_SECONDS", 60.0)
    work, done = Slices(), []
    with qtbot.waitSignal(work.ended) as ended:
        work.start(steps(5, done))
        assert done == list(range(5))
        assert not work.is_running
    assert ended.args == ["end"]


@pytest.mark.usefixtures("one_at_a_time")
def test_what_is_long_goes_on_between_events(qtbot):
    work, done = Slices(), []
    with qtbot.waitSignal(work.ended):
        work.start(steps(5, done))
        assert done == [0]
        assert work.is_running
    assert done == list(range(5))


@pytest.mark.usefixtures("one_at_a_time")
def test_it_can_be_finished_now_or_dropped():
    work, finished, dropped, ended = Slices(), [], [], []
    work.ended.connect(ended.append)
    work.start(steps(5, dropped))
    work.start(steps(5, finished))
    work.finish()
    assert (dropped, finished, ended) == ([0], list(range(5)), ["end"])
    work.start(steps(5, dropped))
    work.stop()
    assert not work.is_running
    assert ended == ["end"]


@pytest.mark.usefixtures("one_at_a_time")
def test_an_error_ends_it():
    def fail() -> Generator[None, None, None]:
        yield
        raise ZeroDivisionError("spoon")

    work = Slices()
    work.start(fail())
    with pytest.raises(ZeroDivisionError):
        work.finish()
    assert not work.is_running
