"""Photos are filed as planned, and whatever goes wrong leaves nothing half done."""

import errno
import os
import shutil
import stat
from pathlib import Path

import pytest
from killed import answers, make_tree, run_and_kill, tree
from verbs import run

from effnet_desktop.engine.errors import StorageError
from effnet_desktop.engine.filing import copying, filing, journal
from effnet_desktop.engine.records.filing import FileFailed, FilingConfig

WAYS = ["copy", "move", "link"]


@pytest.fixture
def do(engine, planned):
    """Plans and files; the failures by name, and what was done."""

    def do(*photos, **settings):
        events, filed = run(engine.file_photos(planned(*photos, **settings)))
        return {each.path.name: str(each.error) for each in events if isinstance(each, FileFailed)}, filed

    return do


@pytest.mark.parametrize("way", WAYS)
def test_photos_and_companions_get_their_place(photo, do, names, way) -> None:
    note = photo("1.jpg.xmp")
    one, two = photo("1.jpg"), photo("2.jpg", "dog")
    failed, filed = do(one, two, way=way)
    assert (failed, filed.files, filed.failed) == ({}, 3, 0)
    assert names() == ["cat/1.jpg", "cat/1.jpg.xmp", "dog/2.jpg"]
    assert one.path.exists() == two.path.exists() == note.path.exists() == (way != "move")


def test_a_copy_has_the_originals_time_mode_and_content(photo, do, target) -> None:
    one = photo("1.jpg")
    one.path.chmod(0o640)
    os.utime(one.path, ns=(10**18, 10**18 + 123_456_789))
    before = tree(one.path.parent)
    do(one)
    copy = target / "cat" / "1.jpg"
    assert copy.read_bytes() == one.path.read_bytes()
    assert copy.stat().st_mtime_ns == 10**18 + 123_456_789
    assert stat.S_IMODE(copy.stat().st_mode) == stat.S_IMODE(one.path.stat().st_mode)
    assert tree(one.path.parent) == before


@pytest.mark.parametrize("way", WAYS)
def test_a_file_that_came_meanwhile_is_never_replaced(engine, photo, planned, target, way) -> None:
    one = photo("1.jpg")
    plan = planned(one, way=way)
    (target / "cat").mkdir(parents=True)
    (target / "cat" / "1.jpg").write_text("mine")
    _events, filed = run(engine.file_photos(plan))
    assert filed.failed == 1
    assert (target / "cat" / "1.jpg").read_text() == "mine"
    assert one.path.read_text() == "1.jpg"
    run(engine.undo_filing())
    assert (target / "cat" / "1.jpg").read_text() == "mine"
    assert os.listdir(target / "cat") == ["1.jpg"]


@pytest.mark.parametrize("way", WAYS)
def test_a_link_that_came_meanwhile_is_never_followed(engine, photo, planned, target, tmp_path, way) -> None:
    plan = planned(photo("1.jpg"), photo("2.jpg", "dog"), way=way)
    (tmp_path / "elsewhere").mkdir()
    target.mkdir()
    (target / "cat").symlink_to(tmp_path / "elsewhere")
    _events, filed = run(engine.file_photos(plan))
    assert (filed.files, filed.failed) == (1, 1)
    assert os.listdir(tmp_path / "elsewhere") == []


@pytest.mark.parametrize("way", WAYS)
def test_photos_that_vanish_or_change_after_the_plan_are_left_and_named(engine, photo, planned, names, way) -> None:
    gone, changed, same = photo("1.jpg"), photo("2.jpg"), photo("3.jpg")
    plan = planned(gone, changed, same, way=way)
    gone.path.unlink()
    changed.path.write_text("something new")
    events, _filed = run(engine.file_photos(plan))
    failed = {each.path.name: str(each.error) for each in events if isinstance(each, FileFailed)}
    assert failed.keys() == {"1.jpg", "2.jpg"}
    assert "no such file" in failed["1.jpg"]
    assert "has changed" in failed["2.jpg"]
    assert names() == ["cat/3.jpg"]
    assert changed.path.read_text() == "something new"


