"""How far the optimizers that shrink the rate themselves have shrunk it."""

from __future__ import annotations

import numpy as np

from training.experiment.optimizers import OptimizerSettings
from training.experiment.rate_use import RateUse
from training.schedule.preview import Table


def shrinking(optimizer: OptimizerSettings, rates: Table, each: int) -> tuple[Table, Table]:
    """Return the rates taken in the last of each rate's `each` steps and what they are divided by, both (rates,)."""
    made = (np.arange(len(rates)) + 1.0) * each - 1
    late = each == 1 and optimizer.rate_use is RateUse.STEP_LATER
    taken = np.append(rates[:1], rates[:-1]) if late else rates
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        return taken, np.where(taken != 0, optimizer.dividing(taken, made), 1.0)
