"""Photos in the window: from what is dropped to answers, pictures and files of results."""

import csv
import json
import os
import threading
import time
from pathlib import Path

import pytest
from fake_engine import CPU
from PIL import Image
from PySide6.QtCore import QByteArray, QMimeData, Qt, QTimer, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QMessageBox
from windows import answers, click_message, counts, drop, message, urls, wait_until_done

from effnet_desktop.engine.errors import DeviceError, EngineError, PhotoError
from effnet_desktop.engine.records.classifying import Judgement, PhotoFailed
from effnet_desktop.engine.records.folders import FoundPhotos, LeftOut
from effnet_desktop.engine.records.messages import Notice
from effnet_desktop.gui.classify.arrangement import Query
from effnet_desktop.gui.device_chip import DeviceDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


# Photos in.


def test_the_same_photos_again_are_not_added(qtbot, window, make_photos):
    files = make_photos(3)
    drop(window, urls(*files))
    wait_until_done(qtbot, window, 3)
    drop(window, urls(files[0].parent))
    window.add_paths([files[1].parent / "." / ".." / "photos" / files[1].name])
    wait_until_done(qtbot, window, 3)


def test_a_folder_without_photos_says_so(qtbot, window, tmp_path):
    (tmp_path / "nothing").mkdir()
    drop(window, urls(tmp_path / "nothing"))
    qtbot.waitUntil(lambda: message(window) == "There are no photos in nothing.")


def test_what_a_search_passes_over_is_said(qtbot, window, engine, make_photos):
    closed = PhotoFailed(Path("/photos/secret"), PhotoError("You are not allowed to open this folder."))
    engine.left_out = LeftOut((closed,), ((".psd", 4), (".mov", 2)))
    drop(window, urls(make_photos(2)[0].parent))
    wait_until_done(qtbot, window, 2)
    said = "1 folder(s) could not be opened: secret.\n6 files are not photos or not supported: 4 .psd, 2 .mov."
    qtbot.waitUntil(lambda: message(window) == said)


def test_the_folders_that_were_dropped_tell_the_truth(qtbot, window, engine, make_photos):
    files = make_photos(2)
    drop(window, urls(files[0].parent))
    wait_until_done(qtbot, window, 2)
    assert engine.chosen == (files[0].parent,)
    window.add_paths([Path(__file__)])
    wait_until_done(qtbot, window, 3)
    assert engine.chosen == (files[0].parent, Path(__file__))


@pytest.mark.parametrize("kind", ["decoded", "png"])
def test_a_dropped_picture_is_saved_and_classified(qtbot, window, data_dir, kind):
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    mime = QMimeData()
    if kind == "decoded":
        mime.setImageData(picture)
    else:
        mime.setData("image/png", QByteArray(png_bytes(picture, data_dir)))
        mime.setUrls([QUrl("https://example.org/photo.png")])  # as from a browser
    assert drop(window, mime).isAccepted()
    wait_until_done(qtbot, window, 1)
    (file,) = (data_dir / "pasted").iterdir()
    assert window._classify_page.photos.photo(0).path == file
    with Image.open(file) as saved:
        assert (saved.format, saved.size, saved.convert("RGB").getpixel((1, 1))) == ("PNG", (40, 30), (255, 0, 0))


def png_bytes(picture: QImage, data_dir: Path) -> bytes:
    data_dir.mkdir(exist_ok=True)
    picture.save(str(data_dir / "x.png"))
    return (data_dir / "x.png").read_bytes()


def test_a_picture_that_cannot_be_saved_says_so(qtbot, window, data_dir):
    qtbot.waitUntil(lambda: not window._classify._files.is_busy)
    data_dir.mkdir(exist_ok=True)
    (data_dir / "pasted").write_text("in the way")
    mime = QMimeData()
    mime.setImageData(QImage(4, 3, QImage.Format.Format_RGB32))
    drop(window, mime)
    qtbot.waitUntil(lambda: "cannot be written" in message(window))


