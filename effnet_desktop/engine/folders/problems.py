"""What is wrong with a training folder, in plain words."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.folders.listing import Listing, ReadPhoto
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.records.folders import LabelledPhoto, Problem

FEW_PHOTOS = 5
IMBALANCE = 10


@dataclass(frozen=True, slots=True)
class Findings:
    """What `inspect` came across.

    Attributes:
        listing: The folder by its names.
        read: Number of readable photos.
        unreadable: The others.
        copies: Photos of the same content, the one that is used first.
        never_learnt: Photos to measure on in categories without photos to learn from.
        seen_in_train: Photos to measure on that look almost like photos to learn from.
        others: Photos that belong to no category.
        misnamed: Folders that were to hold such photos, but are not there.
    """

    listing: Listing
    read: int
    unreadable: Sequence[PhotoFailed]
    copies: Sequence[Sequence[ReadPhoto]]
    never_learnt: Sequence[ReadPhoto]
    seen_in_train: Sequence[Path]
    others: Sequence[ReadPhoto] = ()
    misnamed: Sequence[str] = ()


def _problem(message: str, paths: Iterable[Path] = (), *, is_fatal: bool = False, **values: object) -> Problem:
    return Problem(Text(message, **values), is_fatal, tuple(paths))


def _names(names: Collection[str], most: int = 5) -> str:
    """Names for a sentence; the first few stand for many."""
    return ", ".join(list(names)[:most]) + (", ..." if len(names) > most else "")


def fatal_problems(categories: Sequence[str], findings: Findings) -> Iterator[Problem]:
    """What makes training impossible, if anything."""
    listing = findings.listing
    folder = listing.folder
    if isinstance(listing.error, FileNotFoundError):
        yield _problem("There is no folder {folder}.", is_fatal=True, folder=folder)
    elif isinstance(listing.error, NotADirectoryError):
        yield _problem("{folder} is a file. Choose a folder with one folder a category.", is_fatal=True, folder=folder)
    elif listing.error:
        reason = listing.error.strerror or str(listing.error)
        yield _problem("The folder {folder} cannot be read: {reason}.", is_fatal=True, folder=folder, reason=reason)
    elif listing.table and not listing.categories:
        yield _problem(
            "The list {file} names no photo that is there with a category.", is_fatal=True, file=listing.table
        )
    elif not listing.categories:
        yield _problem(
            "There are no category folders in {folder}. Put the photos of each category into a folder of its own.",
            is_fatal=True,
            folder=folder,
        )
    elif findings.misnamed:
        yield _problem(
            "There is no folder named {names} in {folder}, whose photos would belong to no category.",
            is_fatal=True,
            names=_names(findings.misnamed),
            folder=folder,
        )
    elif not listing.photos:
        yield _problem("The category folders in {folder} hold no photos.", is_fatal=True, folder=folder)
    elif not findings.read:
        yield _problem("None of the photos in {folder} can be read.", is_fatal=True, folder=folder)
    elif not categories:
        train = listing.own_split[0].name if listing.own_split else folder.name
        yield _problem("The folder {train} has no photos to learn from.", is_fatal=True, train=train)
    elif len(categories) == 1 and (copied := _without_own_photos(categories, findings)):
        yield _problem(
            "The photos of {copied} are the same as photos of {category}, so only one category is left. A model needs "
            "at least two to tell apart.",
            is_fatal=True,
            copied=_names(copied),
            category=categories[0],
        )
    elif len(categories) == 1 and (others := _with_nothing_to_learn(categories, findings)):
        yield _problem(
            "Only {category} has photos that can be read; those of {others} cannot. A model needs at least two "
            "categories to tell apart.",
            is_fatal=True,
            category=categories[0],
            others=_names(others),
        )
    elif len(categories) == 1 and listing.nested:
        yield _problem(
            "There is only one category, {category}. If the categories are the folders inside it, choose that folder "
            "instead.",
            is_fatal=True,
            category=categories[0],
        )
    elif len(categories) == 1:
        yield _problem(
            "There is only one category, {category}. A model needs at least two to tell apart.",
            is_fatal=True,
            category=categories[0],
        )


def _without_own_photos(categories: Sequence[str], findings: Findings) -> list[str]:
    """Categories whose photos are all copies of other categories' photos."""
    extra = [photo for same in findings.copies for photo in same[1:] if photo.category != same[0].category]
    return list(dict.fromkeys(photo.category for photo in extra if photo.category not in categories))


