"""The window as its users meet it: drops, pastes, keys and menus in; what it shows out."""

import csv
import json
import logging
import os
import time
from pathlib import Path

import pytest
from fake_engine import CPU, FakeEngine
from PIL import Image
from PySide6.QtCore import QByteArray, QLocale, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton
from skimage import data as photos_of_skimage

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import DeviceError, DownloadError
from effnet_desktop.engine.records.messages import Notice
from effnet_desktop.gui import main_window
from effnet_desktop.gui.device_chip import DeviceDialog
from effnet_desktop.gui.main_window import MainWindow
from effnet_desktop.gui.settings import Settings

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def settings(qapp, data_dir) -> Settings:
    return Settings(data_dir / "settings.ini")


@pytest.fixture
def make_window(qtbot, settings, data_dir, monkeypatch):
    """Opens a window on an engine; closes it at the end whatever it is doing."""
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    windows = []

    def make(engine) -> MainWindow:
        window = MainWindow(engine, settings, data_dir)
        qtbot.addWidget(window, before_close_func=close)
        windows.append(window)
        window.show()
        return window

    def close(window: MainWindow) -> None:
        if hasattr(window._engine, "gate"):
            window._engine.gate.set()
        window._may_quit = lambda: True

    yield make
    QLocale.setDefault(before)


@pytest.fixture
def window(make_window, engine) -> MainWindow:
    return make_window(engine)


def urls(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def drop(window: MainWindow, mime: QMimeData, onto=None) -> QDropEvent:
    """Drags over the window and drops, through Qt's own dispatch."""
    action, button, none = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    actions = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(50, 50), actions, mime, button, none)
    QApplication.sendEvent(onto or window, enter)
    event = QDropEvent(QPointF(50, 50), actions, mime, button, none)
    event.setDropAction(action)
    if enter.isAccepted():
        QApplication.sendEvent(onto or window, event)
    else:
        event.ignore()
    return event


def message(window: MainWindow) -> str:
    bar = window._message_bar
    return bar._text.text() if bar.isVisible() else ""


def click_message(window: MainWindow, label: str) -> None:
    button = next(button for button in window._message_bar.findChildren(QPushButton) if button.isVisible())
    assert button.text() == label
    button.click()


def counts(window: MainWindow):
    return window._classify_page.photos.counts


def answers(window: MainWindow) -> list[str | None]:
    photos = window._classify_page.photos
    return [photos.photo(row).category for row in range(photos.rowCount())]


def wait_until_done(qtbot, window: MainWindow, photos: int) -> None:
    def is_done() -> bool:
        return (
            counts(window).photos == photos
            and not counts(window).pending
            and not any(lane.is_busy for lane in (window._files, window._inference, window._pictures))
        )

    qtbot.waitUntil(is_done, timeout=10_000)


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


def test_the_same_photos_again_are_not_added(qtbot, window, make_photos):
    files = make_photos(3)
    drop(window, urls(*files))
    wait_until_done(qtbot, window, 3)
    drop(window, urls(files[0].parent))
    window.add_paths([files[1].parent / "." / ".." / "photos" / files[1].name])
    wait_until_done(qtbot, window, 3)


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


def test_a_folder_without_photos_says_so(qtbot, window, tmp_path):
    (tmp_path / "nothing").mkdir()
    drop(window, urls(tmp_path / "nothing"))
    qtbot.waitUntil(lambda: message(window) == "There are no photos in nothing.")


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
    qtbot.waitUntil(lambda: not window._files.is_busy)
    data_dir.mkdir(exist_ok=True)
    (data_dir / "pasted").write_text("in the way")
    mime = QMimeData()
    mime.setImageData(QImage(4, 3, QImage.Format.Format_RGB32))
    drop(window, mime)
    qtbot.waitUntil(lambda: "cannot be written" in message(window))


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


