"""Where the rate changes: marked in all plots, and found again under a click, as other runs' curves are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from gui.plots.change_lines import visible_changes
from gui.plots.picking import Picker
from gui.plots.positions import EPOCHS, Positions, in_rows
from gui.plots.run_plot import RunPlot

if TYPE_CHECKING:  # importing the schedule at run time would load torch
    from training.runs.trace import Trace
    from training.schedule.preview import Schedule

REACH, MARKER = 12, 3  # pixels around a change that belong to it; and to its line, which goes before a curve


class Changes(QObject):
    """Marks the changes of the selected run; a click finds those of the plan, too, while no run is selected."""

    change_clicked = Signal(int)  # the epoch after which the rate changes
    run_clicked = Signal(object)  # the key of a run that is not the selected one

    def __init__(self, plots: Sequence[RunPlot], picker: Picker, parent: QObject) -> None:
        super().__init__(parent)
        self._plots, self._picker, self._view = plots, picker, plots[0].view
        self._trace: Trace | None = None
        self._schedule: Schedule | None = None
        self._selected: object = None
        self._positions: Positions | None = EPOCHS
        for plot in plots:
            plot.view.clicked.connect(partial(self._on_clicked, plot))

    def follow(
        self, selected: object, trace: Trace | None, schedule: Schedule | None, positions: Positions | None
    ) -> None:
        """Mark the changes of this run, whose epochs lie at these positions; None: nowhere."""
        self._selected, self._trace, self._schedule, self._positions = selected, trace, schedule, positions
        self.mark()

    def mark(self) -> None:
        """Mark those that are in view."""
        trace, positions = self._trace, self._positions
        epochs: list[int] = []
        if trace is not None and positions is not None:
            window = in_rows(positions, self._view.shown())
            epochs = visible_changes(trace.column("lr"), trace.column("lr_after"), window)
        for plot in self._plots:
            plot.change_lines.set_positions(positions or EPOCHS)
            plot.change_lines.set_epochs(epochs)

    def _on_clicked(self, plot: RunPlot, position: float, y: float) -> None:
        """Pick another run's curve, unless a change of the rate is marked right there."""
        change, distance = self._nearest(position)
        key = self._picker.key_at(plot, position, y)
        if key not in (None, self._selected) and not (plot.change_lines.epochs and distance <= MARKER):
            self.run_clicked.emit(key)
        elif distance <= REACH:
            self.change_clicked.emit(change)

    def _nearest(self, position: float) -> tuple[int, float]:
        """Return the change nearest to a position, and how many pixels away it is."""
        shown = self._trace if self._trace is not None else self._schedule
        if shown is None or self._positions is None or not len(changes := shown.changes):
            return 0, np.inf
        nearest = int(changes[np.argmin(np.abs(changes + 0.5 - self._positions.epoch_at(position)))])
        return nearest, abs(self._view.pixel_x(self._positions.at(nearest + 0.5)) - self._view.pixel_x(position))
