"""All parameters as views of a single one, so that the optimizer steps one tensor instead of many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, nn

from training.engine.batches import ALIGNMENT
from training.experiment.optimizers import OptimizerSettings

GRAIN = 32_768  # floats; from here on torch divides a tensor among threads, wherever one of its loops may end


def may_flatten(network: nn.Module, optimizer: OptimizerSettings) -> bool:
    """Whether the optimizer's arithmetic rounds alike for one long parameter and for the network's own."""
    return optimizer.elementwise and sum(map(_room, network.parameters())) < GRAIN


def flatten(parameters: Sequence[nn.Parameter]) -> nn.Parameter:
    """Move all parameters and their gradients into one long one; they become views of it."""
    flat = nn.Parameter(joined(parameters))
    flat.grad = torch.zeros_like(flat)
    values, gradients = parts(flat.detach(), parameters), parts(flat.grad, parameters)
    for parameter, value, gradient in zip(parameters, values, gradients, strict=True):
        parameter.data, parameter.grad = value, gradient
    return flat


def parts(flat: Tensor, parameters: Sequence[Tensor]) -> Iterator[Tensor]:
    """Yield where each parameter lies in a long tensor, as a view of its shape."""
    for piece, parameter in zip(torch.split(flat, list(map(_room, parameters))), parameters, strict=True):
        yield piece[: parameter.numel()].view_as(parameter)


@torch.no_grad()
def joined(values: Sequence[Tensor]) -> Tensor:
    """Return a long tensor with a value for each parameter where `parts` finds it, and zeros between them."""
    flat = values[0].new_zeros(sum(map(_room, values)))
    for part, value in zip(parts(flat, values), values, strict=True):
        part.copy_(value)
    return flat


def _room(parameter: Tensor) -> int:
    """Return how many floats of a long tensor are a parameter's: the next one is to begin as a fresh tensor may."""
    whole = ALIGNMENT // parameter.element_size()
    return -(-parameter.numel() // whole) * whole
