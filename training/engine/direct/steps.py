"""The steps of the most common optimizers: the arithmetic of torch's own, called directly on one long parameter."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import torch
from torch import Tensor
from torch.optim import SGD, Adam, AdamW, Optimizer

from training.engine.epoch import Step
from training.schedule.build import plain_step


def direct_step(optimizer: Optimizer) -> Step:
    """Return the step of an optimizer of one parameter whose gradient stays in place, for an epoch; see `plain_step`.

    Others may change the optimizer's settings between two steps, but not replace its state.
    """
    kind = KINDS.get(type(optimizer))
    (group,) = optimizer.param_groups
    if kind is None or group["maximize"] or group.get("amsgrad"):
        return plain_step(optimizer)
    return kind(optimizer)


class Number:
    """A number as a tensor (), by which a small tensor is multiplied twice as fast as by Python's own."""

    def __init__(self) -> None:
        self._value, self._tensor = 0.0, torch.zeros(())

    def __call__(self, value: float) -> Tensor:
        """Return the tensor with this value."""
        if value != self._value:
            self._value = value
            self._tensor.fill_(value)
        return self._tensor


class DirectStep(ABC):
    """Steps the parameter by the optimizer's settings and on its state, which the optimizer's own first step makes."""

    def __init__(self, optimizer: Optimizer) -> None:
        self._optimizer, self._own = optimizer, plain_step(optimizer)
        (self._group,) = optimizer.param_groups
        (parameter,) = self._group["params"]
        self._parameter, self._weights, self._grad = parameter, parameter.detach(), parameter.grad

    @property
    def _state(self) -> dict[str, Any]:
        state: dict[str, Any] = self._optimizer.state.get(self._parameter, {})
        return state

    @abstractmethod
    def __call__(self) -> None:
        """Step as the optimizer does."""


class Descent(DirectStep):
    """SGD with or without momentum."""

    def __init__(self, optimizer: Optimizer) -> None:
        super().__init__(optimizer)
        self._velocity: Tensor | None = self._state.get("momentum_buffer")
        self._momentum = Number()

    def __call__(self) -> None:
        """Step down the gradient, or where the velocity leads."""
        group, grad, velocity = self._group, self._grad, self._velocity
        momentum, decay = group["momentum"], group["weight_decay"]
        if momentum and velocity is None:
            self._own()
            self._velocity = self._state["momentum_buffer"]
            return
        if decay:
            grad = grad.add(self._weights, alpha=decay)
        if momentum and velocity is not None:
            velocity.mul_(self._momentum(momentum)).add_(grad, alpha=1 - group["dampening"])
            grad = grad.add(velocity, alpha=momentum) if group["nesterov"] else velocity
        self._weights.add_(grad, alpha=-group["lr"])


class Moments(DirectStep):
    """Adam and AdamW."""

    def __init__(self, optimizer: Optimizer) -> None:
        super().__init__(optimizer)
        self._squares_kept, self._correction, self._eps = Number(), Number(), Number()
        self._one, self._root = Number()(1.0), torch.empty_like(self._weights)
        self._take_up()

    def _take_up(self) -> None:
        state = self._state
        self._made = int(state.get("step", 0))
        self._kept: list[Tensor] = [state[name] for name in ("step", "exp_avg", "exp_avg_sq")] if state else []

    def __call__(self) -> None:
        """Step along the mean of the gradients, over the root of the mean of their squares."""
        if not self._kept:
            self._own()
            self._take_up()
            return
        group, grad, (steps, mean, squares) = self._group, self._grad, self._kept
        steps.add_(self._one)
        self._made += 1
        lr, (beta1, beta2), decay = group["lr"], group["betas"], group["weight_decay"]
        if decay and group["decoupled_weight_decay"]:
            self._weights.mul_(1 - lr * decay)
        elif decay:
            grad = grad.add(self._weights, alpha=decay)
        mean.lerp_(grad, 1 - beta1)
        squares.mul_(self._squares_kept(beta2)).addcmul_(grad, grad, value=1 - beta2)
        root = torch.sqrt(squares, out=self._root)
        root.div_(self._correction((1 - beta2**self._made) ** 0.5)).add_(self._eps(group["eps"]))
        self._weights.addcdiv_(mean, root, value=-(lr / (1 - beta1**self._made)))


KINDS: dict[type[Optimizer], type[DirectStep]] = {SGD: Descent, Adam: Moments, AdamW: Moments}
