"""What filing needs to know of the photos in the list."""

from collections.abc import Iterable

from effnet_desktop.engine.records.filing import AnsweredPhoto
from effnet_desktop.gui.classify.photo_model import Photo


def answered(photos: Iterable[Photo]) -> list[AnsweredPhoto]:
    """The photos that have a current answer; what the user said wins over it."""
    found = []
    for photo in photos:
        answer = photo.classification
        if answer is None or photo.is_outdated or photo.error:
            continue
        best, *others = answer.predictions
        found.append(
            AnsweredPhoto(
                photo.path,
                best.category,
                best.probability,
                is_unsure=answer.is_unsure or photo.rejected == best.category,
                correction=photo.confirmed,
                others=tuple((other.category, other.probability) for other in others),
            )
        )
    return found
