"""What a person has done since a run is never undone with it."""

import errno
import os
import shutil
from pathlib import Path

import pytest
from killed import tree
from verbs import run

from effnet_desktop.engine.errors import StorageError
from effnet_desktop.engine.filing import journal


@pytest.fixture
def file(engine, planned):
    return lambda *photos, **settings: run(engine.file_photos(planned(*photos, **settings)))[1]


def undo(engine, *name):
    undone = run(engine.undo_filing(*name))[1]
    return undone.files, {failed.path.name: str(failed.error) for failed in undone.left}


def test_a_copy_that_was_changed_is_left(engine, file, photo, target) -> None:
    file(photo("1.jpg", content="aaaa"), photo("2.jpg"))
    copy = target / "cat" / "1.jpg"
    times = copy.stat()
    copy.write_text("bbbb")
    os.utime(copy, ns=(times.st_atime_ns, times.st_mtime_ns))
    files, left = undo(engine)
    assert files == 1
    assert left.keys() == {"1.jpg"}
    assert copy.read_text() == "bbbb"


def test_a_copy_whose_original_is_gone_or_changed_is_left(engine, file, photo, target) -> None:
    gone, changed = photo("1.jpg"), photo("2.jpg")
    file(gone, changed)
    gone.path.unlink()
    changed.path.write_text("something new")
    files, left = undo(engine)
    assert files == 0
    assert left.keys() == {"1.jpg", "2.jpg"}
    assert (target / "cat" / "1.jpg").read_text() == "1.jpg"
    assert (target / "cat" / "2.jpg").read_text() == "2.jpg"


def test_a_copy_that_its_original_has_become_a_link_to_is_left(engine, file, photo, target) -> None:
    one = photo("1.jpg")
    file(one)
    one.path.unlink()
    one.path.symlink_to(target / "cat" / "1.jpg")  # as programs do that save room
    files, left = undo(engine)
    assert (files, left.keys()) == (0, {"1.jpg"})
    assert one.path.read_text() == "1.jpg"


def test_a_disk_that_is_not_there_can_be_undone_when_it_is_back(engine, file, photo, target, tmp_path) -> None:
    one = photo("1.jpg")
    file(one, way="move")
    target.rename(tmp_path / "unplugged")
    with pytest.raises(StorageError, match="is not there"):
        undo(engine)
    assert [run.state for run in engine.filing_runs()] == ["done"]
    (tmp_path / "unplugged").rename(target)
    assert undo(engine) == (1, {})
    assert one.path.read_text() == "1.jpg"


def test_copies_that_were_all_removed_are_undone(engine, file, photo, target) -> None:
    file(photo("1.jpg"))
    shutil.rmtree(target)
    assert undo(engine) == (0, {})
    assert [run.state for run in engine.filing_runs()] == ["undone"]


def test_the_last_name_of_a_linked_photo_is_left(engine, file, photo, target) -> None:
    one, two = photo("1.jpg"), photo("2.jpg")
    file(one, two, way="link")
    one.path.unlink()
    assert undo(engine)[1].keys() == {"1.jpg"}
    assert (target / "cat" / "1.jpg").read_text() == "1.jpg"


def test_a_moved_photo_whose_old_name_is_taken_is_left_until_that_is_moved_away(engine, file, photo, target) -> None:
    one = photo("1.jpg")
    name = file(one, way="move").run
    one.path.write_text("something new")
    assert undo(engine)[1].keys() == {"1.jpg"}
    assert one.path.read_text() == "something new"
    assert (target / "cat" / "1.jpg").read_text() == "1.jpg"
    one.path.unlink()
    assert undo(engine, name) == (1, {})
    assert one.path.read_text() == "1.jpg"
    assert not target.exists()


def test_a_moved_photo_that_was_changed_or_removed_is_left_and_said(engine, file, photo, target) -> None:
    file(photo("1.jpg"), photo("2.jpg"), way="move")
    (target / "cat" / "1.jpg").write_text("something new")
    (target / "cat" / "2.jpg").unlink()
    assert undo(engine)[1].keys() == {"1.jpg", "2.jpg"}
    assert (target / "cat" / "1.jpg").read_text() == "something new"


def test_a_folder_that_was_removed_meanwhile_comes_back(engine, file, photo) -> None:
    one = photo("a/b/1.jpg")
    file(one, way="move")
    one.path.parent.rmdir()
    assert undo(engine) == (1, {})
    assert one.path.read_text() == "a/b/1.jpg"


def test_folders_with_something_of_a_persons_stay(engine, file, photo, target) -> None:
    file(photo("1.jpg"), photo("2.jpg", "dog"))
    (target / "cat" / "mine.txt").touch()
    undo(engine)
    assert [path.name for path in target.rglob("*")] == ["cat", "mine.txt"]


def test_a_folder_that_was_there_before_stays_with_its_time(engine, file, photo, target) -> None:
    (target / "cat").mkdir(parents=True)
    (target / "dog").mkdir()
    os.utime(target / "cat", ns=(10**18, 10**18))
    before = tree(target)
    file(photo("1.jpg"), photo("2.jpg", "fox"))
    undo(engine)
    assert tree(target) == before


def test_a_folder_that_a_person_has_changed_keeps_its_new_time(engine, file, photo, tmp_path) -> None:
    file(photo("1.jpg"), way="move")
    (tmp_path / "photos" / "new.txt").touch()
    os.utime(tmp_path / "photos", ns=(0, 2 * 10**18))
    undo(engine)
    assert (tmp_path / "photos").stat().st_mtime_ns > 10**18


