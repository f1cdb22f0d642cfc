"""Which photos are shown, in which order, under which headings, and how many there are of each answer.

`arrange` goes through any number of photos in small steps, so that the window can do other things in between.
"""

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from operator import attrgetter
from typing import Any, Literal, get_args

from effnet_desktop.gui.classify.photo_model import ALL, Photo, natural_key

Sort = Literal["added", "confidence", "name", "category", "folder", "taken"]
Group = Literal["nothing", "category", "folder", "day"]
SORTS: tuple[Sort, ...] = get_args(Sort)
GROUPS: tuple[Group, ...] = get_args(Group)

AT_A_TIME = 2000  # photos between two pauses: about a millisecond


@dataclass(frozen=True, slots=True)
class Query:
    """What the user wants to see. All of it holds at once.

    Attributes:
        answers: Entries of the side list, such as `photo_model.ALL`; a photo of any of them is shown.
        text: Part of a name, a folder or a category, in any case; several words must all be there.
        lowest: The least confidence, in percent.
        highest: The greatest confidence, in percent.
        sort: What decides the order.
        is_descending: Whether the order is turned round.
        group: What the headings are.
        folded: Headings whose photos are hidden.
    """

    answers: frozenset[str] = frozenset((ALL,))
    text: str = ""
    lowest: int = 0
    highest: int = 100
    sort: Sort = "added"
    is_descending: bool = False
    group: Group = "nothing"
    folded: frozenset[str] = frozenset()

    @property
    def is_filter(self) -> bool:
        """Whether photos may be left out."""
        return ALL not in self.answers or bool(self.text.strip()) or (self.lowest, self.highest) != (0, 100)

    @property
    def is_plain(self) -> bool:
        """Whether all photos are shown in the order in which they came, without headings."""
        return not self.is_filter and (self.sort, self.is_descending, self.group) == ("added", False, "nothing")


@dataclass(frozen=True, slots=True)
class Section:
    """Photos under one heading.

    Attributes:
        key: What they have in common: the key of an `Entry`, a folder, a day as ``2026-11-26``; empty where there is
            nothing.
        photos: The photos, in order.
        is_folded: Whether they are hidden.
    """

    key: str
    photos: Sequence[Photo]
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What `arrange` comes to.

    Attributes:
        sections: The photos to show; one section without headings.
        counts: How many photos each entry of the side list has, the other filters applied.
    """

    sections: tuple[Section, ...] = ()
    counts: Counter[str] = field(default_factory=Counter)


def arrange(photos: Sequence[Photo], query: Query) -> Generator[None, None, Arrangement]:
    """Filters, sorts and groups photos; yields every millisecond or so.

    Args:
        photos: All photos, in the order in which they came.
        query: What is wanted.
    """
    photos = list(photos)  # others may come meanwhile
    found, counts = yield from _filter(photos, query)
    yield from _sort(found, query)
    if query.group == "nothing":
        return Arrangement((Section("", found),), counts)
    return Arrangement((yield from _group(found, query)), counts)


def _filter(photos: list[Photo], query: Query) -> Generator[None, None, tuple[list[Photo], Counter[str]]]:
    words = query.text.casefold().split()
    has_range = (query.lowest, query.highest) != (0, 100)
    lowest, highest = query.lowest / 100, query.highest / 100
    found: list[Photo] = []
    counts: Counter[str] = Counter()
    for some in _parts(photos):
        if words:
            some = [photo for photo in some if all(word in photo.search_text for word in words)]
        if has_range:
            some = [photo for photo in some if lowest <= photo.confidence <= highest]
        counts.update(chain.from_iterable([photo.answers for photo in some]))
        if ALL not in query.answers:
            some = [photo for photo in some if not query.answers.isdisjoint(photo.answers)]
        found += some
        yield
    return found, counts


def _sort(photos: list[Photo], query: Query) -> Generator[None, None, None]:
    by_name = attrgetter("name_key")
    keys: list[Callable[[Photo], Any]]
    match query.sort:
        case "added":
            if query.is_descending:
                photos.reverse()
            return
        case "confidence":
            keys = [attrgetter("confidence")]
        case "name":
            keys = [by_name]
        case "category":
            entries = {id(photo.entry): photo.entry for photo in photos}  # few: 100,000 names would take longer
            names = {key: entry.name if entry else "" for key, entry in entries.items()}
            ranks = _ranks(set(names.values()))
            places = {key: ranks[name] for key, name in names.items()}
            keys = [lambda photo: places[id(photo.entry)] - photo.confidence / 2]  # the surest first
        case "folder":
            folders = _ranks({photo.folder for photo in photos})
            keys = [by_name, lambda photo: folders[photo.folder]]
        case "taken":
            keys = [lambda photo: photo.taken or datetime.max]
    for key in keys:
        yield from _sort_by(photos, key, query.is_descending)


def _sort_by(photos: list[Photo], key: Callable[[Photo], Any], is_descending: bool) -> Generator[None, None, None]:
    """Sorts in place: parts first, which Python's sort then only has to merge; each key is found once."""
    sorted_parts: list[Photo] = []
    keys: list[Any] = []
    for part in _parts(photos):
        of_part = list(map(key, part))
        for place in sorted(range(len(part)), key=of_part.__getitem__, reverse=is_descending):
            sorted_parts.append(part[place])
            keys.append(of_part[place])
        yield
    photos[:] = [sorted_parts[place] for place in sorted(range(len(keys)), key=keys.__getitem__, reverse=is_descending)]
    yield


def _ranks(names: set[Any]) -> dict[Any, int]:
    """Places of names in alphabetical order; that of what has none is the last."""
    return {name: rank for rank, name in enumerate(sorted(names, key=lambda name: (not name, natural_key(name or ""))))}


def _group(photos: list[Photo], query: Query) -> Generator[None, None, tuple[Section, ...]]:
    keys: dict[Group, Callable[[Photo], str]] = {
        "category": lambda photo: photo.entry.key if photo.entry else "",
        "folder": attrgetter("folder"),
        "day": _day,
    }
    key = keys[query.group]
    sections: dict[str, list[Photo]] = {}
    for part in _parts(photos):
        for photo in part:
            sections.setdefault(key(photo), []).append(photo)
        yield
    names = sorted(
        sections, key=lambda name: (not name, -len(sections[name]) if query.group == "category" else 0, name)
    )
    return tuple(Section(name, sections[name], name in query.folded) for name in names)


def _day(photo: Photo) -> str:
    return photo.taken.date().isoformat() if photo.taken else ""


def _parts(photos: list[Photo]) -> Iterator[list[Photo]]:
    for start in range(0, len(photos), AT_A_TIME):
        yield photos[start : start + AT_A_TIME]
