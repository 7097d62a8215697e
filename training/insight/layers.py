"""What the layers of a network are called, and which of them belong together."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from torch import nn

from training.engine.direct.activations import ACTIVATIONS


class Part(StrEnum):
    """What a layer makes of a row."""

    SUMS = "sums"
    NORMALISED = "normalised"
    ACTIVATIONS = "activations"
    POOLED = "pooled"
    DROPOUT = "dropout"
    SHAPED = "shaped"
    LOGITS = "logits"


class NamedLayer(NamedTuple):
    """A layer's position: the group that it belongs to, its torch class, and what it makes of a row.

    A group is a layer with weights and what follows up to the next one: `Hidden 1`, `Convolution 2`, `Output`.
    """

    group: str
    kind: str
    part: Part

    @property
    def name(self) -> str:
        """Return the group with the layer's own kind: `Hidden 1 ReLU`."""
        return f"{self.group} {self.kind}" if self.part is Part.ACTIVATIONS else f"{self.group} {self.part}"


PARTS: dict[type[nn.Module], Part] = {
    nn.Linear: Part.SUMS,
    nn.Conv2d: Part.SUMS,
    nn.BatchNorm1d: Part.NORMALISED,
    nn.BatchNorm2d: Part.NORMALISED,
    nn.MaxPool2d: Part.POOLED,
    nn.Dropout: Part.DROPOUT,
    nn.Unflatten: Part.SHAPED,
    nn.Flatten: Part.SHAPED,
    **dict.fromkeys(ACTIVATIONS, Part.ACTIVATIONS),
}
GROUPS: dict[type[nn.Module], str] = {nn.Unflatten: "Image", nn.Flatten: "Features"}
COUNTED: dict[type[nn.Module], str] = {nn.Linear: "Hidden", nn.Conv2d: "Convolution"}


def name_layers(network: nn.Sequential) -> tuple[NamedLayer, ...]:
    """Return the position of each layer, in order."""
    return tuple(_named(list(network)))


def _named(layers: list[nn.Module]) -> Iterator[NamedLayer]:
    group, seen = "Input", 0
    for index, layer in enumerate(layers):
        kind = type(layer)
        part, group = PARTS[kind], GROUPS.get(kind, group)
        if kind in COUNTED:
            seen, group = seen + 1, f"{COUNTED[kind]} {seen + 1}"
        if index == len(layers) - 1:
            part, group = Part.LOGITS, "Output"
        yield NamedLayer(group, kind.__name__, part)
