"""Optimizers' steps for many networks at once, each with its own rate and other numbers.

Numbers are float64 until they meet the parameters, so bias corrections are as exact as torch's, which computes them
in Python.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import torch
from torch import Tensor

from training.engine.sweep.numbers import Number, Numbers


class Steps(ABC):
    """The steps of an optimizer on a table of parameters (networks, parameters).

    Attributes:
        names: of the numbers that may differ from network to network, in the order of the optimizer's settings.
        memory: what is remembered (networks, parameters), under torch's own names.
    """

    names: ClassVar[tuple[str, ...]]

    def __init__(self) -> None:
        self.memory: dict[str, Tensor] = {}

    def select(self, indices: Tensor) -> None:
        """Keep what is remembered of the networks at these indices."""
        self.memory = {name: table.index_select(0, indices) for name, table in self.memory.items()}

    def memory_of(self, index: int) -> dict[str, Tensor]:
        """Return what is remembered of one network, as torch's optimizer would have it."""
        return {name: table[index] for name, table in self.memory.items()}

    def remember(self, name: str, table: Tensor) -> None:
        """Go on with what `memory_of` has told of all networks."""
        self.memory[name] = table

    @abstractmethod
    def step(self, values: Tensor, gradients: Tensor, numbers: Numbers) -> None:
        """Step all parameters in place."""


class SGDSteps(Steps):
    """SGD, with momentum if wanted."""

    names = ("lr", "momentum", "dampening", "weight_decay")

    def __init__(self, nesterov: bool, momentum: bool) -> None:
        """Say whether there is momentum at all, and whether it looks ahead."""
        super().__init__()
        self._nesterov, self._momentum = nesterov, momentum

    def step(self, values: Tensor, gradients: Tensor, numbers: Numbers) -> None:
        """Step all parameters in place."""
        gradients = _decayed(values, gradients, numbers["weight_decay"])
        if self._momentum:
            gradients = self._with_momentum(gradients, numbers)
        _add(values, gradients, -numbers["lr"])

    def _with_momentum(self, gradients: Tensor, numbers: Numbers) -> Tensor:
        momentum = numbers["momentum"]
        buffer = self.memory.get("momentum_buffer")
        if buffer is None:
            buffer = self.memory["momentum_buffer"] = gradients.clone()
        else:
            _add(buffer.mul_(_single(momentum)), gradients, 1 - numbers["dampening"])
        return _add(gradients.clone(), buffer, momentum) if self._nesterov else buffer


class AdamSteps(Steps):
    """Adam, and AdamW, which decays the weights apart from the gradient."""

    names = ("lr", "beta1", "beta2", "eps", "weight_decay")

    def __init__(self, decoupled: bool) -> None:
        """Say whether the weights decay apart from the gradient."""
        super().__init__()
        self._decoupled, self._done = decoupled, 0

    def memory_of(self, index: int) -> dict[str, Tensor]:
        """Return what is remembered of one network, as torch's optimizer would have it."""
        return {"step": torch.tensor(float(self._done)), **super().memory_of(index)}

    def remember(self, name: str, table: Tensor) -> None:
        """Go on with what `memory_of` has told of all networks."""
        if name == "step":
            self._done = int(table[0])
        else:
            super().remember(name, table)

    def step(self, values: Tensor, gradients: Tensor, numbers: Numbers) -> None:
        """Step all parameters in place."""
        lr, beta1, beta2 = numbers["lr"], numbers["beta1"], numbers["beta2"]
        self._done += 1
        if not self.memory:
            self.memory = {"exp_avg": torch.zeros_like(values), "exp_avg_sq": torch.zeros_like(values)}
        if self._decoupled:
            values.mul_(_single(1 - lr * numbers["weight_decay"]))
        else:
            gradients = _decayed(values, gradients, numbers["weight_decay"])
        mean, square = self.memory["exp_avg"], self.memory["exp_avg_sq"]
        mean.lerp_(gradients, _single(1 - beta1))
        _add(square.mul_(_single(beta2)), gradients * gradients, 1 - beta2)
        spread = square.sqrt().div_(_single((1 - beta2**self._done) ** 0.5)).add_(_single(numbers["eps"]))
        _add(values, mean / spread, -lr / (1 - beta1**self._done))


def _decayed(values: Tensor, gradients: Tensor, decay: Number) -> Tensor:
    """Return the gradients with the weights' L2 penalty."""
    return _add(gradients.clone(), values, decay) if isinstance(decay, Tensor) or decay else gradients


def _add(table: Tensor, other: Tensor, factor: Number) -> Tensor:
    """Add factor × other to the table in place."""
    if isinstance(factor, Tensor):
        return table.addcmul_(other, factor.float())
    return table.add_(other, alpha=factor)


def _single(number: Number) -> Number:
    """Return the number as it meets float32 parameters."""
    return number.float() if isinstance(number, Tensor) else number
