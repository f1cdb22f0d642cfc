"""Comparing in the window: the page, the lanes and the engine together."""

from dataclasses import replace

import pytest
from comparison_records import FOLDER, comparison, measured
from fake_engine import FakeEngine
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QImage

from effnet_desktop.engine.errors import ModelError, Text
from effnet_desktop.engine.records.comparing import CompareConfig, KeptComparison
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import Cascade, FineTuneConfig
from effnet_desktop.engine.scaling import Scaling
from effnet_desktop.gui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop

CONFIG = CompareConfig((FOLDER,), ("lite0", "lite1", "lite2"))


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def window(qtbot, engine, data_dir, settings):
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))

    def close(window: MainWindow) -> None:
        engine.gate.set()
        window._may_quit = lambda: True

    window = MainWindow(engine, settings, data_dir)
    qtbot.addWidget(window, before_close_func=close)
    window.show()
    window._tabs.setCurrentWidget(window._compare_page)
    yield window
    QLocale.setDefault(before)


@pytest.fixture
def page(window):
    return window._compare_page


def message(bar) -> str:
    return bar._text.text() if bar.isVisible() else ""


def test_from_a_folder_to_a_pick_in_classify(qtbot, window, page, engine, make_photos):
    folder = make_photos(30)[0].parent
    window._settings.device = "cpu"
    page.choose([folder])
    qtbot.waitUntil(lambda: page.setup._found == 30)
    qtbot.mouseClick(page.setup.compare, Qt.MouseButton.LeftButton)
    assert window._compare.is_comparing
    qtbot.waitUntil(lambda: page._comparison is not None, timeout=10_000)
    (asked,) = engine.comparisons
    assert (asked.paths, asked.models, asked.device) == ((folder,), ("lite0", "lite1", "lite2"), "cpu")
    view = page.view
    qtbot.waitUntil(lambda: view.cascade.slider.value() == 60)
    qtbot.waitUntil(lambda: view.difference.fixed.model.rowCount() == 2)
    qtbot.waitUntil(lambda: "EfficientNet-Lite1 beside EfficientNet-Lite0." in view._meaning.text())
    assert view.budget._pick.text() == "EfficientNet-Lite2"
    view.tabs.setCurrentWidget(view.budget)
    qtbot.mouseClick(view.budget.use, Qt.MouseButton.LeftButton)
    assert window._settings.model == "lite2"
    assert window._tabs.currentWidget() is window._classify_page


def test_stop_and_escape_end_it(qtbot, window, page, engine):
    for stop in (page.stop_wanted.emit, window._stop):
        engine.gate.clear()
        page.compare_wanted.emit(CONFIG)
        qtbot.waitUntil(lambda: len(engine.comparisons) > 0)
        with qtbot.waitSignal(window._compare.finished, timeout=10_000):
            stop()
        assert not window._compare.is_comparing
        assert page.view.back.isVisible()
        engine.comparisons.clear()


def test_a_failure_is_shown(qtbot, window, page, engine):
    engine.compare_error = ModelError("{folder} is gone.", "Choose another folder.", folder=FOLDER)
    page.compare_wanted.emit(CONFIG)
    qtbot.waitUntil(lambda: message(page.message) == f"{FOLDER} is gone.\nChoose another folder.")
    assert page.setup.isVisible()


def test_a_second_comparison_waits_for_nothing_but_is_refused(qtbot, window, page, engine):
    engine.gate.clear()
    page.compare_wanted.emit(CONFIG)
    page.compare_wanted.emit(CONFIG)
    qtbot.waitUntil(lambda: len(engine.comparisons) == 1)
    engine.gate.set()
    qtbot.waitUntil(lambda: not window._compare.is_comparing, timeout=10_000)
    assert len(engine.comparisons) == 1


def test_it_waits_for_photos_in_classify_and_they_for_it(qtbot, window, page, engine, make_photos):
    engine.gate.clear()
    photos = make_photos(2)
    window.add_paths(photos[:1])
    qtbot.waitUntil(lambda: len(engine.calls) == 1)
    page.compare_wanted.emit(CONFIG)
    assert "Waiting for the photos in Classify" in page.view._progress.text()
    window.add_paths(photos[1:])
    assert engine.comparisons == []
    engine.gate.set()
    qtbot.waitUntil(lambda: page._comparison is not None, timeout=10_000)
    qtbot.waitUntil(lambda: window._classify_page.photos.counts.answered == 2, timeout=10_000)


