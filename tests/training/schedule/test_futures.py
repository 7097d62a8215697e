from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
import torch

from tests.rates import stepping
from training.experiment.edits import Edit
from training.experiment.experiment import STAGES, Experiment
from training.experiment.optimizers import SGD, Adam
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import (
    CosineAnnealingLR,
    ExponentialLR,
    LambdaLR,
    MultiStepLR,
    NoScheduler,
    OneCycleLR,
    PolynomialLR,
    ReduceLROnPlateau,
    SchedulerSettings,
    SequentialLR,
    StepLR,
)
from training.schedule.futures import Futures, Verdict, futures

EPOCHS, EDITED = 16, 4
BY_HAND = Edit(epoch=EDITED, lr=0.03)
TWO_STAIRS = SequentialLR(schedulers=(StepLR(step_size=3), StepLR(step_size=3)), milestones=(8,))


def suggested(kind: Any) -> Any:
    return kind(**{name: value for name, value in kind.suggested().items() if name != "kind"})


def rates(scheduler: SchedulerSettings, lr: float | None) -> list[float]:
    """The plain loop: the rate of each epoch, set by hand before one of them."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(2, 2))], lr=0.1, momentum=0.9)
    step = stepping(scheduler, optimizer, EPOCHS)
    used = []
    for epoch in range(1, EPOCHS + 1):
        if epoch == EDITED and lr is not None:
            optimizer.param_groups[0]["lr"] = lr
        used.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        step(dict.fromkeys(("loss", "val_loss"), 1.0))
    return used


def seen(scheduler: SchedulerSettings, edit: Edit = BY_HAND, **settings: Any) -> Futures:
    experiment = Experiment(
        **{"scheduler": scheduler, "epochs": EPOCHS, "step_scheduler": "epoch", "optimizer": SGD(lr=0.1, momentum=0.9)}
        | settings
    )
    return futures(experiment, edit, 100, {"val_loss": [1.0, 1.0, 1.0]})


@pytest.mark.parametrize("kind", STAGES["scheduler"])
def test_both_futures_and_the_verdict_are_those_of_a_plain_loop(kind: Any) -> None:
    scheduler = suggested(kind)
    found = seen(scheduler)
    own, edited = rates(scheduler, None), rates(scheduler, BY_HAND.lr)
    assert (found.own.lr.tolist(), found.edited.lr.tolist()) == (own, edited)
    apart = [epoch for epoch in range(1, EPOCHS + 1) if edited[epoch - 1] != pytest.approx(own[epoch - 1], rel=1e-9)]
    if any(own[apart[-1] :]):
        assert (found.verdict, found.last) == (Verdict.ERASED, apart[-1])
        assert found.sentence().endswith(f"the change is gone after epoch {apart[-1]}.")
    else:
        stands = any(one == other for one, other in pairwise(edited[3 : apart[-1]]))
        assert found.verdict is (Verdict.KEPT if stands else Verdict.SCALED)
    assert found.sentence().startswith("No scheduler" if scheduler.kind == "None" else f"{scheduler.kind} ")


@pytest.mark.parametrize(
    ("scheduler", "sentence"),
    [
        (NoScheduler(), "No scheduler acts on the rate: the change stays."),
        (
            StepLR(step_size=5),
            "StepLR multiplies the rate that it finds: the change stays, also through its later drops.",
        ),
        (MultiStepLR(milestones=(2,)), "MultiStepLR multiplies the rate that it finds: the change stays."),
        (
            ExponentialLR(gamma=0.5),
            "ExponentialLR multiplies the rate that it finds: every later rate is 2.4 times what it would be.",
        ),
        (
            CosineAnnealingLR(T_max=40, eta_min=0.01),
            "CosineAnnealingLR goes on from the rate that it finds: epoch 5 trains at 0.0297839 instead of 0.0977975.",
        ),
        (
            LambdaLR(lr_lambda="0.9 ** epoch"),
            "LambdaLR computes each rate from where it started, not from the rate that it finds: "
            "the change is gone after epoch 4.",
        ),
        (TWO_STAIRS, "SequentialLR comes back to the rates of its own: the change is gone after epoch 8."),
        (
            PolynomialLR(total_iters=16),
            "PolynomialLR multiplies the rate that it finds: every later rate is 0.369231 times what it would be.",
        ),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_the_verdict_is_told_in_plain_words(scheduler: SchedulerSettings, sentence: str) -> None:
    assert seen(scheduler).sentence() == sentence


def test_epochs_can_be_counted_from_0() -> None:
    assert seen(LambdaLR(lr_lambda="0.9 ** epoch")).sentence(0).endswith("after epoch 3.")


def test_a_rate_that_stands_there_anyway_is_no_change() -> None:
    found = seen(StepLR(step_size=5), Edit(epoch=3, lr=0.1))
    assert (found.verdict, found.own.lr.tolist()) == (Verdict.SAME, found.edited.lr.tolist())
    assert found.sentence().startswith("Nothing changes")


def test_another_scheduler_or_optimizer_shows_what_both_lead_to() -> None:
    found = seen(StepLR(step_size=5, gamma=0.5), Edit(epoch=4, scheduler=ExponentialLR(gamma=0.9)))
    assert found.verdict is Verdict.REPLACED
    assert found.sentence() == (
        "ExponentialLR begins at the rate that stands there: epochs 4 and 16 train at 0.1 and 0.028243, "
        "without the change at 0.1 and 0.0125."
    )
    found = seen(StepLR(step_size=5, gamma=0.5), Edit(epoch=16, optimizer=Adam(lr=0.01)))
    assert found.sentence() == (
        "Adam begins with an empty memory, and StepLR anew with it: epoch 16 trains at 0.01, "
        "without the change at 0.0125."
    )


def test_what_was_measured_decides_what_a_plateau_does() -> None:
    experiment = Experiment(scheduler=ReduceLROnPlateau(patience=1), epochs=10)
    falling, flat = [0.9, 0.8, 0.7], [0.9, 0.9, 0.9]
    drops = [futures(experiment, BY_HAND, None, {"val_loss": loss}).own.changes[0] for loss in (falling, flat)]
    assert drops == [5, 3]
    assert futures(experiment, BY_HAND, None, {"val_loss": flat}).own.assumption == "val_loss stays as it is now"
    assert futures(experiment, BY_HAND).own.assumption == "val_loss falls, then flat"


def test_a_scheduler_that_steps_after_each_batch_is_judged_batch_by_batch() -> None:
    found = seen(OneCycleLR(max_lr=0.1), step_scheduler="batch")
    assert (found.verdict, found.last, found.own.per_epoch) == (Verdict.ERASED, EDITED, 13)
    found = seen(ExponentialLR(gamma=0.99), Edit(epoch=EPOCHS, lr=0.5), step_scheduler="batch")
    assert found.verdict is Verdict.SCALED


def test_an_edit_that_cannot_be_made_is_explained() -> None:
    with pytest.raises(ExperimentError, match=r"edits\[0\].epoch: there is no epoch 17"):
        seen(StepLR(step_size=5), Edit(epoch=17, lr=0.1))
