"""Text that can be read by everybody: with a contrast of at least 4.5 to what is behind it.

Contrast and luminance are those of WCAG 2.1 (success criterion 1.4.3 and its definitions of terms).
"""

from PySide6.QtGui import QColor, QPalette

LEAST = 4.5
_STEPS = 50

_Role = QPalette.ColorRole
_TEXTS = {
    _Role.WindowText: (_Role.Window,),
    _Role.Text: (_Role.Base, _Role.AlternateBase),
    _Role.ButtonText: (_Role.Button,),
    _Role.ToolTipText: (_Role.ToolTipBase,),
    _Role.PlaceholderText: (_Role.Window, _Role.Base, _Role.AlternateBase),
    _Role.Link: (_Role.Window, _Role.Base),
    _Role.LinkVisited: (_Role.Window, _Role.Base),
}
"""Roles of texts, with those that they stand on."""


def contrast(one: QColor, other: QColor) -> float:
    """How much lighter one opaque colour is than the other: 1 (equal) to 21 (black and white)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    linear = [
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def over(colour: QColor, ground: QColor) -> QColor:
    """What a translucent colour looks like on an opaque one."""
    return _mixed(ground, QColor(colour.red(), colour.green(), colour.blue()), colour.alphaF())


def _mixed(one: QColor, other: QColor, share: float) -> QColor:
    pairs = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return QColor(*(round(a + share * (b - a)) for a, b in pairs))


def readable(colour: QColor, *grounds: QColor) -> QColor:
    """The nearest colour that can be read on all of these, or else black or white, whichever can be read better."""
    seen = [over(colour, ground) for ground in grounds]
    if all(contrast(one, ground) >= LEAST for one, ground in zip(seen, grounds, strict=True)):
        return colour
    ends = (QColor("black"), QColor("white"))
    best = max(ends, key=lambda end: min(contrast(end, ground) for ground in grounds))
    for step in range(_STEPS):
        moved = _mixed(seen[0], best, step / _STEPS)
        if all(contrast(moved, ground) >= LEAST for ground in grounds):
            return moved
    return best


def readable_palette(palette: QPalette) -> QPalette:
    """The same colours, but for those of texts that could not be read, and of the ground of what is selected."""
    made = QPalette(palette)
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        for role, roles in _TEXTS.items():
            before = palette.color(group, role)
            if (after := readable(before, *(palette.color(group, ground) for ground in roles))) != before:
                made.setColor(group, role, after)
        before, text = palette.color(group, _Role.Highlight), palette.color(group, _Role.HighlightedText)
        if (after := readable(before, text)) != before:
            made.setColor(group, _Role.Highlight, after)
    return made
