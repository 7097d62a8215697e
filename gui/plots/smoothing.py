"""Smoothing that does not lie: a debiased moving average that never redraws the past."""

from __future__ import annotations

import numpy as np

from gui.plots.decimate import Column

CHUNK = 8192  # rows worked on at once: they fit the processor's cache
HIGHEST = 0.99


class Smoother:
    """The exponential moving average of a growing column.

    A value `d` epochs back weighs `weight ** d`, whatever lies between; what is not finite weighs nothing.
    The weights are divided by their sum, so the first epochs are not drawn towards zero.
    """

    def __init__(self, weight: float) -> None:
        self._weight = weight
        self._smoothed = np.empty(64)
        self._length = 0
        self._sums = np.zeros(2)

    def extend(self, values: Column, most: int) -> Column:
        """Smooth up to `most` further rows of the column and return all that is smoothed so far."""
        end = min(len(values), self._length + most)
        if end > len(self._smoothed):
            self._smoothed = np.concatenate((self._smoothed, np.empty(max(end, len(self._smoothed)))))
        for start in range(self._length, end, CHUNK):
            stop = min(start + CHUNK, end)
            self._smoothed[start:stop] = self._next(values[start:stop])
        self._length = max(self._length, end)
        return self._smoothed[: self._length]

    def _next(self, values: Column) -> Column:
        finite = np.isfinite(values)
        sums = (1 - self._weight) * np.stack((np.where(finite, values, 0.0), finite))
        sums[:, 0] += self._weight * self._sums
        accumulate(sums, self._weight)
        self._sums = sums[:, -1].copy()
        return np.divide(sums[0], sums[1], out=np.full(len(values), np.nan), where=finite)


def accumulate(rows: Column, weight: float) -> None:
    """Turn each row x into y[t] = weight * y[t - 1] + x[t], in place; doubling the reach at each pass."""
    shift, factor = 1, weight
    while shift < rows.shape[1] and factor:
        rows[:, shift:] += factor * rows[:, :-shift]
        shift, factor = 2 * shift, factor * factor
