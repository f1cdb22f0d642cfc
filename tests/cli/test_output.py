"""What comes out of a verb when names, pipes, disks and signals are not what one hopes."""

import base64
import csv
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from training_records import FINE_TUNED, INTERRUPTED

from effnet_desktop import sample_picture
from effnet_desktop.cli import main
from effnet_desktop.cli.rows import training_lines
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import PhotoError
from effnet_desktop.engine.records.classifying import Classification, PhotoFailed, Prediction, Timings
from effnet_desktop.engine.records.devices import Device
from effnet_desktop.export import save_csv
from effnet_desktop.printing import Ended

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="names, pipes and signals are others there")


def call(capsys, data: Path, *arguments: object) -> tuple[int, str, str]:
    status = main.main([*map(str, arguments)], data)
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def start(data: Path, *arguments: object, **options) -> subprocess.Popen:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}
    command = [sys.executable, "-m", "effnet_desktop", "--data-dir", str(data), *map(str, arguments)]
    return subprocess.Popen(command, env=environment, **options)


def run(data: Path, *arguments: object, redirect: str = "", **options) -> subprocess.CompletedProcess:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}
    command = ["sh", "-c", f'exec "$@" {redirect}', "sh", sys.executable, "-m", "effnet_desktop"]
    command += ["--data-dir", str(data), *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, timeout=120, **options)


@pytest.fixture
def sample(tmp_path) -> Path:
    return sample_picture.save_sample_picture(tmp_path / "photos")


# Names.

EVIL = "do\x1b[31mg\nforged"
NOT_UTF8 = b"caf\xe9"


@pytest.fixture(scope="module")
def evil(ready_dir, tmp_path_factory) -> tuple[Path, Path]:
    """A data folder with a model of two categories with names that nobody wants, and their folder."""
    import shutil

    root = tmp_path_factory.mktemp("evil")
    shutil.copytree(ready_dir, root / "data")
    for name, (red, blue) in ((EVIL, (200, 30)), (os.fsdecode(NOT_UTF8), (20, 180))):
        folder = root / "colours" / name
        try:
            folder.mkdir(parents=True)
        except OSError:
            pytest.skip("such names cannot be given there")
        for i in range(6):
            Image.new("RGB", (80, 60), (red + 7 * i, 40 + 9 * i, blue + 7 * i)).save(folder / f"{i}\n\x1b[2J.png")
        os.rename(folder / "0\n\x1b[2J.png", folder / os.fsdecode(NOT_UTF8 + b".png"))
    assert main.main(["train", str(root / "colours"), "--preset", "quick", "--name", "evil"], root / "data") == 0
    return root / "data", root / "colours"


VERBS = [
    ["classify", "{}", "--model", "evil"],
    ["classify", "{}", "--model", "evil", "--top", "1", "--csv", "{}/../table.csv"],
    ["train", "{}", "--preset", "quick", "--name", "again"],
    ["evaluate", "{}", "--model", "evil"],
    ["audit", "{}"],
    ["compare", "{}", "--models", "evil", "--device", "cpu", "--card", "{}/../card.html"],
    ["compare", "{}", "--models", "lite0", "--fit-head", "--device", "cpu"],
]


@pytest.mark.parametrize("arguments", VERBS, ids=" ".join)
def test_names_command_no_terminal_and_forge_no_line(capsys, evil, arguments) -> None:
    data, folder = evil
    status, out, err = call(capsys, data, *(part.format(folder) for part in arguments))
    assert status == 0
    assert "\x1b" not in out + err
    assert ("\ufffd" in out) == (arguments[0] in ("classify", "evaluate"))  # the others name nothing here
    assert not [line for line in (out + err).splitlines() if line.startswith(("forged", "\x1b", "["))]
    (out + err).encode()  # no half of a pair


@pytest.mark.parametrize("arguments", VERBS, ids=" ".join)
def test_json_is_strict_and_utf8(capsys, evil, arguments) -> None:
    import msgspec

    data, folder = evil
    status, out, _ = call(capsys, data, *(part.format(folder) for part in arguments), "--json")
    assert status == 0
    assert "\x1b" not in out
    for line in out.splitlines():
        msgspec.json.decode(line.encode())  # refuses halves of pairs, and NaN


def test_a_program_finds_a_photo_whose_name_is_no_text(capsys, evil) -> None:
    data, folder = evil
    photos = [folder / os.fsdecode(NOT_UTF8) / os.fsdecode(NOT_UTF8 + b".png"), folder / EVIL / "1\n\x1b[2J.png"]
    _, out, _ = call(capsys, data, "classify", *photos, folder / os.fsdecode(b"\xff.png"), "--json")
    first, second, absent, _ = map(json.loads, out.splitlines())
    assert first["path"] == f"{folder}/caf\ufffd/caf\ufffd.png"
    assert base64.b64decode(first["path_base64"]) == os.fsencode(photos[0])
    assert second["path"] == str(photos[1])
    assert "path_base64" not in second
    assert base64.b64decode(absent["path_base64"]).endswith(b"/\xff.png")


