"""Curves of a few runs over the epochs, as evidence: a chart, and below it what stands at one epoch."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtWidgets import QWidget

from gui.learn.words import label
from gui.plots.chart import Chart, ChartLine, ChartPlot
from gui.widgets.appearance import Appearance
from gui.widgets.layouts import CARD_SPACING, stack

CHART_HEIGHT = 240
DASHES = ("solid", "dashed", "dotted", "dash-dotted")  # as ChartPlot draws its patterns
Curves = Mapping[str, tuple[float, ...]]


class CurvesView(QWidget):
    """Hidden while it has no curves."""

    def __init__(self, name: str, appearance: Appearance) -> None:
        super().__init__()
        self.chart = ChartPlot(f"{name}.chart", "The evidence as curves", "Running it…", appearance)
        self.chart.setFixedHeight(CHART_HEIGHT)
        self._reading = label("", "summary")
        stack(self, (self.chart, self._reading), CARD_SPACING)
        self.chart.read.connect(self._reading.setText)

    def show_curves(self, title: str, curves: Curves, looks: Mapping[str, int]) -> None:
        """Show curves by the names of their runs; `looks`: which colour and pattern each has."""
        self.setVisible(bool(curves))
        if not curves:
            return
        lines = [ChartLine(name, np.asarray(values), looks[name], looks[name]) for name, values in curves.items()]
        named = ", ".join(f"{name} ({DASHES[looks[name] % len(DASHES)]})" for name in curves)
        epochs = np.arange(1, 1 + max(map(len, curves.values())), dtype=float)
        names = ("epoch", f"{title}: {named}")
        self.chart.show_chart(Chart(epochs, lines, names, read=lambda index: _read(curves, index)))
        self._reading.setText(_read(curves, len(epochs) - 1))


def _read(curves: Curves, index: int) -> str:
    return f"Epoch {index + 1}: " + ", ".join(f"{name} {values[index]:.4g}" for name, values in curves.items()) + "."
