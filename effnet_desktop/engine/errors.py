"""Every error that leaves the engine. Callers catch types and never compare strings.

EngineError
├── PhotoError            one photo cannot be read; the others go on
├── ModelError            a model is unknown, damaged or does not fit
│   └── ModelNotInstalled its weights are not on this machine
├── DownloadError         the weights could not be fetched
├── StorageError          the disk is full or a folder cannot be written
└── DeviceError           a device is absent or failed
    └── OutOfMemory       the device has too little memory for the batch
"""

from pathlib import Path


class EngineError(Exception):
    """What happened and what to do, in one or two sentences.

    Args:
        message: What happened, as a template with ``{name}`` places, so that the window can translate it.
        hint: What the user can do about it, a template too; empty where nothing helps.
        **values: What fills the places of both.
    """

    def __init__(self, message: str, hint: str = "", **values: object) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint
        self.values = values

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, self.hint, self.values)

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip().format(**self.values)


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


class DeviceError(EngineError):
    """A device is absent or failed."""


class OutOfMemory(DeviceError):
    """The device has too little memory for the batch."""


def explain_storage(error: Exception, path: Path) -> StorageError:
    """Says that a file or folder cannot be written, and why: an `OSError`, or what a library made of one."""
    return StorageError(
        "{path} cannot be written: {reason}.",
        "Free some space, or choose another folder with --data-dir.",
        path=path,
        reason=getattr(error, "strerror", None) or str(error),
    )


def _rebuild(kind: type[EngineError], message: str, hint: str, values: dict[str, object]) -> EngineError:
    """Lets an error travel between processes."""
    return kind(message, hint, **values)
