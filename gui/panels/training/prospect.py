"""How a run is to go on, as it is chosen in a dialog."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.runs.run import Run

if TYPE_CHECKING:
    from training.schedule.pitfalls import Fix


class Mode(Enum):
    """What is to be done with the run; the text is the button's."""

    GO_ON = "Go on"
    FORK = "Fork"
    CHANGE = "Change"

    def least(self, after: int, epochs: int) -> int | None:
        """Return how many epochs a run of so many, some of them trained, must have; None: they are not to be chosen."""
        return {Mode.GO_ON: epochs, Mode.FORK: after + 1, Mode.CHANGE: None}[self]


class Intent(NamedTuple):
    """What a run is to be asked about; states are `kept` after these epochs."""

    mode: Mode
    run: Run
    kept: Sequence[int] = ()


class Prospect(NamedTuple):
    """How a run is to go on: after which epoch, for how many in all, with what changed by hand.

    `other` is a change that is not wanted, only shown beside.
    """

    after: int
    epochs: int
    edit: Edit | None
    other: Edit | None = None

    def experiment(self, before: Experiment) -> Experiment:
        """Return what the run is then; raises ExperimentError."""
        longer = self.prolonged(before)
        return longer if self.edit is None else longer.with_edit(self.edit)

    def prolonged(self, before: Experiment) -> Experiment:
        """Return the run without the change, and without what was to be changed later; raises ExperimentError."""
        return before.up_to(self.after).changed(epochs=self.epochs)

    def mended(self, before: Experiment, fix: Fix) -> Prospect:
        """Return it with a fix of what the run is then; raises ExperimentError."""
        mended = fix.mended(self.experiment(before))
        return Prospect(self.after, mended.epochs, mended.edit(self.after + 1))
