"""How often a scheduler steps in a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from training.experiment.experiment import Experiment


class Ticks(NamedTuple):
    """The scheduler's steps in all, and in an epoch: 1, or the number of batches when it steps after each of them."""

    total: int
    per_epoch: int = 1

    @property
    def epochs(self) -> int:
        """Return the whole epochs, at least one."""
        return max(1, self.total // self.per_epoch)


def ticks_of(experiment: Experiment, rows: int | None = None, first: int = 1) -> Ticks:
    """Return the steps from the epoch `first` on, counted from 1.

    rows: of training data; only a scheduler that steps after each batch needs to know them.
    """
    epochs = experiment.epochs - first + 1
    if not experiment.steps_after_batch:
        return Ticks(epochs)
    if rows is None:
        raise TypeError("a scheduler that steps after each batch needs the number of rows")
    batches = experiment.batches(rows)
    return Ticks(epochs * batches, batches)
