"""A scheduler without a training: stepped as a run would step it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.optim.lr_scheduler import LRScheduler

from training.experiment.experiment import Experiment
from training.schedule.assumption import Assumption, assume
from training.schedule.build import build_optimizer, build_scheduler, parameter_groups, stepper
from training.schedule.ticks import ticks_of


class Rehearsal:
    """The experiment's optimizer and scheduler on weights of no matter, to be stepped without training.

    `advance` steps the scheduler on figures that the caller knows; `step` and `run` on those that are assumed.
    """

    def __init__(self, experiment: Experiment, rows: int | None, assumption: Assumption | None) -> None:
        """Build both as a run would; `rows` of training data decide how many batches an epoch has."""
        self.ticks = ticks_of(experiment, rows)
        self.assumption = assumption or _assumed(experiment)
        self.done = 0
        self._watched = experiment.watched
        self.optimizer = build_optimizer(experiment.optimizer, parameter_groups(experiment, _weight(), _weight()))
        self.scheduler = build_scheduler(experiment.scheduler, self.optimizer, self.ticks)
        self.advance = stepper(experiment.scheduler, self.scheduler)
        self.follows_momentum = any(getattr(part, "cycle_momentum", False) for _, part in experiment.scheduler.family())
        self._columns = [(group, "lr") for group in self.optimizer.param_groups]
        if self.follows_momentum:
            group = self.optimizer.param_groups[0]
            self._columns.append((group, "momentum" if "momentum" in group else "betas"))

    def figures(self, epoch: int) -> dict[str, float]:
        """Return what is assumed of the watched figures in an epoch, counted from 1."""
        return {} if self.assumption is None else dict.fromkeys(self._watched, self.assumption.at(epoch))

    def step(self) -> None:
        """Step the scheduler once."""
        self.done += 1
        self.advance(self.figures(self.done))

    def state(self) -> list[float]:
        """Return the rate of each group, and then the momentum if it is followed."""
        return [_number(group[key]) for group, key in self._columns]

    def run(self, count: int) -> list[list[float]]:
        """Step so many times; return the state after each step as columns."""
        columns: list[list[Any]] = [[] for _ in self._columns]
        readers = [(column.append, *source) for column, source in zip(columns, self._columns, strict=True)]
        step: Callable[[], None] = self.step
        if self.assumption is None and isinstance(self.scheduler, LRScheduler):
            step, self.done = self.scheduler.step, self.done + count  # many steps: each detour counts
        for _ in range(count):
            step()
            for append, group, key in readers:
                append(group[key])
        return [list(map(_number, column)) if column and isinstance(column[0], tuple) else column for column in columns]


def _assumed(experiment: Experiment) -> Assumption | None:
    watched = experiment.watched
    return assume("falls, then flat", experiment.epochs, watched[0]) if watched else None


def _weight() -> list[torch.Tensor]:
    return [torch.nn.Parameter(torch.zeros(1, 1))]


def _number(value: Any) -> float:
    """Return a rate or a momentum; Adam's betas stand for their first."""
    return float(value[0] if isinstance(value, tuple) else value)
