"""Which rates a test tries."""

from __future__ import annotations

from typing import NamedTuple

SMOOTHING = 0.04  # of all batches: how many of the last ones a smoothed loss looks at


class Span(NamedTuple):
    """The rates to try, rising by the same factor from batch to batch."""

    lowest: float = 1e-6
    highest: float = 10.0
    batches: int = 600

    def rate(self, batch: int) -> float:
        """Return the rate of a batch, counted from 1."""
        way = (batch - 1) / max(1, self.batches - 1)
        return float(self.lowest * (self.highest / self.lowest) ** way)

    @property
    def smoothing(self) -> int:
        """Return how many of the last batches a smoothed loss looks at; odd, so that it is the loss of one of them."""
        return 2 * int(SMOOTHING * self.batches / 2) + 1


WHOLE = Span()
