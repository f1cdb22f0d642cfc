"""A model measured on a folder whose sub-folders are named like its categories."""

import os
from collections.abc import Generator
from pathlib import Path

import numpy as np

from effnet_desktop.engine.classifying.categories import FolderTruth, category_names
from effnet_desktop.engine.classifying.metrics import evaluate
from effnet_desktop.engine.classifying.novelty import Novelty, evaluate_novelty
from effnet_desktop.engine.errors import ModelError, StorageError
from effnet_desktop.engine.folders.listing import own_split
from effnet_desktop.engine.networks.answers import softmax
from effnet_desktop.engine.networks.backends import OpenVinoBackend
from effnet_desktop.engine.photos.finding import Search
from effnet_desktop.engine.photos.inputs import infer_photos, look_at_photos
from effnet_desktop.engine.records.evaluation import AtThreshold, FolderEvaluation
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import ModelInfo


def evaluate_folder(
    backend: OpenVinoBackend,
    categories: tuple[str, ...],
    info: ModelInfo,
    folder: Path,
    novelty: Novelty | None = None,
) -> Generator[Progress, None, FolderEvaluation]:
    """See `Engine.evaluate`."""
    folder = _to_measure_on(folder, categories)
    folder_truth = FolderTruth(categories, [folder])
    search = Search([folder])
    paths: list[Path] = []
    others: list[Path] = []  # in folders of other names, not beside them
    unknown = set()
    for path in search.photos():
        if folder_truth.fitting(path):
            paths.append(path)
        else:
            unknown.add(path.relative_to(folder).parts[0] if path.parent != folder else folder.name)
            if path.parent != folder:
                others.append(path)
    if not paths:
        raise ModelError(
            "No folder in {folder} is named like a category of {model}.",
            "Each category needs a folder of its name with photos in it.",
            folder=folder,
            model=info.name,
        )
    preprocessing, workers = info.variant.preprocessing, backend.requests
    scores = None
    if novelty:
        logits, features, looked_at = yield from look_at_photos(
            backend.infer_with_features, [*paths, *others], preprocessing, novelty.slopes.shape, workers=workers
        )
        scores = novelty.scores(features, logits)
    else:
        others = []
        logits, looked_at = yield from infer_photos(backend.infer, paths, preprocessing, workers=workers)
    readable = looked_at[: len(paths)]
    if not readable.any():
        raise ModelError("None of the photos could be read.", "They may have been moved or deleted meanwhile.")
    own = int(readable.sum())
    novel = None
    if scores is not None:
        scale = info.trained.novelty if info.trained else None
        novel = evaluate_novelty(scores[:own], scores[own:], scale.threshold() if scale else np.inf)
    probabilities = softmax(logits[:own] / info.temperature)
    predicted = probabilities.argmax(axis=1)
    index = {category: place for place, category in enumerate(categories)}
    read = [path for path, ok in zip(paths, readable, strict=True) if ok]
    true = [folder_truth.of(path, categories[answer]) for path, answer in zip(read, predicted, strict=True)]
    y = np.array([index[category] for category in true if category is not None], np.intp)
    # Of ImageNet's thousand, most occur neither as truth nor as answer.
    occurring = np.union1d(y, predicted) if not info.trained else np.arange(len(categories))
    evaluation = evaluate(
        probabilities[:, occurring], np.searchsorted(occurring, y), [categories[i] for i in occurring]
    )
    threshold = None
    if info.threshold > 0:
        is_sure = probabilities.max(axis=1) >= info.threshold
        accuracy = float((predicted == y)[is_sure].mean()) if is_sure.any() else None
        threshold = AtThreshold(info.threshold, accuracy, float(is_sure.mean()))
    left_out = search.left_out()
    unreadable = (
        *(path for path, ok in zip([*paths, *others], looked_at, strict=True) if not ok),
        *(closed.path for closed in left_out.closed),
    )
    return FolderEvaluation(evaluation, threshold, folder, unreadable, tuple(sorted(unknown)), left_out, novel)


def _to_measure_on(folder: Path, categories: tuple[str, ...]) -> Path:
    """The folder itself, or what it keeps to measure on, unless the model takes the split's folders for categories.

    Raises:
        ModelError: It is not there, or a file.
        StorageError: It cannot be read.
    """
    if not os.path.isdir(folder):
        raise ModelError("There is no folder {folder}.", folder=folder)
    try:
        split = own_split(folder)
    except OSError as error:
        raise StorageError(
            "The folder {folder} cannot be read: {reason}.", folder=folder, reason=error.strerror or str(error)
        ) from error
    if split is None or not split.vals or category_names(categories).find(split.train.name):
        return folder
    return split.vals[0]
