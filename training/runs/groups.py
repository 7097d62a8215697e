"""Runs that differ in little, as one: their mean and the band between the lowest and the highest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Band:
    """Of each epoch, (epochs,): mean, lowest and highest of the numbers there, and how many those are.

    Where there is none, mean, low and high are NaN.
    """

    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    count: NDArray[np.int64]


def mean_band(columns: Sequence[NDArray[np.float64]]) -> Band:
    """Return the band of runs, each a figure of its epochs; one that ended early, or NaN, does not count there."""
    table = np.full((len(columns), max(map(len, columns), default=0)), np.nan)
    for row, column in zip(table, columns, strict=True):
        row[: len(column)] = column
    there = ~np.isnan(table)
    count = there.sum(0)
    with np.errstate(invalid="ignore", divide="ignore"):  # 0 / 0 is NaN, as it should be; inf - inf, too
        mean = np.where(there, table, 0.0).sum(0) / count
    low = np.where(there, table, np.inf).min(0, initial=np.inf)
    high = np.where(there, table, -np.inf).max(0, initial=-np.inf)
    nothing = count == 0
    low[nothing] = high[nothing] = np.nan
    return Band(mean, low, high, count)
