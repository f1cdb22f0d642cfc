"""A second start hands its photos to the window that is open; nothing else of anybody's is trusted or lost."""

import json
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from effnet_desktop import single_instance
from effnet_desktop.single_instance import SingleInstance, socket_name

ROOT = Path(__file__).parents[1]

# A second start, in a process of its own, as it is in life: says whether it has handed its photos over.
SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from effnet_desktop.single_instance import SingleInstance
application = QCoreApplication([])
print(SingleInstance(Path(sys.argv[1])).hand_over_or_listen([Path(photo) for photo in sys.argv[2:]]))
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="looks at Unix sockets")


@pytest.fixture(autouse=True)
def runtime_dir(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.mktemp("run")  # short: a socket's path may not be long
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


@pytest.fixture
def first(qapp, data_dir):
    """The instance of an open window, with what was handed over to it."""
    instance = SingleInstance(data_dir)
    instance.received = []
    instance.photos_handed_over.connect(instance.received.append)
    assert instance.hand_over_or_listen([]) is False
    yield instance
    instance.close()


def start_second(data_dir, *photos) -> subprocess.Popen:
    command = [sys.executable, "-c", SECOND, data_dir, *photos]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env=os.environ)


def answer_of(second: subprocess.Popen, qtbot) -> str:
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=30_000)
    return second.communicate()[0].decode().strip()


def test_a_second_start_hands_over_any_name_and_ends(first, data_dir, qtbot):
    photos = [Path("/photos/a b\n写真.jpg"), Path(os.fsdecode(b"/photos/\xff.png"))]
    second = start_second(data_dir, *photos)
    assert answer_of(second, qtbot) == "True"
    qtbot.waitUntil(lambda: first.received == [photos])


def test_a_second_start_without_photos_wants_to_see_the_window(first, data_dir, qtbot):
    assert answer_of(start_second(data_dir), qtbot) == "True"
    qtbot.waitUntil(lambda: first.received == [[]])


def test_another_data_folder_is_another_window(first, data_dir, qtbot):
    assert answer_of(start_second(data_dir.with_name("other"), "/a.jpg"), qtbot) == "False"
    assert first.received == []


def test_the_same_folder_by_another_name_is_the_same_window(data_dir, tmp_path):
    data_dir.mkdir()
    (tmp_path / "link").symlink_to(data_dir)
    assert socket_name(tmp_path / "link") == socket_name(data_dir)


def test_a_folder_for_sockets_that_is_too_long_for_one(tmp_path, data_dir, qapp, monkeypatch):
    folder = tmp_path / ("long" * 20)
    folder.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    instance = SingleInstance(data_dir)
    assert instance.hand_over_or_listen([]) is False
    assert instance._server.isListening()
    instance.close()
    assert not list(folder.iterdir())


def test_what_a_crash_has_left_is_no_obstacle(data_dir, qapp):
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(socket_name(data_dir))  # bound, never listening: as after kill -9
    instance = SingleInstance(data_dir)
    assert instance.hand_over_or_listen([]) is False
    assert instance._server.isListening()
    instance.close()


def test_a_window_that_does_not_answer_is_not_waited_for(data_dir, qapp, monkeypatch):
    monkeypatch.setattr(single_instance, "PATIENCE_MS", 50)
    with socket.socket(socket.AF_UNIX) as frozen:
        frozen.bind(socket_name(data_dir))
        frozen.listen()
        instance = SingleInstance(data_dir)
        assert instance.hand_over_or_listen([Path("/a.jpg")]) is False
        instance.close()


def test_a_socket_of_somebody_else_is_not_written_to(first, data_dir, monkeypatch):
    monkeypatch.setattr(single_instance.os, "getuid", lambda: os.stat(ROOT).st_uid + 1)
    assert not single_instance._is_ours(first._name)
    assert not SingleInstance(data_dir)._hand_over([Path("/a.jpg")])


def test_only_the_user_may_open_the_socket(first):
    assert stat.S_IMODE(os.stat(first._name).st_mode) & 0o077 == 0


@pytest.mark.expect_log("Another program has written")
def test_nonsense_is_ignored(first, qtbot):
    for nonsense in (b"nonsense\n", b"7\n", json.dumps([7]).encode() + b"\n"):
        with socket.socket(socket.AF_UNIX) as other:
            other.connect(first._name)
            other.sendall(nonsense)
            qtbot.wait(50)
            QCoreApplication.processEvents()
    assert first.received == []


@pytest.mark.expect_log("Later starts will not find this window")
def test_without_a_writable_folder_there_are_just_two_windows(data_dir, qapp, monkeypatch):
    monkeypatch.setattr(single_instance, "socket_name", lambda _: "/nonexistent/folder/socket")
    instance = SingleInstance(data_dir)
    assert instance.hand_over_or_listen([]) is False
