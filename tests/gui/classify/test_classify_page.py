"""The page of photos, with real keys and clicks."""

from dataclasses import replace
from pathlib import Path

import pytest
from fake_engine import SHARES, answer, breeds
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QTreeWidgetItemIterator

from effnet_desktop.engine.errors import PhotoError, Text
from effnet_desktop.engine.records.classifying import (
    Category,
    Group,
    GroupAnswer,
    Judgement,
    PhotoFailed,
    Prediction,
    Thumbnail,
)
from effnet_desktop.gui.classify.arrangement import Query
from effnet_desktop.gui.classify.classify_page import LARGE_SIDE, ClassifyPage
from effnet_desktop.gui.classify.entry import of_category
from effnet_desktop.gui.classify.undo import Judge
from effnet_desktop.gui.widgets.category_chooser import CategoryChooser

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop

CAT, CUP, BAD = (Path("/photos", name) for name in ("cat.jpg", "cup.jpg", "bad.jpg"))
FAILED = PhotoFailed(BAD, PhotoError("The file is empty.", "Copy it again."))


def thumbnail(path: Path, side: int) -> Thumbnail:
    return Thumbnail(path, side, side // 2, bytes(3 * side * (side // 2)), 4000, 2000)


@pytest.fixture
def page(qtbot):
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    page = ClassifyPage()
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    yield page
    QLocale.setDefault(before)


@pytest.fixture
def full_page(page):
    """With a cat, an unreadable photo and a cup."""
    page.photos.add([CAT, BAD, CUP])
    page.show_result(answer(CAT))
    page.show_result(FAILED)
    page.show_result(answer(CUP, first="espresso"))
    page._grid.setFocus()
    return page


def press(qtbot, page: ClassifyPage, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(page._grid, key, modifier)


def visible_buttons(page: ClassifyPage) -> set[str]:
    return {button.text() for button in page.findChildren(QPushButton) if button.isVisible()}


def test_the_empty_page_invites_and_has_no_dead_controls(qtbot, page):
    assert visible_buttons(page) == {"Open photos…", "Open a folder…"}
    assert all(button.isEnabled() for button in page.findChildren(QPushButton) if button.isVisible())
    assert not page.strip.isVisible()
    with qtbot.waitSignal(page.open_wanted):
        page._empty.open_button.click()
    with qtbot.waitSignal(page.open_folder_wanted):
        page._empty.open_folder_button.click()


def test_the_first_photo_is_selected_and_the_page_fills(page):
    page.photos.add([CAT, CUP])
    assert page._grid.current_photo().path == CAT
    assert page.strip.isVisible()
    assert visible_buttons(page) == {"Open…", "Open folder…", "Clear", "Review", "File photos…"}
    page.clear()
    assert visible_buttons(page) == {"Open photos…", "Open a folder…"}


def test_the_selected_photo_shows_its_answer_and_timings(full_page):
    details = full_page._details
    assert details._name.text() == "cat.jpg"
    assert details._name.toolTip() == str(CAT)
    assert details._bars.accessibleDescription().startswith("tabby cat 90.0 %, espresso 5.0 %")
    assert details._timings.text() == "decode 12.0 · preprocess 1.0 · inference 3.0 ms"
    assert not details._truth.isVisible()


def test_a_result_of_the_selected_photo_shows_at_once(page):
    page.photos.add([CAT])
    assert page._details._timings.text() == ""
    page.show_result(answer(CAT, truth="robin"))
    assert page._details._timings.text() != ""
    assert page._details._truth.text() == "Truth: robin"


def test_an_unreadable_photo_says_why(qtbot, full_page):
    press(qtbot, full_page, Qt.Key.Key_Right)
    assert full_page._details._view._text == "The file is empty.\nCopy it again."
    assert full_page._details._timings.text() == ""


def test_keys_mark_right_and_wrong_and_unmark(qtbot, full_page):
    counts = full_page.photos.counts
    press(qtbot, full_page, Qt.Key.Key_1)
    assert (counts.right, counts.with_truth) == (1, 1)
    assert full_page._details._truth.text() == "You said: tabby cat"
    press(qtbot, full_page, Qt.Key.Key_0)
    assert (counts.right, counts.with_truth) == (0, 1)
    assert full_page._details._truth.text() == "You said: not tabby cat"
    press(qtbot, full_page, Qt.Key.Key_0)
    assert counts.with_truth == 0
    press(qtbot, full_page, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, full_page, Qt.Key.Key_1)
    assert (counts.right, counts.with_truth) == (2, 2)  # the unreadable one has no answer to mark


def test_delete_takes_photos_off_the_list_and_keeps_something_selected(qtbot, full_page, make_photos):
    files = make_photos(1)
    full_page.photos.add(files)
    press(qtbot, full_page, Qt.Key.Key_End)
    press(qtbot, full_page, Qt.Key.Key_Delete)
    assert full_page.photos.rowCount() == 3
    assert files[0].exists()
    assert full_page._grid.current_photo().path == CUP
    assert full_page._grid.selected_rows() == [2]
    for _ in range(3):
        press(qtbot, full_page, Qt.Key.Key_Delete)
    assert full_page.photos.rowCount() == 0
    assert not any(action.isEnabled() for action in full_page.photo_actions)


def test_copy_path_and_result(qtbot, full_page):
    press(qtbot, full_page, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, full_page, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == f"{CAT}\n{BAD}\n{CUP}"
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    press(qtbot, full_page, Qt.Key.Key_C, both)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].startswith("cat.jpg\ttabby cat\t90.0 %\tespresso\t5.0 %")
    assert lines[1] == "bad.jpg\tThe file is empty."
    assert len(lines[2].split("\t")) == 1 + 2 * len(SHARES)


def test_show_in_folder(full_page):
    shown = []
    full_page.show_wanted.connect(shown.append)
    action = next(action for action in full_page.photo_actions if action.text() == "Show in folder")
    action.trigger()
    assert shown == [CAT]


def test_the_context_menu_has_the_actions(full_page):
    assert full_page._grid.contextMenuPolicy() == Qt.ContextMenuPolicy.ActionsContextMenu
    assert [action.text() for action in full_page._grid.actions()] == [
        "Look at it closely",
        "Mark as right",
        "Mark as wrong",
        "It is something else…",  # hidden unless the model was trained here
        "Copy path",
        "Copy result",
        "Show in folder",
        "Remove from list",
        "&Review…",
    ]


def test_the_selected_photo_is_loaded_before_thumbnails(qtbot, page):
    with qtbot.waitSignal(page.pictures_wanted, check_params_cb=lambda is_urgent: is_urgent):
        page.photos.add([CAT, BAD, CUP])
    assert page.wanted_pictures() == ([CAT], LARGE_SIDE)
    page.show_picture(thumbnail(CAT, LARGE_SIDE), LARGE_SIDE)
    assert page._details._size.text() == "4,000 × 2,000"
    wanted, side = page.wanted_pictures()
    assert wanted == [CAT, BAD, CUP]
    assert side == 160
    for path in (CAT, CUP):
        page.show_picture(thumbnail(path, side), side)
    page.show_picture(FAILED, side)
    assert page.wanted_pictures()[0] == []
    assert page.photos.find(BAD).error is FAILED.error


def test_a_small_picture_stands_in_for_the_large_one(qtbot, page):
    page.photos.add([CAT])
    page.show_picture(thumbnail(CAT, 160), 160)
    assert page._details._view._picture.width() == 160
    page.show_picture(thumbnail(CAT, LARGE_SIDE), LARGE_SIDE)
    assert page._details._view._picture.width() == LARGE_SIDE


def test_a_picture_that_is_lost_later_leaves_the_answer_alone(page):
    page.photos.add([BAD])
    page.show_result(answer(BAD))
    page.show_picture(FAILED, 160)
    assert page.photos.find(BAD).error is None


def test_a_late_picture_of_another_photo_does_not_replace_the_selected_one(qtbot, full_page):
    full_page.show_picture(thumbnail(CAT, LARGE_SIDE), LARGE_SIDE)
    before = full_page._details._view._picture.cacheKey()
    full_page.show_picture(thumbnail(CUP, LARGE_SIDE), LARGE_SIDE)
    full_page.show_picture(thumbnail(Path("/photos/removed.jpg"), LARGE_SIDE), LARGE_SIDE)
    assert full_page._details._view._picture.cacheKey() == before


def test_outdated_answers_are_greyed_until_replaced(full_page):
    assert full_page._details._bars.isEnabled()
    full_page.outdate()
    assert not full_page._details._bars.isEnabled()
    full_page.show_result(answer(CAT, model="lite1"))
    assert full_page._details._bars.isEnabled()


def test_what_is_missing_of_a_photo_is_shown_with_its_answer(full_page):
    warning = Text("About {percent} % of this photo is damaged, so its answer may be wrong.", percent=12)
    full_page.show_result(replace(answer(CAT), warning=warning))
    tips = [full_page.photos.index(row).data(Qt.ItemDataRole.ToolTipRole) for row in range(3)]
    assert tips[0].endswith("\nAbout 12 % of this photo is damaged, so its answer may be wrong.")
    assert tips[2] == str(CUP)
    shown = full_page._details._warning
    full_page._details.show_photo(full_page.photos.photo(0))
    assert (shown.text(), shown.isVisibleTo(full_page._details)) == (str(warning), True)
    full_page._details.show_photo(full_page.photos.photo(2))
    assert (shown.text(), shown.isVisibleTo(full_page._details)) == ("", False)


def test_a_group_is_the_answer_where_no_category_is_sure(page):
    page.photos.add([CAT])
    page.show_result(breeds(CAT))
    said = page.photos.data(page.photos.index(0))
    assert said == "cat.jpg: dog 82.0 % (Shih-Tzu 41.0 %, Lhasa 40.0 %) · unsure · wrong"
    assert page._details._group.isVisible()
    assert page._details._group.text() == "dog 82.0 % (Shih-Tzu 41.0 %, Lhasa 40.0 %)"
    page.show_result(answer(CAT))
    assert page.photos.data(page.photos.index(0)) == "cat.jpg: tabby cat, 90.0 %"
    assert not page._details._group.isVisible()


def test_names_are_those_of_the_windows_language_and_hovering_says_the_english_ones(page, japanese):
    page.photos.add([CAT])
    page.show_result(breeds(CAT))
    english = "犬: dog\nシー・ズー: Shih-Tzu\nラサ・アプソ: Lhasa\nテンチ: tench"
    assert (
        page.photos.data(page.photos.index(0))
        == "cat.jpg: 犬 82.0 % (シー・ズー 41.0 %, ラサ・アプソ 40.0 %) · unsure · wrong"
    )
    assert page.photos.data(page.photos.index(0), Qt.ItemDataRole.ToolTipRole) == f"/photos/cat.jpg\n{english}"
    assert page._details._bars.toolTip() == english
    assert page._details._bars.accessibleDescription() == "シー・ズー 41.0 %, ラサ・アプソ 40.0 %, テンチ 10.0 %"
    assert page._details._truth.text() == "Truth: ラサ・アプソ"
    assert page._details._group.text() == "犬 82.0 % (シー・ズー 41.0 %, ラサ・アプソ 40.0 %)"
    assert page._details._group.toolTip() == "dog"
    page._copy_results()
    assert QGuiApplication.clipboard().text().split("\t")[:2] == ["cat.jpg", "シー・ズー"]


def test_what_a_user_has_named_is_not_translated(page, japanese):
    page.photos.add([CAT])
    page.show_result(answer(CAT, truth="robin"))
    assert page.photos.data(page.photos.index(0)) == "cat.jpg: tabby cat, 90.0 % · wrong"
    assert page.photos.data(page.photos.index(0), Qt.ItemDataRole.ToolTipRole) == "/photos/cat.jpg"
    assert page._details._truth.text() == "Truth: robin"


ANIMAL, MAMMAL, DOG = Group("animal", "動物"), Group("mammal", "哺乳類"), Group("dog", "犬")
SHIH_TZU = Category("Shih-Tzu", "シー・ズー", (ANIMAL, MAMMAL, DOG))
LHASA = Category("Lhasa", "ラサ・アプソ", (ANIMAL, MAMMAL, DOG))
TENCH = Category("tench", "テンチ", (ANIMAL, Group("fish", "魚")))


def sure_of(path: Path, category: Category, group: Group | None = None):
    best = Prediction(category.name, 0, 0.85, category.japanese, category.groups)
    found = GroupAnswer(group, 0.9, (best,)) if group else None
    return replace(answer(path), predictions=(best, Prediction("espresso", 1, 0.1)), group=found)


def entries(page: ClassifyPage) -> dict[str, tuple[str, str]]:
    """What the side list shows, as name: (count, way to it)."""
    found = {}
    items = QTreeWidgetItemIterator(page._answers._tree)
    while item := items.value():
        above, way = item.parent(), []
        while above:
            way.insert(0, above.text(0))
            above = above.parent()
        if not item.isHidden():
            found[item.text(0)] = (item.text(1), " > ".join(way))
        items += 1
    return found


@pytest.fixture
def animals(page, japanese):
    """A Shih-Tzu, a dog of no sure breed, and a tench, in Japanese."""
    page.set_categories((SHIH_TZU, LHASA, TENCH))
    page.photos.add([CAT, CUP, BAD])
    for path, category, group in ((CAT, SHIH_TZU, None), (CUP, LHASA, DOG), (BAD, TENCH, None)):
        page.show_result(sure_of(path, category, group))
    return page


def test_the_side_list_folds_categories_into_groups_in_the_windows_language(qtbot, animals):
    qtbot.waitUntil(lambda: "シー・ズー" in entries(animals))
    found = entries(animals)
    assert found["動物"] == ("3", "")
    assert found["犬"] == ("2", "動物 > 哺乳類")
    assert found["シー・ズー"] == ("1", "動物 > 哺乳類 > 犬")
    assert "ラサ・アプソ" not in found  # that photo is only surely a dog
    item = animals._answers._tree.findItems("シー・ズー", Qt.MatchFlag.MatchRecursive)[0]
    assert item.toolTip(0) == "Shih-Tzu"
    for name, photos in (("犬", [CAT, CUP]), ("動物", [CAT, CUP, BAD]), ("シー・ズー", [CAT])):
        animals._answers._tree.clearSelection()
        animals._answers._tree.findItems(name, Qt.MatchFlag.MatchRecursive)[0].setSelected(True)
        assert shown(animals) == photos


def test_a_model_without_groups_is_shown_without_those_of_the_model_before(qtbot, animals):
    qtbot.waitUntil(lambda: "シー・ズー" in entries(animals))
    own = Category("Shih-Tzu")
    animals.set_categories((own,))
    for path in (CAT, CUP, BAD):
        animals.show_result(sure_of(path, own))
    qtbot.waitUntil(lambda: entries(animals).get("Shih-Tzu") == ("3", ""))
    assert "動物" not in entries(animals)


def test_earlier_answers_of_another_model_stand_in_the_groups_of_the_one_in_use(qtbot, page, japanese):
    page.set_categories((SHIH_TZU,))
    page.photos.add_known([(CAT, sure_of(CAT, Category("Shih-Tzu")))], is_outdated=True)
    page.show_result(sure_of(CAT, SHIH_TZU))
    qtbot.waitUntil(lambda: "シー・ズー" in entries(page))
    assert entries(page)["シー・ズー"] == ("1", "動物 > 哺乳類 > 犬")


def test_an_entry_chosen_before_its_photos_came_finds_its_name_and_place(qtbot, page, japanese):
    page.show_query(Query(frozenset((of_category("Shih-Tzu"),))), 160)
    page.photos.add([CAT, BAD])
    page.show_result(sure_of(BAD, TENCH))
    page.show_result(sure_of(CAT, SHIH_TZU))
    qtbot.waitUntil(lambda: "シー・ズー" in entries(page))
    assert entries(page)["シー・ズー"] == ("1", "動物 > 哺乳類 > 犬")
    assert page._answers.answers == {of_category("Shih-Tzu")}
    assert shown(page) == [CAT]


def test_headings_and_order_are_by_the_shown_answer(qtbot, animals):
    animals.show_query(Query(group="category", sort="category"), 160)
    qtbot.waitUntil(lambda: animals.shown.has_headings)
    headings = {animals._heading_text(section.key) for section in animals.shown.sections}
    assert headings == {"シー・ズー", "犬", "テンチ"}


@pytest.mark.parametrize(
    ("text", "found"), [("テンチ", [BAD]), ("TENCH", [BAD]), ("犬", [CAT, CUP]), ("dog", [CAT, CUP]), ("cup", [CUP])]
)
def test_a_search_finds_names_and_groups_in_both_languages(animals, text, found):
    animals.show_query(Query(text=text), 160)
    assert shown(animals) == found


def test_what_the_user_says_has_its_name_in_the_windows_language_too(animals):
    animals._correct("Lhasa")
    assert animals.undo_stack.undoText().endswith("ラサ・アプソ")
    assert animals._details._truth.text().endswith("ラサ・アプソ")
    assert animals._details._truth.toolTip() == "Lhasa"
    animals.select_row(2)
    animals._ask_for_category()
    (chooser,) = animals.findChildren(CategoryChooser)
    assert [chooser._list.item(row).text() for row in range(2)] == ["テンチ", "espresso"]
    for typed in ("lhasa", "ラサ"):
        chooser._field.setText(typed)
        assert chooser._list.currentItem().text() == "ラサ・アプソ"
    chooser.close()


def test_an_answer_that_another_model_changed_says_so(qtbot, full_page):
    before = full_page._grid.grab().toImage()
    full_page.outdate()
    full_page.show_result(answer(CAT, first="robin"))
    full_page.show_result(answer(CUP, first="espresso"))
    assert full_page.photos.data(full_page.photos.index(0)).endswith("Changed: was tabby cat")
    assert full_page._details._change.text() == "Changed: was tabby cat"
    assert full_page._details._change.isVisible()
    assert "Changed" not in full_page.photos.data(full_page.photos.index(2))
    assert full_page._grid.grab().toImage() != before
    full_page.select_row(2)
    assert not full_page._details._change.isVisible()


def test_a_breed_that_changed_within_an_answering_group_is_no_change(page):
    page.photos.add([CAT])
    page.show_result(sure_of(CAT, SHIH_TZU, DOG))
    page.outdate()
    page.show_result(sure_of(CAT, LHASA, DOG))
    assert not page.photos.photo(0).is_changed
    page.outdate()
    page.show_result(sure_of(CAT, TENCH))
    assert page._details._change.text() == "Changed: was dog"


def test_what_is_done_while_a_photo_is_seen_large_is_done_to_that_photo_alone(qtbot, full_page):
    press(qtbot, full_page, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    full_page.look()
    assert {action.text() for action in full_page._large_photo.actions()} >= {"Mark as right", "Copy path"}
    qtbot.keyClick(full_page._large_photo, Qt.Key.Key_1)
    assert [photo.confirmed for photo in full_page.photos.all] == ["tabby cat", None, None]


def test_a_key_that_is_held_down_marks_once(full_page):
    for action in full_page.photo_actions:
        assert not action.autoRepeat()


def shown(page: ClassifyPage) -> list[Path]:
    return [page.shown.photo(row).path for row in range(page.shown.rowCount())]


def test_search_answers_and_confidence_combine_and_show_all_ends_them(qtbot, full_page):
    full_page.begin_search()
    qtbot.keyClicks(full_page._find_bar._search, "C")
    qtbot.waitUntil(lambda: shown(full_page) == [CAT, CUP])
    assert full_page._found.text() == "2 of 3 shown"
    full_page._answers.set_choice(frozenset(("category: espresso",)), (0, 100))
    qtbot.waitUntil(lambda: shown(full_page) == [CUP])
    full_page._answers.set_choice(frozenset(("category: espresso",)), (95, 100))
    qtbot.waitUntil(lambda: shown(full_page) == [])
    assert full_page._grid.current_photo() is None
    assert not full_page.photo_actions[0].isEnabled()
    assert full_page._show_all.isVisible()
    full_page._show_all.click()
    qtbot.waitUntil(lambda: shown(full_page) == [CAT, BAD, CUP])
    assert not full_page._show_all.isVisible()
    assert full_page._find_bar.text == ""


def test_photos_that_a_search_does_not_find_are_no_empty_list(page):
    page.show_query(Query(text="zzzz"), 160)
    page.photos.add([CAT])
    assert page._grid.isVisible()
    assert {"Clear", "Show all"} <= visible_buttons(page)


def test_nothing_is_left_of_a_photo_that_is_not_found(qtbot, full_page):
    full_page.show_picture(thumbnail(CAT, 160), 160)
    details = full_page._details
    assert not details._view._picture.isNull()
    with qtbot.waitSignal(full_page.shown.modelReset):
        full_page.show_query(Query(text="zzzz"), 160)
    assert details._view._picture.isNull()
    assert (details._name.text(), details._size.text()) == ("", "")


def test_the_list_of_answers_counts(qtbot, full_page):
    tree = full_page._answers._tree
    entries = {item.text(0): item for item in tree._items.values()}
    qtbot.waitUntil(lambda: entries["All"].text(1) == "3")
    entries = {item.text(0): item.text(1) for item in tree._items.values() if not item.isHidden()}
    assert entries == {"All": "3", "Failed": "1", "tabby cat": "1", "espresso": "1"}
    tree._items["failed"].setSelected(True)
    tree._items["all"].setSelected(False)
    qtbot.waitUntil(lambda: shown(full_page) == [BAD])


def test_only_what_is_selected_among_the_shown_is_removed(qtbot, full_page):
    full_page._answers.set_choice(frozenset(("category: espresso",)), (0, 100))
    qtbot.waitUntil(lambda: shown(full_page) == [CUP])
    press(qtbot, full_page, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, full_page, Qt.Key.Key_Delete)
    assert [photo.path for photo in full_page.photos.all] == [CAT, BAD]


def test_looking_goes_from_photo_to_photo_and_back(qtbot, full_page):
    full_page.show_picture(thumbnail(CAT, LARGE_SIDE), LARGE_SIDE)
    press(qtbot, full_page, Qt.Key.Key_Return)
    large = full_page._large_photo
    assert large.isVisible()
    assert large.accessibleDescription() == "cat.jpg: tabby cat, 90.0 %"
    qtbot.keyClick(large, Qt.Key.Key_Right)
    assert full_page._grid.current_photo().path == BAD
    assert large._text == "The file is empty.\nCopy it again."
    qtbot.keyClick(large, Qt.Key.Key_1)  # marks work here too: nothing to mark, and no error
    qtbot.keyClick(large, Qt.Key.Key_Right)
    qtbot.keyClick(large, Qt.Key.Key_Right)
    assert full_page._grid.current_photo().path == CUP
    qtbot.keyClick(large, Qt.Key.Key_Escape)
    assert full_page._grid.isVisible()
    assert full_page._grid.hasFocus()


def test_zooming_in_asks_for_all_pixels_of_the_photo(qtbot, full_page):
    full_page.show_picture(thumbnail(CAT, LARGE_SIDE), LARGE_SIDE)
    full_page.look()
    assert full_page.wanted_pictures()[1] != 4000
    with qtbot.waitSignal(full_page.pictures_wanted):
        full_page._large_photo.zoom_to_pixels()
    assert full_page.wanted_pictures() == ([CAT], 4000)
    full_page.show_picture(thumbnail(CAT, 4000), 4000)
    assert full_page.wanted_pictures()[1] != 4000


def test_larger_thumbnails_are_asked_for_when_they_are_shown_larger(qtbot, full_page):
    for path in (CAT, CUP):
        full_page.show_picture(thumbnail(path, 160), 160)
        full_page.show_picture(thumbnail(path, LARGE_SIDE), LARGE_SIDE)
    full_page.show_picture(PhotoFailed(BAD, FAILED.error), 160)
    assert full_page.wanted_pictures()[0] == []
    full_page._find_bar.set_size(200)
    assert full_page.wanted_pictures() == ([CAT, CUP], 320)
    full_page._find_bar.set_size(120)
    assert full_page._grid.picture_width == 120


def test_marks_and_removals_are_undone_and_done_again(qtbot, full_page):
    counts, stack = full_page.photos.counts, full_page.undo_stack
    press(qtbot, full_page, Qt.Key.Key_1)
    press(qtbot, full_page, Qt.Key.Key_0)
    stack.undo()
    assert (counts.right, counts.with_truth) == (1, 1)
    stack.undo()
    assert counts.with_truth == 0
    stack.redo()
    assert counts.right == 1
    press(qtbot, full_page, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, full_page, Qt.Key.Key_Delete)
    assert full_page.photos.rowCount() == 0
    stack.undo()
    assert shown(full_page) == [CAT, BAD, CUP]
    assert full_page.photos.counts.right == 1
    stack.redo()
    assert full_page.photos.rowCount() == 0


def test_photos_come_back_to_their_places(qtbot, full_page):
    more = [Path(f"/photos/{number}.jpg") for number in range(5)]
    full_page.photos.add(more)
    for row in (1, 4):
        full_page.select_row(row)
        press(qtbot, full_page, Qt.Key.Key_Delete)
    assert shown(full_page) == [CAT, CUP, more[0], more[1], more[3], more[4]]
    full_page.undo_stack.undo()
    full_page.undo_stack.undo()
    assert shown(full_page) == [CAT, BAD, CUP, *more]
    assert [photo.row for photo in full_page.photos.all] == list(range(8))


def test_what_comes_back_after_another_model_waits_for_its_answer(full_page):
    full_page.clear()
    full_page.outdate()
    full_page.undo_stack.undo()
    assert full_page.photos.pending() == (CAT, CUP)


def test_a_photo_that_was_opened_again_comes_back_once(full_page):
    full_page.clear()
    full_page.photos.add([CUP])
    full_page.undo_stack.undo()
    assert sorted(shown(full_page)) == sorted([CAT, BAD, CUP])


def test_what_was_said_in_an_earlier_session_is_shown(page):
    page.photos.add([CAT, CUP])
    page.show_result(replace(answer(CAT), judgement=Judgement("robin"), truth="robin"))
    assert page.photos.photo(0).category == "robin"
    assert page.photos.photo(0).is_right is False
    page.undo_stack.push(Judge(page.photos, [page.photos.find(CAT)], lambda _: None, "take it back"))
    page.show_result(replace(answer(CAT), judgement=Judgement("robin")))  # a late answer
    assert page.photos.photo(0).category == "tabby cat"


def test_what_is_said_of_very_many_photos_is_noted_piece_by_piece_and_in_order(qtbot, page, monkeypatch):
    monkeypatch.setattr("effnet_desktop.gui.classify.slices.SLICE_SECONDS", 0)
    monkeypatch.setattr("effnet_desktop.gui.classify.photo_model.AT_A_TIME", 1)
    files = [Path("/photos", f"{number}.jpg") for number in range(20)]
    page.photos.add(files)
    for file in files:
        page.show_result(answer(file))
    page.set_categories((Category("tabby cat"), Category("robin")))
    page._grid.selectAll()
    page._correct("robin")
    page.undo_stack.undo()  # before all of it is noted
    page.undo_stack.redo()
    assert 0 < sum(photo.confirmed == "robin" for photo in page.photos.all) < 20
    qtbot.waitUntil(lambda: not page.photos.is_changing)
    assert all(photo.confirmed == "robin" for photo in page.photos.all)
    page.undo_stack.undo()
    page.chosen()  # what is filed is what was said last
    assert not any(photo.confirmed for photo in page.photos.all)


def test_a_photo_of_no_category_is_called_so_and_stands_apart(qtbot, page):
    page.photos.add([CAT, CUP])
    page.show_result(replace(answer(CAT), is_novel=True, is_unsure=True))
    page.show_result(answer(CUP, first="espresso"))
    qtbot.waitUntil(lambda: entries(page).get("None of these") == ("1", ""))
    assert "tabby cat" not in entries(page)
    assert page.photos.say(page.photos.find(CAT)) == "cat.jpg: None of these (tabby cat?)"
    assert page._details._group.text() == "None of these (tabby cat?)"
    page._answers._tree.findItems("None of these", Qt.MatchFlag.MatchExactly)[0].setSelected(True)
    page._answers._tree.topLevelItem(0).setSelected(False)
    assert shown(page) == [CAT]
    page.show_query(Query(group="category"), 160)
    qtbot.waitUntil(lambda: page.shown.has_headings)
    assert {page._heading_text(section.key) for section in page.shown.sections} == {"espresso", "None of these"}
    page._grid.select_row(page.shown.row_of(page.photos.find(CAT)))
    page._correct("espresso")  # a person knows better
    qtbot.waitUntil(lambda: entries(page).get("espresso") == ("2", ""))
    assert "None of these" not in entries(page)


def test_each_letter_of_a_search_counts_at_once(qtbot, full_page):
    search = full_page._find_bar._search
    for typed in ("c", "cu", "cup"):
        with qtbot.waitSignal(full_page.shown.arranged):
            qtbot.keyClicks(search, typed[-1])
            assert full_page.shown.query.text == typed
    assert [full_page.shown.photo(row).path for row in range(full_page.shown.rowCount())] == [CUP]
