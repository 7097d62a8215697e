from __future__ import annotations

from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.schedulers import SCHEDULERS
from tests.training.engine.sweep.conftest import data_of, members, runs_of, single, updates_of, without_time
from training.engine.errors import TrainingError
from training.engine.sweep.exact import train_exactly
from training.experiment.data import Digits, Iris, Moons
from training.experiment.edits import Edit
from training.experiment.experiment import STAGES, Experiment
from training.experiment.networks import MLP, ConvNet
from training.experiment.optimizers import LBFGS, SGD, Adam
from training.experiment.schedulers import NoScheduler, OneCycleLR, ReduceLROnPlateau, StepLR

GRID = [StepLR(step_size=size, gamma=gamma) for size, gamma in product((1, 2, 4), (0.1, 0.7))]
SMALL = Moons(rows=60)


def assert_equal_to_single_runs(experiments: list[Experiment]) -> None:
    updates = updates_of(train_exactly(members(experiments), data_of(experiments[0].data)))
    runs = runs_of(updates, len(experiments))
    for run, experiment in zip(runs, experiments, strict=True):
        assert without_time(run) == without_time(single(experiment))


@pytest.mark.slow
@pytest.mark.parametrize("kind", STAGES["optimizer"])
def test_runs_of_every_optimizer_equal_their_single_runs_to_the_last_bit(kind: type) -> None:
    optimizer = kind(**{name: value for name, value in kind.suggested().items() if name != "kind"})
    network = MLP(hidden=(6,), bias=kind.__name__ != "Muon")
    common = {"data": Iris(), "optimizer": optimizer, "network": network, "epochs": 5, "batch_size": 50}
    assert_equal_to_single_runs([Experiment(scheduler=scheduler, **common) for scheduler in GRID])


@pytest.mark.parametrize(
    "common",
    [
        {"network": MLP(dropout=0.3), "optimizer": SGD(lr=0.1, momentum=0.9)},
        {"network": MLP(hidden=(8, 8), batch_norm=True, dropout=0.1), "optimizer": Adam(lr=0.01)},
        {"data": Digits(), "network": ConvNet(dropout=0.2), "batch_size": 256},
        {"network": MLP(hidden=(64,)), "optimizer": Adam(lr=0.01)},
        {"head_lr": 0.01, "freeze_body": 1},
        {"clip_grad_norm": 0.1, "class_weights": "balanced"},
        {"optimizer": LBFGS(max_iter=3), "network": MLP(dropout=0.2)},
    ],
    ids=repr,
)
def test_all_that_cannot_be_batched_forks_to_the_last_bit(common: dict[str, object]) -> None:
    settings = {"data": SMALL, "epochs": 4, **common}
    assert_equal_to_single_runs([Experiment(scheduler=scheduler, **settings) for scheduler in GRID[2:]])


def test_runs_that_end_at_different_epochs_share_what_they_have_in_common() -> None:
    common = {"data": SMALL, "optimizer": SGD(lr=0.3)}
    assert_equal_to_single_runs(
        [
            Experiment(epochs=epochs, early_stopping=stop, scheduler=scheduler, **common)
            for epochs, stop, scheduler in product((2, 9), (None, 1), (StepLR(step_size=3), NoScheduler()))
        ]
    )


def test_schedulers_that_step_after_each_batch_fork_between_epochs() -> None:
    schedulers = [OneCycleLR(max_lr=0.2, total_steps=total) for total in (20, 40)] + [StepLR(step_size=9)]
    common = {"data": SMALL, "epochs": 4, "step_scheduler": "batch", "network": MLP(dropout=0.2)}
    assert_equal_to_single_runs([Experiment(scheduler=scheduler, **common) for scheduler in schedulers])


@given(st.lists(SCHEDULERS, min_size=2, max_size=3), st.sampled_from(["epoch", "batch"]), st.floats(0.001, 2))
@settings(max_examples=25)
def test_any_schedulers_side_by_side_equal_their_single_runs(found: list[object], when: str, lr: float) -> None:
    common = {"data": SMALL, "epochs": 4, "optimizer": SGD(lr=lr, momentum=0.5), "step_scheduler": when}
    try:
        experiments = [Experiment(scheduler=scheduler, **common) for scheduler in found]
        made = members(experiments)
    except (ValidationError, TrainingError):
        assume(False)
    runs = runs_of(updates_of(train_exactly(made, data_of(SMALL))), len(made))
    assert [without_time(run) for run in runs] == [without_time(single(experiment)) for experiment in experiments]


def test_what_watches_the_loss_shares_its_past_too() -> None:
    schedulers = [ReduceLROnPlateau(patience=patience, threshold=0.2) for patience in (0, 1, 5)]
    assert_equal_to_single_runs([Experiment(scheduler=scheduler, epochs=8, data=SMALL) for scheduler in schedulers])


def test_a_diverged_run_ends_as_it_does_alone_and_others_go_on() -> None:
    schedulers = [StepLR(step_size=2, gamma=gamma) for gamma in (1e30, 0.5)]
    common = {"epochs": 6, "data": SMALL}
    assert_equal_to_single_runs([Experiment(scheduler=scheduler, **common) for scheduler in schedulers])


def test_what_torch_cannot_train_is_explained_for_every_run() -> None:
    settings = {"network": MLP(batch_norm=True), "batch_size": 47, "data": SMALL}
    assert_equal_to_single_runs([Experiment(scheduler=scheduler, **settings) for scheduler in GRID])


@pytest.mark.slow
def test_a_grid_trains_what_is_shared_only_once() -> None:
    grid = [StepLR(step_size=size, gamma=gamma) for size, gamma in product(range(1, 9), (0.2, 0.4, 0.6, 0.8))]
    experiments = [Experiment(scheduler=scheduler) for scheduler in grid]
    runs = runs_of(updates_of(train_exactly(members(experiments), data_of(experiments[0].data))), len(experiments))
    trained = {(record.epoch, record.loss, record.seconds) for records, _ in runs for record in records}
    # one trunk of 8 epochs before the latest fork; from each fork on, 4 runs of their own
    assert len(trained) == 8 + sum(4 * (10 - size) for size in range(1, 9))


def test_what_a_hand_changes_on_the_way_parts_runs() -> None:
    changes = [Edit(epoch=3, lr=0.5), Edit(epoch=3, optimizer=SGD(lr=0.1)), Edit(epoch=4, optimizer=Adam(lr=0.01))]
    common = {"data": SMALL, "epochs": 6, "network": MLP(hidden=(64,), dropout=0.1), "optimizer": SGD(momentum=0.9)}
    for when in ("epoch", "batch"):
        assert_equal_to_single_runs(
            [Experiment(edits=edits, step_scheduler=when, **common) for edits in [(), *((edit,) for edit in changes)]]
        )
