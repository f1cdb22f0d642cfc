"""What categories are called where photos are filed and tagged: in the user's language, or by their groups."""

from collections.abc import Sequence
from dataclasses import replace

from effnet_desktop.engine.classifying.categories import japanese_name
from effnet_desktop.engine.classifying.groups import SAYS_NOTHING, groups_of_name
from effnet_desktop.engine.records.classifying import Language
from effnet_desktop.engine.records.filing import AnsweredPhoto, FilingBy


def called(photos: Sequence[AnsweredPhoto], language: Language, by: FilingBy = "category") -> list[AnsweredPhoto]:
    """The photos with the words that folders or keywords get in the place of their categories.

    Args:
        photos: The photos with the model's own names of categories.
        language: Of ImageNet's categories and of groups; what a user has named stays.
        by: Whether a category gives way to its narrowest group. One that has none stays.
    """
    return [_called(photo, language, by) for photo in photos]


def _called(photo: AnsweredPhoto, language: Language, by: FilingBy) -> AnsweredPhoto:
    def name(category: str) -> str:
        groups = groups_of_name(category) if by == "group" else ()
        if groups and groups[-1] != SAYS_NOTHING:
            return groups[-1].name_in(language)
        japanese = japanese_name(category) if language == "ja" and photo.is_imagenet else ""
        return japanese or category

    others = tuple((name(other), probability) for other, probability in photo.others)
    correction = None if photo.correction is None else name(photo.correction)
    named = replace(photo, category=name(photo.category), others=others, correction=correction)
    if by == "group" and photo.group:  # surer than any of its categories
        group, probability = photo.group
        return replace(named, category=group.name_in(language), confidence=probability, is_unsure=False)
    return named
