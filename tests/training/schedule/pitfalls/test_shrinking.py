"""Optimizers that shrink the rate themselves, against torch's own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.schedule.pitfalls.cases import ROWS
from training.experiment.experiment import experiment_from
from training.experiment.file import plain
from training.experiment.optimizers import ASGD, Adagrad
from training.experiment.overrides import with_overrides
from training.schedule.build import build_optimizer
from training.schedule.pitfalls import Caution, warnings_of
from training.schedule.pitfalls.shrinking import shrinking
from training.schedule.preview import preview

RATES = st.lists(st.sampled_from((0.001, 0.01, 0.1, 1.0)), min_size=1, max_size=5)


def found(**values: Any) -> list[Caution]:
    experiment = experiment_from({"epochs": 6, **values})
    return [each for each in warnings_of(experiment, preview(experiment), ROWS) if "shrinks" in each.message]


@settings(max_examples=25)
@given(RATES, st.integers(1, 4), st.sampled_from((0.0, 0.5, 10.0)), st.sampled_from((0.5, 0.75, 1.0)))
def test_what_is_left_of_the_rate_is_what_torchs_asgd_takes(
    rates: list[float], each: int, lambd: float, alpha: float
) -> None:
    shrinks = ASGD(lr=rates[0], lambd=lambd, alpha=alpha)
    taken, divisors = shrinking(shrinks, np.array(rates), each)

    weight = torch.zeros(1, requires_grad=True)
    weight.grad = torch.ones(1)
    optimizer, acted = build_optimizer(shrinks, [weight]), []
    for rate in rates:
        optimizer.param_groups[0]["lr"] = rate
        for _ in range(each):
            acted.append(optimizer.state[weight]["eta"].item() if optimizer.state else rate)
            optimizer.step()
    assert taken / divisors == pytest.approx(acted[each - 1 :: each])


@settings(max_examples=25)
@given(RATES, st.integers(1, 4), st.sampled_from((0.0, 0.1, 1.0)))
def test_what_is_left_of_the_rate_is_what_torchs_adagrad_steps_by(
    rates: list[float], each: int, lr_decay: float
) -> None:
    shrinks = Adagrad(lr=rates[0], lr_decay=lr_decay)
    taken, divisors = shrinking(shrinks, np.array(rates), each)

    weight = torch.zeros(1, requires_grad=True, dtype=torch.float64)
    weight.grad = torch.ones_like(weight)
    optimizer, acted = build_optimizer(shrinks, [weight]), []
    for rate in rates:
        optimizer.param_groups[0]["lr"] = rate
        for _ in range(each):
            before = weight.item()
            optimizer.step()
            acted.append((before - weight.item()) * optimizer.state[weight]["sum"].item() ** 0.5)
    assert taken / divisors == pytest.approx(acted[each - 1 :: each])


@pytest.mark.parametrize(
    ("optimizer", "message"),
    [
        ({"kind": "Adagrad", "lr_decay": 1.0}, "in epoch 6 it divides 0.005 by up to 24, and 0.000208333 acts."),
        ({"kind": "ASGD", "lr": 0.1, "lambd": 10.0}, "in epoch 5 it divides 0.1 by up to 9.45742, and 0.0105737 acts."),
    ],
    ids=("adagrad", "asgd"),
)
def test_a_rate_that_is_shrunk_far_is_told_and_mended(optimizer: dict[str, Any], message: str) -> None:
    values = {"optimizer": optimizer, "batch_size": 32, "scheduler": {"kind": "StepLR", "step_size": 5, "gamma": 0.5}}
    (caution,) = found(**values)

    assert caution.message.endswith(message)
    assert caution.fix is not None
    assert not found(**with_overrides(plain(experiment_from({"epochs": 6, **values})), caution.fix.overrides))


def test_a_rate_that_is_hardly_shrunk_is_no_caution_but_noted() -> None:
    hardly = ({"kind": "Adagrad", "lr_decay": 1e-4}, {"kind": "ASGD"})

    assert not any(found(optimizer=optimizer) for optimizer in hardly)
    assert Adagrad(lr_decay=1e-4).rate_note == "Adagrad takes lr in each step, divided by 1 + lr_decay × steps made."
    assert ASGD().rate_note == ("ASGD takes each lr one step later, divided by (1 + lambd × lr × steps made)^alpha.")
    assert Adagrad().rate_note == ""
    assert ASGD(lambd=0.0).rate_note == "ASGD takes each lr one step later."
