"""All parameters as views of a single one, so that the optimizer steps one tensor instead of many."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

from training.experiment.optimizers import OptimizerSettings

# torch's loops take this many floats at once and the rest of a tensor one by one, which may round differently;
# from the grain on they divide a tensor among threads
LOOP_WIDTH, GRAIN = 64, 32_768


def may_flatten(network: nn.Module, optimizer: OptimizerSettings) -> bool:
    """Whether the optimizer's arithmetic rounds alike for one long parameter and for the network's own."""
    sizes = [parameter.numel() for parameter in network.parameters()]
    whole = all(size % LOOP_WIDTH == 0 for size in sizes[:-1])
    return whole and sum(sizes) < GRAIN and optimizer.elementwise


def flatten(parameters: Sequence[nn.Parameter]) -> nn.Parameter:
    """Move all parameters and their gradients into one long one; they become views of it."""
    sizes = [parameter.numel() for parameter in parameters]
    flat = nn.Parameter(torch.cat([parameter.detach().flatten() for parameter in parameters]))
    flat.grad = torch.zeros_like(flat)
    parts = zip(torch.split(flat.detach(), sizes), torch.split(flat.grad, sizes), strict=True)
    for parameter, (values, gradient) in zip(parameters, parts, strict=True):
        parameter.data, parameter.grad = values.view_as(parameter), gradient.view_as(parameter)
    return flat