def test_old_pasted_pictures_are_gone_but_nothing_else(qtbot, make_window, engine, data_dir):
    folder = data_dir / "pasted"
    folder.mkdir(parents=True)
    for name in ("pasted-1.png", "mine.png", "pasted-2.png"):
        (folder / name).touch()
        if name != "pasted-2.png":  # that one may be another window's
            os.utime(folder / name, (1, 1))
    window = make_window(engine)
    qtbot.waitUntil(lambda: not window._classify._files.is_busy)
    assert sorted(file.name for file in folder.iterdir()) == ["mine.png", "pasted-2.png"]


def test_photos_that_are_listed_already_are_said_and_shown(qtbot, window, make_photos):
    files = make_photos(3)
    window.add_paths(files)
    wait_until_done(qtbot, window, 3)
    assert message(window) == ""
    window._classify_page.select_row(0)
    window.add_paths(files[1:])
    qtbot.waitUntil(lambda: message(window) == "2 photo(s) stood in the list already.")
    assert window._classify_page._grid.current_photo().path == files[1]
    more = make_photos(2, "more")
    window.add_paths([files[0], *more])
    qtbot.waitUntil(lambda: message(window) == "1 photo(s) stood in the list already.")
    assert window._classify_page._grid.current_photo().path == more[0]
    wait_until_done(qtbot, window, 5)


def test_going_on_after_a_stop_does_not_speak_of_what_was_found_before(qtbot, window, engine, make_photos):
    engine.gate.clear()
    files = make_photos(3)
    window.add_paths(files)
    qtbot.waitUntil(lambda: counts(window).photos == 3)
    window._classify._unscanned = list(files)  # as if the search had been stopped, too
    window._stop()
    engine.gate.set()
    window._classify.resume()
    wait_until_done(qtbot, window, 3)
    assert "already" not in message(window)


# Classification.


def test_photos_that_come_meanwhile_are_the_next_task(qtbot, window, engine, make_photos):
    engine.gate.clear()
    first, second = make_photos(2, "a"), make_photos(3, "b")
    window.add_paths(first)
    qtbot.waitUntil(lambda: len(engine.calls) > 0 and engine.calls[-1][1] == tuple(first))
    window.add_paths(second)
    qtbot.waitUntil(lambda: counts(window).photos == 5)
    engine.gate.set()
    wait_until_done(qtbot, window, 5)
    assert [call[1] for call in engine.calls if call[1]] == [tuple(first), tuple(second)]


def test_an_unreadable_photo_does_not_stop_the_others(qtbot, window, make_photos):
    good = make_photos(2)
    bad = good[0].with_name("bad.jpg")
    bad.touch()
    window.add_paths([good[0], bad, good[1]])
    wait_until_done(qtbot, window, 3)
    assert (counts(window).answered, counts(window).failed) == (2, 1)
    assert answers(window) == ["tabby cat", None, "tabby cat"]


@pytest.mark.parametrize(
    ("key", "value"), [("model", "lite1"), ("device", "cpu"), ("precision", "f32"), ("framing", "letterbox")]
)
def test_a_changed_setting_supersedes_what_was_running(qtbot, window, engine, settings, make_photos, key, value):
    files = make_photos(40)
    window.add_paths(files)
    wait_until_done(qtbot, window, 40)
    engine.pause = 0.005
    setattr(settings, "model" if key != "model" else "framing", "lite2" if key != "model" else "letterbox")
    qtbot.waitUntil(lambda: counts(window).answered >= 3)
    setattr(settings, key, value)
    assert counts(window).answered == 0
    assert all(category is not None for category in answers(window))  # the old answers stay, greyed
    landed, show_result = [], window._classify_page.show_result
    window._classify_page.show_result = lambda result: (landed.append(result), show_result(result))
    engine.pause = 0
    wait_until_done(qtbot, window, 40)
    assert [result.path for result in landed] == files  # each once: none came from before the change
    assert {result.model for result in landed} == {settings.model}
    model, photos, options = engine.calls[-1]
    assert (model, photos) == (settings.model, tuple(files))
    assert options == {"device": settings.device, "precision": settings.precision, "framing": settings.framing}


