"""Picking phi for a budget."""

import pytest
from comparison_records import comparison
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QLabel

from effnet_desktop.engine.records.comparing import Budget, Pick
from effnet_desktop.engine.records.messages import Notice
from effnet_desktop.gui.compare.budget_view import BudgetView

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop

PICK = Pick("lite1", Notice("{model} is the most accurate that fits.", model="lite1"))


@pytest.fixture
def view(qtbot):
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    view = BudgetView()
    view.set_known(("lite0", "lite1", "lite2"))
    qtbot.addWidget(view)
    view.resize(700, 260)
    view.show()
    yield view
    QLocale.setDefault(before)


@pytest.fixture
def asked(view):
    asked = []
    view.pick_wanted.connect(asked.append)
    return asked


def texts(view) -> str:
    return "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


def choose(view, kind: str) -> None:
    view.kind.setCurrentIndex(view.kind.findData(kind))


def test_it_waits_for_the_end_of_the_comparison(view, asked):
    assert "The pick shows when the comparison is done." in texts(view)
    assert not view.number.isEnabled()
    assert not view.use.isVisible()
    assert asked == []


def test_it_begins_with_a_time_that_some_models_fit(view, asked):
    view.set_comparison(comparison())
    assert asked == [Budget(milliseconds=8.7)]  # between lite0's 6.1 and lite2's 11.2
    view.show_pick(PICK)
    assert "EfficientNet-Lite1\nEfficientNet-Lite1 is the most accurate that fits." in texts(view)


@pytest.mark.parametrize(
    ("kind", "number", "budget"),
    [
        ("milliseconds", 7.5, Budget(milliseconds=7.5)),
        ("photos_per_minute", 9000, Budget(photos_per_minute=9000)),
        ("memory_mb", 250, Budget(memory_mb=250)),
        ("accuracy", 97, Budget(accuracy=0.97)),
    ],
)
def test_each_kind_of_budget_is_asked_for_at_once(view, asked, kind, number, budget):
    view.set_comparison(comparison())
    choose(view, kind)
    view.number.setValue(number)
    assert asked[-1] == budget


def test_typing_picks_at_each_key(view, asked, qtbot):
    view.set_comparison(comparison())
    view.number.selectAll()
    qtbot.keyClicks(view.number, "12")
    assert asked[-2:] == [Budget(milliseconds=1), Budget(milliseconds=12)]


def test_a_number_is_kept_for_its_kind(view, asked):
    view.set_comparison(comparison())
    view.number.setValue(7)
    choose(view, "accuracy")
    choose(view, "milliseconds")
    assert asked[-1] == Budget(milliseconds=7)


def test_the_limit_is_told_for_the_chart(view):
    view.pick_wanted.connect(lambda _: view.show_pick(PICK))
    limits = []
    view.pick_changed.connect(lambda: limits.append((*view.limit, view.picked)))
    view.set_comparison(comparison())
    choose(view, "memory_mb")
    choose(view, "accuracy")
    assert limits == [(8.7, None, "lite1"), (None, None, "lite1"), (None, 0.922, "lite1")]


def test_use_it(view, qtbot):
    view.set_comparison(comparison())
    view.show_pick(PICK)
    with qtbot.waitSignal(view.model_wanted) as wanted:
        qtbot.mouseClick(view.use, Qt.MouseButton.LeftButton)
    assert wanted.args == ["lite1"]


def test_without_a_pick_there_is_nothing_to_use(view):
    view.set_comparison(comparison())
    view.show_pick(Pick(None, Notice("Nothing is that fast.")))
    assert "No model fits\nNothing is that fast." in texts(view)
    assert not view.use.isVisible()


def test_what_was_not_measured_is_not_offered(view):
    view.set_comparison(comparison("lite0"))
    assert view.kind.count() == 4
    models = comparison("lite0").models
    unmeasured = [type(model)(**{**_fields(model), "peak_memory_mb": None}) for model in models]
    view.set_comparison(comparison("lite0", models=tuple(unmeasured)))
    assert view.kind.findData("memory_mb") == -1


def _fields(model) -> dict:
    return {name: getattr(model, name) for name in model.__slots__}


def test_without_trained_models_there_is_no_pick(view, asked):
    view.set_comparison(comparison("b0", "b1"))
    assert asked == []
    assert "This needs a model whose weights are installed." in texts(view)


def test_without_truth_the_reverse_is_about_agreement(view):
    view.set_comparison(comparison(by_accuracy=False))
    assert view.kind.itemText(3) == "At least this agreement"


def test_a_network_with_a_quick_head_is_trained_not_used(view, qtbot):
    view.set_comparison(comparison(fit_head=True))
    view.show_pick(PICK)
    assert view.use.text() == "Train it…"
    assert "The quick heads are not kept" in texts(view)
    with qtbot.waitSignal(view.model_wanted) as wanted:
        qtbot.mouseClick(view.use, Qt.MouseButton.LeftButton)
    assert wanted.args == ["lite1"]
