"""Adam and its kin: running means of the gradient and of its square."""

from __future__ import annotations

from typing import Literal

from training.experiment.optimizers.base import (
    BETAS_HELP,
    DECAY_HELP,
    EPS_HELP,
    RATE_HELP,
    Betas,
    OptimizerSettings,
)
from training.experiment.settings import setting


class Adam(OptimizerSettings):
    """Scales each weight's step by running means of its gradient."""

    kind: Literal["Adam"] = "Adam"
    lr: float = setting(1e-3, RATE_HELP, ge=0)
    betas: Betas = setting((0.9, 0.999), BETAS_HELP)
    eps: float = setting(1e-8, EPS_HELP, group="more", ge=0)
    weight_decay: float = setting(0.0, DECAY_HELP, ge=0, group="more")
    amsgrad: bool = setting(False, "Remembers the largest running mean of the squares.", group="more")
    decoupled_weight_decay: bool = setting(
        False, "Decays the weights apart from the gradient, as AdamW does.", group="more"
    )


class AdamW(OptimizerSettings):
    """Adam with weight decay apart from the gradient."""

    kind: Literal["AdamW"] = "AdamW"
    lr: float = setting(1e-3, RATE_HELP, ge=0)
    betas: Betas = setting((0.9, 0.999), BETAS_HELP)
    eps: float = setting(1e-8, EPS_HELP, group="more", ge=0)
    weight_decay: float = setting(0.01, "Pulls the weights towards zero, apart from the gradient.", ge=0)
    amsgrad: bool = setting(False, "Remembers the largest running mean of the squares.", group="more")


class NAdam(OptimizerSettings):
    """Adam with Nesterov's look ahead."""

    kind: Literal["NAdam"] = "NAdam"
    lr: float = setting(2e-3, RATE_HELP, ge=0)
    betas: Betas = setting((0.9, 0.999), BETAS_HELP)
    eps: float = setting(1e-8, EPS_HELP, group="more", ge=0)
    weight_decay: float = setting(0.0, DECAY_HELP, ge=0, group="more")
    momentum_decay: float = setting(4e-3, "How fast the look ahead settles.", group="more", ge=0)
    decoupled_weight_decay: bool = setting(False, "Decays the weights apart from the gradient.", group="more")


class RAdam(OptimizerSettings):
    """Adam whose first steps are rectified instead of warmed up."""

    kind: Literal["RAdam"] = "RAdam"
    lr: float = setting(1e-3, RATE_HELP, ge=0)
    betas: Betas = setting((0.9, 0.999), BETAS_HELP)
    eps: float = setting(1e-8, EPS_HELP, group="more", ge=0)
    weight_decay: float = setting(0.0, DECAY_HELP, ge=0, group="more")
    decoupled_weight_decay: bool = setting(False, "Decays the weights apart from the gradient.", group="more")


class Adamax(OptimizerSettings):
    """Adam scaled by the largest gradient instead of the mean square."""

    kind: Literal["Adamax"] = "Adamax"
    lr: float = setting(2e-3, RATE_HELP, ge=0)
    betas: Betas = setting((0.9, 0.999), BETAS_HELP)
    eps: float = setting(1e-8, EPS_HELP, group="more", ge=0)
    weight_decay: float = setting(0.0, DECAY_HELP, ge=0, group="more")
