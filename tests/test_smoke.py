"""``effnet-desktop --smoke``, from source: the record, and the exit status when something does not work."""

import json
import os
import subprocess
import sys
from pathlib import Path

from packages import hide_metadata

from effnet_desktop import sample_picture, smoke

ROOT = Path(__file__).parents[1]


def test_it_shows_classifies_trains_and_says_how_long_that_took(ready_dir):
    command = [sys.executable, "-m", "effnet_desktop", "--data-dir", str(ready_dir), "--smoke"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr
    [line] = run.stdout.splitlines()
    record = json.loads(line)
    assert record["ok"] is True
    assert record["frozen"] is False
    assert record["platform"] == "offscreen"
    assert record["answer"] == sample_picture.CATEGORY
    assert 0 < record["window_seconds"] < record["answer_seconds"]
    assert record["libraries_at_window"] == []
    assert "torch" not in record["libraries_at_answer"]
    assert record["formats"] == ["jpg", "png", "webp", "avif", "tif", "bmp", "gif", "heic"]
    assert record["train_accuracy"] > 0.8
    assert record["deep_train_seconds"] > 0
    assert record["trained_answer"] == "discs"


def test_without_a_display_it_works_offscreen(tmp_path):
    program = "import sys; from effnet_desktop import smoke; smoke._work = lambda *_: None; sys.exit(smoke.run())"
    environ = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    environ["HOME"] = str(tmp_path)
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=300
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert json.loads(run.stdout)["platform"] == "offscreen"
    assert list(tmp_path.iterdir()) == [], "the user's own folder is left alone"


def test_a_failure_is_in_the_record_and_the_status(monkeypatch, capsys):
    def fail(record, folder, data_dir):
        record["platform"] = "offscreen"
        raise RuntimeError("the picture is called a cat")

    monkeypatch.setattr(smoke, "_try_everything", fail)
    hide_metadata(monkeypatch)  # not even the version fails
    assert smoke.run() == 1
    record = json.loads(capsys.readouterr().out)
    assert record["version"] == ""
    assert (record["ok"], record["error"]) == (False, "the picture is called a cat")
    assert record["platform"] == "offscreen"
