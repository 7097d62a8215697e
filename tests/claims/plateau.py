"""ReduceLROnPlateau's judgement, written again from its documentation."""

from __future__ import annotations

from math import inf
from typing import Any

from tests.claims.facts import Facts


def bad_epochs(facts: Facts, settings: Any, first: int, last: int) -> int:
    """Return how many epochs in a row, up to the last, brought the figure no improvement that counts."""
    best, bad = inf if settings.mode == "min" else -inf, 0
    for figure in facts.trace.column(settings.monitor)[first - 1 : last].tolist():
        if _better(settings, figure, best):
            best, bad = figure, 0
        else:
            bad += 1
    return bad


def _better(settings: Any, figure: float, best: float) -> bool:
    threshold = settings.threshold
    if settings.mode == "min":
        limit = best * (1 - threshold) if settings.threshold_mode == "rel" else best - threshold
        return figure < limit
    limit = best * (1 + threshold) if settings.threshold_mode == "rel" else best + threshold
    return figure > limit
