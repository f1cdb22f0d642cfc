"""The command line as a user calls it."""

import csv
import errno
import json
import os
import sys

import pytest
from damaged_photos import a_picture, encoded
from packages import hide_metadata

from effnet_desktop import sample_picture
from effnet_desktop.cli import main
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import DeviceError, DownloadError, ModelError, OutOfMemory, StorageError
from effnet_desktop.engine.records.models import Cascade
from effnet_desktop.engine.scaling import Scaling


@pytest.fixture
def sample(tmp_path):
    return sample_picture.save_sample_picture(tmp_path / "写真 with spaces")


def call(capsys, ready_dir, *arguments: str) -> tuple[int, list[str], str]:
    status = main.main([*map(str, arguments)], ready_dir)
    captured = capsys.readouterr()
    return status, captured.out.splitlines(), captured.err


def test_json_gives_one_object_a_photo_and_a_summary(capsys, ready_dir, sample, tmp_path) -> None:
    bad = tmp_path / "bad.jpg"
    bad.write_text("not a photo")
    status, lines, _ = call(capsys, ready_dir, "classify", sample, bad, sample, "--json", "--top", "3")
    first, second, third, last = map(json.loads, lines)
    assert status == 1
    assert set(first) == {"path", "model", "predictions", "timings_ms", "device", "groups"}
    assert (first["path"], first["model"]) == (str(sample), "lite0")
    assert set(first["timings_ms"]) == {"decode", "preprocess", "inference"}
    assert [set(p) for p in first["predictions"]] == [{"category", "index", "probability"}] * 3
    assert first["predictions"][0]["category"] == sample_picture.CATEGORY
    assert set(second) == {"path", "error"}
    assert second["path"] == str(bad)
    assert third["predictions"] == first["predictions"]
    summary = last["summary"]
    assert set(summary) == {
        "photos", "failed", "seconds", "photos_per_second", "latency_ms", "accuracy", "closed_folders",
        "unsupported_files", "other_files",
    }  # fmt: skip
    assert (summary["photos"], summary["failed"], summary["accuracy"]) == (3, 1, None)
    assert summary["latency_ms"]["p50"] <= summary["latency_ms"]["p95"]


def test_accuracy_where_folders_are_named_like_categories(capsys, ready_dir, tmp_path) -> None:
    sample_picture.save_sample_picture(tmp_path / "photos" / "Traffic_Light")
    status, lines, _ = call(capsys, ready_dir, "classify", tmp_path / "photos", "--json")
    assert status == 0
    assert json.loads(lines[-1])["summary"]["accuracy"] == 1.0


def test_the_folder_that_was_named_tells_where_categories_begin(capsys, ready_dir, tmp_path) -> None:
    sample_picture.save_sample_picture(tmp_path / "photos" / "traffic light" / "tench")
    for chosen, accuracy in ((tmp_path / "photos", 1.0), (tmp_path / "photos" / "traffic light", 0.0)):
        _, lines, _ = call(capsys, ready_dir, "classify", chosen, "--json")
        assert json.loads(lines[-1])["summary"]["accuracy"] == accuracy


def test_what_is_passed_over_is_said(capsys, ready_dir, sample) -> None:
    for name in ("1.psd", "2.psd", "film.MOV", "notes.txt", "letter.docx"):
        (sample.parent / name).touch()
    status, lines, _ = call(capsys, ready_dir, "classify", sample.parent)
    assert status == 0
    assert lines[-1] == "4 files are not photos or not supported: 2 .psd, 1 .mov, 1 of other kinds."
    _, lines, _ = call(capsys, ready_dir, "classify", sample.parent, "--json")
    summary = json.loads(lines[-1])["summary"]
    assert (summary["unsupported_files"], summary["other_files"]) == ({".psd": 2, ".mov": 1}, 1)


