from __future__ import annotations

import math

import numpy as np
import pytest

from gui.plots.band import BandItem, outline
from gui.plots.view_box import EpochViewBox, epochs_span

pytestmark = pytest.mark.usefixtures("qapp")
GAP = math.nan


def test_each_stretch_without_a_gap_has_an_outline_of_its_own() -> None:
    path = outline(np.arange(6.0), np.array([0, 0, GAP, 1, 1, 1.0]), np.array([1, 1, 1, 2, GAP, 2.0]))
    assert path.toSubpathPolygons().__len__() == 3
    assert path.contains(path.boundingRect().center()) is False
    assert outline(np.empty(0), np.empty(0), np.empty(0)).isEmpty()


@pytest.mark.parametrize("stairs", [False, True])
@pytest.mark.parametrize("log", [False, True])
def test_the_band_reaches_from_the_lowest_to_the_highest(stairs: bool, log: bool) -> None:
    view, band = EpochViewBox(), BandItem(stairs=stairs)
    view.resize(400, 200)
    view.log_y = log
    view.show_span(epochs_span(100_000))
    low, high = np.full(100_000, 1.0), np.full(100_000, 10.0)
    low[54_321], high[12_345] = 0.1, 100.0
    band.set_columns(low, high, 0)
    band.draw(view)
    area = band.path().boundingRect()
    expected = (-1.0, 2.0) if log else (0.1, 100.0)
    assert (area.top(), area.bottom()) == pytest.approx(expected)
    assert band.path().elementCount() < 10_000
    assert area.left() == pytest.approx(0.5, abs=130)
    assert area.right() == pytest.approx(100_000, abs=260)
