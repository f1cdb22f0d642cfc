"""Loads pictures of photos for a page."""

from collections.abc import Callable
from pathlib import Path

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import EngineError
from effnet_desktop.engine.records.classifying import PhotoFailed, Thumbnail
from effnet_desktop.tasks import Lane


def load_pictures(
    engine: Engine, lane: Lane, paths: list[Path], side: int, put: Callable[[Thumbnail | PhotoFailed, int], None]
) -> None:
    """Loads pictures on a lane.

    Args:
        engine: What loads.
        lane: Where.
        paths: The photos.
        side: Pixels of the square that each picture fits into.
        put: Is given each of them with the side, whatever happens, or no more would be asked for.
    """
    task = lane.submit(lambda: engine.thumbnails(paths, side))
    left = set(paths)

    def show(picture: object) -> None:
        assert isinstance(picture, Thumbnail | PhotoFailed)
        left.discard(picture.path)
        put(picture, side)

    def give_up() -> None:
        lost = EngineError("The picture could not be loaded.")
        for path in left:
            put(PhotoFailed(path, lost), side)

    task.progressed.connect(show)
    task.finished.connect(give_up)
