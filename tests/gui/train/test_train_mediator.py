"""Training in the real window with the real engine: from a folder to corrections learnt."""

import shutil
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QLocale, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit
from shapes import fill
from verbs import run

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import EngineError, Text
from effnet_desktop.engine.records.classifying import Classification
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import FineTuneConfig
from effnet_desktop.engine.records.training import InterruptedTraining
from effnet_desktop.gui.main_window import MainWindow
from effnet_desktop.gui.settings import Settings
from effnet_desktop.gui.train.findings import NO_CORRECTIONS, Corrections
from effnet_desktop.gui.widgets.category_chooser import CategoryChooser

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


@pytest.fixture
def folder(tmp_path) -> Path:
    """Discs and stripes in many colours, twelve each."""
    random = np.random.default_rng(0)
    for category in ("disc", "stripes"):
        (tmp_path / "shapes" / category).mkdir(parents=True)
        for i in range(12):
            colours = [tuple(int(c) for c in random.integers(0, 256, 3)) for _ in range(2)]
            picture = Image.new("RGB", (96, 80), colours[0])
            pen = ImageDraw.Draw(picture)
            if category == "disc":
                x, y = (int(v) for v in random.integers(25, 50, 2))
                pen.ellipse((x - 20, y - 20, x + 20, y + 20), fill=colours[1])
            else:
                for left in range(int(random.integers(0, 12)), 96, 12):
                    pen.line((left, 0, left, 80), fill=colours[1], width=5)
            picture.save(tmp_path / "shapes" / category / f"{i:02}.png")
    return tmp_path / "shapes"


@pytest.fixture
def window(qtbot, ready_dir, tmp_path):
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    shutil.copytree(ready_dir, tmp_path / "data")
    window = MainWindow(Engine(tmp_path / "data"), Settings(tmp_path / "settings.ini"), tmp_path / "data")
    qtbot.addWidget(window, before_close_func=lambda window: setattr(window, "_may_quit", lambda: True))
    window.show()
    yield window
    QLocale.setDefault(before)


def drop_on_train_page(window: MainWindow, folder: Path) -> None:
    window._tabs.setCurrentWidget(window._train_page)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(folder))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page = window._train_page
    QApplication.sendEvent(page, QDragEnterEvent(QPoint(50, 50), copy, mime, left, none))
    QApplication.sendEvent(page, QDropEvent(QPointF(50, 50), copy, mime, left, none))


def probabilities(answer: Classification) -> dict[str, float]:
    return {prediction.category: prediction.probability for prediction in answer.predictions}


def test_a_folder_becomes_a_model_and_corrections_are_learnt(qtbot, window, folder, tmp_path) -> None:
    page = window._train_page
    with qtbot.waitSignal(page.estimates_wanted, timeout=20_000):
        drop_on_train_page(window, folder)
    qtbot.waitUntil(lambda: len(page._seconds) == 3, timeout=240_000)  # measured on this machine
    assert page._options.train.isEnabled()

    gaps: list[float] = []
    clock = QTimer(window, interval=5)
    last = [time.perf_counter()]

    def tick() -> None:
        now = time.perf_counter()
        gaps.append(now - last[0])
        last[0] = now

    clock.timeout.connect(tick)
    clock.start()
    with qtbot.waitSignal(window._train.trained, timeout=60_000):
        page.train_wanted.emit(FineTuneConfig(folder, preset="quick", name="shapes"))
        assert window._train.is_training
    clock.stop()
    assert len(gaps) > 100  # the window went on ticking
    trained = next(model for model in window._engine.models() if model.name == "shapes")
    assert window._classify_page.phi_selector.findText("shapes", Qt.MatchFlag.MatchStartsWith) >= 0

    # In Classify: the model answers, and two keystrokes correct it.
    window._use_model("shapes")
    window.add_paths([folder / "disc" / "00.png"])
    photos = window._classify_page.photos
    qtbot.waitUntil(lambda: photos.counts.answered == 1, timeout=30_000)
    answer = photos.photo(0).classification
    assert isinstance(answer, Classification)
    assert answer.model == "shapes"
    grid = window._classify_page._grid
    window.activateWindow()
    grid.setFocus()
    qtbot.waitUntil(grid.hasFocus)
    qtbot.keyClick(grid, Qt.Key.Key_C)
    (chooser,) = window._classify_page.findChildren(CategoryChooser)
    field = chooser.findChild(QLineEdit)
    qtbot.waitUntil(field.hasFocus)
    second = answer.predictions[1].category
    qtbot.keyClicks(field, second[:3])
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window._engine.corrections(folder)[0] == {folder / "disc" / "00.png": second})
    assert photos.photo(0).truth == second
    qtbot.waitUntil(lambda: bool(window._message_bar.isVisible()))
    with qtbot.waitSignal(window._train.trained, timeout=60_000):
        window._message_bar.action_triggered.emit()
    again = next(model for model in window._engine.models() if model.name == "shapes")
    assert again.trained != trained.trained or again.path.stat().st_mtime_ns != trained.path.stat().st_mtime_ns

    # What has learnt answers otherwise at once, and as an engine does that knows nothing of before.
    qtbot.waitUntil(lambda: photos.photo(0).classification != answer, timeout=30_000)
    events, _ = run(Engine(tmp_path / "data").classify([folder / "disc" / "00.png"], "shapes"))
    learnt, fresh = (probabilities(found) for found in (photos.photo(0).classification, events[-1]))
    assert learnt == pytest.approx(fresh)
    assert learnt != pytest.approx(probabilities(answer))