@pytest.mark.parametrize("way", WAYS)
def test_what_belongs_to_a_photo_is_left_with_it_and_it_with_what_belongs_to_it(
    engine, photo, planned, names, tmp_path, monkeypatch, way
) -> None:
    monkeypatch.setattr(filing, "BATCH_FILES", 2)
    photos = [photo("1.jpg"), photo("2.jpg"), photo("3.jpg")]
    for number in (1, 2, 3):
        photo(f"{number}.cr2"), photo(f"{number}.jpg.xmp")
    plan = planned(*photos, way=way)
    (tmp_path / "photos" / "1.jpg").write_text("something new")
    (tmp_path / "photos" / "2.jpg.xmp").unlink()
    events, _ = run(engine.file_photos(plan))
    failed = [each for each in events if isinstance(each, FileFailed)]
    assert sorted(each.path.name for each in failed if "belongs to" in str(each.error)) == [
        "1.cr2",
        "1.jpg.xmp",
        "2.cr2",
        "2.jpg",
    ]
    assert len(failed) == 6
    assert names() == ["cat/3.cr2", "cat/3.jpg", "cat/3.jpg.xmp"]
    left = ["1.cr2", "1.jpg", "1.jpg.xmp", "2.cr2", "2.jpg"]
    stay = [] if way == "move" else ["3.cr2", "3.jpg", "3.jpg.xmp"]
    assert sorted(os.listdir(tmp_path / "photos")) == left + stay


def test_a_photo_that_cannot_be_read_keeps_what_belongs_to_it(engine, photo, planned, names, monkeypatch) -> None:
    photo("1.xmp")
    plan = planned(photo("1.jpg"), photo("2.jpg"))
    fail_at(monkeypatch, copying, "_read", 1, copying.as_photo_error(OSError(errno.EIO, os.strerror(errno.EIO))))
    _, filed = run(engine.file_photos(plan))
    assert (filed.files, filed.failed) == (1, 2)
    assert names() == ["cat/2.jpg"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("code", [errno.EILSEQ, errno.EINVAL, errno.ENAMETOOLONG])
def test_a_name_that_the_disk_refuses_keeps_no_other_photo(
    engine, photo, planned, names, monkeypatch, tmp_path, way, code
) -> None:
    plan = planned(photo("1.jpg"), photo("2.jpg"), way=way)
    before = tree(tmp_path / "photos")

    def refusing(real):
        def call(self, *arguments):
            if arguments[-1] == "1.jpg":
                raise OSError(code, os.strerror(code))
            return real(self, *arguments)

        return call

    for name in ("place", "link", "status", "remove"):
        monkeypatch.setattr(copying.RealFolder, name, refusing(getattr(copying.RealFolder, name)))
    _, filed = run(engine.file_photos(plan))
    assert (filed.files, filed.failed) == (1, 1)
    assert names() == ["cat/2.jpg"]
    monkeypatch.undo()
    assert run(engine.undo_filing())[1].left == ()
    assert tree(tmp_path / "photos") == before


def test_a_folder_that_another_run_makes_meanwhile_is_shared(engine, photo, planned, names, monkeypatch) -> None:
    plan = planned(photo("1.jpg"))
    real = journal.Journal.write

    def write(self, *lines):
        real(self, *lines)
        for line in lines:
            if line.get("step") == "make":
                os.mkdir(line["path"])

    monkeypatch.setattr(journal.Journal, "write", write)
    _, filed = run(engine.file_photos(plan))
    assert (filed.files, filed.failed) == (1, 0)
    assert names() == ["cat/1.jpg"]


def test_runs_that_began_together_never_share_what_is_not_whole(tmp_path) -> None:
    names = set()
    for folder in (tmp_path / "mine", tmp_path / "yours"):  # two data folders
        folder.mkdir()
        names.add(journal.Journal.begin(folder, "file", {}, []).part_name(0))
    assert len(names) == 2


def fail_at(monkeypatch, module, name: str, number: int, error: OSError) -> None:
    """Has a function raise an error at its call number `number`."""
    real = getattr(module, name)
    calls = iter(range(1, 10_000))

    def wrapped(*arguments, **settings):
        if next(calls) == number:
            raise error
        return real(*arguments, **settings)

    monkeypatch.setattr(module, name, wrapped)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EIO, errno.EDQUOT])
def test_a_disk_that_fills_up_or_fails_stops_it_and_all_can_be_undone(
    engine, photo, planned, names, monkeypatch, code, tmp_path
) -> None:
    photos = [photo(f"{number}.jpg") for number in range(5)]
    before = tree(tmp_path / "photos")
    with monkeypatch.context() as patch:
        fail_at(patch, copying, "_write", 3, OSError(code, os.strerror(code)))
        with pytest.raises(StorageError, match=os.strerror(code)):
            run(engine.file_photos(planned(*photos)))
    assert names() == []
    assert run(engine.resume_filing())[1].files == 5
    assert names() == [f"cat/{number}.jpg" for number in range(5)]
    assert run(engine.undo_filing())[1].left == ()
    assert tree(tmp_path / "photos") == before


