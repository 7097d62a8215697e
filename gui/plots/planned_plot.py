"""A plot with a plan: what the schedule will do, dashed below what was trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gui.plots.curve import Curve
from gui.plots.decimate import Column
from gui.plots.look import Look
from gui.plots.positions import EPOCHS, Positions
from gui.plots.quantity import MOMENTUM, Quantity
from gui.plots.run_plot import RunPlot
from gui.widgets.appearance import Appearance

if TYPE_CHECKING:  # importing it at run time would load torch
    from training.schedule.preview import Schedule


class PlannedPlot(RunPlot):
    """Draws the columns of a schedule that `planned_columns` returns, step by step of the scheduler."""

    def __init__(self, quantity: Quantity, appearance: Appearance, *, lowest: bool = False) -> None:
        self.schedule: Schedule | None = None
        self.run_plan: Schedule | None = None
        self.planned: list[Curve] = []
        self.plan_positions: Positions | None = EPOCHS
        super().__init__(quantity, appearance, lowest=lowest)

    def plan_of(self, key: object) -> Schedule | None:
        """Return what is planned for the epochs to come: of a run by its own experiment, else the plan that is drawn.

        The run is the selected one, whose plan is `run_plan`.
        """
        return self.run_plan if key in self._runs else self.schedule

    def planned_columns(self, schedule: Schedule) -> list[Column]:
        """Return what is planned, a curve each."""
        raise NotImplementedError

    def set_schedule(self, schedule: Schedule | None) -> None:
        """Draw a plan; None: none."""
        self.schedule = schedule
        for curve in self.planned:
            self.view.removeItem(curve)
        columns = [] if schedule is None else self.planned_columns(schedule)
        self.planned = [self._make_planned(column, schedule.per_epoch) for column in columns if schedule]
        self._dress()
        self.set_plan_positions(self.plan_positions)

    def set_plan_positions(self, positions: Positions | None) -> None:
        """Draw the plan where its epochs lie; None: nowhere."""
        self.plan_positions = positions
        for curve in self.planned:
            curve.setVisible(positions is not None)
            curve.positions = positions or curve.positions
        self._show([] if positions is None else self.planned, [])

    def _make_planned(self, column: Column, per_epoch: int) -> Curve:
        curve = Curve(lambda: column, Look(""), per_epoch, marks_gaps=False)
        while curve.grow():
            pass
        curve.setZValue(-1)
        self.view.addItem(curve, ignoreBounds=True)
        return curve

    def _dress(self) -> None:
        """Draw the body's plan, or the only one, muted, and the head's in another colour."""
        for curve, color in zip(self.planned, (self.colors.muted, self.colors.accent), strict=False):
            curve.set_look(Look(color, dashed=True, stairs=True))

    def _restyle(self) -> None:
        self._dress()
        super()._restyle()

    def visible_curves(self) -> list[Curve]:
        """Return what is drawn: the plan lies below the runs."""
        return super().visible_curves() if self.plan_positions is None else self.planned + super().visible_curves()


class MomentumPlot(PlannedPlot):
    """Shows the momentum that a scheduler sets along with the rate; hidden while none does."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(MOMENTUM, appearance)
        self.hide()

    def set_schedule(self, schedule: Schedule | None) -> None:
        """Draw a plan; hide where it leaves the momentum alone."""
        super().set_schedule(schedule)
        self.setVisible(bool(self.planned))

    def planned_columns(self, schedule: Schedule) -> list[Column]:
        """Return the momentum used in each step, if the scheduler sets it."""
        return [] if schedule.momentum is None else [schedule.momentum[:-1]]

    def numbers(self, key: object, epoch: int) -> str:
        """Return the momentum at the start of an epoch, counted from 1, and its range in it."""
        plan = self.plan_of(key)
        if plan is None or plan.momentum is None or not 1 <= epoch <= len(plan.lr):
            return ""
        per_epoch = plan.per_epoch
        used = plan.momentum[(epoch - 1) * per_epoch : epoch * per_epoch]
        return f"epoch {self.appearance.shown(epoch)}   planned {np.min(used):.4g} to {np.max(used):.4g}"
