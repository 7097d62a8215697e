from __future__ import annotations

import pytest
from torch.optim import lr_scheduler

from tests.training.schedule.pitfalls.cases import caution, cautions, sgd, used
from training.experiment.optimizers import SGD
from training.experiment.schedulers import (
    ExponentialLR,
    LambdaLR,
    NoScheduler,
    PolynomialLR,
    SchedulerSettings,
    StepLR,
)


def test_p26_a_rate_may_be_zero_or_below() -> None:
    optimizer = sgd()
    assert used(optimizer, lr_scheduler.PolynomialLR(optimizer, 4), 6)[4:] == [0.0, 0.0, 0.0]
    optimizer = sgd()
    assert used(optimizer, lr_scheduler.LambdaLR(optimizer, lambda epoch: 1 - epoch / 5), 7)[7] < 0

    zero = caution(PolynomialLR(total_iters=4), "scheduler.total_iters")
    assert zero.message == "The rate is 0 in epochs 5 to 10: nothing is learned."
    negative = caution(LambdaLR(lr_lambda="1 - epoch / 5"), "scheduler.lr_lambda")
    assert negative.message == "The rate is below 0 in epochs 7 to 10, -0.08 at its lowest: the loss is climbed."
    assert negative.fix is not None
    assert negative.fix.overrides == ['scheduler.lr_lambda="max(1 - epoch / 5, 0.01)"']


def test_a_rate_of_zero_from_the_start_is_the_optimizers() -> None:
    found = caution(NoScheduler(), "optimizer.lr", optimizer=SGD(lr=0.0))

    assert found.message == "The rate is 0 in epochs 1 to 10: nothing is learned."
    assert found.fix is not None
    assert found.fix.overrides == ["optimizer.lr=0.001"]


def test_the_head_is_named_where_it_has_a_rate_of_its_own() -> None:
    found = caution(NoScheduler(), "head_lr", head_lr=0.0)

    assert (
        found.message
        == "The rate of the head is 0 in epochs 1 to 10: the head stays as it is, and only the body learns."
    )


def test_a_run_most_of_which_learns_nothing_may_end_sooner() -> None:
    found = caution(ExponentialLR(gamma=0.1), "epochs", epochs=50)

    assert found.message.startswith("In the last 43 of 50 epochs the rate is below a millionth of its highest")
    assert found.fix is not None
    assert found.fix.overrides == ["epochs=7"]


@pytest.mark.parametrize("scheduler", [StepLR(step_size=1), PolynomialLR(total_iters=1)])
def test_a_single_epoch_needs_no_scheduler(scheduler: SchedulerSettings) -> None:
    (found,) = cautions(scheduler, epochs=1)

    assert found.message == f"{scheduler.kind} has no effect on a run of 1 epoch."
