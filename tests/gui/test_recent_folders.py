"""The folders that were opened last, in the File menu."""

import pytest
from windows import counts, wait_until_done

from effnet_desktop.gui.main_window import MainWindow
from effnet_desktop.gui.recent_folders import MOST, RecentFolders

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


def entries(window: MainWindow) -> dict[str, object]:
    menu = window._recent_folders
    menu.aboutToShow.emit()
    return {action.text(): action for action in menu.actions() if action.text()}


def test_folders_that_were_opened_are_opened_again(qtbot, window, make_photos, tmp_path):
    assert not window._recent_folders.menuAction().isEnabled()
    files = make_photos(2, "cats & dogs")
    folder = files[0].parent
    window.add_paths([*make_photos(1, "alone"), folder])
    wait_until_done(qtbot, window, 3)
    assert window._recent_folders.folders == [folder]  # a photo alone is no folder
    window._classify.clear()
    entries(window)[str(folder).replace("&", "&&")].trigger()
    wait_until_done(qtbot, window, 2)


def test_on_the_train_page_they_are_trained_on(window, tmp_path, monkeypatch):
    window._tabs.setCurrentWidget(window._train_page)
    window._train_page.folder_chosen.disconnect(window._train._begin_with)  # not what this is about
    (tmp_path / "pets").mkdir()
    window._train_page.folder_chosen.emit(tmp_path / "pets")
    chosen = []
    monkeypatch.setattr(window._train_page, "choose_folder", chosen.append)
    entries(window)[str(tmp_path / "pets")].trigger()
    assert chosen == [tmp_path / "pets"]
    assert counts(window).photos == 0


def test_the_newest_come_first_and_what_is_gone_is_grey(window, settings, tmp_path):
    menu = window._recent_folders
    for number in range(MOST + 2):
        menu.note(tmp_path / str(number))
    menu.note(tmp_path / "5")
    (tmp_path / "5").mkdir()
    assert [folder.name for folder in menu.folders] == ["5", "11", "10", "9", "8", "7", "6", "4", "3", "2"]
    shown = entries(window)
    assert shown[str(tmp_path / "5")].isEnabled()
    assert not shown[str(tmp_path / "11")].isEnabled()
    assert RecentFolders(settings, window).folders == menu.folders  # at the next start
    shown["&Forget them"].trigger()
    assert menu.folders == []
    assert not menu.menuAction().isEnabled()


@pytest.mark.parametrize("damaged", ["nonsense", "{}", "[1, null]", "null"])
def test_a_damaged_list_is_none(window, settings, damaged):
    settings.recent_folders = damaged
    assert window._recent_folders.folders == []
