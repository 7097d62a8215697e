from __future__ import annotations

import pytest
import torch
from torch.optim import lr_scheduler

from tests.training.schedule.pitfalls.cases import caution, cautions, sgd, used
from training.experiment.experiment import Experiment
from training.experiment.optimizers import SGD, Adagrad
from training.experiment.schedulers import CyclicLR, HandSwitched, LinearLR, OneCycleLR


def test_p09_one_step_too_many_turns_a_straight_cycle_negative_and_two_fail() -> None:
    optimizer = sgd()
    scheduler = lr_scheduler.OneCycleLR(optimizer, 0.1, 10, anneal_strategy="linear")
    assert used(optimizer, scheduler, 10)[-1] == pytest.approx(-0.0142853, rel=1e-5)
    with pytest.raises(ValueError, match="Tried to step 11 times"):
        used(optimizer, scheduler, 1)

    below = caution(
        OneCycleLR(max_lr=0.1, anneal_strategy="linear"), "scheduler.anneal_strategy", step_scheduler="epoch"
    )
    assert below.message.startswith("After the run the rate is -0.0142853.")
    early = caution(OneCycleLR(max_lr=0.1, total_steps=9), "scheduler.total_steps", step_scheduler="epoch")
    assert early.message == (
        "Torch stops the run with an error at the end of epoch 10: the cycle has 9 steps, and the run has 10 epochs."
    )


def test_p10_one_cycle_brings_its_own_rate_and_momentum() -> None:
    optimizer = sgd(0.1, momentum=0.0)
    lr_scheduler.OneCycleLR(optimizer, 0.1, 100)
    assert optimizer.param_groups[0]["lr"] == pytest.approx(0.004)
    assert optimizer.param_groups[0]["momentum"] == pytest.approx(0.95)
    with pytest.raises(ValueError, match="must support momentum"):
        lr_scheduler.OneCycleLR(torch.optim.Adagrad([torch.nn.Parameter(torch.ones(1))]), 0.1, 100)
    with pytest.raises(ZeroDivisionError):
        lr_scheduler.OneCycleLR(sgd(), 0.1, 10, pct_start=0.1)

    settings = OneCycleLR(max_lr=0.1)
    assert caution(settings, "scheduler.cycle_momentum").message == (
        "OneCycleLR will switch momentum on: SGD has none and gets 0.95, down to 0.85 and back."
    )
    assert (
        caution(settings, "optimizer.lr").message == "The optimizer's lr 0.1 is not used: OneCycleLR starts at 0.004."
    )
    with pytest.raises(ValueError, match="Adagrad has no momentum to cycle"):
        Experiment(optimizer=Adagrad(), scheduler=settings)
    zero = caution(OneCycleLR(max_lr=0.1, pct_start=0.1), "scheduler.pct_start", step_scheduler="epoch")
    assert zero.message.startswith("Torch stops with a division by zero: pct_start 0.1 of 10 epochs")


def test_a_cycle_that_fits_is_no_cause_for_caution() -> None:
    sound = SGD(lr=0.004, momentum=0.9)

    assert cautions(OneCycleLR(max_lr=0.1), optimizer=sound) == []


def test_a_cycle_longer_than_the_run_is_pointed_out() -> None:
    found = caution(OneCycleLR(max_lr=0.1, epochs=20), "scheduler.epochs")

    assert found.message.startswith("The cycle is cut short: it takes 80 batches, and the run has 40 batches.")


def test_a_peak_that_is_never_reached_is_pointed_out() -> None:
    found = caution(CyclicLR(base_lr=0.1, max_lr=0.5), "scheduler.step_size_up")

    assert found.message == (
        "The rate never reaches max_lr 0.5: 0.1078 is the highest. The way up takes 2000 batches, "
        "and the run has 40 batches."
    )


def test_a_lowest_rate_above_the_highest_is_pointed_out() -> None:
    found = caution(CyclicLR(base_lr=0.1, max_lr=0.01, step_size_up=4), "scheduler.base_lr")

    assert found.message == "The cycle begins at 0.1 and goes down towards 0.01: base_lr is above max_lr."


def test_a_cycle_that_is_switched_to_by_hand_must_meet_the_rate() -> None:
    switched = HandSwitched(
        schedulers=(LinearLR(start_factor=1.0, end_factor=0.01, total_iters=5), OneCycleLR(max_lr=10.0)),
        milestones=(5,),
    )

    found = caution(switched, "scheduler.schedulers[1].max_lr", step_scheduler="epoch")

    assert found.message == "The rate rises from 0.0208 to 0.4 at epoch 6, where OneCycleLR begins."
