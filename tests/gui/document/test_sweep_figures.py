from __future__ import annotations

import numpy as np

from gui.document.sweep_figures import FIGURES, SweepFigures, best_of
from gui.panels.sweep.sweep_pictures import best_words, cells_of, curves_of, groupings, kept_words
from training.engine.record import EpochRecord
from training.engine.sweep.member import Update
from training.experiment.experiment import Experiment
from training.experiment.file import plain
from training.experiment.sweep import sweep_of
from training.runs.sweep_results import SweepResults

LOWEST, HIGHEST = FIGURES[:2]
LOSSES = ((0.5, 0.3), (0.7, 0.1), (0.4, np.nan), (0.4, 0.6))


def figures() -> SweepFigures:
    results = SweepResults(sweep_of(plain(Experiment()), {"scheduler.gamma": [0.5, 0.1], "seed": [0, 1]}))
    for run, losses in enumerate(LOSSES):
        for epoch, loss in enumerate(losses, start=1):
            results.add(Update(run, EpochRecord(epoch, 0.1, 0.1, 1.0, 0.5, loss, 1 - loss, 0.01), False))
    return SweepFigures(results)


def test_figures_are_the_validations_and_skip_what_is_no_number() -> None:
    assert figures().column(LOWEST).tolist() == [0.3, 0.1, 0.4, 0.4]
    assert figures().column(HIGHEST).tolist() == [0.7, 0.9, 0.6, 0.6]
    assert best_words(figures(), LOWEST) == (
        "Best mean over 2 seeds: gamma 0.5; lowest validation loss 0.2000 (0.1000 to 0.3000)."
    )


def test_values_stand_in_order_of_their_size() -> None:
    assert figures().labels(0) == ["0.1", "0.5"]
    assert figures().indices[:, 0].tolist() == [1, 1, 0, 0]


def test_a_cell_is_the_mean_over_the_other_settings() -> None:
    cells = cells_of(figures(), 0, None, LOWEST)
    assert cells.numbers.tolist() == [[0.4, 0.2]]
    assert cells.best == (1, 0)
    assert cells.words((1, 0)) == "gamma 0.5: lowest validation loss 0.2000, mean of 2 runs; the best"


def test_without_seeds_the_best_is_a_run_by_its_number() -> None:
    results = SweepResults(sweep_of(plain(Experiment()), {"scheduler.gamma": [0.5, 0.1]}), [7, 8])
    for run, loss in enumerate((0.5, 0.3)):
        results.add(Update(run, EpochRecord(1, 0.1, 0.1, 1.0, 0.5, loss, 1 - loss, 0.01), True))
    assert best_words(SweepFigures(results), LOWEST) == "Best run: 8 with gamma 0.1; lowest validation loss 0.3000."


def test_a_mean_of_fewer_runs_says_so_and_is_not_the_best() -> None:
    results = SweepResults(sweep_of(plain(Experiment()), {"scheduler.gamma": [0.5, 0.1], "seed": [0, 1]}))
    for run, loss in enumerate((0.1, np.nan, 0.5, 0.6)):
        results.add(Update(run, EpochRecord(1, 0.1, 0.1, 1.0, 0.5, loss, 0.5, 0.01), True))
    cells = cells_of(SweepFigures(results), 0, None, LOWEST)
    assert cells.best == (0, 0)
    assert cells.words((1, 0)) == "gamma 0.5: lowest validation loss 0.1000, mean of 1 of 2 runs"


def test_curves_are_means_over_seeds_best_first() -> None:
    name, by = groupings(figures())[0]
    assert name == "each setting, over seeds"
    (best, run), (other, _) = curves_of(figures(), by, LOWEST)
    assert (best.name, other.name, run) == ("gamma 0.5", "gamma 0.1", 1)
    assert best.band.mean.tolist() == [0.6, 0.2]
    assert best.band.low.tolist() == [0.5, 0.1]


def test_what_is_kept_is_told_in_words() -> None:
    some, none = np.array([True, True, False, False]), np.zeros(4, dtype=bool)
    assert kept_words(figures(), some, LOWEST) == "2 of 4 runs kept: lowest validation loss 0.1000 to 0.3000."
    assert "None of 4 runs" in kept_words(figures(), none, LOWEST)


def test_infinities_are_never_the_best() -> None:
    assert best_of(np.array([np.nan, -np.inf, 2.0]), falls=True) == 2
    assert best_of(np.array([np.nan, np.inf]), falls=False) is None
