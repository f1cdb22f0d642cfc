"""The Scaling page: what follows from the fields, and what it says about values that make no sense."""

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtWidgets import QStyle, QStyleOptionSlider

from effnet_desktop import export
from effnet_desktop.engine.errors import EngineError, ModelError, Text
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.scaling import Scaling, cost, scaled_variant
from effnet_desktop.gui.scaling.scaling_mediator import ScalingMediator
from effnet_desktop.gui.scaling.scaling_page import ScalingPage

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


@pytest.fixture
def page(qtbot):
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    page = ScalingPage()
    qtbot.addWidget(page)
    page.resize(1100, 760)
    page.show()
    yield page
    QLocale.setDefault(before)


def choose(box, value) -> None:
    box.setCurrentIndex(box.findData(value))


def table(page) -> list[list[str]]:
    return [[page.table.item(row, column).text() for column in range(6)] for row in (0, 1)]


def test_it_begins_at_phi_0_of_the_lite_family(page):
    assert page.scaling == Scaling(0.0)
    assert page.params_tile.text() == "4.65 M"
    assert page.compute_tile.text() == "× 1.00\nof phi 0; 2^phi is 1.00"
    assert table(page)[1] == ["0", "1.00", "1.00", "224 px", "4.65 M", page.madds_tile.text().split("\n")[0]]
    assert "agree" in page.why.text()


def test_everything_follows_phi(page):
    choose(page.controls.family, "standard")
    page.controls.phi.setValue(1)
    record = export.scaling_record(page.scaling, 0, 0, cost(scaled_variant(page.scaling)).memory)
    own = cost(scaled_variant(Scaling(1.0, family="standard")))
    assert page.depth_tile.text() == "× 1.200\n23 blocks"
    assert page.width_tile.text() == "× 1.100\nup to 352 channels"
    assert page.resolution_tile.text() == "× 1.150\n257.6 px, rounded 258"
    assert page.params_tile.text() == f"{own.params / 1e6:.2f} M"
    assert page.madds_tile.text() == f"{own.madds / 1e9:.3f} G\nfor one photo"
    assert page.memory_tile.text().startswith(f"{record['memory_mb']:.0f} MB\n")
    assert page.compute_tile.text() == f"× {record['compute_ratio']:.2f}\nof phi 0; 2^phi is 2.00"
    assert page.constraint_tile.text() == "1.920\nclose to 2, as the paper keeps it"
    assert page.one_lever.text().endswith("depth × 1.92, or width × 1.39, or resolution × 1.39.")
    assert page.why.text() == str(record["published"]["why"]).strip()
    assert page.drawing._scaling == page.scaling


