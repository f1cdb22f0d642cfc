"""Whether the photos of a list are decoded in processes: only on many cores, and only where that is faster."""

import multiprocessing
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from verbs import run

from effnet_desktop.engine import child_process
from effnet_desktop.engine.classifying import decoding, relay
from effnet_desktop.engine.classifying.classifier import Classifier
from effnet_desktop.engine.classifying.speeds import Speed, SpeedFile
from effnet_desktop.engine.photos import decoding_processes
from effnet_desktop.engine.records.classifying import Classification, PhotoFailed
from effnet_desktop.engine.records.devices import Device
from effnet_desktop.engine.variants import Preprocessing

SMALL = Preprocessing(8, 8, mean=(0, 0, 0), std=(1, 1, 1))


class Cpu:
    device = Device("cpu", "Some CPU", "OpenVINO", "f32")
    batch_size = requests = 1

    def __init__(self) -> None:
        self.seen, self.may_go_on = 0, None

    def infer(self, batch):
        self.seen += 1
        if self.may_go_on and self.seen == 300:
            assert self.may_go_on.wait(60)
        return batch.mean(axis=(1, 2)) / 25.5


@pytest.fixture
def speeds(tmp_path) -> SpeedFile:
    return SpeedFile(tmp_path / "speeds.json", lambda: "this machine")


@pytest.fixture
def photos(tmp_path) -> list[Path]:
    paths = [tmp_path / f"{number}.png" for number in range(30)]
    for number, path in enumerate(paths):
        pixels = np.zeros((40, 40, 3), np.uint8)
        pixels[..., number % 3] = 200
        Image.fromarray(pixels).save(path)
    return [*paths, tmp_path / "gone.png"] * 100


@pytest.fixture
def hasty(monkeypatch) -> None:
    """Many cores, two processes, and verdicts after a moment; the processes win."""
    monkeypatch.setattr(child_process, "START_METHOD", "spawn")
    monkeypatch.setattr(decoding, "CORES", 16)
    monkeypatch.setattr(decoding, "PROCESSES", 2)
    monkeypatch.setattr(decoding, "EXPECTED", Speed(0.001, 50))
    monkeypatch.setattr("effnet_desktop.engine.photos.inputs.MOST_DECODERS", 3)  # one of them waits for a process
    monkeypatch.setattr(relay, "PACE_SECONDS", 0.001)
    monkeypatch.setattr(relay, "TRIAL_SECONDS", 0.001)
    monkeypatch.setattr(relay, "WORTHWHILE", 0)


def answers_of(photos, speeds, backend=None) -> list[str | None]:
    classifier = Classifier("m", backend or Cpu(), SMALL, ("red", "green", "blue"), speeds=speeds)
    events, summary = run(classifier.classify(photos, "crop", 1))
    assert summary.failed == 100
    answers = [event for event in events if isinstance(event, Classification | PhotoFailed)]
    assert [answer.path for answer in answers] == photos
    return [answer.predictions[0].category if isinstance(answer, Classification) else None for answer in answers]


def count_asked(monkeypatch) -> list[Path]:
    asked = []
    load = decoding_processes.DecodingProcesses.load
    monkeypatch.setattr(
        decoding_processes.DecodingProcesses, "load", lambda self, path: asked.append(path) or load(self, path)
    )
    return asked


def test_processes_take_over_where_they_are_faster_and_end_with_the_list(photos, speeds, hasty, monkeypatch) -> None:
    expected = answers_of(photos, None)
    asked = count_asked(monkeypatch)
    cpu = Cpu()
    cpu.may_go_on = threading.Event()
    start = decoding_processes.DecodingProcesses.start

    def start_and_say(self):
        start(self)
        cpu.may_go_on.set()
        return self

    monkeypatch.setattr(decoding_processes.DecodingProcesses, "start", start_and_say)
    assert answers_of(photos, speeds, cpu) == expected
    assert multiprocessing.active_children() == []
    assert 0 < len(asked) < len(photos)
    assert speeds.get("m decoding") is not None


def test_what_was_measured_keeps_slower_ones_from_being_started(photos, speeds, hasty, monkeypatch) -> None:
    speeds.put("m decoding", Speed(0.001, 0.9))
    monkeypatch.setattr(decoding_processes, "Worker", lambda *_: pytest.fail("started"))
    answers_of(photos, speeds)


def test_where_none_can_be_started_threads_go_on(photos, speeds, hasty, monkeypatch) -> None:
    def refuse(*_):
        raise OSError("no more processes")

    monkeypatch.setattr(decoding_processes, "Worker", refuse)
    assert None in answers_of(photos, speeds)


def test_on_few_cores_there_is_no_choice(photos, speeds, hasty, monkeypatch) -> None:
    monkeypatch.setattr(decoding, "CORES", decoding.FEWEST_CORES - 1)
    monkeypatch.setattr(decoding, "DecodingProcesses", lambda *_: pytest.fail("made"))
    answers_of(photos, speeds)
