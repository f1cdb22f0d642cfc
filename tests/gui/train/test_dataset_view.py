"""A training folder as the user sees it."""

import time
from dataclasses import replace

import pytest
from PIL import Image
from PySide6.QtCore import QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from shapes import fill
from training_records import CATEGORIES, FOLDER, dataset, listed, photo, problem
from verbs import run

from effnet_desktop.engine.errors import PhotoError, Text
from effnet_desktop.engine.folders.dataset import inspect
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.gui.train.dataset_view import DatasetView
from effnet_desktop.gui.widgets.message_bar import MessageBar
from effnet_desktop.gui.widgets.paths_dialog import PathsDialog
from effnet_desktop.gui.widgets.pictures import Pictures
from effnet_desktop.paths import resource_path

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


@pytest.fixture
def view(qtbot):
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    pictures = Pictures(96, 1, 8)
    view = DatasetView(pictures)
    pictures.setParent(view)  # and goes with it
    qtbot.addWidget(view)
    view.resize(600, 600)
    view.show()
    view.begin_checking(FOLDER)
    yield view
    QLocale.setDefault(before)


def rows(view) -> list[str]:
    return [view.categories.data(view.categories.index(row)) for row in range(view.categories.rowCount())]


def problems(view) -> list[MessageBar]:
    return [bar for bar in view.findChildren(MessageBar) if bar.isVisible()]


def test_the_folder_is_named_and_being_looked_at(view):
    assert view._title.text() == "pets"
    assert view._title.toolTip() == str(FOLDER)
    assert view._bar.isVisible()
    assert rows(view) == []


def test_categories_show_before_any_photo_has_been_read(qtbot, view):
    with qtbot.waitSignal(view._list.itemDelegate()._pictures.wanted) as asked:
        view.show_listed(listed(1234))
    assert rows(view) == [f"{name}: 1,234 photo(s)" for name in CATEGORIES]
    assert view._summary.text() == "3,702 photo(s) in 3 category(ies)"
    assert asked.args[0][0] == photo("cats", 0)


def test_progress_of_the_check(view):
    view.show_progress(Progress(Text("Checking photos"), 30, 150, "photos"))
    assert view._progress.text() == "Checking photos: 30 of 150"
    assert (view._bar.value(), view._bar.maximum()) == (30, 150)


def test_the_split_shows_when_the_photos_have_been_read(view):
    view.show_listed(listed())
    view.show_dataset(dataset())
    assert not view._bar.isVisible()
    assert rows(view)[0] == "cats: 40 to learn, 10 to measure"
    assert view._summary.text() == "150 photo(s) in 3 category(ies): 120 to learn from, 30 kept aside to measure on"
    assert view.categories.categories[0].samples  # the pictures stay


def test_problems_are_said_in_order_and_fatal_ones_look_worse(view):
    view.show_dataset(
        dataset(problem("There is only one category.", is_fatal=True), problem("{count} copies.", count=3))
    )
    bars = problems(view)
    assert [bar.accessibleName() for bar in bars] == ["There is only one category.", "3 copies."]
    assert [bar._kind for bar in bars] == ["error", "warning"]
    assert bars[0].y() < bars[1].y()
    assert not [button for bar in bars for button in bar.findChildren(QPushButton) if button.isVisible()]


def test_another_folder_has_other_problems(view):
    view.show_dataset(dataset(problem("Copies."), problem("Nested.")))
    view.begin_checking(FOLDER)
    assert problems(view) == []
    view.show_dataset(dataset(problem("Other.")))
    assert [bar.accessibleName() for bar in problems(view)] == ["Other."]


def test_a_dismissed_problem_leaves_no_gap(view):
    view.show_dataset(dataset(problem("Copies."), problem("Nested.")))
    QApplication.processEvents()
    height = view._problems.height()
    problems(view)[0].hide_message()
    QApplication.processEvents()
    assert 0 < view._problems.height() < height
    problems(view)[0].hide_message()
    QApplication.processEvents()
    assert view._problems.isHidden()


