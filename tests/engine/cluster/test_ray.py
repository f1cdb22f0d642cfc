"""A real Ray cluster of two nodes on this machine. Skipped where the extra `cluster` is not installed."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from PIL import Image

pytest.importorskip("ray")
parquet = pytest.importorskip("pyarrow.parquet")

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 120
PHOTOS = 300

CLUSTER = """
import sys
from ray.cluster_utils import Cluster

head = {"num_cpus": 1, "include_dashboard": False, "ray_client_server_port": int(sys.argv[1])}
cluster = Cluster(initialize_head=True, head_node_args=head)
second = cluster.add_node(num_cpus=1)
print(cluster.address, flush=True)
for line in sys.stdin:
    if line == "kill\\n":
        cluster.remove_node(second, allow_graceful=False)
    else:
        second = cluster.add_node(num_cpus=1)
    print("done", flush=True)
cluster.shutdown()
"""


class TwoNodes:
    """A cluster, and the app beside it."""

    def __init__(self, folder: Path, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.temporary = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.client = f"ray://127.0.0.1:{free.getsockname()[1]}"
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "RAY_USAGE_STATS_ENABLED": "0",
            "TMPDIR": str(self.temporary),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-c", CLUSTER, self.client.rpartition(":")[2]],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment,
        )
        assert self._process.stdout
        address = self._process.stdout.readline().strip()
        assert address, self._process.communicate()[1]
        self.environment["RAY_ADDRESS"] = address

    def say(self, word: str) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "done\n"

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "effnet_desktop", "--data-dir", str(self.data_dir), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment,
        )

    def run(self, *arguments: str) -> tuple[int, str, str]:
        started = self.start(*arguments)
        out, err = started.communicate(timeout=PATIENCE_SECONDS)
        return started.returncode, out, err

    def workers(self) -> list[int]:
        """The processes that have a model loaded."""
        return [int(path.name.split("-")[1].split(".")[0]) for path in self.temporary.rglob(".worker-*.new")]

    def end(self) -> None:
        self._process.communicate(timeout=PATIENCE_SECONDS)


@pytest.fixture(scope="module")
def nodes(ready_dir):
    with tempfile.TemporaryDirectory(prefix="ray", ignore_cleanup_errors=True) as folder:  # sockets need short paths
        cluster = TwoNodes(Path(folder), ready_dir)
        yield cluster
        cluster.end()


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many") / "photos"
    folder.mkdir()
    for number in range(PHOTOS):
        color = number * 53 % 256, number * 97 % 256, number * 29 % 256
        Image.new("RGB", (320 + number % 7, 240), color).save(folder / f"{number:04}.png")
    (folder / "0100.png").write_text("no photo")
    return folder


@pytest.fixture(scope="module")
def plain(nodes, photos):
    """What the plain verb says, by path."""
    _, out, _ = nodes.run("classify", str(photos), "--json")
    return {record["path"]: record for record in map(json.loads, out.splitlines()) if "path" in record}


def without_nothing(value):
    """Without the fields that are null, as JSON leaves them out."""
    if isinstance(value, dict):
        return {name: without_nothing(own) for name, own in value.items() if own is not None}
    return [without_nothing(own) for own in value] if isinstance(value, list) else value


def assert_same(out: Path, plain) -> None:
    rows = [row for file in sorted(out.glob("answers/*")) for row in parquet.read_table(file).to_pylist()]
    assert [row["path"] for row in rows] == sorted(plain)
    for row in map(without_nothing, rows):
        expected = {name: own for name, own in plain[row["path"]].items() if name != "timings_ms"}
        for name in ("timings_ms", "correct"):
            row.pop(name, None)
        # Threads share the sums out in another way, which may change the last digit.
        for record in (row, expected):
            for prediction in record.get("predictions", ()):
                prediction["probability"] = pytest.approx(prediction["probability"], abs=2e-5)
        assert row == expected


def begin(nodes, *arguments: str) -> subprocess.Popen[str]:
    """Starts the app, and waits until both workers work."""
    started = nodes.start(*arguments)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(nodes.workers()) < 2:
        assert started.poll() is None, started.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return started


def test_the_answers_are_those_of_one_machine(nodes, photos, plain, tmp_path):
    status, out, err = nodes.run("classify", str(photos), "--cluster", nodes.client, "--out", str(tmp_path / "a"))
    assert (status, out[:20]) == (1, f"{PHOTOS} photos, 1 failed"[:20]), err
    assert_same(tmp_path / "a", plain)
    summary = json.loads((tmp_path / "a" / "summary.json").read_text())["summary"]
    assert (summary["photos"], summary["failed"], summary["parts"]) == (PHOTOS, 1, 1)


def test_a_node_that_is_killed_loses_nothing(nodes, photos, plain, tmp_path):
    started = begin(nodes, "classify", str(photos), "--cluster", "auto", "--out", str(tmp_path / "a"), "--json")
    nodes.say("kill")
    try:
        out, err = started.communicate(timeout=PATIENCE_SECONDS)
    finally:
        nodes.say("add")
    assert started.returncode == 1, err
    assert json.loads(out)["summary"]["photos"] == PHOTOS  # and nothing of Ray's own
    assert_same(tmp_path / "a", plain)


def test_a_worker_that_is_killed_loses_nothing(nodes, photos, plain, tmp_path):
    started = begin(nodes, "classify", str(photos), "--cluster", "auto", "--out", str(tmp_path / "a"))
    os.kill(nodes.workers()[0], signal.SIGKILL)
    _, err = started.communicate(timeout=PATIENCE_SECONDS)
    assert started.returncode == 1, err
    assert_same(tmp_path / "a", plain)


def test_ctrl_c_ends_at_once_and_leaves_nothing_half_written(nodes, photos, tmp_path):
    started = begin(nodes, "classify", str(photos), "--cluster", "auto", "--out", str(tmp_path / "a"))
    workers = nodes.workers()
    started.send_signal(signal.SIGINT)
    started.communicate(timeout=30)
    assert started.returncode == 130
    assert {path.name for path in (tmp_path / "a").rglob("*")} == {"answers", "run.json"}
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)


def test_a_training_takes_its_features_from_the_cluster(nodes, tmp_path):
    for category, color in (("cats", 0), ("dogs", 200)):
        (tmp_path / "pets" / category).mkdir(parents=True)
        for number in range(10):
            picture = Image.new("RGB", (64, 48), (color, number * 20, number))
            picture.save(tmp_path / "pets" / category / f"{number}.png")
    arguments = ("train", str(tmp_path / "pets"), "--preset", "quick", "--name", "pets of a cluster")
    status, out, err = nodes.run(*arguments, "--cluster", "auto", "--json")
    assert (status, json.loads(out.splitlines()[-1])["event"]) == (0, "done"), err
    assert "Looking at photos on the cluster" in err
    assert "Looking at the photos to learn from" not in err


def test_a_folder_that_the_machines_do_not_see_is_said(nodes):
    code = (
        "from effnet_desktop.engine.cluster.connection import connect\n"
        "with connect('auto') as cluster:\n    cluster.check(['/nowhere'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=nodes.environment)
    assert "does not see /nowhere" in done.stderr
