from __future__ import annotations

from tests.training.schedule.pitfalls.cases import ROWS
from training.experiment.experiment import Experiment
from training.experiment.schedulers import (
    ConstantLR,
    CosineAnnealingLR,
    ExponentialLR,
    HandSwitched,
    LinearLR,
    MultiStepLR,
    SchedulerSettings,
    SequentialLR,
    StepLR,
)
from training.schedule.pitfalls import Jump, jumps
from training.schedule.preview import preview

DROPS, FALL = MultiStepLR(milestones=(2,)), ExponentialLR(gamma=0.9)


def found(scheduler: SchedulerSettings, **settings: object) -> list[Jump]:
    experiment = Experiment(scheduler=scheduler, **settings)  # type: ignore[arg-type]
    return jumps(preview(experiment, ROWS), experiment)


def test_a_jump_says_in_which_epoch_the_rate_is_first_used() -> None:
    scheduler = SequentialLR(schedulers=(DROPS, StepLR(step_size=5)), milestones=(4,))

    (jump,) = found(scheduler)

    assert (jump.epoch, round(jump.before, 9), jump.after) == (5, 0.01, 0.1)
    rates = preview(Experiment(scheduler=scheduler)).lr
    assert (jump.before, jump.after) == (rates[3], rates[4])


def test_jumps_of_inner_sequences_are_found_once_and_in_order() -> None:
    inner = SequentialLR(schedulers=(DROPS, DROPS), milestones=(4,))

    # torch makes the first step of the inner one twice, so its milestone comes one epoch earlier
    assert [jump.epoch for jump in found(SequentialLR(schedulers=(inner, FALL), milestones=(6,)))] == [4, 7]
    assert [jump.epoch for jump in found(HandSwitched(schedulers=(FALL, inner), milestones=(2,)))] == [7]


def test_a_jump_between_batches_belongs_to_their_epoch() -> None:
    scheduler = SequentialLR(schedulers=(DROPS, FALL), milestones=(6,))

    (jump,) = found(scheduler, step_scheduler="batch", batch_size=32)
    rates = preview(Experiment(scheduler=scheduler, step_scheduler="batch", batch_size=32), ROWS).rates[0].reshape(-1)
    assert jump.epoch == 2
    assert rates[(jump.epoch - 1) * jump.batches + jump.batch - 1] == jump.after


def test_where_a_warm_up_leads_is_no_jump() -> None:
    for warm_up in (LinearLR(start_factor=0.1, total_iters=3), ConstantLR(factor=0.1, total_iters=3)):
        assert found(SequentialLR(schedulers=(warm_up, CosineAnnealingLR(T_max=7)), milestones=(3,))) == []
    short = SequentialLR(schedulers=(LinearLR(start_factor=0.1, total_iters=9), FALL), milestones=(3,))
    assert [jump.epoch for jump in found(short)] == [4]


def test_switched_by_hand_nothing_jumps() -> None:
    assert found(HandSwitched(schedulers=(DROPS, StepLR(step_size=5)), milestones=(4,))) == []
