from __future__ import annotations

import warnings
from collections.abc import Sequence
from math import ceil
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rates import stepping
from tests.schedulers import SCHEDULERS
from training.engine.data import load
from training.engine.train import train
from training.experiment.experiment import STAGES, Experiment
from training.experiment.optimizers import OPTIMIZERS, SGD, Adagrad
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import MultiStepLR, OneCycleLR, ReduceLROnPlateau
from training.schedule.assumption import Assumption
from training.schedule.preview import BLOCK, LONGEST, Schedule, preview, preview_blocks


def by_hand(experiment: Experiment, batches: int = 1, loss: Sequence[float] = (1.0,)) -> list[float]:
    """The plain loop: use the rate, step the optimizer, step the scheduler; return the rate before each step."""
    weight = torch.nn.Parameter(torch.ones(2, 2))
    arguments = experiment.optimizer.model_dump(exclude={"kind"})
    optimizer = getattr(torch.optim, experiment.optimizer.kind)([weight], **arguments)
    per_epoch = batches if experiment.steps_after_batch else 1
    step = stepping(experiment.scheduler, optimizer, experiment.epochs * per_epoch, per_epoch)
    rates = [optimizer.param_groups[0]["lr"]]
    for done in range(experiment.epochs * per_epoch):
        weight.grad = torch.zeros_like(weight)
        optimizer.step((lambda: torch.zeros(())) if experiment.optimizer.kind == "LBFGS" else None)
        figure = loss[min(done, len(loss) - 1)]
        step({"loss": figure, "val_loss": figure})
        rates.append(optimizer.param_groups[0]["lr"])
    return rates


@pytest.mark.slow
@settings(max_examples=300)
@given(scheduler=SCHEDULERS, lr=st.floats(1e-4, 10.0), epochs=st.integers(1, 60), data=st.data())
def test_the_preview_is_what_torch_does(scheduler: Any, lr: float, epochs: int, data: Any) -> None:
    watches = any(isinstance(member, ReduceLROnPlateau) for _, member in scheduler.family())
    tick = "epoch" if watches else data.draw(st.sampled_from(["auto", "epoch", "batch"]))
    experiment = Experiment(scheduler=scheduler, optimizer=SGD(lr=lr), epochs=epochs, step_scheduler=tick)
    losses = data.draw(st.lists(st.floats(0, 10), min_size=1, max_size=60))
    rows = data.draw(st.integers(1, 200))
    schedule = preview_or_none(experiment, rows, Assumption("drawn", losses))
    if schedule is None:
        with pytest.raises((ValueError, ArithmeticError)):
            by_hand(experiment, ceil(rows / experiment.batch_size), losses)
        return
    assert schedule.rates[0].tolist() == by_hand(experiment, ceil(rows / experiment.batch_size), losses)


def preview_or_none(experiment: Experiment, rows: int, assumption: Assumption) -> Schedule | None:
    try:
        return preview(experiment, rows, assumption)
    except ExperimentError:
        return None


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_preview_is_the_same_under_every_optimizer(optimizer: Any) -> None:
    experiment = Experiment.model_construct(**{**dict(Experiment()), "optimizer": optimizer()})
    schedule = preview(experiment)
    assert schedule.rates[0].tolist() == by_hand(experiment)


@pytest.mark.parametrize("kind", STAGES["scheduler"])
@pytest.mark.parametrize("tick", ["auto", "batch"])
def test_a_run_uses_the_rates_of_the_preview(kind: Any, tick: str) -> None:
    scheduler = kind(**{k: v for k, v in kind.suggested().items() if k != "kind"})
    if tick == "batch" and scheduler.kind == "ReduceLROnPlateau":
        return
    experiment = Experiment(scheduler=scheduler, epochs=12, step_scheduler=tick)
    data = load(experiment.data)
    records = list(train(experiment, data))
    schedule = preview(experiment, data.rows, Assumption("trained", [record.val_loss or 0.0 for record in records]))
    assert [r.lr for r in records] == schedule.lr.tolist()
    assert [r.lr_after for r in records] == schedule.lr_after.tolist()
    if experiment.steps_after_batch:
        assert [lr for r in records for lr in r.batch_lrs] == schedule.rates[0, :-1].tolist()


def test_body_and_head_have_rates_of_their_own() -> None:
    schedule = preview(Experiment(head_lr=0.02))
    assert schedule.rates[:, 0].tolist() == [0.1, 0.02]
    assert schedule.rates[:, -1].tolist() == [0.025, 0.005]


def test_a_cycle_shows_the_momentum_that_it_sets() -> None:
    schedule = preview(Experiment(scheduler=OneCycleLR(max_lr=0.1)), rows=320)
    assert schedule.momentum is not None
    assert schedule.momentum[0] == 0.95
    assert schedule.momentum.min() == pytest.approx(0.85)


def test_a_preview_says_what_it_assumes_of_the_figure_that_is_watched() -> None:
    schedule = preview(Experiment(scheduler=ReduceLROnPlateau(patience=2), epochs=20))
    assert schedule.assumption == "val_loss falls, then flat"
    assert schedule.lr[-1] < schedule.lr[0]
    assert preview(Experiment()).assumption == ""


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


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(optimizer=Adagrad(initial_accumulator_value=1e300)),
        Experiment(scheduler=MultiStepLR(milestones=(3, 3), gamma=1e300)),
    ],
)
def test_numbers_too_large_for_torch_are_told_in_a_sentence(experiment: Experiment) -> None:
    with pytest.raises(ExperimentError, match="too large to compute with"):
        preview(experiment)