def _with_nothing_to_learn(categories: Sequence[str], findings: Findings) -> list[str]:
    """Categories with files of which none can be read, and folders that cannot be opened."""
    unreadable = {failed.path for failed in findings.unreadable}
    listed = [photo.category for photo in findings.listing.photos if photo.path in unreadable]
    closed = [failed.path.name for left_out in findings.listing.left_out for failed in left_out.closed]
    has_unsupported = any(left_out.unsupported for left_out in findings.listing.left_out)
    empty = [folder.name for folder in findings.listing.empty] if has_unsupported else []
    return [name for name in dict.fromkeys([*listed, *closed, *empty]) if name not in categories]


def find_warnings(categories: Sequence[str], photos: Sequence[LabelledPhoto], findings: Findings) -> Iterator[Problem]:
    """What training goes on with, but its user should know."""
    yield from _warnings_about_photos(findings)
    yield from _warnings_about_categories(categories, photos, findings)
    yield from _warnings_about_folders(findings.listing)


def _warnings_about_photos(findings: Findings) -> Iterator[Problem]:
    if findings.others:
        yield _problem(
            "{folders} is taken for photos of no category: {count}. They are not learnt as one; they show how well "
            "photos of something else are told.",
            [photo.path for photo in findings.others],
            folders=_names(dict.fromkeys(photo.category for photo in findings.others)),
            count=len(findings.others),
        )
    if findings.unreadable:
        yield _problem(
            "Photos that cannot be read, left out: {count}.",
            [failed.path for failed in findings.unreadable],
            count=len(findings.unreadable),
        )
    conflicts: dict[tuple[str, tuple[str, ...]], list[Sequence[ReadPhoto]]] = {}
    for same in findings.copies:
        # The user's word about one of the copies settles it for all of them.
        decisive = [photo for photo in same if photo.is_corrected] or same
        claimed = tuple(sorted({same[0].category, *(photo.category for photo in decisive)}))
        if len(claimed) > 1:
            conflicts.setdefault((same[0].category, claimed), []).append(same)
    for (kept, claimed), clashes in conflicts.items():
        yield _problem(
            "Photos that are in more than one category ({categories}): {count}. They count as {category} only.",
            [photo.path for same in clashes for photo in same],
            categories=_names(claimed),
            count=len(clashes),
            category=kept,
        )
    if findings.listing.own_split:
        train, val = (path.name for path in findings.listing.own_split)
        leaks = [
            photo.path
            for same in findings.copies
            if same[0].split == "val"
            for photo in same[1:]
            if photo.split == "train"
        ]
        if leaks:
            yield _problem(
                "Photos that are in {train} and in {val}: {count}. The ones in {train} are left out, because the "
                "accuracy would look better than it is.",
                leaks,
                train=train,
                val=val,
                count=len(leaks),
            )
        if findings.seen_in_train:
            yield _problem(
                "Photos in {val} that look almost like photos in {train}: {count}. The accuracy may look better than "
                "it is.",
                findings.seen_in_train,
                train=train,
                val=val,
                count=len(findings.seen_in_train),
            )
    extra = [photo.path for same in findings.copies for photo in same[1:]]
    if extra:
        yield _problem("Exact copies of other photos, left out: {count}.", extra, count=len(extra))
    if findings.listing.vanished:
        yield _problem(
            "Photos of your corrections that are no longer there: {count}.",
            findings.listing.vanished,
            count=len(findings.listing.vanished),
        )


