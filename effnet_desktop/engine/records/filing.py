"""Photos that are put into folders, or given keywords, and the runs that can be undone."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from effnet_desktop.engine.errors import EngineError, Text
from effnet_desktop.engine.records.classifying import Classification, Group, Judgement, Language

FilingWay = Literal["copy", "move", "link"]
FilingBy = Literal["category", "group"]
Sidecar = Literal["ext", "stem"]
ItemState = Literal["new", "renamed", "there", "in place", "conflict"]
RunKind = Literal["file", "tag"]
RunState = Literal["done", "unfinished", "undone"]


@dataclass(frozen=True, slots=True)
class AnsweredPhoto:
    """A photo and what is known of it.

    Attributes:
        path: The photo.
        category: The most probable category, as the model has it.
        confidence: Its probability (0..1).
        is_unsure: Whether the model says so.
        is_novel: Whether the model says that it belongs to none of its categories.
        is_rejected: Whether a person said that this category is wrong.
        correction: What a person said it is, which wins over the model; None where nobody said.
        others: The next probable categories with their probabilities, best first; for keywords.
        group: What the best categories have in common, where that is sure and none of them is.
        group_confidence: Its probability (0..1).
        is_imagenet: Whether these are ImageNet's categories, which have names in Japanese, and groups.
    """

    path: Path
    category: str
    confidence: float
    is_unsure: bool = False
    is_novel: bool = False
    is_rejected: bool = False
    correction: str | None = None
    others: tuple[tuple[str, float], ...] = ()
    group: Group | None = None
    group_confidence: float = 1.0
    is_imagenet: bool = False

    @classmethod
    def of(cls, answer: Classification) -> "AnsweredPhoto":
        """What is known of a photo that was classified."""
        best, *others = answer.predictions
        said = answer.judgement or Judgement()
        return cls(
            answer.path,
            best.category,
            best.probability,
            is_unsure=answer.is_unsure,
            is_novel=answer.is_novel,
            is_rejected=said.rejected == best.category,
            correction=said.category,
            others=tuple((other.category, other.probability) for other in others),
            group=answer.group.group if answer.group else None,
            group_confidence=answer.group.probability if answer.group else 1.0,
            is_imagenet=bool(best.japanese),
        )


@dataclass(frozen=True, slots=True)
class FilingConfig:
    """How photos are filed.

    Attributes:
        target: The folder that gets a folder for each category; made if absent.
        way: Copies (the originals are left alone), moves or hard links.
        by: What gets a folder: each category, or each broader group of them.
        min_confidence: Photos below this (0..1) are unsure.
        unsure: Name of the folder for unsure photos; None leaves them where they are.
        none: Name of the folder for photos of none of the categories; None leaves them where they are.
        roots: The folders that the photos were found in.
        keep_structure: Whether the folders between a root and its photo are made inside the category's folder.
        rename_conflicts: Whether a photo whose name is taken gets a number; else it is left where it is.
        language: What folders of ImageNet's categories are called in.
    """

    target: Path
    way: FilingWay = "copy"
    by: FilingBy = "category"
    min_confidence: float = 0.0
    unsure: str | None = "unsure"
    none: str | None = "none of these"
    roots: tuple[Path, ...] = ()
    keep_structure: bool = False
    rename_conflicts: bool = True
    language: Language = "en"


@dataclass(frozen=True, slots=True)
class FilingItem:
    """One file and the place that it gets.

    Attributes:
        source: Where it is.
        parts: Its place below the target: folders and name.
        size: Bytes.
        mtime_ns: Its time, as planned; a file that has changed since is left alone.
        state: ``new``; ``renamed`` (its name was taken, or some system refuses it); ``there`` (the same content under
            that name already); ``in place`` (it lies in that folder already); ``conflict`` (its name is taken, and it
            is left where it is).
        companion_of: The photo that it travels with; None for a photo.
    """

    source: Path
    parts: tuple[str, ...]
    size: int
    mtime_ns: int
    state: ItemState = "new"
    companion_of: Path | None = None

    @property
    def is_to_do(self) -> bool:
        """Whether anything is done with it."""
        return self.state in ("new", "renamed")


@dataclass(frozen=True, slots=True)
class FilingFolder:
    """One folder of the tree that a plan makes.

    Attributes:
        name: Its path below the target, with slashes.
        photos: How many photos it gets.
        companions: How many files travel with them.
        size: Bytes of both.
    """

    name: str
    photos: int
    companions: int
    size: int


@dataclass(frozen=True, slots=True)
class FileFailed:
    """A file that could not be filed, tagged or brought back; the others go on."""

    path: Path
    error: EngineError


@dataclass(frozen=True, slots=True)
class FilingPlan:
    """What filing would do; nothing has happened yet.

    Attributes:
        config: How it is done.
        items: Every file, those included with which nothing is done; folder by folder.
        folders: The tree, with counts of what is to do.
        left: Photos that are left where they are, and why.
        failed: Photos that cannot be filed, and why.
        notes: What the user should know: names that were changed, folders that were merged.
        problems: Why it cannot be done as it is; empty where it can.
        size: Bytes that are written to the target's disk.
        free: Bytes that are free there; None where the system does not tell.
    """

    config: FilingConfig
    items: tuple[FilingItem, ...]
    folders: tuple[FilingFolder, ...]
    left: tuple[tuple[Path, Text], ...]
    failed: tuple[FileFailed, ...]
    notes: tuple[Text, ...]
    problems: tuple[EngineError, ...]
    size: int
    free: int | None

    def count(self, *states: ItemState, companions: bool = False) -> int:
        """How many photos, or files that travel with them, are in one of these states."""
        return sum(item.state in states and (item.companion_of is not None) == companions for item in self.items)

    @property
    def to_do(self) -> tuple[FilingItem, ...]:
        """The files that something is done with."""
        return tuple(item for item in self.items if item.is_to_do)


@dataclass(frozen=True, slots=True)
class FileFiled:
    """A file that has its new place."""

    source: Path
    target: Path


@dataclass(frozen=True, slots=True)
class Filed:
    """A run that was filed or tagged.

    Attributes:
        run: Its name, for `undo`; empty where there was nothing to do.
        files: How many files were filed, or sidecars written.
        failed: How many could not be.
    """

    run: str
    files: int
    failed: int


@dataclass(frozen=True, slots=True)
class Undone:
    """A run that was taken back.

    Attributes:
        run: Its name.
        files: How many files are as they were before.
        left: What was left as it is, and why.
    """

    run: str
    files: int
    left: tuple[FileFailed, ...]


@dataclass(frozen=True, slots=True)
class FilingRun:
    """A run that is known.

    Attributes:
        name: What `undo` calls it.
        kind: ``file`` or ``tag``.
        way: How photos were filed; None for keywords.
        target: The folder that they were filed into; None for keywords.
        made: When it began, in local time.
        files: How many files it is about.
        state: ``unfinished`` where a stop or a crash left something to do.
    """

    name: str
    kind: RunKind
    way: FilingWay | None
    target: Path | None
    made: datetime
    files: int
    state: RunState


@dataclass(frozen=True, slots=True)
class TagConfig:
    """How keywords are written.

    Attributes:
        sidecar: ``ext`` for ``photo.jpg.xmp`` (digiKam, darktable), ``stem`` for ``photo.xmp`` (Lightroom's raw files).
        top: How many categories a photo gets at most; what a person said is the only one where somebody did.
        min_confidence: Categories below this (0..1) are no keywords, nor are those of unsure photos; the group that is
            sure in their place is one.
        language: What ImageNet's categories and groups are called in.
    """

    sidecar: Sidecar = "ext"
    top: int = 1
    min_confidence: float = 0.0
    language: Language = "en"


@dataclass(frozen=True, slots=True)
class TagItem:
    """One sidecar and the keywords that it lacks.

    Attributes:
        sidecar: Its file.
        photos: The photos that it is about.
        keywords: What is to be put in, as paths from the broadest to the narrowest: ``(("animal", "dog"),)``.
        is_new: Whether there is no such file yet.
    """

    sidecar: Path
    photos: tuple[Path, ...]
    keywords: tuple[tuple[str, ...], ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class TagPlan:
    """What tagging would do; nothing has happened yet.

    Attributes:
        items: Sidecars that lack keywords.
        tagged: How many sidecars have them all already.
        left: Photos that get no keyword, and why.
        failed: Sidecars that cannot be used, and why.
    """

    items: tuple[TagItem, ...]
    tagged: int
    left: tuple[tuple[Path, Text], ...]
    failed: tuple[FileFailed, ...]
