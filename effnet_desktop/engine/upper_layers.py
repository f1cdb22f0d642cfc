"""Trains a network's upper layers on what its frozen lower layers make of the photos.

The lower stages are the same for every photo and every epoch, so their output (the activations) is computed once, for
several augmented views of each photo, and kept on disk. An epoch then costs only the upper stages. Runs in a process
of its own, because PyTorch would freeze the window.
"""

import copy
import json
import math
import os
import shutil
import statistics
import time
import warnings
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
import safetensors.torch
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from effnet_desktop.engine import networks
from effnet_desktop.engine.backends import import_openvino, openvino_config
from effnet_desktop.engine.errors import StorageError, explain_storage
from effnet_desktop.engine.evaluate import wilson_interval
from effnet_desktop.engine.photos import read_photo
from effnet_desktop.engine.prefetch import prefetch
from effnet_desktop.engine.preprocess import augment, preprocess
from effnet_desktop.engine.recipes import BATCH, BEST, CHECKPOINT, Job, Recipe, StepTimes
from effnet_desktop.engine.results import EpochFinished, Progress
from effnet_desktop.engine.variants import Variant

LABEL_SMOOTHING = 0.1
WEIGHT_DECAY = 0.02
AVERAGE_DECAY = 0.98  # of the moving average of the weights, a step
PATIENCE = 3  # epochs without a better validation loss


@dataclass(slots=True)
class _State:
    """What a checkpoint holds besides tensors."""

    fingerprint: str
    epoch: int = 0
    step: int = 0
    best_acc1: float = 0.0
    best_loss: float = math.inf
    best_epoch: int = 0
    seconds: float = 0.0
    history: list[dict[str, Any]] = field(default_factory=list)


