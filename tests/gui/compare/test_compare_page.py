"""The Compare page in each of its states, with real keys, clicks and drops."""

import time
from pathlib import Path

import pytest
from comparison_records import FOLDER, comparison, curve, measured, models, paired
from PySide6.QtCore import QLocale, QMimeData, Qt, QUrl
from PySide6.QtWidgets import QApplication, QFileDialog
from training_records import MODEL
from user import buttons, click, drag, drop, mime, texts

from effnet_desktop.engine.errors import ModelError, PhotoError, Text
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.records.comparing import CompareConfig, Pick
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.models import Cascade, ModelInfo
from effnet_desktop.engine.variants import VARIANTS
from effnet_desktop.gui.compare.compare_page import ComparePage
from effnet_desktop.gui.widgets.paths_dialog import PathsDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop

CONFIG = CompareConfig((FOLDER,), ("lite0", "lite1", "lite2", "b0"))


@pytest.fixture
def page(qtbot):
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    page = ComparePage()
    qtbot.addWidget(page)
    page.set_models(models())
    page.resize(1000, 760)
    page.show()
    yield page
    page._pictures.clear()
    QLocale.setDefault(before)


@pytest.fixture
def heard(page):
    """Signals of the page in order, with their arguments."""
    heard = []
    for name in (
        "paths_chosen",
        "compare_wanted",
        "stop_wanted",
        "save_cascade_wanted",
        "export_wanted",
        "use_model_wanted",
        "train_model_wanted",
        "download_wanted",
        "open_photo_wanted",
    ):
        getattr(page, name).connect(lambda *values, name=name: heard.append((name, *values)))
    return heard


@pytest.fixture
def running(page):
    page.begin(CONFIG)
    return page


@pytest.fixture
def done(running):
    running.show_comparison(comparison())
    return running


def check(page, name: str, is_checked: bool) -> None:
    tree = page.setup.models
    for row in range(tree.topLevelItemCount()):
        item = tree.topLevelItem(row)
        if item.data(0, Qt.ItemDataRole.UserRole) == name:
            item.setCheckState(0, Qt.CheckState.Checked if is_checked else Qt.CheckState.Unchecked)


def state(page, name: str) -> str:
    tree = page.setup.models
    items = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    return next(item.text(5) for item in items if item.data(0, Qt.ItemDataRole.UserRole) == name)


# What to compare.


def test_the_empty_page_says_what_it_is_for_and_what_is_missing(page):
    assert "What does a bigger phi buy on your photos?" in texts(page)
    assert "Choose a folder or photos, or drop them here." in texts(page)
    assert buttons(page) == {"Choose a folder…", "Choose photos…"}


def test_the_lite_family_is_checked_and_absent_models_say_what_they_are_good_for(page):
    assert page.setup.models.checked() == ["lite0", "lite1", "lite2"]
    assert state(page, "lite0") == "comes with the app"
    assert state(page, "b3") == "not installed: latency only, untrained"


def test_trained_models_are_offered_and_pairs_are_not(page):
    trained = ModelInfo("pets", VARIANTS["lite1"], "trained", Path("x"), MODEL)
    pair = ModelInfo("pair", VARIANTS["lite0"], "cascade", Path("y"), cascade=Cascade("pair", "lite0", "lite2", 0.6))
    check(page, "b0", True)
    page.set_models((*models(), trained, pair))
    assert state(page, "pets") == "trained here, 90.0 %"
    assert page.setup.models.topLevelItemCount() == 12
    assert page.setup.models.checked() == ["lite0", "lite1", "lite2", "b0"]  # as it was


def test_a_dropped_folder_and_its_photos_are_taken(page, heard, make_photos, qtbot):
    photos = make_photos(2)
    drop(page, photos[0].parent)
    assert heard == [("paths_chosen", [photos[0].parent])]
    page.show_found(1, is_all=False)
    assert "photos\nLooking for photos: 1" in texts(page)
    page.show_found(30, is_all=True)
    assert "photos\n30 photo(s)" in texts(page)
    click(qtbot, page, "Compare")
    assert heard[-1] == ("compare_wanted", CompareConfig((photos[0].parent,), ("lite0", "lite1", "lite2")))


