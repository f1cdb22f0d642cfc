"""Outputs never take the place of a file of another kind, and are written through links, pipes and devices."""

import os
import stat
import sys
import threading
from pathlib import Path

import pytest
from PIL import Image

from effnet_desktop import export, saving
from effnet_desktop.engine.errors import EngineError, StorageError
from effnet_desktop.saving import CARD, LIST, PICTURE, TABLE

HEADER = "\ufeffpath,model,category_1,probability_1\n"


def write(file: Path, kind=TABLE, text: str = "new") -> None:
    with saving.open_file(file, kind) as out:
        out.write(text)


@pytest.fixture
def photo(tmp_path) -> Path:
    file = tmp_path / "photo.jpg"
    Image.new("RGB", (8, 8)).save(file)
    return file


@pytest.mark.parametrize("kind", [TABLE, LIST, CARD, PICTURE])
def test_a_photo_stays_a_photo_under_whatever_name(tmp_path, photo, kind) -> None:
    before = photo.read_bytes()
    for name in ("photo.jpg", "photo", "photo.csv", "photo.json", "photo.html", "photo.png"):
        file = tmp_path / name
        file.write_bytes(before)
        with pytest.raises(EngineError, match="stays as it is"):
            saving.check(file, kind)
        with pytest.raises(EngineError, match="stays as it is"):
            write(file, kind)
        assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("kind", "name", "old"),
    [
        (TABLE, "notes.txt", "Dear diary"),
        (TABLE, "script.py", "print(1)"),
        (TABLE, "answers.json", "[]"),
        (LIST, "table.csv", HEADER),
        (CARD, "index.html", "<!doctype html>\n<html>my page"),
        (CARD, "annotations.json", '{"images": []}'),
    ],
)
def test_a_text_of_another_kind_stays(tmp_path, kind, name, old) -> None:
    file = tmp_path / name
    file.write_text(old, encoding="utf-8")
    with pytest.raises(EngineError, match="stays as it is"):
        write(file, kind)
    assert file.read_text(encoding="utf-8") == old


@pytest.mark.parametrize(
    ("kind", "name", "old"),
    [
        (TABLE, "table.csv", "a;b;c\r\n\x0c1;2;3"),
        (TABLE, "table.txt", HEADER),
        (TABLE, "empty", ""),
        (LIST, "list.json", "[1]"),
    ],
)
def test_an_earlier_one_is_replaced(tmp_path, kind, name, old) -> None:
    file = tmp_path / name
    file.write_text(old, encoding="utf-8")
    file.chmod(0o640)
    write(file, kind)
    assert file.read_text(encoding="utf-8") == "new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == [name]


@pytest.mark.parametrize("name", ["new.jpg", "new.HEIC", "new.png", "new.mov"])
def test_a_new_table_is_not_named_like_a_photo(tmp_path, name) -> None:
    with pytest.raises(EngineError, match="named like a photo"):
        saving.check(tmp_path / name, TABLE)
    assert not (tmp_path / name).exists()


def test_what_is_read_is_not_written(tmp_path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("a,b")
    os.link(file, tmp_path / "out.csv")
    with pytest.raises(EngineError, match="one of the files to read"):
        saving.check(tmp_path / "out.csv", TABLE, [tmp_path, file])


@pytest.mark.parametrize("name", ["", "no/such.csv", "file.csv/table.csv", "x" * 300])
def test_where_nothing_can_be_written_is_said_at_the_beginning(tmp_path, name) -> None:
    (tmp_path / "file.csv").touch()
    with pytest.raises(StorageError, match="cannot be written"):
        saving.check(tmp_path / name, TABLE)


def test_a_write_protected_table_stays_even_for_root(tmp_path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("old")
    file.chmod(0o444)
    with pytest.raises(StorageError, match="write-protected"):
        write(file)
    assert file.read_text() == "old"


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are others there")
class TestWrittenThrough:
    """What is no plain file of its own."""

    def test_links_stay_links(self, tmp_path) -> None:
        (tmp_path / "elsewhere").mkdir()
        target, link, hard = tmp_path / "elsewhere" / "table.csv", tmp_path / "link.csv", tmp_path / "hard.csv"
        link.symlink_to(target)
        write(link, text="first")
        assert target.read_text() == "first"
        os.link(target, hard)
        write(hard, text="second")
        assert link.is_symlink()
        assert target.read_text() == hard.read_text() == "second"

    def test_a_link_to_a_photo_is_refused(self, tmp_path, photo) -> None:
        (tmp_path / "table.csv").symlink_to(photo)
        before = photo.read_bytes()
        with pytest.raises(EngineError, match="stays as it is"):
            write(tmp_path / "table.csv")
        assert photo.read_bytes() == before

    def test_a_ring_of_links_is_said(self, tmp_path) -> None:
        (tmp_path / "a.csv").symlink_to(tmp_path / "a.csv")
        with pytest.raises(StorageError, match="cannot be written"):
            write(tmp_path / "a.csv")

    def test_a_pipe_stays_a_pipe(self, tmp_path) -> None:
        pipe = tmp_path / "pipe.csv"
        os.mkfifo(pipe)
        read: list[str] = []
        reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
        reader.start()
        write(pipe)
        reader.join()
        assert read == ["new"]
        assert stat.S_ISFIFO(pipe.stat().st_mode)

    def test_a_device_is_written_to(self) -> None:
        write(Path("/dev/null"))
        assert stat.S_ISCHR(os.stat("/dev/null").st_mode)

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device is always full there")
    def test_a_full_device_is_said(self) -> None:
        with pytest.raises(StorageError, match="No space left"):
            write(Path("/dev/full"))


@pytest.mark.parametrize("error", [KeyboardInterrupt, BrokenPipeError, EngineError("The device is gone.")])
def test_an_early_end_keeps_the_rows_so_far_but_never_an_empty_table(tmp_path, error) -> None:
    from effnet_desktop.engine.errors import PhotoError
    from effnet_desktop.engine.records.classifying import PhotoFailed

    file = tmp_path / "table.csv"
    file.write_text("earlier")

    def end_after(rows: int) -> None:
        with export.open_csv(file) as write_row:
            for _ in range(rows):
                write_row(PhotoFailed(Path("a.jpg"), PhotoError("It is damaged.")))
            raise error

    kind = error if isinstance(error, type) else type(error)
    with pytest.raises(kind):
        end_after(0)
    assert file.read_text() == "earlier"
    with pytest.raises(kind):
        end_after(2)
    assert file.read_text(encoding="utf-8-sig").count("It is damaged.,,,\n") == 2
    assert os.listdir(tmp_path) == ["table.csv"]
