"""What filing needs to know of the photos in the list."""

from collections.abc import Iterable

from effnet_desktop.engine.records.classifying import Classification
from effnet_desktop.engine.records.filing import AnsweredPhoto
from effnet_desktop.gui.classify.photo_model import Photo


def answered(photos: Iterable[Photo]) -> list[AnsweredPhoto]:
    """The photos that have a current answer; what the user said wins over it."""
    results = (photo.result for photo in photos)
    return [AnsweredPhoto.of(result) for result in results if isinstance(result, Classification)]
