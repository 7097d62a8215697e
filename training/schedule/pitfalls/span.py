"""When each scheduler of an experiment has its turn, and what the rate does meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from training.experiment.edits import Phase
from training.experiment.experiment import Experiment
from training.experiment.optimizers import OptimizerSettings
from training.experiment.schedulers import SchedulerSettings, Share, counted
from training.experiment.ticks import Ticks
from training.schedule.explain import number
from training.schedule.pitfalls.caution import Caution, Fix
from training.schedule.preview import Schedule, Table


@dataclass(frozen=True)
class Span:
    """One scheduler's stretch of the run, in steps: those at whose rates is trained are start, ..., stop - 1."""

    experiment: Experiment
    schedule: Schedule | None  # the real rates; None where torch cannot run the experiment
    ticks: Ticks
    path: str  # the scheduler's TOML path
    settings: Any
    start: int
    stop: int
    built_for: int  # how many steps the scheduler is built for
    optimizer: OptimizerSettings  # what it changes the rate of
    # the rate that the user set for its first step, with its TOML path; None where it takes what it finds
    given: tuple[str, float] | None
    alone: bool = True  # whether no other scheduler works on the rate at the same time
    final: bool = True  # whether the stretch lasts to the end of the run
    shortened: bool = False  # whether an edit ends it before the end of the run, or begins it anew on the way
    holder: SchedulerSettings | None = None  # the scheduler that it is a part of
    by_milestone: bool = False  # whether a SequentialLR begins it at a milestone
    # the settings that have a value for each parameter group; `settings` has the body's
    lists: Mapping[str, tuple[float, ...]] | None = None

    @property
    def length(self) -> int:
        """Return how many steps of the run use this scheduler's rates."""
        return self.stop - self.start

    @property
    def hands_over(self) -> bool:
        """Whether it makes the step that ends its stretch, too, before the next scheduler is built."""
        return not self.final and (self.holder is None or self.holder.switched)

    @property
    def changes(self) -> int:
        """Return how many of its steps change a rate that is used."""
        return self.length - 1 + self.hands_over

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
    def steady(self) -> bool:
        """Whether all rates of the stretch are known and the same."""
        return len(self.rates) > 0 and bool((self.rates == self.rates[0]).all())

    @property
    def limit(self) -> str:
        """Say how long the stretch is: `the run has 10 epochs`."""
        whole = self.final and not self.start
        return f"the run has {self.counted(self.length)}" if whole else f"its turn has {self.counted(self.length)}"

    def counted(self, steps: int) -> str:
        """Return so many steps with their noun: `3 epochs`, `20 batches`."""
        return counted(steps, "batch" if self.experiment.steps_after_batch else "epoch")

    def when(self, step: int) -> str:
        """Say when the rate of the stretch's step, from 0, is used: `epoch 6`, `batch 126 (epoch 6)`."""
        epoch = f"epoch {(self.start + step) // self.ticks.per_epoch + 1}"
        return f"batch {self.start + step + 1} ({epoch})" if self.experiment.steps_after_batch else epoch

    def caution(self, pitfall: str, field: str, message: str, reason: str, fix: Fix | None = None) -> Caution:
        """Return a caution for one of the scheduler's own fields."""
        return Caution(f"{self.path}.{field}", message, reason, fix, pitfall)

    def fix(self, label: str, **changes: Any) -> Fix:
        """Return a fix that changes some of the scheduler's own fields."""
        lists = self.lists or {}
        return Fix(
            label,
            tuple(
                (f"{self.path}.{field}", (value, *lists[field][1:]) if field in lists else value)
                for field, value in changes.items()
            ),
        )

    def set(self, field: str, value: Any) -> Fix:
        """Return a fix that changes one of the scheduler's own fields."""
        return self.fix(f"Set {field} to {_shown(value)}", **{field: value})

    def mended(self) -> Fix | None:
        """Return the change after which the scheduler's own rates stay above 0; None where none is known."""
        found = self.settings.above_zero(self.length, self.holder is None)
        if found is None:
            return None
        return self.fix(found.label, **found.changes) if found.label else self.set(*next(iter(found.changes.items())))


