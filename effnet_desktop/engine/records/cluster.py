"""What comes of work on a cluster."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from effnet_desktop.engine.records.classifying import Classification, ClassifySummary, PhotoFailed
from effnet_desktop.engine.records.folders import LeftOut

Place = Path | str
"""A photo or folder: a path that every machine of the cluster knows, or an address such as ``s3://bucket/folder``."""

Describe = Callable[[Classification | PhotoFailed], dict[str, Any]]
"""What is kept of a photo. It travels to the workers: a function of a module, or a `functools.partial` of one."""


_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def is_address(text: str) -> bool:
    """Whether a text is the address of a photo or folder, and no path."""
    return _ADDRESS.match(text) is not None


@dataclass(frozen=True, slots=True)
class ClusterSummary:
    """A folder of answers that is complete.

    Attributes:
        all: Over all photos; its `seconds` are those of this run, from when the workers were asked for.
        parts: How many files they are in.
        earlier: How many of the photos were answered by earlier runs.
        left_out: What the search for photos passed over.
    """

    all: ClassifySummary
    parts: int
    earlier: int
    left_out: LeftOut

    @property
    def photos_per_second(self) -> float:
        """Photos of this run per second of it, those that could not be read among them."""
        return (self.all.photos - self.earlier) / self.all.seconds if self.all.seconds else 0.0
