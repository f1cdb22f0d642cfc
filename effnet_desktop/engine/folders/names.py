"""Names of folders and categories, as systems and people spell them differently."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

_NO_CATEGORY = frozenset(
    ["other", "others", "none", "none of these", "background", "その他", "背景", "該当なし", "其他", "其它"]
)
_BETWEEN_WORDS = re.compile(r"(?<=[^\W_])(?:[-_]|\s+)(?=[^\W_])")


def plain_name(name: str) -> str:
    """A name without outer blanks, in the one Unicode form that all systems' spellings become."""
    return unicodedata.normalize("NFC", name.strip())


class CategoryNames:
    """Says which category a name stands for: the one rule for training, measuring and the truth of a photo.

    The very name comes first. Then a name that is written differently between its words (blank, hyphen, underscore)
    or in another case, unless several categories are: ``A`` and ``a`` are two, and ``-1`` is never ``1``.

    Args:
        categories: Their names.
        others: Further names, and the categories that each stands for.
    """

    def __init__(self, categories: Iterable[str], others: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self._exact: dict[str, tuple[str, ...]] = {}
        self._alike: dict[str, tuple[str, ...]] = {}
        for category in dict.fromkeys(categories):
            for known, name in ((self._exact, plain_name(category)), (self._alike, _spelling(category))):
                known[name] = (*known.get(name, ()), category)
        self._exact |= others or {}

    def find(self, name: str) -> tuple[str, ...]:
        """The categories that a name stands for, each of them right; empty where that is none, or not clear."""
        if exact := self._exact.get(plain_name(name)):
            return exact
        alike = self._alike.get(_spelling(name), ())
        if len(alike) == 1:
            return self._exact[plain_name(alike[0])]
        return ()


def means_no_category(name: str) -> bool:
    """Whether a folder is called like one whose photos belong to no category, such as ``other``."""
    return _spelling(name) in _NO_CATEGORY


def _spelling(name: str) -> str:
    """A name without what people write differently."""
    return _BETWEEN_WORDS.sub(" ", plain_name(name)).casefold()
