from __future__ import annotations

import multiprocessing
from contextlib import closing

from tests.training.engine.sweep.conftest import data_of, members, runs_of, single, without_time
from training.engine.sweep.workers import LOST, Family, cores, train_in_workers
from training.experiment.data import Iris, Moons
from training.experiment.experiment import Experiment
from training.experiment.networks import MLP
from training.experiment.schedulers import StepLR

NETWORK = MLP(dropout=0.2)


def families(experiments: list[Experiment]) -> list[Family]:
    """Return a family for each experiment."""
    return [Family([member], data_of(member.experiment.data)) for member in members(experiments)]


def test_there_is_a_core() -> None:
    assert cores() >= 1


def test_workers_train_to_the_last_bit_and_take_one_family_after_another() -> None:
    experiments = [
        Experiment(seed=seed, data=data, network=NETWORK, epochs=3) for data in (Moons(), Iris()) for seed in range(3)
    ]
    runs = runs_of(train_in_workers(families(experiments), 2), len(experiments))
    for run, experiment in zip(runs, experiments, strict=True):
        assert without_time(run) == without_time(single(experiment))
    assert not multiprocessing.active_children()


def test_a_killed_worker_s_runs_end_with_a_sentence_and_the_rest_is_trained() -> None:
    experiments = [Experiment(epochs=10**6, data=Moons())] + [
        Experiment(seed=seed, data=Moons(), scheduler=StepLR(step_size=1), epochs=2) for seed in (1, 2)
    ]
    made = families(experiments)
    ends: dict[int, str] = {}
    for update in train_in_workers([*made[1:], made[0]], 1):
        if update.run == 0 and not update.ended:
            for process in multiprocessing.active_children():
                process.kill()
        if update.ended:
            ends[update.run] = update.message
    assert ends == {0: LOST, 1: "", 2: ""}


def test_whoever_stops_listening_leaves_no_process_behind() -> None:
    updates = train_in_workers(families([Experiment(epochs=10**6, data=Moons(), seed=n) for n in (0, 1)]), 2)
    with closing(updates):  # type: ignore[type-var]
        next(updates)
        assert len(multiprocessing.active_children()) == 2
    assert not multiprocessing.active_children()
