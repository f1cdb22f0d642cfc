"""The Train page in each of its states, with real keys, clicks and drops."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QMimeData, Qt, QUrl
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton, QSplitter
from training_records import (
    CONFIG,
    FINE_TUNED,
    FOLDER,
    HEAD,
    INTERRUPTED,
    MODEL,
    REPORT,
    SUSPECTS,
    dataset,
    epoch,
    listed,
    models,
    photo,
    problem,
    thumbnail,
)
from user import buttons, click, drag, drop, mime, texts

from effnet_desktop.engine.errors import ModelError, ModelNotInstalled, StorageError, Text
from effnet_desktop.engine.records.messages import Notice, Progress
from effnet_desktop.engine.records.models import Cascade, FineTuneConfig, Inheritance, ModelInfo
from effnet_desktop.engine.records.training import FineTuned, InterruptedTraining, TrainingEstimate
from effnet_desktop.engine.scaling import Scaling
from effnet_desktop.engine.variants import VARIANTS
from effnet_desktop.gui.train.findings import NO_CORRECTIONS, Corrections
from effnet_desktop.gui.train.train_page import LARGE_SIDE, SMALL_SIDE, TrainPage
from effnet_desktop.gui.widgets.paths_dialog import PathsDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop

ESTIMATE = TrainingEstimate({"quick": 16.0, "balanced": 118.0, "best": 412.0}, Text("This assumes a usual machine."))
FULL = StorageError("{path} cannot be written: {reason}.", "Free some space.", path="/data", reason="disk full")


@pytest.fixture
def page(qtbot):
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    page = TrainPage()
    qtbot.addWidget(page)
    page.set_models(models())
    page.resize(1000, 700)
    page.show()
    yield page
    QLocale.setDefault(before)


@pytest.fixture
def heard(page):
    """Signals of the page in order, with their arguments."""
    heard = []
    for name in (
        "folder_chosen",
        "estimates_wanted",
        "train_wanted",
        "learn_wanted",
        "stop_wanted",
        "resume_wanted",
        "finish_wanted",
        "discard_wanted",
        "decided",
        "open_photo_wanted",
        "threshold_changed",
        "use_model_wanted",
        "report_wanted",
        "download_wanted",
    ):
        getattr(page, name).connect(lambda *values, name=name: heard.append((name, *values)))
    return heard


@pytest.fixture
def ready(page):
    page.choose_folder(FOLDER)
    page.show_listed(listed())
    page.show_dataset(dataset())
    page.show_estimate(ESTIMATE)
    return page


@pytest.fixture
def running(ready):
    ready.begin_training(CONFIG)
    return ready


@pytest.fixture
def done(running):
    running.end_training(FINE_TUNED)
    return running


# Empty.


def test_the_empty_page_says_what_a_folder_should_look_like(page):
    assert buttons(page) == {"Choose a folder…"}
    assert "Drop a folder of photos here" in texts(page)
    assert "rabbits" in texts(page)


@pytest.mark.parametrize(("answer", "expected"), [("/photos/pets", [("folder_chosen", FOLDER)]), ("", [])])
def test_a_folder_can_be_chosen(qtbot, page, heard, monkeypatch, answer, expected):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: answer)
    click(qtbot, page, "Choose a folder…")
    assert heard == expected


def test_a_dropped_folder_is_taken(page, heard, tmp_path):
    drop(page, tmp_path)
    assert heard == [("folder_chosen", tmp_path)]
    assert page._folder_view.isVisible()


def test_a_dropped_photo_is_not_taken_but_answered(page, heard, make_photos):
    drop(page, *make_photos(1))
    assert heard == []
    assert "That is a photo, not a folder.\nDrop the folder that holds the category folders" in texts(page)


def test_several_dropped_folders_are_answered(page, heard, tmp_path):
    for name in ("cats", "dogs"):
        (tmp_path / name).mkdir()
    drop(page, tmp_path / "cats", tmp_path / "dogs")
    assert heard == []
    assert "Drop the one folder that all category folders are in." in texts(page)
    drop(page, tmp_path)
    assert "That is" not in texts(page)


def test_what_is_no_file_is_left_to_the_window(page):
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/cat.jpg")])
    assert not drag(page, data).isAccepted()


def test_a_running_training_takes_no_drops(running, tmp_path):
    assert not drag(running, mime(tmp_path)).isAccepted()


# Checking and ready.


def test_while_the_photos_are_checked_the_categories_show_and_training_waits(page):
    page.choose_folder(FOLDER)
    page.show_listed(listed())
    page.show_progress(Progress(Text("Checking photos"), 30, 150, "photos"))
    assert "Checking photos: 30 of 150" in texts(page)
    assert page._folder_view.categories.rowCount() == 3
    assert not page._options.train.isEnabled()
    assert "The photos are being checked." in texts(page)


def test_times_are_measured_before_they_are_shown(page, heard):
    page.choose_folder(FOLDER)
    assert {card.time_text for card in page._options.cards.values()} == {""}
    checked = dataset()
    page.show_dataset(checked)
    assert heard[-1] == ("estimates_wanted", checked, "lite0", None)
    assert {card.time_text for card in page._options.cards.values()} == {"measuring…"}
    assert page._options.train.isEnabled()  # nobody has to wait for that
    page.show_estimate(ESTIMATE)
    assert [card.time_text for card in page._options.cards.values()] == ["about 16 s", "about 2 min", "about 7 min"]
    assert "This assumes a usual machine." in texts(page)

    # It becomes better while the user reads, or is taken back.
    seconds = {"quick": 20.0, "balanced": 30.0, "best": 40.0}
    page.show_estimate(TrainingEstimate(seconds, Text("This assumes {count} photos.", count=16)))
    assert [card.time_text for card in page._options.cards.values()] == ["about 20 s", "about 30 s", "about 40 s"]
    assert "This assumes 16 photos." in texts(page)
    page.show_estimate(None)
    assert {card.time_text for card in page._options.cards.values()} == {""}
    assert "This assumes" not in texts(page)


def test_another_model_has_other_times(ready, heard):
    ready.phi_selector.model_chosen.emit("lite1")
    assert heard[-1][0] == "estimates_wanted"
    assert {card.time_text for card in ready._options.cards.values()} == {"measuring…"}


def test_what_is_fatal_is_the_reason_not_to_train(page, heard):
    page.choose_folder(FOLDER)
    page.show_dataset(dataset(problem("There is only one category, {name}.", is_fatal=True, name="cats")))
    assert not page._options.train.isEnabled()
    assert page._options._note.text() == "There is only one category, cats."
    assert heard == [("folder_chosen", FOLDER)]  # no times of what cannot be


def test_train_says_what_to_train(qtbot, ready, heard):
    click(qtbot, ready, "Train")
    assert heard[-1] == ("train_wanted", FineTuneConfig(FOLDER, "lite0", "balanced", None, 0, "pets"))
    options = ready._options
    qtbot.mouseClick(options.cards["best"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(options._advanced, Qt.MouseButton.LeftButton)
    options.epochs.setFocus()
    options.epochs.selectAll()
    qtbot.keyClicks(options.epochs, "7")
    options.seed.setFocus()
    options.seed.selectAll()
    qtbot.keyClicks(options.seed, "42")
    options.name.setFocus()
    options.name.selectAll()
    qtbot.keyClicks(options.name, "  my pets ")
    click(qtbot, ready, "Train")
    assert heard[-1] == ("train_wanted", FineTuneConfig(FOLDER, "lite0", "best", 7, 42, "my pets"))


def test_presets_are_chosen_with_the_arrow_keys(qtbot, ready):
    cards = ready._options.cards
    cards["balanced"].setFocus()
    qtbot.keyClick(cards["balanced"], Qt.Key.Key_Down)
    assert ready._options.options.preset == "best"
    assert cards["best"].hasFocus()


def test_a_pair_of_models_is_no_base_and_keeps_its_name(ready):
    pair = Cascade("pair", "lite0", "lite2", 0.6)
    ready.set_models((*models(), ModelInfo("pair", VARIANTS["lite0"], "cascade", Path("x"), cascade=pair)))
    selector = ready.phi_selector
    assert not any("pair" in selector.itemText(row) for row in range(selector.count()))
    ready._options.name.setText("pair")
    assert not ready._options.train.isEnabled()
    assert ready._options._note.text() == "pair is the name of a pair of models. Choose another one."


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("", "Type a name for the model."),
        ("Lite0", "Lite0 is the name of a published model. Choose another one."),
    ],
)
def test_a_name_that_cannot_be_is_the_reason_not_to_train(qtbot, ready, name, note):
    ready._options.name.setText(name)
    assert not ready._options.train.isEnabled()
    assert ready._options._note.text() == note


def test_replacing_a_model_is_said_before(ready):
    assert ready._options._note.text() == ""
    ready.set_models(models(MODEL))
    assert ready._options._note.text() == "The model pets will be replaced."
    assert ready._options.train.isEnabled()


BROKEN = ModelInfo(
    "pets", VARIANTS["lite0"], "broken", Path("x"), problem=ModelError("The files of {name} are damaged.", name="pets")
)
FROM_ELSEWHERE = replace(MODEL, folder=Path("/elsewhere/pets"))
UNFINISHED = InterruptedTraining(FineTuneConfig(Path("/elsewhere/pets"), name="pets", resume=True), 1, 4)


@pytest.mark.parametrize("answer", [QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No])
@pytest.mark.parametrize(
    ("there", "unfinished", "says"),
    [
        (models(FROM_ELSEWHERE), None, f"a model named pets, made from {FROM_ELSEWHERE.folder}"),
        ((*models(), BROKEN), None, "a broken model named pets"),
        (models(), UNFINISHED, f"an unfinished training of pets, begun with {UNFINISHED.config.folder}"),
    ],
)
def test_what_was_made_from_something_else_is_replaced_only_if_the_user_wants_it(
    qtbot, ready, heard, monkeypatch, there, unfinished, says, answer
):
    ready.set_models(there)
    ready.show_interrupted(unfinished)
    questions = []
    monkeypatch.setattr(QMessageBox, "question", lambda *args, **_: questions.append(args[2]) or answer)
    heard.clear()
    click(qtbot, ready, "Train")
    assert says in questions[0]
    wanted = [config.replace for signal, config in heard if signal == "train_wanted"]
    assert wanted == ([True] if answer == QMessageBox.StandardButton.Yes else [])


def test_training_the_same_folder_again_asks_once(qtbot, ready, heard, monkeypatch):
    answers = [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes]
    monkeypatch.setattr(QMessageBox, "question", lambda *args, **_: answers.pop(0))
    ready.set_models(models(MODEL))
    for left in (1, 0, 0):
        click(qtbot, ready, "Train")
        assert len(answers) == left
    wanted = [config for signal, config in heard if signal == "train_wanted"]
    assert [config.replace for config in wanted] == [False, False]  # nothing of another folder's is lost


@pytest.mark.parametrize(("folder", "name"), [("/photos/a:b?", "ab"), ("/photos/pets.", "pets"), ("/", "")])
def test_the_name_is_one_that_every_file_system_takes(page, folder, name):
    page.choose_folder(Path(folder))
    assert page._options.name.text() == name


def test_only_published_models_can_be_started_from(page, heard):
    page.set_models(models(MODEL))
    rows = [page.phi_selector.itemText(row) for row in range(page.phi_selector.count())]
    assert len([row for row in rows if row.startswith("EfficientNet")]) == 4
    page.phi_selector.download_wanted.emit("b0")
    assert heard == [("download_wanted", "b0")]


def test_a_model_that_is_gone_is_no_longer_chosen(page, heard):
    page.choose_folder(FOLDER)
    page.show_dataset(dataset())
    page.phi_selector.set_model("b0")  # as if it had been installed
    page.set_models(models())
    assert page.phi_selector.model_name == "lite0"
    assert [name for name, *_ in heard].count("estimates_wanted") == 2  # the first ones were those of b0
    assert heard[-1][2] == "lite0"


def test_a_second_folder_begins_afresh(ready, heard):
    ready.choose_folder(Path("/photos/shoes"))
    assert heard[-1] == ("folder_chosen", Path("/photos/shoes"))
    assert ready._options.name.text() == "shoes"
    assert not ready._options.train.isEnabled()
    assert ready._folder_view.categories.rowCount() == 0


# Running and stopped.


def test_a_running_training_shows_events_and_can_be_stopped(qtbot, running, heard):
    assert buttons(running) == {"Stop"}
    assert running._progress.stop.hasFocus()
    assert not running.phi_selector.isEnabled()
    for event in (Progress(Text("Looking at the photos"), 1, 150, "photos"), HEAD, epoch(1, 0.85)):
        running.show_event(event)
    assert "85.0 %" in texts(running)
    assert "1 of 12" in texts(running)
    click(qtbot, running, "Stop")
    assert heard[-1] == ("stop_wanted",)


def test_what_is_trained_stays_while_it_is_trained(qtbot, ready):
    ready.use_scaling(Scaling(0.5))
    assert ready._scaling_bar.back.isEnabled()
    ready.begin_training(replace(CONFIG, scaling=Scaling(0.5)))
    assert ready._scaling_bar.isVisibleTo(ready)
    assert not ready._scaling_bar.back.isEnabled()
    ready.stopped()
    assert ready._scaling_bar.back.isEnabled()


def test_the_dropdown_names_the_network_that_is_trained_and_then_what_was_chosen(ready, heard):
    ready.set_models(models(MODEL))  # of lite1
    ready.begin_training(replace(CONFIG, model="lite2"))  # an interrupted one goes on, say
    assert ready.phi_selector.model_name == "lite2"
    ready.stopped()
    ready._go_back()
    assert ready.phi_selector.model_name == "lite0"
    ready.begin_training(replace(CONFIG, model="pets"))  # learns corrections
    assert ready.phi_selector.model_name == "lite1"


def test_the_dropdown_names_the_network_of_the_report(qtbot, ready, heard, monkeypatch):
    monkeypatch.setattr(QMessageBox, "question", lambda *_, **__: QMessageBox.StandardButton.Yes)
    ready.set_models(models(MODEL))
    ready.show_report(FINE_TUNED)
    assert ready.phi_selector.model_name == "lite1"
    ready.set_models(models(MODEL))
    assert ready.phi_selector.model_name == "lite1"
    click(qtbot, ready, "Back to the folder")
    assert ready.phi_selector.model_name == "lite0"
    click(qtbot, ready, "Train")
    assert heard[-1][1].model == "lite0"


def test_a_network_chosen_above_a_report_is_for_the_next_training(qtbot, ready, heard):
    ready.set_models(models(MODEL))
    ready.show_report(FINE_TUNED)
    ready.phi_selector.set_model("lite2")
    ready.phi_selector.model_chosen.emit("lite2")  # as a user does
    assert not ready._report_view.isVisible()
    assert ready.phi_selector.model_name == "lite2"
    assert heard[-1][2] == "lite2"


def test_the_report_of_a_scaled_network_names_it(ready):
    scaled = replace(MODEL, scaling=Scaling(0.5))
    ready.set_models(models(scaled))
    ready.show_report(FineTuned(scaled, REPORT))
    assert "EfficientNet-Lite (phi 0.5) · 240 px" in texts(ready)
    assert not ready.phi_selector.isVisibleTo(ready)
    ready._go_back()
    assert ready.phi_selector.isVisibleTo(ready)


def test_the_measured_time_is_what_is_left_at_first(running):
    assert running._progress._left.text().startswith("about 2 min")


def test_a_notice_shows_above_the_page(running):
    running.show_event(Notice("There was too little memory; {count} photos at a time now.", count=16))
    assert "There was too little memory; 16 photos at a time now." in texts(running)


def test_the_folder_is_what_the_training_has_found(running):
    running.show_event(dataset(photos=20))
    running.show_event(listed())
    assert running._folder_view._summary.text().startswith("60 photo(s)")


def test_a_stopped_training_can_be_resumed_or_used(qtbot, running, heard):
    running.show_event(HEAD)
    click(qtbot, running, "Stop")
    running.stopped(INTERRUPTED)
    assert buttons(running) == {"Choose a folder…", "Back to the folder", "Resume", "Use the best so far"}
    assert not running._interrupted_bar.isVisible()  # the same is offered below
    click(qtbot, running, "Resume")
    assert heard[-1] == ("resume_wanted", INTERRUPTED)
    click(qtbot, running, "Use the best so far")
    assert heard[-1] == ("finish_wanted", INTERRUPTED)
    running.begin_finishing(INTERRUPTED)
    assert buttons(running) == set()
    running.show_event(Progress(Text("Saving {name}", name="pets")))
    assert "Saving pets" in texts(running)
    running.end_training(FINE_TUNED)
    assert "pets is ready (stopped early)" in texts(running)


def test_back_from_a_stopped_training_it_is_still_offered(qtbot, running):
    running.stopped(INTERRUPTED)
    click(qtbot, running, "Back to the folder")
    assert running._folder_view.isVisible()
    assert running._interrupted_bar.isVisible()
    assert ready_to_train(running)


def test_one_that_was_stopped_early_leads_back(qtbot, running):
    running.stopped()
    assert buttons(running) == {"Choose a folder…", "Back to the folder"}
    click(qtbot, running, "Back to the folder")
    assert ready_to_train(running)
    assert not running._interrupted_bar.isVisible()


def ready_to_train(page) -> bool:
    return page._options.train.isVisible() and page._options.train.isEnabled()


# Interrupted.


def test_an_interrupted_training_is_offered(qtbot, page, heard):
    page.show_interrupted(INTERRUPTED)
    assert "The training of pets was interrupted after epoch 3 of 12." in texts(page)
    click(qtbot, page, "Resume")
    assert heard == [("resume_wanted", INTERRUPTED)]
    page.begin_training(INTERRUPTED.config)
    assert not page._interrupted_bar.isVisible()
    assert page._progress.stop.isVisible()


def test_an_interrupted_training_can_be_finished_at_once(qtbot, page, heard):
    page.show_interrupted(INTERRUPTED)
    click(qtbot, page, "Use the best so far")
    assert heard == [("finish_wanted", INTERRUPTED)]
    page.begin_finishing(INTERRUPTED)
    assert page._progress.isVisible()
    assert not page._interrupted_bar.isVisible()
    page.failed(FULL)
    assert page._interrupted_bar.isVisible()


@pytest.mark.parametrize(("answer", "is_discarded"), [("Yes", True), ("No", False)])
def test_discarding_asks_first(qtbot, page, heard, monkeypatch, answer, is_discarded):
    monkeypatch.setattr(QMessageBox, "question", lambda *_, **__: QMessageBox.StandardButton[answer])
    page.show_interrupted(INTERRUPTED)
    click(qtbot, page, "Discard…")
    assert heard == ([("discard_wanted", INTERRUPTED)] if is_discarded else [])
    assert page._interrupted_bar.isVisible() != is_discarded


# Done.


def test_the_report_shows_and_its_model_can_be_used(qtbot, done, heard):
    assert "pets is ready" in texts(done)
    assert done._report_view.use.hasFocus()
    assert done.phi_selector.isEnabled()
    click(qtbot, done, "Use in Classify")
    assert heard[-1] == ("use_model_wanted", "pets")
    qtbot.keyClick(done._report_view.thresholds.unsure, Qt.Key.Key_Home)
    assert heard[-1] == ("threshold_changed", "pets", 0.0)
    click(qtbot, done, "Back to the folder")
    assert ready_to_train(done)


def test_corrections_wait_for_a_quick_retraining_of_the_same_name(qtbot, done, heard):
    suspects = done._report_view.suspects
    done._report_view.tabs.setCurrentIndex(3)
    suspects.list.setFocus()
    qtbot.keyClick(suspects.list, Qt.Key.Key_M)
    qtbot.keyClick(suspects.list, Qt.Key.Key_Delete)
    moved, left_out = SUSPECTS[0].path, SUSPECTS[1].path
    assert heard[-2:] == [("decided", [(moved, "cats")]), ("decided", [(left_out, "")])]
    assert "Retrain" not in buttons(done)
    done.show_corrections(Corrections({moved: "cats"}, frozenset({left_out})))
    assert "2 correction(s) that the model has not learnt yet" in texts(done)
    click(qtbot, done, "Retrain")
    assert heard[-1] == ("learn_wanted", "pets")


def test_a_retrained_model_knows_the_corrections_until_there_are_more(qtbot, done, heard):
    moved, gone = SUSPECTS[0].path, frozenset({SUSPECTS[1].path})
    done.show_corrections(Corrections({moved: "cats"}, gone))
    done.begin_training(CONFIG)
    late = photo("rabbits", 3)
    done.show_corrections(Corrections({moved: "cats", late: "dogs"}, gone))  # from Classify, while it trains
    done.end_training(FINE_TUNED)
    assert "1 correction(s)" in texts(done)
    done.show_corrections(Corrections({moved: "cats"}, gone))
    assert "Retrain" not in buttons(done)
    done.show_corrections(NO_CORRECTIONS)  # to take back what was learnt is a correction, too
    assert "2 correction(s)" in texts(done)


def test_skipped_photos_can_be_seen(qtbot, done, heard):
    done._report_view.unreadable_wanted.emit()
    dialog = done.findChild(PathsDialog)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert heard[-1] == ("open_photo_wanted", photo("cats", 9))
    dialog.reject()


def test_a_stopped_start_does_not_mark_the_next_training_as_stopped(qtbot, running):
    click(qtbot, running, "Stop")
    running.stopped()
    running.begin_training(CONFIG)
    running.end_training(FINE_TUNED)
    assert "stopped early" not in texts(running)


def test_earlier_models_are_in_a_menu(page, heard):
    assert not page._trained_button.isVisible()
    page.set_models(models(MODEL))
    assert page._trained_button.isVisible()
    (action,) = page._trained_menu.actions()
    assert action.text() == "pets (90.0 %)"
    action.trigger()
    assert heard == [("report_wanted", MODEL)]


def test_the_report_of_an_earlier_model_can_be_retrained(qtbot, page, heard):
    page.set_models(models(MODEL))
    page.show_corrections(Corrections({SUSPECTS[0].path: "cats", photo("rabbits", 30): "dogs"}, frozenset()))
    page.show_report(replace(FINE_TUNED, model=replace(MODEL, preset="quick")))
    assert "pets is ready" in texts(page)
    assert "1 correction(s)" in texts(page)  # the one that the report still complains about
    click(qtbot, page, "Retrain")
    assert heard[-1] == ("learn_wanted", "pets")


# Errors.


def test_an_error_says_what_happened_and_what_to_do(qtbot, running, heard):
    running.failed(FULL)
    assert "/data cannot be written: disk full." in texts(running)
    assert "Free some space." in texts(running)
    click(qtbot, running, "Try again")
    assert heard[-1] == ("train_wanted", CONFIG)
    click(qtbot, running, "Back to the folder")
    assert ready_to_train(running)


def test_after_an_error_what_is_left_goes_on(qtbot, running, heard):
    running.show_interrupted(INTERRUPTED)
    running.failed(FULL)
    assert running._interrupted_bar.isVisible()
    click(qtbot, running, "Try again")
    assert heard[-1] == ("resume_wanted", INTERRUPTED)


def test_what_was_chosen_to_measure_on_is_forgotten_where_it_fails(qtbot, ready):
    ready.show_dataset(replace(dataset(), ways_to_split=("camera",)))
    split = ready._folder_view._split
    split.setCurrentIndex(1)
    split.activated.emit(1)
    assert ready.split_by == "camera"
    ready.failed(ModelError("No camera can be held out: each has a category that no other has."))
    click(qtbot, ready, "Try again")
    assert ready.split_by == "photo"


def test_a_failed_check_is_tried_again(qtbot, page, heard):
    page.choose_folder(FOLDER)
    page.failed(FULL)
    assert buttons(page) == {"Choose a folder…", "Sort into piles", "Try again"}
    click(qtbot, page, "Try again")
    assert heard == [("folder_chosen", FOLDER)] * 2
    assert page._folder_view.isVisible()


def test_a_missing_model_can_be_downloaded(qtbot, running, heard):
    running.failed(ModelNotInstalled("{name} is not installed.", name="lite0"))
    click(qtbot, running, "Download the model")
    assert heard[-1] == ("download_wanted", "lite0")


# Pictures, focus, start-up.


def test_pictures_are_asked_for_and_taken_in(qtbot, page):
    page.choose_folder(FOLDER)
    with qtbot.waitSignal(page.pictures_wanted) as asked:
        page.show_listed(listed())
    wanted, side = asked.args
    assert side == SMALL_SIDE
    assert wanted[0] == photo("cats", 0)
    page.set_picture(thumbnail(wanted[0]), SMALL_SIDE)
    page.set_picture(thumbnail(wanted[1], 64), LARGE_SIDE)
    assert page._small.get(wanted[0]).width() == 8
    assert page._small.get(wanted[1]) is None
    assert page._large.get(wanted[1]).width() == 64


def test_the_focus_is_not_taken_from_elsewhere(qtbot, ready):
    window = QSplitter()
    qtbot.addWidget(window)
    elsewhere = QPushButton("Elsewhere")
    window.addWidget(elsewhere)
    window.addWidget(ready)
    window.show()
    window.activateWindow()
    elsewhere.setFocus()
    qtbot.waitUntil(elsewhere.hasFocus)
    ready.begin_training(CONFIG)
    ready.end_training(FINE_TUNED)
    stayed = elsewhere.hasFocus()
    ready.setParent(None)  # each is deleted on its own
    assert stayed


def test_the_page_brings_no_heavy_library_at_start():
    heavy = "{'numpy', 'pyqtgraph', 'torch', 'PIL'}"
    code = f"import sys, effnet_desktop.gui.train.train_page; print({heavy} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


def test_a_network_of_ones_own_scaling_takes_the_place_of_the_dropdown(qtbot, ready, heard):
    page, scaling = ready, Scaling(0.5)
    page.use_scaling(scaling)
    assert not page.phi_selector.isVisibleTo(page)
    assert "EfficientNet-Lite (phi 0.5) · 240 px" in texts(page)
    assert heard[-1][0] == "estimates_wanted"
    assert heard[-1][2:] == ("lite0", scaling)
    click(qtbot, page, "Train")
    assert heard[-1][1].scaling == scaling
    page.begin_training(heard[-1][1])
    page.show_event(Inheritance("lite0", 0.814, True))
    assert "81.4 % of the weights are inherited from EfficientNet-Lite0; at first it computes the same." in texts(page)
    page.stopped()
    page.use_scaling(None)
    assert page.phi_selector.isVisibleTo(page)
    assert heard[-1][2:] == ("lite0", None)


def test_the_next_keys_after_a_drop_are_the_windows(page, monkeypatch, tmp_path):
    activated = []
    monkeypatch.setattr(page, "activateWindow", lambda: activated.append(True))
    drop(page, tmp_path)
    assert activated == [True]
