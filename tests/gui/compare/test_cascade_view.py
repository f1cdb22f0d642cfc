"""Two models in a row."""

import pytest
from comparison_records import comparison, curve
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QLabel

from effnet_desktop.engine.records.models import Cascade
from effnet_desktop.gui.compare.cascade_view import CascadeView

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


@pytest.fixture
def view(qtbot):
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    view = CascadeView()
    view.set_known(("lite0", "lite1", "lite2"))
    qtbot.addWidget(view)
    view.resize(700, 260)
    view.show()
    yield view
    QLocale.setDefault(before)


@pytest.fixture
def ready(view):
    view.set_comparison(comparison())
    view.show_curve("lite0", "lite2", curve())
    return view


def texts(view) -> str:
    return "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


def test_it_asks_for_the_smallest_then_the_largest(view, qtbot):
    with qtbot.waitSignal(view.cascade_wanted) as asked:
        view.set_comparison(comparison())
    assert asked.args == ["lite0", "lite2"]


def test_it_begins_at_the_threshold_that_was_chosen_on_the_other_photos(ready):
    assert ready.slider.value() == 60
    assert ready._accuracy.text() == "95.0 %\n85.0 to 99.0 %"
    assert ready._latency.text() == "12.7 ms\np50 12.0 ms, p95 15.0 ms"
    assert ready._escalated.text() == "60.0 %"
    assert not ready._agreement.isVisible()
    assert "Proposed: 60.0 %, chosen on 20 photos, measured on the other 20." in texts(ready)


def test_it_proposes_what_was_chosen_not_what_is_best_where_it_is_measured(view):
    view.set_comparison(comparison())
    view.show_curve("lite0", "lite2", curve(best=40))
    assert view.slider.value() == 40
    assert view._accuracy.text().startswith("93.0 %")
    assert "Proposed: 40.0 %" in texts(view)


def test_few_photos_are_not_divided_and_it_says_so(view):
    view.set_comparison(comparison())
    view.show_curve("lite0", "lite2", curve(chosen_on=12, measured_on=12, is_independent=False))
    assert "So few photos (12) are not divided" in texts(view)
    assert "not independent" in texts(view)


def test_without_a_judged_photo_no_accuracy_is_claimed(view):
    view.set_comparison(comparison())
    view.show_curve("lite0", "lite2", curve(chosen_on=0, measured_on=0, is_independent=False))
    assert view._accuracy.text() == "–"
    assert "only the times are measured" in texts(view)
    assert "– right" in view.slider.accessibleDescription()


def test_the_slider_moves_the_figures_and_the_mark(ready, qtbot):
    before = ready._chart.grab().toImage()
    qtbot.keyClick(ready.slider, Qt.Key.Key_Home)
    assert ready._accuracy.text().startswith("89.0 %")
    assert ready._escalated.text() == "0.0 %"
    assert ready._chart.grab().toImage() != before
    assert "0.0 %: 89.0 % right, 6.0 ms on average" in ready.slider.accessibleDescription()


def test_the_pair_is_saved_with_its_threshold(ready, qtbot):
    assert ready.name.text() == "lite0-lite2"
    ready.name.setText(" my pair ")
    ready.slider.setValue(42)
    with qtbot.waitSignal(ready.save_wanted) as saved:
        qtbot.mouseClick(ready.save, Qt.MouseButton.LeftButton)
    assert saved.args == [Cascade("my pair", "lite0", "lite2", 0.42)]


def test_it_needs_a_name(ready):
    ready.name.setText(" ")
    assert not ready.save.isEnabled()
    assert "Type a name for the pair." in texts(ready)


def test_other_models_are_asked_for_and_named_after(ready, qtbot):
    with qtbot.waitSignal(ready.cascade_wanted) as asked:
        ready.second.setCurrentText("EfficientNet-Lite1")
        ready.second.activated.emit(1)
    assert asked.args == ["lite0", "lite1"]
    ready.show_curve("lite0", "lite2", curve())  # too late
    assert ready.name.text() == "lite0-lite2"
    ready.show_curve("lite0", "lite1", curve())
    assert ready.name.text() == "lite0-lite1"


def test_a_name_that_the_user_typed_stays(ready):
    ready.name.setText("mine")
    ready.show_curve("lite0", "lite2", curve())
    assert ready.name.text() == "mine"


def test_one_model_twice_is_no_pair(ready, qtbot):
    with qtbot.assertNotEmitted(ready.cascade_wanted):
        ready.second.setCurrentText("EfficientNet-Lite0")
        ready.second.activated.emit(0)
    assert not ready.save.isEnabled()
    assert not ready.slider.isEnabled()
    assert "Choose two different models." in texts(ready)


def test_heads_that_are_not_kept_cannot_be_saved(view):
    view.set_comparison(comparison(fit_head=True))
    view.show_curve("lite0", "lite2", curve())
    assert view.slider.isEnabled()
    assert not view.save.isEnabled()
    assert "quick heads, which are not kept" in texts(view)


def test_without_truth_it_is_agreement(view):
    view.set_comparison(comparison(by_accuracy=False))
    view.show_curve("lite0", "lite2", curve())
    assert view._agreement.isVisible()
    assert not view._accuracy.isVisible()


def test_one_trained_model_is_not_enough(view, qtbot):
    with qtbot.assertNotEmitted(view.cascade_wanted):
        view.set_comparison(comparison("lite0", "b0"))
    assert "This needs two models whose weights are installed." in texts(view)
    view.set_comparison(None)
    assert "when the comparison is done" in texts(view)
