from __future__ import annotations

import math
from typing import Any

import pytest
from torch.optim import lr_scheduler

from tests.training.schedule.pitfalls.cases import caution, cautions, sgd, used
from training.experiment.experiment import experiment_from
from training.experiment.optimizers import SGD
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import ReduceLROnPlateau


def test_p18_a_plateau_needs_a_first_figure_and_one_bad_one_more_than_its_patience() -> None:
    optimizer = sgd()
    scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, patience=2)
    assert used(optimizer, scheduler, 4, 1.0, 1.0, 1.0, 1.0) == [0.1, 0.1, 0.1, 0.1, 0.01]
    optimizer = sgd()
    scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, patience=0)
    assert used(optimizer, scheduler, 2, 1.0, math.nan)[-1] == 0.01
    optimizer = sgd(1e-8)
    scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, patience=0)
    assert used(optimizer, scheduler, 3, 1.0, 1.0, 1.0)[-1] == 1e-8
    optimizer = sgd()
    scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, patience=0, threshold=0.1)
    assert used(optimizer, scheduler, 2, -1.0, -1.0)[-1] == 0.1  # no better, and yet it counts as such

    assert caution(ReduceLROnPlateau(), "scheduler.patience").message == (
        "The rate can never fall: with patience 10 epoch 13 would be the first at a lower rate, "
        "and the run has 10 epochs."
    )
    assert cautions(ReduceLROnPlateau(patience=7)) == []
    small = caution(ReduceLROnPlateau(patience=2), "scheduler.eps", optimizer=SGD(lr=1e-8))
    assert small.message == "The rate 1e-08 never falls: eps 1e-08 forbids so small a change."
    with pytest.raises(ExperimentError, match="step the scheduler after each epoch"):
        experiment_from({"scheduler": {"kind": "ReduceLROnPlateau"}, "step_scheduler": "batch"})


@pytest.mark.parametrize(("monitor", "mode", "right"), [("accuracy", "min", "max"), ("val_loss", "max", "min")])
def test_a_mode_that_does_not_fit_the_figure_is_turned_round(monitor: str, mode: str, right: str) -> None:
    settings = ReduceLROnPlateau.model_validate({"monitor": monitor, "mode": mode, "patience": 2})

    fix = caution(settings, "scheduler.mode").fix

    assert fix is not None
    assert fix.changes == (("scheduler.mode", right),)


def test_a_lowest_rate_above_the_rate_is_pointed_out() -> None:
    found = caution(ReduceLROnPlateau(patience=2, min_lr=0.2), "scheduler.min_lr")

    assert found.message == "The rate 0.1 never falls: min_lr 0.2 is not below it."


def test_a_threshold_that_nothing_passes_is_pointed_out() -> None:
    found = caution(ReduceLROnPlateau(patience=2, threshold=1.0), "scheduler.threshold")

    assert found.message.startswith("No progress ever counts, so the rate falls every 3 epochs")


def test_a_factor_of_zero_ends_the_learning() -> None:
    assert "nothing is learned" in caution(ReduceLROnPlateau(patience=2, factor=0.0), "scheduler.factor").message


def test_early_stopping_must_be_more_patient_than_the_plateau() -> None:
    assert caution(ReduceLROnPlateau(patience=2), "early_stopping", early_stopping=3).message == (
        "The run ends before a lower rate is tried: early stopping waits for 3 epochs, "
        "and the rate falls after 3 epochs without progress."
    )
    assert cautions(ReduceLROnPlateau(patience=2), early_stopping=4) == []


@pytest.mark.parametrize("wrong", [{"mode": "max"}, {"monitor": "val_accuracy"}, {"threshold": 1.0}])
@pytest.mark.parametrize("never", [{"patience": 8}, {"eps": 0.5}, {"min_lr": 0.1}, {}])
def test_a_rate_that_never_falls_is_not_said_to_fall(wrong: dict[str, Any], never: dict[str, Any]) -> None:
    settings = {"patience": 7, "mode": "max", "monitor": "val_accuracy", "threshold_mode": "abs"} | never
    if "mode" in wrong:
        settings |= {"monitor": "loss"}
    elif "monitor" in wrong:
        settings |= {"mode": "min"}

    messages = [caution.message for caution in cautions(ReduceLROnPlateau(**(settings | wrong)))]

    assert any("rate falls" in message for message in messages) == (not never)
    assert any("never fall" in message for message in messages) == bool(never)
