"""How well a model does."""

from dataclasses import dataclass
from pathlib import Path

from effnet_desktop.engine.records.folders import LeftOut


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
class NoveltyEvaluation:
    """How well photos of no category are told from those of the categories; nearly alike ones are told less surely.

    Attributes:
        own_photos: Photos of the categories that were judged.
        own_kept: Share of these (0..1) that keep a category.
        others: Photos of no category that were judged.
        others_accepted: Share of these that were given a category all the same; None without one.
        others_accepted_ci95: Its 95 % interval (Wilson).
        auroc: How often a photo of no category is the more novel one of such a pair (0.5 by chance, 1 always); None
            without one.
    """

    own_photos: int
    own_kept: float
    others: int
    others_accepted: float | None = None
    others_accepted_ci95: tuple[float, float] | None = None
    auroc: float | None = None


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """What a model's threshold means on a folder.

    Attributes:
        confidence: 0..1.
        accuracy: Share of right answers among photos at or above it; None where there is no such photo.
        coverage: Share of photos at or above it.
    """

    confidence: float
    accuracy: float | None
    coverage: float


@dataclass(frozen=True, slots=True)
class FolderEvaluation:
    """A model measured on a folder.

    Attributes:
        evaluation: On the photos whose folder is named like a category; only categories that occur are listed.
        threshold: What the model's threshold means there; None where no photo is unsure.
        folder: What was measured on: of a folder with a split of its own, the part to measure on.
        unreadable: Photos and folders that could not be read.
        unknown: Folders that are named like none of the model's categories, or like several.
        left_out: What the search passed over.
        novelty: How well photos of the unknown folders are told from those of the categories; None for a model that
            does not tell.
    """

    evaluation: Evaluation
    threshold: AtThreshold | None
    folder: Path
    unreadable: tuple[Path, ...]
    unknown: tuple[str, ...]
    left_out: LeftOut
    novelty: NoveltyEvaluation | None = None
