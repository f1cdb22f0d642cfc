"""Does a photo belong to any category at all? Told from the answer and its features, so without a second pass.

Features of one category lie around their mean; how they scatter is much the same for all categories. So a photo's
novelty is its Mahalanobis distance from the nearest mean, with one covariance for all (Lee et al. 2018), on features of
length 1 (Mueller & Hein 2025). The covariance is kept as the few directions in which features scatter most, and one
variance for all the others: some hundred kilobytes, and microseconds a photo.

The head's largest logit has a say, too: it is low where no category fits. Alone it accepts many photos of another kind;
beside the distance, it halves the photos that are nearly like the categories and are accepted. These, such as one more
kind of shirt among shirts, are told less surely all the same (docs/measured.md).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.chance import wilson_interval
from effnet_desktop.engine.classifying.metrics import Scores
from effnet_desktop.engine.models.trained_model import damaged
from effnet_desktop.engine.networks.weights import BESIDE
from effnet_desktop.engine.records.evaluation import NoveltyEvaluation

Floats = NDArray[np.float32]

_TINY = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Novelty:
    """Features and logits -> how far a photo is from all categories.

    Attributes:
        slopes: What a photo's features take off its distance from each category, (C, D).
        offsets: What that begins with, (C,).
        directions: In which features scatter most, orthonormal, (K, D).
        weights: By how much the square of a step along each direction counts less than along any other, (K,).
        scale: What the squared distance is divided by, so that 1 is usual for photos of the categories.
        logit_weight: What the largest logit takes off that for each unit above the usual.
        usual_logit: That of photos of the categories.
    """

    slopes: Floats
    offsets: Floats
    directions: Floats
    weights: Floats
    scale: float = 1.0
    logit_weight: float = 0.0
    usual_logit: float = 0.0

    def scores(self, features: Floats, logits: Floats) -> NDArray[np.float64]:
        """Novelty (N,) of photos with these features (N, D) and logits (N, C)."""
        distance = self.distances(features) / self.scale
        return np.asarray(np.maximum(distance - self.logit_weight * (logits.max(axis=1) - self.usual_logit), 0))

    def distances(self, features: Floats) -> NDArray[np.float64]:
        """Squared distance (N,) from the nearest category of photos with these features (N, D)."""
        x = normalise(features)
        along = x @ self.directions.T
        size = (x * x).sum(axis=1) + (along * along) @ self.weights
        nearest = size + (self.offsets - 2 * x @ self.slopes.T).min(axis=1)
        return np.asarray(np.maximum(nearest.astype(np.float64), 0))

    def tensors(self) -> dict[str, NDArray[Any]]:
        """What is saved beside a model's weights."""
        return {
            f"{BESIDE}slopes": self.slopes,
            f"{BESIDE}offsets": self.offsets,
            f"{BESIDE}directions": self.directions,
            f"{BESIDE}weights": self.weights,
            f"{BESIDE}scale": np.array([self.scale, self.logit_weight, self.usual_logit]),
        }


def around(means: Floats, directions: Floats, weights: Floats) -> Novelty:
    """What tells the distance from the nearest of some means (C, D); see `Novelty` for the others."""
    along = means @ directions.T
    slopes, offsets = means + (along * weights) @ directions, (means * means).sum(axis=1) + (along * along) @ weights
    return Novelty(slopes.astype(np.float32), offsets.astype(np.float32), directions, weights)


def from_tensors(tensors: dict[str, NDArray[Any]]) -> Novelty | None:
    """What `Novelty.tensors` gave; None where there is nothing of it.

    Raises:
        ValueError: They do not fit each other.
    """
    names = [f"{BESIDE}{name}" for name in ("slopes", "offsets", "directions", "weights", "scale")]
    if names[0] not in tensors:
        return None
    found = [tensors.get(name, np.empty(0)) for name in names]
    slopes, offsets, directions, weights, scale = found
    sizes = slopes.shape, offsets.shape, directions.shape, weights.shape, scale.shape
    expected = (len(offsets), slopes.shape[-1]), (len(slopes),), (len(weights), slopes.shape[-1]), (len(directions),)
    if sizes != (*expected, (3,)) or not all(np.isfinite(tensor).all() for tensor in found) or scale[0] <= 0:
        raise ValueError(f"no novelty: {sizes}")
    return Novelty(slopes, offsets, directions, weights, *map(float, scale))


def read(weights: Path) -> Novelty | None:
    """What a trained model's weights file holds of it; None for a model without it.

    Raises:
        ModelError: The file is damaged.
    """
    import safetensors

    try:
        with safetensors.safe_open(weights, "np") as file:
            names = [name for name in list(file.keys()) if name.startswith(BESIDE)]
            return from_tensors({name: file.get_tensor(name) for name in names})
    except (OSError, ValueError, safetensors.SafetensorError) as error:
        raise damaged(weights.parent) from error


def normalise(features: Floats) -> Floats:
    """Features (N, D) as vectors of length 1; those of no length stay as they are."""
    length = np.linalg.norm(features, axis=1, keepdims=True)
    return np.asarray(features / np.maximum(length, _TINY), np.float32)


def auroc(own: Scores, alien: Scores) -> float:
    """How often a photo of no category has the higher score than one of a category (0..1); ties count half."""
    order = np.sort(own)
    below, not_above = np.searchsorted(order, alien, "left"), np.searchsorted(order, alien, "right")
    return float((below + not_above).sum() / 2 / (len(own) * len(alien)))


def evaluate_novelty(own: Scores, others: Scores, threshold: float) -> NoveltyEvaluation | None:
    """Measures how well photos of no category are told from those of the categories.

    Args:
        own: Novelty of photos of the categories.
        others: Of photos of none.
        threshold: Above it, a photo is called novel.
    """
    if not len(own):
        return None
    accepted = int((others <= threshold).sum())
    return NoveltyEvaluation(
        own_photos=len(own),
        own_kept=float((own <= threshold).mean()),
        others=len(others),
        others_accepted=accepted / len(others) if len(others) else None,
        others_accepted_ci95=wilson_interval(accepted, len(others)) if len(others) else None,
        auroc=auroc(own, others) if len(others) else None,
    )
