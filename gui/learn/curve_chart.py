"""The curve that a question asks about, on axes with values."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10

import numpy as np
from numpy.typing import NDArray

from gui.inside.line_chart import Chart, ChartLine, LineChart
from gui.theme import Colors
from training.schedule.explain import number

HEIGHT = 200  # pixels
INTERVALS = 4  # between the values that the axis names
ROUND = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)  # such an interval, times a power of ten
HEADROOM = 1.02


class CurveChart(LineChart):
    """Shows the rate of each epoch as stairs; the mouse and the arrow keys read it."""

    def __init__(self, name: str, colors: Colors) -> None:
        """Show no curve yet."""
        super().__init__(name, "The curve that is asked about", "", colors)
        self._rates: tuple[float, ...] = ()
        self.setFixedHeight(HEIGHT)

    def show_rates(self, rates: Sequence[float]) -> None:
        """Show the rate of each epoch; without any, nothing."""
        self._rates = tuple(rates)
        self.setVisible(bool(rates))
        self._draw()

    def set_colors(self, colors: Colors) -> None:
        """Take another scheme's colours."""
        super().set_colors(colors)
        self._draw()

    def _draw(self) -> None:
        rates = np.repeat(np.asarray(self._rates), 2)
        epochs = np.repeat(np.arange(1.0, len(self._rates) + 1), 2) + np.tile([-0.5, 0.5], len(self._rates))
        line = ChartLine("learning rate", rates, self._colors.accent)
        self.show_chart(Chart(epochs, [line], ("epoch", "learning rate"), self._read, between=_between(rates)))

    def _read(self, place: int) -> str:
        return f"Epoch {place // 2 + 1}: learning rate {number(self._rates[place // 2])}."


def _between(rates: NDArray[np.float64]) -> tuple[float, float] | None:
    """Return the ends of an axis from 0 on which round values stand; None where rates are below 0, or none is above."""
    highest = float(rates.max(initial=0.0)) * HEADROOM
    if not highest > 0 or float(rates.min(initial=0.0)) < 0:
        return None
    unit = 10.0 ** floor(log10(highest / INTERVALS))
    return 0.0, INTERVALS * next(step * unit for step in ROUND if INTERVALS * step * unit >= highest)
