from __future__ import annotations

from typing import Any

import pytest
import torch
from torch.optim import lr_scheduler

from tests.training.schedule.pitfalls.cases import caution, cautions, sgd, used
from training.experiment.edits import Edit
from training.experiment.schedulers import (
    ChainedScheduler,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CyclicLR,
    ExponentialLR,
    HandSwitched,
    LambdaLR,
    LinearLR,
    MultiStepLR,
    NoScheduler,
    OneCycleLR,
    PolynomialLR,
    SchedulerSettings,
    SequentialLR,
    StepLR,
)
from training.schedule.pitfalls import Caution

STAIRS = StepLR(step_size=3), StepLR(step_size=3)
POWER = LambdaLR(lr_lambda="0.9 ** epoch")
ERASING: list[SchedulerSettings] = [
    POWER,
    OneCycleLR(max_lr=0.3),
    CyclicLR(base_lr=0.01, max_lr=0.1, step_size_up=4, cycle_momentum=False),
    CosineAnnealingWarmRestarts(T_0=4),
    SequentialLR(schedulers=STAIRS, milestones=(6,)),
]
KEEPING: list[SchedulerSettings] = [
    StepLR(step_size=5),
    MultiStepLR(milestones=(6,)),
    ExponentialLR(gamma=0.9),
    LinearLR(total_iters=8),
    HandSwitched(schedulers=STAIRS, milestones=(6,)),
    NoScheduler(),
]


def set_by_hand(optimizer: torch.optim.Optimizer, scheduler: Any) -> list[float]:
    """The rates of ten epochs of the plain loop; a hand sets 0.02 before the fourth."""
    rates = used(optimizer, scheduler, 3)[:3]
    optimizer.param_groups[0]["lr"] = 0.02
    return rates + used(optimizer, scheduler, 7)[:7]


def erased(scheduler: SchedulerSettings, *edits: Edit) -> list[Caution]:
    found = cautions(scheduler, step_scheduler="epoch", edits=edits or (Edit(epoch=4, lr=0.02),))
    return [caution for caution in found if caution.pitfall == "P34"]


def test_torch_keeps_a_rate_set_by_hand_or_erases_it() -> None:
    optimizer = sgd()
    assert set_by_hand(optimizer, lr_scheduler.StepLR(optimizer, 5))[3:] == [0.02] * 2 + [0.002] * 5
    optimizer = sgd()
    rates = set_by_hand(optimizer, lr_scheduler.LambdaLR(optimizer, lambda epoch: 0.9**epoch))
    assert rates[3:5] == [0.02, 0.06561]

    (found,) = erased(POWER)
    assert found.path == "edits[0].lr"
    assert found.message == (
        "The rate 0.02 that is set before epoch 4 does not last: epoch 5 trains at 0.06561, as if nothing had been set."
    )


@pytest.mark.parametrize("scheduler", ERASING, ids=lambda scheduler: scheduler.kind)
def test_a_rate_that_is_really_erased_is_pointed_out(scheduler: SchedulerSettings) -> None:
    assert len(erased(scheduler)) == 1


@pytest.mark.parametrize("scheduler", KEEPING, ids=lambda scheduler: scheduler.kind)
def test_a_rate_that_is_kept_gives_no_cause_for_caution(scheduler: SchedulerSettings) -> None:
    assert not erased(scheduler)


def test_a_rate_is_not_called_erased_where_a_hand_is_what_ends_it() -> None:
    late, set_rate = SequentialLR(schedulers=STAIRS, milestones=(8,)), Edit(epoch=4, lr=0.02)
    assert len(erased(late, set_rate)) == 1
    assert not erased(late, set_rate, Edit(epoch=6, scheduler=StepLR(step_size=9)))


def test_the_scheduler_can_begin_anew_on_the_rate() -> None:
    (found,) = erased(POWER)
    assert found.fix is not None
    assert found.fix.label == "Begin LambdaLR anew there"
    assert found.fix.overrides == ['edits[0].scheduler={kind = "LambdaLR", lr_lambda = "0.9 ** epoch"}']
    (cycle,) = erased(OneCycleLR(max_lr=0.3))
    assert cycle.fix is None  # it would begin at a rate of its own again


def test_a_rate_set_together_with_a_cycle_is_not_used() -> None:
    edit = Edit(epoch=4, lr=0.02, scheduler=OneCycleLR(max_lr=0.3))
    found = caution(StepLR(step_size=5), "edits[0].lr", edits=(edit,), step_scheduler="epoch")
    assert found.message == "The edit's lr 0.02 is not used: OneCycleLR starts at 0.012."


def test_a_cycle_that_begins_above_the_rate_that_stands_is_pointed_out_in_its_edit() -> None:
    edit = Edit(epoch=6, scheduler=OneCycleLR(max_lr=3.0))
    found = caution(StepLR(step_size=5, gamma=0.5), "edits[0].scheduler.max_lr", edits=(edit,), step_scheduler="epoch")
    assert found.message == "The rate rises from 0.1 to 0.12 at epoch 6, where OneCycleLR begins."


def test_a_scheduler_in_an_edit_is_measured_by_the_epochs_that_are_left() -> None:
    long, fitting = (Edit(epoch=6, scheduler=CosineAnnealingLR(T_max=length)) for length in (10, 5))
    found = caution(NoScheduler(), "edits[0].scheduler.T_max", edits=(long,))
    assert "is cut short: its way takes 10 epochs, and its turn has 5 epochs." in found.message
    assert found.fix is not None
    assert found.fix.overrides == ["edits[0].scheduler.T_max=5"]
    assert not cautions(NoScheduler(), edits=(fitting,))


@pytest.mark.parametrize("scheduler", [CosineAnnealingLR(T_max=10), StepLR(step_size=5), MultiStepLR(milestones=(7,))])
def test_a_scheduler_that_a_hand_ends_is_not_said_to_be_too_short(scheduler: SchedulerSettings) -> None:
    assert not cautions(scheduler, edits=(Edit(epoch=3, scheduler=StepLR(step_size=2)),))


def test_a_rate_of_zero_by_hand_is_the_edit_s() -> None:
    found = caution(NoScheduler(), "edits[0].lr", edits=(Edit(epoch=4, lr=0.0),))
    assert found.message == "The rate is 0 in epochs 4 to 10: nothing is learned."
    assert found.fix is not None
    assert found.fix.overrides == ["edits[0].lr=0.001"]


def test_a_run_is_not_ended_before_what_a_hand_changes_in_it() -> None:
    falling = ChainedScheduler(schedulers=(PolynomialLR(total_iters=5), ExponentialLR(gamma=0.9)))
    for edits, offered in (((), True), ((Edit(epoch=9, scheduler=NoScheduler()),), False)):
        found = cautions(falling, edits=edits)
        assert any(caution.fix and "End the run" in caution.fix.label for caution in found) is offered
