"""What a schedule spends: the area under the rate, and how the steps divide over the rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.experiment.experiment import Experiment, experiment_from
from training.experiment.schedulers import counted

if TYPE_CHECKING:  # importing it at run time would load torch
    from training.schedule.preview import Schedule

Rates = NDArray[np.float64]

MOST_RATES = 6  # that are listed one by one
HALVINGS = 4  # of the highest rate, where there are more
ALIKE = 1e-9  # two rates that differ by no more than this share of themselves are one
# the settings that are rates themselves; all others are counts, factors or shares
RATES = frozenset({"lr", "head_lr", "eta_min", "base_lr", "max_lr", "min_lr", "swa_lr"})


class Share(NamedTuple):
    """The share of all steps, 0 to 1, that train at the rates from `low` to `high`, both of them used."""

    low: float
    high: float
    share: float


@dataclass(frozen=True)
class Budget:
    """What a schedule spends."""

    area: float  # the rates used, summed over the epochs; of an epoch with many steps their mean counts
    mean: float  # the area per epoch
    # the epoch, counted from 1, by whose end half of the area is spent; None where there is no area
    half_life: int | None
    shares: tuple[Share, ...]  # of the steps at each rate, or in each halving of the highest rate; the highest first


def budget_of(schedule: Schedule) -> Budget:
    """Return the budget of the first parameter group, over all epochs that the schedule holds."""
    used = schedule.rates[0, :-1]
    spent = used.reshape(-1, schedule.per_epoch).mean(axis=1)
    return Budget(float(spent.sum()), float(spent.mean()), _half_life(spent), shares_of(used))


def equal_area(schedule: Schedule, other: Schedule) -> float:
    """Return the factor on the rates of `schedule` that gives it the other's area; infinite where it has none."""
    area = budget_of(schedule).area
    return budget_of(other).area / area if area > 0 else float("inf")


def lengths_differ(schedule: Schedule, other: Schedule) -> str:
    """Say how two schedules compare whose epochs are not as many; empty where they are."""
    epochs, others = len(schedule.lr), len(other.lr)
    if epochs == others:
        return ""
    mean, others_mean = budget_of(schedule).mean, budget_of(other).mean
    return (
        f"It has {counted(others, 'epoch')}, the present one {epochs:,}: "
        f"on average {others_mean:.3g} an epoch beside {mean:.3g}."
    )


def scaled(experiment: Experiment, factor: float) -> Experiment:
    """Return the experiment with its whole schedule times the factor: its lr, and each rate that a scheduler names.

    Every torch scheduler is then proportional, also those that do not look at the optimizer's lr.
    """
    return experiment_from(_scaled(experiment.model_dump(), factor))


def _scaled(value: Any, factor: float) -> Any:
    if isinstance(value, dict):
        return {
            name: _times(inner, factor) if name in RATES and inner is not None else _scaled(inner, factor)
            for name, inner in value.items()
        }
    return tuple(_scaled(inner, factor) for inner in value) if isinstance(value, tuple) else value


def _times(rate: float | tuple[float, ...], factor: float) -> float | tuple[float, ...]:
    return tuple(each * factor for each in rate) if isinstance(rate, tuple) else rate * factor


def _half_life(spent: Rates) -> int | None:
    if spent.sum() <= 0:
        return None
    so_far = np.cumsum(spent)
    return int(np.argmax(so_far >= so_far[-1] / 2)) + 1


def shares_of(used: Rates) -> tuple[Share, ...]:
    """Divide all steps, (steps,), into rates or ranges of rates, the highest first: each step counts in exactly one."""
    rates, counts = np.unique(used, return_counts=True)
    starts = _alike(rates)
    if len(starts) > MOST_RATES:
        starts = _halved(rates)
    parts = np.add.reduceat(counts, starts) / len(used)
    ends = [*starts[1:], len(rates)]
    found = [
        Share(float(rates[start]), float(rates[end - 1]), float(part))
        for start, end, part in zip(starts, ends, parts, strict=True)
    ]
    return tuple(_as_one(share) for share in reversed(found))


def _alike(rates: Rates) -> list[int]:
    """Return where each group of rates that are alike begins in the sorted ones; no more than are looked at."""
    starts, start = [0], 0
    while len(starts) <= MOST_RATES:
        start = int(np.searchsorted(rates, rates[start] + ALIKE * abs(rates[start]), side="right"))
        if start >= len(rates):
            break
        starts.append(start)
    return starts


def _halved(rates: Rates) -> list[int]:
    """Return where each halving of the highest rate begins in the sorted ones; the last takes all that is below."""
    highest = float(rates[-1])
    bounds = [highest / 2**halving * (1 + ALIKE) for halving in range(HALVINGS, 0, -1)] if highest > 0 else []
    return sorted({0, *np.searchsorted(rates, bounds, side="right").tolist()})


def _as_one(share: Share) -> Share:
    """Return the share with one rate where its two differ by rounding alone."""
    alike = share.high - share.low <= ALIKE * abs(share.low)
    return share._replace(high=share.low) if alike else share
