"""A GPU looks at the photos before and after a training; what it does not do is left to the CPU.

Its stand-in computes with PyTorch on the CPU.
"""

import shutil
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from shapes import fill
from verbs import run

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import DeviceError
from effnet_desktop.engine.models import loading
from effnet_desktop.engine.networks import architecture
from effnet_desktop.engine.networks.backends import OpenVinoBackend, TorchBackend
from effnet_desktop.engine.photos.inputs import infer_photos
from effnet_desktop.engine.records.devices import Device
from effnet_desktop.engine.records.folders import LabelledPhoto
from effnet_desktop.engine.records.messages import Notice
from effnet_desktop.engine.records.models import FineTuneConfig
from effnet_desktop.engine.records.training import FeaturesExtracted
from effnet_desktop.engine.training import features, fine_tune, gpu_features, training_loop, upper_layers, workers
from effnet_desktop.engine.training.cpu_models import compile_models
from effnet_desktop.engine.variants import VARIANTS

GPU = Device("cuda", "GPU 3000", "PyTorch")


@pytest.fixture
def engine(ready_dir, tmp_path) -> Engine:
    return Engine(shutil.copytree(ready_dir, tmp_path / "data"))


@pytest.fixture(scope="module")
def photos(tmp_path_factory) -> Path:
    return fill(tmp_path_factory.mktemp("shapes") / "shapes", 8)


class StandIn:
    """Looks with a torch network on the CPU, in batches of four; counts its batches."""

    batch_size, requests, device = 4, 2, GPU

    def __init__(self, network, fails_after: int | None = None) -> None:
        self._backend = TorchBackend(network, "cpu", "GPU 3000", VARIANTS["lite0"].preprocessing, "f32")
        self._fails_after = fails_after
        self.sizes: list[int] = []

    def warm_up(self) -> None:
        pass

    def infer_with_features(self, batch):
        if self._fails_after is not None and len(self.sizes) >= self._fails_after:
            raise DeviceError("{device} failed: {reason}", device="GPU 3000", reason="it is hot")
        self.sizes.append(len(batch))
        return self._backend.infer_with_features(batch)


@pytest.fixture
def gpus(monkeypatch) -> list[StandIn]:
    """All that is loaded onto the GPU."""
    made: list[StandIn] = []

    def make(network, info, device, precision):
        assert (device, precision) == (GPU, "f32")
        made.append(StandIn(network))
        return made[-1]

    monkeypatch.setattr(loading, "_on_gpu", make)
    monkeypatch.setattr(gpu_features, "FEW", 0)
    return made


def train(engine: Engine, folder: Path, choose: Callable[[], Device] = lambda: GPU, preset="quick"):
    config = FineTuneConfig(folder, preset=preset, epochs=None if preset == "quick" else 1, name="shapes")
    return run(
        fine_tune.fine_tune(engine._store, engine._runs, engine._feature_cache, engine._labels(folder), config, choose)
    )


def extracted(events: list[object]) -> FeaturesExtracted:
    return next(event for event in events if isinstance(event, FeaturesExtracted))


def notices(events: list[object]) -> list[str]:
    return [str(event) for event in events if isinstance(event, Notice)]


def test_features_of_a_gpu_are_the_cpus_and_are_known_the_next_time(engine, photos, gpus, monkeypatch) -> None:
    monkeypatch.setattr(features, "compile_models", lambda *_, **__: pytest.fail("the CPU need not look"))
    events, done = train(engine, photos)
    (gpu,) = gpus
    assert sum(gpu.sizes) == 24
    assert max(gpu.sizes) == 4
    assert (extracted(events).photos, extracted(events).from_cache) == (24, 0)
    assert notices(events) == []
    events, again = train(engine, photos)
    assert (extracted(events).from_cache, sum(len(gpu.sizes) for gpu in gpus[1:])) == (24, 0)
    assert again.model.acc1 == done.model.acc1

    info = engine._store.find_installed("lite0")
    paths = sorted(photos.rglob("*.png"))[:5]
    _, dataset = run(engine.inspect_folder(photos))
    digests = [photo.digest for photo in dataset.photos if photo.path in paths]
    kept = engine._feature_cache.get(f"{features.backbone_of(info)} f32", digests)
    monkeypatch.undo()
    backend = OpenVinoBackend(
        engine._data_dir / "models" / "lite0" / "openvino" / "model.xml", info.variant.preprocessing, "f32"
    )
    in_order = [photo.path for photo in dataset.photos if photo.path in paths]
    _, (theirs, _) = run(infer_photos(backend.extract, in_order, info.variant.preprocessing))
    assert np.abs(np.stack([kept[digest] for digest in digests]) - theirs).max() < 1e-3


