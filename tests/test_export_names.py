"""Names and groups in tables and JSON, in both languages."""

import csv
import json
from pathlib import Path

from fake_engine import answer, breeds

from effnet_desktop.cli.rows import table_row
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
