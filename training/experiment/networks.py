"""The networks: one class each. Every network ends in logits; softmax is for display only."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from training.experiment.settings import AsTuple, Stage, setting

Width = Annotated[int, Field(ge=1, le=65_536)]
Activation = Literal["ReLU", "LeakyReLU", "ELU", "SELU", "GELU", "SiLU", "Mish", "Softplus", "Tanh", "Sigmoid"]

ACTIVATION_HELP = "What each hidden unit does with its sum."
DROPOUT_HELP = "Share of hidden units silenced at random while training; 0: none."
BATCH_NORM_HELP = "Normalises each hidden layer over the batch."


class NetworkSettings(Stage):
    """Turns rows into logits."""

    needs_image: ClassVar[bool] = False

    @property
    def has_body(self) -> bool:
        """Whether there are layers with parameters below the last one, the head."""
        return True

    @property
    def only_matrices(self) -> bool:
        """Whether every parameter is a matrix, as Muon needs it."""
        return False


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
        """Whether there are layers with parameters below the last one, the head."""
        return bool(self.hidden)

    @property
    def only_matrices(self) -> bool:
        """Whether every parameter is a matrix, as Muon needs it."""
        return not self.bias and not self.batch_norm


class Linear(NetworkSettings):
    """No hidden layer: logistic regression."""

    kind: Literal["Linear"] = "Linear"
    bias: bool = setting(True, "Adds a constant to each class; Muon needs it off.")

    @property
    def has_body(self) -> bool:
        """Whether there are layers with parameters below the last one, the head."""
        return False

    @property
    def only_matrices(self) -> bool:
        """Whether every parameter is a matrix, as Muon needs it."""
        return not self.bias


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


NETWORKS: tuple[type[NetworkSettings], ...] = (MLP, Linear, ConvNet)
