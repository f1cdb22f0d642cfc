"""A model measured on a folder whose sub-folders are named like its categories."""

import os
from collections.abc import Generator
from pathlib import Path

import numpy as np

from effnet_desktop.engine.classifying.categories import categories_by_name, plain_category
from effnet_desktop.engine.classifying.metrics import evaluate
from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.networks.answers import softmax
from effnet_desktop.engine.networks.backends import OpenVinoBackend
from effnet_desktop.engine.photos.inputs import infer_photos
from effnet_desktop.engine.photos.reading import find_photos
from effnet_desktop.engine.records.evaluation import FolderEvaluation, Threshold
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import ModelInfo


def evaluate_folder(
    backend: OpenVinoBackend, categories: tuple[str, ...], info: ModelInfo, folder: Path
) -> Generator[Progress, None, FolderEvaluation]:
    """See `Engine.evaluate`."""
    index = {name: categories.index(category) for name, category in categories_by_name(categories).items()}
    paths, truth, unknown = [], [], set()
    if not os.path.isdir(folder):
        raise ModelError("There is no folder {folder}.", folder=folder)
    for path in find_photos([folder]):
        name = path.relative_to(folder).parts[0] if path.parent != folder else ""
        if (category := index.get(plain_category(name))) is None:
            unknown.add(name or folder.name)
        else:
            paths.append(path)
            truth.append(category)
    if not paths:
        raise ModelError(
            "No folder in {folder} is named like a category of {model}.",
            "Each category needs a folder of its name with photos in it.",
            folder=folder,
            model=info.name,
        )
    logits, readable = yield from infer_photos(
        backend.infer, paths, info.variant.preprocessing, workers=backend.requests
    )
    if not readable.any():
        raise ModelError("None of the photos could be read.", "They may have been moved or deleted meanwhile.")
    y = np.array(truth, np.intp)[readable]
    probabilities = softmax(logits / info.temperature)
    # Of ImageNet's thousand, most occur neither as truth nor as answer.
    occurring = np.union1d(y, probabilities.argmax(axis=1)) if not info.trained else np.arange(len(categories))
    evaluation = evaluate(
        probabilities[:, occurring], np.searchsorted(occurring, y), [categories[i] for i in occurring]
    )
    threshold = None
    if info.trained or info.variant.calibration:
        is_sure = probabilities.max(axis=1) >= info.threshold
        is_right = probabilities.argmax(axis=1) == y
        accuracy = float(is_right[is_sure].mean()) if is_sure.any() else 0.0
        threshold = Threshold(info.threshold, accuracy, float(is_sure.mean()))
    unreadable = tuple(path for path, ok in zip(paths, readable, strict=True) if not ok)
    return FolderEvaluation(evaluation, threshold, unreadable, tuple(sorted(unknown)))
