from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.optim import SGD, Adam, AdamW

from training.engine.sweep.steps import AdamSteps, SGDSteps, Steps

RATES = (0.1, 0.02, 1.5)
Case = tuple[type, dict[str, Any], Callable[[], Steps]]
CASES: dict[str, Case] = {
    "SGD": (SGD, {}, lambda: SGDSteps(nesterov=False, momentum=False)),
    "decay": (SGD, {"weight_decay": 0.1}, lambda: SGDSteps(nesterov=False, momentum=False)),
    "momentum": (SGD, {"momentum": 0.9, "dampening": 0.2}, lambda: SGDSteps(nesterov=False, momentum=True)),
    "nesterov": (SGD, {"momentum": 0.9, "nesterov": True}, lambda: SGDSteps(nesterov=True, momentum=True)),
    "Adam": (Adam, {"weight_decay": 0.1}, lambda: AdamSteps(decoupled=False)),
    "AdamW": (AdamW, {"betas": (0.5, 0.8), "eps": 1e-3}, lambda: AdamSteps(decoupled=True)),
}


def numbers(group: dict[str, Any], steps: Steps, columns: bool) -> dict[str, Any]:
    """Return the steps' numbers, all but the rate alike: as floats, or as columns."""
    values = dict(group) | {"lr": 0.0}
    values |= dict(zip(("beta1", "beta2"), values.pop("betas", ()), strict=False))
    found = {name: values[name] for name in steps.names}
    if columns:
        found = {name: torch.full((len(RATES), 1), value, dtype=torch.float64) for name, value in found.items()}
    return found | {"lr": torch.tensor(RATES, dtype=torch.float64).unsqueeze(1)}


@pytest.mark.parametrize("columns", [False, True])
@pytest.mark.parametrize("name", CASES)
def test_each_row_is_stepped_as_torch_would_step_it_alone(name: str, columns: bool) -> None:
    kind, settings, make = CASES[name]
    steps = make()
    generator = torch.Generator().manual_seed(1)
    table = torch.randn(len(RATES), 7, generator=generator)
    alone = [torch.nn.Parameter(row.clone()) for row in table]
    optimizers = [kind([parameter], lr=lr, **settings) for parameter, lr in zip(alone, RATES, strict=True)]
    given = numbers(optimizers[0].param_groups[0], steps, columns)
    for _ in range(5):
        gradients = torch.randn(table.shape, generator=generator)
        kept = gradients.clone()
        steps.step(table, gradients, given)
        for parameter, gradient, optimizer in zip(alone, gradients, optimizers, strict=True):
            parameter.grad = gradient
            optimizer.step()
        assert torch.equal(gradients, kept)
    torch.testing.assert_close(table, torch.stack([parameter.detach() for parameter in alone]))


def test_selected_rows_take_their_memory_along() -> None:
    steps, table = SGDSteps(nesterov=False, momentum=True), torch.zeros(3, 2)
    given = {"lr": 1.0, "momentum": 0.5, "dampening": 0.0, "weight_decay": 0.0}
    gradients: Tensor = torch.arange(6.0).view(3, 2)
    steps.step(table, gradients, given)
    steps.select(torch.tensor([2, 2, 0]))
    rows = torch.zeros(3, 2)
    steps.step(rows, torch.zeros(3, 2), given)
    assert torch.equal(rows, -0.5 * gradients[[2, 2, 0]])
