"""Photos that are probably filed in the wrong category."""

from collections.abc import Container, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.classifying.metrics import find_suspects
from effnet_desktop.engine.records.folders import LabelledPhoto
from effnet_desktop.engine.records.training import Suspect


def name_suspects(
    photos: Sequence[LabelledPhoto],
    probabilities: NDArray[np.float64],
    categories: tuple[str, ...],
    decided: Container[Path] = (),
) -> tuple[Suspect, ...]:
    """Photos that are probably filed wrongly, the surest first.

    Args:
        photos: N photos.
        probabilities: (N, C), each row from a model that never saw the photo.
        categories: Names, in the order of the columns.
        decided: Photos whose category the user has said: they are not asked about again.
    """
    labels = np.array([photo.category for photo in photos])
    return tuple(
        Suspect(
            photos[i].path,
            categories[labels[i]],
            categories[probabilities[i].argmax()],
            float(probabilities[i].max()),
            float(probabilities[i, labels[i]]),
        )
        for i in sorted(find_suspects(probabilities, labels), key=lambda i: -probabilities[i].max())
        if photos[i].path not in decided
    )
