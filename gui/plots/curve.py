"""One line of a plot: a growing column, thinned to the pixels that are there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gui.plots.decimate import Column, Extremes, thin
from gui.plots.view_box import EpochViewBox

EMPTY = np.empty(0)
NO_GAPS = np.empty((0, 2))
DOT_ROOM = 7  # pixels that a dot of each epoch needs
DASHES = [5.0, 3.5]


@dataclass(frozen=True)
class Look:
    """How a curve is drawn; dashes and square dots tell two curves of one colour apart."""

    color: str
    dashed: bool = False
    stairs: bool = False
    dotted: bool = True

    def pen(self, fine: bool) -> QPen:
        """Return the pen; wide ones only while there are few points, for they cost a hundred times more."""
        wide = fine and (self.stairs or not self.dashed)
        pen = QPen(QColor(self.color), 2.0 if wide else 1.0)
        pen.setCosmetic(True)
        if self.dashed:
            pen.setDashPattern(DASHES)
        return pen

    def dot_pen(self) -> QPen:
        """Return the pen that draws a dot at a point."""
        cap = Qt.PenCapStyle.SquareCap if self.dashed else Qt.PenCapStyle.RoundCap
        pen = QPen(QColor(self.color), 4.0 if self.dashed else 5.0, Qt.PenStyle.SolidLine, cap)
        pen.setCosmetic(True)
        return pen


class Curve(pg.PlotCurveItem):
    """Draws what `read` returns: a column with a row for each epoch, which may have grown since."""

    def __init__(self, read: Callable[[], Column], look: Look) -> None:
        """Draw nothing yet: see `grow` and `draw`."""
        super().__init__(connect="finite")
        self._look = look
        self.values = EMPTY
        self._read = read
        self.gaps = NO_GAPS
        self.points = 0
        self._fine = False
        self._extremes = Extremes()
        self._dots: list[QPointF] = []

    def grow(self) -> bool:
        """Take in the rows that are new; return whether there were any."""
        before = len(self.values)
        self.values = self._read()
        self._extremes.update(self.values)
        return len(self.values) > before

    def draw(self, view: EpochViewBox) -> None:
        """Compute the points for what the view shows."""
        window = view.window()
        bins = window.bins(len(self.values))
        if bins is None:
            self._set_points(EMPTY, EMPTY, [], NO_GAPS)
            return
        dotted = self._look.dotted and (len(bins.edges) - 1) * DOT_ROOM <= window.pixels
        stairs, log_y = self._look.stairs, window.log_y
        line = thin(self.values, self._extremes, bins, stairs=stairs, positive=log_y, dotted=dotted)
        dots = zip(view.xs(line.dot_x).tolist(), view.ys(line.dot_y).tolist(), strict=True)
        self._set_points(view.xs(line.x), view.ys(line.y), [QPointF(x, y) for x, y in dots], line.gaps)

    def bounds(self) -> tuple[float, float] | None:
        """Return the lowest and highest drawn y in the axis' own units; None if nothing is drawn."""
        ys = self.yData
        if ys is None or not len(ys) or np.isnan(ys).all():
            return None
        return float(np.nanmin(ys)), float(np.nanmax(ys))

    def set_look(self, look: Look) -> None:
        """Draw in this look from now on."""
        self._look = look
        self._apply(self._fine)

    def set_fine(self, fine: bool) -> None:
        """Draw wide and smooth while there are few points."""
        if fine is not self._fine:
            self._apply(fine)

    def _apply(self, fine: bool) -> None:
        self._fine = fine
        self.opts["antialias"] = fine and not self._look.stairs
        self.setSegmentedLineMode("on" if fine and not self._look.dashed else "off")
        self.setPen(self._look.pen(fine))

    def _set_points(self, x: Column, y: Column, dots: list[QPointF], gaps: Column) -> None:
        self._dots, self.gaps, self.points = dots, gaps, len(x)
        self.setData(x, y)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None) -> None:
        """Draw the line, then the dots."""
        super().paint(painter, option, widget)
        if self._dots:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self._look.dot_pen())
            painter.drawPoints(self._dots)
