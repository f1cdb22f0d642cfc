"""Which backend computes: never a slower one, and no photo waits for one that is being loaded."""

import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from effnet_desktop.engine.classifying.relay import MANY, Candidate, Relay
from effnet_desktop.engine.classifying.speeds import Speed, SpeedFile
from effnet_desktop.engine.errors import DeviceError
from effnet_desktop.engine.records.devices import Device

CPU = Device("cpu", "Some CPU", "OpenVINO", "f32")
GPU = Device("cuda", "GPU 3000", "PyTorch", "f16")


@dataclass(eq=False)
class FakeBackend:
    """One that answers so many photos a second, by the clock of `Race`."""

    device: Device
    photos_per_second: float
    batch_size: int = 1
    requests: int = 1


class Race:
    """A list of photos, answered by whatever backend the relay chooses; its clock is the only one.

    Args:
        first: The backend that answers at once.
        others: What may take over, with what is expected of them.
        seconds: How long each of them takes to load.
        speeds: What the relay remembers.
    """

    def __init__(self, first, *others, seconds=2.0, speeds=None, failing=None) -> None:
        self.now = 0.0
        self.loaded: list[FakeBackend] = []
        self.failing = failing
        self._seconds = seconds
        self._ready = threading.Event()
        candidates = [
            Candidate(f"m {other.device.kind}", other.device.kind, lambda other=other: self._load(other), expected)
            for other, expected in others
        ]
        self.relay = Relay(first, candidates, speeds, clock=lambda: self.now)

    def _load(self, backend):
        self.loaded.append(backend)
        assert self._ready.wait(10)
        if self.failing:
            raise self.failing
        return backend

    def run(self, photos: int) -> list[FakeBackend]:
        """Answers photos; says which backend answered each of them."""
        self.relay.begin(photos)
        answered: list[FakeBackend] = []
        loading_since = None
        while len(answered) < photos:
            backend = self.relay.backend
            batch = min(backend.batch_size, photos - len(answered))
            self.now += batch / backend.photos_per_second
            answered += [backend] * batch
            if (loading := self.relay._loading) and not loading.backend.done():
                loading_since = self.now if loading_since is None else loading_since
                if self.now - loading_since >= self._seconds:
                    self._ready.set()
                    loading.backend.exception(10)
            self.relay.note(batch)
        self._ready.set()  # nothing is left behind
        if self.relay._loading:
            self.relay._loading.backend.exception(10)
        return answered


def seconds_of(photos: int, backend: FakeBackend) -> float:
    return photos / backend.photos_per_second


@pytest.mark.parametrize("photos", [1, 10, 400])
def test_a_few_photos_are_done_by_the_cpu_and_no_gpu_is_loaded(photos) -> None:
    cpu, gpu = FakeBackend(CPU, 200), FakeBackend(GPU, 2000, 32)
    race = Race(cpu, (gpu, Speed(10, 3)))
    assert set(race.run(photos)) == {cpu}
    assert not race.loaded
    assert str(race.relay.why) == f"{photos} photos are done before a GPU is warm."


def test_a_gpu_that_is_faster_takes_over_the_photos_that_are_left() -> None:
    cpu, gpu = FakeBackend(CPU, 200), FakeBackend(GPU, 2000, 32)
    race = Race(cpu, (gpu, Speed(3, 3)), seconds=3)
    answered = race.run(8000)
    first = answered.index(gpu)
    assert set(answered[:first]) == {cpu}
    assert set(answered[first:]) == {gpu}
    assert 3 * 200 <= first < 4 * 200  # the CPU went on meanwhile
    assert race.relay.why.template == "{times} times as fast as the CPU on these photos."
    assert race.relay.why.values["times"] == pytest.approx(10, rel=0.05)
    assert set(race.run(1)) == {gpu}  # it is warm now


@pytest.mark.parametrize("photos", [1, 10, 400, 4000, 40_000])
@pytest.mark.parametrize("rate", [20, 180, 205, 1000])
def test_no_list_takes_much_longer_than_on_the_cpu_alone(photos, rate) -> None:
    """However wrong the expectation: the trial costs a second, and what comes later is as on the CPU."""
    cpu, gpu = FakeBackend(CPU, 200), FakeBackend(GPU, rate, 32)
    race = Race(cpu, (gpu, Speed(3, 3)), seconds=3)
    race.run(photos)
    alone = seconds_of(photos, cpu)
    assert race.now <= alone + 1.0 + 3 * 64 / rate + 0.1
    if rate == 20 and photos == 40_000:
        assert str(race.relay.why) == "The CPU is faster than GPU 3000 on these photos."
        assert race.relay.backend is cpu


