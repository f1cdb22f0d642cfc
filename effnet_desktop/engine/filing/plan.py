"""What filing would do, found out before anything happens: the tree, conflicts, names, room on the disk."""

import errno
import os
import shutil
import stat
from collections import Counter
from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from effnet_desktop.engine.errors import EngineError, PhotoError, StorageError, Text
from effnet_desktop.engine.filing.answers import each_once, folder_of, why_left
from effnet_desktop.engine.filing.companions import Companions, leading
from effnet_desktop.engine.filing.copying import as_photo_error, digest_of, on_another_disk
from effnet_desktop.engine.filing.names import folder_names, is_too_long, numbered, safe_name, same_name
from effnet_desktop.engine.folders.names import plain_name
from effnet_desktop.engine.records.filing import (
    AnsweredPhoto,
    FileFailed,
    FilingConfig,
    FilingFolder,
    FilingItem,
    FilingPlan,
    ItemState,
)
from effnet_desktop.engine.records.messages import Progress

WINDOWS_PATH = 259
"""Letters that a path may have for most of Windows' programs."""
EXAMPLES = 3


def plan_filing(photos: Sequence[AnsweredPhoto], config: FilingConfig) -> Generator[Progress, None, FilingPlan]:
    """Plans where each photo goes; reads names and sizes, and contents only where names meet.

    Args:
        photos: The photos with what is known of them; what a person said wins over the model.
        config: How they are filed.
    """
    config = _resolved(config)
    planner = _Planner(config)
    if planner.find_problems():
        return planner.plan()
    wanted: dict[Path, str] = {}
    photos = list(each_once(photos))
    leaders = leading(photo.path for photo in photos)
    for photo in photos:
        if photo.path not in leaders:
            continue
        folder = folder_of(photo, config)
        if folder is None:
            planner.left.append((photo.path, why_left(photo)))
        else:
            wanted[photo.path] = folder
    names, said = folder_names(wanted.values(), planner.existing_folders())
    planner.notes += said
    companions = Companions(leaders)
    for done, (path, category) in enumerate(wanted.items()):
        if done % 100 == 0:
            yield Progress(Text("Planning"), done, len(wanted), "photos")
        yield from planner.add(path, names[category], list(companions.of(path)))
    return planner.plan()


def _resolved(config: FilingConfig) -> FilingConfig:
    """With real paths, so that no link hides that one folder lies in another."""
    roots = tuple(Path(os.path.abspath(root)) for root in config.roots)
    unsure = None if config.unsure is None else plain_name(config.unsure) or "unsure"
    none = None if config.none is None else plain_name(config.none) or "none of these"
    return replace(config, target=Path(os.path.realpath(config.target)), roots=roots, unsure=unsure, none=none)


