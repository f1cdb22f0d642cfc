"""Photos -> features: one pass through the frozen backbone, and for each photo only one.

In which precision, `cpu_models` decides.
"""

from collections.abc import Generator, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.errors import ModelError, Text
from effnet_desktop.engine.folders.feature_cache import FeatureCache, Vector
from effnet_desktop.engine.folders.listing import evenly
from effnet_desktop.engine.folders.small_pictures import SmallPictures, kept_pictures
from effnet_desktop.engine.models import trained_model
from effnet_desktop.engine.models.store import ModelStore
from effnet_desktop.engine.networks.backends import ParallelModel
from effnet_desktop.engine.networks.convert import source_of
from effnet_desktop.engine.photos.inputs import infer_photos
from effnet_desktop.engine.photos.prefetch import Future
from effnet_desktop.engine.records.folders import Dataset, LabelledPhoto
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import ModelInfo
from effnet_desktop.engine.training.cpu_models import CpuModels, compile_models
from effnet_desktop.engine.training.novelty import MOST_LOOKED_AT

Floats = NDArray[np.float32]


def photos_to_look_at(dataset: Dataset) -> list[LabelledPhoto]:
    """Those that a head is fitted to and measured on, and some of those that belong to no category."""
    return [*dataset.photos, *evenly(dataset.others, MOST_LOOKED_AT)]


def extract_features(
    store: ModelStore,
    info: ModelInfo,
    photos: Sequence[LabelledPhoto],
    cache: FeatureCache,
    pictures: SmallPictures | None = None,
    compiling: Future[CpuModels | None] | None = None,
) -> Generator[Progress, None, tuple[Floats, NDArray[np.bool_], int]]:
    """What the backbone makes of photos; those seen before come from the cache.

    Args:
        store: Has the model.
        info: The model.
        photos: To look at.
        cache: Knows what was seen before, and gets what is new.
        pictures: Small ones of some of the photos, which need not be read then.
        compiling: The model, where it is being made ready already.

    Returns:
        Features (N, D) of the readable photos, a mask of these over `photos`, and how many came from the cache.

    Raises:
        ModelError: Too few of them could be read.
    """
    known = find_known(info, photos, cache)
    from_cache = sum(photo.digest in known for photo in photos)
    missing = [photo for photo in photos if photo.digest not in known]
    to_learn = [photo for photo in missing if photo.split == "train"]
    to_measure = [photo for photo in missing if photo.split != "train"]
    if missing:  # what is known already, a GPU's features for one, needs no form of the network for the CPU
        models = compiling.result() if compiling else None
        if models is None:
            folder, _ = yield from store.convert(info)
            yield Progress(Text("Looking at the photos to learn from"), 0, len(to_learn), "photos")
            models = compile_models(folder / "model.xml", info.variant.preprocessing, len(to_learn))
        known |= yield from _look_through(
            info, cache, pictures, models.to_learn, to_learn, "Looking at the photos to learn from"
        )
        known |= yield from _look_through(
            info, cache, pictures, models.to_measure, to_measure, "Looking at the photos to measure on"
        )
    mask = np.array([photo.digest in known for photo in photos], bool)
    _check_enough(photos, [photo for photo in photos if photo.digest in known])
    features = np.stack([known[photo.digest] for photo in photos if photo.digest in known])
    return features.astype(np.float32), mask, from_cache


def _check_enough(photos: Sequence[LabelledPhoto], readable: Sequence[LabelledPhoto]) -> None:
    """Checks that enough of the photos are left to learn from and to measure on.

    Raises:
        ModelError: It is not.
    """
    why = "They may have been moved or deleted meanwhile."
    photos, readable = ([photo for photo in some if photo.category >= 0] for some in (photos, readable))
    before, now = ({photo.split for photo in some} for some in (photos, readable))
    if "train" in before - now:
        raise ModelError("None of the photos to learn from could be read.", why)
    if "val" in before - now:
        raise ModelError("None of the photos to measure on could be read.", why)
    categories, left = ({photo.category for photo in some if photo.split == "train"} for some in (photos, readable))
    if len(left) < 2 <= len(categories):
        raise ModelError("Of all categories but one, none of the photos to learn from could be read.", why)


def find_known(info: ModelInfo, photos: Sequence[LabelledPhoto], cache: FeatureCache) -> dict[str, Vector]:
    """Features of the photos that this backbone has seen before, by digest."""
    known = cache.get(f"{backbone_of(info)} f32", [photo.digest for photo in photos])
    others = [photo.digest for photo in photos if photo.split == "train" and photo.digest not in known]
    return cache.get(f"{backbone_of(info)} fast", others) | known


def _look_through(
    info: ModelInfo,
    cache: FeatureCache,
    pictures: SmallPictures | None,
    model: ParallelModel,
    photos: Sequence[LabelledPhoto],
    step: str,
) -> Generator[Progress, None, dict[str, Vector]]:
    preprocessing = info.variant.preprocessing
    rows, readable = yield from infer_photos(
        partial(model.run, output=1),
        [photo.path for photo in photos],
        preprocessing,
        step,
        workers=model.requests,
        pictures=kept_pictures(pictures, preprocessing, photos),
    )
    digests = [photo.digest for photo, ok in zip(photos, readable, strict=True) if ok]
    fresh: dict[str, Vector] = dict(zip(digests, rows, strict=True))
    cache.put(f"{backbone_of(info)} {'f32' if model.precision == 'f32' else 'fast'}", fresh)
    return fresh


def backbone_of(info: ModelInfo) -> str:
    """Names what features depend on besides the photo and the precision."""
    assert info.path is not None
    own = trained_model.read_backbone(info.path.parent) if info.trained else ""
    return own or f"{info.variant.name} {source_of(info.path)}"
