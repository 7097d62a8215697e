"""What a schedule spends: the area under the rate, and how the steps divide over the rates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.experiment.experiment import Experiment, experiment_from

if TYPE_CHECKING:  # importing it at run time would load torch
    from training.schedule.preview import Schedule

Rates = NDArray[np.float64]

MOST_RATES = 6  # that are listed one by one
HALVINGS = 4  # of the highest rate, where there are more
ALIKE = 1e-9  # two rates that differ by no more than this share of themselves are one
# the settings that are rates themselves; all others are counts, factors or shares
RATES = frozenset({"lr", "head_lr", "eta_min", "base_lr", "max_lr", "min_lr", "swa_lr"})


class Share(NamedTuple):
    """The share of all steps, 0 to 1, that train at a rate from `low` to `high`."""

    low: float
    high: float
    share: float


@dataclass(frozen=True)
class Budget:
    """What a schedule spends.

    Attributes:
        area: the rates used, summed over the epochs; of an epoch with many steps their mean counts.
        mean: the area per epoch.
        half_life: the epoch, counted from 1, by whose end half of the area is spent; None where there is no area.
        shares: of the steps at each rate, or in each halving of the highest rate; the highest first.
    """

    area: float
    mean: float
    half_life: int | None
    shares: tuple[Share, ...]


def budget_of(schedule: Schedule) -> Budget:
    """Return the budget of the first parameter group, over all epochs that the schedule holds."""
    used = schedule.rates[0, :-1]
    spent = used.reshape(-1, schedule.per_epoch).mean(axis=1)
    return Budget(float(spent.sum()), float(spent.mean()), _half_life(spent), tuple(_shares(used)))


def equal_area(schedule: Schedule, other: Schedule) -> float:
    """Return the factor on the rates of `schedule` that gives it the other's area; infinite where it has none."""
    area = budget_of(schedule).area
    return budget_of(other).area / area if area > 0 else float("inf")


def scaled(experiment: Experiment, factor: float) -> Experiment:
    """Return the experiment with its whole schedule times the factor: its lr, and each rate that a scheduler names.

    Every torch scheduler is then proportional, also those that do not look at the optimizer's lr.
    """
    return experiment_from(_scaled(experiment.model_dump(), factor))


def _scaled(value: Any, factor: float) -> Any:
    if isinstance(value, dict):
        return {
            name: inner * factor if name in RATES and inner is not None else _scaled(inner, factor)
            for name, inner in value.items()
        }
    return tuple(_scaled(inner, factor) for inner in value) if isinstance(value, tuple) else value


def _half_life(spent: Rates) -> int | None:
    if spent.sum() <= 0:
        return None
    course = np.cumsum(spent)
    return int(np.argmax(course >= course[-1] / 2)) + 1


def _shares(used: Rates) -> Iterator[Share]:
    rates, parts = _distinct(used)
    if len(rates) <= MOST_RATES:
        edges = rates[::-1]
        yield from map(Share, edges.tolist(), edges.tolist(), parts[::-1].tolist())
        return
    highs = [float(rates[-1]) / 2**halving for halving in range(HALVINGS + 1)]
    lows = [*highs[1:], float(rates[0])]
    for low, high in zip(lows, highs, strict=True):
        inside = (rates <= high) & ((rates > low) | (low == lows[-1]))
        if inside.any():
            yield Share(low, high, float(parts[inside].sum()))


def _distinct(used: Rates) -> tuple[Rates, Rates]:
    """Return the distinct rates, the lowest first, and the share of the steps at each."""
    rates, counts = np.unique(used, return_counts=True)
    first = np.flatnonzero(np.diff(rates, prepend=-np.inf) > ALIKE * np.abs(rates))
    return rates[first], np.add.reduceat(counts, first) / len(used)
