from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.controllers.race_desk import RaceDesk
from gui.panels.sweep.race_panel import RacePanel
from gui.widgets.theme import LIGHT
from tests.gui.controllers.conftest import Surroundings
from training.runs.run import Run, Status


@pytest.fixture
def panel(around: Surroundings) -> RacePanel:
    panel = RacePanel(LIGHT)
    around.window.setCentralWidget(panel)
    around.window.show()
    return panel


@pytest.fixture
def desk(panel: RacePanel, around: Surroundings) -> Iterator[RaceDesk]:
    desk = RaceDesk(panel, around.document, around.preparation, around.library)
    yield desk
    desk.finish()


@pytest.fixture
def runs(desk: RaceDesk) -> list[Run]:
    begun: list[Run] = []
    desk.run_begun.connect(begun.append)
    return begun


def words(panel: RacePanel) -> str:
    return panel.findChild(object, "race.parting").text()


def stands(runs: list[Run], qtbot: QtBot, epochs: int) -> bool:
    """Wait until all lanes have so many epochs, and a moment longer."""
    qtbot.waitUntil(lambda: len(runs) == 2 and {len(run.trace) for run in runs} == {epochs}, timeout=30_000)
    qtbot.wait(100)
    return {len(run.trace) for run in runs} == {epochs}


def test_the_tutorials_pair_races_and_parts_where_the_rates_do(
    desk: RaceDesk, panel: RacePanel, runs: list[Run], qtbot: QtBot
) -> None:
    parted: list[int] = []
    desk.parted.connect(lambda epoch, sentence: parted.append(epoch))
    qtbot.keyClick(panel.pair_button, Qt.Key.Key_Space)
    qtbot.keyClick(panel.start, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not desk.running, timeout=30_000)
    assert [run.status for run in runs] == [Status.FINISHED] * 2
    step, multi = (run.trace.column("loss").tolist() for run in runs)
    assert step[:3] == multi[:3]
    assert step[3] != multi[3]
    assert parted[-1] == 4
    assert "part in epoch 4" in words(panel)
    desk.set_first_epoch(0)
    assert "part in epoch 3" in words(panel)


def test_each_lane_is_a_run_of_the_library(
    desk: RaceDesk, panel: RacePanel, runs: list[Run], around: Surroundings, qtbot: QtBot
) -> None:
    desk.take_pair()
    desk.start()
    qtbot.waitUntil(lambda: not desk.running, timeout=30_000)
    assert sorted(run.id for run in around.library.find()) == sorted(run.number for run in runs)
    assert all(around.library.run(run.number) is run for run in runs)


def test_a_race_can_go_epoch_by_epoch(desk: RaceDesk, panel: RacePanel, runs: list[Run], qtbot: QtBot) -> None:
    desk.take_pair()
    qtbot.keyClick(panel.step, Qt.Key.Key_Space)
    assert stands(runs, qtbot, 1)
    qtbot.keyClick(panel.step, Qt.Key.Key_Space)
    assert stands(runs, qtbot, 2)
    qtbot.keyClick(panel.pause, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not desk.running, timeout=30_000)
    assert {len(run.trace) for run in runs} == {10}


def test_stopping_keeps_what_is_done(
    desk: RaceDesk, panel: RacePanel, runs: list[Run], around: Surroundings, qtbot: QtBot
) -> None:
    around.document.set_value("epochs", 100_000)
    desk.take_pair()
    desk.start()
    qtbot.waitUntil(lambda: len(runs) == 2 and len(runs[1].trace) > 3, timeout=30_000)
    qtbot.mouseClick(panel.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not desk.running, timeout=30_000)
    assert {run.status for run in runs} == {Status.STOPPED}
    assert [run.epochs for run in around.library.find(order="id")] == [len(run.trace) for run in runs]


def test_one_lane_is_no_race(desk: RaceDesk, panel: RacePanel, qtbot: QtBot) -> None:
    qtbot.keyClick(panel.add_button, Qt.Key.Key_Space)
    assert not panel.start.isEnabled()
    qtbot.keyClick(panel.add_button, Qt.Key.Key_Space)
    assert panel.start.isEnabled()
    qtbot.keyClick(panel.lanes[0].remove, Qt.Key.Key_Space)
    assert not panel.start.isEnabled()


def test_a_schedule_that_the_experiment_cannot_run_is_explained(
    desk: RaceDesk, panel: RacePanel, around: Surroundings, qtbot: QtBot
) -> None:
    around.document.set_value("scheduler.kind", "ReduceLROnPlateau")
    desk.add()
    around.document.set_value("scheduler.kind", "StepLR")
    desk.add()
    around.document.set_value("data.validation", 0.0)
    desk.start()
    assert not desk.running
    assert "validation" in panel.findChild(object, "race.words").text()
