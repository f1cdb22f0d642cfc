"""The networks as torch modules, and how their weights are read.

The standard family is torchvision's own. The lite family (TPU repository, efficientnet/lite) is built here from
torchvision's blocks: no squeeze-and-excitation, ReLU6, TensorFlow's "SAME" padding, stem and head not scaled.
Both have the parts ``features``, ``avgpool`` and ``classifier``.
"""

import math
import warnings
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
from effnet_desktop.engine.networks.weights import read_plain
from effnet_desktop.engine.scaling import STAGES, STEM_CHANNELS, channels_of, layers_of
from effnet_desktop.engine.variants import VARIANTS, Variant

STOCHASTIC_DEPTH = 0.2  # of the last block, growing from 0 at the first; efficientnet/lite's drop_connect_rate


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


def identify(weights: Path) -> Variant:
    """Finds out which variant's weights a file holds, and that they fit.

    Raises:
        ModelError: They are not those of any variant with 1,000 categories.
    """
    state = read_state(weights)
    count = sum(tensor.numel() for name, tensor in state.items() if not _is_buffer(name))
    for variant in VARIANTS.values():
        if variant.params == count:
            with torch.device("meta"):
                network = build(variant)
            _fill(network, state, weights)
            return variant
    raise ModelError(
        "{file} holds {count} parameters, which is none of the known networks.",
        "EfficientNet B0 to B7 (torchvision's files) and Lite 0 to 2 with ImageNet's 1,000 categories can be imported.",
        file=weights.name,
        count=f"{count:,}",
    )


def read_state(weights: Path) -> dict[str, Tensor]:
    """Reads tensors by name; a pickle is opened for tensors alone and can run no code.

    Args:
        weights: A ``.pth`` or ``.safetensors`` file, or the ``model.xml`` of a converted model that keeps its weights.

    Raises:
        ModelError: The file is damaged or holds something else.
    """
    try:
        if weights.suffix == ".xml":
            state = {name: torch.from_numpy(data) for name, data in read_plain(weights).items()}
        elif weights.suffix == ".safetensors":
            state = safetensors.torch.load_file(weights)
        else:
            with warnings.catch_warnings():  # torch's doubts about odd files are not for users
                warnings.simplefilter("ignore")
                state = torch.load(weights, map_location="cpu", weights_only=True)
    except Exception as error:  # torch.load raises whatever the damaged bytes lead it to
        raise ModelError(
            "{file} cannot be read as weights.",
            "It may be damaged or hold more than tensors: fetch it again from a source you trust.",
            file=weights.name,
        ) from error
    if not isinstance(state, dict) or not all(isinstance(tensor, Tensor) for tensor in state.values()):
        raise ModelError("{file} holds no table of tensors.", "Save the model's state_dict() alone.", file=weights.name)
    # The lite packages keep theirs in another order of memory, which PyTorch computes on more slowly.
    return {name: tensor.contiguous() for name, tensor in state.items()}


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
    try:
        network.load_state_dict(state, assign=True)
    except RuntimeError as error:
        raise ModelError(
            "{file} does not fit the network: {reason}",
            "It belongs to another network or version.",
            file=weights.name,
            reason=str(error).splitlines()[-1].strip(),
        ) from error
