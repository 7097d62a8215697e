"""The torch scheduler whose rates come nearest to a curve that someone wishes for."""

from __future__ import annotations

from training.schedule.fit.formula import as_lambda
from training.schedule.fit.nearest import Fit, fit, measured

__all__ = ["Fit", "as_lambda", "fit", "measured"]