def test_old_pasted_pictures_are_gone_but_nothing_else(qtbot, make_window, engine, data_dir):
    folder = data_dir / "pasted"
    folder.mkdir(parents=True)
    for name in ("pasted-1.png", "mine.png", "pasted-2.png"):
        (folder / name).touch()
        if name != "pasted-2.png":  # that one may be another window's
            os.utime(folder / name, (1, 1))
    window = make_window(engine)
    qtbot.waitUntil(lambda: not window._files.is_busy)
    assert sorted(file.name for file in folder.iterdir()) == ["mine.png", "pasted-2.png"]


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


def test_escape_stops_within_a_second_and_continue_goes_on(qtbot, window, engine, make_photos):
    engine.pause = 0.02
    window.add_paths(make_photos(60))
    qtbot.waitUntil(lambda: counts(window).answered >= 3)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    start, answered = time.monotonic(), counts(window).answered
    qtbot.waitUntil(lambda: not window._inference.is_busy)
    assert time.monotonic() - start < 1
    assert counts(window).answered == answered
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
        return 4

    monkeypatch.setattr(engine, "find_photos", find_photos)
    window.add_paths([files[0].parent])
    qtbot.waitUntil(lambda: counts(window).photos == 1)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window._unscanned == [files[0].parent]
    qtbot.waitUntil(lambda: not window._files.is_busy)
    may_go_on.append(True)
    click_message(window, "Continue")
    wait_until_done(qtbot, window, 4)


def test_keys_work_although_the_menu_has_them_too(qtbot, window, make_photos):
    window.add_paths(make_photos(3))
    wait_until_done(qtbot, window, 3)
    grid = window._classify_page._grid
    for key in (Qt.Key.Key_1, Qt.Key.Key_Right, Qt.Key.Key_0):
        qtbot.keyClick(grid, key)
    assert (counts(window).right, counts(window).with_truth) == (1, 2)
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert counts(window).photos == 2
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()


def test_clear_empties_the_list_and_cancels(qtbot, window, engine, make_photos):
    engine.pause = 0.01
    window.add_paths(make_photos(50))
    qtbot.waitUntil(lambda: counts(window).answered >= 1)
    window._clear_action.trigger()
    assert counts(window).photos == 0
    qtbot.waitUntil(lambda: not window._inference.is_busy)
    assert counts(window).photos == 0
    assert not window._clear_action.isEnabled()
    assert not window._export_action.isEnabled()


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


# Pictures.


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
    window._loader.load()
    qtbot.waitUntil(lambda: bool(engine.asked_thumbnails))
    page._grid.setCurrentIndex(page.photos.index(2))
    qtbot.waitUntil(lambda: page.wanted_pictures()[0] == [])
    assert engine.asked_thumbnails[0][1] == 160
    assert engine.asked_thumbnails[1] == ([files[2]], 1600)


# Models.


def test_an_absent_model_is_offered_downloaded_and_used(qtbot, window, engine, settings, make_photos):
    window.add_paths(make_photos(2))
    wait_until_done(qtbot, window, 2)
    window._classify_page.phi_selector.download_wanted.emit("b4")
    assert message(window).startswith("EfficientNet-B4 is not installed.")
    engine.gate.clear()
    click_message(window, "Download")
    qtbot.waitUntil(lambda: window._download_chip.isVisible())
    assert settings.model == "lite0"
    engine.gate.set()
    qtbot.waitUntil(lambda: message(window) == "EfficientNet-B4 is installed.")
    assert not window._download_chip.isVisible()
    click_message(window, "Use it")
    assert settings.model == "b4"
    wait_until_done(qtbot, window, 2)
    assert engine.calls[-1][0] == "b4"


def test_a_model_that_vanished_offers_the_download(qtbot, window, engine, settings, make_photos):
    settings.model = "b0"
    qtbot.waitUntil(lambda: message(window).startswith("b0 is not installed."))
    window.add_paths(make_photos(2))
    qtbot.waitUntil(lambda: message(window).startswith("b0 is not installed."))
    click_message(window, "Download")
    qtbot.waitUntil(lambda: message(window) == "EfficientNet-B0 is installed.")
    click_message(window, "Use it")
    wait_until_done(qtbot, window, 2)


