from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from gui.plots.lr_plot import LrPlot
from gui.plots.planned_plot import MomentumPlot
from gui.plots.plots_panel import PlotsPanel
from gui.widgets.appearance import Appearance
from training.engine.data import load
from training.engine.train import train
from training.experiment.experiment import Experiment
from training.experiment.schedulers import OneCycleLR, ReduceLROnPlateau, SequentialLR, StepLR
from training.runs.trace import Trace
from training.schedule.pitfalls.jumps import jumps
from training.schedule.preview import preview

CYCLE = Experiment(batch_size=32, epochs=4, scheduler=OneCycleLR(max_lr=0.1))


@pytest.fixture
def panel(qtbot: QtBot, appearance: Appearance) -> PlotsPanel:
    panel = PlotsPanel(appearance)
    qtbot.addWidget(panel)
    panel.resize(700, 600)
    panel.show()
    return panel


def lr_plot(panel: PlotsPanel) -> LrPlot:
    return panel.findChild(LrPlot, "plot.lr")


def test_a_rate_that_changes_in_each_batch_is_drawn_batch_by_batch(panel: PlotsPanel) -> None:
    schedule = preview(CYCLE, rows=800)
    panel.set_schedule(schedule)
    (curve,) = lr_plot(panel).planned
    assert len(curve.values) == 100
    xs, ys = curve.getData()
    assert (xs[0], xs[-1]) == (0.5, 4.5)
    assert ys.max() == pytest.approx(0.1)
    # the highest rate is used in batch 29 of 25 in an epoch, which is early in epoch 2
    assert xs[np.argmax(ys)] == pytest.approx(0.5 + np.argmax(schedule.rates[0]) / 25, abs=0.04)


def test_a_run_that_steps_after_each_batch_lies_exactly_on_its_plan(panel: PlotsPanel) -> None:
    data = load(CYCLE.data)
    trace = Trace(CYCLE)
    trace.extend(train(CYCLE, data))
    panel.set_schedule(preview(CYCLE, data.rows))
    panel.add_run(1, trace, "#0072b2", "run")
    planned, trained = lr_plot(panel).curves
    assert all(np.array_equal(ours, theirs) for ours, theirs in zip(trained.getData(), planned.getData(), strict=True))


def test_the_momentum_has_a_plot_while_the_schedule_sets_it(panel: PlotsPanel) -> None:
    plot = panel.findChild(MomentumPlot, "plot.momentum")
    panel.set_schedule(preview(Experiment()))
    assert not plot.isVisible()
    panel.set_schedule(preview(CYCLE, rows=800))
    assert plot.isVisible()
    assert plot.numbers(None, 1).startswith("epoch 1   planned 0.8")
    panel.set_schedule(preview(Experiment()))
    assert not plot.isVisible()


def test_the_head_has_a_curve_of_its_own_and_a_frozen_body_leaves_a_gap_without_an_alarm(panel: PlotsPanel) -> None:
    panel.set_schedule(preview(Experiment(head_lr=0.02, freeze_body=3)))
    body, head = lr_plot(panel).planned
    assert np.isnan(body.values[:3]).all()
    assert head.values[0] == 0.02
    assert not lr_plot(panel).gap_bands.bands


def test_a_jump_is_marked_and_an_assumption_is_said(panel: PlotsPanel) -> None:
    both = SequentialLR(schedulers=(StepLR(step_size=3), StepLR(step_size=3)), milestones=(5,))
    experiment = Experiment(scheduler=both)
    schedule = preview(experiment)
    panel.set_schedule(schedule)
    before = panel.grab().toImage()
    panel.set_jumps(jumps(schedule, experiment))
    assert [jump.epoch for jump in lr_plot(panel).jumps.jumps] == [6]
    assert panel.grab().toImage() != before
    panel.set_schedule(preview(Experiment(scheduler=ReduceLROnPlateau())))
    assert lr_plot(panel).note.text == "planned as if val_loss falls, then flat"
