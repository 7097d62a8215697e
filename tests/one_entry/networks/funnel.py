"""A network in one file: it would lie in training/experiment/networks/."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from training.experiment.networks.base import Image, Module, NetworkSettings, linear, module
from training.experiment.settings import setting


class Funnel(NetworkSettings):
    """Layers that are each half as wide as the one before."""

    kind: Literal["Funnel"] = "Funnel"
    width: int = setting(8, "Units of the first layer.", ge=2, le=1024)

    def layers(self, features: int, classes: int, image: Image | None) -> Iterator[Module]:
        """Yield what the network is made of, first to last."""
        inputs, width = features, self.width
        while width > 1:
            yield linear(inputs, width)
            yield module("Tanh")
            inputs, width = width, width // 2
        yield linear(inputs, classes)
