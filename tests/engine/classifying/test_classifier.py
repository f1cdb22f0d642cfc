"""The pipeline: order, bad photos, truth, bounded memory, cancel, and a GPU that fails."""

import threading
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from verbs import run

from effnet_desktop.engine.classifying import relay as relaying
from effnet_desktop.engine.classifying.classifier import Classifier
from effnet_desktop.engine.classifying.relay import Candidate, Relay
from effnet_desktop.engine.classifying.speeds import Speed
from effnet_desktop.engine.errors import DeviceError, OutOfMemory
from effnet_desktop.engine.networks.answers import softmax
from effnet_desktop.engine.photos import inputs
from effnet_desktop.engine.records.classifying import BackendReady, Classification, PhotoFailed
from effnet_desktop.engine.records.devices import Device
from effnet_desktop.engine.records.messages import Notice
from effnet_desktop.engine.variants import Preprocessing

CATEGORIES = ("red", "green", "blue", "fire engine")
SMALL = Preprocessing(8, 8, mean=(0, 0, 0), std=(1, 1, 1))


class ColourBackend:
    """Says which of red, green and blue is brightest; can be told to fail."""

    def __init__(
        self, batch_size: int = 4, name: str = "fake", memory: int = 1000, broken: bool = False, requests: int = 1
    ) -> None:
        self.device = Device("cuda", name, "PyTorch", "f32")
        self.batch_size = batch_size
        self.requests = requests
        self.memory = memory
        self.broken = broken
        self.sizes: list[int] = []

    def infer(self, batch):
        self.sizes.append(len(batch))
        if self.broken:
            raise DeviceError("the driver was reset")
        if len(batch) > self.memory:
            raise OutOfMemory("too large")
        means = batch.mean(axis=(1, 2)) / 25.5
        return np.concatenate([means, np.full((len(batch), 1), -5, np.float32)], axis=1)


@pytest.fixture
def colours(tmp_path: Path):
    from PIL import Image

    def make(count: int, folder: str = "photos") -> list[Path]:
        target = tmp_path / folder
        target.mkdir(exist_ok=True)
        paths = []
        for i in range(count):
            pixel = [20, 20, 20]
            pixel[i % 3] = 240
            paths.append(target / f"{i:03}.png")
            Image.new("RGB", (16, 16), tuple(pixel)).save(paths[-1])
        return paths

    return make


@pytest.mark.parametrize("batch_size", [1, 4, 7])
def test_answers_come_in_order(colours, batch_size) -> None:
    paths = colours(20)
    events, summary = run(Classifier("m", ColourBackend(batch_size), SMALL, CATEGORIES).classify(paths, "crop", 2))
    assert [e.path for e in events] == paths
    assert [e.predictions[0].category for e in events] == [CATEGORIES[i % 3] for i in range(20)]
    assert all(len(e.predictions) == 2 and e.predictions[0].probability > e.predictions[1].probability for e in events)
    assert (summary.photos, summary.failed, summary.accuracy) == (20, 0, None)
    assert summary.latency_p50 <= summary.latency_p95


def test_bad_photos_fail_alone(colours, tmp_path) -> None:
    paths = colours(6)
    paths[2].write_bytes(b"not a photo")
    paths.insert(4, tmp_path / "vanished.jpg")
    events, summary = run(Classifier("m", ColourBackend(), SMALL, CATEGORIES).classify(paths, "crop", 1))
    assert [e.path for e in events] == paths
    assert [i for i, e in enumerate(events) if isinstance(e, PhotoFailed)] == [2, 4]
    assert (summary.photos, summary.failed) == (7, 2)


def test_only_bad_photos_still_give_a_summary(tmp_path) -> None:
    events, summary = run(Classifier("m", ColourBackend(), SMALL, CATEGORIES).classify([tmp_path / "no"], "crop", 1))
    assert isinstance(events[0], PhotoFailed)
    assert (summary.photos, summary.failed, summary.latency_p50, summary.accuracy) == (1, 1, None, None)


def test_accuracy_is_known_where_folders_are_named_like_categories(colours) -> None:
    paths = colours(3, "Red") + colours(3, "fire_engine") + colours(3, "holiday")
    events, summary = run(Classifier("m", ColourBackend(), SMALL, CATEGORIES).classify(paths, "crop", 1))
    assert [e.truth for e in events] == ["red"] * 3 + ["fire engine"] * 3 + [None] * 3
    assert [e.correct for e in events] == [True, False, False] + [False] * 3 + [None] * 3
    assert (summary.accuracy, summary.with_truth) == (pytest.approx(1 / 6), 6)


def test_a_folder_of_a_mac_is_named_like_its_category(colours) -> None:
    paths = colours(3, unicodedata.normalize("NFD", "赤ガラス"))
    categories = ("赤ガラス", *CATEGORIES[1:])
    events, summary = run(Classifier("m", ColourBackend(), SMALL, categories).classify(paths, "crop", 1))
    assert [e.truth for e in events] == ["赤ガラス"] * 3
    assert (summary.accuracy, summary.with_truth) == (pytest.approx(1 / 3), 3)


def test_photos_are_read_only_a_little_ahead(colours, monkeypatch) -> None:
    read = []
    real = inputs.read_whole
    monkeypatch.setattr(inputs, "read_whole", lambda path, side: read.append(path) or real(path, side))
    verb = Classifier("m", ColourBackend(2), SMALL, CATEGORIES).classify(colours(100), "crop", 1)
    for _ in range(10):
        next(verb)
    assert len(read) < 30
    verb.close()  # the leak check of conftest sees that no decoder is left
    assert len(read) < 40


