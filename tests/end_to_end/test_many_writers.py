"""Many processes at once, some of them killed: each run is recorded, and what was shown a second ago is kept."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.kills import LATE, STATES, kill
from training.runs.run import Status
from training.runs.store import Mode, RunStore, default_path

ROOT = Path(__file__).parents[2]
SLACK = 1.5  # seconds that a busy machine may take to keep an epoch

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")


def train_together(processes: int) -> None:
    command = [sys.executable, "main.py", "train", "--quiet", "--set", "epochs=5", "--set", "batch_size=100"]
    children = [
        subprocess.Popen([*command, "--set", f"seed={seed}"], cwd=ROOT, stdout=-1, stderr=-1, text=True)
        for seed in range(processes)
    ]
    for child in children:
        out, err = child.communicate()
        assert (child.returncode, err, out[:13]) == (0, "", "5 of 5 epochs")
    with RunStore(default_path(), Mode.READ) as store:
        runs = store.find()
        assert [(run.status, run.epochs) for run in runs] == [(Status.FINISHED, 5)] * processes
        assert {store.experiment(run.id).seed for run in runs} == set(range(processes))
        assert all(store.checkpoint(run.id) for run in runs)


@pytest.mark.slow
def test_command_lines_that_train_at_once_are_all_recorded(home: Path) -> None:
    train_together(3)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_twenty_command_lines_that_train_at_once_are_all_recorded(home: Path) -> None:
    train_together(20)


@posix
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "state", [pytest.param(state, marks=() if state == "many writers" else pytest.mark.slow) for state in STATES]
)
def test_a_kill_costs_nothing_that_was_shown_a_while_ago(state: str) -> None:
    assert [loss for loss in kill(state, 0) if loss.age > LATE + SLACK] == []
