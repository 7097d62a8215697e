from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from gui.plots.parallel_axis import choice_axis, number_axis
from gui.plots.parallel_coordinates import ParallelCoordinates
from gui.widgets.appearance import Appearance

INDICES, FIGURE = np.array([0, 0, 1, 1]), np.array([0.4, 0.3, 0.2, np.nan])
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def lines(qtbot: QtBot, appearance: Appearance) -> ParallelCoordinates:
    lines = ParallelCoordinates(appearance, "Nothing yet.")
    qtbot.addWidget(lines)
    lines.resize(366, 300)
    lines.show()
    last = number_axis("loss", FIGURE, falls=True)
    axes = [choice_axis("gamma", INDICES, ["0.1", "0.5"], np.nan_to_num(last.heights, nan=0.5)), last]
    lines.show_lines(axes, FIGURE, falls=True)
    return lines


def test_without_a_brush_all_lines_with_a_figure_are_kept(lines: ParallelCoordinates) -> None:
    assert lines.kept.tolist() == [True, True, True, False]


def test_the_keyboard_brushes_an_axis(lines: ParallelCoordinates, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Up):
        qtbot.keyClick(lines, key)
    assert lines.kept.tolist() == [False, False, True, False]
    for _ in range(20):
        qtbot.keyClick(lines, Qt.Key.Key_Down)
    assert lines.kept.tolist() == [True, True, False, False]
    for _ in range(20):
        qtbot.keyClick(lines, Qt.Key.Key_Up, SHIFT)
    assert lines.kept.tolist() == [True, True, True, False]
    qtbot.keyClick(lines, Qt.Key.Key_Delete)
    assert lines.brushes == {}


def test_dragging_along_an_axis_keeps_what_crosses_it_there(lines: ParallelCoordinates, qtbot: QtBot) -> None:
    x, top, middle = round(lines.across(1)), round(lines.field().top()), round(lines.field().center().y())
    qtbot.mousePress(lines, Qt.MouseButton.LeftButton, pos=QPoint(x, top - 6))
    qtbot.mouseRelease(lines, Qt.MouseButton.LeftButton, pos=QPoint(x, middle - 10))
    assert lines.kept.tolist() == [False, False, True, False]
    qtbot.keyClick(lines, Qt.Key.Key_Escape)
    assert lines.kept.tolist() == [True, True, True, False]


def test_a_click_between_two_axes_chooses_the_nearest_line(lines: ParallelCoordinates, qtbot: QtBot) -> None:
    area = lines.field()
    heights = [axis.heights[2] for axis in lines.axes]
    point = QPoint(round(area.center().x()), round(area.bottom() - area.height() * sum(heights) / 2))
    with qtbot.waitSignal(lines.chosen) as chosen:
        qtbot.mouseClick(lines, Qt.MouseButton.LeftButton, pos=point)
    assert chosen.args == [2]
