"""Which epochs lie where: the positions of every run and of the plan, for what the x axis counts."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from gui.plots.positions import EPOCHS, Positions, Timed, dot_of, steps
from gui.plots.view_box import Span
from gui.plots.x_axis import XAxis

if TYPE_CHECKING:
    from training.runs.trace import Trace

GROWTH = 1.05  # the end of a time axis moves in such steps, or every epoch would move every curve


class RunPositions:
    """Knows the batches of each run and how long its epochs took.

    Attributes:
        counted: what the x axis counts.
        plan_batches: the batches in an epoch of the plan; 0: not known.
    """

    def __init__(self) -> None:
        self.counted = XAxis.EPOCHS
        self.plan_batches = 0
        self._batches: dict[object, int] = {}
        self._times: dict[object, Timed] = {}

    def set_batches(self, key: object, batches: int) -> None:
        """Learn how many batches an epoch of a run has."""
        self._batches[key] = batches

    def forget(self, key: object) -> None:
        """Forget a run."""
        self._batches.pop(key, None)
        self._times.pop(key, None)

    def of_run(self, key: object, trace: Trace) -> Positions | None:
        """Return where a run's epochs lie; None where that is not known."""
        if self.counted is XAxis.EPOCHS:
            return EPOCHS
        if self.counted is XAxis.TIME:
            if key not in self._times:
                self._times[key] = Timed(lambda: trace.column("seconds"))
            return self._times[key]
        return self._counted(self._batches.get(key, trace.batches if trace.batches > 1 else 0))

    def of_plan(self) -> Positions | None:
        """Return where the plan's epochs lie; None where that is not known, as the time of what is not trained."""
        return None if self.counted is XAxis.TIME else self._counted(self.plan_batches)

    def _counted(self, batches: int) -> Positions | None:
        if self.counted is XAxis.EPOCHS:
            return EPOCHS
        return steps(batches) if batches else None

    def grow(self) -> None:
        """Take in what the traces have got since; before the curves do."""
        if self.counted is XAxis.TIME:
            for times in self._times.values():
                times.grow()

    def span(self, reaches: Iterable[tuple[Positions | None, int]], default: int) -> Span:
        """Return what an axis covers that shows so many epochs at each of these positions."""
        furthest: dict[Positions, int] = {}  # many runs lie at the same positions
        for positions, epochs in reaches:
            if positions is not None and epochs > furthest.get(positions, 0):
                furthest[positions] = epochs
        known = list(furthest.items())
        if not known:
            known = [(EPOCHS if self.counted is XAxis.EPOCHS else steps(1), default)]
        end = max(positions.at(epochs + 0.5) for positions, epochs in known)
        least = min(dot_of(positions, 1) for positions, _ in known) / 2
        if self.counted is XAxis.TIME and end > 0:
            end = GROWTH ** math.ceil(math.log(end, GROWTH))
        return Span(known[0][0].begin, max(least, end * 1e-9), end)
