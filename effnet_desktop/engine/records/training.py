"""What a training tells, and what it leaves."""

from dataclasses import dataclass
from pathlib import Path

from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.records.evaluation import Evaluation
from effnet_desktop.engine.records.folders import Dataset, FolderListed
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.models import FineTuneConfig, Inheritance, Preset, TrainedModel

SAVING = "Saving {name}"
"""Template of the step that ends every training."""


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


@dataclass(frozen=True, slots=True)
class TrainingEstimate:
    """How long each preset will take.

    Attributes:
        seconds: By preset.
        assumption: What it rests on.
    """

    seconds: dict[Preset, float]
    assumption: Text


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
class RightAnswer:
    """A validation photo whose category the new model knows."""

    path: Path
    category: str
    probability: float


@dataclass(frozen=True, slots=True)
class KnownSites:
    """How right a model is on new photos of the folders, cameras or days that it has learnt from.

    Attributes:
        acc1: Share of right answers (0..1).
        acc1_ci95: Its 95 % interval; all of 0..1 where there was nothing to measure on.
        photos: How many were measured on.
    """

    acc1: float
    acc1_ci95: tuple[float, float]
    photos: int


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
        right: Every right answer on the validation photos, the least confident first; empty in the reports of the first
            version.
        known_sites: Of a model that was measured on whole folders, cameras or days (which `evaluation` is about): how
            right it is on those it knows.
        tells_unsure: Whether the validation photos told below which confidence a photo is *Unsure*; where they did
            not, none is.
    """

    evaluation: Evaluation
    mistakes: tuple[Mistake, ...]
    suspects: tuple[Suspect, ...]
    unreadable: tuple[Path, ...]
    photos: int
    seconds: float
    right: tuple[RightAnswer, ...] = ()
    tells_unsure: bool = True
    known_sites: KnownSites | None = None


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


TrainingEvent = (
    Progress | Notice | FolderListed | Dataset | Inheritance | FeaturesExtracted | HeadFitted | EpochFinished
)
