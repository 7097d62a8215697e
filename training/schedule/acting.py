"""The rate that acts: what the optimizer makes of the one that its scheduler sets."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.experiment.rate_use import RateUse

if TYPE_CHECKING:  # importing them at run time would load pydantic
    from training.experiment.experiment import Experiment
    from training.experiment.optimizers import OptimizerSettings
    from training.schedule.preview import Schedule

Table = NDArray[np.float64]


class Stretch(NamedTuple):
    """The epochs of one optimizer object, counted from 1, with its settings and their TOML path."""

    first: int
    last: int
    optimizer: OptimizerSettings
    path: str

    @property
    def kind(self) -> str:
        """Return the optimizer's kind."""
        return self.optimizer.kind


def stretches(experiment: Experiment) -> list[Stretch]:
    """Return the optimizers of a run, first to last; a scheduler or a rate that is changed by hand begins none."""
    phases = experiment.phases
    begun = [phases[0], *(new for old, new in pairwise(phases) if new.optimizer_path != old.optimizer_path)]
    ends = [*(phase.first - 1 for phase in begun[1:]), experiment.epochs]
    return [
        Stretch(phase.first, end, phase.optimizer, phase.optimizer_path) for phase, end in zip(begun, ends, strict=True)
    ]


def stretch_of(experiment: Experiment, epoch: int) -> Stretch:
    """Return the optimizer that trains an epoch."""
    return next(stretch for stretch in reversed(stretches(experiment)) if stretch.first <= epoch)


def rate_notes(experiment: Experiment) -> list[str]:
    """Return what the run's optimizers make of the rate, each once, where that is not what a reader expects."""
    return list(dict.fromkeys(filter(None, (stretch.optimizer.rate_note for stretch in stretches(experiment)))))


def first_steps(experiment: Experiment, stretch: Stretch) -> list[int]:
    """Return the epoch in which the optimizer makes its first step, for each parameter group; a frozen one waits."""
    frozen = (experiment.freeze_body, experiment.freeze_head) if experiment.grouped else (0,)
    return [max(stretch.first, 1 + epochs) for epochs in frozen]


def reads(experiment: Experiment, epoch: int) -> bool:
    """Whether the optimizer reads the rate that stands at the start of an epoch."""
    stretch = stretch_of(experiment, epoch)
    return stretch.optimizer.rate_use is not RateUse.FIRST_STEP or epoch in first_steps(experiment, stretch)


def follows(experiment: Experiment, epoch: int) -> bool:
    """Whether the rate of each step of an epoch is the one that acts in it."""
    return stretch_of(experiment, epoch).optimizer.rate_use is RateUse.EACH_STEP


def unread(experiment: Experiment, epoch: int) -> str:
    """Say, behind a change before an epoch, that its optimizer does not look at it; empty where it does."""
    return "" if reads(experiment, epoch) else f", not read by {stretch_of(experiment, epoch).optimizer.kind}"


def acts(experiment: Experiment, epoch: int, first: int = 1) -> str:
    """Say when a change of the rate after an epoch acts; `first` is the number of the first epoch, 1 or 0."""
    if epoch >= experiment.epochs:
        return "no epoch left to use it"
    if experiment.edit(epoch + 1) is not None:
        return "then comes a change by hand"
    stretch, name = stretch_of(experiment, epoch + 1), f"epoch {epoch + first}"
    kind = stretch.optimizer.kind
    match stretch.optimizer.rate_use:
        case RateUse.EACH_STEP:
            return f"used from {name}"
        case RateUse.CAPPED:
            return f"{kind} takes min(lr, 1/√step) from {name}"
        case RateUse.STEP_LATER:
            return f"taken by {kind} one step after {name} begins"
        case RateUse.FIRST_GUESS:
            return f"the first guess of {kind}'s line search from {name}"
    return _read_once(experiment, stretch, epoch, first)


