from __future__ import annotations

from itertools import pairwise

import pytest
import torch
from torch import nn

from training.engine.direct.flat import flatten, may_flatten
from training.experiment.optimizers import Adam, Muon, OptimizerSettings


def stack(*widths: int) -> nn.Sequential:
    return nn.Sequential(*(nn.Linear(a, b) for a, b in pairwise(widths)))


@pytest.mark.parametrize(
    ("network", "optimizer", "may"),
    [
        (stack(10, 5, 2), Adam(), True),
        (stack(64, 64, 10), Muon(), False),
        (stack(64, 512, 10), Adam(), False),
    ],
    ids=["small", "looks at matrices", "divided among threads"],
)
def test_parameters_are_joined_only_where_the_optimizer_rounds_alike(
    network: nn.Sequential, optimizer: OptimizerSettings, may: bool
) -> None:
    assert may_flatten(network, optimizer) is may


def test_the_parameters_and_their_gradients_are_views_of_the_long_one() -> None:
    network = stack(4, 3, 2)
    before = [parameter.detach().clone() for parameter in network.parameters()]
    long = flatten(list(network.parameters()))
    assert all(torch.equal(a, b) for a, b in zip(network.parameters(), before, strict=True))
    with torch.no_grad():
        long.fill_(1.5)
    assert long.grad is not None
    long.grad.fill_(2.5)
    for parameter in network.parameters():
        assert bool((parameter == 1.5).all())
        assert parameter.grad is not None
        assert bool((parameter.grad == 2.5).all())
