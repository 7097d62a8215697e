"""Layers that know their own derivative; each keeps of a batch what its backward needs."""

from __future__ import annotations

from typing import Protocol, cast, runtime_checkable

import torch
from torch import Tensor, nn

from training.engine.direct.kernels import batch_norm, batch_norm_backward


class Layer(Protocol):
    """One step of a network."""

    def forward(self, x: Tensor) -> Tensor:
        """Return what the layer makes of the batch."""

    def backward(self, grad: Tensor) -> Tensor:
        """Return the gradient of the latest batch from its output's; fill those of the parameters."""


@runtime_checkable
class Trained(Layer, Protocol):
    """A layer with parameters."""

    def fill_gradients(self, grad: Tensor) -> None:
        """Fill the parameters' gradients only, as nothing before the layer is trained."""


class Linear:
    """Multiplies by a matrix and adds a bias."""

    def __init__(self, module: nn.Linear) -> None:
        """Take over the parameters and the places of their gradients."""
        self._weight, self._weight_grad = module.weight.detach(), place_of(module.weight)
        self._transposed = self._weight.t()
        self._bias, self._bias_grad = None, None
        if module.bias is not None:
            self._bias, self._bias_grad = module.bias.detach(), place_of(module.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Return the sums (rows, units) of a batch (rows, features)."""
        self._x = x
        return x.mm(self._transposed) if self._bias is None else torch.addmm(self._bias, x, self._transposed)

    def backward(self, grad: Tensor) -> Tensor:
        """Return the batch's gradient; fill the parameters'."""
        self.fill_gradients(grad)
        return grad.mm(self._weight)

    def fill_gradients(self, grad: Tensor) -> None:
        """Fill the parameters' gradients only."""
        torch.mm(grad.t(), self._x, out=self._weight_grad)
        if self._bias_grad is not None:
            torch.sum(grad, 0, out=self._bias_grad)


class BatchNorm:
    """Normalises each unit or channel over the batch and keeps the running statistics."""

    def __init__(self, module: nn.BatchNorm1d | nn.BatchNorm2d) -> None:
        """Take over the parameters, the places of their gradients, and the statistics."""
        self._module = module
        self._weight, self._bias = module.weight.detach(), module.bias.detach()
        self._grads = [place_of(module.weight), place_of(module.bias)]
        self._statistics = cast(Tensor, module.running_mean), cast(Tensor, module.running_var)
        self._batches = cast(Tensor, module.num_batches_tracked)

    def forward(self, x: Tensor) -> Tensor:
        """Return the normalised batch; raises ValueError where it has one value for each unit."""
        if x.numel() == x.shape[1]:
            raise ValueError(f"Expected more than 1 value per channel when training, got input size {x.shape}")
        self._x = x
        self._batches.add_(1)
        y, self._mean, self._inverse_std = batch_norm(
            x, self._weight, self._bias, *self._statistics, True, self._module.momentum, self._module.eps
        )
        return cast(Tensor, y)

    def backward(self, grad: Tensor) -> Tensor:
        """Return the batch's gradient; fill the parameters'."""
        grad, *grads = batch_norm_backward(
            grad, self._x, self._weight, *self._statistics, self._mean, self._inverse_std, True, self._module.eps,
            [True, True, True],
        )  # fmt: skip
        torch._foreach_copy_(self._grads, grads)
        return grad

    def fill_gradients(self, grad: Tensor) -> None:
        """Fill the parameters' gradients; the kernel has no shorter way to them."""
        self.backward(grad)


class Dropout:
    """Silences units at random and scales up the others."""

    def __init__(self, module: nn.Dropout) -> None:
        """Take the share of the silenced."""
        self._kept = 1 - module.p
        self._divisor = torch.tensor(self._kept)

    def forward(self, x: Tensor) -> Tensor:
        """Return the batch times fresh noise: zeros, and the inverse of the share that is kept."""
        self._noise = torch.empty_like(x).bernoulli_(self._kept).div_(self._divisor)
        return x * self._noise

    def backward(self, grad: Tensor) -> Tensor:
        """Return the batch's gradient."""
        return grad * self._noise


def place_of(parameter: nn.Parameter) -> Tensor:
    """Return where the parameter's gradient shall be."""
    return cast(Tensor, parameter.grad)
