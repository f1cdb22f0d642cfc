"""The last comparisons, kept for the next start."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from comparisons import compared

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import PhotoError, StorageError
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.records.comparing import CompareConfig, Comparison

CONFIG = CompareConfig((Path("/photos"),), ("lite0", "lite2"), device="cpu")
NOON = 1_790_000_000.25


@pytest.fixture
def comparison() -> Comparison:
    return compared({"lite0": [("a", 0.9, 5.0)] * 4, "lite2": [("a", 0.9, 9.0)] * 4}, truth=["a", "a", "a", "b"])


def test_a_comparison_comes_back_as_it_was(data_dir, comparison) -> None:
    Engine(data_dir).keep_comparison(CONFIG, comparison, NOON)
    engine = Engine(data_dir)  # the next start
    (listed,) = engine.earlier_comparisons()
    assert (listed.finished, listed.paths, listed.photos) == (NOON, CONFIG.paths, 4)
    assert listed.models == ("lite0", "lite2")
    kept = engine.earlier_comparison(listed.name)
    assert (kept.config, kept.comparison, kept.finished) == (CONFIG, comparison, NOON)
    assert [model.variant.title for model in kept.comparison.models] == ["EfficientNet-Lite0", "EfficientNet-Lite2"]
    assert engine.pairs_in_order(kept.comparison) == engine.pairs_in_order(comparison)


def test_photos_that_could_not_be_read_keep_their_reason(data_dir, comparison) -> None:
    error = PhotoError(
        "{name} is broken {{so}}: {count}.", "Look at {path}.", name="a\udcff.jpg", count=3, path=Path("/x")
    )
    engine = Engine(data_dir)
    engine.keep_comparison(CONFIG, replace(comparison, unreadable=(PhotoFailed(Path("/a\udcff.jpg"), error),)))
    (failed,) = engine.earlier_comparison(engine.earlier_comparisons()[0].name).comparison.unreadable
    assert failed.path == Path("/a\udcff.jpg")
    assert str(failed.error) == str(error)
    assert failed.error.message.template == error.message.template  # so that the window can translate it


def test_the_last_ten_are_kept_the_newest_first(data_dir, comparison) -> None:
    engine = Engine(data_dir)
    for number in range(12):
        engine.keep_comparison(CONFIG, comparison, NOON + number)
    assert [listed.finished - NOON for listed in engine.earlier_comparisons()] == list(range(11, 1, -1))
    assert len(list((data_dir / "comparisons").iterdir())) == 10


def test_a_removed_one_can_be_brought_back(data_dir, comparison) -> None:
    engine = Engine(data_dir)
    engine.keep_comparison(CONFIG, comparison, NOON)
    before = engine.earlier_comparisons()
    kept = engine.earlier_comparison(before[0].name)
    engine.remove_comparison(kept.name)
    engine.remove_comparison(kept.name)  # it is gone, as it should be
    assert engine.earlier_comparisons() == ()
    assert not list((data_dir / "comparisons").iterdir())
    engine.keep_comparison(kept.config, kept.comparison, kept.finished)
    assert engine.earlier_comparisons() == before


def _cut(text: str) -> str:
    return text[: len(text) // 2]


@pytest.mark.expect_log("was left out")
@pytest.mark.parametrize(
    "spoil",
    [
        _cut,
        lambda text: "",
        lambda text: "{}",
        lambda text: "[" * 100_000,
        lambda text: text.replace('"finished": 1790000000.25', '"finished": 1e300'),
        lambda text: text.replace('"reference": "lite2"', '"reference": "gone"'),
        lambda text: text.replace('"/photos/secret-3.jpg"', '"/photos/secret-3.jpg", "/photos/secret-4.jpg"'),
        lambda text: text.replace('"p50": 5.0', '"p50": 0'),
        lambda text: text.replace('"probability": 0.9', '"probability": "high"'),
    ],
    ids=["cut", "empty", "nothing in it", "endless", "no time", "no reference", "other photos", "no latency", "a word"],
)
def test_a_broken_file_is_left_out_with_a_line_in_the_log(data_dir, comparison, caplog, spoil) -> None:
    engine = Engine(data_dir)
    engine.keep_comparison(CONFIG, comparison, NOON)
    engine.keep_comparison(CONFIG, comparison, NOON + 1)
    broken, whole = sorted((data_dir / "comparisons").iterdir())
    text = broken.read_text(encoding="utf-8")
    broken.write_text(spoil(text), encoding="utf-8")
    assert broken.read_text(encoding="utf-8") != text
    with caplog.at_level(logging.WARNING):
        assert [listed.name for listed in engine.earlier_comparisons()] == [whole.stem]
    assert str(broken) in caplog.text
    assert engine.earlier_comparison(broken.stem) is None


def test_what_cannot_be_kept_is_explained(data_dir, comparison) -> None:
    data_dir.mkdir(exist_ok=True)
    (data_dir / "comparisons").write_text("a file")
    with pytest.raises(StorageError):
        Engine(data_dir).keep_comparison(CONFIG, comparison)
    assert Engine(data_dir).earlier_comparisons() == ()