def test_the_dropdown_sets_the_model(qtbot, window, settings, make_photos):
    window.add_paths(make_photos(2))
    wait_until_done(qtbot, window, 2)
    window._classify_page.phi_selector.model_chosen.emit("lite2")
    assert settings.model == "lite2"
    wait_until_done(qtbot, window, 2)
    assert answers(window) == ["espresso"] * 2


def test_escape_stops_and_continue_goes_on(qtbot, window, engine, make_photos):
    engine.pause = 0.02
    window.add_paths(make_photos(60))
    qtbot.waitUntil(lambda: counts(window).answered >= 3)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    answered = counts(window).answered
    qtbot.waitUntil(lambda: not window._inference.is_busy)
    assert counts(window).answered == answered < 60
    assert message(window).startswith("Stopped.")
    assert "not classified" in window._classify_page._grid._delegate.waiting_text
    engine.pause = 0
    click_message(window, "Continue")
    wait_until_done(qtbot, window, 60)
    assert len(engine.calls[-1][1]) == 60 - answered


def test_escape_stops_a_scan_and_continue_takes_it_up(qtbot, window, engine, make_photos, monkeypatch):
    files = make_photos(4)
    may_go_on = []

    def find_photos(paths):
        yield (files[0],)
        while not may_go_on:
            time.sleep(0.001)
            yield ()
        yield tuple(files)
        return FoundPhotos(4, LeftOut())

    monkeypatch.setattr(engine, "find_photos", find_photos)
    window.add_paths([files[0].parent])
    qtbot.waitUntil(lambda: counts(window).photos == 1)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window._classify._unscanned == [files[0].parent]
    qtbot.waitUntil(lambda: not window._classify._files.is_busy)
    may_go_on.append(True)
    click_message(window, "Continue")
    wait_until_done(qtbot, window, 4)


def test_escape_takes_a_message_away_before_it_stops_anything(qtbot, window, engine, make_photos):
    engine.gate.clear()
    window.add_paths(make_photos(3))
    qtbot.waitUntil(lambda: window._classify.is_working and counts(window).photos == 3)
    window.messages.explain_no_photo()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert message(window) == ""
    assert window._classify.is_working
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert "Stopped" in message(window)


def test_clear_empties_the_list_and_cancels(qtbot, window, engine, make_photos):
    engine.pause = 0.01
    window.add_paths(make_photos(50))
    qtbot.waitUntil(lambda: counts(window).answered >= 1)
    window._clear_action.trigger()
    assert counts(window).photos == 0
    qtbot.waitUntil(lambda: not window._inference.is_busy)
    assert counts(window).photos == 0
    assert not window._clear_action.isEnabled()
    assert not window._export_actions[0].isEnabled()


def test_the_model_is_loaded_before_the_first_photo(qtbot, window, engine):
    qtbot.waitUntil(lambda: window._device_chip.text() == CPU.label)
    assert engine.calls == [("lite0", (), {"device": "auto", "precision": "auto", "framing": "crop"})]


def test_a_fallback_is_said(qtbot, window, engine, make_photos):
    engine.notice = Notice("{device} failed, so the CPU goes on.", device="Test GPU")
    window.add_paths(make_photos(1))
    qtbot.waitUntil(lambda: message(window) == "Test GPU failed, so the CPU goes on.")
    wait_until_done(qtbot, window, 1)


def test_a_device_that_fails_offers_to_choose_another(qtbot, window, engine, make_photos):
    qtbot.waitUntil(lambda: not window._inference.is_busy and bool(engine.calls))
    engine.classify_error = DeviceError("{device} is not usable.", "Choose another.", device="Test GPU")
    window.add_paths(make_photos(2))
    qtbot.waitUntil(lambda: message(window) == "Test GPU is not usable.\nChoose another.")
    assert counts(window).pending == 2
    click_message(window, "Choose a device…")
    dialog = window.findChild(DeviceDialog)
    assert dialog.isVisible()
    dialog.reject()


