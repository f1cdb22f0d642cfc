"""Models, and what is to be trained."""

import math
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from effnet_desktop.engine.chance import measured
from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.records.devices import DeviceChoice
from effnet_desktop.engine.scaling import Scaling
from effnet_desktop.engine.variants import Variant

NOT_IN_NAMES = frozenset('/\\:*?"<>|').union(
    *(map(chr, range(first, last + 1)) for first, last in (
        (0x00, 0x1F), (0x7F, 0x9F), (0x2028, 0x2029), (0x202A, 0x202E), (0x2066, 0x2069), (0xD800, 0xDFFF)
    ))
)  # fmt: skip
"""Letters that a model's name may not hold: it is a folder's name on some system, and a part of lines that are read.

The ranges are controls, separators of lines, what turns the direction of reading, and bytes that are no Unicode.
"""

_PART_OF_DATA = re.compile(
    r"(train(ing)?|val(id(ation)?)?|test(ing)?|dev|eval(uation)?|学習|訓練|検証|評価|テスト|試験|训练|验证|测试)"
    r"([\W_\d]*(set|data|images|photos|用|セット|データ|画像|写真|集))*[\W_\d]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model and whether it can be used now.

    Attributes:
        name: What the command line calls it.
        variant: Its network.
        state: ``packaged`` (came with the app), ``installed`` (downloaded or imported), ``trained``, ``cascade`` (a
            pair of others), ``broken`` (made here, but it cannot be used) or ``absent``.
        path: The weights' file; None if absent, the record's file of a cascade, the folder of a broken model.
        trained: What a model that was trained here knows; None for ImageNet's.
        cascade: The pair that a cascade consists of; its `variant` is that of the first.
        problem: Why a broken model cannot be used; its `variant` says nothing.
    """

    name: str
    variant: Variant
    state: Literal["packaged", "installed", "trained", "cascade", "broken", "absent"]
    path: Path | None
    trained: "TrainedModel | None" = None
    cascade: "Cascade | None" = None
    problem: ModelError | None = None

    @property
    def is_installed(self) -> bool:
        """Whether photos can be classified with it now."""
        return self.state not in ("broken", "absent")

    @property
    def acc1(self) -> float | None:
        """Top-1 accuracy in percent: measured here, or published for ImageNet; None where nothing was measured."""
        if not self.trained:
            return self.variant.acc1
        share = measured(self.trained.acc1, self.trained.acc1_ci95)
        return None if share is None else 100 * share

    @property
    def temperature(self) -> float:
        """Divides the logits, so that confidences mean what they say; 1 where that was not measured."""
        known = self.trained or self.variant.calibration
        return known.temperature if known else 1.0

    @property
    def threshold(self) -> float:
        """Below this confidence (0..1, after the temperature) a photo is *Unsure*; 0 where it never is."""
        known = self.trained or self.variant.calibration
        return known.threshold if known else 0.0


@dataclass(frozen=True, slots=True)
class EarlierModel:
    """The version of a model before the present one, or before it was removed; it can be brought back.

    Attributes:
        name: Of the model.
        size: What it takes on the disk, in bytes.
    """

    name: str
    size: int


Preset = Literal["quick", "balanced", "best"]

SplitBy = Literal["photo", "folder", "camera", "day"]
"""What is kept to measure on: single photos, or all of a folder inside the categories, a camera or a day."""


@dataclass(frozen=True, slots=True)
class FineTuneConfig:
    """What to train.

    Attributes:
        folder: A folder of category folders.
        model: Name of the installed model to start from.
        preset: ``quick`` fits the head alone; ``balanced`` and ``best`` go on with the deeper layers.
        epochs: Epochs for the deeper layers; None for the preset's own number.
        seed: Of the split, the augmentation and the order of the photos.
        name: Name of the new model; None for one made of the folder's: see `model_name`.
        resume: Whether to go on where an interrupted training of that name stopped.
        device: What trains the deeper layers.
        scaling: The user's own scaling, trained with all its layers; `model` does not count then. None trains `model`.
        replace: Whether the new model may take the place of one that was made from something else.
        not_categories: Names of folders whose photos belong to no category: they are measured on, not learnt as one.
            None for folders called ``other`` and the like, as long as two categories are left; that is said.
        labels: A CSV file of photos and their categories, which then need no folders; None for category folders.
        split_by: What is kept to measure on.
        burst_seconds: Photos that one camera took within so many seconds of each other stay on one side.
    """

    folder: Path
    model: str = "lite0"
    preset: Preset = "balanced"
    epochs: int | None = None
    seed: int = 0
    name: str | None = None
    resume: bool = False
    device: DeviceChoice = "auto"
    scaling: Scaling | None = None
    replace: bool = False
    not_categories: tuple[str, ...] | None = None
    labels: Path | None = None
    split_by: SplitBy = "photo"
    burst_seconds: float = 2.0

    @property
    def model_name(self) -> str:
        """What the new model will be called: `name`, else the folder's name without what a model's may not hold.

        A folder called *train* or the like does not say what is in it; the one around it does.
        """
        if self.name:
            return self.name
        folder = Path(os.path.abspath(self.folder))
        telling = (
            part.name for part in (folder, *folder.parents) if part.name and not _PART_OF_DATA.fullmatch(part.name)
        )
        name = next(telling, folder.name)
        return "".join(letter for letter in name if letter not in NOT_IN_NAMES).strip(" .")


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


KEPT = 0.95


@dataclass(frozen=True, slots=True)
class NoveltyScale:
    """When a trained model says that a photo belongs to none of its categories.

    Any share of its own photos can be kept without fitting anything anew.

    Attributes:
        own_scores: Novelty of photos of its categories that it never saw, ascending; quantiles, evenly spaced from the
            least to the largest, where there were more.
        photos: How many photos that were.
        kept: Share of such photos (0..1) that are to keep a category.
    """

    own_scores: tuple[float, ...]
    photos: int
    kept: float = KEPT

    def threshold(self, kept: float | None = None) -> float:
        """The novelty above which a photo belongs to no category; infinite where all are to be kept.

        It is the score of such a rank that a new photo of a category keeps it as often as asked for (conformal
        prediction). What the largest score cannot promise is not promised: with few photos, it is taken.

        Args:
            kept: Share of photos of its categories (0..1); None for the model's own.
        """
        kept = self.kept if kept is None else kept
        if kept >= 1:
            return math.inf
        rank = min(math.ceil((self.photos + 1) * max(kept, 0.0)), self.photos)
        place = math.ceil(max(rank - 1, 0) * (len(self.own_scores) - 1) / max(self.photos - 1, 1))
        return self.own_scores[place]


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
        acc1: Validation accuracy (0..1); see `measured`.
        acc1_ci95: Its 95 % interval; all of 0..1 where there was nothing to measure on.
        photos: Photos trained and measured on.
        scaling: The user's own scaling of the network; None for a published variant's.
        inherited: Where the weights of such a network came from.
        seed: Of the split, so that photos that were learnt are never measured on.
        novelty: When a photo belongs to none of the categories; None for a model that does not say it, as those of the
            first version and of very few photos.
        not_categories: See `FineTuneConfig`.
        labels: The CSV file that gave the categories; None where folders did.
        split_by: What was kept to measure on; `acc1` is of folders, cameras or days that were never learnt.
        burst_seconds: Photos that one camera took within so many seconds of each other were on one side.
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
    scaling: Scaling | None = None
    inherited: Inheritance | None = None
    seed: int = 0
    novelty: NoveltyScale | None = None
    not_categories: tuple[str, ...] | None = None
    labels: Path | None = None
    split_by: SplitBy = "photo"
    burst_seconds: float = 2.0


@dataclass(frozen=True, slots=True)
class Cascade:
    """A saved pair of models.

    Attributes:
        name: Its name.
        first: Name of the model that is asked first.
        second: Name of the one that answers what the first is not sure of.
        threshold: Confidence (0..1) of the first below which the second is asked.
        temperature: That of a published first model when the threshold was chosen, so that the threshold goes on
            meaning the same: pairs that the first version saved know none, and mean confidences as they were then. A
            first model that was trained here has its own, whichever stands here.
    """

    name: str
    first: str
    second: str
    threshold: float
    temperature: float = 1.0
