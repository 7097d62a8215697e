from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from gui.controllers.context import Context
from gui.controllers.exports import Exports
from gui.controllers.sweep_controller import SweepController
from gui.panels.sweep.sweep_panel import BUILD, RESULTS, SweepPanel
from gui.panels.sweep.sweep_views import BANDS, HEAT, LINES
from tests.exporters import exporter
from training.experiment.experiment import Experiment
from training.experiment.sweep import read_sweep
from training.runs.csv import trace_csv
from training.runs.run import Status

Start = Callable[[], None]


@pytest.fixture
def controller(context: Context) -> Iterator[SweepController]:
    controller = SweepController(context, Exports(context))
    context.tabs.setCurrentWidget(controller.panel)
    yield controller
    controller.finish()


@pytest.fixture
def panel(controller: SweepController) -> SweepPanel:
    return controller.panel


def ready(panel: SweepPanel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: panel.bar.start.isEnabled(), timeout=20_000)


def ended(controller: SweepController, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not controller.running, timeout=60_000)


def vary(panel: SweepPanel, qtbot: QtBot, values: str, row: int = 0) -> None:
    line = panel.builder.rows[row].text
    line.selectAll()
    qtbot.keyClicks(line, values)


def test_the_suggested_sweep_trains_and_is_kept(
    controller: SweepController, panel: SweepPanel, context: Context, qtbot: QtBot
) -> None:
    ready(panel, qtbot)
    assert panel.builder.count.text() == "64 runs × 10 epochs"
    qtbot.waitUntil(lambda: "64 runs train together" in panel.builder.words.text(), timeout=20_000)
    qtbot.keyClick(panel.bar.start, Qt.Key.Key_Space)
    assert controller.running
    ended(controller, qtbot)
    assert panel.switch.index == RESULTS
    assert panel.views.model.rowCount() == 64
    assert "Best mean over 4 seeds: " in panel.views.words.text()
    runs = context.library.find()
    assert len(runs) == 64
    assert {run.status for run in runs} == {Status.FINISHED}


def test_a_row_that_is_looked_at_is_a_run_of_the_library(
    controller: SweepController, panel: SweepPanel, context: Context, qtbot: QtBot
) -> None:
    vary(panel, qtbot, "4")
    ready(panel, qtbot)
    controller.start()
    ended(controller, qtbot)
    with qtbot.waitSignal(controller.run_picked) as picked:
        panel.views.table.selectRow(2)
    run = context.library.run(picked.args[0])
    assert run.trace is controller.session.results.traces[2]
    assert run.status is Status.FINISHED


@pytest.mark.slow
def test_a_stopped_sweep_goes_on_where_it_stood(
    controller: SweepController, panel: SweepPanel, context: Context, qtbot: QtBot
) -> None:
    context.document.set_value("epochs", 400)
    context.document.set_value("batch_size", 32)
    vary(panel, qtbot, "4, 5")
    ready(panel, qtbot)
    controller.start()
    qtbot.waitUntil(
        lambda: controller.session.results is not None and controller.session.results.epochs_done > 200, timeout=30_000
    )
    qtbot.mouseClick(panel.bar.stop, Qt.MouseButton.LeftButton)
    ended(controller, qtbot)
    done = controller.session.results.epochs_done
    assert 200 < done < controller.session.results.epochs
    qtbot.mouseClick(panel.bar.go_on, Qt.MouseButton.LeftButton)
    ended(controller, qtbot)
    assert controller.session.results.ended == len(controller.session.results.traces)
    assert {run.epochs for run in context.library.find()} == {400}


def test_closing_stops_within_seconds_and_keeps_what_is_done(
    controller: SweepController, panel: SweepPanel, context: Context, qtbot: QtBot
) -> None:
    context.document.set_value("epochs", 100_000)
    ready(panel, qtbot)
    controller.start()
    qtbot.waitUntil(
        lambda: controller.session.results is not None and controller.session.results.epochs_done > 64, timeout=30_000
    )
    controller.finish()
    assert not controller.running
    kept = [run.epochs for run in context.library.find()]
    assert min(kept) > 0


