from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

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
    assert results.ranking()[0].counted == (1,)
    assert results.summary(1.5) == (
        "1 of 2 runs in 1.50 s: lowest validation loss 0.2500 in epoch 2 of run 2 (scheduler.gamma = 0.5)."
    )


def test_a_run_without_a_number_is_never_the_best() -> None:
    results = results_of(update(0, 1, math.nan, True, "diverged"), update(1, 1, math.inf))
    assert results.ranking() == []
    assert results_of(update(0, 1, 0.5, True, "diverged"), update(1, 1, 0.7)).ranking()[0].counted == (0,)
    assert results_of().summary(0.0) == "0 of 2 runs in 0.00 s: no loss is a number."


def test_runs_that_did_not_go_well_are_counted_in_the_summary() -> None:
    bad = EpochRecord(1, 0.1, 0.1, math.nan, 0.5, math.nan, 0.75, 0.25)
    results = results_of(update(0, 1, 0.5))
    results.add(Update(1, bad, True, "It diverged."))
    results.add(update(0, 2, 0.4, True, "No memory is left."))
    assert results.summary(1.0).startswith("2 of 2 runs in 1.00 s, 1 diverged, 1 failed: lowest validation loss 0.4000")


def seeded(losses: Sequence[Sequence[float]], failed: Sequence[int] = ()) -> SweepResults:
    """Return a sweep of two settings over seeds, (settings × seeds) runs with these validation losses."""
    seeds = len(losses) // 2
    results = SweepResults(small(**{"scheduler.gamma": [0.1, 0.5], "seed": list(range(seeds))}))
    for run, course in enumerate(losses):
        for epoch, loss in enumerate(course, start=1):
            last = epoch == len(course)
            results.add(update(run, epoch, loss, last, "It diverged." if run in failed and last else ""))
    return results


def test_the_best_setting_is_the_one_of_the_best_mean_and_not_of_a_lucky_run() -> None:
    results = seeded([[0.1], [0.9], [0.9], [0.4], [0.5], [0.45]])
    assert results.summary(1.0) == (
        "6 of 6 runs in 1.00 s: best mean over 3 seeds: lowest validation loss 0.4500 (0.4000 to 0.5000) "
        "with scheduler.gamma = 0.5."
    )


def test_a_setting_with_a_diverged_seed_is_behind_one_without() -> None:
    results = seeded([[0.1], [0.1], [0.5], [0.6]], failed=[1])
    assert [each.runs for each in results.ranking()] == [(2, 3), (0, 1)]
    assert "best mean over 1 of 2 seeds" in seeded([[0.1], [0.1], [0.5], [0.6]], failed=[1, 2]).summary(1.0)


def test_equal_settings_and_runs_of_other_lengths_are_told() -> None:
    assert seeded([[0.5], [0.5], [0.5], [0.5]]).summary(1.0).endswith("= 0.1; 1 other setting came to the same.")
    assert "best mean over 2 seeds of 1 to 3 epochs" in seeded([[0.4, 0.3, 0.2], [0.3], [0.5], [0.5]]).summary(1.0)


@given(st.lists(st.floats(0, 1) | st.sampled_from([math.nan, math.inf, 0.5]), min_size=4, max_size=12), st.data())
def test_no_setting_has_a_better_mean_with_as_many_seeds(losses: list[float], data: st.DataObject) -> None:
    losses = losses[: len(losses) // 2 * 2]
    failed = data.draw(st.lists(st.sampled_from(range(len(losses))), unique=True))
    results, seeds = seeded([[loss] for loss in losses], failed), len(losses) // 2
    ranking = results.ranking()
    found = []
    for runs in (range(seeds), range(seeds, 2 * seeds)):
        finite = [run for run in runs if math.isfinite(losses[run])]
        good = [run for run in finite if run not in failed] or finite
        if good:
            found.append((seeds - len(good), math.fsum(losses[run] for run in good) / len(good)))
    assert [(each.missing, each.mean) for each in ranking] == sorted(found)
    assert all(each.low <= each.mean * (1 + 1e-12) and each.mean <= each.high * (1 + 1e-12) for each in ranking)


def test_runs_are_called_as_the_store_knows_them() -> None:
    results = SweepResults(small(), [17, 18])
    results.add(update(1, 1, 0.25, True))
    assert "of run 18 (" in results.summary(1.0)
    assert list(csv.reader(io.StringIO(results.csv())))[1][0] == "18"


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
    assert results.ranking()[0].counted == (0,)