class _Planner:
    """Collects a plan, photo by photo."""

    def __init__(self, config: FilingConfig) -> None:
        self._config = config
        self._target = config.target
        self._items: list[FilingItem] = []
        self.left: list[tuple[Path, Text]] = []
        self._failed: list[FileFailed] = []
        self.notes: list[Text] = []
        self._problems: list[EngineError] = []
        self._taken: dict[tuple[str, ...], dict[str, str | None]] = {}  # folder -> name -> file there; None: planned
        self._spelled: dict[tuple[str, ...], str] = {}
        self._digests: dict[str, bytes] = {}
        self._writable: dict[str, bool] = {}
        self._device = _device(config.target)
        self._renamed: list[str] = []
        self._long: list[str] = []
        outer = [os.path.realpath(root) for root in config.roots]
        self._is_target_inside = any(_is_below(str(self._target), root) and str(self._target) != root for root in outer)

    def find_problems(self) -> bool:
        """Notes why nothing can be filed there at all."""
        if any(map(is_too_long, self._target.parts)) or _is_too_long_a_path(self._target):
            self._problems.append(StorageError("{path} is too long.", "Choose another folder.", path=self._target))
            return True
        ancestor = next(folder for folder in (self._target, *self._target.parents) if os.path.lexists(folder))
        if not ancestor.is_dir():
            self._problems.append(
                StorageError("{path} is a file, not a folder.", "Choose another folder.", path=ancestor)
            )
        elif not os.access(ancestor, os.W_OK | os.X_OK):
            self._problems.append(
                StorageError("Nothing can be written to {path}.", "Choose another folder.", path=ancestor)
            )
        return bool(self._problems)

    def existing_folders(self) -> list[str]:
        """Names of the folders that the target has already."""
        return [entry.name for entry in _scan(str(self._target)) if entry.is_dir()]

    def add(self, path: Path, folder: str, companions: Sequence[Path]) -> Generator[Progress, None, None]:
        """Plans one photo and what travels with it."""
        try:
            statuses = [os.stat(path), *(os.stat(companion) for companion in companions)]
            if not stat.S_ISREG(statuses[0].st_mode):
                raise PhotoError("This is a folder or a device, not a photo file.")
            if self._config.way == "move" and path.is_symlink():
                raise PhotoError("This is a link to a photo: it is not moved.", "Move the photo itself.")
            if self._config.way == "move" and not self._is_writable(os.path.dirname(path) or "."):
                raise PhotoError("Nothing can be moved out of its folder.", "Copy it.")
            if self._config.way == "link" and statuses[0].st_dev != self._device:
                raise on_another_disk()
        except (OSError, PhotoError) as error:
            self._failed.append(FileFailed(path, error if isinstance(error, PhotoError) else as_photo_error(error)))
            return
        parts = self._folder_parts(path, folder)
        if parts is None:
            self.left.append((path, Text("in the target already")))
            return
        if _is_below(os.path.realpath(path.parent), str(self._target.joinpath(parts[0]))):
            self._items.append(FilingItem(path, (*parts, path.name), 0, 0, "in place"))
            return
        if (blocked := self._blocked(parts)) is not None:
            self._failed.append(FileFailed(path, blocked))
            return
        sources = [path, *companions]
        names = [safe_name(source.name) for source in sources]
        number, states = yield from self._find_names(parts, sources, names, statuses)
        stem_length = len(os.path.splitext(names[0])[0])
        names = [numbered(name, number, stem_length) for name in names]
        folder_path = self._target.joinpath(*parts)
        if any(map(is_too_long, (*parts, *names))) or _is_too_long_a_path(folder_path / max(names, key=len)):
            self._failed.append(FileFailed(path, PhotoError("Its name is too long.", "Rename it.")))
            return
        for source, own, status, state in zip(sources, names, statuses, states, strict=True):
            if state in ("new", "renamed"):
                self._names_in(parts)[same_name(own)] = None
                if state == "renamed":
                    self._renamed.append(f"{source.name} -> {own}")
                if len(str(folder_path / own)) > WINDOWS_PATH:
                    self._long.append(own)
            self._items.append(
                FilingItem(
                    source, (*parts, own), status.st_size, status.st_mtime_ns, state, None if source is path else path
                )
            )

    def _folder_parts(self, path: Path, folder: str) -> tuple[str, ...] | None:
        """The folders below the target; None for a photo that was filed there before."""
        real = os.path.realpath(path.parent)
        if self._is_target_inside and _is_below(real, str(self._target)):
            return None
        if not self._config.keep_structure:
            return (folder,)
        absolute = os.path.abspath(path.parent)
        roots = [str(root) for root in self._config.roots if _is_below(absolute, str(root))]
        inner = os.path.relpath(absolute, max(roots, key=len)) if roots else "."
        parts = [] if inner == "." else inner.split(os.sep)
        spelled = [folder]
        for part in parts:  # folders that differ in letter case only are one
            name = safe_name(part)
            spelled.append(self._spelled.setdefault((*map(same_name, spelled), same_name(name)), name))
        return tuple(spelled)

    def _blocked(self, parts: tuple[str, ...]) -> EngineError | None:
        """Why a folder cannot be had."""
        for place in range(1, len(parts) + 1):
            folder = self._target.joinpath(*parts[:place])
            if os.path.islink(folder):
                return StorageError("{path} is a link; nothing is filed across links.", "Remove it.", path=folder)
            if os.path.exists(folder) and not os.path.isdir(folder):
                return StorageError("{path} is a file, not a folder.", "Rename it.", path=folder)
            if os.path.exists(folder) and not self._is_writable(str(folder)):
                return StorageError("Nothing can be written to {path}.", "Choose another folder.", path=folder)
        return None

    def _is_writable(self, folder: str) -> bool:
        """Whether names can come and go in a folder."""
        if folder not in self._writable:
            self._writable[folder] = os.access(folder, os.W_OK | os.X_OK)
        return self._writable[folder]

    def _find_names(
        self, parts: tuple[str, ...], sources: Sequence[Path], names: Sequence[str], statuses: Sequence[os.stat_result]
    ) -> Generator[Progress, None, tuple[int, list[ItemState]]]:
        """The first number with which the photo and all that travels with it find room, or are there already."""
        taken = self._names_in(parts)
        stem_length = len(os.path.splitext(names[0])[0])
        number = 1
        while True:
            states: list[ItemState] = []
            for source, name, status in zip(sources, names, statuses, strict=True):
                own = same_name(numbered(name, number, stem_length))
                if own not in taken:
                    is_renamed = number > 1 or name != source.name
                    states.append("renamed" if is_renamed else "new")
                elif (file := taken[own]) is not None and (
                    yield from self._is_same(source, status, os.path.join(self._target, *parts, file))
                ):
                    states.append("there")
                else:
                    states.append("conflict")
            if states[0] == "there" or "conflict" not in states:
                return number, states  # notes that have changed since their photo was filed are left where they are
            if not self._config.rename_conflicts:
                return 1, ["conflict"] * len(states)
            number += 1

    def _names_in(self, parts: tuple[str, ...]) -> dict[str, str | None]:
        key = tuple(map(same_name, parts))
        if key not in self._taken:
            folder = os.path.join(self._target, *parts)
            entries = [] if os.path.islink(folder) else _scan(folder)
            self._taken[key] = {same_name(entry.name): entry.name for entry in entries}
        return self._taken[key]

    def _is_same(self, source: Path, status: os.stat_result, other: str) -> Generator[Progress, None, bool]:
        """Whether a file has the same content as one at the target, which is no link."""
        try:
            there = os.lstat(other)
        except OSError:
            return False
        if not stat.S_ISREG(there.st_mode) or there.st_size != status.st_size:
            return False
        if os.path.samestat(there, status):
            return True
        digests = []
        for path in (str(source), other):
            if path not in self._digests:
                try:
                    self._digests[path] = yield from digest_of(path, Text("Comparing with what is there"))
                except OSError:
                    return False
            digests.append(self._digests[path])
        return digests[0] == digests[1]

    def plan(self) -> FilingPlan:
        """What was collected."""
        to_do = [item for item in self._items if item.is_to_do]
        size = self._needed(to_do)
        free = _free(self._target)
        if free is not None and size > free:
            self._problems.append(
                StorageError(
                    "The disk has too little room: {needed} MB are needed, {free} MB are free.",
                    "Free some space, or choose another folder.",
                    needed=f"{size / 1e6:.1f}",
                    free=f"{free / 1e6:.1f}",
                )
            )
        self._note_many("{count} names are changed, such as {examples}.", self._renamed)
        self._note_many("{count} paths are too long for most of Windows' programs, such as {examples}.", self._long)
        return FilingPlan(
            self._config,
            tuple(sorted(self._items, key=lambda item: item.parts[:-1])),
            _folders(to_do),
            tuple(self.left),
            tuple(self._failed),
            tuple(self.notes),
            tuple(self._problems),
            size,
            free,
        )

    def _needed(self, items: Iterable[FilingItem]) -> int:
        """Bytes that are written: none for links, nor for what is moved on its own disk."""
        if self._config.way == "link":
            return 0
        if self._config.way == "copy":
            return sum(item.size for item in items)
        devices: dict[Path, int | None] = {}
        needed = 0
        for item in items:
            folder = item.source.parent
            if folder not in devices:
                devices[folder] = _device(folder)
            needed += item.size if devices[folder] != self._device else 0
        return needed

    def _note_many(self, template: str, names: Sequence[str]) -> None:
        if names:
            self.notes.append(Text(template, count=len(names), examples=", ".join(names[:EXAMPLES])))


def _folders(items: Iterable[FilingItem]) -> tuple[FilingFolder, ...]:
    photos: Counter[str] = Counter()
    companions: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for item in items:
        name = "/".join(item.parts[:-1])
        (companions if item.companion_of else photos)[name] += 1
        sizes[name] += item.size
    return tuple(
        FilingFolder(name, photos[name], companions[name], sizes[name]) for name in sorted(sizes, key=str.casefold)
    )


def _is_below(path: str, folder: str) -> bool:
    """Whether a path is a folder or lies in it."""
    return path == folder or path.startswith(os.path.join(folder, ""))


def _is_too_long_a_path(path: Path) -> bool:
    """Whether the system takes no path as long as that."""
    try:
        os.lstat(path)
    except OSError as error:
        return error.errno == errno.ENAMETOOLONG
    return False


def _scan(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:  # absent; or filing itself will tell
        return []


def _existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.exists())


def _free(target: Path) -> int | None:
    try:
        return shutil.disk_usage(_existing(target)).free
    except OSError:
        return None


def _device(path: Path) -> int | None:
    try:
        return os.stat(_existing(path)).st_dev
    except OSError:
        return None
