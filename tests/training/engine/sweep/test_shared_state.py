from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.schedulers import SCHEDULERS
from tests.training.engine.sweep.conftest import data_of, distance, members, runs_of, single, updates_of, without_time
from training.engine.checkpoint import CheckpointError, checkpoint_of, packed, read, resume
from training.engine.data import load
from training.engine.errors import TrainingError
from training.engine.record import EpochRecord
from training.engine.sweep.exact import train_exactly
from training.engine.sweep.member import Member, Past
from training.engine.sweep.rounds import Round
from training.engine.sweep.together import train_together
from training.engine.train import start, train_on
from training.experiment.data import Iris, Moons
from training.experiment.edits import Edit
from training.experiment.experiment import STAGES, Experiment
from training.experiment.networks import MLP
from training.experiment.optimizers import SGD, Adam, AdamW, OptimizerSettings
from training.experiment.schedulers import (
    ConstantLR,
    HandSwitched,
    OneCycleLR,
    ReduceLROnPlateau,
    SchedulerSettings,
    StepLR,
)

SMALL = Moons(rows=60)
BATCHED = [SGD(lr=0.1), SGD(lr=0.05, momentum=0.9, nesterov=True), Adam(lr=0.01), AdamW(lr=0.02, betas=(0.8, 0.99))]
VARIED: list[SchedulerSettings] = [
    StepLR(step_size=2, gamma=0.5),
    StepLR(step_size=3, gamma=0.1),
    ReduceLROnPlateau(patience=0, threshold=0.2),
    HandSwitched(schedulers=(StepLR(step_size=1), ConstantLR()), milestones=(2,)),
]


def stopped(rounds: Iterable[Round], count: int) -> tuple[list[list[EpochRecord]], dict[int, bytes]]:
    """Return the runs' records after so many rounds, and the states of those that go on."""
    records: list[list[EpochRecord]] = [[] for _ in range(16)]
    going, states = set[int](), dict[int, bytes]()
    for finished in islice(rounds, count):
        for update in finished.updates:
            if update.record is not None:
                records[update.run].append(update.record)
            (going.discard if update.ended else going.add)(update.run)
        states = finished.states(going)
    return records, states


def again(
    experiments: Sequence[Experiment], records: Sequence[list[EpochRecord]], states: dict[int, bytes]
) -> list[Member]:
    """Return the members that go on, from their pasts."""
    rows = data_of(experiments[0].data).rows
    return [Member(run, experiments[run], rows, Past(records[run], states[run])) for run in sorted(states)]


def alone(experiment: Experiment, records: list[EpochRecord], state: bytes) -> tuple[list[EpochRecord], str]:
    """Return the whole run, when its single training goes on from a state."""
    trainer = resume(experiment, data_of(experiment.data), state)
    assert trainer.epoch == len(records)
    return [*records, *train_on(trainer)], ""


def grid(schedulers: Iterable[SchedulerSettings] = VARIED, **common: object) -> list[Experiment]:
    return [
        Experiment(seed=seed, scheduler=scheduler, **{"data": SMALL, "epochs": 6, "batch_size": 32, **common})  # type: ignore[arg-type]
        for seed in (0, 1)
        for scheduler in schedulers
    ]


@pytest.mark.slow
@pytest.mark.parametrize("kind", STAGES["optimizer"])
def test_an_exact_run_goes_on_alone_to_the_last_bit(kind: type) -> None:
    optimizer = kind(**{name: value for name, value in kind.suggested().items() if name != "kind"})
    network = MLP(hidden=(6,), bias=kind.__name__ != "Muon", dropout=0.2)
    experiments = grid(optimizer=optimizer, network=network)[:4]
    records, states = stopped(train_exactly(members(experiments), data_of(SMALL)), 4)
    assert len(states) == 4
    for run, state in states.items():
        assert without_time(alone(experiments[run], records[run], state)) == without_time(single(experiments[run]))


