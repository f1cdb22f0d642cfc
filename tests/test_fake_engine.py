"""The stand-in for the engine takes what the engine takes, or a changed engine would pass the window's tests."""

import inspect
from collections.abc import Callable, Iterator

import pytest
from fake_engine import FakeEngine

from effnet_desktop.engine.engine import Engine


def stale_verbs(fake: type) -> Iterator[str]:
    """Public methods that the engine has not, or has with other parameters, or as something else than a generator."""
    for name, _ in inspect.getmembers(fake, inspect.isroutine):
        if not name.startswith("_") and shape(getattr(fake, name)) != shape(getattr(Engine, name, None)):
            yield name


def shape(method: Callable[..., object] | None) -> object:
    if method is None:
        return None
    parameters = inspect.signature(method).parameters.values()
    return inspect.isgeneratorfunction(method), [(each.name, each.kind, each.default) for each in parameters]


def test_the_verbs_are_the_engines():
    assert list(stale_verbs(FakeEngine)) == []


def unknown(self):
    pass


def with_another_parameter(self, paths, longest_side):
    yield


def with_one_parameter_fewer(self, paths):
    yield


def no_generator(self, paths, side):
    pass


def with_any_settings(self, paths, model, **settings):
    yield


def with_another_default(self, paths, model, *, device="auto", precision="auto", framing="crop", top=1):
    yield


@pytest.mark.parametrize(
    ("name", "stale"),
    [
        ("develop", unknown),
        ("thumbnails", with_another_parameter),
        ("thumbnails", with_one_parameter_fewer),
        ("thumbnails", no_generator),
        ("classify", with_any_settings),
        ("classify", with_another_default),
        ("pick", lambda self, comparison, budget: None),  # the engine's needs no engine
    ],
)
def test_a_stale_verb_is_found(name, stale):
    assert list(stale_verbs(type("Stale", (FakeEngine,), {name: stale}))) == [name]
