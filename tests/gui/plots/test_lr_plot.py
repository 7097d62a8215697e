from __future__ import annotations

import numpy as np
import pytest

from gui.plots.lr_plot import LrPlot
from gui.plots.plots_panel import PlotsPanel
from gui.widgets.appearance import Appearance
from gui.widgets.theme import DARK
from tests.gui.conftest import MakeSchedule, MakeTrace
from training.schedule.preview import Schedule

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # which the offscreen platform does not have


@pytest.fixture
def plot(panel: PlotsPanel) -> LrPlot:
    return panel.findChild(LrPlot, "plot.lr")


def test_the_plan_is_a_staircase_of_the_rates_used(panel: PlotsPanel, plot: LrPlot) -> None:
    panel.set_schedule(Schedule(3, np.array([[0.1, 0.1, 0.05, 0.05]])))
    (planned,) = plot.curves
    x, y = planned.getData()
    assert x.tolist() == [0.5, 1.5, 1.5, 2.5, 2.5, 3.5]
    assert y.tolist() == [0.1, 0.1, 0.1, 0.1, 0.05, 0.05]


def test_the_plan_is_dashed_and_the_trained_past_solid_on_top(
    panel: PlotsPanel, plot: LrPlot, make_schedule: MakeSchedule, make_trace: MakeTrace
) -> None:
    panel.set_schedule(make_schedule())
    panel.add_run(1, make_trace([0.5] * 7), "#0072b2", "run")
    planned, past = plot.curves
    assert planned.opts["pen"].dashPattern()
    assert not past.opts["pen"].dashPattern()
    assert planned.zValue() < past.zValue()
    assert past.getData()[0][-1] == 7.5


def test_the_rate_is_seen_from_zero(panel: PlotsPanel, plot: LrPlot, make_schedule: MakeSchedule) -> None:
    panel.set_schedule(make_schedule())
    low, high = plot.view.viewRange()[1]
    assert -0.01 < low < 0
    assert 0.1 < high < 0.11


def test_a_longer_preview_replaces_a_shorter_one(panel: PlotsPanel, plot: LrPlot, make_schedule: MakeSchedule) -> None:
    whole = make_schedule(1500, 100)
    items = len(plot.scene().items())
    for end in (500, 1000, 1500):
        panel.set_schedule(Schedule(1500, whole.rates[:, : end + 1]))
        assert plot.curves[0].getData()[0][-1] >= end
        assert plot.view.viewRange()[0] == [0.5, 1500.5]
    panel.set_schedule(None)
    assert plot.curves == []
    assert len(plot.scene().items()) == items


def test_both_rates_are_read_out_planned_and_trained(
    panel: PlotsPanel, plot: LrPlot, make_schedule: MakeSchedule, make_trace: MakeTrace, appearance: Appearance
) -> None:
    panel.set_schedule(make_schedule())
    assert plot.heading.text == ""
    panel.show_epoch(5)
    assert plot.heading.text == "epoch 5   planned 0.1   after it 0.05"
    panel.add_run(1, make_trace([0.5] * 7), "#0072b2", "run")
    panel.select_run(1)
    assert plot.heading.text == "epoch 5   used 0.1   after it 0.05"
    panel.set_run_plan(make_schedule())
    panel.show_epoch(8)
    assert plot.heading.text == "epoch 8   planned 0.05   after it 0.05"
    panel.show_epoch(0)
    assert plot.heading.text == "epoch 7   used 0.05   after it 0.05"
    appearance.set_first_epoch(0)
    assert plot.heading.text == "epoch 6   used 0.05   after it 0.05"


def test_rates_of_zero_and_below_leave_a_gap_on_a_logarithmic_axis(panel: PlotsPanel, plot: LrPlot) -> None:
    rates = np.array([0.1, 0.0, -0.1, 0.01, 0.01])
    panel.set_log("lr", True)
    panel.set_schedule(Schedule(4, rates[None]))
    y = plot.curves[0].getData()[1]
    assert np.isnan(y).tolist() == [False, False, True, True, True, True, False, False]
    panel.grab()


def test_the_plan_takes_the_scheme_s_colour(
    panel: PlotsPanel, plot: LrPlot, make_schedule: MakeSchedule, appearance: Appearance
) -> None:
    panel.set_schedule(make_schedule())
    appearance.set_colors(DARK)
    assert plot.curves[0].opts["pen"].color().name() == DARK.muted
