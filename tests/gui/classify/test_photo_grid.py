"""The photos as a model, and the grid that shows them, up to 100,000 of them."""

from pathlib import Path

import pytest
from fake_engine import answer
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QApplication

from effnet_desktop.engine.errors import PhotoError
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.gui.classify.arrangement import Query
from effnet_desktop.gui.classify.photo_grid import PhotoGrid
from effnet_desktop.gui.classify.photo_model import Counts, PhotoModel
from effnet_desktop.gui.classify.shown_photos import ShownPhotos
from effnet_desktop.gui.widgets.thumbnail_cache import ThumbnailCache

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


def paths(count: int) -> list[Path]:
    return [Path(f"/photos/photo{number:06}.jpg") for number in range(count)]


def failed(path: Path) -> PhotoFailed:
    return PhotoFailed(path, PhotoError("The file is empty.", "Copy it again."))


@pytest.fixture
def photos(qapp) -> PhotoModel:
    return PhotoModel()


@pytest.fixture
def grid(qtbot, photos) -> PhotoGrid:
    shown = ShownPhotos(photos)
    grid = PhotoGrid(shown, ThumbnailCache(2**20))
    shown.setParent(grid)
    qtbot.addWidget(grid)
    grid.resize(700, 500)
    grid.show()
    return grid


# The model.


def test_a_file_is_added_once(photos):
    assert photos.add(paths(3)) == 3
    assert photos.add([*paths(4), *paths(4)]) == 1
    assert [photos.photo(row).path for row in range(photos.rowCount())] == paths(4)
    assert photos.counts == Counts(photos=4)


def test_answers_and_failures_are_counted(photos):
    one, two, three = paths(3)
    photos.add([one, two, three])
    photos.set_result(answer(one, truth="tabby cat"))
    photos.set_result(failed(two))
    assert photos.counts == Counts(photos=3, answered=1, failed=1, with_truth=1, right=1)
    assert photos.pending() == (three,)
    photos.set_result(answer(one, truth="robin"))
    assert photos.counts == Counts(photos=3, answered=1, failed=1, with_truth=1, right=0)


def test_a_result_for_a_removed_photo_is_dropped(photos):
    one, two = paths(2)
    photos.add([one, two])
    photos.remove([0])
    photos.set_result(answer(one))
    assert photos.counts == Counts(photos=1)
    assert photos.pending() == (two,)


def test_outdated_answers_are_pending_and_not_exported_until_replaced(photos):
    one, two = paths(2)
    photos.add([one, two])
    photos.set_result(answer(one))
    photos.set_result(failed(two))
    photos.outdate()
    assert photos.pending() == (one, two)
    assert photos.photo(0).category == "tabby cat"
    assert [photo.result for photo in photos.all] == [None, None]
    new = answer(one, model="lite1")
    photos.set_result(new)
    assert [photo.result for photo in photos.all] == [new, None]


def mark(photos: PhotoModel, rows: list[int], is_right: bool) -> None:
    marked = [photo for photo in map(photos.photo, rows) if photo.answer]
    photos.judge((photo.path, photo.mark(is_right)) for photo in marked)


def test_marks_make_truth(photos):
    photos.add(paths(2))
    for path in paths(2):
        photos.set_result(answer(path))
    mark(photos, [0, 1], is_right=True)
    assert (photos.counts.right, photos.counts.with_truth) == (2, 2)
    mark(photos, [1], is_right=False)
    assert (photos.counts.right, photos.counts.with_truth) == (1, 2)


def test_a_mark_outlives_a_change_of_the_model(photos):
    (one,) = paths(1)
    photos.add([one])
    photos.set_result(answer(one, first="robin"))
    mark(photos, [0], is_right=True)
    photos.outdate()
    photos.set_result(answer(one, first="tench"))
    assert photos.photo(0).is_right is False
    mark(photos, [0], is_right=False)
    photos.outdate()
    photos.set_result(answer(one, first="robin"))
    assert photos.photo(0).is_right is None  # all that is known is that it is no tench


def test_a_mark_is_stronger_than_the_folder(photos):
    (one,) = paths(1)
    photos.add([one])
    photos.set_result(answer(one, first="robin", truth="robin"))
    mark(photos, [0], is_right=False)
    assert photos.photo(0).is_right is False
    assert photos.photo(0).truth is None
    photos.set_result(answer(one, first="robin", truth="tench"))
    mark(photos, [0], is_right=True)
    assert photos.photo(0).truth == "robin"


def test_screen_readers_and_tooltips_get_answer_and_reason(photos):
    one, two = paths(2)
    photos.add([one, two])
    assert photos.index(0).data() == "photo000000.jpg"
    photos.set_result(answer(one))
    photos.set_result(failed(two))
    assert "tabby cat" in photos.index(0).data()
    assert "The file is empty." in photos.index(1).data()
    assert photos.index(1).data(Qt.ItemDataRole.ToolTipRole) == f"{two}\nThe file is empty.\nCopy it again."


