"""The learning rate before training: the real scheduler, stepped on a throw-away optimizer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from training.experiment.experiment import Experiment
from training.experiment.expressions import ExpressionError
from training.experiment.problems import ExperimentError, Problem
from training.schedule.assumption import Assumption
from training.schedule.build import TOO_LARGE
from training.schedule.changes import changed
from training.schedule.epoch_rates import EpochRates
from training.schedule.rehearsal import Rehearsal

LONGEST = 100_000  # epochs that a preview runs at most
MOST_STEPS = 500_000  # of a scheduler that steps after each batch
BLOCK = 500  # steps between two looks at the clock
PAUSE = 0.03  # seconds between two looks at whether a newer preview is wanted
Table = NDArray[np.float64]


@dataclass(frozen=True)
class Schedule:
    """The rates over a run, step by step of the scheduler."""

    epochs: int  # what the experiment asks for; more than was run here, perhaps
    # (groups, steps + 1) float64; step s trains at rates[:, s], the last of them stand after the last step. rates[:, s
    # + 1] stand after step s, too, unless an edit changes them then: see `left`
    rates: Table
    per_epoch: int = 1  # steps in an epoch, 1 or the number of batches
    # (steps + 1,) float64, of a scheduler that changes it, else None; Adam's is its first beta
    momentum: Table | None = None
    assumption: str = ""  # what was assumed of a figure that the scheduler watches; empty if it watches none
    frozen: tuple[int, ...] = (0, 0)  # the first epochs in which each group stays as it is
    left: Mapping[int, Table] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether it has grown as far as a preview goes."""
        return len(self.lr) == _reach(self.epochs, self.per_epoch)

    @property
    def lr(self) -> Table:
        """Return the rate used at the start of each epoch, (epochs,)."""
        return self.rates[0, : -1 : self.per_epoch]

    @property
    def lr_after(self) -> Table:
        """Return the rate after each epoch's last scheduler step, (epochs,); an edit may change it after that."""
        return self._after(0)

    def epoch_rates(self, epoch: int) -> EpochRates:
        """Return the rates of the batches of an epoch, counted from 1, of the first group."""
        return EpochRates.of(self.rates[0, (epoch - 1) * self.per_epoch : epoch * self.per_epoch])

    def head_rates(self, epoch: int) -> tuple[float, float] | None:
        """Return the head's rate used in an epoch, counted from 1, and after it; None where it has no own."""
        if len(self.rates) == 1:
            return None
        return float(self.rates[1, (epoch - 1) * self.per_epoch]), float(self._after(1)[epoch - 1])

    @property
    def changes(self) -> NDArray[np.int64]:
        """Return the epochs, counted from 1, after which the rate is another than at their start.

        Whether the scheduler or an edit changed it: where one undid what the other did, the epoch counts, too.
        """
        return np.flatnonzero(changed(self.lr, self.lr_after)) + 1

    def _after(self, group: int) -> Table:
        after = self.rates[group, self.per_epoch :: self.per_epoch]
        if self.left:
            after = after.copy()
            for epoch, rates in self.left.items():
                after[epoch - 1] = rates[group]
        return after


def preview_blocks(
    experiment: Experiment, rows: int | None = None, assumption: Assumption | None = None
) -> Iterator[Schedule]:
    """Yield the schedule as it grows, whole epochs at a time; the last one is whole. Raises ExperimentError."""
    try:
        yield from _blocks(experiment, Rehearsal(experiment, rows, assumption))
    except (ValueError, TypeError, ArithmeticError, RuntimeError, LookupError) as error:
        raise ExperimentError([_problem(error)]) from error


def preview(experiment: Experiment, rows: int | None = None, assumption: Assumption | None = None) -> Schedule:
    """Return the whole schedule; raises ExperimentError."""
    *_, schedule = preview_blocks(experiment, rows, assumption)
    return schedule


def _blocks(experiment: Experiment, rehearsal: Rehearsal) -> Iterator[Schedule]:
    per_epoch = rehearsal.ticks.per_epoch
    steps = _reach(experiment.epochs, per_epoch) * per_epoch
    table = np.empty((len(rehearsal.state()), steps + 1))
    table[:, 0] = rehearsal.state()
    assumption = rehearsal.assumption.name if rehearsal.assumption else ""
    frozen = experiment.freeze_body, experiment.freeze_head
    left: dict[int, Table] = {}
    done, shown, first = 0, perf_counter(), True
    while done < steps:
        count = int(min(BLOCK, steps - done, rehearsal.until_edit))
        table[:, done + 1 : done + count + 1] = rehearsal.run(count)
        done += count
        if done < steps and not rehearsal.until_edit:
            left[done // per_epoch] = table[: len(rehearsal.optimizer.param_groups), done].copy()
            rehearsal.edit()
            table[:, done] = rehearsal.state()
        whole = done - done % per_epoch
        if whole and (first or done == steps or perf_counter() - shown > PAUSE):
            rates, momentum = table[:, : whole + 1], None
            if rehearsal.follows_momentum:
                rates, momentum = rates[:-1], rates[-1]
            yield Schedule(experiment.epochs, rates, per_epoch, momentum, assumption, frozen, dict(left))
            shown, first = perf_counter(), False


def _reach(epochs: int, per_epoch: int) -> int:
    """Return how many of the epochs a preview runs."""
    return min(epochs, LONGEST, max(1, MOST_STEPS // per_epoch))


def _problem(error: Exception) -> Problem:
    if isinstance(error, ExperimentError):
        return error.problems[0]
    if isinstance(error, ExpressionError):
        return Problem("scheduler", str(error))
    if isinstance(error, ZeroDivisionError):
        return Problem("scheduler", "torch divides by zero with these numbers; change one of them a little")
    if isinstance(error, OverflowError | RuntimeError):
        return Problem("", TOO_LARGE)
    return Problem("scheduler", f"torch refuses these numbers: {error}")
