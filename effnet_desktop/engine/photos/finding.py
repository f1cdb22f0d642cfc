"""Files and folders -> the photos in them, by names alone."""

import logging
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from effnet_desktop.engine.photos.reading import SUFFIXES

logger = logging.getLogger(__name__)


def find_photos(paths: Sequence[Path]) -> Iterator[Path]:
    """Finds the photos in files and folders, one folder at a time.

    A file named directly is taken whatever its suffix, even if it does not exist: reading it tells why. Folders are
    searched with all that is in them, first their photos, then their folders, each in natural order (2 before 10).
    Hidden files and folders are left out, and so are folders that cannot be read or were searched already (links
    may lead back).
    """
    searched: set[str] = set()
    for path in paths:
        if os.path.isdir(path):
            yield from _photos_in(path, searched)
        else:
            yield path


def _photos_in(root: Path, searched: set[str]) -> Iterator[Path]:
    waiting = [os.fspath(root)]
    while waiting:
        folder = waiting.pop()
        identity = os.path.realpath(folder)
        if identity in searched:
            continue
        searched.add(identity)
        try:
            with os.scandir(folder) as found:
                entries = sorted((entry for entry in found if not entry.name.startswith(".")), key=_natural_order)
        except OSError as error:
            logger.info("Left out a folder that cannot be read: %s", error)
            continue
        folders = []
        for entry in entries:
            if _is_folder(entry):
                folders.append(entry.path)
            elif os.path.splitext(entry.name)[1].lower() in SUFFIXES:
                yield Path(entry.path)
        waiting += reversed(folders)


def _natural_order(entry: os.DirEntry[str]) -> tuple[list[str | int], str]:
    parts = re.split(r"(\d+)", entry.name.casefold())  # text and digits in turn
    return [int(part) if place % 2 else part for place, part in enumerate(parts)], entry.name


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False
