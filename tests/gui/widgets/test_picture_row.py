"""Rows with a picture and words, by what is painted where."""

from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize, QStringListModel
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QListView
from training_records import thumbnail

from effnet_desktop.gui.widgets.picture_row import PictureRow
from effnet_desktop.gui.widgets.pictures import Pictures

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop

MARGIN, GAP, SIZE = 5, 10, QSize(40, 30)
RED = QColor(200, 30, 30)  # as the thumbnail is


class Row(PictureRow):
    """Remembers where words go, and shows the photos whose names end in "pale" so."""

    def __init__(self, pictures, parent, lines):
        super().__init__(pictures, parent, size=SIZE, lines=lines, margin=MARGIN, gap=GAP)
        self.lines, self.colours = {}, {}

    def _path(self, index):
        return Path(index.data())

    def _opacity(self, index):
        return 0.2 if index.data().endswith("pale") else 1.0

    def _paint_words(self, painter, option, index, line, text, dim):
        self.lines[index.row()], self.colours[index.row()] = QRect(line), text


@pytest.fixture
def show(qtbot):
    def show(lines):
        pictures = Pictures(96, 1, 8)
        view = QListView()
        pictures.setParent(view)  # and go with it
        qtbot.addWidget(view)
        view.setModel(QStringListModel(["a", "b pale"], view))
        view.setItemDelegate(Row(pictures, view, lines))
        for name in ("a", "b pale"):
            pictures.put(thumbnail(Path(name), 96))
        view.setCurrentIndex(view.model().index(0, 0))
        view.resize(300, 400)
        view.show()
        return view, view.viewport().grab().toImage()

    return show


def test_the_picture_is_on_the_left_and_pale_where_it_should_be(show):
    view, image = show(1)
    boxes = [view.visualRect(view.model().index(row, 0)) for row in range(2)]
    centres = [box.topLeft() + QRect(MARGIN, MARGIN, SIZE.width(), SIZE.height()).center() for box in boxes]
    assert image.pixelColor(centres[0]) == RED
    assert image.pixelColor(centres[1]).saturation() < RED.saturation() / 2


@pytest.mark.parametrize("lines", [1, 2, 8])
def test_words_stand_beside_the_picture_in_the_middle_of_the_row(show, lines):
    view, _ = show(lines)
    row = view.itemDelegate()
    box, line = view.visualRect(view.model().index(0, 0)), row.lines[0]
    assert line.left() == box.left() + MARGIN + SIZE.width() + GAP
    assert line.right() <= box.right() - MARGIN
    above, below = line.top() - box.top(), box.bottom() + 1 - (line.top() + lines * line.height())
    assert abs(above - below) <= 1
    assert above >= MARGIN


def test_a_selected_row_has_the_colour_of_selected_text(show):
    view, _ = show(1)
    colours = view.itemDelegate().colours
    assert colours[0] == view.palette().color(QPalette.ColorRole.HighlightedText)
    assert colours[1] == view.palette().color(QPalette.ColorRole.Text)
