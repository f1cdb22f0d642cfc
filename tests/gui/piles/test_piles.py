"""Unsorted photos in the real window with the real engine: from a flat folder to a model and to filed photos."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from shapes import fill, fill_flat
from user import buttons, texts

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.records.piles import Piles, Question
from effnet_desktop.gui.main_window import MainWindow
from effnet_desktop.gui.piles.pile_list import NEW, OUT
from effnet_desktop.gui.piles.piles_view import PilesView
from effnet_desktop.gui.settings import Settings
from effnet_desktop.gui.widgets.pictures import Pictures

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


@pytest.fixture
def flat(tmp_path) -> Path:
    return fill_flat(tmp_path / "unsorted", 12)


@pytest.fixture
def open_window(qtbot, ready_dir, tmp_path):
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    shutil.copytree(ready_dir, tmp_path / "data")

    def start() -> MainWindow:
        window = MainWindow(Engine(tmp_path / "data"), Settings(tmp_path / "settings.ini"), tmp_path / "data")
        qtbot.addWidget(window, before_close_func=lambda window: setattr(window, "_may_quit", lambda: True))
        window.show()
        window._tabs.setCurrentWidget(window._train_page)
        return window

    yield start
    QLocale.setDefault(before)


@pytest.fixture
def opened(qtbot, open_window, flat) -> MainWindow:
    window = open_window()
    drop(window, flat)
    wait_for_question(qtbot, window)
    return window


def drop(window: MainWindow, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page = window._train_page
    QApplication.sendEvent(page, QDragEnterEvent(QPoint(50, 50), copy, mime, left, none))
    QApplication.sendEvent(page, QDropEvent(QPointF(50, 50), copy, mime, left, none))


def view_of(window: MainWindow) -> PilesView:
    return window._train_page.piles


def is_idle(window: MainWindow) -> bool:
    lanes = (*window._piles.lanes, *window._train.lanes, window._inference)
    return not any(lane.is_busy for lane in lanes)


def wait_for_question(qtbot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: is_idle(window) and view_of(window).isVisible(), timeout=60_000)


def piles_of(window: MainWindow) -> Piles:
    piles = view_of(window)._piles
    assert piles is not None
    return piles


def name_shown(qtbot, window: MainWindow, name: str) -> None:
    view = view_of(window)
    view.field.setText(name)
    qtbot.keyClick(view.field, Qt.Key.Key_Return)
    wait_for_question(qtbot, window)


def name_all(qtbot, window: MainWindow) -> None:
    """Names each pile after what most of it shows."""
    view = view_of(window)
    while unnamed := [pile for pile in piles_of(window).piles if not pile.name]:
        (shown,) = view.list.selected()
        assert shown == unnamed[0]
        kinds = [path.name.split()[0] for path in shown.photos]
        name_shown(qtbot, window, max(set(kinds), key=kinds.count))


def test_a_folder_without_categories_becomes_a_model(qtbot, opened, flat) -> None:
    view, page = view_of(opened), opened._train_page
    assert sum(len(pile.photos) for pile in piles_of(opened).piles) == 24
    assert not view.make.isEnabled()
    assert not view.file.isEnabled()
    name_all(qtbot, opened)
    assert view.make.isEnabled()
    assert "24 of 24 photos" in texts(view)
    assert view.questions.isVisible()

    view.make.click()
    qtbot.waitUntil(lambda: page._report is not None and is_idle(opened), timeout=60_000)
    assert page._report.model.name == "unsorted"
    assert set(page._report.model.categories) == {"disc", "stripes"}
    assert page._report.model.preset == "quick"
    assert sorted(path.name.split()[0] for path in flat.iterdir()) == ["disc"] * 12 + ["stripes"] * 12

    page._go_back()
    assert view.isVisible()


def test_naming_goes_on_to_the_next_pile_and_is_undone_after_a_restart(qtbot, opened, open_window, flat) -> None:
    first = piles_of(opened).piles[0]
    name_shown(qtbot, opened, "  disc ")
    assert [pile.name for pile in piles_of(opened).piles if pile.name] == ["disc"]
    (shown,) = view_of(opened).list.selected()
    assert shown.number != first.number
    opened.close()

    window = open_window()
    drop(window, flat)
    wait_for_question(qtbot, window)
    assert piles_of(window).named == len(first.photos)
    undo = window._undo_group
    assert undo.canUndo()
    undo.undo()
    wait_for_question(qtbot, window)
    assert piles_of(window).named == 0
    assert undo.canRedo()
    undo.redo()
    wait_for_question(qtbot, window)
    assert piles_of(window).named == len(first.photos)


def test_the_field_takes_what_is_suggested(qtbot, opened) -> None:
    view = view_of(opened)
    suggested = view._suggestions[piles_of(opened).piles[0].photos[:5]]
    assert suggested
    assert suggested[0] in view.field.placeholderText()
    qtbot.keyClick(view.field, Qt.Key.Key_Return)
    wait_for_question(qtbot, opened)
    assert piles_of(opened).piles[0].name == suggested[0]


def test_a_name_is_taken_away_by_an_empty_field(qtbot, opened) -> None:
    name_shown(qtbot, opened, "disc")
    view = view_of(opened)
    view.list.choose(piles_of(opened).piles[0].number)
    assert view.field.text() == "disc"
    view.field.clear()
    qtbot.keyClick(view.field, Qt.Key.Key_Return)
    wait_for_question(qtbot, opened)
    assert piles_of(opened).named == 0


def test_photos_are_moved_by_the_menu(qtbot, opened) -> None:
    name_shown(qtbot, opened, "disc & co")
    view = view_of(opened)
    stray = view.photos._photos.photos[0]
    view.photos.setCurrentIndex(view.photos.model().index(0, 0))
    view._fill_move_menu()
    targets = [action for action in view._move_menu.actions() if action.text()]
    assert targets[0].text() == "disc && co"
    assert len(targets) == len(piles_of(opened).piles) + 1
    targets[0].trigger()
    wait_for_question(qtbot, opened)
    assert stray in piles_of(opened).piles[0].photos


def test_undo_leaves_an_empty_field_to_the_window(qtbot, opened) -> None:
    name_shown(qtbot, opened, "disc")
    view = view_of(opened)
    assert view.field.text() == ""
    view.field.setFocus()
    qtbot.keyClick(view.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_for_question(qtbot, opened)
    assert piles_of(opened).named == 0


def test_the_slider_changes_the_number_of_piles(qtbot, opened) -> None:
    view = view_of(opened)
    for count in (5, 6, 7):
        view.slider.setValue(count)
    wait_for_question(qtbot, opened)
    assert len(piles_of(opened).piles) == 7
    assert opened._undo_group.canUndo()
    assert "7 pile(s)" in texts(view) or "7 piles" in texts(view)


def test_photos_are_dragged_thrown_out_and_brought_back(qtbot, opened) -> None:
    view = view_of(opened)
    first, second = piles_of(opened).piles[:2]
    view.list.choose(first.number)
    view.photos.selectAll()
    stray = view.photos.selected()[:1]
    view.list.dropped.emit(stray, second.number)
    wait_for_question(qtbot, opened)
    assert stray[0] in next(pile for pile in piles_of(opened).piles if pile.number == second.number).photos

    view.list.dropped.emit(stray, OUT)
    wait_for_question(qtbot, opened)
    assert piles_of(opened).thrown_out == tuple(stray)
    view.list.choose(OUT)
    assert view.photos.selected() == []
    view.photos.selectAll()
    assert view.photos.selected() == stray
    assert not view.field.isEnabled()
    view.list.dropped.emit(stray, NEW)
    wait_for_question(qtbot, opened)
    assert piles_of(opened).thrown_out == ()
    assert any(pile.photos == tuple(stray) for pile in piles_of(opened).piles)


def test_piles_are_split_and_merged(qtbot, opened) -> None:
    view = view_of(opened)
    view.slider.setValue(2)
    wait_for_question(qtbot, opened)
    assert len(piles_of(opened).piles) == 2
    view._split.click()
    wait_for_question(qtbot, opened)
    assert len(piles_of(opened).piles) == 3
    view.list.selectAll()
    assert "Merge" in buttons(view)
    view._merge.click()
    wait_for_question(qtbot, opened)
    assert [len(pile.photos) for pile in piles_of(opened).piles] == [24]


def test_answers_move_photos_and_are_counted(qtbot, opened) -> None:
    name_all(qtbot, opened)
    view, seen = view_of(opened), []
    for _ in range(6):
        question = view.questions._question
        seen.append(question.photo)
        truth = question.photo.name.split()[0]
        if question.proposed == truth:
            qtbot.keyClick(view.questions, Qt.Key.Key_Y)
        else:
            qtbot.keyClick(view.questions, Qt.Key.Key_N)
            view.questions.field.setText(truth)
            qtbot.keyClick(view.questions.field, Qt.Key.Key_Return)
        wait_for_question(qtbot, opened)
    assert len(set(seen)) == 6
    assert piles_of(opened).judged == 3
    assert "that you judged" in texts(view)
    wrong = view.questions._question
    qtbot.keyClick(view.questions, Qt.Key.Key_0)
    wait_for_question(qtbot, opened)
    assert piles_of(opened).thrown_out == (wrong.photo,)


def test_filing_uses_the_names_of_the_piles(qtbot, opened, monkeypatch) -> None:
    asked: list = []
    monkeypatch.setattr(opened._filing, "show_dialog", lambda shown, selected: asked.append((shown, selected)))
    first = piles_of(opened).piles[0]
    name_shown(qtbot, opened, "disc")
    view_of(opened).file.click()
    qtbot.waitUntil(lambda: bool(asked), timeout=10_000)
    ((shown, selected),) = asked
    assert selected == []
    assert {(photo.path, photo.correction) for photo in shown} == {(path, "disc") for path in first.photos}

    one, two, *others = first.photos
    engine, folder = opened._engine, piles_of(opened).folder
    engine.move_label(folder, one, "stripes")  # in the report
    engine.leave_out(folder, two)
    view_of(opened).file.click()
    qtbot.waitUntil(lambda: len(asked) == 2, timeout=10_000)
    assert {photo.path: photo.correction for photo in asked[1][0]} == dict.fromkeys(others, "disc") | {one: "stripes"}


def test_photos_dropped_later_join_the_piles(qtbot, opened, tmp_path) -> None:
    name_all(qtbot, opened)
    new = sorted(fill(tmp_path / "more", 14, ("disc",)).rglob("*.png"))[12:]
    drop(opened, *new)
    qtbot.waitUntil(lambda: is_idle(opened) and view_of(opened)._piles is not None, timeout=60_000)
    assert piles_of(opened).photos == 26


def test_piles_cannot_be_made_of_what_cannot_be_read(qtbot, open_window, tmp_path) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(b"no photo")
    window = open_window()
    drop(window, folder)
    qtbot.waitUntil(lambda: "None of the photos" in texts(window._train_page), timeout=30_000)
    assert "Try again" in buttons(window._train_page)


@pytest.mark.parametrize("count", [1, 2])
def test_few_photos_are_piles_too(qtbot, open_window, flat, tmp_path, count) -> None:
    folder = tmp_path / "few"
    folder.mkdir()
    for path in sorted(flat.iterdir())[:count]:
        shutil.copy(path, folder)
    (folder / "b.jpg").write_bytes(b"no photo")
    window = open_window()
    drop(window, folder)
    wait_for_question(qtbot, window)
    assert piles_of(window).photos == count
    assert "1 left out" in view_of(window)._left_out_button.text()


def test_opening_is_stopped(qtbot, open_window, flat) -> None:
    window = open_window()
    drop(window, flat)
    qtbot.waitUntil(lambda: view_of(window).isVisible(), timeout=10_000)
    view_of(window).stop.click()
    assert not view_of(window).isVisible()
    qtbot.waitUntil(lambda: is_idle(window), timeout=10_000)
    assert window._train_page._empty.isVisible()


def test_a_question_without_a_guess_asks_for_a_name(qtbot, tmp_path) -> None:
    view = PilesView(Pictures(64, 1, 8), Pictures(64, 1, 1))
    qtbot.addWidget(view)
    given = []
    view.answered.connect(lambda question, name: given.append((question, name)))
    question = Question(tmp_path / "a.jpg", "", 0.0)
    view.show_question(question)
    assert not view.questions.yes.isEnabled()
    view.questions.field.setText("fox")
    qtbot.keyClick(view.questions.field, Qt.Key.Key_Return)
    assert given == [(question, "fox")]


def test_a_held_key_does_not_unselect_the_pile(qtbot, opened) -> None:
    view = view_of(opened)
    qtbot.keyPress(view.list, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    view.list.choose(piles_of(opened).piles[0].number)
    view.list.choose(piles_of(opened).piles[0].number)
    assert view.list.selected() == [piles_of(opened).piles[0]]
    qtbot.keyRelease(view.list, Qt.Key.Key_Control)
