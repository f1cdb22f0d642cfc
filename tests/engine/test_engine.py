"""The engine on real photos with real models, against the float32 oracle."""

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from skimage import data
from verbs import run

from effnet_desktop import sample_picture
from effnet_desktop.engine.classifying.speeds import Speed
from effnet_desktop.engine.engine import Engine, is_loading
from effnet_desktop.engine.errors import DeviceError, ModelError, ModelNotInstalled, OutOfMemory
from effnet_desktop.engine.networks import architecture, devices
from effnet_desktop.engine.networks.backends import OpenVinoBackend, TorchBackend
from effnet_desktop.engine.networks.devices import find_devices
from effnet_desktop.engine.photos.preprocess import preprocess
from effnet_desktop.engine.photos.reading import read_photo
from effnet_desktop.engine.records.classifying import BackendReady, Classification, PhotoFailed
from effnet_desktop.engine.records.devices import Device, DeviceReport
from effnet_desktop.engine.records.messages import Notice
from effnet_desktop.engine.variants import VARIANTS, Preprocessing
from tests.support.network_inputs import centred

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "imagenet-samples"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="shared/data is not here")


@pytest.fixture(scope="module")
def real_photos(tmp_path_factory) -> dict[str, Path]:
    """Photos that scikit-image brings, by the category that they show."""
    folder = tmp_path_factory.mktemp("real")
    photos = {"cat": data.chelsea(), "espresso": data.coffee(), "missile": data.rocket()}
    paths = {}
    for name, pixels in photos.items():
        paths[name] = folder / f"{name}.png"
        Image.fromarray(pixels).save(paths[name])
    return paths


def test_real_photos_are_named_rightly(ready_dir, real_photos) -> None:
    events, summary = run(Engine(ready_dir).classify([*real_photos.values()], "lite0"))
    answers = [e for e in events if isinstance(e, Classification)]
    assert "cat" in answers[0].predictions[0].category
    assert answers[1].predictions[0].category == "espresso"
    assert answers[2].predictions[0].category in {"missile", "projectile"}
    assert all(0 < e.timings.inference < 1000 and e.timings.decode > 0 for e in answers)
    assert summary.photos_per_second > 0
    assert isinstance(events[0], BackendReady)
    assert (events[0].model, events[0].device) == ("lite0", answers[0].device)


@pytest.mark.parametrize("model", ["lite0", "lite1", "lite2"])
def test_the_sample_picture_is_recognised_by_every_packaged_model(model, tmp_path) -> None:
    info = Engine(tmp_path).models()[[*VARIANTS].index(model)]
    network = architecture.load(info.variant, info.path)
    picture = preprocess(sample_picture.draw_sample_picture(), info.variant.preprocessing)
    x = torch.from_numpy(centred(picture[None], info.variant.preprocessing))
    with torch.inference_mode():
        probabilities = network(x).softmax(1)[0]
    best = int(probabilities.argmax())
    assert architecture.imagenet_categories()[best] == sample_picture.CATEGORY
    assert probabilities[best] > 0.4


@needs_samples
def test_top1_agrees_with_float32_torch_on_the_samples(ready_dir) -> None:
    """The figures that the choice of precision rests on (measured: 100 % automatic, 98 % in bf16)."""
    paths = sorted(SAMPLES.glob("*.JPEG"))
    engine = Engine(ready_dir)
    variant = VARIANTS["lite0"]
    network = architecture.load(variant, engine.models()[0].path)
    with torch.inference_mode():
        seen = (preprocess(read_photo(path, variant.preprocessing.resize), variant.preprocessing) for path in paths)
        inputs = (centred(picture[None], variant.preprocessing) for picture in seen)
        theirs = [int(network(torch.from_numpy(x)).argmax()) for x in inputs]
    for precision, least in (("auto", 0.99), ("f32", 0.99), ("fast", 0.97)):
        events, _ = run(engine.classify(paths, "lite0", device="cpu", precision=precision, top=1))
        own = [e.predictions[0].index for e in events if isinstance(e, Classification)]
        assert np.mean(np.equal(own, theirs)) >= least, precision