def test_out_of_memory_halves_the_batch_and_loses_nothing(colours) -> None:
    backend = ColourBackend(8, memory=3)
    paths = colours(20)
    events, summary = run(Classifier("m", backend, SMALL, CATEGORIES).classify(paths, "crop", 1))
    notices = [str(e) for e in events if isinstance(e, Notice)]
    assert len(notices) == 2
    assert "2 photos at a time" in notices[-1]
    assert [e.path for e in events if isinstance(e, Classification)] == paths
    assert backend.batch_size == 2
    assert (summary.photos, summary.failed) == (20, 0)


@pytest.mark.parametrize("failing", [{"broken": True}, {"memory": 0}], ids=["broken", "memory"])
def test_a_failing_gpu_hands_over_to_the_cpu_and_says_so(colours, failing) -> None:
    cpu = ColourBackend(1, name="spare")

    def load_cpu():
        return cpu
        yield

    paths = colours(9)
    classifier = Classifier("m", ColourBackend(4, **failing), SMALL, CATEGORIES, cpu_backend=load_cpu)
    events, summary = run(classifier.classify(paths, "crop", 1))
    assert any(isinstance(e, Notice) and "the CPU goes on" in str(e) for e in events)
    assert BackendReady("m", cpu.device) in events
    answers = [e for e in events if isinstance(e, Classification)]
    assert [e.path for e in answers] == paths
    assert {e.device.name for e in answers} == {"spare"}
    assert summary.failed == 0


@pytest.fixture
def relay(monkeypatch):
    """A relay whose other backend takes over as soon as it is loaded."""
    monkeypatch.setattr(relaying, "PACE_SECONDS", 0)
    monkeypatch.setattr(relaying, "TRIAL_SECONDS", 0)
    monkeypatch.setattr(relaying, "WORTHWHILE", 0)

    def make(first, other) -> Relay:
        def load():
            if isinstance(other, Exception):
                raise other
            return other

        return Relay(first, [Candidate("m", "cuda", load, Speed(0, 9))])

    return make


@pytest.mark.parametrize("requests", [1, 3])
def test_another_backend_takes_over_and_no_photo_is_lost_or_answered_twice(colours, relay, requests) -> None:
    first, other = ColourBackend(1, name="first"), ColourBackend(4, name="other", requests=requests)
    paths = colours(200)
    paths[100].write_bytes(b"not a photo")
    classifier = Classifier("m", relay(first, other), SMALL, CATEGORIES)
    events, summary = run(classifier.classify(paths, "crop", 1))
    answers = [e for e in events if isinstance(e, Classification | PhotoFailed)]
    assert [e.path for e in answers] == paths
    assert [e.predictions[0].category for e in answers if isinstance(e, Classification)] == [
        CATEGORIES[i % 3] for i in range(200) if i != 100
    ]
    names = [e.device.name for e in answers if isinstance(e, Classification)]
    assert names == sorted(names)  # "first", then "other"
    assert names[-1] == "other"
    ready = [e for e in events if isinstance(e, BackendReady)]
    assert ready[-1].device.name == "other"
    assert "times as fast" in str(ready[-1].why)
    assert (summary.photos, summary.failed) == (200, 1)


@pytest.mark.parametrize("requests", [1, 3])
def test_a_backend_that_took_over_and_fails_gives_the_photos_back(colours, relay, requests) -> None:
    class Short(ColourBackend):
        def infer(self, batch):
            self.broken = len(self.sizes) > 5
            return super().infer(batch)

    paths = colours(200)
    classifier = Classifier(
        "m", relay(ColourBackend(1, name="first"), Short(4, name="other", requests=requests)), SMALL, CATEGORIES
    )
    events, summary = run(classifier.classify(paths, "crop", 1))
    assert [e.path for e in events if isinstance(e, Classification)] == paths
    assert [str(e) for e in events if isinstance(e, Notice)] == [
        "other failed, so the CPU goes on. (the driver was reset)"
    ]
    assert [e for e in events if isinstance(e, Classification)][-1].device.name == "first"
    assert summary.failed == 0


def test_a_backend_that_cannot_be_loaded_is_said_once(colours, relay) -> None:
    classifier = Classifier("m", relay(ColourBackend(1), DeviceError("no driver")), SMALL, CATEGORIES)
    events, summary = run(classifier.classify(colours(100), "crop", 1))
    assert [str(e) for e in events if isinstance(e, Notice)] == [
        "The GPU cannot be used, so the CPU goes on. (no driver)"
    ]
    assert (summary.photos, summary.failed) == (100, 0)


def test_several_requests_are_computed_at_the_same_time_and_answers_stay_in_order(colours) -> None:
    class Meeting(ColourBackend):
        def __init__(self):
            super().__init__(1, requests=3)
            self.have_met = threading.Event()

        def infer(self, batch):
            self.sizes.append(len(batch))
            if len(self.sizes) == 3:
                self.have_met.set()
            assert self.have_met.wait(60)
            return super().infer(batch)

    paths = colours(30)
    events, _ = run(Classifier("m", Meeting(), SMALL, CATEGORIES).classify(paths, "crop", 1))
    assert [e.path for e in events] == paths


def test_a_failing_cpu_is_an_error(colours) -> None:
    with pytest.raises(DeviceError, match="driver was reset"):
        run(Classifier("m", ColourBackend(broken=True), SMALL, CATEGORIES).classify(colours(2), "crop", 1))


@given(hnp.arrays(np.float32, (2, 5), elements=st.floats(-1e4, 1e4, width=32)))
def test_softmax_gives_probabilities(logits) -> None:
    probabilities = softmax(logits)
    assert np.allclose(probabilities.sum(axis=1), 1)
    assert (probabilities >= 0).all()
    best = np.take_along_axis(probabilities, logits.argmax(axis=1, keepdims=True), axis=1)
    assert (best[:, 0] == probabilities.max(axis=1)).all()
