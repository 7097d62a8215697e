"""Schedulers that lead from one rate to another and stay there."""

from __future__ import annotations

from typing import ClassVar, Literal

from training.experiment.schedulers.base import Move, SchedulerSettings, steps
from training.experiment.settings import RateFromZero, setting


class ConstantLR(SchedulerSettings):
    """Holds the rate at factor times its value, then restores it."""

    rule: ClassVar[str] = (
        "The rate stands at factor times its value until total_iters steps are done; "
        "then the factor is taken back: lr = lr / factor."
    )

    kind: Literal["ConstantLR"] = "ConstantLR"
    factor: float = setting(1 / 3, "Factor on the rate during the first total_iters epochs.", gt=0, le=1)
    total_iters: int = steps(5, "Epochs until the full rate is restored.")

    def cause(self, done: int, move: Move) -> str:
        """Say what makes the rate change once `done` steps are finished."""
        return f"total_iters {self.total_iters} reached, the factor {self.factor:.6g} is taken back"


class LinearLR(SchedulerSettings):
    """Moves the rate in equal steps from start_factor to end_factor of its value."""

    rule: ClassVar[str] = (
        "The factor on the rate moves in equal steps from start_factor to end_factor over total_iters steps: "
        "lr = lr × new factor / old factor."
    )

    kind: Literal["LinearLR"] = "LinearLR"
    start_factor: float = setting(1 / 3, "Factor on the rate in the first epoch.", gt=0, le=1)
    end_factor: float = setting(1.0, "Factor on the rate once total_iters epochs are done.", ge=0, le=1)
    total_iters: int = steps(5, "Epochs that the way from start to end takes.")

    def cause(self, done: int, move: Move) -> str:
        """Say what makes the rate change once `done` steps are finished."""
        return f"step {done} of {self.total_iters} from start to end"


class PolynomialLR(SchedulerSettings):
    """Lowers the rate to zero over total_iters epochs along a power curve."""

    rule: ClassVar[str] = (
        "The rate goes to zero over total_iters steps: "
        "lr = initial lr × (1 − last_epoch / total_iters) ^ power, computed from one step to the next."
    )

    kind: Literal["PolynomialLR"] = "PolynomialLR"
    total_iters: int = steps(5, "Epochs until the rate is zero.")
    power: float = setting(1.0, "Shape of the fall: 1 is a straight line, 2 falls early.", ge=0)

    def cause(self, done: int, move: Move) -> str:
        """Say what makes the rate change once `done` steps are finished."""
        return f"step {done} of {self.total_iters} to zero"


class SWALR(SchedulerSettings):
    """Leads the rate to swa_lr over anneal_epochs epochs and holds it, for averaging weights."""

    chainable: ClassVar[bool] = False
    rule: ClassVar[str] = (
        "Over anneal_epochs steps the rate is blended into swa_lr, and then held: "
        "lr = swa_lr × alpha + start × (1 − alpha), with alpha from 0 to 1."
    )

    kind: Literal["SWALR"] = "SWALR"
    swa_lr: RateFromZero = setting(help="The rate that is reached and held.", suggest=0.05)
    anneal_epochs: int = steps(10, "Epochs until swa_lr is reached.")
    anneal_strategy: Literal["cos", "linear"] = setting("cos", "cos: along half a cosine wave; linear: straight.")

    def cause(self, done: int, move: Move) -> str:
        """Say what makes the rate change once `done` steps are finished."""
        if done >= self.anneal_epochs:
            return f"anneal_epochs {self.anneal_epochs} done, the rate is swa_lr"
        return f"step {done} of {self.anneal_epochs} to swa_lr"