def test_a_closed_folder_is_named_and_fails(capsys, ready_dir, sample, monkeypatch) -> None:
    closed = sample.parent / "secret"
    closed.mkdir()
    scandir = os.scandir

    def refuse(folder):
        if str(folder) == str(closed):
            raise PermissionError(errno.EACCES, "Permission denied", folder)
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    status, lines, err = call(capsys, ready_dir, "classify", sample.parent, "--json")
    assert status == 1
    assert f"{closed}: You are not allowed to open this folder." in err
    assert [folder["path"] for folder in json.loads(lines[-1])["summary"]["closed_folders"]] == [str(closed)]
    status, _, err = call(capsys, ready_dir, "classify", closed)
    assert status == 1
    assert "not allowed to open" in err
    status, _, err = call(capsys, ready_dir, "compare", sample.parent, "--models", "lite0", "--device", "cpu")
    assert status == 1
    assert f"{closed}: You are not allowed to open this folder." in err


def test_the_table_names_category_and_confidence(capsys, ready_dir, sample) -> None:
    status, lines, _ = call(capsys, ready_dir, "classify", sample)
    assert status == 0
    assert "traffic light" in lines[0]
    assert "%" in lines[0]
    assert "p50" in lines[-1]


def test_names_are_japanese_if_wanted(capsys, ready_dir, sample, tmp_path) -> None:
    status, lines, _ = call(capsys, ready_dir, "classify", sample, "--lang", "ja")
    assert status == 0
    assert "信号機" in lines[0]
    file = tmp_path / "table.csv"
    _, lines, _ = call(capsys, ready_dir, "classify", sample, "--lang", "ja", "--json", "--csv", file)
    record = json.loads(lines[0])
    assert [record["predictions"][0][key] for key in ("category", "name")] == [sample_picture.CATEGORY, "信号機"]
    assert record["groups"] == ["もの"]
    with file.open(encoding="utf-8-sig", newline="") as opened:
        (row,) = csv.DictReader(opened)
    assert (row["category_1"], row["group"]) == ("信号機", "")


def test_csv_has_a_row_a_photo(capsys, ready_dir, sample, tmp_path) -> None:
    file = tmp_path / "結果.csv"
    status, _, _ = call(
        capsys, ready_dir, "classify", sample, tmp_path / "gone.jpg", "--csv", file, "--top", "2", "--json"
    )
    assert status == 1
    with file.open(encoding="utf-8-sig", newline="") as opened:
        good, bad = csv.DictReader(opened)
    assert good["path"] == str(sample)
    assert good["category_1"] == sample_picture.CATEGORY
    assert float(good["probability_1"]) > float(good["probability_2"]) > 0
    assert good["error"] == ""
    assert bad["error"]
    assert bad["category_1"] == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["classify"],
        ["classify", "x.jpg", "--top", "0"],
        ["classify", "x.jpg", "--device", "tpu"],
        ["compare", "x", "--budget-ms", "nan"],
        ["compare", "x", "--memory-mb", "-1"],
        ["models", "download"],
        ["nonsense"],
        ["classify", ""],
        ["classify", "x.jpg", ""],
        ["classify", "x.jpg", "--model", ""],
        ["classify", "x.jpg", "--csv", ""],
        ["train", ""],
        ["evaluate", "", "--model", "lite0"],
        ["audit", ""],
        ["compare", ""],
        ["models", "import", ""],
    ],
)
def test_wrong_usage_exits_with_2(capsys, ready_dir, arguments) -> None:
    with pytest.raises(SystemExit) as caught:
        main.main(arguments, ready_dir)
    assert caught.value.code == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--model", "resnet"], "no model named"),
        (["--model", "lite0", "--phi", "2"], "phi"),
        (["--phi", "7"], "goes from 0 to 2"),
        (["--model", "b0"], "models download b0"),
        (["--device", "mps"], "cannot be used"),
    ],
)
def test_what_cannot_start_exits_with_2_and_a_way_out(capsys, ready_dir, sample, arguments, says) -> None:
    status, lines, err = call(capsys, ready_dir, "classify", sample, *arguments)
    assert (status, lines) == (2, [])
    assert says in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "verb"),
    [
        (["classify", "x.jpg"], "classify"),
        (["compare", "x.jpg"], "compare"),
        (["scaling"], "count_network"),
        (["benchmark"], "benchmark"),
        (["train", "x"], "fine_tune"),
        (["models", "download", "b0"], "download_model"),
    ],
)
@pytest.mark.parametrize("failure", [StorageError, DownloadError, DeviceError, OutOfMemory])
def test_what_fails_on_this_machine_is_no_wrong_usage(capsys, ready_dir, monkeypatch, arguments, verb, failure) -> None:
    def fail(*_, **__):
        raise failure("The disk of {folder} is full.", folder="/data")
        yield

    monkeypatch.setattr(Engine, verb, fail)
    status, lines, err = call(capsys, ready_dir, *arguments)
    assert (status, lines) == (1, [])
    assert err == "effnet-desktop: The disk of /data is full.\n"


