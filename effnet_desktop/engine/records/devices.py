"""What computes."""

from dataclasses import dataclass
from typing import Literal

from effnet_desktop.engine.errors import Text

DeviceKind = Literal["cpu", "cuda", "rocm", "xpu", "mps"]
DeviceChoice = Literal["auto", "cpu", "cuda", "rocm", "xpu", "mps"]
Precision = Literal["auto", "f32", "fast"]


@dataclass(frozen=True, slots=True)
class Device:
    """Something that can compute.

    Attributes:
        kind: What sort it is.
        name: What its maker calls it.
        backend: ``OpenVINO`` or ``PyTorch``.
        precision: Number format of the computation, ``f32``, ``bf16`` or ``f16``; empty while nothing is loaded.
    """

    kind: DeviceKind
    name: str
    backend: str
    precision: str = ""

    @property
    def label(self) -> str:
        """A few words for the device chip, such as ``CPU - OpenVINO bf16``."""
        return f"{self.kind.upper()} - {self.backend} {self.precision}".strip()


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """What this machine can compute on.

    Attributes:
        chosen: What ``auto`` stands for here.
        usable: Every device that works, the chosen one first.
        reasons: One sentence a finding: what was found, and why a GPU is not used.
    """

    chosen: Device
    usable: tuple[Device, ...]
    reasons: tuple[Text, ...]
