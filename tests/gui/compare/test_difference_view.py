"""What a bigger model fixes and breaks."""

import pytest
from comparison_records import DIFFERENCE, PHOTOS, UNKNOWN_DIFFERENCE, comparison, paired
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QLabel
from training_records import thumbnail

from effnet_desktop.engine.records.comparing import Difference
from effnet_desktop.gui.compare.difference_view import DifferenceView
from effnet_desktop.gui.widgets.pictures import Pictures

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


@pytest.fixture
def pictures(qapp):
    pictures = Pictures(side=96, max_mb=1, at_a_time=8)
    yield pictures
    pictures.clear()


@pytest.fixture
def view(qtbot, pictures):
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    view = DifferenceView(pictures)
    qtbot.addWidget(view)
    view.resize(700, 300)
    view.show()
    yield view
    QLocale.setDefault(before)


def rows(photos) -> list[str]:
    return [photos.model.index(row).data() for row in range(photos.model.rowCount())]


def texts(view) -> str:
    return "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


def test_it_asks_for_the_smallest_against_the_largest(view, qtbot):
    with qtbot.waitSignal(view.difference_wanted) as asked:
        view.set_comparison(comparison())
    assert asked.args == ["lite0", "lite2"]
    assert [view.smaller.itemText(row) for row in range(view.smaller.count())] == [
        "EfficientNet-Lite0",
        "EfficientNet-Lite1",
        "EfficientNet-Lite2",
    ]


def test_fixed_and_broken_photos_stand_side_by_side_with_both_answers(view):
    view.set_comparison(comparison())
    view.show_difference("lite0", "lite2", DIFFERENCE)
    assert "EfficientNet-Lite2 beside EfficientNet-Lite0." in texts(view)
    assert "Fixed: right only with EfficientNet-Lite2 (2)" in texts(view)
    assert "Broken: right only with EfficientNet-Lite0 (1)" in texts(view)
    assert rows(view.fixed)[0] == "36.jpg\nEfficientNet-Lite0: 27.0 % coho\nEfficientNet-Lite2: 27.0 % tench"
    assert len(rows(view.broken)) == 1
    assert not view.changed.isVisible()


def test_without_truth_they_just_differ(view):
    view.set_comparison(comparison(by_accuracy=False))
    view.show_difference("lite0", "lite2", UNKNOWN_DIFFERENCE)
    assert "EfficientNet-Lite2 beside EfficientNet-Lite0." in texts(view)
    assert len(rows(view.changed)) == 3
    assert not view.fixed.isVisible()


def test_in_a_mixed_folder_all_three_show(view):
    view.set_comparison(comparison())
    view.show_difference("lite0", "lite2", Difference((36,), (), (5, 6), paired()))
    assert "EfficientNet-Lite2 beside EfficientNet-Lite0." in texts(view)
    assert [photos.isVisible() for photos in (view.fixed, view.broken, view.changed)] == [True] * 3


def test_an_answer_about_other_models_is_not_shown(view, qtbot):
    view.set_comparison(comparison())
    view.show_difference("lite0", "lite2", DIFFERENCE)
    with qtbot.waitSignal(view.difference_wanted) as asked:
        view.smaller.setCurrentText("EfficientNet-Lite1")
        view.smaller.activated.emit(1)
    assert asked.args == ["lite1", "lite2"]
    view.show_difference("lite0", "lite2", Difference((), (), (), paired()))
    assert len(rows(view.fixed)) == 2  # still those of before


def test_a_model_does_not_differ_from_itself(view):
    view.set_comparison(comparison())
    view.bigger.setCurrentText("EfficientNet-Lite0")
    view.show_difference("lite0", "lite0", Difference((), (), (), None))
    assert "Choose two different models." in texts(view)


def test_one_trained_model_is_not_enough(view, qtbot):
    with qtbot.assertNotEmitted(view.difference_wanted):
        view.set_comparison(comparison("lite0", "b0"))
    assert "This needs two models whose weights are installed." in texts(view)
    view.set_comparison(None)
    assert "The photos show when the comparison is done." in texts(view)


def test_pictures_are_asked_for_and_painted(view, pictures, qtbot):
    view.set_comparison(comparison())
    with qtbot.waitSignal(pictures.wanted) as asked:
        view.show_difference("lite0", "lite2", DIFFERENCE)
    assert set(asked.args[0]) == {PHOTOS[place] for place in (36, 37, 2)}
    before = view.fixed.grab().toImage()
    for path in asked.args[0]:
        pictures.put(thumbnail(path, 96))
    assert view.fixed.grab().toImage() != before


def test_return_shows_a_photo_outside(view, qtbot):
    view.set_comparison(comparison())
    view.show_difference("lite0", "lite2", DIFFERENCE)
    view.broken.list.setCurrentIndex(view.broken.model.index(0))
    with qtbot.waitSignal(view.open_photo_wanted) as asked:
        qtbot.keyClick(view.broken.list, Qt.Key.Key_Return)
    assert asked.args == [PHOTOS[2]]