def test_many_problems_leave_room_for_the_categories(view):
    view.show_dataset(dataset(*(problem(f"Problem {number}. " * 12) for number in range(20))))
    QApplication.processEvents()
    assert view._problems.height() < view._list.height()


def test_the_photos_of_a_problem_can_be_seen_and_opened(qtbot, view):
    bad, other = photo("cats", 1), FOLDER.parent / "elsewhere.jpg"
    unreadable = [PhotoFailed(bad, PhotoError("The file is empty.", "Copy it again."))]
    view.show_dataset(dataset(problem("Unreadable.", paths=(bad, other)), unreadable=unreadable))
    (button,) = [button for button in problems(view)[0].findChildren(QPushButton) if button.isVisible()]
    assert button.text() == "Show 2…"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = view.findChild(PathsDialog)
    lines = [dialog.list.model().data(dialog.list.model().index(row, 0)) for row in range(2)]
    assert lines == [f"{bad.relative_to(FOLDER)}: The file is empty.", str(other)]
    assert "Unreadable." in [label.text() for label in dialog.findChildren(QLabel)]
    with qtbot.waitSignal(view.open_photo_wanted) as opened:
        qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
        qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert opened.args == [other]
    dialog.reject()


def test_a_large_folder_does_not_hold_the_window_up(view):
    view.show_listed(listed())
    large = dataset(photos=33_000)
    began = time.process_time()
    view.show_dataset(large)
    view.grab()
    assert time.process_time() - began < 0.3  # on a busy machine; some 40 ms on an idle one


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The category can be told from the photo's size: 100 %. The model may learn that instead."),
        ("ja", "写真のサイズだけでカテゴリが分かります: 100 %。モデルは代わりにそれを学習するかもしれません。"),
    ],
)
def test_what_alone_tells_the_category_is_said_whole(qapp, view, tmp_path, language, said):
    folder = fill(tmp_path / "shapes", 20, ("disc", "stripes"))
    for path in (folder / "disc").iterdir():
        with Image.open(path) as picture:
            larger = picture.resize((192, 160))
        larger.save(path)
    translator = QTranslator()
    assert translator.load(str(resource_path(f"translations/effnet_desktop_{language}.qm")))
    qapp.installTranslator(translator)
    try:
        view.resize(420, 500)
        view.show_dataset(run(inspect(folder))[1])
    finally:
        qapp.removeTranslator(translator)
    QApplication.processEvents()
    (bar,) = [bar for bar in problems(view) if bar.accessibleName() == said]
    assert bar._kind == "warning"
    assert bar._text.text() == said
    assert bar._text.height() >= bar._text.heightForWidth(bar._text.width())


def test_a_folder_called_other_is_asked_about_once(qtbot, view):
    view.show_dataset(dataset())
    assert not view._none.isVisible()
    view.show_dataset(replace(dataset(), called_none=("other", "その他")))
    assert view._none.isVisible()
    assert "other, その他" in view._none_text.text()
    assert not view.takes_all_as_categories
    with qtbot.waitSignal(view.checked_anew):
        view._none.setCurrentIndex(1)
        view._none.activated.emit(1)
    assert view.takes_all_as_categories


def test_what_can_be_measured_on_is_offered(qtbot, view):
    view.show_dataset(dataset())
    assert not view._split.isVisible()
    view.show_dataset(replace(dataset(), ways_to_split=("camera", "day")))
    assert [view._split.itemData(row) for row in range(view._split.count())] == ["photo", "camera", "day"]
    assert view.split_by == "photo"
    with qtbot.waitSignal(view.checked_anew):
        view._split.setCurrentIndex(1)
        view._split.activated.emit(1)
    view.begin_checking(FOLDER)
    view.show_dataset(replace(dataset(), ways_to_split=("camera", "day")))
    assert view.split_by == "camera"
    view.forget_choices()
    assert view.split_by == "photo"
    assert not view._split.isVisible()
