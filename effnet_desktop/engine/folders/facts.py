"""What is known of a photo besides what it shows: when and with what it was taken, and a few plain numbers."""

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.photos.capture import Taken

_FORMAT = struct.Struct("<dIIff")  # then the camera
_FIRST_PHOTO = datetime(1990, 1, 1, tzinfo=UTC)  # a clock that was never set begins in 1970 or 1980


@dataclass(frozen=True, slots=True)
class Facts:
    """Of one photo.

    Attributes:
        time: When it was taken, in seconds since 1970; None where it does not say, or its clock was wrong.
        camera: Manufacturer and model; empty where it does not say.
        width: Pixels of a row.
        height: Rows.
        brightness: Mean grey level, 0..1.
        sharpness: How much neighbouring pixels of a small picture differ, against its contrast.
    """

    time: float | None = None
    camera: str = ""
    width: int = 0
    height: int = 0
    brightness: float = 0.0
    sharpness: float = 0.0

    @property
    def day(self) -> str:
        """The day that it was taken on, in this computer's time; empty where that is not known."""
        return "" if self.time is None else datetime.fromtimestamp(self.time).date().isoformat()

    def to_bytes(self) -> bytes:
        """For `from_bytes`."""
        time = math.nan if self.time is None else self.time
        camera = self.camera.encode(errors="replace")
        return _FORMAT.pack(time, self.width, self.height, self.brightness, self.sharpness) + camera


def from_bytes(data: bytes) -> Facts:
    """What `Facts.to_bytes` has made bytes of."""
    time, width, height, brightness, sharpness = _FORMAT.unpack_from(data)
    camera = data[_FORMAT.size :].decode(errors="replace")
    return Facts(None if math.isnan(time) else time, camera, width, height, brightness, sharpness)


def facts_of(greys: NDArray[np.float32], sizes: Sequence[tuple[int, int]], taken: Sequence[Taken]) -> list[Facts]:
    """The facts of photos.

    Args:
        greys: What they look like, (N, H, W), 0..255.
        sizes: Their widths and heights.
        taken: What their files say of how they were taken.
    """
    greys = greys * np.float32(1 / 255)
    steps = np.hypot(*(np.diff(greys, axis=axis).std(axis=(1, 2)) for axis in (1, 2)))
    sharpness = steps / np.maximum(greys.std(axis=(1, 2)), 1 / 255)
    numbers = greys.mean(axis=(1, 2)).tolist(), sharpness.tolist()
    return [
        Facts(_time(how), how.camera, *size, brightness, sharp)
        for how, size, brightness, sharp in zip(taken, sizes, *numbers, strict=True)
    ]


def _time(taken: Taken) -> float | None:
    if taken.time and _FIRST_PHOTO <= taken.time <= datetime.now(UTC) + timedelta(days=1):
        return taken.time.timestamp()
    return None
