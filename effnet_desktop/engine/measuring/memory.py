"""How much memory a model takes: that of a process of its own on the CPU, or that of the GPU."""

import sys
from pathlib import Path
from typing import Any

from effnet_desktop.engine.networks.backends import OpenVinoBackend
from effnet_desktop.engine.records.devices import DeviceKind, Precision
from effnet_desktop.engine.variants import Preprocessing

MB = 1e6


def peak_of_answering(xml: Path, preprocessing: Preprocessing, precision: Precision) -> float:
    """The most memory (MB) that this process took to load a converted model and answer one photo.

    Run it in a process of its own; Python and OpenVINO are part of what it counts.
    """
    OpenVinoBackend(xml, preprocessing, precision)  # answers once to warm up
    return _peak_bytes() / MB


def _peak_bytes() -> int:
    if sys.platform == "linux":
        # Not getrusage: what it says includes the process that started this one.
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
        return 1024 * int(next(line for line in lines if line.startswith("VmHWM")).split()[1])
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process().memory_info().peak_wset)
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS


class GpuMeter:
    """What a GPU holds at the most from now on; begin it before the model is loaded."""

    def __init__(self, kind: DeviceKind) -> None:
        self._api: Any = None
        self._before = 0
        if kind in ("cuda", "rocm", "xpu"):
            import torch

            self._api = torch.xpu if kind == "xpu" else torch.cuda
            self._api.reset_peak_memory_stats()
            self._before = self._api.memory_allocated()

    def peak_mb(self) -> float | None:
        """MB beyond what was held at the beginning; None where the device does not tell."""
        return None if self._api is None else (self._api.max_memory_allocated() - self._before) / MB
