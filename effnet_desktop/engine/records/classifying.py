"""Photos and what a model says of them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from effnet_desktop.engine.errors import EngineError, Text
from effnet_desktop.engine.records.devices import Device
from effnet_desktop.engine.records.messages import Notice, Progress

Framing = Literal["crop", "letterbox"]


@dataclass(frozen=True, slots=True)
class Prediction:
    """One category with its probability (0..1); `index` is its place among the model's categories."""

    category: str
    index: int
    probability: float


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds that one photo took; `inference` is its share of the batch."""

    decode: float
    preprocess: float
    inference: float

    @property
    def total(self) -> float:
        """From file to answer."""
        return self.decode + self.preprocess + self.inference

    def __add__(self, other: "Timings") -> "Timings":
        """What two models in a row took."""
        return Timings(self.decode + other.decode, self.preprocess + other.preprocess, self.inference + other.inference)


@dataclass(frozen=True, slots=True)
class Classification:
    """What a model sees in one photo.

    Attributes:
        path: The photo.
        model: Name of the model.
        predictions: The most probable categories, best first.
        timings: What it took.
        device: What computed it.
        truth: The model's category that a folder of the photo is named like; None where there is none.
        is_unsure: Whether the confidence is below the model's threshold; only models trained here have one.
        is_escalated: Whether the second model of a cascade gave the answer.
        warning: What could not be read of the photo; None where nothing is missing.
    """

    path: Path
    model: str
    predictions: tuple[Prediction, ...]
    timings: Timings
    device: Device
    truth: str | None = None
    is_unsure: bool = False
    is_escalated: bool = False
    warning: Text | None = None

    @property
    def correct(self) -> bool | None:
        """Whether the top category is the true one; None where the truth is unknown."""
        return None if self.truth is None else self.predictions[0].category == self.truth


@dataclass(frozen=True, slots=True)
class PhotoFailed:
    """A photo that could not be read, and why."""

    path: Path
    error: EngineError


@dataclass(frozen=True, slots=True)
class BackendReady:
    """The model is loaded and warm; the first photo is next."""

    model: str
    device: Device


@dataclass(frozen=True, slots=True)
class ClassifySummary:
    """A run over photos.

    Attributes:
        photos: Photos tried.
        failed: How many of them could not be read.
        seconds: Wall time from the first photo to the last answer, loading and warm-up excluded.
        latency_p50: Median milliseconds from file to answer; None without an answer.
        latency_p95: 95th percentile of the same.
        accuracy: Share of right answers (0..1) among photos of known truth; None without one.
        with_truth: How many photos that is.
    """

    photos: int
    failed: int
    seconds: float
    latency_p50: float | None
    latency_p95: float | None
    accuracy: float | None
    with_truth: int

    @property
    def photos_per_second(self) -> float:
        """Photos with an answer per second of wall time."""
        return (self.photos - self.failed) / self.seconds if self.seconds else 0.0


@dataclass(frozen=True, slots=True)
class Capture:
    """How a photo was taken.

    Attributes:
        time: When, with a time zone.
        is_own: Whether the photo says so itself; else it is the file's time.
        latitude: Degrees north; None where the photo does not say.
        longitude: Degrees east; None where the photo does not say.
        camera: Manufacturer and model; empty where the photo does not say.
    """

    time: datetime
    is_own: bool
    latitude: float | None = None
    longitude: float | None = None
    camera: str = ""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small upright picture.

    Attributes:
        path: The photo.
        width: Pixels of a row.
        height: Rows.
        rgb: ``3 * width * height`` bytes, row by row.
        photo_width: Width of the upright photo itself, in pixels.
        photo_height: Height of it.
    """

    path: Path
    width: int
    height: int
    rgb: bytes
    photo_width: int
    photo_height: int


ClassifyingEvent = Progress | Notice | BackendReady | Classification | PhotoFailed
