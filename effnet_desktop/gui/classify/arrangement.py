"""Which photos are shown, in which order, under which headings, and how many there are of each answer.

`arrange` goes through any number of photos in small steps, so that the window can do other things in between.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any, Literal, get_args

from effnet_desktop.gui.classify.photo_model import ALL, NEVER, Photo, natural_key

Sort = Literal["added", "confidence", "name", "category", "folder", "taken"]
Group = Literal["nothing", "category", "folder", "day"]
SORTS: tuple[Sort, ...] = get_args(Sort)
GROUPS: tuple[Group, ...] = get_args(Group)

AT_A_TIME = 2000  # photos between two pauses: about a millisecond
DAY_SECONDS = 24 * 3600


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
    alike: Counter[tuple[str, ...]] = Counter()  # photos that stand under the same entries
    for some in _parts(photos):
        for word in words:
            some = [
                photo
                for photo in some
                if word in photo.path_text or (photo.entry is not None and word in photo.entry.words)
            ]
        if has_range:
            some = [photo for photo in some if lowest <= photo.confidence <= highest]
        alike.update(map(attrgetter("answers"), some))
        if ALL not in query.answers:
            some = [photo for photo in some if not query.answers.isdisjoint(photo.answers)]
        found += some
        yield
    counts: Counter[str] = Counter()
    for answers, count in alike.items():
        for answer in answers:
            counts[answer] += count
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
            ranks = _ranks({photo.entry.name if photo.entry else "" for photo in photos})
            yield
            # The surest first.
            keys = [lambda photo: ranks[photo.entry.name if photo.entry else ""] - photo.confidence / 2]
        case "folder":
            folders = _ranks(set(map(attrgetter("folder"), photos)))
            yield
            keys = [by_name, lambda photo: folders[photo.folder]]
        case "taken":
            keys = [attrgetter("taken_at")]
    for key in keys:
        yield from _sort_by(photos, key, query.is_descending)


def _sort_by(photos: list[Photo], key: Callable[[Photo], Any], is_descending: bool) -> Generator[None, None, None]:
    """Sorts in place: parts first, which Python's sort then only has to merge."""
    keys: list[Any] = []
    places: list[int] = []
    for part in _parts(photos):
        start = len(keys)
        keys += map(key, part)
        places += sorted(range(start, len(keys)), key=keys.__getitem__, reverse=is_descending)
        yield
    places.sort(key=keys.__getitem__, reverse=is_descending)
    yield
    photos[:] = map(photos.__getitem__, places)
    yield


def _ranks(names: set[Any]) -> dict[Any, int]:
    """Places of names in alphabetical order; that of what has none is the last."""
    return {name: rank for rank, name in enumerate(sorted(names, key=lambda name: (not name, natural_key(name or ""))))}


def _group(photos: list[Photo], query: Query) -> Generator[None, None, tuple[Section, ...]]:
    sections_of: dict[Group, Callable[[list[Photo]], Iterable[Any]]] = {
        "category": lambda part: [photo.entry.key if photo.entry else "" for photo in part],
        "folder": lambda part: map(attrgetter("folder"), part),
        "day": lambda part: [photo.taken_at // DAY_SECONDS for photo in part],
    }
    found: defaultdict[Any, list[Photo]] = defaultdict(list)
    for part in _parts(photos):
        for photo, section in zip(part, sections_of[query.group](part), strict=True):
            found[section].append(photo)
        yield
    sections = {_day(key) if query.group == "day" else key: some for key, some in found.items()}
    names = sorted(
        sections, key=lambda name: (not name, -len(sections[name]) if query.group == "category" else 0, name)
    )
    return tuple(Section(name, sections[name], name in query.folded) for name in names)


def _day(number: float) -> str:
    """A day as ``2026-11-26``, given how many days after the first of the year 1 it is; empty for `NEVER`."""
    return date.fromordinal(int(number) + 1).isoformat() if number < NEVER // DAY_SECONDS else ""


def _parts(photos: list[Photo]) -> Iterator[list[Photo]]:
    for start in range(0, len(photos), AT_A_TIME):
        yield photos[start : start + AT_A_TIME]
