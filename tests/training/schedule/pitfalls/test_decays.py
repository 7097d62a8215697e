from __future__ import annotations

import pytest
from torch.optim import lr_scheduler

from tests.training.schedule.pitfalls.cases import caution, cautions, sgd, used
from training.experiment.experiment import experiment_from
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import ExponentialLR, HandSwitched, MultiStepLR, StepLR


def refusal(**scheduler: object) -> str:
    with pytest.raises(ExperimentError) as error:
        experiment_from({"scheduler": scheduler})
    return str(error.value)


def test_p05_a_milestone_counts_as_often_as_it_is_listed_and_zero_acts_at_once() -> None:
    optimizer = sgd()
    assert used(optimizer, lr_scheduler.MultiStepLR(optimizer, [3, 3, 6]), 7)[2:8] == [
        0.1,
        0.001,
        0.001,
        0.001,
        1e-4,
        1e-4,
    ]
    optimizer = sgd()
    assert used(optimizer, lr_scheduler.MultiStepLR(optimizer, [0, 3]), 1)[0] == 0.01
    optimizer = sgd()
    assert set(used(optimizer, lr_scheduler.MultiStepLR(optimizer, [2.5]), 9)) == {0.1}  # type: ignore[list-item]

    twice = caution(MultiStepLR(milestones=(3, 3, 6)), "scheduler.milestones")
    assert twice.message == "After 3 epochs the rate is multiplied by 0.01 at once: milestone 3 is listed 2 times."
    zero = caution(MultiStepLR(milestones=(0, 3)), "scheduler.milestones")
    assert zero.message == "Milestone 0 acts as soon as MultiStepLR begins: epoch 1 begins at 0.01 already."
    assert "milestones[0]: 2.5 does not fit" in refusal(kind="MultiStepLR", milestones=[2.5])


def test_p06_a_step_of_zero_divides_and_a_gamma_above_one_grows() -> None:
    optimizer = sgd()
    scheduler = lr_scheduler.StepLR(optimizer, 0)
    with pytest.raises(ZeroDivisionError):
        used(optimizer, scheduler, 1)
    optimizer = sgd()
    assert used(optimizer, lr_scheduler.StepLR(optimizer, 1, gamma=2.0), 2) == [0.1, 0.2, 0.4]
    optimizer = sgd()
    assert set(used(optimizer, lr_scheduler.StepLR(optimizer, 10), 9)) == {0.1}

    for size in (0, -1, 2.5):
        assert "scheduler.step_size" in refusal(kind="StepLR", step_size=size)
    assert (
        caution(StepLR(step_size=1, gamma=2.0), "scheduler.gamma").message
        == "The rate grows from 0.1 to 51.2: gamma is 2."
    )
    assert caution(StepLR(step_size=10), "scheduler.step_size").message == (
        "StepLR never changes the rate: it first would after 10 epochs, and the run has 10 epochs."
    )


def test_p27_a_scheduler_stepped_after_each_batch_counts_batches() -> None:
    optimizer = sgd()
    rates = used(optimizer, lr_scheduler.StepLR(optimizer, 5, 0.5), 4 * 10)
    assert rates[39] == float(f"{0.1 * 0.5**7:.10g}")

    assert caution(StepLR(step_size=3, gamma=0.5), "scheduler.step_size", step_scheduler="batch").message == (
        "The rate changes 13 times: step_size 3 counts batches, and an epoch has 4."
    )
    many = caution(MultiStepLR(milestones=(1, 3)), "scheduler.milestones", step_scheduler="batch")
    assert many.fix is not None
    assert many.fix.changes == (("scheduler.milestones", (4, 12)),)


def test_milestones_behind_the_end_are_named() -> None:
    found = caution(MultiStepLR(milestones=(5, 10, 12)), "scheduler.milestones")

    assert found.message == "Milestones 10, 12 never act: the run has 10 epochs."
    assert found.fix is not None
    assert found.fix.overrides == ["scheduler.milestones=[5]"]


def test_the_last_step_before_a_switch_by_hand_counts() -> None:
    by_hand = HandSwitched(schedulers=(MultiStepLR(milestones=(5,)), StepLR(step_size=2)), milestones=(5,))

    assert cautions(by_hand) == []


def test_a_gamma_of_one_is_pointed_out() -> None:
    assert (
        caution(ExponentialLR(gamma=1.0), "scheduler.gamma").message
        == "ExponentialLR never changes the rate: gamma is 1."
    )
