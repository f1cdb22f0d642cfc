"""Photos in doubt, with real keys and clicks."""

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from training_records import FOLDER, MISTAKES, SUSPECTS, photo, thumbnail

from effnet_desktop.engine.errors import PhotoError
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.gui.train.findings import (
    Corrections,
    Finding,
    Findings,
    from_decision,
    from_mistake,
    from_suspect,
)
from effnet_desktop.gui.widgets.category_chooser import CategoryChooser
from effnet_desktop.gui.widgets.pictures import Pictures

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop

FIRST, SECOND = SUSPECTS[:2]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def findings(qtbot):
    small, large = Pictures(96, 1, 8), Pictures(1600, 1, 1)
    findings = Findings(small, large)
    small.setParent(findings)  # and go with it
    large.setParent(findings)
    qtbot.addWidget(findings)
    findings.resize(900, 500)
    findings.show_findings([from_suspect(suspect) for suspect in SUSPECTS])
    findings.show()
    qtbot.waitExposed(findings)
    findings.list.setFocus()
    return findings


@pytest.fixture
def heard(findings):
    heard = []
    findings.decided.connect(heard.extend)
    findings.open_photo_wanted.connect(lambda path: heard.append(("open", path)))
    return heard


def button(findings, text) -> QPushButton:
    return next(button for button in findings.findChildren(QPushButton) if button.text() == text)


def row_text(findings, row) -> str:
    return findings.model.data(findings.model.index(row))


def test_rows_say_what_is_in_doubt(findings):
    assert row_text(findings, 0) == "0.jpg\n99.0 % · dogs → cats"
    assert findings._doubt.text() == "Filed as dogs. Looks like cats (99.0 %)."


def test_a_mistake_is_shown_like_a_suspect():
    assert from_mistake(MISTAKES[0]) == Finding(photo("cats", 1), "cats", "dogs", 0.95)


def test_a_decision_names_the_folder_wherever_the_photo_lies(findings):
    places = {FOLDER / "a.jpg": "", FOLDER / "train" / "cats" / "b.jpg": "cats", FOLDER.parent / "c.jpg": "cats"}
    findings.set_corrections(
        Corrections({path: label for path, label in places.items() if label}, frozenset({FOLDER / "a.jpg"}))
    )
    findings.show_findings([from_decision(path, label, FOLDER) for path, label in places.items()])
    assert [row_text(findings, row).split("\n")[1:] for row in range(3)] == [
        ["pets", "left out"],
        ["cats", "the folder is right"],
        [str(FOLDER.parent), "now in cats"],
    ]
    assert findings._doubt.text() == "It lies in pets."


