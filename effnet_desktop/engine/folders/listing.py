"""A training folder by its names alone: which photos it holds, and in which categories."""

import os
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.folders.facts import Facts
from effnet_desktop.engine.folders.label_list import LabelList
from effnet_desktop.engine.folders.label_table import read_label_table
from effnet_desktop.engine.folders.names import CategoryNames, plain_name
from effnet_desktop.engine.folders.near_duplicates import Look
from effnet_desktop.engine.folders.own_split import OwnSplit, find_own_split
from effnet_desktop.engine.photos.finding import Search, is_photo, is_searched
from effnet_desktop.engine.records.folders import CategoryCount, FolderListed, LeftOut
from effnet_desktop.engine.records.messages import Progress

Split = Literal["train", "val"]
T = TypeVar("T")

SAMPLES = 6
LISTED_AT_A_TIME = 5000


@dataclass(frozen=True, slots=True)
class ListedPhoto:
    """A photo of which only the name is known.

    Attributes:
        path: The photo.
        category: Name of its category.
        split: Its side in the folder's own split; None where it is ours to choose.
        is_corrected: Whether the category is the user's correction.
    """

    path: Path
    category: str
    split: Split | None
    is_corrected: bool


@dataclass(frozen=True, slots=True)
class ReadPhoto(ListedPhoto):
    """A photo that was read.

    Attributes:
        digest: BLAKE2b of the file's content.
        look: What near-duplicates are found by.
        facts: What is known besides what it shows.
    """

    digest: str
    look: Look
    facts: Facts


@dataclass(slots=True)
class Listing:
    """What the names in a folder tell.

    Attributes:
        folder: The folder.
        photos: In natural order; photos added from elsewhere come last.
        categories: In the order of the photos; empty ones come last.
        own_split: The folders to train and to measure on, if it brings both.
        beside: Photos in no category folder.
        nested: Folders with photos inside category folders.
        empty: Category folders without photos.
        unused: Folders beside the ones that are used.
        left_out: What the search passed over, a search for each folder that holds category folders.
        vanished: Corrected photos that are gone.
        table: The list that gave the categories, if one did.
        contradicted: Photos that it gives several categories.
        missing: Photos that it names and that are not there.
        error: Why the folder could not be listed.
    """

    folder: Path
    photos: list[ListedPhoto] = field(default_factory=list)
    categories: tuple[str, ...] = ()
    own_split: tuple[Path, Path] | None = None
    beside: list[Path] = field(default_factory=list)
    nested: list[Path] = field(default_factory=list)
    empty: list[Path] = field(default_factory=list)
    unused: list[Path] = field(default_factory=list)
    vanished: list[Path] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    error: OSError | None = None
    table: Path | None = None
    contradicted: list[Path] = field(default_factory=list)
    missing: list[Path] = field(default_factory=list)

    def summary(self) -> FolderListed:
        """What the window shows at once."""
        paths: dict[str, list[Path]] = {category: [] for category in self.categories}
        for photo in self.photos:
            paths[photo.category].append(photo.path)
        counts = tuple(CategoryCount(name, len(found), tuple(evenly(found, SAMPLES))) for name, found in paths.items())
        return FolderListed(self.folder, counts, self.own_split is not None, len(self.beside))


