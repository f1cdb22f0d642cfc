"""How fast backends were on this machine, in a file, so that a guess is needed only once."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from effnet_desktop.engine import json_files


@dataclass(frozen=True, slots=True)
class Speed:
    """Of a backend that takes over from another.

    Attributes:
        seconds: How long it takes to load.
        gain: How many times as fast as the one before it.
    """

    seconds: float
    gain: float


@dataclass(frozen=True, slots=True)
class _Measured:
    machine: str
    speeds: dict[str, Speed] = field(default_factory=dict)


class SpeedFile:
    """What was measured on one machine; whatever goes wrong with the file costs time and nothing else.

    Args:
        file: Made when first needed.
        describe: Says what the speeds depend on: those of another machine are forgotten. Called when first needed.
    """

    def __init__(self, file: Path, describe: Callable[[], str]) -> None:
        self._file = file
        self._describe = describe

    @cached_property
    def _machine(self) -> str:
        return self._describe()

    def get(self, name: str) -> Speed | None:
        """What was measured last under a name."""
        return self._speeds.get(name)

    def put(self, name: str, speed: Speed) -> None:
        """Keeps what was measured."""
        speeds = self._read() | {name: speed}  # other processes may have written meanwhile
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            json_files.write(self._file, _Measured(self._machine, speeds))
            self._speeds = speeds

    @cached_property
    def _speeds(self) -> dict[str, Speed]:
        """Read once: it is asked for after each photo."""
        return self._read()

    def _read(self) -> dict[str, Speed]:
        with suppress(OSError, ValueError):
            measured = json_files.read(self._file, _Measured)
            if measured.machine == self._machine:
                return measured.speeds
        return {}
