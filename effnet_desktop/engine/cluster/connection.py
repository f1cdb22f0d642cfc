"""The user's own Ray cluster. The only file that knows Ray, which is imported inside functions: it is an extra.

Ray Data runs on the cluster, not here: it does not work through a ``ray://`` address, and what is here stays small. An
actor on the head, the `_Foreman`, gives Ray Data the batches and hands out answers; when it ends, so do its workers.
"""

import contextlib
import logging
import os
import pickle
import signal
import socket
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from effnet_desktop.engine.cluster.rounds import Answer, Batches, Machine, Team, Work, WorkersLost
from effnet_desktop.engine.errors import ClusterError, EngineError
from effnet_desktop.engine.versions import APP, version_of

THIS_MACHINE = "auto"
CLIENT = "ray://"
CLIENT_PORT = 10001
REACH_SECONDS = 5.0
CHECK_SECONDS = 60.0  # for a first Python process on each machine
ON_THE_HEAD = {"node:__internal_head__": 0.001}  # a resource that Ray gives to the head alone
ASKED_AHEAD = 4
RETRIES = 3  # of a batch whose worker died

log = logging.getLogger(__name__)


class RayCluster:
    """See `rounds.Cluster`; made by `connect`."""

    def machines(self) -> tuple[Machine, ...]:
        """See `rounds.Cluster.machines`."""
        import ray

        found = []
        for node in ray.nodes():
            if node["Alive"]:
                resources = node["Resources"]
                name = node.get("NodeManagerHostname") or node["NodeManagerAddress"]
                cores, gpus = int(resources.get("CPU", 0)), int(resources.get("GPU", 0))
                found.append(Machine(node["NodeID"], name, cores, gpus))
        return tuple(found)

    def check(self, folders: Sequence[str]) -> None:
        """See `rounds.Cluster.check`."""
        import ray
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        look, asked = ray.remote(num_cpus=0, max_retries=0)(_make_look()), {}
        for machine in self.machines():
            there = NodeAffinitySchedulingStrategy(machine.node, soft=False)
            asked[machine] = look.options(scheduling_strategy=there).remote(list(folders))
        for machine, answer in asked.items():
            try:
                version, unseen = ray.get(answer, timeout=CHECK_SECONDS)
            except Exception as error:
                if machine not in self.machines():  # it has just gone, and nobody will need it
                    continue
                raise ClusterError(
                    "{machine}, a machine of the cluster, does not answer: {reason}.",
                    "Look into Ray's logs there, or stop Ray there and do without it.",
                    machine=machine.name,
                    reason=_first_line(error),
                ) from error
            _check_machine(machine.name, version, unseen)

    def begin(self, start: Callable[[], Work], batches: Batches, team: Team) -> "_RayRound":
        """See `rounds.Cluster.begin`."""
        import ray

        foreman = ray.remote(num_cpus=0, max_restarts=0, resources=ON_THE_HEAD)(_Foreman)
        return _RayRound(foreman.remote(ray.put(start), dict(batches), team))


class _RayRound:
    """See `rounds.Round`."""

    def __init__(self, foreman: Any) -> None:
        self._foreman = foreman
        self._asked: deque[Any] = deque(foreman.next.remote() for _ in range(ASKED_AHEAD))
        self.is_ended = False

    def poll(self, seconds: float) -> Answer | None:
        """See `rounds.Round.poll`."""
        import ray

        try:
            ready, _ = ray.wait([self._asked[0]], timeout=seconds)
            if not ready:
                return None
            answer: Answer | None = ray.get(self._asked.popleft())
        except Exception as error:  # Ray's own: what goes wrong in the work itself is an answer
            log.info("A round on the cluster ended: %s", error)
            raise WorkersLost(_first_line(error)) from error
        if answer is None:
            self.is_ended = True
        else:
            self._asked.append(self._foreman.next.remote())
        return answer

    def close(self) -> None:
        """See `rounds.Round.close`."""
        import ray

        with contextlib.suppress(Exception):  # it, or the connection, may be gone already
            ray.kill(self._foreman, no_restart=True)


@contextlib.contextmanager
def connect(address: str) -> Iterator[RayCluster]:
    """Joins a cluster for the length of a block; what it still does then ends.

    Args:
        address: ``auto`` for the one that this machine is part of, or ``ray://HOST:PORT``.

    Raises:
        ClusterError: Ray is not installed, or there is no such cluster.
    """
    # Before the import: nothing is reported to anybody.
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    try:
        import pyarrow  # noqa: F401
        import ray
    except ImportError as error:
        raise ClusterError("Ray is not installed here.", "Install it: pip install 'effnet-desktop[cluster]'") from error
    _check_reachable(address)
    _keep_quiet()
    before = signal.getsignal(signal.SIGTERM)
    try:
        ray.init(address=address, log_to_driver=False, logging_level=logging.CRITICAL)
    except Exception as error:
        raise ClusterError(
            "The cluster at {address} cannot be joined: {reason}.",
            "Use the same versions of Python and Ray everywhere.",
            address=address,
            reason=_first_line(error),
        ) from error
    if signal.getsignal(signal.SIGTERM) is not before:  # Ray ends the process at once, ours tidies up
        signal.signal(signal.SIGTERM, before)
    try:
        yield RayCluster()
    finally:
        ray.shutdown()


