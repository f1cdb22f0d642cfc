"""What keeps a cluster from being joined is said in plain words, in seconds; no cluster is needed for that."""

import builtins
import socket
import subprocess
import sys

import pytest

from effnet_desktop.engine.cluster import connection
from effnet_desktop.engine.errors import ClusterError, ModelError


def join(address: str) -> None:
    with connection.connect(address):
        pass


def test_without_ray_the_extra_is_named(monkeypatch):
    real = builtins.__import__

    def without(name, *arguments, **others):
        if name.partition(".")[0] in ("ray", "pyarrow"):
            raise ImportError(name)
        return real(name, *arguments, **others)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ClusterError, match=r"pip install 'effnet-desktop\[cluster\]'"):
        join("auto")


@pytest.mark.parametrize("address", ["10.0.0.5:6379", "http://x", "rays"])
def test_what_is_no_address(address):
    with pytest.raises(ClusterError, match="no address"):
        connection._check_reachable(address)


def test_a_port_that_is_none():
    with pytest.raises(ClusterError, match="HOST:PORT"):
        connection._check_reachable("ray://host:port")


def test_nobody_answers():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]  # bound, and nobody listens
        with pytest.raises(ClusterError, match=f"No cluster answers at ray://127.0.0.1:{port}"):
            connection._check_reachable(f"ray://127.0.0.1:{port}")


@pytest.mark.parametrize(
    ("place", "found"),
    [("host", ("host", 10001)), ("host:1", ("host", 1)), ("[::1]:2", ("::1", 2)), ("[::1]", ("::1", 10001))],
)
def test_host_and_port(place, found):
    assert connection._host_and_port(place, 10001) == found


def test_a_machine_is_asked_for_its_version_and_what_it_sees(tmp_path):
    from effnet_desktop.engine.versions import APP, version_of

    assert connection._make_look()([str(tmp_path), str(tmp_path / "gone")]) == (
        version_of(APP),
        [str(tmp_path / "gone")],
    )


def test_a_machine_without_the_app_can_be_asked(monkeypatch):
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert connection._make_look()([]) == (None, [])


@pytest.mark.parametrize(
    ("version", "unseen", "said"),
    [
        (None, [], "not installed on bee"),
        ("0.0.1", [], "bee, a machine of the cluster, has effnet-desktop 0.0.1"),
        ("", [], "has effnet-desktop of no known version"),
        ("9", ["/photos"], "bee, a machine of the cluster, does not see /photos"),
    ],
)
def test_a_machine_that_cannot_work_is_named(monkeypatch, version, unseen, said):
    monkeypatch.setattr(connection, "version_of", lambda package: "9")
    with pytest.raises(ClusterError, match=said):
        connection._check_machine("bee", version, unseen)


def test_a_machine_that_can_work(monkeypatch):
    monkeypatch.setattr(connection, "version_of", lambda package: "9")
    connection._check_machine("bee", "9", [])


@pytest.mark.expect_log("The work failed")
def test_a_failure_names_its_machine():
    said = str(connection._explain(ModelError("The model is damaged.")))
    assert socket.gethostname() in said
    assert "The model is damaged." in said


def test_ray_is_not_loaded_before_it_is_needed():
    code = (
        "import sys, effnet_desktop.cli.main, effnet_desktop.engine.engine\n"
        "from effnet_desktop.engine.cluster import classify, features\n"
        "print(sorted({'ray', 'pyarrow', 'fsspec'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
