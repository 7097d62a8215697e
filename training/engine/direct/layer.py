"""What a layer is: a forward and a backward; it keeps of the latest batch what its backward needs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from torch import Tensor, nn


class Layer(ABC):
    """One step of a network; rows come first in every batch."""

    @abstractmethod
    def __init__(self, module: Any) -> None:
        """Take what the layer needs from the torch module in whose place it works."""

    @abstractmethod
    def forward(self, x: Tensor) -> Tensor:
        """Return what the layer makes of the batch while it trains."""

    @abstractmethod
    def backward(self, grad: Tensor) -> Tensor:
        """Return the batch's gradient from that of the output; fill the parameters' gradients."""


class Trained(Layer):
    """A layer with a weight and mostly a bias, whose gradients stay in place."""

    def __init__(self, module: Any) -> None:
        self._weight, self._weight_grad = _parts(module.weight)
        self._bias: Tensor | None = None
        self._bias_grad: Tensor | None = None
        if module.bias is not None:
            self._bias, self._bias_grad = _parts(module.bias)

    @abstractmethod
    def fill_gradients(self, grad: Tensor) -> None:
        """Fill the parameters' gradients only, as nothing before the layer is trained."""

    def _keep(self, weight_grad: Tensor, bias_grad: Tensor) -> None:
        self._weight_grad.copy_(weight_grad)
        if self._bias_grad is not None:
            self._bias_grad.copy_(bias_grad)


def _parts(parameter: nn.Parameter) -> tuple[Tensor, Tensor]:
    """Return the values of a parameter without their history, and its gradient."""
    if parameter.grad is None:
        raise ValueError("the parameter has no gradient to fill")
    return parameter.detach(), parameter.grad
