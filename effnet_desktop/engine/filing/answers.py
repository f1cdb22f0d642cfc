"""What a photo is filed and tagged as, in the user's words: the person's, or else the model's."""

import functools
import os
from collections.abc import Iterable, Iterator

from effnet_desktop.engine.classifying.categories import imagenet_names, japanese_names
from effnet_desktop.engine.classifying.groups import SAYS_NOTHING, groups_of
from effnet_desktop.engine.errors import Text
from effnet_desktop.engine.records.classifying import Group, Language
from effnet_desktop.engine.records.filing import AnsweredPhoto, FilingConfig, TagConfig


def each_once(photos: Iterable[AnsweredPhoto]) -> Iterator[AnsweredPhoto]:
    """The photos, none of them twice, however its folder is written or linked to."""
    folders: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    for photo in photos:
        folder, name = os.path.split(photo.path)
        if folder not in folders:
            folders[folder] = os.path.realpath(folder)
        if (folders[folder], name) not in seen:
            seen.add((folders[folder], name))
            yield photo


def folder_of(photo: AnsweredPhoto, config: FilingConfig) -> str | None:
    """What its folder is called; None for a photo of no sure category that stays where it is."""
    if photo.correction is not None:
        return _folder(photo, photo.correction, config)
    if photo.is_novel:
        return config.none
    if config.by == "group" and (group := _sure_group(photo, config.min_confidence)):
        return group.name_in(config.language)
    if photo.is_unsure or photo.is_rejected or photo.confidence < config.min_confidence:
        return config.unsure
    return _folder(photo, photo.category, config)


def why_left(photo: AnsweredPhoto) -> Text:
    """Why a photo without a correction gets no category's folder, or no keywords."""
    return Text("none of these") if photo.is_novel else Text("unsure")


def _folder(photo: AnsweredPhoto, category: str, config: FilingConfig) -> str:
    groups = _groups(photo, category)
    if config.by == "group" and groups:
        return groups[-1].name_in(config.language)
    return _name(photo, category, config.language)


def keywords_of(photo: AnsweredPhoto, config: TagConfig) -> list[tuple[str, ...]]:
    """Its keywords, as paths from the broadest group to the category; of an unsure photo, to the group that is sure."""
    if photo.correction is not None:
        categories = [photo.correction]
    elif photo.is_novel:
        return []
    elif photo.is_unsure or photo.is_rejected:
        categories = []
    else:
        answers = [(photo.category, photo.confidence), *photo.others][: config.top]
        categories = [category for category, confidence in answers if confidence >= config.min_confidence]
    if not categories and photo.correction is None and (sure := _sure_group(photo, config.min_confidence)):
        groups = _groups(photo, photo.category)
        return [tuple(group.name_in(config.language) for group in groups[: groups.index(sure) + 1])]
    return [
        (
            *(group.name_in(config.language) for group in _groups(photo, category)),
            _name(photo, category, config.language),
        )
        for category in categories
    ]


def _sure_group(photo: AnsweredPhoto, min_confidence: float) -> Group | None:
    """The group that is the answer where no category is."""
    return None if photo.is_rejected or photo.group_confidence < min_confidence else photo.group


def _name(photo: AnsweredPhoto, category: str, language: Language) -> str:
    place = _places().get(category) if photo.is_imagenet else None
    return japanese_names()[place] if language == "ja" and place is not None else category


def _groups(photo: AnsweredPhoto, category: str) -> tuple[Group, ...]:
    place = _places().get(category) if photo.is_imagenet else None
    return () if place is None else tuple(group for group in groups_of(place) if group != SAYS_NOTHING)


@functools.cache
def _places() -> dict[str, int]:
    return {name: place for place, name in enumerate(imagenet_names())}
