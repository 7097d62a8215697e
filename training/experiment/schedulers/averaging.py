"""The scheduler that goes with averaged weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Literal

from training.experiment.schedulers.base import Mended, Move, SchedulerSettings, steps
from training.experiment.settings import RateFromZero, setting


class SWALR(SchedulerSettings):
    """Leads the rate to swa_lr over anneal_epochs epochs and holds it, for averaging weights."""

    module: ClassVar[str] = "swa_utils"
    chainable: ClassVar[bool] = False
    goes_on: ClassVar[bool] = True
    length_from: ClassVar[str] = "anneal_epochs"
    rule: ClassVar[str] = (
        "Over anneal_epochs steps the rate is blended into swa_lr, and then held: "
        "lr = swa_lr × alpha + start × (1 − alpha), with alpha from 0 to 1."
    )

    kind: Literal["SWALR"] = "SWALR"
    swa_lr: RateFromZero = setting(help="The rate that is reached and held.", suggest=0.05)
    anneal_epochs: int = steps(10, "Epochs until swa_lr is reached.")
    anneal_strategy: Literal["cos", "linear"] = setting("cos", "cos: along half a cosine wave; linear: straight.")

    def erasing(self, others: str, counted: Callable[[int], str]) -> tuple[str, str]:
        lost = f"after {counted(self.anneal_epochs)} what {others} did is lost"
        return f"SWALR blends the rate into swa_lr: {lost}", "towards swa_lr"

    def above_zero(self, steps: int, alone: bool) -> Mended | None:
        short = self.swa_lr == 0 and self.anneal_epochs < steps
        return Mended({"anneal_epochs": steps}) if short else None

    def cause(self, done: int, move: Move) -> str:
        if done >= self.anneal_epochs:
            return f"anneal_epochs {self.anneal_epochs} done, the rate is swa_lr"
        return f"step {done} of {self.anneal_epochs} to swa_lr"
