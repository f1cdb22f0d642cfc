"""A cluster in this process: it does what it is given at once, and loses what a test wants it to lose."""

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from effnet_desktop.engine.cluster.rounds import Answer, Machine, WorkersLost
from effnet_desktop.engine.errors import EngineError

TWO_MACHINES = (Machine("a", "ant", 2), Machine("b", "bee", 2))


class StandInRound:
    """One round; see `rounds.Round`."""

    def __init__(self, cluster: "StandInCluster", work, batches) -> None:
        self._cluster = cluster
        self._work = work
        self._batches = list(batches.items())
        self.is_ended = False

    def poll(self, seconds: float) -> Answer | None:
        if self._cluster.happens(self):
            return None
        if not self._batches:
            self.is_ended = True
            return None
        number, items = self._batches.pop()  # the last first: answers come in any order
        self._cluster.done.append(number)
        try:
            return Answer(number, pickle.loads(pickle.dumps(self._work(items))))
        except EngineError as error:
            return Answer(number, error)

    def close(self) -> None:
        self._cluster.closed += 1


class StandInCluster:
    """See `rounds.Cluster`.

    Args:
        happens: Called before each answer with the round; may raise WorkersLost, or return True where no answer comes.

    Attributes:
        teams: Those of each round.
        done: The batches that were done, in order.
        closed: How many rounds were closed.
        checked: Folders that each machine had to see.
    """

    def __init__(self, happens: Callable[[StandInRound], bool | None] = lambda _: None, machines=TWO_MACHINES) -> None:
        self.happens = happens
        self.there = machines
        self.teams: list[object] = []
        self.done: list[int] = []
        self.closed = 0
        self.checked: list[str] = []

    def machines(self) -> tuple[Machine, ...]:
        return self.there

    def check(self, folders) -> None:
        self.checked += folders

    def begin(self, start, batches, team) -> StandInRound:
        self.teams.append(team)
        return StandInRound(self, pickle.loads(pickle.dumps(start))(), batches)


def losing_after(answers: int, times: int = 1) -> Callable[[StandInRound], bool | None]:
    """Loses the workers after so many answers of a round, in so many rounds."""
    given: dict[int, int] = {}

    def happens(round_: StandInRound) -> None:
        nonlocal times
        given[id(round_)] = given.get(id(round_), 0) + 1
        if given[id(round_)] > answers and times:
            times -= 1
            raise WorkersLost("the power failed")

    return happens


@contextmanager
def connected(cluster: StandInCluster, addresses: list[str], address: str) -> Iterator[StandInCluster]:
    """Takes the place of `connection.connect`."""
    addresses.append(address)
    yield cluster
