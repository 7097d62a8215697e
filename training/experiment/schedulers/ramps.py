"""Schedulers that lead from one rate to another and stay there."""

from __future__ import annotations

from typing import ClassVar, Literal

from training.experiment.schedulers.base import Mended, Move, SchedulerSettings, steps
from training.experiment.settings import setting


class ConstantLR(SchedulerSettings):
    """Holds the rate at factor times its value, then restores it."""

    length_from: ClassVar[str] = "total_iters"
    rule: ClassVar[str] = (
        "The rate stands at factor times its value until total_iters steps are done; "
        "then the factor is taken back: lr = lr / factor."
    )

    kind: Literal["ConstantLR"] = "ConstantLR"
    factor: float = setting(1 / 3, "Factor on the rate during the first total_iters epochs.", gt=0, le=1)
    total_iters: int = steps(5, "Epochs until the full rate is restored.")

    @property
    def first_factor(self) -> float | None:
        return self.factor

    def cause(self, done: int, move: Move) -> str:
        return f"total_iters {self.total_iters} reached, the factor {self.factor:.6g} is taken back"


class LinearLR(SchedulerSettings):
    """Moves the rate in equal steps from start_factor to end_factor of its value."""

    length_from: ClassVar[str] = "total_iters"
    rule: ClassVar[str] = (
        "The factor on the rate moves in equal steps from start_factor to end_factor over total_iters steps: "
        "lr = lr × new factor / old factor."
    )

    kind: Literal["LinearLR"] = "LinearLR"
    start_factor: float = setting(1 / 3, "Factor on the rate in the first epoch.", gt=0, le=1)
    end_factor: float = setting(1.0, "Factor on the rate once total_iters epochs are done.", ge=0, le=1)
    total_iters: int = steps(5, "Epochs that the way from start to end takes.")

    @property
    def first_factor(self) -> float | None:
        return self.start_factor

    def above_zero(self, steps: int, alone: bool) -> Mended | None:
        short = self.end_factor == 0 and self.total_iters < steps
        return Mended({"total_iters": steps}) if short else None

    def cause(self, done: int, move: Move) -> str:
        return f"step {done} of {self.total_iters} from start to end"


class PolynomialLR(SchedulerSettings):
    """Lowers the rate to zero over total_iters epochs along a power curve."""

    length_from: ClassVar[str] = "total_iters"
    rule: ClassVar[str] = (
        "The rate goes to zero over total_iters steps: "
        "lr = initial lr × (1 − last_epoch / total_iters) ^ power, computed from one step to the next."
    )

    kind: Literal["PolynomialLR"] = "PolynomialLR"
    total_iters: int = steps(5, "Epochs until the rate is zero.")
    power: float = setting(1.0, "Shape of the fall: 1 is a straight line, 2 falls early.", ge=0)

    def above_zero(self, steps: int, alone: bool) -> Mended | None:
        return Mended({"total_iters": steps}) if self.total_iters < steps else None

    def cause(self, done: int, move: Move) -> str:
        return f"step {done} of {self.total_iters} to zero"
