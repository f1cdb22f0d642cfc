"""How deep and how long each preset trains, and the job that `upper_layers` is given.

Free of PyTorch, so that the window's process can make a job and hand it to a process of its own.
"""

import dataclasses
import json
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.results import (
    DeviceKind,
    EpochFinished,
    FineTuneConfig,
    Inheritance,
    ModelInfo,
    Notice,
    Preset,
    Progress,
)
from effnet_desktop.engine.variants import Variant

if TYPE_CHECKING:
    from effnet_desktop.engine.fine_tune import Run

BATCH = 32
BEST = "best.safetensors"
CHECKPOINT = "checkpoint.safetensors"


@dataclass(frozen=True, slots=True)
class Recipe:
    """How deep and how long to train.

    Attributes:
        stages: How many of the network's last stages (the head's convolution is one) are trained; None for all.
        views: Augmented views of each photo that are kept; where all stages are trained, each epoch makes its own.
        epochs: At the most.
        head_lr: Learning rate of the classifier; each stage below has `lr_decay` of the one above.
        lr_decay: See there.
    """

    stages: int | None
    views: int
    epochs: int
    head_lr: float
    lr_decay: float


RECIPES: dict[Preset, Recipe] = {
    "balanced": Recipe(stages=2, views=2, epochs=4, head_lr=1e-3, lr_decay=0.5),
    "best": Recipe(stages=3, views=3, epochs=3, head_lr=1e-3, lr_decay=0.5),
}


WHOLE_RECIPES: dict[Preset, Recipe] = {
    "balanced": Recipe(stages=None, views=0, epochs=4, head_lr=3e-4, lr_decay=0.8),
    "best": Recipe(stages=None, views=0, epochs=10, head_lr=3e-4, lr_decay=0.8),
}


SCALED_RECIPES: dict[Preset, Recipe] = {
    "balanced": Recipe(stages=None, views=0, epochs=5, head_lr=3e-4, lr_decay=0.8),
    "best": Recipe(stages=None, views=0, epochs=15, head_lr=3e-4, lr_decay=0.8),
}
"""For a network of the user's own scaling: its inherited weights have to grow together first."""


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


def recipe_of(config: FineTuneConfig, is_whole: bool) -> Recipe:
    """The preset's recipe for what is trained, with the user's own number of epochs.

    Raises:
        ModelError: That number is not 1 or more.
    """
    recipe = (SCALED_RECIPES if config.scaling else WHOLE_RECIPES if is_whole else RECIPES)[config.preset]
    if config.epochs is None:
        return recipe
    if config.epochs < 1:
        raise ModelError("{epochs} epochs cannot be trained.", "Choose 1 or more.", epochs=config.epochs)
    return dataclasses.replace(recipe, epochs=config.epochs)


def make_job(
    config: FineTuneConfig,
    info: ModelInfo,
    run: "Run",
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
        train=run.split("train"),
        val=run.split("val"),
        seed=config.seed,
        folder=folder,
        fingerprint=run.fingerprint,
        device=device,
    )


def train(job: Job) -> Generator[Progress | Notice | EpochFinished, None, None]:
    """Trains the upper layers, or the whole network; imports PyTorch, so run it in a process of its own."""
    started = time.monotonic()
    from effnet_desktop.engine import upper_layers, whole_network

    yield from (whole_network if job.recipe.stages is None else upper_layers).train(job, started)


@dataclass(frozen=True, slots=True)
class StepTimes:
    """Seconds on this machine.

    Attributes:
        view: One augmented view through the frozen layers; where all layers are trained, reading and augmenting alone.
        step: One training step of `BATCH` photos through the others.
    """

    view: float
    step: float


def recipes_for(device: DeviceKind, is_scaled: bool) -> dict[Preset, Recipe]:
    """The recipes of what is trained there."""
    return SCALED_RECIPES if is_scaled else RECIPES if device == "cpu" else WHOLE_RECIPES


def time_steps(
    variant: Variant, weights: Path, categories: int, photo: Path, device: DeviceKind, is_scaled: bool
) -> dict[Preset, StepTimes]:
    """Measures what the recipes cost; imports PyTorch, so run it in a process of its own."""
    from effnet_desktop.engine import upper_layers, whole_network

    recipes = recipes_for(device, is_scaled)
    if all(recipe.stages is None for recipe in recipes.values()):
        return dict.fromkeys(recipes, whole_network.time_step(variant, categories, photo, device))
    return {
        preset: upper_layers.time_step(variant, weights, categories, recipe, photo)
        for preset, recipe in recipes.items()
    }


def inherit(variant: Variant, source: Variant, weights: Path, photos: tuple[Path, ...], folder: Path) -> Inheritance:
    """`inheritance.inherit`; imports PyTorch, so run it in a process of its own."""
    from effnet_desktop.engine import inheritance

    return inheritance.inherit(variant, source, weights, photos, folder)


def count_network(variant: Variant) -> tuple[int, int, int]:
    """`networks.count`; imports PyTorch, so run it in a process of its own."""
    from effnet_desktop.engine import networks

    return networks.count(variant)


def epochs_done(folder: Path, config: FineTuneConfig, is_whole: bool) -> tuple[int, int]:
    """How many epochs a run's checkpoint holds, and how many it will have at the most; (0, 0) for *Quick*."""
    if config.preset == "quick":
        return 0, 0
    return _checkpoint_state(folder).get("epoch", 0), recipe_of(config, is_whole).epochs


def seconds_trained(folder: Path) -> float:
    """How long a run's checkpoint took, with all that had to be there before the first epoch."""
    return float(_checkpoint_state(folder).get("seconds", 0.0))


def _checkpoint_state(folder: Path) -> dict[str, Any]:
    if not (folder / CHECKPOINT).is_file():
        return {}
    from safetensors import safe_open

    with safe_open(folder / CHECKPOINT, "np") as opened:
        state: dict[str, Any] = json.loads(opened.metadata()["state"])
        return state
