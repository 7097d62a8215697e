from __future__ import annotations

from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.schedulers import SCHEDULERS
from tests.training.engine.sweep.conftest import data_of, distance, members, runs_of, single, updates_of
from training.engine.errors import TrainingError
from training.engine.sweep.member import Member
from training.engine.sweep.together import train_together
from training.engine.sweep.ways import divide
from training.experiment.data import Digits, Iris, Moons, Tutorial
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.experiment.networks import MLP, Linear
from training.experiment.optimizers import SGD, Adam, AdamW, OptimizerSettings
from training.experiment.schedulers import NoScheduler, OneCycleLR, ReduceLROnPlateau, StepLR

TOLERANCE = 1e-5
OPTIMIZERS = [
    SGD(lr=0.1),
    SGD(lr=0.05, momentum=0.9),
    SGD(lr=0.05, momentum=0.9, nesterov=True, weight_decay=1e-3),
    SGD(lr=0.05, momentum=0.8, dampening=0.3),
    Adam(lr=0.01, weight_decay=1e-3),
    Adam(lr=0.01, weight_decay=0.1, decoupled_weight_decay=True),
    AdamW(lr=0.01, betas=(0.8, 0.99), eps=1e-6),
]
ACTIVATIONS = MLP.model_fields["activation"].annotation.__args__  # type: ignore[union-attr]


def together(experiments: list[Experiment]) -> list[Member]:
    """Return the experiments' members, which must be one batch."""
    found = members(experiments)
    (batch,), rest = divide(found, data_of(experiments[0].data), exact=False)
    assert not rest
    assert sorted(member.run for member in batch) == list(range(len(experiments)))
    return batch


def assert_near_single_runs(experiments: list[Experiment]) -> None:
    runs = runs_of(updates_of(train_together(together(experiments), data_of(experiments[0].data))), len(experiments))
    for run, experiment in zip(runs, experiments, strict=True):
        assert distance(run, single(experiment)) < TOLERANCE


def grid(**common: object) -> list[Experiment]:
    return [
        Experiment(
            seed=seed, scheduler=StepLR(step_size=size, gamma=gamma), **{"epochs": 5, "batch_size": 32, **common}
        )  # type: ignore[arg-type]
        for size, gamma, seed in product((1, 3), (0.1, 0.7), (0, 3))
    ]


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=repr)
@pytest.mark.parametrize("data", [Tutorial(), Iris(validation=0.0)], ids=["tutorial", "no validation"])
def test_each_run_is_its_single_run_but_for_rounding(optimizer: OptimizerSettings, data: object) -> None:
    assert_near_single_runs(grid(optimizer=optimizer, data=data))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_can_be_batched(activation: str) -> None:
    assert_near_single_runs(grid(network=MLP(hidden=(7, 6), activation=activation), epochs=2, batch_size=40))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "network", [Linear(), Linear(bias=False), MLP(hidden=()), MLP(hidden=(9,), bias=False)], ids=repr
)
def test_networks_without_hidden_layers_or_biases_can_be_batched(network: object) -> None:
    assert_near_single_runs(grid(network=network))


def test_many_classes_and_a_short_last_batch() -> None:
    assert_near_single_runs(grid(data=Digits(), network=MLP(hidden=(32,)), batch_size=100, epochs=2))


def test_the_optimizer_s_numbers_may_differ_from_run_to_run() -> None:
    sgd = [SGD(lr=lr, momentum=m, weight_decay=d) for lr, m, d in product((0.01, 0.1), (0.5, 0.9), (0.0, 0.01))]
    assert_near_single_runs([Experiment(epochs=4, batch_size=32, optimizer=optimizer) for optimizer in sgd])
    adam = [Adam(lr=lr, betas=(b, 0.99), eps=eps) for lr, b, eps in product((0.001, 0.02), (0.5, 0.9), (1e-8, 1e-4))]
    assert_near_single_runs([Experiment(epochs=4, batch_size=32, optimizer=optimizer) for optimizer in adam])