def test_a_table_that_cannot_be_written_is_no_wrong_usage(capsys, ready_dir, sample, tmp_path) -> None:
    status, _, err = call(capsys, ready_dir, "classify", sample, "--csv", tmp_path / "gone" / "table.csv")
    assert status == 1
    assert "cannot be written" in err


def test_what_is_missing_of_a_photo_is_said_with_its_answer(capsys, ready_dir, tmp_path) -> None:
    data = encoded(a_picture(640, 480), "JPEG")
    path, table = tmp_path / "cut.jpg", tmp_path / "table.csv"
    path.write_bytes(data[: int(0.9 * len(data))])
    status, lines, err = call(capsys, ready_dir, "classify", path, "--json", "--csv", table)
    warning = json.loads(lines[0])["warning"]
    assert "% of this photo is damaged" in warning
    assert f"{path}: {warning}" in err
    assert status == 0
    with table.open(encoding="utf-8-sig", newline="") as file:
        assert [row["warning"] for row in csv.DictReader(file)] == [warning]


def test_an_empty_folder_is_said(capsys, ready_dir, tmp_path) -> None:
    status, _, err = call(capsys, ready_dir, "classify", tmp_path)
    assert status == 1
    assert "no photos" in err


def test_models_list_names_each_with_its_state(capsys, ready_dir) -> None:
    status, lines, _ = call(capsys, ready_dir, "models")
    assert status == 0
    assert [line.split()[0] for line in lines[1:]] == ["lite0", "lite1", "lite2", *(f"b{i}" for i in range(8))]
    assert "packaged" in lines[1]
    assert "absent" in lines[-1]


def test_models_report_what_fails(capsys, ready_dir, tmp_path) -> None:
    for arguments in (
        ("remove", "lite0"),
        ("remove", "b5"),
        ("import", tmp_path / "gone.pth"),
        ("download", "b9"),
    ):
        status, _, err = call(capsys, ready_dir, "models", *arguments)
        assert status == 1
        assert err.startswith("effnet-desktop: ")


def test_a_broken_model_is_listed_as_broken_and_nothing_else_suffers(capsys, trained_dir, sample) -> None:
    folder = trained_dir / "models" / "looped"
    folder.mkdir()
    (folder / "cascade.json").write_text(
        '{"format": 1, "name": "x", "first": "looped", "second": "b0", "threshold": 1}'
    )
    status, lines, _ = call(capsys, trained_dir, "models", "list")
    assert status == 0
    (line,) = (line for line in lines if line.startswith("looped"))
    assert "broken: The pair looped needs the model looped" in line
    status, lines, err = call(capsys, trained_dir, "doctor", "--json")
    assert (status, json.loads(lines[0])["models"]["looped"]) == (0, "broken")
    status, lines, err = call(capsys, trained_dir, "doctor")
    assert status == 0
    assert "The pair looped needs the model looped" in err
    status, lines, _ = call(capsys, trained_dir, "classify", str(sample))
    assert status == 0
    status, _, err = call(capsys, trained_dir, "classify", str(sample), "--model", "looped")
    assert status == 2
    assert "The pair looped needs the model looped" in err


def test_removing_says_which_pairs_cannot_be_used_any_more(capsys, ready_dir, monkeypatch) -> None:
    monkeypatch.setattr(Engine, "remove_model", lambda self, name: ("one", "two"))
    status, lines, _ = call(capsys, ready_dir, "models", "remove", "pets")
    assert (status, lines) == (
        0,
        ["pets was removed.", "The pair one cannot be used without it.", "The pair two cannot be used without it."],
    )


