from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.controllers.context import Context
from gui.controllers.race_controller import RaceController
from gui.panels.sweep.race_panel import RacePanel
from gui.plots.lr_plot import LrPlot
from gui.plots.parting import PartingLine
from training.runs.run import Run, Status


@pytest.fixture
def controller(context: Context) -> Iterator[RaceController]:
    controller = RaceController(context)
    context.tabs.addTab(controller.panel, "Race")
    context.tabs.setCurrentWidget(controller.panel)
    yield controller
    controller.finish()


@pytest.fixture
def panel(controller: RaceController) -> RacePanel:
    return controller.panel


@pytest.fixture
def runs(controller: RaceController) -> list[Run]:
    begun: list[Run] = []
    controller.run_begun.connect(begun.append)
    return begun


def words(panel: RacePanel) -> str:
    return panel.findChild(object, "race.parting").text()


def stands(runs: list[Run], qtbot: QtBot, epochs: int) -> bool:
    """Wait until all lanes have so many epochs, and a moment longer."""
    qtbot.waitUntil(lambda: len(runs) == 2 and {len(run.trace) for run in runs} == {epochs}, timeout=30_000)
    qtbot.wait(100)
    return {len(run.trace) for run in runs} == {epochs}


def test_the_tutorials_pair_races_and_parts_where_the_rates_do(
    controller: RaceController, panel: RacePanel, runs: list[Run], context: Context, qtbot: QtBot
) -> None:
    qtbot.keyClick(panel.pair_button, Qt.Key.Key_Space)
    qtbot.keyClick(panel.start, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not controller.running, timeout=30_000)
    assert [run.status for run in runs] == [Status.FINISHED] * 2
    step, multi = (run.trace.column("loss").tolist() for run in runs)
    assert step[:3] == multi[:3]
    assert step[3] != multi[3]
    lines = [line for line in context.plots.findChild(LrPlot).overlays if isinstance(line, PartingLine)]
    assert [line.epoch for line in lines] == [4]
    assert "part in epoch 4" in words(panel)
    context.appearance.set_first_epoch(0)
    assert "part in epoch 3" in words(panel)


def test_each_lane_is_a_run_of_the_library(
    controller: RaceController, panel: RacePanel, runs: list[Run], context: Context, qtbot: QtBot
) -> None:
    controller.take_pair()
    controller.start()
    qtbot.waitUntil(lambda: not controller.running, timeout=30_000)
    assert sorted(run.id for run in context.library.find()) == sorted(run.number for run in runs)
    assert all(context.library.run(run.number) is run for run in runs)


def test_a_race_can_go_epoch_by_epoch(
    controller: RaceController, panel: RacePanel, runs: list[Run], qtbot: QtBot
) -> None:
    controller.take_pair()
    qtbot.keyClick(panel.step, Qt.Key.Key_Space)
    assert stands(runs, qtbot, 1)
    qtbot.keyClick(panel.step, Qt.Key.Key_Space)
    assert stands(runs, qtbot, 2)
    qtbot.keyClick(panel.pause, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not controller.running, timeout=30_000)
    assert {len(run.trace) for run in runs} == {10}


@pytest.mark.slow
def test_stopping_keeps_what_is_done(
    controller: RaceController, panel: RacePanel, runs: list[Run], context: Context, qtbot: QtBot
) -> None:
    context.document.set_value("epochs", 100_000)
    controller.take_pair()
    controller.start()
    qtbot.waitUntil(lambda: len(runs) == 2 and len(runs[1].trace) > 3, timeout=30_000)
    qtbot.mouseClick(panel.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not controller.running, timeout=30_000)
    assert {run.status for run in runs} == {Status.STOPPED}
    assert [run.epochs for run in context.library.find(order="id")] == [len(run.trace) for run in runs]


def test_one_lane_is_no_race(controller: RaceController, panel: RacePanel, qtbot: QtBot) -> None:
    qtbot.keyClick(panel.add_button, Qt.Key.Key_Space)
    assert not panel.start.isEnabled()
    qtbot.keyClick(panel.add_button, Qt.Key.Key_Space)
    assert panel.start.isEnabled()
    qtbot.keyClick(panel.lanes[0].remove, Qt.Key.Key_Space)
    assert not panel.start.isEnabled()


def test_a_schedule_that_the_experiment_cannot_run_is_explained(
    controller: RaceController, panel: RacePanel, context: Context, qtbot: QtBot
) -> None:
    context.document.set_value("scheduler.kind", "ReduceLROnPlateau")
    controller.add()
    context.document.set_value("scheduler.kind", "StepLR")
    controller.add()
    context.document.set_value("data.validation", 0.0)
    controller.start()
    assert not controller.running
    assert "validation" in panel.findChild(object, "race.words").text()
