"""A training folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.records.messages import Notice
from effnet_desktop.engine.records.models import SplitBy


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a search for photos passed over.

    Attributes:
        closed: Folders that cannot be read, and why.
        unsupported: Suffixes of pictures and films that cannot be read, with their numbers, the most frequent first.
        others: Number of files that are neither that nor what accompanies photos, such as ``.xmp``.
    """

    closed: tuple[PhotoFailed, ...] = ()
    unsupported: tuple[tuple[str, int], ...] = ()
    others: int = 0

    def describe_files(self) -> Notice | None:
        """The files in a sentence; None where there is none that a person could take for a photo."""
        kinds = ", ".join(f"{count} {suffix}" for suffix, count in self.unsupported)
        count = sum(count for _, count in self.unsupported) + self.others
        if not kinds:
            return None
        if count == 1:
            return Notice("1 file is not a photo or not supported: {kind}.", kind=self.unsupported[0][0])
        if not self.others:
            return Notice("{count} files are not photos or not supported: {kinds}.", count=count, kinds=kinds)
        return Notice(
            "{count} files are not photos or not supported: {kinds}, {others} of other kinds.",
            count=count,
            kinds=kinds,
            others=self.others,
        )


@dataclass(frozen=True, slots=True)
class FoundPhotos:
    """How many photos a search found, and what it passed over."""

    photos: int
    left_out: LeftOut


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """A category of a training folder: its name, how many photos it has, and a few of them."""

    name: str
    photos: int
    samples: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class FolderListed:
    """What a folder holds by its names alone; known at once, before any photo is read.

    Attributes:
        folder: The folder.
        categories: Its category folders.
        has_own_split: Whether it brings folders to train and to measure on.
        beside: Number of photos in no category folder.
    """

    folder: Path
    categories: tuple[CategoryCount, ...]
    has_own_split: bool
    beside: int = 0

    @property
    def is_unsorted(self) -> bool:
        """Whether there are photos, and none of them in a category folder."""
        return self.beside > 0 and not any(category.photos for category in self.categories)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a training folder, in plain words.

    Attributes:
        message: What it is.
        is_fatal: Whether training cannot start.
        paths: The photos or folders that it is about, as far as there are any.
    """

    message: Text
    is_fatal: bool = False
    paths: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelledPhoto:
    """A readable photo of a training set.

    Attributes:
        path: The photo.
        category: Index of its category; -1 for one of no category.
        split: ``train``, or ``val`` for measuring.
        group: Number of its group of near-duplicates (a burst); a group is never divided between the splits.
        digest: BLAKE2b of the file's content, in hexadecimal digits.
        at_new_site: Whether its folder, camera or day is kept to measure on; None where single photos are.
    """

    path: Path
    category: int
    split: Literal["train", "val"]
    group: int
    digest: str
    at_new_site: bool | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """A folder of category folders, read and checked.

    Attributes:
        folder: The folder.
        categories: Names, in the order of the indices.
        photos: Every readable photo, in order of path; exact copies but one are left out.
        unreadable: Photos that cannot be read, and why.
        copies: Groups of files with the same content; the first of each is in `photos`.
        has_own_split: Whether the folder brings ``train`` and ``val`` folders of its own.
        problems: What is wrong, worst first.
        fingerprint: Hash of contents, categories and splits: equal sets of photos have equal ones.
        not_categories: Folders whose photos belong to no category.
        others: The photos in these.
        called_none: Folders that are called like one whose photos belong to no category.
        ways_to_split: What else than single photos can be kept to measure on.
    """

    folder: Path
    categories: tuple[str, ...]
    photos: tuple[LabelledPhoto, ...]
    unreadable: tuple[PhotoFailed, ...]
    copies: tuple[tuple[Path, ...], ...]
    has_own_split: bool
    problems: tuple[Problem, ...]
    fingerprint: str
    not_categories: tuple[str, ...] = ()
    others: tuple[LabelledPhoto, ...] = ()
    called_none: tuple[str, ...] = ()
    ways_to_split: tuple[SplitBy, ...] = ()

    @property
    def can_train(self) -> bool:
        """Whether nothing fatal is wrong."""
        return not any(problem.is_fatal for problem in self.problems)
