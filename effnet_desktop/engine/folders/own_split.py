"""A folder's own split: which of its folders are to learn from, and which to measure on, by their names."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from effnet_desktop.engine.folders.names import plain_name

Side = Literal["train", "val", "test"]

_WORDS: dict[str, Side] = {
    **dict.fromkeys(["train", "training", "学習", "訓練", "训练"], "train"),
    **dict.fromkeys(["val", "valid", "validation", "validating", "validate", "検証", "验证"], "val"),
    **dict.fromkeys(["test", "testing", "テスト", "試験", "测试"], "test"),
}
# These mean other things, too: they count only where all folders are named like parts of a split.
_VAGUE_WORDS: dict[str, Side] = dict.fromkeys(["dev", "eval", "evaluation", "holdout", "評価"], "val")


class _Part(NamedTuple):
    """What a folder's name says: its side, and the rest of the name, such as ``set`` in ``training_set``."""

    side: Side
    rest: str


class OwnSplit(NamedTuple):
    """The folders to learn from and to measure on (the preferred one first), as far as there are any."""

    train: Path
    vals: tuple[Path, ...]


def find_own_split(folders: Sequence[Path], with_categories: Sequence[Path]) -> OwnSplit | None:
    """Finds the split that a folder brings.

    One of its folders is named *train*, and another one, named alike but for that word, *val* or *test*: in another
    case or form (Training, train_set), in English, Japanese or Chinese. Both hold category folders. A folder *train*
    alone counts where all folders are named like parts of a split: else it is a category of trains.

    Args:
        folders: The folders in it, by name.
        with_categories: Those of them that hold folders.

    Returns:
        The split; None where the folders are categories.
    """
    parts = {folder: part for folder in folders if (part := _read(folder.name, _WORDS))}
    with_vague = {folder: part for folder in folders if (part := _read(folder.name, _WORDS | _VAGUE_WORDS))}
    is_all_of_split = len(with_vague) == len(folders)
    if is_all_of_split:
        parts = with_vague
    splits = []
    for train in (folder for folder in with_categories if folder in parts and parts[folder].side == "train"):
        beside = [folder for folder in with_categories if folder in parts and parts[folder].side != "train"]
        vals = [folder for folder in beside if parts[folder].rest == parts[train].rest]
        vals.sort(key=lambda val: (parts[val].side == "test", len(val.name)))  # those to choose by first
        if vals or (is_all_of_split and not parts[train].rest):
            splits.append(OwnSplit(train, tuple(vals)))
    return max(splits, key=lambda split: bool(split.vals), default=None)


def _read(name: str, words: dict[str, Side]) -> _Part | None:
    name = plain_name(name).casefold()
    for word in sorted(words, key=len, reverse=True):
        # Latin words end where the letters end, or before "set": training_set, trainset.
        pattern = rf"(?<![^\W\d_]){word}(?=set\b|[\W\d_]|$)" if word.isascii() else word
        if re.search(pattern, name):
            return _Part(words[word], re.sub(r"[\W_]+", "", re.sub(pattern, "", name, count=1)))
    return None
