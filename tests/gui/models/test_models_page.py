"""The page of models, with real clicks."""

from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QProgressBar, QPushButton, QTableWidget

from effnet_desktop.engine.errors import ModelError, Text
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.records.models import Cascade, ModelInfo
from effnet_desktop.engine.variants import VARIANTS
from effnet_desktop.gui.models import models_page
from effnet_desktop.gui.models.models_page import ModelsPage

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop

MB = 2**20


def make_models(installed=("b1",)):
    def state(variant):
        return "packaged" if variant.family == "lite" else "installed" if variant.name in installed else "absent"

    return tuple(
        ModelInfo(name, variant, state(variant), None if state(variant) == "absent" else Path("/weights", name))
        for name, variant in VARIANTS.items()
    )


@pytest.fixture
def page(qtbot):
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    page = ModelsPage()
    qtbot.addWidget(page)
    page.set_models(make_models())
    page.resize(900, 600)
    page.show()
    yield page
    QLocale.setDefault(before)


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test sets."""

    class Clock:
        now = 100.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(models_page, "time", clock)
    return clock


def table(page):
    return page.findChild(QTableWidget)


def cells(page, row):
    return [table(page).item(row, column).text() for column in range(table(page).columnCount())]


def button(page, text):
    return next(button for button in page.findChildren(QPushButton) if button.text().startswith(text))


def select(qtbot, page, title):
    item = table(page).findItems(title, Qt.MatchFlag.MatchExactly)[0]
    qtbot.mouseClick(table(page).viewport(), Qt.MouseButton.LeftButton, pos=table(page).visualItemRect(item).center())


def click(qtbot, page, text):
    qtbot.mouseClick(button(page, text), Qt.MouseButton.LeftButton)


def shown_text(page):
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_the_table_says_everything_about_a_model(page):
    titles = [table(page).horizontalHeaderItem(column).text() for column in range(8)]
    assert titles == ["Model", "Family", "State", "phi", "Resolution", "Parameters", "Accuracy", "Size"]
    assert cells(page, 0) == [
        "EfficientNet-Lite0",
        "Lite",
        "Comes with the app",
        "0",
        "224 px",
        "4.7 M",
        "75.1 %",
        "18 MB",
    ]
    assert cells(page, 4)[:3] == ["EfficientNet-B1", "Standard", "Installed"]
    assert cells(page, 10) == [
        "EfficientNet-B7",
        "Standard",
        "Not installed",
        "7",
        "600 px",
        "66.3 M",
        "84.1 %",
        "255 MB",
    ]
    assert table(page).rowCount() == len(VARIANTS)


@pytest.mark.parametrize("width", [1200, 900])
def test_the_columns_fill_the_table(page, qtbot, width):
    page.resize(width, 600)
    header = table(page).horizontalHeader()
    qtbot.waitUntil(lambda: header.length() == table(page).viewport().width())


def test_no_name_is_cut_in_a_narrow_window(page, qtbot):
    page.resize(450, 600)
    qtbot.waitUntil(lambda: table(page).width() < 450)
    assert table(page).columnWidth(0) > page.fontMetrics().horizontalAdvance("EfficientNet-Lite0")


@pytest.mark.parametrize(
    ("title", "enabled"),
    [
        ("EfficientNet-Lite0", {"Show in folder", "Import a file…"}),
        ("EfficientNet-B1", {"Remove…", "Show in folder", "Import a file…"}),
        ("EfficientNet-B4", {"Download", "Import a file…"}),
    ],
)
def test_the_buttons_suit_the_selected_model(qtbot, page, title, enabled):
    select(qtbot, page, title)
    assert {button.text() for button in page.findChildren(QPushButton) if button.isEnabled()} - {"Cancel"} == enabled
    assert not button(page, "Cancel").isVisible()


def test_download_names_the_selected_model(qtbot, page):
    select(qtbot, page, "EfficientNet-B4")
    with qtbot.waitSignal(page.download_wanted) as wanted:
        click(qtbot, page, "Download")
    assert wanted.args == ["b4"]


def test_a_download_shows_bytes_speed_and_the_time_left(page, clock):
    page.start_download("b4")
    assert cells(page, 7)[2] == "Downloading"
    bar = page.findChild(QProgressBar)
    assert bar.isVisible()
    assert bar.maximum() == 0  # busy, as long as nothing is known
    page.show_progress("b4", Progress(Text("Downloading {name}", name="B4"), 30 * MB, 80 * MB, "bytes"))
    assert "Downloading B4: 30.0 MB of 80.0 MB" in shown_text(page)
    assert "left" not in shown_text(page)
    clock.now += 2
    page.show_progress("b4", Progress(Text("Downloading {name}", name="B4"), 40 * MB, 80 * MB, "bytes"))
    assert bar.value() / bar.maximum() == 0.5
    # What an earlier, cut download had fetched does not count as speed.
    assert "Downloading B4: 40.0 MB of 80.0 MB · 5.0 MB/s · about 8 s left" in shown_text(page)


def test_the_speed_is_the_recent_one(page, clock):
    page.start_download("b4")
    for done in range(0, 60 * MB, MB):  # 1 MB/s for a minute
        page.show_progress("b4", Progress(Text("Downloading"), done, 400 * MB, "bytes"))
        clock.now += 1
    for second in range(1, 11):  # then 10 MB/s
        page.show_progress("b4", Progress(Text("Downloading"), 60 * MB + second * 10 * MB, 400 * MB, "bytes"))
        clock.now += 1
    assert "10.0 MB/s" in shown_text(page)


def test_a_step_without_bytes_has_no_speed(page, clock):
    page.start_download("b4")
    for done in (0, 4):
        clock.now += 2
        page.show_progress("b4", Progress(Text("Checking"), done, 8))
    assert "Checking: 4 of 8" in shown_text(page)
    assert "/s" not in shown_text(page)


def test_only_one_download_at_a_time(qtbot, page):
    page.start_download("b4")
    select(qtbot, page, "EfficientNet-B5")
    assert not button(page, "Download").isEnabled()
    assert not button(page, "Import").isEnabled()


def test_a_download_can_be_cancelled(qtbot, page):
    page.start_download("b4")
    with qtbot.waitSignal(page.cancel_wanted):
        click(qtbot, page, "Cancel")


def test_the_end_of_a_download_hides_its_progress(qtbot, page):
    select(qtbot, page, "EfficientNet-B4")
    page.start_download("b4")
    page.set_models(make_models(installed=("b1", "b4")))
    page.end_download("b4")
    assert not page.findChild(QProgressBar).isVisible()
    assert cells(page, 7)[2] == "Installed"
    assert table(page).currentRow() == 7
    assert button(page, "Remove").isEnabled()


@pytest.mark.parametrize(("answer", "expected"), [("Yes", ["b1"]), ("No", [])])
def test_removing_asks_first(qtbot, page, monkeypatch, answer, expected):
    asked, removed = [], []

    def question(parent, title, text, **options):
        asked.append((text, options["defaultButton"]))
        return QMessageBox.StandardButton[answer]

    monkeypatch.setattr(QMessageBox, "question", question)
    page.remove_wanted.connect(removed.append)
    select(qtbot, page, "EfficientNet-B1")
    click(qtbot, page, "Remove")
    assert removed == expected
    text, default = asked[0]
    assert "EfficientNet-B1" in text
    assert "30 MB" in text
    assert default == QMessageBox.StandardButton.No


@pytest.mark.parametrize(("chosen", "expected"), [("/stick/b4.pth", [Path("/stick/b4.pth")]), ("", [])])
def test_importing_asks_for_the_file(qtbot, page, monkeypatch, chosen, expected):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (chosen, ""))
    imported = []
    page.import_wanted.connect(imported.append)
    click(qtbot, page, "Import")
    assert imported == expected


def test_show_in_folder_shows_the_weights(qtbot, page):
    shown = []
    page.show_wanted.connect(shown.append)
    select(qtbot, page, "EfficientNet-B1")
    click(qtbot, page, "Show in folder")
    assert shown == [Path("/weights/b1")]


def test_the_selection_stays_where_it_was(qtbot, page):
    select(qtbot, page, "EfficientNet-B5")
    page.set_models(make_models(installed=("b1", "b2")))
    assert table(page).currentRow() == 8


def test_an_empty_page_offers_only_the_import(qtbot):
    page = ModelsPage()
    qtbot.addWidget(page)
    page.set_models(())
    assert {button.text() for button in page.findChildren(QPushButton) if button.isEnabled()} - {"Cancel"} == {
        "Import a file…"
    }


def test_a_pair_can_be_removed_and_its_models_stay(qtbot, page, monkeypatch):
    cascade = Cascade("pair", "lite0", "lite2", 0.6)
    page.set_models((*make_models(), ModelInfo("pair", VARIANTS["lite0"], "cascade", Path("x"), cascade=cascade)))
    row = table(page).rowCount() - 1
    cells = [table(page).item(row, column).text() for column in range(table(page).columnCount())]
    assert cells == [
        "pair",
        "Cascade",
        "EfficientNet-Lite0 then EfficientNet-Lite2, below 60 %",
        "–",
        "–",
        "–",
        "–",
        "–",
    ]
    table(page).selectRow(row)
    questions = []
    monkeypatch.setattr(
        QMessageBox, "question", lambda *args, **_: questions.append(args[2]) or QMessageBox.StandardButton.Yes
    )
    (remove,) = [button for button in page.findChildren(QPushButton) if button.text() == "Remove…"]
    with qtbot.waitSignal(page.remove_wanted) as removed:
        qtbot.mouseClick(remove, Qt.MouseButton.LeftButton)
    assert removed.args == ["pair"]
    assert questions == ["Remove pair from this computer? The two models that it consists of stay."]


DAMAGED = ModelError("The pair {name} needs the model {member}.", "Get it back.", name="pair", member="b1")


def test_a_broken_model_says_why_and_can_be_removed(qtbot, page, monkeypatch):
    for cascade in (None, Cascade("pair", "lite0", "b1", 0.6)):
        broken = ModelInfo("pair", VARIANTS["lite0"], "broken", Path("x"), cascade=cascade, problem=DAMAGED)
        page.set_models((*make_models(), broken))
        row = table(page).rowCount() - 1
        says = "The pair pair needs the model EfficientNet-B1. Get it back."
        assert cells(page, row) == ["pair", "–", f"Broken: {says}", "–", "–", "–", "–", "–"]
        assert table(page).item(row, 2).toolTip() == says
        table(page).selectRow(row)
        assert not button(page, "Download").isEnabled()
        monkeypatch.setattr(QMessageBox, "question", lambda *args, **_: QMessageBox.StandardButton.Yes)
        with qtbot.waitSignal(page.remove_wanted) as removed:
            click(qtbot, page, "Remove…")
        assert removed.args == ["pair"]


def test_who_removes_a_model_that_a_pair_needs_is_told(qtbot, page, monkeypatch):
    cascade = Cascade("pair", "lite0", "b1", 0.6)
    page.set_models((*make_models(), ModelInfo("pair", VARIANTS["lite0"], "cascade", Path("x"), cascade=cascade)))
    select(qtbot, page, "EfficientNet-B1")
    questions = []
    monkeypatch.setattr(
        QMessageBox, "question", lambda *args, **_: questions.append(args[2]) or QMessageBox.StandardButton.No
    )
    click(qtbot, page, "Remove…")
    assert questions[0].endswith(" These pairs need it: pair.")
