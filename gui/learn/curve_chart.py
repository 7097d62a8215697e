"""The curve that a question asks about, on axes with values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gui.inside.line_chart import Chart, ChartLine, LineChart
from gui.panels.scale import Scale
from gui.theme import Colors
from training.schedule.explain import number

HEIGHT = 200  # pixels


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
        scale = Scale.around([rates], may_be_log=False)
        line = ChartLine("learning rate", rates, self._colors.accent)
        between = scale.low, scale.high
        self.show_chart(Chart(epochs, [line], ("epoch", "learning rate"), self._read, between=between))

    def _read(self, place: int) -> str:
        return f"Epoch {place // 2 + 1}: learning rate {number(self._rates[place // 2])}."
