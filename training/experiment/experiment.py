"""The experiment: everything that decides a run, as plain data."""

from __future__ import annotations

from typing import Any, Self

from pydantic import ValidationError, model_validator
from pydantic_core import PydanticCustomError

from training.experiment.choices import Choices
from training.experiment.clashes import clashes
from training.experiment.data import DATA
from training.experiment.edits import Edit
from training.experiment.networks import NETWORKS
from training.experiment.optimizers import OPTIMIZERS
from training.experiment.problems import AT, ExperimentError, problems_of
from training.experiment.schedulers import SCHEDULERS
from training.experiment.settings import Stage

# what each stage offers, by TOML table
STAGES: dict[str, tuple[type[Stage], ...]] = {
    "data": DATA,
    "network": NETWORKS,
    "optimizer": OPTIMIZERS,
    "scheduler": SCHEDULERS,
}


class Experiment(Choices, defer_build=False):
    """What to run. Two equal experiments train to the last bit alike on the same machine."""

    def edit(self, epoch: int) -> Edit | None:
        """Return what an edit changes before an epoch."""
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
