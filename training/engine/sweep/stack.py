"""Networks of one shape as one: all their parameters in a table, one row for each network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import torch
from torch import Tensor, nn

from training.engine.direct.activations import ACTIVATIONS, Activation
from training.engine.direct.layer import Layer


def may_stack(network: nn.Module) -> bool:
    """Whether the network is one of fully connected layers and activations."""
    return all(type(module) is nn.Linear or type(module) in ACTIVATIONS for module in network.children())


class Linears(Layer):
    """Multiplies each network's batch by its own matrix and adds its own bias."""

    def __init__(self, module: nn.Linear) -> None:
        self._shape = module.out_features, module.in_features
        self._sizes = [parameter.numel() for parameter in module.parameters()]

    def bind(self, values: list[Tensor], gradients: list[Tensor]) -> None:
        """Take this layer's columns off the front of the parameters (networks, columns) and of their gradients."""
        networks = len(values[0])
        (weight, *bias), (weight_grad, *bias_grad) = values[: len(self._sizes)], gradients[: len(self._sizes)]
        del values[: len(self._sizes)], gradients[: len(self._sizes)]
        self._weight = weight.view(networks, *self._shape)
        self._weight_grad = weight_grad.view(networks, *self._shape)
        self._transposed = self._weight.transpose(1, 2)
        self._bias = bias[0].unsqueeze(1) if bias else None
        self._bias_grad = bias_grad[0] if bias else None

    @property
    def sizes(self) -> list[int]:
        """Return how many columns each parameter of the layer takes."""
        return self._sizes

    def forward(self, x: Tensor) -> Tensor:
        """Return the sums (networks, rows, units) of batches (networks, rows, features)."""
        self._x = x
        if self._bias is None:
            return torch.bmm(x, self._transposed)
        return torch.baddbmm(self._bias, x, self._transposed)

    def backward(self, grad: Tensor) -> Tensor:
        """Return the batches' gradient; fill the parameters'."""
        self.fill_gradients(grad)
        return torch.bmm(grad, self._weight)

    def fill_gradients(self, grad: Tensor) -> None:
        """Fill the parameters' gradients only."""
        # bmm with out= takes several times as long where the result has gaps between the networks
        self._weight_grad.copy_(torch.bmm(grad.transpose(1, 2), self._x))
        if self._bias_grad is not None:
            torch.sum(grad, 1, out=self._bias_grad)


class Stack:
    """Networks that `may_stack` accepts, computed together.

    Attributes:
        values: (networks, parameters) float32, the parameters of each network in torch's order.
        gradients: shaped as `values`.
    """

    def __init__(self, networks: Sequence[nn.Module], device: torch.device) -> None:
        rows = [torch.cat([p.detach().flatten() for p in network.parameters()]) for network in networks]
        modules = networks[0].children()
        self._layers = [Linears(module) if isinstance(module, nn.Linear) else Activation(module) for module in modules]
        self.load(torch.stack(rows).to(device))

    def select(self, indices: Tensor) -> None:
        """Keep the networks at these indices (networks,), each as often as it is named."""
        self.load(self.values.index_select(0, indices))

    def logits(self, x: Tensor) -> Tensor:
        """Return the logits (networks, rows, classes) of batches (networks, rows, features)."""
        for layer in self._layers:
            x = layer.forward(x)
        return x

    def fill(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Fill the gradients for batches x and their classes y (networks, rows).

        Returns each row's loss (networks, rows) and the logits (networks, rows, classes).
        """
        logits = self.logits(x)
        losses, grad = _cross_entropy(logits, y)
        first, *others = self._layers
        for layer in reversed(others):
            grad = layer.backward(grad)
        cast(Linears, first).fill_gradients(grad)
        return losses, logits

    def load(self, values: Tensor) -> None:
        """Go on with these parameters (networks, parameters)."""
        self.values, self.gradients = values, torch.zeros_like(values)
        linears = [layer for layer in self._layers if isinstance(layer, Linears)]
        sizes = [size for layer in linears for size in layer.sizes]
        columns, gradients = list(torch.split(values, sizes, 1)), list(torch.split(self.gradients, sizes, 1))
        for layer in linears:
            layer.bind(columns, gradients)


def _cross_entropy(logits: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Return each row's loss (networks, rows), and the gradient of each network's mean loss for its logits.

    Classes stand before rows on the way: with few classes, torch's kernels are several times as fast over rows.
    """
    classes = y.unsqueeze(1)
    shares = torch.log_softmax(logits.transpose(1, 2), 1)
    losses = shares.gather(1, classes).neg_().squeeze(1)
    grad = shares.exp_().scatter_add_(1, classes, logits.new_full((1, 1, 1), -1.0).expand_as(classes))
    return losses, grad.div_(y.shape[1]).transpose(1, 2)
