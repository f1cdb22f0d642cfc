"""What a process of its own is given to train."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.records.devices import DeviceKind
from effnet_desktop.engine.records.models import FineTuneConfig, ModelInfo
from effnet_desktop.engine.training.recipes import Recipe, recipe_of
from effnet_desktop.engine.training.run_folder import Run, RunPhotos
from effnet_desktop.engine.variants import Variant

Answers = dict[Path, tuple[NDArray[np.float32], NDArray[np.float32]]]
"""What a network says of photos: logits (C,) and features (D,) of each."""


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that `train` needs.

    Attributes:
        variant: The network.
        weights: Its ImageNet weights.
        recipe: How deep and how long.
        categories: How many.
        head_weight: The fitted head to begin with, (categories, D).
        head_bias: (categories,).
        head_val_acc1: Its validation accuracy, which an epoch has to beat.
        train: Paths and categories of the training photos.
        val: Those of the validation photos.
        seed: Of the augmentation and the order.
        folder: For the activations and the checkpoints.
        fingerprint: Of the data; a checkpoint of other data is not resumed.
        device: What computes.
    """

    variant: Variant
    weights: Path
    recipe: Recipe
    categories: int
    head_weight: NDArray[np.float32]
    head_bias: NDArray[np.float32]
    head_val_acc1: float
    train: tuple[tuple[Path, int], ...]
    val: tuple[tuple[Path, int], ...]
    seed: int
    folder: Path
    fingerprint: str
    device: DeviceKind = "cpu"


def make_job(
    config: FineTuneConfig,
    info: ModelInfo,
    run: Run,
    photos: RunPhotos,
    head_weight: NDArray[np.float32],
    head_bias: NDArray[np.float32],
    folder: Path,
    device: DeviceKind,
) -> Job:
    """What is to be trained for a run."""
    assert info.path is not None
    return Job(
        variant=info.variant,
        weights=info.path,
        recipe=recipe_of(config, run.is_whole),
        categories=len(run.categories),
        head_weight=head_weight,
        head_bias=head_bias,
        head_val_acc1=run.val_acc1,
        train=photos.split("train"),
        val=photos.split("val"),
        seed=config.seed,
        folder=folder,
        fingerprint=run.fingerprint,
        device=device,
    )


class MissingPhotos:
    """The photos of a job that cannot be read any more: the training goes on without them."""

    def __init__(self, job: Job) -> None:
        self._categories = dict(job.train)
        self._may_go = {category: count // 2 for category, count in Counter(self._categories.values()).items()}
        self._val = len(job.val)
        self._told: set[Path] = set()

    def tell(self, photo: PhotoFailed) -> Iterator[PhotoFailed]:
        """Tells of a photo, once.

        Raises:
            ModelError: More than half of its category's training photos are missing now, or all validation photos.
        """
        if photo.path in self._told:
            return
        self._told.add(photo.path)
        yield photo
        why = "They may have been moved or deleted meanwhile."
        category = self._categories.get(photo.path)
        if category is None:
            self._val -= 1
            if not self._val:
                raise ModelError("None of the photos to measure on could be read.", why)
        else:
            self._may_go[category] -= 1
            if self._may_go[category] < 0:
                raise ModelError(
                    "More than half of the photos of one category could not be read, such as {path}.",
                    why,
                    path=photo.path,
                )


@dataclass(frozen=True, slots=True)
class StepTimes:
    """Seconds on this machine.

    Attributes:
        view: One augmented view through the frozen layers; where all layers are trained, of decoding a photo, once.
        step: One training step of `BATCH` photos through the others.
    """

    view: float
    step: float