def test_photos_that_come_meanwhile_are_told_what_they_wait_for(qtbot, window, page, engine, make_photos):
    engine.gate.clear()
    qtbot.waitUntil(lambda: len(engine.calls) == 1 and not window._inference.is_busy)  # warmed up
    page.compare_wanted.emit(CONFIG)
    qtbot.waitUntil(lambda: len(engine.comparisons) == 1)
    window.add_paths(make_photos(1))
    qtbot.waitUntil(lambda: "Waiting for the comparison" in window._classify_page.strip._progress.text())


def test_no_comparison_begins_while_a_model_is_trained(window, page, engine, monkeypatch):
    monkeypatch.setattr(window._train, "_run", object())
    page.compare_wanted.emit(CONFIG)
    assert message(page.message).startswith("A model is being trained, which would spoil the times.")
    assert not window._compare.is_comparing
    monkeypatch.setattr(window._train, "_run", None)


def test_no_training_begins_while_models_are_compared(qtbot, window, page, engine):
    engine.gate.clear()
    page.compare_wanted.emit(CONFIG)
    window._train.train(FineTuneConfig(FOLDER))
    assert not window._train.is_training
    assert message(window._message_bar).startswith("Models are being compared")


def test_no_time_is_estimated_while_models_are_compared(qtbot, window, page, engine):
    engine.gate.clear()
    page.compare_wanted.emit(CONFIG)
    asked = []
    engine.estimate_training = lambda *values: asked.append(values) or iter(())
    window._train_page.estimates_wanted.emit(object(), "lite0", None)
    engine.gate.set()
    qtbot.waitUntil(lambda: not window._compare.is_comparing, timeout=10_000)
    assert asked == []


def test_a_saved_pair_appears_in_the_dropdown_and_can_be_used(qtbot, window, page, engine):
    pair = Cascade("pair", "lite0", "lite2", 0.6)
    page.save_cascade_wanted.emit(pair)
    qtbot.waitUntil(lambda: "pair" in message(window._message_bar))
    selector = window._classify_page.phi_selector
    assert "pair · EfficientNet-Lite0 then EfficientNet-Lite2, below 60 %" in [
        selector.itemText(row) for row in range(selector.count())
    ]
    window._message_bar.action_triggered.emit()
    assert window._settings.model == "pair"
    window._models.remove("pair")
    qtbot.waitUntil(lambda: window._settings.model == "lite0")


def test_a_name_that_is_taken_is_explained(qtbot, window, page):
    page.save_cascade_wanted.emit(Cascade("lite1", "lite0", "lite2", 0.6))
    qtbot.waitUntil(lambda: message(window._message_bar) == "EfficientNet-Lite1 is taken.\nChoose another name.")


def test_the_chart_is_saved_as_a_picture(qtbot, window, page, tmp_path):
    page.begin(CONFIG)
    page.show_comparison(comparison())
    file = tmp_path / "chart.png"
    page.export_wanted.emit("picture", file, comparison())
    qtbot.waitUntil(lambda: message(window._message_bar) == f"Saved to {file}.")
    assert QImage(str(file)).width() == 2400
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".ini" and path.is_file()] == ["chart.png"]


@pytest.mark.parametrize("what", ["card", "table", "picture"])
def test_no_photo_is_replaced(qtbot, window, page, tmp_path, what):
    photo = tmp_path / {"card": "photo.html", "table": "photo.csv", "picture": "photo.jpg"}[what]
    photo.write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF")
    page.begin(CONFIG)
    page.show_comparison(comparison())
    page.export_wanted.emit(what, photo, comparison())
    qtbot.waitUntil(lambda: "stays as it is" in message(window._message_bar))
    assert photo.read_bytes() == b"\xff\xd8\xff\xe0\0\x10JFIF"


def test_a_picture_that_cannot_be_written_is_explained(qtbot, window, page, tmp_path):
    page.begin(CONFIG)
    page.show_comparison(comparison())
    page.export_wanted.emit("picture", tmp_path / "absent" / "chart.png", comparison())
    qtbot.waitUntil(lambda: "cannot be written" in message(window._message_bar))


def test_training_a_compared_network_shows_its_folder(window, page, engine, tmp_path):
    def inspect_folder(folder, **_):
        yield Progress(Text("Looking"))
        raise ModelError("The folder is empty.")

    engine.inspect_folder = inspect_folder
    page.train_model_wanted.emit(tmp_path, "lite1")
    assert window._tabs.currentWidget() is window._train_page
    assert window._train_page.phi_selector.model_name == "lite1"
    assert window._train_page._folder == tmp_path


def test_comparing_is_a_page_of_its_own_before_scaling(window):
    titles = [window._tabs.tabText(place) for place in range(window._tabs.count())]
    assert titles == ["Classify", "Train", "Compare", "Scaling", "Models"]


