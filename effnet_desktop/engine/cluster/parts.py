"""The folder that answers are put in: ``answers/part-00000.parquet`` and so on, and ``run.json``.

A part holds so many photos of the sorted list, so that its borders are the same whenever a run goes on. It appears
under its name once it is whole; what is there is never done again.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from effnet_desktop.engine import json_files
from effnet_desktop.engine.errors import StorageError, explain_storage
from effnet_desktop.engine.models import locks
from effnet_desktop.engine.records.classifying import ClassifySummary
from effnet_desktop.engine.whole_files import whole_file

PART = 1000
"""Photos of a part."""

FORMAT = 1
RECORD = "run.json"
ANSWERS = "answers"
LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What a folder's answers are made of; they all are of one kind.

    Attributes:
        format: Version of this record.
        version: Of the app.
        model: The model's name.
        fingerprint: Of what its answers depend on.
        settings: What was asked for.
        photos: How many there are.
        list: A digest of their sorted list.
        part: Photos of a part.
    """

    format: int
    version: str
    model: str
    fingerprint: str
    settings: str
    photos: int
    list: str
    part: int


_WHAT_DIFFERS = {
    "format": "by another version of the app",
    "version": "by another version of the app",
    "model": "with another model",
    "fingerprint": "with an earlier state of the model",
    "settings": "with other options",
    "photos": "with another list of photos",
    "list": "with another list of photos",
    "part": "by another version of the app",
}


class Parts:
    """The parts of one run; made by `open_parts`.

    Args:
        folder: Of the run.
        photos: All of them, sorted.
        size: Photos of a part.
    """

    def __init__(self, folder: Path, photos: Sequence[str], size: int) -> None:
        self._folder = folder / ANSWERS
        self._photos = photos
        self._size = size
        self.numbers = range(-(-len(photos) // size))

    def photos_of(self, number: int) -> Sequence[str]:
        """A part's photos, in order."""
        return self._photos[number * self._size : (number + 1) * self._size]

    def is_there(self, number: int) -> bool:
        """Whether a part is finished."""
        return self._file(number).is_file()

    def write(self, number: int, rows: Sequence[dict[str, Any]]) -> None:
        """Writes a part, whole or not at all.

        Args:
            number: Which.
            rows: One a photo, in order; see `schema`.

        Raises:
            StorageError: It cannot be written.
        """
        import pyarrow as pa
        from pyarrow import parquet

        try:
            with whole_file(self._file(number)) as part:
                parquet.write_table(pa.Table.from_pylist([*rows], schema()), part)
        except OSError as error:
            raise explain_storage(error, self._file(number)) from error

    def summed_up(self, seconds: float) -> ClassifySummary:
        """All parts together.

        Args:
            seconds: What the run took.

        Raises:
            StorageError: A part cannot be read.
        """
        from pyarrow import parquet

        photos = failed = right = with_truth = novel = 0
        tells_novelty = False
        latencies = []
        for number in self.numbers:
            try:
                columns = parquet.read_table(
                    self._file(number), columns=["error", "correct", "is_novel", "timings_ms"], use_threads=False
                )
            except (OSError, ValueError) as error:  # Arrow's own errors are among these
                raise StorageError(
                    "{path} cannot be read: {reason}.",
                    "Delete it, and give the same command again.",
                    path=self._file(number),
                    reason=(str(error).splitlines() or ["?"])[0].rstrip("."),
                ) from error
            photos += columns.num_rows
            failed += columns.num_rows - columns["error"].null_count
            with_truth += columns.num_rows - columns["correct"].null_count
            right += sum(filter(None, columns["correct"].to_pylist()))
            tells_novelty |= columns["is_novel"].null_count < columns.num_rows
            novel += sum(filter(None, columns["is_novel"].to_pylist()))
            latencies.append(np.array([sum(t.values()) for t in columns["timings_ms"].to_pylist() if t], np.float64))
        all_latencies = np.concatenate([np.empty(0), *latencies])
        p50, p95 = map(float, np.percentile(all_latencies, (50, 95))) if len(all_latencies) else (None, None)
        return ClassifySummary(
            photos=photos,
            failed=failed,
            seconds=seconds,
            latency_p50=p50,
            latency_p95=p95,
            accuracy=right / with_truth if with_truth else None,
            with_truth=with_truth,
            novel=novel if tells_novelty else None,
        )

    def _file(self, number: int) -> Path:
        return self._folder / f"part-{number:05}.parquet"


@contextlib.contextmanager
def open_parts(folder: Path, run: RunRecord, photos: Sequence[str]) -> Iterator[Parts]:
    """Begins a run in a folder, or goes on with it; keeps others away meanwhile.

    Args:
        folder: Made if absent.
        run: What is asked for.
        photos: All of them, sorted.

    Raises:
        StorageError: The folder cannot be written, holds something else or another run, or another process is at it.
    """
    lock = None
    try:
        if folder.is_dir() and not (folder / RECORD).is_file() and any(folder.iterdir()):
            raise StorageError(
                "{folder} holds something else already.", "Choose a new folder for the answers.", folder=folder
            )
        (folder / ANSWERS).mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(NotImplementedError):
            lock = locks.take(folder / LOCK)
        if (folder / RECORD).is_file():
            _check_same(folder, run)
        else:
            json_files.write(folder / RECORD, run)
    except TimeoutError as error:
        raise StorageError(
            "Another process is writing answers to {folder}.", "Wait for it, or choose another.", folder=folder
        ) from error
    except OSError as error:
        raise explain_storage(error, folder) from error
    except BaseException:
        if lock:
            locks.give_back(lock)
        raise
    try:
        yield Parts(folder, photos, run.part)
    finally:
        if lock:
            locks.give_back(lock)


def digest_of(photos: Sequence[str]) -> str:
    """Names a list of photos."""
    digest = hashlib.sha256()
    for photo in photos:
        digest.update(os.fsencode(photo) + b"\0")
    return digest.hexdigest()


def schema() -> Any:
    """The columns: what `Describe` gives, each of which may be missing, and whether the answer is right."""
    import pyarrow as pa

    prediction = pa.struct(
        {"category": pa.string(), "name": pa.string(), "index": pa.int32(), "probability": pa.float64()}
    )
    return pa.schema(
        {
            "path": pa.string(),
            "path_base64": pa.string(),
            "error": pa.string(),
            "model": pa.string(),
            "predictions": pa.list_(prediction),
            "timings_ms": pa.struct({"decode": pa.float64(), "preprocess": pa.float64(), "inference": pa.float64()}),
            "device": pa.string(),
            "groups": pa.list_(pa.string()),
            "group": pa.struct({"name": pa.string(), "probability": pa.float64()}),
            "unsure": pa.bool_(),
            "novelty": pa.float64(),
            "is_novel": pa.bool_(),
            "escalated": pa.bool_(),
            "truth": pa.string(),
            "mark": pa.string(),
            "correction": pa.string(),
            "taken": pa.string(),
            "warning": pa.string(),
            "correct": pa.bool_(),
        }
    )


def _check_same(folder: Path, run: RunRecord) -> None:
    try:
        old = json_files.read(folder / RECORD, RunRecord)
    except ValueError as error:
        raise StorageError(
            "What {folder} holds cannot be understood.", "Choose a new folder for the answers.", folder=folder
        ) from error
    for field in fields(RunRecord):
        if getattr(old, field.name) != getattr(run, field.name):
            raise StorageError(
                "The answers in {folder} were begun {how}.",
                "Choose a new folder, or delete this one to begin anew.",
                folder=folder,
                how=_WHAT_DIFFERS[field.name],
            )
