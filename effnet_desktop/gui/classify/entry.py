"""What a photo stands under in the list of answers and under headings: a category, or a group that answers."""

from dataclasses import dataclass

from effnet_desktop.engine.records.classifying import Category, Classification, Group
from effnet_desktop.gui.wording import language


@dataclass(frozen=True, slots=True)
class Entry:
    """A category or a group, one object for all photos of it.

    Attributes:
        key: What tells it from the others; see `of_category` and `of_group`.
        name: What it is called in the user's language.
        english: What it is called in English.
        groups: The broader groups that it stands in, the broadest first.
        words: What a search finds it by, in lower case: its names and its groups' in both languages.
    """

    key: str
    name: str
    english: str
    groups: tuple[Group, ...] = ()
    words: str = ""


def of_category(category: str) -> str:
    """The key of a category."""
    return f"category: {category}"


def of_group(group: str) -> str:
    """The key of a group."""
    return f"group: {group}"


def category_entry(category: Category) -> Entry:
    """The entry of a category."""
    name = category.name_in(language())
    words = _words(category.name, category.japanese, category.groups)
    return Entry(of_category(category.name), name, category.name, category.groups, words)


def group_entry(group: Group, above: tuple[Group, ...] = ()) -> Entry:
    """The entry of a group that stands in broader ones."""
    words = _words(group.name, group.japanese, above)
    return Entry(of_group(group.name), group.name_in(language()), group.name, above, words)


def answering_entry(answer: Classification) -> Entry:
    """The entry that an answer belongs to: that of its best category, or of the group that answers in its place."""
    best = answer.predictions[0]
    if answer.group:
        group = answer.group.group
        return group_entry(group, best.groups[: best.groups.index(group)] if group in best.groups else ())
    return category_entry(Category(best.category, best.japanese, best.groups))


def _words(name: str, japanese: str, groups: tuple[Group, ...]) -> str:
    names = [name, japanese, *(name for group in groups for name in (group.name, group.japanese))]
    return "\n".join(filter(None, names)).casefold()
