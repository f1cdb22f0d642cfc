"""What this machine can compute on, and why the choice fell as it did.

Loading PyTorch takes seconds, so it is asked only where the machine shows signs of a GPU that the installed build of
PyTorch could use. All others compute on the CPU through OpenVINO.
"""

import ctypes
import importlib.util
import os
import platform
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from effnet_desktop.engine.errors import DeviceAbsent, Text
from effnet_desktop.engine.records.devices import Device, DeviceChoice, DeviceKind, DeviceReport
from effnet_desktop.engine.versions import version_of


@dataclass(frozen=True, slots=True)
class Signs:
    """What can be seen of GPUs without loading PyTorch.

    Attributes:
        nvidia_gpus: GPUs that NVIDIA's driver counts; 0 without a driver.
        has_amd_gpu: Whether AMD's compute driver is loaded.
        has_apple_gpu: Whether this is a Mac with Apple's own processor.
        builds: Which of ``cuda``, ``hip`` and ``xpu`` the installed PyTorch was built for; None if not to be seen.
    """

    nvidia_gpus: int
    has_amd_gpu: bool
    has_apple_gpu: bool
    builds: frozenset[str] | None


def see_signs() -> Signs:
    """Looks for GPUs; takes milliseconds."""
    return Signs(
        nvidia_gpus=_count_nvidia_gpus(),
        has_amd_gpu=Path("/dev/kfd").exists(),
        has_apple_gpu=sys.platform == "darwin" and platform.machine() == "arm64",
        builds=_torch_builds(),
    )


def find_devices(signs: Signs, torch: Any = None) -> DeviceReport:
    """Finds the devices that really work.

    Args:
        signs: What `see_signs` saw.
        torch: Stands in for PyTorch in tests.
    """
    reasons: list[Text] = []
    gpus: list[Device] = []
    for kind in _promising(signs, reasons):
        if torch is None:
            import torch
        try:
            gpus.append(_try_gpu(kind, torch))
        except (RuntimeError, AssertionError) as error:  # AssertionError: torch was built without it
            reason = (str(error).splitlines() or ["?"])[0]
            reasons.append(Text("{kind} does not work here: {reason}", kind=kind.upper(), reason=reason))
        else:
            reasons.append(
                Text(
                    "GPU: {name}. A small test on it came out right. It takes over from the CPU where it is faster.",
                    name=gpus[-1].name,
                )
            )
    if not gpus:
        if not reasons:
            reasons.append(Text("No GPU was found that PyTorch can use."))
        reasons.append(Text("OpenVINO computes on the CPU, several times faster than PyTorch does there."))
    usable = (*gpus, cpu())
    return DeviceReport(chosen=usable[0], usable=usable, reasons=tuple(reasons))


def need_torch(signs: Signs) -> bool:
    """Whether `find_devices` has to load PyTorch."""
    return bool(_promising(signs, []))


def choose(choice: DeviceChoice, report: DeviceReport) -> Device:
    """The device that a user's choice stands for.

    Raises:
        DeviceAbsent: It is not usable here; the hint says why.
    """
    if choice == "auto":
        return report.chosen
    for device in report.usable:
        # ROCm goes by CUDA's name in PyTorch, and users type that.
        if choice == device.kind or (choice == "cuda" and device.kind == "rocm"):
            return device
    raise DeviceAbsent(
        "{choice} cannot be used on this machine.",
        "{reason} Choose another device.",
        "--device auto; effnet-desktop doctor says what there is",
        choice=choice.upper(),
        reason=report.reasons[0],
    )


def cpu() -> Device:
    """The CPU, which every machine has."""
    return Device("cpu", processor_name(), "OpenVINO")


def describe_machine() -> str:
    """What speeds depend on; nothing of it changes while the app runs."""
    return f"{processor_name()}, {os.cpu_count()} cores, {see_signs()}, PyTorch {version_of('torch')}"


def processor_name() -> str:
    """The CPU's name as its maker writes it, read without OpenVINO."""
    if sys.platform == "linux":
        try:
            found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
            if found:
                return found[1]
        except OSError:
            pass
    return platform.processor() or platform.machine()


def _promising(signs: Signs, reasons: list[Text]) -> list[DeviceKind]:
    """The kinds worth asking PyTorch for; adds why the others are not."""
    kinds: list[DeviceKind] = []
    may_have: Callable[[str], bool] = lambda build: signs.builds is None or build in signs.builds  # noqa: E731
    if signs.nvidia_gpus:
        if may_have("cuda"):
            kinds.append("cuda")
        else:
            reasons.append(
                Text(
                    "An NVIDIA GPU is here, but the installed PyTorch is built without CUDA: "
                    "install PyTorch's CUDA build to use it."
                )
            )
    if signs.has_amd_gpu:
        if may_have("hip"):
            kinds.append("rocm")
        else:
            reasons.append(
                Text(
                    "An AMD GPU is here, but the installed PyTorch is built without ROCm: "
                    "install PyTorch's ROCm build to use it."
                )
            )
    if signs.builds and "xpu" in signs.builds:
        kinds.append("xpu")
    if signs.has_apple_gpu:
        kinds.append("mps")
    return kinds


def _try_gpu(kind: DeviceKind, torch: Any) -> Device:
    """Computes something small on a GPU; raises RuntimeError where that fails."""
    api = {"cuda": torch.cuda, "rocm": torch.cuda, "xpu": torch.xpu, "mps": torch.backends.mps}[kind]
    if not api.is_available():
        raise RuntimeError("PyTorch finds no such device; its driver may be missing or too old")
    name = "Apple GPU" if kind == "mps" else api.get_device_name(0)
    ones = torch.ones(8, 8, device="cuda" if kind == "rocm" else kind)
    if float((ones @ ones).sum()) != 512:
        raise RuntimeError("it computes wrong results")
    return Device(kind, name, "PyTorch")


def _count_nvidia_gpus() -> int:
    """Asks NVIDIA's driver (CUDA driver API: cuInit, cuDeviceGetCount; 0 is success)."""
    try:
        driver = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return 0
    count = ctypes.c_int(0)
    if driver.cuInit(0) != 0 or driver.cuDeviceGetCount(ctypes.byref(count)) != 0:
        return 0
    return count.value


def _torch_builds() -> frozenset[str] | None:
    """Reads torch/version.py as text: importing it would load PyTorch."""
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None:
        return frozenset()
    try:
        text = Path(spec.origin).with_name("version.py").read_text(encoding="utf-8")
    except OSError:
        return None
    return frozenset(re.findall(r"^(cuda|hip|xpu)\b[^=\n]*=\s*'", text, re.MULTILINE))
