from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from gui.plots.words import NOTHING, describe
from tests.gui.conftest import MakeSchedule, MakeTrace
from training.experiment.experiment import Experiment
from training.experiment.optimizers import ASGD, SGD, Adafactor, Adagrad, Rprop
from training.runs.trace import Trace
from training.schedule.preview import Schedule

AddEpochs = Callable[[Trace, list[float]], None]


def test_nothing_is_said_to_be_nothing() -> None:
    assert describe(None, None) == NOTHING


def test_a_plan_lists_its_few_rates(make_schedule: MakeSchedule) -> None:
    assert describe(None, make_schedule()) == (
        "Planned learning rate: 0.1 in epochs 1 to 5, then 0.05 in epochs 6 to 10."
    )


def test_a_plan_of_many_rates_tells_its_ends_and_extremes() -> None:
    rates = np.concatenate((np.linspace(0, 1, 11), np.linspace(0.9, 0.2, 8)))
    assert describe(None, Schedule(18, rates[None])) == (
        "Planned learning rate: 0 in epoch 1 and 0.3 in epoch 18, highest 1 in epoch 11, lowest 0 in epoch 1."
    )


def test_a_run_tells_its_course_with_the_true_numbers(make_trace: MakeTrace) -> None:
    assert describe(make_trace([0.8, 0.5, 0.4, 0.6]), None) == (
        "4 epochs are trained. Learning rate: 0.1 in epochs 1 to 4. "
        "Training loss fell from 0.8 to 0.6, lowest 0.4 in epoch 3. "
        "Training accuracy rose from 0.5 to 0.6, highest 0.7 in epoch 3. "
        "Validation loss fell from 0.9 to 0.7, lowest 0.5 in epoch 3. "
        "Validation accuracy rose from 0.4 to 0.5, highest 0.6 in epoch 3."
    )


def test_the_plan_goes_on_where_the_run_stands(make_trace: MakeTrace, make_schedule: MakeSchedule) -> None:
    words = describe(make_trace([0.5] * 7, validated=False), make_schedule())
    assert "Learning rate: 0.1 in epochs 1 to 5, then 0.05 in epochs 6 to 7." in words
    assert words.endswith("Planned learning rate: 0.05 in epochs 8 to 10.")
    assert "Validation" not in words


def test_what_is_not_a_number_is_counted(make_trace: MakeTrace) -> None:
    words = describe(make_trace([0.5, math.nan, math.inf]), None)
    assert "Training loss is not a finite number in 2 of 3 epochs, first in epoch 2." in words


def test_counted_from_0_every_epoch_has_one_less(make_trace: MakeTrace, make_schedule: MakeSchedule) -> None:
    words = describe(make_trace([0.8, 0.4, math.nan], validated=False), make_schedule(), first=0)
    assert "Learning rate: 0.1 in epochs 0 to 2." in words
    assert "lowest 0.4 in epoch 1." in words
    assert "1 of 3 epochs, first in epoch 2." in words
    assert words.endswith("Planned learning rate: 0.1 in epochs 3 to 4, then 0.05 in epochs 5 to 9.")


def test_one_epoch_reads_well(make_trace: MakeTrace) -> None:
    words = describe(make_trace([0.5], validated=False), None)
    assert words == ("1 epoch is trained. Learning rate: 0.1 in epoch 1. Training loss: 0.5. Training accuracy: 0.65.")


def test_a_rate_that_the_optimizer_does_not_follow_is_not_left_to_look_so(add_epochs: AddEpochs) -> None:
    optimizers = (Rprop(lr=0.1), Adafactor(lr=0.1), ASGD(lr=0.1), Adagrad(lr=0.1, lr_decay=1.0), SGD(lr=0.1))
    for optimizer in optimizers:
        trace = Trace(Experiment(optimizer=optimizer))
        add_epochs(trace, [0.5] * 10)
        listed = "Learning rate: 0.1 in epochs 1 to 5, then 0.05 in epochs 6 to 10."
        assert f"{listed} {optimizer.rate_note} Training".replace("  ", " ") in describe(trace, None)
    assert [bool(optimizer.rate_note) for optimizer in optimizers] == [True, True, True, True, False]
