"""One line of a plot: a growing column, thinned to the pixels that are there."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gui.plots.decimate import Column, Extremes, thin
from gui.plots.look import Look
from gui.plots.positions import EPOCHS, Positions
from gui.plots.view_box import EpochViewBox

EMPTY = np.empty(0)
NO_GAPS = np.empty((0, 2))
DOT_ROOM = 7  # pixels that a dot of each epoch needs
MOST_ROWS = 100_000  # taken in at once, so that the window never waits
MOST_IN_HALO = 400  # points
MOST_STRAIGHT = 120  # points of a staircase; with more, it looks like a slope


class Curve(pg.PlotCurveItem):
    """Draws what `read` returns: a column with a row, or `per_epoch` rows, for each epoch; it may have grown since."""

    def __init__(self, read: Callable[[], Column], look: Look, per_epoch: int = 1, *, marks_gaps: bool = True) -> None:
        """Draw nothing yet: see `grow` and `draw`. `marks_gaps`: what is no number is a failure worth a mark."""
        super().__init__(connect="finite")
        self._look = look
        self.per_epoch, self.marks_gaps = per_epoch, marks_gaps
        self.values = EMPTY
        self.positions: Positions = EPOCHS
        self.behind = False
        self.version = 0  # another one for everything that looks different
        self._read = read
        self.gaps = NO_GAPS
        self.points = 0
        self._style: tuple[bool, bool] | None = None
        self._width = 1.0
        self._extremes = Extremes()
        self._bounded: Column | None = None  # the values that the bounds are of
        self._bounds: tuple[float, float] | None = None
        self.dots: list[QPointF] = []

    def grow(self) -> bool:
        """Take in rows that are new, a slice of very many; return whether there were any."""
        before, column = len(self.values), self._read()
        self.values = column[: before + MOST_ROWS]
        self.behind = len(self.values) < len(column)
        self._extremes.update(self.values)
        return len(self.values) > before

    def forget(self, row: int) -> None:
        """Take in the rows from this one on, counted from 0, again at the next `grow`: they have changed."""
        self.values = self.values[:row]
        self._extremes.forget(row)

    def draw(self, view: EpochViewBox) -> None:
        """Compute the points for what the view shows."""
        window = view.shown()
        bins = self.positions.bins(window, len(self.values), self.per_epoch)
        if bins is None:
            self._set_points(EMPTY, EMPTY, [], NO_GAPS)
            return
        dotted = self._look.dotted and (len(bins.edges) - 1) * DOT_ROOM <= window.pixels
        stairs, log_y = self._look.stairs, window.log_y
        line = thin(self.values, self._extremes, bins, stairs=stairs, positive=log_y, dotted=dotted)
        reading = 0.0 if stairs else self.positions.reading
        xs, dot_xs = (view.xs(self._at(rows + reading)) for rows in (line.x, line.dot_x))
        dots = [QPointF(x, y) for x, y in zip(dot_xs.tolist(), view.ys(line.dot_y).tolist(), strict=True)]
        self._set_points(xs, view.ys(line.y), dots, self._at(line.gaps))

    def _at(self, rows: Column) -> Column:
        """Return where rows, counted from 1, lie on the x axis."""
        return self.positions.at((rows - 0.5) / self.per_epoch + 0.5)

    def bounds(self) -> tuple[float, float] | None:
        """Return the lowest and highest drawn y in the axis' own units; None if nothing is drawn."""
        ys = self.yData
        if ys is None or not len(ys):
            return None
        if ys is not self._bounded:
            self._bounded = ys
            self._bounds = None if np.isnan(ys).all() else (float(np.nanmin(ys)), float(np.nanmax(ys)))
        return self._bounds

    def set_look(self, look: Look) -> None:
        """Draw in this look from now on."""
        self._look = look
        self._style = None

    def set_fine(self, fine: bool) -> None:
        """Draw in the present look: wide and smooth, or fast. Few and straight lines look best crisp."""
        straight = self._look.stairs and self.points <= MOST_STRAIGHT
        if (fine, straight) == self._style:
            return
        self._style = (fine, straight)
        self.version += 1
        self.opts["antialias"] = fine and not straight
        wide_and_solid = self._look.wide(fine, straight) and not self._look.pattern
        self.setSegmentedLineMode("on" if wide_and_solid else "off")
        pen = self._look.pen(fine, straight)
        self._width = pen.widthF()
        self.setPen(pen)

    def _set_points(self, x: Column, y: Column, dots: list[QPointF], gaps: Column) -> None:
        self.dots, self.gaps, self.points = dots, gaps, len(x)
        self.version += 1
        self.setData(x, y)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None) -> None:
        """Draw the line, then the dots, in pixels: the view's scale would stretch them."""
        pixel_ratio = painter.deviceTransform().m11() / painter.worldTransform().m11()
        if self._look.halo and self.points:
            painter.setPen(self._look.halo_pen(pixel_ratio))
            painter.drawPath(self._halo())
        self._scale_pen(pixel_ratio)
        super().paint(painter, option, widget)
        if self.dots:
            points = painter.worldTransform().map(QPolygonF(self.dots))
            painter.resetTransform()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self._look.dot_pen())
            painter.drawPoints(points)

    def _halo(self) -> QPainterPath:
        """Return the line, of very many points only some: broad lines take their time."""
        every = 1 + self.points // MOST_IN_HALO
        return pg.functions.arrayToQPath(self.xData[::every], self.yData[::every], "finite")

    def _scale_pen(self, pixel_ratio: float) -> None:
        # cosmetic pens count the device's own pixels; wide dashes stay affordable while there are few points
        if self.points <= MOST_STRAIGHT or not self._look.pattern:
            self.opts["pen"].setWidthF(self._width * pixel_ratio)
