"""Review: photos judged one by one with the keyboard alone."""

import dataclasses
from pathlib import Path

import pytest
from fake_engine import CATEGORIES, answer
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from effnet_desktop.engine.records.classifying import Category, Judgement, Prediction, Thumbnail
from effnet_desktop.gui.classify.arrangement import Query
from effnet_desktop.gui.classify.classify_page import LARGE_SIDE, ClassifyPage
from effnet_desktop.gui.classify.photo_model import PhotoModel
from effnet_desktop.gui.classify.review_queue import ReviewQueue
from effnet_desktop.gui.widgets.category_chooser import CategoryChooser

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop

FILES = [Path(f"/photos/{number}.jpg") for number in range(4)]
MANY = tuple(f"category {number}" for number in range(1000))
Key = Qt.Key


def sure(path: Path, category: str, share: float):
    result = answer(path)
    return dataclasses.replace(result, predictions=(Prediction(category, 0, share), *result.predictions[1:]))


@pytest.fixture
def page(qtbot) -> ClassifyPage:
    """Four photos: the last one is the least certain."""
    page = ClassifyPage()
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    page.photos.add(FILES)
    for place, file in enumerate(FILES):
        page.show_result(sure(file, CATEGORIES[place], 0.9 - place / 10))
    page.set_categories(tuple(map(Category, CATEGORIES)))
    page.review()
    return page


def press(qtbot, page: ClassifyPage, *keys: Key) -> None:
    for key in keys:
        qtbot.keyClick(page._review.photo, key)


def said(page: ClassifyPage) -> list[Judgement | None]:
    return [photo.judgement for photo in page.photos.all]


# The queue.


def test_the_least_certain_come_first_and_what_is_judged_is_left_out(qapp):
    photos = PhotoModel()
    photos.add(FILES)
    for file, share in zip(FILES, (0.9, 0.3, 0.6), strict=False):
        photos.set_result(sure(file, "robin", share))
    photos.judge([(FILES[2], Judgement("robin"))])
    assert [photo.path for photo in ReviewQueue(photos.all, CATEGORIES).photos] == [FILES[1], FILES[0]]


def test_digits_stand_for_the_same_categories_all_along(qapp):
    photos = PhotoModel()
    photos.add(FILES)
    for file, category in zip(FILES, ("category 7", "category 7", "category 3", "category 500"), strict=True):
        photos.set_result(sure(file, category, 0.5))
    assert ReviewQueue(photos.all, CATEGORIES).keys == dict(zip("12345", CATEGORIES, strict=True))
    assert list(ReviewQueue(photos.all, MANY).keys.values()) == ["category 3", "category 500", "category 7"]


# The keys.


def test_enter_digits_zero_skip_and_back(qtbot, page):
    review = page._review
    assert review.current.path == FILES[3]
    press(qtbot, page, Key.Key_Return)
    press(qtbot, page, Key.Key_5)
    press(qtbot, page, Key.Key_S)
    press(qtbot, page, Key.Key_0)
    assert said(page) == [Judgement(None, CATEGORIES[0]), None, Judgement(CATEGORIES[4]), Judgement(CATEGORIES[3])]
    assert review.current is None
    assert "last one" in review.photo._text
    press(qtbot, page, Key.Key_Backspace, Key.Key_Backspace)
    assert review.current.path == FILES[1]
    press(qtbot, page, Key.Key_Space)
    assert said(page)[1] == Judgement(CATEGORIES[1])


def test_the_running_accuracy_counts_what_was_judged(qtbot, page):
    assert "least certain" in page._review._accuracy.text()
    press(qtbot, page, Key.Key_Return, Key.Key_5, Key.Key_Return)
    assert page._review._accuracy.text().startswith("Right so far: 66.7 %")
    assert page._review._progress.text() == "4 of 4"


def test_letters_name_another_category(qtbot, page):
    press(qtbot, page, Key.Key_T)
    (chooser,) = page._review.findChildren(CategoryChooser)
    field = chooser.findChild(QLineEdit)
    qtbot.keyClicks(field, "ea")
    qtbot.keyClick(field, Key.Key_Return)
    assert said(page)[3] == Judgement("teapot")
    assert page._review.current.path == FILES[2]


