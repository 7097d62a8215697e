"""A scheduler without a training: stepped as a run would step it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import torch
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from training.experiment.experiment import Experiment
from training.schedule.assumption import Assumption, assume
from training.schedule.build import parameter_groups
from training.schedule.hand_switched import Figures
from training.schedule.schedule_run import ScheduleRun

if TYPE_CHECKING:
    from training.schedule.build import Scheduler


class Rehearsal:
    """The experiment's optimizer and scheduler on weights of no matter, to be stepped without training.

    `advance` steps the scheduler on figures that the caller knows; `step` and `run` on those that are assumed.
    What an edit changes is changed before the first step of its epoch, or sooner by `edit`.
    """

    def __init__(self, experiment: Experiment, rows: int | None, assumption: Assumption | None) -> None:
        """Build both as a run would; `rows` of training data decide how many batches an epoch has."""
        self.ticks = experiment.ticks(rows)
        self.assumption = assumption or _assumed(experiment)
        self.done = 0
        self.experiment, self._watched = experiment, experiment.watched
        self._edits = [(edit.epoch - 1) * self.ticks.per_epoch for edit in reversed(experiment.edits)]
        self._schedule_run = ScheduleRun(experiment, rows, lambda _: parameter_groups(experiment, _weight(), _weight()))
        members = (member for phase in experiment.phases for _, member in phase.scheduler.family())
        self.follows_momentum = any(member.momenta for member in members)
        self._columns = self._sources()

    @property
    def optimizer(self) -> Optimizer:
        """Return the present optimizer."""
        return self._schedule_run.optimizer

    @property
    def scheduler(self) -> Scheduler | None:
        """Return the present scheduler; None where the rate stays as it is."""
        return self._schedule_run.scheduler

    @property
    def until_edit(self) -> float:
        """Return the steps until an edit changes something; infinite if nothing is changed any more."""
        return self._edits[-1] - self.done if self._edits else math.inf

    def edit(self) -> bool:
        """Make the edit before the next step; return whether there was anything to change."""
        if not self._edits or self._edits[-1] > self.done:
            return False
        self._edits.pop()
        self._schedule_run.edit(self.experiment, self.done // self.ticks.per_epoch + 1)
        self._columns = self._sources()
        return True

    def figures(self, epoch: int) -> dict[str, float]:
        """Return what is assumed of the watched figures in an epoch, counted from 1."""
        if self.assumption is None:
            return {}
        return {name: self.assumption.of(name, epoch) for name in self._watched}

    def advance(self, figures: Figures) -> None:
        """Step the scheduler once."""
        self.edit()
        self.done += 1
        self._schedule_run.advance(figures)

    def step(self) -> None:
        """Step the scheduler once, on what is assumed."""
        self.edit()
        self._step()

    def _step(self) -> None:
        self.done += 1
        self._schedule_run.advance(self.figures(self.done))

    def state(self) -> list[float]:
        """Return the rate of each group, and then the momentum if it is followed."""
        return [_number(group[key]) for group, key in self._columns]

    def run(self, count: int) -> list[list[float]]:
        """Step so many times; return the state after each step as columns."""
        columns: list[list[Any]] = [[] for _ in self._columns]
        while count:
            self.edit()
            stretch = int(min(count, self.until_edit))
            self._run(stretch, columns)
            count -= stretch
        if self.follows_momentum:
            columns[-1] = list(map(_number, columns[-1]))
        return columns

    def _run(self, count: int, columns: list[list[Any]]) -> None:
        readers = [(column.append, *source) for column, source in zip(columns, self._columns, strict=True)]
        step: Callable[[], None] = self._step
        if self.assumption is None and isinstance(self.scheduler, LRScheduler):
            step, self.done = self.scheduler.step, self.done + count  # many steps: each detour counts
        for _ in range(count):
            step()
            for append, group, key in readers:
                append(group[key])

    def _sources(self) -> list[tuple[dict[str, Any], str]]:
        """Return where to read each part of the state; the momentum of an optimizer that has none is NaN."""
        groups = self.optimizer.param_groups
        sources = [(group, "lr") for group in groups]
        if self.follows_momentum:
            names = (name for name in ("momentum", "betas") if name in groups[0])
            sources.append((groups[0], name) if (name := next(names, "")) else ({"momentum": math.nan}, "momentum"))
        return sources


def _assumed(experiment: Experiment) -> Assumption | None:
    watched = experiment.watched
    return assume("falls, then flat", experiment.epochs, watched[0]) if watched else None


def _weight() -> list[torch.Tensor]:
    return [torch.nn.Parameter(torch.zeros(1, 1))]


def _number(value: Any) -> float:
    """Return a rate or a momentum; Adam's betas stand for their first."""
    return float(value[0] if isinstance(value, tuple) else value)
