"""What the x axis counts, in the panel."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.plots.crosshair import CrosshairLine
from gui.plots.lr_plot import LrPlot
from gui.plots.parting import PartingLine
from gui.plots.plots_panel import PlotsPanel
from gui.plots.run_plot import RunPlot
from gui.plots.x_axis import XAxis
from tests.gui.conftest import MakeSchedule, MakeTrace
from training.schedule.preview import Schedule

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen platform can do little


def plot_of(panel: PlotsPanel, name: str = "loss") -> RunPlot:
    return panel.findChild(RunPlot, f"plot.{name}")


def xs(panel: PlotsPanel, name: str = "loss") -> list[list[float]]:
    return [curve.getData()[0].tolist() for curve in plot_of(panel, name).curves if curve.points]


@pytest.fixture
def runs(panel: PlotsPanel, make_trace: MakeTrace, make_schedule: MakeSchedule) -> PlotsPanel:
    """Two runs with batches of their own, the first selected, and a plan."""
    panel.set_schedule(make_schedule())
    for key, losses, batches in ((1, [0.5] * 6, 25), (2, [0.7] * 3, 50)):
        panel.add_run(key, make_trace(losses, epochs=6, validated=False), "#0072b2", f"run {key}")
        panel.set_batches(key, batches)
    panel.select_run(1)
    return panel


def test_by_steps_each_run_stands_at_its_own_places(runs: PlotsPanel) -> None:
    runs.set_x_axis(XAxis.STEPS)
    assert xs(runs) == [[25, 50, 75, 100, 125, 150], [50, 100, 150]]
    staircase = xs(runs, "lr")[0]
    assert (staircase[0], staircase[-1]) == (0, 150)
    assert plot_of(runs).view.viewRange()[0] == [0, 150]


def test_by_time_each_epoch_stands_where_it_ended(
    runs: PlotsPanel, add_epochs: Callable[..., None], make_trace: MakeTrace
) -> None:
    runs.set_x_axis(XAxis.TIME)
    assert xs(runs)[0] == pytest.approx([0.01, 0.02, 0.03, 0.04, 0.05, 0.06])
    growing = make_trace([0.4], validated=False)
    runs.add_run(3, growing, "#009e73", "run 3")
    add_epochs(growing, [0.3], validated=False)
    runs.refresh()
    assert xs(runs)[2] == pytest.approx([0.01, 0.02])


def test_going_back_to_epochs_leaves_no_trace(runs: PlotsPanel) -> None:
    before = xs(runs), xs(runs, "lr"), plot_of(runs).view.viewRange()[0]
    for counted in (XAxis.STEPS, XAxis.TIME, XAxis.EPOCHS):
        runs.set_x_axis(counted)
    assert (xs(runs), xs(runs, "lr"), plot_of(runs).view.viewRange()[0]) == before


def test_a_run_whose_batches_are_unknown_is_asked_for_and_hidden(panel: PlotsPanel, make_trace: MakeTrace) -> None:
    wanted: list[object] = []
    panel.batches_wanted.connect(wanted.append)
    panel.add_run(1, make_trace([0.5, 0.4]), "#0072b2", "run")
    assert wanted == []
    panel.set_x_axis(XAxis.STEPS)
    assert wanted == [1]
    assert plot_of(panel).curves == []
    panel.set_batches(1, 10)
    assert xs(panel)[0] == [10, 20]


def test_the_plan_is_shown_by_steps_once_its_batches_are_known_and_never_by_time(runs: PlotsPanel) -> None:
    plot = runs.findChild(LrPlot, "plot.lr")
    runs.set_milestones((3,))
    runs.set_x_axis(XAxis.STEPS)
    shown = [*plot.planned, plot.labels, *plot.milestones.handles]
    assert not any(item.isVisible() for item in shown)
    runs.set_plan_batches(25)
    assert all(item.isVisible() for item in shown)
    for key in (1, 2):
        runs.set_run_visible(key, False)
    assert plot.planned[0].getData()[0].max() == 250
    assert plot.view.position_at(plot.milestones.handles[0].pos().x()) == pytest.approx(75, abs=0.5)
    runs.set_x_axis(XAxis.TIME)
    assert not any(item.isVisible() for item in shown)
    runs.set_schedule(Schedule(3, np.array([[0.1, 0.1, 0.05, 0.05]])))
    runs.set_milestones((2, 3))
    assert not any(item.isVisible() for item in [*plot.planned, *plot.milestones.handles])


@pytest.mark.parametrize(("counted", "position"), [(XAxis.STEPS, 75.0), (XAxis.TIME, 0.03)])
def test_the_crosshair_stands_at_the_selected_run_s_epoch(runs: PlotsPanel, counted: XAxis, position: float) -> None:
    runs.set_x_axis(counted)
    plot, hovered = plot_of(runs), []
    runs.epoch_hovered.connect(hovered.append)
    runs.show_epoch(3)
    (line,) = (overlay for overlay in plot.overlays if isinstance(overlay, CrosshairLine))
    assert plot.view.position_at(line.pos().x()) == pytest.approx(position, rel=0.02)
    at = plot.mapFromScene(plot.view.mapToScene(plot.view.pixel_x(position * 5 / 3), 20))
    QTest.mouseMove(plot.viewport(), at)
    QApplication.processEvents()
    assert hovered == [5]


def test_by_time_the_crosshair_goes_no_further_than_the_run(runs: PlotsPanel) -> None:
    runs.set_x_axis(XAxis.TIME)
    runs.show_epoch(7)
    assert "epoch 6" in plot_of(runs, "lr").heading.text
    runs.select_run(None)
    QTest.mouseMove(plot_of(runs).viewport(), QPoint(300, 60))
    assert plot_of(runs, "lr").heading.text == ""


def test_the_markers_of_changes_move_along(runs: PlotsPanel) -> None:
    lines = plot_of(runs).change_lines
    assert lines.epochs == [5]
    runs.set_x_axis(XAxis.STEPS)
    assert lines.epochs == [5]
    assert plot_of(runs).view.position_at(lines.pixel_x(5.5)) == pytest.approx(125)


@pytest.mark.parametrize("counted", list(XAxis))
def test_any_axis_can_be_logarithmic(runs: PlotsPanel, counted: XAxis) -> None:
    runs.set_x_axis(counted)
    runs.set_log("epoch", True)
    first, last = plot_of(runs).view.viewRange()[0]
    at = {XAxis.EPOCHS: 1.0, XAxis.STEPS: 25.0, XAxis.TIME: 0.01}[counted]
    assert first == pytest.approx(math.log10(at / 2))
    assert last >= math.log10(at * 6)
    for curve in plot_of(runs).curves:
        assert np.isfinite(curve.getData()[0]).all()
    runs.grab()


def test_the_line_where_runs_part_is_hidden_by_time(runs: PlotsPanel) -> None:
    (line,) = (overlay for overlay in plot_of(runs).overlays if isinstance(overlay, PartingLine))
    assert not line.isVisible()
    runs.set_parting(4, "They part here")
    assert line.isVisible()
    runs.set_x_axis(XAxis.TIME)
    assert not line.isVisible()
    runs.set_x_axis(XAxis.STEPS)
    assert line.isVisible()
    runs.set_parting(None)
    assert not line.isVisible()
    runs.set_parting(10**9, "far away")
    runs.grab()


def test_a_long_run_keeps_its_peak_by_time(panel: PlotsPanel, make_trace: MakeTrace) -> None:
    losses = [0.5] * 60_000
    losses[43_210] = 9.0
    panel.add_run(1, make_trace(losses, epochs=60_000, validated=False), "#0072b2", "run")
    panel.set_x_axis(XAxis.TIME)
    curve, _ = plot_of(panel).curves
    assert curve.bounds() == (0.5, 9.0)
    assert curve.points < 3 * plot_of(panel).view.width()
    peak = curve.getData()[0][np.argmax(curve.getData()[1])]
    assert peak == pytest.approx(432.11, abs=2)
