"""Looks for misfiled photos without training anything to keep."""

from collections.abc import Generator
from pathlib import Path

import numpy as np

from effnet_desktop.engine.folders.dataset import inspect_or_refuse
from effnet_desktop.engine.folders.feature_cache import FeatureCache
from effnet_desktop.engine.folders.label_list import LabelList
from effnet_desktop.engine.models.store import ModelStore
from effnet_desktop.engine.records.training import Suspect, TrainingEvent
from effnet_desktop.engine.training.features import extract_features
from effnet_desktop.engine.training.head import fit_head_cv
from effnet_desktop.engine.training.suspects import name_suspects


def audit(
    store: ModelStore, cache: FeatureCache, labels: LabelList, folder: Path, model: str, seed: int
) -> Generator[TrainingEvent, None, tuple[Suspect, ...]]:
    """See `Engine.audit`: every photo is judged by heads that never saw it."""
    dataset = yield from inspect_or_refuse(folder, labels, cache, seed)
    info = store.find_installed(model)
    features, mask, _ = yield from extract_features(store, info, dataset.photos, cache)
    photos = [photo for photo, ok in zip(dataset.photos, mask, strict=True) if ok]
    y = np.array([photo.category for photo in photos])
    groups = np.array([photo.group for photo in photos])
    fitted = yield from fit_head_cv(features, y, groups, len(dataset.categories), seed=seed)
    return name_suspects(photos, fitted.out_of_fold, dataset.categories, labels.labels)
