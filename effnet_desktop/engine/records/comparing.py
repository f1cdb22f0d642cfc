"""Models side by side."""

from dataclasses import dataclass
from pathlib import Path

from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.records.classifying import Language, PhotoFailed
from effnet_desktop.engine.records.devices import Device, DeviceChoice, Precision
from effnet_desktop.engine.records.folders import FolderListed
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.variants import Variant


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Speed of one model on this machine: medians in milliseconds, all from one run.

    Attributes:
        model: Name of the model.
        device: What computed.
        untrained: True where the weights are absent and random ones were timed.
        model_ms: One photo's picture through this app's backend, which centres it, too.
        bare_ms: A tensor that is centred already, through the backend's own library called in a loop.
        eager_ms: The same through plain eager PyTorch on the CPU.
        photo_ms: A 12-megapixel JPEG from file to answer.
        plain_photo_ms: The same the plain way: full decode, torchvision's transforms, eager PyTorch.
        folder_photos_per_second: Throughput over a folder of such photos.
        plain_folder_photos_per_second: The same the plain way.
    """

    model: str
    device: Device
    untrained: bool
    model_ms: float
    bare_ms: float
    eager_ms: float
    photo_ms: float
    plain_photo_ms: float
    folder_photos_per_second: float
    plain_folder_photos_per_second: float


@dataclass(frozen=True, slots=True)
class CompareConfig:
    """What to compare.

    Attributes:
        paths: Photos and folders (recursive).
        models: Names of known models; those without weights are measured for latency alone.
        fit_head: Whether each network gets a quick head on the folder's training split, and is compared on its
            validation split.
        seed: Of that split.
        device: What computes.
        precision: In which number format.
    """

    paths: tuple[Path, ...]
    models: tuple[str, ...]
    fit_head: bool = False
    seed: int = 0
    device: DeviceChoice = "auto"
    precision: Precision = "auto"


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds: the median and the 95th percentile over photos."""

    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class ModelMeasured:
    """One model of a comparison, measured on the photos that have been seen so far.

    Attributes:
        model: Name of the model.
        variant: Its network: phi, resolution and the rest.
        untrained: Whether its weights are absent and random ones were timed: latency only.
        photos: Photos that it has seen.
        with_truth: Those of them whose category is known and is one of the model's.
        acc1: Share of right answers among these (0..1); None without one.
        acc1_ci95: Its 95 % interval (Wilson); None without one.
        agreement: Share of photos that it answers like the largest model (0..1); None for untrained ones.
        latency: From file to answer, one photo at a time.
        decode: Its part of reading the file.
        preprocess: Its part of resizing.
        inference: Its part of the network.
        photos_per_second: Throughput of a long list in Classify, where photos are decoded ahead and, on a CPU, several
            are computed at a time if that is faster; None until it is measured.
        params: Parameters of the network as it is used.
        madds: Multiply-adds of the network for one photo.
        peak_memory_mb: The most memory that a process of its own took to load it and answer one photo, in MB (10^6
            bytes); on a GPU, that of the GPU. None until it is measured.
        is_pareto: Whether no other model is at least as right and as fast, and better in one of the two.
        agrees_with: Empty where the models of the comparison are judged by accuracy. Where no truth is known, the
            largest model, by the agreement with which they are judged instead.
    """

    model: str
    variant: Variant
    untrained: bool
    photos: int
    with_truth: int
    acc1: float | None
    acc1_ci95: tuple[float, float] | None
    agreement: float | None
    latency: Spread
    decode: Spread
    preprocess: Spread
    inference: Spread
    photos_per_second: float | None
    params: int
    madds: int
    peak_memory_mb: float | None
    is_pareto: bool
    agrees_with: str = ""

    @property
    def score(self) -> float | None:
        """What the model is judged by (0..1): accuracy, else agreement; None for one that is timed alone."""
        return self.agreement if self.agrees_with else self.acc1

    @property
    def score_ci95(self) -> tuple[float, float] | None:
        """Its 95 % interval, where it is the accuracy."""
        return None if self.agrees_with else self.acc1_ci95


@dataclass(frozen=True, slots=True)
class Answer:
    """What one model said of one photo.

    Attributes:
        category: The most probable one.
        probability: Of it (0..1).
        is_correct: None where the truth is unknown.
        milliseconds: From file to answer.
        japanese: The category's name in Japanese; empty for one that a user has named.
        truth: The category that is right; None where that is unknown.
        is_novel: Whether the photo belongs to none of the model's categories; a pair passes it on.
    """

    category: str
    probability: float
    is_correct: bool | None
    milliseconds: float
    japanese: str = ""
    truth: str | None = None
    is_novel: bool = False

    def name_in(self, language: Language) -> str:
        """What people call the category in a language."""
        return self.japanese if language == "ja" and self.japanese else self.category