@dataclass(frozen=True)
class Pitfall:
    """A check of the schedulers of some kinds; one that is not `fatal` matters only if their rate can change.

    `too_late`: it finds what only a longer stretch would bring; where an edit shortens it, that is meant so.
    """

    kinds: tuple[type[SchedulerSettings], ...]
    check: Callable[[Span], Caution | None]
    fatal: bool = False
    too_late: bool = False

    def __call__(self, span: Span) -> Caution | None:
        """Return the caution if the scheduler is of such a kind and falls into the pitfall."""
        concerns = isinstance(span.settings, self.kinds) and (self.fatal or span.length > 1)
        return self.check(span) if concerns and not (self.too_late and span.shortened) else None


def pitfall(
    *kinds: type[SchedulerSettings], fatal: bool = False, too_late: bool = False
) -> Callable[[Callable[[Span], Caution | None]], Pitfall]:
    """Make a function the check of these kinds of schedulers; `fatal` if torch fails there."""
    return lambda check: Pitfall(kinds, check, fatal, too_late)


def whole_run(experiment: Experiment, schedule: Schedule | None, rows: int | None = None) -> list[Span]:
    """Return the spans of the experiment's schedulers, of one that an edit puts in place, too.

    Raises TypeError without both schedule and rows.
    """
    ticks = experiment.ticks(rows) if schedule is None else _ticks(experiment, schedule)
    phases = experiment.phases
    ends = [*(phase.first for phase in phases[1:]), experiment.epochs + 1]
    return [_span(experiment, schedule, ticks, phase, end) for phase, end in zip(phases, ends, strict=True)]


def repeated(experiment: Experiment) -> set[str]:
    """Return the TOML paths of schedulers that are built anew with a new optimizer."""
    return {
        earlier.scheduler_path
        for earlier, later in pairwise(experiment.phases)
        if earlier.scheduler_path == later.scheduler_path
    }


def rate_set(experiment: Experiment, epoch: int) -> tuple[str, float] | None:
    """Return the rate that the experiment sets right before an epoch, with its TOML path; None where it sets none."""
    phase, edit = experiment.phase(epoch), experiment.edit(epoch)
    if epoch == 1 or (edit is not None and edit.optimizer is not None):
        return f"{phase.optimizer_path}.lr", phase.optimizer.lr
    return None if edit is None or edit.lr is None else (f"edits[{experiment.edits.index(edit)}].lr", edit.lr)


def spans(*whole: Span) -> Iterator[Span]:
    """Yield the spans and those of the schedulers inside them, without those that never have one."""
    for span in whole:
        yield replace(span, settings=span.settings.of_body(), lists=span.settings.lists())
        yield from spans(*_inner(span))


def _ticks(experiment: Experiment, schedule: Schedule) -> Ticks:
    return Ticks(experiment.epochs * schedule.per_epoch, schedule.per_epoch)


def _span(experiment: Experiment, schedule: Schedule | None, ticks: Ticks, phase: Phase, end: int) -> Span:
    """Return the span of a phase's scheduler, up to the epoch `end`."""
    start, stop = ((epoch - 1) * ticks.per_epoch for epoch in (phase.first, end))
    return Span(
        experiment,
        schedule,
        ticks,
        phase.scheduler_path,
        phase.scheduler.as_built(),
        start,
        stop,
        ticks.total - start,
        phase.optimizer,
        rate_set(experiment, phase.first),
        final=stop == ticks.total,
        shortened=stop < ticks.total or phase.scheduler_path in repeated(experiment),
    )


def _inner(span: Span) -> Iterator[Span]:
    settings = span.settings
    # the very last step may begin one more, whose rate is never used
    steps = span.length + (span.final or span.hands_over)
    for index, share in enumerate(settings.shares(span.built_for)):
        if settings.at_once or share.start < steps:
            yield _of_member(span, index, share)


def _of_member(span: Span, index: int, share: Share) -> Span:
    settings = span.settings
    return replace(
        span,
        path=f"{span.path}.schedulers[{index}]",
        settings=share.member,
        start=span.start + share.start,
        stop=min(span.start + share.stop, span.stop),
        built_for=share.built_for,
        given=None if share.start else span.given,
        alone=span.alone and not (settings.at_once and len(settings.inside) > 1),
        final=span.final and share.stop >= span.length,
        shortened=span.shortened and share.stop >= span.length,
        holder=settings,
        by_milestone=not settings.switched and (span.by_milestone or (index > 0 and not settings.at_once)),
    )


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return number(value)
    return str(list(value)) if isinstance(value, tuple) else str(value).lower()
