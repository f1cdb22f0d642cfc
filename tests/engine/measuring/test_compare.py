"""Comparing models for real, on a few photos; and the pairs that may come of it."""

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from skimage import data
from verbs import run

from effnet_desktop.engine.classifying.categories import FolderTruth
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import ModelError, ModelNotInstalled, Text
from effnet_desktop.engine.measuring import compare
from effnet_desktop.engine.records.classifying import Classification
from effnet_desktop.engine.records.comparing import CompareConfig, Comparison, ModelMeasured
from effnet_desktop.engine.records.devices import Device
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.models import Cascade, ModelInfo
from effnet_desktop.engine.variants import VARIANTS


@pytest.fixture(scope="module")
def photos(tmp_path_factory) -> Path:
    """Three real photos, one in a folder named by its category, one by its WordNet id, one by neither; and no photo."""
    folder = tmp_path_factory.mktemp("compared")
    for name, pixels in {"espresso": data.coffee(), "n04285008": data.astronaut(), "pets": data.chelsea()}.items():
        (folder / name).mkdir()
        for number in range(2):
            Image.fromarray(pixels[number:]).save(folder / name / f"{number}.jpg")
    (folder / "pets" / "broken.jpg").write_bytes(b"no photo")
    return folder


@pytest.fixture(scope="module")
def compared(ready_dir, photos) -> tuple[list[object], Comparison]:
    return run(Engine(ready_dir).compare(CompareConfig((photos,), ("lite1", "lite0", "b0"), device="cpu")))


def test_models_are_measured_on_the_same_photos_smallest_first(compared, photos) -> None:
    _, comparison = compared
    assert [model.model for model in comparison.models] == ["lite0", "b0", "lite1"]
    assert [path.parent.name for path in comparison.photos] == ["espresso", "espresso", "n04285008", "n04285008"] + [
        "pets"
    ] * 2
    assert [failed.path.name for failed in comparison.unreadable] == ["broken.jpg"]
    lite0, _, lite1 = comparison.models
    for model, answers in ((lite0, comparison.answers[0]), (lite1, comparison.answers[2])):
        assert (model.photos, model.with_truth, model.untrained) == (6, 4, False)
        assert model.acc1 == sum(answer.is_correct for answer in answers[:4]) / 4 >= 0.5  # both know an espresso
        assert model.acc1_ci95[0] < model.acc1 <= model.acc1_ci95[1]
        assert [answer.is_correct for answer in answers[4:]] == [None, None]
        assert model.latency.p50 <= model.latency.p95
        assert model.latency.p50 > model.inference.p50 > 0
        assert model.photos_per_second > 1
        assert 80 < model.peak_memory_mb < 2000
        assert model.params == VARIANTS[model.model].params
    assert (comparison.reference, lite1.agreement) == ("lite1", 1.0)
    assert lite0.madds < lite1.madds
    assert any(model.is_pareto for model in comparison.models)


def test_a_model_that_is_not_installed_is_timed_untrained_and_says_so(compared) -> None:
    events, comparison = compared
    b0 = comparison.models[1]
    assert (b0.untrained, b0.acc1, b0.agreement, b0.is_pareto, comparison.answers[1]) == (True, None, None, False, ())
    assert b0.photos == 6
    assert b0.latency.p50 > 0
    assert any(isinstance(event, Notice) and "b0 is not installed" in str(event) for event in events)


def test_what_is_shown_meanwhile_is_what_will_be(compared) -> None:
    events, _ = compared
    assert all(isinstance(event, Progress | Notice | ModelMeasured) for event in events)
    progress = [e for e in events if isinstance(e, Progress) and str(e.step) == "Comparing on photos"]
    assert (progress[0].done, progress[-1].done, progress[-1].total) == (0, 7, 7)


def test_the_same_answers_as_in_classify(compared, ready_dir) -> None:
    _, comparison = compared
    events, _ = run(Engine(ready_dir).classify(comparison.photos, "lite0", device="cpu"))
    answers = [event.predictions[0] for event in events if isinstance(event, Classification)]
    assert [(a.category, pytest.approx(a.probability)) for a in answers] == [
        (a.category, a.probability) for a in comparison.answers[0]
    ]


