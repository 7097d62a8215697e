"""A scheduler that torch lacks, in one file: it would lie in training/experiment/schedulers/."""

from __future__ import annotations

from typing import ClassVar, Literal

from training.experiment.schedulers.base import Move, SchedulerSettings, joined, steps


class InverseSquareRootLR(SchedulerSettings):
    """Raises the rate in equal steps, then lowers it with the root of the steps."""

    chainable: ClassVar[bool] = False
    overwrites: ClassVar[bool] = True
    rule: ClassVar[str] = (
        "The rate rises to the initial rate in warm_up steps and then falls with the root of the steps: "
        "lr = initial lr × min(step / warm_up, √(warm_up / step))."
    )
    definition: ClassVar[str] = '''
class InverseSquareRootLR(lr_scheduler.LRScheduler):
    """Raises the rate in equal steps, then lowers it with the root of the steps."""

    def __init__(self, optimizer, warm_up=4, last_epoch=-1):
        self.warm_up = warm_up
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        step = self.last_epoch + 1
        if step < self.warm_up:
            factor = step / self.warm_up
        else:
            factor = math.sqrt(self.warm_up / step)
        return [base_lr * factor for base_lr in self.base_lrs]
'''

    kind: Literal["InverseSquareRootLR"] = "InverseSquareRootLR"
    warm_up: int = steps(4, "Epochs until the highest rate.", ge=1)

    def cause(self, done: int, move: Move) -> str:
        """Say what makes the rate change once `done` steps are finished."""
        part = "of the warm-up" if done < self.warm_up else "of the fall"
        return joined(f"step {done + 1} {part}", move.way())
