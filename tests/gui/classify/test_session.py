"""The list from one session to the next."""

import os
from pathlib import Path

import pytest
from fake_engine import FakeEngine, answer, breeds
from windows import answers, wait_until_done

from effnet_desktop.engine.records.classifying import Judgement
from effnet_desktop.gui.classify import session
from effnet_desktop.gui.classify.arrangement import Query
from effnet_desktop.gui.classify.session import Entry, Header

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop

HEADER = Header("lite0 auto", Query(frozenset(("all", "failed")), "cat", 10, 90, "name", True, "folder"), 200)
ENTRIES = [
    Entry(Path("/photos/a b 写真.jpg"), answer(Path("/photos/a b 写真.jpg"), truth="robin")),
    Entry(Path(os.fsdecode(b"/photos/\xff.jpg"))),
]


def save(file: Path, entries: list[Entry]) -> None:
    for _ in session.save(file, HEADER, entries):
        pass


def load(file: Path) -> tuple[Header | None, list[Entry]]:
    header, *parts = session.load(file) or (None,)
    return header, [entry for part in parts for entry in part]


def test_what_was_saved_is_read(tmp_path):
    save(tmp_path / "new" / "session", ENTRIES * 300)
    assert load(tmp_path / "new" / "session") == (HEADER, ENTRIES * 300)
    assert os.listdir(tmp_path / "new") == ["session"]


def test_answers_share_their_names_in_memory(tmp_path):
    files = [Path(f"/photos/{number}.jpg") for number in range(2)]
    save(tmp_path / "session", [Entry(file, breeds(file)) for file in files])
    one, other = (entry.answer for entry in load(tmp_path / "session")[1])
    assert [one, other] == [breeds(file) for file in files]
    for mine, yours in zip(
        (*one.predictions, *one.group.predictions), (*other.predictions, *other.group.predictions), strict=True
    ):
        assert mine.category is yours.category
        assert mine.japanese is yours.japanese
        assert mine.groups is yours.groups
    assert one.device is other.device
    assert one.group.group is other.group.group


def test_a_saving_that_is_cut_short_leaves_the_last_one(tmp_path):
    save(tmp_path / "session", ENTRIES)
    steps = session.save(tmp_path / "session", HEADER, ENTRIES * 1000)
    next(steps)
    steps.close()
    assert load(tmp_path / "session") == (HEADER, ENTRIES)
    assert os.listdir(tmp_path) == ["session"]


@pytest.mark.expect_log("is damaged")
def test_a_damaged_file_gives_what_comes_before(tmp_path):
    save(tmp_path / "session", ENTRIES)
    whole = (tmp_path / "session").read_bytes()
    (tmp_path / "session").write_bytes(whole[:-10])
    assert load(tmp_path / "session") == (HEADER, ENTRIES[:1])
    (tmp_path / "session").write_bytes(b"[" * 100_000)
    assert list(session.load(tmp_path / "session")) == [[]]


def test_a_category_that_is_no_text_costs_only_its_answer(tmp_path):
    path = Path("/photos/a.jpg")
    odd = answer(path, truth=os.fsdecode(b"caf\xe9"))
    save(tmp_path / "session", [Entry(path, odd), ENTRIES[0]])
    assert load(tmp_path / "session")[1] == [Entry(path), ENTRIES[0]]


def reopen(make_window, window, engine: FakeEngine):
    window.close()
    return make_window(engine)


def test_the_next_start_shows_the_list_with_answers_marks_and_filters(qtbot, make_window, engine, make_photos):
    files = make_photos(3)
    window = make_window(engine)
    window.add_paths(files)
    wait_until_done(qtbot, window, 3)
    page = window._classify_page
    page.photos.judge([(files[1], Judgement("teapot"))])
    page.show_query(Query(sort="name", is_descending=True), 240)
    engine.calls.clear()

    window = reopen(make_window, window, engine)
    wait_until_done(qtbot, window, 3)
    assert answers(window) == ["tabby cat", "teapot", "tabby cat"]
    page = window._classify_page
    shown = page.shown
    qtbot.waitUntil(lambda: [shown.photo(row).path for row in range(shown.rowCount())] == files[::-1])
    assert page.picture_width == 240
    assert [photos for _, photos, _ in engine.calls if photos] == []  # nothing was asked again


def test_answers_of_another_model_are_asked_for_again(qtbot, make_window, engine, settings, make_photos):
    window = make_window(engine)
    window.add_paths(make_photos(2))
    wait_until_done(qtbot, window, 2)
    window.close()
    settings.model = "lite1"
    window = make_window(engine)
    wait_until_done(qtbot, window, 2)
    assert answers(window) == ["espresso", "espresso"]


def test_an_empty_list_stays_empty_and_a_setting_keeps_none(
    qtbot, make_window, engine, settings, data_dir, make_photos
):
    window = make_window(engine)
    window.add_paths(make_photos(2))
    wait_until_done(qtbot, window, 2)
    settings.keeps_list = "no"
    window.close()
    assert not (data_dir / "session.jsonl").exists()
    settings.keeps_list = "yes"
    window = make_window(engine)
    qtbot.waitUntil(lambda: not window._classify._files.is_busy)
    assert window._classify_page.photos.rowCount() == 0
