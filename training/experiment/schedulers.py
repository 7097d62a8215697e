"""The learning-rate schedulers: torch's classes, fields and defaults, one class each."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from training.experiment.settings import WHOLE_LIMIT, AsTuple, Stage, setting

Milestone = Annotated[int, Field(ge=0, le=WHOLE_LIMIT)]


def counted(number: int, noun: str) -> str:
    """Return the number with its noun: `1 epoch`, `5 epochs`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


class SchedulerSettings(Stage):
    """Changes the optimizer's rate after each epoch."""

    def cause(self, done: int) -> str:
        """Say what makes the rate change once `done` epochs are finished."""
        return f"{counted(done, 'epoch')} done"


class NoScheduler(SchedulerSettings):
    """The rate stays as the optimizer has it."""

    kind: Literal["None"] = "None"


class StepLR(SchedulerSettings):
    """Multiplies the rate by gamma after every step_size epochs."""

    kind: Literal["StepLR"] = "StepLR"
    step_size: int = setting(
        help="Epochs between two changes of the rate.", suggest=5, unit="epochs", ge=1, le=WHOLE_LIMIT
    )
    gamma: float = setting(0.1, "Factor that multiplies the rate at each change; below 1 it falls.", ge=0)


class MultiStepLR(SchedulerSettings):
    """Multiplies the rate by gamma at each listed milestone."""

    kind: Literal["MultiStepLR"] = "MultiStepLR"
    milestones: Annotated[tuple[Milestone, ...], AsTuple] = setting(
        help="Finished epochs after which the rate changes: milestone 3 first acts in epoch 4.",
        suggest=(3, 7),
        unit="epochs",
    )
    gamma: float = setting(0.1, "Factor that multiplies the rate at each milestone; below 1 it falls.", ge=0)

    def cause(self, done: int) -> str:
        """Say what makes the rate change once `done` epochs are finished."""
        times = self.milestones.count(done)
        return f"milestone {done} reached" + (f" (listed {times} times)" if times > 1 else "")


class ConstantLR(SchedulerSettings):
    """Holds the rate at factor times its value, then restores it."""

    kind: Literal["ConstantLR"] = "ConstantLR"
    factor: float = setting(1 / 3, "Factor on the rate during the first total_iters epochs.", gt=0, le=1)
    total_iters: int = setting(5, "Epochs until the full rate is restored.", unit="epochs", ge=0, le=WHOLE_LIMIT)

    def cause(self, done: int) -> str:
        """Say what makes the rate change once `done` epochs are finished."""
        return f"total_iters {self.total_iters} reached, the full rate returns"


class LinearLR(SchedulerSettings):
    """Moves the rate in equal steps from start_factor to end_factor of its value."""

    kind: Literal["LinearLR"] = "LinearLR"
    start_factor: float = setting(1 / 3, "Factor on the rate in the first epoch.", gt=0, le=1)
    end_factor: float = setting(1.0, "Factor on the rate once total_iters epochs are done.", ge=0, le=1)
    total_iters: int = setting(5, "Epochs that the way from start to end takes.", unit="epochs", ge=0, le=WHOLE_LIMIT)

    def cause(self, done: int) -> str:
        """Say what makes the rate change once `done` epochs are finished."""
        return f"step {done} of {self.total_iters} from start to end"


class ExponentialLR(SchedulerSettings):
    """Multiplies the rate by gamma after every epoch."""

    kind: Literal["ExponentialLR"] = "ExponentialLR"
    gamma: float = setting(help="Factor that multiplies the rate after each epoch.", suggest=0.9, ge=0)


class PolynomialLR(SchedulerSettings):
    """Lowers the rate to zero over total_iters epochs along a power curve."""

    kind: Literal["PolynomialLR"] = "PolynomialLR"
    total_iters: int = setting(5, "Epochs until the rate is zero.", unit="epochs", ge=0, le=WHOLE_LIMIT)
    power: float = setting(1.0, "Shape of the fall: 1 is a straight line, 2 falls early.", ge=0)

    def cause(self, done: int) -> str:
        """Say what makes the rate change once `done` epochs are finished."""
        return f"step {done} of {self.total_iters} to zero"


class CosineAnnealingLR(SchedulerSettings):
    """Lowers the rate along half a cosine wave; after T_max epochs it rises again."""

    kind: Literal["CosineAnnealingLR"] = "CosineAnnealingLR"
    T_max: int = setting(
        help="Epochs from the highest to the lowest rate.", suggest=10, unit="epochs", ge=1, le=WHOLE_LIMIT
    )
    eta_min: float = setting(0.0, "Lowest rate.", ge=0)

    def cause(self, done: int) -> str:
        """Say what makes the rate change once `done` epochs are finished."""
        turns, step = divmod(done - 1, self.T_max)
        way = "past T_max and rising again" if turns % 2 else "falling"
        return f"step {step + 1} of T_max {self.T_max}, {way}"


class CosineAnnealingWarmRestarts(SchedulerSettings):
    """Half a cosine wave, restarted at the full rate again and again."""

    kind: Literal["CosineAnnealingWarmRestarts"] = "CosineAnnealingWarmRestarts"
    T_0: int = setting(help="Epochs until the first restart.", suggest=5, unit="epochs", ge=1, le=WHOLE_LIMIT)
    T_mult: int = setting(1, "Factor on the length of each next wave.", ge=1, le=1000)
    eta_min: float = setting(0.0, "Lowest rate.", ge=0)

    def cause(self, done: int) -> str:
        """Say what makes the rate change once `done` epochs are finished."""
        length, start = self.T_0, 0
        while start + length <= done and self.T_mult > 1:
            start, length = start + length, length * self.T_mult
        step = (done - start) % length
        return f"step {step} of {length} in this wave" if step else f"restart after {counted(done, 'epoch')}"


SCHEDULERS: tuple[type[SchedulerSettings], ...] = (
    NoScheduler,
    StepLR,
    MultiStepLR,
    ConstantLR,
    LinearLR,
    ExponentialLR,
    PolynomialLR,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
)
