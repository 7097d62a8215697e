"""What is changed by hand on the way: from some epoch on another rate, optimizer or scheduler, the same weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, NamedTuple, Self, Union

from pydantic import Field, model_validator

from training.experiment import optimizers, schedulers
from training.experiment.optimizers import OPTIMIZERS, OptimizerSettings
from training.experiment.schedulers import SCHEDULERS, SchedulerSettings
from training.experiment.settings import WHOLE_LIMIT, AsTuple, Settings, of_kind, setting

if TYPE_CHECKING:
    AnyOptimizer = OptimizerSettings
    AnyScheduler = SchedulerSettings
else:
    AnyOptimizer = Annotated[Union[OPTIMIZERS], Field(discriminator="kind"), of_kind(optimizers.USUAL)]  # noqa: UP007
    AnyScheduler = Annotated[Union[SCHEDULERS], Field(discriminator="kind"), of_kind(schedulers.USUAL)]  # noqa: UP007


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

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.lr is None and self.optimizer is None and self.scheduler is None:
            raise ValueError("nothing is changed; give a lr, an optimizer or a scheduler, or take this edit out")
        if self.lr is not None and self.optimizer is not None:
            raise ValueError("a new optimizer has a rate of its own; give it as optimizer.lr and leave lr out")
        return self

    def followed_by(self, later: Edit) -> Edit:
        """Return both as one edit of the same epoch; where they change the same, the later one counts."""
        lr, optimizer = self.lr, self.optimizer
        if later.optimizer is not None:
            lr, optimizer = None, later.optimizer
        elif later.lr is not None and optimizer is not None:
            optimizer = type(optimizer).model_validate({**dict(optimizer), "lr": later.lr})
        elif later.lr is not None:
            lr = later.lr
        return Edit(epoch=self.epoch, lr=lr, optimizer=optimizer, scheduler=later.scheduler or self.scheduler)


Edits = Annotated[tuple[Edit, ...], AsTuple]


class Phase(NamedTuple):
    """Epochs with one optimizer and one scheduler object, each with the TOML path of its settings.

    `first` is the epoch from which the scheduler counts.
    """

    first: int
    optimizer: OptimizerSettings
    scheduler: SchedulerSettings
    optimizer_path: str = "optimizer"
    scheduler_path: str = "scheduler"


def phases_of(optimizer: OptimizerSettings, scheduler: SchedulerSettings, edits: Sequence[Edit]) -> Iterator[Phase]:
    """Yield what trains, first to last; an edit of the rate alone begins no phase."""
    phase = Phase(1, optimizer, scheduler)
    yield phase
    for index, edit in enumerate(edits):
        if edit.optimizer is None and edit.scheduler is None:
            continue
        phase = phase._replace(first=edit.epoch)
        if edit.optimizer is not None:
            phase = phase._replace(optimizer=edit.optimizer, optimizer_path=f"edits[{index}].optimizer")
        if edit.scheduler is not None:
            phase = phase._replace(scheduler=edit.scheduler, scheduler_path=f"edits[{index}].scheduler")
        yield phase
