"""What an optimizer keeps for each parameter from one step to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from training.engine.data.dataset import Dataset
from training.engine.networks import build_network
from training.engine.optimizer_state import OptimizerState
from training.engine.train import Trainer
from training.experiment.experiment import Experiment
from training.insight.layers import name_layers
from training.schedule.build import build_optimizer, plain_step

LONGEST = 8  # of each side of the stand-ins on which an optimizer shows what it would keep


class Kept(NamedTuple):
    """A parameter as a reader calls it, its shape, and what is kept for it: by name, the shape or the number."""

    parameter: str
    shape: tuple[int, ...]
    values: tuple[tuple[str, str], ...]


def memory_of(trainer: Trainer) -> list[Kept]:
    """Return what the optimizer of a training keeps as it stands between two steps; nothing before the first."""
    state = OptimizerState(trainer.optimizer, trainer.network).state_dict()["state"]
    return list(_kept(trainer.network, state, list(trainer.network.parameters())))


def memory_to_come(experiment: Experiment, dataset: Dataset) -> list[Kept]:
    """Return what the optimizer will keep, as one step on small parameters of no matter shows."""
    with torch.device("meta"):
        network = build_network(experiment.network, dataset)
    small = [nn.Parameter(torch.zeros([min(side, LONGEST) for side in p.shape])) for p in network.parameters()]
    optimizer = build_optimizer(experiment.optimizer, small)
    for parameter in small:
        parameter.grad = torch.zeros_like(parameter)
    with torch.no_grad():
        plain_step(optimizer)(lambda: torch.zeros(()))
    return list(_kept(network, optimizer.state_dict()["state"], small))


def _kept(network: nn.Sequential, state: Mapping[int, Any], parameters: Sequence[Tensor]) -> Iterator[Kept]:
    for index, (name, real) in enumerate(_named(network)):
        found = state.get(index, {}).items()
        values = ((key, _text(value, parameters[index])) for key, value in found if isinstance(value, Tensor | int))
        yield Kept(name, tuple(real.shape), tuple(values))


def _named(network: nn.Sequential) -> Iterator[tuple[str, Tensor]]:
    for layer, module in zip(name_layers(network), network, strict=True):
        for name, parameter in module.named_parameters():
            yield f"{layer.group} {name}", parameter


def _text(value: Tensor | int, parameter: Tensor) -> str:
    if not isinstance(value, Tensor) or not value.dim():
        return f"{float(value):g}"
    if value.shape == parameter.shape:
        return "one number for each weight"
    return "fewer numbers than weights" if value.numel() < parameter.numel() else "more numbers than weights"
