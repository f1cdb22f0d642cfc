"""A scaling beside what was published: the nearest variant, and what one long lever costs instead of three."""

from dataclasses import dataclass, replace

from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.scaling import (
    ALPHA,
    BASE_RESOLUTION,
    BETA,
    GAMMA,
    Cost,
    Dimension,
    Scaling,
    cost,
    nearest_published,
    published_phis,
    scaled_variant,
)
from effnet_desktop.engine.variants import Variant

# Tan & Le 2019, the paper's code (efficientnet_builder.py): the resolution of B0 to B7. torchvision's B2 takes 288.
PAPER_RESOLUTIONS = (224, 240, 260, 300, 380, 456, 528, 600)


@dataclass(frozen=True, slots=True)
class Published:
    """The published variant that is nearest to a scaling, and how the two differ.

    Attributes:
        variant: At the resolution that it was published for.
        cost: What that costs.
        differs: Which of ``depth``, ``width`` and ``resolution`` differ from the formula's by more than rounding a
            number to the digits that were printed.
        why: Why they do, in a sentence or two.
    """

    variant: Variant
    cost: Cost
    differs: frozenset[Dimension]
    why: Text


def beside_published(scaling: Scaling) -> Published:
    """Sets a scaling beside the published variant of the same family whose phi is nearest."""
    nearest = nearest_published(scaling)
    resolution = PAPER_RESOLUTIONS[int(nearest.phi)]
    variant = replace(nearest, preprocessing=replace(nearest.preprocessing, resolution=resolution))
    apart: dict[Dimension, float] = {
        "depth": abs(scaling.depth_mult - variant.depth_mult) / 0.05,
        "width": abs(scaling.width_mult - variant.width_mult) / 0.05,
        "resolution": abs(scaling.resolution - resolution) / 0.5,
    }
    differs = frozenset(dimension for dimension, halves in apart.items() if halves > 1 + 1e-9)
    values = {"name": nearest.title, "own": f"{scaling.phi:g}", "phi": f"{nearest.phi:g}"}
    is_papers = (scaling.alpha, scaling.beta, scaling.gamma) == (ALPHA, BETA, GAMMA)
    if not differs and scaling.phi == nearest.phi:
        why = Text("The formula and the published {name} agree here.", **values)
    elif scaling.only:
        why = Text(
            "{name} was published for phi {phi} with all three dimensions scaled; here it is one alone.", **values
        )
    elif not is_papers:
        why = Text("{name} was published for phi {phi} with alpha 1.2, beta 1.1 and gamma 1.15.", **values)
    elif scaling.phi < nearest.phi and nearest.phi == 0:
        why = Text("{name} is the smallest that was published, for phi {phi}; phi {own} is smaller.", **values)
    elif scaling.phi > nearest.phi and scaling.phi > published_phis(scaling.family)[-1]:
        why = Text("{name} is the biggest that was published, for phi {phi}; phi {own} is bigger.", **values)
    elif nearest.phi != scaling.phi:
        why = Text("{name} was published for phi {phi}, and this is phi {own}: none was published for that.", **values)
    else:
        why = Text(
            "The authors rounded by hand: at phi {phi} the formula gives {resolution} px, depth {depth} and width "
            "{width}; {name} ships {shipped} px, depth {shipped_depth} and width {shipped_width}.",
            **values,
            resolution=f"{scaling.resolution:.1f}",
            depth=f"{scaling.depth_mult:.2f}",
            width=f"{scaling.width_mult:.2f}",
            shipped=resolution,
            shipped_depth=f"{variant.depth_mult:g}",
            shipped_width=f"{variant.width_mult:g}",
        )
    return Published(variant, cost(variant), differs, why)


def compute_ratio(scaling: Scaling) -> float:
    """Multiply-adds against those of phi 0; beside 2^phi, this is what the formula really comes to."""
    return cost(scaled_variant(scaling)).madds / cost(scaled_variant(replace(scaling, phi=0.0))).madds


def alternatives(scaling: Scaling) -> dict[Dimension | None, Cost]:
    """What the same phi costs when all three dimensions are scaled (None), or one of them alone."""
    choices: tuple[Dimension | None, ...] = (None, "depth", "width", "resolution")
    return {only: cost(scaled_variant(replace(scaling, only=only))) for only in choices}


# Table 7 there: networks scaled from B0 in one dimension and in all three, with 1.8 to 1.9 G multiply-adds each.
WHY_BALANCED = Text(
    "The paper tried it (table 7): with the same compute, about 1.8 G multiply-adds, depth alone reached 79.0 % on "
    "ImageNet, width alone 78.9 %, resolution alone 79.1 %, and all three together 81.1 %."
)


@dataclass(frozen=True, slots=True)
class Lever:
    """One dimension that is scaled alone until it should take the compute of all three.

    Attributes:
        times: What its multiplier is then.
        cost: What that network costs. It is only counted, never built: it may be far larger than a `Scaling` may be.
    """

    times: float
    cost: Cost


def long_levers(scaling: Scaling) -> dict[Dimension, Lever]:
    """What it costs to spend the same compute on one dimension alone, the other two staying 1."""
    base = scaled_variant(replace(scaling, phi=0.0))
    side = max(1, round(BASE_RESOLUTION * scaling.one_lever("resolution")))
    variants: dict[Dimension, Variant] = {
        "depth": replace(base, depth_mult=scaling.one_lever("depth")),
        "width": replace(base, width_mult=scaling.one_lever("width")),
        "resolution": replace(base, preprocessing=replace(base.preprocessing, resolution=side)),
    }
    return {dimension: Lever(scaling.one_lever(dimension), cost(variant)) for dimension, variant in variants.items()}
