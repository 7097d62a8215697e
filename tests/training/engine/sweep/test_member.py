from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from pydantic import ValidationError

from tests.schedulers import SCHEDULERS
from training.engine.errors import TrainingError
from training.engine.record import EpochRecord
from training.engine.sweep.member import CAUSES, Member, by_plan
from training.experiment.experiment import Experiment
from training.experiment.optimizers import SGD, Adam
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import LambdaLR, OneCycleLR, ReduceLROnPlateau, StepLR
from training.schedule.preview import preview

ROWS = 100


def record(epoch: int, loss: float = 0.5, val_loss: float | None = None) -> EpochRecord:
    return EpochRecord(epoch, 0.1, 0.1, loss, 0.5, val_loss, None, 0.0)


@given(SCHEDULERS)
@settings(max_examples=50)
def test_the_planned_rates_are_those_of_the_preview(scheduler: object) -> None:
    try:
        experiment = Experiment(epochs=6, scheduler=scheduler, optimizer=SGD(lr=0.1, momentum=0.5))  # type: ignore[arg-type]
        assume(not experiment.watched)
        schedule = preview(experiment, ROWS)
        member = Member(0, experiment, ROWS)
    except (ValidationError, ExperimentError, *CAUSES):
        assume(False)
    rates = []
    for epoch in range(1, 7):
        rates += [state[0][0] for state in member.plan]
        update = member.finish(record(epoch))
        assert update.record is not None
        assert update.record.lr_after == schedule.lr_after[epoch - 1]
    assert update.ended
    assert rates == schedule.rates[0, :-1].tolist()


def test_members_part_where_any_setting_of_their_optimizers_parts() -> None:
    pairs = [(0.1, 2), (0.5, 2), (0.5, 3)]
    members = [
        Member(run, Experiment(scheduler=StepLR(step_size=size, gamma=gamma)), ROWS)
        for run, (gamma, size) in enumerate(pairs)
    ]
    parts = []
    for epoch in range(1, 4):
        parts.append([[member.run for member in part] for part in by_plan(members).values()])
        for member in members:
            member.finish(record(epoch))
    assert parts == [[[0, 1, 2]], [[0, 1, 2]], [[0], [1], [2]]]
    cyclers = [Experiment(scheduler=OneCycleLR(max_lr=0.1, max_momentum=m)) for m in (0.9, 0.95)]
    assert len(by_plan([Member(run, cycler, ROWS) for run, cycler in enumerate(cyclers)])) == 2


def test_a_plateau_is_told_the_true_figures() -> None:
    member = Member(0, Experiment(scheduler=ReduceLROnPlateau(patience=0, factor=0.5, monitor="loss")), ROWS)
    updates = [member.finish(record(epoch, loss)) for epoch, loss in enumerate((0.9, 0.8, 0.85, 0.7), start=1)]
    assert [update.record.lr_after for update in updates if update.record] == [0.1, 0.1, 0.05, 0.05]


def test_early_stopping_looks_at_the_validation_if_there_is_one() -> None:
    experiment = Experiment(early_stopping=1)
    assert Member(0, experiment, ROWS).finish(record(1, math.inf, None)).ended
    member = Member(0, experiment, ROWS)
    assert [member.finish(record(epoch, epoch, 1 / epoch)).ended for epoch in (1, 2)] == [False, False]
    assert member.finish(record(3, 0.1, 0.9)).ended


def test_a_loss_that_is_no_number_ends_the_run_with_its_record() -> None:
    update = Member(3, Experiment(), ROWS).finish(record(1, math.nan))
    assert (update.run, update.ended) == (3, True)
    assert update.record is not None
    assert update.message.startswith("The loss became nan in epoch 1, at lr 0.1: the training diverged.")


@pytest.mark.parametrize("when", ["epoch", "batch"])
def test_a_formula_that_fails_on_the_way_ends_the_run(when: str) -> None:
    formula = LambdaLR(lr_lambda="1 / (3 - epoch)" if when == "epoch" else "1 / (9 - epoch)")
    member = Member(0, Experiment(batch_size=32, scheduler=formula, step_scheduler=when), ROWS)  # type: ignore[arg-type]
    updates = [member.finish(record(epoch)) for epoch in (1, 2)]
    updates += [] if updates[-1].ended else [member.finish(record(3))]
    assert updates[-1].ended
    assert "division by zero" in updates[-1].message


def test_what_fails_at_the_start_is_one_of_the_known_causes() -> None:
    with pytest.raises(CAUSES, match="division by zero"):
        Member(0, Experiment(scheduler=LambdaLR(lr_lambda="1 / epoch")), ROWS)
    assert issubclass(TrainingError, CAUSES)


def test_adam_has_no_momentum_that_could_vanish() -> None:
    assert Member(0, Experiment(optimizer=Adam(), scheduler=OneCycleLR(max_lr=0.1)), ROWS).keeps_momentum
