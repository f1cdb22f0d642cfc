"""Decoding in processes: the same photos in the same order, whatever happens to the processes."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data

from effnet_desktop.engine.photos import decoding_processes
from effnet_desktop.engine.photos.decoding_processes import DecodingProcesses
from effnet_desktop.engine.photos.inputs import load_photo
from effnet_desktop.engine.photos.prefetch import in_background, prefetch
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.variants import VARIANTS

LITE0 = VARIANTS["lite0"].preprocessing
SHARED = Path("/dev/shm")


@pytest.fixture
def photos(tmp_path) -> list[Path]:
    """Photos of several kinds, of which one is cut off, one is no photo and one is gone."""
    paths = []
    for number in range(9):
        path = tmp_path / f"{number}.{('jpg', 'png', 'webp')[number % 3]}"
        Image.fromarray(np.roll(data.chelsea(), 40 * number, axis=1)).save(path)
        paths.append(path)
    whole = paths[0].read_bytes()
    for name, content in {"cut.jpg": whole[: len(whole) * 9 // 10], "text.jpg": b"no photo"}.items():
        (tmp_path / name).write_bytes(content)
        paths.insert(4, tmp_path / name)
    return [*paths, tmp_path / "gone.jpg"]


@pytest.fixture
def processes():
    """Two of them; in the end there are none, and no memory with a name."""
    before = names()
    started = DecodingProcesses(2, LITE0, "crop")
    yield started
    started.close()
    assert multiprocessing.active_children() == []
    assert names() == before


def names() -> set[str]:
    return set(os.listdir(SHARED)) if SHARED.exists() else set()


def all_of(processes: DecodingProcesses, paths):
    return list(prefetch(processes.load, paths, workers=2, ahead=4))


def assert_alike(loaded, paths) -> None:
    assert [photo.path for photo in loaded] == paths
    for photo in loaded:
        other = load_photo(photo.path, LITE0)
        assert type(photo) is type(other)
        if isinstance(photo, PhotoFailed):
            assert str(photo.error) == str(other.error)
        else:
            assert np.array_equal(photo.picture, other.picture)
            assert (photo.picture.dtype, photo.taken) == (other.picture.dtype, other.taken)
            assert str(photo.warning) == str(other.warning)
            assert min(photo.decode, photo.preprocess) > 0


def test_photos_and_errors_are_those_of_threads_in_order(processes, photos) -> None:
    before = names()
    loaded = all_of(processes.start(), photos * 3)
    assert names() <= before  # without a name, nothing can be left behind
    assert_alike(loaded, photos * 3)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_ctrl_c_ends_no_process_and_a_killed_one_loses_no_photo(processes, photos) -> None:
    processes.start()
    pids = [worker.pid for worker in processes._workers]
    for pid in pids:
        os.kill(pid, signal.SIGINT)
    assert_alike(all_of(processes, photos), photos)
    assert len(processes._workers) == 2
    for number in range(2):
        os.kill(pids[number], signal.SIGKILL)
        assert_alike(all_of(processes, photos), photos)
    assert len(processes._workers) == 4


def die_of_bombs(memory, question):
    if question[0].name.startswith("bomb"):
        os._exit(1)
    return decoding_processes._answer(memory, question)


def test_a_photo_that_kills_two_is_damaged_and_takes_no_other_with_it(processes, photos, monkeypatch, tmp_path) -> None:
    real = decoding_processes.Worker
    monkeypatch.setattr(decoding_processes, "Worker", lambda _, size: real(die_of_bombs, size))
    paths = [*photos[:3], tmp_path / "bomb.jpg", *photos[3:]]
    loaded = all_of(processes.start(), paths)
    assert "damaged" in str(loaded.pop(3).error)
    assert_alike(loaded, photos)


def test_where_no_process_can_be_started_any_more_threads_decode(processes, photos, monkeypatch) -> None:
    processes.start()
    for worker in processes._workers:
        worker.end()

    def refuse(*_):
        raise OSError("no process any more")

    monkeypatch.setattr(decoding_processes, "Worker", refuse)
    assert_alike(all_of(processes, photos), photos)


def test_photos_that_need_more_than_a_share_are_decoded_here(photos, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(decoding_processes, "MEMORY", 16_000_000)
    here = []
    monkeypatch.setattr(decoding_processes, "load_photo", lambda path, *_: here.append(path) or load_photo(path, *_))
    large = tmp_path / "large.png"
    Image.fromarray(data.chelsea()).resize((2500, 2000)).save(large)
    with_large = [photos[0], large, photos[1]]
    processes = DecodingProcesses(2, LITE0, "crop")
    try:
        assert_alike(all_of(processes.start(), with_large), with_large)
    finally:
        processes.close()
    assert here == [large]


def test_closing_at_any_time_leaves_nothing(processes, photos) -> None:
    processes.start()
    loading = prefetch(processes.load, photos * 100, workers=2, ahead=4)
    next(loading)
    loading.close()
    processes.close()
    processes.close()
    late = DecodingProcesses(2, LITE0, "crop")
    late.close()
    late.start()
    assert late._workers == []


def test_who_waits_for_a_process_while_all_is_closed_begins_nothing(processes, photos, monkeypatch) -> None:
    begun = []
    monkeypatch.setattr(decoding_processes, "load_photo", lambda path, *_: begun.append(path))
    asked = threading.Semaphore(0)

    def say_nothing(worker, question, is_wanted) -> None:
        asked.release()
        while is_wanted():
            time.sleep(0.01)

    monkeypatch.setattr(decoding_processes.Worker, "ask", say_nothing)
    processes.start()

    def three():
        yield from photos[:3]  # for two processes
        assert asked.acquire(timeout=60)
        assert asked.acquire(timeout=60)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        list(prefetch(processes.load, three(), workers=3, ahead=6))
    assert begun == []


def test_a_process_knows_nothing_but_photos() -> None:
    """And an import costs the window's start nothing: processes are not even imported."""
    code = "import sys, effnet_desktop.engine.photos.decoding_processes; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"torch", "torchvision", "openvino", "PySide6", "multiprocessing"}.isdisjoint(done.stdout.split())


