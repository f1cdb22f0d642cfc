"""What a worker does: it keeps a model loaded, in a folder of its own, and takes batch after batch."""

import contextlib
import getpass
import os
import weakref
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import tee
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from effnet_desktop.engine.classifying.classifier import CascadeClassifier, Classifier
from effnet_desktop.engine.cluster.addresses import fetch, place_below
from effnet_desktop.engine.cluster.parcel import Member, Parcel
from effnet_desktop.engine.errors import PhotoError
from effnet_desktop.engine.models import work_folders
from effnet_desktop.engine.networks.backends import Batch, OpenVinoBackend
from effnet_desktop.engine.photos.inputs import infer_photos
from effnet_desktop.engine.photos.prefetch import prefetch
from effnet_desktop.engine.records.classifying import Classification, Framing, PhotoFailed
from effnet_desktop.engine.records.cluster import Describe, is_address
from effnet_desktop.engine.records.devices import DeviceChoice, Precision
from effnet_desktop.engine.verbs import result_of

FETCHERS = 8  # waiting for the network takes no processor
FETCHED_AHEAD = 32


@dataclass(frozen=True, slots=True, eq=False)
class Classifying:
    """Photos -> what is kept of each.

    Attributes:
        parcel: The model.
        describe: Makes a row of an answer.
        cores: Of a worker.
        device: What computes.
        precision: How exactly.
        framing: What of a photo is seen.
        top: How many categories an answer names.
        chosen: Paths and addresses that the user named.
        kept: See `Engine.classify`.
    """

    parcel: Parcel
    describe: Describe
    cores: int
    device: DeviceChoice
    precision: Precision
    framing: Framing
    top: int
    chosen: tuple[str, ...]
    kept: float | None

    def __call__(self) -> Callable[[Sequence[str]], list[dict[str, Any]]]:
        """Begins on a worker."""
        folder = _OwnFolder()
        classifier = self.parcel.unpack(folder.path, self.device, self.precision, threads_of(self.cores))
        return lambda photos: [*self._rows(classifier, folder, photos)]

    def _rows(
        self, classifier: Classifier | CascadeClassifier, folder: "_OwnFolder", photos: Sequence[str]
    ) -> Iterator[dict[str, Any]]:
        copies = folder.path / "photos"
        chosen = [place_below(copies, place) if is_address(place) else Path(place) for place in self.chosen]
        with contextlib.closing(_fetched(photos, copies)) as fetched:
            to_classify, to_name = tee(fetched)
            paths = (path for path, _ in to_classify)
            with contextlib.closing(classifier.classify(paths, self.framing, self.top, chosen, self.kept)) as events:
                names = zip(photos, to_name, strict=True)
                for event in events:
                    if not isinstance(event, Classification | PhotoFailed):
                        continue
                    photo, (path, problem) = next(names)
                    if problem:
                        event = PhotoFailed(path, problem)
                    row = self.describe(event)
                    row["correct"] = event.correct if isinstance(event, Classification) else None
                    if is_address(photo):
                        row |= {"path": photo, "path_base64": None}
                        path.unlink(missing_ok=True)
                    yield row


@dataclass(frozen=True, slots=True, eq=False)
class Looking:
    """Photos -> their features.

    Attributes:
        member: The network.
        cores: Of a worker.
    """

    member: Member
    cores: int

    def __call__(self) -> Callable[[Sequence[str]], tuple[Batch, Any]]:
        """Begins on a worker."""
        folder = _OwnFolder()
        xml = self.member.write(folder.path)
        preprocessing = self.member.info.variant.preprocessing
        backend = OpenVinoBackend(xml, preprocessing, "f32", for_many=True, threads=threads_of(self.cores))

        def look(photos: Sequence[str]) -> tuple[Batch, Any]:
            assert folder  # which has to stay
            looking = infer_photos(backend.extract, [*map(Path, photos)], preprocessing, workers=backend.requests)
            return result_of(looking)

        return look


def threads_of(cores: int) -> int | None:
    """How many threads a worker's share of its machine is; None for all of it."""
    return None if cores >= (os.cpu_count() or 1) else cores


class _OwnFolder:
    """A folder of this process, which goes with it; those of processes that were killed go before.

    Attributes:
        path: It.
    """

    def __init__(self) -> None:
        root = Path(gettempdir()) / f"effnet-desktop-cluster-{_user()}"
        work_folders.sweep(root)
        with contextlib.ExitStack() as stack:
            self.path = stack.enter_context(work_folders.work_folder(root, f"worker-{os.getpid()}", "new"))
            self._end = weakref.finalize(self, stack.pop_all().close)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # in a container without such a name
        return str(os.getuid()) if hasattr(os, "getuid") else "user"


def _fetched(photos: Sequence[str], copies: Path) -> Generator[tuple[Path, PhotoError | None], None, None]:
    """Where each photo lies on this machine, and why it does not; those with an address are fetched ahead."""

    def bring(photo: str) -> tuple[Path, PhotoError | None]:
        if not is_address(photo):
            return Path(photo), None
        path = place_below(copies, photo)
        return path, fetch(photo, path)

    if not any(map(is_address, photos)):
        yield from map(bring, photos)
        return
    yield from prefetch(bring, photos, workers=FETCHERS, ahead=FETCHED_AHEAD)
