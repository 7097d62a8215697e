"""A network as it stands, to look at: it shares the weights, and what is done with it is not felt by the network."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import TypeAlias

import torch
from torch import Tensor, nn

from training.engine.batches import aligned
from training.engine.data.dataset import Dataset
from training.engine.networks import build_network
from training.experiment.experiment import Experiment

ROWS_TOGETHER = 16_384  # rows that pass through a network at once

State: TypeAlias = Mapping[str, Tensor]


def in_eval_mode(network: nn.Sequential) -> nn.Sequential:
    """Return a view of the network in eval mode, on the same weights; the network keeps its own mode."""
    return nn.Sequential(*(copy.copy(layer).eval() for layer in network))


def network_from(experiment: Experiment, dataset: Dataset, state: State) -> nn.Sequential:
    """Return the experiment's network with the weights of a state, in eval mode, without drawing first weights."""
    with torch.device("meta"):
        network = build_network(experiment.network, dataset)
    network.load_state_dict(state, assign=True)
    return network.eval()


@torch.no_grad()
def logits_of(network: nn.Sequential, x: Tensor) -> Tensor:
    """Return the logits (rows, classes) of x (rows, features) in eval mode, on the CPU."""
    view, device = in_eval_mode(network), device_of(network)
    parts = [view(aligned(rows.to(device))).cpu() for rows in torch.split(x, ROWS_TOGETHER)]
    return torch.cat(parts)


def device_of(network: nn.Module) -> torch.device:
    """Return where the network's weights are."""
    return next(network.parameters()).device