def evenly(things: Sequence[T], most: int) -> list[T]:
    """So many of things at the most, evenly spaced: neighbours are often alike."""
    count = min(len(things), most)
    return [things[place * len(things) // count] for place in range(count)]


def list_folder(folder: Path, labels: LabelList | None) -> Generator[Progress, None, Listing]:
    """Lists a training folder, with the user's corrections of it; what goes wrong is in the listing."""
    listing = Listing(folder)
    labelled = labels.labels if labels else {}
    left_out = labels.left_out if labels else frozenset()
    nested: dict[Path, None] = {}
    try:
        for root, split in _find_roots(listing):
            prefix = len(os.path.join(root, ""))
            filled = set()
            learnt = CategoryNames(dict.fromkeys(photo.category for photo in listing.photos))
            search = Search([root])
            for count, path in enumerate(search.photos(), 1):
                if count % LISTED_AT_A_TIME == 0:
                    yield Progress(Text("Listing photos"), count, None, "photos")
                name, *deeper = os.fspath(path)[prefix:].split(os.sep)
                if deeper:
                    filled.add(name)
                if len(deeper) > 1:
                    nested[path.parent] = None
                if path in left_out:
                    continue
                if path in labelled:
                    listing.photos.append(ListedPhoto(path, labelled.pop(path), split, True))
                elif deeper:
                    category = next(iter(learnt.find(name)), plain_name(name))  # `val` may spell it differently
                    listing.photos.append(ListedPhoto(path, category, split, False))
                else:
                    listing.beside.append(path)
            passed_over = search.left_out()
            closed = {failed.path for failed in passed_over.closed}
            listing.left_out.append(passed_over)
            listing.empty += [inner for inner in _scan(root)[0] if inner.name not in filled and inner not in closed]
    except OSError as error:
        return Listing(folder, error=error)
    listing.nested = list(nested)

    for path, category in labelled.items():  # photos from elsewhere
        if os.path.isfile(path):
            listing.photos.append(ListedPhoto(path, category, "train" if listing.own_split else None, True))
        else:
            listing.vanished.append(path)
    names = [*(photo.category for photo in listing.photos), *(plain_name(path.name) for path in listing.empty)]
    listing.categories = tuple(dict.fromkeys(names))
    return listing


def list_table(folder: Path, table: Path, labels: LabelList | None) -> Listing:
    """Lists the photos that a table gives categories, with the user's corrections; folders say nothing then.

    Raises:
        EngineError: The table cannot be used.
    """
    listing = Listing(folder, table=table)
    found = read_label_table(table, folder)
    listing.missing, listing.contradicted = found.missing, found.contradicted
    labelled = labels.labels if labels else {}
    left_out = labels.left_out if labels else frozenset()
    listing.vanished = [path for path in labelled if not os.path.isfile(path)]
    corrected = {path: category for path, category in labelled.items() if path not in listing.vanished}
    listing.photos = [
        ListedPhoto(path, category, None, path in corrected)
        for path, category in (found.photos | corrected).items()
        if category and path not in left_out
    ]
    listing.categories = tuple(dict.fromkeys(photo.category for photo in listing.photos))
    return listing


def _find_roots(listing: Listing) -> list[tuple[Path, Split | None]]:
    """The folders that hold category folders; notes what is beside them."""
    folders, photos = _scan(listing.folder)
    split = own_split(listing.folder)
    if split is None:
        return [(listing.folder, None)]
    # A test folder of photos without categories, as competitions hand out, is of no use here.
    train, vals = split
    if vals:
        listing.own_split = train, vals[0]
    listing.beside += photos
    listing.unused = [path for path in folders if path not in (train, *vals[:1])]
    return [(train, "train"), (vals[0], "val")] if vals else [(train, None)]


def own_split(folder: Path) -> OwnSplit | None:
    """The split that a folder brings, if it does.

    Raises:
        OSError: The folder cannot be read.
    """
    folders = _scan(folder)[0]
    return find_own_split(folders, [inner for inner in folders if _has_folders(inner)])


def _scan(folder: Path) -> tuple[list[Path], list[Path]]:
    """The folders and the photos directly in a folder, by name, those left out that are not searched."""
    folders, photos = [], []
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if not is_searched(entry.name):
                continue
            if os.path.isdir(entry.path):
                folders.append(Path(entry.path))
            elif is_photo(entry.name):
                photos.append(Path(entry.path))
    return folders, photos


def _has_folders(folder: Path) -> bool:
    try:
        return bool(_scan(folder)[0])
    except OSError:  # the search will say that it is closed
        return False
