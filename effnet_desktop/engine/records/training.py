"""What a training tells, and what it leaves."""

from dataclasses import dataclass
from pathlib import Path

from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.records.evaluation import Evaluation, NoveltyEvaluation
from effnet_desktop.engine.records.folders import Dataset, FolderListed
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.models import FineTuneConfig, Inheritance, Preset, TrainedModel

SAVING = "Saving {name}"
"""Template of the step that ends every training."""


WORTH_SAYING = 0.0005  # of accuracy


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
    """A validation photo that the new model takes for something else; for its novelty see `Classification`."""

    path: Path
    truth: str
    predicted: str
    probability: float
    novelty: float | None = None


@dataclass(frozen=True, slots=True)
class RightAnswer:
    """A validation photo whose category the new model knows; for its novelty see `Classification`."""

    path: Path
    category: str
    probability: float
    novelty: float | None = None


@dataclass(frozen=True, slots=True)
class AtBothThresholds:
    """What the thresholds of confidence and of novelty do together, counted.

    Attributes:
        novel: Validation photos that would be said to belong to no category.
        unsure: Others that would be called unsure.
        sure: The rest.
        right: How many of the rest are right.
        others_accepted: Photos of no category that would be given one, unsure or not.
        others: How many of these there are.
    """

    novel: int
    unsure: int
    sure: int
    right: int
    others_accepted: int
    others: int


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """How right a head is that has learnt from so many photos.

    Attributes:
        photos: How many photos it has learnt from.
        acc1: Share of right answers on the validation photos (0..1), or what is expected of it.
        ci95: Its 95 % interval.
    """

    photos: int
    acc1: float
    ci95: tuple[float, float]


@dataclass(frozen=True, slots=True)
class MorePhotos:
    """What more photos of one category would bring.

    Attributes:
        category: Its name.
        photos: How many it has to learn from.
        more: How many more.
        gain: Expected gain in accuracy (0..1) over all photos.
        ci95: Its 95 % interval.
    """

    category: str
    photos: int
    more: int
    gain: float
    ci95: tuple[float, float]


@dataclass(frozen=True, slots=True)
class LearningCurve:
    """Accuracy against the number of photos: heads on nested parts of them, as *Quick* fits them.

    Attributes:
        measured: From few photos to all of them.
        expected: How it will probably go on.
        categories: What more photos of each category would bring, the most helpful first.
    """

    measured: tuple[CurvePoint, ...]
    expected: tuple[CurvePoint, ...]
    categories: tuple[MorePhotos, ...]

    @property
    def most_helpful(self) -> MorePhotos | None:
        """The category of which more photos would help most; None where those of any one would hardly help."""
        best = max(self.categories, key=lambda more: more.gain, default=None)
        return best if best and best.gain >= WORTH_SAYING else None


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
        novelty: How well photos of no category are told; None in the reports of the first version.
        other_scores: Novelty of the photos of no category.
        learning_curve: How many more photos would help, and where; None in the reports of the first version, and where
            the network itself had been trained on the photos before.
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
    novelty: NoveltyEvaluation | None = None
    other_scores: tuple[float, ...] = ()
    learning_curve: LearningCurve | None = None

    def count_at(self, confidence: float, novelty: float) -> AtBothThresholds:
        """Counts what two thresholds do to the photos that were measured on.

        Args:
            confidence: Below it, a photo is unsure.
            novelty: Above it, a photo belongs to no category; see `NoveltyScale.threshold`.
        """
        photos = [(photo.probability, photo.novelty or 0.0, True) for photo in self.right]
        photos += [(photo.probability, photo.novelty or 0.0, False) for photo in self.mistakes]
        known = [(sure, is_right) for sure, novel, is_right in photos if novel <= novelty]
        sure = [is_right for probability, is_right in known if probability >= confidence]
        return AtBothThresholds(
            novel=len(photos) - len(known),
            unsure=len(known) - len(sure),
            sure=len(sure),
            right=sum(sure),
            others_accepted=sum(score <= novelty for score in self.other_scores),
            others=len(self.other_scores),
        )


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
