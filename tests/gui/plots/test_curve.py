from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from gui.plots.curve import Curve
from gui.plots.look import Look
from gui.plots.plot import Plot
from gui.plots.view_box import epochs_span
from gui.widgets.appearance import Appearance
from tests.gui.plots.conftest import positions

Draw = Callable[..., Curve]


@pytest.fixture
def plot(qtbot: QtBot, appearance: Appearance) -> Plot:
    plot = Plot("loss", "loss", appearance, lowest=True)
    qtbot.addWidget(plot)
    plot.resize(500, 300)
    plot.show()
    qtbot.waitExposed(plot)
    return plot


@pytest.fixture
def draw(plot: Plot) -> Draw:
    """Draw values in a plot that shows all of them."""

    def make(values: list[float], *, epochs: int | None = None, look: Look | None = None) -> Curve:
        column = np.array(values, dtype=float)
        curve = Curve(lambda: column, look or Look("#ff0000"))
        while curve.grow():
            pass
        plot.view.addItem(curve, ignoreBounds=True)
        plot.curves = [curve]
        plot.view.limit_span(epochs_span(epochs or len(values)))
        plot.view.show_span(epochs_span(epochs or len(values)))
        plot.redraw()
        return curve

    return make


def reddish(plot: Plot) -> set[tuple[int, int]]:
    return positions(plot.grab().toImage(), "#ff0000", 60)


def test_a_short_curve_is_drawn_point_by_point(draw: Draw) -> None:
    x, y = draw([3, 1, 2]).getData()
    assert (x.tolist(), y.tolist()) == ([1, 2, 3], [3, 1, 2])


def test_a_long_curve_is_drawn_with_about_two_points_a_pixel(plot: Plot, draw: Draw) -> None:
    curve = draw(np.random.default_rng(0).normal(size=200_000).tolist())
    assert 0.9 < curve.points / (2 * plot.view.width()) <= 1.05


def test_a_single_peak_in_many_epochs_is_seen(plot: Plot, draw: Draw) -> None:
    values = [0.0] * 100_000
    values[54_321] = 1.0
    draw(values)
    assert plot.curves[0].bounds() == (0, 1)
    top = plot.view.mapToScene(0, plot.view.pixel_y(0.9)).y()
    assert [position for position in reddish(plot) if position[1] < top]


def test_the_newest_epochs_are_drawn_to_the_last(plot: Plot, draw: Draw) -> None:
    draw([0.5] * 9999 + [1.0])
    assert plot.curves[0].getData()[0][-1] == 10_000


def test_a_lone_value_between_gaps_is_seen(plot: Plot, draw: Draw) -> None:
    draw([math.nan, math.nan, 1.0, math.nan, math.nan])
    assert reddish(plot)


def test_dots_are_round_whatever_the_scale(plot: Plot, draw: Draw) -> None:
    draw([0.5], epochs=1)
    positions = reddish(plot)
    width, height = (max(axis) - min(axis) for axis in zip(*positions, strict=True))
    assert abs(width - height) <= 1


def test_gaps_are_told_apart_from_epochs_to_come(draw: Draw) -> None:
    assert draw([1, math.nan, 2], epochs=10).gaps.tolist() == [[1.5, 2.5]]


def test_bounds_are_none_where_nothing_can_be_drawn(draw: Draw) -> None:
    assert draw([math.nan] * 3).bounds() is None
    assert draw([]).bounds() is None


def test_lines_are_wide_and_smooth_only_while_that_is_cheap(draw: Draw) -> None:
    curve = draw([1, 2, 3])
    assert (curve.opts["pen"].widthF(), curve.opts["antialias"]) == (2, True)
    curve.set_fine(False)
    assert (curve.opts["pen"].widthF(), curve.opts["antialias"]) == (1, False)
