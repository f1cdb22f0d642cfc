"""Models, and what is to be trained."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from effnet_desktop.engine.records.devices import DeviceChoice
from effnet_desktop.engine.scaling import Scaling
from effnet_desktop.engine.variants import Variant

NOT_IN_NAMES = '/\\:*?"<>|'
"""Letters that a model's name may not hold, since it is a folder's name on some system."""


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
        name: Name of the new model; None for one made of the folder's: see `model_name`.
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
    scaling: Scaling | None = None

    @property
    def model_name(self) -> str:
        """What the new model will be called: `name`, else the folder's name without what a model's may not hold."""
        if self.name:
            return self.name
        folder = os.path.basename(os.path.abspath(self.folder))
        return "".join(letter for letter in folder if letter not in NOT_IN_NAMES).strip(" .")


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
    scaling: Scaling | None = None
    inherited: Inheritance | None = None
    seed: int = 0


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
