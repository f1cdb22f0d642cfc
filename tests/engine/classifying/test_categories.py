"""Names of categories as people and systems spell them, and what folders say of a photo."""

import importlib.util
import unicodedata
from pathlib import Path

import pytest

from effnet_desktop.engine.classifying.categories import (
    FolderTruth,
    category_names,
    imagenet_names,
    imagenet_wnids,
    japanese_names,
)
from effnet_desktop.engine.networks.architecture import imagenet_categories


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
    assert list(imagenet_names()) == imagenet_categories()


def test_each_category_has_a_japanese_name_of_its_own() -> None:
    names = japanese_names()
    assert len(names) == len({name.casefold().replace("・", "") for name in names}) == 1000
    assert [name for name in names if name.isascii()] == ["ATM", "iPod"]  # what Japanese people write, too
    assert all(name == unicodedata.normalize("NFC", name).strip() for name in names)
    assert set(names) & set(imagenet_names()) == {"iPod"}


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


@pytest.mark.parametrize(
    ("folder", "category"),
    [
        ("シー・ズー", "Shih-Tzu"),
        ("シーズー", "Shih-Tzu"),
        (unicodedata.normalize("NFD", "シーズー"), "Shih-Tzu"),
        ("shih_tzu", "Shih-Tzu"),
        ("ツル", "crane bird"),
        ("ipod", "iPod"),
    ],
)
def test_folders_may_be_named_in_japanese(folder: str, category: str) -> None:
    assert category_names(imagenet_names()).find(folder) == (category,)


def test_folders_may_be_named_by_wordnet_ids() -> None:
    names = category_names(tuple(f"category {number}" for number in range(1000)))
    assert names.find("n02099601") == names.find("category 207") == ("category 207",)
    assert category_names(("disc", "square")).find("n02099601") == ()


@pytest.mark.parametrize(
    ("spelling", "category"),
    [
        ("fire_engine", "Fire Engine"),
        ("FIRE-ENGINE ", "Fire Engine"),
        ("fire  engine", "Fire Engine"),
        (unicodedata.normalize("NFD", "Café"), "café"),  # as a volume of macOS spells it
        ("ガラス", unicodedata.normalize("NFD", "ガラス")),
    ],
)
def test_a_name_is_known_however_it_is_spelt(spelling: str, category: str) -> None:
    categories = ("Fire Engine", "café", unicodedata.normalize("NFD", "ガラス"))
    assert category_names(categories).find(spelling) == (category,)


@pytest.mark.parametrize("pair", [("A", "a"), ("1", "-1"), ("up to date", "up-to-date"), ("ok", "OK"), ("+1", "1")])
def test_categories_that_are_spelt_alike_are_two(pair: tuple[str, str]) -> None:
    names = category_names(pair)
    assert [names.find(name) for name in pair] == [(name,) for name in pair]


def test_a_name_that_may_be_either_is_neither() -> None:
    assert category_names(("Ab", "ab")).find("AB") == ()
    assert category_names(("up to date", "up-to-date")).find("up_to_date") == ()


@pytest.mark.parametrize("name", ["-1", "1-", "_1", "+1", "temp_-1"])
def test_a_sign_is_no_spelling(name: str) -> None:
    assert category_names(("1", "temp 1")).find(name) == ()


@pytest.mark.parametrize(
    ("name", "categories"),
    [
        ("Cardigan", ("Cardigan",)),  # the dog
        ("cardigan", ("cardigan",)),  # what one wears
        ("CARDIGAN", ()),
        ("n02963159", ("cardigan",)),
        ("crane", ("crane", "crane bird")),  # ImageNet has two
        ("Crane", ("crane", "crane bird")),
        ("crane_bird", ("crane bird",)),
        ("n02012849", ("crane bird",)),
        ("maillot", ("maillot", "maillot tank suit")),
    ],
)
def test_imagenets_categories_of_one_name(name: str, categories: tuple[str, ...]) -> None:
    assert category_names(tuple(imagenet_categories())).find(name) == categories


def test_of_two_categories_that_fit_the_answer_is_right() -> None:
    truth = FolderTruth(tuple(imagenet_categories()))
    photo = Path("/photos/crane/1.jpg")
    assert [truth.of(photo, answer) for answer in ("crane", "crane bird", "tench")] == ["crane", "crane bird", "crane"]


@pytest.mark.parametrize(
    ("photo", "chosen", "expected"),
    [
        ("/in/fish/1.jpg", "/in", "fish"),
        ("/in/fish/dog/1.jpg", "/in", "fish"),  # as training takes it
        ("/in/fish/2024/1.jpg", "/in", "fish"),
        ("/in/2024/fish/1.jpg", "/in", "fish"),
        ("/in/val/fish/1.jpg", "/in", "fish"),
        ("/in/fish/1.jpg", "/in/fish", "fish"),
        ("/in/fish/2024/1.jpg", "/in/fish", "fish"),
        ("/in/fish/dog/1.jpg", "/in/fish", "dog"),
        ("/fish/in/dog/1.jpg", "/fish/in", "dog"),  # what is above was not chosen
        ("/fish/in/1.jpg", "/fish/in", None),
        ("/in/fish/dog/1.jpg", "/in/fish/dog/1.jpg", "dog"),
        ("/in/other/1.jpg", "/in", None),
        ("/in/1.jpg", "/", None),
    ],
)
def test_the_outermost_folder_that_is_named_like_a_category_tells(photo: str, chosen: str, expected: str) -> None:
    truth = FolderTruth(("fish", "dog"), [Path(chosen)])
    assert truth.of(Path(photo), "dog") == expected


def test_the_folder_of_a_relative_path_is_known(tmp_path, monkeypatch) -> None:
    (tmp_path / "disc").mkdir()
    monkeypatch.chdir(tmp_path / "disc")
    assert FolderTruth(("disc",)).of(Path("0.jpg"), "disc") == "disc"
    assert FolderTruth(("disc",), [Path()]).of(Path("deep/0.jpg"), "disc") == "disc"
