"""How many threads a training is worth: for a small network a second one costs more than it brings."""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch

from training.engine.networks import Layer, describe_network
from training.engine.train import Trainer

# multiplications in one step; below this threads wait for each other longer than they work,
# and where another program holds a core, a hundred times longer
WORTH_THREADS = 20_000_000


def settle_threads(trainer: Trainer) -> int:
    """Set torch's threads for this training, on the thread that trains; returns their number."""
    layers = describe_network(trainer.experiment.network, trainer.dataset)
    if multiplications(layers) * trainer.experiment.batch_size < WORTH_THREADS:
        torch.set_num_threads(1)
    return torch.get_num_threads()


def multiplications(layers: Iterable[Layer]) -> int:
    """Return the multiplications that one row takes, forward and backward: each weight three times at each position."""
    return sum(3 * layer.parameters * math.prod(layer.shape[1:]) for layer in layers)
