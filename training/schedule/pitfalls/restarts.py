"""Pitfalls of CosineAnnealingWarmRestarts, whose waves follow each other whatever the run is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from training.experiment.schedulers import CosineAnnealingWarmRestarts, counted
from training.schedule.explain import number
from training.schedule.pitfalls.caution import Caution, Fix
from training.schedule.pitfalls.turn import Turn, pitfall


@pitfall(CosineAnnealingWarmRestarts)
def restarts_count_batches(turn: Turn) -> Caution | None:
    """Find a T_0 meant for epochs, counted in batches."""
    first, per_epoch = turn.settings.T_0, turn.ticks.per_epoch
    restarts = len(list(_restarts(turn, first)))
    if first >= per_epoch or not restarts:
        return None
    meant = min(first * per_epoch, turn.length)
    return turn.caution(
        "P27",
        "T_0",
        f"The rate restarts {counted(restarts, 'time')}: T_0 {first} counts batches, and an epoch has {per_epoch}.",
        "The scheduler is stepped after each batch, so that all its numbers count batches.",
        turn.fix(f"Restart after {turn.counted(meant)}", T_0=meant),
    )


@pitfall(CosineAnnealingWarmRestarts)
def restarts_at_each_step(turn: Turn) -> Caution | None:
    """Find waves of one step, which are all top."""
    if turn.settings.T_0 > 1 or turn.settings.T_mult > 1 or turn.ticks.per_epoch > 1:
        return None
    return turn.caution(
        "P37",
        "T_0",
        "CosineAnnealingWarmRestarts never falls: T_0 is 1, so that each step begins a new wave.",
        "A wave of one step has a top and nothing after it.",
        turn.set("T_0", turn.length),
    )


@pitfall(CosineAnnealingWarmRestarts)
def ends_after_a_restart(turn: Turn) -> Caution | None:
    """Find a run whose last steps are the high ones of a wave that has just begun."""
    rates, begins = turn.rates, [0, *_restarts(turn, turn.settings.T_0)]
    last = begins[-1]
    if not turn.final or not last or len(rates) < turn.length or turn.ticks.per_epoch > turn.settings.T_0:
        return None
    if not _ends_high(turn, turn.settings.T_0) or rates[-1] <= (rates[begins[-2] : last].max() + rates[last - 1]) / 2:
        return None
    return turn.caution(
        "P37",
        "T_0",
        f"The run ends {turn.counted(turn.length - last)} after a restart: {turn.when(turn.length - 1)} trains at "
        f"{number(rates[-1])}, where the wave before had come down to {number(rates[last - 1])}.",
        "A new wave begins when the one before is over, whatever is left of the run.",
        _ended_low(turn, len(begins) - 1),
    )


def _restarts(turn: Turn, first: int) -> Iterator[int]:
    """Yield the steps of the stretch at which a wave begins anew and that are trained at."""
    return takewhile(lambda step: step < turn.length, _begins(first, turn.settings.T_mult))


def _begins(first: int, factor: int) -> Iterator[int]:
    step, length = 0, first
    while True:
        step, length = step + length, length * factor
        yield step


def _ends_high(turn: Turn, first: int) -> bool:
    """Whether no more than half of the last wave is left for the run."""
    begins = [0, *_restarts(turn, first)]
    last: int = first * turn.settings.T_mult ** (len(begins) - 1)
    return turn.length - begins[-1] <= last / 2


def _ended_low(turn: Turn, waves: int) -> Fix | None:
    """Return the fix that lets as many waves, or fewer, fill the stretch; None where none does."""
    factor = turn.settings.T_mult
    for count in range(waves, 0, -1):
        first = -(-turn.length // sum(factor**wave for wave in range(count)))
        if not _ends_high(turn, first):
            return turn.set("T_0", first)
    return None


PITFALLS = (restarts_count_batches, restarts_at_each_step, ends_after_a_restart)
