"""F1 tells what the keys do, and words of the field tell what they mean."""

from typing import get_args

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QTabWidget, QTextBrowser, QTreeWidget
from pytestqt.qtbot import QtBot

from effnet_desktop.gui.help.glossary import Term, entries
from effnet_desktop.gui.help.help_dialog import HelpDialog
from effnet_desktop.gui.help.keys import Key, keys_of
from effnet_desktop.gui.help.term_label import SCHEME, TermLabel
from effnet_desktop.gui.widgets.message_bar import MessageBar

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # "offscreen" is no real desktop


def keys_in(dialog: HelpDialog) -> dict[str, dict[str, str]]:
    tree = dialog.findChild(QTreeWidget)
    heads = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    return {
        head.text(0): {head.child(row).text(0): head.child(row).text(1) for row in range(head.childCount())}
        for head in heads
    }


def open_help(window) -> HelpDialog:
    (dialog,) = window.findChildren(HelpDialog)
    return dialog


def test_every_word_has_a_meaning_and_stands_there_once() -> None:
    found = entries()
    assert {entry.term for entry in found} == set(get_args(Term))
    assert len({entry.title for entry in found}) == len(found)
    assert all(entry.text.endswith((".", ").")) for entry in found)


def test_keys_are_those_of_the_menus(qapp) -> None:
    action = QAction("&Open photos…")
    action.setShortcuts([QKeySequence("Ctrl+O"), QKeySequence("F3")])
    assert keys_of([action, QAction("&About")]) == [Key("Ctrl+O, F3", "Open photos")]
    assert keys_of([action, action]) == [Key("Ctrl+O, F3", "Open photos")]
    action.setText("写真を開く(&O)...")
    assert keys_of([action]) == [Key("Ctrl+O, F3", "写真を開く")]
    action.setWhatsThis("Open")  # whatever it is called for the time being
    assert keys_of([action]) == [Key("Ctrl+O, F3", "Open")]


def test_f1_lists_the_keys_of_everything(qtbot: QtBot, window) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F1)
    sections = keys_in(open_help(window))
    assert list(sections) == ["Everywhere", "Photos in the list", "A photo in full size", "Review", "Train"]
    assert sections["Everywhere"]["Ctrl+O"] == "Open photos"
    assert sections["Photos in the list"]["1"] == "Mark as right"
    assert "Enter" in sections["Review"]
    shown = [keys for of_section in sections.values() for keys in of_section]
    for action in window.findChildren(QAction):
        if (shortcut := action.shortcut().toString()) and action.associatedObjects():
            assert any(shortcut in keys.split(", ") for keys in shown), action.text()


def test_a_second_f1_shows_the_same_help(qtbot: QtBot, window) -> None:
    window.show_keys()
    first = open_help(window)
    first.reject()
    qtbot.keyClick(window, Qt.Key.Key_Question)
    assert open_help(window) is first
    assert first.isVisible()


@pytest.mark.parametrize("way", ["click", "key"])
def test_a_word_in_the_window_shows_its_meaning(qtbot: QtBot, window, way) -> None:
    label = next(label for label in window.findChildren(TermLabel) if label.text() == "p50")
    if way == "click":
        qtbot.mouseClick(label, Qt.MouseButton.LeftButton)
    else:
        label.setFocus()
        qtbot.keyClick(label, Qt.Key.Key_Return)
    dialog = open_help(window)
    assert isinstance(dialog.findChild(QTabWidget).currentWidget(), QTextBrowser)


def test_a_closed_window_takes_no_words_any_more(qtbot: QtBot, window, monkeypatch) -> None:
    unset = []
    monkeypatch.setattr(QDesktopServices, "unsetUrlHandler", unset.append)
    window.close()
    assert unset == [SCHEME]


def test_the_hint_for_newcomers_comes_once(qtbot: QtBot, make_window, engine, settings) -> None:
    settings.has_started = "no"
    window = make_window(engine)
    bar = window.findChild(MessageBar)
    assert "F1" in bar._text.text()
    bar._action.click()
    assert open_help(window).isVisible()
    window.close()
    again = make_window(engine)
    assert not again.findChild(MessageBar).isVisible()