@given(st.sets(st.integers(0, 99), min_size=1), st.sets(st.integers(0, 99)))
def test_removing_any_rows_keeps_order_and_counts(gone, answered):
    photos = PhotoModel()
    photos.add(paths(100))
    for row in answered:
        photos.set_result(answer(paths(100)[row]))
    photos.remove(gone)
    kept = [path for row, path in enumerate(paths(100)) if row not in gone]
    assert [photos.photo(row).path for row in range(photos.rowCount())] == kept
    assert [photos.find(path).row for path in kept] == list(range(len(kept)))
    assert photos.counts == Counts(photos=len(kept), answered=len(answered - gone))


# The cache.


def test_cache_lets_the_least_recently_shown_go(qapp):
    cache = ThumbnailCache(3 * 4 * 100 * 100)
    one, two, three = paths(3)
    for path in (one, two):
        cache.put(path, QPixmap(100, 100))
    cache.get(one)
    cache.put(three, QPixmap(100, 100))
    assert one in cache
    assert two not in cache
    assert three in cache
    cache.put(three, QPixmap(100, 100))  # the same again takes no more room
    assert one in cache
    cache.put(two, QPixmap())  # unreadable
    assert cache.get(two).isNull()


# The view.


def test_each_visible_cell_is_found_at_its_centre_and_none_between(grid, photos):
    photos.add(paths(500))
    QApplication.processEvents()
    grid.verticalScrollBar().setValue(777)
    visible = grid._rows_in(grid.viewport().rect())
    assert 6 <= len(visible) <= 24
    for row in visible:
        assert grid.indexAt(grid.visualRect(grid.shown.index(row)).center()).row() == row
    cell = grid.visualRect(grid.shown.index(visible.start))
    assert not grid.indexAt(cell.topLeft()).isValid()
    assert not grid.indexAt(QPoint(5, -5000)).isValid()


def test_cells_fill_the_width_at_any_width(grid, photos):
    photos.add(paths(40))
    for width in range(200, 900, 37):
        grid.resize(width, 400)
        QApplication.processEvents()
        columns = grid.layout_of_photos.columns
        assert grid._cell(0).left() == 0
        assert grid._cell(columns - 1).right() == grid.viewport().width() - 1
        assert grid._cell(columns).top() - grid._cell(0).top() == grid._cell(0).height()


def test_arrows_move_in_two_dimensions(qtbot, grid, photos):
    photos.add(paths(10))
    QApplication.processEvents()
    columns = grid.layout_of_photos.columns
    assert columns == 3
    grid.setCurrentIndex(grid.shown.index(0))
    keys = Qt.Key
    steps = [(keys.Key_Right, 1), (keys.Key_Down, 4), (keys.Key_Left, 3), (keys.Key_Up, 0), (keys.Key_Up, 0)]
    steps += [(keys.Key_End, 9), (keys.Key_Down, 9), (keys.Key_Home, 0), (keys.Key_PageDown, 6)]
    steps += [(keys.Key_PageDown, 9), (keys.Key_Up, 6), (keys.Key_Right, 7), (keys.Key_Down, 9)]
    for key, row in steps:
        qtbot.keyClick(grid, key)
        assert grid.currentIndex().row() == row
    assert grid.selected_rows() == [9]


def test_the_current_photo_is_scrolled_into_sight_and_stays_there(qtbot, grid, photos):
    photos.add(paths(1000))
    QApplication.processEvents()
    grid.setCurrentIndex(grid.shown.index(500))
    for width in (300, 900, 450):
        grid.resize(width, 500)
        QApplication.processEvents()
        assert grid.viewport().rect().contains(grid.visualRect(grid.shown.index(500)))


def test_the_current_photo_stays_in_sight_as_others_come_before_it(qtbot, grid, photos):
    photos.add(paths(200))
    with qtbot.waitSignal(grid.shown.modelReset):
        grid.shown.show(Query(sort="added", is_descending=True))
    grid.setCurrentIndex(grid.shown.index(3))
    with qtbot.waitSignal(grid.shown.modelReset):
        photos.add(paths(3700))
    QApplication.processEvents()
    assert grid.currentIndex().row() == 3503
    assert grid.viewport().rect().contains(grid.visualRect(grid.currentIndex()))