def _warnings_about_categories(
    categories: Sequence[str], photos: Sequence[LabelledPhoto], findings: Findings
) -> Iterator[Problem]:
    own_split = findings.listing.own_split
    if own_split and findings.never_learnt:
        train, val = (path.name for path in own_split)
        names = dict.fromkeys(photo.category for photo in findings.never_learnt)
        yield _problem(
            "Categories in {val} that have no photos in {train}, left out: {categories}.",
            [photo.path for photo in findings.never_learnt],
            train=train,
            val=val,
            categories=_names(names),
        )
    counts = Counter(photo.category for photo in photos)
    measured = {photo.category for photo in photos if photo.split == "val"}
    not_measured = [place for place in range(len(categories)) if place not in measured]
    single = [place for place in not_measured if counts[place] == 1]
    several = [place for place in not_measured if counts[place] > 1]

    def about(places: Collection[int]) -> list[Path]:
        return [photo.path for photo in photos if photo.category in places]

    def names_of(places: Collection[int]) -> str:
        return _names([categories[place] for place in places])

    if single:
        yield _problem(
            "Categories with a single photo: {categories}. How well they are recognised cannot be measured.",
            about(single),
            categories=names_of(single),
        )
    if several and own_split:
        train, val = (path.name for path in own_split)
        yield _problem(
            "Categories in {train} that have no photos in {val}: {categories}. How well they are recognised cannot "
            "be measured.",
            about(several),
            train=train,
            val=val,
            categories=names_of(several),
        )
    elif several:
        yield _problem(
            "Categories whose photos are almost all the same: {categories}. How well they are recognised cannot be "
            "measured.",
            about(several),
            categories=names_of(several),
        )
    few = [place for place in range(len(categories)) if 1 < counts[place] < FEW_PHOTOS]
    if few:
        yield _problem(
            "Categories with fewer than {limit} photos: {categories}. More photos would help a lot.",
            about(few),
            limit=FEW_PHOTOS,
            categories=names_of(few),
        )
    if counts and max(counts.values()) > IMBALANCE * min(counts.values()):
        most, least = max(counts, key=counts.__getitem__), min(counts, key=counts.__getitem__)
        yield _problem(
            "{most} has {high} photos and {least} only {low}. Rare categories are recognised less well.",
            most=categories[most],
            high=counts[most],
            least=categories[least],
            low=counts[least],
        )


def _warnings_about_folders(listing: Listing) -> Iterator[Problem]:
    if listing.missing:
        yield _problem("Photos of the list that are not there: {count}.", listing.missing, count=len(listing.missing))
    if listing.contradicted:
        yield _problem(
            "Photos that the list gives more than one category: {count}. The first counts.",
            listing.contradicted,
            count=len(listing.contradicted),
        )
    closed = [failed.path for left_out in listing.left_out for failed in left_out.closed]
    if closed:
        yield _problem(
            "Folders that cannot be opened, left out: {folders}.",
            closed,
            folders=_names([path.name for path in closed]),
        )
    for left_out in listing.left_out:
        if files := left_out.describe_files():
            yield Problem(files)
    if listing.beside:
        yield _problem(
            "Photos beside the category folders, not used: {count}. Move them into the folder of their category.",
            listing.beside,
            count=len(listing.beside),
        )
    if listing.unused:
        yield _problem(
            "Folders that are not used: {folders}.",
            listing.unused,
            folders=_names([path.name for path in listing.unused]),
        )
    if listing.empty:
        yield _problem(
            "Category folders without photos: {folders}.",
            listing.empty,
            folders=_names([path.name for path in listing.empty]),
        )
    if listing.nested:
        yield _problem(
            "Folders inside category folders: {count}. Their photos belong to the category.",
            listing.nested,
            count=len(listing.nested),
        )
