"""Names of categories: ImageNet's, and what a photo's folder says of it."""

import functools
import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path

from effnet_desktop.engine.scaling import IMAGENET_CATEGORIES

WNIDS = "data/_info/imagenet_synsets.txt"


def categories_by_name(categories: Sequence[str]) -> dict[str, str]:
    """Categories by the plain names that folders may have; ImageNet's by their WordNet ids, too."""
    names = {plain_category(category): category for category in categories}
    if len(categories) == IMAGENET_CATEGORIES:
        names |= dict(zip(imagenet_wnids(), categories, strict=False))
    return names


@functools.cache
def imagenet_wnids() -> tuple[str, ...]:
    """WordNet ids such as ``n01440764`` in the order of ImageNet's categories, from timm's record.

    timm itself is not imported: that would load PyTorch. Without it, folders named by ids are not recognised.
    """
    spec = importlib.util.find_spec("timm")
    if spec is None or not spec.submodule_search_locations:
        return ()
    # In a packaged app the folder holds this file alone.
    return tuple((Path(spec.submodule_search_locations[0]) / WNIDS).read_text(encoding="utf-8").split())


def folder_name(photo: Path) -> str:
    """Name of the folder that a photo lies in."""
    return Path(os.path.abspath(photo)).parent.name


def plain_category(name: str) -> str:
    """A category's or folder's name without what people spell differently."""
    return name.replace("_", " ").replace("-", " ").strip().casefold()
