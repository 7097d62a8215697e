"""What really happened in a run, as a sentence must say it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from training.engine.data import load
from training.engine.errors import TrainingError
from training.engine.train import train
from training.experiment.experiment import Experiment
from training.experiment.problems import ExperimentError
from training.runs.trace import Trace
from training.schedule.preview import Schedule, preview
from training.schedule.rehearsal import Rehearsal


@dataclass(frozen=True)
class Facts:
    """A run that was trained, and its plan.

    Attributes:
        first: the number of the first epoch in the sentences, 1 or 0.
        error: why the training ended early; empty if it did not.
    """

    experiment: Experiment
    rows: int
    trace: Trace
    schedule: Schedule
    error: str
    first: int = 1

    def epoch(self, told: str) -> int:
        """Return an epoch that a sentence names, counted from 1."""
        return int(told) + 1 - self.first

    def rates(self, epoch: int, group: int = 0) -> tuple[float, float]:
        """Return a group's rate used in an epoch, counted from 1, and the one left by it."""
        record = self.trace[epoch - 1]
        if group:
            return float(record.head_lr or 0), float(record.head_lr_after or 0)
        return record.lr, record.lr_after

    def figures(self, epoch: int) -> dict[str, float]:
        """Return the measured figures of an epoch, counted from 1."""
        return {name: float(self.trace.column(name)[epoch - 1]) for name in self.experiment.watched}

    @cached_property
    def initial(self) -> list[list[float]]:
        """Return, by epoch, the initial rates that torch itself keeps in its parameter groups."""
        rehearsal, found = Rehearsal(self.experiment, self.rows, None), []
        for epoch in range(1, len(self.trace) + 1):
            for _ in range(rehearsal.ticks.per_epoch):
                rehearsal.edit()
                found_now = [group.get("initial_lr", group["lr"]) for group in rehearsal.optimizer.param_groups]
                rehearsal.advance(self.figures(epoch))
            found.append([float(rate) for rate in found_now])
        return found


def facts_of(experiment: Experiment) -> Facts | None:
    """Train the experiment; None where torch cannot run its schedule."""
    rows = load(experiment.data).rows
    try:
        schedule = preview(experiment, rows)
    except ExperimentError:
        return None
    trace, error = Trace(experiment), ""
    try:
        for record in train(experiment):
            trace.extend([record])
    except TrainingError as raised:
        error = str(raised)
    return Facts(experiment, rows, trace, schedule, error)