def test_fitted_heads_are_compared_on_the_validation_split(ready_dir, tmp_path) -> None:
    folder = tmp_path / "own"
    for name, pixels in {"mug": data.coffee(), "cat": data.chelsea()}.items():
        (folder / name).mkdir(parents=True)
        for number in range(10):
            Image.fromarray(pixels[:, 12 * number :]).rotate(9 * number).save(folder / name / f"{number}.png")
    _, comparison = run(Engine(ready_dir).compare(CompareConfig((folder,), ("lite0",), fit_head=True, device="cpu")))
    (lite0,) = comparison.models
    assert comparison.fit_head
    assert lite0.acc1 == 1.0
    assert 2 <= len(comparison.photos) == lite0.with_truth <= 8
    assert lite0.params == VARIANTS["lite0"].params - 1000 * 1281 + 2 * 1281
    assert {answer.category for answer in comparison.answers[0]} == {"mug", "cat"}


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (CompareConfig((Path("here"),), ()), "No model was chosen"),
        (CompareConfig((Path("here"),), ("lite9",)), "no model named lite9"),
        (CompareConfig((Path("here"), Path("there")), ("lite0",), fit_head=True), "one folder at a time"),
        (CompareConfig((Path("here"),), ("lite0",), fit_head=True), "no folder"),
        (CompareConfig((), ("lite0",)), "no photos to compare on"),
    ],
)
def test_what_cannot_be_compared(ready_dir, config, message) -> None:
    with pytest.raises(ModelError, match=message):
        run(Engine(ready_dir).compare(config))


def test_no_readable_photo_is_explained(ready_dir, tmp_path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"no photo")
    with pytest.raises(ModelError, match="None of the 1 photos can be read"):
        run(Engine(ready_dir).compare(CompareConfig((tmp_path,), ("lite0",), device="cpu")))


def test_one_photo_is_enough_and_closing_stops(ready_dir, photos) -> None:
    one = (photos / "espresso" / "0.jpg",)
    verb = Engine(ready_dir).compare(CompareConfig(one, ("lite0",), device="cpu"))
    for event in verb:
        if isinstance(event, Progress) and str(event.step) == "Comparing on photos":
            break
    verb.close()
    _, comparison = run(Engine(ready_dir).compare(CompareConfig(one, ("lite0",), device="cpu")))
    assert comparison.models[0].acc1 == 1.0


def test_photos_that_only_the_installed_models_saw_time_no_other(ready_dir, photos, monkeypatch) -> None:
    """Of many photos, one in some times a model that has nothing to say about them; it may be a broken one."""
    monkeypatch.setattr(compare, "LATENCY_PHOTOS", 1)
    paths = (photos / "pets" / "broken.jpg", photos / "pets" / "0.jpg", photos / "pets" / "1.jpg")
    _, comparison = run(Engine(ready_dir).compare(CompareConfig(paths, ("lite0", "b0"), device="cpu")))
    assert [(model.model, model.photos) for model in comparison.models] == [("lite0", 2), ("b0", 1)]


# Photos a second


class Ticking:
    """A backend whose photos each take so many seconds of a clock that nothing else moves, the first two much more."""

    device = Device("cpu", "Some CPU", "OpenVINO", "f32")
    batch_size = requests = 1

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.now, self.seen = 0.0, 0

    def infer(self, batch):
        self.now += 100 if self.seen < 2 else self.seconds
        self.seen += 1
        return np.zeros((len(batch), 2), np.float32)


def contestant(backend) -> compare._Contestant:
    info = ModelInfo("lite0", VARIANTS["lite0"], "packaged", None)
    truth = FolderTruth(("a", "b"), ())
    return compare._Contestant(info, backend, None, ("a", "b"), 1.0, False, 1, 1, None, truth)


@pytest.mark.parametrize("seconds", [0.015625, 0.25, 8.0])
def test_the_pace_is_that_of_a_list_without_an_end(photos, monkeypatch, seconds) -> None:
    """However few photos there are, and whatever the first answers take."""
    backend = Ticking(seconds)
    monkeypatch.setattr(compare, "time", SimpleNamespace(perf_counter=lambda: backend.now))
    measuring = compare._measure_pace(
        contestant(backend), backend, [photos / "pets" / "0.jpg"], Progress(Text("Timing"))
    )
    assert run(measuring)[1] == pytest.approx(1 / seconds)