def test_several_dropped_photos_are_taken(page, heard, make_photos):
    photos = make_photos(3)
    drop(page, *photos)
    assert heard == [("paths_chosen", photos)]
    assert "photo0000.jpg and 2 more" in texts(page)


@pytest.mark.parametrize(("answer", "expected"), [("/photos/val", [("paths_chosen", [FOLDER])]), ("", [])])
def test_a_folder_can_be_chosen(qtbot, page, heard, monkeypatch, answer, expected):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: answer)
    click(qtbot, page, "Choose a folder…")
    assert heard == expected


def test_photos_can_be_chosen(qtbot, page, heard, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (["/a.jpg", "/b.jpg"], ""))
    click(qtbot, page, "Choose photos…")
    assert heard == [("paths_chosen", [Path("/a.jpg"), Path("/b.jpg")])]


def test_what_is_no_file_is_left_to_the_window(page):
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/cat.jpg")])
    assert not drag(page, data).isAccepted()


def test_bad_choices_are_explained_before_anything_runs(page, tmp_path):
    page.choose([tmp_path])
    page.show_found(0, is_all=True)
    assert "There are no photos in it." in texts(page)
    assert "Compare" not in buttons(page)
    page.show_found(1, is_all=True)
    assert "So few photos say little about accuracy and times." in texts(page)
    assert "Compare" in buttons(page)
    for name in ("lite0", "lite1", "lite2"):
        check(page, name, False)
    assert "Check at least one model." in texts(page)
    assert "Compare" not in buttons(page)
    check(page, "b1", True)
    assert "None of these is installed, so only their latency is measured." in texts(page)
    assert "Compare" in buttons(page)
    page.setup.fit_head.setChecked(True)
    assert "A quick head needs a model whose weights are installed." in texts(page)


def test_a_quick_head_needs_one_folder(page, heard, qtbot, make_photos):
    photos = make_photos(25)
    page.setup.fit_head.setChecked(True)
    page.choose(photos)
    assert "A quick head needs one folder with a folder for each category." in texts(page)
    page.choose([photos[0].parent])
    click(qtbot, page, "Compare")
    assert heard[-1][1].fit_head


# While it runs.


def test_the_points_come_while_the_photos_go_by(running, qtbot):
    assert buttons(running) == {"Stop"}
    assert "Comparing 4 model(s)" in texts(running)
    running.show_event(Progress(Text("Measuring"), 10, 40, "photos"))
    for name in ("lite0", "lite1", "b0"):
        running.show_event(measured(name, photos=10))
    qtbot.waitUntil(lambda: len(running.view.chart._models) == 3)
    assert running.view.table.model().rowCount() == 3
    assert "Measuring: 10 of 40" in texts(running)
    assert [running.view.tabs.isTabEnabled(place) for place in range(4)] == [True, False, False, False]


def test_the_time_left_follows_from_the_pace(running, monkeypatch):
    running.show_event(Progress(Text("Measuring"), 10, 40, "photos"))
    began = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: began + 10)
    running.show_event(Progress(Text("Measuring"), 20, 40, "photos"))
    assert "Measuring: 20 of 40 · about 20 s left" in texts(running)


def test_a_running_comparison_takes_no_drops(running, tmp_path):
    assert not drag(running, mime(tmp_path)).isAccepted()


def test_a_notice_shows_above(running):
    running.show_event(Notice("The GPU is full."))
    assert "The GPU is full." in texts(running)


def test_that_a_model_is_not_installed_was_said_before(running):
    running.show_event(Notice("{model} is measured untrained.", model="b0"))
    assert "b0 is measured untrained." not in texts(running)


