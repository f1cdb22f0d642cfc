"""A folder of category folders -> a seeded split, and what is wrong with it.

`inspect` takes four steps: it lists the folder by names (`listing`), looks at every photo, splits them (those that look
almost alike stay on one side: see `near_duplicates`), and says in plain words what is wrong (`problems`). Nothing is
ever written.
"""

import hashlib
import os
import time
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from effnet_desktop.engine.errors import ModelError, PhotoError, Text
from effnet_desktop.engine.folders.bursts import BURST_SECONDS, join_bursts
from effnet_desktop.engine.folders.facts import Facts, facts_of, from_bytes
from effnet_desktop.engine.folders.feature_cache import FeatureCache, Vector
from effnet_desktop.engine.folders.label_list import LabelList
from effnet_desktop.engine.folders.listing import (
    LISTED_AT_A_TIME,
    ListedPhoto,
    Listing,
    ReadPhoto,
    Split,
    list_folder,
    list_table,
)
from effnet_desktop.engine.folders.names import CategoryNames, means_no_category
from effnet_desktop.engine.folders.near_duplicates import (
    DHASH_BYTES,
    LOOK_SIDE,
    Look,
    greys_of,
    group_near_duplicates,
    looks_of,
    thumbnail_of,
)
from effnet_desktop.engine.folders.problems import (
    Findings,
    fatal_problems,
    find_warnings,
)
from effnet_desktop.engine.folders.shortcuts import find_shortcuts
from effnet_desktop.engine.folders.sites import hold_out
from effnet_desktop.engine.folders.small_pictures import SmallPictures
from effnet_desktop.engine.photos.capture import Taken
from effnet_desktop.engine.photos.prefetch import DECODERS, prefetch
from effnet_desktop.engine.photos.reading import DIGEST_BYTES, read_with_digest
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.records.folders import Dataset, FolderListed, LabelledPhoto, Problem
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import FineTuneConfig, SplitBy

R = TypeVar("R")
LOOKS = "looks, format 3"  # among the features on disk
PROGRESS_SECONDS = 0.1
DESCRIBED_AT_A_TIME = 32
MAX_SEED = 2**63 - 1  # what every generator of random numbers takes


