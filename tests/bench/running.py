"""Runs a verb of the engine to its end, for the benches."""

from collections.abc import Generator
from typing import Any


def run(verb: Generator[Any, None, Any]) -> tuple[list[Any], Any]:
    """The events of a verb and its result."""
    events = []
    while True:
        try:
            events.append(next(verb))
        except StopIteration as stop:
            return events, stop.value
