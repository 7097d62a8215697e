from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from training.engine.data import load
from training.engine.errors import TrainingError
from training.engine.record import EpochRecord
from training.engine.train import start, train, train_on
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.experiment.networks import MLP
from training.experiment.optimizers import SGD, Adam
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import ExponentialLR
from training.runs.recorder import Recorder
from training.runs.resuming import resumed
from training.runs.store import Mode, RunStore

PARENT = Experiment(batch_size=32, network=MLP(hidden=(64,), dropout=0.2), optimizer=SGD(lr=0.1, momentum=0.9))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RunStore]:
    with RunStore(tmp_path / "runs.sqlite", Mode.WRITE) as opened:
        yield opened


def recorded(store: RunStore, experiment: Experiment, epochs: int) -> int:
    trainer, run = start(experiment, load(experiment.data)), store.create(experiment)
    recorder = Recorder(store, run, trainer, pytest.fail)
    for record in islice(train_on(trainer), epochs):
        recorder.add(record)
    recorder.commit()
    return run


def figures(records: Iterator[EpochRecord]) -> list[EpochRecord]:
    return [record._replace(seconds=0.0) for record in records]


def whole(store: RunStore, run: int, experiment: Experiment | None = None) -> list[EpochRecord]:
    """The epochs that the store has of a run, and those that are still to come."""
    found = store.load(run)
    past = [found.trace[place] for place in range(len(found.trace))]
    return figures(iter([*past, *train_on(resumed(store, found, experiment))]))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"epochs": 14},
        {"edits": (Edit(epoch=5, lr=0.02),)},
        {"edits": (Edit(epoch=5, scheduler=ExponentialLR(gamma=0.8)), Edit(epoch=8, lr=0.3)), "epochs": 12},
        {"edits": (Edit(epoch=6, optimizer=Adam()),)},
    ],
)
def test_a_run_that_goes_on_otherwise_equals_one_that_was_planned_so(
    store: RunStore, changes: dict[str, object]
) -> None:
    wanted = PARENT.changed(**changes)
    run = recorded(store, PARENT, 4)
    fork = store.fork(run, 4, wanted)
    expected = figures(train(wanted))
    assert whole(store, run, wanted) == expected
    assert whole(store, fork) == expected


def test_a_run_goes_on_after_its_edits(store: RunStore) -> None:
    edited = PARENT.changed(edits=(Edit(epoch=3, optimizer=Adam(), scheduler=ExponentialLR(gamma=0.9)),))
    assert whole(store, recorded(store, edited, 6)) == figures(train(edited))


def test_a_fork_of_a_fork_from_the_middle_equals_its_own_plan(store: RunStore) -> None:
    first = PARENT.with_edit(Edit(epoch=4, lr=0.3))
    run = recorded(store, first, 9)
    second = first.up_to(6).with_edit(Edit(epoch=7, scheduler=ExponentialLR(gamma=0.7)))
    assert whole(store, store.fork(run, 6, second)) == figures(train(second))


def test_a_run_without_epochs_begins(store: RunStore) -> None:
    assert whole(store, store.create(PARENT), PARENT.changed(seed=3)) == figures(train(PARENT.changed(seed=3)))


@pytest.mark.parametrize(
    ("experiment", "wanted", "reason"),
    [
        (PARENT.changed(epochs=4), None, "has all of its 4 epochs; give it more with --epochs"),
        (PARENT, PARENT.changed(epochs=9), "the run is one of 10 epochs; it can only grow"),
        (PARENT, PARENT.changed(seed=3), "seed: the first 4 epochs were trained with another value"),
        (PARENT.changed(early_stopping=1, optimizer=SGD(lr=0.0)), None, "ended by early stopping"),
    ],
)
def test_what_cannot_go_on_is_explained(
    store: RunStore, experiment: Experiment, wanted: Experiment | None, reason: str
) -> None:
    run = recorded(store, experiment, 4)
    with pytest.raises((TrainingError, ExperimentError), match=reason):
        resumed(store, store.load(run), wanted)
