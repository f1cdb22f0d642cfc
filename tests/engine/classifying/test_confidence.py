"""What a confidence says: the temperature, *Unsure*, groups and names, and the threshold of pairs old and new."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from verbs import run

from effnet_desktop.engine.classifying.categories import imagenet_names
from effnet_desktop.engine.classifying.classifier import CascadeClassifier, Classifier
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.networks.answers import softmax
from effnet_desktop.engine.records.devices import Device
from effnet_desktop.engine.records.models import Cascade, ModelInfo, TrainedModel
from effnet_desktop.engine.scaling import Scaling, scaled_variant
from effnet_desktop.engine.variants import VARIANTS, Calibration, Preprocessing

SMALL = Preprocessing(8, 8, mean=(0, 0, 0), std=(1, 1, 1))
CATEGORIES = ("disc", "square", "ring")
LOGITS = (2.0, 1.0, 0.0)  # the best has 67 % as they are, 87 % at temperature 0.5


class FixedBackend:
    """Says the same of every photo."""

    def __init__(self, logits) -> None:
        self.device = Device("cpu", "fake", "OpenVINO", "f32")
        self.batch_size = 4
        self.requests = 1
        self._logits = np.array([logits], np.float32)

    def infer(self, batch):
        return np.repeat(self._logits, len(batch), axis=0)


def published(temperature: float | None, threshold: float = 0.0) -> ModelInfo:
    calibration = None if temperature is None else Calibration(temperature, threshold, 0.95, 100)
    return ModelInfo("m", replace(VARIANTS["lite0"], calibration=calibration), "packaged", None)


def trained(temperature: float, threshold: float = 0.0, categories: tuple[str, ...] = CATEGORIES) -> ModelInfo:
    model = TrainedModel("m", categories, temperature, threshold, Path("x"), "quick", 0.9, (0.8, 1.0), 100)
    return replace(published(0.25, 0.99), trained=model)


def classify(path: Path, info: ModelInfo, logits=LOGITS, categories=CATEGORIES, cascade: Cascade | None = None):
    first = Classifier("m", FixedBackend(logits), SMALL, categories, info=info, cascade=cascade)
    if cascade:
        second = Classifier("n", FixedBackend([*logits[1:], logits[0]]), SMALL, categories)
        (answer,), _ = run(CascadeClassifier(cascade, first, second).classify([path], "crop", 3))
    else:
        (answer,), _ = run(first.classify([path], "crop", 3))
    return answer


@pytest.fixture
def photo(make_photos) -> Path:
    return make_photos(1)[0]


@pytest.mark.parametrize(
    ("info", "temperature"),
    [(published(None), 1.0), (published(1.0), 1.0), (published(0.5), 0.5), (trained(0.5), 0.5), (trained(2.0), 2.0)],
)
def test_a_temperature_is_applied_once(photo, info, temperature) -> None:
    answer = classify(photo, info)
    expected = softmax(np.array([LOGITS]) / temperature)[0]
    assert [one.probability for one in answer.predictions] == pytest.approx(expected.tolist())


def test_a_published_model_is_unsure_below_its_threshold(photo) -> None:
    assert classify(photo, published(1.0, 0.70)).is_unsure
    assert not classify(photo, published(0.5, 0.70)).is_unsure
    assert classify(photo, published(0.5, 0.90)).is_unsure
    assert not classify(photo, published(None)).is_unsure
    assert not classify(photo, trained(0.5, 0.70)).is_unsure  # it has a threshold of its own


@pytest.mark.parametrize(
    ("info", "threshold", "temperature", "asks"),
    [
        (published(0.5), 0.70, 1.0, True),  # as the first version saved it: 67 % is less
        (published(0.5), 0.60, 1.0, False),
        (published(0.5), 0.70, 0.5, False),  # as it is saved today: 87 % is more
        (published(0.5), 0.90, 0.5, True),
        (published(0.9), 0.70, 0.5, False),  # the temperature was measured anew since
        (trained(0.5), 0.70, 1.0, False),  # its confidence always was after its own temperature
        (trained(0.5), 0.90, 1.0, True),
    ],
)
def test_the_threshold_of_a_pair_means_what_it_meant_when_it_was_chosen(
    photo, info, threshold, temperature, asks
) -> None:
    answer = classify(photo, info, cascade=Cascade("pair", "m", "n", threshold, temperature))
    assert answer.is_escalated == asks
    if not asks:  # what is shown is calibrated all the same
        assert answer.predictions[0].probability == classify(photo, info).predictions[0].probability


def test_a_pair_of_the_first_version_is_read_and_a_new_one_knows_its_temperature(data_dir) -> None:
    engine = Engine(data_dir)
    engine.save_cascade(Cascade("new", "lite1", "lite2", 0.6))
    old = {"format": 1, "name": "old", "first": "lite1", "second": "lite2", "threshold": 0.6}
    (data_dir / "models" / "old").mkdir()
    (data_dir / "models" / "old" / "cascade.json").write_text(json.dumps(old))
    temperatures = {model.name: model.cascade.temperature for model in engine.models() if model.cascade}
    assert temperatures == {"new": VARIANTS["lite1"].calibration.temperature, "old": 1.0}


def test_imagenets_categories_have_japanese_names_and_groups(photo) -> None:
    logits = np.zeros(1000)
    logits[155], logits[204] = 12.0, 11.9  # Shih-Tzu, Lhasa
    answer = classify(photo, published(1.0), logits, imagenet_names())
    assert [one.name_in("ja") for one in answer.predictions[:2]] == ["シー・ズー", "ラサ・アプソ"]
    assert [group.name for group in answer.predictions[0].groups] == ["animal", "mammal", "dog"]
    assert (answer.group.group.name, len(answer.group.predictions)) == ("dog", 2)


def test_categories_of_the_users_own_stay_as_they_are(photo) -> None:
    logits = np.zeros(1000)
    logits[155], logits[204] = 12.0, 11.9
    answer = classify(photo, trained(1.0, categories=imagenet_names()), logits, imagenet_names())
    assert (answer.predictions[0].name_in("ja"), answer.predictions[0].groups, answer.group) == ("Shih-Tzu", (), None)


def test_truth_has_a_japanese_name_however_the_folder_is_named(make_photos) -> None:
    for folder in ("シーズー", "Shih-Tzu", "n02086240"):
        (photo,) = make_photos(1, folder)
        answer = classify(photo, published(1.0), np.eye(1000)[0], imagenet_names())
        assert (answer.truth, answer.name_of(answer.truth, "ja")) == ("Shih-Tzu", "シー・ズー")
        assert answer.name_of("tench", "ja") == "テンチ"
        assert answer.name_of("tench", "en") == "tench"


def test_what_was_not_measured_has_no_calibration() -> None:
    for name, variant in VARIANTS.items():
        assert (variant.calibration is None) == name.startswith("b")
    info = ModelInfo("own", scaled_variant(Scaling(0.5, family="lite")), "absent", None)
    assert (info.temperature, info.threshold) == (1.0, 0.0)


@pytest.mark.parametrize("name", ["lite0", "lite1", "lite2"])
def test_a_calibration_says_what_its_threshold_is_worth(name) -> None:
    known = VARIANTS[name].calibration
    assert 0.4 < known.temperature < 1  # these networks are too modest
    assert 0 < known.threshold < 1
    assert known.precision >= 0.95
    assert 100 <= known.sure <= 200
    assert "200 ImageNet photos" in known.source
