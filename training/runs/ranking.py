"""Which setting of many runs is best: by the mean over its seeds, never by one lucky run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.experiment.schedulers import counted

Column = NDArray[np.float64]


class SettingResult(NamedTuple):
    """A setting: its runs, and the mean and the bounds of those that have a number.

    Attributes:
        runs: all that differ in their seed only, by position.
        counted: those whose number counts.
        mean: over them; NaN where there are none.
        low, high: the lowest and the highest of their numbers.
        epochs: the fewest and the most epochs that they have.
    """

    runs: tuple[int, ...]
    counted: tuple[int, ...]
    mean: float
    low: float
    high: float
    epochs: tuple[int, int]

    @property
    def missing(self) -> int:
        """Return how many runs have no number that counts."""
        return len(self.runs) - len(self.counted)

    @property
    def over(self) -> str:
        """Return what the mean is of: `over 3 seeds`, and what is to be known about it."""
        return f"over {self._of('seed')}"

    @property
    def of_runs(self) -> str:
        """Return the same where runs differ in more than their seeds: `mean of 3 runs`."""
        return f"mean of {self._of('run')}"

    def _of(self, noun: str) -> str:
        some = f"{len(self.counted)} of " if self.missing else ""
        few, many = self.epochs
        lengths = f" of {few:,} to {many:,} epochs" if few != many else ""
        return f"{some}{counted(len(self.runs), noun)}{lengths}"


def result_of(runs: Sequence[int], numbers: Column, epochs: Sequence[int], failed: frozenset[int]) -> SettingResult:
    """Return how a setting stands. Runs that failed count only where there are no others."""
    finite = [run for run in runs if np.isfinite(numbers[run])]
    found = [run for run in finite if run not in failed] or finite
    values, lengths = [float(numbers[run]) for run in found], [epochs[run] for run in found]
    mean = math.fsum(values) / len(values) if values else math.nan
    bounds = (min(values), max(values)) if values else (math.nan, math.nan)
    return SettingResult(tuple(runs), tuple(found), mean, *bounds, (min(lengths, default=0), max(lengths, default=0)))


def ranked(results: Sequence[SettingResult], falls: bool = True) -> list[SettingResult]:
    """Return those that have a number, the best first; a setting that lacks runs comes after all that lack fewer."""
    there = [each for each in results if each.counted]
    return sorted(there, key=lambda each: (each.missing, each.mean if falls else -each.mean))


def ties(ranking: Sequence[SettingResult], noun: str) -> str:
    """Say how many others are exactly as good as the first; empty where none is."""
    best = ranking[0]
    number = sum((each.missing, each.mean) == (best.missing, best.mean) for each in ranking[1:])
    return f"; {counted(number, f'other {noun}')} came to the same" if number else ""
