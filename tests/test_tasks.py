import os
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import suppress

import pytest
from PySide6.QtCore import QThread, QTimer

from effnet_desktop import tasks
from effnet_desktop.engine.errors import EngineError, PhotoError
from effnet_desktop.tasks import Lane, Task, one_step


@pytest.fixture
def lane(qapp) -> Iterator[Lane]:
    lane = Lane()
    yield lane
    assert lane.shutdown(2000)


def record(task: Task) -> list[tuple]:
    """Collects the signals of a task in the order in which they come."""
    events: list[tuple] = []
    task.progressed.connect(lambda item: events.append(("progressed", item)))
    task.succeeded.connect(lambda result: events.append(("succeeded", result)))
    task.failed.connect(lambda error: events.append(("failed", error)))
    task.cancelled.connect(lambda: events.append(("cancelled",)))
    task.finished.connect(lambda: events.append(("finished",)))
    return events


def wait_until_over(qtbot, events: list[tuple]) -> None:
    qtbot.waitUntil(lambda: events[-1:] == [("finished",)], timeout=5000)


def test_yields_and_returns_arrive_in_order_in_the_ui_thread(qtbot, lane, qapp):
    worker_threads, ui_threads = [], []

    def verb():
        worker_threads.append(QThread.currentThread())
        yield 1
        yield None
        return "all"

    task = lane.submit(verb)
    task.progressed.connect(lambda _: ui_threads.append(QThread.currentThread()))
    events = record(task)
    wait_until_over(qtbot, events)
    assert events == [("progressed", 1), ("progressed", None), ("succeeded", "all"), ("finished",)]
    assert worker_threads != [qapp.thread()]
    assert ui_threads == [qapp.thread()] * 2


def test_thousands_of_emits(qtbot, lane):
    """PySide6 6.12.0 on Python 3.11 aborts after a few hundred emits of True."""
    events = record(lane.submit(lambda: (yield from [True] * 2000)))
    wait_until_over(qtbot, events)
    assert events == [("progressed", True)] * 2000 + [("succeeded", None), ("finished",)]


def test_engine_error_arrives_as_it_is(qtbot, lane):
    error = PhotoError("The file is empty.")

    def verb():
        yield 1
        raise error

    events = record(lane.submit(verb))
    wait_until_over(qtbot, events)
    assert events == [("progressed", 1), ("failed", error), ("finished",)]


@pytest.mark.expect_log("A task failed")
@pytest.mark.parametrize("where", ["before the first step", "in a step"])
def test_other_exception_is_logged_and_arrives_as_engine_error(qtbot, lane, caplog, where):
    def generator():
        yield 1
        raise KeyError("spoon")

    def verb():
        if where == "before the first step":
            raise KeyError("spoon")
        return generator()

    events = record(lane.submit(verb))
    wait_until_over(qtbot, events)
    assert events[-2][0] == "failed"
    error = events[-2][1]
    assert type(error) is EngineError
    assert str(error) == "Something unexpected went wrong: 'spoon' The log has the details."
    assert "KeyError" in caplog.text
    assert "Traceback" in caplog.text


def test_tasks_of_a_lane_run_one_after_the_other(qtbot, lane):
    running, most = [], []

    def verb():
        running.append(1)
        most.append(len(running))
        yield
        time.sleep(0.02)
        running.pop()

    logs = [record(lane.submit(verb)) for _ in range(4)]
    wait_until_over(qtbot, logs[-1])
    assert most == [1] * 4
    assert not lane.is_busy


def test_two_lanes_run_at_the_same_time(qtbot, lane):
    other = Lane()
    meeting = threading.Barrier(2, timeout=5)

    def verb():
        yield
        meeting.wait()  # breaks unless both come

    logs = [record(each.submit(verb)) for each in (lane, other)]
    for events in logs:
        wait_until_over(qtbot, events)
        assert ("succeeded", None) in events
    assert other.shutdown(1000)


def test_cancel_closes_the_generator_at_its_next_yield_in_its_own_thread(qtbot, lane):
    in_step, go_on, closed_in = threading.Event(), threading.Event(), []

    def verb():
        try:
            yield 1
            in_step.set()
            go_on.wait(5)
            yield 2
            yield 3
        finally:
            closed_in.append(threading.get_ident())

    task = lane.submit(verb)
    events = record(task)
    qtbot.waitUntil(in_step.is_set)
    qtbot.waitUntil(lambda: len(events) == 1)
    task.cancel()
    assert not closed_in
    go_on.set()
    wait_until_over(qtbot, events)
    assert events == [("progressed", 1), ("cancelled",), ("finished",)]
    assert closed_in
    assert closed_in != [threading.get_ident()]


def test_nothing_arrives_after_cancel_returned(qtbot, lane):
    def verb():
        yield from range(100)
        return "all"

    task = lane.submit(verb)
    events = record(task)
    assert lane._pool.waitForDone(2000)  # all 100 and the result are on their way
    task.cancel()
    wait_until_over(qtbot, events)
    assert events == [("cancelled",), ("finished",)]


def test_cancel_from_a_slot_of_the_task_itself(qtbot, lane):
    task = lane.submit(lambda: (yield from range(100)))
    task.progressed.connect(lambda number: task.cancel() if number == 3 else None)
    events = record(task)
    wait_until_over(qtbot, events)
    assert events == [("progressed", number) for number in range(4)] + [("cancelled",), ("finished",)]


