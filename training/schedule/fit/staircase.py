"""Where a curve jumps: the best division into level stretches."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from training.schedule.fit.search import Array

MOST_JUMPS = 8


def divisions(curve: Array) -> Iterator[tuple[int, ...]]:
    """Yield the rows at which the best 2, 3, ... level stretches begin, without the first; shortest first."""
    n = len(curve)
    costs = _costs(curve)
    reached, choices = costs[0], []
    for _ in range(min(MOST_JUMPS, n - 1)):
        # by the rows of the last stretch: its start, and the end of all
        table = np.full((n + 1, n + 1), np.inf)
        table[1:n] = reached[1:n, None] + costs[1:n]
        choices.append(table.argmin(axis=0))
        reached = table.min(axis=0)
        starts = [n]
        for choice in reversed(choices):
            starts.append(int(choice[starts[-1]]))
        yield tuple(reversed(starts[1:]))


def _costs(curve: Array) -> Array:
    """Return the squared error of one level from row i to before row j, (rows + 1, rows + 1); infinite for i >= j."""
    sums = np.concatenate(([0.0], np.cumsum(curve)))
    squares = np.concatenate(([0.0], np.cumsum(np.square(curve))))
    lengths = np.arange(len(sums)) - np.arange(len(sums))[:, None]
    level = (sums - sums[:, None]) ** 2 / np.maximum(lengths, 1)
    return np.where(lengths > 0, (squares - squares[:, None] - level).clip(min=0), np.inf)