def test_a_target_that_is_removed_in_the_middle_stops_it(engine, photo, planned, target, monkeypatch) -> None:
    monkeypatch.setattr(filing, "BATCH_FILES", 1)
    verb = engine.file_photos(planned(photo("1.jpg"), photo("2.jpg"), way="move"))
    next(verb)
    rescued = target.with_name("rescued")
    shutil.move(target, rescued)
    with pytest.raises(StorageError):
        run(verb)
    assert (rescued / "cat" / "1.jpg").read_text() == "1.jpg"
    assert (target.parent / "photos" / "2.jpg").exists() or (rescued / "cat" / "2.jpg").exists()


def test_a_copy_that_the_disk_spoils_is_found_and_removed(engine, photo, planned, names, monkeypatch) -> None:
    real = copying._write
    monkeypatch.setattr(copying, "_write", lambda out, chunk: real(out, chunk[:-1] + b"?"))
    one = photo("1.jpg")
    with pytest.raises(StorageError, match="not written as it should be"):
        run(engine.file_photos(planned(one, way="copy")))
    assert names() == []
    assert one.path.read_text() == "1.jpg"


@pytest.mark.parametrize("way", WAYS)
def test_closing_it_leaves_no_half_file_and_it_goes_on_later(
    engine, photo, planned, names, monkeypatch, tmp_path, way
) -> None:
    monkeypatch.setattr(filing, "BATCH_FILES", 2)
    monkeypatch.setattr(copying, "PACE_SECONDS", 0)
    monkeypatch.setattr(copying, "CHUNK", 2)
    plan = planned(*(photo(f"{number}.jpg") for number in range(5)), way=way)
    before = tree(tmp_path / "photos")
    verb = engine.file_photos(plan)
    for _ in range(4):
        next(verb)
    verb.close()
    assert not [name for name in names() if ".part" in name]
    assert engine.filing_runs()[0].state == "unfinished"
    run(engine.resume_filing())
    assert names() == [f"cat/{number}.jpg" for number in range(5)]
    assert engine.filing_runs()[0].state == "done"
    run(engine.undo_filing())
    assert tree(tmp_path / "photos") == before
    assert engine.filing_runs()[0].state == "undone"


def without_hard_links(monkeypatch) -> None:
    def link(*arguments, **settings):
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", link)


@pytest.mark.parametrize("has_exclusive_rename", [True, False])
@pytest.mark.parametrize("way", ["copy", "move"])
def test_a_disk_without_hard_links_will_do(
    engine, photo, planned, names, monkeypatch, tmp_path, target, way, has_exclusive_rename
) -> None:
    without_hard_links(monkeypatch)
    if not has_exclusive_rename:
        monkeypatch.setattr(copying, "_rename_exclusively", lambda *_: False)
    plan = planned(photo("1.jpg"), photo("2.jpg"), way=way)
    before = tree(tmp_path / "photos")
    (target / "cat").mkdir(parents=True)
    (target / "cat" / "2.jpg").write_text("mine")
    assert run(engine.file_photos(plan))[1].failed == 1
    assert (target / "cat" / "2.jpg").read_text() == "mine"
    assert names() == ["cat/1.jpg", "cat/2.jpg"]
    run(engine.undo_filing())
    assert names() == ["cat/2.jpg"]
    assert tree(tmp_path / "photos") == before


def test_links_are_refused_in_plain_words_where_the_disk_has_none(do, photo, monkeypatch) -> None:
    without_hard_links(monkeypatch)
    failed, _ = do(photo("1.jpg"), way="link")
    assert failed == {"1.jpg": "This disk knows no links to files. Copy it."}


def test_one_at_a_time(engine, photo, planned, monkeypatch) -> None:
    monkeypatch.setattr(filing, "BATCH_FILES", 1)
    verb = engine.file_photos(planned(photo("1.jpg"), photo("2.jpg")))
    next(verb)
    with pytest.raises(StorageError, match="being filed"):
        run(engine.undo_filing())
    verb.close()
    run(engine.undo_filing())


def test_a_plan_with_problems_is_refused(engine, photo, planned, tmp_path) -> None:
    (tmp_path / "file").touch()
    plan = planned(photo("1.jpg"), target=tmp_path / "file")
    with pytest.raises(StorageError, match="is a file"):
        run(engine.file_photos(plan))
    assert engine.filing_runs() == ()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no kill -9")
