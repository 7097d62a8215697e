from __future__ import annotations

import pytest
from torch.optim import lr_scheduler

from tests.training.schedule.pitfalls.cases import caution, cautions, sgd, used
from training.experiment.experiment import experiment_from
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import (
    ConstantLR,
    CosineAnnealingLR,
    LinearLR,
    PolynomialLR,
    SequentialLR,
    StepLR,
)


def test_p07_a_factor_of_zero_divides_and_no_iterations_do_nothing() -> None:
    optimizer = sgd()
    scheduler = lr_scheduler.ConstantLR(optimizer, 0.0, 2)
    with pytest.raises(ZeroDivisionError):
        used(optimizer, scheduler, 2)
    optimizer = sgd()
    assert set(used(optimizer, lr_scheduler.ConstantLR(optimizer, 0.5, 0), 9)) == {0.05}
    optimizer = sgd()
    assert set(used(optimizer, lr_scheduler.LinearLR(optimizer, 0.5, 1.0, 0), 9)) == {0.05}
    optimizer = sgd()
    assert set(used(optimizer, lr_scheduler.PolynomialLR(optimizer, 0), 9)) == {0.1}

    with pytest.raises(ExperimentError, match="factor: 0 does not fit"):
        experiment_from({"scheduler": {"kind": "ConstantLR", "factor": 0}})
    assert caution(ConstantLR(factor=0.5, total_iters=0), "scheduler.total_iters").message == (
        "The rate stays at 0.05 throughout: total_iters is 0, and the run has 10 epochs."
    )
    assert caution(LinearLR(start_factor=0.5, total_iters=0), "scheduler.total_iters").message == (
        "The rate stays at 0.05 throughout: total_iters is 0."
    )
    assert caution(PolynomialLR(total_iters=0), "scheduler.total_iters").message == (
        "PolynomialLR never changes the rate: total_iters is 0."
    )


def test_p08_a_cosine_rises_again_after_its_lowest_point() -> None:
    optimizer = sgd()
    rates = used(optimizer, lr_scheduler.CosineAnnealingLR(optimizer, 4), 8)
    assert rates[4] == pytest.approx(0.0)
    assert rates[8] == pytest.approx(0.1)
    optimizer = sgd()
    scheduler = lr_scheduler.CosineAnnealingLR(optimizer, 0)
    with pytest.raises(ZeroDivisionError):
        used(optimizer, scheduler, 1)

    rises = caution(CosineAnnealingLR(T_max=4), "scheduler.T_max")
    assert rises.message == "The rate rises again from 0 to 0.1: T_max is 4, and the run has 10 epochs."
    assert rises.fix is not None
    assert rises.fix.overrides == ["scheduler.T_max=10"]
    with pytest.raises(ExperimentError, match="T_max: 0 does not fit"):
        experiment_from({"scheduler": {"kind": "CosineAnnealingLR", "T_max": 0}})


def test_a_way_that_the_run_cuts_short_is_pointed_out() -> None:
    assert caution(PolynomialLR(total_iters=20), "scheduler.total_iters").message == (
        "PolynomialLR is cut short: its way takes 20 epochs, and the run has 10 epochs. Epoch 10 still trains at 0.055."
    )


def test_a_cosine_must_fit_its_segment() -> None:
    warm_up = LinearLR(start_factor=0.1, total_iters=3)
    long = SequentialLR(schedulers=(warm_up, CosineAnnealingLR(T_max=10)), milestones=(3,))

    found = caution(long, "scheduler.schedulers[1].T_max")

    assert found.message.startswith(
        "CosineAnnealingLR is cut short: its way takes 10 epochs, and its turn has 7 epochs."
    )
    assert cautions(SequentialLR(schedulers=(warm_up, CosineAnnealingLR(T_max=7)), milestones=(3,))) == []


@pytest.mark.parametrize("child", [LinearLR(total_iters=0), PolynomialLR(total_iters=0)])
def test_no_iterations_after_a_milestone_divide_by_zero(child: LinearLR | PolynomialLR) -> None:
    found = caution(
        SequentialLR(schedulers=(StepLR(step_size=2), child), milestones=(4,)), "scheduler.schedulers[1].total_iters"
    )

    assert found.message == "Torch stops with a division by zero after 4 epochs: total_iters is 0."


def test_a_lowest_rate_above_the_first_one_is_pointed_out() -> None:
    found = caution(CosineAnnealingLR(T_max=10, eta_min=0.5), "scheduler.eta_min")

    assert found.message == "The rate rises instead of falling: eta_min 0.5 is above the first rate, 0.1."