def _check_machine(name: str, version: str | None, unseen: Sequence[str]) -> None:
    """Finds out whether a machine can work.

    Args:
        name: Of the machine.
        version: Of the app there: None where it is not installed, empty where nobody knows.
        unseen: Folders that it does not see.

    Raises:
        ClusterError: It cannot.
    """
    own = version_of(APP)
    if version is None:
        raise ClusterError(
            "effnet-desktop is not installed on {machine}, a machine of the cluster.",
            "Install it there with its extra, in the environment that Ray was started from.",
            machine=name,
        )
    if version != own:
        raise ClusterError(
            "{machine}, a machine of the cluster, has effnet-desktop {other}; here it is {own}.",
            "Install the same version with its extra there, in the environment that Ray was started from.",
            machine=name,
            other=version or "of no known version",
            own=own or "of no known version",
        )
    if unseen:
        raise ClusterError(
            "{machine}, a machine of the cluster, does not see {folder}.",
            "Mount it there under the same path, or name the photos by an address such as s3://BUCKET/FOLDER.",
            machine=name,
            folder=unseen[0],
        )


def _check_reachable(address: str) -> None:
    """Finds out within seconds what Ray takes minutes for.

    Raises:
        ClusterError: Nobody is there, or the address is none.
    """
    if address == THIS_MACHINE:
        from ray._private import services

        try:
            place = services.get_ray_address_from_environment(THIS_MACHINE, None)
        except ConnectionError as error:
            raise _no_cluster_here() from error
        except Exception as error:  # another version of Ray: it will say itself what it finds
            log.info("Cannot tell where the cluster is: %s", error)
            return
        if not _answers(*_host_and_port(place, 0)):
            raise _no_cluster_here()
        return
    if not address.startswith(CLIENT):
        raise ClusterError("{address} is no address of a cluster.", "Give auto or ray://HOST:PORT.", address=address)
    if not _answers(*_host_and_port(address.removeprefix(CLIENT), CLIENT_PORT)):
        raise ClusterError(
            "No cluster answers at {address}.",
            "Check the address, that Ray runs there (ray status), and that its port is open.",
            address=address,
        )


def _no_cluster_here() -> ClusterError:
    return ClusterError(
        "No Ray cluster runs on this machine.",
        "Start one (ray start --head), join one, or name one with ray://HOST:PORT.",
    )


def _host_and_port(place: str, default: int) -> tuple[str, int]:
    host, _, port = place.rpartition(":") if ":" in place.rpartition("]")[2] else (place, "", "")
    try:
        return host.strip("[]"), int(port or default)
    except ValueError:
        raise ClusterError("{place} is no HOST:PORT.", "Such as ray://10.0.0.5:10001.", place=place) from None


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), REACH_SECONDS).close()
    except (OSError, OverflowError, UnicodeError):
        return False
    return True


def _keep_quiet() -> None:
    """Keeps Ray from printing on the standard output what happens to its processes: a notice tells what matters."""
    with contextlib.suppress(ImportError):  # it is private: a later Ray may have it elsewhere
        from ray._private import worker

        worker.print_to_stdstream = lambda *_, **__: None


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__).rstrip(".")


def _make_look() -> Callable[[list[str]], tuple[str | None, list[str]]]:
    """What is asked of each machine. It travels as it is, since the app may not be there: so it is defined in here."""

    def look(folders: list[str]) -> tuple[str | None, list[str]]:
        import importlib.metadata
        import importlib.util
        import os

        unseen = [folder for folder in folders if not os.path.exists(folder)]
        if importlib.util.find_spec("effnet_desktop") is None:
            return None, unseen
        try:
            return importlib.metadata.version("effnet-desktop") or "", unseen
        except (importlib.metadata.PackageNotFoundError, KeyError):
            return "", unseen

    return look


class _Foreman:
    """Lives on the head: runs Ray Data over the batches, on actors that each keep a loaded model.

    Args:
        start: Makes a worker's work.
        batches: What to do, by number.
        team: Who does it.
    """

    def __init__(self, start: Callable[[], Work], batches: Batches, team: Team) -> None:
        import pyarrow as pa
        import ray
        import ray.data

        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        blocks = [
            pa.table({"batch": [number], "data": [pickle.dumps(items)]}, schema=_schema())
            for number, items in batches.items()
        ]
        self._start = ray.put(start)  # kept on the head: a worker that is started anew needs it again
        answers = ray.data.from_arrow(blocks).map_batches(
            _Worker,
            fn_constructor_args=(self._start,),
            batch_size=None,
            batch_format="pyarrow",
            compute=ray.data.ActorPoolStrategy(size=team.workers),
            num_cpus=team.cores,
            num_gpus=1 if team.has_gpu else None,
            max_task_retries=RETRIES,
        )
        self._answers = iter(answers.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0))

    def next(self) -> Answer | None:
        """The next answer; None after the last."""
        row = next(self._answers, None)
        return None if row is None else Answer(row["batch"][0].as_py(), pickle.loads(row["data"][0].as_py()))


class _Worker:
    """Ray Data's actor: one row in, one row out."""

    def __init__(self, start: Any) -> None:
        import ray

        self._work: Work | None = None
        self._failure: EngineError | None = None
        try:
            self._work = ray.get(start)()
        except Exception as error:  # else Ray would start it again and again
            self._failure = _explain(error)

    def __call__(self, block: Any) -> Any:
        import pyarrow as pa

        result: Any = self._failure
        if self._work:
            try:
                result = self._work(pickle.loads(block["data"][0].as_py()))
            except Exception as error:
                result = _explain(error)
        return pa.table({"batch": block["batch"], "data": [pickle.dumps(result)]}, schema=_schema())


def _explain(error: Exception) -> EngineError:
    """What a worker says of a failure, with the machine that it was on."""
    log.warning("The work failed", exc_info=error)
    return ClusterError(
        "{machine}, a machine of the cluster, cannot do its part: {reason}",
        machine=socket.gethostname(),
        reason=str(error) if isinstance(error, EngineError) else f"{type(error).__name__}: {_first_line(error)}.",
    )


def _schema() -> Any:
    import pyarrow as pa

    return pa.schema({"batch": pa.int64(), "data": pa.large_binary()})
