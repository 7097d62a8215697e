"""Pitfall of LBFGS's line search: at a rate of 0 torch fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from training.experiment.rate_use import RateUse
from training.schedule.pitfalls.caution import Caution, Fix
from training.schedule.pitfalls.span import Span


def cautions_of_line_search(run: Sequence[Span]) -> Iterator[Caution]:
    """Yield where the search begins at a step of no length; of a rate that training decides, nothing is known."""
    if not run[0].experiment.watched:
        yield from stopped_searches(run)


def stopped_searches(run: Sequence[Span]) -> Iterator[Caution]:
    """Yield where it does so if the schedule is as it is assumed."""
    for span, phase in zip(run, run[0].experiment.phases, strict=True):
        idle = np.flatnonzero(span.rates == 0)
        if phase.optimizer.rate_use is RateUse.FIRST_GUESS and len(idle):
            path = f"{phase.optimizer_path}.line_search_fn"
            yield Caution(
                path,
                f"Torch stops with a division by zero in {span.when(int(idle[0]))}, where the rate is 0.",
                f"{phase.optimizer.kind} tries a step of the rate's length, and strong_wolfe divides by it.",
                Fix("Search along no line", ((path, None),)),
                "P35",
            )