@pytest.mark.expect_log("A task failed")
def test_an_unexpected_error_is_said_and_can_be_tried_again(qtbot, window, engine, make_photos):
    qtbot.waitUntil(lambda: not window._inference.is_busy and bool(engine.calls))
    engine.classify_error = ZeroDivisionError("spoon")
    window.add_paths(make_photos(2))
    qtbot.waitUntil(lambda: message(window).startswith("Something unexpected went wrong: spoon"))
    click_message(window, "Try again")
    wait_until_done(qtbot, window, 2)


@pytest.mark.usefixtures("short_pauses")
def test_a_thousand_results_a_second_leave_the_window_alive(qtbot, window, engine, make_photos):
    """Gaps between ticks of a timer; the median, since other processes may take the processor once."""
    gaps, last = [], [time.monotonic()]

    def tick() -> None:
        now = time.monotonic()
        gaps.append(now - last[0])
        last[0] = now

    folder = make_photos(1)[0].parent
    for number in range(2000):
        (folder / f"p{number}.jpg").touch()
    engine.pause = 0.0005
    timer = QTimer(interval=5)
    timer.timeout.connect(tick)
    timer.start()
    window.add_paths([folder])
    wait_until_done(qtbot, window, 2001)
    timer.stop()
    gaps.sort()
    assert gaps[len(gaps) // 2] < 0.03
    assert gaps[int(len(gaps) * 0.95)] < 0.05


def test_a_model_changed_twice_in_a_moment_costs_no_answer(qtbot, window, engine, settings, make_photos, monkeypatch):
    monkeypatch.setattr("effnet_desktop.gui.classify.slices.SLICE_SECONDS", 0.0)
    monkeypatch.setattr("effnet_desktop.gui.classify.photo_model.AT_A_TIME", 1)
    window.add_paths(make_photos(5))
    wait_until_done(qtbot, window, 5)
    settings.model = "lite1"
    assert window._classify_page.photos.is_changing
    settings.model = "lite0"
    qtbot.waitUntil(lambda: not window._classify_page.photos.is_changing)
    wait_until_done(qtbot, window, 5)
    assert answers(window) == ["tabby cat"] * 5
    assert len([photos for model, photos, _ in engine.calls if model == "lite0" and photos]) == 1
    settings.model = "lite1"
    wait_until_done(qtbot, window, 5)
    assert answers(window) == ["espresso"] * 5


# Pictures.


@pytest.mark.expect_log("A task failed")
def test_pictures_that_fail_unexpectedly_are_not_asked_for_again_and_again(qtbot, window, engine, make_photos):
    asked = []

    def thumbnails(paths, side):
        asked.append(paths)
        raise ZeroDivisionError("spoon")
        yield

    engine.thumbnails = thumbnails
    window.add_paths(make_photos(3))
    qtbot.waitUntil(lambda: len(asked) >= 2)
    qtbot.wait(200)
    assert len(asked) <= 4
    qtbot.waitUntil(lambda: not window._pictures.is_busy)


def test_pictures_that_came_before_an_unexpected_error_stay(qtbot, window, engine, make_photos):
    files, page, load = make_photos(3), window._classify_page, engine.thumbnails

    def thumbnails(paths, side):
        yield from load(paths[:1], side)
        if len(paths) > 1:
            raise EngineError("The disk is gone.")

    engine.thumbnails = thumbnails
    window.add_paths(files)
    wait_until_done(qtbot, window, 3)
    qtbot.waitUntil(lambda: page.wanted_pictures()[0] == [])
    assert [page._thumbnails.get(file).isNull() for file in files] == [False, True, True]


def test_the_selected_photo_interrupts_thumbnails_and_they_come_after_it(qtbot, window, engine, make_photos):
    files = make_photos(12)
    window.add_paths(files)
    wait_until_done(qtbot, window, 12)
    page = window._classify_page
    qtbot.waitUntil(lambda: page.wanted_pictures()[0] == [])
    assert engine.asked_thumbnails[0] == ([files[0]], 1600)
    for cache in (page._thumbnails, page._large):
        cache.clear()
    engine.asked_thumbnails.clear()

    def slow(paths, side, original=engine.thumbnails):
        for picture in original(paths, side):
            time.sleep(0.02)
            yield picture

    engine.thumbnails = slow
    page._large.put(files[0], page._details._view._picture)
    window._classify._pictures.load()
    qtbot.waitUntil(lambda: bool(engine.asked_thumbnails))
    page._grid.setCurrentIndex(page.shown.index(2))
    qtbot.waitUntil(lambda: page.wanted_pictures()[0] == [])
    assert engine.asked_thumbnails[0][1] == 160
    assert engine.asked_thumbnails[1] == ([files[2]], 1600)


# Results out.


@pytest.mark.parametrize("suffix", [".csv", ".json", ""])
def test_export(qtbot, window, make_photos, tmp_path, monkeypatch, suffix):
    files = make_photos(2)
    bad = files[0].with_name("bad.jpg")
    bad.touch()
    window.add_paths([*files, bad])
    wait_until_done(qtbot, window, 3)
    target = tmp_path / f"results{suffix}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(target), "JSON (*.json)"))
    qtbot.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "results" in message(window))
    if suffix == ".csv":
        rows = list(csv.DictReader(target.read_text(encoding="utf-8-sig").splitlines()))
        assert [row["category_1"] for row in rows] == ["tabby cat", "tabby cat", ""]
        assert rows[2]["error"].startswith("The file is empty.")
    else:
        records = json.loads(target.with_suffix(".json").read_text())
        assert [record["path"] for record in records] == [str(path) for path in [*files, bad]]
        assert records[0]["predictions"][0]["category"] == "tabby cat"


