"""What the engine says keeps its template and its values, so that the window can translate it."""

import pickle

import pytest

from effnet_desktop.engine.errors import ModelError, StorageError, Text
from effnet_desktop.engine.records.messages import Notice, Progress

TEXT = Text("{name} has {count} photos.", name="{pets}", count=3)


def test_a_text_is_filled_once() -> None:
    assert str(TEXT) == "{pets} has 3 photos."
    assert str(Text("")) == ""


@pytest.mark.parametrize("said", [TEXT, Notice("{name} is full.", name="GPU"), Progress(TEXT, 1, 3, "photos")])
def test_what_is_said_travels_between_processes(said: object) -> None:
    there = pickle.loads(pickle.dumps(said))
    assert there == said
    assert type(there) is type(said)


def test_an_error_says_what_happened_and_what_to_do() -> None:
    error = ModelError("There is no {name}.", "Choose {other}.", name="a", other="b")
    assert (str(error.message), str(error.hint), str(error)) == (
        "There is no a.",
        "Choose b.",
        "There is no a. Choose b.",
    )
    there = pickle.loads(pickle.dumps(error))
    assert (type(there), there.message, there.hint) == (ModelError, error.message, error.hint)


def test_what_to_type_is_for_the_command_line_alone() -> None:
    error = ModelError("{name} is not here.", "Download it.", "models download {name}", name="b0")
    assert str(error) == "b0 is not here. Download it. On the command line: models download b0"
    assert error.hint.template == "Download it."  # what the window says
    there = pickle.loads(pickle.dumps(error))
    assert (str(there), there.hint) == (str(error), error.hint)


def test_an_error_without_a_hint_ends_with_what_happened() -> None:
    assert str(StorageError("The disk is full.")) == "The disk is full."


def test_a_text_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        TEXT.template = "Another"  # type: ignore[misc]
