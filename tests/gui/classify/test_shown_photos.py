"""What the grid shows follows the list and the query, and keeps what is selected."""

from pathlib import Path

import pytest
from fake_engine import CATEGORIES, answer
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from effnet_desktop.engine.records.classifying import Judgement
from effnet_desktop.gui.classify import photo_model, shown_photos, slices
from effnet_desktop.gui.classify.arrangement import Query
from effnet_desktop.gui.classify.entry import of_category
from effnet_desktop.gui.classify.photo_grid import PhotoGrid
from effnet_desktop.gui.classify.photo_model import LOOK, PhotoModel
from effnet_desktop.gui.classify.shown_photos import ShownPhotos
from effnet_desktop.gui.widgets.thumbnail_cache import ThumbnailCache

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop

FILES = [Path(f"/photos/photo{number}.jpg") for number in range(20)]
ESPRESSO = Query(frozenset((of_category("espresso"),)))


@pytest.fixture
def photos(qapp) -> PhotoModel:
    model = PhotoModel()
    model.add(FILES)
    for place, file in enumerate(FILES):
        model.set_result(answer(file, first=CATEGORIES[place % 5]))
    return model


@pytest.fixture
def grid(qtbot, photos) -> PhotoGrid:
    shown = ShownPhotos(photos)
    grid = PhotoGrid(shown, ThumbnailCache(2**20))
    shown.setParent(grid)
    qtbot.addWidget(grid)
    grid.resize(700, 500)
    grid.show()
    return grid


def shown_names(grid: PhotoGrid) -> list[str]:
    return [grid.shown.photo(row).path.stem for row in range(grid.shown.rowCount())]


def show(qtbot, grid: PhotoGrid, query: Query) -> None:
    with qtbot.waitSignal(grid.shown.arranged):
        grid.shown.show(query)


def select(grid: PhotoGrid, *rows: int) -> None:
    flags = grid.selectionModel().SelectionFlag
    for place, row in enumerate(rows):
        flag = flags.Select if place else flags.ClearAndSelect
        grid.selectionModel().setCurrentIndex(grid.shown.index(row), flag)


def test_a_filter_shows_what_it_finds_and_its_end_shows_all(qtbot, grid):
    show(qtbot, grid, ESPRESSO)
    assert shown_names(grid) == ["photo1", "photo6", "photo11", "photo16"]
    show(qtbot, grid, Query())
    assert grid.shown.rowCount() == 20


def test_the_selection_stays_with_its_photos(qtbot, grid):
    select(grid, 3, 6, 16)
    show(qtbot, grid, ESPRESSO)
    assert [photo.path.stem for photo in grid.selected_photos()] == ["photo6", "photo16"]
    assert grid.current_photo().path.stem == "photo16"
    show(qtbot, grid, Query(sort="name", is_descending=True))
    assert [photo.path.stem for photo in grid.selected_photos()] == ["photo16", "photo6"]


def test_the_next_photo_is_current_when_the_current_one_goes(qtbot, grid, photos):
    show(qtbot, grid, ESPRESSO)
    select(grid, 1)
    with qtbot.waitSignal(grid.shown.arranged):
        photos.judge([(photos.photo(6).path, Judgement("robin"))])
    assert shown_names(grid) == ["photo1", "photo11", "photo16"]
    assert grid.current_photo().path.stem == "photo11"
    assert len(grid.selected_photos()) == 1


def test_what_comes_is_shown_where_it_belongs(qtbot, grid, photos):
    show(qtbot, grid, ESPRESSO)
    new = Path("/photos/new.jpg")
    photos.add([new])
    photos.set_result(answer(new, first="espresso"))
    qtbot.waitUntil(lambda: shown_names(grid)[-1] == "new")


def test_views_are_told_once_of_answers_that_come_together(qtbot, photos):
    changes = []
    photos.dataChanged.connect(lambda first, last: changes.append((first.row(), last.row())))
    for row in (2, 4, 7):
        photos.set_result(answer(photos.photo(row).path))
    photos.remove([7])
    with qtbot.waitSignal(photos.counts_changed):
        pass
    assert changes == [(2, 4)]


def test_photos_that_leave_the_list_are_gone_at_once(qtbot, grid, photos):
    show(qtbot, grid, ESPRESSO)
    photos.remove([1])
    assert shown_names(grid) == ["photo6", "photo11", "photo16"]
    photos.clear()
    assert grid.shown.rowCount() == 0
    QApplication.processEvents()


