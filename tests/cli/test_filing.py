"""Filing, tagging and undoing as a user calls them."""

import base64
import csv
import errno
import json
import os
import re
from contextlib import suppress
from dataclasses import replace

import pytest
from killed import tree

from effnet_desktop import sample_picture
from effnet_desktop.cli import main
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.filing import copying
from effnet_desktop.engine.records.classifying import Classification, Judgement


@pytest.fixture
def data(ready_dir, tmp_path):
    """A data folder of the test's own, with the converted model of the shared one."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "models").symlink_to(ready_dir / "models")
    return folder


@pytest.fixture
def photos(tmp_path):
    folder = tmp_path / "写真"
    for name in ("a", "b/c"):
        sample_picture.save_sample_picture(folder / name)
    (folder / "bad.jpg").write_text("no photo")
    return folder


@pytest.fixture
def call(capsys, data):
    def call(*arguments):
        status = main.main([*map(str, arguments)], data)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


def found(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_the_plan_is_told_and_nothing_is_done(call, photos, tmp_path) -> None:
    status, out, err = call("file", photos, "--to", tmp_path / "sorted", "--dry-run")
    assert status == 1  # one cannot be read
    assert f"{sample_picture.CATEGORY}/  2 photos" in out
    assert "bad.jpg" in err
    assert not (tmp_path / "sorted").exists()


@pytest.mark.parametrize("way", ["copy", "move", "link"])
def test_photos_are_filed_listed_and_undone(call, photos, tmp_path, way) -> None:
    before = tree(photos)
    name = next(photos.rglob("*.png"), next(photos.rglob("*.jpg"))).name
    status, out, _ = call("file", photos, "--to", tmp_path / "sorted", f"--{way}", "--json", "--keep-structure")
    *_, last = map(json.loads, out.splitlines())
    assert status == 1
    assert last["done"]["files"] == 2
    category = sample_picture.CATEGORY
    assert found(tmp_path / "sorted") == [f"{category}/a/{name}", f"{category}/b/c/{name}"]
    assert len(found(photos)) == (1 if way == "move" else 3)
    status, out, _ = call("runs", "--json")
    record = json.loads(out)
    assert (record["run"], record["way"], record["files"], record["state"]) == (last["done"]["run"], way, 2, "done")
    status, out, _ = call("undo", "--json")
    assert status == 0
    *places, last = map(json.loads, out.splitlines())
    assert {place["target"] for place in places} == {str(photos / "a" / name), str(photos / "b" / "c" / name)}
    assert last["undone"] == {"run": record["run"], "files": 2, "left": 0}
    assert tree(photos) == before
    assert not (tmp_path / "sorted").exists()
    assert "undone" in call("runs")[1]


def test_taken_names_are_numbered_or_left(call, photos, tmp_path) -> None:
    folder = tmp_path / "sorted" / sample_picture.CATEGORY
    call("file", photos / "a", "--to", tmp_path / "sorted")
    [file] = folder.iterdir()
    file.write_text("mine")
    status, out, _ = call("file", photos / "a", "--to", tmp_path / "sorted", "--skip-conflicts")
    assert "1 are left" in out
    assert len(list(folder.iterdir())) == 1
    status, out, _ = call("file", photos / "a", "--to", tmp_path / "sorted")
    assert status == 0
    assert found(folder) == [f"{file.stem} (2){file.suffix}", file.name]
    assert file.read_text() == "mine"
    assert "already" in call("file", photos / "a", "--to", tmp_path / "sorted")[1]


@pytest.mark.parametrize(
    ("arguments", "folder"),
    [
        (("--min-confidence", "100"), "unsure"),
        (("--min-confidence", "100", "--unsure", "look: here"), "look_ here"),
        (("--min-confidence", "100", "--skip-unsure"), None),
    ],
)
def test_unsure_photos(call, photos, tmp_path, arguments, folder) -> None:
    call("file", photos / "a", "--to", tmp_path / "sorted", *arguments)
    assert (os.listdir(tmp_path / "sorted") if folder else []) == ([folder] if folder else [])


@pytest.mark.parametrize(
    ("arguments", "folder"), [((), "none of these"), (("--none", "odd"), "odd"), (("--skip-none",), None)]
)
def test_photos_of_no_category(call, photos, tmp_path, monkeypatch, arguments, folder) -> None:
    classify = Engine.classify

    def classify_as_novel(*given, **settings):
        for event in classify(*given, **settings):
            yield replace(event, novelty=9.0, is_novel=True) if isinstance(event, Classification) else event

    monkeypatch.setattr(Engine, "classify", classify_as_novel)
    call("file", photos / "a", "--to", tmp_path / "sorted", *arguments)
    assert (os.listdir(tmp_path / "sorted") if folder else []) == ([folder] if folder else [])
    _, out, _ = call("tag", photos / "a", "--dry-run")
    assert out.splitlines()[-1].endswith("0 photos are unsure, 1 are of none of these")
    _, out, _ = call("tag", photos / "a", "--dry-run", "--json")
    assert json.loads(out.splitlines()[-1])["plan"] == {"to_write": 0, "tagged": 0, "unsure": 0, "none": 1, "failed": 0}


@pytest.mark.parametrize(
    "arguments",
    [
        ("file", "photos"),
        ("file", "--to", "sorted"),
        ("file", "photos", "--to", "sorted", "--model", "unknown"),
        ("file", "photos", "--to", "sorted", "--resume", "run"),
        ("file", "--resume", "run", "--dry-run"),
    ],
)
def test_wrong_usage(call, arguments) -> None:
    status, _, err = call(*arguments)
    assert status == 2
    assert "effnet-desktop: " in err


@pytest.mark.parametrize("arguments", [("undo",), ("undo", "x"), ("file", "--resume", "x")])
def test_a_run_that_is_not_there(call, arguments) -> None:
    status, _, err = call(*arguments)
    assert status == 1
    assert "Traceback" not in err
    assert "  " not in err


@pytest.mark.parametrize("arguments", [("tag",), ("file", "--to", "sorted")])
@pytest.mark.parametrize("dry_run", [(), ("--dry-run",)])
def test_no_photos_are_no_success(call, tmp_path, arguments, dry_run) -> None:
    (tmp_path / "empty").mkdir()
    verb, *rest = arguments
    assert call(verb, tmp_path / "empty", *rest, *dry_run)[0] == 1


def test_a_target_that_cannot_be_used_is_said_before_anything_happens(call, photos, tmp_path) -> None:
    (tmp_path / "file").touch()
    status, _, err = call("file", photos / "a", "--to", tmp_path / "file")
    assert status == 1
    assert "is a file" in err


def test_keywords_are_written_told_and_taken_out(call, photos) -> None:
    before = tree(photos)
    status, out, _ = call("tag", photos / "a", photos / "b", "--dry-run")
    assert status == 0
    assert out.count(f".xmp  {sample_picture.CATEGORY}") == 2
    assert tree(photos) == before
    status, out, _ = call("tag", photos / "a", photos / "b", "--sidecar", "stem", "--json", "--top", "2")
    *_, last = map(json.loads, out.splitlines())
    assert (status, last["done"]["files"]) == (0, 2)
    assert sample_picture.CATEGORY in next((photos / "a").glob("*.xmp")).read_text()
    assert call("undo")[0] == 0
    assert tree(photos) == before


def test_what_a_person_said_wins_and_folders_speak_japanese(call, photos, tmp_path, data) -> None:
    pictures = sorted(path for path in photos.rglob("*.png"))
    judgements = [(path, Judgement("dodo")) for path in pictures]
    for _ in Engine(data).judge(judgements):
        pass
    call("file", photos / "a", "--to", tmp_path / "sorted", "--lang", "ja")
    assert [folder.name for folder in (tmp_path / "sorted").iterdir()] == ["dodo"]
    for _ in Engine(data).judge([(path, None) for path in pictures]):
        pass
    call("file", photos / "a", "--to", tmp_path / "again", "--lang", "ja", "--by", "group")
    assert [folder.name for folder in (tmp_path / "again").iterdir()] == ["信号機"]
    _, out, _ = call("tag", photos / "a", "--dry-run", "--lang", "ja")
    assert "信号機" in out


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_json_tells_the_bytes_of_names_that_are_no_text(call, photos, tmp_path) -> None:
    [one] = (photos / "a").iterdir()
    one = one.rename(one.with_name("caf\udce9.png"))
    _, out, _ = call("file", photos / "a", "--to", tmp_path / "sorted", "--json")
    [filed] = [record for line in out.splitlines() if "source_base64" in (record := json.loads(line))]
    assert base64.b64decode(filed["source_base64"]) == os.fsencode(one)
    assert base64.b64decode(filed["target_base64"]).endswith(b"/caf\xe9.png")
    _, out, _ = call("tag", photos / "a", "--dry-run", "--json")
    sidecar, _ = map(json.loads, out.splitlines())
    assert list(map(base64.b64decode, sidecar["photos_base64"])) == [os.fsencode(one)]
    assert base64.b64decode(sidecar["sidecar_base64"]) == os.fsencode(f"{one}.xmp")


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_json_tells_the_bytes_of_folders_that_are_no_text(call, photos, tmp_path) -> None:
    (photos / "a").rename(photos / "caf\udce9")
    _, out, _ = call("file", photos, "--to", tmp_path / "sorted", "--keep-structure", "--dry-run", "--json")
    folders = json.loads(out.splitlines()[-1])["plan"]["folders"]
    told = [base64.b64decode(folder["name_base64"]) for folder in folders if "name_base64" in folder]
    assert told == [f"{sample_picture.CATEGORY}/caf".encode() + b"\xe9"]


@pytest.mark.parametrize("verb", ["file", "tag"])
def test_after_ctrl_c_both_ways_on_are_named(call, photos, tmp_path, monkeypatch, capsys, verb) -> None:
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("effnet_desktop.engine.filing.copying._write", stop)
    monkeypatch.setattr("effnet_desktop.engine.filing.tagging._write", stop)
    with pytest.raises(KeyboardInterrupt):
        call(verb, photos, *(("--to", tmp_path / "sorted") if verb == "file" else ()))
    err = capsys.readouterr().err
    name = json.loads(call("runs", "--json")[1])["run"]
    assert f"effnet-desktop undo {name}" in err
    assert (f"effnet-desktop file --resume {name}" in err) == (verb == "file")


@pytest.mark.parametrize("stop", [OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), KeyboardInterrupt()])
def test_a_run_that_was_stopped_says_how_to_go_on(call, photos, tmp_path, monkeypatch, capsys, stop) -> None:
    def write(out, chunk):
        raise stop

    with monkeypatch.context() as patch, suppress(KeyboardInterrupt):
        patch.setattr(copying, "_write", write)
        status, _, said = call("file", photos, "--to", tmp_path / "sorted")
        assert (status, os.strerror(errno.ENOSPC) in said) == (1, True)
    if isinstance(stop, KeyboardInterrupt):
        said = capsys.readouterr().err
    run = re.search(r"effnet-desktop file --resume (\S+)", said)[1]
    assert call("file", "--resume", run)[0] == 0
    assert len(found(tmp_path / "sorted")) == 2


def test_a_data_package_of_camera_traps(call, photos, tmp_path) -> None:
    status, _, _ = call("classify", photos, "--format", "camtrap-dp", "--out", tmp_path / "package")
    assert status == 1  # one cannot be read
    with (tmp_path / "package" / "observations.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert sorted(row["observationType"] for row in rows) == ["unclassified", "unknown", "unknown"]
    assert f"category:{sample_picture.CATEGORY}" in [row["observationTags"] for row in rows]
    assert call("classify", photos, "--format", "camtrap-dp")[0] == 2
    assert call("classify", photos, "--out", tmp_path / "package")[0] == 2
