"""Several Stepwells on one store: the open window shows what the others train, and a second start finds it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gui.window.workbench import Workbench
from tests.end_to_end.conftest import OpenWindow, trained
from training.engine.data import load
from training.engine.train import start, train_on
from training.experiment.experiment import Experiment
from training.runs.recorder import Recorder
from training.runs.run import Status
from training.runs.store import Mode, RunStore, RunSummary, default_path
from training.runs.store.watching import StoreWatch

MAIN = Path(__file__).parents[2] / "main.py"
PATIENCE_MS = 60_000
posix = pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
Started = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def started() -> Iterator[Started]:
    """Start a verb of the real command line; none is left running."""
    processes: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(MAIN), *arguments]
        processes.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.wait()


def train(started: Started, epochs: int) -> subprocess.Popen[bytes]:
    return started("train", "--quiet", "--set", f"epochs={epochs}")


def line(bench: Workbench, number: int) -> RunSummary | None:
    """Return a run as the list shows it."""
    bench.controllers.runs.panel.list.settle()
    return next(
        (row for row in bench.controllers.runs.panel.table.model().rows if getattr(row, "id", 0) == number), None
    )


def is_shown(bench: Workbench, number: int, status: Status, epochs: int = 0) -> bool:
    shown = line(bench, number)
    return shown is not None and shown.status is status and shown.epochs >= epochs


@pytest.mark.slow
@posix
def test_the_open_window_shows_a_command_line_s_run_live_until_it_is_killed(
    open_window: OpenWindow, qtbot: QtBot, started: Started
) -> None:
    bench = open_window()
    process = train(started, 10_000_000)
    qtbot.waitUntil(lambda: is_shown(bench, 1, Status.RUNNING, 1), timeout=PATIENCE_MS)
    bench.controllers.runs.panel.choose(1)
    run = bench.context.selection.run
    assert run is not None
    assert run.elsewhere
    before, drawn = len(run.trace), bench.controllers.runs.trace_model.rowCount()
    qtbot.waitUntil(lambda: len(run.trace) > before, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: bench.controllers.runs.trace_model.rowCount() > drawn, timeout=PATIENCE_MS)
    shown = line(bench, 1)
    assert shown is not None
    assert shown.epochs > before
    assert "in another Stepwell" in bench.controllers.runs.panel.details.findChild(QLabel, "run.state").text()
    assert_kept_off(bench)
    process.send_signal(signal.SIGKILL)
    process.wait()
    qtbot.waitUntil(lambda: is_shown(bench, 1, Status.INTERRUPTED), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not run.elsewhere, timeout=PATIENCE_MS)
    with RunStore(default_path(), Mode.READ) as store:
        assert list(run.trace) == list(store.load(1).trace)
    assert bench.controllers.runs.panel.interrupted.isVisible()
    assert bench.controllers.runs.panel.actions_by_name["go_on"].isEnabled()
    goes_on(bench, qtbot, len(run.trace))


def assert_kept_off(bench: Workbench) -> None:
    """Check that a run that another trains can neither go on nor be deleted here, and that it is said why."""
    actions = bench.controllers.runs.panel.actions_by_name
    for name in ("go_on", "delete_run"):
        assert not actions[name].isEnabled()
        assert "Another Stepwell trains this run" in actions[name].toolTip()
    button = bench.controllers.runs.panel.findChild(QPushButton, "button.action.go_on")
    assert "Another Stepwell trains this run" in button.toolTip()
    assert actions["rename_run"].isEnabled()
    bench.controllers.runs.panel.delete_wanted.emit([1])
    assert line(bench, 1) is not None


@pytest.mark.slow
def test_a_run_that_another_trains_is_forked_from_a_state_that_stays(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench, experiment = open_window(), Experiment(epochs=50)
    trainer = start(experiment, load(experiment.data))
    with RunStore(default_path(), Mode.WRITE) as other:
        recorder = Recorder(other, other.create(experiment), trainer, pytest.fail)
        for record in islice(train_on(trainer), 45):
            recorder.add(record)
        recorder.commit()
        lasting = other.checkpoints(1, lasting=True)
        assert lasting == other.checkpoints(1)[:-1]
        qtbot.waitUntil(lambda: is_shown(bench, 1, Status.RUNNING, 45), timeout=PATIENCE_MS)
        bench.controllers.runs.panel.choose(1)
        bench.controllers.runs.panel.actions_by_name["fork_run"].trigger()
        dialog = bench.controllers.future.dialog
        assert dialog is not None
        assert [dialog.epoch.itemData(place) for place in range(dialog.epoch.count())] == lasting[::-1]
        dialog.rate.setChecked(True)
        qtbot.waitUntil(dialog.agree.isEnabled)
        dialog.agree.click()
        qtbot.waitUntil(lambda: is_shown(bench, 2, Status.FINISHED, 50), timeout=PATIENCE_MS)
        assert is_shown(bench, 1, Status.RUNNING, 45)
        recorder.finish(Status.STOPPED)
    with RunStore(default_path(), Mode.READ) as store:
        assert store.summary(2).parent == 1
        after = store.summary(2).forked
        assert list(store.load(2).trace)[:after] == list(store.load(1).trace)[:after]


def goes_on(bench: Workbench, qtbot: QtBot, epochs: int) -> None:
    action: QAction = bench.controllers.runs.panel.actions_by_name["go_on"]
    action.trigger()
    qtbot.waitUntil(
        lambda: bench.context.session.live is not None and len(bench.context.session.live.trace) > epochs,
        timeout=20_000,
    )
    bench.context.session.stop()
    trained(bench, qtbot)
    assert is_shown(bench, 1, Status.STOPPED, epochs)


@pytest.mark.slow
def test_a_run_that_ends_elsewhere_has_all_its_epochs_here(
    open_window: OpenWindow, qtbot: QtBot, started: Started
) -> None:
    bench = open_window()
    bench.context.actions["train"].trigger()
    trained(bench, qtbot)
    assert train(started, 300).wait() == 0
    qtbot.waitUntil(lambda: is_shown(bench, 2, Status.FINISHED, 300), timeout=PATIENCE_MS)
    assert bench.context.selection.run is bench.context.session.runs[0]
    assert started("runs", "resume", "1", "--epochs", "200", "--quiet").wait() == 0  # a run that is in memory here
    qtbot.waitUntil(lambda: len(bench.context.session.runs[0].trace) == 200, timeout=PATIENCE_MS)
    assert bench.context.session.runs[0].trace.experiment.epochs == 200
    qtbot.waitUntil(lambda: is_shown(bench, 1, Status.FINISHED, 200), timeout=PATIENCE_MS)
    assert bench.controllers.runs.trace_model.rowCount() == 200
    assert (
        "epoch 10 of 10" in bench.controllers.runs.progress.findChild(QLabel, "progress.words").text()
    )  # of this window's own training


@pytest.mark.slow
def test_two_windows_keep_their_runs_and_show_each_other_s(open_window: OpenWindow, qtbot: QtBot) -> None:
    first, second = open_window(), open_window()
    for bench in (first, second):
        assert bench.context.library.notice == ""
        bench.context.actions["train"].trigger()
    for bench in (first, second):
        trained(bench, qtbot)
    for bench in (first, second):
        qtbot.waitUntil(lambda: all(is_shown(bench, n, Status.FINISHED, 10) for n in (1, 2)), timeout=PATIENCE_MS)  # noqa: B023
    second.context.library.rename(1, "of the first")
    qtbot.waitUntil(lambda: line(first, 1).name == "of the first", timeout=PATIENCE_MS)
    first.context.library.delete(2)
    qtbot.waitUntil(lambda: line(second, 2) is None, timeout=PATIENCE_MS)


def test_a_look_at_a_store_that_nobody_writes_finds_nothing(home: Path) -> None:
    with RunStore(default_path(), Mode.WRITE) as store:
        watch = StoreWatch(store)
        assert watch.look({}) is not None
        assert [watch.look({}) for _ in range(100)] == [None] * 100
