import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effnet_desktop.engine.photos.prefetch import prefetch


@given(
    delays=st.lists(st.sampled_from([0.0, 0.0, 0.001]), max_size=20), workers=st.integers(1, 4), ahead=st.integers(0, 6)
)
def test_results_come_in_order_and_no_item_is_taken_too_early(delays: list[float], workers: int, ahead: int) -> None:
    taken = 0

    def items() -> Iterator[tuple[int, float]]:
        nonlocal taken
        for delay in delays:
            taken += 1
            yield taken, delay

    def work(item: tuple[int, float]) -> int:
        number, delay = item
        time.sleep(delay)
        return number

    results = []
    for result in prefetch(work, items(), workers=workers, ahead=ahead):
        results.append(result)
        assert taken <= result + ahead
    assert results == list(range(1, len(delays) + 1))


def test_items_are_worked_on_at_the_same_time_and_while_the_consumer_is_busy() -> None:
    two_at_once = threading.Barrier(2, timeout=10)
    done = threading.Event()

    def work(item: int) -> int:
        if item < 2:
            two_at_once.wait()  # passes only if the other worker is here too
        else:
            done.set()
        return item

    results = prefetch(work, [0, 1, 2], workers=2, ahead=2)
    assert next(results) == 0
    assert done.wait(10)  # the third is done before it is asked for
    assert list(results) == [1, 2]


@given(failing=st.integers(0, 9))
def test_an_error_is_raised_at_its_place(failing: int) -> None:
    def work(item: int) -> int:
        if item >= failing:
            raise LookupError(item)
        return item

    results = []
    with pytest.raises(LookupError) as caught:
        results.extend(prefetch(work, range(10), workers=3, ahead=4))
    assert caught.value.args == (failing,)
    assert _threads() == []


def test_an_error_comes_after_the_results_before_it() -> None:
    results = prefetch(lambda item: 1 // item, [1, 0], workers=2, ahead=2)
    assert next(results) == 1
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_closing_stops_the_work_and_leaves_no_thread() -> None:
    started = []

    def work(item: int) -> int:
        started.append(item)
        time.sleep(0.01)
        return item

    results = prefetch(work, range(1000), workers=2, ahead=100)
    assert next(results) == 0
    results.close()
    assert len(started) < 10  # not the hundred that were waiting
    assert _threads() == []


def test_no_thread_is_left_at_the_end_nor_made_before_the_start() -> None:
    results = prefetch(str, [1, 2, 3], workers=2, ahead=2)
    assert _threads() == []
    assert list(results) == ["1", "2", "3"]
    assert _threads() == []


def _threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("prefetch")]