def test_stop_ends_the_training_and_what_is_left_becomes_a_model(qtbot, window, folder, tmp_path) -> None:
    page = window._train_page
    page.train_wanted.emit(FineTuneConfig(folder, preset="balanced", epochs=50, name="stopped"))
    run = tmp_path / "data" / "training" / "stopped" / "run.json"
    qtbot.waitUntil(run.exists, timeout=60_000)  # the head is fitted
    assert window._engine.interrupted_trainings() == ()  # it runs
    with qtbot.waitSignal(window._train._run.finished, timeout=30_000):
        page.stop_wanted.emit()
    (left,) = window._engine.interrupted_trainings()
    qtbot.waitUntil(lambda: page._interrupted == left and not window._train.is_training)
    with pytest.MonkeyPatch.context() as patch, qtbot.waitSignal(window._train.refused):
        patch.setattr(window._train, "_is_comparing", lambda: True)  # measuring the model would spoil the times
        page.finish_wanted.emit(left)
    assert not window._train.is_training
    assert not page._is_training
    with qtbot.waitSignal(window._train.trained, timeout=60_000):
        page.finish_wanted.emit(left)
    assert "stopped" in [model.name for model in window._engine.models()]


@pytest.mark.parametrize("end", ["stopped", "failed"])
def test_what_a_training_has_left_is_read_on_a_lane_and_none_begins_before(
    qtbot, window, folder, monkeypatch, end
) -> None:
    page, config = window._train_page, FineTuneConfig(folder, name="shapes")
    left = InterruptedTraining(config, 1, 4)
    begun, readers, may_read = [], [], threading.Event()

    def train(config):
        begun.append(config)
        while end == "stopped":
            time.sleep(0.005)
            yield Progress(Text("Training"))
        yield Progress(Text("Training"))
        raise EngineError("The disk broke.")

    def interrupted():
        readers.append(threading.current_thread())
        may_read.wait(10)
        return (left,)

    monkeypatch.setattr(window._engine, "fine_tune", train)
    monkeypatch.setattr(window._engine, "interrupted_trainings", interrupted)
    page.train_wanted.emit(config)
    if end == "stopped":
        qtbot.waitUntil(lambda: bool(begun))
        page.stop_wanted.emit()
    qtbot.waitUntil(lambda: bool(readers))
    assert window._train.is_training
    page.train_wanted.emit(config)
    assert page._interrupted is None
    may_read.set()
    qtbot.waitUntil(lambda: not window._train.is_training)
    assert page._interrupted == left
    assert not page._is_training
    assert (page._stack.currentWidget() is page._error) == (end == "failed")
    assert len(begun) == 1
    assert threading.main_thread() not in readers


