"""Forks, changes by hand, races, sweeps, comparison and history in the real window."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QPushButton
from pytestqt.qtbot import QtBot

from gui.panels.training.future_dialog import FutureDialog
from gui.widgets.labels import NoteLabel
from gui.window.workbench import Workbench
from tests.end_to_end.conftest import OpenWindow, fill, mounted, trained
from tests.exporters import exporter
from training.engine.train import train
from training.experiment.experiment import Experiment
from training.experiment.schedulers import ExponentialLR
from training.runs.run import Run, Status
from training.runs.store import Mode, RunStore, default_path


@pytest.fixture
def bench(open_window: OpenWindow) -> Workbench:
    return open_window()


def train_once(bench: Workbench, qtbot: QtBot) -> Run:
    """Train the form's experiment to its end."""
    qtbot.waitUntil(bench.context.actions["train"].isEnabled, timeout=20_000)
    bench.context.actions["train"].trigger()
    trained(bench, qtbot)
    return bench.context.session.runs[-1]


def asked(bench: Workbench, qtbot: QtBot) -> FutureDialog:
    """Return the dialog that shows both futures, once torch has run them."""
    qtbot.waitUntil(lambda: bench.controllers.future.dialog is not None)
    dialog = bench.controllers.future.dialog
    assert dialog is not None
    return dialog


def agree(dialog: FutureDialog) -> None:
    button = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def losses(run: Run) -> list[float]:
    found: list[float] = run.trace.column("loss").tolist()
    return found


def test_a_fork_with_another_scheduler_is_its_experiment_trained_from_scratch(bench: Workbench, qtbot: QtBot) -> None:
    first = train_once(bench, qtbot)
    bench.context.document.set_value("scheduler.kind", "ExponentialLR")
    bench.controllers.runs.panel.choose(first.number)
    bench.controllers.runs.panel.table.setFocus()
    bench.controllers.runs.panel.actions_by_name["fork_run"].trigger()
    dialog = asked(bench, qtbot)
    dialog.scheduler.click()
    qtbot.waitUntil(lambda: bool(dialog.verdict.text()), timeout=20_000)
    after = dialog.after
    agree(dialog)
    qtbot.waitUntil(lambda: bench.context.session.runs[-1] is not first, timeout=20_000)
    trained(bench, qtbot)
    fork = bench.context.session.runs[-1]
    assert losses(fork)[:after] == losses(first)[:after]
    assert isinstance(fork.trace.experiment.edits[0].scheduler, ExponentialLR)
    assert losses(fork) == [record.loss for record in train(fork.trace.experiment)]


def test_a_schedule_that_is_kept_is_told_from_epoch_0_where_epochs_count_so(bench: Workbench, qtbot: QtBot) -> None:
    bench.context.actions["count_from_zero"].trigger()
    first = train_once(bench, qtbot)
    bench.context.document.set_value("scheduler.kind", "MultiStepLR")
    bench.context.document.set_value("scheduler.milestones", (4, 8))
    bench.controllers.future.go_on(first)
    dialog = asked(bench, qtbot)
    qtbot.waitUntil(lambda: bool(dialog.verdict.text()), timeout=20_000)
    assert dialog.keep.text().endswith("from epoch 0")
    assert "epochs 10 and 19 would train" in dialog.verdict.text()
    assert "after epoch 9: 4 of its own is epoch 13" in dialog.cautions.findChildren(NoteLabel)[-1].text()
    bench.context.actions["count_from_zero"].trigger()
    assert dialog.keep.text().endswith("from epoch 1")
    qtbot.waitUntil(lambda: "epochs 11 and 20 would train" in dialog.verdict.text(), timeout=20_000)
    dialog.reject()


