"""What every network's settings share."""

# no annotations as text in this file: pydantic would read the class variables' again for every subclass
from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal, NamedTuple, TypeAlias

from pydantic import Field

from training.experiment.settings import Stage

Image: TypeAlias = tuple[int, int, int]
Width = Annotated[int, Field(ge=1, le=65_536)]
Activation = Literal["ReLU", "LeakyReLU", "ELU", "SELU", "GELU", "SiLU", "Mish", "Softplus", "Tanh", "Sigmoid"]

ACTIVATION_HELP = "What each hidden unit does with its sum."
DROPOUT_HELP = "Share of hidden units silenced at random while training; 0: none."
BATCH_NORM_HELP = "Normalises each hidden layer over the batch."


class Module(NamedTuple):
    """A layer as torch.nn's own call: its class, its arguments by position, and by name."""

    name: str
    arguments: tuple[object, ...]
    named: Mapping[str, object]


def module(name: str, *arguments: object, **named: object) -> Module:
    """Return the call of torch.nn's class of this name."""
    return Module(name, arguments, named)


def linear(inputs: int, outputs: int, bias: bool = True) -> Module:
    """Return the call of a linear layer."""
    return module("Linear", inputs, outputs, **({} if bias else {"bias": False}))


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

    def layers(self, features: int, classes: int, image: Image | None) -> Iterator[Module]:
        """Yield what the network is made of, first to last; it maps (rows, features) to logits (rows, classes).

        `image`: channels, height and width of a row where it is one.
        """
        raise NotImplementedError