@pytest.mark.parametrize(
    "common",
    [
        {"network": MLP(hidden=(64,)), "optimizer": Adam(lr=0.01)},  # one long parameter
        {"head_lr": 0.01, "freeze_body": 1, "optimizer": SGD(lr=0.1, momentum=0.9)},
        {"network": MLP(batch_norm=True), "batch_size": 16},
        {"early_stopping": 3, "network": MLP(dropout=0.3)},
        {"edits": (Edit(epoch=4, optimizer=Adam(lr=0.01)), Edit(epoch=5, lr=0.05)), "network": MLP(hidden=(64,))},
    ],
    ids=repr,
)
@pytest.mark.parametrize("rounds", [3, 7])
def test_waiting_forks_keep_their_states_too(common: dict[str, object], rounds: int) -> None:
    experiments = grid(**common)[:4]
    records, states = stopped(train_exactly(members(experiments), data_of(SMALL)), rounds)
    for run, state in states.items():
        whole = single(experiments[run])
        assert without_time(alone(experiments[run], records[run], state)) == without_time(whole)
        (member,) = again(experiments, records, {run: state})
        rest = [update.record for update in updates_of(train_exactly([member], data_of(SMALL)))]
        assert without_time(([*records[run], *rest], "")) == without_time(whole)


@pytest.mark.parametrize("optimizer", BATCHED, ids=repr)
@pytest.mark.parametrize("rounds", [1, 4])
def test_a_batched_run_goes_on_alone_and_together_near_its_single_run(
    optimizer: OptimizerSettings, rounds: int
) -> None:
    experiments = grid(optimizer=optimizer, data=Iris())
    records, states = stopped(train_together(members(experiments), data_of(Iris())), rounds)
    assert len(states) == len(experiments)
    for run in (0, 3, 7):
        assert distance(alone(experiments[run], records[run], states[run]), single(experiments[run])) < 1e-5
    made = again(experiments, records, states)
    rests = runs_of(updates_of(train_together(made, data_of(Iris()))), len(experiments))
    for run, (rest, message) in enumerate(rests):
        assert distance(([*records[run], *rest], message), single(experiments[run])) < 1e-5


def test_a_batched_state_is_the_single_run_s_in_every_other_respect() -> None:
    experiments = grid(optimizer=Adam(lr=0.01), step_scheduler="batch", schedulers=[OneCycleLR(max_lr=0.1)] * 4)
    _, states = stopped(train_together(members(experiments), data_of(SMALL)), 2)
    trainer = start(experiments[5], data_of(SMALL))
    for _ in range(2):
        trainer.run_epoch()
    mine, its = read(states[5]), read(checkpoint_of(trainer))
    assert mine.keys() == its.keys()
    for part in ("epoch", "data", "scheduler"):
        assert mine[part] == its[part]
    assert mine["optimizer"]["param_groups"] == its["optimizer"]["param_groups"]
    assert [part.keys() for part in mine["optimizer"]["state"].values()] == [
        part.keys() for part in its["optimizer"]["state"].values()
    ]
    assert torch.equal(mine["batches"], its["batches"])
    assert torch.equal(mine["random"], its["random"])


@given(SCHEDULERS, st.sampled_from(["epoch", "batch"]), st.integers(1, 3))
@settings(max_examples=25)
def test_where_any_scheduler_stands_is_where_it_would_stand_alone(found: object, when: str, epochs: int) -> None:
    common = {"data": SMALL, "epochs": 4, "optimizer": SGD(lr=0.1, momentum=0.5), "step_scheduler": when}
    try:
        experiment = Experiment(scheduler=found, **common)  # type: ignore[arg-type]
        made = members([experiment])
    except (ValidationError, TrainingError):
        assume(False)
    records, states = stopped(train_exactly(made, data_of(SMALL)), epochs)
    for state in states.values():
        try:
            whole = alone(experiment, records[0], state)
        except TrainingError:
            continue  # it fails later on, as it does alone
        assert without_time(whole) == without_time(single(experiment))


def test_a_state_of_other_data_or_settings_is_refused() -> None:
    experiments = grid()[:1]
    records, states = stopped(train_exactly(members(experiments), data_of(SMALL)), 2)
    (member,) = again(experiments, records, states)
    (update,) = updates_of(train_exactly([member], load(Moons(rows=60, seed=5))))
    assert update.message.startswith("The data are not those that the run was trained on")
    other = packed(read(states[0]) | {"network": {}})
    (member,) = again(experiments, records, {0: other})
    (update,) = updates_of(train_exactly([member], data_of(SMALL)))
    assert update.message.startswith("The checkpoint does not fit this experiment")
    with pytest.raises(CheckpointError, match="damaged"):
        again(experiments, records, {0: states[0][:-1]})
