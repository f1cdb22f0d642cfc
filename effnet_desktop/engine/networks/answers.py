"""What a network's logits say."""

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.networks.backends import Batch


def softmax(logits: Batch) -> NDArray[np.float64]:
    """Probabilities (N, categories) that add up to 1, from logits of the same shape."""
    powers = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
