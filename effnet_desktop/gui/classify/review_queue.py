"""The photos to review, one after the other, and how the model did on them."""

from collections import Counter
from collections.abc import Sequence

from effnet_desktop.gui.classify.photo_model import Photo

DIGITS = "123456789"


class ReviewQueue:
    """Photos, the least certain first. What a photo was judged is on the photo itself.

    Args:
        photos: Which; those without an answer, and those that somebody judged already, are left out.
        categories: What a photo may be put into, in the model's order.
    """

    def __init__(self, photos: Sequence[Photo], categories: Sequence[str]) -> None:
        waiting = [photo for photo in photos if photo.classification and not photo.is_outdated and not photo.judgement]
        self.photos = sorted(waiting, key=lambda photo: photo.confidence)
        self.place = 0
        self.keys = dict(zip(DIGITS, _frequent(self.photos, categories), strict=False))

    @property
    def current(self) -> Photo | None:
        """The photo in question; None at the end."""
        return self.photos[self.place] if self.place < len(self.photos) else None

    @property
    def coming(self) -> Photo | None:
        """The photo after it."""
        return self.photos[self.place + 1] if self.place + 1 < len(self.photos) else None

    def go(self, step: int) -> None:
        """Goes on, or back by a negative step, as far as there are photos; one step on from the last is the end."""
        self.place = min(max(self.place + step, 0), len(self.photos))

    @property
    def judged(self) -> tuple[int, int]:
        """How many answers were right, and how many are judged."""
        known = [photo.is_right for photo in self.photos if photo.judgement and photo.is_right is not None]
        return sum(known), len(known)


def _frequent(photos: Sequence[Photo], categories: Sequence[str]) -> list[str]:
    """The categories for the digits: all in the model's order where that is enough, else those that come up most."""
    if len(categories) <= len(DIGITS):
        return list(categories)
    counts = Counter(photo.answer for photo in photos if photo.answer)
    most = [category for category, _ in counts.most_common(len(DIGITS))]
    return sorted(most, key=str.casefold)
