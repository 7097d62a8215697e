"""Plain gradient descent."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from training.experiment.optimizers.base import DECAY_HELP, RATE_HELP, OptimizerSettings
from training.experiment.settings import setting


class SGD(OptimizerSettings):
    """Steps against the gradient, with momentum if wanted."""

    kind: Literal["SGD"] = "SGD"
    lr: float = setting(1e-3, RATE_HELP, ge=0)
    momentum: float = setting(0.0, "Share of the last step that is kept.", ge=0)
    dampening: float = setting(0.0, "Share of the gradient that momentum leaves out.", group="more")
    weight_decay: float = setting(0.0, DECAY_HELP, ge=0, group="more")
    nesterov: bool = setting(False, "Looks one momentum step ahead.", group="more")

    @model_validator(mode="after")
    def _nesterov_needs_momentum(self) -> Self:
        if self.nesterov and (self.momentum <= 0 or self.dampening != 0):
            raise PydanticCustomError("at optimizer.nesterov", "needs a momentum above 0 and a dampening of 0")
        return self
