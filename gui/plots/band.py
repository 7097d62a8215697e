"""A translucent band between the lowest and the highest of several runs."""

from __future__ import annotations

import numpy as np
from pyqtgraph.functions import arrayToQPath
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from gui.plots.curve import EMPTY
from gui.plots.decimate import Column, Extremes
from gui.plots.positions import EPOCHS, Positions
from gui.plots.view_box import SMALLEST, EpochViewBox
from gui.widgets.shades import translucent

OPACITY = 0.18


class BandItem(QGraphicsPathItem):
    """Fills what lies between two columns, thinned to the pixels that are there."""

    def __init__(self, *, stairs: bool = False) -> None:
        """Fill nothing yet; `stairs`: from the beginning of each row to its end."""
        super().__init__()
        self._stairs = stairs
        self.setPen(QPen(Qt.PenStyle.NoPen))
        self.setZValue(-0.5)
        self.per_epoch = 1
        self.positions: Positions = EPOCHS
        self._low, self._high = EMPTY, EMPTY
        self._lowest, self._highest = Extremes(), Extremes()

    def set_color(self, color: str) -> None:
        """Fill with a breath of this colour."""
        self.setBrush(translucent(color, OPACITY))

    def set_columns(self, low: Column, high: Column, changed: int) -> None:
        """Lie between these columns, of which the rows from `changed` on, counted from 0, are new."""
        self._low, self._high = low, high
        for extremes, column in ((self._lowest, low), (self._highest, high)):
            extremes.forget(changed)
            extremes.update(column)

    def draw(self, view: EpochViewBox) -> None:
        """Compute the outline for what the view shows."""
        window = view.shown()
        bins = self.positions.bins(window, len(self._low), self.per_epoch)
        if bins is None:
            self.setPath(QPainterPath())
            return
        low = self._lowest.summary(self._low, bins).low
        high = self._highest.summary(self._high, bins).high
        if window.log_y:
            low, high = np.maximum(low, SMALLEST), np.where(high > 0, high, np.nan)
        if self._stairs:
            rows = np.column_stack((bins.edges[:-1], bins.edges[1:])).reshape(-1) + 0.5
            low, high = np.repeat(low, 2), np.repeat(high, 2)
        else:
            rows = (bins.edges[:-1] + bins.edges[1:] + 1) / 2 + self.positions.reading
        xs = view.xs(self.positions.at((rows - 0.5) / self.per_epoch + 0.5))
        self.setPath(outline(xs, view.ys(low), view.ys(high)))


def outline(xs: Column, low: Column, high: Column) -> QPainterPath:
    """Return a closed path around each stretch without a gap."""
    there = np.isfinite(low) & np.isfinite(high)
    turns = np.flatnonzero(np.diff(there, prepend=False, append=False)).reshape(-1, 2)
    path = QPainterPath()
    for start, stop in turns.tolist():
        x, below, above = xs[start:stop], low[start:stop], high[start:stop]
        path.addPath(arrayToQPath(np.append(x, x[::-1]), np.append(above, below[::-1])))
    return path