def test_an_export_never_replaces_a_photo(qtbot, window, make_photos, tmp_path, monkeypatch):
    (file,) = make_photos(1)
    window.add_paths([file])
    wait_until_done(qtbot, window, 1)
    before = file.read_bytes()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(file), ""))
    window._export_actions[0].trigger()
    qtbot.waitUntil(lambda: "stays as it is" in message(window))
    assert file.read_bytes() == before


def test_a_suffix_that_is_added_replaces_nothing_unasked(qtbot, window, make_photos, tmp_path, monkeypatch):
    window.add_paths(make_photos(1))
    wait_until_done(qtbot, window, 1)
    (tmp_path / "results.csv").write_text("earlier")
    proposed = []

    def choose(parent, title, name, kinds):
        proposed.append(name)
        return (str(tmp_path / "results"), "") if len(proposed) == 1 else ("", "")

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    window._export_actions[0].trigger()
    assert proposed == ["results.csv", str(tmp_path / "results.csv")]  # now the dialog knows it, and asks
    assert (tmp_path / "results.csv").read_text() == "earlier"


def test_a_data_package_replaces_an_earlier_one_only_when_told(qtbot, window, make_photos, tmp_path, monkeypatch):
    window.add_paths(make_photos(2))
    wait_until_done(qtbot, window, 2)
    folder = tmp_path / "package"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    window._export_actions[3].trigger()
    qtbot.waitUntil(lambda: message(window).startswith("2 result"))
    rows = list(csv.DictReader((folder / "observations.csv").read_text().splitlines()))
    assert [row["observationTags"] for row in rows] == ["category:tabby cat"] * 2
    (folder / "datapackage.json").write_text("mine")
    asked = []
    answers = iter([QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes])
    monkeypatch.setattr(QMessageBox, "question", lambda *told, **_: asked.append(told[2]) or next(answers))
    window._export_actions[3].trigger()
    assert not window._classify._files.is_busy
    window._export_actions[3].trigger()
    qtbot.waitUntil(lambda: "stays as it is" in message(window))  # it is no package of the app's
    assert len(asked) == 2
    assert str(folder) in asked[0]


def test_export_that_cannot_be_written_says_so(qtbot, window, make_photos, tmp_path, monkeypatch):
    window.add_paths(make_photos(1))
    wait_until_done(qtbot, window, 1)
    target = tmp_path / "no such folder" / "results.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(target), ""))
    window._export_actions[0].trigger()
    qtbot.waitUntil(lambda: "cannot be written" in message(window))


