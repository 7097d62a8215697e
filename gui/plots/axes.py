"""The axes: whole epochs below, values on the left, grid lines in the ground's colour."""

from __future__ import annotations

import math

import pyqtgraph as pg

from gui.plots.view_box import EpochViewBox
from gui.theme import Colors

LABEL_ROOM = "0.000001"  # the widest label that a value axis leaves room for


class Axis(pg.AxisItem):
    """An axis with a quiet grid and labels at its main ticks."""

    def __init__(self, side: str, view: EpochViewBox, *, labelled: bool = True) -> None:
        """Stand at the `side` (left, bottom) of the view."""
        super().__init__(side, linkView=view, maxTickLength=0, showValues=labelled)
        self.enableAutoSIPrefix(False)
        self.setStyle(maxTickLevel=0, tickAlpha=255)
        self.setGrid(255)
        self.setZValue(-1000)

    def set_colors(self, colors: Colors) -> None:
        """Take the colours of a scheme."""
        self.setPen(colors.border)
        self.setTickPen(colors.grid)
        self.setTextPen(colors.muted)


class ValueAxis(Axis):
    """The y axis."""

    def __init__(self, view: EpochViewBox) -> None:
        """Stand left of the view."""
        super().__init__("left", view)
        self.setTickDensity(1.6)

    def tickStrings(self, values: list[float], scale: float, spacing: float | None) -> list[str]:
        """Return the labels, as few digits as tell the ticks apart."""
        if self.logMode:
            return [f"{10.0**value:.3g}" for value in values]
        return [label.replace("e-0", "e-").replace("e+0", "e+") for label in super().tickStrings(values, scale, spacing)]


class EpochAxis(Axis):
    """The x axis, which labels whole epochs only."""

    def __init__(self, view: EpochViewBox, *, labelled: bool) -> None:
        """Stand below the view."""
        super().__init__("bottom", view, labelled=labelled)
        self.setTickDensity(1.3)

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """Return the distances between ticks, at least one epoch."""
        levels = super().tickSpacing(low, high, size)
        return levels if self.logMode else [(max(1.0, spacing), offset) for spacing, offset in levels]

    def tickStrings(self, values: list[float], scale: float, spacing: float | None) -> list[str]:
        """Return the epochs in full, as long as that is readable."""
        epochs = [10.0**value if self.logMode else value for value in values]
        return [f"{epoch:.0f}" if math.fabs(epoch) < 1e8 else f"{epoch:.3g}" for epoch in epochs]
