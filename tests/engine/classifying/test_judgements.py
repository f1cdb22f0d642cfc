"""What people said of photos stays with their content."""

import os
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest

from effnet_desktop.engine.classifying.judgements import Judgements
from effnet_desktop.engine.errors import StorageError
from effnet_desktop.engine.records.classifying import Judgement

ROBIN = Judgement("robin")


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "data" / "judgements.sqlite"


def make(path: Path, content: bytes = b"a photo") -> Path:
    path.write_bytes(content)
    return path


def test_it_is_known_under_any_name_and_after_a_restart(tmp_path, file):
    photo = make(tmp_path / "a.jpg")
    assert Judgements(file).of(photo) is None
    Judgements(file).note(photo, ROBIN)
    shutil.copy(photo, tmp_path / "b.jpg")
    photo.unlink()
    assert Judgements(file).of(tmp_path / "b.jpg") == ROBIN


def test_other_content_of_the_same_size_is_another_photo(tmp_path, file):
    judgements = Judgements(file)
    judgements.note(make(tmp_path / "a.jpg"), ROBIN)
    assert judgements.of(make(tmp_path / "b.jpg", b"A PHOTO")) is None


def test_the_last_word_counts_and_none_forgets(tmp_path, file):
    photo, judgements = make(tmp_path / "a.jpg"), Judgements(file)
    judgements.note(photo, ROBIN)
    judgements.note(photo, Judgement(rejected="tench"))
    assert judgements.of(photo) == Judgement(None, "tench")
    judgements.note(photo, None)
    assert judgements.of(photo) is None


def test_another_process_is_heard(tmp_path, file):
    photo, one, other = make(tmp_path / "a.jpg"), Judgements(file), Judgements(file)
    assert one.of(photo) is None
    other.note(photo, ROBIN)
    assert one.of(photo) == ROBIN


def test_names_that_are_no_text(tmp_path, file):
    photo = make(tmp_path / os.fsdecode(b"\xff.jpg"))
    Judgements(file).note(photo, Judgement(os.fsdecode(b"caf\xe9")))
    assert Judgements(file).of(photo) == Judgement(os.fsdecode(b"caf\xe9"))


def test_a_photo_that_is_gone(tmp_path, file):
    judgements = Judgements(file)
    judgements.note(make(tmp_path / "a.jpg"), ROBIN)
    assert judgements.of(tmp_path / "gone.jpg") is None
    with pytest.raises(StorageError, match="gone"):
        judgements.note(tmp_path / "gone.jpg", ROBIN)


@pytest.mark.expect_log("What was said of photos cannot be read")
def test_a_damaged_file_costs_no_answer_and_is_not_written_over(tmp_path, file):
    photo = make(tmp_path / "a.jpg")
    file.parent.mkdir()
    file.write_bytes(b"this is no database, whatever it was before" * 50)
    judgements = Judgements(file)
    assert judgements.of(photo) is None
    with pytest.raises(StorageError, match="damaged"):
        judgements.note(photo, ROBIN)
    assert file.read_bytes().startswith(b"this is no database")


def test_many_threads(tmp_path, file):
    photos = [make(tmp_path / f"{number}.jpg", b"%d" % number) for number in range(40)]
    judgements = Judgements(file)

    def note(some: list[Path]) -> None:
        for photo in some:
            judgements.note(photo, Judgement(photo.stem))

    threads = [threading.Thread(target=note, args=(photos[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [judgements.of(photo) for photo in photos] == [Judgement(photo.stem) for photo in photos]


def test_a_file_that_nobody_may_write_is_said(tmp_path, file, monkeypatch):
    photo = make(tmp_path / "a.jpg")

    def refuse(*args, **kwargs):
        raise sqlite3.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(sqlite3, "connect", refuse)
    with pytest.raises(StorageError, match="readonly"):
        Judgements(file).note(photo, ROBIN)
