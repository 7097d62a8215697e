from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from gui.document.library import RunLibrary
from gui.document.runs_in_memory import LATELY, RunsInMemory
from tests.gui.kept_runs import kept
from training.engine.train import train
from training.experiment.experiment import Experiment
from training.runs.run import Run, Status
from training.runs.trace import Trace

MANY = 30


@pytest.fixture
def library(qapp: QApplication, tmp_path: Path) -> RunLibrary:
    return RunLibrary(kept(tmp_path / "runs.sqlite", *[(0.5, 0.4)] * MANY))


def test_a_run_that_somebody_has_is_the_same_for_everybody(library: RunLibrary) -> None:
    first = library.run(1)
    for number in range(2, MANY + 1):
        library.run(number)
    gc.collect()
    assert library.run(1) is first
    library.close()


def test_of_runs_that_nobody_has_only_a_few_stay(library: RunLibrary) -> None:
    traces = [weakref.ref(library.run(number).trace) for number in range(1, MANY + 1)]
    gc.collect()
    assert sum(trace() is not None for trace in traces) == LATELY
    assert [len(library.run(number).trace) for number in range(1, MANY + 1)] == [2] * MANY
    library.close()


def test_a_run_is_held_until_all_of_it_can_be_read_again(library: RunLibrary) -> None:
    assert library.store is not None
    ended = []
    for kept_epochs in (3, 2, 0):
        run = library.begin(Experiment(epochs=3))
        records = list(train(run.trace.experiment))
        if kept_epochs:
            library.store.append(run.number, records[:kept_epochs], b"state", {kept_epochs: b"state"})
        run.trace.extend(records)
        run.status = Status.FINISHED
        library.note_end(run)
        ended.append(weakref.ref(run))
    unkept = weakref.ref(library.adopt_unkept(Run(0, Trace(Experiment()), Status.FINISHED)))
    del run
    for number in range(1, MANY + 1):
        library.run(number)
    gc.collect()
    assert [run() is not None for run in ended] == [False, True, True]
    assert unkept() is not None
    library.close()


def test_what_is_held_is_let_go_once() -> None:
    runs = RunsInMemory()
    runs[1] = Run(1, Trace(Experiment()))
    assert list(runs) == [1]
    for _ in range(2):
        runs.release(1)
    assert 1 in runs
    del runs[1]
    assert 1 not in runs
    assert not len(runs)