def test_what_differs_from_the_published_network_is_marked_by_more_than_colour(page):
    choose(page.controls.family, "standard")
    page.controls.phi.setValue(7)
    formula, published = table(page)
    assert formula[:4] == ["7", "3.58", "1.95", "595.8 px"]
    assert published[:4] == ["7", "≠ 3.10", "≠ 2.00", "≠ 600 px"]
    assert [page.table.item(1, column).font().bold() for column in range(6)] == [False] + [True] * 5
    assert page.table.item(1, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "3.10, differs"
    assert "rounded by hand" in page.why.text()
    assert page.table.verticalHeaderItem(1).text() == "EfficientNet-B7"


def test_one_long_lever(page):
    page.controls.phi.setValue(4)
    choose(page.controls.only, "width")
    assert page.scaling == Scaling(4.0, only="width")
    assert page.depth_tile.text().startswith("× 1.000")
    assert page.width_tile.text().startswith("× 1.464")
    assert page.resolution_tile.text().startswith("× 1.000")
    described = page.bars.accessibleDescription().split("; ")
    assert [text.split(":")[0] for text in described] == [
        "All three",
        "Only the depth",
        "Only the width",
        "Only the resolution",
    ]
    assert f"{page.params_tile.text()} parameters" in described[2]


def test_the_bars_follow_the_costs(page):
    page.controls.phi.setValue(5)
    image = page.bars.grab().toImage()
    highlight = page.palette().highlight().color()
    row = page.bars._row_height()
    lengths = [
        sum(
            image.pixelColor(x, round((number + 0.5) * row - 4)) == highlight
            for x in range(image.width() // 2, image.width())
        )
        for number in range(1, 5)
    ]
    shares = [each.madds for each in page.bars._costs.values()]
    for length, share in zip(lengths, shares, strict=True):
        assert length / lengths[0] == pytest.approx(share / shares[0], abs=0.03)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("phi", 20, "phi 20 is out of bounds. Choose one from -2 to 8."),
        ("alpha", 0.5, "alpha 0.5 is out of bounds. Choose one from 1 to 2."),
        ("gamma", 2, "pixels wide."),
        ("beta", 2, "million parameters."),
    ],
)
def test_values_that_make_no_sense_are_explained_and_nothing_is_lost(page, field, value, reason):
    page.controls.phi.setValue(7)
    before, texts = page.scaling, (table(page), page.params_tile.text())
    picture = page.drawing.grab().toImage()
    getattr(page.controls, field).setValue(value)
    assert page.controls.refusal.isVisible()
    assert reason in page.controls.refusal._text.text()
    assert page.scaling == before
    assert (table(page), page.params_tile.text()) == texts
    assert getattr(page.controls, field).value() == value  # the user mends it, it does not vanish
    page.controls.phi.setValue(0 if field != "alpha" else 7)
    page.controls.reset.click()
    assert not page.controls.refusal.isVisible()
    page.controls.phi.setValue(7)
    assert page.scaling == before
    assert page.drawing.size() != picture.size() or page.drawing.grab().toImage() == picture


def test_reset_brings_back_the_papers_numbers_in_one_step(page, qtbot):
    for field in (page.controls.alpha, page.controls.beta, page.controls.gamma):
        field.setValue(1.4)
    assert page.constraint_tile.text() == "5.378\nmore than 2: each step more than doubles compute"
    seen = []
    page.controls.scaling_changed.connect(seen.append)
    page.controls.reset.click()
    assert seen == [Scaling(0.0)]


def test_slider_and_field_go_together(page, qtbot):
    slider, phi = page.controls.slider, page.controls.phi
    phi.setValue(3.25)
    assert slider.value() == 325
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert phi.value() == 3.35
    qtbot.keyClick(slider, Qt.Key.Key_PageUp)
    assert phi.value() == 4.35
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert page.scaling.phi == 8
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    assert page.scaling.phi == -2


def test_the_mouse_snaps_to_whole_numbers(page, qtbot):
    slider = page.controls.slider
    slider.setSliderDown(True)
    slider.setSliderPosition(297)
    assert page.scaling.phi == 3
    slider.setSliderPosition(290)
    assert page.scaling.phi == 2.9
    slider.setSliderPosition(303)
    slider.setSliderDown(False)
    assert slider.value() == 300


