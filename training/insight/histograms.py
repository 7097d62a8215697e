"""How the weights, gradients and activations of each layer are spread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.engine.data.dataset import Dataset
from training.experiment.experiment import Experiment
from training.insight.layers import name_layers
from training.insight.view import State, device_of, in_eval_mode, network_from

BINS = 40
MOST_ROWS = 16_384  # training rows; they are in random order


@dataclass(frozen=True, eq=False)
class Histogram:
    """How many numbers lie in each bin."""

    edges: NDArray[np.float64]  # (bins + 1,) float64, evenly spaced from the smallest number to the largest
    counts: NDArray[np.int64]  # (bins,) int64
    not_finite: int = 0  # how many are infinite or none at all, and in no bin


class LayerHistograms(NamedTuple):
    """A layer with weights, and what follows up to the next one.

    `activations`: what leaves it, of the training rows; `gradients`: of their mean loss, for its weights and biases.
    """

    name: str
    weights: Histogram
    gradients: Histogram
    activations: Histogram


def histogram(*tensors: Tensor, bins: int = BINS) -> Histogram:
    """Count all the values of the tensors."""
    numbers = torch.cat([tensor.detach().flatten() for tensor in tensors]).cpu().double().numpy()
    finite = numbers[np.isfinite(numbers)]
    counts, edges = np.histogram(finite, bins, _range(finite))
    return Histogram(edges, counts, len(numbers) - len(finite))


def histograms(network: nn.Sequential, dataset: Dataset, weight: Tensor | None = None) -> tuple[LayerHistograms, ...]:
    """Return the histograms of each layer that has weights, in eval mode, from a copy of the network.

    Of many training rows only the first MOST_ROWS count. `weight`: of each class in the loss, (classes,), if any.
    """
    copy = deepcopy(in_eval_mode(network)).requires_grad_()
    parameters = [list(layer.parameters()) for layer in copy]
    outputs, gradients = _pass(copy, dataset, weight)
    found = []
    for name, indices in groupby(range(len(copy)), key=[layer.group for layer in name_layers(copy)].__getitem__):
        group = list(indices)
        weights = [parameter for index in group for parameter in parameters[index]]
        if weights:
            slopes = [gradients[parameter] for parameter in weights]
            found.append(LayerHistograms(name, histogram(*weights), histogram(*slopes), histogram(outputs[group[-1]])))
    return tuple(found)


def histograms_over(
    experiment: Experiment, dataset: Dataset, states: Iterable[tuple[int, State]]
) -> Iterator[tuple[int, tuple[LayerHistograms, ...]]]:
    """Yield the histograms after each epoch of which a state is given."""
    for epoch, state in states:
        yield epoch, histograms(network_from(experiment, dataset, state), dataset)


@torch.enable_grad()
def _pass(copy: nn.Sequential, dataset: Dataset, weight: Tensor | None) -> tuple[list[Tensor], dict[Tensor, Tensor]]:
    """Return what leaves each layer, and the gradient of each parameter."""
    device, parameters = device_of(copy), list(copy.parameters())
    value, outputs = dataset.x[:MOST_ROWS].to(device), []
    for layer in copy:
        value = layer(value)
        outputs.append(value)
    loss = nn.functional.cross_entropy(value, dataset.y[:MOST_ROWS].to(device), weight)
    return outputs, dict(zip(parameters, torch.autograd.grad(loss, parameters), strict=True))


def _range(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return a range that can be divided into bins, also where all values are equal or there is none."""
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)
    largest = max(abs(low), abs(high))
    if high - low > 4 * BINS * np.spacing(largest):
        return low, high
    pad = largest / 2 or 0.5
    return low - pad, high + pad
