"""The experiment: everything that decides a run, as plain data."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, Union

from pydantic import Field, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from training.experiment import optimizers, schedulers
from training.experiment.clashes import clashes, stepped_by_batch
from training.experiment.data import DATA, DataSettings, Tutorial
from training.experiment.edits import AnyOptimizer, AnyScheduler, Edit, Edits, Phase, phases_of
from training.experiment.networks import MLP, NETWORKS, NetworkSettings
from training.experiment.optimizers import OPTIMIZERS
from training.experiment.problems import AT, ExperimentError, problems_of
from training.experiment.schedulers import SCHEDULERS
from training.experiment.settings import WHOLE_LIMIT, Settings, Stage, of_kind, setting

# what each stage offers, by TOML table
STAGES: dict[str, tuple[type[Stage], ...]] = {
    "data": DATA,
    "network": NETWORKS,
    "optimizer": OPTIMIZERS,
    "scheduler": SCHEDULERS,
}

if TYPE_CHECKING:
    AnyData = DataSettings
    AnyNetwork = NetworkSettings
else:
    AnyData = Annotated[Union[DATA], Field(discriminator="kind"), of_kind(Tutorial())]  # noqa: UP007
    AnyNetwork = Annotated[Union[NETWORKS], Field(discriminator="kind"), of_kind(MLP())]  # noqa: UP007
Device = Annotated[str, StringConstraints(pattern=r"^(auto|cpu|cuda|cuda:\d{1,3})$")]


class Experiment(Settings):
    """What to run. Two equal experiments train to the last bit alike on the same machine."""

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

    def edit(self, epoch: int) -> Edit | None:
        """Return what a hand changes before an epoch."""
        return next((edit for edit in self.edits if edit.epoch == epoch), None)

    def with_edit(self, edit: Edit) -> Experiment:
        """Return the experiment with one more edit, on top of one of the same epoch; raises ExperimentError."""
        edits = {present.epoch: present for present in self.edits}
        edits[edit.epoch] = edits[edit.epoch].followed_by(edit) if edit.epoch in edits else edit
        return self.changed(edits=tuple(edits[epoch] for epoch in sorted(edits)))

    def up_to(self, epoch: int) -> Experiment:
        """Return the experiment without the edits of later epochs."""
        return self.changed(edits=tuple(edit for edit in self.edits if edit.epoch <= epoch))

    def changed(self, **values: Any) -> Experiment:
        """Return the experiment with other values of some fields; raises ExperimentError."""
        return experiment_from({**dict(self), **values})

    @model_validator(mode="after")
    def _choices_fit_together(self) -> Self:
        for path, sentence in clashes(self):
            raise PydanticCustomError(f"{AT}{path}", "{sentence}", {"sentence": sentence})
        return self


def experiment_from(values: dict[str, Any]) -> Experiment:
    """Check nested values, as a TOML file holds them, and return the experiment; raises ExperimentError."""
    try:
        return Experiment.model_validate(values)
    except ValidationError as error:
        raise ExperimentError(problems_of(error, Experiment)) from None