@dataclass(frozen=True, slots=True)
class Comparison:
    """Models measured side by side.

    Attributes:
        models: Smallest first (by multiply-adds).
        photos: The photos that were measured, in order.
        answers: One tuple a model, one answer a photo; empty for untrained models.
        unreadable: Photos and folders that could not be read.
        reference: The largest trained model, which the others' agreement refers to; empty where there is none.
        fit_head: Whether the networks got heads of their own.
        device: What computed.
        seconds: What it took.
    """

    models: tuple[ModelMeasured, ...]
    photos: tuple[Path, ...]
    answers: tuple[tuple[Answer, ...], ...]
    unreadable: tuple[PhotoFailed, ...]
    reference: str
    fit_head: bool
    device: Device
    seconds: float

    @property
    def has_truth(self) -> bool:
        """Whether models are compared by accuracy; otherwise by agreement with the reference."""
        return any(model.with_truth for model in self.models)


@dataclass(frozen=True, slots=True)
class EarlierComparison:
    """A comparison that was kept, as a list shows it.

    Attributes:
        name: What it is kept under.
        finished: When it was finished, in seconds since 1970.
        paths: Photos and folders that were compared on.
        photos: How many photos that were.
        models: Names of the models, smallest first.
    """

    name: str
    finished: float
    paths: tuple[Path, ...]
    photos: int
    models: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptComparison:
    """A comparison that was kept; `name` and `finished` are those of its `EarlierComparison`."""

    name: str
    finished: float
    config: CompareConfig
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Budget:
    """What a model may cost, or has to reach; None where it does not matter.

    Attributes:
        milliseconds: Median latency of one photo.
        photos_per_minute: Throughput.
        memory_mb: Peak memory.
        accuracy: Share of right answers (0..1), or of agreement where no truth is known; the fastest model that
            reaches it is picked instead of the most accurate one that fits.
    """

    milliseconds: float | None = None
    photos_per_minute: float | None = None
    memory_mb: float | None = None
    accuracy: float | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """The model for a budget.

    Attributes:
        model: Its name; None where none fits.
        why: In a sentence or two, with the margin.
    """

    model: str | None
    why: Text


@dataclass(frozen=True, slots=True)
class PairedComparison:
    """What the answers of two models to the same photos mean.

    Attributes:
        smaller: Name of the model that needs less computing.
        bigger: Name of the other one.
        photos: On how many photos both were judged; where both were on none, how many both have answered.
        fixed: How many of these only the bigger one gets right.
        broken: How many only the smaller one gets right.
        p_value: How probable such a difference would be by chance (McNemar's exact test, two-sided, 0..1); None where
            no truth is known.
        time_ratio: Median latency of the bigger one, as a multiple of the smaller one's.
        sentence: All this in one sentence.
    """

    smaller: str
    bigger: str
    photos: int
    fixed: int
    broken: int
    p_value: float | None
    time_ratio: float
    sentence: Text


@dataclass(frozen=True, slots=True)
class Difference:
    """What a bigger model buys: photos on which two models differ.

    Attributes:
        fixed: Places (in `Comparison.photos`) that the smaller model gets wrong and the bigger one right.
        broken: The reverse.
        changed: Where the truth is unknown: places at which their answers differ.
        paired: What that means; None for a model and itself.
    """

    fixed: tuple[int, ...]
    broken: tuple[int, ...]
    changed: tuple[int, ...]
    paired: PairedComparison | None


@dataclass(frozen=True, slots=True)
class CascadePoint:
    """Two models in a row: the second one answers what the first is less sure of than a threshold.

    Attributes:
        threshold: Confidence (0..1) of the first model below which the second is asked.
        escalated: Share of photos that the second one answers (0..1).
        acc1: Share of right answers (0..1), or of agreement with the reference where no truth is known.
        acc1_ci95: Its 95 % interval (Wilson).
        latency: From file to answer.
        mean_ms: Mean of the same in milliseconds.
    """

    threshold: float
    escalated: float
    acc1: float
    acc1_ci95: tuple[float, float]
    latency: Spread
    mean_ms: float


@dataclass(frozen=True, slots=True)
class CascadeCurve:
    """What two models in a row give at each threshold.

    Attributes:
        points: In order of their thresholds, measured on the second part of the photos.
        best: Place among them of the threshold that is the most accurate on the first part.
        chosen_on: Photos of the first part that count for accuracy.
        measured_on: Those of the second part.
        is_independent: Whether the two parts have no photo in common; where there are too few to divide, both are all.
        alone: Mean latency in milliseconds and `acc1` of each model by itself, on the second part.
    """

    points: tuple[CascadePoint, ...]
    best: int
    chosen_on: int
    measured_on: int
    is_independent: bool
    alone: tuple[tuple[float, float], tuple[float, float]]


ComparingEvent = Progress | Notice | FolderListed | ModelMeasured
