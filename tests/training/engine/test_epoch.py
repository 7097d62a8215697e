from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from training.engine.autograd import AutogradGradients
from training.engine.batches import Batches
from training.engine.epoch import ClosureEpoch, Epoch


@pytest.fixture
def network() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 2))


@pytest.fixture
def batches() -> Batches:
    torch.manual_seed(1)
    batches = Batches(torch.randn(10, 3), torch.randint(2, (10,)), batch_size=4, seed=0)
    batches.shuffle()
    return batches


def test_each_batch_is_one_step_and_the_figures_are_means_over_rows(network: nn.Sequential, batches: Batches) -> None:
    steps: list[None] = []
    gradients = AutogradGradients(network, nn.CrossEntropyLoss())
    loss, accuracy = Epoch(gradients, None).run(batches, lambda: steps.append(None))
    assert len(steps) == 3
    x = torch.cat([rows for rows, _ in batches])
    assert loss == pytest.approx(nn.functional.cross_entropy(network(x), batches.y).item())
    assert accuracy == (network(x).argmax(1) == batches.y).sum().item() / 10


def test_the_gradients_are_clipped_before_each_step(network: nn.Sequential, batches: Batches) -> None:
    norms: list[float] = []

    def step() -> None:
        norms.append(torch.cat([p.grad.flatten() for p in network.parameters()]).norm().item())

    Epoch(AutogradGradients(network, nn.CrossEntropyLoss()), 0.01).run(batches, step)
    assert norms == pytest.approx([0.01] * 3, rel=1e-3)


def test_an_optimizer_may_evaluate_a_batch_again_and_the_first_time_counts(
    network: nn.Sequential, batches: Batches
) -> None:
    gradients = AutogradGradients(network, nn.CrossEntropyLoss())
    expected = Epoch(gradients, None).run(batches, lambda: None)
    seen: list[Tensor] = []

    def step(closure: object) -> None:
        assert callable(closure)
        before = [parameter.clone() for parameter in network.parameters()]
        seen.append(closure())
        for parameter in network.parameters():
            parameter.fill_(9.0)
        seen.append(closure())
        for parameter, value in zip(network.parameters(), before, strict=True):
            parameter.copy_(value)

    assert ClosureEpoch(gradients, None).run(batches, step) == expected
    assert len(seen) == 6
