"""Answers in files: whole, resumable, of one kind."""

import inspect
import threading

import pytest

from effnet_desktop import export
from effnet_desktop.engine.cluster import parts
from effnet_desktop.engine.cluster.parts import FORMAT, RunRecord, digest_of, open_parts, schema
from effnet_desktop.engine.errors import StorageError

parquet = pytest.importorskip("pyarrow.parquet")

PHOTOS = [f"/photos/{number:02}.jpg" for number in range(25)]


def record(**changes) -> RunRecord:
    own = {"format": FORMAT, "version": "9", "model": "lite0", "fingerprint": "f", "settings": "s", "photos": 25}
    return RunRecord(**{**own, "list": digest_of(PHOTOS), "part": 10, **changes})


def rows(photos):
    return [{"path": photo, "model": "lite0", "correct": True} for photo in photos]


def fill(folder, numbers=(0, 1, 2)):
    with open_parts(folder, record(), PHOTOS) as opened:
        for number in numbers:
            opened.write(number, rows(opened.photos_of(number)))


def test_parts_are_even_pieces_of_the_list(tmp_path):
    fill(tmp_path / "out")
    files = sorted((tmp_path / "out" / "answers").iterdir())
    assert [file.name for file in files] == [f"part-0000{number}.parquet" for number in range(3)]
    assert [parquet.read_table(file)["path"].to_pylist() for file in files] == [PHOTOS[:10], PHOTOS[10:20], PHOTOS[20:]]


def test_what_is_finished_is_known_again(tmp_path):
    fill(tmp_path / "out", [1])
    with open_parts(tmp_path / "out", record(), PHOTOS) as opened:
        assert [opened.is_there(number) for number in opened.numbers] == [False, True, False]


def test_a_part_that_fails_leaves_nothing(tmp_path):
    with open_parts(tmp_path / "out", record(), PHOTOS) as opened:
        with pytest.raises(Exception, match="bool"):
            opened.write(0, [{"path": "x", "unsure": "perhaps"}])
        assert not opened.is_there(0)
    assert list((tmp_path / "out" / "answers").iterdir()) == []


@pytest.mark.parametrize(
    ("change", "how"),
    [
        ({"version": "10"}, "by another version of the app"),
        ({"model": "lite1"}, "with another model"),
        ({"fingerprint": "g"}, "with an earlier state of the model"),
        ({"settings": "t"}, "with other options"),
        ({"photos": 26}, "with another list of photos"),
        ({"list": "other"}, "with another list of photos"),
    ],
)
def test_answers_of_another_run_are_refused(tmp_path, change, how):
    fill(tmp_path / "out", [0])
    with pytest.raises(StorageError, match=how), open_parts(tmp_path / "out", record(**change), PHOTOS):
        pass
    fill(tmp_path / "out", [1])  # the lock is free again


def test_a_folder_with_something_else_is_refused(tmp_path):
    (tmp_path / "letter.txt").touch()
    with pytest.raises(StorageError, match="something else"), open_parts(tmp_path, record(), PHOTOS):
        pass
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_a_damaged_record_is_refused(tmp_path):
    (tmp_path / "run.json").write_text("{}")
    with pytest.raises(StorageError, match="understood"), open_parts(tmp_path, record(), PHOTOS):
        pass


def test_a_file_in_the_way_is_said(tmp_path):
    (tmp_path / "out").touch()
    with pytest.raises(StorageError, match="cannot be written"), open_parts(tmp_path / "out", record(), PHOTOS):
        pass


def test_two_processes_do_not_write_to_one_folder(tmp_path):
    failures = []

    def second():
        try:
            with open_parts(tmp_path, record(), PHOTOS):
                pass
        except StorageError as error:
            failures.append(str(error))

    with open_parts(tmp_path, record(), PHOTOS):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert "Another process" in failures[0]


def test_the_summary_is_of_all_parts(tmp_path):
    with open_parts(tmp_path, record(), PHOTOS) as opened:
        times = {"decode": 1.0, "preprocess": 2.0, "inference": 3.0}
        opened.write(0, [{"path": "a", "timings_ms": times, "correct": True, "is_novel": True}] * 10)
        opened.write(1, [{"path": "b", "timings_ms": times, "correct": False, "is_novel": False}] * 10)
        opened.write(2, [{"path": "c", "error": "no photo"}] * 5)
        summary = opened.summed_up(2.0)
    assert (summary.photos, summary.failed, summary.accuracy, summary.with_truth, summary.novel) == (25, 5, 0.5, 20, 10)
    assert (summary.latency_p50, summary.latency_p95, summary.seconds) == (6.0, 6.0, 2.0)


def test_a_damaged_part_is_named(tmp_path):
    fill(tmp_path)
    (tmp_path / "answers" / "part-00001.parquet").write_text("damaged")
    with open_parts(tmp_path, record(), PHOTOS) as opened, pytest.raises(StorageError, match="part-00001"):
        opened.summed_up(1.0)


def test_every_field_of_a_photo_has_a_column():
    """What `photo_record` may say; a column that is not there would be lost in silence."""
    said = inspect.getsource(export.photo_record) + inspect.getsource(export._said_record)
    import re

    fields = set(re.findall(r'"(\w+)":', said)) - {"category", "index", "probability", "name"}
    fields -= {"decode", "preprocess", "inference"}
    assert len(fields) > 12
    assert fields <= set(schema().names)


def test_lists_of_photos_are_told_apart():
    assert digest_of(["a", "bc"]) != digest_of(["ab", "c"])
    assert parts.PART == 1000  # folders that were begun by this version go on with it
