"""Names of categories as people and systems spell them."""

import importlib.util
import unicodedata
from pathlib import Path

from effnet_desktop.engine.classifying.categories import (
    categories_by_name,
    folder_name,
    imagenet_wnids,
    plain_category,
)


def test_wordnet_ids_are_those_of_imagenets_categories_in_their_order() -> None:
    ids = imagenet_wnids()
    assert len(set(ids)) == 1000
    assert (ids[0], ids[207], ids[999]) == ("n01440764", "n02099601", "n15075141")
    spec = importlib.util.find_spec("timm")
    assert spec is not None
    assert spec.origin is not None
    record = Path(spec.origin).parent / "data" / "_info" / "imagenet_synsets.txt"
    assert ids == tuple(record.read_text(encoding="utf-8").split())


def test_folders_may_be_named_by_wordnet_ids() -> None:
    by_name = categories_by_name([f"category {number}" for number in range(1000)])
    assert by_name["n02099601"] == by_name["category 207"] == "category 207"
    assert "n02099601" not in categories_by_name(["disc", "square"])


def test_a_name_is_known_however_it_is_spelt() -> None:
    by_name = categories_by_name(["Fire Engine", "café", unicodedata.normalize("NFD", "ガラス")])
    for spelling, category in {
        "fire_engine": "Fire Engine",
        "FIRE-ENGINE ": "Fire Engine",
        unicodedata.normalize("NFD", "Café"): "café",  # as a volume of macOS spells it
        "ガラス": unicodedata.normalize("NFD", "ガラス"),
    }.items():
        assert by_name[plain_category(spelling)] == category


def test_the_folder_of_a_relative_path_is_known(tmp_path, monkeypatch) -> None:
    (tmp_path / "disc").mkdir()
    monkeypatch.chdir(tmp_path / "disc")
    assert folder_name(Path("0.jpg")) == "disc"
