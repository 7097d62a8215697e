"""The scheduler that watches a figure of the training."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from training.experiment.schedulers.base import Move, SchedulerSettings, steps
from training.experiment.settings import RateFromZero, setting


class ReduceLROnPlateau(SchedulerSettings):
    """Multiplies the rate by factor when the watched figure stops improving."""

    composable: ClassVar[bool] = False
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

    @property
    def watches(self) -> str:
        return self.monitor

    def arguments(self) -> dict[str, Any]:
        """Return the keyword arguments for the torch class; `monitor` is for whoever steps it."""
        arguments = super().arguments()
        del arguments["monitor"]
        return arguments

    def cause(self, done: int, move: Move) -> str:
        went = "fall below" if self.mode == "min" else "rise above"
        by = f"{self.threshold:.6g} of it" if self.threshold_mode == "rel" else f"{self.threshold:.6g}"
        enough = f" by more than the threshold, {by}," if self.threshold else ""
        when = f"in {self.patience + 1} epochs in a row" if self.patience else "in this epoch"
        return f"{self.monitor} did not {went} its best{enough} {when} (patience {self.patience})"
