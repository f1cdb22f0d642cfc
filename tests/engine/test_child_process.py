"""Functions in a process of their own: results, errors, a crash, and a cancel."""

import os
import subprocess
import sys
import time

import pytest

from effnet_desktop.engine.child_process import run_in_child
from effnet_desktop.engine.errors import EngineError, ModelError, Text
from effnet_desktop.engine.records.messages import Progress

WAITING = Progress(Text("waiting"))


def add(a: int, b: int) -> int:
    return a + b


def refuse() -> None:
    raise ModelError("{name} is not right.", "Try {other}.", name="this", other="that")


def divide() -> float:
    return 1 / 0


def open_gone(file: str) -> None:
    open(file).close()


def crash() -> None:
    os._exit(3)


def count(steps: int):
    for step in range(steps):
        yield f"step {step}"
    return "done"


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def run(function, *args):
    verb = run_in_child(WAITING, function, *args)
    while True:
        try:
            assert next(verb) is WAITING
        except StopIteration as stop:
            return stop.value


def test_gives_the_result_back() -> None:
    assert run(add, 2, 3) == 5


def test_errors_travel_whole() -> None:
    with pytest.raises(ModelError) as caught:
        run(refuse)
    assert str(caught.value) == "this is not right. Try that."
    assert caught.value.message.values == {"name": "this", "other": "that"}


def test_surprises_become_engine_errors() -> None:
    with pytest.raises(EngineError, match="ZeroDivisionError"):
        run(divide)


def test_a_file_that_cannot_be_used_is_named(tmp_path) -> None:
    with pytest.raises(EngineError) as caught:
        run(open_gone, str(tmp_path / "gone"))
    assert str(caught.value) == f"{tmp_path / 'gone'} cannot be used: No such file or directory."


def test_a_generators_events_arrive_in_order() -> None:
    events = []

    def collect():
        events.append((yield from run_in_child(WAITING, count, 3)))

    events[:0] = list(collect())
    assert events.pop() == "done"
    assert [e for e in events if e != WAITING] == ["step 0", "step 1", "step 2"]


def test_a_crash_is_reported() -> None:
    with pytest.raises(EngineError, match="code 3"):
        run(crash)


def test_closing_does_not_wait_for_the_process() -> None:
    verb = run_in_child(WAITING, sleep, 600.0)
    next(verb)
    start = time.monotonic()
    verb.close()
    assert time.monotonic() - start < 300


PARENT = """
import time
from effnet_desktop.engine.child_process import run_in_child
from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.records.messages import Progress

if __name__ == "__main__":
    for _ in run_in_child(Progress(Text("waiting")), time.sleep, 600.0):
        print("it runs", flush=True)
"""


def test_the_process_ends_with_its_parent_however_that_ends(tmp_path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    parent = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    parent.stdout.readline()
    parent.kill()
    parent.communicate(timeout=60)  # comes to an end when nobody holds the other side of the pipe any more
