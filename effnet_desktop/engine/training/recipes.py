"""How deep and how long each preset trains, and how corrections are learnt."""

import dataclasses
import math
from dataclasses import dataclass

from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.folders.names import means_no_category
from effnet_desktop.engine.records.devices import DeviceKind
from effnet_desktop.engine.records.models import FineTuneConfig, ModelInfo, Preset

BATCH = 32
GPU_BATCHES = (128, 64)
"""The sizes of steps that keep a GPU busy."""
MIN_STEPS = 8
"""An epoch on a GPU: with fewer, small sets would end before they have learnt."""
MAX_EPOCHS = 1000


@dataclass(frozen=True, slots=True)
class Recipe:
    """How deep and how long to train.

    Attributes:
        stages: How many of the network's last stages (the head's convolution is one) are trained; None for all.
        views: Augmented views of each photo that are kept; where all stages are trained, each epoch makes its own of
            `stored_photos`.
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
    "best": Recipe(stages=3, views=2, epochs=3, head_lr=1e-3, lr_decay=0.5),
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


def recipe_of(config: FineTuneConfig, is_whole: bool) -> Recipe:
    """The preset's recipe for what is trained, with the user's own number of epochs."""
    recipe = (SCALED_RECIPES if config.scaling else WHOLE_RECIPES if is_whole else RECIPES)[config.preset]
    return recipe if config.epochs is None else dataclasses.replace(recipe, epochs=config.epochs)


def batch_for(device: DeviceKind, photos: int) -> int:
    """How many photos a step learns from: on a GPU more, as far as an epoch of so many photos keeps enough steps."""
    sizes = () if device == "cpu" else GPU_BATCHES
    return next((size for size in sizes if photos >= MIN_STEPS * size), BATCH)


def rate_of(batch: int) -> float:
    """How many times the recipe's learning rate suits steps of so many photos.

    The noise of a gradient falls with the root of the photos that it is the mean of, and Adam's steps are as long as
    the gradient is clear of noise; so the root keeps an epoch the same (Malladi et al. 2022, arXiv:2205.10287).
    """
    return math.sqrt(batch / BATCH)


def check_epochs(epochs: int | None) -> None:
    """Checks that so many epochs can be trained; None are the preset's own.

    Raises:
        ModelError: They cannot.
    """
    if epochs is not None and not 1 <= epochs <= MAX_EPOCHS:
        raise ModelError("{epochs} epochs cannot be trained.", "Choose 1 to {most}.", epochs=epochs, most=MAX_EPOCHS)


def recipes_for(device: DeviceKind, is_scaled: bool) -> dict[Preset, Recipe]:
    """The recipes of what is trained there."""
    return SCALED_RECIPES if is_scaled else RECIPES if device == "cpu" else WHOLE_RECIPES


def learn_again(info: ModelInfo) -> FineTuneConfig:
    """A training of a trained model's head alone, with the user's corrections, which takes seconds.

    A model whose deeper layers were trained, too, keeps them.

    Raises:
        ModelError: The model was not trained here.
    """
    model = info.trained
    if model is None:
        raise ModelError("{model} was not trained here.", "Train a model on your photos first.", model=info.name)
    has_own_layers = model.preset != "quick" or model.scaling is not None
    base = model.name if has_own_layers else info.variant.name
    not_categories = model.not_categories
    if not_categories is None and any(map(means_no_category, model.categories)):
        not_categories = ()  # what it knows as a category stays one
    return FineTuneConfig(
        model.folder,
        base,
        "quick",
        seed=model.seed,
        name=model.name,
        not_categories=not_categories,
        labels=model.labels,
        split_by=model.split_by,
        burst_seconds=model.burst_seconds,
    )
