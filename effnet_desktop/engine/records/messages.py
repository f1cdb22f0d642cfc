"""What a long verb tells meanwhile."""

from dataclasses import dataclass

from effnet_desktop.engine.errors import Text


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step has come.

    Attributes:
        step: What is being done, in the present tense.
        done: Units done.
        total: Units in all; None while that is unknown.
        unit: ``photos``, ``bytes`` or nothing.
    """

    step: Text
    done: int = 0
    total: int | None = None
    unit: str = ""


class Notice(Text):
    """Something that the user should know although the work goes on, such as a fallback to the CPU."""

    __slots__ = ()