def test_buttons_ask_for_a_decision_and_go_on_to_the_next_photo(qtbot, findings, heard):
    qtbot.mouseClick(button(findings, "Move to cats"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(button(findings, "Leave out"), Qt.MouseButton.LeftButton)
    assert heard == [(FIRST.path, "cats"), (SECOND.path, "")]
    assert findings.list.currentIndex().row() == 2
    assert row_text(findings, 0).count("\n") == 1  # nothing is shown as decided before it is


def test_keys_decide_too(qtbot, findings, heard):
    qtbot.keyClick(findings.list, Qt.Key.Key_M)
    qtbot.keyClick(findings.list, Qt.Key.Key_Delete)
    qtbot.keyClick(findings.list, Qt.Key.Key_Return, CTRL)
    assert heard == [(FIRST.path, "cats"), (SECOND.path, ""), ("open", SUSPECTS[2].path)]


def test_enter_takes_what_the_model_says_and_opens_nothing(qtbot, findings, heard):
    qtbot.keyClick(findings.list, Qt.Key.Key_Return)
    qtbot.keyClick(findings.list, Qt.Key.Key_Down)
    qtbot.keyClick(findings.list, Qt.Key.Key_Enter)
    assert heard == [(FIRST.path, "cats"), (SUSPECTS[2].path, "cats")]


def test_the_keys_stand_below_the_buttons(findings):
    def shown() -> str:
        return findings._keys.text().replace("&nbsp;", " ")

    assert findings._keys.isVisible()
    assert "<b>Enter</b> move" in shown()
    assert "<b>R</b> the folder is right" in shown()
    assert "take back" not in shown()
    findings.set_corrections(Corrections({FIRST.path: "cats"}, frozenset()))
    assert "move" not in shown()  # it is there
    assert "<b>T</b> take back" in shown()


def test_a_decision_goes_on_to_the_next_that_is_open(qtbot, findings):
    said = {SECOND.path: "cats"}
    findings.set_corrections(Corrections(said, frozenset()))

    def decide(decisions) -> None:
        said.update(decisions)
        findings.set_corrections(Corrections(dict(said), frozenset()))

    findings.decided.connect(decide)
    rows = []
    for _ in range(3):
        qtbot.keyClick(findings.list, Qt.Key.Key_R)
        rows.append(findings.list.currentIndex().row())
    assert rows == [2, 3, 3]  # all are decided
    qtbot.keyClick(findings.list, Qt.Key.Key_T)
    assert rows[-1] == findings.list.currentIndex().row()


def test_decisions_show_and_can_be_taken_back(qtbot, findings, heard):
    assert not button(findings, "Take back").isEnabled()
    findings.set_corrections(Corrections({FIRST.path: "cats"}, frozenset({SECOND.path})))
    assert row_text(findings, 0).endswith("\nnow in cats")
    assert row_text(findings, 1).endswith("\nleft out")
    assert not button(findings, "Move to cats").isEnabled()
    assert button(findings, "Leave out").isEnabled()
    qtbot.mouseClick(button(findings, "Take back"), Qt.MouseButton.LeftButton)
    findings.list.setCurrentIndex(findings.model.index(1))
    qtbot.mouseClick(button(findings, "Take back"), Qt.MouseButton.LeftButton)
    assert heard == [(FIRST.path, None), (SECOND.path, None)]


def test_the_folder_may_be_right(qtbot, findings, heard):
    qtbot.mouseClick(button(findings, "The folder is right"), Qt.MouseButton.LeftButton)
    assert heard == [(FIRST.path, "dogs")]
    assert findings.list.currentIndex().row() == 1
    findings.set_corrections(Corrections({FIRST.path: "dogs"}, frozenset()))
    assert row_text(findings, 0).endswith("\nthe folder is right")
    findings.list.setCurrentIndex(findings.model.index(0))
    assert not button(findings, "The folder is right").isEnabled()
    qtbot.mouseClick(button(findings, "Take back"), Qt.MouseButton.LeftButton)
    assert heard[1:] == [(FIRST.path, None)]


def test_a_photo_goes_to_any_category(qtbot, findings, heard):
    findings.set_categories(("cats", "dogs", "owls & co"))
    qtbot.keyClick(findings.list, Qt.Key.Key_O)
    (chooser,) = findings.findChildren(CategoryChooser)
    chooser.type("owl")
    qtbot.keyClick(chooser._field, Qt.Key.Key_Return)
    assert heard == [(FIRST.path, "owls & co")]
    assert findings.list.currentIndex().row() == 1


def test_several_are_decided_at_once(qtbot, findings, heard):
    qtbot.keyClick(findings.list, Qt.Key.Key_A, CTRL)
    qtbot.keyClick(findings.list, Qt.Key.Key_M)
    assert heard == [(suspect.path, "cats") for suspect in SUSPECTS]
    assert len(findings.list.selectionModel().selectedIndexes()) == len(SUSPECTS)


def test_a_double_click_opens_the_photo(qtbot, findings, heard):
    place = findings.list.visualRect(findings.model.index(1)).center()
    qtbot.mouseClick(findings.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(findings.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard == [("open", SECOND.path)]


def test_the_context_menu_has_the_actions(findings):
    assert findings.list.contextMenuPolicy() == Qt.ContextMenuPolicy.ActionsContextMenu
    texts = [action.text() for action in findings.list.actions()]
    assert texts == [
        "Move to cats",
        "Other category…",
        "The folder is right",
        "Leave out",
        "Take back",
        "Show in folder",
    ]


def test_buttons_say_what_they_do_and_their_keys(findings):
    assert button(findings, "Move to cats").toolTip() == ("Counts this photo as cats; the file stays where it is (M)")


def test_without_photos_it_says_so(findings):
    findings.show_findings((), "Every answer was right.")
    assert findings._empty.isVisible()
    assert findings._empty.text() == "Every answer was right."
    assert not findings.list.isVisible()


def test_visible_photos_are_asked_for_and_the_selected_one_large(qtbot, findings):
    wanted = []
    for pictures in (findings._small, findings._large):
        pictures.clear()
        pictures.wanted.connect(lambda paths, side: wanted.append((side, paths)))
    findings.list.setCurrentIndex(findings.model.index(1))
    findings.list.viewport().update()
    qtbot.waitUntil(lambda: len(wanted) == 2)
    asked = {side: sorted(paths) for side, paths in wanted}
    assert asked == {96: [suspect.path for suspect in SUSPECTS], 1600: [SECOND.path]}


def test_a_small_picture_stands_in_for_the_large_one(findings):
    findings._small.put(thumbnail(FIRST.path, 8))
    findings._show_picture()
    assert findings._view._picture.width() == 8
    findings._large.put(thumbnail(FIRST.path, 64))
    assert findings._view._picture.width() == 64


def test_a_photo_that_is_gone_says_so(findings):
    findings._large.put(PhotoFailed(FIRST.path, PhotoError("There is no such file.")))
    assert findings._view._text == "This photo cannot be read any more."


def test_thousands_are_shown_at_once(findings):
    many = [Finding(photo("cats", number), "cats", "dogs", 0.9) for number in range(10_000)]
    began = time.process_time()
    findings.show_findings(many)
    findings.grab()
    findings.set_corrections(Corrections({many[0].path: "dogs"}, frozenset()))
    findings.grab()
    assert time.process_time() - began < 0.3  # on a busy machine; some 30 ms on an idle one