def test_the_handle_can_be_dragged(page, qtbot):
    slider = page.controls.slider
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    handle = slider.style().subControlRect(
        QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, slider
    )
    start = handle.center()
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(slider, start + QPoint(slider.width() // 2, 0))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=start + QPoint(slider.width() // 2, 0))
    assert 4.8 <= page.scaling.phi <= 5.3
    assert page.controls.phi.value() == page.scaling.phi


def test_a_change_takes_less_than_50_ms(page):
    page.grab()
    times = []
    for step in range(9):
        before = time.perf_counter()
        page.controls.phi.setValue(7 + step / 10)
        page.grab()
        times.append(time.perf_counter() - before)
    assert sorted(times)[4] < 0.05


@pytest.mark.parametrize("width", [720, 1100])
def test_nothing_is_wider_than_the_window(page, width, qtbot):
    page.resize(width, 560)
    assert page.minimumSizeHint().width() <= 720
    assert page.minimumSizeHint().height() <= 480
    inner = page.drawing.parentWidget()
    qtbot.waitUntil(lambda: inner.width() <= width == page.width())
    assert page.drawing.geometry().right() < inner.width()
    beside = page.params_tile.mapTo(inner, QPoint()).x() > page.drawing.geometry().right()
    assert beside == (width == 1100)


def test_every_field_can_be_reached_and_has_a_name(page):
    controls = page.controls
    fields = (
        *(controls.slider, controls.phi, controls.alpha, controls.beta, controls.gamma),
        *(controls.reset, controls.only, controls.family, page.check),
    )
    for field in fields:
        assert field.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert field.accessibleName() or field.text()


# Training.


def test_there_is_no_button_as_long_as_nothing_would_train(page):
    assert not page.train.isVisible()


def test_the_shown_scaling_is_handed_on_to_be_trained(qtbot):
    page = ScalingPage()
    qtbot.addWidget(page)
    wanted = []
    page.train_requested.connect(wanted.append)
    page.show()
    assert page.train.isVisible()
    page.controls.phi.setValue(1.5)
    page.train.click()
    assert wanted == [Scaling(1.5)]


# The real network.


class CountingEngine:
    """Counts as it is told."""

    def __init__(self, counts: tuple[int, int, int] | EngineError) -> None:
        self.counts = counts
        self.variants = []

    def count_network(self, variant):
        self.variants.append(variant)
        yield Progress(Text("Counting the real network"))
        if isinstance(self.counts, EngineError):
            raise self.counts
        return self.counts


@pytest.fixture
def mediate(page):
    """Puts an engine behind the page."""
    mediators = []

    def make(counts):
        mediators.append(ScalingMediator(CountingEngine(counts), page, page))
        page.parent_mediator = mediators[-1]
        return mediators[-1]._engine

    yield make
    for mediator in mediators:
        for lane in mediator.lanes:
            assert lane.shutdown(2000)


def test_the_real_network_agrees(page, mediate, qtbot):
    own = cost(scaled_variant(Scaling(0.0)))
    engine = mediate((own.params, own.madds, own.memory))
    page.check.click()
    assert not page.check.isEnabled()
    qtbot.waitUntil(page.check.isEnabled)
    assert page.checked.text().startswith("✓ Counted on the real network: equal (4,652,008 parameters, ")
    assert [variant.name for variant in engine.variants] == ["lite-phi0"]
    page.controls.phi.setValue(0.5)
    assert page.checked.text() == ""


def test_a_difference_would_be_said(page, mediate, qtbot):
    mediate((1000, 2000, 3000))
    page.check.click()
    qtbot.waitUntil(page.check.isEnabled)
    assert page.checked.text() == "✗ Counted on the real network: 1,000 parameters, 2,000 multiply-adds."


def test_a_failure_is_explained(page, mediate, qtbot):
    mediate(ModelError("The network would have {params} million parameters.", "Choose less.", params=7))
    page.check.click()
    qtbot.waitUntil(page.check.isEnabled)
    assert page.checked.text() == "The network would have 7 million parameters. Choose less."


def test_a_count_can_be_stopped_and_begun_anew(page, mediate, qtbot):
    engine = mediate((1000, 2000, 3000))

    def wait_for_ever(variant):
        while True:
            yield Progress(Text("Counting the real network"))

    engine.count_network = wait_for_ever
    page.check.click()
    assert not page.check.isEnabled()
    page.parent_mediator.stop()
    qtbot.waitUntil(page.check.isEnabled)
    assert page.checked.text() == ""


def test_the_count_of_an_earlier_choice_is_dropped(page):
    page.check.click()
    page.controls.phi.setValue(2)
    page.show_count(Scaling(0.0), 1, 1, 1)
    page.count_failed(Scaling(0.0), EngineError("No."))
    assert page.checked.text() == ""
    assert page.check.isEnabled()
    assert page.scaling == replace(Scaling(0.0), phi=2.0)
