"""Runs a verb of the engine to its end, for the benches."""

import time
from collections.abc import Generator
from typing import Any


def run(verb: Generator[Any, None, Any]) -> tuple[list[Any], Any]:
    """The events of a verb and its result."""
    timed, result = run_timed(verb)
    return [event for _, event in timed], result


def run_timed(verb: Generator[Any, None, Any]) -> tuple[list[tuple[float, Any]], Any]:
    """The events of a verb, each with the seconds after which it came, and its result."""
    started = time.perf_counter()
    events = []
    while True:
        try:
            event = next(verb)
        except StopIteration as stop:
            return events, stop.value
        events.append((time.perf_counter() - started, event))
