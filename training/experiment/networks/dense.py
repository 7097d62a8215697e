"""Networks of fully connected layers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from training.experiment.networks.base import (
    ACTIVATION_HELP,
    BATCH_NORM_HELP,
    DROPOUT_HELP,
    Activation,
    Image,
    Module,
    NetworkSettings,
    Width,
    linear,
    module,
)
from training.experiment.settings import AsTuple, setting


class MLP(NetworkSettings):
    """Fully connected layers with an activation after each hidden one."""

    kind: Literal["MLP"] = "MLP"
    hidden: Annotated[tuple[Width, ...], AsTuple, Field(max_length=64)] = setting(
        (5,), "Units of each hidden layer, first to last.", unit="units"
    )
    activation: Activation = setting("ReLU", ACTIVATION_HELP)
    dropout: float = setting(0.0, DROPOUT_HELP, ge=0, lt=1)
    batch_norm: bool = setting(False, BATCH_NORM_HELP, group="more")
    bias: bool = setting(True, "Adds a constant to each unit; Muon needs it off.", group="more")

    @property
    def has_body(self) -> bool:
        return bool(self.hidden)

    @property
    def only_matrices(self) -> bool:
        return not self.bias and not self.batch_norm

    def layers(self, features: int, classes: int, image: Image | None) -> Iterator[Module]:
        width = features
        for hidden in self.hidden:
            yield linear(width, hidden, self.bias)
            if self.batch_norm:
                yield module("BatchNorm1d", hidden)
            yield module(self.activation)
            if self.dropout:
                yield module("Dropout", self.dropout)
            width = hidden
        yield linear(width, classes, self.bias)


class Linear(NetworkSettings):
    """No hidden layer: logistic regression."""

    kind: Literal["Linear"] = "Linear"
    bias: bool = setting(True, "Adds a constant to each class; Muon needs it off.")

    @property
    def has_body(self) -> bool:
        return False

    @property
    def only_matrices(self) -> bool:
        return not self.bias

    def layers(self, features: int, classes: int, image: Image | None) -> Iterator[Module]:
        yield linear(features, classes, self.bias)