def test_photos_come_while_a_query_is_being_answered(qtbot, grid, photos, monkeypatch):
    monkeypatch.setattr(slices, "SLICE_SECONDS", 0.0)
    grid.shown.show(ESPRESSO)
    new = Path("/photos/new.jpg")
    photos.add([new])
    photos.set_result(answer(new, first="espresso"))
    photos.remove([0])
    qtbot.waitUntil(lambda: shown_names(grid) == ["photo1", "photo6", "photo11", "photo16", "new"])


def test_a_heading_folds_and_selects(qtbot, grid):
    grid.fold_wanted.connect(lambda key: grid.shown.show(Query(group="category", folded=frozenset((key,)))))
    show(qtbot, grid, Query(group="category"))
    assert [section.key for section in grid.shown.sections] == sorted(map(of_category, CATEGORIES))
    second = grid.layout_of_photos.heading(1)
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(second.right() - 20, second.center().y()))
    assert {photo.category for photo in grid.selected_photos()} == {"robin"}
    assert len(grid.selected_photos()) == 4
    name = QPoint(20, second.center().y() - grid.verticalOffset())
    with qtbot.waitSignal(grid.shown.arranged):
        qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=name)
    assert grid.shown.rowCount() == 16
    assert grid.shown.count == 20
    assert "robin" not in {photo.category for photo in map(grid.shown.photo, range(16))}


def test_headings_look_folded_and_unfolded(qtbot, grid):
    looks = [grid.grab().toImage()]
    for query in (Query(group="category"), Query(group="category", folded=frozenset((of_category("espresso"),)))):
        show(qtbot, grid, query)
        looks.append(grid.grab().toImage())
    assert looks[0] != looks[1] != looks[2]


def test_arrows_go_over_headings(qtbot, grid):
    show(qtbot, grid, Query(group="category"))
    select(grid, 0)
    steps = [(Qt.Key.Key_Down, 3), (Qt.Key.Key_Down, 4), (Qt.Key.Key_Right, 5), (Qt.Key.Key_Up, 3), (Qt.Key.Key_Up, 0)]
    for key, row in steps:
        qtbot.keyClick(grid, key)
        assert grid.currentIndex().row() == row


def test_what_follows_costs_no_reset_while_nothing_changes(qtbot, grid, photos):
    show(qtbot, grid, ESPRESSO)
    with qtbot.assertNotEmitted(grid.shown.modelReset), qtbot.waitSignal(grid.shown.arranged):
        photos.set_result(answer(FILES[0], first="tabby cat"))


def test_what_the_user_says_is_followed_at_once(qtbot, grid, photos, monkeypatch):
    monkeypatch.setattr(shown_photos, "LEAST_PAUSE_MS", 10**9)  # for answers
    show(qtbot, grid, ESPRESSO)
    with qtbot.waitSignal(grid.shown.arranged):
        photos.judge([(photos.photo(6).path, Judgement("robin"))])
    assert shown_names(grid) == ["photo1", "photo11", "photo16"]
    with qtbot.waitSignal(grid.shown.arranged):
        photos.remove([11])
    assert grid.shown.arrangement.counts[of_category("espresso")] == 2


def test_all_that_is_selected_stays_so_in_another_order_and_in_pieces(qtbot, grid):
    grid.selectAll()
    show(qtbot, grid, ESPRESSO)
    assert len(grid.selected_photos()) == 4
    show(qtbot, grid, Query())
    assert grid.selected_rows() == [1, 6, 11, 16]


def test_another_model_is_shown_when_all_answers_are_outdated(qtbot, grid, photos, monkeypatch):
    monkeypatch.setattr(slices, "SLICE_SECONDS", 0.0)
    monkeypatch.setattr(photo_model, "AT_A_TIME", 3)
    show(qtbot, grid, Query(frozenset((LOOK,))))
    photos.outdate("lite0", "lite1")
    assert photos.is_changing
    assert photos.counts.pending == 3
    with qtbot.waitSignal(photos.settled):
        pass
    assert photos.counts.pending == 20
    photos.outdate("lite1", "lite0")
    photos.finish_change()
    assert (photos.counts.pending, photos.counts.answered) == (0, 20)
