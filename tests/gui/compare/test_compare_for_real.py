"""Comparing in the real window with the real engine."""

import csv
import json
import shutil

import pytest
from PySide6.QtCore import QLocale, Qt
from skimage import data as photos_of_skimage

from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.records.comparing import CompareConfig
from effnet_desktop.gui.main_window import MainWindow
from effnet_desktop.gui.settings import Settings

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


@pytest.fixture
def window(qtbot, ready_dir, tmp_path):
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    shutil.copytree(ready_dir, tmp_path / "data")
    window = MainWindow(Engine(tmp_path / "data"), Settings(tmp_path / "settings.ini"), tmp_path / "data")
    qtbot.addWidget(window, before_close_func=lambda window: setattr(window, "_may_quit", lambda: True))
    window.show()
    window._tabs.setCurrentWidget(window._compare_page)
    yield window
    QLocale.setDefault(before)


@pytest.fixture
def folder(tmp_path):
    """Real photos, of which one lies in a folder named like a category, and a file that is none."""
    from PIL import Image

    for category, photo in (("espresso", photos_of_skimage.coffee()), ("rest", photos_of_skimage.chelsea())):
        (tmp_path / "mixed" / category).mkdir(parents=True)
        Image.fromarray(photo).save(tmp_path / "mixed" / category / "photo.jpg")
    (tmp_path / "mixed" / "rest" / "broken.jpg").write_bytes(b"no photo")
    return tmp_path / "mixed"


def test_page_table_and_card_say_the_same(qtbot, window, folder, tmp_path):
    page = window._compare_page
    page.choose([folder])
    qtbot.waitUntil(lambda: page.setup._is_all_found)
    page.compare_wanted.emit(CompareConfig((folder,), ("lite0",)))
    qtbot.waitUntil(lambda: not window._compare.is_comparing, timeout=60_000)
    (lite0,) = page._comparison.models
    assert (lite0.photos, lite0.with_truth, lite0.acc1) == (2, 1, 1.0)
    assert "1 photo(s) lie in folders" in page.view._truth.text()
    assert [path.name for path, _ in page.view.unreadable()] == ["broken.jpg"]
    assert page.view.budget.picked == "lite0"
    assert page.view.table.model().index(0, 2).data().startswith("100.0 %")

    page.export_wanted.emit("card", tmp_path / "card.html", page._comparison)
    page.export_wanted.emit("table", tmp_path / "table.csv", page._comparison)
    qtbot.waitUntil(lambda: (tmp_path / "table.csv").is_file() and (tmp_path / "card.json").is_file(), timeout=10_000)
    record = json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))
    assert str(folder) not in (tmp_path / "card.html").read_text(encoding="utf-8")
    with (tmp_path / "table.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert record["models"][0]["latency_ms"]["p50"] == float(row["latency_p50_ms"])
    assert record["models"][0]["latency_ms"]["p50"] == pytest.approx(lite0.latency.p50, abs=0.001)
    assert float(row["acc1"]) == lite0.acc1


def test_no_photos_are_explained_where_they_were_chosen(qtbot, window, tmp_path):
    page = window._compare_page
    (tmp_path / "empty").mkdir()
    page.choose([tmp_path / "empty"])
    qtbot.waitUntil(lambda: page.setup._is_all_found)
    assert not page.setup.compare.isEnabled()
    page.compare_wanted.emit(CompareConfig((tmp_path / "vanished",), ("lite0",)))
    qtbot.waitUntil(lambda: page.message.isVisible(), timeout=30_000)
    assert page.setup.isVisible()


def test_it_stops_before_there_is_anything_to_show(qtbot, window, folder):
    page = window._compare_page
    page.compare_wanted.emit(CompareConfig((folder,), ("lite0",)))
    qtbot.waitUntil(lambda: "memory" in page.view._progress.text(), timeout=30_000)
    with qtbot.waitSignal(window._compare.finished, timeout=30_000):
        qtbot.mouseClick(page.view.stop, Qt.MouseButton.LeftButton)
    assert page._comparison is None
    assert page.view.back.isVisible()
