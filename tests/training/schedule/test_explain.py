from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.schedulers import SCHEDULERS
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.experiment.optimizers import Adam
from training.experiment.schedulers import (
    CosineAnnealingLR,
    ExponentialLR,
    Move,
    MultiStepLR,
    OneCycleLR,
    SequentialLR,
    StepLR,
)
from training.schedule.explain import explain_batch, explain_change, explain_edit, number
from training.schedule.preview import preview


@given(scheduler=SCHEDULERS, first=st.sampled_from([0, 1]))
def test_every_change_is_explained_with_its_own_numbers(scheduler: Any, first: int) -> None:
    experiment = Experiment(scheduler=scheduler, epochs=40)
    schedule = preview(experiment, rows=320)
    for epoch in schedule.changes.tolist():
        lr, lr_after = schedule.lr[epoch - 1], schedule.lr_after[epoch - 1]
        said = explain_change(experiment, epoch, lr, lr_after, first=first)
        assert said.startswith(f"{scheduler.kind}: ")
        assert f"lr {number(lr)} → {number(lr_after)}" in said
        assert said.endswith("no epoch left to use it" if epoch == 40 else f"used from epoch {epoch + first}")


def test_steps_after_batches_are_not_told_as_epochs() -> None:
    experiment = Experiment(scheduler=OneCycleLR(max_lr=0.1))
    said = explain_change(experiment, 1, 0.004, 0.0285906)
    assert said == "OneCycleLR: stepped after each batch, lr 0.004 → 0.0285906 over this epoch, used from epoch 2"
    said = explain_change(Experiment(step_scheduler="batch"), 3, 0.1, 0.05)
    assert said == "StepLR: stepped after each batch, lr 0.1 → 0.05 over this epoch, used from epoch 4"


def test_a_batch_is_named_with_its_epoch() -> None:
    experiment = Experiment(scheduler=OneCycleLR(max_lr=0.1))
    assert explain_batch(experiment, 2, 7, (0.01, 0.02)) == "OneCycleLR: batch 7 of epoch 2 done, lr 0.01 → 0.02 (×2)"
    assert "batch 7 of epoch 1 done" in explain_batch(experiment, 2, 7, (0.01, 0.02), first=0)


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (None, "lr 0.1 → 0.05 (×0.5), used"),
        ((0.1, 0.05), "lr 0.1 → 0.05 (×0.5), used"),
        ((0.01, 0.005), "lr 0.1 → 0.05 (×0.5), head lr 0.01 → 0.005 (×0.5), used"),
        ((0.01, 0.01), "lr 0.1 → 0.05 (×0.5), head lr stays 0.01, used"),
    ],
)
def test_the_head_s_rate_is_told_where_it_differs(head: tuple[float, float] | None, told: str) -> None:
    assert told in explain_change(Experiment(), 5, 0.1, 0.05, head)


def test_a_rate_that_stays_is_said_to_stay() -> None:
    assert explain_change(Experiment(), 4, 0.1, 0.1) == "StepLR: lr stays 0.1 after epoch 4"
    assert explain_change(Experiment(), 4, 0.1, 0.1, first=0).endswith("after epoch 3")


def test_a_sequence_that_jumps_up_says_that_it_starts_again() -> None:
    schedulers = (StepLR(step_size=2, gamma=0.1), StepLR(step_size=5))
    experiment = Experiment(scheduler=SequentialLR(schedulers=schedulers, milestones=(4,)))
    schedule = preview(experiment)
    assert explain_change(experiment, 4, schedule.lr[3], schedule.lr_after[3]) == (
        "SequentialLR: milestone 4 reached, StepLR begins, and the rate starts again from the initial rate, "
        "lr 0.01 → 0.1 (×10), used from epoch 5"
    )


@given(scheduler=SCHEDULERS)
def test_a_restart_is_named_exactly_where_the_rate_jumps_up(scheduler: Any) -> None:
    if scheduler.kind != "CosineAnnealingWarmRestarts":
        return
    experiment = Experiment(scheduler=scheduler, epochs=100)
    schedule = preview(experiment, rows=320)
    for index, (lr, lr_after) in enumerate(zip(schedule.lr, schedule.lr_after, strict=True)):
        if lr != lr_after:
            assert ("restart" in scheduler.cause(index + 1, Move(lr, lr_after))) == bool(lr_after > lr)


def test_a_factor_beyond_all_numbers_is_told_without_a_warning() -> None:
    experiment = Experiment(scheduler=CosineAnnealingLR(T_max=1, eta_min=5e-324))
    schedule = preview(experiment)
    assert "×inf" in explain_change(experiment, 2, schedule.lr[1], schedule.lr_after[1])


def test_a_scheduler_that_a_hand_put_in_place_counts_from_its_own_epoch() -> None:
    experiment = Experiment(edits=(Edit(epoch=4, scheduler=MultiStepLR(milestones=(2,), gamma=0.1)),))
    said = explain_change(experiment, 5, 0.1, 0.01)
    assert said == "MultiStepLR: milestone 2 reached (counted from epoch 4), lr 0.1 → 0.01 (×0.1), used from epoch 6"
    assert "(counted from epoch 3)" in explain_change(experiment, 5, 0.1, 0.01, first=0)
    assert explain_change(experiment, 3, 0.1, 0.1).startswith("StepLR: ")


def test_a_batch_is_explained_by_the_scheduler_that_was_there() -> None:
    experiment = Experiment(step_scheduler="batch", edits=(Edit(epoch=3, scheduler=ExponentialLR(gamma=0.9)),))
    assert explain_batch(experiment, 2, 1, (0.1, 0.05)).startswith("StepLR: batch 1 of epoch 2")
    assert explain_batch(experiment, 3, 1, (0.1, 0.09)).startswith("ExponentialLR: batch 1 of epoch 3")


def test_a_change_that_a_hand_follows_is_not_said_to_be_used() -> None:
    experiment = Experiment(edits=(Edit(epoch=6, lr=0.2),))
    assert explain_change(experiment, 5, 0.1, 0.05).endswith("lr 0.1 → 0.05 (×0.5), then comes a change by hand")


@pytest.mark.parametrize(
    ("edit", "rates", "told"),
    [
        (Edit(epoch=2, lr=0.01), (0.1, 0.01), "rate set by hand: lr 0.1 → 0.01"),
        (Edit(epoch=2, lr=0.1), (0.1, 0.1), "rate set by hand: lr stays 0.1"),
        (
            Edit(epoch=2, scheduler=StepLR(step_size=2)),
            (0.1, 0.1),
            "scheduler changed by hand: StepLR(step_size=2), lr stays 0.1",
        ),
        (
            Edit(epoch=2, lr=0.2, scheduler=StepLR(step_size=2)),
            (0.1, 0.2),
            "rate and scheduler changed by hand: StepLR(step_size=2), lr 0.1 → 0.2",
        ),
        (
            Edit(epoch=2, optimizer=Adam(), scheduler=StepLR(step_size=2)),
            (0.1, 0.001),
            "optimizer and scheduler changed by hand: Adam() and StepLR(step_size=2), lr 0.1 → 0.001",
        ),
    ],
)
def test_a_change_by_hand_is_told_with_what_it_did_to_the_rate(
    edit: Edit, rates: tuple[float, float], told: str
) -> None:
    assert explain_edit(edit, rates) == told
    assert explain_edit(edit, rates, (0.5, 0.4)) == f"{told}, head lr 0.5 → 0.4"
