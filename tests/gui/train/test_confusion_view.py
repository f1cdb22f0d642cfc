"""The confusion matrix, with real keys and clicks."""

import time

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from training_records import CATEGORIES, EVALUATION

from effnet_desktop.gui.train.confusion_view import ConfusionView

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


@pytest.fixture
def view(qtbot):
    view = ConfusionView()
    qtbot.addWidget(view)
    view.resize(480, 360)
    view.set_counts(CATEGORIES, EVALUATION.confusion)
    view.show()
    return view


@pytest.fixture
def large(qtbot):
    view = ConfusionView()
    qtbot.addWidget(view)
    view.resize(700, 450)
    view.set_counts([f"category {number}" for number in range(100)], [[row + 1] * 100 for row in range(100)])
    view.show()
    return view


@pytest.fixture
def chosen(view):
    chosen = []
    view.cell_chosen.connect(lambda row, column: chosen.append((row, column)))
    return chosen


def test_it_begins_at_the_most_frequent_confusion(view, chosen):
    assert view.current == (0, 1)
    view.set_counts(["a", "b"], [[3, 0], [0, 4]])
    assert view.current == (0, 0)
    assert chosen == []


def colour(view, row: int, column: int) -> QColor:
    """The ground of a cell, beside its number."""
    corner = view._rect(row, column).topLeft() + QPoint(4, 6)
    return view.viewport().grab().toImage().pixelColor(corner)


def test_one_mistake_and_fourteen_do_not_look_alike(view):
    """Of hundreds of photos in a category, both are few."""
    view.set_counts(CATEGORIES, [[950, 14, 1], [0, 1000, 0], [0, 3, 900]])
    none, one, three, many = (colour(view, *cell).lightness() for cell in ((1, 2), (0, 2), (2, 1), (0, 1)))
    assert none - one > 10
    assert one - three > 10
    assert three - many > 10


def test_a_single_mistake_is_not_painted_as_the_worst(view):
    view.set_counts(CATEGORIES, [[9, 1, 0], [0, 10, 0], [0, 0, 10]])
    single = colour(view, 0, 1).lightness()
    view.set_counts(CATEGORIES, [[9, 12, 0], [0, 10, 0], [0, 0, 10]])
    assert single - colour(view, 0, 1).lightness() > 10


def test_a_click_chooses_a_cell(qtbot, view, chosen):
    for cell in ((2, 0), (1, 1)):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view._rect(*cell).center())
    assert chosen == [(2, 0), (1, 1)]
    assert view.current == (1, 1)


@pytest.mark.parametrize("place", [QPoint(2, 2), QPoint(470, 350), QPoint(20, 200)])
def test_a_click_beside_the_cells_chooses_nothing(qtbot, view, chosen, place):
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen == []


def test_keys_lead_from_cell_to_cell_and_not_out(qtbot, view, chosen):
    Key = Qt.Key
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Down, Key.Key_Home, Key.Key_PageDown, Key.Key_End, Key.Key_Up):
        qtbot.keyClick(view, key)
    assert chosen == [(0, 2), (0, 2), (1, 2), (1, 0), (2, 0), (2, 2), (1, 2)]


def test_other_keys_are_left_to_the_window(qtbot, view, chosen):
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert chosen == []


def test_cells_are_described_in_words(view):
    assert view.describe(0, 1) == "cats taken for dogs: 2 of 10"
    assert view.describe(2, 2) == "rabbits: 9 of 10 recognised"
    assert view.accessibleDescription() == "cats taken for dogs: 2 of 10"


def test_the_tooltip_describes_the_cell_under_the_mouse(view, monkeypatch):
    told = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, text, *_: told.append(text))
    for place in (view._rect(2, 0).center(), QPoint(1, 1)):
        QApplication.sendEvent(view.viewport(), QHelpEvent(QEvent.Type.ToolTip, place, QPoint(0, 0)))
    assert told == ["rabbits taken for cats: 1 of 10", ""]


def test_right_and_wrong_cells_differ_and_empty_ones_are_pale(view):
    image = view.viewport().grab().toImage()
    right, wrong, none = (
        image.pixelColor(view._rect(*cell).topLeft() + QPoint(5, 5)) for cell in ((1, 1), (2, 0), (1, 0))
    )
    assert right.blue() > right.red()
    assert wrong.red() > wrong.blue()
    assert none.saturation() < 10


def test_all_cells_of_a_few_categories_fit(view):
    assert view.horizontalScrollBar().maximum() == view.verticalScrollBar().maximum() == 0
    assert view.viewport().rect().contains(view._rect(2, 2))


def test_a_hundred_categories_scroll_and_the_chosen_cell_is_in_sight(qtbot, large):
    assert large.verticalScrollBar().maximum() > 0
    large.go_to(99, 50)
    assert large.viewport().rect().contains(large._rect(99, 50))
    qtbot.keyClick(large, Qt.Key.Key_Home)
    assert large.viewport().rect().contains(large._rect(99, 0))
    assert large._rect(99, 0).left() >= large._left


def test_a_hundred_categories_are_painted_within_a_frame(large):
    large.viewport().grab()  # fonts
    began = time.process_time()
    for _ in range(5):
        large.viewport().grab()
    assert (time.process_time() - began) / 5 < 0.05


def test_a_small_view_keeps_cells_readable(view):
    view.resize(240, 200)
    assert view._side >= 24
    assert view.viewport().rect().contains(view._rect(*view.current))


def test_nothing_is_painted_before_there_are_counts(qtbot):
    view = ConfusionView()
    qtbot.addWidget(view)
    view.show()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert not view.grab().isNull()
