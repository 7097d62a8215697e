"""Where the rate jumps up because one scheduler takes over from another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from training.experiment.experiment import Experiment
from training.experiment.schedulers import ConstantLR, LinearLR, Relay, SchedulerSettings, SequentialLR
from training.schedule.pitfalls.turn import Turn, rate_set, turns, whole_run
from training.schedule.preview import Schedule

SLACK = 1.0 + 1e-5  # a rate may be this much off by rounding


class Jump(NamedTuple):
    """A rise at a milestone: the first epoch (from 1) at the new rate, the rate used last before, and the new one.

    Where a step is a batch, `batch` of `batches` (from 1) in that epoch is the first at the new rate.
    """

    epoch: int
    before: float
    after: float
    batch: int = 1
    batches: int = 1


def jumps(schedule: Schedule, experiment: Experiment) -> list[Jump]:
    """Return the jumps upwards, at whatever depth, in order; what the scheduler before leads up to is none."""
    found = {jump for turn in turns(*whole_run(experiment, schedule)) for jump in jumps_within(turn)}
    return sorted(found)


def jumps_within(turn: Turn) -> Iterator[Jump]:
    """Yield the jumps upwards between the schedulers of this one, if it has any."""
    return (jump for jump, _ in jumps_to(turn))


def jumps_to(turn: Turn) -> Iterator[tuple[Jump, SchedulerSettings]]:
    """Yield the jumps upwards, each with the scheduler that begins there."""
    if turn.schedule is None or not isinstance(turn.settings, Relay):
        return
    known = turn.schedule.rates.shape[1] - 1
    relay = turn.settings.flat() if isinstance(turn.settings, SequentialLR) else turn.settings
    segments = list(relay.segments(turn.length))
    for (start, stop, child), (_, _, following) in pairwise(segments):
        milestone = turn.start + stop
        if milestone < min(turn.stop, known):
            rates = turn.schedule.rates[0, turn.start + start : milestone + 1].tolist()
            epoch = milestone // turn.ticks.per_epoch + 1
            by_hand = milestone % turn.ticks.per_epoch == 0 and rate_set(turn.experiment, epoch) is not None
            if rates[-1] > rates[-2] * SLACK and not by_hand and not _leads_up(child, rates):
                batch = milestone % turn.ticks.per_epoch + 1
                yield Jump(epoch, rates[-2], rates[-1], batch, turn.ticks.per_epoch), following


def _leads_up(child: object, rates: list[float]) -> bool:
    """Whether the last rate, which the next scheduler set, is one that this one was about to reach."""
    if isinstance(child, LinearLR | ConstantLR) and child.total_iters == len(rates) - 1:
        factor = child.start_factor if isinstance(child, LinearLR) else child.factor
        return rates[-1] <= rates[0] / factor * SLACK
    return len(rates) > 2 and rates[-1] - rates[-2] <= (rates[-2] - rates[-3]) * SLACK