def test_what_was_measured_decides_the_next_time(tmp_path: Path) -> None:
    cpu, gpu = FakeBackend(CPU, 200), FakeBackend(GPU, 150, 32)
    file = tmp_path / "speeds.json"
    race = Race(cpu, (gpu, Speed(3, 3)), seconds=3, speeds=SpeedFile(file, lambda: "this machine"))
    race.run(8000)
    assert race.loaded == [gpu]
    speed = SpeedFile(file, lambda: "this machine").get("m cuda")
    assert speed.gain == pytest.approx(0.75, rel=0.05)
    assert speed.seconds == pytest.approx(3, abs=0.1)
    again = Race(cpu, (gpu, Speed(3, 3)), speeds=SpeedFile(file, lambda: "this machine"))
    again.run(8000)
    assert not again.loaded
    other = Race(cpu, (gpu, Speed(3, 3)), speeds=SpeedFile(file, lambda: "another machine"))
    other.run(8000)
    assert other.loaded == [gpu]


def test_a_file_of_speeds_that_is_damaged_or_cannot_be_written_is_as_none(tmp_path: Path) -> None:
    file = tmp_path / "speeds.json"
    file.write_text('{"machine": "this machine", "speeds": {"m": {"seconds": "no"}}}', encoding="utf-8")
    assert SpeedFile(file, lambda: "this machine").get("m") is None
    blocked = SpeedFile(file / "inside a file.json", lambda: "this machine")
    blocked.put("m", Speed(1, 2))
    assert blocked.get("m") is None


def test_several_at_a_time_begin_only_with_many_photos() -> None:
    one, several = FakeBackend(CPU, 100), FakeBackend(CPU, 140, requests=4)
    race = Race(one, (several, Speed(1, 1.3)), seconds=0.5)
    assert race.run(1000)[-1] is several
    assert race.relay.why is None  # the same device: nothing to explain
    assert set(race.run(MANY)) == {several}
    assert set(race.run(MANY - 1)) == {one}


def test_a_candidate_that_is_not_worth_it_does_not_keep_the_next_one_from_its_turn() -> None:
    one, several, gpu = FakeBackend(CPU, 100), FakeBackend(CPU, 90, requests=4), FakeBackend(GPU, 3000, 32)
    race = Race(one, (several, Speed(1, 1.0)), (gpu, Speed(3, 3)), seconds=3)
    answered = race.run(8000)
    assert race.loaded == [gpu]
    assert answered[-1] is gpu


def test_a_list_that_ends_before_the_verdict_leaves_it_to_the_next_one() -> None:
    cpu, gpu = FakeBackend(CPU, 200), FakeBackend(GPU, 2000, 32)
    race = Race(cpu, (gpu, Speed(3, 10)), seconds=3)
    assert gpu in race.run(1500)  # on trial when the list ends
    answered = race.run(4000)
    assert answered[0] is cpu
    assert answered[-1] is gpu
    assert race.loaded == [gpu]  # once


@pytest.mark.parametrize("error", [DeviceError("no driver"), MemoryError("much too large")], ids=["device", "other"])
def test_a_candidate_that_cannot_be_loaded_is_said_once_and_the_cpu_goes_on(error) -> None:
    cpu, gpu = FakeBackend(CPU, 200), FakeBackend(GPU, 2000, 32)
    race = Race(cpu, (gpu, Speed(3, 3)), seconds=3, failing=error)
    with pytest.raises(DeviceError, match=str(error)):
        race.run(8000)
    assert set(race.run(8000)) == {cpu}
    assert race.loaded == [gpu]


def test_a_gpu_that_fails_gives_way_to_the_first_backend_for_good() -> None:
    cpu, gpu = FakeBackend(CPU, 200), FakeBackend(GPU, 2000, 32)
    race = Race(cpu, (gpu, Speed(3, 3)), seconds=3)
    race.run(8000)
    assert race.relay.fall_back()
    assert not race.relay.fall_back()
    assert set(race.run(8000)) == {cpu}


def test_photos_whose_number_is_not_known_stay_with_the_first_backend() -> None:
    cpu, gpu = FakeBackend(CPU, 200), FakeBackend(GPU, 2000, 32)
    race = Race(cpu, (gpu, Speed(3, 3)))
    race.relay.begin(0)
    for _ in range(5000):
        race.now += 1 / 200
        race.relay.note(1)
    assert not race.loaded
