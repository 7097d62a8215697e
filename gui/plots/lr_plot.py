"""The plot of the learning rate: the plan dashed, what was trained solid on top, milestones to drag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.plots.curve import Curve
from gui.plots.look import Look
from gui.plots.milestones import Milestones
from gui.plots.rate_labels import RateLabels
from gui.plots.run_plot import LR, RunPlot
from gui.theme import Colors
from training.schedule.explain import number

if TYPE_CHECKING:  # importing it at run time would load torch
    from training.schedule.preview import Schedule


class LrPlot(RunPlot):
    """Shows the rate used in each epoch as a staircase: epoch e reaches from e - 0.5 to e + 0.5."""

    def __init__(self, colors: Colors) -> None:
        """Show neither plan nor run yet."""
        self.schedule: Schedule | None = None
        self._planned: Curve | None = None
        super().__init__(LR, colors)
        self.labels = RateLabels(self.view)
        self.add_overlay(self.labels)
        self.milestones = Milestones(self)

    def set_schedule(self, schedule: Schedule | None) -> None:
        """Draw a plan; None: none."""
        self.schedule = schedule
        if self._planned is not None:
            self.view.removeItem(self._planned)
        self._planned = None if schedule is None else self._make_planned(schedule)
        self.labels.set_schedule(schedule)
        self._show([self._planned] if self._planned else [])

    def _make_planned(self, schedule: Schedule) -> Curve:
        curve = Curve(lambda: schedule.lr, Look(self.colors.muted, dashed=True, stairs=True))
        curve.grow()
        curve.setZValue(-1)
        self.view.addItem(curve, ignoreBounds=True)
        return curve

    def set_colors(self, colors: Colors) -> None:
        """Take the colours of a scheme."""
        if self._planned is not None:
            self._planned.set_look(Look(colors.muted, dashed=True, stairs=True))
        super().set_colors(colors)

    def visible_curves(self) -> list[Curve]:
        """Return what is drawn: the plan lies below the runs."""
        planned = [] if self._planned is None else [self._planned]
        return planned + super().visible_curves()

    def numbers(self, key: object, epoch: int) -> str:
        """Return the rate used in an epoch, counted from 1, and the rate after it, trained or planned."""
        run, schedule = self._runs.get(key), self.schedule
        if run and 1 <= epoch <= len(run.trace):
            record = run.trace[epoch - 1]
            return f"epoch {epoch}   used {number(record.lr)}   after it {number(record.lr_after)}"
        if schedule and 1 <= epoch <= len(schedule.lr):
            lr, after = float(schedule.lr[epoch - 1]), float(schedule.lr_after[epoch - 1])
            return f"epoch {epoch}   planned {number(lr)}   after it {number(after)}"
        return ""
