"""How far the optimizers that shrink the rate themselves have shrunk it."""

from __future__ import annotations

import numpy as np

from training.experiment.optimizers import ASGD, Adagrad, OptimizerSettings
from training.schedule.preview import Table


def shrinking(optimizer: OptimizerSettings, rates: Table, each: int) -> tuple[Table, Table]:
    """Return the rates taken in the last of each rate's `each` steps and what they are divided by, both (rates,)."""
    made = (np.arange(len(rates)) + 1.0) * each - 1
    match optimizer:
        case Adagrad():
            return rates, np.where(rates != 0, 1 + made * optimizer.lr_decay, 1.0)
        case ASGD():
            taken = rates if each > 1 else np.append(rates[:1], rates[:-1])
            with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
                return taken, np.power(1 + optimizer.lambd * taken * made, optimizer.alpha)
    return rates, np.ones_like(rates)
