"""The loop that trains a network's last layers, or all of them: epoch by epoch, each of them a checkpoint.

It is the same on every device and for every source of batches: `upper_layers` gives it stored activations,
`whole_network` photos. AdamW with one cycle of the learning rate, a smaller one for each stage further down; label
smoothing; balanced loss; a moving average of the weights, which is what is measured and kept; early stopping.
"""

import copy
import ctypes
import hashlib
import json
import math
import statistics
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import msgspec
import safetensors
import safetensors.torch
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import get_ema_multi_avg_fn

from effnet_desktop.engine.chance import wilson_interval
from effnet_desktop.engine.errors import DeviceError, OutOfMemory, Text, explain_storage
from effnet_desktop.engine.networks.architecture import SamePad
from effnet_desktop.engine.photos import preprocess
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.records.devices import DeviceKind
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.training import EpochFinished
from effnet_desktop.engine.training.depthwise import depthwise_conv
from effnet_desktop.engine.training.job import Job, MissingPhotos
from effnet_desktop.engine.training.recipes import (
    BATCH,
    GPU_BATCHES,
    Recipe,
    batch_for,
    rate_of,
)
from effnet_desktop.engine.training.run_folder import BEST, CHECKPOINT
from effnet_desktop.engine.whole_files import whole_file

LABEL_SMOOTHING = 0.1
WEIGHT_DECAY = 0.02
AVERAGE_DECAY = 0.98  # of the moving average of the weights, a step
PATIENCE = 3  # epochs without a better validation loss
DROPOUT = 0.2  # before the classifier
FUSED = ("cpu", "cuda", "xpu")  # where torch has such optimisers, and they gain something
M_TRIM_THRESHOLD = -1  # of malloc.h
LOOP = 2
"""To be raised where the loop trains otherwise, but by the same numbers; see `fingerprint`."""

WHOLE = 2
"""To be raised where whole networks are trained otherwise; 1 decoded and augmented each photo anew on the CPU."""


class Source(Protocol):
    """Where the loop gets its batches from: float32 in the device's `memory_format`, on the CPU or on the device.

    Photos that cannot be read any more come between the batches.
    """

    def batches(self, epoch: int, size: int) -> Iterator[tuple[Tensor, Tensor] | PhotoFailed]:
        """Every training photo once, so many at a time, in an order that seed and epoch decide: inputs, categories."""
        ...

    def val_batches(self) -> Iterator[tuple[Tensor, Tensor] | PhotoFailed]:
        """The validation photos, in order: inputs and categories."""
        ...


