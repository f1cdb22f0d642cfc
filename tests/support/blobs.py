"""Made-up features of photos of well-separated kinds."""

import numpy as np


def blobs(sizes, dimensions=200, seed=0):
    """Features of well-separated kinds, and which kind each is of."""
    chance = np.random.default_rng(seed)
    kinds = np.repeat(np.arange(len(sizes)), sizes)
    middles = chance.random((len(sizes), dimensions), np.float32)
    features = middles[kinds] + 0.05 * chance.standard_normal((len(kinds), dimensions), np.float32)
    order = chance.permutation(len(kinds))
    return features[order].astype(np.float32), kinds[order]
