"""Names of categories: ImageNet's, in English and Japanese, and what a photo's folders say of it."""

import functools
import os
from collections.abc import Iterable
from pathlib import Path

from effnet_desktop.engine.folders.names import CategoryNames, plain_name
from effnet_desktop.engine.scaling import IMAGENET_CATEGORIES

# ImageNet itself has two categories of each of these names, which torchvision tells apart by more words.
_SHARED_NAMES: dict[str, tuple[str, ...]] = {
    "crane": ("crane", "crane bird"),
    "maillot": ("maillot", "maillot tank suit"),
}


@functools.lru_cache(maxsize=16)
def category_names(categories: tuple[str, ...]) -> CategoryNames:
    """How folders may call a model's categories; ImageNet's by their WordNet ids and in Japanese, too."""
    if len(categories) != IMAGENET_CATEGORIES:
        return CategoryNames(categories)
    others = {name: both for name, both in _SHARED_NAMES.items() if set(both) <= set(categories)}
    for category, (wnid, _, japanese) in zip(categories, _rows(), strict=True):
        # Some people write the middle dots between the words of a breed's name, and some do not.
        for name in (wnid, japanese, japanese.replace("・", "")):
            if name not in categories:
                others.setdefault(plain_name(name), (category,))
    return CategoryNames(categories, others)


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


def japanese_name(category: str) -> str:
    """What one of ImageNet's categories is called in Japanese; empty for any other."""
    return _japanese().get(category, "")


@functools.cache
def _japanese() -> dict[str, str]:
    return dict(zip(imagenet_names(), japanese_names(), strict=True))


@functools.cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    """``imagenet_names.tsv``: WordNet id, English name, Japanese name.

    The Japanese names were written for this app: each is what its synset in WordNet is called in Japan, or what its
    photos show where these are of another thing (*pier*, *bib*, *cup* and *sunglass* are).
    """
    lines = Path(__file__).with_name("imagenet_names.tsv").read_text(encoding="utf-8").splitlines()
    return tuple((wnid, english, japanese) for wnid, english, japanese in (line.split("\t") for line in lines))


class FolderTruth:
    """What a photo shows, by the folders that it lies in: the one rule for all that is measured.

    The outermost folder inside the one that was chosen says it, as in training, if it is named like a category; else
    the next one inside it, and so on; the chosen folder itself comes last. Of a photo that was chosen itself, that is
    the folder that it lies in.

    Args:
        categories: The model's.
        chosen: The photos and folders that the user chose.
    """

    def __init__(self, categories: tuple[str, ...], chosen: Iterable[Path] = ()) -> None:
        self._names = category_names(categories)
        self._chosen = {os.path.abspath(path) for path in chosen}
        self._known: dict[str, tuple[str, ...]] = {}

    def fitting(self, photo: Path) -> tuple[str, ...]:
        """The categories that are right for a photo: hardly ever more than one, and none where that is unknown."""
        folder = os.path.dirname(os.path.abspath(photo))
        if folder not in self._known:
            found = map(self._names.find, names_of_folders(folder, self._chosen))
            self._known[folder] = next(filter(None, found), ())
        return self._known[folder]

    def of(self, photo: Path, answer: str) -> str | None:
        """The true category of a photo that a model answered; None where it is unknown."""
        fitting = self.fitting(photo)
        return answer if answer in fitting else next(iter(fitting), None)


def names_of_folders(folder: str, chosen: Iterable[str]) -> list[str]:
    """Names of the folders from a chosen one down to `folder`, outermost first, with the chosen one last."""
    names = [os.path.basename(folder)]
    inside: list[str] = []
    place = folder
    while place != (outer := os.path.dirname(place)):
        if place in chosen:
            names = [*reversed(inside), os.path.basename(place)]
        inside.append(os.path.basename(place))
        place = outer
    return names
