"""Names of points in a chart: near their points, on nothing else."""

from itertools import combinations

from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, QSizeF

from effnet_desktop.gui.compare.label_placement import place_labels

AREA = QRectF(0, 0, 900, 300)
SIZE = QSizeF(40, 15)


def test_a_lonely_label_stands_above_to_the_right():
    (label,) = place_labels([QPointF(100, 100)], [SIZE], [], AREA)
    assert label.left() > 100
    assert label.bottom() < 100


def test_a_label_gives_way_to_an_obstacle_and_to_the_edge():
    point = QPointF(100, 100)
    (label,) = place_labels([point], [SIZE], [QRectF(101, 60, 200, 38)], AREA)
    assert not label.intersects(QRectF(101, 60, 200, 38))
    (label,) = place_labels([QPointF(895, 5)], [SIZE], [], AREA)
    assert AREA.contains(label)


points = st.lists(st.tuples(st.integers(30, 870), st.integers(60, 240)), min_size=1, max_size=11)


@given(points)
@example([(30, 60), (30, 60), (60, 60)])  # a corner covered was less bad than a step further away
def test_as_many_labels_as_there_are_models_never_cover_each_other(places):
    labels = place_labels([QPointF(*place) for place in places], [SIZE] * len(places), [], AREA)
    assert not any(one.intersects(other) for one, other in combinations(labels, 2))
