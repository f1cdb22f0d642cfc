"""Pictures that several views share."""

from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPalette, QPixmap
from training_records import thumbnail

from effnet_desktop.engine.errors import PhotoError
from effnet_desktop.engine.records.classifying import PhotoFailed
from effnet_desktop.gui.widgets.pictures import Pictures, paint_picture

PATHS = [Path(f"/photos/{number}.jpg") for number in range(5)]


@pytest.fixture
def pictures(qapp):
    return Pictures(side=96, max_mb=1, at_a_time=3)


def test_what_is_missing_is_asked_for_together_and_once(qtbot, pictures):
    with qtbot.waitSignal(pictures.wanted) as asked:
        assert [pictures.get(path) for path in PATHS] == [None] * 5
    assert asked.args == [PATHS[:3], 96]
    with qtbot.assertNotEmitted(pictures.wanted, wait=80):
        pictures.get(PATHS[4])  # the last three have not come yet


def test_the_next_ones_are_those_that_are_wanted_when_the_last_have_come(qtbot, pictures):
    with qtbot.waitSignal(pictures.wanted):
        for path in PATHS:
            pictures.get(path)
    for path in PATHS[:3]:
        with qtbot.waitSignal(pictures.changed):
            pictures.put(thumbnail(path))
    assert pictures.get(PATHS[0]).width() == 8
    with qtbot.waitSignal(pictures.wanted) as asked:
        pictures.get(PATHS[4])
    assert asked.args[0] == [PATHS[4]]


def test_an_unreadable_photo_is_not_asked_for_again(qtbot, pictures):
    pictures.put(PhotoFailed(PATHS[0], PhotoError("The file is empty.")))
    with qtbot.assertNotEmitted(pictures.wanted, wait=80):
        assert pictures.get(PATHS[0]).isNull()


def test_a_cleared_one_waits_for_nothing(qtbot, pictures):
    with qtbot.waitSignal(pictures.wanted):
        pictures.get(PATHS[0])
    pictures.clear()
    with qtbot.waitSignal(pictures.wanted):
        pictures.get(PATHS[1])


def test_a_picture_fills_its_box_with_its_middle(qapp):
    canvas = QPixmap(40, 40)
    canvas.fill("white")
    picture = QPixmap(60, 20)
    picture.fill("blue")
    painter = QPainter(picture)
    painter.fillRect(20, 0, 20, 20, "red")  # only this middle square fits
    painter.end()
    painter = QPainter(canvas)
    paint_picture(painter, QRect(5, 5, 30, 30), picture, QPalette())
    painter.end()
    image = canvas.toImage()
    assert {image.pixelColor(x, y).name() for x in (8, 20, 32) for y in (8, 20, 32)} == {"#ff0000"}
    assert image.pixelColor(2, 20).name() == "#ffffff"


def test_missing_and_unreadable_ones_look_different(qapp):
    shown = []
    for picture in (None, QPixmap()):
        canvas = QPixmap(40, 40)
        canvas.fill("white")
        painter = QPainter(canvas)
        paint_picture(painter, QRect(0, 0, 40, 40), picture, QPalette())
        painter.end()
        shown.append(canvas.toImage())
    assert shown[0] != shown[1]