# What the user says, and other models.


def test_what_the_user_says_reaches_the_engine_and_so_does_taking_it_back(qtbot, window, engine, make_photos):
    (file,) = make_photos(1)
    window.add_paths([file])
    wait_until_done(qtbot, window, 1)
    page = window._classify_page
    next(action for action in page.photo_actions if action.text() == "Mark as right").trigger()
    page.undo_stack.undo()
    qtbot.waitUntil(lambda: engine.judgements == [(file, Judgement("tabby cat")), (file, None)])


@pytest.mark.parametrize("end", ["stop", "close"])
def test_what_the_user_has_just_said_outlives_a_stop_and_the_window(qtbot, window, engine, make_photos, end):
    (file,) = make_photos(1)
    window.add_paths([file])
    wait_until_done(qtbot, window, 1)
    is_free = threading.Event()

    def busy():
        while not is_free.wait(0.01):
            yield

    for lane in window._classify.lanes:
        lane.submit(busy)
    next(action for action in window._classify_page.photo_actions if action.text() == "Mark as right").trigger()
    if end == "stop":
        window._classify.stop()
        is_free.set()
        qtbot.waitUntil(lambda: bool(engine.judgements))
    else:
        window.close()
    assert engine.judgements == [(file, Judgement("tabby cat"))]


def test_switching_back_to_a_model_asks_for_no_answer_again(qtbot, window, engine, settings, make_photos):
    files = make_photos(3)
    window.add_paths(files)
    wait_until_done(qtbot, window, 3)
    settings.model = "lite1"
    wait_until_done(qtbot, window, 3)
    assert [photo.is_changed for photo in window._classify_page.photos.all] == [True] * 3
    asked = len(engine.calls)
    settings.model = "lite0"
    wait_until_done(qtbot, window, 3)
    assert answers(window) == ["tabby cat"] * 3
    assert [photos for _, photos, _ in engine.calls[asked:] if photos] == []


def test_cleared_photos_that_come_back_get_their_answers(qtbot, window, settings, make_photos):
    window.add_paths(make_photos(3))
    wait_until_done(qtbot, window, 3)
    window._classify.clear()
    settings.model = "lite1"
    window._classify_page.undo_stack.undo()
    wait_until_done(qtbot, window, 3)
    assert answers(window) == ["espresso"] * 3


def test_a_cleared_list_comes_back_with_answers_marks_filters_and_truth(qtbot, window, engine, settings, make_photos):
    files = make_photos(3, "teapot")
    page = window._classify_page
    window.add_paths([files[0].parent])
    wait_until_done(qtbot, window, 3)
    page._mark(True)
    page.show_query(Query(text="0", sort="name"), 160)
    settings.model = "lite2"
    wait_until_done(qtbot, window, 3)
    before = [(photo.path, photo.result, photo.judgement, photo.is_changed) for photo in page.photos.all]
    window._classify.clear()
    assert not page.photos.all
    page.undo_stack.undo()
    assert [(photo.path, photo.result, photo.judgement, photo.is_changed) for photo in page.photos.all] == before
    assert page.shown.query == Query(text="0", sort="name")
    qtbot.waitUntil(lambda: not page.strip._timer.isActive())
    assert page.strip._p50.text() == "–"  # no photo was answered since, and no figure of before is left
    assert not page.strip._against.isVisible()
    settings.model = "lite1"
    wait_until_done(qtbot, window, 3)
    assert engine.chosen == (files[0].parent,)


def test_the_first_change_of_the_model_shows_what_the_one_before_took(qtbot, window, settings, make_photos):
    window.add_paths(make_photos(3))
    wait_until_done(qtbot, window, 3)
    settings.model = "lite1"
    wait_until_done(qtbot, window, 3)
    against = window._classify_page.strip._against
    qtbot.waitUntil(against.isVisible)
    assert against.text().startswith("EfficientNet-Lite0 16.0 ms, EfficientNet-Lite1 16.0 ms")
