"""A trained model's files: read as strictly as they were written, and those of version 0.1.0 as well."""

import copy
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.models import trained_model
from effnet_desktop.engine.records.models import Inheritance, TrainedModel
from effnet_desktop.engine.scaling import Scaling, scaled_variant

SCALING = {"phi": -2.0, "alpha": 2.0, "beta": 2.0, "gamma": 2.0, "family": "lite", "only": None}
RECORD: dict[str, Any] = {  # as version 0.1.0 wrote it
    "format": 1,
    "variant": "lite-phi-2",
    "preprocessing": {
        "resolution": 56,
        "resize": 88,
        "interpolation": "bicubic",
        "mean": [0.5, 0.5, 0.5],
        "std": [0.5, 0.5, 0.5],
    },
    "name": "pets",
    "categories": ["ねこ", "dogs"],
    "temperature": 15.26,
    "threshold": 0.7,
    "folder": "/photos/pets",
    "preset": "balanced",
    "acc1": 0.5,
    "acc1_ci95": [0.15, 0.85],
    "photos": 16,
    "scaling": SCALING,
    "inherited": {"model": "lite0", "share": 1, "is_same": False},
    "backbone": "lite-phi-2 f57f",
    "seed": 0,
    "dataset_fingerprint": "17cf",
    "sha256": hashlib.sha256(b"weights").hexdigest(),
    "libraries": {"effnet-desktop": "0.1.0"},
    "created": "2026-11-26T04:09:55+0000",
}
MODEL = TrainedModel(
    name="pets",
    categories=("ねこ", "dogs"),
    temperature=15.26,
    threshold=0.7,
    folder=Path("/photos/pets"),
    preset="balanced",
    acc1=0.5,
    acc1_ci95=(0.15, 0.85),
    photos=16,
    scaling=Scaling(-2, 2, 2, 2, "lite"),
    inherited=Inheritance("lite0", 1.0, False),
)
REPORT: dict[str, Any] = {
    "evaluation": {
        "photos": 4,
        "acc1": 0.5,
        "acc1_ci95": [0.15, 0.85],
        "categories": [{"category": "ねこ", "precision": 0.5, "recall": 1.0, "f1": 0.67, "photos": 2}],
        "confusion": [[2, 0], [2, 0]],
        "ece": 0.4,
        "thresholds": [{"confidence": 0.67, "accuracy": 0.5, "coverage": 1.0}],
    },
    "mistakes": [{"path": "/photos/pets/dogs/1.jpg", "truth": "dogs", "predicted": "ねこ", "probability": 0.8}],
    "suspects": [],
    "unreadable": ["/photos/pets/dogs/2.jpg"],
    "photos": 16,
    "seconds": 12,
}
DEEP = "[" * 100_000 + "]" * 100_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "models" / "pets"
    folder.mkdir(parents=True)
    write(folder / "model.json", RECORD)
    write(folder / "report.json", REPORT)
    (folder / "model.safetensors").write_bytes(b"weights")
    return folder


def write(file: Path, record: object, raw: str = "") -> None:
    """Writes a record; `raw` takes the place of "RAW" in it."""
    file.write_text(json.dumps(record, ensure_ascii=False).replace('"RAW"', raw), encoding="utf-8")


def changed(record: dict[str, Any], place: str, value: object) -> dict[str, Any]:
    """A record with another value in a place such as ``scaling.phi``."""
    record = copy.deepcopy(record)
    *outer, last = place.split(".")
    inner = record
    for name in outer:
        inner = inner[name]
    inner[last] = value
    return record


def test_files_of_version_0_1_0_are_read(folder: Path) -> None:
    assert trained_model.read(folder) == (MODEL, scaled_variant(MODEL.scaling))
    assert trained_model.read_backbone(folder) == "lite-phi-2 f57f"
    trained_model.check(folder)
    report = trained_model.read_report(folder)
    assert report.evaluation.confusion == ((2, 0), (2, 0))
    assert report.mistakes[0].path == Path("/photos/pets/dogs/1.jpg")
    assert report.unreadable == (Path("/photos/pets/dogs/2.jpg"),)


def test_what_a_newer_version_added_is_passed_over_and_kept(folder: Path) -> None:
    write(folder / "model.json", RECORD | {"new": {"x": [1]}})
    write(folder / "report.json", changed(REPORT, "evaluation.new", 1))
    trained_model.set_threshold(folder, 0.9)
    assert trained_model.read(folder)[0].threshold == 0.9
    assert trained_model.read_report(folder).photos == 16
    assert json.loads((folder / "model.json").read_text(encoding="utf-8"))["new"] == {"x": [1]}


def test_a_record_without_what_was_added_since_is_read(folder: Path) -> None:
    older = {name: value for name, value in RECORD.items() if name not in ("inherited", "backbone", "seed")}
    write(folder / "model.json", older)
    assert trained_model.read(folder)[0].inherited is None
    assert trained_model.read_backbone(folder) == ""


