"""The gradients of a stack of layers."""

from __future__ import annotations

from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn

from training.engine.direct.activations import ACTIVATIONS, Activation
from training.engine.direct.flat import flatten
from training.engine.direct.images import Convolution, MaxPool, Reshape
from training.engine.direct.layer import Layer, Trained
from training.engine.direct.layers import BatchNorm, Dropout, Linear
from training.engine.direct.loss import cross_entropy
from training.engine.direct.steps import direct_step
from training.schedule.build import plain_step

WORTH_KEEPING = 1 << 24  # multiplications; what takes more is slow for other reasons than fresh memory for results
LAYERS: dict[type[nn.Module], type[Layer]] = {
    nn.Linear: Linear,
    nn.BatchNorm1d: BatchNorm,
    nn.BatchNorm2d: BatchNorm,
    nn.Dropout: Dropout,
    nn.Unflatten: Reshape,
    nn.Flatten: Reshape,
    nn.Conv2d: Convolution,
    nn.MaxPool2d: MaxPool,
    **dict.fromkeys(ACTIVATIONS, Activation),
}


def serves(network: nn.Module) -> bool:
    """Whether the network is a stack of these layers, as `build_network` makes them, with a Linear layer at the end.

    An activation may overwrite what the layer before it gave, which must be a layer that needs it no more.
    """
    kinds = [type(module) for module in network.children()]
    stacked = all(not {before, kind} <= {None, *ACTIVATIONS} for before, kind in pairwise([None, *kinds]))
    return stacked and all(kind in LAYERS for kind in kinds) and kinds[-1] is nn.Linear


class Stack:
    """The layers of a network for batches of one size, whose results take the same memory from batch to batch."""

    def __init__(self, network: nn.Module, criterion: nn.CrossEntropyLoss) -> None:
        layers = [LAYERS[type(module)](module) for module in network.children()]
        first, trained = next((i, layer) for i, layer in enumerate(layers) if isinstance(layer, Trained))
        self._forward = [layer.forward for layer in layers[:-1]]
        last = cast(Linear, layers[-1])
        self._logits, self._loss = last.fresh, cross_entropy(criterion.weight, last.units)
        self._backward = [layer.backward for layer in reversed(layers[first + 1 :])]
        self._fill_first = trained.fill_gradients

    def fill(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Fill the parameters' gradients for a batch; return its loss () and logits (rows, classes)."""
        for forward in self._forward:
            x = forward(x)
        logits = self._logits(x)
        loss = self._loss.forward(logits, y)
        grad = self._loss.backward()
        for backward in self._backward:
            grad = backward(grad)
        self._fill_first(grad)
        return loss, logits


class DirectGradients:
    """Fills the gradients of a stack that `serves` accepts, layer by layer."""

    def __init__(self, network: nn.Module, criterion: nn.CrossEntropyLoss, flat: bool) -> None:
        """Take over the network's parameters; `flat`: the optimizer sees them as one long tensor."""
        parameters = list(network.parameters())
        for parameter in parameters:
            parameter.grad = torch.zeros_like(parameter)
        self._most_rows = WORTH_KEEPING // sum(parameter.numel() for parameter in parameters)
        self.parameters = [flatten(parameters)] if flat else parameters
        self.step_of, self.mode = direct_step if flat else plain_step, torch.inference_mode
        self._network, self._criterion = network, criterion
        self._stacks: dict[int, Stack] = {}

    def fill(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Fill the parameters' gradients for a batch; return its loss () and logits (rows, classes)."""
        rows = y.numel()  # len() of a tensor takes as long as a kernel
        stack = self._stacks.get(rows) or self._stack(rows)
        return stack.fill(x, y)

    def _stack(self, rows: int) -> Stack:
        stack = Stack(self._network, self._criterion)
        if rows <= self._most_rows:
            self._stacks[rows] = stack
        return stack
