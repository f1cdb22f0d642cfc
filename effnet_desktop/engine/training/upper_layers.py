"""Trains a network's upper layers on what its frozen lower layers make of the photos.

The lower stages are the same for every photo and every epoch, so their output (the activations) is computed once, for
several augmented views of each photo, and kept on disk. An epoch then costs only the upper stages. Runs in a process
of its own, because PyTorch would freeze the window.
"""

import json
import math
import shutil
import warnings
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from effnet_desktop.engine.errors import PhotoError, StorageError, Text, explain_storage
from effnet_desktop.engine.networks import architecture
from effnet_desktop.engine.networks.backends import ParallelModel, import_openvino
from effnet_desktop.engine.photos.prefetch import DECODERS, prefetch
from effnet_desktop.engine.photos.preprocess import augment, preprocess
from effnet_desktop.engine.photos.reading import read_photo
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.training import EpochFinished
from effnet_desktop.engine.training import training_loop
from effnet_desktop.engine.training.cpu_models import MANY, compile_models
from effnet_desktop.engine.training.job import Job, MissingPhotos, StepTimes
from effnet_desktop.engine.training.recipes import BATCH, Recipe
from effnet_desktop.engine.training.run_folder import BEST
from effnet_desktop.engine.training.training_loop import TrainedLayers, TrainingDevice, fit, median_seconds, save
from effnet_desktop.engine.variants import Variant
from effnet_desktop.engine.whole_files import whole_file


def train(job: Job, started: float) -> Generator[Progress | Notice | PhotoFailed | EpochFinished, None, None]:
    """Trains; the best weights are in ``best.safetensors`` if any epoch was better than the head alone.

    Args:
        job: What to train.
        started: When the work for it did, on the monotonic clock.
    """
    lower, upper = split(architecture.load(job.variant, job.weights), job.recipe.stages)
    missing = MissingPhotos(job)
    activations, job = yield from _activations(job, lower, missing)
    yield from fit(job, upper, activations, missing, partial(save_best, job, lower), started)


def split(network: Any, stages: int | None = None) -> tuple[nn.Sequential, TrainedLayers]:
    """The frozen lower stages, and the last `stages` (None: all) with the classifier."""
    count = len(network.features) - (stages or len(network.features))
    lower = nn.Sequential(*network.features[:count]).eval()
    features = nn.Sequential(*network.features[count:])
    upper = TrainedLayers(features, network.avgpool, network.classifier)
    return lower, upper.to(memory_format=torch.channels_last).eval()


def save_best(job: Job, lower: nn.Sequential, upper: TrainedLayers) -> None:
    """Writes the weights of the whole network.

    Raises:
        StorageError: They cannot be written.
    """
    state = {f"features.{name}": tensor for name, tensor in lower.state_dict().items()}
    for name, tensor in upper.state_dict().items():
        part, _, rest = name.partition(".")
        if part == "features":
            number, _, rest = rest.partition(".")
            rest = f"{int(number) + len(lower)}.{rest}"
        state[f"{part}.{rest}"] = tensor
    save(state, job.folder / BEST)


def time_step(variant: Variant, weights: Path, categories: int, recipe: Recipe, photo: Path) -> StepTimes:
    """Seconds of one augmented view through the lower layers, and of one training step; medians of a few."""
    network = architecture.load(variant, weights)
    lower, upper = split(network, recipe.stages)
    upper.classifier = nn.Linear(upper.classifier[-1].in_features, categories)  # type: ignore[index]
    model = _to_openvino(lower, variant.preprocessing.resolution)
    compiled = compile_models(model, variant.preprocessing, MANY).to_learn
    pixels = read_photo(photo, variant.preprocessing.resize)
    random = np.random.default_rng(0)

    def view() -> Any:
        return compiled.run(augment(pixels, variant.preprocessing, random)[None])

    x = torch.from_numpy(np.repeat(view(), BATCH, axis=0)).contiguous(memory_format=torch.channels_last)
    return StepTimes(
        view=median_seconds(view, 8) / compiled.requests,
        step=training_loop.time_step(TrainingDevice("cpu"), upper, x, categories, 3),
    )


@dataclass(frozen=True, slots=True)
class _Activations:
    """What the lower stages make of the photos, on disk; see `training_loop.Source`."""

    train: NDArray[np.float16]  # (photos * views, C, H, W)
    val: NDArray[np.float16]
    labels: Tensor
    val_labels: Tensor
    seed: int

    def batches(self, epoch: int, size: int) -> Iterator[tuple[Tensor, Tensor] | PhotoFailed]:
        """Every photo once, in random order, in the view after that of the epoch before."""
        views = len(self.train) // len(self.labels)
        first = np.random.default_rng(self.seed).integers(0, views, len(self.labels))
        order = np.random.default_rng((self.seed, epoch)).permutation(len(self.labels))
        for i in range(0, len(order), size):
            photos = np.sort(order[i : i + size])  # in the order of the disk
            rows = photos * views + (first[photos] + epoch) % views
            yield _tensor(self.train[rows]), self.labels[torch.from_numpy(photos)]

    def val_batches(self) -> Iterator[tuple[Tensor, Tensor] | PhotoFailed]:
        """The validation photos as classifying sees them."""
        for i in range(0, len(self.val), BATCH):
            yield _tensor(self.val[i : i + BATCH]), self.val_labels[i : i + BATCH]


def _tensor(activations: NDArray[np.float16]) -> Tensor:
    return torch.from_numpy(activations.astype(np.float32)).contiguous(memory_format=torch.channels_last)


