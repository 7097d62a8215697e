"""The rates inside an epoch whose scheduler steps after each batch."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Rates = NDArray[np.float64]


class EpochRates(NamedTuple):
    """The rates that an epoch's batches are trained at: the first, the extremes, the last."""

    first: float
    lowest: float
    highest: float
    last: float

    @classmethod
    def of(cls, batches: Rates) -> EpochRates:
        """Take the rates of an epoch's batches, (batches,)."""
        return cls(float(batches[0]), float(batches.min()), float(batches.max()), float(batches[-1]))

    @property
    def moves(self) -> bool:
        """Whether they differ."""
        return self.lowest != self.highest
