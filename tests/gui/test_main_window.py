"""The window as its users meet it: drops, pastes, keys and menus in; what it shows out."""

import logging
import time
from importlib.util import find_spec

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog
from skimage import data as photos_of_skimage
from user import answer_question
from windows import answers, click_message, counts, drop, message, urls, wait_until_done

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.records.filing import Filed, FilingConfig, FilingPlan
from effnet_desktop.gui import main_window
from effnet_desktop.gui.filing.runs_dialog import RunsDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


# Photos in.


def test_dropped_files_and_folders_are_classified_and_never_moved(qtbot, window, make_photos):
    folder = make_photos(5, "teapot")
    single = make_photos(1, "other")
    event = drop(window, urls(folder[0].parent, *single))
    assert event.isAccepted()
    assert event.dropAction() == Qt.DropAction.CopyAction  # a file manager deletes what was moved
    wait_until_done(qtbot, window, 6)
    assert answers(window) == ["tabby cat"] * 6
    assert (counts(window).right, counts(window).with_truth) == (0, 5)
    assert all(path.exists() for path in [*folder, *single])


def test_the_highlight_shows_while_dragging_over(window, make_photos):
    mime = urls(*make_photos(1))
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none)
    QApplication.sendEvent(window, enter)
    assert window._drop_overlay.isVisible()
    assert window._drop_overlay.size() == window.size()
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not window._drop_overlay.isVisible()
    drop(window, mime)
    assert not window._drop_overlay.isVisible()


def test_what_is_no_photo_is_not_taken(window):
    mime = QMimeData()
    mime.setText("hello")
    assert not drop(window, mime).isAccepted()
    assert not window._drop_overlay.isVisible()


def test_an_address_on_the_web_says_what_to_do(window):
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/photo.jpg")])
    drop(window, mime)
    assert "web page" in message(window)
    assert counts(window).photos == 0


@pytest.mark.parametrize("kind", ["urls", "plain path", "file address"])
def test_paste_takes_files(qtbot, window, make_photos, kind):
    files = make_photos(2, "with space")
    if kind == "urls":
        mime = urls(*files)
    else:
        mime = QMimeData()
        lines = [str(file) if kind == "plain path" else QUrl.fromLocalFile(str(file)).toString() for file in files]
        mime.setText("\n".join(lines))
    QGuiApplication.clipboard().setMimeData(mime)
    qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    wait_until_done(qtbot, window, 2)


def test_paste_of_something_else_says_so(qtbot, window):
    QGuiApplication.clipboard().setText("hello")
    qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "no photo" in message(window)


def test_open_dialogs(qtbot, window, make_photos, monkeypatch):
    files = make_photos(2)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *args: ([str(files[0])], ""))
    qtbot.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    wait_until_done(qtbot, window, 1)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *args: str(files[0].parent))
    window._classify_page.open_folder_wanted.emit()
    wait_until_done(qtbot, window, 2)


def test_on_the_train_page_the_dialog_for_folders_chooses_what_to_train_on(qtbot, window, tmp_path, monkeypatch):
    window._tabs.setCurrentWidget(window._train_page)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *args: str(tmp_path))
    chosen = []
    monkeypatch.setattr(window._train_page, "choose_folder", chosen.append)
    qtbot.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert chosen == [tmp_path]
    assert window._tabs.currentWidget() is window._train_page


def test_keys_work_although_the_menu_has_them_too(qtbot, window, make_photos):
    window.add_paths(make_photos(3))
    wait_until_done(qtbot, window, 3)
    grid = window._classify_page._grid
    for key in (Qt.Key.Key_1, Qt.Key.Key_Right, Qt.Key.Key_0):
        qtbot.keyClick(grid, key)
    assert (counts(window).right, counts(window).with_truth) == (1, 2)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert counts(window).photos == 2
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()


# Start and end.


@pytest.mark.parametrize("answer", ["Keep working", "Stop and quit"])
def test_closing_while_working_asks(qtbot, window, engine, make_photos, answer):
    engine.pause = 0.02
    window.add_paths(make_photos(100))
    qtbot.waitUntil(lambda: counts(window).answered >= 1)

    answer_question(answer)
    assert window.close() == (answer == "Stop and quit")
    assert window.isVisible() == (answer == "Keep working")
    if answer == "Stop and quit":
        assert engine.closed == len(engine.calls)  # all cleaned up


def test_closing_an_idle_window_just_closes_it_and_keeps_its_place(qtbot, window, settings):
    qtbot.waitUntil(lambda: not window._classify._files.is_busy)
    window.resize(777, 666)
    assert window.close()
    assert not settings.geometry.isEmpty()


def test_what_other_pages_need_is_imported_once_the_window_has_begun(qtbot, make_window, engine, monkeypatch):
    imported = []
    monkeypatch.setattr(main_window, "import_module", imported.append)
    monkeypatch.setattr(main_window, "IMPORT_AHEAD_MS", 0)
    window = make_window(engine)
    qtbot.waitUntil(lambda: len(imported) == len(main_window.MADE_LATER))
    assert all(find_spec(module) for module in imported)
    assert not window._tabs.is_made(main_window.TRAIN)


@pytest.mark.expect_log("did not end in time")
def test_a_step_that_does_not_end_does_not_keep_the_process(qtbot, window, engine, make_photos, monkeypatch, caplog):
    left, steps = [], []
    monkeypatch.setattr(main_window.logs, "leave_at_once", lambda status: left.append(status == 0))
    monkeypatch.setattr(main_window, "SHUTDOWN_SECONDS", 0.1)

    def find_photos(paths):
        steps.append(1)
        time.sleep(0.6)
        yield ()

    engine.find_photos = find_photos
    window.add_paths(make_photos(1))
    qtbot.waitUntil(lambda: bool(steps))
    window._may_quit = lambda: True
    window.close()
    assert left == [True]
    assert logging.WARNING in {record.levelno for record in caplog.records}
    qtbot.waitUntil(lambda: not window._classify._files.is_busy)


def test_the_real_engine_answers_in_the_real_window(qtbot, make_window, ready_dir, tmp_path):
    cat = tmp_path / "cat.jpg"
    Image.fromarray(photos_of_skimage.chelsea()).save(cat)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(cat.read_bytes()[:500])
    window = make_window(Engine(ready_dir))
    drop(window, urls(cat, broken))
    qtbot.waitUntil(lambda: counts(window).photos == 2 and not counts(window).pending, timeout=60_000)
    photo = window._classify_page.photos.photo(0)
    assert "cat" in photo.category
    assert window._device_chip.text() == photo.classification.device.label
    assert counts(window).failed == 1
    qtbot.waitUntil(lambda: not window._pictures.is_busy, timeout=10_000)
    assert window._classify_page._details._size.text() == "451 × 300"


def test_what_was_filed_takes_the_place_of_what_was_said_of_it(qtbot, window, tmp_path) -> None:
    plan = FilingPlan(FilingConfig(tmp_path), (), (), (), (), (), (), 0, None)
    window.messages.tell_filed(Filed("run", 3, 0), plan)
    assert message(window)
    click_message(window, "Filed so far…")
    assert not message(window)
    qtbot.waitUntil(lambda: window.findChildren(RunsDialog) != [])
    window.findChildren(RunsDialog)[0].reject()


def test_the_greeting_goes_with_its_page_and_other_messages_stay(window):
    window.messages.greet()
    assert message(window).startswith("Drop photos")
    window._tabs.setCurrentIndex(1)
    assert not message(window)
    window.messages.warn_of_update()
    window._tabs.setCurrentIndex(0)
    assert "updated" in message(window)
