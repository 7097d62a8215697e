from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.plots.band_plot import BandCurve, BandPlot
from gui.widgets.appearance import Appearance
from gui.widgets.theme import DARK, LIGHT
from training.runs.groups import mean_band


def curve(name: str, *columns: list[float]) -> BandCurve:
    return BandCurve(name, mean_band([np.array(column) for column in columns]), f"{name} says")


@pytest.fixture
def plot(qtbot: QtBot, appearance: Appearance) -> BandPlot:
    plot = BandPlot(appearance, "Nothing yet.")
    qtbot.addWidget(plot)
    plot.resize(366, 300)
    plot.show()
    return plot


def test_the_keyboard_goes_from_curve_to_curve_and_chooses_one(plot: BandPlot, qtbot: QtBot) -> None:
    plot.show_curves([curve("a", [3, 2], [2, 1]), curve("b", [3, 3])])
    heard: list[str] = []
    plot.read.connect(heard.append)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(plot, key)
    assert heard == ["a says", "b says", "a says", "b says"]
    with qtbot.waitSignal(plot.chosen) as chosen:
        qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert chosen.args == [1]


def test_a_curve_that_is_picked_out_stays_so_while_it_grows(plot: BandPlot, qtbot: QtBot) -> None:
    plot.show_curves([curve("a", [3]), curve("b", [2])])
    qtbot.keyClick(plot, Qt.Key.Key_Down)
    plot.show_curves([curve("b", [2, 1]), curve("a", [3, 2])])
    assert plot.picked == 1


def test_every_curve_is_told_to_a_screen_reader(plot: BandPlot) -> None:
    plot.show_curves([curve("a", [3]), curve("b", [2])])
    assert plot.accessibleDescription() == "a says; b says"


@pytest.mark.parametrize("columns", [[[0.5]], [[np.nan, np.nan]], [[1e-9, 1e9]], [[0.0, 0.0]], [[np.inf, 1.0]], [[]]])
def test_strange_numbers_are_painted(plot: BandPlot, columns: list[list[float]], appearance: Appearance) -> None:
    for colors in (LIGHT, DARK):
        appearance.set_colors(colors)
        plot.show_curves([curve("a", *columns)])
        plot.grab()
