"""Schedulers that lower the rate again and again, by a factor or a formula of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from training.experiment.expressions import EpochFormula
from training.experiment.schedulers.base import Mended, Move, SchedulerSettings, steps
from training.experiment.settings import WHOLE_LIMIT, AsTuple, setting

FLOOR = "0.01"  # the smallest factor that a mended formula gives
SLOWER = Mended({"gamma": 0.5})
Milestone = Annotated[int, Field(ge=0, le=WHOLE_LIMIT)]


def floored(formula: str) -> Mended:
    """Return the change that keeps the formula's factor above 0."""
    return Mended({"lr_lambda": f"max({formula}, {FLOOR})"}, f"Keep the factor at {FLOOR} or more")


class NoScheduler(SchedulerSettings):
    """The rate stays as the optimizer has it."""

    in_words: ClassVar[str] = "constant rate"
    constant: ClassVar[bool] = True
    easy: ClassVar[bool] = True
    rule: ClassVar[str] = "Nothing changes the rate: lr = lr."

    kind: Literal["None"] = "None"


class StepLR(SchedulerSettings):
    """Multiplies the rate by gamma after every step_size epochs."""

    easy: ClassVar[bool] = True
    rule: ClassVar[str] = "After every step_size steps the rate is multiplied by gamma: lr = lr × gamma."

    kind: Literal["StepLR"] = "StepLR"
    step_size: int = steps(help="Epochs between two changes of the rate.", suggest=5, ge=1)
    gamma: float = setting(0.1, "Factor that multiplies the rate at each change; below 1 it falls.", ge=0)

    def above_zero(self, steps: int, alone: bool) -> Mended | None:
        return SLOWER if self.gamma == 0 else None


class MultiStepLR(SchedulerSettings):
    """Multiplies the rate by gamma at each listed milestone."""

    easy: ClassVar[bool] = True
    rule: ClassVar[str] = (
        "At each milestone the rate is multiplied by gamma, once for each time it is listed: lr = lr × gamma ^ times."
    )

    kind: Literal["MultiStepLR"] = "MultiStepLR"
    milestones: Annotated[tuple[Milestone, ...], AsTuple] = setting(
        help="Finished epochs after which the rate changes: milestone 3 first acts in epoch 4.",
        suggest=(3, 7),
        unit="epochs",
    )
    gamma: float = setting(0.1, "Factor that multiplies the rate at each milestone; below 1 it falls.", ge=0)

    @property
    def length(self) -> int:
        return max(self.milestones, default=0)

    def above_zero(self, steps: int, alone: bool) -> Mended | None:
        return SLOWER if self.gamma == 0 else None

    def cause(self, done: int, move: Move) -> str:
        times = self.milestones.count(done)
        return f"milestone {done} reached" + (f" (listed {times} times)" if times > 1 else "")


class ExponentialLR(SchedulerSettings):
    """Multiplies the rate by gamma after every epoch."""

    easy: ClassVar[bool] = True
    rule: ClassVar[str] = "Each step multiplies the rate by gamma: lr = lr × gamma."

    kind: Literal["ExponentialLR"] = "ExponentialLR"
    gamma: float = setting(help="Factor that multiplies the rate after each epoch.", suggest=0.9, ge=0)

    def above_zero(self, steps: int, alone: bool) -> Mended | None:
        return SLOWER if self.gamma == 0 else None


class MultiplicativeLR(SchedulerSettings):
    """Multiplies the rate by a formula of the epoch, after every epoch."""

    goes_on: ClassVar[bool] = True
    formulas: ClassVar[Mapping[str, str]] = {"lr_lambda": "epoch"}
    rule: ClassVar[str] = "Each step multiplies the rate by the formula: lr = lr × f(last_epoch)."

    kind: Literal["MultiplicativeLR"] = "MultiplicativeLR"
    lr_lambda: EpochFormula = setting(
        help="Factor on the rate that stands there, a formula of epoch (counted from 0; first used at 1).",
        suggest="0.95",
    )

    def above_zero(self, steps: int, alone: bool) -> Mended | None:
        return floored(self.lr_lambda)

    def cause(self, done: int, move: Move) -> str:
        return f"factor {self.lr_lambda} with epoch = {done}, the epochs done"


class LambdaLR(SchedulerSettings):
    """Multiplies the initial rate by a formula of the epoch."""

    chainable: ClassVar[bool] = False
    overwrites: ClassVar[bool] = True
    formulas: ClassVar[Mapping[str, str]] = {"lr_lambda": "epoch"}
    rule: ClassVar[str] = (
        "Each step sets the rate to the initial rate times the formula: lr = initial lr × f(last_epoch)."
    )

    kind: Literal["LambdaLR"] = "LambdaLR"
    lr_lambda: EpochFormula = setting(
        help="Factor on the initial rate, a formula of epoch (counted from 0), such as 0.95 ** epoch.",
        suggest="0.95 ** epoch",
    )

    def above_zero(self, steps: int, alone: bool) -> Mended | None:
        return floored(self.lr_lambda)

    def cause(self, done: int, move: Move) -> str:
        return f"{self.lr_lambda} with epoch = {done}, the epochs done"
