from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from gui.plots.picking import distance_to_line
from gui.plots.plots_panel import PlotsPanel
from gui.plots.run_plot import RunPlot
from tests.gui.conftest import MakeTrace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen platform can do little
COORDINATES = st.lists(st.tuples(st.floats(-100, 100), st.floats(-100, 100)), min_size=1, max_size=10)


@given(COORDINATES)
def test_the_distance_is_that_of_the_nearest_point_on_the_line(points: list[tuple[float, float]]) -> None:
    xs, ys = np.array(points).T
    along = [np.linspace(each[:-1], each[1:], 2000) for each in (xs, ys)] if len(points) > 1 else [xs, ys]
    assert distance_to_line(xs, ys) == pytest.approx(np.hypot(*along).min(), abs=0.2)


def test_a_gap_is_near_to_nothing() -> None:
    assert distance_to_line(np.array([-1.0, 1.0]), np.array([math.nan, math.nan])) == math.inf
    assert distance_to_line(np.array([]), np.array([])) == math.inf
    assert distance_to_line(np.array([-3.0, 0, 3.0]), np.array([4.0, math.nan, 4.0])) == 5


@pytest.fixture
def loss(panel: PlotsPanel, make_trace: MakeTrace) -> RunPlot:
    """The plot of the loss with two runs that are far from each other; the first is selected."""
    panel.add_run(1, make_trace([0.2] * 10, validated=False), "#0072b2", "<b>low</b>")
    panel.add_run(2, make_trace([0.8] * 10, validated=False), "#d55e00", "high")
    panel.select_run(1)
    QApplication.processEvents()
    return panel.findChild(RunPlot, "plot.loss")


def pixel(plot: RunPlot, epoch: float, value: float, below: float = 0) -> QPoint:
    return plot.mapFromScene(plot.view.mapToScene(plot.view.pixel_x(epoch), plot.view.pixel_y(value) + below))


def click(plot: RunPlot, position: QPoint) -> None:
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=position)


def told(panel: PlotsPanel) -> list[tuple[str, object]]:
    heard: list[tuple[str, object]] = []
    panel.run_clicked.connect(lambda key: heard.append(("run", key)))
    panel.change_clicked.connect(lambda epoch: heard.append(("change", epoch)))
    return heard


@pytest.mark.parametrize(
    ("epoch", "value", "below", "expected"),
    [
        (3.0, 0.8, 4, [("run", 2)]),
        (3.0, 0.8, 12, []),
        (3.0, 0.2, 0, []),  # the selected run is picked already
        (5.5, 0.8, 0, [("change", 5)]),  # the marker of the selected run's change
        (5.5, 0.5, 0, [("change", 5)]),
    ],
)
def test_a_click_picks_a_curve_or_a_marked_change(
    panel: PlotsPanel, loss: RunPlot, epoch: float, value: float, below: float, expected: list[tuple[str, object]]
) -> None:
    heard = told(panel)
    click(loss, pixel(loss, epoch, value, below))
    assert heard == expected


def test_a_hidden_run_is_not_picked(panel: PlotsPanel, loss: RunPlot) -> None:
    panel.set_run_visible(2, False)
    panel.set_run_visible(2, True)
    position = pixel(loss, 3, 0.8)
    panel.set_run_visible(2, False)
    heard = told(panel)
    click(loss, position)
    assert heard == []


def test_the_mouse_over_a_curve_says_its_name_as_it_is(loss: RunPlot, qtbot: QtBot) -> None:
    QTest.mouseMove(loss.viewport(), pixel(loss, 3, 0.2))
    qtbot.waitUntil(lambda: QToolTip.text() == "<p>&lt;b&gt;low&lt;/b&gt;</p>")
    assert loss.view.cursor().shape() is Qt.CursorShape.PointingHandCursor
    QTest.mouseMove(loss.viewport(), pixel(loss, 3, 0.5))
    assert loss.view.cursor().shape() is not Qt.CursorShape.PointingHandCursor


def test_removing_the_run_under_the_mouse_is_harmless(
    panel: PlotsPanel, loss: RunPlot, add_epochs: Callable[..., None]
) -> None:
    QTest.mouseMove(loss.viewport(), pixel(loss, 3, 0.8))
    panel.remove_run(2)
    QTest.mouseMove(loss.viewport(), pixel(loss, 4, 0.2))
    panel.remove_run(1)
    QTest.mouseMove(loss.viewport(), QPoint(200, 50))
