"""Photos by address, through fsspec's memory."""

from pathlib import Path

import pytest

from effnet_desktop.engine.cluster import addresses
from effnet_desktop.engine.errors import ClusterError
from effnet_desktop.engine.records.cluster import is_address

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def memory():
    files = fsspec.filesystem("memory")
    for name in ("b/2.jpg", "b/10.JPG", "a.png", "notes.txt", ".hidden/x.jpg", "@eaDir/x.jpg", "b/.y.jpg"):
        files.pipe(f"/photos/{name}", name.encode())
    yield "memory://photos"
    files.rm("/photos", recursive=True)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("s3://bucket/x", True),
        ("file:///x", True),
        ("gs://b", True),
        ("/a/b", False),
        ("C://x", False),
        ("a b://", False),
    ],
)
def test_what_is_an_address(text, known):
    assert is_address(text) == known


def test_the_photos_in_a_folder(memory):
    assert sorted(addresses.find(memory)) == [
        "memory:///photos/a.png",
        "memory:///photos/b/10.JPG",
        "memory:///photos/b/2.jpg",
    ]


def test_a_photo_is_taken_whatever_it_is_called(memory):
    assert list(addresses.find("memory://photos/notes.txt")) == ["memory:///photos/notes.txt"]


def test_fetching(memory, tmp_path):
    file = addresses.place_below(tmp_path, "memory:///photos/b/2.jpg")
    assert addresses.fetch("memory:///photos/b/2.jpg", file) is None
    assert file.read_bytes() == b"b/2.jpg"
    assert file.parent.name == "b"


def test_a_photo_that_is_gone_is_a_row_with_a_reason(memory, tmp_path):
    problem = addresses.fetch("memory:///photos/gone.jpg", tmp_path / "gone.jpg")
    assert "no such file" in str(problem)


def test_a_copy_stays_below_its_folder():
    assert addresses.place_below(Path("copies"), "s3://bucket/../../x.jpg") == Path("copies/s3/bucket/x.jpg")


@pytest.mark.parametrize("address", ["nothing://x/y", "hdfs2://x"])
def test_a_kind_that_nobody_reads_is_said(address):
    with pytest.raises(ClusterError, match=address):
        list(addresses.find(address))


def test_a_server_that_does_not_answer_ends_the_work_after_some_attempts(monkeypatch, tmp_path):
    attempts = []

    class Files:
        def get_file(self, place, file):
            attempts.append(place)
            raise TimeoutError("nobody answers")

    monkeypatch.setattr(addresses, "_open", lambda address: (Files(), address))
    monkeypatch.setattr(addresses, "PAUSE_SECONDS", 0)
    with pytest.raises(ClusterError, match="nobody answers"):
        addresses.fetch("s3://bucket/x.jpg", tmp_path / "x.jpg")
    assert len(attempts) == addresses.ATTEMPTS
