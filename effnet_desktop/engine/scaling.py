"""Compound scaling: phi, alpha, beta and gamma -> depth, width and resolution, and what a network of that size costs.

Tan & Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks" (2019), equation 3: depth is
multiplied by alpha^phi, width by beta^phi and resolution by gamma^phi, with alpha * beta^2 * gamma^2 close to 2, so
that compute doubles with each step of phi. Everything here is pure Python and instant; a test holds the counts against
those of the real networks.
"""

import math
from dataclasses import dataclass, replace
from typing import Literal

from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.variants import VARIANTS, Family, Variant

Dimension = Literal["depth", "width", "resolution"]

ALPHA, BETA, GAMMA = 1.2, 1.1, 1.15  # section 3.3 of the paper
BASE_RESOLUTION = 224
MIN_PHI, MAX_PHI = -2.0, 8.0
MIN_COEFFICIENT, MAX_COEFFICIENT = 1.0, 2.0
MIN_RESOLUTION, MAX_RESOLUTION = 32, 2048
MAX_PARAMS = 500_000_000  # 2 GB of weights; B7 has 66 million
MAX_MEMORY = 4 << 30  # for one photo; B7 takes 0.35 GB

IMAGENET_CATEGORIES = 1000
HEAD_CHANNELS = 1280
STEM_CHANNELS = 32
BYTES = 4  # of a float32
LITE_MARGIN = 32  # pixels around the crop; CROP_PADDING of the published Lite networks


@dataclass(frozen=True, slots=True)
class StageTemplate:
    """One stage of the base network.

    Attributes:
        expansion: How many times wider its blocks are inside.
        kernel: Side of their depthwise convolutions.
        stride: Of the first block.
        channels: Of its output, before scaling.
        layers: Blocks, before scaling.
    """

    expansion: int
    kernel: int
    stride: int
    channels: int
    layers: int


# Stages 2 to 8 of EfficientNet-B0 (Tan & Le 2019, table 1).
STAGES = (
    StageTemplate(1, 3, 1, 16, 1),
    StageTemplate(6, 3, 2, 24, 2),
    StageTemplate(6, 5, 2, 40, 2),
    StageTemplate(6, 3, 2, 80, 3),
    StageTemplate(6, 5, 1, 112, 3),
    StageTemplate(6, 5, 2, 192, 4),
    StageTemplate(6, 3, 1, 320, 1),
)


