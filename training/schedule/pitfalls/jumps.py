"""Where the rate jumps up because one scheduler takes over from another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from training.experiment.experiment import Experiment
from training.experiment.schedulers import SchedulerSettings
from training.schedule.pitfalls.span import Span, rate_set, spans, whole_run
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
    found = {jump for span in spans(*whole_run(experiment, schedule)) for jump in jumps_within(span)}
    return sorted(found)


def jumps_within(span: Span) -> Iterator[Jump]:
    """Yield the jumps upwards between the schedulers of this one, if it has any."""
    return (jump for jump, _ in jumps_to(span))


def jumps_to(span: Span) -> Iterator[tuple[Jump, SchedulerSettings]]:
    """Yield the jumps upwards, each with the scheduler that begins there."""
    if span.schedule is None or span.settings.at_once:
        return
    known = span.schedule.rates.shape[1] - 1
    for share, following in pairwise(span.settings.flat().shares(span.length)):
        milestone = span.start + share.stop
        if milestone < min(span.stop, known):
            rates = span.schedule.rates[0, span.start + share.start : milestone + 1].tolist()
            epoch = milestone // span.ticks.per_epoch + 1
            manual = milestone % span.ticks.per_epoch == 0 and rate_set(span.experiment, epoch) is not None
            if rates[-1] > rates[-2] * SLACK and not manual and not _leads_up(share.member, rates):
                batch = milestone % span.ticks.per_epoch + 1
                yield Jump(epoch, rates[-2], rates[-1], batch, span.ticks.per_epoch), following.member


def _leads_up(child: SchedulerSettings, rates: list[float]) -> bool:
    """Whether the last rate, which the next scheduler set, is one that this one was about to reach."""
    if child.first_factor is not None and child.length == len(rates) - 1:
        return rates[-1] <= rates[0] / child.first_factor * SLACK
    return len(rates) > 2 and rates[-1] - rates[-2] <= (rates[-2] - rates[-3]) * SLACK