def _read_once(experiment: Experiment, stretch: Stretch, epoch: int, first: int) -> str:
    """Say what a change after an epoch is to an optimizer that reads each group's rate at its first step."""
    kind, begun = stretch.optimizer.kind, first_steps(experiment, stretch)
    coming = sorted((start, part) for start, part in zip(begun, ("body", "head"), strict=False) if start > epoch)
    if not coming or coming[0][0] > experiment.epochs:
        return f"not read by {kind}, which looks at lr in its first step only"
    start, part = coming[0]
    where = f"the first step of the {part} in epoch {start - 1 + first}"
    return f"read by {kind} at {where} only" if start == epoch + 1 else f"not read by {kind} before {where}"


def acting_rates(experiment: Experiment, schedule: Schedule, batches: int | None) -> list[tuple[Table, Table]]:
    """Return the lowest and the highest rate that acts in each step of the scheduler, for each parameter group.

    Each is (steps,) float64; NaN where no rate acts. `batches`: of an epoch, None where they are not known; then a cap
    that depends on them is left out.
    """
    found = []
    for group, rates in enumerate(schedule.rates):
        low, high = rates[:-1].copy(), rates[:-1].copy()
        for stretch in stretches(experiment):
            start, stop = ((epoch - 1) * schedule.per_epoch for epoch in (stretch.first, stretch.last + 1))
            begin = (first_steps(experiment, stretch)[group] - 1) * schedule.per_epoch
            within = slice(start, min(stop, len(low)))
            steps = _Steps(rates[:-1][within], begin - start, batches, schedule.per_epoch)
            low[within], high[within] = steps.acting(stretch.optimizer)
        found.append((low, high))
    return found


def capped_steps(rates: Table, each: int) -> NDArray[np.int64]:
    """Return how many of the optimizer's steps at each rate are above 1/√step, (rates,); `each` rate has so many."""
    last = (np.arange(len(rates)) + 1) * each
    within = np.zeros(len(rates))  # the last step whose 1/√step the rate does not exceed
    above = rates > 0
    within[above] = np.floor(np.minimum(rates[above], 1.0) ** -2.0)
    within[above] += 1 / np.sqrt(within[above] + 1) >= rates[above]  # where the square was rounded
    within[above] -= 1 / np.sqrt(within[above]) < rates[above]
    within[~above] = last[~above]
    return np.clip(last - within, 0, each).astype(np.int64)


class _Steps(NamedTuple):
    """The scheduled rates of one optimizer's stretch; its first step is at the position `begin`."""

    rates: Table
    begin: int
    batches: int | None
    per_epoch: int

    def acting(self, optimizer: OptimizerSettings) -> tuple[Table, Table]:
        """Return the lowest and the highest rate that acts in each step of the scheduler."""
        match optimizer.rate_use:
            case RateUse.FIRST_STEP:
                return self._once(optimizer)
            case RateUse.CAPPED:
                return self._capped()
            case RateUse.STEP_LATER:
                return self._later()
            case RateUse.FIRST_GUESS:
                guessed = np.where(self.rates > 0, self.rates, np.nan)
                return guessed, guessed
        return self.rates, self.rates

    def _once(self, optimizer: OptimizerSettings) -> tuple[Table, Table]:
        once, first = np.full_like(self.rates, np.nan), slice(self.begin, self.begin + 1)
        once[first] = self.rates[first].clip(*optimizer.step_bounds)
        return once, once

    def _capped(self) -> tuple[Table, Table]:
        if self.batches is None:
            return self.rates, self.rates
        before = np.arange(len(self.rates)) - self.begin
        each = 1 if self.per_epoch > 1 else self.batches  # steps of the optimizer for each of the scheduler
        first, last = (np.maximum(1, steps) for steps in (before * each + 1, (before + 1) * each))
        return np.minimum(self.rates, 1 / np.sqrt(last)), np.minimum(self.rates, 1 / np.sqrt(first))

    def _later(self) -> tuple[Table, Table]:
        late = np.append(self.rates[:1], self.rates[:-1])
        late[self.begin : self.begin + 1] = self.rates[self.begin : self.begin + 1]
        if self.per_epoch > 1 or self.batches == 1:
            return late, late
        return np.minimum(late, self.rates), np.maximum(late, self.rates)
