"""The networks as torch modules, and how their weights are read.

The standard family is torchvision's own. The lite family (TPU repository, efficientnet/lite) is built here from
torchvision's blocks: no squeeze-and-excitation, ReLU6, TensorFlow's "SAME" padding, stem and head not scaled.
Both have the parts ``features``, ``avgpool`` and ``classifier``.
"""

import math
import warnings
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode
from torchvision.models import EfficientNet, get_model, get_model_weights
from torchvision.models.efficientnet import MBConvConfig
from torchvision.ops import Conv2dNormActivation, StochasticDepth

from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.networks.weights import BESIDE, read_plain
from effnet_desktop.engine.scaling import STAGES, STEM_CHANNELS, channels_of, layers_of
from effnet_desktop.engine.variants import VARIANTS, Variant

STOCHASTIC_DEPTH = 0.2  # of the last block, growing from 0 at the first; efficientnet/lite's drop_connect_rate
MAX_FILE = 2 << 30  # bytes; B7 has 255 MB, and its training kept perhaps three times as much
MAX_NUMBERS = 600_000_000  # of a network; see `scaling.MAX_PARAMS`
STEMS = ("features.0.0.weight", "features.0.1.0.weight", "_conv_stem.weight", "conv_stem.weight")
"""What the first layer's weights are called: by torchvision, here (Lite), by efficientnet-pytorch, by timm."""


class SamePad(nn.Module):
    """TensorFlow's "SAME" padding: just enough for every stride, the odd pixel at the right and the bottom."""

    def __init__(self, kernel: int, stride: int) -> None:
        super().__init__()
        self.kernel = kernel
        self.stride = stride

    def forward(self, x: Tensor) -> Tensor:
        """Pads (N, C, H, W) with zeros."""
        height, width = (
            max((math.ceil(side / self.stride) - 1) * self.stride + self.kernel - side, 0) for side in x.shape[-2:]
        )
        return nn.functional.pad(x, (width // 2, width - width // 2, height // 2, height - height // 2))


def _conv(inputs: int, outputs: int, kernel: int = 1, stride: int = 1, groups: int = 1, relu: bool = True) -> nn.Module:
    """Convolution, batch norm and ReLU6, padded as TensorFlow does."""
    conv = Conv2dNormActivation(
        inputs,
        outputs,
        kernel,
        stride,
        padding=0,
        groups=groups,
        norm_layer=partial(nn.BatchNorm2d, eps=1e-3, momentum=0.01),
        activation_layer=nn.ReLU6 if relu else None,
    )
    return conv if kernel == 1 else nn.Sequential(SamePad(kernel, stride), conv)


class LiteBlock(nn.Module):
    """Mobile inverted bottleneck without squeeze-and-excitation."""

    def __init__(self, inputs: int, outputs: int, expansion: int, kernel: int, stride: int, drop: float) -> None:
        super().__init__()
        wide = inputs * expansion
        layers = [_conv(inputs, wide)] if expansion > 1 else []
        layers += [_conv(wide, wide, kernel, stride, groups=wide), _conv(wide, outputs, relu=False)]
        self.block = nn.Sequential(*layers)
        self.is_residual = stride == 1 and inputs == outputs
        self.stochastic_depth = StochasticDepth(drop, "row")

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, H, W) -> (N, outputs, ceil(H / stride), ceil(W / stride))."""
        y: Tensor = self.block(x)
        return x + self.stochastic_depth(y) if self.is_residual else y


class LiteNetwork(nn.Module):
    """EfficientNet-Lite of a variant's width and depth."""

    def __init__(self, variant: Variant, categories: int = 1000, dropout: float = 0.2) -> None:
        super().__init__()
        repeats = layers_of(variant)
        stem, *channels, head = channels_of(variant)
        stages: list[nn.Module] = [_conv(3, stem, 3, 2)]
        inputs, done = stem, 0
        for stage, outputs, count in zip(STAGES, channels, repeats, strict=True):
            blocks = []
            for i in range(count):
                drop = STOCHASTIC_DEPTH * done / sum(repeats)
                stride = stage.stride if i == 0 else 1
                blocks.append(LiteBlock(inputs, outputs, stage.expansion, stage.kernel, stride, drop))
                inputs, done = outputs, done + 1
            stages.append(nn.Sequential(*blocks))
        stages.append(_conv(inputs, head))
        self.features = nn.Sequential(*stages)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(nn.Dropout(dropout, inplace=True), nn.Linear(head, categories))

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, R, R) -> logits (N, categories)."""
        logits: Tensor = self.classifier(torch.flatten(self.avgpool(self.features(x)), 1))
        return logits


class WithFeatures(nn.Module):
    """A network that hands out its features (the pooled vector before the classifier), too."""

    def __init__(self, network: Any) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(N, 3, R, R) -> logits (N, categories), features (N, D)."""
        features: Tensor = torch.flatten(self.network.avgpool(self.network.features(x)), 1)
        return self.network.classifier(features), features