@dataclass(frozen=True, slots=True)
class Scaling:
    """A choice of how large the network shall be.

    Attributes:
        phi: The compound coefficient.
        alpha: Base of the depth.
        beta: Base of the width.
        gamma: Base of the resolution.
        family: ``lite`` or ``standard``: what is scaled.
        only: The one dimension that is scaled, the other two staying 1; None scales all three.

    Raises:
        ModelError: A number is out of bounds, or the network would be too large to be of use.
    """

    phi: float
    alpha: float = ALPHA
    beta: float = BETA
    gamma: float = GAMMA
    family: Family = "lite"
    only: Dimension | None = None

    def __post_init__(self) -> None:
        if not MIN_PHI <= self.phi <= MAX_PHI:
            raise ModelError(
                "phi {phi} is out of bounds.",
                "Choose one from {low:g} to {high:g}.",
                phi=f"{self.phi:g}",
                low=MIN_PHI,
                high=MAX_PHI,
            )
        for name in ("alpha", "beta", "gamma"):
            value = getattr(self, name)
            if not MIN_COEFFICIENT <= value <= MAX_COEFFICIENT:
                raise ModelError(
                    "{name} {value} is out of bounds.",
                    "Choose one from {low:g} to {high:g}.",
                    name=name,
                    value=f"{value:g}",
                    low=MIN_COEFFICIENT,
                    high=MAX_COEFFICIENT,
                )
        if not MIN_RESOLUTION <= self.side <= MAX_RESOLUTION:
            raise ModelError(
                "The network's input would be {side} pixels wide.",
                "Choose a smaller phi or gamma: between {low} and {high} pixels make sense.",
                side=self.side,
                low=MIN_RESOLUTION,
                high=MAX_RESOLUTION,
            )
        costs = cost(scaled_variant(self))
        if costs.params > MAX_PARAMS:
            raise ModelError(
                "The network would have {params} million parameters.",
                "Choose a smaller phi, alpha or beta: up to {limit} million fit an ordinary computer.",
                params=f"{costs.params / 1e6:,.0f}",
                limit=MAX_PARAMS // 1_000_000,
            )
        if costs.memory > MAX_MEMORY:
            raise ModelError(
                "The network would need {memory} GB of memory for a single photo.",
                "Choose a smaller phi, beta or gamma: up to {limit} GB fit an ordinary computer.",
                memory=f"{costs.memory / 2**30:,.0f}",
                limit=MAX_MEMORY >> 30,
            )

    @property
    def depth_mult(self) -> float:
        """How many times the layers."""
        return self.alpha**self.phi if self.only in (None, "depth") else 1.0

    @property
    def width_mult(self) -> float:
        """How many times the channels."""
        return self.beta**self.phi if self.only in (None, "width") else 1.0

    @property
    def resolution_mult(self) -> float:
        """How many times the pixels of a side."""
        return self.gamma**self.phi if self.only in (None, "resolution") else 1.0

    @property
    def resolution(self) -> float:
        """Side of the input in pixels, as the formula has it: 257.6 at phi 1."""
        return BASE_RESOLUTION * self.resolution_mult

    @property
    def side(self) -> int:
        """The same in whole pixels, as the network gets it."""
        return round(self.resolution)

    @property
    def constraint(self) -> float:
        """alpha * beta^2 * gamma^2: how many times the compute of each step of phi; the paper keeps it close to 2."""
        return self.alpha * self.beta**2 * self.gamma**2

    @property
    def budget(self) -> float:
        """The compute that the three together are meant to take, as a multiple of phi 0: the constraint to the phi."""
        budget: float = self.constraint**self.phi
        return budget

    def one_lever(self, dimension: Dimension) -> float:
        """How far one dimension alone would have to be scaled to take the same compute.

        Compute grows with the depth, and with the square of width and of resolution (section 3.3 of the paper).
        """
        return self.budget if dimension == "depth" else math.sqrt(self.budget)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a scaled network.

    Attributes:
        expansion: How many times wider its blocks are inside.
        kernel: Side of their depthwise convolutions.
        channels: Of its output.
        layers: Blocks.
        side: Of its output, in pixels.
    """

    expansion: int
    kernel: int
    channels: int
    layers: int
    side: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What a network costs.

    Attributes:
        params: Parameters.
        madds: Multiply-adds for one photo, of convolutions and linear layers (half of what
            `torch.utils.flop_counter` counts).
        memory: Bytes for one photo: the float32 weights, and the activations of the convolution where most are alive
            at once (its input, its output and, inside a residual block, the block's input). Batch norms and
            activation functions count as folded into the convolution before them. A lower bound of what a process
            takes.
        stages: The seven stages.
    """

    params: int
    madds: int
    memory: int
    stages: tuple[Stage, ...]


def scaled_variant(scaling: Scaling) -> Variant:
    """The network of that size, as a variant that can be built and trained but was never published."""
    nearest = nearest_published(scaling)
    theirs = nearest.preprocessing
    side = scaling.side
    # torchvision's crops follow no formula: the standard family takes that of the variant whose weights are nearest.
    share = theirs.resize / theirs.resolution
    resize = side + LITE_MARGIN if scaling.family == "lite" else round(side * share)
    variant = replace(
        nearest,
        name=f"{'lite' if scaling.family == 'lite' else 'b'}-phi{scaling.phi:g}",
        phi=scaling.phi,
        width_mult=scaling.width_mult,
        depth_mult=scaling.depth_mult,
        preprocessing=replace(theirs, resolution=side, resize=resize),
        acc1=None,
        acc5=None,
        weights_file="",
        weights_mb=0.0,
        weights_package=None,
        calibration=None,
    )
    params = cost(variant).params
    return replace(variant, params=params, weights_mb=BYTES * params / 2**20)