def train(job: Job) -> Generator[Progress | EpochFinished, None, bool]:
    """Trains, saving a checkpoint after each epoch and the best weights in ``best.safetensors``.

    Returns:
        Whether any epoch was better than the head alone; then ``best.safetensors`` holds the whole network.
    """
    started = time.monotonic()
    torch.manual_seed(job.seed)
    network = networks.load(job.variant, job.weights)
    lower, upper = split(network, job.recipe.stages)
    upper.classifier = _head(job)
    average = copy.deepcopy(upper)
    optimizer = _optimizer(job, upper)
    state = _read_checkpoint(job, upper, average, optimizer)
    for epoch in state.history:
        yield EpochFinished(**epoch)
    train_x, val_x = yield from _activations(job, lower)
    train_y = torch.tensor([category for _, category in job.train])
    val_y = torch.tensor([category for _, category in job.val])
    criterion = nn.CrossEntropyLoss(weight=_balance(train_y, job.categories), label_smoothing=LABEL_SMOOTHING)
    before = state.seconds

    steps_an_epoch = math.ceil(len(train_y) / BATCH)
    total_steps = steps_an_epoch * job.recipe.epochs
    while state.epoch < job.recipe.epochs and state.epoch - state.best_epoch < PATIENCE:
        epoch_started = time.monotonic()
        losses = 0.0
        torch.manual_seed(hash((job.seed, state.epoch)))  # dropout, so that a resumed run ends where a whole one does
        upper.train()
        progress = "Training, epoch {epoch} of {epochs}"
        values = (("epoch", state.epoch + 1), ("epochs", job.recipe.epochs))
        for x, y in _batches(train_x, train_y, job.seed, state.epoch):
            _set_learning_rate(optimizer, state.step / total_steps)
            loss = criterion(upper(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            state.step += 1
            losses += loss.item() * len(y)
            # The average follows closely at first, else it would remember the start for an epoch.
            decay = min(AVERAGE_DECAY, state.step / (state.step + 10))
            for own, new in zip(average.parameters(), upper.parameters(), strict=True):
                own.data.lerp_(new.data, 1 - decay)
            yield Progress(progress, state.step, total_steps, "", values)
        state.epoch += 1
        epoch_seconds = time.monotonic() - epoch_started
        logits = predict(average, val_x)
        val_loss = float(nn.functional.cross_entropy(logits, val_y)) if len(val_y) else losses / len(train_y)
        right = int((logits.argmax(1) == val_y).sum())
        acc1 = right / len(val_y) if len(val_y) else 0.0
        is_best = (acc1, -val_loss) >= (state.best_acc1, -state.best_loss)
        if is_best:
            state.best_acc1, state.best_loss, state.best_epoch = acc1, val_loss, state.epoch
            _save_best(job, lower, average)
        elif val_loss < state.best_loss:
            state.best_epoch = state.epoch  # not more right, but surer: worth going on
        state.seconds = before + time.monotonic() - started
        finished = EpochFinished(
            epoch=state.epoch,
            epochs=job.recipe.epochs,
            train_loss=losses / len(train_y),
            val_loss=val_loss,
            val_acc1=acc1,
            val_acc1_ci95=wilson_interval(right, len(val_y)),
            is_best=is_best,
            photos_per_second=len(train_y) / epoch_seconds,
            seconds=state.seconds,
        )
        state.history.append(asdict(finished))
        _write_checkpoint(job, state, upper, average, optimizer)
        yield finished
    return (job.folder / BEST).is_file()


def time_step(variant: Variant, weights: Path, categories: int, recipe: Recipe, photo: Path) -> StepTimes:
    """Seconds of one augmented view through the lower layers, and of one training step; medians of a few."""
    network = networks.load(variant, weights)
    lower, upper = split(network, recipe.stages)
    upper.classifier = nn.Linear(upper.classifier[-1].in_features, categories)  # type: ignore[index]
    compiled = _compile(lower, variant.preprocessing.resolution)
    pixels = read_photo(photo, variant.preprocessing.resize)
    random = np.random.default_rng(0)

    def view() -> Any:
        return compiled(augment(pixels, variant.preprocessing, random)[None])

    x = torch.from_numpy(np.repeat(view(), BATCH, axis=0)).contiguous(memory_format=torch.channels_last)
    y = torch.zeros(BATCH, dtype=torch.long)
    upper.train()

    def step() -> None:
        nn.functional.cross_entropy(upper(x), y).backward()  # type: ignore[no-untyped-call]

    return StepTimes(view=_median_seconds(view, 8), step=_median_seconds(step, 3))


def _median_seconds(function: Callable[[], object], rounds: int) -> float:
    function()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        function()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


class UpperLayers(nn.Module):
    """The stages that are trained, with the classifier; batch norm keeps ImageNet's statistics."""

    def __init__(self, features: nn.Sequential, avgpool: nn.Module, classifier: nn.Module) -> None:
        super().__init__()
        self.features = features
        self.avgpool = avgpool
        self.classifier = classifier

    def forward(self, x: Tensor) -> Tensor:
        """Activations (N, C, H, W) -> logits (N, categories)."""
        logits: Tensor = self.classifier(torch.flatten(self.avgpool(self.features(x)), 1))
        return logits

    def train(self, mode: bool = True) -> "UpperLayers":
        """Switches dropout, but never the batch norm's statistics: small sets would spoil them."""
        super().train(mode)
        for module in self.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()
        return self


def split(network: Any, stages: int) -> tuple[nn.Sequential, UpperLayers]:
    """The frozen lower stages, and the last `stages` with the classifier."""
    lower = nn.Sequential(*network.features[:-stages]).eval()
    upper = UpperLayers(nn.Sequential(*network.features[-stages:]), network.avgpool, network.classifier)
    return lower, upper.to(memory_format=torch.channels_last).eval()


def predict(upper: UpperLayers, activations: NDArray[np.float16]) -> Tensor:
    """Logits (N, categories) of stored activations."""
    upper.eval()
    with torch.inference_mode():
        rows = [upper(_tensor(activations[i : i + BATCH])) for i in range(0, len(activations), BATCH)]
        return torch.cat(rows) if rows else torch.zeros(0, upper.classifier[-1].out_features)  # type: ignore[index]


def _head(job: Job) -> nn.Sequential:
    linear = nn.Linear(job.head_weight.shape[1], job.categories)
    linear.weight.data = torch.from_numpy(job.head_weight.copy())
    linear.bias.data = torch.from_numpy(job.head_bias.copy())
    return nn.Sequential(nn.Dropout(0.2), linear)


def _optimizer(job: Job, upper: UpperLayers) -> torch.optim.AdamW:
    """AdamW with a learning rate of its own for each stage: the lower, the smaller."""
    modules = [upper.classifier, *reversed(upper.features)]
    groups = [
        {"params": list(module.parameters()), "peak_lr": job.recipe.head_lr * job.recipe.lr_decay**depth}
        for depth, module in enumerate(modules)
    ]
    return torch.optim.AdamW(groups, lr=0.0, weight_decay=WEIGHT_DECAY)


def _set_learning_rate(optimizer: torch.optim.Optimizer, done: float) -> None:
    """A tenth of the way up, then down along a cosine (one cycle)."""
    factor = done / 0.1 if done < 0.1 else 0.5 * (1 + math.cos(math.pi * (done - 0.1) / 0.9))
    for group in optimizer.param_groups:
        group["lr"] = group["peak_lr"] * max(factor, 0.01)


def _balance(labels: Tensor, categories: int) -> Tensor:
    """Weights that make every category count the same, however many photos it has."""
    counts = torch.bincount(labels, minlength=categories).clamp(min=1)
    return len(labels) / (categories * counts.float())


def _batches(
    activations: NDArray[np.float16], labels: Tensor, seed: int, epoch: int
) -> Iterator[tuple[Tensor, Tensor]]:
    """Every photo once, in random order, in one of its views."""
    random = np.random.default_rng((seed, epoch))
    views = len(activations) // len(labels)
    order = random.permutation(len(labels))
    for i in range(0, len(order), BATCH):
        photos = np.sort(order[i : i + BATCH])  # in the order of the disk
        rows = photos * views + random.integers(0, views, len(photos))
        yield _tensor(activations[rows]), labels[torch.from_numpy(photos)]


def _tensor(activations: NDArray[np.float16]) -> Tensor:
    return torch.from_numpy(activations.astype(np.float32)).contiguous(memory_format=torch.channels_last)


def _activations(
    job: Job, lower: nn.Sequential
) -> Generator[Progress, None, tuple[NDArray[np.float16], NDArray[np.float16]]]:
    """What the lower stages make of every view of every photo: memory-mapped, (photos * views, C, H, W)."""
    side = job.variant.preprocessing.resolution
    with torch.inference_mode():
        shape = tuple(lower(torch.zeros(1, 3, side, side)).shape[1:])
    files = [job.folder / "train.f16", job.folder / "val.f16"]
    rows = [len(job.train) * job.recipe.views, len(job.val)]
    done_file = job.folder / "activations.json"
    made_from = [job.fingerprint, job.seed, asdict(job.recipe), list(shape)]
    if not (done_file.is_file() and json.loads(done_file.read_text(encoding="utf-8")) == made_from):
        _check_space(job.folder, sum(rows) * math.prod(shape) * 2)
        compiled = _compile(lower, side)
        done = 0
        for file, photos, views in zip(files, (job.train, job.val), (job.recipe.views, 0), strict=True):
            with file.open("wb") as out:
                inputs = prefetch(partial(_views, job, views), enumerate(photos), workers=2, ahead=8)
                try:
                    for pixels in inputs:
                        for view in pixels:
                            out.write(compiled(view[None]).astype(np.float16).tobytes())
                        done += 1
                        yield Progress("Reading photos for training", done, len(job.train) + len(job.val), "photos")
                except OSError as error:
                    raise explain_storage(error, file) from error
                finally:
                    inputs.close()
        done_file.write_text(json.dumps(made_from), encoding="utf-8")
    train_x, val_x = (
        np.memmap(file, np.float16, "r", shape=(count, *shape)) if count else np.zeros((0, *shape), np.float16)
        for file, count in zip(files, rows, strict=True)
    )
    return train_x, val_x


def _views(job: Job, views: int, item: tuple[int, tuple[Path, int]]) -> list[NDArray[np.float32]]:
    """Augmented views of a training photo; for validation (`views` 0) what classifying sees."""
    index, (path, _) = item
    pixels = read_photo(path, job.variant.preprocessing.resize)
    if not views:
        return [preprocess(pixels, job.variant.preprocessing)]
    random = np.random.default_rng((job.seed, index))
    return [augment(pixels, job.variant.preprocessing, random) for _ in range(views)]


def _compile(lower: nn.Sequential, side: int) -> Any:
    """The lower stages on OpenVINO, several times faster than eager PyTorch: (1, 3, R, R) -> (1, C, H, W)."""
    ov = import_openvino()
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # OpenVINO traces through a function that torch calls deprecated
        example = torch.zeros(1, 3, side, side)
        model = ov.convert_model(lower, example_input=example, input=[list(example.shape)])
    request = ov.Core().compile_model(model, "CPU", openvino_config("auto")).create_infer_request()
    return lambda x: request.infer({0: x}, share_inputs=True)[0]


def _check_space(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed + (64 << 20):
        raise StorageError(
            "Training needs {needed} MB of disk for a while, and {folder} has {free} MB.",
            "Free some space, choose Quick, or another folder with --data-dir.",
            needed=needed >> 20,
            folder=folder,
            free=free >> 20,
        )


def _save_best(job: Job, lower: nn.Sequential, upper: UpperLayers) -> None:
    state = {f"features.{name}": tensor for name, tensor in lower.state_dict().items()}
    for name, tensor in upper.state_dict().items():
        part, _, rest = name.partition(".")
        if part == "features":
            number, _, rest = rest.partition(".")
            rest = f"{int(number) + len(lower)}.{rest}"
        state[f"{part}.{rest}"] = tensor
    _save(state, job.folder / BEST)


def _write_checkpoint(
    job: Job, state: _State, upper: UpperLayers, average: UpperLayers, optimizer: torch.optim.Optimizer
) -> None:
    """Everything that the next epoch depends on, in one file that is replaced at once."""
    tensors = {f"upper.{name}": tensor for name, tensor in upper.state_dict().items()}
    tensors |= {f"average.{name}": tensor for name, tensor in average.state_dict().items()}
    for i, moments in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{i}.{name}": torch.as_tensor(value) for name, value in moments.items()}
    _save(tensors, job.folder / CHECKPOINT, {"state": json.dumps(asdict(state))})


def _read_checkpoint(job: Job, upper: UpperLayers, average: UpperLayers, optimizer: torch.optim.Optimizer) -> _State:
    """Restores the last epoch of the same data and recipe; a fresh state where there is none."""
    file = job.folder / CHECKPOINT
    fresh = _State(job.fingerprint, best_acc1=job.head_val_acc1)
    if not file.is_file():
        return fresh
    with safetensors.safe_open(file, "pt") as opened:
        state = _State(**json.loads(opened.metadata()["state"]))
        if state.fingerprint != job.fingerprint:
            return fresh
        tensors = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118 (not a dict)
    moments: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        kind, _, rest = name.partition(".")
        if kind == "optimizer":
            number, _, moment = rest.partition(".")
            moments.setdefault(int(number), {})[moment] = tensor
    for module, kind in ((upper, "upper."), (average, "average.")):
        module.load_state_dict({n.removeprefix(kind): t for n, t in tensors.items() if n.startswith(kind)})
    optimizer.load_state_dict({**optimizer.state_dict(), "state": moments})
    return state


def _save(tensors: dict[str, Tensor], file: Path, metadata: dict[str, str] | None = None) -> None:
    part = file.with_name(f".{file.name}.part")
    try:
        safetensors.torch.save_file({name: t.contiguous() for name, t in tensors.items()}, part, metadata)
        os.replace(part, file)
    except (OSError, safetensors.SafetensorError) as error:
        part.unlink(missing_ok=True)
        raise explain_storage(error if isinstance(error, OSError) else OSError(str(error)), file) from error
