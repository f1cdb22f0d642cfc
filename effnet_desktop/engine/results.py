"""What the engine hands out: frozen records, safe to pass between threads.

A long verb of the engine is a generator: it yields `Progress`, `Notice` and the records of its own, and returns the
last one named in its docstring.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from effnet_desktop.engine.errors import EngineError
from effnet_desktop.engine.variants import Variant

if TYPE_CHECKING:
    from effnet_desktop.engine.scaling import Scaling

DeviceKind = Literal["cpu", "cuda", "rocm", "xpu", "mps"]
DeviceChoice = Literal["auto", "cpu", "cuda", "rocm", "xpu", "mps"]
Precision = Literal["auto", "f32", "fast"]
Fit = Literal["crop", "letterbox"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step has come.

    Attributes:
        step: What is being done, a template in the present tense with ``{name}`` places for `values`.
        done: Units done.
        total: Units in all; None while that is unknown.
        unit: ``photos``, ``bytes`` or nothing.
        values: What fills the places of `step`.
    """

    step: str
    done: int = 0
    total: int | None = None
    unit: str = ""
    values: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the user should know although the work goes on, such as a fallback to the CPU."""

    message: str
    values: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return self.message.format(**dict(self.values))


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
    reasons: tuple[Notice, ...]


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
        truth: The model's category that the photo's folder is named like; None where there is none.
        is_unsure: Whether the confidence is below the model's threshold; only models trained here have one.
        is_escalated: Whether the second model of a cascade gave the answer.
    """

    path: Path
    model: str
    predictions: tuple[Prediction, ...]
    timings: Timings
    device: Device
    truth: str | None = None
    is_unsure: bool = False
    is_escalated: bool = False

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
class Summary:
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


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model and whether it can be used now.

    Attributes:
        name: What the command line calls it.
        variant: Its network.
        state: ``packaged`` (came with the app), ``installed`` (downloaded or imported), ``trained``, ``cascade`` (a
            pair of others) or ``absent``.
        path: The weights' file; None if absent, the record's file of a cascade.
        trained: What a model that was trained here knows; None for ImageNet's.
        cascade: The pair that a cascade consists of; its `variant` is that of the first.
    """

    name: str
    variant: Variant
    state: Literal["packaged", "installed", "trained", "cascade", "absent"]
    path: Path | None
    trained: "TrainedModel | None" = None
    cascade: "Cascade | None" = None

    @property
    def is_installed(self) -> bool:
        """Whether photos can be classified with it now."""
        return self.state != "absent"

    @property
    def acc1(self) -> float:
        """Top-1 accuracy in percent: measured here, or published for ImageNet."""
        return 100 * self.trained.acc1 if self.trained else self.variant.acc1 or 0.0


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Speed of one model on this machine: medians in milliseconds, all from one run.

    Attributes:
        model: Name of the model.
        device: What computed.
        untrained: True where the weights are absent and random ones were timed.
        model_ms: One photo's tensor through this app's backend.
        bare_ms: The same through the backend's own library called in a loop.
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


# Training


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """A category of a training folder: its name, how many photos it has, and a few of them."""

    name: str
    photos: int
    samples: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class FolderListed:
    """What a folder holds by its names alone; known at once, before any photo is read."""

    folder: Path
    categories: tuple[CategoryCount, ...]
    has_own_split: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a training folder, in plain words.

    Attributes:
        message: What it is.
        is_fatal: Whether training cannot start.
        paths: The photos or folders that it is about, as far as there are any.
    """

    message: Notice
    is_fatal: bool = False
    paths: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelledPhoto:
    """A readable photo of a training set.

    Attributes:
        path: The photo.
        category: Index of its category.
        split: ``train``, or ``val`` for measuring.
        group: Number of its group of near-duplicates (a burst); a group is never divided between the splits.
        digest: BLAKE2b of the file's content, in hexadecimal digits.
    """

    path: Path
    category: int
    split: Literal["train", "val"]
    group: int
    digest: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """A folder of category folders, read and checked.

    Attributes:
        folder: The folder.
        categories: Names, in the order of the indices.
        photos: Every readable photo, in order of path; exact copies but one are left out.
        unreadable: Photos that cannot be read, and why.
        copies: Groups of files with the same content; the first of each is in `photos`.
        has_own_split: Whether the folder brings ``train`` and ``val`` folders of its own.
        problems: What is wrong, worst first.
        fingerprint: Hash of contents, categories and splits: equal sets of photos have equal ones.
    """

    folder: Path
    categories: tuple[str, ...]
    photos: tuple[LabelledPhoto, ...]
    unreadable: tuple[PhotoFailed, ...]
    copies: tuple[tuple[Path, ...], ...]
    has_own_split: bool
    problems: tuple[Problem, ...]
    fingerprint: str

    @property
    def can_train(self) -> bool:
        """Whether nothing fatal is wrong."""
        return not any(problem.is_fatal for problem in self.problems)


