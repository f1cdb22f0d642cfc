"""What training does in a process of its own, since it imports PyTorch.

Importing this module does not: each function loads what it needs, so that the window's process can name it.
"""

import time
from collections.abc import Generator
from pathlib import Path

from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.records.devices import DeviceKind
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.models import Inheritance, Preset
from effnet_desktop.engine.records.training import EpochFinished
from effnet_desktop.engine.training.job import Job, StepTimes
from effnet_desktop.engine.training.recipes import recipes_for
from effnet_desktop.engine.variants import Variant


def train(job: Job) -> Generator[Progress | Notice | PhotoFailed | EpochFinished, None, None]:
    """Trains the upper layers, or the whole network; imports PyTorch, so run it in a process of its own."""
    started = time.monotonic()
    from effnet_desktop.engine.training import upper_layers, whole_network

    yield from (whole_network if job.recipe.stages is None else upper_layers).train(job, started)


def time_steps(
    variant: Variant, weights: Path, categories: int, photo: Path, device: DeviceKind, is_scaled: bool
) -> Generator[dict[Preset, StepTimes], None, None]:
    """Measures what the recipes cost, one after the other; imports PyTorch, so run it in a process of its own."""
    from effnet_desktop.engine.training import upper_layers, whole_network

    recipes = recipes_for(device, is_scaled)
    if all(recipe.stages is None for recipe in recipes.values()):
        yield dict.fromkeys(recipes, whole_network.time_step(variant, categories, photo, device))
        return
    for preset, recipe in recipes.items():
        yield {preset: upper_layers.time_step(variant, weights, categories, recipe, photo)}


def inherit(variant: Variant, source: Variant, weights: Path, photos: tuple[Path, ...], folder: Path) -> Inheritance:
    """`inheritance.inherit`; imports PyTorch, so run it in a process of its own."""
    from effnet_desktop.engine.training import inheritance

    return inheritance.inherit(variant, source, weights, photos, folder)


def count_network(variant: Variant) -> tuple[int, int, int]:
    """`architecture.count`; imports PyTorch, so run it in a process of its own."""
    from effnet_desktop.engine.networks import architecture

    return architecture.count(variant)
