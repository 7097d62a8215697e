"""From rates to heights and back, on a linear or a logarithmic axis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np
from numpy.typing import NDArray

Rates = NDArray[np.float64]

WIDE = 50.0  # the highest rate over the lowest from which small rates need a logarithmic axis
DECADES = 6  # that such an axis shows at most
HEADROOM = 1.06
ROOM = 1.1  # above what is drawn already
DRAWN_DECADES = 4
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)  # between two labels, times a power of ten
MOST_LABELS, HALF = 5, 0.5


@dataclass(frozen=True)
class Scale:
    """An axis from `low` to `high`; a logarithmic one has a `low` above 0."""

    low: float
    high: float
    log: bool = False

    @classmethod
    def around(cls, columns: Iterable[Rates], may_be_log: bool = True) -> Scale:
        """Return an axis that shows all the rates, logarithmic if small ones would lie on the ground."""
        bounds = [(float(column.min()), float(column.max())) for column in columns if len(column)]
        low, high = min((b[0] for b in bounds), default=0.0), max((b[1] for b in bounds), default=1.0)
        if may_be_log and low > 0 and high / low > WIDE:
            return cls(max(low, high / 10**DECADES) / HEADROOM**2, high * HEADROOM**2, log=True)
        return cls(min(0.0, low), high * HEADROOM if high > 0 else 1.0)

    @classmethod
    def for_drawing(cls, highest: float, log: bool) -> Scale:
        """Return an axis with room above the highest rate, which ends at a round number."""
        highest = highest or 1.0
        if log:
            high = 10.0 ** ceil(log10(highest * ROOM))
            return cls(high / 10**DRAWN_DECADES, high, log=True)
        step = _round_step(highest * ROOM)
        return cls(0.0, step * ceil(highest * ROOM / step))

    @property
    def ticks(self) -> list[float]:
        """Return round numbers to label, without the ends."""
        if self.log:
            return [self.high / 10**decade for decade in range(1, round(log10(self.high / self.low)))]
        step = _round_step(self.high)
        return [step * count for count in range(1, ceil(self.high / step - HALF))]

    def part(self, rates: Rates) -> Rates:
        """Return the heights, 0 at the bottom and 1 at the top; what lies outside is moved to the edge."""
        if self.log:
            decades = np.log10(np.maximum(rates, self.low) / self.low)
            return (decades / log10(self.high / self.low)).clip(0, 1)
        return ((rates - self.low) / (self.high - self.low)).clip(0, 1)

    def rates(self, parts: Rates) -> Rates:
        """Return the rates at these heights."""
        if self.log:
            return self.low * (self.high / self.low) ** parts
        return self.low + (self.high - self.low) * parts


def _round_step(high: float) -> float:
    """Return the smallest round step that leads from 0 to `high` in few labels."""
    unit = 10.0 ** floor(log10(high / MOST_LABELS))
    return next(step * unit for step in STEPS if step * unit * MOST_LABELS >= high)
