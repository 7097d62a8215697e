"""From network settings to torch modules, and what each layer makes of a row."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import torch
from torch import nn

from training.engine.data.dataset import Dataset
from training.experiment.networks import MLP, ConvNet, Linear, NetworkSettings


class Layer(NamedTuple):
    """One layer as a reader sees it: its name, the shape of one row behind it, its parameters."""

    name: str
    shape: tuple[int, ...]
    parameters: int


def build_network(settings: NetworkSettings, dataset: Dataset) -> nn.Sequential:
    """Build the network for the data's features and classes; it maps (rows, features) to logits (rows, classes)."""
    return nn.Sequential(*LAYERS[type(settings)](settings, dataset))


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


def _mlp(settings: MLP, dataset: Dataset) -> Iterator[nn.Module]:
    width = len(dataset.features)
    for hidden in settings.hidden:
        yield nn.Linear(width, hidden, bias=settings.bias)
        if settings.batch_norm:
            yield nn.BatchNorm1d(hidden)
        yield getattr(nn, settings.activation)()
        if settings.dropout:
            yield nn.Dropout(settings.dropout)
        width = hidden
    yield nn.Linear(width, len(dataset.classes), bias=settings.bias)


def _linear(settings: Linear, dataset: Dataset) -> Iterator[nn.Module]:
    yield nn.Linear(len(dataset.features), len(dataset.classes), bias=settings.bias)


def _convnet(settings: ConvNet, dataset: Dataset) -> Iterator[nn.Module]:
    if dataset.image is None:
        raise ValueError("a ConvNet needs images")
    channels, height, width = dataset.image
    yield nn.Unflatten(1, dataset.image)
    for wider in settings.channels:
        yield nn.Conv2d(channels, wider, settings.kernel_size, padding=settings.kernel_size // 2)
        if settings.batch_norm:
            yield nn.BatchNorm2d(wider)
        yield getattr(nn, settings.activation)()
        yield nn.MaxPool2d(2)
        channels, height, width = wider, height // 2, width // 2
    yield nn.Flatten()
    if settings.dropout:
        yield nn.Dropout(settings.dropout)
    yield nn.Linear(channels * height * width, len(dataset.classes))


LAYERS: dict[type[NetworkSettings], Callable[[Any, Dataset], Iterator[nn.Module]]] = {
    MLP: _mlp,
    Linear: _linear,
    ConvNet: _convnet,
}
