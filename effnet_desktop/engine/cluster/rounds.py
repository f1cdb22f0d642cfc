"""Batches of photos -> answers, whatever becomes of the workers.

Work is given out in rounds. A worker that dies is started anew by the cluster itself, and its batch is done again. What
the cluster cannot mend, such as a machine that is gone for good, ends the round: the next one has the machines that are
there then, and the batches that have no answer yet.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from effnet_desktop.engine.errors import ClusterError, EngineError, Text
from effnet_desktop.engine.records.messages import Notice, Progress

Work = Callable[[Sequence[Any]], Any]
"""What a worker does with a batch."""

Batches = Mapping[int, Sequence[Any]]

PATIENCE_SECONDS = 0.2  # so that Ctrl+C is noticed
LOOK_AROUND = 10  # times without an answer, after which it is asked which machines are left
VAIN_ROUNDS = 3  # without a single answer
LARGEST_BATCH = 250
"""Photos that a worker is given at once: a killed one loses so many, and each call costs a few milliseconds."""
CORES_OF_A_GROUP = 4  # from which on more cores make one photo hardly faster


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine of a cluster.

    Attributes:
        node: Names it in the cluster.
        name: Names it to people.
        cores: How many cores it lends.
        gpus: How many GPUs it lends.
    """

    node: str
    name: str
    cores: int
    gpus: int = 0


@dataclass(frozen=True, slots=True)
class Team:
    """The workers of a round.

    Attributes:
        workers: How many.
        cores: Of each.
        has_gpu: Whether each has a GPU, too.
    """

    workers: int
    cores: int
    has_gpu: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a batch: an `EngineError` where the work cannot be done at all."""

    batch: int
    result: Any


class WorkersLost(Exception):
    """A round cannot go on."""


class Round(Protocol):
    """Work that is being done."""

    def poll(self, seconds: float) -> Answer | None:
        """The next answer; None where none came in that time, or at the end.

        Raises:
            WorkersLost: There will be no more answers, though some are missing.
        """
        ...

    @property
    def is_ended(self) -> bool:
        """Whether all answers have come."""
        ...

    def close(self) -> None:
        """Ends all workers at once."""
        ...


class Cluster(Protocol):
    """Machines that do work."""

    def machines(self) -> tuple[Machine, ...]:
        """Those that are there now."""
        ...

    def check(self, folders: Sequence[str]) -> None:
        """Finds out before the work whether all machines can do it.

        Args:
            folders: Paths that each of them must see.

        Raises:
            ClusterError: One of them cannot.
        """
        ...

    def begin(self, start: Callable[[], Work], batches: Batches, team: Team) -> Round:
        """Begins a round.

        Args:
            start: Called once on each worker; travels there.
            batches: What to do, by number.
            team: Who does it.
        """
        ...


def gather(machines: Sequence[Machine], *, has_gpu: bool = False) -> Team:
    """As many workers as fit: one for each GPU, or for each group of cores, of a size that leaves the fewest over.

    Raises:
        ClusterError: There is nobody to work.
    """
    if has_gpu:
        gpus = sum(machine.gpus for machine in machines)
        if not gpus:
            raise ClusterError("The cluster has no GPU.", "Leave out --device, or start Ray where there is one.")
        return Team(gpus, 1, has_gpu=True)
    used = {size: sum(machine.cores // size for machine in machines) * size for size in range(1, CORES_OF_A_GROUP + 1)}
    cores = max(used, key=lambda size: (used[size], size))
    if not used[cores]:
        raise ClusterError("The cluster lends no processor.", "Start Ray on its machines with --num-cpus.")
    return Team(used[cores] // cores, cores)


def divide(photos: int, workers: int, largest: int) -> int:
    """How many photos a batch has: few enough for every worker to get several, and no more than `largest`."""
    return max(1, min(largest, photos // (8 * workers)))


def spread(
    cluster: Cluster, start: Callable[[], Work], batches: Batches, step: Text, *, has_gpu: bool = False
) -> Generator[Progress | Notice | Answer, None, None]:
    """Has every batch done once, in any order.

    Args:
        cluster: Who does it.
        start: See `Cluster.begin`.
        batches: What to do, by number.
        step: What the work is.
        has_gpu: Whether GPUs are to do it.

    Yields:
        One `Answer` a batch, `Progress` in photos while there is none, a `Notice` where workers were lost.

    Raises:
        EngineError: What a worker says of the work.
        ClusterError: Workers are lost again and again.
    """
    waiting = dict(batches)
    total = _count(batches)
    in_vain = 0
    while waiting:
        before = len(waiting)
        machines = cluster.machines()
        team = gather(machines, has_gpu=has_gpu)
        starting = Text("Starting {workers} workers on the cluster", workers=team.workers)
        try:
            for answer in _go_round(cluster, start, waiting, team, machines):
                yield answer or Progress(
                    starting if len(waiting) == before else step, total - _count(waiting), total, "photos"
                )
            lost = f"{len(waiting)} batches have no answer"
        except WorkersLost as error:
            lost = str(error)
        in_vain = in_vain + 1 if len(waiting) == before else 0
        if in_vain == VAIN_ROUNDS:
            raise ClusterError(
                "The cluster's workers end again and again: {reason}.",
                "Look into Ray's logs on its machines, then give the same command: it goes on where this was.",
                reason=lost,
            )
        if waiting:
            yield Notice("Workers of the cluster were lost. The others do their photos. ({reason})", reason=lost)


def _go_round(
    cluster: Cluster,
    start: Callable[[], Work],
    waiting: dict[int, Sequence[Any]],
    team: Team,
    machines: Sequence[Machine],
) -> Generator[Answer | None, None, None]:
    """One round: what was answered is taken out of `waiting`. Yields None while there is no answer."""
    working = cluster.begin(start, dict(waiting), team)
    without = 0
    try:
        while not working.is_ended:
            answer = working.poll(PATIENCE_SECONDS)
            if answer is None:
                without += 1
                if without % LOOK_AROUND == 0 and (gone := set(machines) - set(cluster.machines())):
                    raise WorkersLost(", ".join(sorted(machine.name for machine in gone)))
                yield None
                continue
            without = 0
            if isinstance(answer.result, EngineError):
                raise answer.result
            if waiting.pop(answer.batch, None) is not None:
                yield answer
    finally:
        working.close()


def _count(batches: Batches) -> int:
    return sum(map(len, batches.values()))
