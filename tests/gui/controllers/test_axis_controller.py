from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from gui.controllers.axis_controller import AxisController
from gui.plots.lr_plot import LrPlot
from gui.plots.run_plot import RunPlot
from gui.plots.x_axis import XAxis
from gui.widgets.theme import LIGHT
from tests.gui.controllers.conftest import finish, make_context
from training.engine.train import train
from training.experiment.data import Table
from training.experiment.experiment import Experiment
from training.schedule.preview import preview

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen platform can do little


class Bench:
    """A window with a plot bar, plots and the controller between them."""

    def __init__(self, path: Path) -> None:
        context = self.context = make_context(path)
        self.window, self.library, self.plots = context.window, context.library, context.plots
        self.document, self.preparation, self.bar = context.document, context.preparation, context.window.plot_bar
        self.controller = AxisController(context)

    def add(self, experiment: Experiment, trained: bool = True) -> None:
        run = self.library.begin(experiment)
        run.trace.extend(train(experiment if trained else Experiment(epochs=2)))
        self.plots.add_run(run.number, run.trace, LIGHT.run(run.number - 1), run.name)

    def ends(self) -> list[float]:
        curves = self.plots.findChild(RunPlot, "plot.loss").curves
        return [curve.getData()[0][-1] for curve in curves[::2]]


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path / "runs.sqlite")
    qtbot.addWidget(bench.window)
    yield bench
    finish(bench.context)


def test_steps_are_counted_in_each_run_s_own_batches(bench: Bench, qtbot: QtBot) -> None:
    for batch_size in (8, 100):
        bench.add(Experiment(epochs=2, batch_size=batch_size))
    bench.bar.findChild(QComboBox, "plot.x_axis").setCurrentText("Steps")
    qtbot.waitUntil(lambda: bench.ends() == [2 * 100, 2 * 8])
    bench.add(Experiment(epochs=2, batch_size=400))
    qtbot.waitUntil(lambda: bench.ends() == [2 * 100, 2 * 8, 2 * 2])


def test_a_run_whose_data_are_gone_stays_hidden_and_holds_up_no_other(bench: Bench, qtbot: QtBot) -> None:
    bench.add(Experiment(epochs=2, data=Table(path="/gone.csv", target="y")), trained=False)
    bench.add(Experiment(epochs=2))
    bench.bar.findChild(QComboBox, "plot.x_axis").setCurrentText("Steps")
    qtbot.waitUntil(lambda: bench.ends() == [200])


def test_the_plan_has_the_form_s_batches(bench: Bench, qtbot: QtBot) -> None:
    experiment = bench.document.experiment
    assert experiment is not None
    bench.plots.set_schedule(preview(experiment))
    bench.plots.set_x_axis(XAxis.STEPS)
    bench.preparation.follow(experiment)
    (planned,) = bench.plots.findChild(LrPlot, "plot.lr").planned
    qtbot.waitUntil(lambda: planned.isVisible() and planned.getData()[0][-1] == 1000)