def test_a_folder_that_became_a_link_is_not_followed(engine, file, photo, target, tmp_path) -> None:
    file(photo("1.jpg"))
    (target / "cat").rename(tmp_path / "elsewhere")
    (target / "cat").symlink_to(tmp_path / "elsewhere")
    assert undo(engine)[1].keys() == {"1.jpg"}
    assert (tmp_path / "elsewhere" / "1.jpg").exists()


def test_the_newest_run_that_is_not_undone_yet_is_the_next(engine, file, photo, names) -> None:
    first = file(photo("1.jpg")).run
    second = file(photo("2.jpg")).run
    assert [each.name for each in engine.filing_runs()] == [second, first]
    undo(engine)
    assert names() == ["cat/1.jpg"]
    undo(engine)
    assert names() == []
    with pytest.raises(StorageError, match="nothing to undo"):
        undo(engine)
    assert [each.state for each in engine.filing_runs()] == ["undone", "undone"]
    assert undo(engine, first) == (0, {})


@pytest.mark.parametrize("way", ["copy", "move", "link"])
def test_what_was_taken_back_is_not_taken_from_a_later_run(engine, file, photo, names, way) -> None:
    one, two = photo("1.jpg"), photo("2.jpg")
    first = file(one, two, way=way).run
    kept = names()
    undo(engine)
    file(one, two, way=way)
    assert undo(engine, first) == (0, {})
    assert names() == kept


def test_a_copy_that_comes_back_can_still_be_taken_back(engine, file, photo, names, target) -> None:
    one, two = photo("1.jpg"), photo("2.jpg")
    first = file(one, two).run
    (target / "cat" / "1.jpg").rename(target / "1.jpg")
    (target / "cat" / "2.jpg").rename(target / "2.jpg")
    assert undo(engine) == (0, {})
    (target / "cat").mkdir(exist_ok=True)
    (target / "1.jpg").rename(target / "cat" / "1.jpg")
    file(two)
    assert undo(engine, first) == (1, {})
    assert names() == ["2.jpg", "cat/2.jpg"]  # of the second run


def test_what_was_left_is_taken_back_by_a_second_undo_and_nothing_else(engine, file, photo, names) -> None:
    one, two = photo("1.jpg"), photo("2.jpg")
    first = file(one, two, way="move").run
    two.path.write_text("something new")
    assert undo(engine)[1].keys() == {"2.jpg"}
    second = file(one, way="move").run
    assert second != first
    two.path.unlink()
    assert undo(engine, first) == (1, {})
    assert names() == ["cat/1.jpg"]


def test_a_photo_that_never_got_into_its_folder_is_not_called_left(engine, planned, photo, target, tmp_path) -> None:
    plan = planned(photo("1.jpg"))
    target.mkdir()
    (target / "cat").symlink_to(tmp_path)
    assert run(engine.file_photos(plan))[1].failed == 1
    assert undo(engine) == (0, {})


def test_who_changed_a_moved_photo_is_not_told_to_delete_it(engine, file, photo, target) -> None:
    file(photo("1.jpg"), way="move")
    (target / "cat" / "1.jpg").write_text("something new")
    assert "delete" not in undo(engine)[1]["1.jpg"].lower()


def test_an_old_place_that_has_become_a_file_is_named(engine, file, photo) -> None:
    one = photo("day/1.jpg")
    file(one, way="move")
    one.path.parent.rmdir()
    one.path.parent.write_text("a file")
    assert str(one.path) in undo(engine)[1]["1.jpg"]


@pytest.mark.parametrize("name", ["2020-01-01-000000", "../../etc/passwd", ""])
def test_a_run_that_is_unknown_is_said(engine, name) -> None:
    with pytest.raises(StorageError):
        undo(engine, name)


def test_a_damaged_journal_is_said_and_a_cut_last_line_is_no_damage(engine, file, photo, data_dir) -> None:
    name = file(photo("1.jpg")).run
    file_of_run = data_dir / "filing" / f"{name}.jsonl"
    whole = file_of_run.read_bytes()
    file_of_run.write_bytes(whole + b'{"step": "del')
    assert undo(engine, name) == (1, {})
    for damaged in (b"{\n" + whole, b"[]\n" + whole, b'{"kind": "file"}\n', b"", b"3\n", b"\xff\n"):
        file_of_run.write_bytes(damaged)
        assert engine.filing_runs() == ()
        with pytest.raises(StorageError, match="damaged"):
            undo(engine, name)
        with pytest.raises(StorageError, match="nothing to undo"):
            undo(engine)


@pytest.mark.parametrize("way", ["copy", "move", "link"])
def test_a_full_disk_is_undone_and_has_room_then(engine, file, photo, data_dir, monkeypatch, tmp_path, way) -> None:
    one, two = photo("1.jpg"), photo("2.jpg")
    os.utime(tmp_path / "photos", ns=(10**18, 10**18))
    before = tree(tmp_path / "photos")
    name = file(one, two, way=way).run
    real = journal._write_whole

    def write(opened, data):
        if (tmp_path / "sorted").exists():
            real(opened, data[:5])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(opened, data)

    monkeypatch.setattr(journal, "_write_whole", write)
    assert undo(engine) == (2, {})
    assert tree(tmp_path / "photos") == before
    assert [run.state for run in engine.filing_runs()] == ["undone"]
    assert undo(engine, name) == (0, {})


def test_a_journal_that_cannot_be_opened_is_not_emptied(engine, file, photo, data_dir, monkeypatch) -> None:
    name = file(photo("1.jpg")).run
    whole = (data_dir / "filing" / f"{name}.jsonl").read_bytes()
    real = Path.open

    def refuse(path, mode="r", *arguments, **settings):
        if "a" in mode:
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        return real(path, mode, *arguments, **settings)

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(StorageError):
        undo(engine)
    assert (data_dir / "filing" / f"{name}.jsonl").read_bytes() == whole
