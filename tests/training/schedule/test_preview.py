from __future__ import annotations

import warnings
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from training.engine.train import train
from training.experiment.experiment import STAGES, Experiment
from training.experiment.optimizers import OPTIMIZERS, SGD
from training.experiment.schedulers import (
    ConstantLR,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    ExponentialLR,
    LinearLR,
    MultiStepLR,
    NoScheduler,
    PolynomialLR,
    StepLR,
)
from training.schedule.preview import BLOCK, LONGEST, preview, preview_blocks

FACTOR = st.floats(0.01, 1.0)
GAMMA = st.floats(0.01, 1.5)
COUNT = st.integers(1, 30)
SCHEDULERS = st.one_of(
    st.builds(NoScheduler),
    st.builds(StepLR, step_size=COUNT, gamma=GAMMA),
    st.builds(MultiStepLR, milestones=st.lists(st.integers(0, 40), max_size=6).map(tuple), gamma=GAMMA),
    st.builds(ConstantLR, factor=FACTOR, total_iters=COUNT),
    st.builds(LinearLR, start_factor=FACTOR, end_factor=FACTOR, total_iters=COUNT),
    st.builds(ExponentialLR, gamma=GAMMA),
    st.builds(PolynomialLR, total_iters=COUNT, power=st.floats(0.1, 4.0)),
    st.builds(CosineAnnealingLR, T_max=COUNT, eta_min=st.floats(0, 0.01)),
    st.builds(CosineAnnealingWarmRestarts, T_0=COUNT, T_mult=st.integers(1, 3), eta_min=st.floats(0, 0.01)),
)


def by_hand(experiment: Experiment) -> list[tuple[float, float]]:
    """The plain loop: use the rate, step the optimizer, step the scheduler, look again."""
    weight = torch.nn.Parameter(torch.ones(2, 2))
    arguments = experiment.optimizer.model_dump(exclude={"kind"})
    optimizer = getattr(torch.optim, experiment.optimizer.kind)([weight], **arguments)
    scheduler: Any = None
    if experiment.scheduler.kind != "None":
        arguments = experiment.scheduler.model_dump(exclude={"kind"})
        scheduler = getattr(torch.optim.lr_scheduler, experiment.scheduler.kind)(optimizer, **arguments)
    rows = []
    for _ in range(experiment.epochs):
        lr = optimizer.param_groups[0]["lr"]
        weight.grad = torch.zeros_like(weight)
        optimizer.step((lambda: torch.zeros(())) if experiment.optimizer.kind == "LBFGS" else None)
        if scheduler is not None:
            scheduler.step()
        rows.append((lr, optimizer.param_groups[0]["lr"]))
    return rows


@given(scheduler=SCHEDULERS, lr=st.floats(1e-4, 10.0), epochs=st.integers(1, 60))
def test_the_preview_is_what_torch_does(scheduler: Any, lr: float, epochs: int) -> None:
    experiment = Experiment(scheduler=scheduler, optimizer=SGD(lr=lr), epochs=epochs)
    schedule = preview(experiment)
    assert list(zip(schedule.lr, schedule.lr_after, strict=True)) == by_hand(experiment)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_preview_is_the_same_under_every_optimizer(optimizer: Any) -> None:
    experiment = Experiment.model_construct(**{**dict(Experiment()), "optimizer": optimizer()})
    schedule = preview(experiment)
    assert list(zip(schedule.lr, schedule.lr_after, strict=True)) == by_hand(experiment)


@pytest.mark.parametrize("kind", STAGES["scheduler"])
def test_a_run_uses_the_rates_of_the_preview(kind: Any) -> None:
    scheduler = kind(**{k: v for k, v in kind.suggested().items() if k != "kind"})
    experiment = Experiment(scheduler=scheduler, epochs=12)
    schedule = preview(experiment)
    records = list(train(experiment))
    assert [r.lr for r in records] == schedule.lr.tolist()
    assert [r.lr_after for r in records] == schedule.lr_after.tolist()


def test_the_tutorial_rates_are_those_of_the_textbook() -> None:
    schedule = preview(Experiment())
    assert schedule.lr.tolist() == [0.1] * 5 + [0.05] * 5
    assert schedule.lr_after[4] == 0.05
    assert schedule.changes.tolist() == [5, 10]


def test_a_long_preview_comes_in_blocks_and_ends_at_the_longest() -> None:
    blocks = list(preview_blocks(Experiment(epochs=LONGEST + 1)))
    assert len(blocks[0].lr) == BLOCK
    assert len(blocks[-1].lr) == LONGEST
    assert blocks[-1].epochs == LONGEST + 1


def test_the_preview_gives_no_warning_about_the_order_of_steps() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        preview(Experiment())
