from __future__ import annotations

import pytest
import torch
from torch import nn

from training.engine.sweep.stack import Stack, may_stack

SHAPES = {
    "one layer": lambda: nn.Sequential(nn.Linear(4, 3)),
    "no bias": lambda: nn.Sequential(nn.Linear(4, 6, bias=False), nn.Tanh(), nn.Linear(6, 3, bias=False)),
    "deep": lambda: nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 5), nn.GELU(), nn.Linear(5, 3)),
}
CPU = torch.device("cpu")


@pytest.mark.parametrize("name", SHAPES)
def test_logits_and_gradients_are_those_of_each_network_alone(name: str) -> None:
    networks = [SHAPES[name]() for _ in range(3)]
    x, y = torch.randn(3, 8, 4), torch.randint(3, (3, 8))
    stack = Stack(networks, CPU)
    losses, logits = stack.fill(x, y)
    for i, (network, rows, classes) in enumerate(zip(networks, x, y, strict=True)):
        alone = network(rows)
        its_losses = nn.functional.cross_entropy(alone, classes, reduction="none")
        its_losses.mean().backward()
        torch.testing.assert_close(losses[i], its_losses.detach())
        torch.testing.assert_close(logits[i], alone.detach())
        torch.testing.assert_close(stack.gradients[i], torch.cat([p.grad.flatten() for p in network.parameters()]))


def test_selected_networks_are_copies_that_go_their_own_ways() -> None:
    networks = [SHAPES["deep"]() for _ in range(2)]
    stack = Stack(networks, CPU)
    before = stack.values.clone()
    stack.select(torch.tensor([1, 1, 0]))
    assert torch.equal(stack.values, before[[1, 1, 0]])
    stack.values[0].zero_()
    x = torch.randn(1, 2, 4)
    torch.testing.assert_close(stack.logits(x.expand(3, -1, -1))[1], networks[1](x[0]).detach())


def test_only_linear_layers_and_activations_can_be_stacked() -> None:
    assert all(may_stack(make()) for make in SHAPES.values())
    for layer in (nn.Dropout(0.1), nn.BatchNorm1d(4), nn.Conv2d(1, 1, 1)):
        assert not may_stack(nn.Sequential(nn.Linear(4, 4), layer))
