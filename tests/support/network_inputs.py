"""What a network makes of a picture first."""

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.variants import Preprocessing


def centred(pictures: NDArray[np.uint8], preprocessing: Preprocessing) -> NDArray[np.float32]:
    """(..., R, R, 3) bytes -> (..., 3, R, R) about the mean colour, as torchvision's and timm's transforms have it."""
    values = (pictures / 255 - preprocessing.mean) / preprocessing.std
    return np.ascontiguousarray(np.moveaxis(values, -1, -3), np.float32)
