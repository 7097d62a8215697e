"""All that is chosen for a run, before anybody has asked whether it fits together."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Annotated, Literal, Union

from pydantic import Field, StringConstraints

from training.experiment import optimizers, schedulers
from training.experiment.data import DATA, DataSettings, Tutorial
from training.experiment.edits import AnyOptimizer, AnyScheduler, Edits, Phase, phases_of
from training.experiment.networks import MLP, NETWORKS, NetworkSettings
from training.experiment.schedulers import SchedulerSettings
from training.experiment.settings import WHOLE_LIMIT, Settings, of_kind, setting
from training.experiment.ticks import Ticks

if TYPE_CHECKING:
    AnyData = DataSettings
    AnyNetwork = NetworkSettings
else:
    AnyData = Annotated[Union[DATA], Field(discriminator="kind"), of_kind(Tutorial())]  # noqa: UP007
    AnyNetwork = Annotated[Union[NETWORKS], Field(discriminator="kind"), of_kind(MLP())]  # noqa: UP007
Device = Annotated[str, StringConstraints(pattern=r"^(auto|cpu|cuda|cuda:\d{1,3})$")]


class Choices(Settings, defer_build=True):
    """The settings of a run, and what follows from them alone."""

    seed: int = setting(0, "Seed of the first weights, the order of the rows and the dropout.", ge=0, le=2**63 - 1)
    epochs: int = setting(10, "Passes over the training rows.", unit="epochs", ge=1, le=WHOLE_LIMIT)
    batch_size: int = setting(8, "Rows for each step of the optimizer.", unit="rows", ge=1, le=10_000_000)
    device: Device = setting("auto", "auto (CUDA when there is one), cpu, cuda or cuda:N.")
    class_weights: Literal["none", "balanced"] = setting(
        "none", "balanced: a rare class counts as much in the loss as a frequent one.", group="more"
    )
    clip_grad_norm: float | None = setting(None, "Largest norm of the gradient; none: not clipped.", group="more", gt=0)
    early_stopping: int | None = setting(
        None,
        "Epochs without a new lowest loss (validation if there is one) before the run ends; none: off.",
        unit="epochs",
        group="more",
        ge=1,
        le=WHOLE_LIMIT,
    )
    step_scheduler: Literal["auto", "epoch", "batch"] = setting(
        "auto",
        "When the scheduler steps: after each epoch or each batch; auto: as torch means it for the scheduler.",
        group="scheduler",
    )
    head_lr: float | None = setting(
        None, "A rate of its own for the head, the last layer.", none="as the body", group="optimizer", ge=0
    )
    freeze_body: int = setting(
        0,
        "First epochs in which all layers but the last one stay as they are.",
        unit="epochs",
        group="optimizer",
        ge=0,
        le=WHOLE_LIMIT,
    )
    freeze_head: int = setting(
        0,
        "First epochs in which the last layer stays as it is.",
        unit="epochs",
        group="optimizer",
        ge=0,
        le=WHOLE_LIMIT,
    )
    data: AnyData = Tutorial()
    network: AnyNetwork = MLP()
    optimizer: AnyOptimizer = optimizers.USUAL
    scheduler: AnyScheduler = schedulers.USUAL
    edits: Edits = setting((), "What is changed by hand on the way, in the order of the epochs.", group="edits")

    @property
    def steps_after_batch(self) -> bool:
        """Whether the scheduler steps after each batch rather than after each epoch."""
        if self.step_scheduler == "auto":
            return stepped_by_batch(self.scheduler)
        return self.step_scheduler == "batch"

    def batches(self, rows: int) -> int:
        """Return the batches in an epoch of so many training rows; the last one may be smaller."""
        return ceil(rows / self.batch_size)

    @property
    def grouped(self) -> bool:
        """Whether body and head are two parameter groups."""
        return self.head_lr is not None or self.freeze_body > 0 or self.freeze_head > 0

    @property
    def watched(self) -> tuple[str, ...]:
        """Return the figures that a scheduler needs to know after each epoch."""
        members = (member for phase in self.phases for _, member in phase.scheduler.family())
        return tuple(dict.fromkeys(member.watches for member in members if member.watches))

    @property
    def phases(self) -> tuple[Phase, ...]:
        """Return the stretches of epochs with one optimizer and one scheduler, first to last."""
        return tuple(phases_of(self.optimizer, self.scheduler, self.edits))

    def phase(self, epoch: int) -> Phase:
        """Return what trains an epoch, counted from 1."""
        return next(phase for phase in reversed(self.phases) if phase.first <= epoch)

    def ticks(self, rows: int | None = None, first: int = 1) -> Ticks:
        """Return the scheduler's steps from the epoch `first` on, counted from 1.

        rows: of training data; only a scheduler that steps after each batch needs to know them.
        """
        epochs = self.epochs - first + 1
        if not self.steps_after_batch:
            return Ticks(epochs)
        if rows is None:
            raise TypeError("a scheduler that steps after each batch needs the number of rows")
        batches = self.batches(rows)
        return Ticks(epochs * batches, batches)


def stepped_by_batch(scheduler: SchedulerSettings) -> bool:
    """Whether torch means this scheduler to be stepped after each batch."""
    members = [member for _, member in scheduler.family()]
    return not any(member.watches for member in members) and any(member.per_batch for member in members)