def test_a_removed_model_is_restored(capsys, tmp_path) -> None:
    engine = Engine(tmp_path)
    engine.save_cascade(Cascade("pair", "lite0", "lite1", 0.5))
    before = engine.models()
    assert call(capsys, tmp_path, "models", "remove", "pair")[0] == 0
    assert engine.models() == before[:-1]
    assert call(capsys, tmp_path, "models", "restore", "pair")[:2] == (0, ["pair is as it was before."])
    assert engine.models() == before
    status, _, err = call(capsys, tmp_path, "models", "restore", "pair")
    assert status == 1
    assert "There is no earlier version of pair." in err


def test_doctor_tells_devices_versions_and_folders(capsys, ready_dir) -> None:
    status, lines, _ = call(capsys, ready_dir, "doctor", "--json")
    record = json.loads(lines[0])
    assert status == 0
    assert record["devices"][-1]["kind"] == "cpu"
    assert record["reasons"]
    assert record["versions"]["openvino"]
    assert record["folders"]["data"] == str(ready_dir)
    status, lines, _ = call(capsys, ready_dir, "doctor")
    assert any(str(ready_dir) in line for line in lines)


def test_doctor_names_a_library_that_is_absent(capsys, ready_dir, monkeypatch) -> None:
    hide_metadata(monkeypatch, "PySide6-Essentials", "effnet-desktop")  # the command line needs no Qt
    status, lines, _ = call(capsys, ready_dir, "doctor", "--json")
    versions = json.loads(lines[0])["versions"]
    assert status == 0
    assert versions["pyside6-essentials"] == "not installed"
    assert versions["effnet-desktop"] == "unknown"
    assert versions["openvino"][0].isdigit()


def test_the_proof_recognises_the_sample_picture(capsys, ready_dir) -> None:
    assert main.prove(ready_dir) == 0
    out = capsys.readouterr().out
    assert "traffic light" in out
    assert "effnet-desktop classify" in out


