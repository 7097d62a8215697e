from __future__ import annotations

from pathlib import Path

import pytest

from tests.training.engine.sweep.conftest import distance, runs_of, single, without_time
from training.engine.data import load
from training.engine.data.dataset import Dataset
from training.engine.sweep.sweep import sweep
from training.experiment.data import DataSettings, Iris, Moons, Table, Tutorial
from training.experiment.experiment import Experiment
from training.experiment.networks import MLP
from training.experiment.optimizers import SGD, Adam, RMSprop
from training.experiment.schedulers import CosineAnnealingLR, LambdaLR, StepLR

SCHEDULERS = (StepLR(step_size=2), CosineAnnealingLR(T_max=4))


def mixture() -> list[Experiment]:
    """Return experiments that go every way there is."""
    return [
        Experiment(epochs=3, seed=seed, data=data, optimizer=optimizer, network=network, scheduler=scheduler)
        for seed in (0, 1)
        for data in (Moons(), Iris())
        for optimizer in (SGD(lr=0.1), RMSprop(lr=0.01))
        for network in (MLP(), MLP(dropout=0.2))
        for scheduler in SCHEDULERS
    ]


def test_a_mixture_of_runs_comes_back_each_under_its_own_number() -> None:
    experiments = mixture()
    runs = runs_of(sweep(experiments), len(experiments))
    for run, experiment in zip(runs, experiments, strict=True):
        assert distance(run, single(experiment)) < 1e-5


def test_an_exact_sweep_equals_the_single_runs_to_the_last_bit() -> None:
    experiments = mixture()[:16]
    runs = runs_of(sweep(experiments, exact=True), len(experiments))
    assert [without_time(run) for run in runs] == [without_time(single(experiment)) for experiment in experiments]


def test_what_goes_wrong_with_a_run_ends_this_run_only(tmp_path: Path) -> None:
    experiments = [
        Experiment(epochs=1),
        Experiment(epochs=1, data=Table(path=str(tmp_path / "none.csv"), target="a")),
        Experiment(epochs=1, device="cuda:99"),
        Experiment(epochs=1, data=Tutorial(seed=5)),
    ]
    runs = runs_of(sweep(experiments), len(experiments))
    assert [len(records) for records, _ in runs] == [1, 0, 0, 1]
    assert "none.csv" in runs[1][1]
    assert "cuda:99 cannot be used" in runs[2][1]


@pytest.mark.parametrize("formula", ["1 / epoch", "1 / (1 - epoch)", "1 / (2 - epoch)"])
def test_a_formula_that_fails_ends_its_run_only(formula: str) -> None:
    schedulers = (*SCHEDULERS, *SCHEDULERS, LambdaLR(lr_lambda=formula))
    for when in ("epoch", "batch"):
        experiments = [Experiment(scheduler=scheduler, epochs=3, step_scheduler=when) for scheduler in schedulers]
        runs = runs_of(sweep(experiments), len(experiments))
        assert [bool(message) for _, message in runs] == [False] * 4 + [True]
        assert "division by zero" in runs[4][1]


def test_data_that_are_there_are_not_loaded_again() -> None:
    known: dict[DataSettings, Dataset] = {}
    missing = Table(path="nowhere.csv", target="a")
    known[missing] = load(Iris())
    experiments = [Experiment(data=missing, epochs=1, optimizer=Adam())]
    assert runs_of(sweep(experiments, known), 1)[0][1] == ""


def test_whoever_iterates_may_stop_at_any_epoch() -> None:
    updates = sweep([Experiment(epochs=10**6, seed=seed) for seed in range(4)])
    assert [next(updates).run for _ in range(4)] == [0, 1, 2, 3]
    updates.close()
