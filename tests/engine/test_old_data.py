"""A data folder of version 0.1.0 opens: its models, corrections, features and interrupted training are of use.

``tests/data/data-0.1.0.zip`` was made by the code of that version, under ``/tmp/old010``: 8 photos each of discs and
squares were drawn (64 pixels); ``tiny shapes`` was trained on them (Balanced, one epoch, `Scaling(-2, 2, 2, 2)`);
``stopped shapes`` (lite0, Balanced) was stopped when its head was fitted; then ``disc/3.png`` was moved to ``square``
and ``disc/4.png`` left out, ``first lite0`` saved (lite0, then lite1 below 0.6), and the threshold of ``tiny shapes``
set to 0.7. Converted networks, which can be made again, were left out of the file.
"""

import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from verbs import run

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.records.classifying import Classification
from effnet_desktop.engine.records.models import Cascade, FineTuneConfig
from effnet_desktop.engine.records.training import EpochFinished, FeaturesExtracted
from effnet_desktop.engine.scaling import Scaling
from effnet_desktop.engine.training import features

ZIP = Path(__file__).parents[1] / "data" / "data-0.1.0.zip"
OLD_PHOTOS = "/tmp/old010/photos"
LITE0 = "efficientnet-lite0-57934424.pth 18826032 1795665642474048450"


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """The photos, beside the folder ``data``; what names them by their old place names them by the new one."""
    with zipfile.ZipFile(ZIP) as file:
        file.extractall(tmp_path)
    photos = tmp_path / "photos"
    new = json.dumps(photos.as_posix())[1:-1]
    for file in (tmp_path / "data").rglob("*.json"):
        file.write_text(file.read_text(encoding="utf-8").replace(OLD_PHOTOS, new), encoding="utf-8")
    (labels,) = (tmp_path / "data" / "labels").iterdir()
    assert labels.stem == hashlib.blake2b(OLD_PHOTOS.encode(), digest_size=10).hexdigest()
    labels.rename(labels.with_stem(hashlib.blake2b(str(photos.resolve()).encode(), digest_size=10).hexdigest()))
    return photos


@pytest.fixture
def engine(photos: Path, ready_dir: Path) -> Engine:
    data = photos.with_name("data")
    shutil.copytree(ready_dir / "models" / "lite0", data / "models" / "lite0")  # saves converting it again
    return Engine(data)


def test_its_models_are_there_and_answer(engine: Engine, photos: Path) -> None:
    models = {model.name: model for model in engine.models()}
    assert {name: models[name].state for name in ("lite0", "b0", "tiny shapes", "first lite0")} == {
        "lite0": "packaged",
        "b0": "absent",
        "tiny shapes": "trained",
        "first lite0": "cascade",
    }
    trained = models["tiny shapes"].trained
    assert (trained.threshold, trained.scaling, trained.folder) == (0.7, Scaling(-2, 2, 2, 2), photos)
    assert models["first lite0"].cascade == Cascade("first lite0", "lite0", "lite1", 0.6)
    report = engine.training_report("tiny shapes")
    assert (report.photos, report.evaluation.photos, report.evaluation.acc1) == (16, 4, 0.5)
    assert {mistake.path for mistake in report.mistakes} <= set(photos.rglob("*.png"))
    events, _ = run(engine.classify([photos / "disc" / "0.png"], "tiny shapes", device="cpu"))
    (answer,) = (event for event in events if isinstance(event, Classification))
    assert answer.predictions[0].category == "disc"
    assert answer.predictions[0].probability == pytest.approx(0.8198, abs=1e-3)
    assert not answer.is_unsure


def test_its_corrections_and_features_are_used(engine: Engine, photos: Path, monkeypatch) -> None:
    # Features belong to a file of weights, and its time is that of its installation.
    monkeypatch.setattr(features, "source_of", lambda path: LITE0)
    corrected = {photos / "disc" / "3.png": "square"}, frozenset({photos / "disc" / "4.png"})
    assert engine.corrections(photos) == corrected
    events, done = run(engine.fine_tune(FineTuneConfig(photos, preset="quick", name="new")))
    (extracted,) = (event for event in events if isinstance(event, FeaturesExtracted))
    assert extracted.from_cache == extracted.photos == done.model.photos == 15
    assert engine.corrections(photos) == corrected


def test_what_it_has_learnt_can_be_learnt_again(engine: Engine) -> None:
    _, done = run(engine.fine_tune(engine.learn_again("tiny shapes")))
    assert (done.model.name, done.model.photos, done.model.preset) == ("tiny shapes", 15, "balanced")
    assert done.model.scaling == Scaling(-2, 2, 2, 2)


def test_its_models_tell_how_novel_a_photo_is_once_they_have_learnt_again(engine: Engine, photos: Path) -> None:
    def novelty() -> list[float | None]:
        events, _ = run(engine.classify([photos / "disc" / "0.png"], "tiny shapes", device="cpu"))
        return [event.novelty for event in events if isinstance(event, Classification)]

    assert novelty() == [None]
    report = engine.training_report("tiny shapes")
    assert (report.novelty, report.learning_curve, report.other_scores) == (None, None, ())
    _, done = run(engine.fine_tune(engine.learn_again("tiny shapes")))
    (score,) = novelty()
    assert score < 10
    assert done.model.novelty is None  # of four photos to measure on
    assert done.report.learning_curve is None  # its layers know all photos already


def test_its_interrupted_training_goes_on_and_is_finished(engine: Engine) -> None:
    (waiting,) = engine.interrupted_trainings()
    assert (waiting.config.name, waiting.epoch, waiting.epochs) == ("stopped shapes", 0, 4)
    verb = engine.fine_tune(waiting.config)
    assert next(event for event in verb if isinstance(event, EpochFinished)).epoch == 1
    verb.close()
    assert [(each.epoch, each.epochs) for each in engine.interrupted_trainings()] == [(1, 4)]
    _, done = run(engine.finish_training("stopped shapes"))
    assert (done.model.name, done.model.photos, done.model.preset) == ("stopped shapes", 16, "balanced")
    assert engine.interrupted_trainings() == ()
    assert "stopped shapes" in [model.name for model in engine.models()]
