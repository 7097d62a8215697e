from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from gui.controllers.compare_controller import CompareController
from gui.controllers.exports import Exports
from gui.plots.legend import Legend
from gui.widgets.theme import LIGHT
from tests.exporters import exporter
from tests.gui.controllers.conftest import finish, make_context
from training.engine.train import train
from training.experiment.experiment import Experiment
from training.runs.run import Run, Status

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen platform can do little


class Bench:
    """A window with plots, a Compare tab and its controller."""

    def __init__(self, path: Path) -> None:
        context = self.context = make_context(path)
        self.window, self.library, self.plots = context.window, context.library, context.plots
        self.exports = Exports(context)
        self.controller = CompareController(context, self.exports)
        self.panel = self.controller.panel

    def trained(self, experiment: Experiment) -> Run:
        run = self.library.begin(experiment)
        run.trace.extend(train(experiment))
        run.status = Status.FINISHED
        self.plots.add_run(run.number, run.trace, LIGHT.run(run.number - 1), run.name)
        return run

    def headers(self) -> list[list[str]]:
        return self.panel.table.model().text()  # type: ignore[attr-defined]

    def legend(self) -> list[str]:
        return [entry.text for entry in self.plots.findChild(Legend).entries][2:]


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path / "runs.sqlite")
    qtbot.addWidget(bench.window)
    yield bench
    finish(bench.context)


@pytest.fixture
def runs(bench: Bench) -> list[Run]:
    return [bench.trained(Experiment(epochs=3, seed=seed)) for seed in (0, 1)]


def test_the_checked_runs_are_compared_with_the_first(bench: Bench, runs: list[Run]) -> None:
    bench.controller.show([1, 2])
    assert bench.headers()[0] == ["Run", "1", "2"]
    assert bench.panel.sentence.text() == "These runs differ in nothing but their seed."
    assert bench.legend()[0].endswith("(baseline)")
    bench.controller.show([2])
    assert bench.panel.table.model().columnCount() == 0
    assert bench.controller.baseline is None
    assert not any("baseline" in text for text in bench.legend())


def test_the_baseline_stays_as_long_as_it_is_checked(bench: Bench, runs: list[Run]) -> None:
    bench.controller.show([1, 2])
    bench.panel.baseline_chosen.emit(2)
    assert bench.headers()[0] == ["Run", "2", "1"]
    bench.trained(Experiment(epochs=2))
    bench.controller.show([1, 2, 3])
    assert bench.headers()[0] == ["Run", "2", "1", "3"]
    bench.controller.show([1, 3])
    assert bench.headers()[0] == ["Run", "1", "3"]
    assert bench.panel.findChild(QComboBox, "compare.baseline").currentData() == 1


def test_means_over_seeds_are_drawn_on_request(bench: Bench, runs: list[Run]) -> None:
    bench.controller.show([1, 2])
    bench.panel.findChild(QToolButton, "compare.mean").click()
    assert bench.legend() == [f"{runs[0].name} (mean of 2)"]
    bench.controller.show([1])
    assert len(bench.legend()) == 2
    bench.controller.show([1, 2])
    assert len(bench.legend()) == 1
    bench.panel.findChild(QToolButton, "compare.mean").click()
    assert len(bench.legend()) == 2


def test_a_run_that_grows_is_read_again(bench: Bench, runs: list[Run], qtbot: QtBot) -> None:
    growing = bench.library.begin(Experiment(epochs=2, seed=5))
    bench.controller.show([1, growing.number])
    row = 2
    assert bench.headers()[row][2] == "0 (−3)"
    growing.trace.extend(train(growing.trace.experiment))
    bench.controller.grow(growing)
    qtbot.waitUntil(lambda: bench.headers()[row][2] == "2 (−1)")


def test_a_new_name_is_shown(bench: Bench, runs: list[Run]) -> None:
    bench.controller.show([1, 2])
    bench.library.rename(2, "my <b>run</b>")
    assert bench.headers()[1] == ["Name", "StepLR(step_size=5, gamma=0.5)", "my <b>run</b>"]


def test_all_runs_become_one_csv(bench: Bench, runs: list[Run], qtbot: QtBot, tmp_path: Path) -> None:
    bench.controller.show([1, 2])
    told: list[str] = []
    bench.window.statusBar().messageChanged.connect(told.append)
    bench.panel.findChild(QPushButton, "compare.csv").click()
    (dialog,) = bench.window.findChildren(QFileDialog)
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    dialog.reject()
    path = tmp_path / "both.csv"
    bench.exports.write(exporter("compare.csv"), bench.controller.compared, path)
    with path.open(newline="") as file:
        assert [row["run"] for row in csv.DictReader(file)] == ["1"] * 3 + ["2"] * 3
    assert told == [f"Exported {path}"]


def test_what_cannot_be_written_is_told(bench: Bench, runs: list[Run], tmp_path: Path) -> None:
    bench.controller.show([1, 2])
    bench.exports.write(exporter("compare.csv"), bench.controller.compared, tmp_path / "missing" / "both.csv")
    box = QApplication.activeModalWidget()
    assert box is not None
    assert "Nothing was exported." in box.text()  # type: ignore[attr-defined]
    box.close()


def test_the_tutorial_s_two_runs_are_asked_for_in_one_click(bench: Bench, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bench.controller.tutorial_wanted) as wanted:
        bench.panel.findChild(QPushButton, "compare.tutorial").click()
    step, multi = wanted.args[0]
    assert (step.scheduler.kind, multi.scheduler.kind) == ("StepLR", "MultiStepLR")
    assert step.model_copy(update={"scheduler": multi.scheduler}) == multi


def test_a_click_on_a_curve_picks_its_run(bench: Bench, runs: list[Run], qtbot: QtBot) -> None:
    with qtbot.waitSignal(bench.controller.run_picked) as picked:
        bench.plots.run_clicked.emit(2)
    assert picked.args == [2]


def test_a_run_that_cannot_be_read_is_told_and_nothing_else_changes(bench: Bench, runs: list[Run]) -> None:
    told: list[str] = []
    bench.window.statusBar().messageChanged.connect(told.append)
    bench.controller.show([1, 2])
    bench.controller.show([1, 99])
    assert bench.headers()[0] == ["Run", "1", "2"]
    assert len(told) == 1
    assert "99" in told[0]