@dataclass(frozen=True, slots=True)
class CategoryMetrics:
    """One category's precision, recall and F1 (0..1; 0 where undefined) and its photos in the validation split."""

    category: str
    precision: float
    recall: float
    f1: float
    photos: int


@dataclass(frozen=True, slots=True)
class Threshold:
    """Below this confidence a photo counts as unsure.

    Attributes:
        confidence: 0..1.
        accuracy: Share of right answers among photos at or above it.
        coverage: Share of photos at or above it.
    """

    confidence: float
    accuracy: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well a model does on photos of known category.

    Attributes:
        photos: How many there were.
        acc1: Share of right answers (0..1).
        acc1_ci95: Its 95 % interval (Wilson's score interval).
        categories: Metrics of each category, in the model's order.
        confusion: ``confusion[true][predicted]`` counts.
        ece: Expected calibration error (0..1, 15 equal bins).
        thresholds: Accuracy and coverage at each distinct confidence, ascending; at most 201 of them.
    """

    photos: int
    acc1: float
    acc1_ci95: tuple[float, float]
    categories: tuple[CategoryMetrics, ...]
    confusion: tuple[tuple[int, ...], ...]
    ece: float
    thresholds: tuple[Threshold, ...]


@dataclass(frozen=True, slots=True)
class FolderEvaluation:
    """A model measured on a folder.

    Attributes:
        evaluation: On the photos whose folder is named like a category; only categories that occur are listed.
        threshold: What the model's threshold means there; None for a model without one.
        unreadable: Photos that could not be read.
        unknown: Folders that are named like none of the model's categories.
    """

    evaluation: Evaluation
    threshold: Threshold | None
    unreadable: tuple[Path, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A photo that is probably filed in the wrong category.

    Attributes:
        path: The photo.
        given: The category that it is filed in.
        suggested: The category that the photos of the others say.
        probability: Of the suggested category, from a model that never saw this photo.
        given_probability: Of the given one.
    """

    path: Path
    given: str
    suggested: str
    probability: float
    given_probability: float


Preset = Literal["quick", "balanced", "best"]


@dataclass(frozen=True, slots=True)
class FineTuneConfig:
    """What to train.

    Attributes:
        folder: A folder of category folders.
        model: Name of the installed model to start from.
        preset: ``quick`` fits the head alone; ``balanced`` and ``best`` go on with the deeper layers.
        epochs: Epochs for the deeper layers; None for the preset's own number.
        seed: Of the split, the augmentation and the order of the photos.
        name: Name of the new model; None for the folder's name.
        resume: Whether to go on where an interrupted training of that name stopped.
        device: What trains the deeper layers.
        scaling: The user's own scaling, trained with all its layers; `model` does not count then. None trains `model`.
    """

    folder: Path
    model: str = "lite0"
    preset: Preset = "balanced"
    epochs: int | None = None
    seed: int = 0
    name: str | None = None
    resume: bool = False
    device: DeviceChoice = "auto"
    scaling: "Scaling | None" = None


@dataclass(frozen=True, slots=True)
class Inheritance:
    """Where the first weights of a network of the user's own scaling came from.

    Attributes:
        model: The published variant.
        share: Share of the network's weights (0..1, without the classifier) that are that variant's.
        is_same: Whether the network computes the same as that variant at first, because it is nowhere smaller.
    """

    model: str
    share: float
    is_same: bool


@dataclass(frozen=True, slots=True)
class FeaturesExtracted:
    """The frozen backbone has seen every photo.

    Attributes:
        photos: How many photos have features now.
        from_cache: How many of them were known from before.
        seconds: What it took.
    """

    photos: int
    from_cache: int
    seconds: float


@dataclass(frozen=True, slots=True)
class HeadFitted:
    """The new classifier head is fitted; `seconds` counts from the start of the training."""

    val_acc1: float
    val_acc1_ci95: tuple[float, float]
    seconds: float


@dataclass(frozen=True, slots=True)
class EpochFinished:
    """The deeper layers have seen every photo once more.

    Attributes:
        epoch: Its number, from 1.
        epochs: How many there will be at the most.
        train_loss: Mean loss over the epoch.
        val_loss: Mean loss on the validation photos.
        val_acc1: Share of right answers there (0..1).
        val_acc1_ci95: Its 95 % interval.
        is_best: Whether this is the best model so far, the head alone included.
        photos_per_second: Training photos a second.
        seconds: Since the start of the training.
        epoch_seconds: What this epoch alone took.
    """

    epoch: int
    epochs: int
    train_loss: float
    val_loss: float
    val_acc1: float
    val_acc1_ci95: tuple[float, float]
    is_best: bool
    photos_per_second: float
    seconds: float
    epoch_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Mistake:
    """A validation photo that the new model takes for something else."""

    path: Path
    truth: str
    predicted: str
    probability: float


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What a trained model learnt; kept beside it.

    Attributes:
        evaluation: On the validation photos, after calibration.
        mistakes: Every wrong answer there, the most confident first.
        suspects: Photos that are probably filed wrongly, the surest first.
        unreadable: Photos that were skipped.
        photos: Photos trained on and measured on.
        seconds: What the training took.
    """

    evaluation: Evaluation
    mistakes: tuple[Mistake, ...]
    suspects: tuple[Suspect, ...]
    unreadable: tuple[Path, ...]
    photos: int
    seconds: float


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """What a model trained here knows besides its network.

    Attributes:
        name: Its name.
        categories: Names, in the order of the logits.
        temperature: Divides the logits, so that confidences mean what they say.
        threshold: Below this confidence a photo is *Unsure*; 0 where it never is.
        folder: The folder that it was trained on.
        preset: How it was trained.
        acc1: Validation accuracy (0..1).
        acc1_ci95: Its 95 % interval.
        photos: Photos trained and measured on.
        scaling: The user's own scaling of the network; None for a published variant's.
        inherited: Where the weights of such a network came from.
        backbone: Names everything but the head: it stays when the head alone is fitted anew.
        seed: Of the split, so that photos that were learnt are never measured on.
    """

    name: str
    categories: tuple[str, ...]
    temperature: float
    threshold: float
    folder: Path
    preset: Preset
    acc1: float
    acc1_ci95: tuple[float, float]
    photos: int
    scaling: "Scaling | None" = None
    inherited: Inheritance | None = None
    backbone: str = ""
    seed: int = 0

    def learn_again(self, published: str) -> FineTuneConfig:
        """A training of the head alone, with the user's corrections, which takes seconds.

        Args:
            published: The variant that the model was trained from; a model whose deeper layers were trained, too,
                keeps them.
        """
        has_own_layers = self.preset != "quick" or self.scaling is not None
        model = self.name if has_own_layers else published
        return FineTuneConfig(self.folder, model, "quick", seed=self.seed, name=self.name)


@dataclass(frozen=True, slots=True)
class FineTuned:
    """A training's end: the model is saved and can classify."""

    model: TrainedModel
    report: TrainingReport


@dataclass(frozen=True, slots=True)
class InterruptedTraining:
    """A training that a crash or a stop left unfinished and that can go on."""

    config: FineTuneConfig
    epoch: int
    epochs: int


# Comparing models


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
        photos_per_second: Throughput as in Classify, where photos are decoded ahead; None until it is measured.
        params: Parameters of the network as it is used.
        madds: Multiply-adds of the network for one photo.
        peak_memory_mb: The most memory that a process of its own took to load it and answer one photo, in MB (10^6
            bytes); on a GPU, that of the GPU. None until it is measured.
        is_pareto: Whether no other model is at least as right and as fast, and better in one of the two.
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


@dataclass(frozen=True, slots=True)
class Answer:
    """What one model said of one photo.

    Attributes:
        category: The most probable one.
        probability: Of it (0..1).
        is_correct: None where the truth is unknown.
        milliseconds: From file to answer.
    """

    category: str
    probability: float
    is_correct: bool | None
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Models measured side by side.

    Attributes:
        models: Smallest first (by multiply-adds).
        photos: The photos that were measured, in order.
        answers: One tuple a model, one answer a photo; empty for untrained models.
        unreadable: Photos that could not be read.
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
    why: Notice


@dataclass(frozen=True, slots=True)
class Difference:
    """What a bigger model buys: photos on which two models differ.

    Attributes:
        fixed: Places (in `Comparison.photos`) that the smaller model gets wrong and the bigger one right.
        broken: The reverse.
        changed: Where the truth is unknown: places at which their answers differ.
    """

    fixed: tuple[int, ...]
    broken: tuple[int, ...]
    changed: tuple[int, ...]


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
class Cascade:
    """A saved pair of models.

    Attributes:
        name: Its name.
        first: Name of the model that is asked first.
        second: Name of the one that answers what the first is not sure of.
        threshold: Confidence (0..1) of the first below which the second is asked.
    """

    name: str
    first: str
    second: str
    threshold: float