def build(variant: Variant, categories: int = 1000) -> nn.Module:
    """The variant's network in evaluation mode, with random weights."""
    if variant.family == "lite":
        return LiteNetwork(variant, categories).eval()
    if variant.name in VARIANTS:
        published: nn.Module = get_model(f"efficientnet_{variant.name}", weights=None, num_classes=categories)
        return published.eval()
    stages = [
        MBConvConfig(
            stage.expansion,
            stage.kernel,
            stage.stride,
            inputs,
            stage.channels,
            stage.layers,
            variant.width_mult,
            variant.depth_mult,
        )
        for inputs, stage in zip((STEM_CHANNELS, *(stage.channels for stage in STAGES)), STAGES, strict=False)
    ]
    # torchvision's B5 to B7 came from TensorFlow, with another epsilon.
    norm_layer = partial(nn.BatchNorm2d, eps=1e-3, momentum=0.01) if variant.phi > 4.5 else nn.BatchNorm2d
    network: nn.Module = EfficientNet(stages, dropout=0.2, num_classes=categories, norm_layer=norm_layer)
    return network.eval()


def count(variant: Variant, categories: int = 1000) -> tuple[int, int, int]:
    """Counts what the real network costs, without memory for it (on the meta device); see `scaling.Cost`.

    Returns:
        Parameters, multiply-adds and bytes of memory for one photo.
    """
    side = variant.preprocessing.resolution
    kept: list[Tensor] = []  # the input of the residual block that is computed now
    most = 0

    def enter(block: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        kept.append(inputs[0])

    def leave(block: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        kept.clear()

    def compute(layer: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        nonlocal most
        alive = {id(tensor): tensor.numel() for tensor in (*kept, *inputs, output)}
        most = max(most, sum(alive.values()))

    with torch.device("meta"), torch.no_grad(), FlopCounterMode(display=False) as counter:
        network = build(variant, categories)
        for module in network.modules():
            if getattr(module, "is_residual", False) or getattr(module, "use_res_connect", False):
                module.register_forward_pre_hook(enter)
                module.register_forward_hook(leave)
            elif isinstance(module, (nn.Conv2d, nn.Linear)):
                module.register_forward_hook(compute)
        network(torch.empty(1, 3, side, side))
    params = sum(parameter.numel() for parameter in network.parameters())
    return params, counter.get_total_flops() // 2, 4 * (params + most)


def load(variant: Variant, weights: Path, categories: int = 1000) -> nn.Module:
    """The variant's network in evaluation mode, with weights from a ``.pth`` or ``.safetensors`` file.

    Raises:
        ModelError: The file is damaged or belongs to another network.
    """
    network = build(variant, categories)
    _fill(network, read_state(weights), weights)
    return network


def identify(weights: Path) -> tuple[Variant, nn.Module]:
    """Finds out which variant's weights a file holds; returns the network with them, too.

    Raises:
        ModelError: They are not those of any variant with 1,000 categories, or of another package's networks.
    """
    if _unpacked_bytes(weights) > MAX_FILE:
        raise _too_large(weights)
    state = read_state(weights)
    count = sum(tensor.numel() for name, tensor in state.items() if not _is_buffer(name))
    variant = next((variant for variant in VARIANTS.values() if variant.params == count), None)
    # Networks of the same shapes that compute otherwise: padding, epsilon. timm's names do not tell which it is.
    package = "timm" if "conv_stem.weight" in state else ""
    if "_conv_stem.weight" in state and (variant is None or variant.family == "standard"):
        package = "efficientnet-pytorch"
    if package:
        raise ModelError(
            "{file} holds a network of the package {package}, which may compute otherwise than torchvision's.",
            "Import torchvision's file of the same network, or download it on the Models page.",
            file=weights.name,
            package=package,
        )
    if variant is None:
        raise ModelError(
            "{file} holds {count} parameters, which is none of the known networks.",
            "EfficientNet B0 to B7 (torchvision's files) and Lite 0 to 2 with ImageNet's 1,000 categories can be "
            "imported.",
            file=weights.name,
            count=f"{count:,}",
        )
    with torch.device("meta"):
        network = build(variant)
    _fill(network, state, weights)
    return variant, network


def prove(network: nn.Module, variant: Variant, weights: Path) -> None:
    """Lets a network answer two pictures, to know that its weights are of use.

    Args:
        network: In evaluation mode.
        variant: What it is.
        weights: Where its weights are from.

    Raises:
        ModelError: Some weights or answers are no numbers, or both answers are the same.
    """
    side = variant.preprocessing.resolution
    ramp = torch.linspace(-2, 2, side)
    picture = torch.stack([ramp.expand(side, side), ramp[:, None].expand(side, side), -ramp.expand(side, side)])
    with torch.inference_mode():
        first, second = network(torch.stack([picture, -picture]))
    numbers = [first, second, *(tensor for tensor in network.state_dict().values() if tensor.is_floating_point())]
    if not all(torch.isfinite(tensor).all() for tensor in numbers) or torch.equal(first, second):
        raise ModelError(
            "{file} has the layers of {title}, but its weights answer no photo.",
            "It is damaged, or its training failed: fetch it again.",
            file=weights.name,
            title=variant.title,
        )


def read_state(weights: Path) -> dict[str, Tensor]:
    """Reads tensors by name, numbers as float32; a pickle is opened for tensors alone and can run no code.

    What trainings put around them goes: the other entries of a checkpoint, a prefix such as ``module.``.

    Args:
        weights: A ``.pth`` or ``.safetensors`` file, or the ``model.xml`` of a converted model that keeps its weights.

    Raises:
        ModelError: The file is damaged or holds something else.
    """
    try:
        if weights.suffix == ".xml":
            found = {name: torch.from_numpy(data) for name, data in read_plain(weights).items()}
        elif weights.suffix.lower() == ".safetensors":
            tensors = safetensors.torch.load_file(weights)
            found = {name: tensor for name, tensor in tensors.items() if not name.startswith(BESIDE)}
        else:
            with warnings.catch_warnings():  # torch's doubts about odd files are not for users
                warnings.simplefilter("ignore")
                found = torch.load(weights, map_location="cpu", weights_only=True)
    except Exception as error:  # torch.load raises whatever the damaged bytes lead it to
        raise ModelError(
            "{file} cannot be read as weights.",
            "It may be damaged or hold more than tensors: fetch it again from a source you trust.",
            file=weights.name,
        ) from error
    state = _without_prefix(max(_find_tables(found), key=len, default={}))
    if not state:
        raise ModelError("{file} holds no table of tensors.", "Save the model's state_dict() alone.", file=weights.name)
    if sum(tensor.numel() for tensor in state.values()) > MAX_NUMBERS:  # for which a few bytes can stand
        raise _too_large(weights)
    # The lite packages keep theirs in another order of memory, which PyTorch computes on more slowly.
    return {
        name: (tensor.float() if tensor.is_floating_point() else tensor).contiguous() for name, tensor in state.items()
    }


def _too_large(weights: Path) -> ModelError:
    return ModelError(
        "{file} is larger than the weights of any EfficientNet.",
        "Save the model's state_dict() alone.",
        file=weights.name,
    )


def _unpacked_bytes(weights: Path) -> int:
    """The size of a file, or of what a zip file such as torch's holds, if that is more."""
    size = weights.stat().st_size
    try:
        with zipfile.ZipFile(weights) as opened:
            return max(size, sum(entry.file_size for entry in opened.infolist()))
    except (OSError, ValueError, zipfile.BadZipFile):
        return size


def _find_tables(found: object, depth: int = 3) -> Iterator[dict[str, Tensor]]:
    """Tables of tensors: what a file held, or what lies in there among other things."""
    if not isinstance(found, dict):
        return
    if all(isinstance(name, str) and _is_plain(tensor) for name, tensor in found.items()):
        yield found
    elif depth:
        for inner in found.values():
            yield from _find_tables(inner, depth - 1)


def _without_prefix(state: dict[str, Tensor]) -> dict[str, Tensor]:
    for stem in STEMS:
        for name in state:
            prefix = name.removesuffix(stem)
            if prefix != name and prefix.endswith("."):
                return {name.removeprefix(prefix): state[name] for name in state if name.startswith(prefix)}
    return state


def _is_plain(tensor: object) -> bool:
    """Whether it is an ordinary table of numbers that are there."""
    return isinstance(tensor, Tensor) and not (
        tensor.layout != torch.strided or tensor.is_quantized or tensor.is_complex() or tensor.is_meta
    )


def imagenet_categories() -> list[str]:
    """ImageNet's 1,000 category names, in the order of the logits; from torchvision's record."""
    return list(get_model_weights("efficientnet_b0").DEFAULT.meta["categories"])


def _is_buffer(name: str) -> bool:
    return name.endswith(("running_mean", "running_var", "num_batches_tracked"))


def _fill(network: nn.Module, state: dict[str, Tensor], weights: Path) -> None:
    own = network.state_dict()
    if "_conv_stem.weight" in state and len(state) == len(own):
        # The lite packages use other names, but list the same layers from input to output.
        state = dict(zip(own, state.values(), strict=True))
    if misfit := _first_misfit(own, state):
        raise ModelError(
            "{file} does not fit the network: {reason}.",
            "It belongs to another network or version.",
            file=weights.name,
            reason=misfit,
        )
    network.load_state_dict(state, assign=True)


def _first_misfit(own: dict[str, Tensor], state: dict[str, Tensor]) -> str:
    """What first tells two tables of tensors apart; old files lack the counters of training steps."""
    for name, tensor in own.items():
        if name not in state:
            if not name.endswith("num_batches_tracked"):
                return f"it has no {name}"
        elif (shape := tuple(state[name].shape)) != tuple(tensor.shape):
            return f"{name} is {shape} there and {tuple(tensor.shape)} here"
        elif state[name].is_floating_point() != tensor.is_floating_point():
            return f"{name} is {state[name].dtype} there and {tensor.dtype} here"
    return next((f"{name[:100]} is not known here" for name in state if name not in own), "")
