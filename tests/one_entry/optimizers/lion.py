"""An optimizer that torch lacks, in one file: it would lie in training/experiment/optimizers/."""

from __future__ import annotations

from typing import ClassVar, Literal

from training.experiment.optimizers.base import BETAS_HELP, DECAY_HELP, RATE_HELP, Betas, OptimizerSettings
from training.experiment.settings import setting


class Lion(OptimizerSettings):
    """Steps by the sign of the gradient blended with its running mean."""

    definition: ClassVar[str] = '''
class Lion(torch.optim.Optimizer):
    """Steps by the sign of the gradient blended with its running mean."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        defaults = {"lr": lr, "betas": betas, "weight_decay": weight_decay}
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            first, second = group["betas"]
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                state = self.state[weight]
                mean = state.setdefault("mean", torch.zeros_like(weight))
                sign = (first * mean + (1 - first) * weight.grad).sign()
                weight.mul_(1 - group["lr"] * group["weight_decay"])
                weight.add_(sign, alpha=-group["lr"])
                mean.mul_(second).add_(weight.grad, alpha=1 - second)
'''

    kind: Literal["Lion"] = "Lion"
    lr: float = setting(1e-4, RATE_HELP, ge=0)
    betas: Betas = setting((0.9, 0.99), BETAS_HELP)
    weight_decay: float = setting(0.0, DECAY_HELP, ge=0, group="more")
