"""Stands between the Scaling page and the engine."""

from PySide6.QtCore import QObject

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.scaling import Scaling, scaled_variant
from effnet_desktop.gui.scaling.scaling_page import ScalingPage
from effnet_desktop.tasks import Lane


class ScalingMediator(QObject):
    """Has the real network counted that the page shows, until it shows another."""

    def __init__(self, engine: Engine, page: ScalingPage, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self.page = page
        self._counts = Lane(self)
        self.lanes = (self._counts,)
        page.count_wanted.connect(self._count)
        page.controls.scaling_changed.connect(lambda _: self.stop())

    def stop(self) -> None:
        """Ends the count, if there is one."""
        self._counts.cancel_all()

    def _count(self, scaling: Scaling) -> None:
        task = self._counts.submit(lambda: self._engine.count_network(scaled_variant(scaling)))
        task.succeeded.connect(lambda counts: self.page.show_count(scaling, *counts))
        task.failed.connect(lambda error: self.page.count_failed(scaling, error))
        task.cancelled.connect(lambda: self.page.count_cancelled(scaling))
