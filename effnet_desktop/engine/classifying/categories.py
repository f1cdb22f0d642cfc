"""Names of categories: ImageNet's, and what a photo's folder says of it."""

import functools
import os
from collections.abc import Sequence
from pathlib import Path

from effnet_desktop.engine.folders.names import plain_name
from effnet_desktop.engine.scaling import IMAGENET_CATEGORIES


def categories_by_name(categories: Sequence[str]) -> dict[str, str]:
    """Categories by the plain names that folders may have; ImageNet's by their WordNet ids, too."""
    names = {plain_category(category): category for category in categories}
    if len(categories) == IMAGENET_CATEGORIES:
        names |= dict(zip(imagenet_wnids(), categories, strict=True))
    return names


@functools.cache
def imagenet_wnids() -> tuple[str, ...]:
    """WordNet ids such as ``n01440764`` in the order of ImageNet's categories."""
    return tuple(Path(__file__).with_name("imagenet_wnids.txt").read_text(encoding="ascii").split())


def folder_name(photo: Path) -> str:
    """Name of the folder that a photo lies in."""
    return Path(os.path.abspath(photo)).parent.name


def plain_category(name: str) -> str:
    """A category's or folder's name without what people spell differently."""
    return plain_name(name.replace("_", " ").replace("-", " ")).casefold()
