from __future__ import annotations

import pytest

from tests.training.runs.store.conftest import epoch
from training.experiment.experiment import Experiment
from training.runs.run import Status
from training.runs.store import RunStore, StoreError, UnknownRunError
from training.runs.store.sweeps import Entry, SweepStore

RUNS = [(f"seed {seed}", Experiment(seed=seed), "CPU") for seed in range(3)]


def test_a_sweep_is_begun_with_all_its_runs(store: RunStore) -> None:
    store.create(Experiment())
    sweeps = SweepStore(store)
    number, runs = sweeps.begin("seed", '{"a": NaN}', RUNS)
    assert (number, runs) == (1, [2, 3, 4])
    assert sweeps.plan(number) == '{"a": NaN}'
    members = sweeps.members(number)
    assert [(run.id, run.name, run.place, run.sweep, run.status, run.device) for run in members] == [
        (run, f"seed {place}", place, 1, Status.RUNNING, "CPU") for place, run in enumerate(runs)
    ]
    assert [store.experiment(run).seed for run in runs] == [0, 1, 2]


def test_a_sweep_of_which_one_run_cannot_be_begun_is_not_begun(store: RunStore) -> None:
    sweeps = SweepStore(store)
    with pytest.raises(AttributeError):
        sweeps.begin("seed", "{}", [*RUNS, ("none", None, "CPU")])  # type: ignore[list-item]
    assert store.find() == []
    with pytest.raises(UnknownRunError, match="There is no sweep 1"):
        sweeps.plan(1)


def test_many_runs_grow_together_each_with_its_state_or_its_end(store: RunStore) -> None:
    sweeps = SweepStore(store)
    _, (first, second, third) = sweeps.begin("seed", "{}", RUNS)
    sweeps.append([Entry(run, [epoch(1), epoch(2)], b"after 2") for run in (first, second)])
    sweeps.append(
        [
            Entry(first, [epoch(3, 0.2)], b"after 3"),
            Entry(second, [epoch(3)], None, Status.FAILED, "It diverged."),
            Entry(third, [], None, Status.STOPPED),
        ]
    )
    assert (store.summary(first).epochs, store.summary(first).lowest) == (3, pytest.approx(0.3))
    assert (store.checkpoints(first), store.checkpoint(first)) == ([3], b"after 3")
    assert (store.summary(second).status, store.summary(second).message) == (Status.FAILED, "It diverged.")
    assert (store.checkpoints(second), len(store.load(second).trace)) == ([], 3)
    assert store.summary(third).status is Status.STOPPED


def test_epochs_that_do_not_follow_leave_all_runs_as_they_were(store: RunStore) -> None:
    sweeps = SweepStore(store)
    _, (first, second, _) = sweeps.begin("seed", "{}", RUNS)
    with pytest.raises(StoreError, match="Run 2 has 0 epochs; 2 does not follow them"):
        sweeps.append([Entry(first, [epoch(1)], b"state"), Entry(second, [epoch(2)], b"state")])
    assert [run.epochs for run in store.find()] == [0, 0, 0]


def test_the_latest_unfinished_sweep_is_the_one_to_go_on_with(store: RunStore) -> None:
    sweeps = SweepStore(store)
    assert sweeps.latest_unfinished() is None
    (one, runs), (two, others) = (sweeps.begin("seed", "{}", RUNS) for _ in range(2))
    assert sweeps.latest_unfinished() == two
    sweeps.append([Entry(run, [], None, Status.FINISHED) for run in others[:2]])
    store.delete(others[2])
    assert sweeps.latest_unfinished() == one
    assert [run.id for run in sweeps.members(two)] == others[:2]
    sweeps.append([Entry(run, [], None, Status.FAILED, "No.") for run in runs])
    assert sweeps.latest_unfinished() is None
    sweeps.go_on([runs[1]])
    assert (store.summary(runs[1]).status, store.summary(runs[1]).message) == (Status.RUNNING, "")
