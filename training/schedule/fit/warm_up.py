"""A warm-up and what follows it, as one family."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from training.experiment.schedulers import LinearLR, SequentialLR
from training.schedule.fit.families import LEAST, wholes
from training.schedule.fit.search import Array, Family, Proposal

WARM_UPS = 24  # lengths to try first
WHOLES, FLOATS = 24, 8  # values of each further number


def warmed_up(n: int, then: Family) -> Family:
    """Return the curves that rise straight from a lower rate and then go on as `then`, whose first weight is its lr."""

    def columns(t: Array, length: Array, *numbers: Array) -> list[Array]:
        warm, part = t < length, t / length
        first, *others = then.columns(np.maximum(t - length, 0), *numbers)
        return [
            np.where(warm, 1 - part, 0),
            np.where(warm, part, first),
            *(np.where(warm, 0, other) for other in others),
        ]

    def propose(numbers: Sequence[Any], weights: Sequence[float]) -> Proposal:
        length, *further = numbers
        start, *rest = weights
        lr, scheduler = then.propose(further, rest)
        ramp = LinearLR(start_factor=max(start / max(lr, LEAST), LEAST), end_factor=1.0, total_iters=length)
        if scheduler.constant:
            return lr, ramp
        return lr, SequentialLR(schedulers=(ramp, scheduler), milestones=(length,))

    axes = (wholes(2, max(2, n // 2), WARM_UPS), *(_coarser(axis) for axis in then.axes))
    return Family(axes, columns, propose, then.weights + 1, then.fixed)


def _coarser(axis: Array) -> Array:
    most = WHOLES if axis.dtype.kind == "i" else FLOATS
    return axis[:: -(-len(axis) // most)]