def test_shift_selects_in_reading_order_and_ctrl_toggles(qtbot, grid, photos):
    photos.add(paths(20))
    QApplication.processEvents()
    button, shift, ctrl = (
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.ShiftModifier,
        Qt.KeyboardModifier.ControlModifier,
    )

    def click(row: int, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.mouseClick(grid.viewport(), button, modifiers, grid.visualRect(grid.shown.index(row)).center())

    click(2)
    click(4, shift)
    assert grid.selected_rows() == [2, 3, 4]
    click(0, shift)
    assert grid.selected_rows() == [0, 1, 2]
    click(5, ctrl)
    click(1, ctrl)
    assert grid.selected_rows() == [0, 2, 5]
    click(3)
    assert grid.selected_rows() == [3]


def test_dragging_a_rectangle_selects_what_it_touches(qtbot, grid, photos):
    photos.add(paths(20))
    QApplication.processEvents()
    first, last = grid.visualRect(grid.shown.index(0)), grid.visualRect(grid.shown.index(4))  # columns 0-1, lines 0-1
    qtbot.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, pos=first.topLeft() + QPoint(1, 1))
    qtbot.mouseMove(grid.viewport(), first.center())
    qtbot.mouseMove(grid.viewport(), last.center())
    plain = grid.grab().toImage()
    qtbot.mouseRelease(grid.viewport(), Qt.MouseButton.LeftButton, pos=last.center())
    assert grid.selected_rows() == [0, 1, 3, 4]
    assert plain != grid.grab().toImage()  # the rectangle is gone


def test_select_all_then_remove_all(qtbot, grid, photos):
    photos.add(paths(3000))
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert grid.selected_rows() == list(range(3000))
    photos.remove(grid.selected_rows())
    assert photos.rowCount() == 0
    assert grid.selected_rows() == []


def test_only_visible_thumbnails_are_asked_for(qtbot, grid, photos):
    with qtbot.waitSignal(grid.thumbnails_wanted):
        photos.add(paths(5000))
    QApplication.processEvents()
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    wanted = [photo.path for photo in grid.wanted_thumbnails(limit=100)]
    assert wanted == paths(5000)[-len(wanted) :]
    assert len(wanted) < 25
    for path in wanted:
        grid._thumbnails.put(path, QPixmap(2, 2))
    assert grid.wanted_thumbnails(limit=100) == []
    qtbot.wait(100)
    with qtbot.assertNotEmitted(grid.thumbnails_wanted, wait=100):
        grid.viewport().update()


def test_only_new_photos_that_are_in_sight_are_painted(qtbot, grid, photos):
    class Paints(QObject):
        count = 0

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            self.count += event.type() == QEvent.Type.Paint
            return False

    paints = Paints(grid)
    grid.viewport().installEventFilter(paints)
    files = paths(600)

    def is_painted_with(first: int, last: int) -> bool:
        for _ in range(3):
            QApplication.processEvents()
        paints.count = 0
        photos.add(files[first:last])
        for _ in range(3):
            QApplication.processEvents()
        return paints.count > 0

    assert is_painted_with(0, 2)
    assert is_painted_with(2, 3)
    assert is_painted_with(3, 300)  # to the end of the page, and narrower, as the scroll bar appears
    assert not is_painted_with(300, 599)
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    assert 599 % grid.layout_of_photos.columns  # so that the next one comes into the last line, which is in sight
    assert is_painted_with(599, 600)


def test_each_state_of_a_photo_looks_different(grid, photos):
    """Waiting, answered, outdated, right, wrong, unreadable, selected: none looks like another."""
    (one,) = paths(1)
    red = QPixmap(160, 120)
    red.fill(QColor("red"))
    looks = []

    def look() -> None:
        looks.append(grid.grab().toImage())
        assert all(looks[-1] != earlier for earlier in looks[:-1])

    photos.add([one])
    look()
    grid.set_waiting_text("waiting")
    look()
    grid._thumbnails.put(one, red)
    look()
    photos.set_result(answer(one))
    look()
    mark(photos, [0], is_right=True)
    look()
    mark(photos, [0], is_right=False)
    look()
    photos.outdate()
    look()
    photos.set_result(failed(one))
    look()
    grid._thumbnails.put(one, QPixmap())
    look()
    grid.selectionModel().select(grid.shown.index(0), QItemSelectionModel.SelectionFlag.Select)
    look()


def test_photos_come_back_between_those_that_stayed_and_those_that_came(photos):
    files = paths(11)
    photos.add(files[:10])
    removed = [photos.photo(row) for row in (1, 3, 4, 9)]
    photos.remove([1, 3, 4, 9])
    photos.add(files[10:])
    for photo, row in zip(removed, (1, 3, 4, 9), strict=True):
        photo.row = row
    photos.restore(removed, is_outdated=False)
    assert [photo.path for photo in photos.all] == files
    assert [photo.row for photo in photos.all] == list(range(11))
    assert photos.counts.photos == photos.counts.pending == 11
