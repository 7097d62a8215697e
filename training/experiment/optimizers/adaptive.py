"""Optimizers that size each weight's step by its gradients so far."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from training.experiment.optimizers.base import DECAY_HELP, EPS_HELP, RATE_HELP, OptimizerSettings
from training.experiment.rate_use import RateUse
from training.experiment.settings import setting


class Adagrad(OptimizerSettings):
    """Scales each weight's step by the sum of all its squared gradients."""

    shrinks_by: ClassVar[str] = "lr_decay"

    kind: Literal["Adagrad"] = "Adagrad"
    lr: float = setting(1e-2, RATE_HELP, ge=0)
    lr_decay: float = setting(0.0, "Adagrad's own decay of the rate, on top of the scheduler.", ge=0)
    weight_decay: float = setting(0.0, DECAY_HELP, ge=0, group="more")
    initial_accumulator_value: float = setting(0.0, "Where the sum of squares starts.", group="more", ge=0)
    eps: float = setting(1e-10, EPS_HELP, group="more", ge=0)

    @property
    def divisor(self) -> str:
        return "1 + lr_decay × steps made" if self.lr_decay else ""

    def dividing(self, lr: Any, made: Any) -> Any:
        return 1 + made * self.lr_decay


class Adadelta(OptimizerSettings):
    """Scales each step by how large the last steps were."""

    kind: Literal["Adadelta"] = "Adadelta"
    lr: float = setting(1.0, RATE_HELP, ge=0)
    rho: float = setting(0.9, "How slowly the running mean of the squares forgets.", ge=0, le=1)
    eps: float = setting(1e-6, EPS_HELP, group="more", ge=0)
    weight_decay: float = setting(0.0, DECAY_HELP, ge=0, group="more")


class Adafactor(OptimizerSettings):
    """Adam's idea with row and column sums instead of a full second moment."""

    elementwise: ClassVar[bool] = False

    kind: Literal["Adafactor"] = "Adafactor"
    lr: float = setting(1e-2, f"{RATE_HELP} Each step takes min(lr, 1/√step), times the size of the weights.", ge=0)
    beta2_decay: float = setting(-0.8, "How the second moment's memory grows with the steps.", group="more", le=0)
    d: float = setting(1.0, "Largest root mean square of one update.", group="more", ge=1)
    weight_decay: float = setting(0.0, DECAY_HELP, ge=0, group="more")

    @property
    def rate_use(self) -> RateUse:
        return RateUse.CAPPED


class RMSprop(OptimizerSettings):
    """Divides each gradient by a running mean of its size."""

    takes_momentum_later: ClassVar[bool] = False  # torch makes room for it at the first step, or never

    kind: Literal["RMSprop"] = "RMSprop"
    lr: float = setting(1e-2, RATE_HELP, ge=0)
    alpha: float = setting(0.99, "How slowly the running mean of the squares forgets.", ge=0)
    eps: float = setting(1e-8, EPS_HELP, group="more", ge=0)
    weight_decay: float = setting(0.0, DECAY_HELP, ge=0, group="more")
    momentum: float = setting(0.0, "Share of the last step that is kept.", ge=0)
    centered: bool = setting(False, "Divides by the spread instead of the size.", group="more")