@pytest.mark.parametrize(
    ("place", "value", "raw"),
    [
        ("preset", "fastest", ""),
        ("scaling.family", "huge", ""),
        ("scaling.phi", 99, ""),
        ("scaling.phi", "1", ""),
        ("temperature", "1.5", ""),
        ("temperature", None, ""),
        ("threshold", True, ""),
        ("acc1", "RAW", "NaN"),
        ("acc1", "RAW", "1e999"),
        ("acc1", "RAW", "-Infinity"),
        ("acc1", "RAW", "9" * 400),
        ("photos", 16.5, ""),
        ("photos", "RAW", "9" * 5000),
        ("acc1_ci95", [0.1], ""),
        ("acc1_ci95", [0.1, 0.2, 0.3], ""),
        ("categories", "ねこ", ""),
        ("categories", ["ねこ", 3], ""),
        ("folder", 3, ""),
        ("inherited", {"model": "lite0"}, ""),
        ("preprocessing.resolution", 57, ""),
        ("new", "RAW", DEEP),
        ("categories", [], ""),
        ("categories", 10**12, ""),
        ("scaling.alpha", 1e300, ""),
        ("preprocessing.resize", 10**12, ""),
        ("temperature", 0, ""),
        ("temperature", -1.5, ""),
        ("threshold", 7, ""),
        ("acc1", -0.5, ""),
        ("acc1_ci95", [0.1, 10**12], ""),
        ("photos", -16, ""),
        ("seed", -1, ""),
        ("novelty", {"own_scores": [], "photos": 0}, ""),
        ("novelty", {"own_scores": [2.0, 1.0], "photos": 2}, ""),
        ("novelty", {"own_scores": [1.0, 2.0], "photos": 1}, ""),
        ("novelty", {"own_scores": [-1.0], "photos": 1}, ""),
        ("novelty", {"own_scores": [1.0], "photos": 1, "kept": 2.0}, ""),
        ("novelty", {"own_scores": "1", "photos": 1}, ""),
    ],
)
def test_a_record_that_says_nonsense_is_damaged(folder: Path, place: str, value: object, raw: str) -> None:
    write(folder / "model.json", changed(RECORD, place, value), raw)
    with pytest.raises(ModelError, match="damaged"):
        trained_model.read(folder)
    (broken,) = (model for model in Engine(folder.parents[1]).models() if model.name == "pets")
    assert (broken.state, broken.is_installed) == ("broken", False)
    assert "damaged" in str(broken.problem)


@pytest.mark.parametrize("name", ["format", "preprocessing", "categories", "threshold", "folder", "acc1"])
def test_a_record_that_lacks_something_is_damaged(folder: Path, name: str) -> None:
    write(folder / "model.json", {key: value for key, value in RECORD.items() if key != name})
    with pytest.raises(ModelError, match="damaged"):
        trained_model.read(folder)


@pytest.mark.parametrize(
    ("place", "value", "raw"),
    [
        ("photos", "16", ""),
        ("evaluation.ece", "RAW", "NaN"),
        ("evaluation.confusion", [[2, 0.5]], ""),
        ("evaluation", [], ""),
        ("mistakes", [{"path": 1, "truth": "dogs", "predicted": "ねこ", "probability": 0.8}], ""),
        ("new", "RAW", DEEP),
    ],
)
def test_a_report_that_says_nonsense_is_damaged(folder: Path, place: str, value: object, raw: str) -> None:
    write(folder / "report.json", changed(REPORT, place, value), raw)
    with pytest.raises(ModelError, match="damaged"):
        trained_model.read_report(folder)


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '"x"', DEEP, "\ufeff{}", "\x00" * 300])
def test_a_file_that_is_no_record_is_damaged(folder: Path, content: str) -> None:
    for file in ("model.json", "report.json"):
        (folder / file).write_text(content, encoding="utf-8")
    for read in (
        trained_model.read,
        trained_model.check,
        trained_model.read_report,
        lambda folder: trained_model.set_threshold(folder, 0.5),
    ):
        with pytest.raises(ModelError, match="damaged"):
            read(folder)
    assert (folder / "model.json").read_text(encoding="utf-8") == content


def test_a_model_that_lost_one_of_its_files_is_broken_and_can_be_removed(folder: Path) -> None:
    for file in ("model.json", "model.safetensors"):
        lost = (folder / file).rename(folder.parents[1] / file)
        engine = Engine(folder.parents[1])
        assert {model.name: model.state for model in engine.models()}["pets"] == "broken"
        with pytest.raises(ModelError, match="damaged"):
            engine.set_threshold("pets", 0.5)
        lost.rename(folder / file)
    (folder / "model.json").write_text("")
    engine.remove_model("pets")
    assert "pets" not in {model.name for model in engine.models()}
    assert not folder.exists()