def test_cancel_before_the_start(qtbot, lane):
    go_on, started = threading.Event(), []

    def first():
        yield
        go_on.wait(5)

    def second():
        started.append(True)
        yield

    lane.submit(first)
    events = record(lane.submit(second))
    lane.cancel_all()
    go_on.set()
    wait_until_over(qtbot, events)
    assert events == [("cancelled",), ("finished",)]
    assert not started


@pytest.mark.expect_log("A task failed")
def test_error_while_closing_is_logged_and_the_task_still_ends_as_cancelled(qtbot, lane, caplog):
    def verb():
        try:
            while True:
                yield 1
        finally:
            raise OSError("disk full")

    task = lane.submit(verb)
    events = record(task)
    qtbot.waitUntil(lambda: bool(events))
    task.cancel()
    wait_until_over(qtbot, events)
    assert events[-2:] == [("cancelled",), ("finished",)]
    assert "disk full" in caplog.text


def test_a_finished_task_is_freed(qtbot, lane):
    task = lane.submit(lambda: (yield 1))
    events = record(task)
    alive = weakref.ref(task)
    del task
    wait_until_over(qtbot, events)
    qtbot.waitUntil(lambda: alive() is None)


@pytest.mark.parametrize("size", [tasks.OUTBOX_SIZE, 3])
def test_a_fast_verb_waits_for_the_window(qtbot, lane, size):
    count = []

    def verb():
        for number in range(10 * size):
            count.append(number)
            yield number

    task = lane.submit(verb, size)
    assert not lane._pool.waitForDone(200)  # the UI thread takes nothing meanwhile
    assert len(count) == size + 1
    events = record(task)
    wait_until_over(qtbot, events)
    assert len(events) == 10 * size + 2


def test_a_burst_of_results_leaves_the_ui_thread_free(qtbot, lane):
    gaps, last = [], [time.monotonic()]

    def tick():
        now = time.monotonic()
        gaps.append(now - last[0])
        last[0] = now

    clock = QTimer(interval=1)
    clock.timeout.connect(tick)
    clock.start()
    task = lane.submit(lambda: (yield from range(1000)))
    task.progressed.connect(lambda _: time.sleep(0.0005))  # a window that is busy with each of them
    events = record(task)
    wait_until_over(qtbot, events)
    clock.stop()
    assert len(gaps) > 20  # at most one slice between two ticks: 1000 * 0.5 ms in slices of 10 ms
    assert sorted(gaps)[len(gaps) // 2] < 0.05


def test_shutdown_cancels_and_waits(qtbot):
    lane, closed = Lane(), threading.Event()

    def verb():
        try:
            while True:
                time.sleep(0.001)
                yield 1
        finally:
            closed.set()

    task = lane.submit(verb)
    events = record(task)
    qtbot.waitUntil(lambda: bool(events))
    assert lane.shutdown(2000)
    assert closed.is_set()
    assert events[-2:] == [("cancelled",), ("finished",)]
    assert not lane.is_busy


def test_after_shutdown_nothing_runs_any_more(qtbot):
    lane, again = Lane(), []

    def verb():
        again.append(True)
        yield

    first = lane.submit(verb)
    first.finished.connect(lambda: lane.submit(verb))  # as what goes on from task to task does
    assert lane.shutdown(2000)
    qtbot.wait(50)
    assert len(again) <= 1
    assert not lane.is_busy


def test_shutdown_tells_that_a_long_step_goes_on(qtbot, lane):
    go_on = threading.Event()

    def verb():
        yield
        go_on.wait(5)

    events = record(lane.submit(verb))
    qtbot.waitUntil(lambda: bool(events))
    assert not lane.shutdown(50)
    go_on.set()
    wait_until_over(qtbot, events)


def test_an_outcome_is_delivered_when_its_thread_has_nothing_more_to_say(qtbot) -> None:
    """The end of a task deletes it: its thread must be done with its signals by then."""
    order: list[str] = []
    entered = threading.Event()

    class Wake:
        def emit(self) -> None:
            entered.set()
            time.sleep(0.2)
            order.append("woken")

    task = Task(one_step(lambda: None))
    task._wake = Wake()
    task.finished.connect(lambda: order.append("finished"))
    thread = threading.Thread(target=task.run)
    thread.start()
    entered.wait()
    task.deliver()
    thread.join()
    assert order == ["woken", "finished"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives each thread a priority of its own")
def test_the_background_and_what_it_starts_give_way_to_the_window(qtbot, lane) -> None:
    def priority() -> tuple[int, int]:
        thread = threading.get_native_id()
        return os.getpriority(os.PRIO_PROCESS, thread), os.sched_getscheduler(thread)

    found = []

    def work() -> None:
        thread = threading.Thread(target=lambda: found.append(priority()))
        thread.start()
        thread.join()

    def try_to_be_batch() -> None:  # some sandboxes have no such thing
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
        policies.append(os.sched_getscheduler(0))

    before = priority()
    policies = [before[1]]
    if before[1] == os.SCHED_OTHER:
        trial = threading.Thread(target=try_to_be_batch)
        trial.start()
        trial.join()
    for _ in range(2):  # in the same thread, which does not give way once more
        events = record(lane.submit(one_step(work)))
        wait_until_over(qtbot, events)
    assert found == 2 * [(min(before[0] + tasks.NICE, 19), policies[-1])]
    assert priority() == before
