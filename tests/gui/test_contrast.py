"""Every text of the window can be read, in the light and in the dark."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from effnet_desktop.app import apply_theme
from effnet_desktop.gui.contrast import LEAST, contrast, over, readable, readable_palette

ROLE = QPalette.ColorRole
PAIRS = [
    (ROLE.WindowText, ROLE.Window),
    (ROLE.Text, ROLE.Base),
    (ROLE.Text, ROLE.AlternateBase),
    (ROLE.ButtonText, ROLE.Button),
    (ROLE.ToolTipText, ROLE.ToolTipBase),
    (ROLE.HighlightedText, ROLE.Highlight),
    (ROLE.PlaceholderText, ROLE.Window),
    (ROLE.PlaceholderText, ROLE.Base),
    (ROLE.PlaceholderText, ROLE.AlternateBase),
    (ROLE.Link, ROLE.Window),
    (ROLE.Link, ROLE.Base),
]
colours = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: QColor(*rgb))


def unreadable(palette: QPalette) -> list[tuple[ROLE, ROLE]]:
    found = []
    for text, ground in PAIRS:
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            on = palette.color(group, ground)
            if contrast(over(palette.color(group, text), on), on) < LEAST:
                found.append((text, ground))
    return found


@pytest.fixture
def application(qapp):
    yield qapp
    apply_theme(qapp, "system")


@pytest.mark.parametrize("theme", ["light", "dark", "system"])
def test_each_text_of_a_theme_can_be_read(application: QApplication, theme) -> None:
    apply_theme(application, theme)
    assert unreadable(application.palette()) == []
    assert (application.palette().window().color().lightness() < 128) == (theme == "dark")


def test_the_style_s_own_palette_becomes_readable(qapp) -> None:
    palette = QStyleFactory.create("Fusion").standardPalette()
    assert unreadable(palette) != []  # which is why they are not taken as they are
    assert unreadable(readable_palette(palette)) == []


def test_black_on_white_and_the_like() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("#777"), QColor("white")) == pytest.approx(4.48, abs=0.01)
    assert over(QColor(0, 0, 0, 128), QColor("white")) == QColor(127, 127, 127)


@given(colours, colours, st.integers(0, 255))
def test_any_colour_becomes_readable_on_any_other(colour, ground, alpha) -> None:
    colour.setAlpha(alpha)
    assert contrast(over(readable(colour, ground), ground), ground) >= LEAST


@given(colours, colours)
def test_what_can_be_read_stays_as_it_is(colour, ground) -> None:
    if contrast(colour, ground) >= LEAST:
        assert readable(colour, ground) == colour
