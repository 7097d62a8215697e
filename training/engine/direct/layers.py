"""The layers of fully connected networks."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from training.engine.direct.kernels import batch_norm, batch_norm_backward
from training.engine.direct.layer import Layer, Trained


class Linear(Trained):
    """Multiplies by a matrix and adds a bias; the results are overwritten by the next batch's."""

    def __init__(self, module: nn.Linear) -> None:
        super().__init__(module)
        self._transposed = self._weight.t()
        self._y: Tensor | None = None
        self._x_grad: Tensor | None = None
        self._one_feature, self.units = module.in_features == 1, module.out_features
        self._grad: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        """Return the sums (rows, units) of a batch (rows, features)."""
        self._y = self.fresh(x, self._y)
        return self._y

    def fresh(self, x: Tensor, out: Tensor | None = None) -> Tensor:
        """Return the sums, which stay."""
        self._x = x
        if self._bias is None:
            return torch.mm(x, self._transposed, out=out)
        return torch.addmm(self._bias, x, self._transposed, out=out)

    def backward(self, grad: Tensor) -> Tensor:
        """Return the batch's gradient; fill the parameters'."""
        self.fill_gradients(grad)
        if self._one_feature and grad.numel() == self.units:
            # autograd takes a batch of one number for a column, and multiplies the other way round
            return self._transposed.mm(grad.t()).t()
        self._x_grad = torch.mm(grad, self._weight, out=self._x_grad)
        return self._x_grad

    def fill_gradients(self, grad: Tensor) -> None:
        """Fill the parameters' gradients only."""
        if grad is not self._grad:
            self._grad, self._grad_transposed = grad, grad.t()
        torch.mm(self._grad_transposed, self._x, out=self._weight_grad)
        if self._bias_grad is not None:
            torch.sum(grad, 0, out=self._bias_grad)


class BatchNorm(Trained):
    """Normalises each unit or channel over the batch, and keeps the running statistics."""

    def __init__(self, module: nn.BatchNorm1d | nn.BatchNorm2d) -> None:
        super().__init__(module)
        self._statistics = module.running_mean, module.running_var
        self._batches = cast(Tensor, module.num_batches_tracked)
        self._momentum, self._eps = module.momentum, module.eps

    def forward(self, x: Tensor) -> Tensor:
        """Return the normalised batch; raises ValueError where each unit has one value only."""
        if x.numel() == x.shape[1]:
            raise ValueError(f"Expected more than 1 value per channel when training, got input size {x.shape}")
        self._x = x
        self._batches.add_(1)
        y, self._mean, self._inverse_std = batch_norm(
            x, self._weight, self._bias, *self._statistics, True, self._momentum, self._eps
        )
        return cast(Tensor, y)

    def backward(self, grad: Tensor) -> Tensor:
        """Return the batch's gradient; fill the parameters'."""
        moments = *self._statistics, self._mean, self._inverse_std
        grad, *own = batch_norm_backward(grad, self._x, self._weight, *moments, True, self._eps, (True, True, True))
        self._keep(*own)
        return grad

    def fill_gradients(self, grad: Tensor) -> None:
        """Fill the parameters' gradients; the kernel computes them together with the batch's."""
        self.backward(grad)


class Dropout(Layer):
    """Silences units at random and scales up the others."""

    def __init__(self, module: nn.Dropout) -> None:
        self._kept = 1 - module.p
        self._divisor = torch.tensor(self._kept)

    def forward(self, x: Tensor) -> Tensor:
        """Return the batch times fresh noise, whose values are 0 and the inverse of the share that is kept."""
        self._noise = torch.empty_like(x).bernoulli_(self._kept).div_(self._divisor)
        return x * self._noise

    def backward(self, grad: Tensor) -> Tensor:
        """Return the batch's gradient."""
        return grad * self._noise