def test_stop_keeps_what_was_measured(running, heard, qtbot):
    running.show_event(measured("lite0", photos=10))
    click(qtbot, running, "Stop")
    assert heard == [("stop_wanted",)]
    assert buttons(running) == set()  # Stopping…
    running.stopped()
    assert "Stopped after 10 photo(s): compare anew for the rest." in texts(running)
    assert len(running.view.chart._models) == 1
    assert not running.view.export.isVisible()
    click(qtbot, running, "Compare anew")
    assert running.setup.isVisible()


def test_a_stop_before_anything_was_measured(running):
    running.stopped()
    assert "Stopped before anything was measured." in texts(running)


def test_a_failure_is_explained_beside_the_choice(running):
    running.failed(ModelError("There are no readable photos in {folder}.", "Choose another one.", folder="val"))
    assert "There are no readable photos in val.\nChoose another one." in texts(running)
    assert running.setup.isVisible()
    drop(running, Path("/"))  # it takes drops again


# The end.


def test_a_sentence_says_what_the_figures_mean(page, qtbot):
    page.begin(CONFIG)
    shown = comparison()
    with qtbot.waitSignal(page.meaning_wanted) as asked:
        page.show_comparison(shown)
    assert asked.args == [shown]
    page.show_meaning(shown, (paired("lite0", "lite1"), paired("lite1", "lite2")))
    said = "EfficientNet-Lite1 beside EfficientNet-Lite0.\nEfficientNet-Lite2 beside EfficientNet-Lite1."
    assert page.view._meaning.text() == said
    assert page.view._meaning.isVisible()
    page.begin(CONFIG)
    assert not page.view._meaning.isVisible()
    page.show_meaning(shown, (paired(),))  # too late
    assert not page.view._meaning.isVisible()


def test_what_came_of_it(done):
    assert "4 model(s) compared" in texts(done)
    assert "val · 40 photo(s) · CPU - OpenVINO f32 · took 12 s" in texts(done)
    assert [done.view.tabs.isTabEnabled(place) for place in range(4)] == [True] * 4
    assert done.view.export.isVisible()
    assert {model.model for model in done.view.chart._models} == {"lite0", "lite1", "lite2", "b0"}


def test_chart_and_table_mark_the_same_model(done, qtbot):
    done.view.table.set_current("lite2")
    assert done.view.chart.current == "lite2"
    done.view.chart.setFocus()
    qtbot.keyClick(done.view.chart, Qt.Key.Key_Home)
    assert done.view.table.current == "lite0"


def test_a_model_is_used_at_a_click_or_return(done, heard, qtbot):
    done.view.table.set_current("lite2")
    click(qtbot, done, "Use this model")
    qtbot.keyClick(done.view.table, Qt.Key.Key_Return)
    assert heard == [("use_model_wanted", "lite2")] * 2


def test_an_untrained_model_can_only_be_downloaded(done, heard, qtbot):
    done.view.table.set_current("b0")
    assert "EfficientNet-B0 is not installed. Only its latency was measured." in texts(done)
    click(qtbot, done, "Download…")
    assert heard == [("download_wanted", "b0")]


def test_models_with_quick_heads_are_trained_not_used(running, heard, qtbot):
    running.show_comparison(comparison(fit_head=True))
    assert "The quick heads are not kept" in texts(running)
    running.view.table.set_current("lite1")
    click(qtbot, running, "Train this model…")
    assert heard == [("train_model_wanted", FOLDER, "lite1")]
    running.view.tabs.setCurrentWidget(running.view.budget)
    running.show_pick(Pick("lite2", Notice("Why.")))
    click(qtbot, running, "Train it…")
    assert heard[-1] == ("train_model_wanted", FOLDER, "lite2")