@needs_samples
@pytest.mark.parametrize("model", ["lite0", "lite1", "lite2"])
def test_top1_is_within_a_point_of_the_timm_oracle(model, tmp_path) -> None:
    """Whole way, reduced decoding included, against timm's own transforms and network in float32."""
    import timm

    paths = sorted(SAMPLES.glob("*.JPEG"))
    truth = [int(path.name[:3]) for path in paths]
    engine = Engine(tmp_path)
    events, _ = run(engine.classify(paths, model, top=1))
    own = sum(e.predictions[0].index == t for e, t in zip(events[-len(paths) :], truth, strict=True))
    oracle = timm.create_model(f"tf_efficientnet_{model}").eval()
    state = architecture.read_state(engine.models()[[*VARIANTS].index(model)].path)
    oracle.load_state_dict(dict(zip(oracle.state_dict(), state.values(), strict=True)))
    transform = timm.data.create_transform(**timm.data.resolve_data_config(oracle.default_cfg))
    with torch.inference_mode():
        inputs = (transform(Image.open(path).convert("RGB")) for path in paths)
        theirs = sum(int(oracle(x[None]).argmax()) == t for x, t in zip(inputs, truth, strict=True))
    assert abs(own - theirs) <= len(paths) // 100


def test_a_second_start_needs_no_pytorch(ready_dir, real_photos) -> None:
    script = f"""
import sys, json
from pathlib import Path
from effnet_desktop.engine.engine import Engine, is_loading
events = list(Engine(Path({str(ready_dir)!r})).classify([Path({str(real_photos["cat"])!r})], "lite0", device="cpu"))
print(json.dumps([events[-1].predictions[0].category, "torch" in sys.modules, "openvino_telemetry" in sys.modules
    and sys.modules["openvino_telemetry"] is not None]))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    category, has_torch, has_telemetry = json.loads(done.stdout)
    assert "cat" in category
    assert not has_torch
    assert not has_telemetry


def test_letterbox_sees_what_the_crop_cuts_off(ready_dir, tmp_path) -> None:
    wide = Image.new("RGB", (1800, 300), (128, 128, 128))
    wide.paste(Image.fromarray(data.chelsea()).resize((400, 266)), (0, 17))
    path = tmp_path / "wide.png"
    wide.save(path)
    engine = Engine(ready_dir)

    def cats(framing) -> float:
        events, _ = run(engine.classify([path], "lite0", framing=framing, top=1000))
        return sum(p.probability for p in events[-1].predictions if p.index in range(281, 286))

    assert cats("letterbox") > 2 * cats("crop")


def test_cancelling_the_first_preparation_leaves_nothing(tmp_path) -> None:
    verb = Engine(tmp_path).classify([], "lite0", device="cpu")
    next(verb)
    time.sleep(0.5)
    next(verb)
    verb.close()  # had it waited for the end, there would be something
    assert list((tmp_path / "models" / "lite0").iterdir()) == []


def test_a_damaged_conversion_is_made_anew(ready_dir, tmp_path, real_photos) -> None:
    import shutil

    shutil.copytree(ready_dir, tmp_path / "data")
    folder = tmp_path / "data" / "models" / "lite0" / "openvino"
    (folder / "model.json").write_text('{"format": 2', encoding="utf-8")
    _, summary = run(Engine(tmp_path / "data").classify([real_photos["cat"]], "lite0", device="cpu"))
    assert summary.failed == 0
    assert json.loads((folder / "model.json").read_text(encoding="utf-8"))["variant"] == "lite0"


def test_an_absent_model_is_named_and_not_fetched(tmp_path) -> None:
    with pytest.raises(ModelNotInstalled, match="models download b0"):
        run(Engine(tmp_path).classify([], "b0"))
    with pytest.raises(ModelError, match="no model named"):
        run(Engine(tmp_path).classify([], "resnet"))


def test_a_device_that_is_not_here_is_refused_with_the_reason(tmp_path) -> None:
    engine = Engine(tmp_path)
    engine._report = find_devices(devices.Signs(0, False, False, frozenset()))
    with pytest.raises(DeviceError, match="No GPU was found"):
        run(engine.classify([], "lite0", device="mps"))


def test_a_gpu_that_fails_while_loading_gives_way_to_the_cpu(ready_dir, real_photos, monkeypatch) -> None:
    engine = Engine(ready_dir)
    gpu = Device("cuda", "GPU 3000", "PyTorch")
    engine._report = DeviceReport(gpu, (gpu, devices.cpu()), ())
    monkeypatch.setattr(
        "effnet_desktop.engine.networks.backends.TorchBackend.__init__",
        lambda *a: (_ for _ in ()).throw(OutOfMemory("no memory left")),
    )
    events, summary = run(engine.classify([real_photos["cat"]], "lite0", device="cuda"))
    assert any(isinstance(e, Notice) and "GPU 3000 failed" in str(e) for e in events)
    assert events[-1].device.kind == "cpu"
    assert summary.failed == 0


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device is here")
def test_cuda_agrees_with_the_cpu(ready_dir, real_photos) -> None:
    engine = Engine(ready_dir)
    on_gpu, _ = run(engine.classify([*real_photos.values()], "lite0", device="cuda"))
    on_cpu, _ = run(engine.classify([*real_photos.values()], "lite0", device="cpu"))
    for gpu, cpu in zip(on_gpu[-3:], on_cpu[-3:], strict=True):
        assert gpu.device.kind in {"cuda", "rocm"}
        assert gpu.predictions[0].category == cpu.predictions[0].category
        assert gpu.predictions[0].probability == pytest.approx(cpu.predictions[0].probability, abs=0.05)


def test_torch_backend_computes_what_openvino_does(ready_dir) -> None:
    info = Engine(ready_dir).models()[0]
    preprocessing = info.variant.preprocessing
    network = architecture.load(info.variant, info.path)
    torch_backend = TorchBackend(network, "cpu", "CPU", preprocessing)
    openvino = OpenVinoBackend(ready_dir / "models" / "lite0" / "openvino" / "model.xml", preprocessing, "f32")
    x = np.random.default_rng(0).integers(0, 256, (3, 224, 224, 3), np.uint8)
    with torch.inference_mode():
        expected = network(torch.from_numpy(centred(x, preprocessing))).numpy()
    assert np.abs(openvino.infer(x) - expected).max() < 1e-3
    assert np.abs(torch_backend.infer(x) - openvino.infer(x)).max() < 1e-3
    features = openvino.extract(x)
    assert features.shape == (3, 1280)
    assert np.abs(torch_backend.extract(x) - features).max() < 1e-3
    for backend in (torch_backend, openvino):  # one pass says the same
        logits, of_pass = backend.infer_with_features(x)
        assert np.array_equal(logits, backend.infer(x))
        assert np.array_equal(of_pass, backend.extract(x))


BYTES = Preprocessing(8, 8, mean=(0, 0, 0), std=(1 / 255,) * 3)
"""A network of it sees the bytes as they are."""


class Sizes(torch.nn.Module):
    """Notes how many photos it is given at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[int] = []
        self.avgpool = torch.nn.AdaptiveAvgPool2d(1)
        self.classifier = torch.nn.Identity()

    def features(self, x):
        self.seen.append(len(x))
        return x