def test_a_wrong_value_is_explained_under_its_row(controller: SweepController, panel: SweepPanel, qtbot: QtBot) -> None:
    vary(panel, qtbot, "0, 2")
    row = panel.builder.rows[0]
    qtbot.waitUntil(lambda: row.problem.isVisible(), timeout=20_000)
    assert "at least 1" in row.problem.text()
    assert not panel.bar.start.isEnabled()
    vary(panel, qtbot, "2, x")
    assert "not made of whole numbers" in row.problem.text()
    vary(panel, qtbot, "2")
    ready(panel, qtbot)
    assert not row.problem.isVisible()


def test_a_saved_sweep_is_what_the_command_line_trains(
    controller: SweepController, panel: SweepPanel, context: Context, qtbot: QtBot, tmp_path: Path
) -> None:
    vary(panel, qtbot, "0.2 to 0.4 in 2 steps", row=1)
    controller.save_to(tmp_path / "sweep.toml")
    sweep = read_sweep(tmp_path / "sweep.toml")
    assert sweep.paths == ("scheduler.step_size", "scheduler.gamma", "seed")
    assert sweep.variants[0].values == (2, 0.2, 0)
    context.document.take(Experiment(epochs=3))
    vary(panel, qtbot, "7", row=2)
    controller.open_path(tmp_path / "sweep.toml")
    assert context.document.experiment.epochs == 10
    assert panel.builder.table == {
        "scheduler.step_size": [2, 4, 5, 8],
        "scheduler.gamma": [0.2, 0.4],
        "seed": [0, 1, 2, 3],
    }
    assert panel.switch.index == BUILD


def test_the_example_of_whole_schedulers_opens(
    controller: SweepController, panel: SweepPanel, context: Context, qtbot: QtBot
) -> None:
    for path in (Path(__file__).parents[3] / "resources" / "examples" / "sweeps").glob("*.toml"):
        controller.open_path(path)
        assert panel.builder.table is not None, path
        ready(panel, qtbot)


def test_a_file_that_is_no_sweep_is_refused(controller: SweepController, context: Context, tmp_path: Path) -> None:
    (tmp_path / "no.toml").write_text("epochs = 3\n")
    controller.open_path(tmp_path / "no.toml")
    (box,) = context.window.findChildren(QMessageBox)
    assert "no table of values to try" in box.informativeText()
    box.close()


def test_nothing_begins_while_something_else_trains(
    controller: SweepController, panel: SweepPanel, qtbot: QtBot
) -> None:
    ready(panel, qtbot)
    controller.set_blocked(True)
    assert not panel.bar.start.isEnabled()
    controller.start()
    assert not controller.running


@pytest.mark.slow
def test_all_views_show_the_results_and_can_be_taken_away(
    controller: SweepController, panel: SweepPanel, context: Context, qtbot: QtBot, tmp_path: Path
) -> None:
    exports = Exports(context)
    ready(panel, qtbot)
    controller.start()
    ended(controller, qtbot)
    views = panel.views
    for view in (HEAT, BANDS, LINES):
        qtbot.mouseClick(views.switch.buttons[view], Qt.MouseButton.LeftButton)
        assert views.picture.isVisible()
        assert "Start the sweep" not in views.picture.accessibleDescription()
        exports.write(exporter("sweep.png"), views.picture, tmp_path / f"{view}.png")
        assert (tmp_path / f"{view}.png").stat().st_size > 1000
    exports.write(exporter("sweep.csv"), controller.session.results, tmp_path / "sweep.csv")
    lines = (tmp_path / "sweep.csv").read_text().splitlines()
    assert len(lines) == 641
    first = trace_csv(controller.session.results.traces[0]).splitlines()[1]
    assert lines[1] == f"1,2,0.1,0,{first}"


def test_a_run_of_a_heat_map_cell_can_be_picked_by_keyboard(
    controller: SweepController, panel: SweepPanel, qtbot: QtBot
) -> None:
    ready(panel, qtbot)
    controller.start()
    ended(controller, qtbot)
    qtbot.mouseClick(panel.views.switch.buttons[HEAT], Qt.MouseButton.LeftButton)
    qtbot.keyClick(panel.views.heat_map, Qt.Key.Key_Left)
    assert "mean of 4 runs; the best" in panel.views.words.text()
    with qtbot.waitSignal(controller.run_picked):
        qtbot.keyClick(panel.views.heat_map, Qt.Key.Key_Return)
