"""Schedulers that lower the rate again and again, by a factor or a formula of one's own."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from training.experiment.expressions import EpochFormula
from training.experiment.schedulers.base import Move, SchedulerSettings, steps
from training.experiment.settings import WHOLE_LIMIT, AsTuple, RateFromZero, setting

Milestone = Annotated[int, Field(ge=0, le=WHOLE_LIMIT)]


class NoScheduler(SchedulerSettings):
    """The rate stays as the optimizer has it."""

    rule: ClassVar[str] = "Nothing changes the rate: lr = lr."

    kind: Literal["None"] = "None"


class LambdaLR(SchedulerSettings):
    """Multiplies the initial rate by a formula of the epoch."""

    chainable: ClassVar[bool] = False
    overwrites: ClassVar[bool] = True
    rule: ClassVar[str] = (
        "Each step sets the rate to the initial rate times the formula: lr = initial lr × f(last_epoch)."
    )

    kind: Literal["LambdaLR"] = "LambdaLR"
    lr_lambda: EpochFormula = setting(
        help="Factor on the initial rate, a formula of epoch (counted from 0), such as 0.95 ** epoch.",
        suggest="0.95 ** epoch",
    )

    def cause(self, done: int, move: Move) -> str:
        """Say what makes the rate change once `done` steps are finished."""
        return f"{self.lr_lambda} with epoch = {done}, the epochs done"


class MultiplicativeLR(SchedulerSettings):
    """Multiplies the rate by a formula of the epoch, after every epoch."""

    rule: ClassVar[str] = "Each step multiplies the rate by the formula: lr = lr × f(last_epoch)."

    kind: Literal["MultiplicativeLR"] = "MultiplicativeLR"
    lr_lambda: EpochFormula = setting(
        help="Factor on the rate that stands there, a formula of epoch (counted from 0; first used at 1).",
        suggest="0.95",
    )

    def cause(self, done: int, move: Move) -> str:
        """Say what makes the rate change once `done` steps are finished."""
        return f"factor {self.lr_lambda} with epoch = {done}, the epochs done"


class StepLR(SchedulerSettings):
    """Multiplies the rate by gamma after every step_size epochs."""

    rule: ClassVar[str] = "After every step_size steps the rate is multiplied by gamma: lr = lr × gamma."

    kind: Literal["StepLR"] = "StepLR"
    step_size: int = steps(help="Epochs between two changes of the rate.", suggest=5, ge=1)
    gamma: float = setting(0.1, "Factor that multiplies the rate at each change; below 1 it falls.", ge=0)


class MultiStepLR(SchedulerSettings):
    """Multiplies the rate by gamma at each listed milestone."""

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

    def cause(self, done: int, move: Move) -> str:
        """Say what makes the rate change once `done` steps are finished."""
        times = self.milestones.count(done)
        return f"milestone {done} reached" + (f" (listed {times} times)" if times > 1 else "")


class ExponentialLR(SchedulerSettings):
    """Multiplies the rate by gamma after every epoch."""

    rule: ClassVar[str] = "Each step multiplies the rate by gamma: lr = lr × gamma."

    kind: Literal["ExponentialLR"] = "ExponentialLR"
    gamma: float = setting(help="Factor that multiplies the rate after each epoch.", suggest=0.9, ge=0)


class ReduceLROnPlateau(SchedulerSettings):
    """Multiplies the rate by factor when the watched figure stops improving."""

    rule: ClassVar[str] = (
        "When the watched figure has not improved by threshold for more than patience epochs in a row, "
        "the rate is multiplied by factor, but never below min_lr: lr = max(lr × factor, min_lr)."
    )

    kind: Literal["ReduceLROnPlateau"] = "ReduceLROnPlateau"
    mode: Literal["min", "max"] = setting("min", "min: lower is better, as for a loss; max: higher, as for accuracy.")
    factor: float = setting(0.1, "Factor that multiplies the rate.", ge=0, lt=1)
    patience: int = steps(10, "Epochs without improvement that are forgiven; the next one lowers the rate.")
    threshold: float = setting(1e-4, "Smallest improvement that counts.", group="more", ge=0)
    threshold_mode: Literal["rel", "abs"] = setting(
        "rel", "rel: the threshold is a share of the best figure; abs: a difference.", group="more"
    )
    cooldown: int = steps(0, "Epochs after a change in which nothing is held against the run.")
    min_lr: RateFromZero = setting(0.0, "The rate never falls below this.")
    eps: float = setting(1e-8, "A change of the rate smaller than this is not made.", group="more", ge=0)
    monitor: Literal["val_loss", "loss", "val_accuracy", "accuracy"] = setting(
        "val_loss", "The figure that is watched; Stepwell passes it to step() after each epoch."
    )

    def arguments(self) -> dict[str, Any]:
        """Return the keyword arguments for the torch class; `monitor` is for whoever steps it."""
        arguments = super().arguments()
        del arguments["monitor"]
        return arguments

    def cause(self, done: int, move: Move) -> str:
        """Say what makes the rate change once `done` steps are finished."""
        went = "fall below" if self.mode == "min" else "rise above"
        by = f"{self.threshold:.6g} of it" if self.threshold_mode == "rel" else f"{self.threshold:.6g}"
        enough = f" by more than the threshold, {by}," if self.threshold else ""
        when = f"in {self.patience + 1} epochs in a row" if self.patience else "in this epoch"
        return f"{self.monitor} did not {went} its best{enough} {when} (patience {self.patience})"
