from __future__ import annotations

import csv
import io
import math

from training.engine.record import EpochRecord
from training.engine.sweep.member import Update
from training.experiment.experiment import Experiment
from training.experiment.file import plain
from training.experiment.sweep import Sweep, sweep_of
from training.runs.csv import COLUMNS, HEAD_COLUMNS
from training.runs.sweep_results import SweepResults


def small(**table: object) -> Sweep:
    return sweep_of(plain(Experiment(epochs=3)), table or {"scheduler.gamma": [0.1, 0.5]})


def update(run: int, epoch: int, loss: float, ended: bool = False, message: str = "") -> Update:
    return Update(run, EpochRecord(epoch, 0.1, 0.1, 1.0, 0.5, loss, 0.75, 0.25), ended, message)


def results_of(*updates: Update) -> SweepResults:
    results = SweepResults(small())
    for found in updates:
        results.add(found)
    return results


def test_epochs_that_a_run_no_longer_needs_count_as_done() -> None:
    results = results_of(update(0, 1, 0.5), update(1, 1, 0.5, True, "It went wrong."))
    assert (results.epochs, results.epochs_done, results.ended) == (6, 4, 1)
    assert results.messages == ["It went wrong."]


def test_outcomes_tell_the_lowest_epoch_and_leave_out_what_has_not_begun() -> None:
    results = results_of(update(1, 1, 0.5), update(1, 2, 0.25), update(1, 3, 0.3, True))
    (outcome,) = results.outcomes()
    assert (outcome.run, outcome.ended, outcome.lowest, outcome.best_epoch) == (1, True, 0.25, 2)
    assert results.best() == outcome
    assert results.summary(1.5) == (
        "1 of 2 runs in 1.50 s: lowest validation loss 0.2500 in epoch 2 of run 2 (scheduler.gamma = 0.5)."
    )


def test_a_run_without_a_number_is_never_the_best() -> None:
    results = results_of(update(0, 1, math.nan, True, "diverged"), update(1, 1, math.inf))
    best = results.best()
    assert best is not None
    assert best.run == 1
    assert results_of(update(0, 1, math.nan)).best() is None
    assert results_of().summary(0.0) == "0 of 2 runs in 0.00 s: no loss is a number."


def test_the_csv_has_the_varied_settings_before_each_row_of_the_trace() -> None:
    sweep = small(head_lr=["none", 0.05], **{"network.hidden": [[5, 3]]})
    results = SweepResults(sweep)
    for run in (0, 1):
        results.add(Update(run, EpochRecord(1, 0.1, 0.05, 0.7, 0.5, None, None, 0.5, 0.2 if run else None), False))
    rows = list(csv.reader(io.StringIO(results.csv())))
    assert rows[0] == ["run", "head_lr", "network.hidden", *COLUMNS, *HEAD_COLUMNS]
    assert rows[1][:7] == ["1", "none", "[5, 3]", "1", "0.1", "0.05", "0.7"]
    assert rows[2][:4] == ["2", "0.05", "[5, 3]", "1"]
    assert (rows[1][-2], rows[2][-2]) == ("", "0.2")


def test_runs_that_were_trained_before_are_taken_over() -> None:
    before, results = results_of(update(0, 1, 0.5), update(1, 1, 0.4, True, "No.")), results_of()
    for outcome in before.outcomes():
        results.restore(outcome.run, outcome.trace, outcome.message if outcome.ended else None)
    assert (results.epochs_done, results.ended, results.messages) == (4, 1, ["No."])
    results.add(update(0, 2, 0.3))
    assert results.epochs_done == 5
    assert results.best() == next(results.outcomes())
