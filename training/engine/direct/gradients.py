"""The gradients of a stack of layers."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from training.engine.direct.activations import ACTIVATIONS, Activation
from training.engine.direct.flat import flatten
from training.engine.direct.images import Convolution, MaxPool, Reshape
from training.engine.direct.layer import Layer, Trained
from training.engine.direct.layers import BatchNorm, Dropout, Linear
from training.engine.direct.loss import CrossEntropy

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
    """Whether the network is a stack of these layers, as `build_network` makes them, with a Linear layer at the end."""
    modules = list(network.children())
    return all(type(module) in LAYERS for module in modules) and type(modules[-1]) is nn.Linear


class DirectGradients:
    """Fills the gradients of a stack that `serves` accepts, layer by layer."""

    def __init__(self, network: nn.Module, criterion: nn.CrossEntropyLoss, flat: bool) -> None:
        """Take over the network's parameters; `flat`: the optimizer sees them as one long tensor."""
        parameters = list(network.parameters())
        for parameter in parameters:
            parameter.grad = torch.zeros_like(parameter)
        self.parameters = [flatten(parameters)] if flat else parameters
        layers = [LAYERS[type(module)](module) for module in network.children()]
        first, trained = next((i, layer) for i, layer in enumerate(layers) if isinstance(layer, Trained))
        self._forward = [layer.forward for layer in layers]
        self._backward = [layer.backward for layer in reversed(layers[first + 1 :])]
        self._fill_first = trained.fill_gradients
        self._loss = CrossEntropy(criterion.weight)

    def fill(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Fill the parameters' gradients for a batch; return its loss () and logits (rows, classes)."""
        for forward in self._forward:
            x = forward(x)
        loss = self._loss.forward(x, y)
        grad = self._loss.backward()
        for backward in self._backward:
            grad = backward(grad)
        self._fill_first(grad)
        return loss, x