def inspect(
    folder: Path,
    labels: LabelList | None = None,
    cache: FeatureCache | None = None,
    *,
    seed: int = 0,
    val_share: float = 0.2,
    not_categories: Sequence[str] | None = None,
    table: Path | None = None,
    split_by: SplitBy = "photo",
    burst_seconds: float = BURST_SECONDS,
    pictures: SmallPictures | None = None,
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
        not_categories: Names of folders whose photos belong to no category; None for those that are called so.
        table: A CSV file that says which photo belongs to which category, instead of category folders.
        split_by: Whole folders (inside the categories), cameras or days are measured on, and some photos of the others
            beside them.
        burst_seconds: Photos that one camera took within so many seconds of each other stay on one side.
        pictures: Keeps small pictures of the photos that are read.

    Raises:
        EngineError: The table cannot be read, or there are no such folders, cameras or days.

    Yields:
        `FolderListed`, known from names alone, then `Progress`. (A huge folder shows `Progress` before it, too.)
    """
    folder = Path(os.path.abspath(folder))
    if table is None:
        listing = yield from _paced(list_folder(folder, labels))
    else:
        listing = list_table(folder, Path(os.path.abspath(table)), labels)
    yield listing.summary()
    readable, unreadable = yield from _paced(_look_at_all(listing.photos, cache, pictures))
    kept, copies = _without_copies(readable)

    not_used, misnamed = _find_not_categories(listing.categories, kept, not_categories)
    others = [photo for photo in kept if photo.category in not_used]
    kept = [photo for photo in kept if photo.category not in not_used]
    learnable = {photo.category for photo in kept if photo.split != "val"}
    categories = tuple(name for name in listing.categories if name in learnable)
    used = [photo for photo in kept if photo.category in learnable]
    alike = yield from _paced(group_near_duplicates([photo.look for photo in used], [photo.category for photo in used]))
    alike = join_bursts(alike, [photo.facts for photo in used], [photo.category for photo in used], burst_seconds)
    new_sites = _new_sites(listing, used, split_by, seed, val_share)
    splits = _split(used, alike, seed, val_share, new_sites)

    index = {name: place for place, name in enumerate(categories)}
    # A group that the folder's own split divides counts as two.
    group_number = {group: number for number, group in enumerate(dict.fromkeys(zip(alike, splits, strict=True)))}
    photos = tuple(
        LabelledPhoto(photo.path, index[photo.category], split, group_number[group, split], photo.digest, is_new)
        for photo, group, split, is_new in zip(used, alike, splits, new_sites, strict=True)
    )
    shortcuts = find_shortcuts(
        [photo.facts for photo in used], [photo.category for photo in photos], [photo.digest for photo in photos]
    )
    learnt_groups = {group for group, split in group_number if split == "train"}
    findings = Findings(
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
        others=others,
        misnamed=misnamed,
    )
    return Dataset(
        folder=listing.folder,
        categories=categories,
        photos=photos,
        unreadable=tuple(unreadable),
        copies=tuple(tuple(photo.path for photo in same) for same in copies),
        has_own_split=listing.own_split is not None,
        problems=(
            *fatal_problems(categories, findings),
            *find_warnings(categories, photos, findings),
            *map(Problem, shortcuts),
        ),
        fingerprint=_fingerprint(categories, photos),
        ways_to_split=tuple(_ways_to_split(listing, used, seed, val_share)),
        called_none=_find_not_categories(listing.categories, (*kept, *others), None)[0],
        not_categories=not_used,
        others=tuple(LabelledPhoto(photo.path, -1, "val", -1, photo.digest) for photo in others),
    )


def _find_not_categories(
    folders: Sequence[str], photos: Sequence[ReadPhoto], chosen: Sequence[str] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The folders that are no categories, and what was chosen but is no folder.

    Where nothing was chosen, the names say it; but two categories have to be left: a cat and what is none are two.
    """
    if chosen is None:
        found = {photo.category for photo in photos if means_no_category(photo.category)}
        left = {photo.category for photo in photos if photo.split != "val"} - found
        return (tuple(name for name in folders if name in found), ()) if len(left) >= 2 else ((), ())
    names = CategoryNames(folders)
    matches = {name: names.find(name) for name in chosen}
    return (
        tuple(dict.fromkeys(folder for match in matches.values() for folder in match)),
        tuple(name for name, match in matches.items() if not match),
    )


def _new_sites(
    listing: Listing, photos: Sequence[ReadPhoto], by: SplitBy, seed: int, val_share: float
) -> list[bool | None]:
    """Whether each photo is of a folder, camera or day that is held out; None where nothing is."""
    if by == "photo" or not photos:
        return [None] * len(photos)
    if listing.own_split:
        raise ModelError(
            "{folder} brings photos to measure on itself, in {val}.",
            "Use its split, or choose {train} alone.",
            folder=listing.folder,
            train=listing.own_split[0].name,
            val=listing.own_split[1].name,
        )
    sites = _sites(listing, photos, by)
    chosen = hold_out(sites, [photo.category for photo in photos], by, seed, val_share)
    return [site in chosen for site in sites]


def _sites(listing: Listing, photos: Sequence[ReadPhoto], by: SplitBy) -> list[str]:
    """The folder, camera or day of each photo; empty where that is not known."""
    if by == "folder":
        return [_inner_folder(photo.path, listing) for photo in photos]
    return [photo.facts.camera if by == "camera" else photo.facts.day for photo in photos]


def _ways_to_split(listing: Listing, photos: Sequence[ReadPhoto], seed: int, val_share: float) -> Iterator[SplitBy]:
    """By what the photos can be held out, beside one by one."""
    by: SplitBy
    for by in () if listing.own_split else ("folder", "camera", "day"):
        with suppress(ModelError):
            hold_out(_sites(listing, photos, by), [photo.category for photo in photos], by, seed, val_share)
            yield by


def _inner_folder(path: Path, listing: Listing) -> str:
    """The folder that a photo lies in, inside its category's folder."""
    try:
        inside = path.parent.relative_to(listing.folder).parts
    except ValueError:
        return str(path.parent)
    return os.path.join(".", *(inside if listing.table else inside[1:]))


def _paced(steps: Generator[Progress, None, R]) -> Generator[Progress, None, R]:
    """Passes on the first and the last progress of a step, and one each tenth of a second."""
    step: Text | None = None
    last = time.monotonic()
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


def _look_at_all(
    listed: Sequence[ListedPhoto], cache: FeatureCache | None, pictures: SmallPictures | None
) -> Generator[Progress, None, tuple[list[ReadPhoto], list[PhotoFailed]]]:
    readable: list[ReadPhoto] = []
    unreadable: list[PhotoFailed] = []
    states: list[str] = []
    known: dict[str, Vector] = {}
    for start in range(0, len(listed), LISTED_AT_A_TIME):
        yield Progress(Text("Checking photos"), 0, len(listed), "photos")
        some = [_state_of(photo.path) for photo in listed[start : start + LISTED_AT_A_TIME]]
        states += some
        known |= cache.get(LOOKS, some) if cache else {}
    fresh: dict[str, Vector] = {}
    with_known = zip(listed, map(known.get, states), strict=True)
    photos = prefetch(lambda item: _look_at(*item, pictures), with_known, workers=DECODERS, ahead=4 * DECODERS)
    try:
        yield Progress(Text("Checking photos"), 0, len(listed), "photos")
        waiting = []
        for done, looked in enumerate(photos, 1):
            if isinstance(looked, _Decoded) and pictures and looked.picture:
                pictures.put(looked.digest, looked.picture)
            waiting.append(looked)
            if len(waiting) == DESCRIBED_AT_A_TIME or done == len(listed):
                for photo, state in zip(_describe(waiting), states[done - len(waiting) : done], strict=True):
                    if isinstance(photo, PhotoFailed):
                        unreadable.append(photo)
                        continue
                    readable.append(photo)
                    if state and state not in known:
                        fresh[state] = _to_vector(photo)
                waiting = []
            yield Progress(Text("Checking photos"), done, len(listed), "photos")
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


@dataclass(frozen=True, slots=True)
class _Decoded:
    """A photo that was decoded; what is to be known of it is computed for many at a time."""

    listed: ListedPhoto
    digest: str
    thumbnail: NDArray[np.uint8]
    size: tuple[int, int]
    taken: Taken
    picture: bytes | None


def _look_at(
    listed: ListedPhoto, known: Vector | None, pictures: SmallPictures | None
) -> _Decoded | ReadPhoto | PhotoFailed:
    if known is not None:
        return _from_vector(listed, known)
    try:
        whole, digest = read_with_digest(listed.path, pictures.preprocessing.resize if pictures else LOOK_SIDE)
    except PhotoError as error:
        return PhotoFailed(listed.path, error)
    picture = pictures.picture_of(whole.photo) if pictures else None
    return _Decoded(listed, digest, thumbnail_of(whole.photo), whole.size, whole.taken, picture)


def _describe(photos: Sequence[_Decoded | ReadPhoto | PhotoFailed]) -> Iterator[ReadPhoto | PhotoFailed]:
    """What there is to know of photos, in order."""
    described = iter(_read_photos([photo for photo in photos if isinstance(photo, _Decoded)]))
    for photo in photos:
        yield next(described) if isinstance(photo, _Decoded) else photo


def _read_photos(decoded: Sequence[_Decoded]) -> list[ReadPhoto]:
    if not decoded:
        return []
    thumbnails = np.stack([photo.thumbnail for photo in decoded])
    facts = facts_of(greys_of(thumbnails), [photo.size for photo in decoded], [photo.taken for photo in decoded])
    described = zip(decoded, looks_of(thumbnails), facts, strict=True)
    return [_read(photo.listed, photo.digest, look, its_facts) for photo, look, its_facts in described]


def _read(listed: ListedPhoto, digest: str, look: Look, facts: Facts) -> ReadPhoto:
    return ReadPhoto(listed.path, listed.category, listed.split, listed.is_corrected, digest, look, facts)


def _to_vector(photo: ReadPhoto) -> Vector:
    facts = photo.facts.to_bytes()
    length = len(facts).to_bytes(2, "little")
    data = bytes.fromhex(photo.digest) + photo.look.dhash + length + facts + photo.look.detail
    return np.frombuffer(data, np.uint8)


def _from_vector(listed: ListedPhoto, vector: Vector) -> ReadPhoto:
    data = vector.tobytes()
    digest, data = data[:DIGEST_BYTES], data[DIGEST_BYTES:]
    dhash, data = data[:DHASH_BYTES], data[DHASH_BYTES:]
    length, data = int.from_bytes(data[:2], "little"), data[2:]
    facts, look = from_bytes(data[:length]), Look(dhash, data[length:])
    return _read(listed, digest.hex(), look, facts)


def _without_copies(photos: Sequence[ReadPhoto]) -> tuple[list[ReadPhoto], list[list[ReadPhoto]]]:
    """One photo of each content, and the copies with that one first.

    What the folder keeps to measure on stays so; then the user's corrections count before the folders.
    """
    by_digest: dict[str, list[ReadPhoto]] = {}
    for photo in photos:
        by_digest.setdefault(photo.digest, []).append(photo)
    for same in by_digest.values():
        same.sort(key=lambda photo: (photo.split != "val", not photo.is_corrected))
    kept = {same[0].path for same in by_digest.values()}
    return [photo for photo in photos if photo.path in kept], [same for same in by_digest.values() if len(same) > 1]


def _split(
    photos: Sequence[ReadPhoto],
    groups: Sequence[int],
    seed: int,
    val_share: float,
    new_sites: Sequence[bool | None],
) -> list[Split]:
    # What looks like a photo of a new site is measured on, too.
    at_new_sites = {group for group, is_new in zip(groups, new_sites, strict=True) if is_new}
    keys: dict[int, str] = {}  # a group is known by its smallest digest
    for photo, group in zip(photos, groups, strict=True):
        keys[group] = min(photo.digest, keys.get(group, photo.digest))
    sizes: dict[str, Counter[str]] = {}
    for photo, group in zip(photos, groups, strict=True):
        if group not in at_new_sites:
            sizes.setdefault(photo.category, Counter())[keys[group]] += 1
    if at_new_sites:
        val_share /= 2  # of the photos at known sites
    val = set().union(*(choose_val(of_category, seed, val_share) for of_category in sizes.values()))
    val |= {keys[group] for group in at_new_sites}
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


def inspect_for(
    config: FineTuneConfig, labels: LabelList, cache: FeatureCache, pictures: SmallPictures | None = None
) -> Generator[FolderListed | Progress, None, Dataset]:
    """Reads and checks the folder of a training; see `inspect_or_refuse`."""
    return inspect_or_refuse(
        config.folder,
        labels,
        cache,
        config.seed,
        config.not_categories,
        config.labels,
        config.split_by,
        config.burst_seconds,
        pictures,
    )


def inspect_or_refuse(
    folder: Path,
    labels: LabelList,
    cache: FeatureCache,
    seed: int,
    not_categories: Sequence[str] | None = None,
    table: Path | None = None,
    split_by: SplitBy = "photo",
    burst_seconds: float = BURST_SECONDS,
    pictures: SmallPictures | None = None,
) -> Generator[FolderListed | Progress, None, Dataset]:
    """Reads and checks a training folder; see `inspect`.

    Raises:
        ModelError: It cannot be trained on, or the seed is none.
    """
    if not 0 <= seed <= MAX_SEED:
        raise ModelError(
            "{seed} cannot be the seed.", "Choose a whole number from 0 to {most}.", seed=seed, most=MAX_SEED
        )
    dataset = yield from inspect(
        folder,
        labels,
        cache,
        seed=seed,
        not_categories=not_categories,
        table=table,
        split_by=split_by,
        burst_seconds=burst_seconds,
        pictures=pictures,
    )
    for problem in dataset.problems:
        if problem.is_fatal:
            raise ModelError(problem.message.template, "", **problem.message.values)
    return dataset
