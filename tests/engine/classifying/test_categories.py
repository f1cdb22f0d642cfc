"""Names of categories as people and systems spell them."""

import importlib.util
import unicodedata
from pathlib import Path

import pytest

from effnet_desktop.engine.classifying.categories import (
    categories_by_name,
    folder_name,
    imagenet_names,
    imagenet_wnids,
    japanese_names,
    names_of,
    plain_category,
)
from effnet_desktop.engine.networks import architecture


def test_wordnet_ids_are_those_of_imagenets_categories_in_their_order() -> None:
    ids = imagenet_wnids()
    assert len(set(ids)) == 1000
    assert (ids[0], ids[207], ids[999]) == ("n01440764", "n02099601", "n15075141")
    spec = importlib.util.find_spec("timm")
    assert spec is not None
    assert spec.origin is not None
    record = Path(spec.origin).parent / "data" / "_info" / "imagenet_synsets.txt"
    assert ids == tuple(record.read_text(encoding="utf-8").split())


def test_english_names_are_the_networks() -> None:
    assert list(imagenet_names()) == architecture.imagenet_categories()


def test_each_category_has_a_japanese_name_of_its_own() -> None:
    names = japanese_names()
    assert len(names) == len({plain_category(name) for name in names}) == 1000
    assert [name for name in names if name.isascii()] == ["ATM", "iPod"]  # what Japanese people write, too
    assert all(name == unicodedata.normalize("NFC", name).strip() for name in names)
    assert not {plain_category(name) for name in names} & {plain_category(name) for name in imagenet_names()} - {"ipod"}


@pytest.mark.parametrize(
    ("wnid", "japanese"),
    [
        ("n02012849", "ツル"),  # the crane that is a bird
        ("n03126707", "クレーン"),
        ("n02113186", "ウェルシュ・コーギー・カーディガン"),  # the Cardigan that is a dog
        ("n02963159", "カーディガン"),
        ("n02389026", "栗毛の馬"),  # sorrel
        ("n03250847", "ドラムスティック"),
        ("n03710637", "レオタード"),  # maillot
        ("n03710721", "ワンピース水着"),
        ("n02667093", "アバヤ"),
        ("n02447366", "アナグマ"),
        ("n04033901", "羽根ペン"),  # quill
        ("n03954731", "かんな"),  # plane
        ("n10148035", "新郎"),  # groom
        ("n12620546", "ローズヒップ"),
        ("n13052670", "マイタケ"),
        ("n04141975", "はかり"),
    ],
)
def test_japanese_names_are_those_of_the_synset(wnid, japanese) -> None:
    assert japanese_names()[imagenet_wnids().index(wnid)] == japanese


def test_folders_may_be_named_in_japanese() -> None:
    by_name = categories_by_name(imagenet_names())
    assert names_of("n02086240") == ("n02086240", "Shih-Tzu", "シー・ズー", "シーズー")
    for folder in ("shih_tzu", "シー・ズー", "シーズー", unicodedata.normalize("NFD", "シーズー"), "N02086240"):
        assert by_name[plain_category(folder)] == "Shih-Tzu"
    assert by_name[plain_category("ipod")] == "iPod"


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
