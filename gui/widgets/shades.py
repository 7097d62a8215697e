"""Colours made from those of the scheme and the runs."""

from __future__ import annotations

from PySide6.QtGui import QColor

from gui.widgets.theme import RUN_COLORS, Colors


def translucent(color: str, opacity: float) -> QColor:
    """Return the colour (#rrggbb) with an opacity of 0 to 1."""
    shade = QColor(color)
    shade.setAlphaF(opacity)
    return shade


def in_scheme(color: str, colors: Colors) -> str:
    """Return the run colour's twin for a scheme; any other colour as it is."""
    return next((pair[colors.dark] for pair in RUN_COLORS if color in pair), color)


def mixed(color: str, ground: str, share: float) -> str:
    """Return `share` (0 to 1) of a colour on a ground, opaque, as #rrggbb."""
    over, under = QColor(color), QColor(ground)
    channels = zip((over.red(), over.green(), over.blue()), (under.red(), under.green(), under.blue()), strict=True)
    return QColor(*(round(share * a + (1 - share) * b) for a, b in channels)).name()