def test_a_gpu_is_given_the_sizes_of_batches_that_it_was_warmed_with() -> None:
    network = Sizes()
    backend = TorchBackend(network, "cpu", "GPU 3000", BYTES)
    backend.batch_size = 4
    backend.warm_up()
    assert network.seen == [1, 4]
    x = np.random.default_rng(0).integers(0, 256, (4, 8, 8, 3), np.uint8)
    for photos in (4, 3, 2, 1):
        assert backend.infer(x[:photos]) == pytest.approx(x[:photos].mean(axis=(1, 2)), rel=1e-5)
    assert network.seen[2:] == [4, 4, 4, 1]
    backend.batch_size = 2  # memory was short
    assert len(backend.infer(x[:2])) == 2
    assert network.seen[-1] == 2


def test_a_gpu_that_has_no_memory_for_a_full_batch_fails_with_the_first_one_not_before() -> None:
    class Hungry(Sizes):
        def features(self, x):
            if len(super().features(x)) > 1:
                raise torch.OutOfMemoryError("CUDA out of memory")
            return x

    network = Hungry()
    backend = TorchBackend(network, "cpu", "GPU 3000", BYTES)
    backend.batch_size = 4
    backend.warm_up()
    assert network.seen == [1, 4]


def test_a_full_batch_is_warmed_while_the_first_photo_is_computed(ready_dir, real_photos, monkeypatch) -> None:
    warmed = threading.Event()

    class Gpu:
        device, batch_size, requests = Device("cuda", "GPU 3000", "PyTorch", "f16"), 32, 1

        def infer(self, batch):
            assert warmed.wait(10)  # on another thread
            return np.zeros((len(batch), 1000), np.float32)

        def warm_up(self):
            warmed.set()

    engine = Engine(ready_dir)
    engine._report = DeviceReport(Gpu.device, (Gpu.device, devices.cpu()), ())
    monkeypatch.setattr("effnet_desktop.engine.networks.backends.TorchBackend", lambda *_: Gpu())
    _, summary = run(engine.classify([*real_photos.values()], "lite0", device="cuda"))
    assert summary.failed == 0


