"""What tables and JSON say of a photo."""

import csv
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from fake_engine import answer

from effnet_desktop import export
from effnet_desktop.engine.errors import PhotoError, Text
from effnet_desktop.engine.records.classifying import Judgement, PhotoFailed

PATH = Path("/photos/1.jpg")
BEST = answer(PATH).predictions[0].category


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        (None, {}),
        (Judgement(BEST), {"mark": "right"}),
        (Judgement("dodo"), {"mark": "wrong", "correction": "dodo"}),
        (Judgement(None, BEST), {"mark": "wrong"}),
    ],
)
def test_what_a_person_said_is_told(tmp_path, said, fields) -> None:
    result = replace(answer(PATH), judgement=said)
    record = export.photo_record(result)
    assert {key: record[key] for key in ("mark", "correction") if key in record} == fields
    (row,) = rows(tmp_path, result)
    assert (row["mark"], row["correction"]) == (fields.get("mark", ""), fields.get("correction", ""))


def test_a_row_holds_all_that_is_known(tmp_path) -> None:
    taken = datetime.fromisoformat("2026-05-01T10:00:00+09:00")
    known = {"truth": "=cat", "is_unsure": True, "is_escalated": True, "taken": taken, "warning": Text("Half of it.")}
    (row,) = rows(tmp_path, replace(answer(PATH), **known))
    assert (row["path"], row["model"], row["category_1"]) == (str(PATH), answer(PATH).model, BEST)
    assert (row["unsure"], row["escalated"], row["truth"]) == ("yes", "yes", "'=cat")  # no spreadsheet computes it
    assert (row["taken"], row["warning"]) == ("2026-05-01T10:00:00+09:00", "Half of it.")
    assert float(row["decode_ms"]) == answer(PATH).timings.decode


def test_of_a_photo_that_failed_only_the_reason_is_told(tmp_path) -> None:
    (row,) = rows(tmp_path, PhotoFailed(PATH, PhotoError("It is empty.")))
    assert {key: cell for key, cell in row.items() if cell} == {"path": str(PATH), "error": "It is empty."}


def rows(folder: Path, *results) -> list[dict[str, str]]:
    export.save_csv(folder / "table.csv", results)
    with (folder / "table.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("known", "told"),
    [({}, ("", "")), ({"novelty": 0.5}, ("0.5", "no")), ({"novelty": 3.25, "is_novel": True}, ("3.25", "yes"))],
)
def test_a_row_says_whether_a_photo_is_of_none_of_these_where_that_is_known(tmp_path, known, told) -> None:
    (row,) = rows(tmp_path, replace(answer(PATH), **known))
    assert (row["novelty"], row["is_novel"]) == told
