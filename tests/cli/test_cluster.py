"""`--cluster`, as a user calls it; a stand-in takes the place of the engine's verbs."""

import json

import pytest

from effnet_desktop.cli import main
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import ClusterError, Text
from effnet_desktop.engine.records.classifying import ClassifySummary
from effnet_desktop.engine.records.cluster import ClusterSummary
from effnet_desktop.engine.records.folders import LeftOut
from effnet_desktop.engine.records.messages import Progress


@pytest.fixture
def called(monkeypatch):
    """What the engine was called with."""
    calls: list[tuple[object, ...]] = []

    def classify_on_cluster(self, places, model, cluster, out, describe, **options):
        calls.append((places, model, cluster, out, options))
        yield Progress(Text("Classifying on the cluster"), 1, 3, "photos")
        out.mkdir(exist_ok=True)
        summary = ClassifySummary(30, 1, 10.0, 8.0, 9.0, 0.5, 4)
        return ClusterSummary(summary, 2, 20, LeftOut())

    def look_on_cluster(self, config, cluster):
        calls.append((config.folder, cluster))
        yield Progress(Text("Looking"))
        raise ClusterError("No Ray cluster runs on this machine.")

    monkeypatch.setattr(Engine, "classify_on_cluster", classify_on_cluster)
    monkeypatch.setattr(Engine, "look_on_cluster", look_on_cluster)
    return calls


def call(capsys, data_dir, *arguments: object) -> tuple[int, list[str], str]:
    status = main.main([*map(str, arguments)], data_dir)
    captured = capsys.readouterr()
    return status, captured.out.splitlines(), captured.err


def test_the_answers_go_to_files_and_the_summary_to_both(capsys, called, data_dir, tmp_path):
    out = tmp_path / "out"
    places = (tmp_path, "s3://bucket/photos")
    status, lines, _ = call(capsys, data_dir, "classify", *places, "--cluster", "auto", "--out", out, "--json")
    summary = json.loads(lines[0])["summary"]
    assert (status, summary["photos"], summary["earlier"], summary["parts"]) == (1, 30, 20, 2)
    assert summary["photos_per_second"] == 1.0  # of the ten that were left
    assert json.loads((out / "summary.json").read_text()) == {"summary": summary}
    [(named, model, cluster, folder, options)] = called
    assert (named, model, cluster, folder) == ([*places], "lite0", "auto", out)
    assert options == {"device": "auto", "precision": "auto", "framing": "crop", "top": 5, "kept": None}
    status, lines, _ = call(capsys, data_dir, "classify", *places, "--cluster", "auto", "--out", out)
    assert lines == [
        "30 photos, 1 failed, latency p50 8.0 ms, p95 9.0 ms, accuracy 50.0 % of 4, 1.0 photos/s",
        "20 photos were there already.",
        f"The answers are in {out / 'answers'}, 2 Parquet files.",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--cluster", "auto"], "needs --out"),
        (["--cluster", "auto", "--out", "x", "--csv", "y.csv"], "no --csv or --format"),
        (["--cluster", "auto", "--out", "x", "--format", "camtrap-dp"], "no --csv or --format"),
        (["--out", "x"], "belong together"),
    ],
)
def test_options_that_do_not_fit(capsys, called, data_dir, tmp_path, arguments, said):
    status, _, err = call(capsys, data_dir, "classify", tmp_path, *arguments)
    assert (status, called) == (2, [])
    assert said in err


def test_an_address_needs_a_cluster(capsys, data_dir):
    status, _, err = call(capsys, data_dir, "classify", "s3://bucket/photos")
    assert status == 2
    assert "s3://bucket/photos is an address" in err


def test_a_cluster_that_is_not_there_is_work_that_failed(capsys, called, data_dir, tmp_path):
    status, _, err = call(capsys, data_dir, "train", tmp_path, "--preset", "quick", "--cluster", "auto")
    assert (status, called) == (1, [(tmp_path, "auto")])
    assert "No Ray cluster runs" in err
