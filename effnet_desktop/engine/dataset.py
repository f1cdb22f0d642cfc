"""A folder of category folders -> a seeded split, and what is wrong with it.

`inspect` takes four steps, in the order of this file: it lists the folder by names, looks at every photo, splits them
(those that look almost alike stay on one side: see `near_duplicates`), and says in plain words what is wrong. Nothing
is ever written.
"""

import hashlib
import os
import time
from collections import Counter
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np

from effnet_desktop.engine.errors import PhotoError
from effnet_desktop.engine.feature_cache import FeatureCache, Vector
from effnet_desktop.engine.label_list import LabelList, plain_name
from effnet_desktop.engine.near_duplicates import DHASH_BYTES, LOOK_SIDE, Look, group_near_duplicates, look_of
from effnet_desktop.engine.photos import SUFFIXES, find_photos, read_photo
from effnet_desktop.engine.prefetch import DECODERS, prefetch
from effnet_desktop.engine.results import (
    CategoryCount,
    Dataset,
    FolderListed,
    LabelledPhoto,
    Notice,
    PhotoFailed,
    Problem,
    Progress,
)

Split = Literal["train", "val"]
R = TypeVar("R")

VAL_NAMES = ("val", "valid", "validation", "test")
"""Names of the folder to measure on beside ``train``, the preferred one first."""

FEW_PHOTOS = 5
IMBALANCE = 10
SAMPLES = 6
LISTED_AT_A_TIME = 5000
DIGEST_BYTES = 16
LOOKS = "looks, format 1"  # among the features on disk
PROGRESS_SECONDS = 0.1


def inspect(
    folder: Path,
    labels: LabelList | None = None,
    cache: FeatureCache | None = None,
    *,
    seed: int = 0,
    val_share: float = 0.2,
) -> Generator[FolderListed | Progress, None, Dataset]:
    """Reads and checks a training folder; whatever is wrong with it is among the result's problems.

    Folders ``train`` and ``val`` (or ``valid``, ``validation``, ``test``) inside it are used as they are. Otherwise a
    share of each category is chosen to measure on, by the photos' contents and the seed alone: see `choose_val`.

    Args:
        folder: Holds one folder a category; photos may lie deeper in it.
        labels: The user's corrections.
        cache: Remembers what photos look like, so that a second check reads only those that are new or changed.
        seed: Another seed chooses other photos.
        val_share: Share of each category to measure on, between 0 and 1.

    Yields:
        `FolderListed`, known from names alone, then `Progress`. (A huge folder shows `Progress` before it, too.)
    """
    listing = yield from _paced(_list_folder(Path(os.path.abspath(folder)), labels))
    yield listing.summary()
    readable, unreadable = yield from _paced(_look_at_all(listing.photos, cache))
    kept, copies = _without_copies(readable)

    learnable = {photo.category for photo in kept if photo.split != "val"}
    categories = tuple(name for name in listing.categories if name in learnable)
    used = [photo for photo in kept if photo.category in learnable]
    alike = yield from _paced(group_near_duplicates([photo.look for photo in used], [photo.category for photo in used]))
    splits = _split(used, alike, seed, val_share)

    index = {name: place for place, name in enumerate(categories)}
    # A group that the folder's own split divides counts as two.
    group_number = {group: number for number, group in enumerate(dict.fromkeys(zip(alike, splits, strict=True)))}
    photos = tuple(
        LabelledPhoto(photo.path, index[photo.category], split, group_number[group, split], photo.digest)
        for photo, group, split in zip(used, alike, splits, strict=True)
    )
    learnt_groups = {group for group, split in group_number if split == "train"}
    findings = _Findings(
        listing=listing,
        read=len(readable),
        unreadable=unreadable,
        copies=copies,
        never_learnt=[photo for photo in kept if photo.category not in learnable],
        seen_in_train=[
            photo.path
            for photo, group, split in zip(used, alike, splits, strict=True)
            if split == "val" and group in learnt_groups
        ],
    )
    return Dataset(
        folder=listing.folder,
        categories=categories,
        photos=photos,
        unreadable=tuple(unreadable),
        copies=tuple(tuple(photo.path for photo in same) for same in copies),
        has_own_split=listing.own_split is not None,
        problems=(*_fatal_problems(categories, findings), *_warnings(categories, photos, findings)),
        fingerprint=_fingerprint(categories, photos),
    )


