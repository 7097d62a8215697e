"""Runs beside each other, in the panel: a baseline, means over seeds, other dashes for a colour's second round."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.plots.band import BandItem
from gui.plots.curve import Curve
from gui.plots.legend import Legend
from gui.plots.plots_panel import PlotsPanel
from gui.plots.run_plot import RunPlot
from gui.widgets.appearance import Appearance
from gui.widgets.theme import LIGHT
from tests.gui.conftest import MakeTrace
from tests.gui.plots.conftest import positions

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen platform can do little


def loss_of(panel: PlotsPanel) -> RunPlot:
    return panel.findChild(RunPlot, "plot.loss")


def drawn(panel: PlotsPanel) -> list[Curve]:
    return [curve for curve in loss_of(panel).curves if curve.points]


def entries(panel: PlotsPanel) -> list[str]:
    return [entry.text for entry in panel.findChild(Legend).entries]


def bands(panel: PlotsPanel) -> list[BandItem]:
    return [item for item in loss_of(panel).scene().items() if isinstance(item, BandItem)]


@pytest.fixture
def runs(panel: PlotsPanel, make_trace: MakeTrace) -> PlotsPanel:
    """Three runs without validation; the second, which is shorter, is selected."""
    for key, losses in enumerate(([0.5, 0.4, 0.3], [0.7, 0.6], [0.9, 0.8, 0.7]), 1):
        panel.add_run(key, make_trace(losses, validated=False), LIGHT.run(key - 1), f"run {key}")
    panel.select_run(2)
    return panel


def test_the_selected_run_is_told_from_the_baseline(runs: PlotsPanel) -> None:
    runs.set_baseline(1)
    assert loss_of(runs).heading.text == "training 0.6 (+0.2)"
    assert "(±0)" in runs.findChild(RunPlot, "plot.lr").heading.text
    runs.show_epoch(1)
    assert loss_of(runs).heading.text == "training 0.7 (+0.2)"
    runs.select_run(1)
    assert loss_of(runs).heading.text == "training 0.5"
    assert entries(runs)[0] == "run 1 (baseline)"
    runs.select_run(2)
    runs.set_baseline(None)
    assert loss_of(runs).heading.text == "training 0.7"


def test_where_the_baseline_has_no_such_epoch_there_is_no_difference(runs: PlotsPanel) -> None:
    runs.set_baseline(2)
    runs.select_run(3)
    assert loss_of(runs).heading.text == "training 0.7"


def test_the_baseline_has_a_halo(runs: PlotsPanel) -> None:
    def halo() -> int:
        return len(positions(loss_of(runs).grab().toImage(), "#b2d4e7", 2))

    assert halo() < 20
    runs.set_baseline(1)
    assert halo() > 500
    runs.set_run_visible(1, False)
    assert halo() < 20


def test_a_baseline_can_be_named_before_its_run_is_there(panel: PlotsPanel, make_trace: MakeTrace) -> None:
    panel.set_baseline(1)
    panel.add_run(1, make_trace([0.5]), "#0072b2", "run")
    assert entries(panel)[-1] == "run (baseline)"
    panel.remove_run(1)
    panel.grab()


def test_a_group_is_drawn_as_its_mean_in_a_band(runs: PlotsPanel) -> None:
    runs.set_groups([[1, 2, 3]])
    *members, mean = drawn(runs)
    assert len(members) == 3
    assert mean.getData()[1].tolist() == pytest.approx([0.7, 0.6, 0.5])
    area = max((band.path().boundingRect() for band in bands(runs)), key=lambda area: area.height())
    assert (area.top(), area.bottom()) == pytest.approx((0.3, 0.9))
    assert entries(runs) == ["run 1 (mean of 3)"]
    assert loss_of(runs).heading.text == "training 0.6   mean 0.6, 0.4 to 0.8"
    runs.set_groups([])
    assert len(drawn(runs)) == 3
    assert bands(runs) == []
    assert entries(runs) == ["run 1", "run 2", "run 3"]


def test_a_mean_follows_what_is_shown_and_what_grows(
    runs: PlotsPanel, make_trace: MakeTrace, add_epochs: Callable[..., None]
) -> None:
    runs.set_groups([[1, 2, 3, 99]])
    runs.set_run_visible(3, False)
    assert drawn(runs)[-1].getData()[1].tolist() == pytest.approx([0.6, 0.5, 0.3])
    growing = make_trace([0.9], validated=False)
    runs.add_run(99, growing, "#d55e00", "run 99")
    assert drawn(runs)[-1].getData()[1].tolist() == pytest.approx([0.7, 0.5, 0.3])
    add_epochs(growing, [0.5, 0.6, 0.1], validated=False)
    runs.refresh()
    assert drawn(runs)[-1].getData()[1].tolist() == pytest.approx([0.7, 0.5, 0.45, 0.1])
    runs.remove_run(99)
    runs.remove_run(1)
    assert bands(runs) == []
    assert [curve.getData()[1].tolist() for curve in drawn(runs)] == [[0.7, 0.6]]


def test_the_mean_of_long_runs_comes_in_slices(panel: PlotsPanel, qtbot: QtBot, make_trace: MakeTrace) -> None:
    for key in (1, 2):
        panel.add_run(key, make_trace([float(key)] * 50_000, epochs=50_000, validated=False), "#0072b2", "run")
    panel.set_groups([[1, 2]])
    mean = drawn(panel)[-1]
    assert 0 < len(mean.values) < 50_000
    qtbot.waitUntil(lambda: len(mean.values) == 50_000)
    assert set(mean.values.tolist()) == {1.5}


def test_a_mean_can_be_drawn_over_any_axes_and_in_any_scheme(runs: PlotsPanel, appearance: Appearance) -> None:
    runs.set_groups([[1, 3]])
    for axis in ("lr", "loss", "epoch"):
        runs.set_log(axis, True)
    runs.set_smoothing(0.5)
    appearance.set_colors(LIGHT)
    runs.grab()
    assert drawn(runs)[-1].getData()[1].size == 3


@pytest.mark.slow
def test_a_long_finished_run_appears_slice_by_slice(panel: PlotsPanel, qtbot: QtBot, make_trace: MakeTrace) -> None:
    panel.add_run(1, make_trace([0.5] * 250_000, epochs=250_000, validated=False), "#0072b2", "run")
    (curve,) = drawn(panel)
    assert 0 < len(curve.values) < 250_000
    qtbot.waitUntil(lambda: len(curve.values) == 250_000)


def test_a_colour_that_comes_round_again_has_other_dashes(panel: PlotsPanel, make_trace: MakeTrace) -> None:
    for style in range(3):
        panel.add_run(style, make_trace([0.5, 0.4]), "#0072b2", f"run {style}", style)
    QApplication.processEvents()
    patterns = [tuple(curve.opts["pen"].dashPattern()) for curve in loss_of(panel).curves]
    assert len(set(patterns)) == 6
    samples = [entry.pattern for entry in panel.findChild(Legend).entries[-3:]]
    assert samples == [patterns[0], patterns[2], patterns[4]]
