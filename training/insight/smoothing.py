"""Smoothing of noisy losses."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from math import isnan


class Smoother:
    """The median of the last few values: it looks at nothing that comes later, and no single value moves it far."""

    def __init__(self, width: int) -> None:
        self._last: deque[float] = deque()
        self._sorted: list[float] = []
        self._width = max(1, width)

    def add(self, value: float) -> float:
        """Take a value in, one that is no number as endlessly high; return the median."""
        if len(self._last) == self._width:
            del self._sorted[bisect_left(self._sorted, self._last.popleft())]
        value = float("inf") if isnan(value) else value
        self._last.append(value)
        insort(self._sorted, value)
        return (self._sorted[(len(self._last) - 1) // 2] + self._sorted[len(self._last) // 2]) / 2
