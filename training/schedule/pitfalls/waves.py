"""Pitfalls of OneCycleLR and CyclicLR, which bring a rate, a momentum and a length of their own."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from training.experiment.schedulers import CyclicLR, OneCycleLR, counted
from training.experiment.ticks import Ticks
from training.schedule.explain import number
from training.schedule.pitfalls.caution import Caution, Fix, rounded
from training.schedule.pitfalls.span import Span, pitfall

SLACK = 1.0 + 1e-5  # what is rounded for the user is a little off
LENGTHS = ("total_steps", "epochs", "steps_per_epoch")  # fields that say how long the cycle is
SHARES = (0.3, 0.25, 0.2, 0.4)  # for pct_start, the usual one first


@pitfall(OneCycleLR, CyclicLR)
def momentum_switched_on(span: Span) -> Caution | None:
    """Find an optimizer without momentum that gets one."""
    settings, optimizer = span.settings, span.optimizer
    if not settings.cycle_momentum or getattr(optimizer, "momentum", None) != 0 or not settings.max_momentum:
        return None
    low, high = number(settings.base_momentum), number(settings.max_momentum)
    return span.caution(
        "P10",
        "cycle_momentum",
        f"{settings.kind} will switch momentum on: {optimizer.kind} has none and gets {high}, down to {low} and back.",
        "With cycle_momentum torch sets the momentum as well as the rate, whatever the optimizer was given.",
        span.fix("Leave the momentum off", cycle_momentum=False),
    )


@pitfall(OneCycleLR, CyclicLR)
def own_rate_ignored(span: Span) -> Caution | None:
    """Find a rate of the optimizer, or one set by hand, that is never used."""
    rates = span.rates
    if span.given is None or not len(rates) or math.isclose(rates[0], span.given[1], rel_tol=1e-5):
        return None
    path, lr = span.given
    name = "optimizer's lr" if path.endswith("optimizer.lr") else "edit's lr"
    return Caution(
        path,
        f"The {name} {number(lr)} is not used: {span.settings.kind} starts at {number(rates[0])}.",
        f"It sets the rate to its own {span.settings.own_rate} as soon as it is built.",
        Fix(f"Set the {name} to {number(rates[0])}", ((path, rounded(rates[0])),)),
        "P10",
    )


@pitfall(OneCycleLR)
def jumps_to_own_rate(span: Span) -> Caution | None:
    """Find a cycle that begins above the rate that stands there."""
    if span.given is not None or not len(span.rates) or span.schedule is None:
        return None
    before, after = span.schedule.rates[0, span.start - 1], span.rates[0]
    if after <= before * SLACK:
        return None
    highest = rounded(span.settings.max_lr * before / after)
    return span.caution(
        "P10",
        "max_lr",
        f"The rate rises from {number(before)} to {number(after)} at {span.when(0)}, where OneCycleLR begins.",
        "OneCycleLR sets the rate to its own max_lr / div_factor as soon as it is built.",
        span.fix("Continue from the current rate", max_lr=highest) if highest > 0 else None,
    )


@pitfall(CyclicLR)
def base_ignored(span: Span) -> Caution | None:
    """Find a lowest rate that the rate standing there replaces."""
    base, rates = span.settings.base_lr, span.rates
    if span.holder is None or not len(rates) or math.isclose(rates[0], base, rel_tol=1e-5):
        return None
    return span.caution(
        "P23",
        "base_lr",
        f"base_lr {number(base)} is not used: the cycle starts from the rate that stands there, {number(rates[0])}.",
        "Torch keeps the initial rate that a parameter group has already, and CyclicLR takes that for its lowest.",
        span.set("base_lr", rounded(rates[0])) if rates[0] >= 0 else None,
    )


@pitfall(OneCycleLR, fatal=True)
def too_few_steps(span: Span) -> Caution | None:
    """Find a cycle that is over before the run: torch fails."""
    planned = _planned(span)
    if planned >= span.length:
        return None
    return span.caution(
        "P9",
        _length_field(span.settings),
        f"Torch stops the run with an error at the end of {span.when(planned)}: "
        f"the cycle has {counted(planned, 'step')}, and {span.limit}.",
        "OneCycleLR refuses to be stepped more often than it was told.",
        _as_long_as_the_run(span),
    )


@pitfall(OneCycleLR, too_late=True)
def too_many_steps(span: Span) -> Caution | None:
    """Find a cycle that the run cuts off."""
    planned, rates = _planned(span), span.rates
    has_length = any(getattr(span.settings, field) is not None for field in LENGTHS)
    if planned <= span.length + 1 or not has_length:  # else it is a milestone that comes after the end
        return None
    last = f" The last rate is {number(rates[-1])}." if len(rates) else ""
    return span.caution(
        "P9",
        _length_field(span.settings),
        f"The cycle is cut short: it takes {span.counted(planned)}, and {span.limit}.{last}",
        "The rate reaches its end only at the last of the steps that OneCycleLR was told.",
        _as_long_as_the_run(span),
    )


@pitfall(OneCycleLR, fatal=True)
def no_way_up(span: Span) -> Caution | None:
    """Find a phase without length: torch fails."""
    settings, planned = span.settings, _planned(span)
    share = _share(settings, planned, span.length)
    if planned < span.length or share == settings.pct_start:
        return None
    return span.caution(
        "P10",
        "pct_start",
        f"Torch stops with a division by zero: pct_start {number(settings.pct_start)} of {span.counted(planned)} "
        "leaves a phase of the cycle without length.",
        "A phase ends one step before its share of the steps is over, and torch divides by its length.",
        span.set("pct_start", share) if share else None,
    )


@pitfall(OneCycleLR)
def ends_below_zero(span: Span) -> Caution | None:
    """Find a rate below zero after the last step."""
    if span.schedule is None or not span.final or not span.alone:
        return None
    after = span.schedule.rates[0, -1]
    if after >= 0 or span.stop != span.schedule.rates.shape[1] - 1 or (span.rates < 0).any():
        return None
    return span.caution(
        "P9",
        "anneal_strategy",
        f"After the run the rate is {number(after)}. Nothing is trained at it, but the trace shows it.",
        "The cycle ends with its last step, and the loop steps once more: torch prolongs the straight line.",
        span.fix("Plan one step more", total_steps=span.length + 1, epochs=None, steps_per_epoch=None),
    )


@pitfall(CyclicLR, too_late=True)
def peak_not_reached(span: Span) -> Caution | None:
    """Find a cycle so long that the highest rate is never used."""
    up, rates = span.settings.step_size_up, span.rates
    if span.length > up or np.isclose(rates, span.settings.max_lr).any():
        return None
    highest = f": {number(rates.max())} is the highest" if len(rates) else ""
    return span.caution(
        "P31",
        "step_size_up",
        f"The rate never reaches max_lr {number(span.settings.max_lr)}{highest}. "
        f"The way up takes {span.counted(up)}, and {span.limit}.",
        "step_size_up counts steps; torch does not know how long the run is.",
        span.fix(f"Reach it after {span.counted(span.half)}", step_size_up=span.half, step_size_down=None),
    )


@pitfall(CyclicLR)
def cycle_upside_down(span: Span) -> Caution | None:
    """Find a lowest rate above the highest."""
    settings = span.settings
    low, high = settings.max_lr, settings.base_lr
    begins = span.rates[0] if len(span.rates) else high
    if high <= low or begins <= low:
        return None
    return span.caution(
        "P32",
        "base_lr",
        f"The cycle begins at {number(begins)} and goes down towards {number(low)}: base_lr is above max_lr.",
        "Torch does not compare the two; it leads the rate from base_lr to max_lr.",
        span.fix("Swap the two", base_lr=low, max_lr=high),
    )


def _planned(span: Span) -> int:
    """Return the steps that torch will be told."""
    return math.prod(span.settings.lengths(Ticks(span.built_for, span.ticks.per_epoch)).values())


def _length_field(settings: OneCycleLR) -> str:
    return next((field for field in LENGTHS if getattr(settings, field) is not None), LENGTHS[0])


def _as_long_as_the_run(span: Span) -> Fix:
    """Return the fix that takes the cycle's own length away, and the share of the way up that would have no length."""
    settings = span.settings.model_copy(update=dict.fromkeys(LENGTHS))
    share = _share(settings, _planned(replace(span, settings=settings)), span.length)
    other = {} if share in (None, settings.pct_start) else {"pct_start": share}
    return span.fix("Make it as long as the run", **dict.fromkeys(LENGTHS), **other)


def _share(settings: OneCycleLR, planned: int, steps: int) -> float | None:
    """Return the pct_start that gives each phase a length, its own if it does; None where there is none."""
    shares = (settings.pct_start, *SHARES)
    return next((share for share in shares if not _divides_by_zero(share, settings, planned, steps)), None)


def _divides_by_zero(share: float, settings: OneCycleLR, planned: int, steps: int) -> bool:
    """Whether a step of the run falls into a phase of no length, reckoned in floats as torch does."""
    ends = [share * planned - 1, planned - 1.0]
    if settings.three_phase:
        ends.insert(1, 2 * share * planned - 2)
    start, done = 0.0, -1.0
    for end in ends:
        last = end is ends[-1]
        reached = math.floor(min(end, steps)) > done or (last and steps > done)
        if end == start and reached:
            return True
        start, done = end, max(done, math.floor(end))
    return False


PITFALLS = (
    momentum_switched_on,
    own_rate_ignored,
    jumps_to_own_rate,
    base_ignored,
    too_few_steps,
    too_many_steps,
    no_way_up,
    ends_below_zero,
    peak_not_reached,
    cycle_upside_down,
)