@pytest.mark.parametrize(
    "environment",
    [{"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "latin-1"}],
    ids=str,
)
def test_json_is_utf8_whatever_the_locale(ready_dir, sample, tmp_path, environment) -> None:
    names = [os.fsencode(tmp_path / "photos") + name for name in ("/写真é.png".encode(), b"/caf\xe9.png")]
    for name in names:
        os.link(sample, name)
    done = run(ready_dir, "classify", tmp_path / "photos", "--json", env=environment)
    assert done.returncode == 0, done.stderr
    records = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()][:-1]
    on_disk = {base64.b64decode(r["path_base64"]) if "path_base64" in r else r["path"].encode() for r in records}
    assert on_disk == {*names, os.fsencode(sample)}


def test_nothing_in_a_table_is_a_formula(tmp_path) -> None:
    names = ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "＝1", "dog", "-\x1b[2J"]
    device = Device("cpu", "A processor", "OpenVINO", "f32")
    results = [
        Classification(Path(name), "-model", (Prediction(name, 0, 0.5),), Timings(1.0, 1.0, 1.0), device)
        for name in names
    ]
    results.append(PhotoFailed(Path("a.jpg"), PhotoError("=HYPERLINK()")))
    save_csv(tmp_path / "t.csv", results)
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
    assert [os.path.normpath(row["path"]) for row in rows[:-1]] == names  # a path stays one
    assert [row["category_1"] for row in rows][:4] == ["'=1+1", "'+1", "'-1", "'@a"]
    assert rows[8]["category_1"] == "dog"
    assert rows[0]["probability_1"] == "0.5"
    assert rows[-1]["error"] == "'=HYPERLINK()"


# Pipes, disks and signals.


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device is always full there")
@pytest.mark.parametrize(
    "arguments",
    [["classify", "{}"], ["classify", "{}", "--json"], ["models"], ["scaling"], ["-h"], ["doctor", "-h"]],
)
def test_a_full_disk_behind_the_output_is_one_sentence(ready_dir, sample, arguments) -> None:
    done = run(ready_dir, *(part.format(sample) for part in arguments), redirect="> /dev/full")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        b"effnet-desktop: What was to be printed cannot be written: No space left on device."
    )
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device is always full there")
def test_a_table_is_whole_although_the_output_is_lost(ready_dir, sample, tmp_path) -> None:
    table = tmp_path / "t.csv"
    done = run(ready_dir, "classify", *[sample] * 4, "--json", "--csv", table, redirect="> /dev/full")
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
    assert len(table.read_text(encoding="utf-8-sig").splitlines()) == 5


def test_a_closed_standard_error_costs_no_answer(ready_dir, sample, tmp_path) -> None:
    bad = tmp_path / "bad.jpg"
    bad.write_text("no photo")
    done = run(ready_dir, "classify", sample, "--json", redirect="2>&-")
    assert done.returncode == 0
    assert json.loads(done.stdout.splitlines()[0])["path"] == str(sample)
    assert run(ready_dir, "models", "remove", "b5", redirect="2>&-").returncode == 1
    done = run(ready_dir, "classify", sample, bad, "--csv", tmp_path / "t.csv", redirect=">&- 2>&-")
    assert done.returncode == 1
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == 3  # and nothing that was printed got into it


def test_a_closed_output_is_said(ready_dir, sample) -> None:
    done = run(ready_dir, "classify", sample, redirect=">&-")
    assert done.returncode == 1
    assert done.stderr == b"effnet-desktop: What was to be printed cannot be written: Bad file descriptor.\n"


