"""Fonts that stand out from a widget's own."""

from PySide6.QtGui import QFont


def larger(font: QFont, times: float = 1.4) -> QFont:
    """A font so many times as large; by default that of a heading."""
    font = QFont(font)
    font.setPointSizeF(times * font.pointSizeF())
    return font


def bold(font: QFont) -> QFont:
    """A font in bold."""
    font = QFont(font)
    font.setBold(True)
    return font