def _paced(steps: Generator[Progress, None, R]) -> Generator[Progress, None, R]:
    """Passes on the first and the last progress of a step, and one each tenth of a second."""
    step, last = "", time.monotonic()
    try:
        while True:
            progress = next(steps)
            begins = progress.done == 0 and progress.step != step
            if begins or progress.done == progress.total or time.monotonic() - last >= PROGRESS_SECONDS:
                step, last = progress.step, time.monotonic()
                yield progress
    except StopIteration as end:
        result: R = end.value
        return result
    finally:
        steps.close()


def _fingerprint(categories: Sequence[str], photos: Iterable[LabelledPhoto]) -> str:
    lines = sorted(f"{photo.digest} {photo.split} {categories[photo.category]}" for photo in photos)
    # A folder's name need not be valid Unicode.
    return hashlib.blake2b("\0".join(lines).encode(errors="surrogatepass"), digest_size=16).hexdigest()


# 1. The folder by its names


@dataclass(frozen=True, slots=True)
class _ListedPhoto:
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


@dataclass(slots=True)
class _Listing:
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
        vanished: Corrected photos that are gone.
        error: Why the folder could not be listed.
    """

    folder: Path
    photos: list[_ListedPhoto] = field(default_factory=list)
    categories: tuple[str, ...] = ()
    own_split: tuple[Path, Path] | None = None
    beside: list[Path] = field(default_factory=list)
    nested: list[Path] = field(default_factory=list)
    empty: list[Path] = field(default_factory=list)
    unused: list[Path] = field(default_factory=list)
    vanished: list[Path] = field(default_factory=list)
    error: OSError | None = None

    def summary(self) -> FolderListed:
        paths: dict[str, list[Path]] = {category: [] for category in self.categories}
        for photo in self.photos:
            paths[photo.category].append(photo.path)
        counts = tuple(CategoryCount(name, len(found), _sample(found)) for name, found in paths.items())
        return FolderListed(self.folder, counts, self.own_split is not None)


def _sample(paths: Sequence[Path]) -> tuple[Path, ...]:
    """A few of many, evenly spaced: neighbours are often alike."""
    count = min(SAMPLES, len(paths))
    return tuple(paths[place * len(paths) // count] for place in range(count))


def _list_folder(folder: Path, labels: LabelList | None) -> Generator[Progress, None, _Listing]:
    listing = _Listing(folder)
    labelled = labels.labels if labels else {}
    left_out = labels.left_out if labels else frozenset()
    nested: dict[Path, None] = {}
    try:
        for root, split in _find_roots(listing):
            prefix = len(os.path.join(root, ""))
            filled = set()
            for count, path in enumerate(find_photos([root]), 1):
                if count % LISTED_AT_A_TIME == 0:
                    yield Progress("Listing photos", count, None, "photos")
                name, *deeper = os.fspath(path)[prefix:].split(os.sep)
                if deeper:
                    filled.add(name)
                if len(deeper) > 1:
                    nested[path.parent] = None
                if path in left_out:
                    continue
                if path in labelled:
                    listing.photos.append(_ListedPhoto(path, labelled.pop(path), split, True))
                elif deeper:
                    listing.photos.append(_ListedPhoto(path, plain_name(name), split, False))
                else:
                    listing.beside.append(path)
            listing.empty += [inner for inner in _scan(root)[0] if inner.name not in filled]
    except OSError as error:
        return _Listing(folder, error=error)
    listing.nested = list(nested)

    for path, category in labelled.items():  # photos from elsewhere
        if os.path.isfile(path):
            listing.photos.append(_ListedPhoto(path, category, "train" if listing.own_split else None, True))
        else:
            listing.vanished.append(path)
    names = [*(photo.category for photo in listing.photos), *(plain_name(path.name) for path in listing.empty)]
    listing.categories = tuple(dict.fromkeys(names))
    return listing


def _find_roots(listing: _Listing) -> list[tuple[Path, Split | None]]:
    """The folders that hold category folders; notes what is beside them."""
    folders, photos = _scan(listing.folder)
    named = {path.name.casefold(): path for path in reversed(folders)}
    train = named.get("train")
    if train is None or not _has_folders(train):
        return [(listing.folder, None)]
    vals = [named[name] for name in VAL_NAMES if name in named and _has_folders(named[name])]
    if vals:
        listing.own_split = train, vals[0]
    elif any(path.name.casefold() not in ("train", *VAL_NAMES) for path in folders):
        return [(listing.folder, None)]  # a category of trains
    # A test folder of photos without categories, as competitions hand out, is of no use here.
    listing.beside += photos
    listing.unused = [path for path in folders if path not in (train, *vals[:1])]
    return [(train, "train"), (vals[0], "val")] if vals else [(train, None)]


def _scan(folder: Path) -> tuple[list[Path], list[Path]]:
    """The folders and the photos directly in a folder, by name, hidden ones left out."""
    folders, photos = [], []
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.startswith("."):
                continue
            if os.path.isdir(entry.path):
                folders.append(Path(entry.path))
            elif os.path.splitext(entry.name)[1].lower() in SUFFIXES:
                photos.append(Path(entry.path))
    return folders, photos


def _has_folders(folder: Path) -> bool:
    return bool(_scan(folder)[0])


# 2. Every photo


@dataclass(frozen=True, slots=True)
class _Photo(_ListedPhoto):
    """A photo that was read.

    Attributes:
        digest: BLAKE2b of the file's content.
        look: What near-duplicates are found by.
    """

    digest: str
    look: Look


def _look_at_all(
    listed: Sequence[_ListedPhoto], cache: FeatureCache | None
) -> Generator[Progress, None, tuple[list[_Photo], list[PhotoFailed]]]:
    readable: list[_Photo] = []
    unreadable: list[PhotoFailed] = []
    states: list[str] = []
    known: dict[str, Vector] = {}
    for start in range(0, len(listed), LISTED_AT_A_TIME):
        yield Progress("Checking photos", 0, len(listed), "photos")
        some = [_state_of(photo.path) for photo in listed[start : start + LISTED_AT_A_TIME]]
        states += some
        known |= cache.get(LOOKS, some) if cache else {}
    fresh: dict[str, Vector] = {}
    with_known = zip(listed, map(known.get, states), strict=True)
    photos = prefetch(lambda item: _look_at(*item), with_known, workers=DECODERS, ahead=4 * DECODERS)
    try:
        yield Progress("Checking photos", 0, len(listed), "photos")
        for done, (photo, state) in enumerate(zip(photos, states, strict=True), 1):
            if isinstance(photo, PhotoFailed):
                unreadable.append(photo)
            else:
                readable.append(photo)
                if state and state not in known:
                    fresh[state] = _to_vector(photo)
            yield Progress("Checking photos", done, len(listed), "photos")
    finally:
        photos.close()
        if cache and fresh:
            cache.put(LOOKS, fresh)
    return readable, unreadable


def _state_of(path: Path) -> str:
    """Names a file in its present state: a change of its content changes the name."""
    try:
        status = path.stat()
    except OSError:  # reading it will say why
        return ""
    state = f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"
    return hashlib.blake2b(os.fsencode(path) + state.encode(), digest_size=16).hexdigest()


def _look_at(listed: _ListedPhoto, known: Vector | None) -> _Photo | PhotoFailed:
    path = listed.path
    if known is not None:
        return _from_vector(listed, known)
    try:
        picture = read_photo(path, LOOK_SIDE)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=DIGEST_BYTES)).hexdigest()
    except PhotoError as error:
        return PhotoFailed(path, error)
    except OSError as error:
        reason = error.strerror or str(error)
        return PhotoFailed(
            path, PhotoError("The file cannot be read: {reason}.", "Check the disk that it is on.", reason=reason)
        )
    return _Photo(path, listed.category, listed.split, listed.is_corrected, digest, look_of(picture))


def _to_vector(photo: _Photo) -> Vector:
    data = bytes.fromhex(photo.digest) + photo.look.dhash + photo.look.detail
    return np.frombuffer(data, np.uint8)


def _from_vector(listed: _ListedPhoto, vector: Vector) -> _Photo:
    data = vector.tobytes()
    digest, dhash, detail = data[:DIGEST_BYTES], data[DIGEST_BYTES:][:DHASH_BYTES], data[DIGEST_BYTES + DHASH_BYTES :]
    look = Look(dhash, detail)
    return _Photo(listed.path, listed.category, listed.split, listed.is_corrected, digest.hex(), look)


def _without_copies(photos: Sequence[_Photo]) -> tuple[list[_Photo], list[list[_Photo]]]:
    """One photo of each content, and the copies with that one first.

    What the folder keeps to measure on stays so; then the user's corrections count before the folders.
    """
    by_digest: dict[str, list[_Photo]] = {}
    for photo in photos:
        by_digest.setdefault(photo.digest, []).append(photo)
    for same in by_digest.values():
        same.sort(key=lambda photo: (photo.split != "val", not photo.is_corrected))
    kept = {same[0].path for same in by_digest.values()}
    return [photo for photo in photos if photo.path in kept], [same for same in by_digest.values() if len(same) > 1]


# 3. The split


def _split(photos: Sequence[_Photo], groups: Sequence[int], seed: int, val_share: float) -> list[Split]:
    keys: dict[int, str] = {}  # a group is known by its smallest digest
    for photo, group in zip(photos, groups, strict=True):
        keys[group] = min(photo.digest, keys.get(group, photo.digest))
    sizes: dict[str, Counter[str]] = {}
    for photo, group in zip(photos, groups, strict=True):
        sizes.setdefault(photo.category, Counter())[keys[group]] += 1
    val = set().union(*(choose_val(of_category, seed, val_share) for of_category in sizes.values()))
    return [
        photo.split or ("val" if keys[group] in val else "train") for photo, group in zip(photos, groups, strict=True)
    ]


def choose_val(sizes: Mapping[str, int], seed: int, val_share: float) -> set[str]:
    """Chooses the groups of one category to measure on.

    The seed puts the groups into an order of its own, in which each keeps its place whatever comes and goes; from
    its start as many are taken as fill the share. So of groups of one photo, one group more or less changes the side
    of at most one other. With two groups or more, each side gets one at least.

    Args:
        sizes: Number of photos of each group, by a name that stays.
        seed: Another seed, another order.
        val_share: Share of the photos to choose, between 0 and 1.

    Returns:
        Names of the chosen groups.
    """
    if len(sizes) < 2:
        return set()
    photos = sum(sizes.values())
    room = min(max(1, round(val_share * photos)), photos - 1)
    chosen = set()
    order = sorted(sizes, key=lambda name: hashlib.blake2b(f"{seed} {name}".encode(), digest_size=8).digest())
    for name in order:
        if sizes[name] <= room:
            chosen.add(name)
            room -= sizes[name]
    return chosen or {min(order, key=lambda name: sizes[name])}


# 4. What is wrong


@dataclass(frozen=True, slots=True)
class _Findings:
    """What `inspect` came across.

    Attributes:
        listing: The folder by its names.
        read: Number of readable photos.
        unreadable: The others.
        copies: Photos of the same content, the one that is used first.
        never_learnt: Photos to measure on in categories without photos to learn from.
        seen_in_train: Photos to measure on that look almost like photos to learn from.
    """

    listing: _Listing
    read: int
    unreadable: Sequence[PhotoFailed]
    copies: Sequence[Sequence[_Photo]]
    never_learnt: Sequence[_Photo]
    seen_in_train: Sequence[Path]


def _problem(message: str, paths: Iterable[Path] = (), *, is_fatal: bool = False, **values: object) -> Problem:
    return Problem(Notice(message, tuple(values.items())), is_fatal, tuple(paths))


def _names(names: Collection[str], most: int = 5) -> str:
    """Names for a sentence; the first few stand for many."""
    return ", ".join(list(names)[:most]) + (", ..." if len(names) > most else "")


def _fatal_problems(categories: Sequence[str], findings: _Findings) -> Iterator[Problem]:
    listing = findings.listing
    folder = listing.folder
    if isinstance(listing.error, FileNotFoundError):
        yield _problem("There is no folder {folder}.", is_fatal=True, folder=folder)
    elif isinstance(listing.error, NotADirectoryError):
        yield _problem("{folder} is a file. Choose a folder with one folder a category.", is_fatal=True, folder=folder)
    elif listing.error:
        reason = listing.error.strerror or str(listing.error)
        yield _problem("The folder {folder} cannot be read: {reason}.", is_fatal=True, folder=folder, reason=reason)
    elif not listing.categories:
        yield _problem(
            "There are no category folders in {folder}. Put the photos of each category into a folder of its own.",
            is_fatal=True,
            folder=folder,
        )
    elif not listing.photos:
        yield _problem("The category folders in {folder} hold no photos.", is_fatal=True, folder=folder)
    elif not findings.read:
        yield _problem("None of the photos in {folder} can be read.", is_fatal=True, folder=folder)
    elif not categories:
        train = listing.own_split[0].name if listing.own_split else folder.name
        yield _problem("The folder {train} has no photos to learn from.", is_fatal=True, train=train)
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


def _warnings(categories: Sequence[str], photos: Sequence[LabelledPhoto], findings: _Findings) -> Iterator[Problem]:
    yield from _warnings_about_photos(findings)
    yield from _warnings_about_categories(categories, photos, findings)
    yield from _warnings_about_folders(findings.listing)


def _warnings_about_photos(findings: _Findings) -> Iterator[Problem]:
    if findings.unreadable:
        yield _problem(
            "Photos that cannot be read, left out: {count}.",
            [failed.path for failed in findings.unreadable],
            count=len(findings.unreadable),
        )
    conflicts: dict[tuple[str, tuple[str, ...]], list[Sequence[_Photo]]] = {}
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
    categories: Sequence[str], photos: Sequence[LabelledPhoto], findings: _Findings
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


def _warnings_about_folders(listing: _Listing) -> Iterator[Problem]:
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
