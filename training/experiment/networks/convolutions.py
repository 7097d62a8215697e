"""Networks for images."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from training.experiment.networks.base import (
    ACTIVATION_HELP,
    BATCH_NORM_HELP,
    Activation,
    Image,
    Module,
    NetworkSettings,
    linear,
    module,
)
from training.experiment.settings import AsTuple, setting


class ConvNet(NetworkSettings):
    """Convolutions over an image, each with an activation and halved by pooling, then one linear layer."""

    needs_image: ClassVar[bool] = True

    kind: Literal["ConvNet"] = "ConvNet"
    channels: Annotated[
        tuple[Annotated[int, Field(ge=1, le=4096)], ...], AsTuple, Field(min_length=1, max_length=3)
    ] = setting((8, 16), "Channels of each convolution, first to last.", unit="channels")
    kernel_size: Literal[1, 3, 5, 7] = setting(3, "Width and height of each convolution.", unit="pixels")
    activation: Activation = setting("ReLU", ACTIVATION_HELP)
    dropout: float = setting(0.0, "Share of the last features silenced at random while training; 0: none.", ge=0, lt=1)
    batch_norm: bool = setting(False, BATCH_NORM_HELP, group="more")

    def layers(self, features: int, classes: int, image: Image | None) -> Iterator[Module]:
        if image is None:
            raise ValueError("a ConvNet needs images")
        channels, height, width = image
        yield module("Unflatten", 1, image)
        for wider in self.channels:
            yield module("Conv2d", channels, wider, self.kernel_size, padding=self.kernel_size // 2)
            if self.batch_norm:
                yield module("BatchNorm2d", wider)
            yield module(self.activation)
            yield module("MaxPool2d", 2)
            channels, height, width = wider, height // 2, width // 2
        yield module("Flatten")
        if self.dropout:
            yield module("Dropout", self.dropout)
        yield linear(channels * height * width, classes)