def test_the_faster_way_is_the_figure_and_each_model_is_loaded_for_many_alone(monkeypatch) -> None:
    rates = {"one": [10.0, 30.0, 11.0], "many": [14.0, 1.0, 15.0], "slower": [9.0, 9.0, 9.0], "gpu": [500.0] * 3}
    rates["other"] = [10.0, 10.0, 10.0]
    left = {name: iter(own) for name, own in rates.items()}
    alive: list[str] = []
    most = 0

    class Named:
        def __init__(self, name: str) -> None:
            self.name = name
            alive.append(name)

        def __del__(self) -> None:
            alive.remove(self.name)

    def measure(_contestant, backend, _seen, progress):
        nonlocal most
        most = max(most, sum(name in ("many", "slower") for name in alive))
        yield progress
        return next(left[backend.name])

    monkeypatch.setattr(compare, "_measure_pace", measure)
    one, other, gpu = (contestant(SimpleNamespace(name=name)) for name in ("one", "other", "gpu"))
    one.load_for_many = lambda: Named("many")
    other.load_for_many = lambda: Named("slower")
    events, _ = run(compare._measure_throughput([one, other, gpu], [Path("a.jpg")]))
    assert [c.photos_per_second for c in (one, other, gpu)] == [14.0, 10.0, 500.0]
    assert most == 1
    assert [event.done for event in events] == [0] * 5 + [1] * 5 + [2] * 5


# Pairs of models


@pytest.fixture
def engine(ready_dir, data_dir) -> Engine:
    """An engine with an empty folder of its own, which borrows what is converted already."""
    (data_dir / "models").mkdir(parents=True)
    for name in ("lite0", "lite1"):
        (data_dir / "models" / name).symlink_to(ready_dir / "models" / name)
    return Engine(data_dir)


def test_a_saved_pair_classifies_and_passes_on_what_is_unsure(engine, compared, photos) -> None:
    _, comparison = compared
    sureness = sorted(answer.probability for answer in comparison.answers[0])
    threshold = (sureness[2] + sureness[3]) / 2
    info = engine.save_cascade(Cascade("both", "lite0", "lite1", threshold))
    saved = Cascade("both", "lite0", "lite1", threshold, temperature=VARIANTS["lite0"].calibration.temperature)
    assert (info.name, info.state, info.cascade) == ("both", "cascade", saved)
    assert info in engine.models()
    paths = [*comparison.photos, photos / "pets" / "broken.jpg"]
    events, summary = run(engine.classify(paths, "both", device="cpu"))
    answers = [event for event in events if isinstance(event, Classification)]
    assert [answer.path for answer in answers] == list(comparison.photos)
    assert {answer.model for answer in answers} == {"both"}
    for place, answer in enumerate(answers):
        escalates = comparison.answers[0][place].probability < threshold
        assert answer.is_escalated == escalates
        alone = comparison.answers[2 if escalates else 0][place]
        assert (answer.predictions[0].category, answer.predictions[0].probability) == (
            alone.category,
            pytest.approx(alone.probability),
        )
    assert sum(answer.is_escalated for answer in answers) == 3
    assert (summary.photos, summary.failed, summary.with_truth) == (7, 1, 4)


def test_pairs_that_cannot_be(engine) -> None:
    for pair, message in (
        (Cascade("lite0", "lite0", "lite1", 0.5), "published model"),
        (Cascade("x", "lite0", "lite0", 0.5), "two different models"),
        (Cascade("x", "lite0", "gone", 0.5), "no model named gone"),
    ):
        with pytest.raises(ModelError, match=message):
            engine.save_cascade(pair)
    with pytest.raises(ModelNotInstalled):
        engine.save_cascade(Cascade("x", "lite0", "b7", 0.5))
    assert not any(model.cascade for model in engine.models())


def test_a_pair_is_neither_compared_nor_evaluated_but_can_be_removed(engine, tmp_path) -> None:
    engine.save_cascade(Cascade("both", "lite0", "lite1", 0.5))
    with pytest.raises(ModelError, match="pair"):
        run(engine.compare(CompareConfig((tmp_path,), ("both",))))
    with pytest.raises(ModelError, match="pair"):
        run(engine.evaluate(tmp_path, "both"))
    engine.remove_model("both")
    assert not any(model.cascade for model in engine.models())


@pytest.mark.expect_log("damaged")
def test_a_damaged_pair_is_left_out(engine, data_dir) -> None:
    engine.save_cascade(Cascade("both", "lite0", "lite1", 0.5))
    (data_dir / "models" / "both" / "cascade.json").write_text(json.dumps({"first": "lite0"}))
    assert not any(model.cascade for model in engine.models())