def test_closing_while_they_start(processes, photos, monkeypatch) -> None:
    """What is being started then ends, too."""
    real = decoding_processes.Worker

    def close_then_start(*arguments):
        monkeypatch.setattr(decoding_processes, "Worker", real)
        worker = real(*arguments)
        closing = in_background(processes.close)
        while not processes._is_closed:
            time.sleep(0.01)
        closings.append(closing)
        return worker

    closings: list = []
    monkeypatch.setattr(decoding_processes, "Worker", close_then_start)
    processes.start()
    closings[0].result(60)
    assert len(processes._workers) == 1
    assert not processes._workers[0].is_alive


PARENT = """
import sys, time
from effnet_desktop.engine.photos.decoding_processes import DecodingProcesses
from effnet_desktop.engine.variants import VARIANTS

if __name__ == "__main__":
    processes = DecodingProcesses(2, VARIANTS["lite0"].preprocessing, "crop").start()
    print(*(worker.pid for worker in processes._workers), flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(not SHARED.exists(), reason="looks at Linux's files")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_they_end_with_their_parent_however_that_ends(tmp_path, number) -> None:
    """Spawned, as in a packaged app."""
    before = names()
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    parent = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pids = parent.stdout.readline().split()
    assert len(pids) == 2
    assert names() <= before
    parent.send_signal(number)
    _, errors = parent.communicate(timeout=60)  # comes to an end when nobody holds the other side any more
    assert errors.count("Traceback") == (number == signal.SIGINT)  # the script's own
    deadline = time.monotonic() + 60
    while any(Path("/proc", pid).exists() for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(Path("/proc", pid).exists() for pid in pids)
    assert names() <= before
