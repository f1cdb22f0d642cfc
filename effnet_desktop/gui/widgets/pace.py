"""How fast something goes."""

import time

from effnet_desktop.engine.records.messages import Progress

PACE_SECONDS = 0.5  # before that, a speed would be a guess


class Pace:
    """How fast the current step goes, on average since it began."""

    def __init__(self) -> None:
        self._step: object = None
        self._since = (0.0, 0)

    def per_second(self, progress: Progress) -> float:
        """Notes how far it has come. Returns its speed, 0 as long as that is not known."""
        now = time.monotonic()
        step = (progress.step, progress.total)
        if step != self._step or progress.done < self._since[1]:
            self._step, self._since = step, (now, progress.done)
        began, done = self._since
        return (progress.done - done) / (now - began) if now - began > PACE_SECONDS else 0.0
