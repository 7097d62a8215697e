"""What every optimizer's settings share."""

# no annotations as text in this file: pydantic would read the class variables' again for every subclass
from collections.abc import Iterator
from math import inf
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator

from training.experiment.networks import NetworkSettings
from training.experiment.rate_use import RateUse
from training.experiment.settings import Clash, Pair, Stage

RATE_HELP = "Learning rate before the scheduler touches it."
DECAY_HELP = "Pulls the weights towards zero (L2 penalty)."
EPS_HELP = "Small number that keeps a division from failing."


def _below_one(betas: tuple[float, float]) -> tuple[float, float]:
    if not all(0 <= beta < 1 for beta in betas):
        raise ValueError("each of the two must be at least 0 and below 1")
    return betas


Betas = Annotated[Pair, AfterValidator(_below_one)]
BETAS_HELP = "How slowly the running means of the gradient and of its square forget."


class OptimizerSettings(Stage):
    """Turns gradients into new weights."""

    module: ClassVar[str] = "torch.optim"
    takes_momentum_later: ClassVar[bool] = True  # whether one that began without a momentum may be given one on the way
    # whether its step asks for a batch's loss and gradients itself, as often as it likes
    needs_closure: ClassVar[bool] = False
    elementwise: ClassVar[bool] = True  # whether it steps each weight without a look at the others
    # the setting by which it divides lr, more with each of its steps; empty where none does
    shrinks_by: ClassVar[str] = ""

    lr: float

    def refusals(self, path: str, network: NetworkSettings, *, grouped: bool, clipped: bool) -> Iterator[Clash]:
        """Yield what of an experiment it cannot be run with; `path` is its own TOML path.

        grouped: whether body and head are two parameter groups; clipped: whether the gradient's norm is limited.
        """
        yield from ()

    def kept_per_weight(self, steps: int) -> int | None:
        """Return how many numbers it keeps for each weight after so many steps; None where its first step tells."""
        return None

    @property
    def step_bounds(self) -> tuple[float, float]:
        """Return the smallest and the largest step of a weight."""
        return -inf, inf

    def dividing(self, lr: Any, made: Any) -> Any:
        """Return what it divides a rate by once so many steps are made."""
        return 1.0

    @property
    def rate_use(self) -> RateUse:
        """Return what it makes of the rate that its scheduler sets."""
        return RateUse.EACH_STEP

    @property
    def divisor(self) -> str:
        """Return the formula by which it divides lr itself, more with each of its steps; else empty."""
        return ""

    @property
    def rate_note(self) -> str:
        """Say so where it is not what a reader expects; else empty."""
        if self.rate_use is RateUse.EACH_STEP and not self.divisor:
            return ""
        return f"{self.kind} {self.rate_use}{self.divisor and f', divided by {self.divisor}'}."
