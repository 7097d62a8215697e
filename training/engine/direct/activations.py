"""The activations and their derivatives."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor, nn

from training.engine.direct.kernels import (
    elu_backward,
    gelu_backward,
    leaky_relu_backward,
    mish_backward,
    sigmoid_backward,
    silu_backward,
    softplus_backward,
    tanh_backward,
    threshold_backward,
)
from training.engine.direct.layer import Layer

SELU_ALPHA, SELU_SCALE = (
    1.6732632423543772848170429916717,
    1.0507009873554804934193349852946,
)  # as torch has them


class Kernels(NamedTuple):
    """An activation's kernels, which may work in place; `backward` takes the gradient, the input and the output."""

    forward: Callable[[Tensor], Tensor]
    backward: Callable[[Tensor, Tensor, Tensor], Tensor]


ACTIVATIONS: dict[type[nn.Module], Kernels] = {
    nn.ReLU: Kernels(torch.relu_, lambda grad, z, a: threshold_backward(grad, a, 0, grad_input=grad)),
    nn.Tanh: Kernels(torch.tanh, lambda grad, z, a: tanh_backward(grad, a)),
    nn.Sigmoid: Kernels(torch.sigmoid, lambda grad, z, a: sigmoid_backward(grad, a)),
    nn.GELU: Kernels(nn.functional.gelu, lambda grad, z, a: gelu_backward(grad, z)),
    nn.SiLU: Kernels(nn.functional.silu, lambda grad, z, a: silu_backward(grad, z)),
    nn.Mish: Kernels(nn.functional.mish, lambda grad, z, a: mish_backward(grad, z)),
    nn.Softplus: Kernels(nn.functional.softplus, lambda grad, z, a: softplus_backward(grad, z, 1, 20)),
    nn.LeakyReLU: Kernels(nn.functional.leaky_relu, lambda grad, z, a: leaky_relu_backward(grad, z, 0.01, False)),
    nn.ELU: Kernels(nn.functional.elu, lambda grad, z, a: elu_backward(grad, 1, 1, 1, False, z)),
    nn.SELU: Kernels(torch.selu, lambda grad, z, a: elu_backward(grad, SELU_ALPHA, SELU_SCALE, 1, False, z)),
}


class Activation(Layer):
    """Applies an activation to each value."""

    def __init__(self, module: nn.Module) -> None:
        self._function, self._derivative = ACTIVATIONS[type(module)]

    def forward(self, x: Tensor) -> Tensor:
        """Return the activation of each value."""
        self._x = x
        self._y = self._function(x)
        return self._y

    def backward(self, grad: Tensor) -> Tensor:
        """Return the batch's gradient."""
        return self._derivative(grad, self._x, self._y)
