"""Photos and what a model says of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from effnet_desktop.engine.errors import EngineError, Text
from effnet_desktop.engine.records.devices import Device
from effnet_desktop.engine.records.messages import Notice, Progress

Framing = Literal["crop", "letterbox"]
Language = Literal["en", "ja"]


@dataclass(frozen=True, slots=True)
class Group:
    """What several categories have in common, such as ``dog``."""

    name: str
    japanese: str

    def name_in(self, language: Language) -> str:
        """What people call it in a language."""
        return self.japanese if language == "ja" else self.name


@dataclass(frozen=True, slots=True)
class Category:
    """A category that a model knows.

    Attributes:
        name: What the model calls it.
        japanese: ImageNet's categories have a name in Japanese, too; empty for those that a user has named.
        groups: The one to three that it belongs to, broadest first; none of a category that a user has named.
    """

    name: str
    japanese: str = ""
    groups: tuple[Group, ...] = ()

    def name_in(self, language: Language) -> str:
        """What people call it in a language."""
        return self.japanese if language == "ja" and self.japanese else self.name


@dataclass(frozen=True, slots=True)
class Prediction:
    """One category with its probability.

    Attributes:
        category: Its name, as the model has it.
        index: Its place among the model's categories.
        probability: 0..1, after the model's temperature.
        japanese: ImageNet's categories have a name in Japanese, too; empty for those that a user has named.
        groups: The one to three that it belongs to, broadest first; none of a category that a user has named.
    """

    category: str
    index: int
    probability: float
    japanese: str = ""
    groups: tuple[Group, ...] = ()

    def name_in(self, language: Language) -> str:
        """What people call it in a language."""
        return self.japanese if language == "ja" and self.japanese else self.category


@dataclass(frozen=True, slots=True)
class GroupAnswer:
    """A group that is surely right where no category alone is: ``dog (Shih-Tzu 41 %, Lhasa 38 %)``.

    Attributes:
        group: The most specific one that is sure.
        probability: Of all its categories together (0..1).
        predictions: Those of the most probable categories that belong to it, best first, down to 1 %.
    """

    group: Group
    probability: float
    predictions: Sequence[Prediction]


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
class Judgement:
    """What a person says of a photo: what it shows, or only what it does not show.

    Attributes:
        category: What it shows, whether a model knows that category or not.
        rejected: A model's answer that is wrong, where nobody said what is right.
    """

    category: str | None = None
    rejected: str | None = None


@dataclass(frozen=True, slots=True)
class Classification:
    """What a model sees in one photo.

    Attributes:
        path: The photo.
        model: Name of the model.
        predictions: The most probable categories, best first.
        timings: What it took.
        device: What computed it.
        truth: What a person said it shows, or else the model's category that a folder of the photo is named like;
            None where there is neither.
        is_unsure: Whether the confidence in the best category is below the model's threshold.
        novelty: How far the photo is from what the model knows: 1 is usual for photos of its categories. None where
            the model does not say it.
        is_novel: Whether that is so far that the photo belongs to none of the categories. Apart from `is_unsure`, which
            is about which of them it belongs to.
        is_escalated: Whether the second model of a cascade gave the answer.
        warning: What could not be read of the photo; None where nothing is missing.
        group: What the best categories have in common, where that is sure and none of them is.
        truth_japanese: The name of `truth` in Japanese, where it has one.
        judgement: What a person said of the photo, of its content: under any name and for any model.
        taken: When the photo was taken, by the camera's clock; None where the file does not say.
    """

    path: Path
    model: str
    predictions: Sequence[Prediction]
    timings: Timings
    device: Device
    truth: str | None = None
    is_unsure: bool = False
    is_escalated: bool = False
    warning: Text | None = None
    novelty: float | None = None
    is_novel: bool = False
    group: GroupAnswer | None = None
    truth_japanese: str = ""
    judgement: Judgement | None = None
    taken: datetime | None = None

    def name_of(self, category: str, language: Language) -> str:
        """What people call one of the categories that this answer knows of in a language."""
        if language == "ja" and category == self.truth and self.truth_japanese:
            return self.truth_japanese
        found = (prediction for prediction in self.predictions if prediction.category == category)
        return next((prediction.name_in(language) for prediction in found), category)

    @property
    def correct(self) -> bool | None:
        """Whether the top category is the true one; None where the truth is unknown."""
        if self.judgement and self.judgement.rejected == self.predictions[0].category:
            return False
        return None if self.truth is None else self.predictions[0].category == self.truth


@dataclass(frozen=True, slots=True)
class PhotoFailed:
    """A photo that could not be read, and why."""

    path: Path
    error: EngineError


@dataclass(frozen=True, slots=True)
class BackendReady:
    """The model is loaded and warm; the first photo is next.

    Attributes:
        model: Its name.
        device: What computes.
        is_new: Whether it was loaded for this call, so that the first photo may take longer than the others.
        why: Why this device computes, where there is a choice.
    """

    model: str
    device: Device
    is_new: bool = False
    why: Text | None = None


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
        novel: How many photos belong to none of the model's categories; None where the model does not say it.
    """

    photos: int
    failed: int
    seconds: float
    latency_p50: float | None
    latency_p95: float | None
    accuracy: float | None
    with_truth: int
    novel: int | None = None

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
