"""Photos without categories, in piles."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Pile:
    """Photos that are alike.

    Attributes:
        number: Stays its own, whatever happens to the others.
        name: The category that the user gave it; empty where there is none yet.
        photos: The most typical first.
    """

    number: int
    name: str
    photos: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A photo whose category the user is asked for.

    Attributes:
        photo: The photo.
        proposed: What it is taken for, by what is known so far; empty where nothing is.
        probability: Of that (0..1).
        is_by_chance: Whether it was drawn from all photos, so that its answer tells how right the piles are; the
            others are those that would teach most, of which many are wrong.
    """

    photo: Path
    proposed: str
    probability: float
    is_by_chance: bool = False


@dataclass(frozen=True, slots=True)
class Piles:
    """A folder's piles, as they are now.

    Attributes:
        folder: The folder.
        piles: Named ones first, then the others, each the biggest first.
        thrown_out: Photos that belong to no pile, by the user's word.
        photos: Number of photos, but for those thrown out.
        named: Number of those in named piles.
        judged: Photos drawn by chance that the user was asked about, after something was known.
        right: How many of them were taken for what they are before the answer was seen.
        ci95: The interval of the share of right ones among all photos; all of 0..1 before the first.
        undo_steps: How many changes can be taken back.
        redo_steps: How many that were taken back can be made again.
    """

    folder: Path
    piles: tuple[Pile, ...]
    thrown_out: tuple[Path, ...]
    photos: int
    named: int
    judged: int
    right: int
    ci95: tuple[float, float]
    undo_steps: int
    redo_steps: int