def nearest_published(scaling: Scaling) -> Variant:
    """The published variant of the same family whose phi is nearest; of two, the smaller."""
    family = [variant for variant in VARIANTS.values() if variant.family == scaling.family]
    return min(family, key=lambda variant: abs(variant.phi - scaling.phi))


def published_phis(family: Family) -> tuple[float, ...]:
    """The coefficients of a family that were published, ascending."""
    return tuple(variant.phi for variant in VARIANTS.values() if variant.family == family)


def round_channels(channels: float) -> int:
    """The nearest multiple of 8, but never under 90 % of the number (as in the published EfficientNets)."""
    rounded = max(8, int(channels + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * channels else rounded


def layers_of(variant: Variant) -> tuple[int, ...]:
    """Blocks of each stage, rounded up; the lite family keeps the one block of its first and its last stage."""
    scaled = [math.ceil(stage.layers * variant.depth_mult) for stage in STAGES]
    if variant.family == "lite":
        scaled[0] = scaled[-1] = 1
    return tuple(scaled)


def channels_of(variant: Variant) -> tuple[int, ...]:
    """Output channels of the stem, of each stage, and of the head; the lite family scales neither stem nor head."""
    stages = [round_channels(stage.channels * variant.width_mult) for stage in STAGES]
    if variant.family == "lite":
        return (STEM_CHANNELS, *stages, HEAD_CHANNELS)
    # torchvision: the head is four times as wide as the last stage.
    return (round_channels(STEM_CHANNELS * variant.width_mult), *stages, 4 * stages[-1])


def cost(variant: Variant, categories: int = IMAGENET_CATEGORIES) -> Cost:
    """Counts what a network costs, layer by layer."""
    has_attention = variant.family == "standard"  # squeeze-and-excitation

    def reach(inputs: int, outputs: int, kernel: int, stride: int) -> int:
        """Side of what a convolution reads: the lite family pads its input into a new tensor, TensorFlow's way."""
        return inputs if has_attention else max(inputs, (outputs - 1) * stride + kernel)

    stem, *widths, head = channels_of(variant)
    resolution = variant.preprocessing.resolution
    side = math.ceil(resolution / 2)
    params = 3 * 9 * stem + 2 * stem  # each convolution is followed by two batch norm parameters a channel
    madds = 3 * 9 * stem * side**2
    largest = 3 * reach(resolution, side, 3, 2) ** 2 + stem * side**2
    inputs = stem
    stages = []
    for template, outputs, layers in zip(STAGES, widths, layers_of(variant), strict=True):
        # The first block of a stage shrinks and widens; the others are all alike.
        for count, stride in ((1, template.stride), (layers - 1, 1)):
            if not count:
                continue
            wide = template.expansion * inputs
            if template.expansion > 1:
                params += count * (inputs * wide + 2 * wide)
                madds += count * inputs * wide * side**2
                largest = max(largest, (inputs + wide) * side**2)
            before, side = side, math.ceil(side / stride)
            is_residual = stride == 1 and inputs == outputs
            kept = inputs * side**2 if is_residual else 0
            params += count * (template.kernel**2 * wide + 2 * wide + wide * outputs + 2 * outputs)
            madds += count * (template.kernel**2 * wide + wide * outputs) * side**2
            read = reach(before, side, template.kernel, stride) ** 2
            # Without an expansion and padding, the depthwise convolution reads the block's input itself.
            own = kept if template.expansion > 1 or read > before**2 else 0
            largest = max(largest, wide * (read + side**2) + own, (wide + outputs) * side**2 + kept)
            if has_attention:
                squeezed = max(1, inputs // 4)
                params += count * (2 * wide * squeezed + wide + squeezed)
                madds += count * 2 * wide * squeezed
            inputs = outputs
        stages.append(Stage(template.expansion, template.kernel, outputs, layers, side))
    params += inputs * head + 2 * head + (head + 1) * categories
    madds += inputs * head * side**2 + head * categories
    largest = max(largest, (inputs + head) * side**2)
    return Cost(params, madds, BYTES * (params + largest), tuple(stages))