def test_decisions_are_undone_and_done_again_whatever_is_selected_or_shown(qtbot, window, folder, tmp_path) -> None:
    page, engine = window._train_page, window._engine
    other = tmp_path / "other"
    first, second, third = (folder / "disc" / f"{number:02}.png" for number in range(3))
    window._tabs.setCurrentWidget(page)
    window._train._show_corrections(folder)
    page.decided.emit([(first, "stripes"), (second, "stripes")])
    page.decided.emit([(third, "")])
    page.decided.emit([(first, "")])
    assert page.corrections == Corrections({second: "stripes"}, frozenset({first, third}))  # at once
    window._train._show_corrections(other)  # another model's report

    def press(keys: str) -> None:
        (action,) = [each for each in window.findChildren(QAction) if QKeySequence(keys) in each.shortcuts()]
        assert action.isEnabled()
        action.trigger()

    def decided() -> tuple[dict[Path, str], frozenset[Path]]:
        assert page.corrections == NO_CORRECTIONS  # nothing of this is shown with the other folder
        return engine.corrections(folder)

    qtbot.waitUntil(lambda: page.corrections == NO_CORRECTIONS)
    press("Ctrl+Z")
    qtbot.waitUntil(lambda: decided() == ({first: "stripes", second: "stripes"}, frozenset({third})))
    press("Ctrl+Z")
    press("Ctrl+Z")
    qtbot.waitUntil(lambda: decided() == ({}, frozenset()))
    press("Ctrl+Shift+Z")
    qtbot.waitUntil(lambda: decided() == ({first: "stripes", second: "stripes"}, frozenset()))
    window._tabs.setCurrentWidget(window._models_page)
    assert not window._undo_group.canUndo()
    window._tabs.setCurrentWidget(window._classify_page)
    assert not window._undo_group.canUndo()  # nothing was done there
    window._tabs.setCurrentWidget(page)
    assert window._undo_group.undoText() == "Decide about 2 photo(s)"


def test_what_was_decided_is_never_asked_again_and_can_be_taken_back_after_a_restart(qtbot, window, tmp_path) -> None:
    folder = fill(tmp_path / "drawn", 25, ("disc", "stripes"))
    wrong = folder / "disc" / "wrong.png"
    (folder / "stripes" / "000.png").rename(wrong)
    engine = window._engine
    run(engine.fine_tune(FineTuneConfig(folder, preset="quick", name="drawn")))

    def report_of(window: MainWindow, tab: int):
        (trained,) = [model.trained for model in window._engine.models() if model.name == "drawn"]
        page = window._train_page
        window._tabs.setCurrentWidget(page)
        page.report_wanted.emit(trained)
        report = page._report_view
        qtbot.waitUntil(lambda: page._stack.currentWidget() is report)
        report.tabs.setCurrentIndex(tab)
        photos = {3: report.suspects, 4: report.decisions}[tab].list
        window.activateWindow()
        photos.setFocus()
        qtbot.waitUntil(photos.hasFocus)
        return report

    report = report_of(window, 3)
    assert report.suspects.model.finding(0).path == wrong
    qtbot.keyClick(report.suspects.list, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: engine.corrections(folder)[0] == {wrong: "disc"})
    assert not report.retrain.isVisible()  # there is nothing new to learn
    with qtbot.waitSignal(window._train.trained, timeout=60_000):
        window._train_page.learn_wanted.emit("drawn")
    assert wrong not in [finding.path for finding in report.suspects.model.findings]
    window.close()

    again = MainWindow(Engine(tmp_path / "data"), Settings(tmp_path / "settings.ini"), tmp_path / "data")
    qtbot.addWidget(again, before_close_func=lambda window: setattr(window, "_may_quit", lambda: True))
    again.show()
    report = report_of(again, 4)
    assert report.tabs.tabText(4) == "Decided (1)"
    assert report.decisions.model.finding(0).path == wrong
    qtbot.keyClick(report.decisions.list, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: again._engine.corrections(folder)[0] == {})
    assert not report.tabs.isTabVisible(4)


def test_the_choice_about_a_folder_called_other_is_kept(qtbot, window, folder) -> None:
    shutil.copytree(folder / "disc", folder / "other")
    for photo in (folder / "other").iterdir():
        with photo.open("ab") as file:
            file.write(b"another content")
    page = window._train_page
    drop_on_train_page(window, folder)
    qtbot.waitUntil(lambda: page._dataset is not None, timeout=30_000)
    assert page._dataset.not_categories == ("other",)
    assert page._folder_view._none.isVisible()
    page._folder_view._none.setCurrentIndex(1)
    page._folder_view._none.activated.emit(1)
    assert page._dataset is None
    qtbot.waitUntil(lambda: page._dataset is not None, timeout=30_000)
    assert page._dataset.not_categories == ()
    assert "other" in page._dataset.categories
    drop_on_train_page(window, folder.parent / "nowhere")
    drop_on_train_page(window, folder)
    qtbot.waitUntil(lambda: page._dataset is not None and page._dataset.folder == folder, timeout=30_000)
    assert page._dataset.not_categories == ()
    assert page.not_categories == ()
