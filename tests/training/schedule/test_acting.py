from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.experiment.optimizers import ASGD, LBFGS, SGD, Adafactor, OptimizerSettings, Rprop
from training.experiment.schedulers import StepLR
from training.schedule.acting import acting_rates, acts, capped_steps, reads, unread
from training.schedule.explain import explain_change
from training.schedule.futures import futures
from training.schedule.preview import preview
from training.schedule.why import why

HALVED = StepLR(step_size=5, gamma=0.5)


@pytest.mark.parametrize(
    ("optimizer", "words"),
    [
        (SGD(lr=0.1), "used from epoch 6"),
        (Rprop(lr=0.1), "not read by Rprop, which looks at lr in its first step only"),
        (Adafactor(lr=0.1), "Adafactor takes min(lr, 1/√step) from epoch 6"),
        (ASGD(lr=0.1), "taken by ASGD one step after epoch 6 begins"),
        (LBFGS(lr=0.1), "used from epoch 6"),
        (LBFGS(lr=0.1, line_search_fn="strong_wolfe"), "the first guess of LBFGS's line search from epoch 6"),
    ],
)
def test_a_change_says_what_the_optimizer_makes_of_it(optimizer: OptimizerSettings, words: str) -> None:
    sentence = explain_change(Experiment(optimizer=optimizer, scheduler=HALVED), 5, 0.1, 0.05)

    assert sentence.endswith(f"lr 0.1 → 0.05 (×0.5), {words}")


def test_a_group_that_thaws_reads_the_rate_that_stands_then() -> None:
    experiment = Experiment(optimizer=Rprop(lr=0.1), scheduler=StepLR(step_size=2, gamma=0.5), freeze_body=4)

    assert acts(experiment, 2) == "not read by Rprop before the first step of the body in epoch 5"
    assert acts(experiment, 4) == "read by Rprop at the first step of the body in epoch 5 only"
    assert acts(experiment, 6) == "not read by Rprop, which looks at lr in its first step only"
    (body, _), (head, _) = acting_rates(experiment, preview(experiment), 25)
    assert np.flatnonzero(np.isfinite(body)).tolist() == [4]
    assert body[4] == 0.025
    assert np.flatnonzero(np.isfinite(head)).tolist() == [0]


def test_an_optimizer_that_is_built_on_the_way_reads_the_rate_at_its_own_first_step() -> None:
    experiment = Experiment(
        optimizer=Rprop(lr=0.1),
        scheduler=HALVED,
        edits=(Edit(epoch=3, lr=0.2), Edit(epoch=4, optimizer=Rprop(lr=0.3)), Edit(epoch=7, optimizer=SGD(lr=0.4))),
    )

    assert [epoch for epoch in range(1, 11) if reads(experiment, epoch)] == [1, 4, 7, 8, 9, 10]
    assert unread(experiment, 3) == ", not read by Rprop"
    assert not unread(experiment, 4)
    assert not unread(experiment, 7)
    ((rates, _),) = acting_rates(experiment, preview(experiment), 25)
    assert rates.tolist() == pytest.approx([0.1, *[np.nan] * 2, 0.3, *[np.nan] * 2, *[0.4] * 4], nan_ok=True)


def test_what_is_set_by_hand_is_not_said_to_last_where_it_is_not_read() -> None:
    experiment = Experiment(optimizer=Rprop(lr=0.1), scheduler=HALVED)
    edit = Edit(epoch=3, lr=0.01)

    assert futures(experiment, edit).sentence().endswith(experiment.optimizer.rate_note)
    told = why(experiment.with_edit(edit), 2)
    assert told.sentence() == "Before epoch 3, rate set by hand: lr 0.1 → 0.01, not read by Rprop"
    assert told.note == experiment.optimizer.rate_note


@given(
    st.lists(st.sampled_from((-0.1, 0.0, 0.01, 0.05, 0.1, 0.125, 0.2, 1 / 3, 0.5, 1.0, 3.0)), max_size=8),
    st.integers(1, 30),
)
def test_steps_above_the_cap_are_counted_as_adafactor_compares_them(rates: list[float], each: int) -> None:
    expected = [
        sum(rate > 1 / step**0.5 for step in range(place * each + 1, (place + 1) * each + 1))
        for place, rate in enumerate(rates)
    ]

    assert capped_steps(np.array(rates), each).tolist() == expected
