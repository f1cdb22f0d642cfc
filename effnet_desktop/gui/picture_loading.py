"""Loads pictures of photos for a page."""

from collections.abc import Callable
from pathlib import Path

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import EngineError
from effnet_desktop.engine.records.classifying import PhotoFailed, Thumbnail
from effnet_desktop.tasks import Lane, Task

Put = Callable[[Thumbnail | PhotoFailed, int], None]


def load_pictures(engine: Engine, lane: Lane, paths: list[Path], side: int, put: Put) -> Task:
    """Loads pictures on a lane.

    Args:
        engine: What loads.
        lane: Where.
        paths: The photos.
        side: Pixels of the square that each picture fits into.
        put: Is given each of them with the side, also those that an error has lost, or no more would be asked for;
            of a cancelled task, only those that came before.
    """
    task = lane.submit(lambda: engine.thumbnails(paths, side))
    left = dict.fromkeys(paths)

    def show(picture: Thumbnail | PhotoFailed) -> None:
        left.pop(picture.path, None)
        put(picture, side)

    def give_up(error: EngineError) -> None:
        for path in left:
            put(PhotoFailed(path, error), side)

    task.progressed.connect(show)
    task.failed.connect(give_up)
    return task


class PictureLoader:
    """Loads what a page wants to show, one task at a time.

    What to load next is asked when the last pictures are there, so nothing is loaded that is no longer wanted by then.

    Args:
        engine: What loads.
        lane: Where.
        wanted: Which photos to load next, and the side of their pictures in pixels; no photos if nothing is wanted.
        put: As for `load_pictures`.
        urgent_side: Side of the pictures that come before all others.
    """

    def __init__(
        self, engine: Engine, lane: Lane, wanted: Callable[[], tuple[list[Path], int]], put: Put, urgent_side: int
    ) -> None:
        self._engine = engine
        self._lane = lane
        self._wanted = wanted
        self._put = put
        self._urgent_side = urgent_side
        self._task: Task | None = None
        self._side = 0

    def load(self, is_urgent: bool = False) -> None:
        """Begins to load, unless that is being done; what is urgent interrupts what is not."""
        if self._task:
            if is_urgent and self._side != self._urgent_side:
                self._task.cancel()  # what it had left is still wanted afterwards
            return
        paths, self._side = self._wanted()
        if not paths:
            return
        self._task = load_pictures(self._engine, self._lane, paths, self._side, self._put)
        self._task.finished.connect(self._load_more)

    def _load_more(self) -> None:
        self._task = None
        self.load()
