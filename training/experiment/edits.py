"""What a hand changes on the way: from some epoch on another rate, optimizer or scheduler, with the same weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Union

from pydantic import Field

from training.experiment.optimizers import OPTIMIZERS, OptimizerSettings
from training.experiment.schedulers import SCHEDULERS, SchedulerSettings
from training.experiment.settings import WHOLE_LIMIT, AsTuple, Settings, setting

if TYPE_CHECKING:
    AnyOptimizer = OptimizerSettings
    AnyScheduler = SchedulerSettings
else:
    AnyOptimizer = Annotated[Union[OPTIMIZERS], Field(discriminator="kind")]  # noqa: UP007
    AnyScheduler = Annotated[Union[SCHEDULERS], Field(discriminator="kind")]  # noqa: UP007


class Edit(Settings):
    """One change by hand, made after the scheduler's step that ends the epoch before."""

    epoch: int = setting(..., "The first epoch that trains with it.", suggest=2, ge=2, le=WHOLE_LIMIT)
    lr: float | None = setting(
        None, "The rate that is set in every parameter group; the scheduler is not told.", none="as it stands", ge=0
    )
    optimizer: AnyOptimizer | None = setting(
        None, "An optimizer built anew, on the same weights; the scheduler is built anew with it."
    )
    scheduler: AnyScheduler | None = setting(
        None, "A scheduler built anew on the rate that stands there; it counts from this epoch."
    )


Edits = Annotated[tuple[Edit, ...], AsTuple]
