from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.optim import Optimizer

from training.engine.direct.flat import flatten
from training.engine.direct.steps import KINDS, direct_step
from training.engine.epoch import Step
from training.engine.optimizer_state import OptimizerState
from training.experiment.optimizers import SGD, Adam, AdamW, OptimizerSettings, RMSprop
from training.schedule.build import build_optimizer, plain_step

NUMBERS = st.sampled_from((0.0, 1e-8, 0.1, 0.5, 0.9, 0.999))
DECAYS = st.sampled_from((0.0, 0.0, 0.01, 1.0))
DESCENTS = st.builds(SGD, momentum=NUMBERS, dampening=NUMBERS, weight_decay=DECAYS) | st.builds(
    SGD, momentum=st.just(0.9), nesterov=st.just(True), weight_decay=DECAYS
)
BETAS = st.tuples(NUMBERS, NUMBERS)
ADAMS = st.builds(
    Adam, betas=BETAS, eps=NUMBERS, weight_decay=DECAYS, amsgrad=st.booleans(), decoupled_weight_decay=st.booleans()
) | st.builds(AdamW, betas=BETAS, eps=NUMBERS, weight_decay=DECAYS, amsgrad=st.booleans())
SIZES = st.lists(st.sampled_from(((1,), (2,), (5, 10), (17,), (64, 3))), min_size=1, max_size=4)


class Side:
    """A small network, and an optimizer with a way to step it."""

    def __init__(self, sizes: list[tuple[int, ...]], settings: OptimizerSettings, *, long: bool) -> None:
        torch.manual_seed(3)
        self.network = nn.ParameterList(torch.randn(size) for size in sizes)
        for parameter in self.network:
            parameter.grad = torch.zeros_like(parameter)
        stepped = [flatten(list(self.network))] if long else self.network.parameters()
        self.optimizer = build_optimizer(settings, stepped)
        self._step_of: Callable[[Optimizer], Step] = direct_step if long else plain_step
        self.state = OptimizerState(self.optimizer, self.network)

    def epoch(self, gradients: list[list[Tensor]], lr: float, momentum: float) -> None:
        """Step along each of the gradients, with settings that a scheduler changes in between."""
        step, (group,) = self._step_of(self.optimizer), self.optimizer.param_groups
        for each in gradients:
            group["lr"] = lr = lr * 0.7
            if group.get("momentum"):
                group["momentum"] = momentum
            elif "betas" in group:
                group["betas"] = (momentum, group["betas"][1])
            for parameter, gradient in zip(self.network, each, strict=True):
                parameter.grad.copy_(gradient)
            with torch.inference_mode():
                step()


@given(DESCENTS | ADAMS, SIZES, st.integers(1, 4), NUMBERS.filter(bool), st.booleans())
def test_the_arithmetic_is_torch_s_to_the_last_bit_in_weights_and_state(
    settings: OptimizerSettings, sizes: list[tuple[int, ...]], steps: int, lr: float, reloads: bool
) -> None:
    sides = apart, long = [Side(sizes, settings, long=each) for each in (False, True)]
    for epoch in range(3):
        gradients = [[torch.randn(size) for size in sizes] for _ in range(steps)]
        for side in sides:
            side.epoch(gradients, lr, momentum=0.3 + epoch / 10)
        assert all(torch.equal(a, b) for a, b in zip(apart.network, long.network, strict=True))
        assert str(apart.state.state_dict()) == str(long.state.state_dict())
        if reloads:
            long.state.load_state_dict(deepcopy(apart.optimizer.state_dict()))


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_taken_where_it_can_be(kind: type[Optimizer]) -> None:
    optimizer = kind([nn.Parameter(torch.zeros(3))])  # type: ignore[call-arg]
    assert isinstance(direct_step(optimizer), KINDS[kind])


@pytest.mark.parametrize("settings", [RMSprop(), Adam(amsgrad=True)])
def test_the_others_are_stepped_by_torch(settings: OptimizerSettings) -> None:
    optimizer = build_optimizer(settings, [nn.Parameter(torch.zeros(3))])
    assert direct_step(optimizer) == plain_step(optimizer)