class TrainedLayers(nn.Module):
    """The stages that are trained, with the classifier; their weights keep the names that the network gives them.

    Batch norm keeps its statistics: small sets would spoil them. So it is no more than a scale and a shift, which are
    applied to the weights of the convolution before it instead of its output; that trains faster by a third or more.

    Args:
        features: The stages.
        avgpool: See `architecture`.
        classifier: See `architecture`.
    """

    def __init__(self, features: nn.Sequential, avgpool: nn.Module, classifier: nn.Module) -> None:
        super().__init__()
        self.features = features
        self.avgpool = avgpool
        self.classifier = classifier
        for layers in self.features.modules():
            if isinstance(layers, nn.Sequential):
                if isinstance(layers[0], SamePad) and layers[0].stride == 1:  # both sides alike: the convolution can
                    layers[1][0].padding = 2 * (layers[0].kernel // 2,)  # type: ignore[index]
                    layers[0] = nn.Identity()
                for i, (layer, following) in enumerate(pairwise(layers)):
                    if isinstance(layer, nn.Conv2d) and isinstance(following, nn.BatchNorm2d):
                        norm = _AppliedNorm(following)
                        layers[i], layers[i + 1] = _NormedConv(layer, norm), norm

    def forward(self, x: Tensor) -> Tensor:
        """Inputs of the first stage (N, C, H, W) -> logits (N, categories)."""
        logits: Tensor = self.classifier(torch.flatten(self.avgpool(self.features(x)), 1))
        return logits


class _AppliedNorm(nn.Module):
    """A batch norm that the convolution before it has applied already."""

    running_mean: Tensor
    running_var: Tensor
    scale: Tensor
    shift: Tensor

    def __init__(self, norm: nn.BatchNorm2d) -> None:
        super().__init__()
        self.weight, self.bias = norm.weight, norm.bias
        for name in ("running_mean", "running_var", "num_batches_tracked"):
            self.register_buffer(name, getattr(norm, name))
        scale = torch.rsqrt(self.running_var + norm.eps)
        self.register_buffer("scale", scale, persistent=False)
        self.register_buffer("shift", -self.running_mean * scale, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        return x

    def scale_and_shift(self) -> tuple[Tensor, Tensor]:
        """What each channel (C,) is multiplied by, and what is added to it."""
        return self.weight * self.scale, torch.addcmul(self.bias, self.weight, self.shift)


class _NormedConv(nn.Module):
    """A convolution with the scale and the shift of the batch norm after it."""

    def __init__(self, conv: nn.Conv2d, norm: _AppliedNorm) -> None:
        super().__init__()
        self.weight = conv.weight
        self._stride, self._padding, self._groups = conv.stride[0], int(conv.padding[0]), conv.groups
        self._norm = (norm,)  # in a tuple, so that it belongs to the layer after this one alone

    def forward(self, x: Tensor) -> Tensor:
        (norm,) = self._norm
        scale, bias = norm.scale_and_shift()
        weight = self.weight * scale[:, None, None, None]
        if x.device.type == "cpu" and weight.shape[1] == 1:
            # On a CPU, depthwise convolutions in bf16 are several times slower than in float32.
            with torch.autocast("cpu", enabled=False):
                return depthwise_conv(x.float(), weight, bias, self._stride, self._padding)
        return nn.functional.conv2d(x, weight, bias, self._stride, self._padding, groups=self._groups)


@dataclass(slots=True)
class _State:
    """What a checkpoint holds besides tensors."""

    fingerprint: str  # of the data
    recipe: str = ""
    epoch: int = 0
    step: int = 0
    best_acc1: float = 0.0
    best_loss: float = math.inf
    best_epoch: int = 0
    seconds: float = 0.0
    batch: int = BATCH  # photos a step
    history: list[EpochFinished] = field(default_factory=list)


def fit(
    job: Job,
    network: TrainedLayers,
    source: Source,
    missing: MissingPhotos,
    save_best: Callable[[TrainedLayers], None],
    started: float,
) -> Generator[Progress | Notice | PhotoFailed | EpochFinished, None, None]:
    """Trains, saving a checkpoint after each epoch; goes on where a checkpoint of the same data and recipe is.

    Args:
        job: What to train, and on which device.
        network: With the head to begin with.
        source: Of the batches.
        missing: Of the job.
        save_best: Keeps the layers as they are; called after an epoch that was better than all before it and than the
            head alone.
        started: When the work for it did, on the monotonic clock.

    Raises:
        OutOfMemory: Not even one photo at a time fits into the device's memory.
        DeviceError: The device failed.
        ModelError: Too many photos cannot be read any more.
    """
    _keep_freed_memory()
    torch.manual_seed(job.seed)
    network.classifier = _head(job)
    device = TrainingDevice(job.device)
    network = device.take(network)
    average = copy.deepcopy(network)
    optimizer = _optimizer(job, network, device)
    state = yield from _read_checkpoint(job, network, average, optimizer)
    yield from state.history
    train_y = torch.tensor([category for _, category in job.train])
    weights = _balance(train_y, job.categories).to(device.torch_device)
    before = state.seconds

    device.batch = min(device.batch, state.batch)
    total_steps = math.ceil(len(train_y) / state.batch) * job.recipe.epochs
    batches_of_usual_size = state.batch // BATCH
    own, new = list(average.parameters()), list(network.parameters())
    while state.epoch < job.recipe.epochs and state.epoch - state.best_epoch < PATIENCE:
        epoch_started = time.monotonic()
        losses: list[Tensor] = []  # of steps; on the device, which need not be waited for
        sizes: list[int] = []
        seen = 0
        torch.manual_seed(hash((job.seed, state.epoch)))  # dropout, so that a resumed run ends where a whole one does
        network.train()
        progress = Text("Training, epoch {epoch} of {epochs}", epoch=state.epoch + 1, epochs=job.recipe.epochs)
        for batch in source.batches(state.epoch, state.batch):
            if isinstance(batch, PhotoFailed):
                yield from missing.tell(batch)
                continue
            x, y = batch
            _set_learning_rate(optimizer, state.step / total_steps, rate_of(state.batch))
            size = device.batch
            losses.append(device.step(network, optimizer, weights, x, y))
            sizes.append(len(y))
            seen += len(y)
            if device.batch < size:
                yield Notice("Memory is short: training goes on with {batch} photos at a time.", batch=device.batch)
            state.step += 1
            # The average follows closely at first, else it would remember the start for an epoch.
            usual_steps = state.step * batches_of_usual_size
            decay = min(AVERAGE_DECAY, usual_steps / (usual_steps + 10)) ** batches_of_usual_size
            get_ema_multi_avg_fn(decay)(own, new, state.step)  # type: ignore[no-untyped-call]
            done = state.epoch * len(train_y) + seen
            yield Progress(progress, done, len(train_y) * job.recipe.epochs, "photos")
        state.epoch += 1
        train_loss = sum(loss * size for loss, size in zip(_read(losses), sizes, strict=True)) / max(1, seen)
        learning_seconds = time.monotonic() - epoch_started
        logits, val_y = yield from _predict(device, average, source, missing, job)
        val_loss = float(nn.functional.cross_entropy(logits, val_y)) if len(val_y) else train_loss
        right = int((logits.argmax(1) == val_y).sum())
        acc1 = right / len(val_y) if len(val_y) else 0.0
        is_best = (acc1, -val_loss) >= (state.best_acc1, -state.best_loss)
        if is_best:
            state.best_acc1, state.best_loss, state.best_epoch = acc1, val_loss, state.epoch
            save_best(average)
        elif val_loss < state.best_loss:
            state.best_epoch = state.epoch  # not more right, but surer: worth going on
        state.seconds = before + time.monotonic() - started
        finished = EpochFinished(
            epoch=state.epoch,
            epochs=job.recipe.epochs,
            train_loss=train_loss,
            val_loss=val_loss,
            val_acc1=acc1,
            val_acc1_ci95=wilson_interval(right, len(val_y)),
            is_best=is_best,
            photos_per_second=seen / learning_seconds,
            seconds=state.seconds,
            epoch_seconds=time.monotonic() - epoch_started,
        )
        state.history.append(finished)
        _write_checkpoint(job, state, network, average, optimizer)
        yield finished


def _keep_freed_memory() -> None:
    """Has glibc keep what this process frees: each step takes it again, and new pages cost a tenth of its time.

    Other C libraries do not know the call, or are as fast without.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(ctypes.c_int(M_TRIM_THRESHOLD), ctypes.c_int(2**31 - 1))


def _read(losses: list[Tensor]) -> list[float]:
    """Numbers that are on the device, all at once."""
    return torch.stack(losses).tolist() if losses else []


def fingerprint(recipe: Recipe) -> str:
    """Names all that decides what a recipe trains but the data and the seed; a checkpoint of another is of no use."""
    numbers = [LOOP, BATCH, LABEL_SMOOTHING, WEIGHT_DECAY, AVERAGE_DECAY, PATIENCE, DROPOUT]
    views = [preprocess.AREAS, preprocess.ASPECTS, preprocess.BRIGHTNESSES]
    text = json.dumps([numbers, views, asdict(recipe)])
    return hashlib.blake2b(text.encode(), digest_size=10).hexdigest()


def _name_of(recipe: Recipe) -> str:
    """What a checkpoint says of how it was trained; see `fingerprint`."""
    return f"{fingerprint(recipe)} {WHOLE}" if recipe.stages is None else fingerprint(recipe)


def time_step(device: "TrainingDevice", network: TrainedLayers, x: Tensor, categories: int, rounds: int) -> float:
    """Seconds of a training step on the batch x: a median, after a first step that does not count."""
    y = torch.zeros(len(x), dtype=torch.long)
    optimizer = torch.optim.AdamW(network.parameters(), lr=0.0)
    weights = torch.ones(categories, device=device.torch_device)
    network.train()
    return median_seconds(lambda: float(device.step(network, optimizer, weights, x, y)), rounds)


def median_seconds(function: Callable[[], object], rounds: int) -> float:
    """How long a call takes, after a first one that does not count."""
    function()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        function()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


class TrainingDevice:
    """A device that trains: autocast where that is faster, and smaller parts of a batch where memory is short.

    The gradients of the parts add up to those of the whole batch, so that the training is the same.

    Attributes:
        torch_device: The same for PyTorch.
        batch: How many photos it computes at a time.
    """

    def __init__(self, kind: DeviceKind) -> None:
        self.torch_device = torch.device("cuda" if kind == "rocm" else kind)  # ROCm answers to CUDA's name
        self.batch = BATCH if kind == "cpu" else max(GPU_BATCHES)
        # Training needs bf16's range; f16 has it only with scaled gradients. Apple's GPUs compute float32 as fast.
        has_bf16 = _has_bf16(self.torch_device.type)
        self._dtype = torch.bfloat16 if has_bf16 else torch.float16
        self._is_mixed = has_bf16 or self.torch_device.type == "cuda"
        self._scaler = torch.amp.GradScaler(self.torch_device.type, enabled=self._is_mixed and not has_bf16)

    def take(self, network: TrainedLayers) -> TrainedLayers:
        """Moves a network to the device.

        Raises:
            DeviceError: The device does not work.
        """
        try:
            return network.to(self.torch_device).to(memory_format=memory_format(self.torch_device))
        except (RuntimeError, AssertionError) as error:  # AssertionError: torch was built without it
            raise _explain(self.torch_device.type, error) from error

    @contextmanager
    def explained(self) -> Iterator[None]:
        """What goes wrong on a GPU, which may show at whatever asks for it next, becomes a `DeviceError`."""
        try:
            yield
        except RuntimeError as error:
            if self.torch_device.type == "cpu":
                raise
            raise _explain(self.torch_device.type, error) from error

    def step(
        self, network: nn.Module, optimizer: torch.optim.Optimizer, weights: Tensor, x: Tensor, y: Tensor
    ) -> Tensor:
        """One training step; returns the mean loss, in which each category has its weight, on the device."""
        while True:
            try:
                optimizer.zero_grad()
                y_there = y.to(self.torch_device, non_blocking=self.torch_device.type == "cuda")
                weight = weights[y_there]
                weight = weight / weight.sum()
                loss = torch.zeros((), device=self.torch_device)
                for i in range(0, len(y), self.batch):
                    logits = self._compute(network, x[i : i + self.batch])
                    # Not torch's own weights: with them, label smoothing would pull every photo to rare categories.
                    losses = nn.functional.cross_entropy(
                        logits, y_there[i : i + self.batch], reduction="none", label_smoothing=LABEL_SMOOTHING
                    )
                    part = losses @ weight[i : i + self.batch]
                    self._scaler.scale(part).backward()  # type: ignore[no-untyped-call]
                    loss += part.detach()
                self._scaler.step(optimizer)
                self._scaler.update()
                return loss
            except (RuntimeError, MemoryError) as error:
                self._make_smaller(error)

    def predict(self, network: nn.Module, x: Tensor) -> Tensor:
        """Logits (N, categories) on the CPU."""
        while True:
            try:
                with torch.inference_mode():
                    parts = [self._compute(network, part).cpu() for part in torch.split(x, self.batch)]
                return torch.cat(parts)
            except (RuntimeError, MemoryError) as error:
                self._make_smaller(error)

    def _compute(self, network: nn.Module, x: Tensor) -> Tensor:
        # A CPU will classify in float32, so that is what it measures in.
        is_mixed = self._is_mixed and (network.training or self.torch_device.type != "cpu")
        with torch.autocast(self.torch_device.type, dtype=self._dtype, enabled=is_mixed):
            logits: Tensor = network(x.to(self.torch_device, non_blocking=True))
        return logits.float()

    def _make_smaller(self, error: Exception) -> None:
        """Halves the batch where memory ran out.

        Raises:
            OutOfMemory: It is one photo already.
            DeviceError: Something else went wrong.
        """
        is_memory = isinstance(error, torch.OutOfMemoryError | MemoryError) or any(
            words in str(error).lower() for words in ("out of memory", "can't allocate memory", "not enough memory")
        )
        if not is_memory:
            if self.torch_device.type == "cpu":
                raise error
            raise _explain(self.torch_device.type, error) from error
        if self.batch == 1:
            raise OutOfMemory(
                "There is not enough memory to train this network.",
                "Choose a smaller one, or close other programs.",
            ) from error
        self.batch //= 2
        if self.torch_device.type == "cuda":
            torch.cuda.empty_cache()


def memory_format(device: torch.device) -> torch.memory_format:
    """The order of a batch's numbers that trains fastest.

    With channels last, cuDNN compiles each depthwise convolution, forwards and backwards: the first step of Lite0 took
    14 s then, and 12 s again with another number of photos; without, PyTorch's own kernels take 0.8 s for the first one
    (128 photos in bf16, H100, cuDNN 9.19; a further step 34 ms with, 50 ms without, that beside other work).
    """
    return torch.contiguous_format if device.type == "cuda" else torch.channels_last


def _has_bf16(device: str) -> bool:
    if device == "cpu":  # without instructions for it, bf16 is slower than float32
        capabilities = torch.cpu.get_capabilities()
        return any(capabilities.get(name, False) for name in ("avx512_bf16", "amx_bf16"))
    return device == "xpu" or (device == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False))


def _explain(device: str, error: Exception) -> DeviceError:
    reason = (str(error).splitlines() or ["?"])[0]
    return DeviceError("{device} failed: {reason}", device=device.upper(), reason=reason)


def _predict(
    device: TrainingDevice, network: TrainedLayers, source: Source, missing: MissingPhotos, job: Job
) -> Generator[Progress | PhotoFailed, None, tuple[Tensor, Tensor]]:
    """Returns logits (N, categories) and categories (N,) of the validation photos."""
    network.eval()
    rows, labels = [torch.zeros(0, job.categories)], [torch.zeros(0, dtype=torch.long)]
    done = 0
    for batch in source.val_batches():
        if isinstance(batch, PhotoFailed):
            yield from missing.tell(batch)
            continue
        x, y = batch
        rows.append(device.predict(network, x))
        labels.append(y)
        done += len(x)
        yield Progress(Text("Measuring the epoch"), done, len(job.val))
    return torch.cat(rows), torch.cat(labels)


def _head(job: Job) -> nn.Sequential:
    linear = nn.Linear(job.head_weight.shape[1], job.categories)
    linear.weight.data = torch.from_numpy(job.head_weight.copy())
    linear.bias.data = torch.from_numpy(job.head_bias.copy())
    return nn.Sequential(nn.Dropout(DROPOUT), linear)


def _optimizer(job: Job, network: TrainedLayers, device: TrainingDevice) -> torch.optim.AdamW:
    """AdamW with a learning rate of its own for each stage: the lower, the smaller."""
    modules = [network.classifier, *reversed(network.features)]
    groups = [
        {"params": list(module.parameters()), "peak_lr": job.recipe.head_lr * job.recipe.lr_decay**depth}
        for depth, module in enumerate(modules)
    ]
    fused = True if device.torch_device.type in FUSED else None  # all weights in one go; None: as torch sees fit
    return torch.optim.AdamW(groups, lr=0.0, weight_decay=WEIGHT_DECAY, fused=fused)


def _set_learning_rate(optimizer: torch.optim.Optimizer, done: float, rate: float) -> None:
    """A tenth of the way up to `rate` times the peak, then down along a cosine (one cycle)."""
    factor = done / 0.1 if done < 0.1 else 0.5 * (1 + math.cos(math.pi * (done - 0.1) / 0.9))
    for group in optimizer.param_groups:
        group["lr"] = group["peak_lr"] * max(factor, 0.01) * rate


def _balance(labels: Tensor, categories: int) -> Tensor:
    """Weights that make every category count the same, however many photos it has."""
    counts = torch.bincount(labels, minlength=categories).clamp(min=1)
    return len(labels) / (categories * counts.float())


def _write_checkpoint(
    job: Job, state: _State, network: TrainedLayers, average: TrainedLayers, optimizer: torch.optim.Optimizer
) -> None:
    """Everything that the next epoch depends on, in one file that is replaced at once."""
    tensors = {f"network.{name}": tensor for name, tensor in network.state_dict().items()}
    tensors |= {f"average.{name}": tensor for name, tensor in average.state_dict().items()}
    for i, moments in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{i}.{name}": torch.as_tensor(value) for name, value in moments.items()}
    save(tensors, job.folder / CHECKPOINT, {"state": json.dumps(asdict(state))})


def _read_checkpoint(
    job: Job, network: TrainedLayers, average: TrainedLayers, optimizer: torch.optim.Optimizer
) -> Generator[Notice, None, _State]:
    """Restores the last epoch of the same data and recipe; a fresh state where there is none."""
    file = job.folder / CHECKPOINT
    own = _name_of(job.recipe)
    tensors: dict[str, Tensor] = {}
    if file.is_file():
        with safetensors.safe_open(file, "pt") as opened:
            state = msgspec.convert(json.loads(opened.metadata()["state"]), _State)
            if (state.fingerprint, state.recipe) == (job.fingerprint, own):
                # Copies: Windows would not replace a file that tensors are mapped to.
                tensors = {name: opened.get_tensor(name).clone() for name in opened.keys()}  # noqa: SIM118 (no dict)
        if not tensors:
            yield Notice("This version of the app trains differently, so the deeper layers begin anew.")
    if not tensors:
        for old in (file, job.folder / BEST):
            old.unlink(missing_ok=True)
        batch = batch_for(job.device, len(job.train))
        return _State(job.fingerprint, own, best_acc1=job.head_val_acc1, batch=batch)
    weights = [weight for group in optimizer.param_groups for weight in group["params"]]
    moments: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        kind, _, rest = name.partition(".")
        if kind == "optimizer":
            number, _, moment = rest.partition(".")
            if tensor.dim():  # in the weight's own order in memory, which fused steps take for granted
                tensor = torch.empty_like(weights[int(number)]).copy_(tensor)
            moments.setdefault(int(number), {})[moment] = tensor
    for module, kind in ((network, "network."), (average, "average.")):
        module.load_state_dict({n.removeprefix(kind): t for n, t in tensors.items() if n.startswith(kind)})
    optimizer.load_state_dict({**optimizer.state_dict(), "state": moments})
    return state


def save(tensors: dict[str, Tensor], file: Path, metadata: dict[str, str] | None = None) -> None:
    """Writes tensors to a file that appears whole or not at all.

    Raises:
        StorageError: It cannot be written.
    """
    try:
        with whole_file(file) as part:
            safetensors.torch.save_file({name: t.contiguous() for name, t in tensors.items()}, part, metadata)
    except (OSError, safetensors.SafetensorError) as error:
        raise explain_storage(error if isinstance(error, OSError) else OSError(str(error)), file) from error