def test_downloads_wait_for_each_other_and_can_be_cancelled(qtbot, window, engine):
    engine.gate.clear()
    window._models_page.download_wanted.emit("b0")
    window._models_page.download_wanted.emit("b1")
    qtbot.waitUntil(lambda: "B0" in window._download_chip.text())
    engine.gate.set()
    qtbot.waitUntil(lambda: engine.installed >= {"b0", "b1"})
    qtbot.waitUntil(lambda: not window._downloads.is_busy)
    engine.gate.clear()
    window._models_page.download_wanted.emit("b2")
    window._models_page.cancel_wanted.emit()
    qtbot.waitUntil(lambda: not window._downloads.is_busy)
    assert not window._download_chip.isVisible()
    assert "b2" not in engine.installed


def test_a_failed_download_can_be_tried_again(qtbot, window, engine):
    engine.download_error = DownloadError("The network is down.", "Check the cable.")
    window._models_page.download_wanted.emit("b0")
    qtbot.waitUntil(lambda: message(window) == "The network is down.\nCheck the cable.")
    click_message(window, "Try again")
    qtbot.waitUntil(lambda: message(window) == "EfficientNet-B0 is installed.")


def test_import_and_remove(qtbot, window, engine, settings, tmp_path):
    window._models_page.import_wanted.emit(tmp_path / "weights.pth")
    qtbot.waitUntil(lambda: message(window) == "EfficientNet-B0 is installed.")
    settings.model = "b0"
    window._models_page.remove_wanted.emit("b0")
    qtbot.waitUntil(lambda: "b0" not in engine.installed and settings.model == "lite0")


def test_a_new_mirror_is_told_to_the_engine(window, engine, settings):
    settings.weights_url = "https://mirror.example/models"
    assert engine.weights_url == "https://mirror.example/models"
    settings.weights_url = ""
    assert engine.weights_url is None


# Devices.


def test_the_chip_opens_a_dialog_that_chooses(qtbot, window, settings):
    window._device_chip.click()
    dialog = window.findChild(DeviceDialog)
    qtbot.waitUntil(lambda: "No GPU was found." in dialog._reasons.text())
    dialog._precision.select("f32")
    dialog.accept()
    assert settings.precision == "f32"
    window._device_chip.click()
    second = next(d for d in window.findChildren(DeviceDialog) if d.isVisible())
    assert "No GPU was found." in second._reasons.text()  # known by now
    second.reject()


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


def test_export_that_cannot_be_written_says_so(qtbot, window, make_photos, tmp_path, monkeypatch):
    window.add_paths(make_photos(1))
    wait_until_done(qtbot, window, 1)
    target = tmp_path / "no such folder" / "results.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(target), ""))
    window._export_action.trigger()
    qtbot.waitUntil(lambda: "cannot be written" in message(window))


# Start, end and liveliness.


@pytest.mark.parametrize("answer", ["Keep working", "Stop and quit"])
def test_closing_while_working_asks(qtbot, window, engine, make_photos, answer):
    engine.pause = 0.02
    window.add_paths(make_photos(100))
    qtbot.waitUntil(lambda: counts(window).answered >= 1)

    def click() -> None:
        box = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QMessageBox))
        next(button for button in box.buttons() if button.text() == answer).click()

    QTimer.singleShot(50, click)
    assert window.close() == (answer == "Stop and quit")
    assert window.isVisible() == (answer == "Keep working")
    if answer == "Stop and quit":
        assert engine.closed == len(engine.calls)  # all cleaned up


def test_closing_an_idle_window_just_closes_it_and_keeps_its_place(qtbot, window, settings):
    qtbot.waitUntil(lambda: not window._files.is_busy)
    window.resize(777, 666)
    assert window.close()
    assert not settings.geometry.isEmpty()


@pytest.mark.expect_log("did not end in time")
def test_a_step_that_does_not_end_does_not_keep_the_process(qtbot, window, engine, make_photos, monkeypatch, caplog):
    left, steps = [], []
    monkeypatch.setattr(main_window, "_leave_at_once", lambda: left.append(True))
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
    qtbot.waitUntil(lambda: not window._files.is_busy)


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
