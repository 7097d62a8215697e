"""The plot of the learning rate: the plan dashed, what was trained solid on top, milestones to drag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.plots.decimate import Column
from gui.plots.marks import AssumptionNote, JumpMarks
from gui.plots.milestones import Milestones
from gui.plots.planned_plot import PlannedPlot
from gui.plots.positions import Positions
from gui.plots.quantity import LR
from gui.plots.rate_labels import RateLabels
from gui.plots.run_curves import RunCurves, without_frozen
from gui.widgets.appearance import Appearance
from gui.widgets.difference import signed
from training.schedule.acting import follows
from training.schedule.explain import number

if TYPE_CHECKING:  # importing it at run time would load torch
    from training.schedule.epoch_rates import EpochRates
    from training.schedule.preview import Schedule


class LrPlot(PlannedPlot):
    """Shows the rate used in each epoch as a staircase: epoch e reaches from e - 0.5 to e + 0.5."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(LR, appearance)
        self.labels, self.jumps, self.note = RateLabels(self.view), JumpMarks(self.view), AssumptionNote(self.view)
        for overlay in (self.labels, self.jumps, self.note):
            self.add_overlay(overlay)
        self.milestones = Milestones(self)

    def set_schedule(self, schedule: Schedule | None) -> None:
        """Draw a plan; None: none."""
        self.labels.set_schedule(schedule)
        self.note.set_text("" if schedule is None else schedule.assumption)
        super().set_schedule(schedule)

    def set_plan_positions(self, positions: Positions | None) -> None:
        """Draw the plan and all that points at it where its epochs lie; None: nowhere."""
        super().set_plan_positions(positions)
        self.milestones.set_positions(positions)
        for overlay in (self.labels, self.jumps, self.note):
            overlay.setVisible(positions is not None)
            overlay.set_positions(positions or overlay.positions)

    def planned_columns(self, schedule: Schedule) -> list[Column]:
        """Return the rate of each group, with a gap where it is frozen."""
        return [
            without_frozen(rates[:-1], frozen * schedule.per_epoch)
            for rates, frozen in zip(schedule.rates, schedule.frozen, strict=False)
        ]

    def numbers(self, key: object, epoch: int) -> str:
        """Return the rate used in an epoch, counted from 1, and the rate after it, trained or planned."""
        run, schedule, name = self._runs.get(key), self.plan_of(key), f"epoch {self.appearance.shown(epoch)}"
        if run and 1 <= epoch <= len(run.trace):
            record = run.trace[epoch - 1]
            word = "used" if follows(run.trace.experiment, epoch) else "lr"
            used = f"{word} {number(record.lr)}{self._difference(run, epoch)}"
            used += _inside(run.trace.epoch_rates(epoch - 1))
            return f"{name}   {used}   after it {number(record.lr_after)}"
        if schedule and 1 <= epoch <= len(schedule.lr):
            lr, after = float(schedule.lr[epoch - 1]), float(schedule.lr_after[epoch - 1])
            inside = _inside(schedule.epoch_rates(epoch))
            return f"{name}   planned {number(lr)}{inside}   after it {number(after)}"
        return ""

    def _difference(self, run: RunCurves, epoch: int) -> str:
        """Return how far the rate is from the baseline's, in brackets; empty where there is none."""
        baseline = self._runs.get(self._baseline)
        if baseline is None or baseline is run:
            return ""
        text = signed(run.figure("lr", epoch) - baseline.figure("lr", epoch))
        return f" ({text})" if text else ""


def _inside(rates: EpochRates) -> str:
    """Return what follows an epoch's first rate: the last one, and the extremes where neither of the two has them."""
    if not rates.moves:
        return ""
    extremes = {"lowest": rates.lowest, "highest": rates.highest}
    others = (f", {word} {number(rate)}" for word, rate in extremes.items() if rate not in (rates.first, rates.last))
    return f" → {number(rates.last)}{''.join(others)}"