def test_a_name_that_nothing_has_is_not_taken(qtbot, page):
    press(qtbot, page, Key.Key_X)
    (chooser,) = page._review.findChildren(CategoryChooser)
    qtbot.keyClick(chooser.findChild(QLineEdit), Key.Key_Return)
    assert chooser.isVisible()
    qtbot.keyClick(chooser.findChild(QLineEdit), Key.Key_Escape)
    assert said(page) == [None] * 4


def test_the_arrows_choose_in_the_list(qtbot, page):
    press(qtbot, page, Key.Key_Slash)
    (chooser,) = page._review.findChildren(CategoryChooser)
    field = chooser.findChild(QLineEdit)
    qtbot.keyClick(field, Key.Key_Down)
    qtbot.keyClick(field, Key.Key_Return)
    assert said(page)[3] == Judgement("espresso")  # the second most likely


def test_undo_takes_the_last_word_back(qtbot, page):
    press(qtbot, page, Key.Key_Return, Key.Key_5)
    page.undo_stack.undo()
    assert said(page) == [None, None, None, Judgement(CATEGORIES[3])]
    press(qtbot, page, Key.Key_Backspace)
    assert not page._review._said.isVisible()
    press(qtbot, page, Key.Key_Backspace)
    assert page._review._said.text() == f"You said: {CATEGORIES[3]}"


def test_a_review_goes_on_while_the_list_changes(qtbot, page):
    def shown() -> int:
        assert page._is_reviewing
        return page._review.photo._picture.width()

    for place, file in enumerate(FILES):
        page.show_picture(Thumbnail(file, 4 + place, 2, bytes(6 * (4 + place)), 4000, 2000), LARGE_SIDE)
    assert shown() == 7
    page.photos.add([Path("/photos/new.jpg")])
    assert shown() == 7
    press(qtbot, page, Key.Key_Return)
    page.undo_stack.undo()
    assert shown() == 6
    with qtbot.waitSignal(page.shown.modelReset):
        page.shown.show(Query(sort="confidence"))
    assert shown() == 6
    press(qtbot, page, *3 * [Key.Key_Return])
    last = page._review.photo._text
    page.undo_stack.undo()
    page.photos.add([Path("/photos/newer.jpg")])
    assert shown() == 0
    assert page._review.photo._text == last != ""


def test_a_review_ends_where_its_photo_leaves_the_list(page):
    page.photos.remove([FILES.index(page._review.current.path)])
    assert page._grid.isVisible()


def test_escape_goes_back_to_the_list(qtbot, page):
    press(qtbot, page, Key.Key_Escape)
    assert page._grid.isVisible()


def test_the_photo_in_question_and_the_next_are_loaded_first(page):
    assert page.wanted_pictures() == ([FILES[3]], LARGE_SIDE)
    page.show_picture(Thumbnail(FILES[3], 4, 2, bytes(24), 4000, 2000), LARGE_SIDE)
    assert page._review.photo._picture.width() == 4
    assert page.wanted_pictures() == ([FILES[2]], LARGE_SIDE)


def test_only_what_is_selected_is_reviewed(qtbot, page):
    page.leave()
    page._grid.select_row(0)
    qtbot.keyClick(page._grid, Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    page.review()
    assert [photo.path for photo in page._review._queue.photos] == [FILES[1], FILES[0]]


def test_nothing_can_be_reviewed_before_there_are_answers(qtbot):
    page = ClassifyPage()
    qtbot.addWidget(page)
    page.photos.add(FILES)
    page.review()
    assert not page._is_reviewing
    assert not page._review_button.isEnabled()
    QApplication.processEvents()


def test_the_menu_of_the_photo_judges_as_the_keys_do(page):
    actions = {action.text(): action for action in page._review.photo.actions()}
    assert list(actions)[:5] == ["It is right", "It is wrong", "It is something else…", "Skip", "Back"]
    actions["It is wrong"].trigger()
    actions["Skip"].trigger()
    actions["It is right"].trigger()
    assert said(page) == [None, Judgement(CATEGORIES[1]), None, Judgement(None, CATEGORIES[3])]
    actions["Copy path"].trigger()
    assert QApplication.clipboard().text() == str(FILES[0])  # the photo that is seen


def test_a_key_that_is_held_down_judges_one_photo(page):
    for is_again in (False, True, True):
        key = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", is_again)
        QApplication.sendEvent(page._review.photo, key)
    assert said(page) == [None, None, None, Judgement(CATEGORIES[3])]
