"""Unsorted photos on the command line: piles, questions, and a model of a list."""

import csv
import json
import shutil

import pytest
from shapes import fill, fill_flat

from effnet_desktop.cli import main


@pytest.fixture
def flat(tmp_path):
    return fill_flat(tmp_path / "unsorted", 10)


@pytest.fixture
def call(capsys, ready_dir, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(ready_dir, data)

    def call(*arguments):
        status = main.main([*map(str, arguments)], data)
        captured = capsys.readouterr()
        return status, captured.out.splitlines(), captured.err

    return call


def write(file, photos):
    with file.open("w", newline="") as out:
        csv.writer(out).writerows([["photo", "category"], *([path.name, path.name.split()[0]] for path in photos)])
    return file


def test_pile_gives_one_object_a_pile_and_a_summary(call, flat) -> None:
    status, lines, _ = call("pile", flat, "--piles", 3, "--json")
    *piles, last = map(json.loads, lines)
    assert status == 0
    assert [set(pile) for pile in piles] == [{"pile", "name", "photos"}] * 3
    assert sorted(photo["path"] for pile in piles for photo in pile["photos"]) == sorted(map(str, flat.iterdir()))
    summary = last["summary"]
    assert (summary["piles"], summary["photos"], summary["named"], summary["ci95"]) == (3, 20, 0, None)
    _, lines, _ = call("pile", flat, "--json")
    assert [json.loads(line) for line in lines] == [*piles, last]  # those of the last time
    _, lines, _ = call("pile", flat)
    assert lines[-1] == "20 photos in 3 piles, 0 of them in piles with a name."


def test_train_on_a_list_touches_no_file(call, flat, tmp_path) -> None:
    before = {path: path.stat().st_mtime_ns for path in flat.iterdir()}
    labels = write(tmp_path / "list.csv", [*sorted(before), flat / "gone-1.png"])
    status, lines, _ = call("train", flat, "--labels", labels, "--preset", "quick", "--json")
    records = [json.loads(line) for line in lines]
    assert status == 0
    dataset = next(record for record in records if record["event"] == "dataset")
    assert dataset["categories"] == ["disc", "stripes"]
    assert dataset["photos"] == 20
    assert "Photos of the list that are not there: 1." in dataset["problems"]
    assert records[-1]["model"] == "unsorted"
    assert {path: path.stat().st_mtime_ns for path in flat.iterdir()} == before


def test_a_list_of_one_category_or_of_nothing_is_said(call, flat, tmp_path) -> None:
    for photos, message in (([], "names no photo that is there"), (sorted(flat.glob("disc*")), "only one category")):
        status, lines, err = call("train", flat, "--labels", write(tmp_path / "list.csv", photos), "--preset", "quick")
        assert (status, lines) == (1, [])
        assert message in err
    status, _, err = call("train", flat, "--labels", tmp_path / "gone.csv")
    assert status == 1
    assert "There is no file" in err


def test_ask_names_photos_that_are_not_in_the_list(call, flat, tmp_path) -> None:
    photos = sorted(flat.iterdir())
    for known, count in (([], 3), (photos[::4], 4), (photos[:19], 1)):
        status, lines, _ = call(
            "ask", flat, "--labels", write(tmp_path / "list.csv", known), "--count", 4 if known else 3, "--json"
        )
        records = [json.loads(line) for line in lines]
        assert status == 0
        assert len(records) == count
        assert not {record["path"] for record in records} & set(map(str, known))
        assert all((record["proposed"] in ("disc", "stripes")) == bool(known) for record in records)
    status, lines, err = call("ask", flat, "--labels", write(tmp_path / "list.csv", photos))
    assert (status, lines) == (0, [])
    assert "all photos already" in err


@pytest.mark.parametrize("verb", ["pile", "ask"])
def test_no_photos_are_said(call, tmp_path, verb) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    labels = ["--labels", write(tmp_path / "list.csv", [])] if verb == "ask" else []
    for folder, message in ((empty, "no photos in"), (tmp_path / "gone", "no folder")):
        status, lines, err = call(verb, folder, *labels)
        assert (status, lines) == (1, [])
        assert message in err


def test_split_by_folder_gives_both_figures(call, tmp_path) -> None:
    folder = fill(tmp_path / "sites", 20, ("disc", "stripes"))
    for place, path in enumerate(sorted(folder.rglob("*.png"))):
        site = path.parent / f"site {place % 4}"
        site.mkdir(exist_ok=True)
        path.rename(site / path.name)
    status, lines, _ = call("train", folder, "--split-by", "folder", "--preset", "quick", "--json")
    done = json.loads(lines[-1])
    assert status == 0
    assert done["split_by"] == "folder"
    assert 0 <= done["known_sites_acc1"] <= 1
    assert done["known_sites_acc1_ci95"][0] <= done["known_sites_acc1"] <= done["known_sites_acc1_ci95"][1]
    _, lines, _ = call("train", folder, "--split-by", "folder", "--preset", "quick")
    assert any(line.startswith("On new photos of known folders ") and ", of new folders " in line for line in lines)
    status, _, err = call("train", folder, "--split-by", "camera", "--preset", "quick")
    assert status == 1
    assert "two cameras" in err
