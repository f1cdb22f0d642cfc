"""The user's corrections of one training folder: labels that moved, photos that were added or left out.

The list is a JSON file of our own that names photos by path; the photos and their folders are never touched. Every
change is on the disk before the call returns, and a list that cannot be understood is never written over.
"""

import contextlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import msgspec

from effnet_desktop.engine.errors import EngineError, StorageError, explain_storage
from effnet_desktop.engine.folders.names import plain_name

FORMAT = 1


@dataclass(frozen=True, slots=True)
class _Record:
    """What the file says; a photo without a category is left out."""

    format: int
    folder: str | None
    photos: dict[str, str | None]


class LabelList:
    """The corrections of one training folder.

    Each photo has at most one correction, the last one: a category, or that it is left out. Paths are made absolute;
    links in them are not followed.

    Args:
        file: The list; made by the first correction.
        folder: The training folder, recorded in the file for whoever looks at it; None keeps what it says.

    Raises:
        StorageError: The file is there but cannot be read or understood.
    """

    def __init__(self, file: Path, folder: Path | None = None) -> None:
        self.file = file
        self.folder, self._corrections = _read(file)
        if folder is not None:
            self.folder = _absolute(folder)

    @property
    def labels(self) -> dict[Path, str]:
        """The photos that the user gave a category, in the order in which that happened."""
        return {path: category for path, category in self._corrections.items() if category is not None}

    @property
    def left_out(self) -> frozenset[Path]:
        """The photos that the user left out."""
        return frozenset(path for path, category in self._corrections.items() if category is None)

    def label(self, path: Path, category: str) -> None:
        """Puts a photo into a category: moves its label, or adds a photo from outside the folder.

        Raises:
            EngineError: The category has no name.
            StorageError: The list cannot be read or written.
        """
        if not category.strip():
            raise EngineError("A category needs a name.", "Type one and try again.")
        self._correct(path, plain_name(category))

    def leave_out(self, path: Path) -> None:
        """Leaves a photo out of training and measuring.

        Raises:
            StorageError: The list cannot be read or written.
        """
        self._correct(path, None)

    def forget(self, path: Path) -> None:
        """Takes a correction back; without one, nothing happens.

        Raises:
            StorageError: The list cannot be read or written.
        """
        _, corrections = _read(self.file)
        if _absolute(path) in corrections:
            del corrections[_absolute(path)]
            self._save(corrections)

    def _correct(self, path: Path, category: str | None) -> None:
        _, corrections = _read(self.file)  # the command line may have changed it meanwhile
        corrections.pop(_absolute(path), None)  # so that the last correction comes last
        corrections[_absolute(path)] = category
        self._save(corrections)

    def _save(self, corrections: dict[Path, str | None]) -> None:
        folder = None if self.folder is None else str(self.folder)
        record = _Record(FORMAT, folder, {str(path): category for path, category in corrections.items()})
        part = None
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            descriptor, part = tempfile.mkstemp(prefix=f".{self.file.name}.", dir=self.file.parent)
            # ASCII, so that file names that are not valid Unicode survive too.
            with open(descriptor, "w", encoding="ascii") as file:
                json.dump(asdict(record), file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, self.file)
        except OSError as error:
            if part is not None:
                with contextlib.suppress(OSError):
                    os.unlink(part)
            raise explain_storage(error, self.file) from error
        self._corrections = corrections


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))


def _read(file: Path) -> tuple[Path | None, dict[Path, str | None]]:
    """The folder and the corrections in a file, both empty where there is none."""
    try:
        found = json.loads(file.read_text(encoding="ascii"))  # msgspec's own reader refuses names that are not Unicode
        if msgspec.convert(found["format"], int) > FORMAT:
            raise StorageError(
                "The list of corrections {file} was written by a newer version of this app.",
                "Install that version, or rename the file to begin a new list.",
                file=file,
            )
        record = msgspec.convert(found, _Record)
        folder = None if record.folder is None else Path(record.folder)
        return folder, {Path(path): category for path, category in record.photos.items()}
    except FileNotFoundError:
        return None, {}
    except OSError as error:
        raise StorageError(
            "The list of corrections {file} cannot be read: {reason}.",
            "Check the disk that it is on, and that you are allowed to read it.",
            file=file,
            reason=error.strerror or str(error),
        ) from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise StorageError(
            "The list of corrections {file} is damaged.",
            "Rename or delete it to begin a new list; your photos are as they were.",
            file=file,
        ) from error