def test_escape_stops_the_comparison_on_its_own_page_only(qtbot, window, page, engine):
    engine.gate.clear()
    page.compare_wanted.emit(CONFIG)
    qtbot.waitUntil(lambda: len(engine.comparisons) == 1)
    window._tabs.setCurrentWidget(window._scaling_page)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window._compare.is_comparing
    window._tabs.setCurrentWidget(window._compare_page)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window._compare.is_comparing)
    assert page.view.back.isVisible()


def test_a_comparison_is_there_at_the_next_start(qtbot, window, page, engine):
    page.compare_wanted.emit(CONFIG)
    qtbot.waitUntil(lambda: page.setup.earlier.list.topLevelItemCount() == 1)
    engine.kept["older"] = KeptComparison("older", 1_780_000_000.0, CONFIG, comparison("lite0", "lite2"))
    page.earlier_wanted.emit()
    earlier = page.setup.earlier
    qtbot.waitUntil(lambda: earlier.list.topLevelItemCount() == 2)
    page.view.back.click()
    assert earlier.isVisible()
    row = earlier.list.topLevelItem(1)
    assert row.text(1) == "40 photo(s) in val"
    assert row.text(2) == "EfficientNet-Lite0, EfficientNet-Lite2"
    assert row.text(0) != earlier.list.topLevelItem(0).text(0)
    place = earlier.list.visualItemRect(row).center()
    qtbot.mouseClick(earlier.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(page.view.isVisible)
    assert page.view._title.text() == "2 model(s) compared"
    assert page.view._about.text().startswith(row.text(0))
    page.view.back.click()
    earlier.list.setFocus()
    qtbot.keyClick(earlier.list, Qt.Key.Key_Up)
    qtbot.keyClick(earlier.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.view._title.text() == "3 model(s) compared")


def test_a_setting_keeps_no_comparison(qtbot, window, page, engine, settings):
    settings.keeps_list = "no"
    page.compare_wanted.emit(CONFIG)
    qtbot.waitUntil(lambda: page.view._title.text() == "3 model(s) compared")
    qtbot.waitUntil(lambda: not window._compare._steps.is_busy)
    assert engine.kept == {}


def test_an_earlier_comparison_can_be_removed_and_brought_back(qtbot, window, page, engine):
    engine.keep_comparison(CONFIG, comparison())
    page.earlier_wanted.emit()
    earlier = page.setup.earlier
    qtbot.waitUntil(earlier.isVisible)
    earlier.list.setFocus()
    qtbot.keyClick(earlier.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: not earlier.isVisible())
    assert engine.kept == {}
    qtbot.waitUntil(lambda: message(window._message_bar) == "The comparison was removed.")
    window._message_bar.action_triggered.emit()
    qtbot.waitUntil(earlier.isVisible)
    assert len(engine.kept) == 1


def test_one_that_cannot_be_read_any_more_leaves_the_list(qtbot, window, page, engine):
    engine.keep_comparison(CONFIG, comparison())
    page.earlier_wanted.emit()
    qtbot.waitUntil(page.setup.earlier.isVisible)
    engine.kept.clear()
    qtbot.keyClick(page.setup.earlier.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.setup.earlier.isVisible())
    assert message(page.message) == "This comparison cannot be read any more."


def test_models_that_are_gone_cannot_be_used(qtbot, window, page, engine):
    own = replace(measured("lite0"), model="pets")
    kept = comparison("lite0", "lite2")
    kept = replace(kept, models=(own, kept.models[1]))
    page.show_earlier(KeptComparison("gone", 1_780_000_000.0, CONFIG, kept))
    view = page.view
    view.table.set_current("pets")
    assert not view.use.isEnabled()
    assert "pets is not among your models any more." in view._use_note.text()
    qtbot.waitUntil(lambda: view.cascade.slider.value() == 60)
    assert not view.cascade.save.isEnabled()
    view.table.set_current("lite2")
    assert view.use.isEnabled()


def test_closing_the_window_ends_a_comparison(qtbot, window, page, engine):
    engine.gate.clear()
    page.compare_wanted.emit(CONFIG)
    qtbot.waitUntil(lambda: len(engine.comparisons) == 1)
    assert window._is_working()
    window._may_quit = lambda: True
    window.close()  # it does not wait for what never ends
    assert not window.isVisible()


def test_a_phi_on_paper_can_be_trained(window, page):
    scaling = Scaling(0.5)
    window._tabs.setCurrentWidget(window._scaling_page)
    window._scaling_page.controls.phi.setValue(0.5)
    window._scaling_page.train.click()
    assert window._tabs.currentWidget() is window._train_page
    assert window._train_page._scaling == scaling
