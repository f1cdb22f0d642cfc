"""Finds room for the names of points in a chart, so that none covers another one."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF

# Where a label may be as seen from its point, best first: (across, upwards); then the same further away.
_DIRECTIONS = ((1, 1), (-1, 1), (1, -1), (-1, -1), (1, 0), (-1, 0), (0, 1), (0, -1))
_DISTANCES = (9.0, 16.0, 28.0, 44.0, 64.0)
_LABEL_COST, _OBSTACLE_COST, _OUTSIDE_COST, _DISTANCE_COST = 20.0, 1.0, 50.0, 2.0
_ANY_LABEL_COST = 1000.0  # of covering even a corner of another label: more than the way to the farthest place

_Box = tuple[float, float, float, float]  # left, top, right, bottom; faster than QRectF from Python


def place_labels(
    points: Sequence[QPointF], sizes: Sequence[QSizeF], obstacles: Sequence[QRectF], area: QRectF
) -> list[QRectF]:
    """Where each label goes; one after the other, each as near to its point as there is room.

    Args:
        points: What the labels belong to.
        sizes: How large each label is.
        obstacles: What is better not covered: markers, error bars, lines.
        area: Where labels may be.
    """
    limits = _box(area)
    blocked = [_box(obstacle) for obstacle in obstacles]
    placed: list[_Box] = []
    for point, size in zip(points, sizes, strict=True):
        best, least = None, 0.0
        for candidate, distance in _candidates(point, size):
            cost = _DISTANCE_COST * distance
            covered = sum(_overlap(candidate, other) for other in placed)
            cost += _LABEL_COST * covered + (_ANY_LABEL_COST if covered else 0.0)
            cost += _OBSTACLE_COST * sum(_overlap(candidate, other) for other in blocked)
            cost += _OUTSIDE_COST * (size.width() * size.height() - _overlap(candidate, limits))
            if best is None or cost < least:
                best, least = candidate, cost
            if least <= _DISTANCE_COST * distance:  # nothing further away can be better
                break
        assert best is not None
        placed.append(best)
    return [QRectF(left, top, right - left, bottom - top) for left, top, right, bottom in placed]


def _candidates(point: QPointF, size: QSizeF) -> list[tuple[_Box, float]]:
    found = []
    for distance in _DISTANCES:
        for across, upwards in _DIRECTIONS:
            left = point.x() + across * distance * (0.7 if upwards else 1) + (across - 1) / 2 * size.width()
            top = point.y() - upwards * distance * (0.7 if across else 1) - (upwards + 1) / 2 * size.height()
            found.append(((left, top, left + size.width(), top + size.height()), distance))
    return found


def _box(rect: QRectF) -> _Box:
    return rect.left(), rect.top(), rect.right(), rect.bottom()


def _overlap(one: _Box, other: _Box) -> float:
    """The area that two boxes share."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width * height if width > 0 and height > 0 else 0.0
