"""What computes: networks centre pictures themselves; a GPU, played by the CPU, as none is here."""

from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from effnet_desktop.engine.errors import OutOfMemory
from effnet_desktop.engine.networks import backends
from effnet_desktop.engine.networks.backends import OpenVinoBackend, TorchBackend
from effnet_desktop.engine.networks.convert import save_ir
from effnet_desktop.engine.variants import Preprocessing
from tests.support.network_inputs import centred

BYTES = Preprocessing(8, 8, mean=(0, 0, 0), std=(1 / 255,) * 3)
X = np.random.default_rng(0).integers(0, 256, (40, 8, 8, 3), np.uint8)


class Network(torch.nn.Module):
    """Notes how many photos it is given, and whether cuDNN may compute then."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[int, bool]] = []
        self.avgpool = torch.nn.AdaptiveAvgPool2d(1)
        self.classifier = torch.nn.Identity()

    def features(self, x):
        self.seen.append((len(x), torch.backends.cudnn.enabled))
        return x.float()


@pytest.fixture
def cuda(monkeypatch) -> SimpleNamespace:
    """CUDA on the CPU; what is recorded is done anew each time it is replayed, and `error` is what recording raises."""
    stand_in = SimpleNamespace(error=None, recording=[], replayed=0)
    zeros, cpu = torch.zeros, torch.device("cpu")

    class Graph:
        def replay(self) -> None:
            stand_in.replayed += 1
            with backends._cudnn(torch, is_enabled=self.has_cudnn):
                now = self.program._look(self.program._input)
            for output, own in zip(self.program._outputs, now, strict=True):
                output.copy_(own)

    @contextmanager
    def record(graph, **_):
        stand_in.recording.append(torch.backends.cudnn.enabled)
        yield
        if stand_in.error:
            raise stand_in.error

    class Program(backends._FixedSize):
        def _record(self):
            graph = super()._record()
            if graph:
                graph.program, graph.has_cudnn = self, torch.backends.cudnn.enabled
            return graph

    stream = SimpleNamespace(wait_stream=lambda _: None, synchronize=lambda: None)
    for name, value in {
        "Stream": lambda _: stream,
        "device": lambda _: nullcontext(),
        "current_stream": lambda: None,
        "stream": lambda _: nullcontext(),
        "CUDAGraph": Graph,
        "graph": record,
        "empty_cache": lambda: None,
    }.items():
        monkeypatch.setattr(torch.cuda, name, value)
    monkeypatch.setattr(torch, "zeros", lambda *size, dtype=None, **_: zeros(*size, dtype=dtype))
    monkeypatch.setattr(torch.Tensor, "pin_memory", lambda tensor: tensor)
    device = SimpleNamespace(type="cuda")
    monkeypatch.setattr(torch, "device", lambda _: device)
    to = torch.Tensor.to
    monkeypatch.setattr(
        torch.Tensor, "to", lambda tensor, *a, **k: to(tensor, *(cpu if x is device else x for x in a), **k)
    )
    monkeypatch.setattr(Network, "to", lambda network, *_, **__: network)
    monkeypatch.setattr(backends, "_FixedSize", Program)
    monkeypatch.setattr(torch.backends.cudnn, "enabled", True)
    return stand_in


def means(photos):
    return photos.mean(axis=(1, 2))


@pytest.mark.parametrize(("precision", "has_cudnn"), [("auto", True), ("f32", False)])
def test_a_gpu_records_each_size_with_what_it_was_made_ready_with(cuda, precision, has_cudnn) -> None:
    network = Network()
    backend = TorchBackend(network, "cuda", "GPU 3000", BYTES, precision)
    assert set(network.seen) == {(1, False)}  # cuDNN would compile first
    backend.warm_up()
    assert set(network.seen[len(network.seen) // 2 :]) == {(32, has_cudnn)}
    # For each of two requests. Recorded with anything else, a library would ask for memory, which fails then.
    assert cuda.recording == [False, False, has_cudnn, has_cudnn]
    assert torch.backends.cudnn.enabled
    for photos in (1, 5, 32):
        assert backend.infer(X[:photos]) == pytest.approx(means(X[:photos]), rel=1e-3)
    assert (len(cuda.recording), cuda.replayed) == (4, 7)
    first = backend.infer(X[:32])
    for _ in range(2):  # requests
        backend.infer(X[8:])
    assert first == pytest.approx(means(X[:32]), rel=1e-3)  # the next answers do not change it


@pytest.mark.expect_log("computes without a graph: operation failed")
def test_what_cannot_be_recorded_is_told_each_time(cuda) -> None:
    cuda.error = RuntimeError("operation failed due to a previous error during capture")
    backend = TorchBackend(Network(), "cuda", "GPU 3000", BYTES)
    backend.warm_up()
    for photos in (X[:32], X[8:], X[:3], X[:1]):
        assert backend.infer(photos) == pytest.approx(means(photos), rel=1e-3)
    assert cuda.replayed == 0


def test_memory_that_is_short_while_recording_is_said(cuda) -> None:
    cuda.error = torch.OutOfMemoryError("CUDA out of memory")
    with pytest.raises(OutOfMemory, match="GPU 3000"):
        TorchBackend(Network(), "cuda", "GPU 3000", BYTES)


class Small(torch.nn.Module):
    """Looks at each channel in its own way."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.features = torch.nn.Conv2d(3, 4, 3)
        self.avgpool = torch.nn.AdaptiveAvgPool2d(1)
        self.classifier = torch.nn.Linear(4, 2)

    def forward(self, x):
        return self.classifier(self.avgpool(self.features(x)).flatten(1))


@pytest.fixture
def small() -> Small:
    return Small().eval()


@pytest.fixture
def xml(small, tmp_path) -> Path:
    save_ir(small, 8, tmp_path / "small.xml")
    return tmp_path / "small.xml"


def test_each_channel_is_centred_on_its_own_mean(small, xml) -> None:
    preprocessing = Preprocessing(8, 8)  # torchvision's, in which no two channels have the same
    with torch.inference_mode():
        expected = small(torch.from_numpy(centred(X, preprocessing))).numpy()
    on_cpu = OpenVinoBackend(xml, preprocessing, "f32")
    assert on_cpu.infer(X) == pytest.approx(expected, abs=1e-5)
    through_torch = TorchBackend(small, "cpu", "CPU", preprocessing)
    assert through_torch.infer(X) == pytest.approx(expected, abs=1e-5)


def test_windows_maps_no_file_that_others_would_have_to_rename(xml, monkeypatch) -> None:
    openvino = backends.import_openvino()
    real = openvino.Core
    mapping = []

    class Core(real):
        def read_model(self, *arguments):
            mapping.append(self.get_property("ENABLE_MMAP"))
            return super().read_model(*arguments)

    monkeypatch.setattr(openvino, "Core", Core)
    for platform in ("linux", "win32"):
        monkeypatch.setattr(backends.sys, "platform", platform)
        OpenVinoBackend(xml, BYTES)
    assert mapping == [True, False]
