"""What the engine says to its user: texts that the window can translate, and every error that leaves the engine.

Callers catch types and never compare strings.

EngineError
├── PhotoError            one photo cannot be read; the others go on
├── ModelError            a model is unknown, damaged or does not fit
│   └── ModelNotInstalled its weights are not on this machine
├── DownloadError         the weights could not be fetched
├── StorageError          the disk is full or a folder cannot be written
├── ClusterError          the machines that were to help cannot be reached or used
└── DeviceError           a device is absent or failed
    ├── DeviceAbsent      the device that was asked for is not here
    └── OutOfMemory       the device has too little memory for the batch
"""

import errno
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, init=False)
class Text:
    """A sentence as a template and what fills its ``{name}`` places, so that the window can translate it.

    Args:
        template: English; empty where there is nothing to say.
        command: What to type for it on the command line, a template, too. The window leaves it out: it has buttons.
        **values: What fills the places of both.
    """

    template: str
    command: str
    values: Mapping[str, object]

    def __init__(self, template: str, command: str = "", /, **values: object) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "command", command)
        object.__setattr__(self, "values", values)

    def __str__(self) -> str:
        said = self.template.format(**self.values)
        return f"{said} On the command line: {self.command.format(**self.values)}".lstrip() if self.command else said


class EngineError(Exception):
    """What happened and what to do, in one or two sentences.

    Args:
        message: What happened, a template.
        hint: What the user can do about it, a template too; empty where nothing helps.
        command: What to type for that on the command line; see `Text`.
        **values: What fills the places of all.

    Attributes:
        message: What happened.
        hint: What to do.
    """

    def __init__(self, message: str, hint: str = "", command: str = "", /, **values: object) -> None:
        super().__init__(message, hint)
        self.message = Text(message, **values)
        self.hint = Text(hint, command, **values)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, self.hint)

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class PhotoError(EngineError):
    """One photo cannot be read; the others go on."""


class ModelError(EngineError):
    """A model is unknown, damaged or does not fit."""


class ModelNotInstalled(ModelError):
    """The model is known, but its weights are not on this machine."""


class DownloadError(EngineError):
    """The weights could not be fetched."""


class StorageError(EngineError):
    """The disk is full or a folder cannot be written."""


class ClusterError(EngineError):
    """The machines that were to help cannot be reached or used."""


class DeviceError(EngineError):
    """A device is absent or failed."""


class DeviceAbsent(DeviceError):
    """The device that was asked for is not here, or cannot be used."""


class OutOfMemory(DeviceError):
    """The device has too little memory for the batch."""


def explain_storage(error: Exception, path: Path) -> StorageError:
    """Says that a file or folder cannot be written, and why: an `OSError`, or what a library made of one."""
    if getattr(error, "errno", None) in (None, errno.ENOENT) and not path.parent.exists():
        gone = path.parent
        return StorageError("{path} is gone.", "Was it deleted, or its disk removed? Start again.", path=gone)
    return StorageError(
        "{path} cannot be written: {reason}.",
        "Free some space, or choose another folder.",
        "--data-dir DIR",
        path=path,
        reason=getattr(error, "strerror", None) or str(error),
    )


def _rebuild(kind: type[EngineError], message: Text, hint: Text) -> EngineError:
    """Lets an error travel between processes."""
    return kind(message.template, hint.template, hint.command, **message.values)
