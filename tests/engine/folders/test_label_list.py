import errno
import json
import os
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from effnet_desktop.engine.errors import EngineError, StorageError
from effnet_desktop.engine.folders.label_list import LabelList


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "labels" / "list.json"


def test_corrections_are_kept(file: Path, tmp_path: Path) -> None:
    moved, added, blurred = (tmp_path / name for name in ("ねこ 1.jpg", "add ed.jpg", "blurred.jpg"))
    labels = LabelList(file, tmp_path)
    assert (labels.labels, labels.left_out) == ({}, frozenset())
    assert not file.exists()
    labels.label(moved, " 犬 ")
    labels.label(added, "cat")
    labels.leave_out(blurred)
    for seen in (labels, LabelList(file)):
        assert list(seen.labels.items()) == [(moved, "犬"), (added, "cat")]
        assert seen.left_out == {blurred}
    assert not any(path.exists() for path in (moved, added, blurred))


def test_the_last_correction_counts(file: Path, tmp_path: Path) -> None:
    labels = LabelList(file)
    photo = tmp_path / "photo.jpg"
    labels.label(photo, "cat")
    labels.leave_out(photo)
    assert (labels.labels, labels.left_out) == ({}, {photo})
    labels.label(photo, "dog")
    assert (labels.labels, labels.left_out) == ({photo: "dog"}, frozenset())
    labels.forget(photo)
    labels.forget(photo)
    assert (labels.labels, labels.left_out) == ({}, frozenset())
    assert LabelList(file).labels == {}


def test_the_file_tells_what_it_is(file: Path, tmp_path: Path) -> None:
    LabelList(file, tmp_path).leave_out(tmp_path / "photo.jpg")
    LabelList(file).label(tmp_path / "cat.jpg", "cat")  # whoever does not know the folder leaves it as it is
    assert json.loads(file.read_text()) == {
        "format": 1,
        "folder": str(tmp_path),
        "photos": {str(tmp_path / "photo.jpg"): None, str(tmp_path / "cat.jpg"): "cat"},
    }
    assert LabelList(file).folder == tmp_path