@pytest.mark.parametrize("way", WAYS)
def test_killed_at_any_moment_it_can_be_undone(engine, tmp_path, way) -> None:
    """The bench does it at many more moments; here, at three of those in which files change."""
    photos = make_tree(tmp_path)
    before = tree(photos)
    calls = run_and_kill(way, tmp_path)
    for share in (0.45, 0.65, 0.9):
        run(engine.undo_filing())
        assert tree(photos) == before
        assert not (tmp_path / "sorted").exists()
        assert run_and_kill(way, tmp_path, int(calls * share)) is None
    assert run_and_kill("undo", tmp_path, 60) in (None, *range(60))
    run(engine.undo_filing(engine.filing_runs()[0].name))
    assert tree(photos) == before
    assert not (tmp_path / "sorted").exists()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no kill -9")
def test_killed_in_the_middle_it_goes_on_to_the_same_end(engine, tmp_path, target) -> None:
    photos = make_tree(tmp_path)
    calls = run_and_kill("move", tmp_path)
    done = tree(target)
    run(engine.undo_filing())
    assert run_and_kill("move", tmp_path, int(calls * 0.75)) is None
    run(engine.resume_filing())
    assert {path: known[:2] for path, known in tree(target).items() if known[0] != "folder"} == {
        path: known[:2] for path, known in done.items() if known[0] != "folder"
    }
    assert not list(photos.rglob("*.jpg"))


@pytest.fixture
def other_disk():
    """A folder on another disk than the tests' own."""
    import tempfile

    for parent in ("/dev/shm", "/run"):
        if os.access(parent, os.W_OK) and os.stat(parent).st_dev != os.stat(tempfile.gettempdir()).st_dev:
            with tempfile.TemporaryDirectory(dir=parent) as folder:
                yield Path(folder)
            return
    pytest.skip("there is no other disk")


def test_there_are_no_links_to_another_disk_and_the_plan_says_so(photo, planned, other_disk) -> None:
    plan = planned(photo("1.jpg"), way="link", target=other_disk / "sorted")
    assert plan.to_do == ()
    assert ["another disk" in str(failed.error) for failed in plan.failed] == [True]


def test_a_move_to_another_disk_copies_verifies_and_then_deletes(engine, tmp_path, other_disk) -> None:
    photos = make_tree(tmp_path)
    before = tree(photos)
    plan = run(engine.plan_filing(answers(photos), FilingConfig(other_disk / "sorted", "move")))[1]
    assert plan.size == sum(item.size for item in plan.items) > 0
    assert run(engine.file_photos(plan))[1].failed == 0
    assert not [path for path in photos.rglob("*") if path.is_file()]
    assert run(engine.undo_filing())[1].left == ()
    assert tree(photos) == before
    assert os.listdir(other_disk) == []


def test_an_undo_that_was_killed_while_it_brought_an_original_back_leaves_nothing(
    engine, photo, planned, other_disk, tmp_path, data_dir
) -> None:
    one = photo("1.jpg")
    before = tree(one.path)
    name = run(engine.file_photos(planned(one, way="move", target=other_disk / "sorted")))[1].run
    shutil.copy2(other_disk / "sorted" / "cat" / "1.jpg", one.path)
    part = journal.Journal.open(data_dir / "filing", name).part_name(0)
    os.link(one.path, one.path.with_name(part))  # it has its name, and its first one still
    assert run(engine.undo_filing())[1].left == ()
    assert tree(one.path) == before
    assert os.listdir(tmp_path / "photos") == ["1.jpg"]
    assert os.listdir(other_disk) == []


def test_an_original_that_changes_while_it_is_moved_stays(engine, photo, planned, other_disk, monkeypatch) -> None:
    photo("1.xmp")
    one = photo("1.jpg")
    plan = planned(one, way="move", target=other_disk / "sorted")
    real = copying.RealFolder.place

    def place(self, source, name):
        real(self, source, name)
        one.path.write_text("something new")

    monkeypatch.setattr(copying.RealFolder, "place", place)
    assert run(engine.file_photos(plan))[1].failed == 2
    assert one.path.read_text() == "something new"
    assert one.path.with_suffix(".xmp").read_text() == "1.xmp"  # it stays with it
    assert not list((other_disk / "sorted" / "cat").iterdir())
