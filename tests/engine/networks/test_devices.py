"""The device choice on machines that this one is not: PyTorch is stood in for."""

from types import SimpleNamespace

import pytest
import torch

from effnet_desktop.engine.errors import DeviceError
from effnet_desktop.engine.networks import devices
from effnet_desktop.engine.networks.devices import Signs

NOTHING = Signs(0, False, False, frozenset({"cuda"}))


def fake_torch(*, available: bool = True, name: str = "GPU 3000", result: float = 512) -> SimpleNamespace:
    api = SimpleNamespace(is_available=lambda: available, get_device_name=lambda index: name)

    class Ones:
        def __matmul__(self, other):
            return SimpleNamespace(sum=lambda: result)

    def ones(*shape, device):
        if device == "broken":
            raise RuntimeError("no kernel image is available")
        return Ones()

    return SimpleNamespace(cuda=api, xpu=api, backends=SimpleNamespace(mps=api), ones=ones)


def test_without_signs_pytorch_is_not_even_asked() -> None:
    report = devices.find_devices(NOTHING, torch=SimpleNamespace())  # any attribute access would raise
    assert [d.kind for d in report.usable] == ["cpu"]
    assert report.chosen.backend == "OpenVINO"
    assert "No GPU" in str(report.reasons[0])


@pytest.mark.parametrize(
    ("signs", "kind"),
    [
        (Signs(1, False, False, frozenset({"cuda"})), "cuda"),
        (Signs(0, True, False, frozenset({"hip"})), "rocm"),
        (Signs(0, False, True, frozenset()), "mps"),
        (Signs(0, False, False, frozenset({"xpu"})), "xpu"),
        (Signs(1, False, False, None), "cuda"),
    ],
)
def test_a_working_gpu_is_chosen(signs, kind) -> None:
    report = devices.find_devices(signs, fake_torch())
    assert report.chosen.kind == kind
    assert report.usable[-1].kind == "cpu"
    assert devices.choose("auto", report).kind == kind
    assert devices.choose("cpu", report).kind == "cpu"


@pytest.mark.parametrize(
    ("signs", "torch_module", "says"),
    [
        (Signs(1, False, False, frozenset()), SimpleNamespace(), "built without CUDA"),
        (Signs(0, True, False, frozenset({"cuda"})), SimpleNamespace(), "built without ROCm"),
        (Signs(1, False, False, frozenset({"cuda"})), fake_torch(available=False), "driver may be missing"),
        (Signs(1, False, False, frozenset({"cuda"})), fake_torch(result=7), "wrong results"),
    ],
)
def test_an_unusable_gpu_is_explained(signs, torch_module, says) -> None:
    report = devices.find_devices(signs, torch_module)
    assert report.chosen.kind == "cpu"
    assert says in " ".join(map(str, report.reasons))
    with pytest.raises(DeviceError, match=says):
        devices.choose("cuda", report)


def test_rocm_answers_to_cudas_name() -> None:
    report = devices.find_devices(Signs(0, True, False, frozenset({"hip"})), fake_torch())
    assert devices.choose("cuda", report).kind == "rocm"


def test_signs_of_this_machine_agree_with_pytorch() -> None:
    signs = devices.see_signs()
    assert signs.builds is not None
    assert ("cuda" in signs.builds) == (torch.version.cuda is not None)
    assert ("hip" in signs.builds) == (torch.version.hip is not None)
    if torch.cuda.is_available():
        assert signs.nvidia_gpus or signs.has_amd_gpu
    assert devices.processor_name()


def test_no_more_is_said_of_a_gpu_than_is_known() -> None:
    """Small networks and short lists may be faster on the CPU."""
    report = devices.find_devices(Signs(1, False, False, frozenset({"cuda"})), fake_torch())
    assert str(report.reasons[0]) == (
        "GPU: GPU 3000. A small test on it came out right. It takes over from the CPU where it is faster."
    )
