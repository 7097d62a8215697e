from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from gui.widgets.theme import DARK, LIGHT, RUN_COLORS, Colors


def luminance(color: str) -> float:
    """WCAG 2 relative luminance."""
    parts = (QColor(color).redF(), QColor(color).greenF(), QColor(color).blueF())
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_text_can_be_read_on_every_ground(colors: Colors) -> None:
    for ground in (colors.window, colors.surface):
        for ink in (colors.text, colors.muted, colors.accent, colors.error, colors.warning):
            assert contrast(ink, ground) >= 4.5, (ink, ground)
    assert contrast(colors.on_accent, colors.accent) >= 4.5


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_curves_stand_out_from_the_ground(colors: Colors) -> None:
    for number in range(len(RUN_COLORS)):
        assert contrast(colors.run(number), colors.surface) >= 3.0


def test_a_run_keeps_its_colour_for_life() -> None:
    assert LIGHT.run(1) == LIGHT.run(1 + len(RUN_COLORS))
    assert len({LIGHT.run(number) for number in range(len(RUN_COLORS))}) == len(RUN_COLORS)