@pytest.mark.parametrize("fails_after", [0, 3])
def test_the_cpu_goes_on_with_what_a_gpu_that_fails_has_left(engine, photos, gpus, monkeypatch, fails_after) -> None:
    monkeypatch.setattr(loading, "_on_gpu", lambda network, *_: StandIn(network, fails_after))
    looked = []
    look = features.infer_photos

    def note(function, paths, *rest, **more):
        looked.extend(paths)
        return look(function, paths, *rest, **more)

    monkeypatch.setattr(features, "infer_photos", note)
    events, done = train(engine, photos)
    assert notices(events) == ["GPU 3000 failed, so the CPU goes on. (GPU 3000 failed: it is hot)"]
    assert 24 - 4 * fails_after <= len(looked) <= 24
    assert (len(looked) < 24) == (fails_after > 0)
    assert done.model.photos == 24


def test_a_gpu_that_cannot_be_loaded_hands_over_to_the_cpu(engine, photos, monkeypatch, gpus) -> None:
    def fail(*_):
        raise RuntimeError("no kernel image")

    monkeypatch.setattr(loading, "_on_gpu", fail)
    events, done = train(engine, photos)
    assert notices(events) == ["GPU 3000 failed, so the CPU goes on. (GPU 3000 failed: no kernel image)"]
    assert done.model.photos == 24


def test_few_photos_do_not_wait_for_a_gpu_that_is_not_ready(engine, photos, monkeypatch, gpus) -> None:
    ready = threading.Event()

    def load(network, *_):
        ready.wait(60)
        return StandIn(network)

    monkeypatch.setattr(loading, "_on_gpu", load)
    monkeypatch.setattr(gpu_features, "FEW", 24)
    try:
        events, done = train(engine, photos)
    finally:
        ready.set()
    assert (notices(events), done.model.photos) == ([], 24)


def test_the_gpu_is_looked_for_while_the_folder_is_checked(engine, photos, monkeypatch, gpus) -> None:
    checked = threading.Event()
    inspect = fine_tune.inspect_for

    def inspect_and_say(*arguments):
        dataset = yield from inspect(*arguments)
        checked.set()
        return dataset

    def choose() -> Device:
        assert checked.wait(60)  # else the check would wait for it
        return GPU

    monkeypatch.setattr(fine_tune, "inspect_for", inspect_and_say)
    _, done = train(engine, photos, choose)
    assert sum(gpus[0].sizes) == done.model.photos == 24


def test_one_process_trains_converts_and_measures(engine, photos, gpus, monkeypatch) -> None:
    """Here that process is this one, and its training gives back the network as it was, with the head."""
    calls = []

    def in_this_process(progress, function, *rest):
        calls.append(function)
        return (yield from function(*rest))

    def train_nothing(job):
        none, whole = upper_layers.split(architecture.load(job.variant, job.weights))
        whole.classifier = training_loop._head(job)
        upper_layers.save_best(job, none, whole)
        yield from ()

    monkeypatch.setattr(workers, "train", train_nothing)
    monkeypatch.setattr(fine_tune, "run_in_child", in_this_process)
    monkeypatch.setattr(gpu_features, "TorchBackend", lambda network, *_: StandIn(network))
    with monkeypatch.context() as patch:
        patch.setattr(fine_tune, "compile_models", lambda *_, **__: pytest.fail("all is known"))
        _, done = train(engine, photos, preset="balanced")
    assert calls == [workers.train_and_convert]
    dataset = run(engine.inspect_folder(photos))[1]
    val = [photo.path for photo in dataset.photos if photo.split == "val"]
    _, summary = run(engine.classify(val, "shapes", device="cpu"))
    assert summary.accuracy == done.report.evaluation.acc1


def test_photos_that_the_gpu_said_nothing_of_are_measured_by_the_cpu(engine, photos, monkeypatch) -> None:
    info = engine._store.find_installed("lite0")
    xml = engine._data_dir / "models" / "lite0" / "openvino" / "model.xml"
    paths = sorted(photos.rglob("*.png"))[:4]
    preprocessing = info.variant.preprocessing
    known = {"preprocessing": preprocessing, "shape": (1000, 1280), "pictures": None}
    models = compile_models(xml, preprocessing, 0)
    photos = [LabelledPhoto(path, 0, "val", 0, "") for path in paths]
    look = partial(fine_tune._look, lambda: models, photos=photos, **known)
    _, (whole, _) = run(look({}))
    answers = {path: (whole.logits[i] + 1, whole.features[i]) for i, path in enumerate(paths) if i in (0, 2)}
    paths[3].rename(moved := paths[3].with_suffix(".gone"))
    try:
        _, (seen, readable) = run(look(answers))
    finally:
        moved.rename(paths[3])
    assert readable.tolist() == [True, True, True, False]
    assert np.abs(seen.logits - whole.logits[:3] - np.array([1, 0, 1])[:, None]).max() < 1e-4
    assert np.abs(seen.features - whole.features[:3]).max() < 1e-4
