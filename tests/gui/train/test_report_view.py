"""What a model learnt, with real keys and clicks."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtWidgets import QLabel, QMessageBox
from training_records import EVALUATION, FINE_TUNED, MISTAKES, MODEL, REPORT, SUSPECTS, photo

from effnet_desktop.engine.records.evaluation import CategoryMetrics, NoveltyEvaluation
from effnet_desktop.engine.records.models import NoveltyScale
from effnet_desktop.engine.records.training import (
    CurvePoint,
    FineTuned,
    KnownSites,
    LearningCurve,
    MorePhotos,
    RightAnswer,
)
from effnet_desktop.gui.train.findings import Corrections
from effnet_desktop.gui.train.report_view import ReportView
from effnet_desktop.gui.widgets.pictures import Pictures

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


@pytest.fixture
def view(qtbot):
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    small, large = Pictures(96, 1, 8), Pictures(1600, 1, 1)
    view = ReportView(small, large)
    small.setParent(view)
    large.setParent(view)
    qtbot.addWidget(view)
    view.resize(900, 640)
    view.show_report(FINE_TUNED, was_stopped=False)
    view.show()
    yield view
    QLocale.setDefault(before)


def table_rows(view) -> list[list[str]]:
    model = view.categories.model()
    return [
        [model.index(row, column).data().strip() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def paths(findings) -> list:
    return [findings.model.finding(row).path for row in range(findings.model.rowCount())]


def test_the_figures(view):
    assert view._title.text() == "pets is ready"
    assert view._accuracy.text() == "90.0 %\n95 % interval 74.4 % to 96.5 %"
    assert view._measured.text() == "30 photo(s)\nthat it did not learn from"
    assert view._learnt.text() == "2 min\nBalanced, 150 photos in all"
    assert view._calibration.text() == "2.1 %\ntemperature 1.20"


def test_a_stopped_training_says_so(view):
    view.show_report(FINE_TUNED, was_stopped=True)
    assert view._title.text() == "pets is ready (stopped early)"


def test_few_photos_are_called_few(view):
    assert view._doubt.isVisible()
    narrow = replace(EVALUATION, acc1_ci95=(0.88, 0.92))
    view.show_report(FineTuned(MODEL, replace(REPORT, evaluation=narrow)), was_stopped=False)
    assert not view._doubt.isVisible()


def test_a_threshold_that_could_not_be_told_is_said(view):
    assert "Unsure" not in view._doubt.text()
    untold = FineTuned(replace(MODEL, threshold=0.0), replace(REPORT, tells_unsure=False))
    view.show_report(untold, was_stopped=False)
    assert view._doubt.isVisible()
    assert view._doubt.text().endswith("none is, unless you choose one.")
    assert meaning(view) == "90.0 % right, 0.0 % sent to Unsure"


def test_skipped_photos_can_be_seen(qtbot, view):
    assert "1 photo(s) could not be read" in view._skipped.text()
    with qtbot.waitSignal(view.unreadable_wanted):
        qtbot.mouseClick(view._skipped, Qt.MouseButton.LeftButton, pos=QPoint(20, view._skipped.height() // 2))
    view.show_report(FineTuned(MODEL, replace(REPORT, unreadable=())), was_stopped=False)
    assert not view._skipped.isVisible()


def test_buttons_name_the_model(qtbot, view):
    with qtbot.waitSignal(view.use_model_wanted) as used:
        qtbot.mouseClick(view.use, Qt.MouseButton.LeftButton)
    assert used.args == ["pets"]
    with qtbot.waitSignal(view.back_wanted):
        qtbot.mouseClick(view.back, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(("answer", "expected"), [("Yes", ["pets"]), ("No", [])])
def test_deleting_asks_first(qtbot, view, monkeypatch, answer, expected):
    monkeypatch.setattr(QMessageBox, "question", lambda *_, **__: QMessageBox.StandardButton[answer])
    deleted = []
    view.forget_model_wanted.connect(deleted.append)
    qtbot.mouseClick(view.delete, Qt.MouseButton.LeftButton)
    assert deleted == expected


# The threshold.


def meaning(view) -> str:
    return view.thresholds._meaning.text()


@pytest.fixture
def thresholds(view):
    thresholds = []
    view.threshold_changed.connect(lambda name, value: thresholds.append((name, value)))
    return thresholds


def test_the_threshold_begins_where_the_model_has_it(view, thresholds):
    assert view.thresholds.unsure.value_text.text() == "60.0 %"
    assert meaning(view) == "95.0 % right, 12.0 % sent to Unsure"
    assert thresholds == []


def test_keys_change_the_threshold(qtbot, view, thresholds):
    view.thresholds.unsure.setFocus()
    qtbot.keyClick(view.thresholds.unsure, Qt.Key.Key_Right)
    assert meaning(view) == "100.0 % right, 50.0 % sent to Unsure"
    qtbot.keyClick(view.thresholds.unsure, Qt.Key.Key_End)
    assert meaning(view) == "every photo is Unsure"
    qtbot.keyClick(view.thresholds.unsure, Qt.Key.Key_Home)
    assert meaning(view) == "90.0 % right, 0.0 % sent to Unsure"
    assert thresholds == [("pets", 0.61), ("pets", 1.0), ("pets", 0.0)]


def test_dragging_changes_it_once_when_the_mouse_lets_go(view, thresholds):
    slider = view.thresholds.unsure
    slider.setSliderDown(True)
    for value in (610, 700, 950):
        slider.setSliderPosition(value)
    assert meaning(view) == "every photo is Unsure"
    assert thresholds == []
    slider.setSliderDown(False)
    assert thresholds == [("pets", 0.95)]


def test_a_touch_without_a_move_changes_nothing(view, thresholds):
    view.thresholds.unsure.setSliderDown(True)
    view.thresholds.unsure.setSliderDown(False)
    assert thresholds == []


def test_where_nothing_was_measured_no_figure_is_shown(view):
    nobody = tuple(replace(metrics, recall=0.0, f1=0.0, photos=0) for metrics in EVALUATION.categories)
    nothing = replace(EVALUATION, photos=0, acc1=0.0, acc1_ci95=(0.0, 1.0), categories=nobody)
    view.show_report(FineTuned(MODEL, replace(REPORT, evaluation=nothing)), was_stopped=False)
    assert view._accuracy.text().strip() == "not measured"
    assert "not known" in view._doubt.text()
    assert [row[1:] for row in table_rows(view)] == [["0", "–", "–", "–"]] * 3


# Categories.


def test_the_weakest_category_comes_first(view):
    assert table_rows(view) == [
        ["cats", "10", "88.9 %", "80.0 %", "84.2 %"],
        ["dogs", "10", "83.3 %", "100.0 %", "90.9 %"],
        ["rabbits", "10", "100.0 %", "90.0 %", "94.7 %"],
    ]


def test_a_click_on_a_heading_sorts_by_the_number_not_the_text(qtbot, view):
    header = view.categories.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(2) + 20, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    first = [row[0] for row in table_rows(view)]
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert first == ["dogs", "cats", "rabbits"]
    assert [row[0] for row in table_rows(view)] == ["rabbits", "cats", "dogs"]


def test_the_context_menu_sorts_too(view):
    by_name = view.categories.actions()[0]
    assert by_name.text() == "Sort by Category"
    by_name.trigger()
    assert [row[0] for row in table_rows(view)] == ["cats", "dogs", "rabbits"]
    by_name.trigger()
    assert [row[0] for row in table_rows(view)] == ["rabbits", "dogs", "cats"]


def test_a_second_report_sorts_by_weakness_again(view):
    view.categories.actions()[0].trigger()
    metrics = (CategoryMetrics("b", 1.0, 1.0, 1.0, 3), CategoryMetrics("a", 0.0, 0.0, 0.0, 0))
    evaluation = replace(EVALUATION, categories=metrics, confusion=((3, 0), (0, 0)))
    view.show_report(FineTuned(MODEL, replace(REPORT, evaluation=evaluation, mistakes=())), was_stopped=False)
    assert [row[0] for row in table_rows(view)] == ["a", "b"]


# Confusion, mistakes, misfiled photos.


def test_a_cell_shows_its_photos(view):
    view.tabs.setCurrentIndex(1)
    assert paths(view.confused) == [photo("cats", 1), photo("cats", 2)]
    view.confusion.go_to(2, 0)
    assert paths(view.confused) == [photo("rabbits", 1)]
    assert view._cell.text() == "rabbits taken for cats: 1 of 10"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ((1, 1), "This model's report, of an earlier version, does not name them. Train again to see them."),
        ((1, 2), "No photo of dogs was taken for rabbits."),
    ],
)
def test_a_cell_without_photos_says_why(view, cell, text):
    view.tabs.setCurrentIndex(1)
    view.confusion.go_to(*cell)
    assert view.confused._empty.text() == text
    assert view.confused._empty.isVisible()


def test_a_cell_of_right_answers_shows_its_photos(view):
    right = tuple(RightAnswer(photo("dogs", number), "dogs", 0.5 + number / 20) for number in range(10))
    view.show_report(FineTuned(MODEL, replace(REPORT, right=right)), was_stopped=False)
    view.confusion.go_to(1, 1)
    assert paths(view.confused) == [photo("dogs", number) for number in range(10)]
    assert view.confused._doubt.text() == "Filed as dogs, and recognised (50.0 %)."
    first = view.confused.model.index(0)
    assert view.confused.model.data(first) == "0.jpg\n50.0 % · dogs"
    assert not view.confused._move.isEnabled()  # it is there already
    assert view.confused._leave.isEnabled()


def test_a_category_that_was_never_recognised_says_so(view):
    confusion = ((0, 10, 0), *EVALUATION.confusion[1:])
    view.show_report(
        FineTuned(MODEL, replace(REPORT, evaluation=replace(EVALUATION, confusion=confusion))), was_stopped=False
    )
    view.confusion.go_to(0, 0)
    assert view.confused._empty.text() == "No photo of cats was recognised."


def test_the_matrix_is_reached_and_used_with_the_keyboard(qtbot, view):
    view.tabs.setCurrentIndex(1)
    view.confusion.setFocus()
    qtbot.keyClick(view.confusion, Qt.Key.Key_Down)
    assert view._cell.text() == "dogs: 10 of 10 recognised"


def test_tabs_count_what_they_hold(view):
    texts = [view.tabs.tabText(place) for place in range(view.tabs.count())]
    assert texts == ["Categories", "Confusion", "Mistakes (3)", "Filed wrongly? (4)", "Decided (0)", "More photos?"]
    assert [view.tabs.isTabVisible(place) for place in range(6)] == [True, True, True, True, False, True]
    assert paths(view.mistakes) == [mistake.path for mistake in MISTAKES]
    assert paths(view.suspects) == [suspect.path for suspect in SUSPECTS]


def test_without_mistakes_and_suspects_it_says_so(view):
    view.show_report(FineTuned(MODEL, replace(REPORT, mistakes=(), suspects=())), was_stopped=False)
    texts = [label.text() for label in view.findChildren(QLabel)]
    assert "Every answer was right." in texts
    assert "No photo seems to be filed wrongly." in texts
    assert view.tabs.tabText(3) == "Filed wrongly? (0)"


def test_decisions_in_any_list_are_passed_on(qtbot, view):
    heard = []
    view.decided.connect(heard.extend)
    for place, findings in ((1, view.confused), (2, view.mistakes), (3, view.suspects)):
        view.tabs.setCurrentIndex(place)
        findings.list.setFocus()
        qtbot.keyClick(findings.list, Qt.Key.Key_M)
    qtbot.keyClick(view.suspects.list, Qt.Key.Key_Delete)
    assert heard == [
        (photo("cats", 1), "dogs"),
        (photo("cats", 1), "dogs"),
        (photo("dogs", 0), "cats"),
        (photo("dogs", 1), ""),
    ]


def test_corrections_show_everywhere_and_offer_to_retrain(qtbot, view):
    assert not view.retrain.isVisible()
    view.set_corrections(Corrections({photo("cats", 1): "dogs"}, frozenset()), 1)
    for findings in (view.confused, view.mistakes):
        assert findings.model.index(0).data().endswith("now in dogs")
    assert view._pending.text() == "1 correction(s) that the model has not learnt yet"
    with qtbot.waitSignal(view.retrain_wanted):
        qtbot.mouseClick(view.retrain, Qt.MouseButton.LeftButton)
    view.set_corrections(Corrections({}, frozenset()), 0)
    assert not view.retrain.isVisible()


def test_all_decisions_are_listed_and_can_be_taken_back_when_they_are_learnt(qtbot, view):
    known, moved, gone = photo("rabbits", 5), photo("rabbits", 6), photo("cats", 7)
    view.show_report(FineTuned(MODEL, replace(REPORT, mistakes=(), suspects=())), was_stopped=False)
    heard = []
    view.decided.connect(heard.extend)
    view.set_corrections(Corrections({known: "rabbits", moved: "dogs"}, frozenset({gone})), 0)
    assert view.tabs.tabText(4) == "Decided (3)"
    assert view.tabs.isTabVisible(4)
    view.tabs.setCurrentIndex(4)
    decisions = view.decisions
    assert [decisions.model.index(row).data() for row in range(3)] == [
        "6.jpg\nrabbits\nnow in dogs",
        "5.jpg\nrabbits\nthe folder is right",
        "7.jpg\ncats\nleft out",
    ]
    decisions.list.setCurrentIndex(decisions.model.index(1))
    decisions.list.setFocus()
    qtbot.keyClick(decisions.list, Qt.Key.Key_Return)  # there is nothing to move it to
    qtbot.keyClick(decisions.list, Qt.Key.Key_T)
    assert heard == [(known, None)]
    view.set_corrections(Corrections({moved: "dogs"}, frozenset({gone})), 1)
    assert paths(decisions) == [moved, gone]
    assert decisions.list.currentIndex().row() == 1
    view.set_corrections(Corrections({}, frozenset()), 3)
    assert not view.tabs.isTabVisible(4)


# None of these.


@pytest.fixture
def novel_view(view):
    """Of a model that knows when a photo belongs to no category: three own photos, one far away, and two others."""
    right = tuple(
        RightAnswer(photo("cat", place), "cat", 0.9, novelty=novelty) for place, novelty in ((1, 1.0), (2, 3.0))
    )
    mistakes = (replace(MISTAKES[0], probability=0.3, novelty=1.2),)
    report = replace(
        REPORT,
        evaluation=replace(EVALUATION, photos=3),
        right=right,
        mistakes=mistakes,
        other_scores=(1.1, 9.0),
        novelty=NoveltyEvaluation(3, 0.67, 2, 0.5, (0.1, 0.9), 0.98),
    )
    model = replace(MODEL, threshold=0.5, novelty=NoveltyScale((1.0, 2.0, 4.0), 3, 0.5))
    view.show_report(FineTuned(model, report), was_stopped=False)
    return view


def test_both_thresholds_are_counted_together(novel_view):
    assert meaning(novel_view) == (
        "Of 3 photo(s): 1 right, 0 wrong, 1 Unsure, 1 None of these. "
        "Of 2 photo(s) of no category, 1 would be given one."
    )
    chosen = []
    novel_view.kept_changed.connect(lambda *change: chosen.append(change))
    novel_view.thresholds.kept.setValue(1000)
    assert "2 right, 0 wrong, 1 Unsure, 0 None of these" in meaning(novel_view)
    assert chosen == [("pets", 1.0)]


def test_a_model_that_cannot_say_it_has_no_slider_for_it(view):
    assert not view.thresholds.kept.isVisible()


# More photos.


CURVE = LearningCurve(
    (CurvePoint(20, 0.7, (0.6, 0.8)), CurvePoint(80, 0.9, (0.85, 0.95))),
    (CurvePoint(160, 0.93, (0.88, 0.97)),),
    (MorePhotos("cat", 30, 50, 0.002, (0.0, 0.005)), MorePhotos("dog", 50, 50, 0.012, (0.004, 0.02))),
)


def test_more_photos_of_the_category_that_gains_most_are_advised(view):
    view.show_report(FineTuned(MODEL, replace(REPORT, learning_curve=CURVE)), was_stopped=False)
    more = view.more_photos
    assert (
        more._advice.text()
        == "50 more photo(s) of dog would help most: about 1.2 % more right answers (0.4 % to 2.0 %)."
    )
    model = more.table.model()
    rows = [[model.index(row, column).data().strip() for column in range(3)] for row in range(2)]
    assert rows == [["dog", "50", "+1.2 %"], ["cat", "30", "+0.2 %"]]
    assert more.chart.accessibleDescription() == "measured: 90.0 %, expected: 93.0 %"


def test_where_no_category_gains_it_is_said(view):
    level = replace(CURVE, categories=(replace(CURVE.categories[0], gain=0.0),))
    view.show_report(FineTuned(MODEL, replace(REPORT, learning_curve=level)), was_stopped=False)
    assert view.more_photos._advice.text() == "More photos of any one category would hardly help."


def test_without_a_curve_nothing_is_claimed(view):
    assert view.more_photos._advice.text() == ""
    assert not view.more_photos.table.isVisibleTo(view.more_photos)


def test_how_well_other_photos_are_told_is_said(view):
    assert "<a href='#'>Learning again</a> adds it" in view._elsewhere.text()
    novelty = NoveltyEvaluation(100, 0.95, 40, 0.025, (0.0, 0.1), 0.987)
    told = replace(MODEL, novelty=NoveltyScale((0.1, 0.2), 2))
    view.show_report(FineTuned(told, replace(REPORT, novelty=novelty)), was_stopped=False)
    assert (
        "Of 40 photo(s) of other folders, 2.5 % are given a category all the same (AUROC 0.987)."
        in view._elsewhere.text()
    )
    assert "told apart less surely" in view._elsewhere.text()
    assert "Learning again" not in view._elsewhere.text()
    nobody = NoveltyEvaluation(100, 0.95, 0)
    view.show_report(FineTuned(told, replace(REPORT, novelty=nobody)), was_stopped=False)
    assert "AUROC" not in view._elsewhere.text()
    assert "told apart less surely" in view._elsewhere.text()
    view.show_report(FineTuned(MODEL, replace(REPORT, novelty=nobody)), was_stopped=False)
    assert "too few photos" in view._elsewhere.text()


def test_an_earlier_model_can_learn_again_from_its_report(qtbot, view):
    view._elsewhere.setFocus()
    qtbot.keyClick(view._elsewhere, Qt.Key.Key_Tab)
    with qtbot.waitSignal(view.retrain_wanted):
        qtbot.keyClick(view._elsewhere, Qt.Key.Key_Return)


def test_known_and_new_cameras_are_told_apart(view):
    known = KnownSites(0.96, (0.93, 0.98), 100)
    split = replace(MODEL, split_by="camera", acc1=0.81, acc1_ci95=(0.7, 0.9))
    view.show_report(FineTuned(split, replace(REPORT, known_sites=known)), was_stopped=False)
    assert "On new photos of known cameras 96.0 %, of new cameras 81.0 %." in view._elsewhere.text()
