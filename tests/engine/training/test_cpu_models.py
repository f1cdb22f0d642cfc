"""A network on the CPU, made ready while a folder is checked."""

import shutil
from collections.abc import Generator
from pathlib import Path
from types import SimpleNamespace

import pytest

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.photos.prefetch import Future
from effnet_desktop.engine.records.devices import Device
from effnet_desktop.engine.records.folders import CategoryCount, FolderListed
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.training import cpu_models
from effnet_desktop.engine.training.cpu_models import CpuModels, compile_meanwhile, compile_models

CPU, GPU = Device("cpu", "CPU", "OpenVINO"), Device("cuda", "GPU 3000", "PyTorch")


@pytest.fixture
def engine(ready_dir, tmp_path) -> Engine:
    return Engine(shutil.copytree(ready_dir, tmp_path / "data"))


def test_a_network_for_few_photos_needs_no_second_form(engine: Engine) -> None:
    info = engine._store.find_installed("lite0")
    xml = engine._data_dir / "models" / "lite0" / "openvino" / "model.xml"
    models = compile_models(xml, info.variant.preprocessing, 0)
    assert models.to_learn is models.to_measure  # it does not pay to find out what is faster


def checked(engine: Engine, monkeypatch, device: Device, seconds: float) -> Future[CpuModels | None] | None:
    """The network after a check of 300 photos that takes so many seconds by a clock of its own."""
    clock = iter([0.0, 0.0, seconds, seconds])
    monkeypatch.setattr(cpu_models, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    chosen: Future[Device] = Future()
    chosen.set_result(device)

    def inspect() -> Generator[object, None, str]:
        yield FolderListed(Path("photos"), (CategoryCount("cat", 100, ()), CategoryCount("dog", 200, ())), False)
        yield Progress("Checking photos", 1, 300)
        yield Progress("Checking photos", 300, 300)
        return "dataset"

    checking = compile_meanwhile(inspect(), engine._store, engine._store.find_installed("lite0"), chosen)
    events = []
    while True:
        try:
            events.append(next(checking))
        except StopIteration as end:
            dataset, compiling = end.value
            assert dataset == "dataset"
            assert len(events) == 3
            return compiling


@pytest.fixture
def compiled(monkeypatch) -> list[int]:
    """For how many photos to learn from a network was made ready."""
    photos: list[int] = []
    monkeypatch.setattr(cpu_models, "compile_models", lambda xml, preprocessing, to_learn: photos.append(to_learn))
    return photos


def test_a_long_check_has_the_network_made_ready_beside_it_once(engine: Engine, monkeypatch, compiled) -> None:
    compiling = checked(engine, monkeypatch, CPU, 1.0)
    assert compiling is not None
    compiling.result(60)
    assert compiled == [300]


@pytest.mark.parametrize(("device", "seconds"), [(CPU, 0.1), (GPU, 1.0)])
def test_a_short_check_or_a_gpu_has_none(engine: Engine, monkeypatch, compiled, device: Device, seconds: float) -> None:
    assert checked(engine, monkeypatch, device, seconds) is None
    assert compiled == []


def test_a_network_without_its_form_for_the_cpu_is_left_to_a_step_that_shows_it(
    engine: Engine, monkeypatch, compiled
) -> None:
    shutil.rmtree(engine._data_dir / "models" / "lite0" / "openvino")
    compiling = checked(engine, monkeypatch, CPU, 1.0)
    assert compiling is not None
    assert compiling.result(60) is None
    assert compiled == []
