"""Pitfalls of CosineAnnealingWarmRestarts, whose waves follow each other whatever the run is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from training.experiment.schedulers import CosineAnnealingWarmRestarts, counted
from training.schedule.explain import number
from training.schedule.pitfalls.caution import Caution, Fix
from training.schedule.pitfalls.span import Span, pitfall


@pitfall(CosineAnnealingWarmRestarts)
def restarts_count_batches(span: Span) -> Caution | None:
    """Find a T_0 meant for epochs, counted in batches."""
    first, per_epoch = span.settings.T_0, span.ticks.per_epoch
    restarts = len(list(_restarts(span, first)))
    if first >= per_epoch or not restarts:
        return None
    meant = min(first * per_epoch, span.length)
    return span.caution(
        "P27",
        "T_0",
        f"The rate restarts {counted(restarts, 'time')}: T_0 {first} counts batches, and an epoch has {per_epoch}.",
        "The scheduler is stepped after each batch, so that all its numbers count batches.",
        span.fix(f"Restart after {span.counted(meant)}", T_0=meant),
    )


@pitfall(CosineAnnealingWarmRestarts)
def restarts_at_each_step(span: Span) -> Caution | None:
    """Find waves of one step, which are all top."""
    if span.settings.T_0 > 1 or span.settings.T_mult > 1 or span.ticks.per_epoch > 1:
        return None
    return span.caution(
        "P37",
        "T_0",
        "CosineAnnealingWarmRestarts never falls: T_0 is 1, so that each step begins a new wave.",
        "A wave of one step has a top and nothing after it.",
        span.set("T_0", span.length),
    )


@pitfall(CosineAnnealingWarmRestarts)
def ends_after_a_restart(span: Span) -> Caution | None:
    """Find a run whose last steps are the high ones of a wave that has just begun."""
    rates, begins = span.rates, [0, *_restarts(span, span.settings.T_0)]
    last = begins[-1]
    if not span.final or not last or len(rates) < span.length or span.ticks.per_epoch > span.settings.T_0:
        return None
    if not _ends_high(span, span.settings.T_0) or rates[-1] <= (rates[begins[-2] : last].max() + rates[last - 1]) / 2:
        return None
    return span.caution(
        "P37",
        "T_0",
        f"The run ends {span.counted(span.length - last)} after a restart: {span.when(span.length - 1)} trains at "
        f"{number(rates[-1])}, where the wave before had come down to {number(rates[last - 1])}.",
        "A new wave begins when the one before is over, whatever is left of the run.",
        _ended_low(span, len(begins) - 1),
    )


def _restarts(span: Span, first: int) -> Iterator[int]:
    """Yield the steps of the stretch at which a wave begins anew and that are trained at."""
    return takewhile(lambda step: step < span.length, _begins(first, span.settings.T_mult))


def _begins(first: int, factor: int) -> Iterator[int]:
    step, length = 0, first
    while True:
        step, length = step + length, length * factor
        yield step


def _ends_high(span: Span, first: int) -> bool:
    """Whether no more than half of the last wave is left for the run."""
    begins = [0, *_restarts(span, first)]
    last: int = first * span.settings.T_mult ** (len(begins) - 1)
    return span.length - begins[-1] <= last / 2


def _ended_low(span: Span, waves: int) -> Fix | None:
    """Return the fix that lets as many waves, or fewer, fill the stretch; None where none does."""
    factor = span.settings.T_mult
    for count in range(waves, 0, -1):
        first = -(-span.length // sum(factor**wave for wave in range(count)))
        if not _ends_high(span, first):
            return span.set("T_0", first)
    return None


PITFALLS = (restarts_count_batches, restarts_at_each_step, ends_after_a_restart)
