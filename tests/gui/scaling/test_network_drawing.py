"""The drawing of the network: what grows, by how much, and that it stays in its area."""

import time
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPalette

from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.scaling import MAX_PHI, MIN_PHI, Scaling
from effnet_desktop.gui.scaling.network_drawing import NetworkDrawing, Reach, farthest, parts_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop

B0 = Scaling(0, family="standard")


@pytest.fixture
def drawing(qtbot):
    drawing = NetworkDrawing(B0)
    qtbot.addWidget(drawing)
    drawing.setPalette(QPalette(QColor("white")))
    drawing.resize(720, 420)
    drawing.show()
    return drawing


def tower(drawing) -> QRectF:
    """All blocks, from the stem to the head."""
    whole = QRectF()
    for rect in drawing.block_rects:
        whole = whole.united(rect)
    return whole


def coloured(drawing) -> QRectF:
    """Where in the tower's room the picture has the colours of the stages."""
    image = drawing.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    left, right = map(int, drawing._tower)
    points = [
        (x, y)
        for y in range(image.height())
        for x in range(left, right)
        if (colour := image.pixelColor(x, y)).saturation() > 100 and 180 <= colour.hue() <= 310
    ]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return QRectF(min(xs), min(ys), max(xs) - min(xs) + 1, max(ys) - min(ys) + 1)


def test_the_parts_are_those_of_b0():
    assert [part.blocks for part in parts_of(B0)] == [1, 1, 2, 2, 3, 3, 4, 1, 1]
    assert [part.width for part in parts_of(B0)] == [32, 16, 24, 40, 80, 112, 192, 320, 1280 / 4]


def test_what_is_painted_is_where_the_geometry_says(drawing):
    for phi in (0.0, 3.0, 8.0):
        drawing.set_scaling(replace(B0, phi=phi))
        stages = drawing.block_rects[1:-1]
        painted = coloured(drawing)
        assert painted.top() == pytest.approx(stages[-1].top(), abs=2)
        assert painted.bottom() == pytest.approx(stages[0].bottom(), abs=2)
        assert painted.width() == pytest.approx(stages[-1].width(), abs=2)


def test_each_dimension_grows_its_own_side(drawing):
    before, photo = tower(drawing), drawing.picture_rect(224)
    drawing.set_scaling(replace(B0, phi=5.0, only="depth"))
    deep = tower(drawing)
    assert deep.height() == pytest.approx(before.height() * (16 * 1.2**5 + 2) / 18, rel=0.15)
    assert deep.width() == before.width()
    drawing.set_scaling(replace(B0, phi=5.0, only="width"))
    wide = tower(drawing)
    assert wide.width() == pytest.approx(before.width() * 1.1**5, rel=0.02)
    assert wide.height() == before.height()
    drawing.set_scaling(replace(B0, phi=5.0, only="resolution"))
    assert tower(drawing) == before
    sharp = drawing.picture_rect(drawing._scaling.side)
    assert sharp.width() == pytest.approx(photo.width() * 1.15**5, rel=0.01)
    assert sharp.bottomRight() == photo.bottomRight()


def test_a_larger_photo_is_painted_larger(drawing):
    def blue(x: float, y: float) -> bool:
        colour = drawing.grab().toImage().pixelColor(int(x), int(y))
        return 190 < colour.hue() < 230 and colour.saturation() > 60

    far = drawing.picture_rect(600).topLeft()
    assert not blue(far.x() + 10, far.y() + 3)
    drawing.set_scaling(replace(B0, phi=7.5))
    assert blue(far.x() + 10, far.y() + 3)


def test_the_scale_stays_while_phi_and_the_choice_change(drawing):
    heights = set()
    for phi in (-2.0, 0.0, 3.7, 8.0):
        for only in (None, "depth", "width", "resolution"):
            drawing.set_scaling(replace(B0, phi=phi, only=only))
            heights.add((drawing._block_height, drawing._channel_width, drawing._pixel_width))
    assert len(heights) == 1
    drawing.set_scaling(replace(B0, alpha=1.3))
    assert drawing._block_height < min(heights)[0]


@pytest.mark.parametrize("size", [(520, 320), (700, 420), (1400, 900)])
@pytest.mark.parametrize("family", ["lite", "standard"])
def test_phi_8_stays_in_its_area(drawing, size, family):
    drawing.resize(*size)
    drawing.set_scaling(Scaling(MAX_PHI, family=family))
    area = QRectF(drawing.rect())
    whole = tower(drawing)
    left, right = drawing._tower
    assert area.contains(whole)
    assert left - 0.01 <= whole.left()
    assert whole.right() <= right + 0.01
    photo = drawing.picture_rect(drawing._scaling.side)
    assert area.contains(photo)
    assert photo.right() < left
    assert right + sum(drawing._columns()) < area.right()


@given(
    phi=st.floats(MIN_PHI, MAX_PHI),
    alpha=st.floats(1, 2),
    beta=st.floats(1, 2),
    gamma=st.floats(1, 2),
    family=st.sampled_from(["lite", "standard"]),
    only=st.sampled_from([None, "depth", "width", "resolution"]),
)
def test_whatever_is_allowed_is_within_reach(phi, alpha, beta, gamma, family, only):
    try:
        scaling = Scaling(phi, alpha, beta, gamma, family, only)
    except ModelError:
        assume(False)
    reach = Reach.of(scaling)
    parts = parts_of(scaling)
    slack = 1.03  # the farthest phi is looked for to a hundredth
    assert sum(part.blocks for part in parts) <= reach.blocks * slack + 7  # each stage is rounded up to a whole block
    assert max(part.width for part in parts) <= reach.channels * slack + 8
    assert scaling.side <= reach.pixels * slack


def test_the_farthest_is_the_last_that_is_allowed():
    assert farthest(B0, "depth") == replace(B0, phi=MAX_PHI, only="depth")
    edge = farthest(replace(B0, gamma=2.0), "resolution")
    assert edge.phi == pytest.approx(3.19, abs=0.011)  # 2,048 pixels
    with pytest.raises(ModelError):
        replace(edge, phi=edge.phi + 0.02)


def test_phi_0_stays_as_an_outline(drawing):
    ghost = drawing.part_rects(parts_of(B0))[-1]
    drawing.set_scaling(replace(B0, phi=-2.0))
    image = drawing.grab().toImage()
    y = int(ghost.top())
    dark = [
        image.pixelColor(x, y + dy).lightness() < 160
        for dy in (-1, 0)
        for x in range(int(ghost.left()), int(ghost.right()))
    ]
    assert 0.2 * len(dark) / 2 < sum(dark)


def test_it_says_in_words_what_it_draws(drawing):
    drawing.set_scaling(replace(B0, phi=1.0))
    text = drawing.accessibleDescription()
    assert "photo: 258 × 258 px" in text
    assert "stage 6 5 × 208 9 px" in text


def test_a_repaint_takes_less_than_a_frame_of_50_ms(drawing):
    drawing.resize(1400, 900)
    drawing.set_scaling(replace(B0, phi=8.0))
    drawing.grab()
    times = []
    for step in range(9):
        before = time.perf_counter()
        drawing.set_scaling(replace(B0, phi=7.0 + step / 10))
        drawing.grab()
        times.append(time.perf_counter() - before)
    assert sorted(times)[4] < 0.05
