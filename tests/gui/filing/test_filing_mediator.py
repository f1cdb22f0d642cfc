"""Photos are filed from the window, with the real engine: planned, done, stopped, taken back."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.records.filing import AnsweredPhoto
from effnet_desktop.gui.filing.filing_dialog import FilingDialog
from effnet_desktop.gui.filing.filing_mediator import FilingMediator
from effnet_desktop.gui.filing.runs_dialog import RunsDialog
from effnet_desktop.gui.widgets.paths_dialog import PathsDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


@pytest.fixture
def photos(tmp_path) -> list[AnsweredPhoto]:
    folder = tmp_path / "photos"
    folder.mkdir()
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        (folder / name).write_bytes(name.encode() * 100)
    answers = ("cat", "dog", "dog")
    names = sorted(folder.iterdir())
    return [AnsweredPhoto(path, answer, 0.9) for path, answer in zip(names, answers, strict=True)]


@pytest.fixture
def mediator(qtbot, settings, data_dir):
    engine, window = Engine(data_dir), QWidget()
    qtbot.addWidget(window)
    window.show()
    mediator = FilingMediator(engine, settings, window)
    yield mediator
    for lane in mediator.lanes:
        lane.cancel_all()
        lane.shutdown(10_000)


def open_dialog(qtbot, mediator, photos, target: Path, selected=()) -> FilingDialog:
    dialog = mediator.show_dialog(photos, selected)
    dialog._folders.target.setText(str(target))
    qtbot.waitUntil(lambda: dialog._plan is not None and dialog._plan.config.target == target.resolve())
    return dialog


def tree_of(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def runs_dialog(qtbot, mediator) -> RunsDialog:
    mediator.show_runs()
    qtbot.waitUntil(lambda: mediator._window.findChildren(RunsDialog) != [])
    return mediator._window.findChildren(RunsDialog)[0]


def test_the_plan_stands_there_before_anything_happens(qtbot, mediator, photos, tmp_path) -> None:
    target = tmp_path / "sorted"
    dialog = open_dialog(qtbot, mediator, photos, target)
    tree = dialog._views[0]._tree
    rows = [[tree.topLevelItem(row).text(column) for column in (0, 1)] for row in range(tree.topLevelItemCount())]
    assert rows == [["cat", "1"], ["dog", "2"]]
    assert dialog._begin.text() == "Copy 3 photo(s)"
    assert not target.exists()
    dialog.reject()
    assert not target.exists()


def test_photos_are_copied_and_a_later_dialog_takes_it_back(qtbot, mediator, settings, photos, tmp_path) -> None:
    target = tmp_path / "sorted"
    dialog = open_dialog(qtbot, mediator, photos, target)
    with qtbot.waitSignal(mediator.filed) as filed:
        dialog._begin.click()
    assert filed.args[0].files == 3
    assert tree_of(target) == ["cat/a.jpg", "dog/b.jpg", "dog/c.jpg"]
    assert settings.filing_folder == str(target)

    runs = runs_dialog(qtbot, mediator)
    assert (runs._list.topLevelItem(0).text(2), runs._list.topLevelItem(0).text(3)) == ("3", "done")
    runs._undo.click()
    qtbot.waitUntil(lambda: runs._list.topLevelItem(0).text(3) == "taken back")
    assert runs._step.text() == "3 file(s) are as they were before."
    assert not target.exists()
    assert not runs._undo.isEnabled()
    runs.reject()


def test_places_that_change_are_told_there_and_back(qtbot, mediator, photos, tmp_path) -> None:
    target = tmp_path / "sorted"
    dialog = open_dialog(qtbot, mediator, photos, target)
    dialog._folders._way.setCurrentIndex(dialog._folders._way.findData("move"))
    qtbot.waitUntil(lambda: dialog._plan is not None)
    assert dialog._begin.text() == "Move 3 photo(s)"
    with qtbot.waitSignal(mediator.moved) as moved:
        dialog._begin.click()
    assert (photos[0].path, target.resolve() / "cat" / "a.jpg") in moved.args[0]
    assert not photos[0].path.exists()
    runs = runs_dialog(qtbot, mediator)
    with qtbot.waitSignal(mediator.moved) as moved:
        runs._undo.click()
    assert (target.resolve() / "cat" / "a.jpg", photos[0].path) in moved.args[0]
    assert photos[0].path.exists()
    qtbot.waitUntil(lambda: not mediator.is_working)
    runs.reject()


def test_only_the_selected_ones_if_there_are_several(qtbot, mediator, photos, tmp_path) -> None:
    dialog = open_dialog(qtbot, mediator, photos, tmp_path / "sorted", selected=photos[:2])
    assert dialog._begin.text() == "Copy 2 photo(s)"
    dialog._photos.setCurrentIndex(0)
    assert not dialog._begin.isEnabled()  # the plan was another one's
    qtbot.waitUntil(lambda: dialog._begin.text() == "Copy 3 photo(s)")
    dialog.reject()


def test_keywords_are_written_beside_the_photos(qtbot, mediator, photos) -> None:
    dialog = mediator.show_dialog(photos, ())
    dialog._tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: dialog._views[1]._tree.topLevelItemCount() == 3)
    assert dialog._begin.text() == "Write keywords"
    with qtbot.waitSignal(mediator.filed) as filed:
        dialog._begin.click()
    assert filed.args[0].files == 3
    assert photos[0].path.with_name("a.jpg.xmp").exists()


def test_what_could_not_be_filed_is_listed(qtbot, mediator, photos, tmp_path) -> None:
    dialog = open_dialog(qtbot, mediator, photos, tmp_path / "sorted")
    photos[1].path.unlink()
    with qtbot.waitSignal(mediator.filed) as filed:
        dialog._begin.click()
    assert (filed.args[0].files, filed.args[0].failed) == (2, 1)
    (left,) = mediator._window.findChildren(PathsDialog)
    assert left.list.model().rowCount() == 1
    left.reject()


def test_a_target_that_is_a_file_is_said_and_cannot_be_begun(qtbot, mediator, photos, tmp_path) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    dialog = open_dialog(qtbot, mediator, photos, file)
    assert "is a file, not a folder" in dialog._views[0]._remarks.item(0).text()
    assert not dialog._begin.isEnabled()
    dialog.reject()


def test_without_a_folder_it_asks_for_one(qtbot, mediator, photos) -> None:
    dialog = mediator.show_dialog(photos, ())
    dialog._folders.target.clear()
    qtbot.waitUntil(lambda: "Choose a folder" in dialog._views[0]._sum.text())
    assert not dialog._begin.isEnabled()
    dialog.reject()


def test_a_run_that_was_stopped_is_told_at_the_next_start(qtbot, mediator, photos, tmp_path) -> None:
    engine = mediator._engine
    dialog = open_dialog(qtbot, mediator, photos, tmp_path / "sorted")
    running = engine.file_photos(dialog._plan)
    next(running)
    running.close()
    dialog.reject()
    with qtbot.waitSignal(mediator.unfinished_found) as found:
        mediator.look_for_unfinished()
    assert found.args[0].state == "unfinished"
    runs = runs_dialog(qtbot, mediator)
    runs._resume.click()
    qtbot.waitUntil(lambda: runs._list.topLevelItem(0).text(3) == "done")
    assert tree_of(tmp_path / "sorted") == ["cat/a.jpg", "dog/b.jpg", "dog/c.jpg"]
    runs.reject()


def test_a_run_is_taken_back_with_the_keyboard(qtbot, mediator, photos, tmp_path) -> None:
    target = tmp_path / "sorted"
    dialog = open_dialog(qtbot, mediator, photos, target)
    with qtbot.waitSignal(mediator.filed):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert len(tree_of(target)) == 3
    runs = runs_dialog(qtbot, mediator)
    runs._list.setFocus()
    qtbot.keyClick(runs._list, Qt.Key.Key_Tab)
    qtbot.keyClick(runs.focusWidget(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not target.exists())
    qtbot.waitUntil(lambda: not mediator.is_working and not runs._is_running)


def test_photos_of_no_category_are_asked_about_where_there_are_any(qtbot, mediator, photos, tmp_path) -> None:
    dialog = open_dialog(qtbot, mediator, photos, tmp_path / "sorted")
    assert not dialog._folders._none.isVisible()
    dialog.reject()
    novel = [replace(photos[0], is_novel=True), *photos[1:]]
    dialog = open_dialog(qtbot, mediator, novel, tmp_path / "sorted")
    assert dialog._folders._none.isVisible()
    assert dialog._folders._none_label.text() == "&None of these, 1 photo(s):"
    assert [folder.name for folder in dialog._plan.folders] == ["dog", "none of these"]
    dialog._folders._none.choice.setCurrentIndex(1)
    qtbot.waitUntil(lambda: dialog._plan is not None and len(dialog._plan.left) == 1)
    assert [folder.name for folder in dialog._plan.folders] == ["dog"]
    dialog.reject()
    dialog = open_dialog(qtbot, mediator, novel, tmp_path / "sorted", selected=novel[1:])
    assert not dialog._folders._none.isVisible()  # it is among all, not among the selected ones
    dialog._photos.setCurrentIndex(0)
    assert dialog._folders._none.isVisible()
    dialog.reject()
