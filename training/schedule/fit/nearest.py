"""Choosing between the families: the simplest scheduler that explains the curve, judged by torch's own rates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor, log, log10
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.experiment.experiment import Experiment
from training.experiment.optimizers import SGD
from training.experiment.schedulers import SchedulerSettings
from training.schedule.fit import families
from training.schedule.fit.search import Family, Proposal, search
from training.schedule.fit.staircase import divisions
from training.schedule.fit.warm_up import warmed_up
from training.schedule.preview import preview

Rates = NDArray[np.float64]

MOST_POINTS = 200  # at which a formula is compared with the curve
DIGITS = (1, 2, 3)  # significant ones that a number may have
SHORTEST = 4  # epochs; fewer do not tell one shape from another
FINEST = 1e-4  # a root mean square error, as a share of the highest rate, below which no curve is told from another


@dataclass(frozen=True, eq=False)
class Fit:
    """A scheduler and how near its rates come to a curve."""

    scheduler: SchedulerSettings
    lr: float  # the optimizer's rate that belongs to it
    area_error: float  # difference between the areas under both curves, as a share of the wanted one
    rms_error: float  # root mean square of the differences, as a share of the highest wanted rate
    rates: Rates  # (epochs,) the rates that torch's scheduler gives


def fit(curve: Rates) -> list[Fit]:
    """Return the nearest scheduler of each kind, best first: a simple one goes before one that is hardly nearer.

    curve: (epochs,) wanted rates, finite, none below 0, of epochs that a preview can run. The fits step per epoch.
    """
    curve = np.asarray(curve, dtype=np.float64)
    best: dict[tuple[str, ...], tuple[float, Fit]] = {}
    for score, version in _versions(curve, float(curve.max()) or 1.0):
        kinds = tuple(member.kind for _, member in version.scheduler.family())
        if kinds not in best or score < best[kinds][0]:
            best[kinds] = score, version
    return [version for _, version in sorted(best.values(), key=lambda rated: rated[0])]


def measured(curve: Rates, lr: float, scheduler: SchedulerSettings) -> Fit:
    """Return how near the scheduler's rates come to the curve; raises ExperimentError."""
    experiment = Experiment(epochs=len(curve), optimizer=SGD(lr=lr), scheduler=scheduler, step_scheduler="epoch")
    rates = preview(experiment).lr
    top, area = float(curve.max()) or 1.0, float(curve.sum()) or 1.0
    rms = float(np.sqrt(np.mean(np.square(rates - curve)))) / top
    return Fit(scheduler, lr, abs(float(rates.sum()) - float(curve.sum())) / area, rms, rates)


def _versions(curve: Rates, top: float) -> Iterator[tuple[float, Fit]]:
    """Yield the nearest member of each family, with more and more digits, and how badly each explains the curve."""
    rows = np.unique(np.linspace(0, len(curve) - 1, min(len(curve), MOST_POINTS)).round().astype(np.int64))
    points = curve[rows] / top
    for family in _families(rows, points):
        nearest = search(family, rows, points)
        for digits in DIGITS:
            try:
                lr, scheduler = _rounded_proposal(family, nearest.numbers, top * nearest.weights, digits)
                version = measured(curve, lr, scheduler)
            except ValueError:  # torch would refuse it
                continue
            yield _score(version, family.size, digits), version


def _families(rows: NDArray[np.int64], points: Rates) -> Iterator[Family]:
    n = int(rows[-1]) + 1
    yield families.constant()
    if n < SHORTEST:
        return
    yield from families.moving(n)
    for division in divisions(points):
        yield families.multi_step(rows[list(division)].tolist())
    for then in (families.constant(), *families.falling(n)):
        yield warmed_up(n, then)


def _rounded_proposal(family: Family, numbers: list[Any], weights: Rates, digits: int) -> Proposal:
    """Return the member with so many significant digits; a rate gets no more decimals than the highest one."""
    unit = 10.0 ** (floor(log10(weights.max() or 1)) + 1 - digits)
    lr, scheduler = family.propose(numbers, [float(round(weight / unit) * unit) for weight in weights])
    settings = _rounded(scheduler.model_dump(), digits)
    return _rounded(lr, digits), type(scheduler).model_validate(settings)


def _rounded(value: Any, digits: int) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(inner, digits) for name, inner in value.items()}
    if isinstance(value, tuple):
        return tuple(_rounded(inner, digits) for inner in value)
    return float(f"{value:.{digits}g}") if isinstance(value, float) else value


def _score(version: Fit, size: int, digits: int) -> float:
    """Return Schwarz's criterion: how far the fit is from the curve, and what it takes to say which one it is."""
    n = len(version.rates)
    return 2 * n * log(version.rms_error + FINEST) + (size + digits) * log(n)
