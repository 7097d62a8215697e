"""Pitfalls of the schedulers that multiply the rate by gamma."""

from __future__ import annotations

import numpy as np

from training.experiment.schedulers import ExponentialLR, MultiStepLR, SchedulerSettings, StepLR, counted
from training.schedule.explain import number
from training.schedule.pitfalls.caution import Caution
from training.schedule.pitfalls.turn import Turn, pitfall

GENTLE: dict[type[SchedulerSettings], float] = {StepLR: 0.5, MultiStepLR: 0.5, ExponentialLR: 0.9}


@pitfall(StepLR, too_late=True)
def step_never_used(turn: Turn) -> Caution | None:
    """Find a first change that comes too late to be used."""
    size = turn.settings.step_size
    if size <= turn.changes:
        return None
    return turn.caution(
        "P6",
        "step_size",
        f"StepLR never changes the rate: it first would after {turn.counted(size)}, and {turn.limit}.",
        f"A change after step {size} acts from step {size + 1} on; nothing is left that could use it.",
        turn.set("step_size", turn.half),
    )


@pitfall(StepLR)
def step_counts_batches(turn: Turn) -> Caution | None:
    """Find a step_size meant for epochs, counted in batches."""
    size, per_epoch = turn.settings.step_size, turn.ticks.per_epoch
    if size >= per_epoch or turn.settings.gamma == 1 or size > turn.changes:
        return None
    times = int(np.count_nonzero(np.diff(turn.rates))) if len(turn.rates) else turn.changes // size
    if not times:
        return None
    later = size * per_epoch
    return turn.caution(
        "P27",
        "step_size",
        f"The rate changes {counted(times, 'time')}: step_size {size} counts batches, and an epoch has {per_epoch}.",
        "The scheduler is stepped after each batch, so that all its numbers count batches.",
        turn.fix(f"Change it every {turn.counted(later)}", step_size=later) if later <= turn.changes else None,
    )


@pitfall(MultiStepLR)
def milestones_count_batches(turn: Turn) -> Caution | None:
    """Find milestones meant for epochs, counted in batches."""
    milestones, per_epoch = turn.settings.milestones, turn.ticks.per_epoch
    if per_epoch == 1 or not milestones or max(milestones) >= per_epoch:
        return None
    later = tuple(milestone * per_epoch for milestone in milestones) if max(milestones) else (per_epoch,)
    span = f"its first {per_epoch} batches" if turn.start else "the first epoch"
    return turn.caution(
        "P27",
        "milestones",
        f"All milestones act within {span}: {list(milestones)} count batches, and an epoch has {per_epoch}.",
        "The scheduler is stepped after each batch, so that all its numbers count batches.",
        turn.set("milestones", later) if max(later) <= turn.changes else None,
    )


@pitfall(MultiStepLR, too_late=True)
def milestones_too_late(turn: Turn) -> Caution | None:
    """Find milestones that no epoch comes after, or none at all."""
    milestones = turn.settings.milestones
    # one at the end of a scheduler's part says what is wanted there, and acts once the schedulers are switched by hand
    last = turn.length - turn.final
    late = sorted({milestone for milestone in milestones if milestone > last})
    if milestones and not late:
        return None
    kept = tuple(milestone for milestone in milestones if milestone <= last)
    listed = ", ".join(map(str, late))
    never = f"Milestones {listed} never act" if late[1:] else f"Milestone {listed} never acts"
    return turn.caution(
        "P5",
        "milestones",
        f"{never}: {turn.limit}." if late else "MultiStepLR never changes the rate: it has no milestone.",
        "A milestone counts finished steps and acts from the next one on; torch ignores those that are not reached.",
        turn.set("milestones", kept or (turn.half,)),
    )


@pitfall(MultiStepLR)
def milestones_repeated(turn: Turn) -> Caution | None:
    """Find a milestone that is listed more than once."""
    milestones, gamma = turn.settings.milestones, turn.settings.gamma
    repeated = next((m for m in milestones if milestones.count(m) > 1 and m <= turn.changes), None)
    if repeated is None:
        return None
    times = milestones.count(repeated)
    return turn.caution(
        "P5",
        "milestones",
        f"After {turn.counted(repeated)} the rate is multiplied by {number(gamma**times)} at once: "
        f"milestone {repeated} is listed {times} times.",
        "Torch applies gamma once for each time that a milestone is listed.",
        turn.fix("List each milestone once", milestones=tuple(sorted(set(milestones)))),
    )


@pitfall(MultiStepLR)
def milestone_zero(turn: Turn) -> Caution | None:
    """Find a milestone before the first epoch."""
    milestones = turn.settings.milestones
    if 0 not in milestones or turn.settings.gamma == 1:
        return None
    begins = f"at {number(turn.rates[0])}" if len(turn.rates) else "at a changed rate"
    return turn.caution(
        "P5",
        "milestones",
        f"Milestone 0 acts as soon as MultiStepLR begins: {turn.when(0)} begins {begins} already.",
        "Building a scheduler makes its step number 0, and milestone 0 is reached with it.",
        turn.fix("Leave milestone 0 out", milestones=tuple(filter(None, milestones)) or (turn.half,)),
    )


@pitfall(StepLR, MultiStepLR, ExponentialLR)
def grows(turn: Turn) -> Caution | None:
    """Find a gamma above 1."""
    gamma, rates = turn.settings.gamma, turn.rates
    if gamma <= 1 or (len(rates) and rates[-1] <= rates[0]):
        return None
    kind = turn.settings.kind
    grown = (
        f"The rate grows from {number(rates[0])} to {number(rates[-1])}" if len(rates) else f"{kind} raises the rate"
    )
    return turn.caution(
        "P6",
        "gamma",
        f"{grown}: gamma is {number(gamma)}.",
        "Each change multiplies the rate by gamma, and torch takes a gamma above 1 as well.",
        turn.set("gamma", float(f"{1 / gamma:.4g}")),
    )


@pitfall(StepLR, MultiStepLR, ExponentialLR)
def stands_still(turn: Turn) -> Caution | None:
    """Find a gamma of 1."""
    if turn.settings.gamma != 1:
        return None
    return turn.caution(
        "P6",
        "gamma",
        f"{turn.settings.kind} never changes the rate: gamma is 1.",
        "Each change multiplies the rate by gamma.",
        turn.set("gamma", GENTLE[type(turn.settings)]),
    )


PITFALLS = (
    step_never_used,
    step_counts_batches,
    milestones_count_batches,
    milestones_too_late,
    milestones_repeated,
    milestone_zero,
    grows,
    stands_still,
)