def test_the_pick_is_used_and_its_limit_drawn(done, heard, qtbot):
    asked = []
    done.pick_wanted.connect(lambda *values: asked.append(values))
    done.view.tabs.setCurrentWidget(done.view.budget)
    done.view.budget.number.setValue(9)
    assert asked[-1][0] == comparison()
    done.show_pick(Pick("lite2", Notice("Why.")))
    assert done.view.chart._limit == (9.0, None)
    assert done.view.chart.current == "lite2"
    click(qtbot, done, "Use it")
    assert heard == [("use_model_wanted", "lite2")]
    done.view.tabs.setCurrentIndex(0)
    assert done.view.chart._limit == (None, None)
    assert done.view.chart.current == "lite0"


def test_a_pair_is_saved(done, heard, qtbot):
    done.show_cascade("lite0", "lite2", curve())
    done.view.tabs.setCurrentWidget(done.view.cascade)
    click(qtbot, done, "Save as model")
    assert heard == [("save_cascade_wanted", Cascade("lite0-lite2", "lite0", "lite2", 0.6))]


def test_without_truth_the_page_says_what_it_compares_with(running):
    running.show_comparison(comparison(by_accuracy=False))
    assert "this is how often each model agrees with EfficientNet-Lite2, the largest one" in texts(running)


def test_photos_without_truth_are_counted_and_said(running):
    mixed = tuple(measured(name, with_truth=35) for name in ("lite0", "lite2"))
    running.show_comparison(comparison("lite0", "lite2", models=mixed))
    assert "5 photo(s) lie in folders that are not named like a category" in texts(running)


@pytest.mark.parametrize(("photos", "text"), [(1, "One photo says nothing"), (5, "So few photos say little")])
def test_few_photos_are_doubted(running, photos, text):
    running.show_comparison(comparison(photos=photos))
    assert text in texts(running)


def test_skipped_photos_are_listed_with_the_reason(running, heard):
    failed = PhotoFailed(Path("/photos/bad.jpg"), PhotoError("The file is empty.", "Copy it again."))
    running.show_comparison(comparison(unreadable=(failed,)))
    assert "1 photo(s) could not be read and were skipped" in texts(running)
    running.view._skipped.linkActivated.emit("#")
    (dialog,) = running.findChildren(PathsDialog)
    assert dialog.list.model().index(0, 0).data() == "/photos/bad.jpg: The file is empty. Copy it again."
    dialog.close()


@pytest.mark.parametrize(
    ("what", "chosen", "file"),
    [
        ("card", "/out/card", "/out/card.html"),
        ("table", "/out/t.csv", "/out/t.csv"),
        ("picture", "/out/c", "/out/c.png"),
    ],
)
def test_it_is_exported(done, heard, monkeypatch, what, chosen, file):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen, ""))
    done.view.export_wanted.emit(what)
    assert heard == [("export_wanted", what, Path(file), comparison())]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    done.view.export_wanted.emit(what)
    assert len(heard) == 1


def test_the_export_menu_offers_all_three(done):
    heard = []
    done.view.export_wanted.connect(heard.append)
    monkey = [action.trigger for action in done.view._export_menu.actions()]
    done.view.export_wanted.disconnect(done._ask_for_file)
    for trigger in monkey:
        trigger()
    assert heard == ["card", "table", "picture"]


def test_everything_fits_into_720_pixels(done):
    done.resize(720, 560)
    for place in range(done.view.tabs.count()):
        done.view.tabs.setCurrentIndex(place)
        QApplication.processEvents()
        area = done._stack.currentWidget()
        assert area.horizontalScrollBar().maximum() == 0
    done.view.back.click()
    QApplication.processEvents()
    assert done._stack.currentWidget().horizontalScrollBar().maximum() == 0


def test_every_part_is_reached_by_tab(done, qtbot):
    done.activateWindow()
    done.view.table.setFocus()
    reached = set()
    for _ in range(20):
        reached.add(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    view = done.view
    assert {view.chart, view.table, view.use, view.back, view.export} <= reached
