"""The machine card: whole, self-contained, without names of photos, and with the same numbers as everywhere."""

import csv
import json
import os
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from comparisons import compared, measured
from packages import hide_metadata

from effnet_desktop.engine.errors import EngineError, StorageError
from effnet_desktop.engine.measuring.tradeoff import mark_pareto
from effnet_desktop.engine.records.comparing import Comparison
from effnet_desktop.export import comparison_record, save_comparison_csv
from effnet_desktop.machine_card import card_record, save_card


@pytest.fixture
def comparison() -> Comparison:
    return compared({"lite0": [("a", 0.9, 5.0)] * 4, "lite2": [("a", 0.9, 9.0)] * 4}, truth=["a", "a", "a", "b"])


class Checker(HTMLParser):
    """Collects the tags and what they would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []
        self.data = ""

    def handle_starttag(self, tag, attributes) -> None:
        self.fetched += [value for name, value in attributes if name in ("src", "href")]
        if tag not in ("meta", "html"):
            self.open.append(tag)

    def handle_endtag(self, tag) -> None:
        if tag != "html":
            assert self.open.pop() == tag

    def handle_data(self, data) -> None:
        if self.open and self.open[-1] == "script":
            self.data += data


def test_page_and_json_say_the_same_as_the_command_line(comparison, tmp_path) -> None:
    save_card(tmp_path / "card.html", comparison)
    page = (tmp_path / "card.html").read_text(encoding="utf-8")
    record = json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))
    assert record["models"] == [json.loads(json.dumps(comparison_record(model))) for model in comparison.models]
    assert (record["photos"], record["machine"]["name"]) == (4, "A processor <of & for tests>")
    checker = Checker()
    checker.feed(page.replace("<tr", "</tr><tr").replace("</tr><tr", "<tr"))
    assert not checker.fetched
    assert not checker.open
    assert json.loads(checker.data) == record
    assert "75.0 %" in page
    assert "A processor &lt;of &amp; for tests&gt;" in page


def test_a_library_whose_version_is_unknown_is_no_error(comparison, monkeypatch) -> None:
    hide_metadata(monkeypatch, "torch", "effnet-desktop")
    libraries = card_record(comparison)["machine"]["libraries"]
    assert (libraries["torch"], libraries["effnet-desktop"]) == ("unknown", "unknown")
    assert libraries["numpy"][0].isdigit()


def test_it_says_what_the_figures_mean(comparison, tmp_path) -> None:
    save_card(tmp_path / "card.html", comparison)
    (pair,) = json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))["pairs"]
    assert (pair["smaller"], pair["bigger"], pair["photos"]) == ("lite0", "lite2", len(comparison.photos))
    assert pair["says"].startswith("lite2 is right on")
    assert f"<p>{pair['says']}</p>" in (tmp_path / "card.html").read_text(encoding="utf-8")


def test_nothing_of_the_photos_is_in_it(comparison, tmp_path) -> None:
    save_card(tmp_path / "card.html", comparison)
    for file in tmp_path.iterdir():
        text = file.read_text(encoding="utf-8")
        assert "secret" not in text
        assert "/photos" not in text


@pytest.mark.parametrize(
    "models",
    [
        [measured("lite0", 1.0)],
        [measured("b0", None, 3.0), measured("b7", None, 400.0)],
        [measured("lite0", 0.0), measured("lite2", 0.0)],
        [
            measured("lite0", ms=5, agreement=0.5, agrees_with="lite2"),
            measured("lite2", ms=9, agreement=1.0, agrees_with="lite2"),
        ],
    ],
    ids=["one", "untrained", "nothing right", "agreement"],
)
def test_every_kind_of_comparison_has_a_chart(models, comparison, tmp_path) -> None:
    odd = Comparison(mark_pareto(models), (), ((),) * len(models), (), "lite2", False, comparison.device, 1.0)
    save_card(tmp_path / "card.html", odd)
    page = (tmp_path / "card.html").read_text(encoding="utf-8")
    assert page.count("<circle") == len(models)
    places = [float(number) for number in re.findall(r'c[xy]="([^"]+)"', page)]
    assert all(0 <= number <= 760 for number in places)


def test_the_table_has_a_row_a_model(comparison, tmp_path) -> None:
    save_comparison_csv(tmp_path / "table.csv", comparison)
    with (tmp_path / "table.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["model"] for row in rows] == ["lite0", "lite2"]
    assert float(rows[0]["latency_p50_ms"]) == 5.0
    assert float(rows[0]["acc1_low"]) < float(rows[0]["acc1"]) == 0.75


def test_a_folder_that_is_not_there_is_explained(comparison, tmp_path) -> None:
    with pytest.raises(StorageError):
        save_card(tmp_path / "no" / "card.html", comparison)


def test_no_name_ends_the_script_or_begins_another(comparison, tmp_path) -> None:
    name = "<!--<script></script><b>\x1b[2J"
    evil = replace(comparison, models=tuple(replace(model, model=name) for model in comparison.models), reference=name)
    save_card(tmp_path / "card.html", evil)
    page = (tmp_path / "card.html").read_text(encoding="utf-8")
    assert "<!--" not in page
    assert "\x1b" not in page
    assert page.count("<script") == page.count("</script>") == 1
    data = page.partition('id="card">')[2].partition("</script>")[0]
    assert json.loads(data)["models"][0]["model"] == name
    assert json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))["reference"] == name


def test_what_is_no_number_is_null(comparison, tmp_path) -> None:
    def refuse(constant: str) -> None:
        raise ValueError(constant)

    odd = replace(comparison, seconds=float("inf"))
    odd = replace(odd, models=tuple(replace(model, photos_per_second=float("nan")) for model in odd.models))
    save_card(tmp_path / "card.html", odd)
    record = json.loads((tmp_path / "card.json").read_text(encoding="utf-8"), parse_constant=refuse)
    assert record["seconds"] is None
    assert [model["photos_per_second"] for model in record["models"]] == [None, None]
    save_comparison_csv(tmp_path / "t.csv", odd)
    assert "nan" not in (tmp_path / "t.csv").read_text(encoding="utf-8-sig")


def test_a_page_or_list_of_someone_else_is_not_replaced(comparison, tmp_path) -> None:
    (tmp_path / "coco.json").write_text('{"images": []}')
    with pytest.raises(EngineError, match="stays as it is"):
        save_card(tmp_path / "coco.html", comparison)
    assert [file.name for file in tmp_path.iterdir()] == ["coco.json"]
    save_card(tmp_path / "mine.html", comparison)
    save_card(tmp_path / "mine.html", comparison)


@pytest.mark.parametrize("name", ["folder", "pipe"])
def test_a_card_is_not_written_beside_what_is_no_plain_file(comparison, name, tmp_path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(EngineError, match="is not a machine card"):
        save_card(tmp_path / name, comparison)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "pipe"]
