from __future__ import annotations

import multiprocessing
from contextlib import closing
from itertools import islice

import pytest

from tests.training.engine.sweep.conftest import data_of, members, runs_of, single, updates_of, without_time
from training.engine.checkpoint import resume
from training.engine.record import EpochRecord
from training.engine.sweep.member import Member, Past
from training.engine.sweep.rounds import Leave
from training.engine.sweep.workers import LOST, Family, cores, train_in_workers
from training.engine.train import train
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


@pytest.mark.slow
def test_workers_train_to_the_last_bit_and_take_one_family_after_another() -> None:
    experiments = [
        Experiment(seed=seed, data=data, network=NETWORK, epochs=3) for data in (Moons(), Iris()) for seed in range(3)
    ]
    runs = runs_of(updates_of(train_in_workers(families(experiments), 2, None)), len(experiments))
    for run, experiment in zip(runs, experiments, strict=True):
        assert without_time(run) == without_time(single(experiment))
    assert not multiprocessing.active_children()


@pytest.mark.slow
@pytest.mark.logs("a worker process has ended by itself")
def test_a_killed_worker_s_runs_end_with_a_sentence_and_the_rest_is_trained() -> None:
    experiments = [Experiment(epochs=10**6, data=Moons())] + [
        Experiment(seed=seed, data=Moons(), scheduler=StepLR(step_size=1), epochs=2) for seed in (1, 2)
    ]
    made = families(experiments)
    ends: dict[int, str] = {}
    for update in updates_of(train_in_workers([*made[1:], made[0]], 1, None)):
        if update.run == 0 and not update.ended:
            for process in multiprocessing.active_children():
                process.kill()
        if update.ended:
            ends[update.run] = update.message
    assert ends == {0: LOST, 1: "", 2: ""}


@pytest.mark.slow
def test_whoever_stops_listening_leaves_no_process_behind() -> None:
    updates = train_in_workers(families([Experiment(epochs=10**6, data=Moons(), seed=n) for n in (0, 1)]), 2, None)
    with closing(updates):
        next(updates)
        assert len(multiprocessing.active_children()) == 2
    assert not multiprocessing.active_children()


@pytest.mark.slow
def test_whoever_leaves_gets_the_last_epochs_and_states_of_all_workers() -> None:
    experiments = [Experiment(epochs=10**6, data=Moons(), network=NETWORK, seed=seed) for seed in (0, 1)]
    reports = train_in_workers(families(experiments), 2, 1e6)
    found = [next(reports) for _ in range(6)]
    try:
        found.append(reports.throw(Leave()))
        found += reports
    except Leave:
        assert not multiprocessing.active_children()
    states = {run: state for report in found for run, state in report.states.items()}
    records: list[list[EpochRecord]] = [[], []]
    for update in updates_of(found):
        records[update.run] += [update.record] if update.record else []
    for run, experiment in enumerate(experiments):
        trainer = resume(experiment, data_of(Moons()), states[run])
        assert trainer.epoch == len(records[run])
        whole = [*records[run], trainer.run_epoch()]
        alone = list(islice(train(experiment, data_of(Moons())), len(whole)))
        assert without_time((whole, "")) == without_time((alone, ""))


@pytest.mark.slow
def test_workers_bring_states_from_time_to_time_and_take_up_pasts() -> None:
    experiments = [Experiment(epochs=4, data=Moons(), network=NETWORK, seed=seed) for seed in (0, 1)]
    reports = list(train_in_workers(families(experiments), 1, 0.0))
    assert set(reports[0].states) == {0} or set(reports[0].states) == {1}
    first = reports[0].updates[0]
    assert first.record is not None
    past = Past([first.record], reports[0].states[first.run])
    again = Member(first.run, experiments[first.run], data_of(Moons()).rows, past)
    rest = [update.record for update in updates_of(train_in_workers([Family([again], data_of(Moons()))], 1, None))]
    assert without_time(([first.record, *rest], "")) == without_time(single(experiments[first.run]))
