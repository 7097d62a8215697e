"""The axes: epochs, steps or time below, values on the left, grid lines in the ground's colour."""

from __future__ import annotations

import math

import pyqtgraph as pg

from gui.plots.view_box import EpochViewBox
from gui.plots.x_axis import XAxis
from gui.widgets.theme import Colors
from training.schedule.explain import number

LABEL_ROOM = "0.000001"  # the widest label that a value axis leaves room for
LOG_STEPS = ((1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 5), (1,))  # ticks in each decade, from many to few
LABELS = {XAxis.EPOCHS: "epoch", XAxis.STEPS: "steps of the optimizer", XAxis.TIME: "seconds of training"}
LEAST = {XAxis.EPOCHS: 1.0, XAxis.STEPS: 0.0, XAxis.TIME: 0.0}  # the first tick of a linear axis


def log_ticks(low: float, high: float, most: float) -> list[float]:
    """Return at most `most` ticks between two logarithms, the same ones in each decade."""
    decades = range(math.floor(low), math.ceil(high) + 1)
    for steps in LOG_STEPS:
        ticks = [decade + math.log10(step) for decade in decades for step in steps]
        ticks = [tick for tick in ticks if low <= tick <= high]
        if len(ticks) <= most:
            return ticks
    stride = math.ceil(len(ticks) / max(most, 1.0))
    return [tick for tick in ticks if round(tick) % stride == 0]


class Axis(pg.AxisItem):
    """An axis with a quiet grid and labels at its main ticks."""

    room = 30.0  # pixels between ticks of a logarithmic axis

    def __init__(self, side: str, view: EpochViewBox, *, labelled: bool = True) -> None:
        """Stand at the `side` (left, bottom) of the view."""
        super().__init__(side, linkView=view, maxTickLength=0, showValues=labelled)
        self.enableAutoSIPrefix(False)
        self.setStyle(maxTickLevel=0, tickAlpha=255)
        self.setGrid(255)
        self.setZValue(-1000)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Return the distance of the main ticks, and where they are."""
        if not self.logMode:
            return super().tickValues(low, high, size)
        ticks = log_ticks(low, high, size / self.room)
        return [(1.0, ticks if len(ticks) > 1 else self._even_ticks(low, high, size))]

    def _even_ticks(self, low: float, high: float, size: float) -> list[float]:
        """Return the ticks at evenly spaced values, for a logarithmic axis that spans little."""
        first, last = 10.0**low, 10.0**high
        spacing, _ = self.tickSpacing(first, last, size)[0]
        steps = range(max(1, math.ceil(first / spacing)), int(last / spacing) + 1)
        return [math.log10(step * spacing) for step in steps]

    def dress(self, colors: Colors) -> None:
        """Draw in a scheme's colours."""
        self.setPen(None)  # the view's border is line enough
        self.setTickPen(colors.grid)
        self.setTextPen(colors.muted)


class ValueAxis(Axis):
    """The y axis."""

    def __init__(self, view: EpochViewBox) -> None:
        super().__init__("left", view)
        self.setTickDensity(1.6)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Return the labels, with as many digits as tell the ticks apart."""
        if self.logMode:
            labels = [number(10.0**value) for value in values]
        else:
            labels = super().tickStrings(values, scale, spacing)
        return [label.replace("e-0", "e-").replace("e+0", "e+") for label in labels]


class EpochAxis(Axis):
    """The x axis, which has ticks at whole epochs, at whole steps, or at any second."""

    def __init__(self, view: EpochViewBox, *, labelled: bool) -> None:
        super().__init__("bottom", view, labelled=labelled)
        self.setTickDensity(1.3)
        self._labelled = labelled
        self._first = 1
        self.count(XAxis.EPOCHS)

    @property
    def _shift(self) -> int:
        """Return the distance from an epoch's number, as it is shown, to its position."""
        return 1 - self._first if self._counted is XAxis.EPOCHS else 0

    def set_first(self, first: int) -> None:
        """Let the numbers begin with this one, 1 or 0; the epochs stay where they are."""
        self._first = first
        self._renew()

    def count(self, counted: XAxis) -> None:
        """Count epochs, steps or seconds from now on."""
        self._counted = counted
        self.room = 85.0 if counted is XAxis.TIME else 45.0
        self._grain = 0.0 if counted is XAxis.TIME else 1.0  # no two ticks are nearer
        if self._labelled:
            self.setLabel(LABELS[counted])
        self._renew()

    def _renew(self) -> None:
        self.picture = None
        self.update()

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """Return the distance between ticks, at least one where only whole numbers have a meaning."""
        return [(max(self._grain, spacing), offset) for spacing, offset in super().tickSpacing(low, high, size)]

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Return the distance of the ticks, and where they are; none lies before the first epoch."""
        shift = self._shift
        if not self.logMode:
            found = super().tickValues(max(low, LEAST[self._counted]) - shift, high - shift, size)
            return [(spacing, [tick + shift for tick in ticks]) for spacing, ticks in found]
        begin, end = (max(self._grain, 10.0**edge - shift) for edge in (low, high))
        marks = [0.0] if shift and low <= 0 else []  # of the number 0, which has no logarithm
        if 0 < begin < end:
            found = super().tickValues(math.log10(begin), math.log10(end), size)
            marks += [math.log10(10.0**tick + shift) for _, ticks in found for tick in ticks]
        return [(1.0, marks)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Return the numbers in full, as long as that is readable."""
        numbers = [(10.0**value if self.logMode else value) - self._shift for value in values]
        if self._counted is XAxis.TIME:
            return [number(value) for value in numbers]
        return [str(round(value)) if value < 1e8 else number(value) for value in numbers]
