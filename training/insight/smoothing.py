"""Smoothing of noisy losses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class Smoother:
    """An exponential moving average, corrected for its start at 0."""

    def __init__(self, values: float) -> None:
        """Average over about so many values."""
        self._beta = 1 - 1 / max(1.0, values)
        self._sum, self._weight = 0.0, 0.0

    def add(self, value: float) -> float:
        """Take a value in; return the average."""
        self._sum = self._beta * self._sum + (1 - self._beta) * value
        self._weight = self._beta * self._weight + (1 - self._beta)
        return self._sum / self._weight


def centred(values: Sequence[float], width: float) -> NDArray[np.float64]:
    """Return the mean of the moving averages from both ends: it lags behind neither way."""
    ahead, back = Smoother(width), Smoother(width)
    forwards = [ahead.add(value) for value in values]
    backwards = [back.add(value) for value in reversed(values)]
    mean: NDArray[np.float64] = (np.array(forwards) + np.array(backwards[::-1])) / 2
    return mean
