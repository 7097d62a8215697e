"""From network settings to torch modules, and what each layer makes of a row."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import nn

from training.engine.data.dataset import Dataset
from training.experiment.networks import NetworkSettings


class Layer(NamedTuple):
    """One layer as a reader sees it: its name, the shape of one row behind it, its parameters."""

    name: str
    shape: tuple[int, ...]
    parameters: int


def build_network(settings: NetworkSettings, dataset: Dataset) -> nn.Sequential:
    """Build the network for the data's features and classes; it maps (rows, features) to logits (rows, classes)."""
    modules = settings.layers(len(dataset.features), len(dataset.classes), dataset.image)
    return nn.Sequential(*(getattr(nn, name)(*arguments, **named) for name, arguments, named in modules))


def describe_network(settings: NetworkSettings, dataset: Dataset) -> list[Layer]:
    """Return the layers with shapes and parameter counts, without weights and without touching any random state."""
    with torch.device("meta"):
        modules = list(build_network(settings, dataset))
    shape: tuple[int, ...] = (len(dataset.features),)
    layers = []
    for module in modules:
        shape = SHAPES.get(type(module), _unchanged)(module, shape)
        layers.append(Layer(type(module).__name__, shape, sum(p.numel() for p in module.parameters())))
    return layers


def _unchanged(module: Any, shape: tuple[int, ...]) -> tuple[int, ...]:
    return shape


# what a layer makes of a row's shape; a forward pass would tell, but on the meta device it imports the compiler
SHAPES: dict[type[nn.Module], Callable[[Any, tuple[int, ...]], tuple[int, ...]]] = {
    nn.Linear: lambda module, shape: (module.out_features,),
    nn.Conv2d: lambda module, shape: (module.out_channels, *shape[1:]),
    nn.MaxPool2d: lambda module, shape: (shape[0], *(size // module.kernel_size for size in shape[1:])),
    nn.Unflatten: lambda module, shape: tuple(module.unflattened_size),
    nn.Flatten: lambda module, shape: (math.prod(shape),),
}
