"""Two futures of a run's rate: as it is chosen, and as it would be otherwise, dashed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gui.plots.look import Look
from gui.plots.planned_plot import PlannedPlot
from gui.plots.quantity import LR
from gui.plots.run_curves import without_frozen
from gui.plots.shared_epochs import SharedEpochs
from gui.widgets.appearance import Appearance

if TYPE_CHECKING:  # importing it at run time would load torch
    from gui.plots.decimate import Column
    from training.schedule.preview import Schedule


class FuturesPlot(PlannedPlot):
    """Shows both from the first epoch to the last."""

    def __init__(self, appearance: Appearance) -> None:
        quantity = replace(LR, name="futures", title="learning rate, as chosen and otherwise (dashed)")
        super().__init__(quantity, appearance, lowest=True)
        self._epochs = SharedEpochs((self,), self)

    def planned_columns(self, schedule: Schedule) -> list[Column]:
        """Return the body's rate."""
        return [without_frozen(schedule.rates[0, :-1], schedule.frozen[0] * schedule.per_epoch)]

    def set_futures(self, otherwise: Schedule, chosen: Schedule) -> None:
        """Draw both."""
        super().set_schedule(otherwise)
        (column,) = self.planned_columns(chosen)
        self.planned.append(self._make_planned(column, chosen.per_epoch))
        self._dress()
        self._show(self.planned, [])
        self._epochs.set_last(max(otherwise.epochs, chosen.epochs))

    def _dress(self) -> None:
        looks = Look(self.colors.muted, dashed=True, stairs=True), Look(self.colors.accent, stairs=True)
        for curve, look in zip(self.planned, looks, strict=False):
            curve.set_look(look)
