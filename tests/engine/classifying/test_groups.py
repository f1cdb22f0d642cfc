"""The broader groups: every category has some, and a group answers where no category does."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from effnet_desktop.engine.classifying import groups
from effnet_desktop.engine.classifying.categories import imagenet_names, imagenet_wnids, japanese_names
from effnet_desktop.engine.classifying.groups import SAYS_NOTHING, answering_group, groups_of
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.records.classifying import Prediction

ROOT = Path(__file__).parents[3]
SHIH_TZU, LHASA, TABBY, OSTRICH, ABACUS, UMBRELLA = 155, 204, 281, 9, 398, 879


def answer(shares: dict[int, float]):
    """The group for categories with these probabilities; the rest is spread over all."""
    probabilities = np.full(1000, (1 - sum(shares.values())) / 1000)
    for place, share in shares.items():
        probabilities[place] += share
    order = np.argsort(-probabilities, kind="stable")[:5]
    best = [Prediction(imagenet_names()[place], int(place), float(probabilities[place])) for place in order]
    return answering_group(probabilities, best)


def test_every_category_has_one_to_three_groups_the_last_of_which_is_the_narrowest() -> None:
    paths = [groups_of(place) for place in range(1000)]
    assert {len(path) for path in paths} == {1, 2, 3}
    above = {path[: i + 1][-1]: path[:i] for path in paths for i in range(len(path))}
    assert all(above[group] == path[:i] for path in paths for i, group in enumerate(path)), "a group has two places"


def test_groups_have_names_of_their_own_in_both_languages() -> None:
    found = {group for place in range(1000) for group in groups_of(place)}
    for language, categories in (("en", imagenet_names()), ("ja", japanese_names())):
        names = [group.name_in(language) for group in found]
        assert len(set(names)) == len(names)
        assert not set(names) & set(categories)
    assert not any(group.japanese.isascii() for group in found)


@pytest.mark.parametrize(
    ("category", "path"),
    [
        ("Shih-Tzu", "animal > mammal > dog"),
        ("crane bird", "animal > bird > water bird"),
        ("crane", "thing"),
        ("Cardigan", "animal > mammal > dog"),
        ("cardigan", "thing > clothing"),
        ("sorrel", "animal > mammal"),
        ("drumstick", "thing > musical instrument > percussion instrument"),
        ("mushroom", "fungus"),
        ("convertible", "thing > vehicle > car"),
        ("volcano", "landscape"),
        ("groom", "person"),
        ("Granny Smith", "food > fruit"),
    ],
)
def test_categories_stand_where_a_person_would_look(category, path) -> None:
    place = imagenet_names().index(category)
    assert " > ".join(group.name for group in groups_of(place)) == path
    assert groups_of(imagenet_wnids()[place]) == groups_of(place)


def test_two_breeds_that_disagree_are_a_dog() -> None:
    found = answer({SHIH_TZU: 0.41, LHASA: 0.40})
    assert (found.group.name, found.group.name_in("ja")) == ("dog", "犬")
    assert found.probability == pytest.approx(0.81, abs=0.04)
    assert [(one.category, round(one.probability, 2)) for one in found.predictions[:2]] == [
        ("Shih-Tzu", 0.41),
        ("Lhasa", 0.40),
    ]


def test_the_group_is_the_most_specific_one_that_is_sure() -> None:
    assert answer({SHIH_TZU: 0.5, TABBY: 0.45}).group.name == "mammal"
    assert answer({SHIH_TZU: 0.5, OSTRICH: 0.45}).group.name == "animal"


def test_no_group_answers_for_a_sure_category_or_for_nothing_in_common() -> None:
    assert answer({SHIH_TZU: 0.85, LHASA: 0.1}) is None
    assert answer({SHIH_TZU: 0.5, UMBRELLA: 0.45}) is None
    assert answer({SHIH_TZU: 0.4, LHASA: 0.3, UMBRELLA: 0.29}) is None


def test_a_group_names_no_category_below_one_percent() -> None:
    dog = answer({SHIH_TZU: 0.7, LHASA: 0.2895, LHASA + 1: 0.0035, LHASA + 2: 0.007})
    assert [one.index for one in dog.predictions] == [SHIH_TZU, LHASA]


def test_thing_is_nobodys_answer() -> None:
    assert groups_of(ABACUS) == groups_of(UMBRELLA) == (SAYS_NOTHING,)
    assert answer({ABACUS: 0.5, UMBRELLA: 0.45}) is None


def test_the_file_carries_wordnets_notice_and_so_do_packages() -> None:
    file = Path(groups.__file__).with_name("wordnet_groups.tsv").read_text(encoding="utf-8")
    notice = "\n".join(line.removeprefix("#").strip() for line in file.splitlines() if line.startswith("#"))
    licence = (ROOT / "build" / "licences" / "WordNet-3.0.txt").read_text(encoding="utf-8")
    terms = licence[licence.index("This software and database is being provided") :].strip()
    assert "Permission to use, copy, modify and distribute" in terms
    assert terms in notice


@pytest.mark.skipif(not Path("/usr/share/wordnet/data.noun").is_file(), reason="Debian's wordnet-base is not here")
def test_the_file_is_what_the_script_makes(tmp_path) -> None:
    classifying = tmp_path / "effnet_desktop" / "engine" / "classifying"
    classifying.mkdir(parents=True)
    (tmp_path / "scripts").mkdir()
    script = shutil.copy(ROOT / "scripts" / "make_groups.py", tmp_path / "scripts")
    shutil.copy(Path(groups.__file__).with_name("imagenet_names.tsv"), classifying)
    subprocess.run([sys.executable, script], check=True)
    made = (classifying / "wordnet_groups.tsv").read_text(encoding="utf-8")
    assert made == Path(groups.__file__).with_name("wordnet_groups.tsv").read_text(encoding="utf-8")


def test_the_categories_of_a_published_model_have_names_and_groups(tmp_path) -> None:
    categories = Engine(tmp_path).categories_of("lite0")
    assert len(categories) == 1000
    assert [categories[0].name, categories[0].name_in("ja")] == ["tench", "テンチ"]
    assert [group.name for group in categories[0].groups] == ["animal", "fish"]