def test_who_reads_no_further_is_told_nothing_and_the_table_keeps_its_rows(ready_dir, sample, tmp_path) -> None:
    table = tmp_path / "t.csv"
    process = start(
        ready_dir, "classify", *[sample] * 40, "--json", "--csv", table, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.readline()
    process.stdout.close()
    assert (process.wait(120), process.stderr.read()) == (141, b"")
    process.stderr.close()
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert 1 <= len(rows) <= 40
    assert {row["path"] for row in rows} == {str(sample)}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_keeps_the_rows_so_far(ready_dir, sample, tmp_path, number) -> None:
    table = tmp_path / "t.csv"
    many = [sample] * 5000
    process = start(
        ready_dir,
        *("classify", *many, "--json", "--csv", table),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),  # what starts the tests may ignore it
    )
    for _ in range(3):
        process.stdout.readline()
    process.send_signal(number)
    _, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (128 + number, b"")
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert 3 <= len(rows) < 5000
    assert all(row["device"] for row in rows)  # each is whole
    assert sorted(os.listdir(tmp_path)) == ["photos", "t.csv"]


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_training_that_is_ended_saves_nothing_and_says_how_to_go_on(tmp_path, capsys, monkeypatch, is_kept) -> None:
    def end(self, config):
        raise Ended(signal.SIGTERM)
        yield

    kept = (INTERRUPTED,) if is_kept else ()
    monkeypatch.setattr(Engine, "fine_tune", end)
    monkeypatch.setattr(Engine, "interrupted_trainings", lambda self: kept)
    with pytest.raises(Ended) as caught:
        main.main(["train", str(tmp_path), "--name", "pets"], tmp_path)
    assert caught.value.status == 143
    assert ("--resume" in capsys.readouterr().err) == is_kept


def test_what_is_ignored_from_outside_stays_ignored(ready_dir, sample) -> None:
    command = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh", sys.executable, "-m", "effnet_desktop"]
    command += ["--data-dir", str(ready_dir), "classify", *[str(sample)] * 100, "--json"]
    process = subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    process.stdout.readline()
    process.send_signal(signal.SIGHUP)  # as nohup wants it
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    assert len(out.splitlines()) == 100


# Outputs that are something else.


@pytest.mark.parametrize("option", ["classify --csv", "compare --csv", "compare --card"])
def test_no_option_takes_a_photo_for_its_output(capsys, ready_dir, sample, tmp_path, option) -> None:
    verb, option = option.split()
    names = ("photo.csv", "photo.html", "photo.json", "photo.png")
    for name in names:
        (tmp_path / name).write_bytes(sample.read_bytes())
    for name in names:
        status, out, err = call(capsys, ready_dir, verb, sample, option, tmp_path / name)
        assert (status, out) == (2, "")
        assert "stays as it is" in err
        assert "Choose a new name" in err
        assert (tmp_path / name).read_bytes() == sample.read_bytes()


def test_card_and_table_have_names_of_their_own(capsys, ready_dir, sample, tmp_path) -> None:
    both = ["--card", tmp_path / "a.html", "--csv", tmp_path / "a.json"]
    status, _, err = call(capsys, ready_dir, "compare", sample, "--models", "lite0", *both)
    assert status == 2
    assert "both card and table" in err


# Hints and choices.


@pytest.mark.parametrize("name", ["pets", "Bob's photos", "-x", "a b", '$(touch x) `y` !"', "写真"])
def test_the_hint_can_be_pasted(name) -> None:
    done = replace(FINE_TUNED, model=replace(FINE_TUNED.model, name=name))
    command = training_lines(done)[-1].removeprefix("Use it: ").replace("PHOTO...", "x.jpg")
    said = subprocess.run(
        ["sh", "-c", f'effnet-desktop() {{ printf "%s\\n" "$@"; }}; {command}'.replace("effnet-desktop", "effnet")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.splitlines() == ["classify", f"--model={name}", "x.jpg"]


def test_ones_own_models_are_among_the_choices(capsys, evil) -> None:
    data, folder = evil
    for verb in (["classify", folder], ["evaluate", folder], ["train", folder], ["audit", folder], ["benchmark"]):
        status, _, err = call(capsys, data, *verb, "--model", "Evil")
        assert status in (1, 2)
        assert "There is no model named Evil" in err
        assert ("evil" in err) == (verb[0] in ("classify", "evaluate"))  # the others begin with a published one


@pytest.mark.parametrize("verb", ["classify", "evaluate", "compare"])
def test_the_help_names_ones_own_models(capsys, evil, verb) -> None:
    with pytest.raises(SystemExit):
        main.main([verb, "--help"], evil[0])
    assert "evil" in capsys.readouterr().out.partition("Models of your own: ")[2]


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "many"])
@pytest.mark.parametrize(
    "option", ["scaling --phi", "scaling --alpha", "compare . --budget-ms", "train . --phi", "compare . --min-accuracy"]
)
def test_a_number_is_one(capsys, tmp_path, option, number) -> None:
    with pytest.raises(SystemExit) as caught:
        main.main([*option.split()[:-1], f"{option.split()[-1]}={number}"], tmp_path)
    assert caught.value.code == 2
    assert "is no number" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["classify . --top", "classify . --phi", "train . --seed", "train . --epochs"])
def test_a_count_is_a_whole_number(capsys, tmp_path, option) -> None:
    with pytest.raises(SystemExit):
        main.main([*option.split()[:-1], f"{option.split()[-1]}=1.5"], tmp_path)
    assert "1.5 is no whole number" in capsys.readouterr().err