def test_a_rate_is_changed_by_hand_while_it_trains(bench: Workbench, qtbot: QtBot) -> None:
    bench.context.document.set_value("epochs", 20)
    qtbot.waitUntil(bench.context.actions["train"].isEnabled, timeout=20_000)
    bench.context.actions["step_epoch"].trigger()
    qtbot.waitUntil(
        lambda: bool(bench.context.session.runs) and len(bench.context.session.runs[0].trace) == 1, timeout=20_000
    )
    bench.context.actions["change"].trigger()  # F9
    dialog = asked(bench, qtbot)
    dialog.lr.clear()
    QTest.keyClicks(dialog.lr, "0.03")
    qtbot.waitUntil(lambda: bool(dialog.verdict.text()), timeout=20_000)
    agree(dialog)
    bench.context.actions["pause"].trigger()
    trained(bench, qtbot)
    run = bench.context.session.runs[0]
    assert run.trace[1].lr == 0.03
    assert [(edit.epoch, edit.lr) for edit in run.trace.experiment.edits] == [(2, 0.03)]
    assert losses(run) == [record.loss for record in train(run.trace.experiment)]


def test_a_race_is_equal_until_the_rates_part_and_can_be_compared(
    bench: Workbench, qtbot: QtBot, tmp_path: Path
) -> None:
    together = bench.controllers
    bench.window.tabs.setCurrentWidget(together.compare.panel)
    QTest.mouseClick(together.compare.panel.findChild(QPushButton, "compare.tutorial"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(bench.context.library.find()) == 2, timeout=20_000)
    qtbot.waitUntil(lambda: not together.race.running, timeout=60_000)
    runs = [bench.context.library.run(summary.id) for summary in bench.context.library.find(order="id")]
    same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(*map(losses, runs), strict=True))))
    assert same == 3  # milestone 3: epoch 4 is the first at another rate
    bench.controllers.runs.panel.set_checked([run.number for run in runs])
    together.compare.show([run.number for run in runs])
    together.compare.choose_baseline(runs[0].number)
    bench.exports.write(exporter("compare.csv"), together.compare.compared, tmp_path / "both.csv")
    qtbot.waitUntil((tmp_path / "both.csv").exists)
    with (tmp_path / "both.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 20


def begin_sweep(bench: Workbench, qtbot: QtBot, folder: Path, epochs: int) -> None:
    """Open a sweep of two rates × two seeds and press its button."""
    path = folder / "sweep.toml"
    path.write_text(f"epochs = {epochs}\n[sweep]\n'optimizer.lr' = [0.1, 0.05]\nseed = [0, 1]\n")
    bench.window.tabs.setCurrentWidget(bench.controllers.sweep.panel)
    bench.controllers.sweep.open_path(path)
    panel = bench.controllers.sweep.panel
    start = panel.bar.start
    qtbot.waitUntil(lambda: start.isEnabled() and panel.builder.count.text().startswith("4 runs"), timeout=20_000)
    QTest.mouseClick(start, Qt.MouseButton.LeftButton)


def test_a_sweep_lands_in_the_store(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    begin_sweep(bench, qtbot, tmp_path, 10)
    qtbot.waitUntil(lambda: bench.controllers.sweep.running, timeout=20_000)
    assert not bench.context.actions["train"].isEnabled()
    qtbot.waitUntil(lambda: not bench.controllers.sweep.running, timeout=60_000)
    found = bench.context.library.find()
    assert [run.status for run in found] == [Status.FINISHED] * 4
    assert {run.epochs for run in found} == {10}


@pytest.mark.slow
def test_a_sweep_that_was_stopped_goes_on_in_another_window(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    bench = open_window()
    begin_sweep(bench, qtbot, tmp_path, 20_000)
    controller = bench.controllers.sweep
    qtbot.waitUntil(lambda: any(run.epochs for run in bench.context.library.find()), timeout=60_000)
    controller.session.stop()
    qtbot.waitUntil(lambda: not controller.running, timeout=60_000)
    done = {run.id: run.epochs for run in bench.context.library.find()}
    assert max(done.values()) < 20_000
    bench.window.close()
    again = open_window()
    button = again.controllers.sweep.panel.bar.go_on
    again.window.tabs.setCurrentWidget(again.controllers.sweep.panel)
    qtbot.waitUntil(button.isEnabled, timeout=20_000)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: again.controllers.sweep.running, timeout=20_000)
    qtbot.waitUntil(
        lambda: any(run.epochs > done[run.id] for run in again.context.library.find() if run.id in done), timeout=60_000
    )
    again.controllers.sweep.session.stop()
    qtbot.waitUntil(lambda: not again.controllers.sweep.running, timeout=60_000)


def test_a_run_is_found_renamed_deleted_brought_back_and_opened(bench: Workbench, qtbot: QtBot) -> None:
    train_once(bench, qtbot)
    bench.context.document.set_value("optimizer.lr", 1e-6)
    bad = train_once(bench, qtbot)
    panel = bench.controllers.runs.panel
    panel.search.set_filter("loss < 0.4")
    qtbot.waitUntil(lambda: panel.table.model().rowCount() == 1, timeout=5000)
    panel.search.set_filter("")
    qtbot.waitUntil(lambda: panel.table.model().rowCount() == 2, timeout=5000)
    bench.context.library.rename(bad.number, "far too small")
    assert bench.context.library.summary(bad.number).name == "far too small"
    qtbot.waitUntil(lambda: [run.id for run in bench.context.library.find("small")] == [bad.number])
    panel.choose(bad.number)
    panel.actions_by_name["delete_run"].trigger()
    qtbot.waitUntil(lambda: [run.id for run in bench.context.library.find()] == [1])
    panel.undo_bar.undo()
    qtbot.waitUntil(lambda: len(bench.context.library.find()) == 2)
    bench.files.new()
    panel.choose(bad.number)
    panel.actions_by_name["open_run"].trigger()
    assert bench.context.document.experiment == bad.trace.experiment


def test_an_interrupted_run_is_offered_and_goes_on(home: Path, open_window: OpenWindow, qtbot: QtBot) -> None:
    default_path().parent.mkdir(parents=True, exist_ok=True)
    with RunStore(default_path(), Mode.WRITE) as store:  # as a window that was killed leaves it
        number = store.create(Experiment())
    bench = open_window()
    assert [run.id for run in bench.context.library.interrupted()] == [number]
    bench.controllers.future.go_on(bench.context.library.run(number))
    trained(bench, qtbot)
    assert bench.context.library.summary(number).status is Status.FINISHED
    assert losses(bench.context.library.run(number)) == [record.loss for record in train(Experiment())]


@pytest.fixture
def small_disk(home: Path) -> Iterator[Path]:
    """The folder of the runs, on a disk of 1 MB."""
    folder = default_path().parent
    folder.mkdir(parents=True)
    with mounted(folder, "1m"):
        yield folder


@pytest.mark.slow
@pytest.mark.logs("the disk is full")
def test_a_disk_that_fills_up_while_the_window_trains_costs_no_epoch(
    small_disk: Path, open_window: OpenWindow, qtbot: QtBot
) -> None:
    bench = open_window()
    first = train_once(bench, qtbot)
    bench.context.document.set_value("epochs", 30)
    bench.context.document.set_value("network.hidden", [4000])  # weights that need room
    qtbot.waitUntil(bench.context.actions["train"].isEnabled, timeout=20_000)
    fill(small_disk, 0)
    with qtbot.waitSignal(bench.context.session.message, timeout=20_000) as told:
        bench.context.actions["train"].trigger()
    sentence = (told.args or [""])[0]
    assert "the disk is full" in sentence
    assert str(default_path()) in sentence
    trained(bench, qtbot)
    run = bench.context.session.runs[-1]
    assert (run.status, len(run.trace)) == (Status.FINISHED, 30)
    assert len(bench.context.library.run(first.number).trace) == 10
    assert not bench.context.library.keeps(run)
    (small_disk / "filling").unlink()
    bench.context.document.set_value("network.hidden", [5])
    third = train_once(bench, qtbot)
    assert bench.context.library.keeps(third)


@pytest.mark.logs("the file has gone", "there is no folder")
def test_a_folder_that_vanishes_stops_no_training(home: Path, open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    bench.context.document.set_value("epochs", 50)
    qtbot.waitUntil(bench.context.actions["train"].isEnabled, timeout=20_000)
    folder = default_path().parent
    folder.rename(folder.with_name("gone"))
    bench.context.actions["train"].trigger()
    trained(bench, qtbot)
    assert (bench.context.session.runs[-1].status, len(bench.context.session.runs[-1].trace)) == (Status.FINISHED, 50)
