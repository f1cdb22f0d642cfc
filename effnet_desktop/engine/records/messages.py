"""What a long verb tells meanwhile."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step has come.

    Attributes:
        step: What is being done, a template in the present tense with ``{name}`` places for `values`.
        done: Units done.
        total: Units in all; None while that is unknown.
        unit: ``photos``, ``bytes`` or nothing.
        values: What fills the places of `step`.
    """

    step: str
    done: int = 0
    total: int | None = None
    unit: str = ""
    values: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the user should know although the work goes on, such as a fallback to the CPU."""

    message: str
    values: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return self.message.format(**dict(self.values))