def test_paths_become_absolute(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    labels = LabelList(file, Path("."))
    labels.label(Path("../photo.jpg"), "cat")
    monkeypatch.chdir("/")
    assert LabelList(file).labels == {tmp_path / "photo.jpg": "cat"}
    assert LabelList(file).folder == tmp_path / "in"


def test_spellings_of_a_category_are_one(file: Path, tmp_path: Path) -> None:
    labels = LabelList(file)
    labels.label(tmp_path / "1.jpg", unicodedata.normalize("NFD", "ガラス"))
    labels.label(tmp_path / "2.jpg", unicodedata.normalize("NFC", "ガラス"))
    assert len(set(labels.labels.values())) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, every file name is valid Unicode")
def test_names_that_are_not_unicode_survive(file: Path, tmp_path: Path) -> None:
    photo = tmp_path / os.fsdecode(b"caf\xe9.jpg")
    LabelList(file).label(photo, "cat")
    assert LabelList(file).labels == {photo: "cat"}


@pytest.mark.parametrize("name", ["", "  "])
def test_a_category_needs_a_name(file: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(EngineError, match="needs a name"):
        LabelList(file).label(tmp_path / "photo.jpg", name)
    assert not file.exists()


def test_two_lists_of_one_file_keep_each_others_corrections(file: Path, tmp_path: Path) -> None:
    window, command_line = LabelList(file), LabelList(file)
    window.label(tmp_path / "1.jpg", "cat")
    command_line.leave_out(tmp_path / "2.jpg")
    window.label(tmp_path / "3.jpg", "dog")
    assert window.labels == {tmp_path / "1.jpg": "cat", tmp_path / "3.jpg": "dog"}
    assert window.left_out == {tmp_path / "2.jpg"}


@given(
    corrections=st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from(["cat", "dog", "魚"]) | st.none() | st.just("forget"))
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_corrections_come_back(file: Path, corrections: list[tuple[int, str | None]]) -> None:
    file.unlink(missing_ok=True)
    labels = LabelList(file)
    expected: dict[Path, str | None] = {}
    for number, correction in corrections:
        path = file.parent / f"{number}.jpg"
        expected.pop(path, None)
        if correction == "forget":
            labels.forget(path)
            continue
        expected[path] = correction
        if correction is None:
            labels.leave_out(path)
        else:
            labels.label(path, correction)
    for seen in (labels, LabelList(file)):
        assert list(seen.labels.items()) == [item for item in expected.items() if item[1] is not None]
        assert seen.left_out == {path for path, category in expected.items() if category is None}


DAMAGED = [
    b"",
    b'{"format": 1, "folder": null, "phot',
    b"[]",
    b"1",
    b'{"format": 1, "folder": null}',
    b'{"format": 1, "folder": null, "photos": ["/a.jpg"]}',
    b'{"format": 1, "folder": null, "photos": {"/a.jpg": 3}}',
    b'{"format": 1, "folder": 7, "photos": {}}',
    b'{"format": "new", "folder": null, "photos": {}}',
    b'{"format": true, "folder": null, "photos": {}}',
    b'{"folder": null, "photos": {}}',
    b'{"format": 1, "folder": null, "photos": {}, "new": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    b"\xff\xfe\x00",
    bytes(300),
]


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_file_is_refused_and_left_as_it_is(file: Path, tmp_path: Path, content: bytes) -> None:
    labels = LabelList(file)
    labels.label(tmp_path / "1.jpg", "cat")
    file.write_bytes(content)
    with pytest.raises(StorageError, match="damaged") as caught:
        LabelList(file)
    assert "Rename or delete it" in str(caught.value)
    for change in (labels.leave_out, labels.forget, lambda path: labels.label(path, "dog")):
        with pytest.raises(StorageError, match="damaged"):
            change(tmp_path / "1.jpg")
    assert file.read_bytes() == content
    assert os.listdir(file.parent) == [file.name]


def test_a_list_of_a_newer_version_is_refused(file: Path, tmp_path: Path) -> None:
    LabelList(file).label(tmp_path / "1.jpg", "cat")
    file.write_text(file.read_text().replace('"format": 1', '"format": 2'))
    with pytest.raises(StorageError, match="newer version"):
        LabelList(file)


def test_a_list_that_cannot_be_read_is_an_error(file: Path) -> None:
    file.mkdir(parents=True)
    with pytest.raises(StorageError, match="cannot be read"):
        LabelList(file)


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_the_list_as_it_was(
    file: Path, tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    labels = LabelList(file)
    labels.label(tmp_path / "1.jpg", "cat")
    before = file.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(StorageError, match="No space left"):
        labels.label(tmp_path / "1.jpg", "dog")
    monkeypatch.undo()
    assert labels.labels == LabelList(file).labels == {tmp_path / "1.jpg": "cat"}
    assert file.read_bytes() == before
    assert os.listdir(file.parent) == [file.name]


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "labels").write_text("a file")
    with pytest.raises(StorageError):
        LabelList(tmp_path / "labels" / "list.json").leave_out(tmp_path / "1.jpg")


def test_a_crash_while_saving_leaves_a_whole_list(file: Path) -> None:
    program = (
        "import itertools, sys\n"
        "from pathlib import Path\n"
        "from effnet_desktop.engine.folders.label_list import LabelList\n"
        "labels = LabelList(Path(sys.argv[1]))\n"
        "for number in itertools.count():\n"
        "    labels.label(Path(f'/{number % 50}.jpg'), f'{number} ' + 'x' * 5000)\n"
    )
    writer = subprocess.Popen([sys.executable, "-c", program, str(file)])
    try:
        deadline = time.monotonic() + 20
        while not file.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.1)
    finally:
        writer.kill()
        writer.wait()
    assert LabelList(file).labels
