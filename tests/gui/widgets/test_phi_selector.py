"""The dropdown of models, with real keys, wheel and clicks."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPalette, QWheelEvent
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from effnet_desktop.engine.records.models import Cascade, ModelInfo
from effnet_desktop.engine.variants import VARIANTS
from effnet_desktop.gui.widgets.phi_selector import PhiSelector

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


def models_with(installed: set[str]) -> tuple[ModelInfo, ...]:
    return tuple(
        ModelInfo(name, variant, "packaged", Path(name))
        if name in installed
        else ModelInfo(name, variant, "absent", None)
        for name, variant in VARIANTS.items()
    )


@pytest.fixture
def selector(qtbot):
    selector = PhiSelector()
    qtbot.addWidget(selector)
    selector.set_models(models_with({"lite0", "lite1", "lite2"}))
    selector.set_model("lite0")
    selector.show()
    qtbot.waitExposed(selector)
    return selector


@pytest.fixture
def heard(selector):
    heard = []
    selector.model_chosen.connect(lambda name: heard.append(("chosen", name)))
    selector.download_wanted.connect(lambda name: heard.append(("download", name)))
    return heard


def rows(selector):
    return [selector.itemText(row) for row in range(selector.count())]


def click(qtbot, selector, text):
    """Opens the list and clicks on the row that begins with `text`."""
    selector.showPopup()
    row = next(number for number, shown in enumerate(rows(selector)) if shown.startswith(text))
    view = selector.view()
    qtbot.waitUntil(view.isVisible)
    # Qt ignores a click that follows the opening at once, as it may be the end of the click that opened it.
    qtbot.wait(QApplication.doubleClickInterval() + 50)
    place = view.visualRect(view.model().index(row, 0)).center()
    qtbot.mouseMove(view.viewport(), place)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    return row


def test_rows_name_the_figures_and_what_is_absent(selector):
    assert rows(selector)[:2] == ["Lite family", "EfficientNet-Lite0 · phi 0 · 224 px · 4.7 M · 75.1 %"]
    absent = "EfficientNet-B0 · phi 0 · 224 px · 5.3 M · 77.7 % · not installed (20 MB)"
    assert rows(selector)[4:6] == ["Standard family", absent]
    assert len(rows(selector)) == len(VARIANTS) + 2
    assert selector.currentText() == "EfficientNet-Lite0 · phi 0 · 224 px · 4.7 M · 75.1 %"


def test_families_cannot_be_chosen(selector):
    model = selector.model()
    assert [row for row in range(model.rowCount()) if not model.item(row).isEnabled()] == [0, 4]


def test_absent_models_are_greyed_but_can_be_chosen(selector):
    colours = []
    for row in (1, 5):  # lite0 and b0
        option = QStyleOptionViewItem()
        option.palette = selector.palette()
        selector.itemDelegate().initStyleOption(option, selector.model().index(row, 0))
        colours.append(option.palette.color(QPalette.ColorRole.Text))
    assert colours == [selector.palette().text().color(), selector.palette().placeholderText().color()]
    assert selector.model().item(5).isEnabled()


def test_a_click_on_an_installed_model_chooses_it(qtbot, selector, heard):
    click(qtbot, selector, "EfficientNet-Lite2 · phi 2")
    assert heard == [("chosen", "lite2")]
    assert selector.model_name == "lite2"
    assert selector.currentText().startswith("EfficientNet-Lite2 · phi 2")


def test_a_click_on_an_absent_model_offers_the_download_and_keeps_the_selection(qtbot, selector, heard):
    click(qtbot, selector, "EfficientNet-B4 · phi 4")
    assert heard == [("download", "b4")]
    assert selector.model_name == "lite0"
    assert selector.currentText().startswith("EfficientNet-Lite0 · phi 0")


def test_a_click_on_the_current_model_says_nothing(qtbot, selector, heard):
    click(qtbot, selector, "EfficientNet-Lite0 · phi 0")
    assert heard == []


def test_set_model_is_silent(selector, heard):
    selector.set_model("lite1")
    assert selector.currentText().startswith("EfficientNet-Lite1 · phi 1")
    assert heard == []


def test_a_download_makes_the_model_choosable_and_keeps_the_selection(qtbot, selector, heard):
    selector.set_models(models_with({"lite0", "b0"}))
    assert selector.currentText().startswith("EfficientNet-Lite0 · phi 0")
    assert heard == []
    click(qtbot, selector, "EfficientNet-B0 · phi 0")
    assert heard == [("chosen", "b0")]


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Space, Qt.Key.Key_F4, Qt.Key.Key_PageDown])
def test_keys_open_the_list_and_do_not_step_through_models(qtbot, selector, heard, key):
    qtbot.keyClick(selector, key)
    qtbot.waitUntil(selector.view().isVisible)
    assert heard == []
    assert selector.model_name == "lite0"
    selector.hidePopup()


def test_the_open_list_works_with_the_keyboard(qtbot, selector, heard):
    qtbot.keyClick(selector, Qt.Key.Key_Down)
    qtbot.waitUntil(selector.view().isVisible)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(selector.view(), key)
    assert heard == [("chosen", "lite2")]


@pytest.mark.parametrize("key", [Qt.Key.Key_1, Qt.Key.Key_Escape, Qt.Key.Key_End])
def test_other_keys_are_left_to_the_window(qtbot, selector, heard, key):
    qtbot.keyClick(selector, key)
    assert heard == []
    assert selector.currentText().startswith("EfficientNet-Lite0 · phi 0")
    assert not selector.view().isVisible()


def test_the_wheel_does_not_step_through_models(selector, heard):
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(selector.mapToGlobal(QPoint(5, 5))),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(selector, event)
    assert heard == []
    assert not event.isAccepted()
    assert selector.currentText().startswith("EfficientNet-Lite0 · phi 0")


def test_the_open_list_is_wide_enough_for_the_longest_row(selector):
    longest = max(rows(selector), key=len)
    assert selector.view().minimumWidth() >= selector.fontMetrics().horizontalAdvance(longest)


def test_it_explains_phi(selector):
    assert "phi scales" in selector.toolTip()
    assert "ImageNet" in selector.toolTip()


def test_a_pair_says_what_it_does_among_the_users_models(qtbot, selector, heard):
    pair = Cascade("pair", "lite0", "lite2", 0.6)
    models = models_with({"lite0", "lite1", "lite2"})
    selector.set_models((*models, ModelInfo("pair", VARIANTS["lite0"], "cascade", Path("x"), cascade=pair)))
    assert rows(selector)[:3] == [
        "Your models",
        "pair · EfficientNet-Lite0 then EfficientNet-Lite2, below 60 %",
        "Lite family",
    ]
    assert sum("EfficientNet-Lite0 · phi 0" in row for row in rows(selector)) == 1
    click(qtbot, selector, "pair")
    assert heard == [("chosen", "pair")]
