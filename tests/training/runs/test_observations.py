from __future__ import annotations

import math
from typing import Any

import pytest

from training.engine.record import EpochRecord
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.experiment.optimizers import SGD
from training.experiment.schedulers import ExponentialLR, MultiStepLR, StepLR
from training.runs.observations import observe, summarize
from training.runs.trace import Trace
from training.schedule.preview import preview


def trace_of(losses: list[float], validated: bool = False, **settings: Any) -> Trace:
    """A trace with the rates that torch gives and these losses."""
    trace = Trace(Experiment(**{"epochs": len(losses), **settings}))
    plan = preview(trace.experiment)
    for index, loss in enumerate(losses):
        held_out = (loss, 0.5) if validated else (None, None)
        lr, lr_after = float(plan.lr[index]), float(plan.lr_after[index])
        trace.extend([EpochRecord(index + 1, lr, lr_after, loss, 0.5, *held_out, 0.0)])
    return trace


def words(trace: Trace) -> list[str]:
    return [observe(trace, index) for index in range(len(trace))]


FALLING = [1 - 0.05 * n for n in range(10)]


def test_step_lr_tells_when_its_change_acts() -> None:
    said = words(trace_of(FALLING))
    assert "StepLR: 5 epochs done, lr 0.1 → 0.05 (×0.5), used from epoch 6" in said[4]
    assert "first epoch at lr 0.05" in said[5]
    assert "StepLR: 10 epochs done, lr 0.05 → 0.025 (×0.5), no epoch left to use it" in said[9]
    assert all("StepLR" not in said[index] for index in (0, 1, 2, 3, 5, 6, 7, 8))


def test_multi_step_lr_names_its_milestones() -> None:
    said = words(trace_of(FALLING, scheduler=MultiStepLR(milestones=(3, 7, 7), gamma=0.1)))
    assert "milestone 3 reached, lr 0.1 → 0.01 (×0.1), used from epoch 4" in said[2]
    assert "milestone 7 reached (listed 2 times), lr 0.01 → 0.0001 (×0.01), used from epoch 8" in said[6]


def test_a_rate_that_changes_every_epoch_is_not_announced_as_new_each_time() -> None:
    said = words(trace_of(FALLING, scheduler=ExponentialLR(gamma=0.9)))
    assert all("first epoch at" not in text for text in said[2:])


def test_counted_from_0_every_epoch_that_is_named_is_one_less() -> None:
    trace = trace_of([1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.5, 0.6])
    assert "5 epochs done, lr 0.1 → 0.05 (×0.5), used from epoch 5" in observe(trace, 4, first=0)
    assert observe(trace, 9, first=0).endswith("lowest loss 0.3 in epoch 7")
    assert observe(trace, 9).endswith("lowest loss 0.3 in epoch 8")


def test_a_head_with_its_own_rate_is_told_too() -> None:
    trace = Trace(Experiment(epochs=10, head_lr=0.01))
    trace.extend(
        EpochRecord(index + 1, 0.1, 0.1, 0.5, 0.5, None, None, 0.0, *([0.01, 0.01] if index < 4 else [0.01, 0.005]))
        for index in range(5)
    )
    assert "head lr" not in words(trace)[3]
    assert "StepLR: 5 epochs done, lr stays 0.1, head lr 0.01 → 0.005 (×0.5), used from epoch 6" in words(trace)[4]


def test_a_change_by_hand_is_told_where_it_acts() -> None:
    edits = Edit(epoch=3, lr=0.01), Edit(epoch=6, scheduler=StepLR(step_size=2))
    said = words(trace_of(FALLING, edits=edits))
    assert said[2].startswith("rate set by hand: lr 0.1 → 0.01; ")
    assert said[4].startswith("StepLR: 5 epochs done, lr 0.01 → 0.005 (×0.5), then comes a change by hand")
    assert said[5].startswith("scheduler changed by hand: StepLR(step_size=2), lr stays 0.005; ")
    assert "StepLR: 2 epochs done (counted from epoch 6), lr 0.005 → 0.0005 (×0.1), used from epoch 8" in said[6]
    assert "first epoch at" not in said[2] + said[5]


def test_a_rate_that_the_scheduler_changes_and_a_hand_sets_back_is_told_twice() -> None:
    said = words(trace_of(FALLING, edits=(Edit(epoch=6, lr=0.1),)))
    assert "StepLR: 5 epochs done, lr 0.1 → 0.05 (×0.5), then comes a change by hand" in said[4]
    assert said[5].startswith("rate set by hand: lr 0.05 → 0.1")


def test_the_first_epoch_names_the_rate_it_used() -> None:
    assert words(trace_of(FALLING))[0] == "first epoch, lr 0.1"


@pytest.mark.parametrize(("validated", "name"), [(False, "loss"), (True, "validation loss")])
def test_lowest_and_rising_losses_are_told_apart(validated: bool, name: str) -> None:
    said = words(trace_of([1.0, 0.8, 0.9, 0.7], validated, optimizer=SGD(lr=0.1)))
    assert said[1] == f"{name} fell to its lowest, by 0.2"
    assert said[2] == f"{name} rose by 0.1"
    assert said[3].startswith(f"{name} fell to its lowest, by 0.1")


def test_a_plateau_needs_five_epochs_of_standstill() -> None:
    said = words(trace_of([1.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]))
    assert ["plateau" in text for text in said] == [False] * 6 + [True] * 2


def test_a_loss_far_above_the_lowest_is_called_so() -> None:
    assert "loss is 3 times its lowest" in words(trace_of([0.5, 1.5]))[1]


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_no_number_is_divergence(loss: float) -> None:
    assert words(trace_of([0.5, loss]))[1] == f"diverged: the loss is {loss}"


def test_the_end_names_the_best_epoch() -> None:
    assert words(trace_of([1.0, 0.4, 0.6]))[2].endswith("end of training: lowest loss 0.4 in epoch 2")


def test_losses_that_are_never_a_number_have_no_best_epoch() -> None:
    trace = Trace(Experiment(epochs=1))
    trace.extend([EpochRecord(1, 0.1, 0.1, 0.5, 0.5, math.nan, 0.5, 0.0)])
    assert words(trace)[0].endswith("end of training: the validation loss is nan in every epoch")


def test_a_lowest_loss_of_zero_is_no_measure() -> None:
    assert words(trace_of([0.0, 0.5]))[1].startswith("loss rose by 0.5")


def test_early_stopping_says_why_the_run_ended() -> None:
    said = words(trace_of([1.0, 0.4, 0.6, 0.5], epochs=20, early_stopping=2))
    assert "early stopping after 2 epochs without a new lowest" in said[3]


def test_no_sentence_claims_more_than_the_epochs_up_to_its_own_show() -> None:
    """An observation may not change when later epochs arrive."""
    losses = [1.0, 0.7, 0.9, 0.69, 0.69, 0.69, 0.69, 0.69, 0.69, 0.3]
    whole = words(trace_of(losses, epochs=20))
    for length in range(1, len(losses)):
        assert words(trace_of(losses[:length], epochs=20)) == whole[:length]


def test_the_summary_is_one_sentence_with_the_last_figures() -> None:
    assert summarize(trace_of([1.0, 0.5])) == "2 of 2 epochs in 0.00 s: loss 0.5000, accuracy 0.5000"
