from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from gui.plots.quantity import ACCURACY, LOSS, LR
from gui.plots.run_plot import RunPlot
from gui.plots.view_box import epochs_span
from gui.widgets.appearance import Appearance
from tests.gui.conftest import MakeTrace

MakePlot = Callable[..., RunPlot]


@pytest.fixture
def loss(qtbot: QtBot, appearance: Appearance) -> RunPlot:
    plot = RunPlot(LOSS, appearance)
    qtbot.addWidget(plot)
    plot.resize(500, 300)
    plot.show()
    qtbot.waitExposed(plot)
    plot.view.limit_span(epochs_span(10))
    plot.view.show_span(epochs_span(10))
    return plot


def drawn(plot: RunPlot) -> list[list[float]]:
    return [curve.getData()[1].tolist() for curve in plot.curves]


def test_training_and_validation_are_drawn(loss: RunPlot, make_trace: MakeTrace) -> None:
    loss.add_run(1, make_trace([0.5, 0.4]), "#0072b2")
    assert drawn(loss) == [[0.5, 0.4], [0.6, 0.5]]
    assert [curve.opts["pen"].dashPattern() != [] for curve in loss.curves] == [False, True]


def test_only_what_grew_is_drawn_again(loss: RunPlot, make_trace: MakeTrace, add_epochs: Callable[..., None]) -> None:
    still, growing = make_trace([0.5, 0.4]), make_trace([0.7])
    loss.add_run("still", still, "#0072b2")
    loss.add_run("growing", growing, "#d55e00")
    changed: list[object] = []
    for curve in loss.curves:
        curve.sigPlotChanged.connect(changed.append)
    loss.refresh()
    assert changed == []
    add_epochs(growing, [0.6])
    loss.refresh()
    assert changed == loss.curves[2:]
    assert drawn(loss)[2] == [0.7, 0.6]


def test_hidden_runs_go_on_growing_out_of_sight(
    loss: RunPlot, make_trace: MakeTrace, add_epochs: Callable[..., None]
) -> None:
    trace = make_trace([5.0])
    loss.add_run(1, trace, "#0072b2")
    loss.add_run(2, make_trace([0.5, 0.4]), "#d55e00")
    assert loss.view.viewRange()[1][1] > 5
    loss.set_run_visible(1, False)
    assert loss.view.viewRange()[1][1] < 1
    add_epochs(trace, [4.0, 3.0])
    loss.refresh()
    assert len(loss.curves) == 2
    loss.set_run_visible(1, True)
    assert drawn(loss)[0] == [5, 4, 3]


def test_a_removed_run_leaves_nothing_behind(loss: RunPlot, make_trace: MakeTrace) -> None:
    before = len(loss.scene().items())
    loss.add_run(1, make_trace([0.5, 0.4]), "#0072b2")
    loss.set_smoothing(0.5)
    loss.remove_run(1)
    assert len(loss.scene().items()) == before
    assert loss.numbers(1, 1) == ""


def test_the_selected_run_lies_on_top(loss: RunPlot, make_trace: MakeTrace) -> None:
    for key in (1, 2, 3):
        loss.add_run(key, make_trace([0.5, 0.4]), "#0072b2")
    loss.select_run(2)
    heights = [curve.zValue() for curve in loss.curves]
    assert min(heights[2:4]) > max(heights[:2] + heights[4:])


def test_smoothing_keeps_the_raw_curve_and_adds_its_own(loss: RunPlot, make_trace: MakeTrace) -> None:
    loss.add_run(1, make_trace([0.6, 0.4]), "#0072b2")
    loss.set_smoothing(0.5)
    raw, _, smooth, _ = drawn(loss)
    assert raw == [0.6, 0.4]
    assert smooth == pytest.approx([0.6, (0.3 + 0.4) / 1.5])
    loss.set_smoothing(0)
    assert len(loss.curves) == 2


def test_the_rate_is_never_smoothed(qtbot: QtBot, make_trace: MakeTrace, appearance: Appearance) -> None:
    plot = RunPlot(LR, appearance)
    qtbot.addWidget(plot)
    plot.add_run(1, make_trace([0.5] * 10), "#0072b2")
    plot.set_smoothing(0.9)
    assert len(plot.curves) == 1


def test_accuracy_keeps_the_whole_range_of_shares(qtbot: QtBot, make_trace: MakeTrace, appearance: Appearance) -> None:
    plot = RunPlot(ACCURACY, appearance)
    qtbot.addWidget(plot)
    plot.add_run(1, make_trace([0.01, 0.02]), "#0072b2")
    low, high = plot.view.viewRange()[1]
    assert low == pytest.approx(-0.07)
    assert high == pytest.approx(1.07)


def test_a_logarithmic_axis_fits_what_is_above_zero(loss: RunPlot, make_trace: MakeTrace) -> None:
    loss.add_run(1, make_trace([10.0, 0.0, -5.0, math.nan, 0.1], validated=False), "#0072b2")
    loss.set_log_values(True)
    assert [value for value in drawn(loss)[0] if value == value] == pytest.approx([1, -1])
    low, high = loss.view.viewRange()[1]
    assert -1.5 < low < -1
    assert 1 < high < 1.5
