"""Names of categories: ImageNet's, in English and Japanese, and what a photo's folder says of it."""

import functools
import os
from collections.abc import Sequence
from pathlib import Path

from effnet_desktop.engine.folders.names import plain_name
from effnet_desktop.engine.scaling import IMAGENET_CATEGORIES


def categories_by_name(categories: Sequence[str]) -> dict[str, str]:
    """Categories by the plain names that folders may have; ImageNet's by their WordNet ids and in Japanese, too."""
    names = {plain_category(category): category for category in categories}
    if len(categories) == IMAGENET_CATEGORIES:
        for wnid, category in zip(imagenet_wnids(), categories, strict=True):
            for name in names_of(wnid):
                names.setdefault(plain_category(name), category)
    return names


def names_of(wnid: str) -> tuple[str, ...]:
    """The names that a folder of photos of an ImageNet category may have: its WordNet id, in English, in Japanese."""
    _, english, japanese = _rows()[imagenet_wnids().index(wnid)]
    # Some people write the middle dots between the words of a breed's name, and some do not.
    return tuple(dict.fromkeys((wnid, english, japanese, japanese.replace("・", ""))))


@functools.cache
def imagenet_wnids() -> tuple[str, ...]:
    """WordNet ids such as ``n01440764`` in the order of ImageNet's categories."""
    return tuple(wnid for wnid, _, _ in _rows())


@functools.cache
def imagenet_names() -> tuple[str, ...]:
    """English names, those of the networks' own, in the same order."""
    return tuple(english for _, english, _ in _rows())


@functools.cache
def japanese_names() -> tuple[str, ...]:
    """Japanese names in the same order, each of one category alone."""
    return tuple(japanese for _, _, japanese in _rows())


@functools.cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    """``imagenet_names.tsv``: WordNet id, English name, Japanese name.

    The Japanese names were written for this app: each is what its synset in WordNet is called in Japan, or what its
    photos show where these are of another thing (*pier*, *bib*, *cup* and *sunglass* are).
    """
    lines = Path(__file__).with_name("imagenet_names.tsv").read_text(encoding="utf-8").splitlines()
    return tuple((wnid, english, japanese) for wnid, english, japanese in (line.split("\t") for line in lines))


def folder_name(photo: Path) -> str:
    """Name of the folder that a photo lies in."""
    return Path(os.path.abspath(photo)).parent.name


def plain_category(name: str) -> str:
    """A category's or folder's name without what people spell differently."""
    return plain_name(name.replace("_", " ").replace("-", " ")).casefold()
