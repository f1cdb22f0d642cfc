"""Scales of charts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF

from effnet_desktop.gui.compare.axes import Axes, figure_scale, share_scale


def test_figures_of_one_size_begin_at_zero():
    scale = figure_scale([6, 8, 11])
    assert (scale.low, scale.is_log) == (0.0, False)
    assert scale.ticks == (0, 2, 4, 6, 8, 10)
    assert scale.share(scale.high) == 1


def test_figures_far_apart_are_shown_by_logarithm():
    scale = figure_scale([5, 500])
    assert scale.is_log
    assert scale.ticks == (5, 10, 20, 50, 100, 200, 500)
    assert scale.share(50) == pytest.approx(0.5)


def test_shares_stay_between_nothing_and_all():
    scale = share_scale([0.97, 1.0])
    assert scale.high == 1.0
    assert scale.low < 0.97
    assert share_scale([0.0]).low == 0.0


@given(st.lists(st.floats(0.01, 1e6), min_size=1))
def test_every_figure_has_its_place_and_some_ticks(values):
    scale = figure_scale(values)
    assert all(0 <= scale.share(value) <= 1 for value in values)
    assert all(scale.low <= tick <= scale.high * (1 + 1e-9) for tick in scale.ticks)
    assert len(scale.ticks) <= 10


@given(st.lists(st.floats(0, 1), min_size=1))
def test_more_is_higher(values):
    scale = share_scale(values)
    axes = Axes(figure_scale([1, 2]), scale, QRectF(0, 0, 100, 100), str, str)
    levels = [axes.point(1, value).y() for value in sorted(values)]
    assert levels == sorted(levels, reverse=True)
    assert scale.ticks
