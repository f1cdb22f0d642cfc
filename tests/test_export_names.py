"""Names and groups in tables and JSON, in both languages."""

import csv
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from fake_engine import answer, breeds

from effnet_desktop.cli.rows import table_row
from effnet_desktop.engine.records.classifying import Judgement
from effnet_desktop.export import photo_record, save_csv, save_json

DOG, CAT = Path("/photos/dog.jpg"), Path("/photos/cat.jpg")


def test_a_table_has_the_group_and_names_in_the_language(tmp_path) -> None:
    file = tmp_path / "table.csv"
    for language, category, group in (("en", "Shih-Tzu", "dog"), ("ja", "シー・ズー", "犬")):
        save_csv(file, [breeds(DOG), answer(CAT)], language)
        with file.open(encoding="utf-8-sig", newline="") as opened:
            dog, cat = csv.DictReader(opened)
        assert (dog["category_1"], dog["group"], dog["group_probability"]) == (category, group, "0.82")
        assert (cat["category_1"], cat["group"], cat["group_probability"]) == ("tabby cat", "", "")


def test_json_keeps_the_english_beside_the_name(tmp_path) -> None:
    assert "name" not in photo_record(breeds(DOG))["predictions"][0]
    assert photo_record(breeds(DOG))["group"] == {"name": "dog", "probability": 0.82}
    save_json(tmp_path / "list.json", [breeds(DOG), answer(CAT)], "ja")
    dog, cat = json.loads((tmp_path / "list.json").read_text(encoding="utf-8"))
    assert (dog["predictions"][0]["category"], dog["predictions"][0]["name"]) == ("Shih-Tzu", "シー・ズー")
    assert (dog["groups"], dog["group"]["name"]) == (["犬"], "犬")
    assert not {"groups", "group"} & set(cat)


def test_a_line_of_the_command_line_names_the_group_first() -> None:
    english, japanese = (table_row(breeds(DOG), 14, language) for language in ("en", "ja"))
    assert english.endswith("dog 82.0 % (Shih-Tzu 41.0 %, Lhasa 40.0 %, tench 10.0 %)")
    assert japanese.endswith("犬 82.0 % (シー・ズー 41.0 %, ラサ・アプソ 40.0 %, テンチ 10.0 %)")


@pytest.mark.parametrize(
    ("said", "truth", "expected"),
    [
        (None, None, {}),
        (None, "tench", {"truth": "tench"}),
        (Judgement("tabby cat"), None, {"truth": "tabby cat", "mark": "right"}),
        (Judgement("my cat"), "tench", {"truth": "my cat", "mark": "wrong", "correction": "my cat"}),
        (Judgement(rejected="tabby cat"), "tabby cat", {"mark": "wrong"}),
        (Judgement(rejected="robin"), "tench", {"truth": "tench"}),  # of another model's answer
    ],
)
def test_tables_and_lists_have_what_a_person_said(tmp_path, said, truth, expected) -> None:
    result = replace(answer(CAT, truth=truth), judgement=said)
    fields = ("truth", "mark", "correction")
    assert {name: own for name, own in photo_record(result).items() if name in fields} == expected
    save_csv(tmp_path / "table.csv", [result])
    with (tmp_path / "table.csv").open(encoding="utf-8-sig", newline="") as opened:
        (row,) = csv.DictReader(opened)
    assert {name: row[name] for name in fields} == {name: expected.get(name, "") for name in fields}


def test_tables_and_lists_have_the_time_taken_and_what_is_unsure(tmp_path) -> None:
    results = [replace(breeds(DOG), taken=datetime(2024, 5, 1, 10)), answer(CAT)]
    assert photo_record(results[0])["taken"] == "2024-05-01T10:00:00"
    assert photo_record(results[0], "ja")["truth"] == "ラサ・アプソ"
    assert "taken" not in photo_record(results[1])
    save_csv(tmp_path / "table.csv", results)
    with (tmp_path / "table.csv").open(encoding="utf-8-sig", newline="") as opened:
        dog, cat = csv.DictReader(opened)
    assert [(row["taken"], row["unsure"]) for row in (dog, cat)] == [("2024-05-01T10:00:00", "yes"), ("", "no")]
