"""The model that stays loaded, while models change under it: the next answer is always that of what is there now."""

import shutil
from pathlib import Path
from threading import Thread

import pytest
import safetensors.numpy
from shapes import fill
from verbs import run

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.networks.weights import read_plain
from effnet_desktop.engine.records.classifying import Classification
from effnet_desktop.engine.records.models import Cascade, FineTuneConfig

HEAD_BIAS = "classifier.1.bias"


@pytest.fixture(scope="module")
def photos(tmp_path_factory) -> Path:
    return fill(tmp_path_factory.mktemp("shapes") / "shapes", 6, ("disc", "stripes"))


@pytest.fixture(scope="module")
def trained_dir(ready_dir, photos, tmp_path_factory) -> Path:
    """A data folder with two models trained on the same photos; shared, so nothing is changed there."""
    folder = tmp_path_factory.mktemp("trained") / "data"
    shutil.copytree(ready_dir, folder)
    for name, seed in (("one", 0), ("two", 1)):
        run(Engine(folder).fine_tune(FineTuneConfig(photos, preset="quick", name=name, seed=seed)))
    return folder


@pytest.fixture
def data_dir(trained_dir, tmp_path) -> Path:
    shutil.copytree(trained_dir, tmp_path / "data")
    return tmp_path / "data"


def ask(engine: Engine, photos: Path, model: str) -> Classification:
    events, _ = run(engine.classify([photos / "disc" / "000.png"], model, device="cpu"))
    return events[-1]


def confidences(answer: Classification) -> dict[str, float]:
    return {prediction.category: prediction.probability for prediction in answer.predictions}


def relearn(data_dir: Path, photos: Path, name: str = "one") -> None:
    """What another window does: photos change their category, and the model learns that."""
    other = Engine(data_dir)
    for number in range(3):
        other.move_label(photos, photos / "disc" / f"{number:03}.png", "stripes")
    run(other.fine_tune(other.learn_again(name)))


def test_a_model_that_another_window_has_retrained_answers_anew(data_dir, photos) -> None:
    engine = Engine(data_dir)
    before = confidences(ask(engine, photos, "one"))
    relearn(data_dir, photos)
    after = confidences(ask(engine, photos, "one"))
    assert after != pytest.approx(before)
    assert after == pytest.approx(confidences(ask(Engine(data_dir), photos, "one")))


def test_a_pair_answers_anew_when_one_of_its_models_or_its_threshold_changes(data_dir, photos) -> None:
    engine = Engine(data_dir)
    engine.save_cascade(Cascade("both", "one", "two", 0.0))
    first = ask(engine, photos, "both")
    Engine(data_dir).save_cascade(Cascade("both", "one", "two", 1.01))  # every photo is passed on
    second = ask(engine, photos, "both")
    assert (first.is_escalated, second.is_escalated) == (False, True)
    assert confidences(second) == pytest.approx(confidences(ask(engine, photos, "two")))
    relearn(data_dir, photos, "two")
    third = ask(engine, photos, "both")
    assert confidences(third) != pytest.approx(confidences(second))
    assert confidences(third) == pytest.approx(confidences(ask(Engine(data_dir), photos, "two")))


def test_a_removed_model_answers_no_more(data_dir, photos) -> None:
    engine = Engine(data_dir)
    ask(engine, photos, "one")
    Engine(data_dir).remove_model("one")
    with pytest.raises(ModelError, match="no model named one"):
        ask(engine, photos, "one")


def test_imported_weights_answer_and_removed_ones_do_not(data_dir, photos, tmp_path) -> None:
    engine = Engine(data_dir)
    packaged = ask(engine, photos, "lite0")
    weights = read_plain(data_dir / "models" / "lite0" / "openvino" / "weights.safetensors")
    bias = weights[HEAD_BIAS].copy()
    bias[7] += 100
    safetensors.numpy.save_file({**weights, HEAD_BIAS: bias}, tmp_path / "own.safetensors")
    run(engine.import_model(tmp_path / "own.safetensors"))
    assert ask(engine, photos, "lite0").predictions[0].index == 7
    engine.remove_model("lite0")
    assert confidences(ask(engine, photos, "lite0")) == pytest.approx(confidences(packaged))


def test_an_unchanged_model_stays_loaded(data_dir, photos, monkeypatch) -> None:
    engine = Engine(data_dir)
    ask(engine, photos, "one")
    Engine(data_dir).set_threshold("two", 0.4)
    monkeypatch.setattr(engine, "_load_classifier", None)
    ask(engine, photos, "one")


def test_a_model_that_changes_while_it_is_loaded_is_loaded_again(data_dir, photos, monkeypatch) -> None:
    engine = Engine(data_dir)
    engine.set_threshold("one", 0.0)
    load = engine._load_classifier
    changes = [lambda: Engine(data_dir).set_threshold("one", 1.01)]

    def load_slowly(*arguments):
        classifier = yield from load(*arguments)
        if changes:
            changes.pop()()
        return classifier

    monkeypatch.setattr(engine, "_load_classifier", load_slowly)
    assert ask(engine, photos, "one").is_unsure


def test_a_threshold_may_be_set_on_another_lane_at_any_moment(data_dir, photos) -> None:
    """It is set each time that `classify` looks at what is loaded: between any two looks."""

    class Interrupted(Engine):
        thresholds: list[float] = []  # noqa: RUF012

        @property
        def _loaded(self):
            if self.thresholds:
                setting = Thread(target=self.set_threshold, args=("one", self.thresholds.pop()))
                now = self._kept
                setting.start()
                setting.join()
                return now
            return self._kept

        @_loaded.setter
        def _loaded(self, value) -> None:
            self._kept = value

    for looks in range(1, 5):
        engine = Interrupted(data_dir)
        engine.set_threshold("one", 0.0)
        assert not ask(engine, photos, "one").is_unsure
        engine.thresholds = [1.01] * looks
        ask(engine, photos, "one")
        engine.thresholds = []
        assert ask(engine, photos, "one").is_unsure
