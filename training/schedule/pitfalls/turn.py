"""When each scheduler of an experiment has its turn, and what the rate does meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from training.experiment.experiment import Experiment
from training.experiment.schedulers import (
    ChainedScheduler,
    HandSwitched,
    Relay,
    SchedulerSettings,
    SequentialLR,
    counted,
)
from training.schedule.explain import number
from training.schedule.pitfalls.caution import Caution, Fix
from training.schedule.preview import Schedule, Table
from training.schedule.ticks import Ticks, ticks_of


@dataclass(frozen=True)
class Turn:
    """One scheduler's stretch of the run, in steps: those at whose rates is trained are start, ..., stop - 1.

    Attributes:
        schedule: the real rates; None where torch cannot run the experiment.
        path: the scheduler's TOML path.
        alone: whether no other scheduler works on the rate at the same time.
        final: whether the stretch lasts to the end of the run.
        holder: the scheduler that it is a part of.
        by_milestone: whether a SequentialLR begins it at a milestone.
    """

    experiment: Experiment
    schedule: Schedule | None
    ticks: Ticks
    path: str
    settings: Any
    start: int
    stop: int
    alone: bool = True
    final: bool = True
    holder: SchedulerSettings | None = None
    by_milestone: bool = False

    @property
    def length(self) -> int:
        """Return how many steps of the run use this scheduler's rates."""
        return self.stop - self.start

    @property
    def by_hand(self) -> bool:
        """Whether it makes the step that reaches its milestone, too, before the next scheduler is built."""
        return isinstance(self.holder, HandSwitched) and not self.final

    @property
    def changes(self) -> int:
        """Return how many of its steps change a rate that is used."""
        return self.length - 1 + self.by_hand

    @property
    def half(self) -> int:
        """Return the middle of the stretch, at least one step in."""
        return max(1, self.length // 2)

    @property
    def rates(self) -> Table:
        """Return the rates of the stretch that are trained at; empty where they are not known or not its own."""
        if self.schedule is None or not self.alone:
            return np.empty(0)
        return self.schedule.rates[0, self.start : min(self.stop, self.schedule.rates.shape[1] - 1)]

    @property
    def limit(self) -> str:
        """Say how long the stretch is: `the run has 10 epochs`."""
        whole = self.final and not self.start
        return f"the run has {self.counted(self.length)}" if whole else f"its turn has {self.counted(self.length)}"

    def counted(self, steps: int) -> str:
        """Return so many steps with their noun: `3 epochs`, `20 batches`."""
        if not self.experiment.steps_after_batch:
            return counted(steps, "epoch")
        return "1 batch" if steps == 1 else f"{steps} batches"

    def when(self, step: int) -> str:
        """Say when the rate of the stretch's step, from 0, is used: `epoch 6`, `batch 126 (epoch 6)`."""
        epoch = f"epoch {(self.start + step) // self.ticks.per_epoch + 1}"
        return f"batch {self.start + step + 1} ({epoch})" if self.experiment.steps_after_batch else epoch

    def caution(self, pitfall: str, field: str, message: str, reason: str, fix: Fix | None = None) -> Caution:
        """Return a caution for one of the scheduler's own fields."""
        return Caution(f"{self.path}.{field}", message, reason, fix, pitfall)

    def fix(self, label: str, **changes: Any) -> Fix:
        """Return a fix that changes some of the scheduler's own fields."""
        return Fix(label, tuple((f"{self.path}.{field}", value) for field, value in changes.items()))

    def set(self, field: str, value: Any) -> Fix:
        """Return a fix that changes one of the scheduler's own fields."""
        return self.fix(f"Set {field} to {_shown(value)}", **{field: value})


@dataclass(frozen=True)
class Pitfall:
    """A check of the schedulers of some kinds; one that is not `fatal` matters only if their rate can change."""

    kinds: tuple[type[SchedulerSettings], ...]
    check: Callable[[Turn], Caution | None]
    fatal: bool = False

    def __call__(self, turn: Turn) -> Caution | None:
        """Return the caution if the scheduler is of such a kind and falls into the pitfall."""
        concerns = isinstance(turn.settings, self.kinds) and (self.fatal or turn.length > 1)
        return self.check(turn) if concerns else None


def pitfall(
    *kinds: type[SchedulerSettings], fatal: bool = False
) -> Callable[[Callable[[Turn], Caution | None]], Pitfall]:
    """Make a function the check of these kinds of schedulers; `fatal` if torch fails there."""
    return lambda check: Pitfall(kinds, check, fatal)


def whole_run(experiment: Experiment, schedule: Schedule | None, rows: int | None = None) -> Turn:
    """Return the turn of the experiment's scheduler; raises TypeError without both schedule and rows."""
    ticks = ticks_of(experiment, rows) if schedule is None else _ticks(experiment, schedule)
    return Turn(experiment, schedule, ticks, "scheduler", experiment.scheduler, 0, ticks.total)


def turns(turn: Turn) -> Iterator[Turn]:
    """Yield the turn and those of the schedulers inside it, without those that never have one."""
    yield turn
    for inner in _inner(turn):
        yield from turns(inner)


def _ticks(experiment: Experiment, schedule: Schedule) -> Ticks:
    return Ticks(experiment.epochs * schedule.per_epoch, schedule.per_epoch)


def _inner(turn: Turn) -> Iterator[Turn]:
    settings = turn.settings
    if isinstance(settings, ChainedScheduler):
        alone = turn.alone and len(settings.schedulers) == 1
        for index, child in enumerate(settings.schedulers):
            yield replace(turn, path=f"{turn.path}.schedulers[{index}]", settings=child, alone=alone, holder=settings)
    elif isinstance(settings, Relay):
        # the very last step may begin one more, whose rate is never used
        steps = turn.length + (turn.final or turn.by_hand)
        for index, segment in enumerate(settings.segments(turn.length)):
            if segment[0] < steps:
                yield _segment(turn, index, *segment)


def _segment(turn: Turn, index: int, start: int, stop: int, child: SchedulerSettings) -> Turn:
    return replace(
        turn,
        path=f"{turn.path}.schedulers[{index}]",
        settings=child,
        start=turn.start + start,
        stop=min(turn.start + stop, turn.stop),
        final=turn.final and stop >= turn.length,
        holder=turn.settings,
        by_milestone=isinstance(turn.settings, SequentialLR) and (index > 0 or turn.by_milestone),
    )


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return number(value)
    return str(list(value)) if isinstance(value, tuple) else str(value).lower()