def test_a_gpu_takes_over_from_the_cpu_by_itself(ready_dir, real_photos, monkeypatch) -> None:
    class Gpu:
        device, batch_size, requests = Device("cuda", "GPU 3000", "PyTorch", "f16"), 32, 1

        def infer(self, batch):
            return np.zeros((len(batch), 1000), np.float32)

        def warm_up(self):
            pass

    monkeypatch.setattr(devices, "see_signs", lambda: devices.Signs(1, False, False, frozenset({"cuda"})))
    monkeypatch.setattr("effnet_desktop.engine.networks.backends.TorchBackend", lambda *_: Gpu())
    monkeypatch.setattr("effnet_desktop.engine.classifying.candidates.GPU", Speed(0.1, 50))
    monkeypatch.setattr("effnet_desktop.engine.classifying.relay.PACE_SECONDS", 0.01)
    monkeypatch.setattr("effnet_desktop.engine.classifying.relay.TRIAL_SECONDS", 0.01)
    monkeypatch.setattr("effnet_desktop.engine.classifying.relay.WORTHWHILE", 0)
    engine = Engine(ready_dir)
    engine._report = DeviceReport(Gpu.device, (Gpu.device, devices.cpu()), ())
    photos = [*real_photos.values()] * 100
    events, summary = run(engine.classify(photos, "lite0"))
    answers = [e for e in events if isinstance(e, Classification)]
    assert [e.path for e in answers] == photos
    assert (answers[0].device.kind, answers[-1].device.kind) == ("cpu", "cuda")
    assert (summary.failed, is_loading()) == (0, False)


def test_torchs_out_of_memory_is_recognised() -> None:
    class Hungry(Sizes):
        def features(self, x):
            if len(x) > 1:
                raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20 GiB")
            return x

    backend = TorchBackend(Hungry(), "cpu", "GPU 3000", BYTES)
    with pytest.raises(OutOfMemory, match="GPU 3000"):
        backend.infer(np.zeros((2, 8, 8, 3), np.uint8))


def test_thumbnails_are_small_upright_and_tell_the_photos_size(tmp_path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: 300 x 200 in the file is 200 x 300 upright
    path = tmp_path / "turned.jpg"
    Image.new("RGB", (300, 200), "red").save(path, exif=exif)
    thumbnail, failed = Engine(tmp_path).thumbnails([path, tmp_path / "no.jpg"], 96)
    assert (thumbnail.photo_width, thumbnail.photo_height) == (200, 300)
    assert (thumbnail.width, thumbnail.height) == (64, 96)
    assert len(thumbnail.rgb) == 3 * 64 * 96
    assert isinstance(failed, PhotoFailed)


def test_found_photos_arrive_some_hundred_at_a_time(tmp_path) -> None:
    for i in range(1203):
        (tmp_path / f"{i:04}.jpg").touch()
    events, result = run(Engine(tmp_path / "data").find_photos([tmp_path]))
    assert result.photos == 1203
    assert [path.name for found in events for path in found] == [f"{i:04}.jpg" for i in range(1203)]
    assert max(map(len, events)) <= 500


def test_benchmark_measures_an_untrained_model(tmp_path) -> None:
    _, result = run(Engine(tmp_path).benchmark("b0", photos=2))
    assert result.untrained
    assert result.eager_ms > result.model_ms > 0
    assert result.plain_photo_ms > result.photo_ms > result.model_ms
    assert result.folder_photos_per_second > result.plain_folder_photos_per_second > 0
