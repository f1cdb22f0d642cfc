"""Files and folders -> the photos in them, by names alone, and what is passed over there."""

import logging
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from effnet_desktop.engine.errors import PhotoError
from effnet_desktop.engine.photos.raw_suffixes import RAW_SUFFIXES
from effnet_desktop.engine.photos.reading import SUFFIXES
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.records.folders import LeftOut

logger = logging.getLogger(__name__)

# What systems and servers make for themselves; no person calls a folder of photos so. Hidden ones are left out anyway.
_SYSTEMS = (
    "@eadir @tmp @recycle @recently-snapshot @__thumb _thumb _thumbs _thumbnails #recycle #snapshot $recycle.bin "
    "__macosx lost+found"
)
_FOLDERS_OF_SYSTEMS = frozenset([*_SYSTEMS.split(), "system volume information"])

# What accompanies photos, and nobody misses.
_BESIDE = (
    ".xmp .txt .md .json .csv .tsv .xml .html .htm .yaml .yml .log .db .ini .aae .thm .dop .pp3 .on1 .lnk .url "
    ".sha256 .md5 .npy .pkl .py .ipynb .part .crdownload .tmp"
)
_SIDE_FILES = frozenset(_BESIDE.split())

# What people take for a photo or a film; those that can be read are in `SUFFIXES`.
_DRAWN = (
    ".jp2 .j2k .j2c .jpc .jpf .jpx .jxl .jxr .wdp .hdp .mpo .jps .apng .bpg .heics .avifs .tga .exr .hdr .dds .pcx "
    ".ppm .pgm .pbm .pnm .ico .icns .psd .psb .xcf .kra .afphoto .svg .svgz .ai .eps .pdf .wmf .emf .djvu"
)
_FILMS = ".mov .mp4 .m4v .avi .mkv .webm .mpg .mpeg .wmv .3gp .3g2 .mts .m2ts .flv .insv .insp .lrv .ogv"
_PICTURES = RAW_SUFFIXES.union(f"{_DRAWN} {_FILMS}".split())


class Search:
    """Finds the photos in files and folders, one folder at a time.

    A file named directly is taken whatever its suffix, even if it does not exist: reading it tells why. Folders are
    searched with all that is in them, first their photos, then their folders, each in natural order (2 before 10).
    Hidden files and folders are left out, and so are systems' own folders, such as ``@eaDir``, those that were
    searched already (links may lead back), and those that cannot be read, which `left_out` names.

    Args:
        paths: Files and folders.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = paths
        self._searched: set[str] = set()
        self._closed: list[PhotoFailed] = []
        self._unsupported: Counter[str] = Counter()
        self._others = 0

    def photos(self) -> Iterator[Path]:
        """The photos, in order."""
        for path in self._paths:
            if os.path.isdir(path):
                yield from self._photos_in(path)
            else:
                yield path

    def left_out(self) -> LeftOut:
        """What has been passed over so far."""
        kinds = sorted(self._unsupported.items(), key=lambda kind: (-kind[1], kind[0]))
        return LeftOut(tuple(self._closed), tuple(kinds), self._others)

    def _photos_in(self, root: Path) -> Iterator[Path]:
        waiting = [os.fspath(root)]
        while waiting:
            folder = waiting.pop()
            identity = os.path.realpath(folder)
            if identity in self._searched:
                continue
            self._searched.add(identity)
            try:
                with os.scandir(folder) as found:
                    entries = sorted((entry for entry in found if is_searched(entry.name)), key=_natural_order)
            except OSError as error:
                logger.info("Left out a folder that cannot be read: %s", error)
                self._closed.append(PhotoFailed(Path(folder), _explain_closed(error)))
                continue
            folders = []
            for entry in entries:
                if _is_folder(entry):
                    folders.append(entry.path)
                elif is_photo(entry.name):
                    yield Path(entry.path)
                else:
                    self._pass_over(entry.name)
            waiting += reversed(folders)

    def _pass_over(self, name: str) -> None:
        suffix = os.path.splitext(name)[1].lower()
        if suffix in _PICTURES:
            self._unsupported[suffix] += 1
        elif suffix not in _SIDE_FILES:
            self._others += 1


def find_photos(paths: Sequence[Path]) -> Iterator[Path]:
    """The photos in files and folders, where what is passed over does not matter; see `Search`."""
    return Search(paths).photos()


def is_searched(name: str) -> bool:
    """Whether a file or folder of that name in a folder is looked at."""
    return not name.startswith(".") and name.casefold() not in _FOLDERS_OF_SYSTEMS


def is_photo(name: str) -> bool:
    """Whether a file in a folder is taken for a photo, by its name."""
    return os.path.splitext(name)[1].lower() in SUFFIXES


def _explain_closed(error: OSError) -> PhotoError:
    if isinstance(error, PermissionError):
        return PhotoError("You are not allowed to open this folder.", "Ask its owner, or change its permissions.")
    reason = error.strerror or str(error)
    return PhotoError("The folder cannot be read: {reason}.", "Check the disk that it is on.", reason=reason)


def _natural_order(entry: os.DirEntry[str]) -> tuple[list[str | int], str]:
    parts = re.split(r"(\d+)", entry.name.casefold())  # text and digits in turn
    return [int(part) if place % 2 else part for place, part in enumerate(parts)], entry.name


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False
