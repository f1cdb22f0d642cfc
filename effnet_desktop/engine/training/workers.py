"""What training does in a process of its own, since it imports PyTorch.

Importing this module does not: each function loads what it needs, so that the window's process can name it.
"""

import shutil
import time
from collections.abc import Generator, Sequence
from pathlib import Path

from effnet_desktop.engine.errors import Text, explain_storage
from effnet_desktop.engine.models import trained_model
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.records.devices import Device, DeviceKind
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.models import Inheritance, Preset
from effnet_desktop.engine.records.training import SAVING, EpochFinished
from effnet_desktop.engine.training.job import Answers, Job, StepTimes
from effnet_desktop.engine.training.recipes import recipes_for
from effnet_desktop.engine.training.run_folder import BEST
from effnet_desktop.engine.variants import Variant


def train(job: Job) -> Generator[Progress | Notice | PhotoFailed | EpochFinished, None, None]:
    """Trains the upper layers, or the whole network; imports PyTorch, so run it in a process of its own."""
    started = time.monotonic()
    from effnet_desktop.engine.training import upper_layers, whole_network

    yield from (whole_network if job.recipe.stages is None else upper_layers).train(job, started)


def train_and_convert(
    job: Job, categories: tuple[str, ...], device: Device, paths: Sequence[Path], part: Path
) -> Generator[Progress | Notice | PhotoFailed | EpochFinished, None, Answers]:
    """Trains, see `train`, and makes what it can of the model, since PyTorch is loaded.

    Args:
        job: What to train.
        categories: Names, in the order of the logits.
        device: What computes. A GPU says what the trained network makes of photos, too.
        paths: These photos.
        part: Where the model is made: its weights, and the converted network.

    Returns:
        What was said of photos; nothing where no epoch was better than the head alone.

    Raises:
        StorageError: The model cannot be written.
    """
    yield from train(job)
    best = job.folder / BEST
    if not best.is_file():
        return {}
    from effnet_desktop.engine.networks.convert import convert
    from effnet_desktop.engine.training import gpu_features

    yield Progress(Text(SAVING, name=job.folder.name))
    weights, converted = part / trained_model.WEIGHTS, part / "openvino"
    try:
        converted.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(best, weights)
    except OSError as error:
        raise explain_storage(error, part) from error
    convert(job.variant, weights, converted, categories)
    if device.kind == "cpu":
        return {}
    return (yield from gpu_features.look_with(job.variant, weights, len(categories), device, paths))


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
