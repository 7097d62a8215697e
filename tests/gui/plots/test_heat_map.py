from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from gui.plots.heat_map import Cells, HeatMap
from gui.widgets.appearance import Appearance
from gui.widgets.theme import DARK, LIGHT

NUMBERS = np.array([[0.5, 0.4, 0.3], [0.6, np.nan, 0.2]])
CELLS = Cells(("gamma", "step"), (["a", "b", "c"], ["1", "2"]), NUMBERS, True, (2, 1), lambda cell: f"cell {cell}")


@pytest.fixture
def heat_map(qtbot: QtBot, appearance: Appearance) -> HeatMap:
    heat_map = HeatMap(appearance, "Nothing yet.")
    qtbot.addWidget(heat_map)
    heat_map.resize(366, 300)
    heat_map.show()
    return heat_map


def test_the_keyboard_begins_at_the_best_cell_and_stays_inside(heat_map: HeatMap, qtbot: QtBot) -> None:
    heat_map.show_cells(CELLS)
    heard: list[str] = []
    heat_map.read.connect(heard.append)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left):
        qtbot.keyClick(heat_map, key)
    assert heard == ["cell (2, 1)", "cell (2, 0)", "cell (1, 0)"]
    with qtbot.waitSignal(heat_map.chosen) as chosen:
        qtbot.keyClick(heat_map, Qt.Key.Key_Return)
    assert chosen.args == [(1, 0)]


def test_the_mouse_reads_and_chooses_the_cell_below_it(heat_map: HeatMap, qtbot: QtBot) -> None:
    heat_map.show_cells(CELLS)
    corner = QPoint(heat_map.width() - 20, 80)
    with qtbot.waitSignal(heat_map.chosen) as chosen:
        qtbot.mouseClick(heat_map, Qt.MouseButton.LeftButton, pos=corner)
    assert chosen.args == [(2, 1)]
    assert heat_map.cell == (2, 1)


def test_another_map_forgets_the_cell_and_new_numbers_do_not(heat_map: HeatMap, qtbot: QtBot) -> None:
    heat_map.show_cells(CELLS)
    qtbot.keyClick(heat_map, Qt.Key.Key_Left)
    heat_map.show_cells(Cells(CELLS.names, CELLS.labels, NUMBERS + 1, words=CELLS.words))
    assert heat_map.cell == (2, 1)
    heat_map.show_cells(Cells(("x", "y"), CELLS.labels, NUMBERS))
    assert heat_map.cell is None


def test_the_best_cell_and_the_hint_are_told_to_a_screen_reader(heat_map: HeatMap) -> None:
    assert heat_map.accessibleDescription() == "Nothing yet."
    heat_map.show_cells(CELLS)
    assert "cell (2, 1)" in heat_map.accessibleDescription()


def test_every_size_and_scheme_is_painted(heat_map: HeatMap, appearance: Appearance) -> None:
    heat_map.grab()
    for shape in ((1, 1), (40, 50), (200, 3)):
        labels = [str(n) for n in range(shape[1])], [str(n) for n in range(shape[0])]
        heat_map.show_cells(Cells(("x", "y"), labels, np.random.default_rng(0).random(shape), best=(0, 0)))
        for colors in (DARK, LIGHT):
            appearance.set_colors(colors)
            heat_map.grab()
    heat_map.show_cells(Cells(("x", "y"), (["1"], ["1"]), np.array([[np.nan]])))
    heat_map.grab()
