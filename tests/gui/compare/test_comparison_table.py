"""The table of compared models."""

import pytest
from comparison_records import measured
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QStyleOptionViewItem

from effnet_desktop.engine.records.comparing import Spread
from effnet_desktop.gui.compare.comparison_table import LATENCY_COLUMN, MARGIN, SCORE_COLUMN, ComparisonTable

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


@pytest.fixture
def table(qtbot):
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    table = ComparisonTable()
    qtbot.addWidget(table)
    table.resize(700, 300)
    table.set_models([measured(name) for name in ("lite0", "lite1", "b0", "lite2")])
    table.show()
    yield table
    QLocale.setDefault(before)


def column(table, number: int) -> list[str]:
    model = table.model()
    return [model.index(row, number).data().rstrip(MARGIN) for row in range(model.rowCount())]


def heading(table, number: int) -> str:
    return table.model().headerData(number, Qt.Orientation.Horizontal).rstrip(MARGIN)


def test_it_shows_every_figure(table):
    row = [column(table, number)[0] for number in range(table.model().columnCount())]
    assert row == [
        "EfficientNet-Lite0",
        "0",
        "90.0 % (84.0 to 94.0 %)",
        "6.1 / 8.5",
        "246",
        "211",
        "3.0 / 4.5",
        "0.8 / 1.1",
        "2.3 / 4.1",
        "224 px",
        "4.7 M",
        "0.40 G",
    ]


def test_the_fastest_is_first_until_the_user_sorts_otherwise(table):
    assert column(table, 0) == ["EfficientNet-Lite0", "EfficientNet-Lite1", "EfficientNet-B0", "EfficientNet-Lite2"]
    sort = next(action for action in table.actions() if action.text() == "Sort by Accuracy")
    sort.trigger()
    assert column(table, 2)[:3] == ["untrained", "89.5 % (83.5 to 93.5 %)", "90.0 % (84.0 to 94.0 %)"]
    sort.trigger()
    assert column(table, 0)[0] == "EfficientNet-Lite2"


def test_order_and_row_stay_while_figures_come(table):
    chosen = []
    table.model_chosen.connect(chosen.append)
    table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    table.set_current("lite1")
    table.set_models([measured(name, photos=41) for name in ("lite0", "lite1", "b0", "lite2")])
    assert (chosen, table.current) == (["lite1"], "lite1")
    assert column(table, 0) == ["EfficientNet-Lite2", "EfficientNet-Lite1", "EfficientNet-Lite0", "EfficientNet-B0"]
    table.set_models([measured(name) for name in ("lite0", "lite1", "b0", "lite2", "b1")])
    assert (chosen, table.current) == (["lite1"], "lite1")
    table.set_models([measured("b1")])
    assert (chosen[-1], table.current) == ("b1", "b1")


def test_the_first_row_of_a_trained_model_is_the_current_one(table):
    assert table.current == "lite0"
    table.set_models([measured(name) for name in ("b0", "b1", "lite2")])
    assert table.current == "lite2"
    table.set_models([measured(name) for name in ("b0", "b1")])
    assert table.current == "b0"


def test_dominated_and_untrained_models_are_grey(table):
    delegate = table.itemDelegate()
    is_grey = {}
    for row, name in enumerate(column(table, 0)):
        option = QStyleOptionViewItem()
        option.palette = table.palette()
        delegate.initStyleOption(option, table.model().index(row, 0))
        is_grey[name] = option.palette.color(QPalette.ColorRole.Text) == table.palette().placeholderText().color()
    assert is_grey == {
        "EfficientNet-Lite0": False,
        "EfficientNet-Lite1": True,
        "EfficientNet-B0": True,
        "EfficientNet-Lite2": False,
    }


def test_without_truth_the_column_is_agreement(table):
    assert heading(table, 2) == "Accuracy"
    table.set_models([measured(name, by_accuracy=False) for name in ("lite0", "lite2")])
    assert heading(table, 2) == "Agreement with EfficientNet-Lite2"
    assert column(table, 2) == ["90.0 %", "100.0 %"]


def test_what_is_not_measured_yet_is_a_dash(table):
    table.set_models([measured("lite0", photos_per_second=None, peak_memory_mb=None)])
    assert (column(table, 4), column(table, 5)) == (["–"], ["–"])
    table.sortByColumn(5, Qt.SortOrder.AscendingOrder)


def test_a_model_without_photos_of_its_categories_has_a_dash(table):
    table.set_models([measured("lite0"), measured("lite1", acc1=None, acc1_ci95=None, with_truth=0)])
    assert column(table, 2)[1] == "–"
    assert "no photo of its categories" in table.model().index(1, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_return_activates_and_arrows_choose(table, qtbot):
    heard = []
    table.model_activated.connect(lambda name: heard.append(("activated", name)))
    table.model_chosen.connect(lambda name: heard.append(("chosen", name)))
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert heard == [("chosen", "lite1"), ("activated", "lite1")]


def test_screen_readers_hear_more_than_the_name(table):
    text = table.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert text.startswith("EfficientNet-Lite0, accuracy: 90.0 %")
    assert table.horizontalHeader().sortIndicatorSection() == LATENCY_COLUMN


def fits(table, number: int) -> bool:
    """Whether nothing of a column is cut off, its heading included."""
    needed = max(table.sizeHintForColumn(number), table.horizontalHeader().sectionSizeHint(number))
    return table.columnWidth(number) >= needed


def test_columns_grow_with_headings_and_figures_while_it_runs(table):
    """The models stay the same ones; what they agree with, and longer figures, come later."""
    names = ("lite0", "lite1", "lite2")
    early = {"photos": 1, "acc1_ci95": None, "photos_per_second": None}
    table.set_models([measured(name, by_accuracy=False, acc1=None, agreement=None, **early) for name in names])
    assert all(fits(table, number) for number in range(table.model().columnCount()))
    slow = Spread(12345.6, 23456.7)
    table.set_models([measured(name, by_accuracy=False, latency=slow, decode=slow) for name in names])
    assert heading(table, SCORE_COLUMN) == "Agreement with EfficientNet-Lite2"
    assert [number for number in range(table.model().columnCount()) if not fits(table, number)] == []


def test_columns_do_not_shrink_while_it_runs(table):
    width = table.columnWidth(SCORE_COLUMN)
    table.set_models([measured(name, acc1_ci95=None) for name in ("lite0", "lite1", "b0", "lite2")])
    assert table.columnWidth(SCORE_COLUMN) == width
