"""The last comparisons, kept for the next start: ``comparisons/TIME.json``.

They hold paths, answers and figures, no pictures. A file that cannot be read is passed over, and the log says so.
"""

import contextlib
import dataclasses
import logging
import time
from dataclasses import dataclass
from pathlib import Path

from effnet_desktop.engine import json_files
from effnet_desktop.engine.errors import PhotoError, Text, explain_storage
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.records.comparing import (
    CompareConfig,
    Comparison,
    EarlierComparison,
    KeptComparison,
)
from effnet_desktop.engine.variants import VARIANTS

MOST = 10

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Words:
    """A `Text` whose values a JSON file can hold."""

    template: str
    command: str
    values: dict[str, int | float | str]


@dataclass(frozen=True, slots=True)
class _Unreadable:
    path: Path
    message: _Words
    hint: _Words


@dataclass(frozen=True, slots=True)
class _OnDisk:
    """What a file says; `comparison` has no unreadable photos, which stand beside it."""

    config: CompareConfig
    comparison: Comparison
    unreadable: tuple[_Unreadable, ...]
    finished: float


def keep(folder: Path, config: CompareConfig, comparison: Comparison, finished: float) -> None:
    """See `Engine.keep_comparison`."""
    unreadable = tuple(
        _Unreadable(failed.path, _plain(failed.error.message), _plain(failed.error.hint))
        for failed in comparison.unreadable
    )
    record = _OnDisk(config, dataclasses.replace(comparison, unreadable=()), unreadable, finished)
    moment = time.strftime("%Y%m%d-%H%M%S", time.gmtime(finished))
    file = folder / f"{moment}-{round(1000 * finished) % 1000:03d}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        json_files.write(file, record)
    except OSError as error:
        raise explain_storage(error, file) from error
    for old in _files(folder)[MOST:]:
        with contextlib.suppress(OSError):
            old.unlink()


def listed(folder: Path) -> tuple[EarlierComparison, ...]:
    """See `Engine.earlier_comparisons`."""
    found = ((file.stem, read(folder, file.stem)) for file in _files(folder)[:MOST])
    return tuple(
        EarlierComparison(
            name,
            kept.finished,
            kept.config.paths,
            len(kept.comparison.photos),
            tuple(model.model for model in kept.comparison.models),
        )
        for name, kept in found
        if kept
    )


def read(folder: Path, name: str) -> KeptComparison | None:
    """See `Engine.earlier_comparison`."""
    file = folder / f"{name}.json"
    try:
        record = json_files.read(file, _OnDisk)
        _check(record)
        unreadable = tuple(
            PhotoFailed(failed.path, _error(failed.message, failed.hint)) for failed in record.unreadable
        )
    except (OSError, ValueError, LookupError, AttributeError, OverflowError) as error:
        log.warning("The comparison in %s was left out: %s", file, error)
        return None
    models = tuple(
        dataclasses.replace(model, variant=published)
        if (published := VARIANTS.get(model.variant.name)) == model.variant
        else model
        for model in record.comparison.models
    )
    comparison = dataclasses.replace(record.comparison, models=models, unreadable=unreadable)
    return KeptComparison(name, record.finished, record.config, comparison)


def remove(folder: Path, name: str) -> None:
    """See `Engine.remove_comparison`."""
    file = folder / f"{name}.json"
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise explain_storage(error, file) from error


def _files(folder: Path) -> list[Path]:
    """The newest first."""
    return sorted(folder.glob("[0-9]*.json"), reverse=True)


def _check(record: _OnDisk) -> None:
    """Raises ValueError where the parts do not fit together."""
    comparison = record.comparison
    names = [model.model for model in comparison.models]
    photos = len(comparison.photos)
    if not names or not photos or not record.config.paths or len(comparison.answers) != len(names):
        raise ValueError("it is not whole")
    if any(len(answers) not in (0, photos) for answers in comparison.answers):
        raise ValueError("it has answers to other photos")
    answering = [name for name, answers in zip(names, comparison.answers, strict=True) if answers]
    if comparison.reference not in (answering or [""]):
        raise ValueError("it refers to a model that is not in it")
    if any(spread <= 0 for model in comparison.models for spread in (model.latency.p50, model.latency.p95)):
        raise ValueError("it has no times")
    time.localtime(record.finished)


def _plain(text: Text) -> _Words:
    values = {name: value if isinstance(value, int | float) else str(value) for name, value in text.values.items()}
    return _Words(text.template, text.command, values)


def _error(message: _Words, hint: _Words) -> PhotoError:
    error = PhotoError("")
    error.message = Text(message.template, message.command, **message.values)
    error.hint = Text(hint.template, hint.command, **hint.values)
    str(error)  # raises where a value is missing
    return error