def _activations(
    job: Job, lower: nn.Sequential, missing: MissingPhotos
) -> Generator[Progress | PhotoFailed, None, tuple[_Activations, Job]]:
    """Has the lower stages look at every view of every photo, unless their output is there already.

    Returns:
        Their output, and the job with the photos that could be read then.
    """
    side = job.variant.preprocessing.resolution
    with torch.inference_mode():
        shape = tuple(lower(torch.zeros(1, 3, side, side)).shape[1:])
    files = [job.folder / "train.f16", job.folder / "val.f16"]
    done_file = job.folder / "activations.json"
    made_from = [job.fingerprint, job.seed, training_loop.fingerprint(job.recipe), list(shape)]
    record = _read_list(done_file)
    is_made = record[: len(made_from)] == made_from
    # The numbers of the photos that could not be read; the first version had none.
    gone: list[list[int]] = (record[len(made_from) :] if is_made else []) or [[], []]
    counts = (len(job.train) - len(gone[0])) * job.recipe.views, len(job.val) - len(gone[1])
    if is_made and not all(_has(file, count * math.prod(shape) * 2) for file, count in zip(files, counts, strict=True)):
        is_made, gone = False, [[], []]
    if is_made:
        for photos, numbers in zip((job.train, job.val), gone, strict=True):
            for number in numbers:
                yield from missing.tell(PhotoFailed(photos[number][0], PhotoError("It could not be read before.")))
    else:
        rows = len(job.train) * job.recipe.views + len(job.val)
        check_space(job.folder, rows * math.prod(shape) * 2)
        model = _to_openvino(lower, side)
        models = compile_models(model, job.variant.preprocessing, len(job.train))
        parts = (job.train, job.recipe.views, models.to_learn), (job.val, 0, models.to_measure)
        done = 0
        for file, (photos, views, compiled), numbers in zip(files, parts, gone, strict=True):
            with file.open("wb") as out:
                # From the file to the activations on one thread, so that the processor never waits for either.
                workers = DECODERS + compiled.requests
                seen = prefetch(
                    partial(_views, job, views, compiled), enumerate(photos), workers=workers, ahead=4 * workers
                )
                try:
                    for number, activations in enumerate(seen):
                        if isinstance(activations, PhotoFailed):
                            numbers.append(number)
                            yield from missing.tell(activations)
                        else:
                            out.write(activations)
                        done += 1
                        yield Progress(
                            Text("Reading photos for training"), done, len(job.train) + len(job.val), "photos"
                        )
                except OSError as error:
                    raise explain_storage(error, file) from error
                finally:
                    seen.close()
        with whole_file(done_file) as part:
            part.write_text(json.dumps([*made_from, *gone]), encoding="utf-8")
    train, val = (
        tuple(photo for number, photo in enumerate(photos) if number not in set(numbers))
        for photos, numbers in zip((job.train, job.val), gone, strict=True)
    )
    rows_of_files = len(train) * job.recipe.views, len(val)
    train_x, val_x = (
        np.memmap(file, np.float16, "r", shape=(count, *shape)) if count else np.zeros((0, *shape), np.float16)
        for file, count in zip(files, rows_of_files, strict=True)
    )
    train_y, val_y = (torch.tensor([category for _, category in photos], dtype=torch.long) for photos in (train, val))
    return _Activations(train_x, val_x, train_y, val_y, job.seed), replace(job, train=train, val=val)


def _has(file: Path, size: int) -> bool:
    """Whether there is a file of so many bytes."""
    return file.is_file() and file.stat().st_size == size


def _read_list(file: Path) -> list[Any]:
    """What a file says; nothing where it is absent or damaged."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    return found if isinstance(found, list) else []


def _views(job: Job, views: int, lower: ParallelModel, item: tuple[int, tuple[Path, int]]) -> bytes | PhotoFailed:
    """Activations of augmented views of a training photo; for validation (`views` 0) of what classifying sees."""
    index, (path, _) = item
    try:
        pixels = read_photo(path, job.variant.preprocessing.resize)
    except PhotoError as error:
        return PhotoFailed(path, error)
    if views:
        random = np.random.default_rng((job.seed, index))
        seen = [augment(pixels, job.variant.preprocessing, random) for _ in range(views)]
    else:
        seen = [preprocess(pixels, job.variant.preprocessing)]
    return lower.run(np.stack(seen)).astype(np.float16).tobytes()


def _to_openvino(lower: nn.Sequential, side: int) -> Any:
    """The lower stages as an OpenVINO model, several times faster than eager PyTorch: (1, 3, R, R) -> (1, C, H, W)."""
    ov = import_openvino()
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # OpenVINO traces through a function that torch calls deprecated
        example = torch.zeros(1, 3, side, side)
        return ov.convert_model(lower, example_input=example, input=[list(example.shape)])


RESERVE = 64 << 20  # bytes for checkpoints and the model


def check_space(folder: Path, needed: int) -> None:
    """Checks that so many bytes can be written for a while.

    Raises:
        StorageError: They cannot.
    """
    free = shutil.disk_usage(folder).free
    needed += RESERVE
    if free < needed:
        raise StorageError(
            "Training needs {needed} MB of disk for a while, and {folder} has {free} MB.",
            "Free some space, or choose Quick.",
            "--preset quick, or another disk with --data-dir DIR",
            needed=needed >> 20,
            folder=folder,
            free=free >> 20,
        )
