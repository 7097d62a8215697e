from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.schedulers import SCHEDULERS
from tests.training.engine.sweep.conftest import data_of, members, runs_of, single, without_time
from training.engine.errors import TrainingError
from training.engine.record import EpochRecord
from training.engine.sweep.member import Member, Past
from training.engine.sweep.race import race, race_rounds
from training.experiment.data import Moons, Tutorial
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.experiment.networks import MLP
from training.experiment.optimizers import SGD, Adam
from training.experiment.schedulers import (
    CosineAnnealingLR,
    HandSwitched,
    LambdaLR,
    MultiStepLR,
    NoScheduler,
    OneCycleLR,
    ReduceLROnPlateau,
    StepLR,
)

SMALL = Moons(rows=60)
SCHEDULES = [
    StepLR(step_size=3, gamma=0.5),
    MultiStepLR(milestones=(3, 5), gamma=0.1),
    CosineAnnealingLR(T_max=8),
    ReduceLROnPlateau(patience=0, threshold=0.1),
    HandSwitched(schedulers=(StepLR(step_size=1), CosineAnnealingLR(T_max=3)), milestones=(2,)),
    NoScheduler(),
]


def assert_a_fair_race(experiments: list[Experiment]) -> None:
    data = data_of(experiments[0].data)
    updates = list(race(experiments, data))
    runs = runs_of(updates, len(experiments))
    assert [without_time(run) for run in runs] == [without_time(single(experiment)) for experiment in experiments]
    order = [(update.record.epoch, update.run) for update in updates if update.record]
    assert order == sorted(order)


@pytest.mark.parametrize(
    "common",
    [
        {"data": Tutorial()},
        {"network": MLP(dropout=0.3), "optimizer": SGD(lr=0.1, momentum=0.9)},
        {"network": MLP(hidden=(64,), batch_norm=True), "optimizer": Adam(lr=0.01), "batch_size": 16},
        {"early_stopping": 2},
        {"head_lr": 0.01, "freeze_body": 2},
    ],
    ids=repr,
)
def test_contestants_equal_their_single_runs_to_the_last_bit_in_lock_step(common: dict[str, object]) -> None:
    settings = {"data": SMALL, "epochs": 8, **common}
    assert_a_fair_race([Experiment(scheduler=scheduler, **settings) for scheduler in SCHEDULES])  # type: ignore[arg-type]


def test_rates_may_change_after_each_batch() -> None:
    common = {"data": SMALL, "epochs": 4, "step_scheduler": "batch", "network": MLP(dropout=0.2)}
    schedulers = [OneCycleLR(max_lr=0.2, total_steps=total) for total in (20, 40)] + [StepLR(step_size=9)]
    assert_a_fair_race([Experiment(scheduler=scheduler, **common) for scheduler in schedulers])  # type: ignore[arg-type]


def test_rates_lengths_and_changes_by_hand_may_differ() -> None:
    edits = [
        (),
        (Edit(epoch=3, lr=0.01),),
        (Edit(epoch=3, optimizer=Adam(lr=0.02)), Edit(epoch=4, lr=0.5)),
        (Edit(epoch=3, optimizer=Adam(lr=0.02)),),
        (Edit(epoch=2, scheduler=StepLR(step_size=1)),),
    ]
    experiments = [Experiment(data=SMALL, epochs=5, network=MLP(hidden=(64,)), edits=edit) for edit in edits]
    experiments += [Experiment(data=SMALL, epochs=3), Experiment(data=SMALL, epochs=6, optimizer=SGD(lr=0.02))]
    assert_a_fair_race(experiments)


@given(st.lists(SCHEDULERS, min_size=2, max_size=4), st.sampled_from(["epoch", "batch"]))
@settings(max_examples=15)
def test_any_schedulers_may_race(found: list[object], when: str) -> None:
    common = {"data": SMALL, "epochs": 4, "optimizer": SGD(lr=0.1, momentum=0.5), "step_scheduler": when}
    try:
        experiments = [Experiment(scheduler=scheduler, **common) for scheduler in found]  # type: ignore[arg-type]
        members(experiments)
    except (ValidationError, TrainingError):
        assume(False)
    assert_a_fair_race(experiments)


def test_a_contestant_that_fails_leaves_the_others_alone() -> None:
    schedulers = [LambdaLR(lr_lambda="1 / epoch"), LambdaLR(lr_lambda="1 / (3 - epoch)"), StepLR(step_size=2)]
    experiments = [Experiment(data=SMALL, scheduler=scheduler, epochs=5) for scheduler in schedulers]
    runs = runs_of(race(experiments, data_of(SMALL)), 3)
    assert ["division by zero" in message for _, message in runs] == [True, True, False]
    assert without_time(runs[2]) == without_time(single(experiments[2]))


def test_what_torch_cannot_train_ends_all_contestants_with_a_sentence() -> None:
    experiments = [Experiment(data=SMALL, network=MLP(batch_norm=True), batch_size=47, scheduler=s) for s in SCHEDULES]
    assert all("batch_norm" in message for _, message in runs_of(race(experiments, data_of(SMALL)), len(SCHEDULES)))


def test_contestants_that_lag_behind_catch_up_first() -> None:
    experiments = [Experiment(data=SMALL, epochs=6, network=MLP(dropout=0.2), scheduler=s) for s in SCHEDULES]
    made, pasts = members(experiments), dict[int, Past]()
    records: list[list[EpochRecord]] = [[] for _ in experiments]
    for number, finished in enumerate(race_rounds(made, data_of(SMALL)), start=1):
        for update in finished.updates:
            records[update.run] += [update.record] if update.record else []
        if number in (2, 4):
            states = finished.states(range(len(made)))
            chosen = range(3) if number == 2 else range(3, len(made))
            pasts |= {run: Past(tuple(records[run]), states[run]) for run in chosen}
    rows = data_of(SMALL).rows
    again = [Member(run, experiment, rows, pasts[run]) for run, experiment in enumerate(experiments)]
    order, rest = [], {run: list(past.records) for run, past in pasts.items()}
    for finished in race_rounds(again, data_of(SMALL)):
        for update in finished.updates:
            assert update.record is not None
            order.append(update.record.epoch)
            rest[update.run].append(update.record)
    assert order == sorted(order)
    for run, experiment in enumerate(experiments):
        assert without_time((rest[run], "")) == without_time(single(experiment))
