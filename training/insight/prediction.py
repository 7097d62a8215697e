"""What a network does with rows, layer by layer, down to the predicted class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.engine.batches import aligned
from training.engine.data.dataset import Dataset
from training.insight.layers import NamedLayer, name_layers
from training.insight.view import ROWS_TOGETHER, device_of, in_eval_mode

Values: TypeAlias = NDArray[np.float32]
Dead: TypeAlias = tuple[NDArray[np.bool_] | None, ...]


@dataclass(frozen=True, eq=False)
class LayerTrace:
    """What one layer made of the rows."""

    layer: NamedLayer  # its position in the network
    values: Values  # (rows, …) float32, what leaves it
    # (…) of a ReLU, which of its units are 0 on all training rows; None of another layer
    dead: NDArray[np.bool_] | None = None


@dataclass(frozen=True, eq=False)
class PredictionTrace:
    """The way of rows through a network."""

    features: tuple[str, ...]  # the inputs' names
    classes: tuple[str, ...]  # the classes' names
    inputs: Values  # (rows, features) float32
    # in order; the last one's values are the logits, to the last bit `network(x.clone())` in eval mode
    layers: tuple[LayerTrace, ...]
    # (rows, classes) float64, the softmax of the logits; NaN where these are no numbers
    probabilities: NDArray[np.float64]
    truth: NDArray[np.int64] | None = None  # (rows,) int64, where it is known

    @property
    def logits(self) -> Values:
        """Return the logits, (rows, classes)."""
        return self.layers[-1].values

    @property
    def predicted(self) -> NDArray[np.int64]:
        """Return the class with the largest logit, (rows,); the first of equals, as in training."""
        return torch.from_numpy(self.logits).argmax(1).numpy()

    @property
    def right(self) -> NDArray[np.bool_] | None:
        """Return which rows are predicted rightly, (rows,); None where the truth is not known."""
        return None if self.truth is None else self.predicted == self.truth


@torch.no_grad()
def trace_prediction(
    network: nn.Sequential, dataset: Dataset, x: Tensor, truth: Tensor | None = None, dead: Dead | None = None
) -> PredictionTrace:
    """Follow x (rows, features) through the network, in eval mode.

    The network, its mode and every random state stay as they are; call it between two steps of a training.
    `dead`: what `find_dead_units` has found, to be marked.
    """
    names = name_layers(network)
    values = [value.cpu().numpy() for value in _layer_by_layer(network, x)]
    layers = map(LayerTrace, names, values, dead or [None] * len(names))
    probabilities = torch.softmax(torch.from_numpy(values[-1]).double(), 1).numpy()
    classes = None if truth is None else truth.numpy()
    inputs = x.numpy().copy()
    return PredictionTrace(dataset.features, dataset.classes, inputs, tuple(layers), probabilities, classes)


@torch.no_grad()
def find_dead_units(network: nn.Sequential, dataset: Dataset) -> Dead:
    """Return for each layer which of its units are 0 on all training rows; None for a layer that is no ReLU."""
    relu = [type(layer) is nn.ReLU for layer in network]
    silent: list[Any] = [None] * len(relu)
    for rows in torch.split(dataset.x, ROWS_TOGETHER):
        for index, value in enumerate(_layer_by_layer(network, rows)):
            if relu[index]:
                here = (value == 0).all(0).cpu().numpy()
                silent[index] = here if silent[index] is None else silent[index] & here
    return tuple(silent)


def _layer_by_layer(network: nn.Sequential, x: Tensor) -> Iterator[Tensor]:
    value = aligned(x.to(device_of(network)))
    for layer in in_eval_mode(network):
        value = layer(value)
        yield value
