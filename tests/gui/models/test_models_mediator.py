"""Getting and removing models in the window."""

import pytest
from training_records import MODEL
from windows import click_message, message, wait_until_done

from effnet_desktop.engine.errors import DownloadError
from effnet_desktop.engine.records.models import EarlierModel

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


def test_an_absent_model_is_offered_downloaded_and_used(qtbot, window, engine, settings, make_photos):
    window.add_paths(make_photos(2))
    wait_until_done(qtbot, window, 2)
    window._classify_page.phi_selector.download_wanted.emit("b4")
    assert message(window).startswith("EfficientNet-B4 is not installed.")
    engine.gate.clear()
    click_message(window, "Download")
    qtbot.waitUntil(lambda: window._download_chip.isVisible())
    assert settings.model == "lite0"
    engine.gate.set()
    qtbot.waitUntil(lambda: message(window) == "EfficientNet-B4 is installed.")
    assert not window._download_chip.isVisible()
    click_message(window, "Use it")
    assert settings.model == "b4"
    wait_until_done(qtbot, window, 2)
    assert engine.calls[-1][0] == "b4"


def test_a_model_that_vanished_offers_the_download(qtbot, window, engine, settings, make_photos):
    settings.model = "b0"
    qtbot.waitUntil(lambda: message(window).startswith("EfficientNet-B0 is not installed."))
    window.add_paths(make_photos(2))
    qtbot.waitUntil(lambda: message(window).startswith("EfficientNet-B0 is not installed."))
    click_message(window, "Download")
    qtbot.waitUntil(lambda: message(window) == "EfficientNet-B0 is installed.")
    click_message(window, "Use it")
    wait_until_done(qtbot, window, 2)


def test_downloads_wait_for_each_other_and_can_be_cancelled(qtbot, window, engine):
    engine.gate.clear()
    window._models_page.download_wanted.emit("b0")
    window._models_page.download_wanted.emit("b1")
    qtbot.waitUntil(lambda: "B0" in window._download_chip.text())
    engine.gate.set()
    qtbot.waitUntil(lambda: engine.installed >= {"b0", "b1"})
    qtbot.waitUntil(lambda: not window._models._downloads.is_busy)
    engine.gate.clear()
    window._models_page.download_wanted.emit("b2")
    window._models_page.cancel_wanted.emit()
    qtbot.waitUntil(lambda: not window._models._downloads.is_busy)
    assert not window._download_chip.isVisible()
    assert "b2" not in engine.installed


def test_a_failed_download_can_be_tried_again(qtbot, window, engine):
    engine.download_error = DownloadError("The network is down.", "Check the cable.")
    window._models_page.download_wanted.emit("b0")
    qtbot.waitUntil(lambda: message(window) == "The network is down.\nCheck the cable.")
    click_message(window, "Try again")
    qtbot.waitUntil(lambda: message(window) == "EfficientNet-B0 is installed.")


def test_import_and_remove(qtbot, window, engine, settings, tmp_path):
    window._models_page.import_wanted.emit(tmp_path / "weights.pth")
    qtbot.waitUntil(lambda: message(window) == "EfficientNet-B0 is installed.")
    settings.model = "b0"
    window._models_page.remove_wanted.emit("b0")
    qtbot.waitUntil(lambda: "b0" not in engine.installed and settings.model == "lite0")


def test_a_new_mirror_is_told_to_the_engine(window, engine, settings):
    settings.weights_url = "https://mirror.example/models"
    assert engine.weights_url == "https://mirror.example/models"
    settings.weights_url = ""
    assert engine.weights_url is None


def test_what_was_removed_comes_back_by_the_message_or_the_page(qtbot, window, engine):
    engine.earlier = [EarlierModel("pets", 3 << 20), EarlierModel("cars & co", 1 << 20)]
    page = window._models_page
    window._tabs.setCurrentWidget(page)
    assert not page._earlier.isVisible()
    page.remove_wanted.emit("pets")
    qtbot.waitUntil(lambda: message(window) == "pets is removed.")
    assert page._earlier.text() == "Earlier versions (4.0 MB)"
    assert [action.text() for action in page._earlier_menu.actions()] == ["pets (3.0 MB)", "cars && co (1.0 MB)"]
    click_message(window, "Bring it back")
    qtbot.waitUntil(lambda: message(window).endswith("is as it was before."))
    assert engine.brought_back == ["pets"]
    back, forget = page._earlier_menu.actions()[0].menu().actions()
    assert (back.text(), forget.text()) == ("Bring back", "Delete for good")
    forget.trigger()
    qtbot.waitUntil(lambda: not page._earlier.isVisible())
    assert engine.brought_back == ["pets"]


def test_a_training_that_replaced_a_model_offers_the_old_one(qtbot, window, engine):
    engine.earlier = [EarlierModel("pets", 3 << 20)]
    window._train.trained.emit(MODEL)
    assert message(window).startswith("pets has learnt")
    click_message(window, "Bring the old one back")
    qtbot.waitUntil(lambda: engine.brought_back == ["pets"])


def test_what_was_removed_without_being_kept_is_not_offered(qtbot, window, engine):
    window._models_page.remove_wanted.emit("b0")
    qtbot.waitUntil(lambda: not window._models.is_working)
    assert message(window) == ""