@pytest.mark.parametrize("optimizer", [SGD(), SGD(momentum=0.9), Adam()], ids=repr)
def test_rates_and_momentum_may_change_after_each_batch(optimizer: OptimizerSettings) -> None:
    schedulers = [OneCycleLR(max_lr=lr, three_phase=phases) for lr in (0.05, 0.1) for phases in (True, False)]
    assert_near_single_runs(
        [Experiment(epochs=3, optimizer=optimizer, scheduler=scheduler) for scheduler in schedulers]
    )


def test_a_scheduler_may_watch_the_run_s_own_figures() -> None:
    plateaus = [
        ReduceLROnPlateau(patience=patience, threshold=0.05, factor=factor)
        for patience, factor in product((0, 1), (0.1, 0.5))
    ]
    assert_near_single_runs(
        [Experiment(epochs=8, seed=seed, scheduler=plateau) for seed, plateau in product((1, 2), plateaus)]
    )


def test_runs_may_end_at_different_epochs() -> None:
    lengths = product((2, 7), (None, 1), (StepLR(step_size=2), NoScheduler()))
    assert_near_single_runs(
        [
            Experiment(epochs=epochs, early_stopping=stop, scheduler=scheduler, optimizer=SGD(lr=0.5), data=Moons())
            for epochs, stop, scheduler in lengths
        ]
    )


def test_a_diverged_run_ends_and_leaves_the_others_alone() -> None:
    rates = [0.1, 1e30, 0.2, 0.05]
    experiments = [Experiment(epochs=6, optimizer=SGD(lr=lr, momentum=0.9), data=Moons()) for lr in rates]
    runs = runs_of(updates_of(train_together(together(experiments), data_of(Moons()))), len(rates))
    assert "the training diverged" in runs[1][1]
    assert runs[1][1].startswith("The loss became nan in epoch ")
    for run in (0, 2, 3):
        assert distance(runs[run], single(experiments[run])) < TOLERANCE


def test_the_seconds_are_shares_of_the_wall_time() -> None:
    experiments = grid()
    runs = runs_of(updates_of(train_together(together(experiments), data_of(experiments[0].data))), len(experiments))
    seconds = {record.seconds for records, _ in runs for record in records}
    assert len(seconds) == 5
    assert 0 < sum(seconds) * len(experiments) < 60


@given(st.lists(SCHEDULERS, min_size=4, max_size=6), st.sampled_from(["epoch", "batch"]), st.data())
@settings(max_examples=25)
def test_any_schedulers_side_by_side_are_near_their_single_runs(
    found: list[object], when: str, data: st.DataObject
) -> None:
    common = {"data": Moons(rows=60), "epochs": 3, "step_scheduler": when}
    optimizer = data.draw(st.sampled_from(OPTIMIZERS[1:]))
    try:
        experiments = [Experiment(scheduler=scheduler, optimizer=optimizer, **common) for scheduler in found]  # type: ignore[arg-type]
        batch = together(experiments)
    except (ValidationError, TrainingError):
        assume(False)
    runs = runs_of(updates_of(train_together(batch, data_of(Moons(rows=60)))), len(experiments))
    for run, experiment in zip(runs, experiments, strict=True):
        alone = single(experiment)
        if all(record.loss < 2 for record in alone[0]):  # where it is not, rounding itself decides the trace
            assert distance(run, alone) < TOLERANCE


def test_what_a_hand_changes_on_the_way_is_changed_in_the_batch() -> None:
    edits = [(), (Edit(epoch=3, lr=0.01),), (Edit(epoch=2, scheduler=StepLR(step_size=1, gamma=0.5)),)]
    for when in ("epoch", "batch"):
        assert_near_single_runs(
            [Experiment(epochs=4, seed=seed, edits=edit, step_scheduler=when) for seed in (0, 1) for edit in edits]
        )