def test_the_command_line_loads_no_qt(ready_dir, sample) -> None:
    import subprocess

    script = (
        "import sys; from pathlib import Path; from effnet_desktop.cli import main;"
        f"main.main(['classify', {str(sample)!r}], Path({str(ready_dir)!r}));"
        "sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], stdout=subprocess.DEVNULL).returncode == 0


@pytest.fixture
def trained_dir(ready_dir, tmp_path):
    """A data folder of its own, and a folder of two categories that anyone tells apart."""
    import shutil

    from PIL import Image

    shutil.copytree(ready_dir, tmp_path / "data")
    for category, (red, blue) in (("reddish", (200, 30)), ("bluish", (20, 180))):
        (tmp_path / "colours" / category).mkdir(parents=True)
        for i in range(6):
            colour = (red + 7 * i, 40 + 9 * i, blue + 7 * i)
            Image.new("RGB", (80, 60), colour).save(tmp_path / "colours" / category / f"{i}.png")
    return tmp_path / "data"


def test_train_prints_events_then_the_model_classifies_and_evaluates(capsys, trained_dir, tmp_path) -> None:
    folder = tmp_path / "colours"
    status, lines, _ = call(capsys, trained_dir, "train", folder, "--preset", "quick", "--name", "my colours", "--json")
    events = [json.loads(line) for line in lines]
    assert status == 0
    assert [event["event"] for event in events] == ["dataset", "head", "done"]
    assert events[0]["categories"] == ["bluish", "reddish"]
    assert set(events[1]) == {"event", "val_acc1", "seconds"}
    assert set(events[2]) == {
        "event", "model", "val_acc1", "val_acc1_ci95", "threshold", "seconds", "photos", "novelty", "learning_curve",
    }  # fmt: skip
    assert events[2]["novelty"] is None  # of 12 photos
    assert (events[2]["model"], events[2]["photos"]) == ("my colours", 12)

    status, lines, _ = call(capsys, trained_dir, "classify", folder, "--model", "my colours", "--json")
    assert status == 0
    assert json.loads(lines[-1])["summary"]["accuracy"] > 0.8

    status, lines, _ = call(capsys, trained_dir, "evaluate", folder, "--model", "my colours", "--json")
    record = json.loads(lines[0])
    assert status == 0
    assert {"acc1", "acc1_ci95", "ece", "threshold", "categories", "confusion"} <= set(record)
    assert record["photos"] == 12
    status, lines, _ = call(capsys, trained_dir, "models")
    assert any("my colours" in line and "trained" in line for line in lines)
    status, _, _ = call(capsys, trained_dir, "models", "remove", "my colours")
    assert status == 0


def test_where_nothing_could_be_measured_no_accuracy_is_given(capsys, trained_dir, tmp_path) -> None:
    for category in ("reddish", "bluish"):
        for i in range(1, 6):
            (tmp_path / "colours" / category / f"{i}.png").unlink()
    arguments = ["train", tmp_path / "colours", "--preset", "quick", "--name", "two", "--json"]
    _, lines, _ = call(capsys, trained_dir, *arguments)
    _, head, done = map(json.loads, lines)
    assert (head["val_acc1"], done["val_acc1"], done["val_acc1_ci95"]) == (None, None, None)
    _, lines, _ = call(capsys, trained_dir, "models")
    assert any("two" in line and "not measured" in line and "%" not in line for line in lines)

    (tmp_path / "colours" / "bluish").rename(tmp_path / "bluish")
    _, lines, _ = call(capsys, trained_dir, "evaluate", tmp_path / "colours", "--model", "two", "--json")
    figures = {record["category"]: record for record in json.loads(lines[0])["categories"]}
    assert (figures["reddish"]["recall"], figures["bluish"]["recall"], figures["bluish"]["f1"]) == (1.0, None, None)
    assert figures["bluish"]["precision"] is None


def test_audit_prints_suspects_as_json(capsys, trained_dir, tmp_path) -> None:
    status, lines, _ = call(capsys, trained_dir, "audit", tmp_path / "colours", "--json")
    assert status == 0
    assert all({"path", "given", "suggested", "probability"} <= set(json.loads(line)) for line in lines)


@pytest.mark.parametrize(
    "arguments",
    [
        ["train", "nowhere"],
        ["evaluate", "nowhere", "--model", "lite0"],
        ["audit", "nowhere"],
        ["train", ".", "--resume"],
    ],
)
def test_training_says_what_is_wrong(capsys, ready_dir, arguments) -> None:
    status, _, err = call(capsys, ready_dir, *arguments)
    assert status == 1
    assert err.splitlines()[-1].startswith("effnet-desktop: ")
    assert "{" not in err


def test_comparing_says_the_same_as_json_table_and_card(capsys, ready_dir, sample, tmp_path) -> None:
    folder = tmp_path / "photos" / "traffic light"
    sample_picture.save_sample_picture(folder)
    card, table = tmp_path / "card.html", tmp_path / "table.csv"
    arguments = ["compare", folder.parent, "--models", "lite0", "--device", "cpu", "--card", card, "--csv", table]
    status, lines, _ = call(capsys, ready_dir, *arguments, "--min-accuracy", "97", "--json")
    assert status == 0
    model, pick = map(json.loads, lines)
    assert {
        "model", "phi", "acc1", "acc1_ci95", "agreement", "latency_ms", "decode_ms", "preprocess_ms", "inference_ms",
        "photos_per_second", "params", "madds", "peak_memory_mb", "pareto",
    } <= set(model)  # fmt: skip
    assert (model["model"], model["acc1"], model["pareto"], pick["pick"]) == ("lite0", 1.0, True, "lite0")
    assert json.loads(card.with_suffix(".json").read_text(encoding="utf-8"))["models"] == [model]
    assert f"{model['latency_ms']['p50']}" in table.read_text(encoding="utf-8-sig")

    status, lines, _ = call(capsys, ready_dir, *arguments, "--budget-ms", "0.001")
    assert status == 0
    assert any("100.0%" in line and "lite0" in line for line in lines)
    assert "No measured model takes 0.0 ms a photo or less" in lines[-1]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device")
def test_a_table_that_cannot_be_written_does_not_lose_the_comparison(capsys, ready_dir, sample) -> None:
    arguments = ["compare", sample, "--models", "lite0", "--device", "cpu", "--csv", "/dev/full", "--json"]
    status, lines, errors = call(capsys, ready_dir, *arguments)

    assert (status, json.loads(lines[0])["model"]) == (1, "lite0")
    assert "/dev/full cannot be written" in errors


def test_comparing_two_models_says_what_the_figures_mean(capsys, ready_dir, tmp_path) -> None:
    folder = tmp_path / "photos" / "traffic light"
    sample_picture.save_sample_picture(folder)
    card = tmp_path / "card.html"
    arguments = ["compare", folder.parent, "--models", "lite1,lite0", "--device", "cpu"]
    status, lines, _ = call(capsys, ready_dir, *arguments, "--card", card, "--json")
    assert status == 0
    smaller, bigger, pair, _ = map(json.loads, lines)
    assert (pair["smaller"], pair["bigger"], pair["photos"]) == ("lite0", "lite1", 1)
    assert (pair["fixed"], pair["broken"], pair["mcnemar_p"]) == (0, 0, 1.0)
    assert pair["time_ratio"] == pytest.approx(bigger["latency_ms"]["p50"] / smaller["latency_ms"]["p50"], abs=0.01)
    assert pair["says"].startswith("lite1 is right on 1 of 1 photo, the very same as lite0; it takes ")
    assert json.loads(card.with_suffix(".json").read_text(encoding="utf-8"))["pairs"] == [pair]

    status, lines, _ = call(capsys, ready_dir, *arguments)
    assert any(line.startswith("lite1 is right on 1 of 1 photo, the very same as lite0; it takes ") for line in lines)


def test_comparing_nothing_is_wrong_usage(capsys, ready_dir, tmp_path) -> None:
    status, lines, errors = call(capsys, ready_dir, "compare", tmp_path, "--models", "lite0")
    assert (status, lines) == (2, [])
    assert "no photos to compare on" in errors


def test_scaling_on_paper(capsys, ready_dir) -> None:
    status, lines, _ = call(capsys, ready_dir, "scaling", "--phi", "1", "--json")
    record = json.loads(lines[0])
    assert status == 0
    assert record["resolution"] == pytest.approx(257.6)
    assert record["published"]["name"] == "b1"
    assert record["published"]["params"] == 7_794_184
    assert record["alternatives"]["compound"] == {"params": record["params"], "madds": record["madds"]}
    assert record["one_lever"]["depth"]["times"] == pytest.approx(record["constraint"])
    assert record["memory_mb"] > 4 * record["params"] / 1e6

    status, lines, _ = call(capsys, ready_dir, "scaling", "--phi", "2", "--only", "width", "--family", "lite")
    assert status == 0
    assert "only the width" in lines[0]
    row = next(line for line in lines if line.startswith("lite2"))
    assert row.split()[1:4] == ["*1.2", "*1.1", "*260"]  # the formula has 1, 1.21 and 224 px

    status, lines, errors = call(capsys, ready_dir, "scaling", "--phi", "99")
    assert (status, lines) == (2, [])
    assert "-2 to 8" in errors


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ("lite0", None)),
        (["--phi", "2"], ("lite2", None)),
        (["--model", "b", "--phi", "4"], ("b4", None)),
        (["--model", "lite1"], ("lite1", None)),
        (["--phi", "0.5"], ("lite0", Scaling(0.5))),
        (["--phi", "3"], ("lite0", Scaling(3.0))),
        (["--model", "b", "--phi", "1", "--alpha", "1.3"], ("lite0", Scaling(1.0, alpha=1.3, family="standard"))),
        (["--gamma", "1.05"], ("lite0", Scaling(0.0, gamma=1.05))),
    ],
)
def test_phi_names_a_published_network_or_ones_own(tmp_path, monkeypatch, arguments, expected) -> None:
    configs = []

    def fine_tune(self, config):
        configs.append(config)
        raise ModelError("That is enough.")
        yield

    monkeypatch.setattr(Engine, "fine_tune", fine_tune)
    main.main(["train", str(tmp_path), *arguments], tmp_path)
    assert (configs[0].model, configs[0].scaling) == expected


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--phi", "99"], "out of bounds"),
        (["--phi", "7", "--alpha", "2", "--beta", "2"], "Choose a smaller"),
        (["--model", "lite0", "--alpha", "1.3"], "lite0 is a published network. Give a family"),
        (["--model", "lite0", "--phi", "0.5"], "lite0 has phi 0, not 0.5"),
    ],
)
def test_an_absurd_or_contradictory_scaling_is_refused(capsys, tmp_path, arguments, reason) -> None:
    status, lines, errors = call(capsys, tmp_path, "train", tmp_path, *arguments)
    assert (status, lines) == (1, [])
    assert reason in errors
