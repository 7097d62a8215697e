from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from gui.widgets.appearance import Appearance
from gui.widgets.scale import Scale
from gui.widgets.sparkline import MOST_STEPS, Line, Sparkline, outline
from gui.widgets.theme import DARK, LIGHT, Colors

UNIT = Scale(0.0, 1.0)


def test_each_step_is_as_wide_as_the_others() -> None:
    points = [(point.x(), point.y()) for point in outline(np.array([1.0, 0.5]), UNIT)]
    assert points == [(0.0, 1.0), (0.5, 1.0), (0.5, 0.5), (1.0, 0.5)]


def test_of_many_steps_the_peaks_are_kept() -> None:
    rates = np.full(100_000, 0.5)
    rates[[777, 50_001]] = 0.0, 1.0
    points = outline(rates, UNIT)
    assert len(points) == 2 * MOST_STEPS
    assert {0.0, 0.5, 1.0} == {point.y() for point in points}


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_a_line_is_drawn_in_the_scheme_s_colours(qtbot: QtBot, colors: Colors, appearance: Appearance) -> None:
    picture = Sparkline(appearance, QSize(60, 40))
    qtbot.addWidget(picture)
    picture.resize(60, 40)
    appearance.set_colors(colors)
    picture.show_lines([Line(np.full(4, 0.5))], Scale(0.0, 1.0))
    image = picture.grab().toImage()
    shown = QColor(colors.accent)
    column = [image.pixelColor(30, y) for y in range(40)]
    assert min(abs(p.red() - shown.red()) + abs(p.blue() - shown.blue()) for p in column) < 90
