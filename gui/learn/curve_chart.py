"""The curve that a question asks about, on axes with values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gui.plots.chart import Chart, ChartLine, ChartPlot
from gui.widgets.appearance import Appearance
from training.schedule.explain import number

HEIGHT = 200  # pixels


class CurveChart(ChartPlot):
    """Shows the rate of each epoch as stairs; the mouse and the arrow keys read it."""

    def __init__(self, name: str, appearance: Appearance) -> None:
        super().__init__(name, "The curve that is asked about", "", appearance)
        self._rates: tuple[float, ...] = ()
        self.setFixedHeight(HEIGHT)

    def show_rates(self, rates: Sequence[float]) -> None:
        """Show the rate of each epoch; without any, nothing."""
        self._rates = tuple(rates)
        self.setVisible(bool(rates))
        column, epochs = np.asarray(self._rates), np.arange(1.0, len(self._rates) + 1)
        line = ChartLine("learning rate", column, "accent", stairs=True)
        self.show_chart(Chart(epochs, [line], ("epoch", "learning rate"), self._read, between=_between(column)))

    def _read(self, index: int) -> str:
        return f"Epoch {index + 1}: learning rate {number(self._rates[index])}."


def _between(rates: NDArray[np.float64]) -> tuple[float, float] | None:
    """Return the ends of an axis from 0; None where rates are below 0, or none is above."""
    highest = float(rates.max(initial=0.0))
    return (0.0, highest) if highest > 0 and float(rates.min(initial=0.0)) >= 0 else None
