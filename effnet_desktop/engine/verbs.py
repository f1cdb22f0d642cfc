"""Long verbs are generators; see `engine.engine`."""

from collections.abc import Generator
from typing import Any, TypeVar

R = TypeVar("R")


def result_of(verb: Generator[Any, None, R]) -> R:
    """Runs a verb to its end, where its progress interests nobody; what it raises is passed on."""
    while True:
        try:
            next(verb)
        except StopIteration as end:
            result: R = end.value
            return result
