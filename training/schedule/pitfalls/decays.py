"""Pitfalls of the schedulers that multiply the rate by gamma."""

from __future__ import annotations

import numpy as np

from training.experiment.schedulers import ExponentialLR, MultiStepLR, SchedulerSettings, StepLR, counted
from training.schedule.explain import number
from training.schedule.pitfalls.caution import Caution
from training.schedule.pitfalls.span import Span, pitfall

GENTLE: dict[type[SchedulerSettings], float] = {StepLR: 0.5, MultiStepLR: 0.5, ExponentialLR: 0.9}


@pitfall(StepLR, too_late=True)
def step_never_used(span: Span) -> Caution | None:
    """Find a first change that comes too late to be used."""
    size = span.settings.step_size
    if size <= span.changes:
        return None
    return span.caution(
        "P6",
        "step_size",
        f"StepLR never changes the rate: it first would after {span.counted(size)}, and {span.limit}.",
        f"A change after step {size} acts from step {size + 1} on; nothing is left that could use it.",
        span.set("step_size", span.half),
    )


@pitfall(StepLR)
def step_counts_batches(span: Span) -> Caution | None:
    """Find a step_size meant for epochs, counted in batches."""
    size, per_epoch = span.settings.step_size, span.ticks.per_epoch
    if size >= per_epoch or span.settings.gamma == 1 or size > span.changes:
        return None
    times = int(np.count_nonzero(np.diff(span.rates))) if len(span.rates) else span.changes // size
    if not times:
        return None
    later = size * per_epoch
    return span.caution(
        "P27",
        "step_size",
        f"The rate changes {counted(times, 'time')}: step_size {size} counts batches, and an epoch has {per_epoch}.",
        "The scheduler is stepped after each batch, so that all its numbers count batches.",
        span.fix(f"Change it every {span.counted(later)}", step_size=later) if later <= span.changes else None,
    )


@pitfall(MultiStepLR)
def milestones_count_batches(span: Span) -> Caution | None:
    """Find milestones meant for epochs, counted in batches."""
    milestones, per_epoch = span.settings.milestones, span.ticks.per_epoch
    if per_epoch == 1 or not milestones or max(milestones) >= per_epoch:
        return None
    later = tuple(milestone * per_epoch for milestone in milestones) if max(milestones) else (per_epoch,)
    within = f"its first {per_epoch} batches" if span.start else "the first epoch"
    return span.caution(
        "P27",
        "milestones",
        f"All milestones act within {within}: {list(milestones)} count batches, and an epoch has {per_epoch}.",
        "The scheduler is stepped after each batch, so that all its numbers count batches.",
        span.set("milestones", later) if max(later) <= span.changes else None,
    )


@pitfall(MultiStepLR, too_late=True)
def milestones_too_late(span: Span) -> Caution | None:
    """Find milestones that no epoch comes after, or none at all."""
    milestones = span.settings.milestones
    # one at the end of a scheduler's part says what is wanted there, and acts once the schedulers are switched by hand
    last = span.length - span.final
    late = sorted({milestone for milestone in milestones if milestone > last})
    if milestones and not late:
        return None
    kept = tuple(milestone for milestone in milestones if milestone <= last)
    listed = ", ".join(map(str, late))
    never = f"Milestones {listed} never act" if late[1:] else f"Milestone {listed} never acts"
    return span.caution(
        "P5",
        "milestones",
        f"{never}: {span.limit}." if late else "MultiStepLR never changes the rate: it has no milestone.",
        "A milestone counts finished steps and acts from the next one on; torch ignores those that are not reached.",
        span.set("milestones", kept or (span.half,)),
    )


@pitfall(MultiStepLR)
def milestones_repeated(span: Span) -> Caution | None:
    """Find a milestone that is listed more than once."""
    milestones, gamma = span.settings.milestones, span.settings.gamma
    repeated = next((m for m in milestones if milestones.count(m) > 1 and m <= span.changes), None)
    if repeated is None:
        return None
    times = milestones.count(repeated)
    return span.caution(
        "P5",
        "milestones",
        f"After {span.counted(repeated)} the rate is multiplied by {number(gamma**times)} at once: "
        f"milestone {repeated} is listed {times} times.",
        "Torch applies gamma once for each time that a milestone is listed.",
        span.fix("List each milestone once", milestones=tuple(sorted(set(milestones)))),
    )


@pitfall(MultiStepLR)
def milestone_zero(span: Span) -> Caution | None:
    """Find a milestone before the first epoch."""
    milestones = span.settings.milestones
    if 0 not in milestones or span.settings.gamma == 1:
        return None
    begins = f"at {number(span.rates[0])}" if len(span.rates) else "at a changed rate"
    return span.caution(
        "P5",
        "milestones",
        f"Milestone 0 acts as soon as MultiStepLR begins: {span.when(0)} begins {begins} already.",
        "Building a scheduler makes its step number 0, and milestone 0 is reached with it.",
        span.fix("Leave milestone 0 out", milestones=tuple(filter(None, milestones)) or (span.half,)),
    )


@pitfall(StepLR, MultiStepLR, ExponentialLR)
def grows(span: Span) -> Caution | None:
    """Find a gamma above 1."""
    gamma, rates = span.settings.gamma, span.rates
    if gamma <= 1 or (len(rates) and rates[-1] <= rates[0]):
        return None
    kind = span.settings.kind
    grown = (
        f"The rate grows from {number(rates[0])} to {number(rates[-1])}" if len(rates) else f"{kind} raises the rate"
    )
    return span.caution(
        "P6",
        "gamma",
        f"{grown}: gamma is {number(gamma)}.",
        "Each change multiplies the rate by gamma, and torch takes a gamma above 1 as well.",
        span.set("gamma", float(f"{1 / gamma:.4g}")),
    )


@pitfall(StepLR, MultiStepLR, ExponentialLR)
def stands_still(span: Span) -> Caution | None:
    """Find a gamma of 1."""
    if span.settings.gamma != 1:
        return None
    return span.caution(
        "P6",
        "gamma",
        f"{span.settings.kind} never changes the rate: gamma is 1.",
        "Each change multiplies the rate by gamma.",
        span.set("gamma", GENTLE[type(span.settings)]),
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
